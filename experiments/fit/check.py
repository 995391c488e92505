"""A fitted scenario held against its log: the log's own matters, simulated and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from experiments.fit.ask import Fit, fit
from experiments.fit.clock import OfficeClock
from experiments.fit.distance import Apart, Delays, apart
from experiments.fit.duties import Threads, duties_of
from experiments.fit.log import Log
from experiments.fit.parts import Part, by_month, by_weekday
from model.instant import MINUTES, day_of, time_of
from model.language import Complaint
from model.presumed import presuming
from model.simulation.fitting import supplied, without_governed
from model.simulation.scenario import Scenario
from model.simulation.year import Year, last_needed, simulate
from model.trace import Run

_FEWEST = 20
"""Duties of an act that must be there for a comparison."""
_SHORT = 0.01
"""Working days, some minutes, below which delays are not compared."""
_SHORTEST = 4
"""Months that a log must have for some of them to be held out."""


@dataclass(frozen=True)
class Step:
    """How long an act took, in the log and in simulations of its own matters.

    Attributes
    ----------
    seen, simulated
        The delays, in working days; the simulated ones of each seed.
    """

    act: str
    n: int
    apart: Apart
    seen: Delays
    simulated: tuple[Delays, ...]


@dataclass(frozen=True)
class Checked:
    """A comparison of matters of the log with simulations of them.

    Attributes
    ----------
    steps
        By act, those farthest apart first.
    months
        The share of duties that were late, by the month in which they arose.
    weekdays
        The share of all acts that were done on each day of the week, Monday first.
    absent
        The acts that the log has often enough, and that nothing sets going in some simulation.
    """

    steps: tuple[Step, ...]
    months: tuple[Part, ...]
    weekdays: tuple[Part, ...]
    matters: int
    absent: tuple[str, ...] = ()

    @property
    def failing(self) -> tuple[Step, ...]:
        """The acts whose delays are farther away than chance explains."""
        return tuple(one for one in self.steps if not one.apart.fits)

    @property
    def apart(self) -> tuple[Part, ...]:
        """The months and days of the week that do not fit."""
        return tuple(one for one in (*self.months, *self.weekdays) if not one.fits)

    @property
    def fits(self) -> bool:
        """Whether all fits that was compared."""
        return not self.failing and not self.apart and not self.absent


@dataclass(frozen=True)
class Check:
    """How well a fitted scenario fits.

    Attributes
    ----------
    whole
        Of all matters, to which it was fitted.
    held_out
        Of the matters of the last months, by a scenario that was fitted to those before; ``None``
        where the log is too short.
    since
        The date from which on matters were held out.
    """

    whole: Checked
    held_out: Checked | None
    since: date | None
    seeds: int


def check(
    of: Fit,
    seeds: int = 5,
    held_out: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Check:
    """Hold a fitted scenario against its log.

    Parameters
    ----------
    seeds
        How often the log's matters are simulated; two at the least.
    held_out
        So many months at the end are held out; a quarter of all unless given.

    Raises
    ------
    Complaint
        When the calendar does not cover a year of the log with half a year before it and the
        aftermath.
    """
    advance = progress or (lambda _: None)
    whole = _checked(of, of, seeds, None, lambda part: advance(part / 2))
    since = _since(of, held_out)
    if since is None:
        return Check(whole, None, None, seeds)
    before = _before(of.log, day_of(since) * MINUTES)
    try:
        earlier = fit(before, of.regime, of.base, calendar=of.calendar, reading=of.reading)
    except Complaint:
        return Check(whole, None, None, seeds)
    later = replace(earlier, matters=replace(of.matters, scenario=earlier.matters.scenario))
    held = _checked(later, of, seeds, day_of(since) * MINUTES, lambda part: advance(0.5 + part / 2))
    return Check(whole, held, since, seeds)


def _since(of: Fit, months: int | None) -> date | None:
    """The first day of the months that are held out."""
    arrived = [time_of(one.at) for one in of.matters.matters]
    known = sorted({(when.year, when.month) for when in arrived})
    count = max(1, len(known) // 4) if months is None else months
    if len(known) < max(_SHORTEST, count + 2) or not count:
        return None
    year, month = known[-count]
    return date(year, month, 1)


def _before(log: Log, end: int) -> Log:
    """A log as it stood at an instant."""
    events = log.events.filter(pl.col("time") < end)
    cases = events.select("case").unique()
    attributes = log.attributes
    if len(attributes):
        attributes = attributes.join(cases, on="case", how="semi")
    return Log(log.name, events, end, attributes, log.told)


def _checked(
    of: Fit, log: Fit, seeds: int, since: int | None, progress: Callable[[float], None]
) -> Checked:
    """The comparison of the matters of a log from an instant on; ``of`` is the scenario's fit."""
    scenario = without_governed(supplied(of.scenario, [of.regime]), of.regime)
    given = of.matters.given(scenario, None if log.timed else of.calendar)
    years = sorted({time_of(one.at).year for one in given})
    arrived = {one.case: one.at for one in of.matters.matters if since is None or one.at >= since}
    kinds = {kind.id for kind in scenario.matters}
    known = {one.case for one in of.matters.matters if one.kind in kinds}
    calendar = presuming(of.calendar, last_needed(scenario, years[-1]))
    ends = {year: min(log.log.ends, _end(scenario, year)) for year in years}
    until = {case: ends[time_of(at).year] for case, at in arrived.items() if case in known}
    seen = _clipped(log.duties, until)
    acts = frozenset(seen["act"].unique().to_list())
    simulated = []
    for seed in range(1, seeds + 1):
        parts = []
        for place, year in enumerate(years):
            passed = simulate(of.regime, scenario, calendar, year, seed, of.reading, given=given)
            parts.append(_of_year(passed, ends[year], since, acts))
            progress(((seed - 1) * len(years) + place + 1) / (seeds * len(years)))
        simulated.append(pl.concat(parts))
    steps, absent = _steps(seen, simulated, OfficeClock(calendar), log.timed)
    months, weekdays = by_month(seen, simulated), by_weekday(seen, simulated)
    return Checked(tuple(steps), tuple(months), tuple(weekdays), len(until), tuple(absent))


