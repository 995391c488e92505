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
from model.deadline import STRICT, Reading
from model.property import World
from model.regime import Regime
from verify import arguments
from verify.amend.limits import lengths, untied, waits
from verify.amend.master import Candidate, Cost, Master
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind, EditSpace, space
from verify.amend.symbolic import Choices
from verify.amend.violations import exempt_now, violations
from verify.asking import not_of_one_thread
from verify.deletion import minimised
from verify.guarantees import verify
from verify.patience import Undecided
from verify.solver import heed
from verify.verdict import NOBODY, Answer, Obeyed, Verdict

_MOST_ROUNDS = 2_000
"""Proposals of one search, after which it counts as undecided; a few dozen are usual."""

_MOST_AMENDMENTS = 50
"""Equally cheap amendments that are listed; nobody reads more."""

_MOST_REFUSED = 10
"""Proposals that proofs refuse, after which what is exempt now is taken for every edit."""


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
    exempt
        The duties that are exempt now, the breach of which a requirement's trigger is
        (:meth:`verify.prover.Prover.supposed`), where the search took them as exempt under all
        edits: there may then be cheaper changes than those found, and where none was found the
        answer is unknown. What is found has been proved with what is exempt in it.
    """

    outcome: SearchOutcome
    space: EditSpace
    requirements: tuple[Requirement, ...]
    verdicts: tuple[Verdict, ...]
    amendments: tuple[Amendment, ...] = ()
    complete: bool = True
    conflict: tuple[Requirement, ...] = ()
    dated: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()


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
    table = replace(table, waits=waits(table, reading, calendar))
    now = tuple(_proof(regime, requirement, reading, calendar) for requirement in requirements)
    answer = Amendments(SearchOutcome.HOLDS, table, tuple(requirements), now)
    if all(one.answer is Answer.PROVED for one in now):
        return answer
    if any(not_of_one_thread(regime, need.property) for need in requirements):
        return replace(answer, outcome=SearchOutcome.UNKNOWN, complete=False)
    answer = replace(answer, dated=untied(table, requirements, reading, calendar))
    try:
        heed()
        return _found(answer, reading, calendar)
    except Undecided:
        return replace(answer, outcome=SearchOutcome.UNKNOWN, complete=False)


def _found(blank: Amendments, reading: Reading, calendar: Calendar) -> Amendments:
    """What the search finds, first with nothing taken as exempt.

    So only what is violated whatever is exempt is excluded, and proofs refuse the rest one by one:
    the answer is right, but may take too many proofs. Then what is exempt now is taken.
    """
    regime = blank.space.regime
    exempt = [exempt_now(regime, need, reading, calendar) for need in blank.requirements]
    some = frozenset[str]().union(*exempt)
    try:
        most = _MOST_REFUSED if some else _MOST_ROUNDS
        return _Search(blank, [NOBODY] * len(exempt), reading, calendar, most).answer()
    except Undecided:
        if not some:
            raise
    found = _Search(blank, exempt, reading, calendar, _MOST_ROUNDS).answer()
    outcome = found.outcome
    if outcome is SearchOutcome.NONE:
        outcome = SearchOutcome.UNKNOWN
    named = tuple(rule.id for rule in regime.rules if rule.id in some)
    return replace(found, outcome=outcome, complete=False, conflict=(), exempt=named)


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
        blank: Amendments,
        exempt: Sequence[Obeyed],
        reading: Reading,
        calendar: Calendar,
        most_refused: int,
    ) -> None:
        self.blank, self.reading, self.calendar = blank, reading, calendar
        choices, needs = Choices(blank.space, z3.Context()), blank.requirements
        self.master = Master(choices, needs)
        self.violations = [
            violations(choices, need, reading, calendar, spared)
            for need, spared in zip(needs, exempt, strict=True)
        ]
        self.most_refused = most_refused
        self.rounds = self.refused = 0

    def answer(self) -> Amendments:
        amendments: list[Amendment] = []
        while len(amendments) < _MOST_AMENDMENTS:
            found = self._next(range(len(self.violations)))
            if found is None:
                break
            chosen, amendment = found
            amendments.append(amendment)
            self.master.only(amendment.cost)
            self.master.without(chosen)
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

    def _next(self, wanted: Collection[int]) -> tuple[tuple[Edit, ...], Amendment] | None:
        """Return the cheapest edits left after which the wanted requirements hold, and proofs.

        ``None`` where there are none.
        """
        while (proposed := self.master.cheapest(wanted)) is not None:
            self.rounds += 1
            if self.rounds > _MOST_ROUNDS:
                raise Undecided("rounds")
            cases = [(place, self.violations[place].case(*proposed.values)) for place in wanted]
            for place, case in cases:
                if case is not None:
                    self.master.exclude(place, case)
            if any(case is not None for _, case in cases):
                continue
            amendment = self._amendment(proposed, wanted)
            if amendment is not None:
                return proposed.edits, amendment
        return None

    def _amendment(self, proposed: Candidate, wanted: Collection[int]) -> Amendment | None:
        """What is proposed, if proofs from scratch bear it out; else it is excluded."""
        edits = renumbered(proposed.edits, self.blank.space)
        amended = applied(self.blank.space.regime, edits)
        needs = [self.blank.requirements[place] for place in wanted]
        proofs = tuple(_proof(amended, need, self.reading, self.calendar) for need in needs)
        if any(proof.answer is Answer.UNKNOWN for proof in proofs):
            raise Undecided("verdict")
        failed = [
            place
            for place, proof in zip(wanted, proofs, strict=True)
            if proof.answer is not Answer.PROVED
        ]
        if not failed:
            return Amendment(edits, proposed.cost, amended, proofs)
        self.refused += 1
        if self.refused > self.most_refused:
            raise Undecided("refused")
        for place in failed:
            self.master.refuse(place, proposed.edits)
        return None

    def _conflict(self) -> tuple[Requirement, ...]:
        """A minimal set of requirements that no edits fulfil together."""

        def hopeless(_: int, rest: list[int]) -> bool:
            return bool(rest) and self._next(rest) is None

        places = minimised(range(len(self.violations)), hopeless)
        return tuple(self.blank.requirements[place] for place in places)
