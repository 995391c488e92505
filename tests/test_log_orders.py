"""A day without a time is judged as every time of it is: enumerated, and held against the bench."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.clock import WatchedClock
from model.deadline import Reading, Within
from model.record.bench import Bench
from model.record.in_order import InOrder
from model.record.orders import Entry, Part, Placed
from model.record.patterns import BEGIN, workdays
from model.record.sight import sight
from model.record.standing import Judged, Standing, Why
from model.regime import Regime
from model.transition import Law
from model.vocabulary import EventType
from tests.draws import draws
from tests.small import NAME, counts, duty, must_not, regime, regimes
from tests.test_log_judge import party_of

END = BEGIN + 8


def bench_of(of: Regime) -> Bench:
    seen = sight(of, tuple(of.vocabulary.events), tuple(of.vocabulary.attributes))
    return Bench(seen, Law(seen.regime, Reading(2), WatchedClock(workdays())), workdays())


def entries(of: Regime, days: dict[str, int], floating: set[str]) -> list[Entry]:
    """Entries of some days: without a time of day, or at noon."""
    law = Law(of, Reading(2), WatchedClock(workdays()))
    acts = [event for event in days if event in law.supporting or event not in of.governed]
    found: list[Entry] = []
    for event in sorted(acts, key=lambda one: (days[one], one not in floating)):
        part = Part.ANY if event in floating else Part.OPEN
        same = bool(found) and found[-1].day == BEGIN + days[event]
        tied = same and part is Part.OPEN and not found[-1].floating
        place = (BEGIN + days[event], part, same, tied, event in floating)
        found.append(Entry(event, party_of(of, event), *place))
    return found


def every_time(told: Sequence[Entry]) -> Iterator[tuple[Placed, ...]]:
    """Each order and each part of the day in which they may have come, without any reasoning."""
    by_day = [list(group) for _, group in groupby(range(len(told)), lambda one: told[one].day)]
    ways = []
    for group in by_day:
        of_day = []
        for order in permutations(group):
            for parts in product((Part.OPEN, Part.CLOSED), repeat=len(order)):
                known = all(
                    told[place].part in (Part.ANY, part)
                    for place, part in zip(order, parts, strict=True)
                )
                if known and list(parts) == sorted(parts):
                    placed = zip(order, parts, strict=True)
                    of_day.append([Placed(one, told[one].day, part) for one, part in placed])
        ways.append(of_day)
    for way in product(*ways):
        yield tuple(one for group in way for one in group)


def by_enumeration(bench: Bench, told: Sequence[Entry]) -> dict[str, Standing]:
    """What stands alike at every time at which fewest acts stand too early; else not judgeable."""
    given_ones = range(len(told))
    cases = [InOrder(bench, told, given_ones, way, {}, END) for way in every_time(told)]
    least = min(len(case.early) for case in cases)
    possible = [case for case in cases if len(case.early) == least]
    rows: list[dict[str, Judged]] = [{one.rule: one for one in case} for case in possible]
    found = {}
    for rule in {name for row in rows for name in row}:
        stands = {row[rule].standing if rule in row else None for row in rows}
        (alone,) = stands if len(stands) == 1 else (None,)
        found[rule] = alone or Standing.UNKNOWN
    return found


DAYS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 3), min_size=1, max_size=3
)


@given(regimes(), DAYS, st.sets(st.sampled_from(["a", "b", "c", "d"])))
@draws(150)
def test_a_day_without_a_time_is_judged_as_every_time_of_it_is(
    of: Regime, days: dict[str, int], floating: set[str]
) -> None:
    bench = bench_of(of)
    told = entries(bench.regime, days, floating)
    if told:
        ours = {one.rule: one.standing for one in bench.judged(told, {}, END)}
        assert ours == by_enumeration(bench, told)


def words(
    needed: str = "", when: Mapping[str, frozenset[str]] | None = None
) -> dict[str, EventType]:
    """b is p's, comes in matters of a kind, and may need another event; the world does the rest."""
    events = {name: EventType(name, NAME, "world") for name in "abcd"}
    needs = (needed,) if needed else ()
    return events | {"b": EventType("b", NAME, "p", presupposes=needs, when=when or {})}