def _end(scenario: Scenario, year: int) -> int:
    """The instant until which the matters of a simulated year are watched."""
    return (day_of(date(year, 12, 31)) + scenario.drain + 1) * MINUTES


def _clipped(duties: pl.DataFrame, until: dict[str, int]) -> pl.DataFrame:
    """The duties of some matters, as they stood when simulations of them end."""
    ends = pl.DataFrame(
        {"case": list(until), "end": list(until.values())},
        schema={"case": pl.String, "end": pl.Int64},
    )
    return _as_of(duties.join(ends, on="case"))


def _as_of(frame: pl.DataFrame) -> pl.DataFrame:
    """Duties as they stand at their ``end``."""
    kept = frame.filter(pl.col("opened") <= pl.col("end"))
    done = pl.when(pl.col("done") <= pl.col("end")).then(pl.col("done"))
    return kept.with_columns(done.alias("done"), pl.min_horizontal("until", "end").alias("until"))


def _of_year(year: Year, end: int, since: int | None, acts: frozenset[str]) -> pl.DataFrame:
    """The duties of the matters of a simulated year, also of acts that nobody does in it."""
    runs: list[tuple[str, int, Run]] = []
    for thread in year.threads:
        if since is not None and thread.history and thread.history[0].at < since:
            continue
        seen = tuple(one for one in thread.history if one.at <= end)
        case = f"{year.year}-{thread.case}"
        runs.append((case, thread.department, Run(seen, thread.attributes, end, case)))
    kinds = {f"{year.year}-{thread.case}": thread.kind for thread in year.threads}
    threads = Threads(year.law, year.scenario, runs)
    return _as_of(duties_of(threads, kinds, acts).with_columns(pl.lit(end).alias("end")))


def _delays(frame: pl.DataFrame, act: str, clock: OfficeClock, timed: bool) -> Delays:
    """The delays of an act in working days; whole ones where the log has no times of day."""
    own = frame.filter(pl.col("act") == act)
    done = own["done"].is_not_null().to_numpy()
    until = np.where(done, own["done"].fill_null(0).to_numpy(), own["until"].to_numpy())
    opened = own["opened"].to_numpy()
    if timed:
        took = (clock.worked(until) - clock.worked(opened)) / clock.minutes
    else:
        took = (clock.day(until) - clock.day(opened)).astype(np.float64)
    matter = own["case"].cast(pl.Categorical).to_physical().to_numpy()
    return Delays(np.maximum(took, 0.0), done, matter.astype(np.int64))


def _steps(
    seen: pl.DataFrame, simulated: Sequence[pl.DataFrame], clock: OfficeClock, timed: bool
) -> tuple[list[Step], list[str]]:
    """Each act that was done often enough, and those that nothing sets going when simulated."""
    found, absent = [], []
    least = _SHORT if timed else 0.0
    counts = seen.group_by("act").agg(pl.len().alias("n"), pl.col("done").count().alias("done"))
    for act, n, done in counts.sort("act").iter_rows():
        if done < _FEWEST:
            continue
        own = _delays(seen, act, clock, timed)
        others = tuple(_delays(one, act, clock, timed) for one in simulated)
        if all(len(one) for one in others):
            found.append(Step(act, n, apart(own, list(others), least), own, others))
        else:
            absent.append(act)
    return sorted(found, key=lambda one: (one.apart.fits, -one.apart.distance.value)), absent
