"""Luck: the streams of all that can happen with an act, or come later, in a kind of matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from model.rule import Obligation, effects_of
from model.simulation.compiled.codes import NONE, NOT_DRAWN
from model.simulation.compiled.fortune import CELLS
from model.simulation.compiled.law import LawArrays
from model.simulation.compiled.streams import Stream
from model.simulation.compiled.world import LATER, LUCK
from model.simulation.draws import ladder
from model.simulation.effort import Effort
from model.simulation.scenario import Later, MatterKind, Scenario


class Lucks:
    """What may be drawn for the matters of a scenario under a law.

    Attributes
    ----------
    of
        By kind of matter and column of luck, the row of it in ``lucks``; -1 where none can be
        asked for.
    following
        By event and kind of matter, the place of the list of what comes later.
    streams
        What is drawn from, by number; a key is made of each and a seed.
    columns
        How many events may come later.
    """

    def __init__(self, arrays: LawArrays, scenario: Scenario, kinds: list[MatterKind]) -> None:
        self.arrays = arrays
        self.scenario = scenario
        self.kinds = kinds
        self.of = np.full((len(kinds), max(1, len(arrays.columns))), NONE, dtype=np.int64)
        self.following = np.zeros((len(arrays.events), len(kinds)), dtype=np.int64)
        self.streams: list[Stream] = []
        self._ladders: dict[tuple[Effort, int], int] = {}
        self._ladder_of: dict[int, int] = {}
        pairs = [
            (place, column) for place, kind in enumerate(kinds) for column in self._reached(kind)
        ]
        self.lucks = np.full(max(1, len(pairs)), 0, LUCK).view(np.recarray)
        for row, (place, column) in enumerate(pairs):
            self.of[place, column] = row
            self._act(row, kinds[place].id, *arrays.columns[column])
        self.columns = 1
        self._follow()
        self._climb()

    def _reached(self, kind: MatterKind) -> Iterable[int]:
        """The columns of luck of the duties that may arise in a kind of matter."""
        regime = self.arrays.law.regime
        words = regime.vocabulary.events
        named = (*kind.starts, *(later.event for later in kind.later))
        known = {event for event in named if event in words}
        found: set[int] = set()
        before = -1
        while before < len(known):
            before = len(known)
            for rule in regime.rules:
                if known.intersection(rule.on.events):
                    known |= regime.foundations(*effects_of(rule))
                    if isinstance(rule, Obligation):
                        row = self.arrays.rules[self.arrays.rule[rule.id]]
                        found.update(self.arrays.lists.members(row.columns))
        return sorted(found)

    def _act(self, row: int, kind: str, act: str, bearer: str) -> None:
        """Want the luck of an act in a kind of matter, as far as anybody can ask for it."""
        conduct, task = self.scenario.conduct, self.scenario.task(act)
        own = (bearer,) if bearer else ()
        luck = self.lucks[row]
        luck.overlooked = task.missed * conduct.attention.overlooked
        luck.wait = luck.missed = luck.heedless = NOT_DRAWN
        luck.leans = luck.gives_up = luck.again = NOT_DRAWN

        def want(name: str, purpose: str, effort: Effort | None = None) -> None:
            luck[name] = self._want((kind, act, purpose, *own), effort, 1)

        want("work", "work", task.work)
        if task.wait is not None:
            want("wait", "wait", task.wait)
        if luck.overlooked > 0:
            want("missed", "missed")
            event = self.arrays.event_rows[self.arrays.event[act]]
            if self.arrays.lists.members(event.forbidding):
                want("heedless", "heedless")
        if conduct.leaning is not None:
            want("leans", "leaning")
        if conduct.giving_up is not None:
            want("gives_up", "giving-up")
        if conduct.putting_off is not None:
            want("again", "putting-off")

    def _want(self, stream: Stream, effort: Effort | None = None, least: int = 0) -> int:
        """Return the number of a stream, of lengths where an effort is given."""
        number = len(self.streams)
        self.streams.append(stream)
        if effort is not None:
            key = (effort, least)
            self._ladder_of[number] = self._ladders.setdefault(key, len(self._ladders))
        return number

    def _climb(self) -> None:
        """Lay down the ladders of all lengths one behind the other."""
        steps = [ladder(effort, least) for effort, least in self._ladders] or [np.ones(1)]
        self.steps = np.concatenate(steps)
        self.ladders = np.cumsum([0, *(len(one) for one in steps[:-1])])
        cells = np.arange(CELLS + 1) / CELLS
        self.guides = np.stack([np.searchsorted(one, cells, side="right") for one in steps])
        self.ladder_of = np.full(max(1, len(self.streams)), NONE, dtype=np.int64)
        for stream, place in self._ladder_of.items():
            self.ladder_of[stream] = place

    def _follow(self) -> None:
        """Want the luck of all that may come later in the kinds of matters."""
        regime = self.arrays.law.regime
        secured = regime.governed - {power.act for power in regime.powers}
        coming = [
            (place, later)
            for place, kind in enumerate(self.kinds)
            for later in kind.later
            if later.event in regime.vocabulary.events and later.event not in secured
        ]
        self.laters = np.zeros(max(1, len(coming)), LATER).view(np.recarray)
        column = {event: k for k, event in enumerate(dict.fromkeys(one.event for _, one in coming))}
        self.columns = max(1, len(column))
        following: dict[tuple[int, int], list[int]] = {}
        for number, (place, later) in enumerate(coming):
            row = self.laters[number]
            row.event, row.column = self.arrays.event[later.event], column[later.event]
            row.guard = self.arrays.lists.guard(later.when)
            row.probability = later.probability
            self._later(row, self.kinds[place].id, later)
            for event in later.after:
                if event in self.arrays.event:
                    after = (self.arrays.event[event], place)
                    following.setdefault(after, []).append(number)
        for after, those in following.items():
            self.following[after] = self.arrays.lists.of(those)

    def _later(self, row: Any, kind: str, later: Later) -> None:
        row.comes = self._want((kind, later.event, "comes"))
        row.days = self._want((kind, later.event, "days"), later.days)
        row.shares = self._want((kind, later.event, "instant"))
