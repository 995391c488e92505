"""Bounds for all values of what texts leave open, under both ways of counting, on real dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from experiments.bounds.dates import OnDates, on_dates
from experiments.bounds.matters import at_values, attributes, by_case
from model.calendar import Calendar, CoverageError
from model.deadline import Counting, Reading
from model.language import Complaint, plain
from model.near import offered
from model.presumed import presuming
from model.property import Property
from model.regime import Regime
from model.unknowns import stated_values, with_unknown_deadlines
from model.version import in_force_since
from protocols import names as called
from verify.bounds import ParametricBound, parametric_bounds
from verify.bounds.by_case import BoundsByCase
from verify.bounds.linear import EVERYWHERE, NOWHERE, Region
from verify.hinge import ReadingHinge
from verify.left_out import LeftOut
from verify.patience import Undecided
from verify.prover import Provers, asked_about
from verify.readings import hinges, questions_about
from verify.verdict import Answer, Assume

if TYPE_CHECKING:
    from verify.audit.finding import Finding


@dataclass(frozen=True)
class Question:
    """What is asked of which regimes.

    Attributes
    ----------
    deadlines
        Whether stated deadlines in working days are unknown, as open limits are.
    within
        Working days in which the response must come; ``None`` where only the bound is asked for.
    reading
        What open limits are taken to be where a figure is needed: for dates and in charts.
    vary
        What a chart shows, at most two, by rule or open length; chosen where there is none.
    both_ways, hinging
        Whether days are also counted the other way, and it is asked what bounds hinge on.
    selected
        Whether properties were named; else all were asked about.
    start, year
        The date on which a matter begins, or the year of which the worst is asked for, if any.
    by, by_matter
        The attributes by which kinds of matter are told apart; whether by all that can matter.
    """

    regimes: tuple[Regime, ...]
    properties: tuple[Property, ...]
    assumptions: tuple[Assume, ...]
    calendar: Calendar
    deadlines: bool = False
    within: int | None = None
    reading: Reading = field(default_factory=lambda: Reading(5))
    vary: tuple[str, ...] = ()
    both_ways: bool = True
    selected: bool = True
    start: date | None = None
    year: int | None = None
    by: tuple[str, ...] = ()
    by_matter: bool = False
    hinging: bool = True

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last date on which a matter may begin."""
        if self.start is not None:
            return self.start, self.start
        if self.year is not None:
            return date(self.year, 1, 1), date(self.year, 12, 31)
        return self.calendar.first, self.calendar.last

    def dates_of(self, regime: Regime) -> tuple[date, date]:
        """Those on which a text is in force; all where it is on none."""
        first, last = self.dates
        since = in_force_since(regime)
        return (since, last) if first < since <= last else (first, last)


@dataclass(frozen=True)
class Guarantee:
    """One property of one regime under one assumption, as the text counts and the other way.

    Attributes
    ----------
    holds
        The values for which it holds within the days asked for; ``None`` where nothing was asked,
        there is no bound to ask about, or the solver gave up.
    dates
        The regime's own way of counting first; empty where there is no figure.
    left_out, other_left_out
        How the rules that a bound rests on come to be at odds, for some values, in runs of which it
        says nothing (:class:`verify.left_out.LeftOut`).
    """

    bound: ParametricBound
    other: ParametricBound | None
    values: Mapping[str, int]
    holds: Region | None
    dates: tuple[OnDates, ...]
    left_out: tuple[Finding, ...] = ()
    other_left_out: tuple[Finding, ...] = ()

    @property
    def at_values(self) -> int | None:
        """The bound at the text's own values; ``None`` without one."""
        return at_values(self.bound, self.values)

    @property
    def unregulated(self) -> bool:
        """Whether the regime does not regulate what the property is about."""
        return self.bound.unregulated

    def held(self) -> str:
        """Return for which values it holds within the days asked for: all, some, none, unknown.

        Empty where nothing was asked or the question is vacuous.
        """
        if self.bound.answer is Answer.VACUOUS:
            return ""
        if self.holds is None:
            return "unknown" if self.bound.answer is Answer.UNKNOWN else ""
        return {EVERYWHERE: "all", NOWHERE: "none"}.get(self.holds, "some")


@dataclass(frozen=True)
class Bounds:
    """The bounds of all guarantees, in the order regime, property, assumption.

    Attributes
    ----------
    hinges
        The readings that they hinge on, at the value of open limits that the question takes.
    by_case
        Those that differ by kinds of matter, or were asked about by named attributes.
    kinds_left_out
        The bounds of kinds of matter that say nothing of some runs, with what is found.
    """

    question: Question
    guarantees: tuple[Guarantee, ...]
    hinges: tuple[ReadingHinge, ...] = ()
    by_case: tuple[BoundsByCase, ...] = ()
    kinds_left_out: tuple[tuple[ParametricBound, tuple[Finding, ...]], ...] = ()

    def apart(self, kind: ParametricBound) -> tuple[Finding, ...]:
        """Return how the rules of a bound of one kind of matter come to be at odds."""
        return next((found for bound, found in self.kinds_left_out if bound is kind), ())


