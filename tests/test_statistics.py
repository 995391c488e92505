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
    independent_with_baseline,
    simultaneous,
)
from experiments.statistics.interval import (
    Estimate,
    Interval,
    Reason,
    Undetermined,
    Values,
)
from experiments.statistics.intervals import (
    mean,
    proportion,
    quantile,
    ratio,
    skewed_mean,
    student,
)
from experiments.statistics.paired import (
    RESAMPLES,
    independent_mean,
    paired_mean,
    paired_quantile,
    variance_reduction,
)
from experiments.statistics.screening import rinott_constant
from experiments.statistics.sensitivity import plan, shares
from experiments.statistics.survival import (
    median_time,
    share_ended,
    survival_curve,
)


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


def test_mean_is_student_s_as_scipy_has_it() -> None:
    values = np.random.default_rng(1).gamma(2, size=25)
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert ends(mean(values, 0.9)) == pytest.approx((values.mean(), theirs.low, theirs.high))


def test_wilson_and_clopper_pearson_are_the_published_ones() -> None:
    # Newcombe 1998, table I: 81 of 263 and 15 of 148
    assert ends(proportion(81, 263))[1:] == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert ends(proportion(15, 148))[1:] == pytest.approx((0.0624, 0.1605), abs=5e-5)
    exact = ends(proportion(81, 263, guaranteed=True))[1:]
    assert exact == pytest.approx((0.2527, 0.3676), abs=5e-5)


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


def test_skewed_mean_reaches_further_on_the_long_side() -> None:
    values = np.random.default_rng(3).exponential(size=15)
    plain, skewed = known(mean(values)), known(skewed_mean(values))
    assert skewed.high > plain.high
    assert skewed.low > plain.low
    mirrored = known(skewed_mean(-values))
    assert (-mirrored.high, -mirrored.low) == pytest.approx((skewed.low, skewed.high))
    even = np.array([-2.0, -1, 0, 1, 2])
    assert ends(skewed_mean(even)) == pytest.approx(ends(mean(even)))


def test_kaplan_meier_is_that_of_the_leukaemia_trial() -> None:
    # Freireich et al. 1963, 6-MP arm: remissions in weeks, as in every textbook
    over = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    watched = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    times, done = over + watched, [True] * len(over) + [False] * len(watched)
    when, share, low, high = survival_curve(times, done)
    at = dict(zip(when.tolist(), share.tolist(), strict=True))
    assert [round(at[t], 3) for t in (6, 7, 10, 13, 16, 22, 23)] == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448
    ]  # fmt: skip
    assert ends(median_time(times, done)) == (23.0, 13.0, math.inf)
    assert known(share_ended(times, done, 10)).estimate == pytest.approx(1 - 0.7529, abs=1e-4)
    assert (low <= share).all()
    assert (share <= high).all()


def test_paired_and_welch_intervals_are_scipy_s() -> None:
    rng = np.random.default_rng(4)
    first = rng.normal(size=30)
    second = first + rng.normal(1, 0.3, size=30)
    theirs = stats.ttest_rel(first, second).confidence_interval(0.95)
    found = paired_mean(first, second)
    assert ends(found.difference)[1:] == pytest.approx((theirs.low, theirs.high))
    assert known(found.correlation).estimate == pytest.approx(np.corrcoef(first, second)[0, 1])
    welch_s = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert ends(independent_mean(first, second))[1:] == pytest.approx((welch_s.low, welch_s.high))


def test_paired_quantile_is_scipy_s_paired_bootstrap() -> None:
    rng = np.random.default_rng(5)
    luck = rng.exponential(size=120)
    other = luck + rng.exponential(size=120)

    def gap(a: Values, b: Values, axis: int = -1) -> Values:
        first, second = (np.quantile(x, 0.8, axis=axis, method="inverted_cdf") for x in (a, b))
        return np.asarray(first - second)

    theirs = stats.bootstrap(
        (other, luck), gap, paired=True, n_resamples=RESAMPLES, batch=100, method="percentile",
        rng=np.random.default_rng(9),
    )  # fmt: skip
    mine = paired_quantile(other, luck, 0.8, seed=9)
    assert ends(mine.difference)[1:] == pytest.approx(both(theirs.confidence_interval))
    assert known(mine.difference).estimate == pytest.approx(float(gap(other, luck)))


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


def test_simultaneous_intervals_do_not_claim_a_level_at_which_they_were_not_made() -> None:
    values = np.random.default_rng(8).normal(size=(2, 9))
    made = {str(k): mean(one, each_level(0.95, 2)) for k, one in enumerate(values)}
    assert {known(one).level for one in simultaneous(made).values()} == {0.95}
    with pytest.raises(ValueError, match="was made at"):
        simultaneous({"a": mean(values[0]), "b": mean(values[1])})


def test_dunnett_s_intervals_are_narrower_than_bonferroni_s() -> None:
    rng = np.random.default_rng(9)
    base, made = rng.normal(size=20), {name: rng.normal(size=20) for name in "abcd"}
    found = independent_with_baseline(base, made)
    loose = independent_mean(made["a"], base, each_level(0.95, 4))
    assert known(found["a"]).half_width < known(loose).half_width
    assert reason(independent_with_baseline(base, {"a": [1.0], "b": base})["a"]) is Reason.TOO_FEW


def test_rinott_s_constant_solves_its_equation() -> None:
    # for two designs it is a quantile of the difference of two independent t variables
    grid = np.linspace(-300, 300, 600_001)
    h = rinott_constant(2, 10, 0.95)
    inside = stats.t.cdf(grid + h, 9) * stats.t.pdf(grid, 9)
    assert float(np.trapezoid(inside, grid)) == pytest.approx(0.95, abs=1e-6)
    rng = np.random.default_rng(10)
    h, spread = rinott_constant(5, 10, 0.95), 9 / rng.chisquare(9, (5, 200_000))
    chance = stats.norm.cdf(h / np.sqrt(spread[0] + spread[1:])).prod(axis=0).mean()
    assert float(chance) == pytest.approx(0.95, abs=0.002)


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
