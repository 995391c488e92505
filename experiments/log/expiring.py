"""What is due next: a worklist by department, as a table and as a calendar file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from experiments.log.ask import Judging
from experiments.show.files import write
from model.instant import date_of
from model.language import LANGS, NOTHING, Lang, Text, plain, say
from model.ledger import article_label

_WIDTH = 75  # bytes of a line of a calendar file at the most, its break apart


def expiring(answer: Judging, days: int) -> pl.DataFrame:
    """Return the pending duties that are due within so many working days, by department.

    What is due today is in it, with 0 working days left. Behind them stands what comes of itself
    when its time runs out within so many: nobody owes it, but somebody may still have to act.
    """
    last = answer.calendar.day(min(_today(answer) + days, answer.calendar.working_days - 1))
    rows = answer.rows.filter(
        (pl.col("status") == "pending") & (pl.col("due").dt.date() <= date_of(last))
    )
    return _with_days_left(answer, rows).sort(
        "lapse",
        "own",
        "thread",
        "due",
        "case",
        descending=[False, True, False, False, False],
        nulls_last=True,
    )


def overdue(answer: Judging) -> pl.DataFrame:
    """Return the duties that are due and not done when the record ends, the longest overdue first.

    ``days_left`` is below 0: by so many working days they are overdue, each begun one counted.
    """
    rows = answer.duties.filter(pl.col("status") == "missing")
    rows = rows.with_columns(-pl.col("overdue_by").alias("days_left"))
    return rows.sort("days_left", "due", "own", "thread", "case", nulls_last=True)


def _with_days_left(answer: Judging, rows: pl.DataFrame) -> pl.DataFrame:
    today = _today(answer)
    left = [
        answer.calendar.index_from(due.date()) - today if due is not None else None
        for due in rows["due"].to_list()
    ]
    return rows.with_columns(pl.Series("days_left", left, pl.Int64))


def _today(answer: Judging) -> int:
    """The working day that today is, on a day off the one before."""
    return answer.calendar.index_from(answer.today + timedelta(days=1)) - 1


def office_words(answer: Judging, row: Mapping[str, Any]) -> Text:
    """Name who owes a duty: the department of the matter, or the party that the rule names.

    Of what nobody owes it is said that it comes of itself.
    """
    if row["lapse"]:
        return say("log.expiring.of-itself")
    if row["own"]:
        return plain(row["thread"])
    parties = answer.regime.vocabulary.parties
    return parties[row["bearer"]].label if row["bearer"] in parties else plain(row["bearer"])


def worklist(answer: Judging, days: int) -> pl.DataFrame:
    """Return what is overdue, and the same, as a table for those who have to do it."""
    ahead = expiring(answer, days)
    rows = pl.concat([overdue(answer).select(ahead.columns), ahead])
    words = answer.regime.vocabulary
    return pl.DataFrame(
        {
            "due": rows["due"].dt.strftime("%Y-%m-%d %H:%M"),
            "days_left": rows["days_left"],
            **_standing(rows),
            **_office(answer, rows),
            "case": rows["case"],
            "article": rows["article"],
            **{
                f"{name}.{lang}": pl.Series(
                    [_label(words, kind, one).in_(lang) for one in rows[name].to_list()],
                    dtype=pl.String,
                )
                for name, kind in (("act", "events"), ("bearer", "parties"))
                for lang in LANGS
            },
            "kind": rows["kind"],
        }
    )


def _standing(rows: pl.DataFrame) -> dict[str, pl.Series]:
    said = {True: say("log.status.missing"), False: say("log.status.pending")}
    missing = (rows["status"] == "missing").to_list()
    return {
        f"status.{lang}": pl.Series([said[one].in_(lang) for one in missing], dtype=pl.String)
        for lang in LANGS
    }


def _office(answer: Judging, rows: pl.DataFrame) -> dict[str, pl.Series]:
    named = [office_words(answer, row) for row in rows.iter_rows(named=True)]
    return {
        f"office.{lang}": pl.Series([one.in_(lang) for one in named], dtype=pl.String)
        for lang in LANGS
    }


def _label(words: object, kind: str, name: str) -> Text:
    known = getattr(words, kind)
    if name not in known:
        return NOTHING  # the clock is no party
    label = known[name].label
    assert isinstance(label, Text)
    return label


def write_calendar(path: Path, answer: Judging, days: int, lang: Lang) -> Path:
    """Write the same as a calendar file (iCalendar, RFC 5545), an entry on each due day.

    Times are those of the office, so that they have no zone.
    """
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//shenguan//log//ZH", "CALSCALE:GREGORIAN")
    lines = [plain(line) for line in head]
    for row in expiring(answer, days).iter_rows(named=True):
        lines += _entry(answer, row)
    lines.append(plain("END:VCALENDAR"))
    text = "".join(f"{folded(line.in_(lang))}\r\n" for line in lines)
    return write(path, text.encode())


def _entry(answer: Judging, row: Mapping[str, Any]) -> Iterator[Text]:
    due = row["due"]
    assert isinstance(due, datetime)
    words = answer.regime.vocabulary
    act = words.events[str(row["act"])].label
    key = "log.calendar.lapse" if row["lapse"] else "log.calendar.summary"
    summary = say(key, case=row["case"], act=act)
    told = say(
        "log.calendar.about",
        article=article_label(str(row["article"])),
        title=answer.regime.document.title,
        office=office_words(answer, row),
    )
    key = f"{row['case']}|{row['thread'] or ''}|{row['rule']}"
    stamp = datetime.combine(answer.today, datetime.min.time())
    yield plain("BEGIN:VEVENT")
    yield plain(f"UID:{hashlib.sha256(key.encode()).hexdigest()[:32]}@shenguan")
    yield plain(f"DTSTAMP:{stamp:%Y%m%dT%H%M%S}Z")
    yield plain(f"DTSTART:{due - timedelta(minutes=30):%Y%m%dT%H%M%S}")
    yield plain(f"DTEND:{due:%Y%m%dT%H%M%S}")
    yield "SUMMARY:" + summary.each(escaped)
    yield "DESCRIPTION:" + told.each(escaped)
    yield plain("END:VEVENT")


def escaped(text: str) -> str:
    r"""Return a text as a value of a calendar file.

    >>> print(escaped("甲; 乙, 丙"))
    甲\; 乙\, 丙
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line of a calendar file, broken where it is longer than 75 bytes, never in a sign.

    >>> [len(part.encode()) for part in folded("认" * 40).split(chr(13) + chr(10))]
    [75, 46]
    """
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > _WIDTH:
            parts.append(part)
            part = " "
        part += sign
    return "\r\n".join([*parts, part])
