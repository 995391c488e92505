"""Of which runs a proof says nothing: those in which what it takes to be obeyed cannot all be.

Every history in which rules have been obeyed can go on so, but for bans and notice that come in
the way (:doc:`semantics`, *What a bearer can do*). A proof that rests on such rules is about the
other runs only, and may force what no law can: that somebody waives who need not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from model.calendar import Calendar
from model.regime import Regime
from model.rule import Obligation, Prohibition, events_of
from verify.slicing import cone_of
from verify.verdict import Answer, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding


def left_out(verdict: Verdict, calendar: Calendar) -> tuple[Finding, ...]:
    """Return how the rules that a proof takes to be obeyed may come to be at odds.

    One finding for each set of such rules: a conflict of theirs, or one where chance has it so; or
    that it could not be decided. Empty where all of them can be obeyed in every admissible run that
    has obeyed them so far, as far as :class:`verify.audit.chance.Chances` tells, and for what is
    not proved.

    Raises
    ------
    TimeIsOver, Interrupted
        As whatever asks the solver.
    """
    if verdict.answer is not Answer.PROVED or not _may_be_at_odds(verdict):
        return ()
    found = {frozenset(one.rules): one for one in reversed([*_at_odds(verdict, calendar)])}
    return tuple(reversed(found.values()))


def _may_be_at_odds(verdict: Verdict) -> bool:
    """Whether there is a ban or a notice among the rules, and a duty to which it may be opposed."""
    rules = [verdict.regime.by_id[one] for one in verdict.obeyed]
    duties = [one for one in rules if isinstance(one, Obligation) and one.announced is None]
    opposed = (one for one in rules if isinstance(one, Prohibition) or one not in duties)
    return bool(duties) and any(opposed)


def _at_odds(verdict: Verdict, calendar: Calendar) -> Iterator[Finding]:
    from verify.audit.chance import Chances, left_to_chance  # here: few proofs need any of it
    from verify.audit.exposure import blockable
    from verify.audit.finding import FindingKind, name_of
    from verify.audit.part import Part
    from verify.audit.reporter import Reporter
    from verify.solver import Undecided

    regime = _bearing(verdict)
    report = Reporter(verdict.regime)
    days = verdict.reading.open_days
    part = blockable(Part(regime, calendar, days))
    if part is None:
        return
    chances = Chances(part, part.regime.by_id, verdict.obeyed)
    for name in verdict.obeyed:
        rule = regime.by_id[name]
        if name not in part.regime.by_id or not part.binds(rule):
            continue
        try:
            chance = chances.of(rule)
        except Undecided:
            what = name_of(FindingKind.OBEYED_BY_CHANCE)
            yield report(FindingKind.UNDECIDED, rule, what=what)
            continue
        if chance is not None:
            yield left_to_chance(chance, rule, report)


def _bearing(verdict: Verdict) -> Regime:
    """The rules of a proof, with those on which it depends when what they are about comes."""
    regime = verdict.regime
    events = {event for name in verdict.obeyed for event in events_of(regime.by_id[name])}
    kept = {*verdict.obeyed, *(one.id for one in cone_of(regime, events).rules)}
    return replace(regime, rules=tuple(one for one in regime.rules if one.id in kept))
