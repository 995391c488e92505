"""The questions that a text itself suggests: computed from its rules, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.calendar import Calendar
from model.deadline import Before, Measure, Reading, Term
from model.language import NOTHING
from model.ledger import article_label
from model.property import Asks, Property
from model.regime import Regime
from model.rule import Obligation, Prohibition, Rule, act_of, effects_of
from model.value import dataclass
from protocols.asked import named, understood, written


@dataclass(frozen=True)
class Suggestions:
    """What might be asked of a regime.

    Attributes
    ----------
    duties
        Whether what sets a duty going is followed by its act, within its own limit if it has one.
    answers
        Whether what calls for an answer gets it.
    chains
        Whether the first event of a chain of rules leads to its last act.
    """

    duties: tuple[Property, ...]
    answers: tuple[Property, ...]
    chains: tuple[Property, ...]


def suggestions(
    regime: Regime, reading: Reading | None = None, calendar: Calendar | None = None
) -> Suggestions:
    """Return what the rules of a regime suggest asking, nothing twice.

    Parameters
    ----------
    reading
        The value of open limits; none unless given.
    calendar
        Over which limits in dates are put into working days; such limits are left out without.
    """
    asked: set[str] = set()
    duties = _new(duty_questions(regime, reading, calendar), asked)
    answers = _new(_answers(regime), asked)
    return Suggestions(duties, answers, _new(_chains(regime), asked))


def _new(found: Iterator[Property], asked: set[str]) -> tuple[Property, ...]:
    """The questions about events that none before was about."""
    kept = []
    for prop in found:
        key = written(replace(prop, within=None))
        if key not in asked:
            asked.add(key)
            kept.append(prop)
    return tuple(kept)


def duty_questions(
    regime: Regime, reading: Reading | None = None, calendar: Calendar | None = None
) -> Iterator[Property]:
    """Yield for each duty and each event that alone sets it going: does the act follow?

    A duty that only several events together set going is about no single one and has none.
    """
    for rule in regime.obligations:
        if rule.on.quantifier == "all" and len(rule.on.events) > 1:
            continue
        within = _within(rule, regime, reading or Reading(), calendar)
        for place, event in enumerate(rule.on.events):
            prop = Property("", NOTHING, event, rule.act, when=rule.when, within=within)
            if isinstance(rule.deadline, Before):
                ahead = rule.deadline.count
                prop = replace(prop, trigger=rule.deadline.event, ahead=ahead, within=0)
                prop = prop if ahead else replace(prop, within=None, asks=Asks.ONLY_AFTER)
                if place:
                    continue
            id = f"duty.{rule.id}" + (f".{place + 1}" if place else "")
            label = article_label(rule.article) + "  " + understood(prop, regime.vocabulary)
            yield replace(prop, id=id, label=label)


def unasked_duties(regime: Regime) -> tuple[Obligation, ...]:
    """Return the duties that only several events together set going."""
    return tuple(
        rule
        for rule in regime.obligations
        if rule.on.quantifier == "all" and len(rule.on.events) > 1
    )


def _within(
    rule: Obligation, regime: Regime, reading: Reading, calendar: Calendar | None
) -> int | None:
    """The working days from the trigger in which a duty is kept at the latest.

    None where events may stop or lengthen its limit: then only whether there is any is asked.
    """
    term = reading.term(rule.deadline, regime.counting)
    if term is None or rule.clock:
        return None
    if term.needs_calendar:
        return None if calendar is None else calendar.elapsed_range(term)[1]
    return _days(term)


def _days(term: Term) -> int:
    """What a term of working days comes to, the day of the trigger not counted."""
    return term.count + (term.measure is Measure.FROM)


def _answers(regime: Regime) -> Iterator[Property]:
    """Yield whether each event that calls for an answer gets it."""
    words = regime.vocabulary
    for event in regime.relevant:
        calls = words.events[event].answers
        if calls in regime.mentioned and calls is not None:
            yield named(Property("", NOTHING, calls, event), words)


def _chains(regime: Regime) -> Iterator[Property]:
    """Yield whether each first event of a chain of rules leads to each of its last acts."""
    follows: dict[str, list[str]] = {}
    for rule in regime.rules:
        for event in rule.on.events:
            follows.setdefault(event, []).extend(_brought(rule))
    first = [event for event in follows if event not in regime.governed]
    for start in dict.fromkeys(first):
        for end in _reached(start, follows):
            if not follows.get(end):
                yield named(Property("", NOTHING, start, end), regime.vocabulary)


def _brought(rule: Rule) -> list[str]:
    """What a rule brings about, its act first."""
    if isinstance(rule, Prohibition):
        return []
    act = act_of(rule)
    return [act, *sorted(effects_of(rule) - {act})]


def _reached(start: str, follows: dict[str, list[str]]) -> list[str]:
    """The events to which rules lead from a first one, the nearest first."""
    reached = [start]
    for event in reached:
        reached += [one for one in dict.fromkeys(follows.get(event, ())) if one not in reached]
    return reached[1:]
