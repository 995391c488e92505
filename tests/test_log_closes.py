"""Dates without times: one judgement stands for others only where they are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.clock import WatchedClock
from model.deadline import Before, Immediately, Period, Reading, Recurring, Unit, Within
from model.record.bench import Bench
from model.record.in_order import InOrder
from model.record.measured import measured
from model.record.orders import Entry, Part, orders
from model.record.patterns import BEGIN, workdays
from model.record.standing import Judged, Standing, Why
from model.regime import Regime
from model.rule import Obligation
from model.transition import Law
from model.vocabulary import EventType
from tests.draws import draws
from tests.small import NAME, duty, needing, regime, regimes
from tests.test_log_orders import bench_of, entries

PARTS = (Part.OPEN, Part.AT_CLOSE, Part.CLOSED)


def timed(of: Regime, told: Sequence[Entry], parts: Sequence[Part]) -> list[Entry]:
    """The same, those with a time in any part of the day: at its close only the world's."""
    found: list[Entry] = []
    placed = [
        one._replace(part=part)
        if not one.floating and (part is not Part.AT_CLOSE or of.is_exogenous(one.event))
        else one
        for one, part in zip(told, parts, strict=False)
    ]
    for _, of_day in groupby(placed, lambda one: one.day):
        before = None
        for one in sorted(of_day, key=lambda one: (one.floating, one.part)):
            known = before is not None and not one.floating
            tied = known and before is not None and one.part is before.part
            found.append(one._replace(same_date=before is not None, same_time=tied))
            before = one
    return found


def lasting(of: Regime, told: Sequence[Entry], lengths: Sequence[tuple[int, int]]) -> list[Entry]:
    """The same entries; limits in dates last so long from them, begun by the close and after."""
    known = measured(Law(of, Reading(2), WatchedClock(workdays())))
    if known is None:
        return [*told]
    return [
        one._replace(lengths=tuple((rule, *each) for rule in known.rules))
        if one.event in known.sources
        else one
        for one, each in zip(told, lengths, strict=False)
    ]


def by_every_parting(bench: Bench, told: Sequence[Entry], end: int) -> list[Judged]:
    """What stands alike in every order with every parting, each judged for itself."""
    cases = []
    for needs in (bench.needs, {}):
        ways = product(*orders(told, needs, 10**6))
        cases = [InOrder(bench, told, range(len(told)), [*sum(way, ())], {}, end) for way in ways]
        if not any(case.early for case in cases):
            break
    least = min(len(case.early) for case in cases)
    rows = [{one.rule: one for one in case} for case in cases if len(case.early) == least]
    if len(rows) == 1:
        return [*rows[0].values()]
    floating = any(one.floating for one in told)
    return [*bench._agreed(rows, Why.NO_TIME if floating else Why.SAME_INSTANT)]


def in_dates(of: Regime) -> Regime:
    """The same, its limits of a day counted in dates."""
    limits = {Within(1): Within(1, Unit.CALENDAR_DAYS)}
    return replace(
        of,
        rules=tuple(
            replace(rule, deadline=limits.get(rule.deadline, rule.deadline))
            if isinstance(rule, Obligation) and not rule.clock and isinstance(rule.deadline, Within)
            else rule
            for rule in of.rules
        ),
    )


REGIMES = st.one_of(regimes(), needing(), needing().map(in_dates))
EACH = st.sampled_from(["a", "b", "c", "d", "e"])
LENGTHS = st.tuples(st.integers(0, 3), st.integers(0, 3))


@draws(300)
@given(
    REGIMES,
    st.dictionaries(EACH, st.integers(0, 3), min_size=2),
    st.sets(EACH, min_size=1),
    st.lists(st.sampled_from(PARTS), min_size=5, max_size=5),
    st.lists(LENGTHS, min_size=5, max_size=5),
    st.integers(5, 11),
)
def test_what_is_judged_is_what_every_parting_comes_to(
    of: Regime,
    days: dict[str, int],
    floating: set[str],
    parts: list[Part],
    lengths: list[tuple[int, int]],
    end: int,
) -> None:
    """Days late and dates included: nothing but the number of judgements may be otherwise."""
    bench = bench_of(of)
    known = {event: day for event, day in days.items() if event in of.vocabulary.events}
    told = timed(bench.regime, entries(bench.regime, known, floating), parts)
    told = lasting(bench.regime, told, lengths)
    if told:
        ours = bench.judged(told, {}, BEGIN + end)
        assert [*ours] == by_every_parting(bench, told, BEGIN + end)


