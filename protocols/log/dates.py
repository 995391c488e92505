"""Dates and times as ledgers write them, to local time.

A column is read by the forms that its first values have; what no form of the whole column fits is
looked at value by value. A time of day of exactly midnight is none: systems write it where they
know the date only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

EXCEL = datetime(1899, 12, 30)
"""Day 0 of Excel's days, for dates from March 1900 on."""

_SERIALS = (20_000, 80_000)  # 1954 to 2119: a number outside of it is not taken for a date
_SAMPLE = 2_000
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
_TIMES = (" %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M", " %H:%M:%S%.f", "T%H:%M:%S%.f", " %H时%M分")
FORMS = (
    *(date + time for date in _DATES for time in ("", *_TIMES)),
    "%Y%m%d",
    "%Y%m%d%H%M",
    "%Y%m%d%H%M%S",
    "%Y年%m月%d日%H:%M",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日%H:%M:%S",
)
_FIGURES = frozenset("0123456789")
_NEEDED = {form: frozenset(re.sub(r"%\.?[A-Za-z]|\s", "", form)) for form in FORMS}
"""What a value of a form has beside figures and blanks, which may be missing."""

_SURELY = -30_000_000_000_000_000
"""Microseconds from 1970 on: in the year 1019, behind the year 1000 in every zone."""

OFFSET = r"(Z|[+-][0-9]{2}:?[0-9]{2})$"
"""How a time tells its zone, at its end."""

ZONE = r"([0-9]:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*|[时分秒]|^[0-9]{12,14})" + OFFSET
"""The same behind a time of day: a date may end like it, as 03-02-2026 does."""
_WRITTEN = re.compile(
    r"(?P<y>[0-9]{4})\s*[-/.年]\s*(?P<m>[0-9]{1,2})\s*[-/.月]\s*(?P<d>[0-9]{1,2})\s*日?\s*"
    r"(?:[T ]?\s*(?P<half>上午|下午|凌晨|早上|中午|晚上|[AaPp][Mm])?\s*(?P<H>[0-9]{1,2})"
    r"\s*[:：时点]\s*(?P<M>[0-9]{1,2})\s*(?:分|[:：]\s*(?P<S>[0-9]{0,2})"
    r"(?:\.[0-9]+)?)?\s*秒?)?"
)
_HOUR = re.compile(
    r"(?P<day>.*?(?:日\s*|\s+|T))(?P<half>上午|下午|凌晨|早上|中午|晚上)?\s*(?P<H>[0-9]{1,2})\s*[时点]?"
)
_DIGITS = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2}|)$")
_AFTER_NOON = ("下午", "晚上", "pm")
_SHORT = re.compile(r"[0-9]{1,2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:[ T].*)?")
_OTHERWISE = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}.*")
_FULL = str.maketrans("０１２３４５６７８９：／－．　", "0123456789:/-. ")


class Unread(StrEnum):
    """Why a value is no date."""

    NO_DATE = "no-date"
    IMPOSSIBLE = "impossible"  # written as one, and there is no such day or time
    SHORT_YEAR = "short-year"  # a year of two digits
    AMBIGUOUS = "ambiguous"  # day and month could be either


@dataclass(frozen=True, slots=True)
class Told:
    """A date as it was read: when, whether with a time of day; or why it is none."""

    at: datetime | None = None
    timed: bool = False
    why: Unread | None = None


@cache
def told(text: str) -> Told:
    """Read one value in any of the forms known, without a time zone.

    >>> told("2026年2月3日 14:05").at.isoformat(), told("2026.2.3").timed
    ('2026-02-03T14:05:00', False)
    >>> str(told("2026-2-30").why), str(told("03/02/2026").why), str(told("soon").why)
    ('impossible', 'ambiguous', 'no-date')
    """
    text = _DIGITS.sub(r"\1-\2-\3 \4:\5:\6", text.strip().translate(_FULL))
    found = _WRITTEN.fullmatch(text)
    if found is None and (hour := _HOUR.fullmatch(text)) is not None:
        found = _WRITTEN.fullmatch(f"{hour['day']}{hour['half'] or ''}{hour['H']}:00")
    if found is None:
        return _serial(text)
    year, month, day = (int(found[name]) for name in "ymd")
    clock = tuple(int(found[name] or 0) for name in "HMS")
    if year < 1000:
        return Told(why=Unread.SHORT_YEAR)
    try:
        at = datetime(year, month, day) + _time(_hour(clock[0], found["half"]), *clock[1:])
    except ValueError:
        return Told(why=Unread.IMPOSSIBLE)
    return Told(at, any(clock))


