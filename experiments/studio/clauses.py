"""The clauses of a text as a screen shows them: sentences with choices in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from experiments.show.clauses import clause_id, laid_down
from experiments.show.rules import interpretation, read_as
from experiments.show.slots import parts, slotted
from experiments.studio.address import Address
from experiments.studio.ask import Edited
from experiments.studio.exceptions import Listing, listings
from experiments.studio.offers import Clause, Offer, further, is_as_first, offers
from model.language import Lang, Text, plain
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule, act_of, is_timed
from protocols.applying import entry_names
from protocols.document import Document
from protocols.edits import Edit, with_edit, without
from protocols.flow import same

MOST = 60
"""Clauses on one page."""


@dataclass(frozen=True)
class Piece:
    """Some words of a sentence, or a choice in their place."""

    words: str
    offer: Offer | None = None


@dataclass(frozen=True)
class View:
    """A clause on the screen.

    Attributes
    ----------
    name
        By what edits name it.
    lines
        What it lays down, in pieces; the sentences it had where it is struck.
    old
        What it laid down before it was edited; empty where it says the same.
    spare
        What is offered and has no place in its sentences.
    close, lists
        What is offered besides, where it is looked at closely (``near``).
    """

    clause: Clause
    lines: tuple[tuple[Piece, ...], ...]
    old: tuple[Text, ...] = ()
    spare: tuple[Offer, ...] = ()
    close: tuple[Offer, ...] = ()
    lists: tuple[Listing, ...] = ()
    struck: bool = False
    edited: bool = False
    added: bool = False
    near: bool = False

    @property
    def name(self) -> str:
        """By what edits name the clause."""
        return self.clause.name

    @property
    def article(self) -> Text:
        """The article that it is from."""
        return article_label(self.clause.rule.article)

    @property
    def about(self) -> Text:
        """The article and what is done, for who does not see where a choice stands."""
        return (
            self.article
            + " "
            + self.clause.regime.vocabulary.events[act_of(self.clause.rule)].label
        )

    @property
    def counted(self) -> str:
        """Where a number of days would be put; empty for what has no limit."""
        return self.clause.put("deadline", "").place if is_timed(self.clause.rule) else ""

    @property
    def readings(self) -> list[Text]:
        """How it was read, why, and how else one could."""
        return [*read_as(self.clause.rule), *interpretation(self.clause.rule)]


@dataclass(frozen=True)
class Clauses:
    """The clauses of a text before and after edits.

    Attributes
    ----------
    before, after
        The data of the file without and with the edits.
    """

    edited: Edited
    edits: tuple[Edit, ...]
    before: Document
    after: Mapping[str, Any]
    lang: Lang
    close: str = ""
    first: int = 0

    @cached_property
    def entries(self) -> dict[str, dict[str, Any]]:
        """What the file says of each clause by its name; only of those that stand there once."""
        return _once(self.after)

    @cached_property
    def originals(self) -> dict[str, dict[str, Any]]:
        """What the file said of each clause before all edits."""
        return _once(self.before.data)

    @cached_property
    def order(self) -> list[tuple[str, bool]]:
        """The names of all clauses, and whether each is struck: then it stands where it stood."""
        now = [clause_id(self.edited.after, rule) for rule in self.edited.after.written]
        then = [clause_id(self.edited.before, rule) for rule in self.edited.before.written]
        found = [(name, False) for name in now]
        for place, name in enumerate(then):
            if name not in now:
                earlier = then[place - 1] if place else None
                at = next((k for k, (one, _) in enumerate(found) if one == earlier), -1)
                found.insert(at + 1, (name, True))
        return found

    def views(self) -> list[View]:
        """Return the clauses of one page."""
        now = {clause_id(self.edited.after, rule): rule for rule in self.edited.after.written}
        then = {clause_id(self.edited.before, rule): rule for rule in self.edited.before.written}
        with slotted():
            return [
                self._struck(name, then[name]) if struck else self._view(name, now, then)
                for name, struck in self.order[self.first : self.first + MOST]
            ]

    def _clause(self, regime: Regime, rule: Rule, name: str) -> Clause:
        data, first = self.entries.get(name, {}), self.originals.get(name, {})
        return Clause(regime, rule, name, data, first)

    def _struck(self, name: str, rule: Rule) -> View:
        before = self.edited.before
        lines = tuple((Piece(_plain(line, self.lang)),) for line in laid_down(before, rule))
        return View(Clause(before, rule, name, {}, {}), lines, struck=True, edited=True)

    def _view(self, name: str, now: Mapping[str, Rule], then: Mapping[str, Rule]) -> View:
        after, rule = self.edited.after, now[name]
        clause = self._clause(after, rule, name)
        offered = offers(clause)
        said, placed = laid_down(after, rule), set[str]()
        pieces = [tuple(self._pieces(line, offered, placed)) for line in said]
        lines = tuple(line for line in pieces if line)
        added = name not in then
        changed = not added and not same(clause.data, clause.first)
        old: tuple[Text, ...] = ()
        if changed:
            was = laid_down(self.edited.before, then[name])
            old = tuple(
                _unslotted(line) for line in was if _unslotted(line) not in map(_unslotted, said)
            )
        near = self.close == name
        return View(
            clause,
            lines,
            old,
            tuple(offer for key, offer in offered.items() if key not in placed),
            tuple(further(clause).values()) if near else (),
            tuple(listings(clause)) if near else (),
            edited=added or changed,
            added=added,
            near=near,
        )

    def _pieces(
        self, line: Text, offered: Mapping[str, Offer], placed: set[str]
    ) -> Iterator[Piece]:
        for slot, words in parts(line.in_(self.lang)):
            key = "on-expiry" if slot == "silence" else slot
            if key in offered and key not in placed and slot != "silence":
                placed.add(key)
                yield Piece(words, _saying(offered[key], words))
            elif slot != "silence" or key not in offered:
                yield Piece(words)


def _saying(offer: Offer, words: str) -> Offer:
    """An offer whose choice that holds now is said as in its sentence."""
    choices = (
        replace(one, words=plain(words.strip())) if one.now else one for one in offer.choices
    )
    return replace(offer, choices=tuple(choices))


def _once(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    rules = data.get("rules", [])
    names = entry_names(rules)
    twice = {name.split("#")[0] for name in names if "#" in name}
    return {name: rule for name, rule in zip(names, rules, strict=True) if name not in twice}


def _plain(line: Text, lang: Lang) -> str:
    return "".join(part.words for part in parts(line.in_(lang)))


def _unslotted(line: Text) -> Text:
    return Text(_plain(line, "zh"), _plain(line, "en"))


def put(edits: Sequence[Edit], new: Edit, first: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Return edits with one more, or without it where it leaves a clause as it was at first."""
    return without(edits, new.path) if is_as_first(new, first) else with_edit(edits, new)


def undone(edits: Sequence[Edit], name: str) -> tuple[Edit, ...]:
    """Return edits without those of one clause: altered, struck or added."""
    kept = without(edits, ("rules", name))
    return tuple(one for one in kept if one.behind is None or one.value.get("id") != name)


def link(address: Address, edits: Sequence[Edit]) -> str:
    """Return the address of the screen with other edits."""
    return address.url("change", edits=tuple(edits), run=None, repair=None, audit=None, add=None)
