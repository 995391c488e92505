"""Stopping, selecting and judging keep their promises; and the study of coverage in small."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from experiments.statistics.comparisons import paired_with_baseline
from experiments.statistics.interval import Estimate, Interval, Method, Reason, Undetermined, Values
from experiments.statistics.intervals import mean, quantile
from experiments.statistics.robustness import LEAST, robustness
from experiments.statistics.screening import could_be_best
from experiments.statistics.selection import KimNelson, Selection, Standing
from experiments.statistics.sensitivity import plan, shares
from experiments.statistics.stopping import StoppingRule, Why
from tests import statistics_benchmark as study
from tests.draws import when_wide
from tests.stopping_times import stopping_times


def normal(seed: int, *shape: int) -> Values:
    return np.random.default_rng(seed).normal(size=shape)


def known(found: Estimate) -> Interval:
    assert isinstance(found, Interval), found
    return found


def selected(found: Selection | Undetermined) -> Selection:
    assert isinstance(found, Selection), found
    return found


# stopping


def test_replicating_stops_at_the_first_look_that_is_narrow_enough_however_far_workers_ran() -> (
    None
):
    rule, values = StoppingRule(0.15), normal(1, 500)
    first = int(stopping_times(rule, values))
    assert first > rule.minimum
    found = rule.judge(values)
    assert (found.stop, found.why, found.n, found.more) == (True, Why.NARROW, first, 0)
    assert found == rule.judge(values[:first]) == rule.judge(values[: first + 7])
    assert not rule.judge(values[: first - 1]).stop
    assert rule.judge(values, since=first - rule.increment) == found


@given(st.integers(0, 2**32), st.integers(2, 30), st.integers(1, 9))
def test_stopping_times_of_many_are_those_of_each(seed: int, minimum: int, step: int) -> None:
    for rule in (
        StoppingRule(0.6, minimum=minimum, increment=step),
        StoppingRule(0.2, relative=True, minimum=minimum, increment=step),
    ):
        values = normal(seed, 3, 60) + 2
        for time, one in zip(stopping_times(rule, values).tolist(), values, strict=True):
            found = rule.judge(one)
            assert (found.n if found.stop else 0) == time


def test_going_on_says_how_many_more_and_obeying_it_ends() -> None:
    rule, values = StoppingRule(0.3), normal(2, 10_000)
    n, asked = 0, 0
    found = rule.judge(values[:n])
    while not found.stop:
        assert found.more > 0
        n, asked = n + found.more, asked + 1
        found = rule.judge(values[:n], since=found.n)
    assert asked < 8
    assert known(found.estimate).half_width <= 0.3


def test_no_more_than_the_most_are_made() -> None:
    rule = StoppingRule(0.001, minimum=5, increment=4, most=30)
    found = rule.judge(normal(3, 40))
    assert (found.stop, found.why, found.n) == (True, Why.MOST, 30)
    assert rule.judge(normal(3, 29)).more == 1


def test_equal_values_do_not_stop_before_another_would_have_been_seen() -> None:
    rule = StoppingRule(0.1)
    found = rule.judge([0.0] * 20)
    assert (found.stop, found.why, 20 + found.more) == (False, Why.CONSTANT, 60)
    assert rule.judge([0.0] * 60).stop
    assert not rule.judge([0.0] * 58).stop


def test_relative_precision_is_of_the_truth_and_zero_never_reaches_it() -> None:
    rule = StoppingRule(0.1, relative=True, minimum=4, increment=1, most=9)
    assert rule.judge([-1.0, 1.0] * 5).why is Why.MOST
    values = [10.0, 9.0, 10.0, 11.0]
    half = known(mean(values)).half_width / 10
    just = half / (1 - half)  # g/(1+g) = half
    assert StoppingRule(just * 1.001, relative=True, minimum=4).judge(values).stop
    assert not StoppingRule(just * 0.999, relative=True, minimum=4).judge(values).stop


def test_any_estimate_can_be_stopped_at() -> None:
    rule = StoppingRule(0.3)
    found = rule.judge(normal(4, 2000), lambda values, level: quantile(values, 0.8, level))
    assert found.stop
    assert known(found.estimate).method is Method.ORDER
    hopeless = rule.judge([math.nan] * 25)
    assert (hopeless.stop, hopeless.why) == (False, Why.UNDETERMINED)
    assert hopeless.more > 0


# selection


def naive_kim_nelson(values: dict[str, Values], zone: float, level: float, first: int) -> str:
    """The procedure as the paper writes it, replication by replication, smallest best."""
    k = len(values)
    eta = ((2 * (1 - level) / (k - 1)) ** (-2 / (first - 1)) - 1) / 2
    h2 = 2 * eta * (first - 1)
    alive, r = set(values), first
    while len(alive) > 1:
        means = {name: -values[name][:r].mean() for name in alive}

        def worse(i: str, j: str, r: int = r, means: dict[str, float] = means) -> bool:
            square = (values[i][:first] - values[j][:first]).var(ddof=1)
            return bool(means[i] < means[j] - max(0, zone / (2 * r) * (h2 * square / zone**2 - r)))

        alive = {i for i in alive if not any(worse(i, j) for j in alive if j != i)}
        r += 1
    return f"{alive.pop()} at {r - 1}"


@pytest.mark.parametrize("seed", range(12))
def test_selection_is_kim_and_nelson_s_step_by_step(seed: int) -> None:
    values = dict(zip("abcd", normal(seed, 4, 1500) + normal(seed + 99, 1500), strict=True))
    found = selected(KimNelson(0.3, first_stage=10).judge(values))
    assert f"{found.best} at {found.replications}" == naive_kim_nelson(values, 0.3, 0.95, 10)


@pytest.mark.parametrize("update", [False, True])
def test_selecting_as_replications_come_is_selecting_at_once(update: bool) -> None:
    values = dict(zip("abcd", normal(7, 4, 2000) + np.arange(4)[:, None] / 5, strict=True))
    asked = KimNelson(0.3, first_stage=10, update=update)
    whole, made = selected(asked.judge(values)), dict.fromkeys(values, 0)
    found = selected(asked.judge({name: [] for name in values}))
    while found.standing in (Standing.BEGINNING, Standing.GOING_ON):
        for name in found.left:
            made[name] += min(found.more, 7)  # in small steps, and only those still in the running
        found = selected(asked.judge({name: values[name][:n] for name, n in made.items()}))
    assert found == whole
    assert found.best


def test_what_was_made_ahead_of_others_in_the_running_decides_nothing() -> None:
    values = {"a": normal(21, 900), "b": normal(22, 900) + 0.6, "c": normal(23, 900) + 0.1}
    asked = KimNelson(0.2, first_stage=10)
    ahead = {name: one if name != "c" else one[:12] for name, one in values.items()}
    assert "b" in selected(asked.judge(values)).dropped
    cut = {name: one[:12] for name, one in values.items()}
    assert selected(asked.judge(ahead)) == selected(asked.judge(cut))
    assert not selected(asked.judge(ahead)).dropped


def test_those_that_cannot_be_told_apart_are_said_to_be_so() -> None:
    same = normal(8, 100)
    found = selected(KimNelson(0.1, first_stage=10).judge({"a": same, "b": same, "c": same + 3}))
    assert (found.standing, found.best) == (Standing.SEVERAL, None)
    assert (set(found.left), set(found.dropped)) == ({"a", "b"}, {"c"})
    values = dict(zip("ab", normal(9, 2, 60), strict=True))
    short = selected(KimNelson(0.01, first_stage=10, most=50).judge(values))
    assert (short.standing, short.replications, short.best) == (Standing.SEVERAL, 50, None)
    few = {name: one[:4] for name, one in values.items()}
    begun = selected(KimNelson(0.01, first_stage=10).judge(few))
    assert (begun.standing, begun.more, set(begun.left)) == (Standing.BEGINNING, 6, {"a", "b"})
    going = selected(KimNelson(0.01, first_stage=10).judge(values))
    assert going.standing is Standing.GOING_ON
    assert going.more > 50


def test_one_within_the_zone_of_the_best_is_named() -> None:
    values = {"a": normal(10, 4000), "b": normal(11, 4000) + 0.02, "c": normal(12, 4000) + 2}
    found = selected(KimNelson(0.3, first_stage=10).judge(values))
    assert found.best in ("a", "b")
    assert set(found.close) == set("ab") - {found.best}


def test_the_largest_is_best_where_so_asked() -> None:
    values = {"a": normal(13, 200), "b": normal(14, 200) + 2}
    assert selected(KimNelson(1.0).judge(values)).best == "a"
    assert selected(KimNelson(1.0, smallest=False).judge(values)).best == "b"
    assert could_be_best(values) == ("a",)
    assert could_be_best(values, smallest=False) == ("b",)


def test_common_random_numbers_shorten_selection() -> None:
    luck, noise = 3 * normal(15, 3000), normal(16, 3, 3000) + np.arange(3)[:, None] / 2
    lonely = noise + 3 * normal(17, 3, 3000)
    paired = KimNelson(0.5).judge(dict(zip("abc", noise + luck, strict=True)))
    alone = KimNelson(0.5).judge(dict(zip("abc", lonely, strict=True)))
    assert selected(paired).replications * 3 < selected(alone).replications


def test_screening_keeps_what_it_cannot_rule_out() -> None:
    assert sorted(str(could_be_best(dict(zip("abc", normal(18, 3, 20), strict=True))))) == sorted(
        str(("a", "b", "c"))
    )
    luck = 100 * normal(19, 20)
    values = {name: luck + 0.1 * normal(20 + k, 20) + k for k, name in enumerate("abc")}
    assert could_be_best(values) == ("a",)
    assert isinstance(could_be_best({"a": [1.0], "b": [2.0]}), Undetermined)


# comparisons and sensitivity


def test_holm_may_show_what_bonferroni_s_interval_does_not() -> None:
    base, noise = normal(30, 12), normal(31, 2, 12)
    made = {"far": base + noise[0] / 4 + 3, "near": base + noise[1] - noise[1].mean() + 0.56}
    far, near = paired_with_baseline(base, made)
    assert far.differs
    assert near.differs
    assert known(near.against.difference).contains(0)


def test_equal_differences_in_every_replication_are_a_difference_and_one_pair_is_not() -> None:
    base = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]
    made = {"same": base, "more": [one + 2 for one in base]}
    assert [one.differs for one in paired_with_baseline(base, made)] == [False, True]
    (short,) = paired_with_baseline([1.0], {"a": [9.0]})
    assert (short.differs, short.p_value) == (False, None)


def test_one_assumption_alone_accounts_for_all_of_the_variance() -> None:
    made = plan({"x": (0, 1)}, 64)
    (found,) = shares(made, made.points[:, 0])
    assert known(found.first_order).estimate == pytest.approx(1, abs=0.05)
    assert known(found.total).estimate == pytest.approx(1, abs=0.05)


def test_constant_outputs_hinge_on_nothing() -> None:
    made = plan({"x": (0, 1), "y": (0, 1)}, 16)
    assert {one.total for one in shares(made, np.full(len(made.points), 0.1))} == {
        Undetermined(Reason.NO_VARIATION, 16)
    }


def test_robustness_counts_only_what_is_shown() -> None:
    clear, unclear = [-1.0, -1.1, -0.9, -1.2, -0.8], [-1.0, 1.2, -0.3, 0.1, -0.2]
    other = [1.0, 1.1, 0.9, 1.2, 0.8]
    found = robustness([clear] * 6 + [unclear] * 3 + [other])
    counted = [known(x).estimate for x in (found.holds, found.open_, found.reversed_)]
    assert (counted, found.flips) == ([0.6, 0.3, 0.1], (9,))
    assert known(robustness([clear] * 40).reversed_).high == pytest.approx(1 - 0.05 ** (1 / 40))
    assert isinstance(robustness([]).holds, Undetermined)


def test_robustness_tells_nothing_of_few_replications() -> None:
    """They are the same luck at every point: one bad year would turn all of them around."""
    for count in range(1, LEAST):
        found = robustness([[1.0 + k / 10 for k in range(count)]] * 32)
        nothing = Undetermined(Reason.TOO_FEW, count, LEAST)
        assert (found.holds, found.reversed_, found.open_, found.flips) == (*[nothing] * 3, ())


def test_robustness_shows_nothing_at_a_point_that_lost_its_replications() -> None:
    clear = [-1.0, -1.1, -0.9, -1.2, -0.8]
    found = robustness([clear] * 8 + [[1.0], [], [1.0, 1.1]])
    assert found.flips == ()
    assert known(found.holds).estimate == pytest.approx(8 / 11)
    assert known(found.open_).estimate == pytest.approx(3 / 11)


def test_robustness_allows_for_the_number_of_points_that_could_be_reversed() -> None:
    """Of 40 points one is reversed at 95 % by luck alone."""
    clear, doubtful = [-1.0, -1.1, -0.9, -1.2, -0.8], [0.2, 1.9, 0.8, 1.4, 0.3]
    alone = robustness([doubtful])
    assert alone.flips == (0,)
    found = robustness([clear] * 39 + [doubtful])
    assert found.flips == ()
    assert known(found.open_).estimate == pytest.approx(1 / 40)


# the study, in small


@when_wide
def test_intervals_cover_and_selections_are_right_as_stated() -> None:
    rows = [*study.study(0.08)]
    stated = [one for one in rows if study.SHORT not in one.note]
    assert len(stated) == 20
    for one in stated:
        chance = float(stats.binom.cdf(one.right, one.of, one.level))
        assert chance > 1e-3, (one.what, one.measured)
