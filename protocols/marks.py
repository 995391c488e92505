"""Where the events of a rule stand in its data, and putting others in their place.

An event is written by its identifier, or with a mark that says of which round it is:
``{next: matter.assigned}``. What a mark comes to is for whoever changes the events to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from protocols.document import DataPath

MARKS = ("next", "first", "last", "any-round", "previous")
"""The words that say of which round an event is."""

EFFECTS = ("act", "may", "must-not", "counts-as", "lapse")
"""The keys under which a rule names the event that it is about."""

_OPTIONAL = ("until", "overdue", "on-expiry")
_SEVERAL = ("unless", "excused-by")

Change = Callable[[Any, DataPath], list[Any]]
"""From an event as it is written, and its place, to the events that it comes to."""


def marked(written: Any) -> tuple[str, str] | None:
    """Return the mark and the event of a marked event.

    >>> marked({"next": "matter.assigned"}), marked("matter.assigned")
    (('next', 'matter.assigned'), None)
    """
    if isinstance(written, dict) and len(written) == 1:
        mark, event = next(iter(written.items()))
        if mark in MARKS and isinstance(event, str):
            return mark, event
    return None


def event_in(written: Any) -> str | None:
    """Return the event that is written, with or without a mark."""
    found = marked(written)
    return found[1] if found else written if isinstance(written, str) else None


class Alone(Exception):
    """Several events where one only may stand."""

    def __init__(self, path: DataPath) -> None:
        self.path = path


class Gone(Exception):
    """A rule that is none where an event that it needs does not occur."""


class Endless(Exception):
    """Time that would never be counted again."""

    def __init__(self, path: DataPath) -> None:
        self.path = path


def changed(rule: dict[str, Any], path: DataPath, change: Change) -> dict[str, Any]:
    """Return the data of a rule with other events; what stands in alternatives is left.

    Raises
    ------
    Gone
        Where an event that it needs comes to none.
    Alone
        Where one event comes to several and one only may stand.
    Endless
        Where time stops and the event with which it goes on comes to none.
    """
    made = dict(rule)
    for key in EFFECTS:
        if key in rule:
            made[key] = _needed(rule[key], (*path, key), change)
    if "on" in rule:
        made["on"] = _trigger(rule["on"], (*path, "on"), change)
    for key in _OPTIONAL:
        if key in rule:
            _optional(made, key, (*path, key), change)
    for key in _SEVERAL:
        if key in rule:
            _several(made, key, (*path, key), change)
    if isinstance(limit := rule.get("deadline"), dict) and "before" in limit:
        events = _one(limit["before"], (*path, "deadline", "before"), change)
        made["deadline"] = {**limit, "before": events[0]} if events else "none"
    if isinstance(rule.get("clock"), dict):
        made["clock"] = _clock(rule["clock"], (*path, "clock"), change)
        if not made["clock"]:
            del made["clock"]
    return made


def written_events(rule: dict[str, Any]) -> list[Any]:
    """Return the events of a rule as they are written, those of its trigger first."""
    found: list[Any] = []

    def seen(written: Any, _: DataPath) -> list[Any]:
        found.append(written)
        return [written]

    changed({"on": rule.get("on", "")}, (), seen)
    changed({key: value for key, value in rule.items() if key != "on"}, (), seen)
    return found


def triggers(rule: dict[str, Any]) -> tuple[list[Any], bool]:
    """Return the events of a trigger as they are written, and whether all are needed."""
    on = rule.get("on")
    if isinstance(on, dict) and marked(on) is None:
        for key in ("any", "all"):
            if isinstance(on.get(key), list):
                return on[key], key == "all"
    return [on], False


def _one(written: Any, path: DataPath, change: Change) -> list[Any]:
    """The one event that is meant, or none."""
    found = change(written, path)
    if len(found) > 1:
        raise Alone(path)
    return found


def _needed(written: Any, path: DataPath, change: Change) -> Any:
    for found in _one(written, path, change):
        return found
    raise Gone


def _trigger(on: Any, path: DataPath, change: Change) -> Any:
    if isinstance(on, dict) and marked(on) is None:
        made = dict(on)
        if isinstance(on.get("all"), list):
            made["all"] = [
                _needed(each, (*path, "all", k), change) for k, each in enumerate(on["all"])
            ]
        if isinstance(on.get("any"), list):
            made["any"] = _list(on["any"], (*path, "any"), change)
            if not made["any"] and on["any"]:
                raise Gone
        return made
    found = change(on, path)
    if not found:
        raise Gone
    return found[0] if len(found) == 1 else {"any": found}


def _optional(rule: dict[str, Any], key: str, path: DataPath, change: Change) -> None:
    written = rule[key]
    whole = isinstance(written, dict) and marked(written) is None
    if whole and "event" not in written:
        return
    events = _one(written["event"] if whole else written, path, change)
    if not events:
        del rule[key]
    else:
        rule[key] = {**written, "event": events[0]} if whole else events[0]


def _several(rule: dict[str, Any], key: str, path: DataPath, change: Change) -> None:
    written = rule[key]
    found = _list(written, path, change) if isinstance(written, list) else change(written, path)
    if found or written == []:
        rule[key] = found[0] if len(found) == 1 and not isinstance(written, list) else found
    else:
        del rule[key]


def _list(written: list[Any], path: DataPath, change: Change) -> list[Any]:
    """Change each event; what one comes to further stands behind the others, which keep place."""
    each = [change(event, (*path, place)) for place, event in enumerate(written)]
    return [found[0] for found in each if found] + [more for found in each for more in found[1:]]


def _clock(clock: dict[str, Any], path: DataPath, change: Change) -> dict[str, Any]:
    made = dict(clock)
    if "restarts" in clock:
        _several(made, "restarts", (*path, "restarts"), change)
    for key, part in (("stops", _stop), ("extends", _extension)):
        if key in clock:
            listed = isinstance(clock[key], list)
            each = clock[key] if listed else [clock[key]]
            found = [
                new
                for place, one in enumerate(each)
                for new in part(one, (*path, key, place) if listed else (*path, key), change)
            ]
            if found:
                made[key] = found if listed or len(found) > 1 else found[0]
            else:
                del made[key]
    return made


def _stop(stop: Any, path: DataPath, change: Change) -> Iterator[Any]:
    if not isinstance(stop, dict) or not {"from", "until"} <= set(stop):
        yield stop
        return
    from_ = _one(stop["from"], (*path, "from"), change)
    until = _one(stop["until"], (*path, "until"), change)
    if from_ and not until:
        raise Endless(path)
    if from_:
        yield {**stop, "from": from_[0], "until": until[0]}


def _extension(extension: Any, path: DataPath, change: Change) -> Iterator[Any]:
    if not isinstance(extension, dict) or "on" not in extension:
        yield extension
        return
    for event in _one(extension["on"], (*path, "on"), change):
        yield {**extension, "on": event}
