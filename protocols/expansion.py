"""Clauses written once that lay down several rules: for each bearer, then for each round.

They are written out before anything else is checked, so that everything behind this module knows
plain rules and events only. What is wrong in such a clause is wrong in each of its rules, at one
place, and so is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from model.copies import Family
from model.language import Text, say
from model.value import dataclass
from model.vocabulary import EventType, Vocabulary
from protocols.document import DataPath, Document, Place
from protocols.form import EventForm
from protocols.plain import fields_of, key_of


@dataclass(frozen=True)
class Expanded:
    """A document in which each clause is the rules that it lays down.

    Attributes
    ----------
    families
        Which rules are of one clause.
    of_party, of_round
        Of which party an event is the act, and of which round it is.
    again
        The first of the events with which one comes again.
    """

    document: Document
    families: tuple[Family, ...] = ()
    of_party: Mapping[str, str] = field(default_factory=dict)
    of_round: Mapping[str, int] = field(default_factory=dict)
    again: Mapping[str, str] = field(default_factory=dict)

    def named(self, vocabulary: Vocabulary) -> Vocabulary:
        """Return a vocabulary whose words say of whom and of which round they are."""
        events = dict(vocabulary.events)
        for event, party in self.of_party.items():
            if event in events and party in vocabulary.parties:
                word = say("copy.of-party", party=vocabulary.parties[party].label)
                events[event] = _called(events[event], word)
        for event, number in self.of_round.items():
            if event in events:
                named = _called(events[event], nth(number))
                events[event] = replace(named, again=self.again.get(event))
        return replace(vocabulary, events=events)


def _called(event: EventType, more: Text) -> EventType:
    return replace(event, label=event.label + more)


def nth(number: int) -> Text:
    """Say which time it is.

    >>> nth(2).en, nth(11).en, nth(2).zh
    (' (2nd time)', ' (11th time)', '（第2次）')
    """
    teen = 10 <= number % 100 <= 13
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return say("copy.nth", nth=Text(str(number), f"{number}{ending}"))


def records(data: Any, section: str) -> list[Any]:
    """Return what stands in a list of a file; nothing where there is no list."""
    found = data.get(section) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def own_words(data: Any, section: str) -> dict[str, Any]:
    """Return the words that a file adds to a section; none where it has none."""
    words = data.get("vocabulary") if isinstance(data, dict) else None
    found = words.get(section) if isinstance(words, dict) else None
    return found if isinstance(found, dict) else {}


def event_data(event: str, data: Any, shared: Vocabulary) -> dict[str, Any] | None:
    """Return an event as a file would write it, whosever word it is; ``None`` where unknown."""
    own = own_words(data, "events").get(event)
    if isinstance(own, dict):
        return own
    known = shared.events.get(event)
    if known is None:
        return None
    written: dict[str, Any] = {"label": {"zh": known.label.zh, "en": known.label.en}}
    for name in fields_of(EventForm):
        value = getattr(known, name)
        value = list(value) if isinstance(value, tuple) else value
        if name not in ("label", "when") and value != getattr(EventForm, name):
            written[key_of(name)] = value
    if known.when:
        written["when"] = {name: sorted(values) for name, values in known.when.items()}
    return written


def with_events(data: Any, events: Mapping[str, Any]) -> Any:
    """Return the data of a file with further events, or with some written otherwise."""
    if not events:
        return data
    words = data.get("vocabulary")
    words = words if isinstance(words, dict) else {}
    return {**data, "vocabulary": {**words, "events": {**own_words(data, "events"), **events}}}


def with_records(
    document: Document, section: str, made: Sequence[tuple[int, Any]], data: Any
) -> Document:
    """Return a document with other records in a list, each at the place of one of the old."""
    values, keys = (
        _moved(places, section, [old for old, _ in made])
        for places in (document.values, document.keys)
    )
    data = {**data, section: [record for _, record in made]}
    return replace(document, data=data, values=values, keys=keys)


def _moved(
    places: Mapping[DataPath, Place], section: str, origins: Sequence[int]
) -> dict[DataPath, Place]:
    kept: dict[DataPath, Place] = {}
    within: dict[int, list[tuple[DataPath, Place]]] = {}
    for path, place in places.items():
        if len(path) > 1 and path[0] == section and isinstance(path[1], int):
            within.setdefault(path[1], []).append((path[2:], place))
        else:
            kept[path] = place
    for new, old in enumerate(origins):
        kept |= {(section, new, *rest): place for rest, place in within.get(old, ())}
    return kept


def with_places_of(document: Document, copies: Mapping[DataPath, DataPath]) -> Document:
    """Return a document in which copies have the places of what they are copies of."""
    values, keys = dict(document.values), dict(document.keys)
    for places in (values, keys):
        for new, old in copies.items():
            found = {path: at for path, at in places.items() if path[: len(old)] == old}
            places |= {(*new, *path[len(old) :]): at for path, at in found.items()}
    return replace(document, values=values, keys=keys)


def with_references(data: Any, families: Sequence[Family], gone: frozenset[str]) -> Any:
    """Return data whose sanctions, hierarchy clauses and parts of limits name the rules there are.

    What names only rules that there are no longer is left out.
    """
    members = {one.clause: one.rules for one in families} | dict.fromkeys(gone, ())
    if not members:
        return data
    made = dict(data)
    for section, keys in (("sanctions", ("of",)), ("precedence", ("first", "over"))):
        if section in data and isinstance(data[section], list):
            made[section] = [
                changed
                for each in data[section]
                if (changed := _naming(each, keys, members)) is not None
            ]
            if not made[section] and data[section]:
                del made[section]
    made["rules"] = [_limited(rule, members) for rule in records(data, "rules")]
    return made


def _naming(record: Any, keys: Sequence[str], members: Mapping[str, Sequence[str]]) -> Any:
    if not isinstance(record, dict):
        return record
    made = dict(record)
    for key in keys:
        written = record.get(key)
        names = written if isinstance(written, list) else [written]
        if any(isinstance(name, str) and name in members for name in names):
            each = [
                members.get(name, [name]) if isinstance(name, str) else [name] for name in names
            ]
            made[key] = [one[0] for one in each if one] + [more for one in each for more in one[1:]]
            if not made[key]:
                return None
    return made


def _limited(rule: Any, members: Mapping[str, Sequence[str]]) -> Any:
    limit = rule.get("deadline") if isinstance(rule, dict) else None
    of = limit.get("of") if isinstance(limit, dict) else None
    if isinstance(limit, dict) and isinstance(of, str) and members.get(of):
        return {**rule, "deadline": {**limit, "of": members[of][0]}}
    return rule


def in_alternatives(
    rule: dict[str, Any], path: DataPath, change: Callable[[dict[str, Any], DataPath], Any]
) -> dict[str, Any]:
    """Return a rule with the changes of each alternative reading otherwise."""
    reading = rule.get("reading")
    if reading is None:
        return rule
    if isinstance(reading, list):
        made: Any = [
            _alternatives(one, (*path, "reading", place), change)
            for place, one in enumerate(reading)
        ]
    else:
        made = _alternatives(reading, (*path, "reading"), change)
    return {**rule, "reading": made}


def _alternatives(
    reading: Any, path: DataPath, change: Callable[[dict[str, Any], DataPath], Any]
) -> Any:
    written = reading.get("alternatives") if isinstance(reading, dict) else None
    if not isinstance(written, dict):
        return reading
    made = dict(_each_alternative(written, (*path, "alternatives"), change))
    rest = {key: value for key, value in reading.items() if key != "alternatives"}
    return {**rest, "alternatives": made} if made or not written else rest


def _each_alternative(
    written: dict[str, Any], path: DataPath, change: Callable[[dict[str, Any], DataPath], Any]
) -> Iterator[tuple[str, Any]]:
    for name, one in written.items():
        changes = one.get("rule") if isinstance(one, dict) else None
        if not isinstance(changes, dict):
            yield name, one
            continue
        made = change(changes, (*path, name, "rule"))
        if made is not None:
            yield name, {**one, "rule": made}
