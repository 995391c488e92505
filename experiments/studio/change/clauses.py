"""The clauses of a text as a screen shows them: sentences with choices in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from experiments.show.clauses import clause_id, laid_down
from experiments.show.rules import interpretation, read_as
from experiments.show.slots import parts, slotted
from experiments.studio.ask import Edited
from experiments.studio.change.choices import Clause, Offer
from experiments.studio.change.exceptions import Listing, listings
from experiments.studio.change.offers import further, offers
from experiments.studio.lights.forgotten import Forgotten, forgotten
from experiments.studio.lights.light import MAIN, questions_of
from model.language import Lang, Text, plain
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule, act_of, is_timed
from protocols.applying import entry_names
from protocols.document import Document
from protocols.edits import Edit
from protocols.flow import same
from verify.slicing import cone_of

MOST = 60
"""Clauses on one page."""


@dataclass(frozen=True)
class Piece:
    """Some words of a sentence, or a choice in their place.

    A choice without words has no place in a sentence and is a line of its own.
    """

    words: str
    offer: Offer | None = None
    slot: str = ""


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
    close, lists
        What is offered besides, where it is looked at closely (``near``).
    main
        Whether a main question is about it.
    lost
        What else could be read in it as it was, and was not worked out again.
    """

    clause: Clause
    lines: tuple[tuple[Piece, ...], ...]
    old: tuple[Text, ...] = ()
    close: tuple[Offer, ...] = ()
    lists: tuple[Listing, ...] = ()
    struck: bool = False
    edited: bool = False
    added: bool = False
    near: bool = False
    main: bool = True
    lost: tuple[Text, ...] = ()

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
        return about(self.clause.regime, self.clause.rule)

    @property
    def counted(self) -> str:
        """Where a number of days would be put; empty for what has no limit."""
        return self.clause.put("deadline", "").place if is_timed(self.clause.rule) else ""

    @property
    def readings(self) -> list[Text]:
        """How it was read, why, and how else one could."""
        return [*read_as(self.clause.rule), *interpretation(self.clause.rule)]


def about(regime: Regime, rule: Rule) -> Text:
    """Return the article of a rule and what is done under it."""
    return article_label(rule.article) + " " + regime.vocabulary.events[act_of(rule)].label


@dataclass(frozen=True)
class Clauses:
    """The clauses of a text before and after edits.

    Attributes
    ----------
    before, after
        The data of the file without and with the edits.
    close
        The clause that is looked at closely.
    find
        Words that a clause must have to be shown; all are where there are none.
    """

    edited: Edited
    edits: tuple[Edit, ...]
    before: Document
    after: Mapping[str, Any]
    lang: Lang
    close: str = ""
    page: int = 1
    find: str = ""

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
        now, then = [*self.now], [*self.then]
        found = [(name, False) for name in now]
        for place, name in enumerate(then):
            if name not in now:
                earlier = then[place - 1] if place else None
                at = next((k for k, (one, _) in enumerate(found) if one == earlier), -1)
                found.insert(at + 1, (name, True))
        return found

    @cached_property
    def now(self) -> dict[str, Rule]:
        """The first rule of each clause as it is."""
        return {clause_id(self.edited.after, one): one for one in self.edited.after.written}

    @cached_property
    def then(self) -> dict[str, Rule]:
        """The first rule of each clause as it was."""
        return {clause_id(self.edited.before, one): one for one in self.edited.before.written}

    @cached_property
    def others(self) -> frozenset[str]:
        """The clauses of the text as it was that no main question is about."""
        before = self.edited.before
        asked = [event for one in questions_of(before)[:MAIN] for event in one.responses]
        bearing = {clause_id(before, rule) for rule in cone_of(before, asked).rules}
        return frozenset(self.then) - bearing if bearing else frozenset()

    @cached_property
    def shown(self) -> list[tuple[str, bool]]:
        """Those of :attr:`order` that are asked for, what a main question is about first."""
        found = [one for one in self.order if self._is_asked(*one)]
        return sorted(found, key=lambda one: one[0] in self.others)

    def _is_asked(self, name: str, struck: bool) -> bool:
        words = self.find.casefold().split()
        if not words:
            return True
        regime = self.edited.before if struck else self.edited.after
        rule = (self.then if struck else self.now)[name]
        said = (article_label(rule.article), *laid_down(regime, rule))
        whole = " ".join((name, *(line.zh + " " + line.en for line in said))).casefold()
        return all(word in whole for word in words)

    def changed(self) -> list[tuple[str, Text]]:
        """Return the clauses that are others than they were, with what each is about."""
        return [
            (name, self._about(name, struck))
            for name, struck in self.order
            if struck or name not in self.then or name in {one.rule for one in self.edits}
        ]

    def _about(self, name: str, struck: bool) -> Text:
        regime = self.edited.before if struck else self.edited.after
        return about(regime, (self.then if struck else self.now)[name])

    def views(self) -> list[View]:
        """Return the clauses of one page."""
        first = (self.page - 1) * MOST
        with slotted():
            each = [
                self._struck(name, self.then[name]) if struck else self._view(name)
                for name, struck in self.shown[first : first + MOST]
            ]
        return [replace(one, main=one.name not in self.others) for one in each]

    def _clause(self, regime: Regime, rule: Rule, name: str) -> Clause:
        data, first = self.entries.get(name, {}), self.originals.get(name, {})
        return Clause(regime, rule, name, data, first)

    def _struck(self, name: str, rule: Rule) -> View:
        before = self.edited.before
        lines = tuple((Piece(_plain(line, self.lang)),) for line in laid_down(before, rule))
        return View(Clause(before, rule, name, {}, {}), lines, struck=True, edited=True)

    def _view(self, name: str) -> View:
        after, then, rule = self.edited.after, self.then, self.now[name]
        clause = self._clause(after, rule, name)
        offered = offers(clause)
        said, placed = laid_down(after, rule), set[str]()
        pieces = [tuple(self._pieces(line, offered, placed)) for line in said]
        lines = [line for line in pieces if line]
        for key, offer in offered.items():
            if key not in placed:
                lines.insert(_before_breach(lines), (Piece("", offer),))
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
            tuple(lines),
            old,
            tuple(further(clause).values()) if near else (),
            tuple(listings(clause)) if near else (),
            edited=added or changed,
            added=added,
            near=near,
            lost=tuple(one.words for one in self._lost if clause_id(after, one.rule) == name),
        )

    @cached_property
    def _lost(self) -> tuple[Forgotten, ...]:
        return forgotten(self.edited.before, self.edited.after)

    def _pieces(
        self, line: Text, offered: Mapping[str, Offer], placed: set[str]
    ) -> Iterator[Piece]:
        for slot, words in parts(line.in_(self.lang)):
            key = "on-expiry" if slot == "silence" else slot
            if key in offered and key not in placed and slot != "silence":
                placed.add(key)
                yield Piece(words, _saying(offered[key], words))
            elif slot != "silence" or key not in offered:
                yield Piece(words, slot=slot)


def _before_breach(lines: Sequence[Sequence[Piece]]) -> int:
    """Where a line stands that comes before what a breach leads to."""
    breach = (k for k, line in enumerate(lines) if line[0].slot == "breach")
    return next(breach, len(lines))


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
