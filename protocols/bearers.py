"""Several bearers of one clause: each must act for himself, or any one may.

``bearer: {each: [a, b]}`` becomes a rule for each bearer, with an act of his own that is labelled
by him, and the act itself counts as done once all have done theirs. ``bearer: {any: [a, b]}`` is a
duty of both that either fulfils.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from model.copies import Family
from model.vocabulary import Vocabulary
from protocols.document import DataPath, Document
from protocols.expansion import (
    Expanded,
    event_data,
    in_alternatives,
    own_words,
    records,
    with_events,
    with_places_of,
    with_records,
    with_references,
)
from protocols.marks import changed, event_in, marked
from protocols.mistakes import Mistake

_ALONE = ("jointly", "bearer-leads")
"""Keys that say something else of several bearers."""


class _Clause(NamedTuple):
    """A clause of several bearers: where it stands, who they are, and what they do."""

    place: int
    rule: dict[str, Any]
    parties: tuple[str, ...]
    each: bool
    key: str | None

    @property
    def event(self) -> str | None:
        return event_in(self.rule[self.key]) if self.key else None


def by_bearers(document: Document, shared: Vocabulary) -> Expanded:
    """Return a document in which each bearer of a clause has the rule that is his."""
    return _Spreading(document, shared).expanded()


def own_act(event: str, party: str) -> str:
    """Return the identifier of one bearer's act.

    >>> own_act("consent.given", "regulator")
    'consent.given-by-regulator'
    """
    return f"{event}-by-{party}"


class _Spreading:
    def __init__(self, document: Document, shared: Vocabulary) -> None:
        self.document, self.shared = document, shared
        self.mistakes: list[Mistake] = []
        self.rules = records(document.data, "rules")
        self.clauses = {clause.place: clause for clause in self._clauses()}
        self.acts = self._acts()
        self.ids = {str(rule.get("id")) for rule in self.rules if isinstance(rule, dict)}

    def expanded(self) -> Expanded:
        if not self.clauses:
            return Expanded(self._noted(self.document))
        made: list[tuple[int, Any]] = []
        families: list[Family] = []
        counted: set[str] = set()
        for place, rule in enumerate(self.rules):
            clause = self.clauses.get(place)
            if clause is None:
                made.append((place, rule))
                continue
            rules = list(self._written_out(clause))
            together = [one for one in self._together(clause) if one["counts-as"] not in counted]
            counted |= {one["counts-as"] for one in together}
            made += [(place, one) for one in (*rules, *together)]
            if len(rules) > 1:
                families.append(self._family(clause, rules, together))
        return self._document(made, families)

    def _document(self, made: list[tuple[int, Any]], families: list[Family]) -> Expanded:
        data = self._in_rounds(self.document.data)
        own = {
            own_act(event, party): self._event(event, party)
            for event, parties in self.acts.items()
            for party in parties
        }
        document = with_records(self.document, "rules", made, with_events(data, own))
        document = replace(document, data=with_references(document.data, families, frozenset()))
        at: DataPath = ("vocabulary", "events")
        places = {
            (*at, own_act(event, party)): (*at, event)
            for event, parties in self.acts.items()
            for party in parties
        }
        of_party = {own_act(event, one): one for event, all_ in self.acts.items() for one in all_}
        document = with_places_of(document, places)
        return Expanded(self._noted(document), tuple(families), of_party)

    def _noted(self, document: Document) -> Document:
        return replace(document, mistakes=(*document.mistakes, *self.mistakes))

    def _clauses(self) -> Iterator[_Clause]:
        for place, rule in enumerate(self.rules):
            bearer = rule.get("bearer") if isinstance(rule, dict) else None
            if not isinstance(bearer, dict):
                continue
            key = next((key for key in ("act", "may", "must-not") if key in rule), None)
            parties = self._parties(rule, bearer, ("rules", place))
            each = "each" in bearer
            self._fits(rule, ("rules", place), each)
            yield _Clause(place, rule, parties, each, key)

    def _parties(self, rule: Any, bearer: dict[str, Any], path: DataPath) -> tuple[str, ...]:
        """Who the bearers are; somebody where that is not said, so that the rest can be checked."""
        named = next(iter(bearer.values())) if len(bearer) == 1 else None
        found = [one for one in named if isinstance(one, str)] if isinstance(named, list) else []
        sound = {*bearer} <= {"each", "any"} and isinstance(named, list)
        if not sound or found != named or len({*found}) < len(found) or len(found) < 2:
            self.mistakes.append(self.document.mistake((*path, "bearer"), "bearer-form"))
            return tuple(found[:1]) or (next(iter(self.shared.parties)),)
        return tuple(found)

    def _fits(self, rule: dict[str, Any], path: DataPath, each: bool) -> None:
        for key in _ALONE:
            if key in rule:
                values: dict[str, object] = {"key": key}
                wrong = self.document.mistake_at_key((*path, key), "bearer-alone", **values)
                self.mistakes.append(wrong)
        if not each:
            return

        def look(changes: dict[str, Any], at: DataPath) -> dict[str, Any]:
            if "bearer" in changes:
                wrong = self.document.mistake_at_key((*at, "bearer"), "bearer-otherwise")
                self.mistakes.append(wrong)
            return changes

        in_alternatives(rule, path, look)

    def _acts(self) -> dict[str, tuple[str, ...]]:
        """The bearers of each act that each must do for himself."""
        acts: dict[str, tuple[str, ...]] = {}
        for clause in self.clauses.values():
            event = clause.event
            if not clause.each or len(clause.parties) < 2 or clause.key == "must-not":
                continue
            if event is None or event_data(event, self.document.data, self.shared) is None:
                continue
            if {*acts.setdefault(event, clause.parties)} != {*clause.parties}:
                path: DataPath = ("rules", clause.place, "bearer")
                values: dict[str, object] = {"event": event, "before": ", ".join(acts[event])}
                self.mistakes.append(self.document.mistake(path, "bearers-differ", **values))
        return acts

    def _written_out(self, clause: _Clause) -> Iterator[dict[str, Any]]:
        """Yield the rules of a clause, one for each bearer who has one."""
        if len(clause.parties) == 1:
            yield {**clause.rule, "bearer": clause.parties[0]}
            return
        if not clause.each and clause.key not in ("may", "must-not"):
            yield {**clause.rule, "bearer": clause.parties[0], "jointly": [*clause.parties[1:]]}
            return
        for party in clause.parties:
            rule = self._own(clause.rule, ("rules", clause.place), party, clause.each)
            rule["bearer"] = party
            if isinstance(clause.rule.get("id"), str):
                rule["id"] = f"{clause.rule['id']}-{party}"
                self._free(rule["id"], clause)
            yield rule

    def _own(self, rule: Any, path: DataPath, party: str, each: bool) -> dict[str, Any]:
        """A rule, or changes of one, whose acts of each are those of one party."""

        def own(written: Any, _: DataPath) -> list[Any]:
            event = event_in(written)
            if not each or event is None or party not in self.acts.get(event, ()):
                return [written]
            mark = marked(written)
            return [{mark[0]: own_act(event, party)} if mark else own_act(event, party)]

        made = changed(rule, path, own)
        return in_alternatives(made, path, lambda changes, at: changed(changes, at, own))

    def _together(self, clause: _Clause) -> Iterator[dict[str, Any]]:
        """Yield the rule by which the act counts as done once all have done theirs."""
        event = clause.event
        if event is None or not clause.each or event not in self.acts:
            return
        if clause.key == "must-not":
            return
        name = f"{clause.rule.get('id')}-all"
        self._free(name, clause)
        yield {
            "id": name,
            "article": clause.rule.get("article"),
            "on": {"all": [own_act(event, party) for party in self.acts[event]]},
            "counts-as": event,
        }

    def _free(self, name: str, clause: _Clause) -> None:
        if name in self.ids:
            path: DataPath = ("rules", clause.place, "id")
            self.mistakes.append(self.document.mistake(path, "copy-name-taken", word=name))

    def _family(
        self, clause: _Clause, rules: Sequence[dict[str, Any]], together: Sequence[dict[str, Any]]
    ) -> Family:
        own = {
            (own_act(event, party), event)
            for event, parties in self.acts.items()
            for party in parties
        }
        return Family(
            str(clause.rule.get("id")),
            tuple(str(rule.get("id")) for rule in rules),
            parties=clause.parties,
            acts=tuple(sorted(own)) if clause.each else (),
            counted=tuple(rule["id"] for rule in together),
        )

    def _event(self, event: str, party: str) -> dict[str, Any]:
        """One bearer's act, which rests on his own acts where what it rests on is each one's."""
        written = event_data(event, self.document.data, self.shared)
        assert written is not None
        known = {*own_words(self.document.data, "parties"), *self.shared.parties}
        made = {**written, "by": party} if party in known else dict(written)
        resting = written.get("presupposes", [])
        listed = resting if isinstance(resting, list) else [resting]
        own = [
            own_act(one, party) if isinstance(one, str) and party in self.acts.get(one, ()) else one
            for one in listed
        ]
        return {**made, "presupposes": own} if listed else made

    def _in_rounds(self, data: Any) -> Any:
        """What each one does comes again in each round if the act does."""
        rounds = records(data, "rounds")
        if not rounds:
            return data
        return {**data, "rounds": [self._round(one) for one in rounds]}

    def _round(self, one: Any) -> Any:
        if not isinstance(one, dict):
            return one
        made = dict(one)
        for key in ("events", "last-without"):
            written = one.get(key)
            listed = written if isinstance(written, list) else [written] if written else []
            known = [event for event in listed if isinstance(event, str) and event in self.acts]
            more = [own_act(event, party) for event in known for party in self.acts[event]]
            if more:
                made[key] = [*listed, *more]
        return made
