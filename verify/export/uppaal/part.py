"""The part of a regime that an automaton must hold to answer one question.

An automaton is explored state by state, so what cannot bear on the question is left out first;
each rule only where a run of the rest can always be completed to one of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
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


class UntranslatableError(ValueError):
    """Duties of which the automata cannot say enough; the proof and its SMT-LIB text do.

    Attributes
    ----------
    rules
        These duties, by identifier.
    dates
        Whether it is the dates of several limits that automata do not know; else, that the
        bearers may be kept from being able to act.
    """

    def __init__(self, rules: tuple[str, ...], dates: bool = False) -> None:
        self.rules, self.dates = rules, dates
        able = "whether its bearer could act in time depends on what others do"
        dated = "how long their limits last together depends on the date"
        super().__init__(
            f"no automata for {', '.join(rules)}: {dated if dates else able}, which the automata "
            "do not say; the proof and its SMT-LIB text do"
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


def dated_together(part: Regime, reading: Reading) -> tuple[str, ...]:
    """Return the duties of a part whose limits are counted in dates, where there are several.

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
