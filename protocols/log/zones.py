"""The zones that times of a record tell themselves: several cannot be compared as they are written.

Two times of different zones, compared by their clock faces, may stand hours apart or in the wrong
order, so that somebody would be called late who was not.
"""

from __future__ import annotations

import re

import polars as pl

from protocols.log.cells import AROUND, QUOTED
from protocols.log.dates import OFFSET, ZONE
from protocols.log.mapping import Meaning
from protocols.log.tables import LINE, Table
from protocols.mistakes import Mistake, Mistakes

_PERHAPS = r"""(?:Z|[+-][0-9]{2}:?[0-9]{2})[\s\"']*$"""
_CLOCK = r"[0-9]\s*[:：时点]|^[0-9]{12,14}$|^[0-9]{5}\.[0-9]"
_MIDNIGHT = r"[T ]00:00(?::00(?:\.0+)?)?$"
_ZONED, _TIMED = re.compile("%[:#]*z"), re.compile("%[-_0]?[HIklTRrXcs+]")
_SAME = {"Z": "+00:00", "-00:00": "+00:00"}
_NAMES = ("UTC", "GMT", "Etc/UTC", "Etc/GMT", "Zulu")
NONE = ""
"""Of a time of day that tells no zone."""


def zones_of(rows: pl.LazyFrame, meaning: Meaning) -> list[tuple[str, int, str]]:
    """Return each zone that times of a record tell, its first line and the column there, by line.

    :data:`NONE` stands among them for times of day that tell none. Dates alone have no zone.
    """
    schema = rows.collect_schema()
    shown = rows
    if meaning.event is not None:  # of other events nothing is compared
        named = pl.col(meaning.event).cast(pl.String).str.strip_chars(AROUND)
        shown = rows.filter(named.str.replace(QUOTED, "$1").is_in(list(meaning.events)))
    due = meaning.due_recorded
    frames = [(column, rows if column in due else shown) for column in _columns(meaning)]
    each = (
        frame.select(LINE, _zone(column, schema[column], meaning).alias("zone"))
        .drop_nulls("zone")
        .group_by("zone")
        .agg(pl.col(LINE).min().cast(pl.UInt32))
        .with_columns(pl.lit(column).alias("column"))
        for column, frame in frames
    )
    first = pl.concat(each).collect(engine="streaming").sort(LINE, maintain_order=True)
    first = first.unique("zone", keep="first", maintain_order=True)
    return [(zone, line, column) for zone, line, column in first.iter_rows()]


def _zone(column: str, dtype: pl.DataType, meaning: Meaning) -> pl.Expr:
    """The zone of each time of a column; null where there is neither a zone nor a time of day."""
    if dtype.is_temporal():
        return _typed(column, dtype)
    text = pl.col(column).cast(pl.String).str.strip_chars(AROUND).str.replace(QUOTED, "$1")
    if meaning.formats:
        asked = " ".join(meaning.formats)
        zone = text.str.extract(OFFSET) if _ZONED.search(asked) else pl.lit(None, pl.String)
        timed = pl.lit(_TIMED.search(asked) is not None)
    else:
        zone = text.str.extract(ZONE, 2)
        timed = text.str.contains(_CLOCK) & ~text.str.contains(_MIDNIGHT)
    written = zone.str.replace(r"^([+-]\d\d)(\d\d)$", "$1:$2").replace(_SAME)
    told = pl.when(zone.is_not_null()).then(written)
    return told.when(text.is_not_null() & timed).then(pl.lit(NONE))


def _typed(column: str, dtype: pl.DataType) -> pl.Expr:
    """The same of a column that has a type of its own."""
    zone = getattr(dtype, "time_zone", None)
    if zone is not None:
        return pl.when(pl.col(column).is_not_null()).then(
            pl.lit("+00:00" if zone in _NAMES else zone)
        )
    if dtype == pl.Date:
        return pl.lit(None, pl.String)
    at = pl.col(column).cast(pl.Datetime("us"))
    return pl.when(at != at.dt.truncate("1d")).then(pl.lit(NONE))


def _may_tell(rows: pl.LazyFrame, meaning: Meaning) -> bool:
    """Whether any entry ends as a zone does, or a column has one: mostly none does."""
    schema = rows.collect_schema()
    columns = _columns(meaning)
    if any(getattr(schema[column], "time_zone", None) is not None for column in columns):
        return True
    texts = [pl.col(one).cast(pl.String) for one in columns if not schema[one].is_temporal()]
    ends = [text.str.contains(_PERHAPS).any().alias(str(k)) for k, text in enumerate(texts)]
    return bool(ends) and any(rows.select(ends).collect(engine="streaming").row(0))


def _columns(meaning: Meaning) -> list[str]:
    """The columns of dates."""
    dates = [meaning.time] if meaning.time else [*meaning.columns]
    return [*dates, *meaning.due_recorded]


def tells_zones(table: Table, rows: pl.LazyFrame, meaning: Meaning) -> bool:
    """Whether times of a record tell their zone and are taken as they are written.

    Parameters
    ----------
    rows
        Those of the table, with all columns that are read.

    Raises
    ------
    Mistakes
        Where they tell several, or some none, and the mapping has no ``timezone`` to which all
        could be moved; the first line of each is told.
    """
    if meaning.timezone is not None or not _may_tell(rows, meaning):
        return False
    found = zones_of(rows, meaning)
    if len(found) > 1:
        raise Mistakes(
            Mistake(
                str(table.path),
                line,
                table.columns.index(column) + 1,
                "row-zone" if zone else "row-zone-none",
                {"column": column, "value": zone},
            )
            for zone, line, column in found
        )
    return any(zone for zone, *_ in found)