def _hour(hour: int, half: str | None) -> int:
    """An hour of one half of the day; none where nobody can say which it is."""
    if half is None:
        return hour
    after = half.lower() in _AFTER_NOON
    if (hour > 12 and not after) or (hour == 12 and half not in ("下午", "中午", "PM", "pm")):
        raise ValueError(hour)
    return hour + 12 if after and hour < 12 else hour


def _time(hour: int, minute: int, second: int) -> timedelta:
    """A time of day; 24:00 is the last minute of the day, and not the next."""
    if (hour, minute, second) == (24, 0, 0):
        return timedelta(hours=23, minutes=59)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(hour)
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _serial(text: str) -> Told:
    """A day as Excel counts them, or none."""
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text) and _SERIALS[0] <= float(text) <= _SERIALS[1]:
        seconds = round(float(text) * 86_400)
        return Told(EXCEL + timedelta(seconds=seconds), seconds % 86_400 != 0)
    if _SHORT.fullmatch(text):
        return Told(why=Unread.SHORT_YEAR)
    return Told(why=Unread.AMBIGUOUS if _OTHERWISE.fullmatch(text) else Unread.NO_DATE)


def read_dates(
    values: pl.Series, formats: Sequence[str] = (), timezone: str | None = None
) -> tuple[pl.Series, pl.Series, dict[str, Unread]]:
    """Read a column: instants without a zone, whether each has a time of day, and what is none.

    Parameters
    ----------
    formats
        As ``strptime`` has them; no other form is read where any is given.
    timezone
        Where the clock of the matters stands: times that tell their own zone are moved to it. They
        stay as they are written where none is given.

    Returns
    -------
    tuple
        Instants, with null for what is blank or none; flags; and by text why it is none.
    """
    if values.dtype.is_temporal():
        at = _local(values, timezone)
        return at, _timed(at), {}
    # Where several entries have one text, as days often do, each text is read once.
    text = values.cast(pl.String).str.strip_chars()
    text = text.set(text == "", None)
    known = text.unique().drop_nulls()
    if len(known) * 4 < len(text):
        at, unread = _read(known, formats, timezone)
        at = text.replace_strict(known, at, default=None, return_dtype=pl.Datetime("us"))
    else:
        at, unread = _read(text, formats, timezone)
    return at, _timed(at), unread


def _timed(at: pl.Series) -> pl.Series:
    midnight = at.dt.truncate("1d")
    return (at != midnight).fill_null(False)


def _local(values: pl.Series, timezone: str | None) -> pl.Series:
    """Times as columns of their own type have them."""
    if values.dtype == pl.Date:
        return values.cast(pl.Datetime("us"))
    zone = getattr(values.dtype, "time_zone", None)
    if zone is None:
        return values.cast(pl.Datetime("us"))
    moved = values.dt.convert_time_zone(timezone) if timezone else values
    return moved.dt.replace_time_zone(None).cast(pl.Datetime("us"))


