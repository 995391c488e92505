"""What the rows of several departments say of a whole matter: the same again, or otherwise."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from model.record.entries import Flags, Repeats
from protocols.log.record import TROUBLES, Record

_MATTER = ("case", "event")


class Shared(NamedTuple):
    """Entries, by their place in a record, that its departments share.

    Attributes
    ----------
    copies
        Which say again what another department's row says: that is the form of the table, and no
        second decision.
    doubtful
        Which have another date than another department's row, so that nobody knows which is right.
    troubles
        The rows of the latter.
    """

    copies: Flags
    doubtful: Flags
    troubles: pl.DataFrame


def shared(record: Record, whole: Flags) -> Shared:
    """Hold the rows of several departments of a matter against each other.

    Rows that name no department are held against the others like those of one more. A date alone
    and a time of that date do not contradict each other: then the time is taken.

    Parameters
    ----------
    whole
        By entry whether its event is of the whole matter.
    """
    none = np.zeros(len(whole), dtype=np.bool_)
    if record.meaning.thread is None or not whole.any():
        return Shared(none, none, pl.DataFrame(schema=TROUBLES))
    entries = record.entries.with_row_index("row").with_columns(whole=pl.Series(whole))
    given = pl.col("usable") & ~pl.col("deemed")
    every = entries.filter("whole", given).filter(pl.col("thread").n_unique().over(_MATTER) > 1)
    if every.is_empty():
        return Shared(none, none, pl.DataFrame(schema=TROUBLES))
    last = record.meaning.repeats is Repeats.LAST
    every = every.sort("at", "row", descending=[last, False])
    own = every.unique([*_MATTER, "thread"], keep="first", maintain_order=True)
    days, times = pl.col("at").dt.date(), pl.col("at").filter("timed")
    apart = (days.n_unique() > 1) | (times.n_unique() > 1)
    against = own.filter(apart.over(_MATTER)).sort("row")
    doubtful = every.join(against.select(_MATTER).unique(), on=_MATTER, how="semi")
    first = every.sort("row").unique([*_MATTER, "at", "timed"], keep="first")
    vaguer = own.filter(~pl.col("timed") & pl.col("timed").any().over(_MATTER))
    once = first.join(vaguer, on="row", how="anti")
    copies = every.join(once, on="row", how="anti").join(doubtful, on="row", how="anti")
    return Shared(_at(copies, none), _at(doubtful, none), _told(record, against))


def _at(rows: pl.DataFrame, none: Flags) -> Flags:
    flags = none.copy()
    flags[rows["row"].to_numpy()] = True
    return flags


def _told(record: Record, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that contradict each other, each with the date that it has."""
    whole, day = (pl.col("at").dt.strftime(form) for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d"))
    meant = record.meaning.columns or record.meaning.events
    called = {one.event: name for name, one in [*meant.items()][::-1]}
    names = pl.Series([called.get(one, one) for one in record.events], dtype=pl.String)
    return rows.select(
        "line",
        pl.lit("row-two-dates").alias("code"),
        names.gather(rows["event"]).alias("column"),
        pl.when("timed").then(whole).otherwise(day).alias("value"),
    ).cast(pl.Schema(TROUBLES))
