"""A scenario estimated from a log: the question, and the answer as a value."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as File
from typing import Any

import numpy as np
import polars as pl

from experiments import scenarios
from experiments.fit.came import Came, came, kept
from experiments.fit.clock import OfficeClock
from experiments.fit.duties import Threads, duties_of, threads_of
from experiments.fit.figures import Parameter, Path
from experiments.fit.later import of_later
from experiments.fit.log import Log
from experiments.fit.matters import Matters, matters_of
from experiments.fit.offices import Shown, owed, people_of, shown
from experiments.fit.tasks import (
    Acts,
    clock_time,
    of_departments,
    of_recall,
    of_tasks,
    plain_effort,
)
from experiments.fit.written import said, scenario_text
from model.calendar import Calendar, chinese_calendar
from model.clock import WatchedClock
from model.deadline import Reading
from model.instant import MINUTES, date_of, time_of
from model.language import Complaint, Lang, Text, say
from model.regime import Regime
from model.simulation.scenario import Department, Scenario
from model.transition import Law
from model.version import across
from protocols.document import parse_document
from protocols.library import shared_vocabulary

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

    def text(self, lang: Lang, file: File | None = None) -> str:
        """Return the scenario file, its comments in one language.

        Parameters
        ----------
        file
            Where it will stand: what it extends is found from there.
        """
        return _text(self, lang, file or File("fitted.yaml"))


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
        first = next(iter(matters.beginnings), "")
        raise Complaint("fit.no-matters", event=first, regime=regime.name)
    clock, timed = OfficeClock(days), _is_timed(log)
    threads = threads_of(log, law, matters)
    duties = duties_of(threads, {one.case: one.kind for one in matters.matters})
    offices, people = _offices(matters, duties, log, clock, timed)
    acts = Acts(offices, matters.scenario, clock, timed)
    arrivals = came(matters, text, clock, log.ends, timed)
    light = of_recall(acts)
    wanted = _recall(light, scenario)
    later = list(of_later(threads, matters, clock))
    parameters = (
        *arrivals.parameters,
        *(one for _, _, found in later for one in found),
        *of_departments(acts, people),
        *of_tasks(acts, wanted),
        light,
    )
    listed = {kind: _noted(entries, found) for kind, entries, found in later}
    fields = (matters, threads, duties, arrivals, offices, parameters, listed, timed)
    found = Fit(log, text, days, value, base, *fields, scenario)
    return _read_back(found, name)


def _recall(light: Parameter, scenario: Scenario) -> int | None:
    """After how many working days what is overlooked comes to light; ``None`` for never."""
    if light.value is None:
        return scenario.recall
    return light.value if isinstance(light.value, int) else None


def _read_back(of: Fit, name: str) -> Fit:
    """The same with the scenario that its file says."""
    from dataclasses import replace

    file = File.cwd() / f"{name}.yaml"
    document = parse_document(of.text("en", file).encode(), str(file))
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
    found: dict[str, Shown] = {}
    people: dict[str, tuple[int, int, int]] = {}
    tasks = {act: matters.scenario.task(act) for act in duties["act"].unique().to_list()}
    for department in matters.scenario.departments:
        own = duties.filter(pl.col("office") == department.id)
        if own.is_empty():
            continue
        of = owed(own, tasks, clock)
        named = people_of(log.events, of.acts)
        if named is not None:
            people[department.id] = named
        found[department.id] = shown(of, department, clock, named[0] if named else None, timed)
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


def _text(of: Fit, lang: Lang, file: File) -> str:
    own = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    label = say("fit.label", log=of.log.name)
    first = date_of(int(of.came.counts.days[0])) if len(of.came.counts.days) else date.today()
    about = {"n": len(of.matters.matters), "first": first, "last": time_of(of.log.ends).date()}
    note = say("fit.note", regime=of.regime.name, **about)
    head: dict[str, Any] = {
        "scenario": own if re.fullmatch(r"[a-z][a-z0-9-]*", own) else f"fitted-{own}".strip("-"),
        "extends": _extended(of.base, file),
        "label": {"zh": label.zh, "en": label.en},
        "note": {"zh": note.zh, "en": note.en},
    }
    words = sorted(_own_words(of))
    if words:
        head["own-words"] = words
    notes = [say("fit.comment.head", log=of.log.name, base=of.base)]
    further = tuple(_further(of))
    return scenario_text(head, of.parameters, of.later, further, kept(), lang, notes)


def _extended(base: str, file: File) -> str:
    """How a base scenario is named in a file."""
    if base in scenarios.SCENARIOS:
        return base
    return os.path.relpath(File(base).resolve(), file.resolve().parent)


def _own_words(of: Fit) -> Iterator[str]:
    """Words that the shared vocabulary does not have."""
    known, scenario = shared_vocabulary(), of.matters.scenario
    for department in _new_departments(of):
        if department.party not in known.parties:
            yield department.party
    new = {kind.id for kind in _new_kinds(of)}
    for kind in scenario.matters:
        names = list(kind.starts) if kind.id in new else []
        for entry, _ in of.later.get(kind.id, ()):
            names += [entry["event"], *entry["after"]]
        yield from (name for name in names if name not in known.events)
        own = {name for one in of.matters.of(kind.id) for name in one.attributes}
        yield from (name for name in own if name not in known.attributes)
    for one in of.parameters:
        if one.path[0] == "tasks" and one.value is not None and one.path[1] not in known.events:
            yield str(one.path[1])


def _new_departments(of: Fit) -> list[Department]:
    """Departments of the log that the base scenario does not have."""
    base = {one.id for one in scenarios.find(of.base).departments}
    return [
        one
        for one in of.matters.scenario.departments
        if one.id not in base and (one.id in of.offices or one.id in of.matters.office_of.values())
    ]


def _new_kinds(of: Fit) -> list[Any]:
    base = {kind.id for kind in scenarios.find(of.base).matters}
    came = {one.kind for one in of.matters.matters}
    return [kind for kind in of.matters.scenario.matters if kind.id not in base and kind.id in came]


def _further(of: Fit) -> Iterator[tuple[Path, Any, Text | None]]:
    """Yield what the file must say beside the parameters to be whole."""
    for one in _new_departments(of):
        path: Path = ("departments", one.id)
        yield (*path, "label"), {"zh": one.label.zh, "en": one.label.en}, None
        yield (*path, "party"), one.party, None
        assumed = say("fit.comment.like", base=of.base)
        yield (*path, "officers"), one.officers, assumed
        yield (*path, "looks"), [clock_time(time) for time in one.looks], assumed
        yield (*path, "skips"), one.skips, assumed
        yield (*path, "share"), one.share, None
    for kind in _new_kinds(of):
        yield ("matters", kind.id, "starts"), list(kind.starts), None
    base = scenarios.find(of.base)
    acts = {
        one.path[1] for one in of.parameters if one.path[0] == "tasks" and one.value is not None
    }
    for act in sorted(str(one) for one in acts - base.tasks.keys()):
        assumed = say("fit.comment.usual", base=of.base)
        yield ("tasks", act, "work"), plain_effort(base.usual.work), assumed
        yield ("tasks", act, "missed"), base.usual.missed, assumed


def day_range(of: Fit) -> tuple[date, date]:
    """Return the first and the last date of a log."""
    at = np.array([one.at for one in of.matters.matters])
    return date_of(int(at.min()) // MINUTES), time_of(of.log.ends).date()
