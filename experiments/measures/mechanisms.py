"""What became of each property in a simulated year: how often it was triggered, answered, how soon.

Delays are those of :func:`model.property.lateness`, whole working days as in proofs, so that they
compare with proved bounds. What had not been answered when watching ended is open: it counts as
longest in every quantile, and a quantile that falls on it has no value. How late it was by then is
told apart, so that a year in which something is open can be held against a bound, too.

A property without a bound (never, only after, not before) is answered at once where the thread
kept it, and open where it did not. A property of a world as usual counts the threads in which the
world did so; one about the last of all departments counts matters instead of threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.measures.spans import known_quantile
from model.property import Property, as_usual, lateness, violates
from model.simulation.platform import Thread
from model.simulation.year import Year
from model.trace import Mode, Run
from model.vocabulary import holds
from verify.asking import put

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    *("regime", "property", "regulated", "triggered", "answered", "by_rule", "open"),
    *("median", "p90", "max", "longest", "open_longest"),
)
"""What is told of a property. ``regulated``: whether some rule demands, allows, deems or counts the
response, or the property asks for none, as one that forbids.
``triggered``, ``answered`` and ``open`` are threads, one for each supervising department of a case,
or whole matters where the property is about all of their departments;
``by_rule`` are those answered by what a rule deems or counts instead of an act. ``median``,
``p90`` and ``max`` are working days from the trigger to the response; ``longest`` is the greatest
of those answered, whatever is open. ``open_longest`` is the greatest delay that what is open was
sure to have when watching ended: above N, N working days had passed. Null where there is none."""

Row = tuple[str | bool | int | float | None, ...]
"""A property, by :data:`COLUMNS`."""


def table(rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows as a table."""
    import polars as pl  # here: a worker that simulates needs it not

    types = [pl.String, pl.String, pl.Boolean, *[pl.Int64] * 4, *[pl.Float64] * 5]
    return pl.DataFrame(rows, schema=dict(zip(COLUMNS, types, strict=True)), orient="row")


def mechanisms(year: Year, properties: Iterable[Property]) -> tuple[Row, ...]:
    """Return what became of each property, in the order given."""
    regime = year.law.regime
    asked = [put(regime.question(prop), regime) for prop in properties]
    by_trigger: dict[str, list[int]] = {}
    for place, prop in enumerate(asked):
        by_trigger.setdefault(prop.trigger, []).append(place)
    delays: list[list[int | None]] = [[] for _ in asked]
    still: list[list[int]] = [[] for _ in asked]
    last = year.calendar.slot(year.end)  # nothing that is open can be answered in an earlier slot
    effects = [0 for _ in asked]
    for thread in year.threads:
        for event in thread.state.occurred:
            for place in by_trigger.get(event, ()):
                prop = asked[place]
                threads = thread.siblings if prop.by_all else [thread]
                if threads[0] is not thread or not _about(year, thread, prop):
                    continue
                delay, slowest = _last(year, threads, prop)
                delays[place].append(delay)
                if delay is None:
                    begun = year.calendar.slot(thread.state.occurred[event].at)
                    still[place].append(lateness(prop, begun, last) if prop.timed else 0)
                else:
                    effects[place] += _by_rule(slowest, prop)
    known = [prop.response in regime.governed or not prop.timed for prop in asked]
    return tuple(
        (regime.id, prop.id, has, *_of(found, by_rule, late))
        for prop, has, found, by_rule, late in zip(
            asked, known, delays, effects, still, strict=True
        )
    )


def _about(year: Year, thread: Thread, prop: Property) -> bool:
    """Whether a property is about a thread in which its trigger has come."""
    if not holds(prop.when, thread.state.attributes):
        return False
    return not (prop.at_once or prop.absent) or as_usual(_in_slots(year, thread), prop)


def _in_slots(year: Year, thread: Thread) -> Run:
    occurred = tuple(thread.state.occurred.values())
    return Run(occurred, thread.state.attributes).in_slots(year.calendar)


def _last(year: Year, threads: Sequence[Thread], prop: Property) -> tuple[int | None, Thread]:
    """Return the delay of the slowest of some threads, and which that is."""
    slowest, longest = threads[0], -1
    for thread in threads:
        delay = _delay(year, thread, prop)
        if delay is None:
            return None, thread
        if delay > longest:
            slowest, longest = thread, delay
    return longest, slowest


def is_regulated(row: Mapping[str, Any]) -> bool:
    """Whether the regime has anything on a property, or what it asks for came about anyhow."""
    return bool(row["regulated"] or row["answered"])


def _delay(year: Year, thread: Thread, prop: Property) -> int | None:
    occurred = thread.state.occurred
    if not prop.timed:
        return None if violates(_in_slots(year, thread), prop, None) else 0
    response = occurred.get(prop.response)
    if response is None or (prop.performed and response.mode is not Mode.PERFORMED):
        return None
    slot = year.calendar.slot
    return lateness(prop, slot(occurred[prop.trigger].at), slot(response.at))


def _by_rule(thread: Thread, prop: Property) -> bool:
    response = thread.state.occurred.get(prop.response)
    return response is not None and response.mode in (Mode.DEEMED, Mode.COUNTED)


def _of(delays: list[int | None], by_rule: int, late: list[int]) -> Figures:
    ended = np.array([one for one in delays if one is not None], dtype=np.float64)
    return figures(ended, len(delays), by_rule, late)


Figures = tuple[int | float | None, ...]


def figures(ended: NDArray[np.float64], begun: int, by_rule: int, late: list[int]) -> Figures:
    """Return the figures of a property, from how many were triggered to how late what is open was.

    Parameters
    ----------
    ended
        The delays of what was answered.
    late
        Of what was not, how late it was when watching ended.
    """
    still = len(late)
    in_order = np.sort(ended)
    quantiles = (known_quantile(in_order, still, level) for level in (0.5, 0.9, 1.0))
    longest = float(in_order[-1]) if len(ended) else None
    latest = float(max(late)) if late else None
    return (begun, len(ended), by_rule, still, *quantiles, longest, latest)
