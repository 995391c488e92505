"""The plain finding of an experiment holds what the results hold, whatever the design names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from experiments.answers.answer import Answer, answer
from experiments.answers.finding import finding
from experiments.answers.finding_words import finding_lines
from tests.answered import Figures, made_up
from tests.designed import design

PERMIT, SHARE = "permit-days.per-permit", "duties-due.breached-share"
UNSEEN = "time-to-attention.censored"
WINDOWS = ("    values: [1, 3]", "    values: [1, 2, 3]")


def answered(folder: Path, figures: Figures) -> Answer:
    of = design(folder, ("replications: 4", "replications: 12"), WINDOWS)
    return answer(made_up(folder, of, figures), of)


def breached(count: float) -> dict[str, float]:
    return {"duties-due.count": 1000.0, "duties-due.breached": count, SHARE: count / 1000}


def told(folder: Path, figures: Figures) -> list[str]:
    of = answered(folder, figures)
    return [line.en for line in finding_lines(of, finding(of))]


def trap(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
    """The window changes only what is late; with auto-claim less time, and some never looked at."""
    days, late = luck.normal(4, 0.2), luck.normal(400, 9)
    if regime != "auto-claim":
        return {PERMIT: days, UNSEEN: 0.0, **breached(round(late - 100 * window))}
    unseen = round(float(luck.normal(460, 9) - 100 * window))
    return {PERMIT: days - 2 + window / 2, UNSEEN: unseen, **breached(round(late - 100 * window))}


def test_what_a_level_leaves_alone_is_told_apart_from_what_it_changes(tmp_path: Path) -> None:
    without, within, against = told(tmp_path, trap)
    assert without.startswith("Xuecheng: ")
    assert "from 1 to 3 changes nothing in how long permits are without a supervisor" in without
    assert (
        "it changes only the share of duties due that is breached (from 29.8 % to 9.8 %)" in without
    )
    assert "how many matters nobody ever looks at" in without.split("it changes only")[0]
    assert within.startswith("auto-claim: ")
    assert "changes nothing" not in within
    assert "from 1 to 3 changes how long permits are" in within
    assert "how long permits are without a supervisor (from 2" in within
    assert "how many matters nobody ever looks at (from 358" in within
    assert against.startswith("auto-claim against Xuecheng (where the difference is largest): ")
    gains, price = against.split("the price is")
    assert "how long permits are without a supervisor: 2" in gains
    assert "how many matters nobody ever looks at: 358" in price
    assert "instead of 0 matters a year" in price


def test_the_finding_is_computed_from_all_years(tmp_path: Path) -> None:
    of = answered(tmp_path, trap)
    (against,) = finding(of).against
    (change,) = against.worse
    columns = of.values.of(UNSEEN)
    means = np.nanmean(columns, axis=0)
    assert change.now == max(means)
    assert change.was == 0
    assert of.rows[change.point]["regime"] == "auto-claim"


def test_luck_changes_nothing_and_is_not_called_nothing(tmp_path: Path) -> None:
    def lucky(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        own = np.random.default_rng([number, window, regime == "auto-claim"])
        return {PERMIT: own.normal(4, 0.2), UNSEEN: 0.0, **breached(100)}

    of = answered(tmp_path, lucky)
    found = finding(of)
    for along in found.along:
        assert [one.id for one in along.unshown] == ["supervision"]
        assert not along.moved
    lines = [line.en for line in finding_lines(of, found)]
    assert "shows no change in how long permits are without a supervisor" in lines[0]
    assert lines[-1].endswith("no difference is shown in any of what is asked.")


def test_what_most_measures_lack_is_not_told(tmp_path: Path) -> None:
    def nothing(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        return {}

    assert not [line for line in told(tmp_path, nothing) if "breached" in line]


def test_a_measure_that_is_worse_everywhere_is_no_price_of_anything(tmp_path: Path) -> None:
    def worse(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        return {PERMIT: luck.normal(4, 0.2) + (regime == "auto-claim"), **breached(100)}

    (*_, against) = told(tmp_path, worse)
    assert "it loses in how long permits are without a supervisor" in against
    assert "price" not in against


def test_what_happens_to_a_reformer_is_said_as_circumstances_and_not_as_a_heading(
    tmp_path: Path,
) -> None:
    """Two scenarios, of which one has a label that could be read as a finding."""
    label = "label: {zh: 提醒不起作用, en: reminders without effect}"
    second = f"scenarios:\n  off:\n    {label}\n    scenario: ordinary"
    of = design(tmp_path, ("scenarios:", second))
    found = answer(made_up(tmp_path, of, trap), of)
    lines = list(finding_lines(found, finding(found)))
    assert any(line.zh.startswith("在“薛城、提醒不起作用”的情况下，") for line in lines)
    assert any(line.en.startswith("Under 'Xuecheng, reminders without effect', ") for line in lines)
