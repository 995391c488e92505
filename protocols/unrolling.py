"""Rules of several rounds written out: the bounded unrolling of a loop, as in model checking.

A rule that names an event of the rounds is written out for each round. Where an event that it needs
does not occur in a round, as the next one in the last, there is no such rule in that round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from model.copies import Family
from model.vocabulary import Vocabulary
from protocols.bearers import by_bearers
from protocols.document import DataPath, Document
from protocols.expansion import (
    Expanded,
    in_alternatives,
    records,
    with_events,
    with_places_of,
    with_records,
    with_references,
)
from protocols.marks import (
    EFFECTS,
    Alone,
    Change,
    Endless,
    Gone,
    changed,
    event_in,
    triggers,
    written_events,
)
from protocols.round_questions import asked
from protocols.rounds import Round, Rounds, Settled, of_round


class _Made(NamedTuple):
    """A rule written out, and the place in the file that it is from."""

    place: int
    rule: Any


def written_out(document: Document, shared: Vocabulary) -> Expanded:
    """Return a document in which each bearer and each round has rules and events of its own."""
    return _Unrolling(by_bearers(document, shared), shared).expanded()


class _Unrolling:
    def __init__(self, expanded: Expanded, shared: Vocabulary) -> None:
        self.before, self.document = expanded, expanded.document
        self.rounds = Rounds(self.document, shared)

    def expanded(self) -> Expanded:
        """Return the document written out, with all mistakes of marks in it."""
        made = [*self._rules()]
        families = self._families(made)
        document = self._document(made, families) if made else self.document
        again = [each for each in self.rounds.copies() if self.rounds.of(each[1]).times > 1]
        return replace(
            self.before,
            document=replace(document, mistakes=(*document.mistakes, *self.rounds.mistakes)),
            families=_merged(self.before.families, families),
            of_party=self._of_parties(),
            of_round={name: number for name, _, number in again},
            again={name: self.rounds.of(base).events[0] for name, base, _ in again},
        )

    def _document(self, made: list[_Made], families: Sequence[Family]) -> Document:
        data = self.document.data
        gone = _ids(_of(data)) - _ids(one.rule for one in made)
        if self.rounds.group_of:
            self.rounds.check_shared()
            if all(map(_sound, made)):
                self.rounds.check_anchored({*_effects(made)})
            data = with_events(data, self.rounds.events())
        document = with_records(self.document, "rules", made, asked(data, self.rounds))
        document = replace(document, data=with_references(document.data, families, gone))
        at: DataPath = ("vocabulary", "events")
        copies = self.rounds.copies()
        return with_places_of(
            document, {(*at, name): (*at, base) for name, base, _ in copies if name != base}
        )

    def _of_parties(self) -> dict[str, str]:
        known = dict(self.before.of_party)
        copies = self.rounds.copies()
        return known | {name: known[base] for name, base, _ in copies if base in known}

    def _rules(self) -> Iterator[_Made]:
        for place, rule in enumerate(_of(self.document.data)):
            if not isinstance(rule, dict):
                yield _Made(place, rule)
                continue
            path: DataPath = ("rules", place)
            rule = self._stops(rule, path)
            bound = [event for event in written_events(rule) if self.rounds.bound(event)]
            if bound and "must-not" not in rule:
                self._from_within(rule, (*path, "on"), str(event_in(bound[0])))
            for at in self.rounds.each(bound):
                made = self._made(rule, path, at)
                if made is not None:
                    yield _Made(place, made)

    def _from_within(self, rule: dict[str, Any], path: DataPath, event: str) -> None:
        """A rule that arises once only cannot be about the events of each round."""
        events, every = triggers(rule)
        within = [*map(self.rounds.bound, events)]
        if self.rounds.sound and not (any(within) if every else all(within)):
            self.rounds.add(path, "round-from-outside", event=event)

    def _made(
        self, rule: dict[str, Any], path: DataPath, at: Round | None
    ) -> dict[str, Any] | None:
        """A rule in one round; ``None`` where there is none in it."""
        change = self.rounds.resolved(at)
        made = self._changed(rule, path, change)
        if made is None:
            return None
        if at is not None and isinstance(rule.get("id"), str):
            made = {**made, "id": of_round(rule["id"], at.number)}

        def otherwise(changes: dict[str, Any], where: DataPath) -> Any:
            given = {key: value for key, value in changes.items() if value is not None}
            found = self._changed(given, where, change)
            if found is None:
                return "none"
            found = {key: found.get(key) for key in changes}
            same = all(made.get(key) == value for key, value in found.items())
            was = all(rule.get(key) == value for key, value in changes.items())
            # What a reading changes about the next round changes nothing in the last one.
            return None if same and not was else found

        return in_alternatives(made, path, otherwise)

    def _changed(
        self, rule: dict[str, Any], path: DataPath, change: Change
    ) -> dict[str, Any] | None:
        try:
            return changed(rule, path, change)
        except Gone:
            return None
        except Alone as alone:
            self.rounds.add(alone.path, "round-any")
            return self._changed(rule, path, lambda written, at: change(written, at)[:1])
        except Endless as endless:
            self.rounds.add(endless.path, "round-endless")
            timeless = {key: value for key, value in rule.items() if key != "clock"}
            return self._changed(timeless, path, change)

    def _stops(self, rule: dict[str, Any], path: DataPath) -> dict[str, Any]:
        """Write out time that is not counted in any round, which begins and ends in each."""
        clock = rule.get("clock")
        stops = clock.get("stops") if isinstance(clock, dict) else None
        each = stops if isinstance(stops, list) else [stops]
        made: list[Any] = []
        for one in each:
            stop = one if isinstance(one, dict) else {}
            event = self.rounds.any_round(stop.get("from"))
            made += [one] if event is None else self._stops_of(event, stop, path)
        if clock is None or made == each:
            return rule
        return {**rule, "clock": {**clock, "stops": made}}

    def _stops_of(self, event: str, stop: dict[str, Any], path: DataPath) -> Iterator[Any]:
        until = self.rounds.any_round(stop.get("until")) or stop.get("until")
        path = (*path, "clock", "stops")
        for name, base, number in self.rounds.copies():
            if base == event:
                at = Round(self.rounds.group_of[event], number)
                found = self.rounds.resolved(at)(until, path)
                if not found:
                    self.rounds.add(path, "round-endless")
                    return
                yield {**stop, "from": Settled(name), "until": Settled(found[0])}

    def _families(self, made: Iterable[_Made]) -> tuple[Family, ...]:
        names: dict[int, list[str]] = {}
        for place, rule in made:
            if isinstance(rule, dict):
                names.setdefault(place, []).append(str(rule.get("id")))
        every = _of(self.document.data)
        taken = _ids(every)
        families = []
        for place, each in names.items():
            clause = str(every[place].get("id"))
            for name in sorted({*each} & taken - {clause}):
                self.rounds.add(("rules", place, "id"), "copy-name-taken", word=name)
            if len(each) > 1:
                families.append(Family(clause, tuple(each), len(each)))
        return tuple(families)


def _of(data: Any) -> list[Any]:
    return records(data, "rules")


def _ids(rules: Iterable[Any]) -> frozenset[str]:
    return frozenset(str(rule.get("id")) for rule in rules if isinstance(rule, dict))


def _sound(made: _Made) -> bool:
    """Whether what a rule is about is an event, as far as one can see."""
    rule = made.rule
    return isinstance(rule, dict) and all(isinstance(rule.get(key, ""), str) for key in EFFECTS)


def _effects(made: Iterable[_Made]) -> Iterator[str]:
    """The events that rules bring about, demand or allow, as they are written."""
    for _, rule in made:
        if isinstance(rule, dict):
            keys = (key for key in (*EFFECTS, "overdue", "on-expiry") if key != "must-not")
            for written in (rule.get(key) for key in keys):
                event = written.get("event") if isinstance(written, dict) else written
                if isinstance(event, str):
                    yield event


def _merged(bearers: Iterable[Family], rounds: Iterable[Family]) -> tuple[Family, ...]:
    """Put the rounds of each bearer's rule to the family of its clause."""
    of = {one.clause: one for one in rounds}
    merged = []
    for family in bearers:
        again = [of.pop(rule, None) for rule in (*family.rules, *family.counted)]
        first = again[0]
        members = dict(zip((*family.rules, *family.counted), again, strict=True))
        merged.append(
            replace(
                family,
                rules=tuple(_all(family.rules, members)),
                counted=tuple(_all(family.counted, members)),
                rounds=first.rounds if first else 1,
            )
        )
    return (*merged, *of.values())


def _all(rules: Iterable[str], members: Mapping[str, Family | None]) -> Iterator[str]:
    for rule in rules:
        family = members[rule]
        yield from family.rules if family else (rule,)
