"""Whether an office keeps its deadlines: formula, invariant and days gone through one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import Calendar, chinese_calendar
from model.deadline import Measure, Term
from model.language import catalogue
from tests.draws import draws
from tests.spacer import spacer_says
from verify.capacity import (
    LONGEST_RUN,
    Feasibility,
    feasible,
    largest_burst,
    shortest_window,
    window,
    with_burst,
    with_window,
)
from verify.capacity.breaking_run import greatest
from verify.capacity.demand import (
    Envelope,
    Flow,
    Office,
    ServiceOrder,
    Stream,
    first_excess,
    keeps,
    least_officers,
)
from verify.capacity.queue_invariant import DeskState, QueueSystem, certified
from verify.verdict import Answer

CALENDAR = chinese_calendar()
RATES = [Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(5, 3), Fraction(2), Fraction(3)]


def stream(
    rate: int | str | Fraction,
    burst: int | str | Fraction,
    window: int,
    per_day: int = 1,
    name: str = "r",
) -> Stream:
    envelope = Envelope(Fraction(rate), Fraction(burst))
    return Stream(name, envelope, per_day, window, window, Term(Measure.AFTER, window))


def office(
    *streams: Stream, order: ServiceOrder = ServiceOrder.DEADLINE, by_opening: bool = False
) -> Office:
    return Office(streams, order, by_opening)


def decided(of: Office, officers: int) -> Feasibility:
    return feasible(of, officers, CALENDAR)


def conforms(arrivals: Sequence[int], envelope: Envelope) -> bool:
    """By definition: no stretch of consecutive days holds more than the envelope allows."""
    return all(
        sum(arrivals[start:end]) <= envelope.burst + envelope.rate * (end - start)
        for start in range(len(arrivals))
        for end in range(start + 1, len(arrivals) + 1)
    )


# The day as a person would play it with cards: (days left, age, place, units) for every matter.
Card = tuple[int, int, int, int]


def played(of: Office, officers: int, desk: tuple[Card, ...], came: Sequence[int]) -> Any:
    """One working day: serve, age, receive (or receive first); whether a card has run out."""
    received = [
        (one.window, 0, place, of.day // one.per_day)
        for place, one in enumerate(of.streams)
        for _ in range(came[place])
    ]
    cards = [*desk, *received] if of.by_opening else list(desk)
    cards.sort(key=lambda card: _priority(of, card))
    units = officers * of.day
    rest = []
    for left, age, place, effort in cards:
        worked = min(units, effort)
        units -= worked
        if effort > worked:
            rest.append((left - 1, age + 1, place, effort - worked))
        else:
            continue
    if not of.by_opening:
        rest += received
    return tuple(sorted(rest)), any(left <= 0 for left, *_ in rest)


def _priority(of: Office, card: Card) -> tuple[int, ...]:
    left, age, place, _ = card
    if of.order is ServiceOrder.DEADLINE:
        return (left, -age, place)
    return (-age, -of.streams[place].window, place)


def shortest_break(of: Office, officers: int, longest: int) -> int | None:
    """Breadth first over all arrivals that conform: on which day a card can run out first."""
    full = tuple((int(one.envelope.burst * one.envelope.rate.denominator)) for one in of.streams)
    seen = {(full, ())}
    frontier: list[tuple[tuple[int, ...], tuple[Card, ...]]] = [(full, ())]
    for day in range(longest):
        coming = []
        for tokens, desk in frontier:
            for came, after in _arrivals(of, tokens, full):
                state, broken = played(of, officers, desk, came)
                if broken:
                    return day
                if (after, state) not in seen:
                    seen.add((after, state))
                    coming.append((after, state))
        if not coming:
            return None
        frontier = coming
    return None


def _arrivals(
    of: Office, tokens: tuple[int, ...], full: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    rates = [one.envelope.rate for one in of.streams]
    have = [now + rate.numerator for now, rate in zip(tokens, rates, strict=True)]
    most = [one // rate.denominator for one, rate in zip(have, rates, strict=True)]
    for came in product(*(range(one + 1) for one in most)):
        yield (
            came,
            tuple(
                min(top, one - rate.denominator * number)
                for top, one, rate, number in zip(full, have, rates, came, strict=True)
            ),
        )


@st.composite
def single(draw: st.DrawFn) -> tuple[Office, int]:
    rate = draw(st.sampled_from(RATES))
    least = Envelope(rate, Fraction(1)).least_burst
    burst = least + Fraction(draw(st.integers(0, 6)), 2)
    one = stream(rate, burst, draw(st.integers(1, 3)), draw(st.integers(1, 2)))
    return office(one, by_opening=draw(st.booleans())), draw(st.integers(1, 4))


@st.composite
def several(draw: st.DrawFn) -> tuple[Office, int]:
    streams = []
    for place in range(2):
        rate = draw(st.sampled_from(RATES[:3]))
        burst = Envelope(rate, Fraction(1)).least_burst + draw(st.integers(0, 1))
        window, per_day = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        streams.append(stream(rate, burst, window, per_day, f"r{place}"))
    order = draw(st.sampled_from(list(ServiceOrder)))
    return office(*streams, order=order), draw(st.integers(1, 4))


def assert_all_agree(of: Office, officers: int) -> None:
    found = decided(of, officers)
    longest = 9 if found.excess is None else found.excess.days + 1
    day = shortest_break(of, officers, min(longest, 9))
    if found.answer is Answer.PROVED:
        assert day is None
    else:
        assert found.answer is Answer.REFUTED
        assert found.run is not None
        if found.run.late.due < 9:
            assert day == found.run.late.due
    invariant = QueueSystem(of.flows, officers * of.day).proved()
    assert (invariant is Answer.PROVED) == (found.answer is Answer.PROVED)


@draws(60)
@given(single())
def test_formula_invariant_and_every_run_of_days_agree(case: tuple[Office, int]) -> None:
    assert_all_agree(*case)


@draws(40)
@given(several())
def test_they_agree_on_streams_that_share_an_office(case: tuple[Office, int]) -> None:
    assert_all_agree(*case)


@given(
    st.sampled_from([*RATES, Fraction(7, 10), Fraction(1, 3)]),
    st.integers(0, 8),
    st.integers(1, 14),
)
def test_the_greatest_arrivals_conform_and_reach_the_envelope(
    rate: Fraction, extra: int, days: int
) -> None:
    envelope = Envelope(rate, Envelope(rate, Fraction(0)).least_burst + Fraction(extra, 3))
    arrivals = greatest(envelope, days)
    assert sum(arrivals) == envelope.most(days)
    assert conforms(arrivals, envelope)
    assert conforms(arrivals[::-1], envelope)


def test_below_the_least_burst_the_rate_cannot_be_reached() -> None:
    envelope = Envelope(Fraction(3, 2), Fraction(0))
    assert not conforms(greatest(envelope, 2), envelope)
    enough = replace(envelope, burst=envelope.least_burst)
    assert conforms(greatest(enough, 9), enough)


@draws(60)
@given(st.one_of(single(), several()), st.data())
def test_arrivals_within_the_envelope_are_never_late_where_it_is_proved(
    case: tuple[Office, int], data: st.DataObject
) -> None:
    of, _ = case
    officers = least_officers(of)
    assert officers is not None
    assert decided(of, officers).answer is Answer.PROVED
    tokens = tuple(int(one.envelope.burst * one.envelope.rate.denominator) for one in of.streams)
    full, desk = tokens, ()
    for _ in range(25):
        choices = list(_arrivals(of, tokens, full))
        # The most that can come, about half the time; else anything that conforms.
        came, tokens = data.draw(st.sampled_from([*choices, *choices[-1:] * len(choices)]))
        desk, broken = played(of, officers, desk, came)
        assert not broken


@draws(60)
@given(st.one_of(single(), several()))
def test_one_officer_fewer_is_late_exactly_on_the_day_shown(case: tuple[Office, int]) -> None:
    of, _ = case
    least = least_officers(of)
    assert least is not None
    if least == 1:
        return
    found = decided(of, least - 1)
    assert found.answer is Answer.REFUTED
    assert found.run is not None
    if found.run.late.due > 8:
        return
    desk: tuple[Card, ...] = ()
    for row in found.run.days:
        desk, broken = played(of, least - 1, desk, row.arrived)
        assert broken == (row.number == found.run.late.due) == bool(row.late)
    for place, one in enumerate(of.streams):
        assert conforms([row.arrived[place] for row in found.run.days], one.envelope)


@draws(80)
@given(st.one_of(single(), several()))
def test_more_officers_longer_deadlines_and_smaller_bursts_never_hurt(
    case: tuple[Office, int],
) -> None:
    of, officers = case
    if not keeps(of, officers):
        return
    assert keeps(of, officers + 1)
    for place, one in enumerate(of.streams):
        if of.order is ServiceOrder.DEADLINE or len(of.streams) == 1:
            assert keeps(with_window(of, place, one.window + 1), officers)
        smaller = one.envelope.burst - 1
        if smaller >= one.envelope.least_burst:
            assert keeps(with_burst(of, place, smaller), officers)


@draws(80)
@given(st.one_of(single(), several()))
def test_the_inverses_are_tight(case: tuple[Office, int]) -> None:
    of, officers = case
    for place, one in enumerate(of.streams):
        days = shortest_window(of, place, officers)
        if of.order is ServiceOrder.DEADLINE or len(of.streams) == 1:
            kept = [keeps(with_window(of, place, days), officers) for days in range(1, 40)]
            assert days == (kept.index(True) + 1 if True in kept else None)
        burst = largest_burst(of, place, officers)
        least = -(-one.envelope.least_burst // 1)
        met = [
            whole
            for whole in range(int(least), 40)
            if keeps(with_burst(of, place, Fraction(whole)), officers)
        ]
        assert burst == (met[-1] if met else None)


def test_exactly_enough_is_enough_and_one_less_is_not() -> None:
    of = office(stream("5/2", "9/2", 1, per_day=7))
    assert decided(of, 1).answer is Answer.PROVED  # 7 in a day, 7 done in the next
    assert decided(office(stream("5/2", "9/2", 1, per_day=6)), 1).answer is Answer.REFUTED
    steady = office(stream(3, 0, 1, per_day=3))
    assert decided(steady, 1).answer is Answer.PROVED  # all that comes is done the next day
    assert decided(office(stream("3.001", "0.999", 5, per_day=3)), 1).answer is Answer.REFUTED


def test_a_rate_just_above_what_is_served_breaks_any_deadline_in_the_end() -> None:
    of = office(stream("2.01", "0.99", 10, per_day=2))
    found = decided(of, 1)
    assert found.run is not None
    assert found.excess is not None
    # After k days 2.01 k + 0.99 have come and 2 (k + 9) can be done: 0.01 k > 17.01 + ...
    assert found.excess.days - 9 == min(
        days
        for days in range(1, 3000)
        if int(Fraction("0.99") + Fraction("2.01") * days) > 2 * (days + 9)
    )
    assert shortest_window(of, 0, 1) is None
    longer = decided(with_window(of, 0, 2 * LONGEST_RUN), 1)
    assert (longer.answer, longer.run) == (Answer.REFUTED, None)
    assert longer.excess is not None
    assert longer.excess.due > longer.excess.possible


def test_no_number_of_officers_keeps_a_limit_that_ends_on_the_day_of_arrival() -> None:
    same_day = office(stream(1, 0, 0))
    assert least_officers(same_day) is None
    found = decided(same_day, 1000)
    assert found.run is not None
    assert (found.run.late.arrived, found.run.late.due) == (0, 0)
    by_opening = office(stream(1, 0, 1), by_opening=True)
    assert decided(by_opening, 1).answer is Answer.PROVED


def test_the_most_urgent_first_needs_fewer_than_the_oldest_first() -> None:
    streams = (stream(1, 1, 1, 5, "r0"), stream(1, 9, 4, 5, "r1"))
    urgent, oldest = office(*streams), office(*streams, order=ServiceOrder.ARRIVAL)
    assert (least_officers(urgent), least_officers(oldest)) == (1, 3)
    found = decided(oldest, 2)
    assert found.run is not None
    assert found.run.late.stream == 0
    assert decided(oldest, 3).answer is Answer.PROVED


def test_oldest_first_the_last_to_come_is_the_one_to_be_late() -> None:
    # One urgent matter in two days: it is late only if it comes on the second, behind all others.
    streams = (stream("1/2", "1/2", 2, 4, "r0"), stream(6, 0, 9, 4, "r1"))
    found = decided(office(*streams, order=ServiceOrder.ARRIVAL), 1)
    assert found.run is not None
    assert [row.arrived for row in found.run.days][:2] == [(0, 6), (1, 6)]
    assert (found.run.late.stream, found.run.late.arrived, found.run.late.due) == (0, 1, 3)


# The invariant itself: what it proves it proves of the system, and a false one is not proved.

ONE = Flow(effort=1, tokens=9, gain=5, grain=2, window=1)
TWO = (ONE, Flow(effort=2, tokens=4, gain=1, grain=3, window=3))


class Slower(QueueSystem):
    """An office that serves one unit less than its invariant thinks."""

    def step(self, before: DeskState, arrivals: Sequence[Any], after: DeskState) -> Any:
        self.capacity -= 1
        found = super().step(before, arrivals, after)
        self.capacity += 1
        return found


class Backlogged(QueueSystem):
    """An office that may begin with anything on its desk."""

    def initial(self, state: DeskState) -> Any:
        return state.left >= 0


class Careless(QueueSystem):
    """An invariant that says nothing about the work."""

    def invariant(self, state: DeskState) -> Any:
        return state.left >= 0


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("flows", [(ONE,), TWO])
def test_each_query_can_fail(flows: tuple[Flow, ...], whole: bool) -> None:
    capacity = next(c for c in range(1, 50) if first_excess(flows, c) is None)
    assert QueueSystem(flows, capacity, whole).proved() is Answer.PROVED
    assert QueueSystem(flows, capacity - 1, whole).proved() is Answer.REFUTED
    failing = {Slower: "consecution", Backlogged: "initiation", Careless: "safety"}
    for broken, name in failing.items():
        system = broken(flows, capacity, whole)
        answers = {
            key: str(system._solver(query).check()) for key, query in system.queries().items()
        }
        assert [key for key, answer in answers.items() if answer == "sat"] == [name]


def test_fractions_of_matters_claim_too_much_where_only_whole_ones_save_the_day() -> None:
    tight = Flow(effort=1, tokens=12, gain=2, grain=3, window=4)  # 5 in two days, not 5 1/3
    assert QueueSystem([tight], 1, whole=False).proved() is Answer.REFUTED
    answer, system = certified([tight], 1)
    assert answer is Answer.PROVED
    assert system.whole


@pytest.mark.parametrize("capacity", [6, 7])
def test_spacer_finds_the_same_without_being_told_an_invariant(capacity: int) -> None:
    expected = Answer.PROVED if first_excess([ONE], capacity) is None else Answer.REFUTED
    assert spacer_says(QueueSystem([ONE], capacity)) is expected


def test_an_undecided_invariant_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    system = QueueSystem([ONE], 7)
    monkeypatch.setattr("verify.capacity.certified", lambda *_: (Answer.UNKNOWN, system))
    found = decided(office(stream("5/2", "9/2", 1, per_day=7)), 1)
    assert (found.answer, found.proof) == (Answer.UNKNOWN, None)
    assert found.reason in catalogue()


def test_a_run_that_breaks_nothing_when_replayed_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("verify.capacity.worst_arrivals", lambda *_: [[1]])
    found = decided(office(stream("5/2", "9/2", 1, per_day=3)), 1)
    assert (found.answer, found.run) == (Answer.UNKNOWN, None)
    assert found.reason in catalogue()


# Limits that count dates.


def dated(days: int, per_day: int = 1) -> Office:
    term = Term(Measure.CALENDAR, days)
    least, most = window(term, CALENDAR, False)
    return office(Stream("r", Envelope(Fraction(1), Fraction(4)), per_day, least, most, term))


def test_a_limit_in_dates_is_taken_at_its_least_and_refuted_on_a_real_date() -> None:
    of = dated(10)
    assert (of.streams[0].window, of.dated) == (1, True)
    assert decided(of, 5).answer is Answer.PROVED
    found = decided(of, 4)
    assert found.run is not None
    assert found.run.start is not None
    # Five come at the close of that day; by the same term all five are due a working day later.
    index = CALENDAR.index_from(found.run.start)
    due = CALENDAR.due(CALENDAR.closing(index), of.streams[0].term)
    assert CALENDAR.index_at(due) - index == found.run.late.due == 1


def test_where_no_date_shows_what_the_least_length_fears_nothing_is_claimed() -> None:
    # In plain weeks seven dates are five working days or six; four are a fear without a date.
    flags = [True] * 5 + [False] * 2
    plain = Calendar(date(2001, 1, 1), flags * 220)
    term = Term(Measure.CALENDAR, 7)
    least, most = window(term, plain, False)
    assert (least, most) == (5, 6)
    of = office(Stream("r", Envelope(Fraction(1), Fraction(4)), 1, 4, 5, term))
    found = feasible(of, 1, plain)
    assert keeps(with_window(of, 0, 5), 1)
    assert (found.answer, found.reason) == (Answer.UNKNOWN, "capacity.no-date")


def capacity_table() -> None:
    """Print what the length of a deadline and the number of cases in flight cost: nothing."""
    print("\nCan the duty be met: proof for all time, least officers (ratio to the first row)")
    base = 0.0
    for days, flight in ((1, 1), (10, 10), (100, 1_000), (1_000, 100_000), (10_000, 1_000_000)):
        of = office(stream("5/2", flight, days, per_day=4))
        start = time.perf_counter()
        officers = least_officers(of)
        assert officers is not None
        assert decided(of, officers).answer is Answer.PROVED
        taken = time.perf_counter() - start
        base = base or taken
        row = f"  deadline {days:6} days, up to {flight:8} at once: {officers:4} officer(s)"
        print(f"{row}  {taken:6.3f} s  x{taken / base:.1f}")


def test_long_deadlines_and_many_cases_cost_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    capacity_table()
    rows = capsys.readouterr().out.splitlines()[2:]
    assert all(float(row.split()[-3]) < 3 for row in rows)
