"""The event log of a year, on arrays: no row of it is ever an object of Python's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from experiments.measures.arrays.columns import stable_order
from experiments.measures.arrays.rows import Flags, Rows, Whole
from model.instant import day_of
from model.simulation.compiled.codes import COUNTED, DEEMED, EXOGENOUS, MODES, PERFORMED, ROUNDS

_PHASES = 4
_PHASE = np.zeros(len(MODES), dtype=np.int64)
_PHASE[[PERFORMED, DEEMED, EXOGENOUS]] = range(3)
_MICROSECONDS = 60_000_000  # of a minute
_WORD = 62  # bits of a key that may be compared as a whole number


def event_log(rows: Rows) -> dict[str, pl.Series]:
    """Return the columns of the log, by instant, order within it, case and thread."""
    history = rows.recorded.history
    threads = np.ascontiguousarray(history.thread)
    logged = np.flatnonzero(threads >= rows.first)
    place, phase, repeated = _by_thread(rows, threads, logged)
    thread, event, party = threads[logged], history.event[logged], history.party[logged]
    moment, mode, rule = rows.moments[logged], rows.modes[logged], rows.causes[logged]
    names = ["", *(one.id for one in rows.year.scenario.supervising)]
    office = np.where(_whole(rows)[event], 0, rows.department[thread] + 1)
    case = rows.threads.rank[rows.first_sibling[thread]]
    instant, turn = moment // ROUNDS, moment % ROUNDS * _PHASES + phase
    words = _ranks(rows.arrays.events)[event]
    order = _ordered([instant, turn, case, _ranks(names)[office], place, words])
    kept = order[~repeated[order]]
    at, articles = instant[kept], [one.article for one in rows.year.law.regime.rules]
    return {
        "case": _cases(rows).gather(thread[kept].astype(np.uint32)),
        "thread": _words(names, office[kept]),
        "event": _words(rows.arrays.events, event[kept]),
        "instant": pl.Series(at * _MICROSECONDS).cast(pl.Datetime("us")),
        "working_day": pl.Series(_working_days(rows, at), dtype=pl.Int32),
        "party": _words(rows.arrays.parties, party[kept]),
        "mode": _words([str(one) for one in MODES], mode[kept]),
        "article": _words(["", *articles], rule[kept] + 1),
    }


def _by_thread(rows: Rows, threads: Whole, logged: Whole) -> tuple[Whole, Whole, Flags]:
    """Of what occurred: its place in its thread, its phase, and whether it is told already.

    Worked out thread by thread, in each as things came about, and returned as they are logged.
    """
    order = stable_order(threads, rows.count)
    thread, moment, mode = threads[order], rows.moments[order], rows.modes[order]
    first = _begins(thread)
    counts = np.diff(np.append(first, len(order)))
    place = np.arange(len(order)) - np.repeat(first, counts)
    event = np.asarray(rows.recorded.history.event)[order]
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    back = back[logged]
    phase, repeated = _phases(thread, moment, mode), _repeated(rows, thread, event)
    return place[back], phase[back], repeated[back]


def _begins(values: Whole) -> Whole:
    """The places at which a value follows another one."""
    return np.flatnonzero(np.diff(values, prepend=-1))


def _phases(thread: Whole, moment: Whole, mode: Whole) -> Whole:
    """The order within an instant: nothing of a thread stands before what it came after."""
    changed = (np.diff(thread, prepend=-1) != 0) | (np.diff(moment, prepend=-1) != 0)
    # What counts as an act stands directly behind it.
    phase = np.where(mode == COUNTED, 0, _PHASE[mode])
    return np.asarray(np.maximum.accumulate(np.cumsum(changed) * _PHASES + phase) % _PHASES)


def _whole(rows: Rows) -> Flags:
    """Whether each event is one of the whole case."""
    return np.array([bool(one.whole) for one in rows.arrays.event_rows], dtype=np.bool_)


def _repeated(rows: Rows, thread: Whole, event: Whole) -> Flags:
    """Whether an event of the whole case stands in a thread before this one already."""
    found = np.zeros(len(thread), dtype=np.bool_)
    several = np.asarray(rows.threads.siblings)[thread] > 1
    those = np.flatnonzero(_whole(rows)[event] & several)
    case = rows.first_sibling[thread[those]] * len(rows.arrays.events) + event[those]
    order = np.argsort(case, kind="stable")
    found[those[order]] = np.diff(case[order], prepend=-1) == 0
    return found


def _ranks(words: Sequence[str]) -> Whole:
    """The place of each word in the order of all."""
    return np.argsort(np.argsort(np.array(words)))


def _ordered(keys: Sequence[Whole]) -> Whole:
    """The order by several keys, the first of which counts most; in one word where they fit."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    whole, bits = np.zeros(len(keys[0]), dtype=np.int64), 0
    for key in keys:
        low, high = int(key.min()), int(key.max())
        width = (high - low).bit_length()
        bits += width
        whole = (whole << width) + (key - low)
    # Nearly in order as they come, which a sort that keeps the order of equals makes use of.
    return np.argsort(whole, kind="stable") if bits <= _WORD else np.lexsort(keys[::-1])


def _words(words: Sequence[str], places: Whole) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(places.astype(np.uint32))


def _cases(rows: Rows) -> pl.Series:
    """The name of the case of each thread."""
    setting, threads = rows.recorded.setting, rows.recorded.made.threads
    heads = _words([f"{kind.id}-" for kind in setting.kinds], threads.kind)
    numbers = pl.Series(threads.number).cast(pl.String).str.zfill(6)
    return heads + numbers


def _working_days(rows: Rows, at: Whole) -> Whole:
    """The working days from the year's first to that of each instant."""
    january = day_of(date(rows.year.year, 1, 1))
    calendars = rows.recorded.made.calendars
    return rows.slot(at) // 2 - int(calendars.rank[0][january - calendars.origin])
