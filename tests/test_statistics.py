"""The statistics are those of the books and of scipy."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from experiments.statistics import sensitivity as sensitivity_of
from experiments.statistics.comparisons import (
    each_level,
    holm,
)
from experiments.statistics.interval import (
    Estimate,
    Interval,
    Reason,
    Undetermined,
)
from experiments.statistics.intervals import (
    mean,
    proportion,
    quantile,
    ratio,
    student,
)
from experiments.statistics.paired import (
    correlation,
    paired_mean,
)
from experiments.statistics.sensitivity import plan, shares
from experiments.statistics.student import exceeded_by, exceeding
from tests.variance import variance_reduction


def known(found: Estimate) -> Interval:
    assert isinstance(found, Interval), found
    return found


def reason(found: object) -> Reason:
    assert isinstance(found, Undetermined), found
    return found.reason


def ends(found: Estimate) -> tuple[float, float, float]:
    one = known(found)
    return one.estimate, one.low, one.high


def both(theirs: object) -> tuple[float, float]:
    low, high = np.asarray(theirs).tolist()
    return low, high


# what the books and scipy say


@pytest.mark.parametrize("freedom", [1, 2, 9, 49, 999])
def test_student_s_t_is_scipy_s_to_the_last_digit(freedom: int) -> None:
    for share in (0.5, 0.05, 0.025, 0.05 / 52, 1e-6):
        value = exceeded_by(share, freedom)
        assert value == stats.t.isf(share, freedom)
        assert exceeding(value, freedom) == stats.t.sf(value, freedom)


def test_mean_is_student_s_as_scipy_has_it() -> None:
    values = np.random.default_rng(1).gamma(2, size=25)
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert ends(mean(values, 0.9)) == pytest.approx((values.mean(), theirs.low, theirs.high))


def test_wilson_s_intervals_are_the_published_ones() -> None:
    # Newcombe 1998, table I: 81 of 263 and 15 of 148
    assert ends(proportion(81, 263))[1:] == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert ends(proportion(15, 148))[1:] == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_none_in_n_is_bounded_by_the_exact_one_sided_bound_and_near_the_rule_of_three() -> None:
    for n in (1, 10, 120, 10_000):
        none, whole = known(proportion(0, n)), known(proportion(n, n))
        theirs = stats.binomtest(0, n, alternative="less").proportion_ci(0.95, method="exact")
        assert none.low == 0
        assert none.high == pytest.approx(theirs.high)
        assert (whole.low, whole.high) == pytest.approx((1 - none.high, 1))
    assert known(proportion(0, 1000)).high == pytest.approx(3 / 1000, rel=0.01)


@pytest.mark.parametrize(("p", "n"), [(0.5, 20), (0.9, 60), (0.05, 200), (0.25, 33)])
def test_quantile_s_ends_are_scipy_s(p: float, n: int) -> None:
    values = np.random.default_rng(n).normal(size=n)
    theirs = stats.quantile_test(values, p=p).confidence_interval(0.95)
    assert ends(quantile(values, p))[1:] == pytest.approx(both(theirs))


def test_quantile_covers_as_stated_by_the_binomial_law() -> None:
    for n, p in itertools.product((12, 25, 60), (0.3, 0.5, 0.8)):
        found = known(quantile(range(1, n + 1), p))
        low = found.low if math.isfinite(found.low) else 0
        high = found.high if math.isfinite(found.high) else n + 1
        covers = stats.binom.cdf(high - 1, n, p) - stats.binom.cdf(low - 1, n, p)
        assert covers >= 0.95
        missed = stats.binom.cdf(low, n, p)  # one order statistic further in would miss too much
        assert missed > 0.025


def test_ratio_of_a_constant_denominator_is_the_mean() -> None:
    values = np.random.default_rng(2).normal(5, 1, size=12)
    assert ends(ratio(values, np.full(12, 2.0))) == pytest.approx(ends(mean(values / 2)))


def test_ratio_weighs_replications_by_their_cases() -> None:
    found = known(ratio([1, 90], [10, 100]))
    assert found.estimate == pytest.approx(91 / 110)


def test_paired_intervals_are_scipy_s() -> None:
    rng = np.random.default_rng(4)
    first = rng.normal(size=30)
    second = first + rng.normal(1, 0.3, size=30)
    theirs = stats.ttest_rel(first, second).confidence_interval(0.95)
    found = paired_mean(first, second)
    assert ends(found.difference)[1:] == pytest.approx((theirs.low, theirs.high))
    assert known(found.correlation).estimate == pytest.approx(np.corrcoef(first, second)[0, 1])


def test_variance_factor_is_what_pairing_saves() -> None:
    rng = np.random.default_rng(6)
    luck, noise = rng.normal(size=4000), rng.normal(size=(3, 4000)) / 3
    first, second, alone = luck + noise[0], luck + noise[1], rng.normal(size=4000) + noise[2]
    own = known(paired_mean(first, second).factor)
    assert own.contains((1 + 1 / 9) / (1 / 9))
    assert known(variance_reduction(first - alone, first - second)).contains(own.estimate)
    assert known(paired_mean(first, -second).factor).high < 1  # a pairing that harms says so


def test_jackknife_of_the_log_variance_leaves_each_value_out() -> None:
    values, other = np.array([1.0, 4.0, 2.0, 8.0, 5.0]), np.array([1.0, 2.0, 1.5, 3.0, 2.0])
    left = [np.log(np.delete(values, k).var(ddof=1)) for k in range(5)]
    right = [np.log(np.delete(other, k).var(ddof=1)) for k in range(5)]
    error = math.hypot(*(math.sqrt(4 / 5 * np.square(x - np.mean(x)).sum()) for x in (left, right)))
    found = known(variance_reduction(values, other))
    assert math.log(found.high / found.estimate) == pytest.approx(student(0.95, 4) * error)


def test_holm_steps_down_and_is_never_weaker_than_bonferroni() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    p = np.random.default_rng(7).random(20)
    assert (holm(p) <= np.minimum(20 * p, 1)).all()
    assert each_level(0.95, 10, "sidak") < each_level(0.95, 10)


def test_sobol_indices_are_scipy_s_and_their_intervals_have_a_seed() -> None:
    made = plan({"x": (0.0, 1.0), "y": (0.0, 2.0)}, 128, seed=3)
    x, y = made.points.T
    outputs, n = x * (1 + y), made.size
    theirs = stats.sobol_indices(
        func={"f_A": outputs[None, :n], "f_B": outputs[None, n : 2 * n],
              "f_AB": outputs[2 * n :].reshape(2, 1, n)}, n=n,
    )  # fmt: skip
    found = {one.name: one for one in shares(made, outputs)}
    for k, name in enumerate("xy"):
        both = known(found[name].first_order).estimate, known(found[name].total).estimate
        assert both == pytest.approx((theirs.first_order[k], theirs.total_order[k]))
    # the variance is 4/9, of which x alone has 1/3 and y alone 1/12
    assert known(found["x"].total).estimate == pytest.approx(13 / 16, abs=0.02)
    assert known(found["y"].total).estimate == pytest.approx(1 / 4, abs=0.02)
    assert known(found["x"].first_order).estimate == pytest.approx(3 / 4, abs=0.05)
    assert shares(made, outputs) == shares(made, outputs)
    assert shares(made, outputs) != shares(made, outputs, seed=1)


def test_own_bootstrap_of_sobol_indices_is_around_scipy_s_estimate() -> None:
    made = plan({"x": (0.0, 1.0), "y": (0.0, 1.0)}, 64)
    outputs = np.sin(7 * made.points[:, 0]) + made.points[:, 1] * made.points[:, 0]
    n = made.size
    cut = outputs[:n], outputs[n : 2 * n], outputs[2 * n :].reshape(2, n)
    whole = np.arange(n)[None]
    low, high = sensitivity_of._bootstrapped(*cut, whole, 0.95)
    found = {one.name: one for one in shares(made, outputs)}
    for k, name in enumerate("xy"):
        estimates = [known(x).estimate for x in (found[name].first_order, found[name].total)]
        assert low[:, k] == pytest.approx(estimates)
        assert high[:, k] == pytest.approx(estimates)


def test_a_correlation_is_scipys_to_the_last_digit() -> None:
    luck = np.random.default_rng(1)
    for count in (4, 5, 30, 200):
        for size in (1e-150, 1e-6, 1.0, 1e150):
            first = luck.normal(size=count) * size
            second = first / size + luck.normal(size=count)
            found, theirs = correlation(first, second, 0.9), stats.pearsonr(first, second)
            ends = theirs.confidence_interval(0.9)
            assert isinstance(found, Interval)
            assert (found.estimate, found.low, found.high) == (theirs.statistic, *ends)
