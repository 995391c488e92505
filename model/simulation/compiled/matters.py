"""The matters of a year as arrays: :mod:`model.simulation.workload`, many kinds at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, pdtr

from model.calendar import Calendar
from model.instant import MINUTES
from model.language import Complaint
from model.simulation.compiled.streams import Stream, drawn
from model.simulation.draws import THREADS, Draws
from model.simulation.given import Given, Givens
from model.simulation.pattern import EVEN, factors, minute_ranks
from model.simulation.scenario import MatterKind, Scenario
from model.simulation.workload import PER_DAY, openings, working_days

Whole = NDArray[np.int64]


class Batch(NamedTuple):
    """The matters of one kind, by number.

    Attributes
    ----------
    about
        For each matter the supervising departments concerned, -1 behind the last.
    values
        For each attribute of the kind the places of its values, among its shares.
    """

    at: Whole
    about: Whole
    values: dict[str, Whole]
    stride: int


class Rates:
    """How many matters of a kind arrive on each day, as far as luck does not decide it.

    Attributes
    ----------
    upto
        For each rate, the chances that at most so many arrive.
    row
        The rate of each day.
    """

    def __init__(
        self, kind: MatterKind, days: list[int], calendar: Calendar, begin: date, year: int
    ) -> None:
        rates = np.full(len(days), kind.per_day, dtype=np.float64)
        if kind.pattern != EVEN:
            rates = kind.per_day * factors(kind.pattern, calendar, days, begin, year)
        known, self.row = np.unique(rates, return_inverse=True)
        self.upto = [_chances(kind, float(rate)) for rate in known]

    def counts(self, shares: NDArray[np.float64]) -> Whole:
        """Return how many arrive on each day, of which luck is given."""
        if len(self.upto) == 1:
            return np.searchsorted(self.upto[0], shares).astype(np.int64)
        found = np.zeros(len(shares), dtype=np.int64)
        for place, chances in enumerate(self.upto):
            here = self.row == place
            found[here] = np.searchsorted(chances, shares[here])
        return found


def _chances(kind: MatterKind, rate: float) -> NDArray[np.float64]:
    """The chances that at most 0, 1, 2 and so on arrive, up to where they are as good as 1."""
    if rate <= 0:
        return np.ones(1)
    most = 16
    while True:
        numbers = np.arange(most, dtype=np.float64)
        if kind.dispersion <= 1:
            found = pdtr(numbers, rate)
        else:
            found = betainc(rate / (kind.dispersion - 1), numbers + 1, 1 / kind.dispersion)
        if found[-1] >= 1.0 or most > 2 * PER_DAY:
            return np.asarray(found, dtype=np.float64)
        most *= 2


_RECENT = 2
"""Seeds of which the matters are kept."""

_recent: OrderedDict[tuple[object, ...], dict[str, Batch]] = OrderedDict()


class Workload:
    """What arrives in the years of a scenario, as far as luck does not decide it."""

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        year: int,
        given: Sequence[Given] | None = None,
    ) -> None:
        self.scenario = scenario
        self.calendar = calendar
        self.year = year
        first = date(year, 1, 1) - timedelta(days=scenario.warm_up)
        last = date(year + 1, 1, 1)
        self.known = None if given is None else Givens(given, scenario, first, last)
        self.days = np.array(working_days(calendar, first, last), dtype=np.int64)
        self.usual = [kind for kind in scenario.matters if kind.every is None]
        self.rates = [self._rates(kind, first, year) for kind in self.usual]
        self.turns = {
            kind.id: np.array(openings(kind.every, calendar, first, last), dtype=np.int64)
            for kind in scenario.matters
            if kind.every is not None
        }
        spans = calendar.hours.spans
        self.minutes = np.concatenate([np.arange(start, end) for start, end in spans])
        self.ranks = {kind.id: minute_ranks(kind.pattern, calendar) for kind in self.usual}
        supervising = scenario.supervising
        self.possible = np.array(
            [place for place, one in enumerate(supervising) if one.share > 0], dtype=np.int64
        )
        shares = np.array([supervising[place].share for place in self.possible], dtype=np.float64)
        self.steps = np.cumsum(shares / shares.sum()) if len(shares) else shares

    def _rates(self, kind: MatterKind, first: date, year: int) -> Rates:
        return Rates(kind, self.days.tolist(), self.calendar, first, year)

    def batches(self, draws: Draws) -> dict[str, Batch]:
        """Return the matters of each kind under the luck of a seed, not to be written to.

        Under several texts they are the same: they are drawn once where a year follows upon one of
        the same seed.
        """
        if self.known is not None:
            return self._drawn(draws)
        asked = (draws.seed, *self._decides)
        if (found := _recent.get(asked)) is None:
            found = _recent[asked] = self._drawn(draws)
            for kind in found.values():
                for whole in (kind.at, kind.about, *kind.values.values()):
                    whole.flags.writeable = False
            with suppress(KeyError):  # another thread has made room
                while len(_recent) > _RECENT:
                    _recent.popitem(last=False)
        return found

    @cached_property
    def _decides(self) -> tuple[object, ...]:
        """All that decides what arrives, but for the seed, as it compares."""
        scenario, calendar = self.scenario, self.calendar
        said = repr((scenario.matters, scenario.supervising, scenario.warm_up, calendar.hours))
        return said, self.year, calendar.first, bytes(calendar.flags)

    def _drawn(self, draws: Draws) -> dict[str, Batch]:
        instants = self._instants(draws) | self.turns if self.known is None else self._known()
        wanted = [one for kind in self.scenario.matters for one in self._streams(kind)]
        counts = [len(instants[stream[0]]) for stream in wanted]
        numbers, places = drawn(draws, wanted, counts)
        of = {
            stream: numbers[place : place + count]
            for stream, place, count in zip(wanted, places, counts, strict=True)
        }
        batches = {
            kind.id: Batch(
                instants[kind.id],
                about := self._about(kind, len(instants[kind.id]), of),
                {
                    name: _places(np.array(list(shares.values())), of[kind.id, "attribute", name])
                    for name, shares in kind.attributes.items()
                },
                max(THREADS, about.shape[1]) if kind.everywhere and len(about) else THREADS,
            )
            for kind in self.scenario.matters
        }
        if self.known is None:
            return batches
        known = self.known
        return {kind.id: as_given(batches[kind.id], kind, known) for kind in self.scenario.matters}

    def _known(self) -> dict[str, Whole]:
        """The instants at which matters arrive that are given."""
        assert self.known is not None
        return {
            kind.id: np.array([one.at for one in self.known.of(kind)], dtype=np.int64)
            for kind in self.scenario.matters
        }

    def _streams(self, kind: MatterKind) -> list[Stream]:
        found: list[Stream] = [(kind.id, "attribute", name) for name in kind.attributes]
        if not kind.everywhere:
            found.append((kind.id, "department"))
            if len(self.possible) > 1:
                found += [(kind.id, "second"), (kind.id, "second-department")]
        return found

    def _instants(self, draws: Draws) -> dict[str, Whole]:
        """The instants at which matters of each kind arrive that has so many a day, in order."""
        usual, days = self.usual, len(self.days)
        if not usual:
            return {}
        luck, _ = drawn(draws, [(kind.id, "arrivals") for kind in usual], [days] * len(usual))
        counts = [
            self._counts(rates, kind, luck[place * days : (place + 1) * days])
            for place, (kind, rates) in enumerate(zip(usual, self.rates, strict=True))
        ]
        rows = [np.flatnonzero(those) for those in counts]
        streams, times = [(kind.id, "instant") for kind in usual], [len(those) for those in rows]
        lengths = np.concatenate([those[row] for those, row in zip(counts, rows, strict=True)])
        shares, _ = drawn(draws, streams, lengths, np.concatenate(rows) * PER_DAY, times)
        found, begin = {}, 0
        for kind, those in zip(usual, counts, strict=True):
            end = begin + int(those.sum())
            at = np.repeat(self.days, those) * MINUTES + self._minute(kind, shares[begin:end])
            found[kind.id] = np.sort(at)
            begin = end
        return found

    def _counts(self, rates: Rates, kind: MatterKind, luck: NDArray[np.float64]) -> Whole:
        found = rates.counts(luck)
        if found.max(initial=0) > PER_DAY:
            raise Complaint("scenario.too-many", kind=kind.id, most=PER_DAY)
        return found

    def _minute(self, kind: MatterKind, shares: NDArray[np.float64]) -> Whole:
        """The minute of the day at which a share of its office time is over."""
        ranks = self.ranks[kind.id]
        if ranks is not None:
            shares = (np.searchsorted(ranks, shares, side="right") + 0.5) / len(ranks)
        place = (shares * self.calendar.hours.minutes).astype(np.int64)
        return np.asarray(self.minutes[place], dtype=np.int64)

    def _about(self, kind: MatterKind, total: int, of: dict[Stream, Any]) -> Whole:
        if kind.everywhere:
            return np.tile(self.possible, (total, 1))
        first = np.searchsorted(self.steps, of[kind.id, "department"], side="right")
        first = np.minimum(first, len(self.possible) - 1)
        found = np.full((total, 2), -1, dtype=np.int64)
        found[:, 0] = self.possible[first]
        if len(self.possible) > 1:
            both = of[kind.id, "second"] < kind.second_department
            other = of[kind.id, "second-department"] * (len(self.possible) - 1)
            second = (first + 1 + other.astype(np.int64)) % len(self.possible)
            found[both, 1] = self.possible[second][both]
        return found


def as_given(drawn: Batch, kind: MatterKind, known: Givens) -> Batch:
    """Return matters of which some things are given in the place of what was drawn."""
    stride = max(known.stride(kind), drawn.stride)
    about = np.full((len(drawn.at), max(stride, drawn.about.shape[1])), -1, dtype=np.int64)
    about[:, : drawn.about.shape[1]] = drawn.about
    values = {name: places.copy() for name, places in drawn.values.items()}
    names = {name: list(shares) for name, shares in kind.attributes.items()}
    for number, one in enumerate(known.of(kind)):
        if places := known.about(one):
            about[number] = -1
            about[number, : len(places)] = places
        for name, value in one.attributes.items():
            values[name][number] = names[name].index(value)
    return Batch(drawn.at, about, values, stride)


def _places(shares: NDArray[np.float64], luck: NDArray[np.float64]) -> Whole:
    """The place of the value of an attribute in each case, in the shares given."""
    places = np.searchsorted(np.cumsum(shares), luck, side="right")
    return np.minimum(places, len(shares) - 1).astype(np.int64)
