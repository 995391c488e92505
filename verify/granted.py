"""What an answer takes for granted: whose obedience, what works of itself, what happens anyway.

A verdict is about all runs that satisfy its assumptions. Here the assumptions are taken out of
words such as *everyone*: the rules whose obedience a proof needs, with the articles and parties
that they come down to; the rules whose default or effect it needs; the values of open limits; what
must have come about that no rule brings about; and which of those rules rest on a reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from model.deadline import Reading
from model.regime import Regime
from model.rule import Rule, derived_by, supports
from verify.verdict import Answer, Verdict

_ITSELF = ("deemed", "counted", "missed")
"""How the steps of a run come about that a rule brings about by nobody's act."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What one answer about a regime takes for granted.

    Attributes
    ----------
    obeyed
        The rules that have to be obeyed; one smallest set of possibly several.
    mechanism
        The rules whose default or effect has to work.
    limits
        The open limits that have to have the value of the reading.
    days
        That value in working days; ``None`` where open limits never expire.
    happens
        The events without which the trigger does not come and that no rule brings about: the world
        or a party brings them about of itself.
    readings
        The rules of these that rest on a reading of the text.
    """

    obeyed: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    days: int | None = None
    happens: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()

    @staticmethod
    def of(
        regime: Regime,
        trigger: str,
        obeyed: tuple[str, ...],
        mechanism: tuple[str, ...],
        limits: tuple[str, ...],
        reading: Reading,
        read: Collection[str] = (),
    ) -> Granted:
        """Return what an answer takes for granted that rests on these rules and open limits.

        ``read`` are further rules on whose reading it rests.
        """
        named = {*obeyed, *mechanism, *limits, *read}
        before = certain_before(regime, trigger)
        return Granted(
            obeyed,
            mechanism,
            limits,
            reading.open_days,
            tuple(one for one in regime.vocabulary.events if one in before - regime.governed),
            tuple(one.id for one in regime.rules if one.id in named and one.reading is not None),
        )


def granted(verdict: Verdict) -> Granted | None:
    """Return what a verdict takes for granted; ``None`` where it is no answer.

    A refutation needs nobody to obey: that its run obeys what is assumed makes it the stronger. It
    rests on the rules that its run tells of, and on the values of their open limits.
    """
    regime, about = verdict.regime, verdict.property
    if verdict.answer is Answer.PROVED:
        support = verdict.obeyed, verdict.mechanism, verdict.limits
        return Granted.of(regime, about.trigger, *support, verdict.reading)
    if verdict.counterexample is None:
        return None
    steps = verdict.counterexample.steps
    told, works = (
        {step.rule for step in steps},
        {step.rule for step in steps if step.mode in _ITSELF},
    )
    rules = tuple(one.id for one in regime.rules if one.id in told)
    return Granted.of(
        regime,
        about.trigger,
        (),
        tuple(rule for rule in rules if rule in works),
        tuple(one.id for one in regime.obligations if one.id in told and one.open),
        verdict.reading,
        rules,
    )


def certain_before(regime: Regime, event: str) -> frozenset[str]:
    """Return the events that have come whenever an event has, itself included."""
    return _certain(regime, event, ()) or frozenset({event})


def _certain(regime: Regime, event: str, asked: tuple[str, ...]) -> frozenset[str] | None:
    """The same for an event that is no means to those asked about; ``None`` where it never comes.

    What comes in several ways makes certain only what all of them do.
    """
    if event in asked:
        return None
    asked = (*asked, event)
    presupposed = _all(regime, regime.vocabulary.events[event].presupposes, asked)
    ways: list[frozenset[str] | None] = []
    if event not in regime.governed:
        ways.append(presupposed)
    for rule in regime.rules:
        begun = _begun(regime, rule, asked)
        if event in derived_by(rule):
            ways.append(begun)
        if supports(rule) and rule.act == event:
            ways.append(_joined(begun, presupposed))
    possible = [way for way in ways if way is not None]
    return frozenset({event}) | frozenset.intersection(*possible) if possible else None


def _begun(regime: Regime, rule: Rule, asked: tuple[str, ...]) -> frozenset[str] | None:
    """What has come once a rule is set going."""
    if rule.on.quantifier == "all":
        return _all(regime, rule.on.events, asked)
    ways = [_certain(regime, one, asked) for one in rule.on.events]
    possible = [way for way in ways if way is not None]
    return frozenset.intersection(*possible) if possible else None


def _all(regime: Regime, events: Iterable[str], asked: tuple[str, ...]) -> frozenset[str] | None:
    found: frozenset[str] | None = frozenset()
    for event in events:
        found = _joined(found, _certain(regime, event, asked))
    return found


def _joined(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other
