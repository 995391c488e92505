"""Behaviours that obey one regime and disobey a rule of another, found and seen to happen.

None is shown that stepping through both regimes does not confirm; where a term depends on dates,
on real dates as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

from model.calendar import Calendar
from model.clock import CalendarClock, Clock, SlotClock
from model.conformance import Judgement, Outcome
from model.deadline import Reading
from model.language import Complaint
from model.regime import Regime
from model.rule import Obligation, Prohibition
from model.trace import Mode, Run
from model.transition import Law
from model.vocabulary import Guard
from verify.counterexample import steps_of
from verify.diff.behaviour import Act, Behaviour, Judged, Possible, judged
from verify.diff.sides import Pair
from verify.formula import Expr
from verify.verdict import Step

_MARGIN = 30
"""Working days left free at both ends of the calendar.

In front for limits that are counted backwards, behind for those that the last act sets going. A
longer limit leads out of the calendar, and then no date confirms the witness: it is not shown.
"""

_Want = tuple[str, str | None]
"""An event, and by whom; by anybody who can where that is ``None``."""


@dataclass(frozen=True)
class BreachWitness:
    """A shortest behaviour that obeys one regime and disobeys a rule of another.

    Attributes
    ----------
    run
        What the other regime makes of it, in slots.
    steps
        The same line by line, with the deadline that passes, and with acts that it ignores.
    regime
        The other regime, with the words of both.
    """

    behaviour: Behaviour
    run: Run
    steps: tuple[Step, ...]
    regime: Regime


class Witnesses:
    """Finds and confirms witnesses for two regimes, both in the words of all, under one reading."""

    def __init__(
        self, possible: Possible, own: Regime, its: Regime, reading: Reading, days: Calendar
    ) -> None:
        self.possible, self.own, self.its = possible, own, its
        self.reading, self.calendar = reading, days

    def found(
        self, pair: Pair, question: Expr, rule: Obligation | Prohibition
    ) -> BreachWitness | None:
        """Return a shortest witness by the solver; ``None`` where none is found or it is none."""
        model = pair.shortest(question)
        if model is None:
            return None
        # What only follows on the breach was left out, and lasts as long as from any day.
        own, its = self._on_first_day
        lengths = {**own, **pair.own.lengths(model)}, {**its, **pair.its.lengths(model)}
        return self.confirmed(pair.acts.read(model), lengths, rule)

    def bare(self, rule: Obligation | Prohibition) -> BreachWitness | None:
        """Return the witness in which no more happens than a breach needs, if that is one.

        No behaviour that breaches the rule has fewer acts.
        """
        for wanted in _needed(rule):
            if {event for event, _ in wanted} & self.possible.derived:
                continue
            behaviour = self._only(wanted, rule.when)
            witness = behaviour and self.confirmed(behaviour, self._on_first_day, rule)
            if witness:
                return witness
        return None

    def _only(self, wanted: tuple[_Want, ...], when: Guard) -> Behaviour | None:
        """These events, what they must follow and nothing else, in one slot; if that can be."""
        words = self.possible.vocabulary
        acts: dict[str, Act] = {}
        guards = [when]

        def add(event: str, party: str | None) -> bool:
            parties = self.possible.parties(event)
            if not parties or not all(
                add(foundation, None) for foundation in self.possible.foundations(event)
            ):
                return False
            acts.setdefault(event, Act(event, 0, party or parties[0]))
            guards.append(words.events[event].when)
            return True

        if not all(add(*one) for one in wanted):
            return None
        facts = {}
        for name in {name for guard in guards for name in guard}:
            every = words.attributes[name].values
            left = [one for one in every if all(one in g.get(name, every) for g in guards)]
            if not left:
                return None
            facts[name] = left[0]
        return Behaviour(tuple(acts.values()), facts)

    @cached_property
    def _on_first_day(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """How long the terms counted in dates last from some day on."""
        return self._lengths(self.own), self._lengths(self.its)

    def _lengths(self, regime: Regime) -> Mapping[str, int]:
        start = self.calendar.opening(_MARGIN)
        return {
            rule: self.calendar.index_at(self.calendar.due(start, term)) - _MARGIN
            for rule, term in regime.terms(self.reading).items()
            if term is not None and term.needs_calendar
        }

    def confirmed(
        self,
        behaviour: Behaviour,
        lengths: tuple[Mapping[str, int], Mapping[str, int]],
        rule: Obligation | Prohibition,
    ) -> BreachWitness | None:
        """Return a behaviour as a witness if stepping through it shows that it is one.

        ``lengths`` are the working days that terms counted in dates last, on either side.
        """
        clocks = SlotClock(lengths[0]), SlotClock(lengths[1])
        own, its = self._judged(behaviour, clocks)
        if own.disobeyed or rule.id not in its.disobeyed:
            return None
        begun = {judgement.rule.id for judgement in (*own.judgements, *its.judgements)}
        if begun & {*lengths[0], *lengths[1]} and not self._on_some_date(behaviour, rule):
            return None
        return BreachWitness(behaviour, its.run, tuple(_steps(self.its, its, rule)), self.its)

    def _judged(self, behaviour: Behaviour, clocks: tuple[Clock, Clock]) -> tuple[Judged, Judged]:
        own, its = (law.under(clock) for law, clock in zip(self._laws, clocks, strict=True))
        return judged(own, behaviour), judged(its, behaviour)

    @cached_property
    def _laws(self) -> tuple[Law, Law]:
        """The transition relations of either side, for any clock."""
        clock = SlotClock()
        return Law(self.own, self.reading, clock), Law(self.its, self.reading, clock)

    def _on_some_date(self, behaviour: Behaviour, rule: Obligation | Prohibition) -> bool:
        clock = CalendarClock(self.calendar)
        last = max((act.at for act in behaviour.acts), default=0) // 2
        for base in range(_MARGIN, self.calendar.working_days - _MARGIN - last):
            try:
                own, its = self._judged(self._dated(behaviour, base), (clock, clock))
            except Complaint:  # a deadline beyond the calendar
                return False
            if not own.disobeyed and rule.id in its.disobeyed:
                return True
        return False

    def _dated(self, behaviour: Behaviour, base: int) -> Behaviour:
        """The behaviour on real dates: in order from the opening, or from the close."""
        acts = []
        for place, act in enumerate(behaviour.acts):
            day, off = divmod(act.at, 2)
            begin = self.calendar.closing(base + day) + 1 if off else None
            start = self.calendar.opening(base + day) if begin is None else begin
            acts.append(act._replace(at=start + place))
        return Behaviour(tuple(acts), behaviour.attributes)


def _steps(regime: Regime, its: Judged, rule: Obligation | Prohibition) -> list[Step]:
    """Tell what happens line by line: the breach, and acts that came after their event stood."""
    about = [
        _missed(judgement, its.run) for judgement in its.judgements if judgement.rule.id == rule.id
    ]
    steps = steps_of(regime, its.run, about, {rule.act})
    for act in its.ignored:
        day, off = divmod(act.at, 2)
        late = Step(act.event, str(Mode.PERFORMED), day, bool(off), "", "", act.party)
        later = (place for place, step in enumerate(steps) if _slot(step) > act.at)
        steps.insert(next(later, len(steps)), late)
    return steps


def _slot(step: Step) -> float:
    return inf if step.working_day is None else 2 * step.working_day + step.after_close


def _missed(judgement: Judgement, run: Run) -> Judgement:
    """A notice given too late is missed when the event comes that it should have announced."""
    rule = judgement.rule
    announced = rule.announced if isinstance(rule, Obligation) else None
    event = run.of(announced) if announced is not None else None
    if event is None or judgement.outcome is not Outcome.LATE:
        return judgement
    return replace(judgement, due=event.at)


def _needed(rule: Obligation | Prohibition) -> Iterator[tuple[_Want, ...]]:
    """Yield the events without which a rule is not disobeyed, one way of setting it going each."""
    breaking: tuple[_Want, ...] = ()
    if isinstance(rule, Prohibition):
        breaking = ((rule.act, rule.bearer),)
    elif rule.announced is not None:
        breaking = ((rule.announced, None),)
    ways = (
        [rule.on.events]
        if rule.on.quantifier == "all"
        else [(trigger,) for trigger in rule.on.events]
    )
    for events in ways:
        yield (*((event, None) for event in events), *breaking)
