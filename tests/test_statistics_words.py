"""Every interval and outcome in both languages, with as many digits as it is worth."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.statistics.interval import Interval, Method, Reason, Undetermined, Values
from experiments.statistics.intervals import mean, proportion, quantile
from experiments.statistics.outcome_words import (
    decision_words,
    selection_words,
)
from experiments.statistics.paired import paired_mean
from experiments.statistics.selection import Selection, Standing
from experiments.statistics.stopping import Decision, Why
from experiments.statistics.words import (
    difference_words,
    how_words,
    interval_words,
    paired_words,
    share_words,
)
from model.language import LANGS, Lang, Text, catalogue


def normal(seed: int, *shape: int) -> Values:
    return np.random.default_rng(seed).normal(size=shape)


# words


def test_words_for_intervals_and_bounds() -> None:
    assert interval_words(Interval(2.31, 2.11, 2.51, 0.95, Method.STUDENT, 9)).in_("en") == (
        "2.3 [2.1, 2.5]"
    )
    assert share_words(proportion(0, 120)).in_("en") == "none in 120 replications: at most 2.5 %"
    assert share_words(proportion(0, 120)).in_("zh") == "120 次重复中无一发生：至多 2.5%"
    assert share_words(proportion(120, 120)).in_("en") == "all of 120 replications: at least 97.5 %"
    assert interval_words(quantile(range(1, 21), 0.9)).in_("en") == "18.0 [15.0, no upper limit]"
    assert interval_words(mean([2.0])).in_("en") == (
        "undetermined: 1 value(s), and it takes 2 at the least"
    )
    equal = paired_mean([1.0] * 9, [1.0] * 9).difference
    assert difference_words(equal).in_("en") == (
        "no difference in any of 9 replications (one in at most 29 %)"
    )


def test_a_number_is_never_said_as_minus_zero_nor_with_more_digits_than_it_is_worth() -> None:
    assert interval_words(Interval(-0.001, -0.3, 0.3, 0.95, Method.STUDENT, 9)).in_("en") == (
        "0.0 [-0.3, 0.3]"
    )
    assert interval_words(Interval(1234.6, 900, 1600, 0.95, Method.STUDENT, 9)).in_("en") == (
        "1235 [900, 1600]"
    )


@pytest.mark.parametrize("lang", LANGS)
def test_every_outcome_has_words(lang: Lang) -> None:
    none = Undetermined(Reason.NO_CASES, 9)
    drift = Interval(0.1, -0.2, 0.4, 0.95, Method.STUDENT, 9)
    grown = Interval(0.3, 0.2, 0.4, 0.95, Method.STUDENT, 9)
    said = [decision_words(Decision(False, why, drift, 20, 10)) for why in Why]
    said += [
        selection_words(
            Selection(one, ("a", "b"), {"c": 9}, ("c",), 0.95, 0.5, 30, 12),
            {"a": Text("甲", "first")},
        )
        for one in Standing
    ]
    said.append(selection_words(none))
    said += [paired_words(paired_mean(normal(46, 9), normal(k, 9))) for k in (46, 47, 49)]
    said += [difference_words(one) for one in (drift, grown)]
    said += [how_words(Interval(1, 0, 2, 0.95, method, 9)) for method in Method]
    spoken = [text.in_(lang) for text in said]
    assert len(set(spoken)) == len(spoken)
    assert not [text for text in spoken if "{" in text or "nan" in text or "None" in text]


def test_every_reason_method_and_standing_is_in_the_catalogue() -> None:
    wanted = [f"statistics.undetermined.{one}" for one in Reason]
    wanted += [f"statistics.method.{one}" for one in Method]
    wanted += [f"statistics.stopping.{one}" for one in Why]
    wanted += [f"statistics.selection.{one}" for one in Standing]
    assert not set(wanted) - set(catalogue())
