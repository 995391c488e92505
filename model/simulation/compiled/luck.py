"""What happens to happen with each act of each matter, drawn for all that can come in a kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.rule import Obligation, effects_of
from model.simulation.compiled.codes import NONE, NOT_DRAWN
from model.simulation.compiled.law import LawArrays
from model.simulation.compiled.matters import Batch
from model.simulation.compiled.streams import Stream, drawn
from model.simulation.compiled.world import LATER, LUCK
from model.simulation.draws import Draws, whole
from model.simulation.effort import Effort
from model.simulation.scenario import Later, MatterKind, Scenario


class LuckArrays(NamedTuple):
    """Streams of draws, and where those of each act and each later event begin."""

    real: NDArray[np.float64]
    whole: NDArray[np.int64]
    lucks: Any
    laters: Any


class _Field(NamedTuple):
    """Where the places of streams are noted: a field of what happens with acts, or comes later."""

    later: bool
    name: str


class Lucks:
    """What has to be drawn for the matters of a scenario under a law.

    Attributes
    ----------
    of
        By kind of matter and column of luck, the row of it in ``lucks``; -1 where none can be
        asked for.
    following
        By event and kind of matter, the place of the list of what comes later.
    """

    def __init__(self, arrays: LawArrays, scenario: Scenario, kinds: list[MatterKind]) -> None:
        self.arrays = arrays
        self.scenario = scenario
        self.kinds = kinds
        self.of = np.full((len(kinds), max(1, len(arrays.columns))), NONE, dtype=np.int64)
        self.following = np.zeros((len(arrays.events), len(kinds)), dtype=np.int64)
        self.wanted: list[Stream] = []
        self.kind_of: list[str] = []
        self.reals: dict[_Field, list[tuple[int, int]]] = {}
        self.lengths: dict[tuple[Effort, int], list[tuple[int, int, _Field]]] = {}
        pairs = [
            (place, column) for place, kind in enumerate(kinds) for column in self._reached(kind)
        ]
        self.lucks = np.full(max(1, len(pairs)), 0, LUCK).view(np.recarray)
        for row, (place, column) in enumerate(pairs):
            self.of[place, column] = row
            self._act(row, kinds[place].id, *arrays.columns[column])
        self._follow()

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
            stream = (kind, act, purpose, *own)
            self._want(kind, stream, _Field(False, name), row, effort)

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

    def _want(
        self, kind: str, stream: Stream, field: _Field, row: int, effort: Effort | None
    ) -> None:
        number = len(self.wanted)
        self.wanted.append(stream)
        self.kind_of.append(kind)
        if effort is None:
            self.reals.setdefault(field, []).append((number, row))
        else:
            least = 0 if field.later else 1
            self.lengths.setdefault((effort, least), []).append((number, row, field))

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
        following: dict[tuple[int, int], list[int]] = {}
        for number, (place, later) in enumerate(coming):
            row = self.laters[number]
            row.event = self.arrays.event[later.event]
            row.guard = self.arrays.lists.guard(later.when)
            row.probability = later.probability
            self._later(number, self.kinds[place].id, later)
            for event in later.after:
                if event in self.arrays.event:
                    after = (self.arrays.event[event], place)
                    following.setdefault(after, []).append(number)
        for after, those in following.items():
            self.following[after] = self.arrays.lists.of(those)

    def _later(self, row: int, kind: str, later: Later) -> None:
        for name, purpose, effort in (
            ("comes", "comes", None),
            ("days", "days", later.days),
            ("shares", "instant", None),
        ):
            self._want(kind, (kind, later.event, purpose), _Field(True, name), row, effort)

    def drawn(self, draws: Draws, batches: dict[str, Batch]) -> LuckArrays:
        """Return the luck of a seed."""
        positions = {kind: len(batch.at) * batch.stride for kind, batch in batches.items()}
        counts = [positions[kind] for kind in self.kind_of]
        real, places = drawn(draws, self.wanted, counts)
        tables = {False: self.lucks.copy(), True: self.laters.copy()}
        for field, those in self.reals.items():
            numbers, rows = map(list, zip(*those, strict=True))
            tables[field.later][field.name][rows] = places[numbers]
        total, made = 0, []
        for (effort, least), wanted in self.lengths.items():
            parts = [real[places[one] : places[one] + counts[one]] for one, _, _ in wanted]
            for (_, row, field), part in zip(wanted, parts, strict=True):
                tables[field.later][field.name][row] = total
                total += len(part)
            made.append(whole(effort, np.concatenate(parts), least))
        lengths = np.concatenate(made) if made else np.zeros(1, dtype=np.int64)
        return LuckArrays(real, lengths, tables[False], tables[True])