def banned(when: Mapping[str, frozenset[str]] | None = None) -> Regime:
    """p must do b within a day of a; once c has come, p must not, in matters of a kind."""
    return regime(duty("a", "b", Within(1)), must_not("c", "b", when=when), events=words())


def stand(of: Regime, days: dict[str, int | None], flag: str | None = "true") -> dict[str, str]:
    """How duties stand where events of the world came on some days; ``None`` is no usable date."""
    told = [
        Entry(event, "world", BEGIN + (day or 0), Part.OPEN, usable=day is not None)
        for event, day in sorted(days.items(), key=lambda one: (one[1] is None, one[1]))
    ]
    found = bench_of(of).judged(told, {"flag": flag}, END)
    return {one.rule: str(one.standing) for one in found}


TRUE = {"flag": frozenset({"true"})}


@pytest.mark.parametrize(
    "of",
    [
        banned(TRUE),
        regime(duty("a", "b", Within(1), default="b", unless=TRUE), events=words()),
        regime(counts("a", "c", when=TRUE), duty("c", "b", Within(1)), events=words()),
        regime(duty("a", "b", Within(1)), events=words(when=TRUE)),
    ],
)
def test_what_hangs_on_a_fact_that_is_not_entered_is_not_judgeable(of: Regime) -> None:
    """Also where the rule itself does not ask for it: what it hangs on does."""
    days = dict[str, int | None](c=0, a=1) if of.prohibitions else dict[str, int | None](a=1)
    rule = next(one.id for one in of.obligations)
    kinds = {stand(of, days, flag).get(rule) for flag in ("true", "false")}
    assert len(kinds) == 2
    assert stand(of, days, None)[rule] == "not-judgeable"


def test_whether_a_duty_could_be_kept_is_not_told_beside_a_ban_without_a_date() -> None:
    """c forbids b: on day 0 it could not be done by its limit, on day 4 it could."""
    found = [stand(banned(), {"a": 1, "c": day})["a-b"] for day in (0, 4, None)]
    assert found == ["could-not-be-kept", "missing", "not-judgeable"]


def test_what_was_entered_without_a_date_has_not_stayed_away() -> None:
    """b needs c: done on day 0 or 4, b could be done afterwards; without it, never."""
    of = regime(duty("a", "b", Within(1)), events=words(needed="c"))
    found = [stand(of, {"a": 1, "c": day})["a-b"] for day in (0, 4, None)]
    assert found == ["missing", "missing", "not-judgeable"]
    assert stand(of, {"a": 1})["a-b"] == "could-not-be-kept"


@settings(max_examples=25, deadline=None)
@given(regimes(), st.data())
def test_a_fact_that_is_not_entered_is_judged_as_every_value_of_it(
    of: Regime, data: st.DataObject
) -> None:
    told = entries(of, data.draw(DAYS), set())
    known = [
        {one.rule: one.standing for one in bench_of(of).judged(told, {"flag": flag}, END)}
        for flag in ("true", "false")
    ]
    for one in bench_of(of).judged(told, {"flag": None}, END):
        expected = {each.get(one.rule) for each in known}
        assert {one.standing} == expected or (len(expected) > 1 and one.why is Why.NO_FACT)


@settings(max_examples=25, deadline=None)
@given(regimes(), st.sampled_from("abcd"), st.data())
def test_what_is_judged_beside_an_event_without_a_date_stands_so_on_every_date(
    of: Regime, event: str, data: st.DataObject
) -> None:
    there = {one: day for one, day in data.draw(DAYS).items() if one != event}
    undated = Entry(event, party_of(of, event), 0, Part.OPEN, usable=False)
    bench = bench_of(of)
    if not entries(of, {event: 0}, set()):
        return
    found = bench.judged([*entries(of, there, set()), undated], {"flag": "true"}, END)
    for day in range(-1, 5):
        dated = bench.judged(entries(of, {**there, event: day}, {event}), {"flag": "true"}, END)
        stands = {one.rule: one.standing for one in dated}
        doubtful = {one.rule for one in dated if one.standing is Standing.UNKNOWN}
        for one in found:
            if one.standing is not Standing.UNKNOWN and one.rule not in doubtful:
                assert stands.get(one.rule) is one.standing, (one, day)
