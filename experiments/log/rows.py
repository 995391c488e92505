"""Judgements as a table: matter, rule, how it stands, since when, until when, and why."""

from __future__ import annotations

import numpy as np
import polars as pl

from model.calendar import Calendar
from model.record.entries import Flags, Whole
from model.record.judge import NEVER, NONE, STANDINGS, WHYS, Judgements
from model.record.patterns import Days
from model.record.sight import Sight
from model.record.standing import Standing
from model.rule import CountsAs, Lapse, Rule, act_of, bearers_of
from protocols.log.record import Record

_MINUTE = 60_000_000  # microseconds

COLUMNS = (
    "case",
    "thread",
    "rule",
    "article",
    "status",
    "opened",
    "due",
    "settled",
    "working_days_late",
    "why",
)
"""What is told of each duty to other programs, in this order."""


SUPERVISING = ("regulator", "queried-party", "parallel-department")
"""The parties, with those that belong to them, that a department is where there are several."""


def rows_of(record: Record, seen: Sight, found: Judgements, calendar: Calendar) -> pl.DataFrame:
    """Return the judgements of a record, by matter, department and rule.

    Beside :data:`COLUMNS` (``why`` is a reason's name) there are ``about``, the event or fact that
    it is about; ``bearer`` and ``act`` of the rule; ``lapse``, whether nobody owes it;
    ``opened_timed`` and ``settled_timed``, whether the time of day is known; ``kind``; ``line`` of
    the entry at which it arose, else of the one by which it was done; ``number`` of the thread;
    ``least``, whether it may have been later than by so many working days; ``overdue_by``, of what
    is missing, the working days since it was due, each begun one counted. A duty of the whole
    matter stands once, without a department. ``own`` is whether it is the department's own duty,
    and not one towards it.
    """
    entries = found.entries
    rules = [seen.regime.by_id[rule] for rule in found.rules]
    whole = np.array([_of_the_matter(seen, rule) for rule in rules], dtype=np.bool_)
    kept = _first_of_case(found, whole)
    thread, rule = found.thread[kept], found.rule[kept]
    office = np.where(whole[rule], NONE, entries.office[thread])
    case = entries.case[thread]
    by = np.where(found.opened_by >= 0, found.opened_by, found.settled_by)[kept]
    columns = {
        "case": _gathered(record.cases, case),
        "thread": _gathered(record.threads, office),
        "rule": _named(found.rules, rule),
        "article": _named([one.article for one in rules], rule),
        "status": _named([str(one) for one in STANDINGS], found.standing[kept]),
        "opened": _times(found.opened[kept]),
        "due": _times(found.due[kept]),
        "settled": _times(found.settled[kept]),
        "working_days_late": _numbers(found.late[kept]),
        "why": _named([str(one) for one in WHYS], found.why[kept]),
        "about": _named(found.names, found.about[kept]),
        "bearer": _named([next(iter(bearers_of(one)), "") for one in rules], rule),
        "act": _named([act_of(one) for one in rules], rule),
        "own": _flags(np.array([_is_own(seen, one) for one in rules], np.bool_), rule)
        & pl.Series(office >= 0),
        "lapse": _flags(np.array([isinstance(one, Lapse) for one in rules], np.bool_), rule),
        "opened_timed": pl.Series(found.opened_timed[kept]),
        "settled_timed": pl.Series(found.settled_timed[kept]),
        "kind": _kinds(record, case),
        "line": _numbers(np.where(by >= 0, entries.line[by], NONE)),
        "number": pl.Series(thread, dtype=pl.Int64),
        "least": pl.Series(found.least[kept]),
        "overdue_by": _overdue_by(found, kept, calendar),
    }
    return pl.DataFrame(columns)


def _overdue_by(found: Judgements, kept: Flags, calendar: Calendar) -> pl.Series:
    """By how many working days what is missing is overdue when the record ends."""
    standing, due = found.standing[kept], found.due[kept]
    rows = np.flatnonzero((standing == STANDINGS.index(Standing.MISSING)) & (due != NEVER))
    days = np.full(len(due), NONE, dtype=np.int64)
    if len(rows):
        known, place = np.unique(due[rows] // _MINUTE, return_inverse=True)
        index = np.array([calendar.index_at(one) for one in known.tolist()], dtype=np.int64)
        days[rows] = Days.of(calendar).closed(found.entries.end) - index[place]
    return _numbers(days)


def _of_the_matter(seen: Sight, rule: Rule) -> bool:
    """Whether a rule is about events of the whole matter only, and so about no department."""
    events = seen.regime.vocabulary.events
    named = (*rule.on.events, act_of(rule))
    return not isinstance(rule, CountsAs) and all(events[one].scope == "case" for one in named)


def _is_own(seen: Sight, rule: Rule) -> bool:
    """Whether a rule binds the department that the thread is of."""
    words = seen.regime.vocabulary
    known = [party for party in SUPERVISING if party in words.parties]
    return words.meet(bearers_of(rule), known)


def _first_of_case(found: Judgements, whole: Flags) -> Flags:
    """Which judgements are told: those of the whole matter only for its first department."""
    case = found.entries.case
    first = np.concatenate([[True], case[1:] != case[:-1]]) if len(case) else np.zeros(0, np.bool_)
    return ~whole[found.rule] | first[found.thread]


def _gathered(values: pl.Series, places: Whole) -> pl.Series:
    if values.is_empty():
        return pl.Series([None] * len(places), dtype=pl.String)
    known = pl.Series(np.where(places >= 0, places, 0)).cast(pl.UInt32)
    found = values.cast(pl.String).gather(known)
    return found if bool((places >= 0).all()) else found.set(pl.Series(places < 0), None)


def _named(words: tuple[str, ...] | list[str], places: Whole) -> pl.Series:
    return _gathered(pl.Series(words, dtype=pl.String), places)


def _times(at: Whole) -> pl.Series:
    known = pl.Series(np.where(at == NEVER, 0, at)).cast(pl.Datetime("us"))
    return known.set(pl.Series(at == NEVER), None)


def _numbers(values: Whole) -> pl.Series:
    return pl.Series(values, dtype=pl.Int64).set(pl.Series(values < 0), None)


def _flags(flags: Flags, rule: Whole) -> pl.Series:
    return pl.Series(flags[rule] if len(rule) else np.zeros(0, np.bool_))


def _kinds(record: Record, case: Whole) -> pl.Series:
    if record.kinds is None:
        return pl.Series([None] * len(case), dtype=pl.String)
    return _gathered(record.kinds, case)
