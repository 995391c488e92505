"""A day without a time is judged as every time of it is: enumerated, and held against the bench."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from model.clock import WatchedClock
from model.deadline import Reading
from model.record.bench import Bench
from model.record.in_order import InOrder
from model.record.orders import Entry, Part, Placed
from model.record.patterns import BEGIN, workdays
from model.record.sight import sight
from model.record.standing import Judged, Standing
from model.regime import Regime
from model.transition import Law
from tests.small import regimes
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
@settings(max_examples=150, deadline=None)
def test_a_day_without_a_time_is_judged_as_every_time_of_it_is(
    of: Regime, days: dict[str, int], floating: set[str]
) -> None:
    bench = bench_of(of)
    told = entries(bench.regime, days, floating)
    if told:
        ours = {one.rule: one.standing for one in bench.judged(told, {}, END)}
        assert ours == by_enumeration(bench, told)
