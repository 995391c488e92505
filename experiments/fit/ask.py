"""A scenario estimated from a log: the question, and the answer as a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import numpy as np
import polars as pl

from experiments import scenarios
from experiments.fit.attention import recall
from experiments.fit.came import Came, came
from experiments.fit.clock import OfficeClock
from experiments.fit.duties import Threads, duties_of, threads_of
from experiments.fit.figures import Parameter
from experiments.fit.later import of_later
from experiments.fit.log import Log
from experiments.fit.matters import Matters, matters_of
from experiments.fit.offices import (
    Owed,
    Shown,
    came_to_light,
    looks_shown,
    owed,
    people_of,
    shown,
)
from experiments.fit.tasks import (
    Acts,
    of_departments,
    of_recall,
    of_tasks,
)
from experiments.fit.written import said
from model.calendar import Calendar, chinese_calendar
from model.clock import WatchedClock
from model.deadline import Reading
from model.instant import MINUTES, date_of
from model.language import Complaint, Text
from model.regime import Regime
from model.simulation.scenario import Department, Scenario
from model.transition import Law
from model.version import across
from protocols.document import parse_document

_TIMED = 0.5
"""The share of events that must have a time of day for any to be made use of."""


@dataclass(frozen=True)
class Fit:
    """A scenario estimated from a log.

    Attributes
    ----------
    base
        The name or path of the scenario from which it keeps what the log cannot tell.
    parameters
        Every parameter that was looked at, estimated or kept.
    later
        What comes later in each kind of matter, as a file has it.
    scenario
        The fitted scenario, read back from its file.
    """

    log: Log
    regime: Regime
    calendar: Calendar
    reading: Reading
    base: str
    matters: Matters
    threads: Threads
    duties: pl.DataFrame
    came: Came
    offices: Mapping[str, Shown]
    parameters: tuple[Parameter, ...]
    later: Mapping[str, Sequence[tuple[Any, Sequence[Text]]]]
    timed: bool
    scenario: Scenario

    @property
    def estimated(self) -> tuple[Parameter, ...]:
        """The parameters that the log tells."""
        return tuple(one for one in self.parameters if one.estimated)

    @property
    def kept(self) -> tuple[Parameter, ...]:
        """The parameters of which the log tells nothing."""
        return tuple(one for one in self.parameters if not one.estimated and one.value is None)

    def find(self, name: str) -> Parameter:
        """Return a parameter by its name, such as ``matters.letter.per-day``."""
        return next(one for one in self.parameters if one.name == name)

    def text(self, file: File | None = None) -> Text:
        """Return the scenario file, whose comments are in one language or the other.

        Parameters
        ----------
        file
            Where it will stand: what it extends is found from there.
        """
        from experiments.fit.file import file_text  # which knows what a fit is

        return file_text(self, file or File("fitted.yaml"))


def fit(
    log: Log,
    regime: Regime,
    base: str = "ordinary",
    *,
    calendar: Calendar | None = None,
    reading: Reading | None = None,
    name: str = "fitted",
) -> Fit:
    """Estimate a scenario from a log.

    Parameters
    ----------
    base
        The scenario from which everything is kept that the log cannot tell, by name or path.
    reading
        The value of open limits; five working days unless given.
    name
        The name of the fitted scenario's file, without its ending.

    Raises
    ------
    Complaint
        When the log has no event of the regime, no matter of any kind, or dates that the calendar
        does not cover.
    """
    days, text = calendar or chinese_calendar(), across(regime)
    scenario, value = scenarios.find(base), reading or Reading(5)
    _check(log, text, days)
    law = Law(text, value, WatchedClock(days))
    matters = matters_of(log, text, scenario)
    if not matters.matters:
        first = text.vocabulary.events[next(iter(matters.beginnings))].label
        raise Complaint("fit.no-matters", event=first, regime=regime.name)
    clock, timed = OfficeClock(days), _is_timed(log)
    threads = threads_of(log, law, matters)
    duties = duties_of(threads, {one.case: one.kind for one in matters.matters})
    offices, people = _offices(matters, duties, log, clock, timed)
    arrivals = came(matters, text, clock, log.ends, timed)
    later = list(of_later(threads, matters, clock))
    parameters = (
        *arrivals.parameters,
        *(one for _, _, found in later for one in found),
        *_of_acts(Acts(offices, matters.scenario, clock, timed), people, scenario.recall),
    )
    listed = {kind: _noted(entries, found) for kind, entries, found in later}
    fields = (matters, threads, duties, arrivals, offices, parameters, listed, timed)
    found = Fit(log, text, days, value, base, *fields, scenario)
    return _read_back(found, name)


def _of_acts(
    acts: Acts, people: Mapping[str, tuple[int, int, int]], usual: int | None
) -> Iterator[Parameter]:
    """What acts show: of departments, of each act, and of when what is overlooked comes to light.

    ``usual`` is after how many working days it does, where acts do not show it.
    """
    light = of_recall(acts)
    yield from of_departments(acts, people)
    yield from of_tasks(acts, _recall(light, usual))
    yield light


def _recall(light: Parameter, usual: int | None) -> int | None:
    """After how many working days what is overlooked comes to light; ``None`` for never."""
    if light.value is None:
        return usual
    return light.value if isinstance(light.value, int) else None


def _read_back(of: Fit, name: str) -> Fit:
    """The same with the scenario that its file says."""
    from dataclasses import replace

    file = File.cwd() / f"{name}.yaml"
    document = parse_document(of.text(file).en.encode(), str(file))
    return replace(of, scenario=scenarios.read(document))


def _check(log: Log, regime: Regime, calendar: Calendar) -> None:
    """Refuse a log of which nothing could be estimated."""
    known = log.events.filter(pl.col("event").is_in(list(regime.vocabulary.events)))
    if known.is_empty():
        raise Complaint("fit.no-events", regime=regime.name, n=len(log.events))
    first, last = int(log.events["time"].min()), max(log.ends, int(log.events["time"].max()))  # type: ignore[arg-type]
    begin, end = date_of(first // MINUTES), date_of(last // MINUTES)
    if begin < calendar.first or end > calendar.last:
        covered = {"from": calendar.first, "to": calendar.last}
        raise Complaint(
            "fit.calendar", first=begin, last=end, start=covered["from"], end=covered["to"]
        )


def _is_timed(log: Log) -> bool:
    """Whether events have times of day: none if all are at midnight."""
    real = log.events["clock"] & (log.events["time"] % MINUTES != 0)
    return float(real.mean() or 0.0) > _TIMED  # type: ignore[arg-type]


def _offices(
    matters: Matters, duties: pl.DataFrame, log: Log, clock: OfficeClock, timed: bool
) -> tuple[dict[str, Shown], dict[str, tuple[int, int, int]]]:
    """What the acts of each department show, and how many people the log has of it."""
    tasks = {act: matters.scenario.task(act) for act in duties["act"].unique().to_list()}
    owing: list[tuple[Department, Owed]] = []
    for department in matters.scenario.departments:
        own = duties.filter(pl.col("office") == department.id)
        if not own.is_empty():
            owing.append((department, owed(own, tasks, clock)))
    looks = [looks_shown(of, clock, timed) for _, of in owing]
    days = [came_to_light(of, one, clock) for (_, of), one in zip(owing, looks, strict=True)]
    light = recall(np.concatenate([np.zeros(0, dtype=np.int64), *days]))
    found: dict[str, Shown] = {}
    people: dict[str, tuple[int, int, int]] = {}
    for (department, of), one in zip(owing, looks, strict=True):
        named = people_of(log.events, of.acts)
        if named is not None:
            people[department.id] = named
        known = (named[0] if named else None, timed, light[0] if light else None)
        found[department.id] = shown(of, department, one, clock, *known)
    return found, people


def _noted(
    entries: Sequence[Any], parameters: Sequence[Parameter]
) -> list[tuple[Any, Sequence[Text]]]:
    """What comes later, each with the words on its parameters."""
    found: list[tuple[Any, Sequence[Text]]] = []
    for place, entry in enumerate(entries):
        own = [one for one in parameters if one.path[3] == place]
        words = [
            Text(f"{_tail(one)}：{said(one).zh}", f"{_tail(one)}: {said(one).en}") for one in own
        ]
        found.append((entry, words))
    return found


def _tail(one: Parameter) -> str:
    return ".".join(str(step) for step in one.path[4:])