def chain(steps: int, now: bool = False) -> Regime:
    """Each step but the first is owed within two days of the one before, or at once."""
    names = [f"e{number:02}" for number in range(steps)]
    events = {name: EventType(name, NAME, "p") for name in names}
    events[names[0]] = replace(events[names[0]], by="world")
    limit = Immediately() if now else Within(2)
    pairs = pairwise(names)
    return regime(*(duty(one, other, limit) for one, other in pairs), events=events)


def stands(of: Regime, apart: int) -> list[Judged]:
    """How duties stand where each step came so many days after the one before, without times."""
    told = [
        Entry(event, "p" if number else "world", BEGIN + number * apart, Part.ANY, floating=True)
        for number, event in enumerate(sorted(of.vocabulary.events))
    ]
    return [*bench_of(of).judged(told, {}, told[-1].day + 5)]


@pytest.mark.parametrize("steps", [8, 12, 40])
def test_dates_alone_on_many_days_are_judged(steps: int) -> None:
    soon, late = stands(chain(steps), 1), stands(chain(steps), 3)
    assert {one.standing for one in soon} == {Standing.FULFILLED}
    assert {(one.standing, one.late, one.least) for one in late} == {(Standing.LATE, 1, True)}


def test_where_each_day_counts_ten_steps_are_tried_and_thirteen_are_not() -> None:
    """On its last day an act may be in time or late: nobody knows, of whatever other day."""
    assert {one.why for one in stands(chain(10), 2)} == {Why.NO_TIME}
    assert {one.why for one in stands(chain(10, now=True), 1)} == {Why.NO_TIME}
    assert {one.why for one in stands(chain(13), 2)} == {Why.TOO_MANY}


def one(
    event: str, day: int, part: Part = Part.ANY, length: tuple[int, int] | None = None
) -> Entry:
    """An entry that begins a limit in dates of some length, if any is given."""
    party, lengths = ("world", ()) if event == "a" else ("p", ())
    found = Entry(event, party, BEGIN + day, part, floating=part is Part.ANY, lengths=lengths)
    return found if length is None else found._replace(lengths=(("a-b", *length),))


WORDS = {"a": EventType("a", NAME, "world"), "b": EventType("b", NAME, "p")}
MONTHLY = regime(duty("a", "b", Recurring(Period.MONTHLY)), events=WORDS)
AT_ONCE = regime(duty("a", "b", Immediately()), events=WORDS)
NOTICE = regime(duty("b", "c", Before("a", 2)), events=WORDS | {"c": EventType("c", NAME, "p")})
SIDES = {
    "a limit begun after the close is another": (AT_ONCE, [one("a", 0), one("b", 1, Part.OPEN)], 9),
    "a limit in dates lasts longer from there": (
        MONTHLY,
        [one("a", 0, length=(1, 4)), one("b", 3, Part.OPEN)],
        9,
    ),
    "the record ends with the close": (AT_ONCE, [one("a", 0)], 1),
    "notice was due by the close": (
        NOTICE,
        [one("b", 0, Part.OPEN), one("c", 2), one("a", 4, Part.OPEN)],
        9,
    ),
}


@pytest.mark.parametrize("why", SIDES)
def test_a_day_on_whose_close_something_hangs_is_tried_on_both_sides(why: str) -> None:
    of, told, end = SIDES[why]
    bench = bench_of(of)
    ours = bench.judged(told, {}, BEGIN + end)
    assert [*ours] == by_every_parting(bench, told, BEGIN + end)
    assert Standing.UNKNOWN in {each.standing for each in ours}
