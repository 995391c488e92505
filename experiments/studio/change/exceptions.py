"""What a clause lists, each thing to be struck and others added: cases, exceptions, its clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from experiments.show.rules import clock_words, guard_words
from experiments.studio.change.choices import Choice, Clause
from model.language import Text, say
from model.rule import Lapse, Obligation, act_of, is_timed
from protocols.edits import TAKEN


@dataclass(frozen=True)
class Listing:
    """Things that a clause lists: each can be struck, and others added.

    ``struck`` are what there is, with the edits without each.
    """

    key: str
    label: Text
    struck: tuple[Choice, ...]
    added: tuple[Choice, ...] = ()


def listings(clause: Clause) -> list[Listing]:
    """Return what a clause lists: its cases, exceptions, and what happens to its clock."""
    if not clause.data or clause.copied:
        return []
    found = (_cases(clause), _default(clause), _events(clause), _clock(clause))
    return [one for one in found if one is not None and (one.struck or one.added)]


def _cases(clause: Clause) -> Listing:
    """The cases in which alone a clause holds."""
    when = clause.data.get("when", {})
    struck = []
    for name in clause.rule.when:
        rest = {key: value for key, value in when.items() if key != name}
        guard = {name: clause.rule.when[name]}
        words = guard_words(clause.regime, guard)
        struck.append(Choice(words, clause.put("when", rest or TAKEN)))
    added = [
        Choice(guard_words(clause.regime, guard), clause.put("when", {**when, **_written(guard)}))
        for guard in _guards(clause)
        if not {*guard} & {*clause.rule.when}
    ]
    return Listing("when", say("studio.change.cases"), tuple(struck), tuple(added))


def _default(clause: Clause) -> Listing | None:
    """The cases in which silence does not count."""
    rule, written = clause.rule, clause.data.get("on-expiry")
    if not isinstance(rule, Obligation) or rule.on_expiry is None:
        return None
    event = written["event"] if isinstance(written, dict) else written
    held = written.get("unless", []) if isinstance(written, dict) else []
    guards = held if isinstance(held, list) else [held]

    def without(place: int) -> Any:
        rest = [*guards[:place], *guards[place + 1 :]]
        return {"event": event, "unless": rest} if rest else event

    struck = [
        Choice(guard_words(clause.regime, guard), clause.put("on-expiry", without(place)))
        for place, guard in enumerate(rule.on_expiry.unless)
    ]
    added = [
        Choice(
            guard_words(clause.regime, guard),
            clause.put("on-expiry", {"event": event, "unless": [*guards, _written(guard)]}),
        )
        for guard in _guards(clause)
        if guard not in rule.on_expiry.unless
    ]
    return Listing("on-expiry", say("studio.change.exceptions"), tuple(struck), tuple(added))


def _guards(clause: Clause) -> Iterator[Mapping[str, frozenset[str]]]:
    """Each value of each fact that the rules of the text, or its own words, turn on."""
    regime = clause.regime
    turning = {name for rule in regime.rules for name in rule.when}
    turning |= {
        name
        for rule in regime.obligations
        if rule.on_expiry is not None
        for guard in rule.on_expiry.unless
        for name in guard
    }
    for name, attribute in regime.vocabulary.attributes.items():
        if name in turning:
            yield from ({name: frozenset([value])} for value in attribute.values)


def _written(guard: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    return {name: sorted(values)[0] for name, values in guard.items()}


def _events(clause: Clause) -> Listing | None:
    """The events by which a duty ends, or which keep a lapse from coming."""
    rule, regime = clause.rule, clause.regime
    if not isinstance(rule, Obligation | Lapse):
        return None
    key = "excused-by" if isinstance(rule, Obligation) else "unless"
    held = rule.excused_by if isinstance(rule, Obligation) else rule.unless
    words = regime.vocabulary.events
    struck = []
    for place, event in enumerate(held):
        rest = [*held[:place], *held[place + 1 :]]
        struck.append(Choice(words[event].label, clause.put(key, rest or TAKEN)))
    follow = {act_of(rule), *rule.on.events, *held}
    added = [
        Choice(words[event].label, clause.put(key, [*held, event]))
        for event in regime.relevant
        if event in regime.mentioned and event not in follow and _ends(clause, event)
    ]
    if regime.families:
        added = []  # what comes again in rounds does not end what comes once
    label = "studio.change.excused" if isinstance(rule, Obligation) else "studio.change.kept-off"
    return Listing(key, say(label), tuple(struck), tuple(added))


def _ends(clause: Clause, event: str) -> bool:
    """Whether an event may end a limit: one of a department not where all share what follows."""
    rule, events = clause.rule, clause.regime.vocabulary.events
    if isinstance(rule, Lapse):
        follow = [rule.event]
    else:
        assert isinstance(rule, Obligation)
        follow = [rule.on_expiry.event] if rule.on_expiry else []
        follow += [rule.overdue] if rule.overdue else []
    shared = any(events[one].scope == "case" for one in follow)
    return events[event].scope == "case" or not shared


def _clock(clause: Clause) -> Listing | None:
    """What stops, restarts and lengthens a limit, each to be struck."""
    rule, clock = clause.rule, clause.data.get("clock")
    if not is_timed(rule) or not isinstance(clock, dict):
        return None
    each = [
        (key, place)
        for key in ("stops", "restarts", "extends")
        for place in range(len(_list(clock.get(key, []))))
    ]
    lines = clock_words(clause.regime, rule)
    if len(lines) != len(each):
        return None
    struck = tuple(
        Choice(line, clause.put("clock", _without(clock, key, place)))
        for line, (key, place) in zip(lines, each, strict=True)
    )
    return Listing("clock", say("studio.change.clock"), struck)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _without(clock: Mapping[str, Any], key: str, place: int) -> Any:
    each = _list(clock[key])
    rest = [*each[:place], *each[place + 1 :]]
    made = {name: value for name, value in clock.items() if name != key}
    return ({**made, key: rest} if rest else made) or TAKEN
