"""Whatever the values, there is an interval or a reason: never NaN, and never 0 ± 0."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from experiments.statistics.interval import (
    Estimate,
    Interval,
    Method,
    Reason,
    Undetermined,
    record,
)
from experiments.statistics.intervals import (
    mean,
    proportion,
    quantile,
    ratio,
)
from experiments.statistics.paired import (
    correlation,
    paired_mean,
)
from experiments.statistics.screening import could_be_best
from experiments.statistics.selection import KimNelson, Selection
from experiments.statistics.sensitivity import plan, shares
from experiments.statistics.stopping import StoppingRule

SAMPLES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40)
LEVELS = st.floats(0.5, 0.999)


def known(found: Estimate) -> Interval:
    assert isinstance(found, Interval), found
    return found


def reason(found: object) -> Reason:
    assert isinstance(found, Undetermined), found
    return found.reason


def ends(found: Estimate) -> tuple[float, float, float]:
    one = known(found)
    return one.estimate, one.low, one.high


# too little, all the same, not a number


@pytest.mark.parametrize("values", [[], [1.0]])
def test_too_few_values_are_an_outcome_and_say_how_many_it_takes(values: list[float]) -> None:
    for found in (mean(values), paired_mean(values, values).difference, quantile(values, 0.5)):
        assert reason(found) is Reason.TOO_FEW
        assert isinstance(found, Undetermined)
        assert found.least > found.n
    assert reason(ratio(values, values)) is Reason.TOO_FEW


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_an_outcome_and_spreads_no_nan(bad: float) -> None:
    values, good = [1.0, bad, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]
    found = [mean(values), ratio(values, good), ratio(good, values)]
    found += [paired_mean(good, values).difference]
    found += [shares(plan({"x": (0, 1)}, 2), [1, 2, 3, 4, 5, bad])[0].total]
    assert {reason(one) for one in found} == {Reason.NOT_FINITE}
    assert reason(KimNelson(1.0, first_stage=3).judge({"a": good, "b": values}))
    assert reason(could_be_best({"a": good, "b": values})) is Reason.NOT_FINITE
    with pytest.raises(ValueError, match="not an interval"):
        Interval(math.nan, 0, 1, 0.95, Method.STUDENT, 2)


def test_equal_values_are_not_certainty() -> None:
    found = known(mean([0.0] * 120))
    assert found.method is Method.CONSTANT
    assert found.another == pytest.approx(known(proportion(0, 120)).high)
    bounded = known(mean([0.0] * 120, bounds=(0, 1)))
    assert [bounded.low, bounded.high] == pytest.approx([0.0, found.another])
    half = known(mean([0.5] * 120, bounds=(0, 1)))
    assert half.low < 0.5 < half.high
    noise = known(mean([0.3, 0.1 + 0.2]))  # equal but for rounding
    assert noise.method is Method.CONSTANT


def test_nothing_counted_is_no_ratio_and_none_of_many_is_not_zero() -> None:
    assert reason(ratio([0, 0], [0, 0])) is Reason.NO_CASES
    assert reason(ratio([0, 2], [0, 5])) is Reason.NO_CASES
    assert known(ratio([0, 0, 0], [9, 8, 7])).method is Method.CONSTANT
    assert reason(proportion(0, 0)) is Reason.TOO_FEW


def test_equal_differences_have_no_variance_factor() -> None:
    first = np.array([0.1, 0.2, 0.3, 0.7])
    found = paired_mean(first + 0.1, first)
    assert known(found.difference).method is Method.CONSTANT
    assert reason(found.factor) is Reason.NO_VARIATION
    assert ends(found.correlation)[0] == pytest.approx(1)
    assert reason(correlation([1.0] * 5, first[[0, 1, 2, 3, 3]])) is Reason.NO_VARIATION


# invariants


@given(SAMPLES, LEVELS, LEVELS)
def test_a_higher_level_gives_a_wider_interval(values: list[float], one: float, two: float) -> None:
    low, high = sorted((one, two))
    for question in (mean, lambda x, level: quantile(x, 0.5, level)):
        narrow, wide = question(values, low), question(values, high)
        if isinstance(narrow, Interval) and isinstance(wide, Interval):
            assert wide.low <= narrow.low + 1e-9
            assert narrow.high <= wide.high + 1e-9
            assert narrow.low <= narrow.estimate <= narrow.high


@given(st.integers(1, 300), st.integers(1, 300), LEVELS)
def test_a_proportion_lies_in_its_interval_and_that_in_the_unit(
    k: int, n: int, level: float
) -> None:
    assume(k <= n)
    found = known(proportion(k, n, level))
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@given(SAMPLES, st.randoms())
def test_the_order_of_replications_does_not_matter(values: list[float], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for question in (mean, lambda x: quantile(x, 0.7)):
        one, other = question(values), question(mixed)
        if isinstance(one, Interval) and isinstance(other, Interval):
            scale = max(map(abs, values))
            assert ends(one) == pytest.approx(ends(other), rel=1e-6, abs=1e-6 * scale)
        else:
            assert isinstance(one, Undetermined) is isinstance(other, Undetermined)


@example([1.0, 0.0, 0.0], [4291.5, 6.103515625e-05, 0.0])
@given(SAMPLES, SAMPLES)
def test_whatever_the_pairs_there_is_an_interval_or_a_reason(
    a: list[float], b: list[float]
) -> None:
    n = min(len(a), len(b))
    found = paired_mean(a[:n], b[:n])
    for one in (found.difference, found.correlation, found.factor):
        assert isinstance(one, Interval | Undetermined)
        assert all(x is None or x == x for x in record(one).values())


def test_more_replications_narrow_the_interval_on_average() -> None:
    values = np.random.default_rng(11).normal(size=(200, 80))
    widths = [np.mean([known(mean(x[:n])).half_width for x in values]) for n in (5, 20, 80)]
    assert widths[0] > 1.8 * widths[1] > 3.2 * widths[2]


def test_ten_thousand_replications_are_no_wait() -> None:
    rng = np.random.default_rng(12)
    luck = rng.exponential(size=10_000)
    other = luck + rng.exponential(size=10_000)
    start = time.process_time()
    found = [mean(luck), quantile(luck, 0.9), ratio(luck, other), paired_mean(luck, other).factor]
    stopped = StoppingRule(0.05).judge(luck)
    picked = KimNelson(0.01).judge({"a": luck, "b": other, "c": luck + 1})
    assert time.process_time() - start < 2
    assert all(isinstance(one, Interval) for one in found)
    assert stopped.stop
    assert isinstance(picked, Selection)
    assert picked.best == "a"
