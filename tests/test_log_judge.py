"""Judging a whole record is judging each of its threads by itself, on real dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from unittest.mock import ANY

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import CalendarClock
from model.conformance import Deviation, Outcome, conformance
from model.deadline import Period, Reading, Recurring, Unit, Within
from model.instant import instant_of
from model.record.entries import Entries, ordered
from model.record.judge import NEVER, STANDINGS, Judgements, judged
from model.record.patterns import BEGIN, Days, is_dated, patterns
from model.record.sight import sight
from model.regime import Regime
from model.rule import Obligation, Trigger, bearers_of
from model.tolling import Tolling
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from tests.draws import draws
from tests.small import counts, duty, lapse, regime, regimes

CALENDAR = chinese_calendar()
FIRST = instant_of(datetime(2026, 2, 9))
SPAN = 30 * 1440  # across Spring Festival
END = instant_of(datetime(2026, 3, 10, 12))
Threads = Sequence[dict[str, int]]
STANDS = {
    Outcome.FULFILLED: "fulfilled",
    Outcome.EXCUSED: "fulfilled",
    Outcome.LATE: "late",
    Outcome.NEVER: "missing",
    Outcome.DEEMED: "deemed",
    Outcome.PENDING: "pending",
}


def entries_of(of: Regime, threads: Threads, end: int = END) -> Entries:
    names = tuple(of.vocabulary.events)
    rows = [
        (number, names.index(event), at)
        for number, thread in enumerate(threads)
        for event, at in thread.items()
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    count, whole = len(rows), np.arange(len(threads))
    yes, no = np.ones(count, np.bool_), np.zeros(count, np.bool_)
    return ordered(
        Entries(
            names,
            (),
            table[:, 0],
            table[:, 1],
            table[:, 2] * 60_000_000,
            yes,
            yes,
            no,
            np.full(count, -1),
            np.arange(count),
            whole,
            np.full(len(threads), -1),
            np.zeros(len(threads), np.int64),
            ({},),
            end,
        )
    )


def party_of(of: Regime, event: str) -> str:
    bearers = [one for r in of.supports if r.act == event for one in bearers_of(r)]
    by = of.vocabulary.events[event].by
    return by if by in bearers or not bearers else bearers[0]


def alone(of: Regime, thread: dict[str, int], end: int) -> Iterator[tuple[object, ...]]:
    """Each duty of one thread as conformance has it on real dates, and whether that is sure."""
    law = Law(of, Reading(2), CalendarClock(CALENDAR))
    done = [event for event in thread if event in law.supporting or event not in of.governed]
    occurred = tuple(
        Occurrence(
            event,
            thread[event],
            Mode.EXOGENOUS if of.is_exogenous(event) else Mode.PERFORMED,
            party_of(of, event),
        )
        for event in sorted(done, key=thread.__getitem__)
    )
    found = conformance(law, Run(occurred, {}, end))
    early = any(one.deviation is Deviation.ACT_WITHOUT_TRIGGER for one in found.deviations)
    for one in found.judgements:
        if isinstance(one.rule, Obligation):
            stands = STANDS[one.outcome]
            if one.breached and not one.could and not one.disobeyed:
                stands = "could-not-be-kept"
            # Of notice a record is told the close by which it was due, conformance its event.
            due = ANY if one.rule.announced is not None else one.due
            yield one.rule.id, one.opened, due, stands, early


def together(found: Judgements, of: Regime, number: int) -> dict[str, tuple[object, ...]]:
    def minutes(at: int) -> int | None:
        return None if at == NEVER else int(at) // 60_000_000

    place = {int(case): thread for thread, case in enumerate(found.entries.case)}.get(number)
    return {
        found.rules[found.rule[row]]: (
            minutes(found.opened[row]),
            minutes(found.due[row]),
            str(STANDINGS[found.standing[row]]),
        )
        for row in np.flatnonzero(found.thread == (-1 if place is None else place)).tolist()
        if isinstance(of.by_id[found.rules[found.rule[row]]], Obligation)
    }


THREADS = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "d"]), st.integers(0, SPAN).map(lambda at: FIRST + at)
    ).filter(lambda thread: thread and len(set(thread.values())) == len(thread)),
    min_size=1,
    max_size=6,
)


def held_together(of: Regime, threads: Threads) -> None:
    seen = sight(of, tuple(of.vocabulary.events), tuple(of.vocabulary.attributes))
    found = judged(seen, entries_of(of, threads), CALENDAR, Reading(2))
    for number, thread in enumerate(threads):
        ours = together(found, of, number)
        for rule, opened, due, stands, early in alone(of, thread, END):
            assert rule in ours
            if ours[rule][2] == "not-judgeable":
                assert early
            else:
                assert (opened, due, stands) == ours[rule]
        sure = {rule for rule, each in ours.items() if each[2] != "not-judgeable"}
        assert sure <= {rule for rule, *_ in alone(of, thread, END)}


@given(regimes(), THREADS)
@draws(150)
def test_a_record_is_judged_as_each_of_its_threads_is_by_conformance(
    of: Regime, threads: Threads
) -> None:
    held_together(of, threads)


DATED = [
    regime(duty("a", "b", Within(3, Unit.CALENDAR_DAYS)), duty("b", "c", Within(2))),
    regime(duty("a", "b", Within(1, Unit.MONTHS)), lapse("b", "c", Within(5, Unit.CALENDAR_DAYS))),
    regime(duty("a", "b", Recurring(Period.MONTHLY), default="b"), duty("b", "d", Within(1))),
    regime(counts("a", "d"), duty("d", "b", Within(2, Unit.CALENDAR_DAYS))),
    regime(duty(Trigger(("a", "c"), "all"), "b", Within(4, Unit.CALENDAR_DAYS), default="b")),
]
STAYING = [
    regime(duty("a", "b", Within(1), default="b"), duty("b", "c", Within(3, Unit.CALENDAR_DAYS))),
    regime(
        duty(
            "a",
            "b",
            Within(3, Unit.CALENDAR_DAYS),
            clock=Tolling(restarts=("c",)),
        )
    ),
]


@given(st.sampled_from([*DATED, *STAYING]), THREADS)
@draws(120)
def test_the_same_holds_where_limits_are_counted_in_dates(of: Regime, threads: Threads) -> None:
    held_together(of, threads)


def test_matters_as_many_working_days_apart_share_a_pattern_and_keep_their_own_dates() -> None:
    of = regime(duty("a", "b", Within(2)))
    starts = [datetime(2026, 2, 13, 16), datetime(2026, 3, 6, 11), datetime(2026, 3, 2, 9)]
    ends = [datetime(2026, 2, 25, 9), datetime(2026, 3, 11, 10), datetime(2026, 3, 5, 16)]
    threads = [
        {"a": instant_of(one), "b": instant_of(other)}
        for one, other in zip(starts, ends, strict=True)
    ]
    found = judged(
        sight(of, ("a", "b")), entries_of(of, threads, END + 90 * 1440), CALENDAR, Reading(2)
    )
    assert found.patterns == 1
    assert [str(STANDINGS[one]) for one in found.standing] == ["late"] * 3
    days = [date(2026, 2, 24), date(2026, 3, 10), date(2026, 3, 4)]
    due = [datetime(one.year, one.month, one.day, 17) for one in days]
    assert [int(at) // 60_000_000 for at in found.due] == [instant_of(one) for one in due]


def test_threads_of_equal_hash_that_differ_are_told_apart() -> None:
    of = regime(duty("a", "b", Within(2)))
    threads = [{"a": FIRST + 1000 * k, "b": FIRST + 1700 * k + 700} for k in range(20)]
    law = Law(of, Reading(2), CalendarClock(CALENDAR))
    entries = entries_of(of, threads)
    from unittest.mock import patch

    def same(key: np.ndarray) -> np.ndarray:
        return np.zeros_like(key)

    from model.record.judge import by_whom

    entries = by_whom(entries, law)
    usual = patterns(entries, law, Days.of(CALENDAR), CALENDAR)
    with patch("model.record.grouping._mixed", same):
        slow = patterns(entries, law, Days.of(CALENDAR), CALENDAR)
    assert len(usual) == len(slow) > 3
    assert len({*zip(usual.pattern.tolist(), slow.pattern.tolist(), strict=True)}) == len(usual)


def test_only_where_dates_matter_do_threads_stay_on_theirs() -> None:
    clock = CalendarClock(CALENDAR)
    free = [regime(duty("a", "b", Within(2))), *DATED]
    assert not any(is_dated(Law(of, Reading(2), clock)) for of in free)
    assert all(is_dated(Law(of, Reading(2), clock)) for of in STAYING)
    assert BEGIN > 0
