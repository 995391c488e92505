"""What the acts of each department show: its looks, what it overlooks, its officers, their work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from experiments.fit.attention import Attention, Noticed, attention, noticed
from experiments.fit.clock import Flags, OfficeClock, Real, Whole
from experiments.fit.looks import LookTimes, look_times
from experiments.fit.queue import Crew, Desk, Work, all_busy, by_act, crew
from experiments.fit.sight import Seen, seen, slots
from model.instant import MINUTES
from model.simulation.scenario import Department, Task

_OVERLOOKED_DAYS = 4
"""Working days after which a department that knew of a duty at once must have overlooked it."""
_FEWEST = 40
_NEARLY = 0.9
BUSY = 20
"""Office minutes for which what is not known to have come onto a desk keeps an officer at most."""


@dataclass(frozen=True)
class Owed:
    """What one department owed, as arrays; see :mod:`experiments.fit.duties`.

    Attributes
    ----------
    until
        When the act was done; of what was not done, up to which that is known.
    quick
        Whether nothing but looks and officers is waited for before the act.
    at_once
        Whether the department knew of the duty when it arose.
    """

    acts: list[str]
    act: Whole
    opened: Whole
    until: Whole
    done: Flags
    quick: Flags
    at_once: Flags
    keys: list[tuple[str, int, int]]
    sight: Seen

    def __len__(self) -> int:
        return len(self.act)


def owed(frame: pl.DataFrame, tasks: Mapping[str, Task], clock: OfficeClock) -> Owed:
    """Return what a department owed, of its rows of the duties of a log."""
    acts = sorted(set(frame["act"].to_list()))
    done = frame["done"].is_not_null().to_numpy()
    until = np.where(done, frame["done"].fill_null(0).to_numpy(), frame["until"].to_numpy())
    opened, act = (
        frame["opened"].to_numpy(),
        frame["act"].replace_strict(acts, list(range(len(acts))), return_dtype=pl.Int64),
    )
    places = act.to_numpy()
    quick = np.array([tasks[name].wait is None for name in acts])[places]
    known = np.array([tasks[name].at_once for name in acts])[places]
    at_once = frame["own"].to_numpy() | known
    keys = list(frame.select("case", "place", "order").iter_rows())
    sight = seen(opened, until, done, clock)
    return Owed(acts, places, opened, until, done, quick, at_once, keys, sight)


@dataclass(frozen=True)
class Shown:
    """What the acts of a department show of it.

    Attributes
    ----------
    looks
        ``None`` where its acts show no times of day at which it looks.
    tried
        Whether there were enough acts to show them.
    ready
        For each duty the office minutes of the calendar at which it was noticed; -1 where that is
        not known, and of what was overlooked.
    missed
        Of quick acts, how many were overlooked, of how many.
    light
        Working days after which overlooked duties came to light.
    alone
        Whether its queue can be read back though no looks show, since it knew of all at once.
    busy
        The beginnings and ends of the times in which none of its officers was free.
    """

    owed: Owed
    looks: LookTimes | None
    tried: bool
    attention: Attention | None
    ready: Whole
    missed: Mapping[str, tuple[float, float]]
    light: Whole
    crew: Crew | None = None
    alone: bool = False
    works: Mapping[str, Work] = field(default_factory=dict)
    busy: tuple[Real, Real] | None = None


def looks_shown(of: Owed, clock: OfficeClock, timed: bool) -> LookTimes | None:
    """Return the times of day at which a department looks; ``None`` where its acts show none.

    Parameters
    ----------
    timed
        Whether the log has times of day; without them nothing is told of looks.
    """
    return look_times(of.sight.only(of.quick & ~of.at_once), clock) if timed else None


def came_to_light(of: Owed, looks: LookTimes | None, clock: OfficeClock) -> Whole:
    """Return the working days after which duties were done that had been overlooked."""
    light = _late_days(of, clock, None)
    if looks is None:
        return light
    saw = noticed(of.sight.only(of.quick & ~of.at_once), looks)
    return np.concatenate([light, saw.days])


def shown(
    of: Owed,
    department: Department,
    looks: LookTimes | None,
    clock: OfficeClock,
    people: int | None,
    timed: bool = True,
    light: int | None = None,
) -> Shown:
    """Return what the acts of a department show.

    Parameters
    ----------
    people
        How many the log names.
    timed
        Whether the log has times of day.
    light
        After how many working days what is overlooked comes to light, if that is known.
    """
    through = of.quick & ~of.at_once
    tried = int((through & of.done).sum()) >= _FEWEST
    ready = np.where(of.at_once, clock.worked(of.opened), -1)
    missed = _known_at_once(of, clock, light)
    days = _late_days(of, clock, light)
    habit = None
    if looks is None:
        assumed = LookTimes(tuple(sorted(department.looks)), (), 0)
        ready = np.where(of.quick, ready, _first_look(of, assumed, ready, clock))
    else:
        saw = noticed(of.sight.only(through), looks, light)
        habit = attention(saw, of.act[through], of.acts)
        ready = _ready(of, looks, saw, ready, clock)
        days = np.concatenate([days, saw.days])
        for name, (lost, total) in habit.missed.items():
            before = missed.get(name, (0.0, 0.0))
            missed[name] = (before[0] + lost, before[1] + total)
    alone = timed and looks is None and _soon_done(of, clock)
    found = Shown(of, looks, tried, habit, ready, missed, days, alone=alone)
    if looks is None and not alone:
        return found
    return _worked(found, department, clock, people, light)


def _soon_done(of: Owed, clock: OfficeClock) -> bool:
    """Whether nearly all that a department owed it knew of at once, and did within a day.

    Then its queue can be read back without a look at the platform.
    """
    own = of.quick & of.at_once
    if own.sum() < max(_FEWEST, _NEARLY * of.quick.sum()):
        return False
    took = clock.worked(of.until) - clock.worked(of.opened)
    return bool((of.done & (took <= clock.minutes))[own].mean() >= _NEARLY)


def _overlooked_days(light: int | None) -> float:
    """The working days from which on what was known at once must have been overlooked."""
    return max(_OVERLOOKED_DAYS, 0 if light is None else light / 2)


def _late_days(of: Owed, clock: OfficeClock, light: int | None) -> Whole:
    """After how many working days it did what it knew of at once and must have overlooked."""
    days = clock.day(of.until) - clock.day(of.opened)
    late = days >= _overlooked_days(light)
    return np.asarray(days[of.quick & of.at_once & of.done & late])


def _known_at_once(
    of: Owed, clock: OfficeClock, light: int | None
) -> dict[str, tuple[float, float]]:
    """How many duties were overlooked that a department knew of when they arose."""
    days = clock.day(of.until) - clock.day(of.opened)
    late = days >= _overlooked_days(light)
    found: dict[str, tuple[float, float]] = {}
    for place, name in enumerate(of.acts):
        here = (of.act == place) & of.quick & of.at_once
        told = here & (of.done | late)
        if told.any():
            found[name] = (float((told & late).sum()), float(told.sum()))
    return found


def _first_look(of: Owed, looks: LookTimes, ready: Whole, clock: OfficeClock) -> Whole:
    """The office minutes at which each could first be noticed."""
    first, _ = slots(of.sight, looks.times)
    return np.where(of.at_once, ready, _minutes(first, looks, clock))


def _minutes(at: Whole, looks: LookTimes, clock: OfficeClock) -> Whole:
    times = np.array(looks.times)
    worked = (at // len(times)) * clock.minutes + clock.elapsed(times[at % len(times)])
    return np.asarray(worked, dtype=np.int64)


def _ready(of: Owed, looks: LookTimes, saw: Noticed, ready: Whole, clock: OfficeClock) -> Whole:
    """The office minutes at which each was noticed, at the first look known to have taken place."""
    known = np.array(sorted(saw.took_place), dtype=np.int64)
    first, last = slots(of.sight, looks.times)
    index = np.searchsorted(known, first)
    met = np.where(index < len(known), np.append(known, 0)[index], -1)
    at = np.where(met < 0, first, met)
    at = np.where(of.done, np.minimum(at, np.maximum(first, last)), at)
    found = np.where(of.at_once, ready, _minutes(at, looks, clock))
    through = np.flatnonzero(of.quick & ~of.at_once)
    found[through[saw.overlooked]] = -1
    return found


def _worked(
    of: Shown,
    department: Department,
    clock: OfficeClock,
    people: int | None,
    light: int | None,
) -> Shown:
    """What a queue shows of officers and their work."""
    desk = _desk(of, clock, light)
    if not len(desk.ready):
        return of
    found = crew(desk, department.officers)
    officers = people or (found.officers if found else department.officers)
    busy = all_busy(desk, officers)
    return replace(of, crew=found, works=by_act(desk, officers), busy=busy)


def _desk(of: Shown, clock: OfficeClock, light: int | None) -> Desk:
    """What came onto the desk of a department, in the order in which it is taken up."""
    own = of.owed
    days = own.sight.done_day - own.sight.day
    done = clock.worked(own.until)
    # What came to light did so at the opening of its day.
    late = own.quick & ((of.ready < 0) | (own.at_once & (days >= _overlooked_days(light))))
    ready = np.where(late, own.sight.done_day * clock.minutes, of.ready)
    ready = np.where(own.quick, ready, done - BUSY)
    act = np.where(own.quick & ~late, own.act, -1)
    rows = sorted(
        (int(ready[k]), *own.keys[k], int(done[k]), int(act[k]))
        for k in np.flatnonzero(own.done).tolist()
    )
    columns = [np.array([row[k] for row in rows], dtype=np.int64) for k in (0, 4, 5)]
    return Desk(columns[0], columns[1], columns[2], own.acts)


def people_of(frame: pl.DataFrame, acts: list[str]) -> tuple[int, int, int] | None:
    """Return how many people did acts: in the middle month, and in the fewest and the most.

    ``None`` where the log names nobody.
    """
    named = frame.filter(pl.col("event").is_in(acts) & pl.col("person").is_not_null())
    if named.is_empty():
        return None
    months = named.group_by(pl.col("time") // (30 * MINUTES)).agg(pl.col("person").n_unique())
    counts = np.sort(months["person"].to_numpy())
    low, high = np.quantile(counts, [0.025, 0.975], method="inverted_cdf")
    return int(np.median(counts)), int(low), int(high)
