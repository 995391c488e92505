"""The part of a regime that an automaton must hold to answer one question.

An automaton is explored state by state, so what cannot bear on the question is left out first;
each rule only where a run of the rest can always be completed to one of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from model.deadline import Before, Reading
from model.means import Means, ends_at_once
from model.property import Property
from model.regime import Regime
from model.rule import (
    CountsAs,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    effects_of,
    events_of,
)
from verify.verdict import Obeyed


class Unsaid(StrEnum):
    """What automata do not say."""

    ABLE = "able"
    DATES = "dates"
    CLOCKS = "clocks"


_UNSAID = {
    Unsaid.ABLE: "whether its bearer could act in time depends on what others do",
    Unsaid.DATES: "how long their limits last together depends on the date",
    Unsaid.CLOCKS: "the clock of its limit may stop, begin anew or be given longer",
}


class UntranslatableError(ValueError):
    """Rules of which the automata cannot say enough; the proof and its SMT-LIB text do.

    Attributes
    ----------
    rules
        These rules, by identifier.
    unsaid
        What it is that automata do not say of them.
    """

    def __init__(self, rules: tuple[str, ...], unsaid: Unsaid = Unsaid.ABLE) -> None:
        self.rules, self.unsaid = rules, unsaid
        super().__init__(
            f"no automata for {', '.join(rules)}: {_UNSAID[unsaid]}, which the automata do not "
            "say; the proof and its SMT-LIB text do"
        )


def refused(part: Regime, obeyed: Obeyed, reading: Reading) -> tuple[str, ...]:
    """Return the obeyed duties of a part that may be breached without being disobeyed.

    Those that need not be able when they arise; and notices that others may give, or of an event
    that others hold and that must be announced days ahead. The automata know only the record.
    """
    means, terms = Means(part), part.terms(reading)
    return tuple(
        rule.id
        for rule in part.obligations
        if rule.id in obeyed
        and (terms[rule.id] is not None or rule.announced is not None)
        and not _as_recorded(means, rule, ends_at_once(terms[rule.id]))
    )


def moving(part: Regime, reading: Reading) -> tuple[str, ...]:
    """Return the rules of a part whose limits end no fixed time after their start.

    An automaton measures a limit from its trigger, in one piece.
    """
    terms = part.terms(reading)
    return tuple(rule.id for rule in part.timed if rule.clock and terms[rule.id] is not None)


def dated_together(part: Regime, reading: Reading) -> tuple[str, ...]:
    """Return the rules of a part whose limits are counted in dates, where there are several.

    An automaton gives each of them any length that it has on some date, though no date may give
    all of them at once.
    """
    terms = part.terms(reading).items()
    dated = tuple(rule for rule, term in terms if term is not None and term.needs_calendar)
    return dated if len(dated) > 1 else ()


def _as_recorded(means: Means, rule: Obligation, at_once: bool) -> bool:
    if rule.announced is None:
        return means.ready(rule, at_once)
    unnumbered = isinstance(rule.deadline, Before) and not rule.deadline.count
    first = unnumbered and means.able_at_once(rule, True)
    comes = means.performed_only(rule.announced)
    return means.only_own(rule) and (means.holds_event(rule) or (first and comes))


def part_for(regime: Regime, prop: Property, obeyed: Obeyed) -> Regime:
    """Return the regime without the rules that cannot bear on a question.

    A rule goes when nothing that stays, and not the property, speaks of what it brings about, and
    when it can be obeyed, if it is supposed to be, whatever else happens. So each run of the part
    is that of a run of the whole, and each run of the whole restricts to one of the part.
    """
    rules = list(regime.rules)
    while True:
        for rule in reversed(rules):
            rest = [one for one in rules if one is not rule]
            if _goes(regime, rule, events_for(regime, rest, prop), obeyed):
                rules = rest
                break
        else:
            return replace(regime, rules=tuple(rules))


def events_for(regime: Regime, rules: Iterable[Rule], prop: Property) -> tuple[str, ...]:
    """Return the events that rules and a property speak of, with what these presuppose.

    In the vocabulary's order; without those that the regime does not know.
    """
    known = regime.vocabulary.events
    waiting = [one for one in (prop.trigger, prop.response) if one in regime.relevant]
    waiting += [event for rule in rules for event in events_of(rule)]
    found: set[str] = set()
    while waiting:
        event = waiting.pop()
        if event not in found:
            found.add(event)
            waiting += known[event].presupposes
    return tuple(event for event in known if event in found)


def _goes(regime: Regime, rule: Rule, spoken_of: tuple[str, ...], obeyed: Obeyed) -> bool:
    """Whether a rule can go, given what the rest and the property speak of."""
    match rule:
        case Lapse() | CountsAs() | Power():
            return not effects_of(rule) & {*spoken_of}
        case Prohibition():
            return rule.id not in obeyed or rule.act not in spoken_of
        case Obligation():
            if effects_of(rule) & {*spoken_of}:
                return False
            return rule.id not in obeyed or _always_kept(regime, rule, spoken_of)
        case _:
            assert_never(rule)


def _always_kept(regime: Regime, rule: Obligation, spoken_of: tuple[str, ...]) -> bool:
    """Whether the bearer can do the act right after the trigger, whatever has happened."""
    if rule.announced is not None:
        return rule.announced not in spoken_of
    kind = regime.vocabulary.events[rule.act]
    surely = set(rule.on.events)
    if len(surely) > 1 and rule.on.quantifier == "any":
        surely = set()
    possible = all(
        rule.when.get(name, ()) and rule.when[name] <= kind.when[name] for name in kind.when
    )
    return possible and {*kind.presupposes} <= surely
