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
from model.deadline import NoLimit
from model.means import Means
from model.regime import Regime
from model.rule import Rule, events_of, is_timed
from verify.slicing import bearing_on
from verify.verdict import Answer, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding


def left_out(verdict: Verdict, calendar: Calendar) -> tuple[Finding, ...]:
    """Return how rules that a proof rests on may come to be at odds, with others or one another.

    One finding for each set of rules that cannot all be obeyed: a conflict, or one where chance has
    it so; or that it could not be decided. Only for a duty that the proof rests on together with a
    ban or a notice in its way. Where it rests on the duty alone, it is so also in the runs in which
    a ban that comes in its way is broken. Empty where whoever has obeyed so far can go on, as far
    as :class:`verify.audit.chance.Chances` tells, and for what is not proved.

    Raises
    ------
    TimeIsOver, Interrupted
        As whatever asks the solver.
    """
    if verdict.answer is not Answer.PROVED:
        return ()
    opposed = Means(verdict.regime).opposed(verdict.regime.by_id[one] for one in verdict.obeyed)
    return tuple(_at_odds(verdict, opposed, calendar)) if opposed else ()


def _at_odds(verdict: Verdict, opposed: frozenset[str], calendar: Calendar) -> Iterator[Finding]:
    from verify.audit.chance import Chances, left_to_chance  # here: few proofs need any of it
    from verify.audit.exposure import blockable
    from verify.audit.finding import FindingKind, name_of
    from verify.audit.part import Part
    from verify.audit.reporter import Reporter
    from verify.patience import Undecided

    regime = _bearing(verdict, opposed)
    report = Reporter(verdict.regime)
    part = blockable(Part(regime, calendar, verdict.reading.open_days))
    if part is None:
        return
    chances = Chances(part, part.regime.by_id, last=opposed)
    told: list[frozenset[str]] = []
    for rule in part.regime.binding:
        if rule.id not in opposed or not part.binds(rule):
            continue
        try:
            chance = chances.of(rule)
        except Undecided:
            what = name_of(FindingKind.OBEYED_BY_CHANCE)
            yield report(FindingKind.UNDECIDED, rule, what=what)
            continue
        rules = frozenset(chance.rules if chance else ())
        if chance and not any(one <= rules for one in told):
            told.append(rules)
            yield left_to_chance(chance, rule, report)


def _bearing(verdict: Verdict, opposed: frozenset[str]) -> Regime:
    """Rules of a proof, with all that bear on when what they are about comes.

    A verdict demands what a rule demands also where another prevails over it.
    """
    regime, strict = verdict.regime, verdict.reading.open_days is None
    events = {event for name in opposed for event in events_of(regime.by_id[name])}
    rules = bearing_on(regime, events).rules
    known = tuple(_endless(one) if strict else one for one in rules)
    return replace(regime, rules=known, precedence=())


def _endless(rule: Rule) -> Rule:
    """A rule whose open limit guarantees nothing."""
    return replace(rule, deadline=NoLimit()) if is_timed(rule) and rule.open else rule
