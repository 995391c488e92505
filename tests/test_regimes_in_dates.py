"""Random regimes with limits in calendar days and months: the solver, and every run on real dates.

Runs are enumerated by the transition relation and the calendar alone, over some days around a
holiday. None may be later than the solver's bound on any date; and the bound is attained, since a
run that takes so long is shown and has been replayed on its dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, permutations, product

import z3
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import CalendarClock, Clock
from model.deadline import STRICT, Deadline, Immediately, Unit, Within
from model.instant import MINUTES, day_of
from model.lengths import instants_of
from model.property import Property
from model.regime import Regime
from model.rule import Rule, Trigger
from model.vocabulary import EventType
from tests.draws import draws, enough
from tests.enumeration import Enumeration
from tests.small import NAME, clocks, counts, duty, lapse, may, must_not, regime
from verify.encoding import Encoding
from verify.formula import both, equal, less
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Verdict

CALENDAR = chinese_calendar()
FOUND: Counter[str] = Counter()
HOLIDAYS = ["2019-02-02", "2020-01-23", "2013-02-08", "2024-02-08", "2023-09-28", "2012-09-28"]
"""Dates on, or a day before, which the longest times off begin."""


def days(count: int) -> Within:
    return Within(count, Unit.CALENDAR_DAYS)


class OnDates(Enumeration):
    """All runs of a regime on the dates of some working days, and of the days off after each."""

    def __init__(self, of: Regime, first: date, working_days: int) -> None:
        start = CALENDAR.slot(day_of(first) * MINUTES + CALENDAR.hours.close) // 2
        slots = range(2 * start, 2 * (start + working_days))
        self.instants = [at for slot in slots for _, at in instants_of(CALENDAR, slot)]
        self.next = dict(zip(self.instants, [*self.instants[1:], 10**12], strict=True))
        super().__init__(of, STRICT, self.instants[-1], any_day=True)

    def _clock(self) -> Clock:
        return CalendarClock(CALENDAR)

    def _first(self) -> int:
        return self.instants[0]

    def _after(self, slot: int) -> int:
        return self.next[slot]

    def _closes(self, slot: int) -> bool:
        return CALENDAR.is_closing(slot)

    def _slot(self, at: int) -> int:
        return CALENDAR.slot(at)


LIMITS: list[Deadline] = [days(1), days(2), days(3), days(5), days(7), Within(1), Immediately()]


@st.composite
def dated(draw: st.DrawFn) -> tuple[Regime, Property]:
    """Two or three duties or lapses, most with limits in dates, and a question about them."""
    pairs = st.sampled_from([(one, other) for one in "abc" for other in "bcd" if one != other])
    rules: list[Rule] = []
    for number in range(draw(st.integers(2, 3))):
        on, act = draw(pairs)
        default = draw(st.sampled_from([None, None, act]))
        limit = draw(st.sampled_from(LIMITS))
        bearer = draw(st.sampled_from(["p", "q"]))
        others = [one for one in "abcd" if one != act]
        counted = isinstance(limit, Within) and limit.unit is Unit.WORKING_DAYS
        clock = draw(clocks(limit, others, Trigger((on,)))) if counted else None
        if draw(st.integers(0, 5)) == 0:
            ends = draw(st.sampled_from([(), (others[-1],)]))
            rules.append(lapse(on, act, limit, unless=ends, clock=clock, id=f"r{number}"))
            continue
        named = duty(on, act, limit, id=f"r{number}", default=default, bearer=bearer, clock=clock)
        rules.append(named)
    on, act = draw(pairs)
    further: list[Rule] = [counts(on, act), must_not(on, act), may(on, act)]
    rules += draw(st.sampled_from([[], [], *([one] for one in further)]))
    trigger, response = draw(pairs)
    return regime(*rules), Property("any", NAME, trigger, response)


def check(of: Regime, prop: Property, around: date, working_days: int) -> Verdict:
    """Hold the verdict for everyone to all runs around a date; return it."""
    (verdict,) = verify(of, [prop], [STRICT], [Assume.EVERYONE])
    obeyed = frozenset(of.by_id) - {*verdict.exempt}
    found = OnDates(of, around, working_days).judge(prop, obeyed)
    FOUND[str(verdict.answer)] += 1
    assert verdict.answer is not Answer.UNKNOWN
    if verdict.answer is Answer.VACUOUS:
        assert not found.reachable or verdict.unregulated
    if verdict.answer is not Answer.PROVED:
        return verdict
    assert verdict.days is not None
    assert verdict.guaranteed is not None
    assert verdict.guaranteed.exact
    assert found.bound is not None
    assert found.bound <= verdict.days
    FOUND["attained"] += found.bound == verdict.days > 0
    if verdict.days:
        (sooner,) = verify(of, [prop], [STRICT], [Assume.EVERYONE], within=verdict.days - 1)
        assert sooner.answer is Answer.REFUTED
    return verdict


@given(dated(), st.sampled_from(HOLIDAYS), st.integers(0, 3))
@draws(33, phases=[Phase.generate])
def test_no_run_on_any_dates_is_later_than_the_bound(
    question: tuple[Regime, Property], holiday: str, sooner: int
) -> None:
    check(*question, date.fromisoformat(holiday) - timedelta(days=sooner), 3)


WEEKEND = CALENDAR.slot(day_of(date(2023, 9, 15)) * MINUTES + CALENDAR.hours.close) + 1


def answers(of: Regime, orders: Sequence[tuple[str, ...] | None], same: bool = False) -> int:
    """Ask for limits of all lengths from one weekend, in some orders of their triggers or in any.

    Rules are named as their triggers. Each answer is held to whether there are such dates; return
    how often there are none.
    """
    encoding = Encoding.of(of, STRICT, CALENDAR, z3.Context())
    dates, names = encoding.dates, [rule.id for rule in of.obligations]
    assert dates is not None
    begun = [both(encoding.rules[one].active, equal(dates.day(one), WEEKEND // 2)) for one in names]
    begun += [equal(encoding.rules[one].opened.off, 1) for one in names]
    known = {one: dates.tables[one].by_slot[WEEKEND] for one in names}
    every = [sorted({length for _, length in known[one]}) for one in names]
    missed = 0
    for order, lengths in product(orders, product(*every)):
        lasting = dict(zip(names, lengths, strict=True))
        on = [[day for day, last in known[one] if last == lasting[one]] for one in order or names]
        fit = [days for days in product(*on) if order is None or [*days] == sorted(days)]
        can = any(len({*days}) == 1 or not same for days in fit)
        ranks = [encoding.rules[one].opened.rank for one in order or ()]
        asked = [*begun, *(less(one, then) for one, then in pairwise(ranks))]
        asked += [equal(encoding.elapsed[one], lasting[one]) for one in names]
        assert (encoding.dated_solver.check(asked) == z3.sat) == can, (order, lasting)
        missed += not can
    return missed


def on_a_weekend(**limits: Deadline) -> list[Rule]:
    return [duty(on, f"{on}!", limit, id=on) for on, limit in limits.items()]


KINDS = {name: EventType(name, NAME) for on in "abc" for name in (on, f"{on}!")}


def test_limits_that_begin_in_one_time_off_have_dates_in_the_order_of_their_events() -> None:
    """From Friday's evening, Saturday and Sunday: b lasts as long from each, a and c do not."""
    three = on_a_weekend(a=days(3), b=days(1), c=days(5))
    assert answers(regime(*three, events=KINDS), [*permutations("abc"), None]) >= 10
    two = on_a_weekend(a=days(3), c=days(5))
    assert answers(regime(*two, events=KINDS), [("a", "c"), ("c", "a"), None]) >= 3


def test_limits_that_begin_with_an_event_and_what_it_counts_as_begin_on_one_date() -> None:
    two = on_a_weekend(a=days(3), b=days(5))
    counted = counts("a", "b", id="counted")
    assert answers(regime(*two, counted, events=KINDS), [None], same=True) >= 3


def test_the_random_regimes_held_bounds_that_were_attained() -> None:
    assert FOUND["proved"] >= enough(9), FOUND
    assert FOUND["attained"] >= enough(3), FOUND
