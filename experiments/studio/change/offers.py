"""What a clause could say instead: for each place of its sentence the values that fit there.

Only what the reader of rule files takes is offered; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from experiments.show.rules import bearer_words, trigger_words
from experiments.studio.change.choices import Choice, Clause, Offer
from experiments.studio.change.limits import limit
from model.deadline import Before, NoLimit
from model.language import Text, say
from model.regime import Regime
from model.rule import Lapse, Obligation, Power, Prohibition, Trigger, effects_of, is_timed
from model.rule import act_of as event_of
from protocols.edits import TAKEN


def offers(clause: Clause) -> dict[str, Offer]:
    """Return what could stand in the places of a clause's sentence, by their keys."""
    if not clause.data:
        return {}
    each = (limit(clause), _bearer(clause), _silence(clause))
    return {one.key: one for one in each if one is not None and len(one.choices) > 1}


def further(clause: Clause) -> dict[str, Offer]:
    """Return what is offered besides for a clause looked at closely: what starts and ends it."""
    if not clause.data or clause.copied or clause.regime.families:
        return {}
    each = (_trigger(clause), _until(clause))
    return {one.key: one for one in each if one is not None and len(one.choices) > 1}


def _bearer(clause: Clause) -> Offer | None:
    rule = clause.rule
    if not isinstance(rule, Obligation | Power | Prohibition) or clause.copied:
        return None
    if not isinstance(clause.data.get("bearer"), str):
        return None
    regime = clause.regime
    others = rule.jointly if isinstance(rule, Obligation) else ()
    known = dict.fromkeys([rule.bearer, *_parties(regime)])
    choices = [
        Choice(_who(regime, rule, one), clause.put("bearer", one), one == rule.bearer)
        for one in known
        if one not in others
    ]
    return Offer("bearer", say("studio.change.bearer"), tuple(choices))


def _who(regime: Regime, rule: Obligation | Power | Prohibition, party: str) -> Text:
    """Name the bearer of a clause, were it another party: with all who bear it together."""
    if isinstance(rule, Obligation):
        return bearer_words(regime, replace(rule, bearer=party))
    return regime.vocabulary.parties[party].label


def _parties(regime: Regime) -> Iterator[str]:
    """The parties that rules name, in the order of the words."""
    named = {
        party
        for rule in regime.rules
        if isinstance(rule, Obligation | Power | Prohibition)
        for party in (rule.bearer, getattr(rule, "towards", None))
    }
    yield from (party for party in regime.vocabulary.parties if party in named)


def _silence(clause: Clause) -> Offer | None:
    """What is deemed when a duty's time has run out."""
    rule, data = clause.rule, clause.data
    if not isinstance(rule, Obligation) or isinstance(rule.deadline, Before):
        return None
    if isinstance(rule.deadline, NoLimit) and rule.on_expiry is None:
        return None
    now = rule.on_expiry.event if rule.on_expiry else None
    events = clause.regime.vocabulary.events
    written = data.get("on-expiry")
    nothing = Choice(say("studio.change.nothing"), clause.put("on-expiry", TAKEN), now is None)
    choices = [] if _late_all_the_same(clause) else [nothing]
    for event in dict.fromkeys([*([now] if now else []), *_deemed(clause, rule)]):
        value: Any = data["act"] if event == rule.act else event
        if isinstance(written, dict) and "unless" in written:
            value = {**written, "event": value}
        if event == now:
            value = written
        choices.append(Choice(events[event].label, clause.put("on-expiry", value), event == now))
    return Offer("on-expiry", say("studio.change.silence"), tuple(choices))


def _deemed(clause: Clause, rule: Obligation) -> Iterator[str]:
    """The events that silence may count as: the act, its refusal, and other answers like it."""
    events = clause.regime.vocabulary.events
    act = events[rule.act]
    alike = [
        name
        for name, one in events.items()
        if act.answers is not None and one.answers == act.answers
    ]
    also = [act.refusal, act.failing, *alike] if not clause.copied else []
    announced = {one.announced for one in clause.regime.obligations}
    for event in dict.fromkeys([rule.act, *also]):
        if event is None or event == rule.overdue or event in announced:
            continue
        if rule.act in events[event].presupposes:  # nothing is sent back that never was sent
            continue
        if _of_the_case(clause, event, rule.on):
            yield event


def _late_all_the_same(clause: Clause) -> bool:
    """Whether a sanction on what is deemed done would have nothing left that is."""
    duties = {one.id: one.on_expiry for one in clause.regime.obligations}
    return any(
        sanction.deemed_too
        and clause.rule.id in sanction.of
        and not any(duties.get(one) for one in sanction.of if one != clause.rule.id)
        for sanction in clause.regime.sanctions
    )


def _of_the_case(clause: Clause, event: str, on: Trigger) -> bool:
    """Whether an event may hang on others: one of the whole case not on those of a department."""
    events, rule = clause.regime.vocabulary.events, clause.rule
    if events[event].scope == "thread":
        return True
    ending = [*on.events, *events[event].presupposes]
    if isinstance(rule, Obligation | Lapse):
        ending += rule.excused_by if isinstance(rule, Obligation) else rule.unless
        ending += rule.clock.events
    return all(events[one].scope == "case" for one in ending if one in events)


def _trigger(clause: Clause) -> Offer | None:
    """What sets a clause going: one of the events of the text, or several as they are written."""
    rule, regime = clause.rule, clause.regime
    now = Choice(trigger_words(regime, rule.on), clause.put("on", clause.data["on"]), True)
    others = [Trigger((event,)) for event in regime.relevant if event in regime.mentioned]
    if len(rule.on.events) > 1:
        turned = Trigger(rule.on.events, "all" if rule.on.quantifier == "any" else "any")
        others.insert(0, turned)
    choices = [
        Choice(trigger_words(regime, one), clause.put("on", _on(one)))
        for one in others
        if one != rule.on and _may_start(clause, one)
    ]
    return Offer("on", say("studio.change.trigger"), (now, *choices))


def _on(trigger: Trigger) -> Any:
    if len(trigger.events) == 1:
        return trigger.events[0]
    return {trigger.quantifier: [*trigger.events]}


def _may_start(clause: Clause, on: Trigger) -> bool:
    rule, regime = clause.rule, clause.regime
    if effects_of(rule) & {*on.events} or event_of(rule) in on.events:
        return False
    if isinstance(rule, Power | Prohibition) and on.events == (rule.until,):
        return False
    if is_timed(rule):
        if {*rule.clock.restarts} & {*on.events}:
            return False
        if isinstance(rule.deadline, Before) and any(
            rule.deadline.event in regime.foundations(one) for one in on.events
        ):
            return False
    hang = [] if isinstance(rule, Prohibition) else [event_of(rule)]
    if isinstance(rule, Obligation):
        hang += [rule.on_expiry.event] if rule.on_expiry else []
        hang += [rule.overdue] if rule.overdue else []
    return all(_of_the_case(clause, event, on) for event in hang)


def _until(clause: Clause) -> Offer | None:
    """What ends a permission or a prohibition."""
    rule, regime = clause.rule, clause.regime
    if not isinstance(rule, Power | Prohibition):
        return None
    events = regime.vocabulary.events
    never = Choice(say("studio.change.never"), clause.put("until", TAKEN), rule.until is None)
    known = [one for one in regime.relevant if one in regime.mentioned and one != rule.act]
    choices = [
        Choice(events[one].label, clause.put("until", one), one == rule.until)
        for one in dict.fromkeys([*([rule.until] if rule.until else []), *known])
        if rule.on.events != (one,)
    ]
    return Offer("until", say("studio.change.until"), (never, *choices))
