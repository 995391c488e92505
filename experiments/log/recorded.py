"""Due dates that the record has worked out itself, and what it says the clock brought about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from experiments.log.ask import Judging
from model.calendar import Calendar, CoverageError
from model.deadline import Measure, Term
from model.instant import MINUTES, date_of, day_of
from model.rule import Lapse, Rule, is_timed

_EFFECTS = ("entered", "entered-sooner", "entered-later", "entered-wrongly", "ran-out")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way to count that explains recorded due dates, and how many.

    Attributes
    ----------
    key
        What it does otherwise, as ``log.count.…`` says; ``right`` is the regime's own way, and
        ``unknown`` stands for those that none explains.
    earlier, later
        How many of them come before and after the date that the rules give.
    """

    key: str
    count: int
    earlier: int
    later: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The recorded due dates of one rule: how many are right, and what explains the others."""

    rule: Rule
    count: int
    right: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """What the record has of the effects of a lapse.

    Attributes
    ----------
    right, sooner, later
        On the date on which time ran out, before it, and after it.
    wrongly
        Though time had not run out: it had been kept, or was still running.
    missing
        Time ran out, and the record does not have it.
    patterns
        What explains the dates of those that are sooner or later.
    """

    rule: Rule
    right: int
    sooner: int
    later: int
    wrongly: int
    missing: int
    patterns: tuple[Pattern, ...]


Way = Callable[[date], date]


def compared(answer: Judging) -> list[Compared]:
    """Return for each rule what becomes of the due dates that the record has for it."""
    recorded = answer.record.due
    found = []
    for rule in answer.sight.regime.timed:
        about = recorded.filter(pl.col("target").is_in([rule.id, _act(rule)]))
        if about.is_empty():
            continue
        pairs = _pairs(answer, rule, about)
        if pairs:
            right, patterns = _explained(answer, rule, pairs)
            found.append(Compared(rule, len(pairs), right, patterns))
    return found


def _act(rule: Rule) -> str:
    return rule.event if isinstance(rule, Lapse) else getattr(rule, "act", "")


def _pairs(answer: Judging, rule: Rule, about: pl.DataFrame) -> list[tuple[date, date, date]]:
    """The dates on which duties arose, were due, and are said to be due."""
    names = {
        "case": answer.record.cases.gather(about["case"]),
        "thread": answer.record.threads.gather(about["thread"])
        if len(answer.record.threads)
        else pl.Series([None] * len(about), dtype=pl.String),
        "said": about["at"],
    }
    said = pl.DataFrame(names).unique(["case", "thread"], keep="first", maintain_order=True)
    rows = answer.rows.filter((pl.col("rule") == rule.id) & pl.col("due").is_not_null())
    both = rows.join(said, on=["case", "thread"], how="inner", nulls_equal=True)
    both = both.drop_nulls("opened")
    columns = [both[name].dt.date().to_list() for name in ("opened", "due", "said")]
    return list(zip(*columns, strict=True))


def _explained(
    answer: Judging, rule: Rule, pairs: list[tuple[date, date, date]]
) -> tuple[int, tuple[Pattern, ...]]:
    """How many are right, and which ways to count explain how many of the others, most first."""
    wrong = [each for each in pairs if each[1] != each[2]]
    ways = _ways(answer, rule)
    left, patterns = wrong, []
    while left and ways:
        fits = {key: [each for each in left if _is(way, each)] for key, way in ways.items()}
        key = max(ways, key=lambda one: (len(fits[one]), -list(ways).index(one)))
        if not fits[key]:
            break
        patterns.append(_pattern(key, fits[key]))
        explained = set(fits[key])
        left = [each for each in left if each not in explained]
        ways = {name: way for name, way in ways.items() if name != key}
    if left:
        patterns.append(_pattern("unknown", left))
    return len(pairs) - len(wrong), tuple(patterns)


def _is(way: Way, each: tuple[date, date, date]) -> bool:
    try:
        return way(each[0]) == each[2]
    except (CoverageError, ValueError, OverflowError):  # behind the calendar, or all dates
        return False


def _pattern(key: str, pairs: list[tuple[date, date, date]]) -> Pattern:
    order = Counter((said > due) - (said < due) for _, due, said in pairs)
    return Pattern(key, len(pairs), order[-1], order[1])


def _ways(answer: Judging, rule: Rule) -> dict[str, Way]:
    """Other ways to count the limit of a rule, the likeliest first."""
    assert is_timed(rule)
    term = answer.reading.term(rule.deadline, answer.sight.regime.counting)
    if term is None:
        return {}
    calendar = answer.calendar
    if term.measure in (Measure.AFTER, Measure.FROM):
        days = term.count if term.measure is Measure.AFTER else term.count + 1
        return {
            "calendar-days": lambda opened: opened + timedelta(days=days),
            "calendar-days-moved": lambda opened: _moved(calendar, opened + timedelta(days=days)),
            "no-holidays": lambda opened: _weekdays(opened, days),
            "no-make-up-days": lambda opened: _without_make_up(calendar, opened, days),
            "first-day": lambda opened: _working(calendar, opened, days - 1),
            "one-more": lambda opened: _working(calendar, opened, days + 1),
        }
    if term.measure is Measure.CALENDAR:
        days = term.count
        return {
            "not-moved": lambda opened: opened + timedelta(days=days),
            "not-moved-first-day": lambda opened: opened + timedelta(days=days - 1),
            "one-more": lambda opened: opened + timedelta(days=days + 1),
            "no-holidays-moved": lambda opened: _from_weekend(opened + timedelta(days=days)),
            "working-days": lambda opened: _working(calendar, opened, days),
        }
    return {"thirty-days": lambda opened: opened + timedelta(days=30 * max(term.count, 1))}


def _working(calendar: Calendar, opened: date, days: int) -> date:
    """The working day so many after a date."""
    if days < 1:
        return opened
    due = calendar.due(day_of(opened) * MINUTES, Term(Measure.AFTER, days))
    return date_of(due // MINUTES)


def _moved(calendar: Calendar, day: date) -> date:
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def _from_weekend(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _weekdays(opened: date, days: int) -> date:
    """So many days on, weekends apart, holidays and make-up days not heeded."""
    day, left = opened, days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _without_make_up(calendar: Calendar, opened: date, days: int) -> date:
    """So many working days on, weekends that are worked not counted."""
    day, left = opened, days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and calendar.is_working(day)
    return day


def effects(answer: Judging) -> list[Effects]:
    """Return what the record has of the effects of each lapse that it tells of."""
    shown = set(answer.entries.names)
    found = []
    for rule in answer.sight.regime.lapses:
        rows = answer.rows.filter(
            (pl.col("rule") == rule.id) & (pl.col("status") != "not-judgeable")
        )
        if rule.event not in shown or rows.is_empty():
            continue
        counts: Mapping[str, int] = dict(rows["why"].value_counts().iter_rows())
        off = rows.filter(pl.col("why").is_in(["entered-sooner", "entered-later"]))
        off = off.drop_nulls(["opened", "due", "settled"])
        columns = [off[name].dt.date().to_list() for name in ("opened", "due", "settled")]
        pairs = list(zip(*columns, strict=True))
        _, patterns = _explained(answer, rule, pairs)
        right, sooner, later, wrongly, missing = (counts.get(one, 0) for one in _EFFECTS)
        found.append(Effects(rule, right, sooner, later, wrongly, missing, patterns))
    return found
