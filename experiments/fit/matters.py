"""The matters of a log: of which kind each is, when it came, and which departments it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from experiments.fit.log import Log
from model.calendar import Calendar
from model.instant import MINUTES, date_of
from model.language import Text
from model.regime import Regime
from model.simulation.fitting import supplied, without_governed
from model.simulation.given import Given
from model.simulation.scenario import Department, MatterKind, Scenario
from model.simulation.workload import office_instant

OWN = "own"
"""Before the name of a kind of matter that the base scenario does not have."""


class Matter(NamedTuple):
    """One case of a log; ``departments`` are names of the scenario, none where the log has none."""

    case: str
    kind: str
    at: int
    departments: tuple[str, ...]
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Matters:
    """The cases of a log under a scenario that has departments and kinds for all of them.

    Attributes
    ----------
    office_of
        The scenario's department of each thread of the log.
    beginnings
        Of cases that belong to no kind, since they begin with an act that the regime demands or
        allows: how many, by their first event.
    unnamed
        Whether the log names no departments, so that one stands for all.
    """

    scenario: Scenario
    matters: tuple[Matter, ...]
    office_of: Mapping[str, str]
    beginnings: Mapping[str, int]
    unnamed: bool

    def of(self, kind: str) -> list[Matter]:
        """Return the matters of a kind."""
        return [one for one in self.matters if one.kind == kind]

    def given(self, scenario: Scenario, spread: Calendar | None = None) -> list[Given]:
        """Return the matters as a simulation under a fitted scenario is given them.

        Parameters
        ----------
        spread
            The calendar over whose office hours those of a date arrive, evenly, where no times of
            day are known.
        """
        kinds = {kind.id: kind for kind in scenario.matters}
        own = [one for one in self.matters if one.kind in kinds]
        at = [one.at for one in own] if spread is None else _spread(own, spread)
        return [
            Given(one.kind, when, one.departments, _known(one.attributes, kinds[one.kind]))
            for one, when in zip(own, at, strict=True)
        ]


@dataclass
class _Found:
    matters: list[Matter] = field(default_factory=list)
    beginnings: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, MatterKind] = field(default_factory=dict)


def matters_of(log: Log, regime: Regime, base: Scenario) -> Matters:
    """Return the cases of a log; departments and kinds that the base scenario lacks are added."""
    whole = without_governed(supplied(base, [regime]), regime)
    scenario, office_of = _with_departments(whole, _threads(log))
    found = _Found()
    starts = _starts(scenario, regime)
    facts = _facts(log)
    for case, first, at, threads in _cases(log):
        kind = next((starts[event] for event in first if event in starts), None)
        if kind is None:
            kind = _own(first[0], regime, found)
        if kind is not None:
            departments = tuple(dict.fromkeys(office_of[name] for name in threads if name))
            found.matters.append(Matter(case, kind, at, departments, facts.get(case, {})))
    known = {kind.id for kind in scenario.matters}
    new = [kind for name, kind in found.kinds.items() if name not in known]
    whole = replace(scenario, matters=(*scenario.matters, *new))
    unnamed = not any(one.departments for one in found.matters)
    return Matters(whole, tuple(found.matters), office_of, found.beginnings, unnamed)


def _cases(log: Log) -> Iterator[tuple[str, list[str], int, list[str]]]:
    """Yield each case: the events of its first instant, that instant, and its threads."""
    frame = log.events.group_by("case", maintain_order=True).agg(
        pl.col("event").filter(pl.col("time") == pl.col("time").min()).alias("first"),
        pl.col("time").min().alias("at"),
        pl.col("thread").unique(maintain_order=True).alias("threads"),
    )
    yield from frame.sort("at", maintain_order=True).iter_rows()


def _threads(log: Log) -> list[str]:
    return sorted(name for name in log.events["thread"].unique().to_list() if name)


def _facts(log: Log) -> dict[str, dict[str, str]]:
    return {
        row["case"]: {k: v for k, v in row.items() if k != "case" and v is not None}
        for row in log.attributes.to_dicts()
    }


def _starts(scenario: Scenario, regime: Regime) -> dict[str, str]:
    """The kind that begins with each event; the most frequent where several do."""
    found: dict[str, str] = {}
    for kind in sorted(scenario.matters, key=lambda kind: -kind.per_day):
        first = next((one for one in kind.starts if one in regime.vocabulary.events), None)
        if first is not None:
            found.setdefault(first, kind.id)
    return found


def _own(event: str, regime: Regime, found: _Found) -> str | None:
    """A kind of its own for cases that begin with an event of the world or of no rule."""
    if event in regime.governed:
        found.beginnings[event] = found.beginnings.get(event, 0) + 1
        return None
    name = f"{OWN}.{event}"
    found.kinds.setdefault(name, MatterKind(name, (event,), 1.0))
    return name


def _with_departments(scenario: Scenario, threads: list[str]) -> tuple[Scenario, dict[str, str]]:
    """The scenario with a supervising department for each thread, and the name of each."""
    known: dict[str, str] = {}
    for one in scenario.supervising:
        for name in (one.id, one.label.zh, one.label.en):
            known.setdefault(name, one.id)
    new: list[Department] = []
    pattern = max(scenario.supervising, key=lambda one: one.share)
    for name in threads:
        if name not in known:
            known[name] = f"department-{len(new) + 1}"
            new.append(replace(pattern, id=known[name], label=Text(name, name)))
    departments = (*scenario.departments, *new)
    return replace(scenario, departments=departments), {name: known[name] for name in threads}


def _spread(matters: list[Matter], calendar: Calendar) -> list[int]:
    """Instants in the office hours of the dates of matters; on a day off, of the next one."""
    counts = Counter(one.at // MINUTES for one in matters)
    seen = Counter[int]()
    found = []
    for one in matters:
        day = one.at // MINUTES
        share = (seen[day] + 0.5) / counts[day]
        seen[day] += 1
        open_ = calendar.day(calendar.index_from(date_of(day)))
        found.append(office_instant(calendar, open_, share))
    return found


def _known(attributes: Mapping[str, str], kind: MatterKind) -> dict[str, str]:
    return {
        name: value for name, value in attributes.items() if value in kind.attributes.get(name, ())
    }