def _read(
    text: pl.Series, formats: Sequence[str], timezone: str | None
) -> tuple[pl.Series, dict[str, Unread]]:
    if formats:
        at = _by_forms(text, list(formats), timezone)
        left = text.filter(at.is_null() & text.is_not_null()).unique().to_list()
        return at, dict.fromkeys(left, Unread.NO_DATE)
    zoned, bare = text.str.contains(ZONE).fill_null(False), text
    if timezone is None and zoned.any():
        bare = text.str.replace(ZONE, "$1")  # as it is written
    if timezone is None or not zoned.any():
        at = _by_forms(bare, FORMS, None)
    else:
        forms = [form + "%z" for form in FORMS if "%H" in form]
        moved = _by_forms(text.set(~zoned, None), forms, timezone)
        at = pl.select(
            pl.coalesce(moved, _by_forms(text.set(zoned, None), FORMS, None))
        ).to_series()
    rest = at.is_null() & text.is_not_null()
    if not rest.any():
        return at, {}
    left = bare.filter(rest).unique().to_list()
    found = {one: _moved(one, timezone) for one in left}
    more = bare.replace_strict(
        list(found), [one.at for one in found.values()], default=None, return_dtype=at.dtype
    )
    written = dict(zip(bare.filter(rest), text.filter(rest), strict=True))
    unread = {written[one]: each.why for one, each in found.items() if each.why is not None}
    return pl.select(pl.coalesce(at, more)).to_series(), unread


def _moved(text: str, timezone: str | None) -> Told:
    """A value in any of the forms known, moved to a zone where it tells its own."""
    zone = re.search(ZONE, text)
    if timezone is None or zone is None:
        return told(text)
    found = told(text[: zone.start(2)])
    if found.at is None:
        return found
    own = datetime.strptime(zone[2], "%z").tzinfo
    at = found.at.replace(tzinfo=own).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    return Told(at, at.time() != time())


def _by_forms(text: pl.Series, forms: Sequence[str], timezone: str | None) -> pl.Series:
    """Read by the forms that fit some of a sample, those that fit most of it first."""
    sample = text.drop_nulls().head(_SAMPLE)
    nothing = pl.Series(text.name, [None] * len(text), dtype=pl.Datetime("us"))
    if sample.is_empty():
        return nothing
    signs: set[str] = set().union(*sample.unique())
    fits: dict[str, int] = dict.fromkeys(forms, 0)
    for form in forms:
        if not _may_fit(form, signs):
            continue
        fits[form] = len(sample) - _parsed(sample, form).null_count()
        if fits[form] == len(sample):  # no other comes before it
            at = _read_as(form, text, timezone)
            if at.null_count() == text.null_count():
                return at
    chosen = sorted((form for form in forms if fits[form]), key=lambda form: -fits[form])
    at = nothing
    for form in chosen:
        at = pl.select(pl.coalesce(at, _read_as(form, text, timezone))).to_series()
        if at.null_count() == text.null_count():
            break
    return at


def _may_fit(form: str, signs: set[str]) -> bool:
    """Whether values that have these signs at all may have a form; one of the user's always may."""
    needed = _NEEDED.get(form.removesuffix("%z"))
    return needed is None or (needed <= signs and not _FIGURES.isdisjoint(signs))


def _read_as(form: str, text: pl.Series, timezone: str | None) -> pl.Series:
    found = _parsed(text, form)
    if found.dtype.time_zone is not None:  # type: ignore[attr-defined]
        return _in_zone(found, text, timezone)
    return found


def _in_zone(at: pl.Series, text: pl.Series, timezone: str | None) -> pl.Series:
    """Times that tell their zone, moved to another; else as they are written, if that shows."""
    if timezone is not None:
        return at.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    zone = text.str.extract(OFFSET).replace({"Z": "+00:00"})
    hours, minutes = (
        zone.str.extract(r"^([+-])(\d\d):?(\d\d)$", part).cast(pl.Int64) for part in (2, 3)
    )
    lag = (hours * 60 + minutes).set(zone.str.starts_with("-"), None)
    lag = lag.zip_with(lag.is_not_null(), -(hours * 60 + minutes)) * 60_000_000
    return at.dt.replace_time_zone(None) + lag.cast(pl.Duration("us"))


def _parsed(text: pl.Series, form: str) -> pl.Series:
    at = text.str.to_datetime(form, time_unit="us", strict=False)
    first: Any = at.to_physical().min()  # by itself it is none of Python's where it is too early
    if first is None or first > _SURELY:
        return at
    return at.set((at.dt.year() < 1000).fill_null(False), None)