def bounds(question: Question, progress: Callable[[], object] = lambda: None) -> Bounds:
    """Return the answer to a question; ``progress`` is called after each regime.

    Raises
    ------
    Complaint
        When more than two rules are to be varied, or one without a limit in working days.
    """
    question = replace(
        question, vary=_varied(question), by=attributes(question.regimes, question.by)
    )
    question = replace(question, calendar=_reaching(question))
    _check(question)
    guarantees: list[Guarantee] = []
    hinging: list[ReadingHinge] = []
    for regime in question.regimes:
        # Of each text its own, since all together need much memory.
        provers = Provers(question.calendar, asked_about(question.properties))
        found = _guarantees(question, regime, provers)
        if question.hinging:
            hinging += _hinges(question, regime, found, provers)
        guarantees += found
        del provers
        progress()
    told: tuple[BoundsByCase, ...] = ()
    if question.by or question.by_matter:
        told = tuple(by_case(each.bound, question.by, question.calendar) for each in guarantees)
    asked = LeftOut(question.calendar)
    kinds = [kind for found in told for kind in found.rows.values()]
    apart = ((kind, odds) for kind in kinds if (odds := left_out_of_bound(kind, False, asked)))
    return Bounds(question, tuple(guarantees), tuple(hinging), told, tuple(apart))


def left_out_of_bound(
    bound: ParametricBound, deadlines: bool, asked: LeftOut
) -> tuple[Finding, ...]:
    """Return how the rules that a bound rests on come to be at odds, for some values."""
    regime = bound.regime
    if deadlines and len(bound.obeyed) > 1:
        regime = with_unknown_deadlines(regime)
    return asked.of(regime, bound.obeyed, None, when=bound.property.when)


def _hinges(
    question: Question, regime: Regime, guarantees: Sequence[Guarantee], provers: Provers
) -> list[ReadingHinge]:
    about = {each.bound.property.id for each in guarantees if not each.unregulated}
    asked = [prop for prop in question.properties if prop.id in about]
    chosen = question.reading, question.within, question.assumptions
    return hinges(regime, questions_about(asked, *chosen), provers)


def _varied(question: Question) -> tuple[str, ...]:
    """The rules to be varied by their identifiers; a name that is none stays as it is."""
    known = [called.rules(regime) for regime in question.regimes]
    found = (
        next((rule for names in known if (rule := names.find(name))), name)
        for name in question.vary
    )
    return tuple(dict.fromkeys(found))


def _check(question: Question) -> None:
    known: dict[str, None] = {}
    for regime in question.regimes:
        known |= dict.fromkeys(stated_values(regime, 1))
    for name in question.vary:
        if name not in known:
            raise Complaint(
                "bounds.unknown-rule",
                name=name,
                all=offered(name, {each: plain(each) for each in known}),
            )
    if len(set(question.vary)) > 2:
        raise Complaint("bounds.too-many")
    if question.start is not None and question.year is not None:
        raise Complaint("bounds.from-or-year")
    calendar = question.calendar
    for asked in question.dates:
        if not calendar.first <= asked <= calendar.last:
            raise CoverageError(
                "calendar.outside", date=asked, first=calendar.first, last=calendar.last
            )


def _reaching(question: Question) -> Calendar:
    """The calendar, with presumed years where dates are asked about that it does not have.

    From the last of them a bound may end a year later.
    """
    asked = [one.year for one in question.dates if one > question.calendar.last]
    return presuming(question.calendar, max(asked) + 1) if asked else question.calendar


def _guarantees(question: Question, regime: Regime, provers: Provers) -> list[Guarantee]:
    values = stated_values(regime, question.reading.open_days)
    own, asked = _bounds(question, regime, provers), LeftOut(question.calendar)
    others: Sequence[ParametricBound | None] = [None] * len(own)
    if question.both_ways:
        counted = replace(regime, counting=_other(regime.counting))
        others = _bounds(question, counted, provers)
    return [
        _guarantee(question, *pair, values, provers, asked)
        for pair in zip(own, others, strict=True)
    ]


def _bounds(question: Question, regime: Regime, provers: Provers) -> list[ParametricBound]:
    asked, assumptions = question.properties, question.assumptions
    return parametric_bounds(regime, asked, assumptions, question.deadlines, provers=provers)


def _other(counting: Counting) -> Counting:
    return next(other for other in Counting if other is not counting)


def _guarantee(
    question: Question,
    bound: ParametricBound,
    other: ParametricBound | None,
    values: Mapping[str, int],
    provers: Provers,
    asked: LeftOut,
) -> Guarantee:
    ways = [way for way in (bound, other) if way is not None]
    dates = (on_dates(question, way, values, provers) for way in ways)
    holds = None
    limit = bound.property.limit(question.within)
    if limit is not None and bound.answer in (Answer.PROVED, Answer.REFUTED):
        try:
            holds = bound.within(limit)
        except Undecided as undecided:
            bound = replace(bound, answer=Answer.UNKNOWN, reason=undecided.reason)
    return Guarantee(
        bound,
        other,
        values,
        holds,
        tuple(way for way in dates if way is not None),
        left_out_of_bound(bound, question.deadlines, asked),
        () if other is None else left_out_of_bound(other, question.deadlines, asked),
    )
