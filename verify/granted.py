"""What an answer takes for granted: whose obedience, what works of itself, what happens anyway.

A verdict is about all runs that satisfy its assumptions. Here the assumptions are taken out of
words such as *everyone*: the rules whose obedience a proof needs, with the articles and parties
that they come down to; the rules whose default or effect it needs; the values of open limits; what
must have come about that no rule brings about; and which of those rules rest on a reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from model.rule import derived_by, supports
from model.unknowns import open_lengths, rule_of
from model.value import dataclass
from verify.slicing import causes_of
from verify.verdict import Answer, Verdict

_ITSELF = ("deemed", "counted", "missed", "lapsed")
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
    at_once, absent
        Events that the world is taken to bring about as soon as it can, and not to, where the
        question is about a world as usual.
    by_all
        Whether it is about the last of all departments, so that it rests on the argument of
        :mod:`verify.asking` besides.
    """

    obeyed: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    days: int | None = None
    happens: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    at_once: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    by_all: bool = False

    @staticmethod
    def of(
        regime: Regime,
        asked: Property,
        obeyed: tuple[str, ...],
        mechanism: tuple[str, ...],
        limits: tuple[str, ...],
        reading: Reading,
        read: Collection[str] = (),
    ) -> Granted:
        """Return what an answer takes for granted that rests on these rules and open limits.

        ``read`` are further rules on whose reading it rests.
        """
        named = {*obeyed, *mechanism, *map(rule_of, limits), *read}
        before = certain_before(regime, asked.trigger)
        return Granted(
            obeyed,
            mechanism,
            limits,
            reading.open_days,
            tuple(one for one in regime.vocabulary.events if one in before - regime.governed),
            tuple(one.id for one in regime.rules if one.id in named and one.reading is not None),
            tuple(usual.event for usual in asked.at_once),
            asked.absent,
            asked.by_all,
        )


def granted(verdict: Verdict) -> Granted | None:
    """Return what a verdict takes for granted; ``None`` where it is no answer.

    A refutation needs nobody to obey: that its run obeys what is assumed makes it the stronger. It
    rests on the rules that bear on it in its run, and on the values of their open limits.
    """
    regime, about = verdict.regime, verdict.property
    if verdict.answer is Answer.PROVED:
        support = verdict.obeyed, verdict.mechanism, verdict.limits
        return Granted.of(regime, about, *support, verdict.reading)
    if verdict.counterexample is None:
        return None
    steps = tuple(step for step in verdict.counterexample.steps if step.matters)
    come = {step.event for step in steps}
    told, works = (
        {step.rule for step in steps},
        {step.rule for step in steps if step.mode in _ITSELF},
    )
    rules = tuple(one.id for one in regime.rules if one.id in told)
    return Granted.of(
        regime,
        about,
        (),
        tuple(rule for rule in rules if rule in works),
        tuple(
            name
            for name, length in open_lengths(regime).items()
            if length.rule.id in told and (not length.event or length.event in come)
        ),
        verdict.reading,
        rules,
    )


def certain_before(regime: Regime, event: str) -> frozenset[str]:
    """Return the events that have come whenever an event has, itself included.

    What comes in several ways makes certain only what all of them do. The greatest solution, as
    for dominators in a graph: all that is not shown to be avoidable.
    """
    causes = causes_of(regime, [event])
    every = frozenset(causes)
    certain = dict.fromkeys(causes, every)
    ways = {one: tuple(_ways(regime, one)) for one in causes}
    changed = True
    while changed:
        changed = False
        for one in causes:
            found = frozenset({one}).union(
                frozenset.intersection(*(_through(way, certain) for way in ways[one]))
                if ways[one]
                else every
            )
            changed = changed or found != certain[one]
            certain[one] = found
    return certain[event]


class _Way(NamedTuple):
    """One way in which an event may come: after all of some events, and any of others."""

    after: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


def _ways(regime: Regime, event: str) -> Iterator[_Way]:
    presupposed = regime.vocabulary.events[event].presupposes
    if event not in regime.governed:
        yield _Way(presupposed)
    for rule in regime.rules:
        of_all = rule.on.quantifier == "all"
        begun = _Way(rule.on.events) if of_all else _Way((), rule.on.events)
        if event in derived_by(rule):
            yield begun
        if supports(rule) and rule.act == event:
            yield begun._replace(after=(*begun.after, *presupposed))


def _through(way: _Way, certain: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found = frozenset[str]().union(*(certain[one] for one in way.after))
    if way.any_of:
        found |= frozenset.intersection(*(certain[one] for one in way.any_of))
    return found
