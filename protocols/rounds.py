"""Events that come again: which they are, and which one a rule means.

In a thread an event occurs once, so each round has events of its own. A rule names that of its own
round, or by a mark that of another: ``{next: E}`` the one of the next round, ``{first: E}`` and
``{last: E}`` that of the first and of the last, ``{any-round: E}`` those of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from model.language import catalogue
from model.vocabulary import Vocabulary
from protocols.document import DataPath, Document
from protocols.expansion import event_data, own_words, records
from protocols.form import MOST_ROUNDS
from protocols.marks import Change, event_in, marked, written_events
from protocols.mistakes import Mistake, nearest

_RELATED = ("answers", "mirror", "refusal", "consents", "covers", "settles", "failing")


class Round(NamedTuple):
    """A round: of which list of events that come again, and the how-manieth."""

    group: int
    number: int


class Settled(str):
    """An event whose round is settled, though it is written as that of the first is."""

    __slots__ = ()


class Group(NamedTuple):
    """Events that come again together, how often, and those that the last round lacks."""

    times: int
    events: tuple[str, ...]
    ending: frozenset[str]


def of_round(event: str, number: int) -> str:
    """Return the identifier of what comes again in a round.

    >>> of_round("matter.assigned", 1), of_round("matter.assigned", 3)
    ('matter.assigned', 'matter.assigned-3')
    """
    return event if number == 1 else f"{event}-{number}"


class Rounds:
    """The events of a file that come again; what is wrong with them and their marks is noted."""

    def __init__(self, document: Document, shared: Vocabulary) -> None:
        self.document, self.shared = document, shared
        self.mistakes: list[Mistake] = []
        self.groups = [*map(_group, records(document.data, "rounds"))]
        self.group_of: dict[str, int] = {}
        for number, group in enumerate(self.groups):
            self._register(number, group)
        self.sound = not self.mistakes and not document.mistakes

    def _register(self, number: int, group: Group) -> None:
        for place, event in enumerate(group.events):
            if event in self.group_of:
                self.add(("rounds", number, "events", place), "round-twice", event=event)
            self.group_of.setdefault(event, number)
            if event_data(event, self.document.data, self.shared) is None:
                near = nearest(event, [*self.shared.events, *self._own])
                values = {"kind": catalogue()["kind.event"], "word": event, "near": near}
                self.add(("rounds", number, "events", place), "unknown-word", **values)
        for event in sorted(group.ending - {*group.events}):
            near = nearest(event, group.events)
            self.add(("rounds", number, "last-without"), "round-not-ending", event=event, near=near)

    @property
    def _own(self) -> dict[str, Any]:
        return own_words(self.document.data, "events")

    def of(self, event: str) -> Group:
        """Return the events with which one comes again."""
        return self.groups[self.group_of[event]]

    def copies(self) -> Iterator[tuple[str, str, int]]:
        """Yield each event of each round with what it is a copy of, and the round."""
        for event in self.group_of:
            for number in range(1, self.of(event).times + 1):
                if self._exists(event, number):
                    yield of_round(event, number), event, number

    def resolved(self, at: Round | None, vocabulary: bool = False) -> Change:
        """Return what a written event comes to in a round, or outside of rounds."""

        def change(written: Any, path: DataPath) -> list[Any]:
            if isinstance(written, Settled):
                return [str(written)]
            mark, event = marked(written) or (None, written)
            if not isinstance(event, str) or (mark is None and event not in self.group_of):
                return [written]
            if event not in self.group_of:
                self._unknown(event, path)
                return [event]
            if (mark == "previous") > vocabulary or (mark == "any-round" and vocabulary):
                self.add(path, "round-mark", mark=mark)
                return [event]
            return self._at(mark, event, at, path)

        return change

    def _unknown(self, event: str, path: DataPath) -> None:
        known = ", ".join(self.group_of) or catalogue()["round.none"]
        near = nearest(event, self.group_of)
        if self.sound:  # Else it may be one of those that are written wrong.
            self.add(path, "round-unknown", event=event, known=known, near=near)

    def bound(self, written: Any) -> bool:
        """Whether an event is that of whichever round a rule is in, or of the one after it."""
        found = marked(written)
        mark = found[0] if found else None
        settled = isinstance(written, Settled)
        return not settled and mark in (None, "next") and event_in(written) in self.group_of

    def each(self, bound: Sequence[Any]) -> list[Round | None]:
        """Return the rounds of what names bound events; what names none is outside of rounds."""
        if not bound:
            return [None]
        group = self.group_of[str(event_in(bound[0]))]
        return [Round(group, number + 1) for number in range(self.groups[group].times)]

    def any_round(self, written: Any) -> str | None:
        """Return the event that is meant in whatever round it comes, if one is."""
        mark, event = marked(written) or (None, None)
        return event if mark == "any-round" and event in self.group_of else None

    def events(self) -> dict[str, Any]:
        """Return the events of all rounds, and those outside that rest on some of them."""
        made: dict[str, Any] = {}
        for name, base, number in self.copies():
            written = event_data(base, self.document.data, self.shared)
            if written is None or (name == base and base not in self._own):
                continue
            if name != base and (name in self._own or name in self.shared.events):
                self.add(("rounds", self.group_of[base], "events"), "copy-name-taken", word=name)
            made[name] = self._event(written, base, Round(self.group_of[base], number))
        for name, event in self._own.items():
            if name not in self.group_of and isinstance(event, dict):
                made[name] = self._event(event, name, None)
        return made

    def check_shared(self) -> None:
        """Check that no shared event that rules name rests on one of the rounds unsaid."""
        rules = records(self.document.data, "rules")
        written = (one for rule in rules if isinstance(rule, dict) for one in written_events(rule))
        for event in dict.fromkeys(map(event_in, written)):
            if event is None or event in self.group_of or event in self._own:
                continue
            known = self.shared.events.get(event)
            for base in known.presupposes if known else ():
                if base in self.group_of:
                    path = ("rounds", self.group_of[base], "events")
                    self.add(path, "round-left-out", event=event, base=base)

    def check_anchored(self, governed: set[str]) -> None:
        """Check that something says when an event comes again that no rule brings about then."""
        if self.mistakes or not self.sound:
            return
        sometimes = {base for name, base, _ in self.copies() if name in governed}
        for name, base, number in self.copies():
            path = ("rounds", self.group_of[base], "events")
            if number == 1 or name in governed:
                continue
            if base in sometimes:
                self.add(path, "round-ungoverned", event=base, number=number)
            elif not any(event_in(one) in self.group_of for one in self._resting(base)):
                self.add(path, "round-unanchored", event=base)

    def _resting(self, event: str) -> list[Any]:
        written = event_data(event, self.document.data, self.shared) or {}
        resting = written.get("presupposes", [])
        return resting if isinstance(resting, list) else [resting]

    def add(self, path: DataPath, code: str, **values: object) -> None:
        """Note a mistake at its place."""
        self.mistakes.append(self.document.mistake(path, code, **values))

    def _exists(self, event: str, number: int) -> bool:
        group = self.of(event)
        return 1 <= number <= group.times - (event in group.ending)

    def _in(self, event: str, number: int) -> list[Any]:
        return [of_round(event, number)] if self._exists(event, number) else []

    def _at(self, mark: str | None, event: str, at: Round | None, path: DataPath) -> list[Any]:
        if mark == "first":
            return self._in(event, 1)
        every = [name for name, base, _ in self.copies() if base == event]
        if mark in ("last", "any-round"):
            return every[-1:] if mark == "last" else every
        if at is None:
            self.add(path, "round-unsaid", event=event)
            return [event]
        if at.group != self.group_of[event]:
            self.add(path, "rounds-mixed", event=event)
            return [event]
        step = {"next": 1, "previous": -1}.get(mark or "", 0)
        return self._in(event, at.number + step)

    def _event(self, event: Mapping[str, Any], name: str, at: Round | None) -> dict[str, Any]:
        """An event as it is in a round, or outside of rounds."""
        made = dict(event)
        change = self.resolved(at, vocabulary=True)
        path: DataPath = ("vocabulary", "events", name, "presupposes")
        if (resting := event.get("presupposes")) is not None:
            listed = resting if isinstance(resting, list) else [resting]
            made["presupposes"] = [new for one in listed for new in change(one, path)]
            if listed and not made["presupposes"]:
                del made["presupposes"]
        for key in _RELATED:
            other = event.get(key)
            if at is not None and isinstance(other, str) and self.group_of.get(other) == at.group:
                made[key] = of_round(other, at.number)
                if not self._exists(other, at.number):
                    del made[key]
        return made


def _group(written: Any) -> Group:
    """Read rounds as far as they can be; what is wrong with their form is told elsewhere."""
    if not isinstance(written, dict):
        return Group(1, (), frozenset())
    times = written.get("times")
    if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= MOST_ROUNDS:
        times = 1
    return Group(
        times,
        tuple(_listed(written.get("events"))),
        frozenset(_listed(written.get("last-without"))),
    )


def _listed(written: Any) -> list[str]:
    every = written if isinstance(written, list) else [written]
    return [one for one in every if isinstance(one, str)]
