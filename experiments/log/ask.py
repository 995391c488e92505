"""What a record of real matters comes to under a regime: each duty of each matter judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl

from experiments.log.hinge import FAILED, Hinge, hinges_of
from experiments.log.rows import rows_of
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.instant import MINUTES, date_of, day_of
from model.language import Complaint
from model.presumed import presuming
from model.record.entries import Entries, once, repeated
from model.record.judge import Judgements, judged
from model.record.patterns import Days
from model.record.sight import Sight, sight
from model.regime import Regime
from model.version import across
from protocols.log.mapping import Meaning
from protocols.log.record import TROUBLES, Record, within
from protocols.log.threads import Threads, threads_of

DECIDED = ("fulfilled", *FAILED)
"""What counts in a share of duties kept; what is pending, or cannot be judged, does not."""


@dataclass(frozen=True)
class Judging:
    """A record judged.

    Attributes
    ----------
    regime
        As it is judged: all versions as one, the alternatives taken.
    sight
        What of it the record shows.
    entries
        Those that count, by thread.
    rows
        What became of each duty and lapse, one in a row, as :func:`~experiments.log.rows.rows_of`.
    troubles
        What could not be used.
    again
        How many entries are of an event that their thread already has.
    left_out
        How many entries are from after the day as of which is judged.
    hinges
        Readings that could be otherwise, each with how many judgements would be.
    under
        What became of the same matters under another regime, where that was asked.
    suggested
        Whether nobody said what the columns mean, and it was taken from their names.
    again_lines
        The lines of the entries that ``again`` counts.
    """

    record: Record
    regime: Regime
    sight: Sight
    calendar: Calendar
    reading: Reading
    entries: Entries
    judgements: Judgements
    rows: pl.DataFrame
    troubles: pl.DataFrame
    again: int
    left_out: int
    as_of: date | None
    hinges: tuple[Hinge, ...] = ()
    under: Judging | None = None
    suggested: bool = False
    again_lines: tuple[int, ...] = ()

    @property
    def meaning(self) -> Meaning:
        """What its columns mean."""
        return self.record.meaning

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many duties stand how, lapses apart."""
        counted = self.duties["status"].value_counts()
        return dict(counted.iter_rows())

    @cached_property
    def duties(self) -> pl.DataFrame:
        """The rows of duties; nobody owes a lapse."""
        return self.rows.filter(~pl.col("lapse"))

    @property
    def failed(self) -> int:
        """How many duties were not kept, though they could have been."""
        return sum(self.counts.get(one, 0) for one in FAILED)

    @property
    def unknown(self) -> int:
        """How many duties cannot be judged."""
        return self.counts.get("not-judgeable", 0)

    @property
    def ends(self) -> int:
        """Instant, in minutes, up to which the record goes."""
        return self.entries.end

    @property
    def today(self) -> date:
        """The day as of which is judged: as asked, else that of the end of the record."""
        return self.as_of or date_of(self.ends // MINUTES)


def judging(
    record: Record,
    regime: Regime,
    *,
    calendar: Calendar | None = None,
    reading: Reading = STRICT,
    as_of: date | None = None,
    under: Regime | None = None,
    hinges: bool = True,
    suggested: bool = False,
) -> Judging:
    """Judge a record under a regime, each matter under the version in force on its days.

    Parameters
    ----------
    reading
        The value of open limits; they never expire unless given.
    as_of
        The day as of which is judged: what is due on it is pending, what comes later left out.
    under
        A regime under which the same matters are judged as well.
    hinges
        Whether it is tried how many judgements would be others under other readings.

    Raises
    ------
    Complaint
        Where there is nothing to judge: no entry, none on the calendar, none up to the day, or
        none of an event that the other regime has.
    """
    answer, every = _judged(record, across(regime), calendar, reading, as_of)
    answer = replace(answer, suggested=suggested)
    if hinges:
        answer = replace(answer, hinges=hinges_of(answer, every))
    if under is not None:
        known = within(record, across(under).vocabulary)
        if not known.events:
            raise Complaint("log.nothing-under", regime=under.name)
        other = judging(known, under, calendar=calendar, reading=reading, as_of=as_of, hinges=False)
        answer = replace(answer, under=other)
    return answer


def _judged(
    record: Record,
    regime: Regime,
    calendar: Calendar | None,
    reading: Reading,
    as_of: date | None,
) -> tuple[Judging, Entries]:
    """A record judged under a regime of one version, and all entries that are on the calendar."""
    end = None if as_of is None else day_of(as_of) * MINUTES
    threads = threads_of(record, regime.vocabulary, end)
    days = presuming(calendar or chinese_calendar(), _last_year(threads))
    kept, left_out = _up_to(threads.every, as_of)
    every, outside = _covered(kept, days, record)
    if not every.usable.any() and not len(record.troubles):
        raise _nothing(record, threads.every, as_of)
    entries = once(every, record.meaning.repeats)
    seen = sight(regime, every.names, record.facts)
    found = judged(seen, entries, days, reading)
    again, lines = _again(every)
    answer = Judging(
        record,
        regime,
        seen,
        days,
        reading,
        entries,
        found,
        rows_of(record, seen, found, days),
        pl.concat([record.troubles, threads.troubles, outside]).sort("line"),
        again,
        left_out,
        as_of,
        again_lines=lines,
    )
    return answer, every


def _nothing(record: Record, every: Entries, as_of: date | None) -> Complaint:
    """Why there is nothing to judge."""
    if not record.rows:
        return Complaint("log.no-rows", file=record.path)
    if as_of is not None and every.usable.any():
        first = date_of(int(every.at_minutes()[every.usable].min()) // MINUTES)
        return Complaint("log.nothing-yet", day=as_of, first=first)
    return Complaint("log.nothing", file=record.path)


def _again(every: Entries) -> tuple[int, tuple[int, ...]]:
    """How many entries are of an event that a thread already has, each counted once; and where."""
    given = every.of(every.usable & ~every.effect)
    more = given.of(repeated(given))
    found = np.unique(np.stack([more.line, more.event]), axis=1)
    return found.shape[1], tuple(np.unique(found[0]).tolist())


def _last_year(threads: Threads) -> int:
    """The year behind that of the end, in which limits may run out."""
    return min(date_of(max(threads.entries.end // MINUTES, 0)).year + 1, 2100)


def _up_to(every: Entries, as_of: date | None) -> tuple[Entries, int]:
    """The entries up to the end of a day, and how many come later."""
    if as_of is None:
        return every, 0
    behind = day_of(as_of + timedelta(days=1)) * MINUTES
    later = every.usable & (every.at_minutes() >= behind)
    return every.of(~later), int(later.sum())


def _covered(every: Entries, calendar: Calendar, record: Record) -> tuple[Entries, pl.DataFrame]:
    """Entries of which only those on the calendar are usable, and what is told of the others."""
    outside = every.usable & ~Days.of(calendar).covers(every.at)
    if not outside.any():
        return every, pl.DataFrame(schema=TROUBLES)
    when = pl.Series(every.at[outside]).cast(pl.Datetime("us")).dt.date().cast(pl.String)
    span = f"{calendar.first} – {calendar.last}"
    told = pl.DataFrame(
        {
            "line": pl.Series(every.line[outside], dtype=pl.UInt32),
            "code": pl.Series(["row-outside"] * len(when)),
            "column": pl.Series([span] * len(when)),
            "value": when,
        },
        schema=TROUBLES,
    )
    return replace(every, usable=every.usable & ~outside), told.unique(maintain_order=True)
