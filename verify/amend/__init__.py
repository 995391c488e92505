"""Amendment synthesis: the smallest changes to a regime after which requirements hold.

Wanted are edits such that *no* run violates a requirement: an exists-forall question, answered by
counterexample-guided search. A master problem (weighted MaxSMT, lexicographic: N. Bjørner,
A.-D. Phan, L. Fleckenstein, "νZ - an optimizing SMT solver", TACAS 2015) proposes the cheapest
edits not yet excluded; the runs under symbolic edits (:mod:`verify.amend.symbolic`) answer
with a violation or with none; a violation is projected on the edits
(:mod:`verify.bounds.projection`), which excludes at once every choice that lets it
happen. What is excluded stays so, for all later questions.

Cheapest means: fewest articles touched or added; then the least deviation in working days from the
time that bearers have now; then fewest articles added; then fewest edits; then, for limits that
had no figure, the longest ones.
All amendments that are cheapest in that sense are returned, and each has been verified from
scratch as an ordinary regime. Nothing is claimed about edits outside the space
(:mod:`verify.amend.space`), nor that an amendment is good policy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import z3

from model.amendment import Edit, NewCountsAs, NewDuty, applied
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Measure, Reading, Term
from model.language import Text
from model.property import Property, World
from model.regime import Regime
from verify import arguments
from verify.amend.master import Cost, Master
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind, EditSpace, space
from verify.amend.symbolic import Choices, extended
from verify.amend.violations import violations
from verify.asking import not_of_one_thread
from verify.bounds.projection import Projection
from verify.deadlines import term_lengths, term_ranges
from verify.deletion import minimised
from verify.guarantees import verify
from verify.slicing import slice_of
from verify.solver import Undecided, heed
from verify.verdict import Answer, Assume, Verdict

_MOST_ROUNDS = 2_000
"""Proposals of one search, after which it counts as undecided; a few dozen are usual."""

_MOST_AMENDMENTS = 50
"""Equally cheap amendments that are listed; nobody reads more."""


class SearchOutcome(StrEnum):
    """What a search came to; ``unknown`` is no answer."""

    HOLDS = "holds"
    AMENDED = "amended"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Amendment:
    """Edits after which all requirements hold, what they cost, and the proof of each."""

    edits: tuple[Edit, ...]
    cost: Cost
    regime: Regime
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Amendments:
    """The answer.

    Attributes
    ----------
    amendments
        All cheapest amendments, in a fixed order; none where nothing need or can be done.
    complete
        Whether there are no others as cheap.
    conflict
        Where there is none: a minimal set of requirements that no edits of the space fulfil
        together.
    verdicts
        The requirements under the regime as it is.
    dated
        The limits counted in dates that the search took at any length that each has on some date,
        though they may never be so long together: there may then be a cheaper change than those
        found, and one where none was found. What is found has been proved on real dates.
    """

    outcome: SearchOutcome
    space: EditSpace
    requirements: tuple[Requirement, ...]
    verdicts: tuple[Verdict, ...]
    amendments: tuple[Amendment, ...] = ()
    complete: bool = True
    conflict: tuple[Requirement, ...] = ()
    dated: tuple[str, ...] = ()


def amend(
    regime: Regime,
    requirements: Requirement | Iterable[Requirement],
    kinds: str | Iterable[str] = tuple(EditKind),
    longest: int = 30,
    reading: arguments.AnyReading = STRICT,
    calendar: Calendar | None = None,
) -> Amendments:
    """Return all smallest amendments of a regime after which requirements hold.

    Parameters
    ----------
    kinds
        The kinds of edits that may be made, also by name, or one alone.
    longest
        The longest limit, in working days from 1, that an edit may write.
    reading
        How open limits are read that stay as they are.
    """
    regime = arguments.regime(regime)
    requirements = arguments.several(requirements, Requirement, "requirements")
    requirements = [
        replace(need, property=arguments.prop(need.property, regime, "requirements"))
        for need in requirements
    ]
    for need in requirements:
        if need.property.world is not World.ANY:
            taken = "a Property that holds whatever the world does"
            raise ValueError(arguments.refusal("requirements", taken, need.property.id))
    reading = arguments.reading(reading)
    calendar = arguments.calendar(calendar) or chinese_calendar()
    table = space(
        regime,
        requirements,
        lengths(regime, reading, calendar),
        longest,
        kinds,
    )
    table = replace(table, waits=_waits(table, reading, calendar))
    now = tuple(_proof(regime, requirement, reading, calendar) for requirement in requirements)
    answer = Amendments(SearchOutcome.HOLDS, table, tuple(requirements), now)
    if all(one.answer is Answer.PROVED for one in now):
        return answer
    if any(not_of_one_thread(regime, need.property) for need in requirements):
        return replace(answer, outcome=SearchOutcome.UNKNOWN, complete=False)
    answer = replace(answer, dated=_free(table, requirements, reading, calendar))
    try:
        heed()
        context = z3.Context()
        choices = Choices(table, context)
        search = _Search(
            Master(choices, requirements),
            [violations(choices, need, reading, calendar) for need in requirements],
            answer,
            reading,
            calendar,
        )
        return search.answer()
    except Undecided:
        return replace(answer, outcome=SearchOutcome.UNKNOWN, complete=False)


def _waits(
    table: EditSpace, reading: Reading, calendar: Calendar
) -> dict[tuple[str, str], int | None]:
    """The working days within which acts follow events now, while everyone obeys."""
    pairs = list(dict.fromkeys(table.tied))
    asked = [Property(f"{on}→{act}", Text(act, act), on, act) for on, act in pairs]
    verdicts = verify(table.regime, asked, [reading], [Assume.EVERYONE], calendar=calendar)
    proved = (verdict.days if verdict.answer is Answer.PROVED else None for verdict in verdicts)
    return dict(zip(pairs, proved, strict=True))


def lengths(
    regime: Regime, reading: arguments.AnyReading, calendar: Calendar
) -> dict[str, int | None]:
    """Return the greatest length of each limit in working days; ``None`` where it never expires."""
    reading = arguments.reading(reading)
    terms = regime.terms(reading)
    ranges = term_ranges(terms.values(), calendar)

    def length(term: Term | None) -> int | None:
        if term is None:
            return None
        if term in ranges:
            return ranges[term][1]
        return term.count if term.measure is Measure.AFTER or not term.count else term.count + 1

    return {name: length(term) for name, term in terms.items()}


def _free(
    table: EditSpace, requirements: Iterable[Requirement], reading: Reading, calendar: Calendar
) -> tuple[str, ...]:
    """The limits counted in dates whose lengths the search does not tie to dates.

    One alone is none of them, unless there are lengths between its least and greatest that it
    never has.
    """
    found: set[str] = set()
    terms = table.regime.terms(reading)
    known = term_lengths(terms.values(), calendar)
    for need in requirements:
        part = slice_of(extended(table), *need.property.about)
        asked = ((rule.id, terms.get(rule.id)) for rule in part.timed)
        dated = {name: known[term] for name, term in asked if term is not None and term in known}
        if len(dated) > 1 or not all(one.gapless for one in dated.values()):
            found |= {*dated}
    return tuple(rule.id for rule in table.regime.rules if rule.id in found)


def _proof(regime: Regime, need: Requirement, reading: Reading, calendar: Calendar) -> Verdict:
    (verdict,) = verify(regime, [need.property], [reading], [need.assume], need.within, calendar)
    return verdict


def renumbered(edits: Sequence[Edit], table: EditSpace) -> tuple[Edit, ...]:
    """Return edits with the rules and articles that they add numbered without gaps."""
    names = iter([(one.id, one.article) for one in table.added])

    def named(edit: Edit) -> Edit:
        if isinstance(edit, NewDuty | NewCountsAs):
            name, article = next(names)
            return replace(edit, id=name, article=article)
        return edit

    return tuple(named(one) for one in edits)


class _Search:
    def __init__(
        self,
        master: Master,
        violations: Sequence[Projection],
        blank: Amendments,
        reading: Reading,
        calendar: Calendar,
    ) -> None:
        self.master, self.violations, self.blank = master, violations, blank
        self.reading, self.calendar = reading, calendar
        self.rounds = 0

    def answer(self) -> Amendments:
        amendments: list[Amendment] = []
        while len(amendments) < _MOST_AMENDMENTS:
            chosen = self._next(range(len(self.violations)))
            if chosen is None:
                break
            chosen_edits, cost = chosen
            edits = renumbered(chosen_edits, self.blank.space)
            amended = applied(self.blank.space.regime, edits)
            proofs = tuple(
                _proof(amended, requirement, self.reading, self.calendar)
                for requirement in self.blank.requirements
            )
            if any(proof.answer is Answer.UNKNOWN for proof in proofs):
                raise Undecided("verdict")
            if all(proof.answer is Answer.PROVED for proof in proofs):
                amendments.append(Amendment(edits, cost, amended, proofs))
                self.master.only(cost)
            self.master.without(chosen_edits)
        if amendments:
            complete = len(amendments) < _MOST_AMENDMENTS
            ordered = sorted(amendments, key=lambda one: str(one.edits))
            return replace(
                self.blank,
                outcome=SearchOutcome.AMENDED,
                amendments=tuple(ordered),
                complete=complete,
            )
        return replace(self.blank, outcome=SearchOutcome.NONE, conflict=self._conflict())

    def _next(self, wanted: Collection[int]) -> tuple[tuple[Edit, ...], Cost] | None:
        """Return the cheapest edits left under which none of the wanted requirements is violated.

        ``None`` where there are none.
        """
        while (proposed := self.master.cheapest(wanted)) is not None:
            self.rounds += 1
            if self.rounds > _MOST_ROUNDS:
                raise Undecided("rounds")
            cases = [(place, self.violations[place].case(*proposed.values)) for place in wanted]
            if all(case is None for _, case in cases):
                return proposed.edits, proposed.cost
            for place, case in cases:
                if case is not None:
                    self.master.exclude(place, case)
        return None

    def _conflict(self) -> tuple[Requirement, ...]:
        """A minimal set of requirements that no edits fulfil together."""

        def hopeless(_: int, rest: list[int]) -> bool:
            return bool(rest) and self._next(rest) is None

        places = minimised(range(len(self.violations)), hopeless)
        return tuple(self.blank.requirements[place] for place in places)
