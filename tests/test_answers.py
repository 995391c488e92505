"""Answers are computed from stores whose truth is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from experiments.answers.answer import Answer, answer
from experiments.answers.guarantees import broken, checks
from experiments.answers.kinds import Measure
from experiments.answers.words import answer_lines, best_line, guarantee_lines
from experiments.charts.canvas import pdf, png, svg
from experiments.charts.ecdf import ecdf
from experiments.charts.forest import forest
from experiments.charts.heat import heat
from experiments.charts.tornado import tornado
from experiments.designs.point import Design
from experiments.replication import Sample
from experiments.running.loop import run
from experiments.running.store import Store
from experiments.statistics.interval import Interval, Method
from experiments.statistics.sensitivity import Bar
from model.language import LANGS, Label, Lang
from tests.answered import MEAN, ONE_WINDOW, Figures, made_up, shorter
from tests.designed import Inline, design


def two(folder: Path, figures: Figures, *edits: tuple[str, str], **samples: Any) -> Answer:
    """The answer of a store of two regimes, thirty replications, and one window unless edited."""
    of = design(folder, ("replications: 4", "replications: 30"), *(edits or (ONE_WINDOW,)))
    return answer(made_up(folder, of, figures, samples), of, (MEAN,))


def same(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
    shared, own = luck.normal(10, 3), luck.normal(0, 0.5, 2)
    return {MEAN: shared + own[int(regime == "auto-claim")]}


def test_a_clear_difference_is_told_with_its_size_in_both_languages(tmp_path: Path) -> None:
    found = two(tmp_path, shorter)
    (contrast,) = found.contrasts
    assert isinstance(contrast.found.difference, Interval)
    assert contrast.differs
    assert contrast.found.difference.contains(-2)
    english, chinese = (answer_lines(found, lang)[0] for lang in LANGS[::-1])
    assert english.startswith("Compared with Xuecheng, auto-claim shortens the time without")
    assert " by 2.0" in english
    assert english.endswith("working days.")
    assert "使无人监管的时间（均值）缩短 2.0" in chinese
    assert chinese.endswith("个工作日。")
    assert "auto-claim" in best_line(found, "en")
    assert "Xuecheng" not in best_line(found, "en")


def test_pairing_is_reported_as_achieved(tmp_path: Path) -> None:
    (contrast,) = two(tmp_path, shorter).contrasts
    correlation, factor = contrast.found.correlation, contrast.found.factor
    assert isinstance(correlation, Interval)
    assert correlation.estimate > 0.98
    assert isinstance(factor, Interval)
    assert factor.estimate > 50


def test_no_difference_is_not_told_as_one(tmp_path: Path) -> None:
    found = two(tmp_path, same)
    assert not found.contrasts[0].differs
    assert "does not differ demonstrably" in answer_lines(found, "en")[0]
    assert "影响未能显示" in answer_lines(found, "zh")[0]
    assert "cannot be told apart" in best_line(found, "en")


def test_nothing_observed_is_no_zero(tmp_path: Path) -> None:
    def nothing(*_: Any) -> dict[str, Any]:
        return {"letters.open": 0.0, MEAN: None}

    of = design(tmp_path, ("replications: 4", "replications: 30"), ONE_WINDOW)
    found = answer(made_up(tmp_path, of, nothing), of, ("letters.open", "auto-claimed-share", MEAN))
    letters = found.estimates["letters.open", 0]
    assert isinstance(letters, Interval)
    assert letters.another == pytest.approx(0.0950, abs=1e-4)
    assert not isinstance(found.estimates[MEAN, 0], Interval)
    assert "differs in none of 30 replications" in answer_lines(found, "en")[0]


def test_means_of_what_ended_are_not_compared_where_more_stays_open(tmp_path: Path) -> None:
    def censoring(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        left = 60.0 if regime == "auto-claim" else 0.0
        total = {"time-without-supervisor.total.calendar-days": 100 + left}
        return (
            shorter(regime, window, number, luck)
            | total
            | {"time-without-supervisor.censored": left}
        )

    found = two(tmp_path, censoring)
    line = answer_lines(found, "en")[0]
    assert "is not to be compared: 60 % had not ended" in line
    assert "shortens" not in line
    named = [one.name for one in found.measures]
    assert named[1:] == [
        "time-without-supervisor.censored",
        "time-without-supervisor.total.calendar-days",
    ]


def test_many_comparisons_are_corrected_and_told_together(tmp_path: Path) -> None:
    def by_window(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        found = shorter(regime, window, number, luck)
        return {MEAN: found[MEAN] - (window if regime == "auto-claim" else 0)}

    found = two(tmp_path, by_window, ("replications: 30", "replications: 30"))
    regimes = [one for one in found.contrasts if one.axis == "regime"]
    assert len(regimes) == 2
    interval = regimes[0].found.difference
    assert isinstance(interval, Interval)
    assert interval.level == pytest.approx(0.975)
    line = answer_lines(found, "en")[0]
    assert "by 3.0 to 5.0 working days (at all of 2 settings)" in line
    assert found.choices == ("regime", "window")


def run_tiny(folder: Path) -> tuple[Path, Design]:
    of = design(folder, ("replications: 4", "replications: 2"))
    store = Store(folder / "run", of)
    run(store, Inline())
    store.settle()
    return store.path, of


def test_no_simulated_case_passes_a_bound_that_relies_on_nobody(tmp_path: Path) -> None:
    path, of = run_tiny(tmp_path)
    found = checks(path, of, of.measures)
    proved = {one.point: one.nobody for one in found if one.property == "approval-push-claimed"}
    assert proved == {0: None, 1: None, 2: 1, 3: 3}
    assert not list(broken(found))


def test_a_case_past_a_proved_bound_is_told_loudly(tmp_path: Path) -> None:
    path, of = run_tiny(tmp_path)
    name = "property.approval-push-claimed.max"
    lines = (path / "replications.jsonl").read_text(encoding="utf-8").splitlines()
    changed = []
    for line in lines:
        data = json.loads(line)
        if data["key"] == of.points[3].key:
            data["measures"][name] = 4.0
        changed.append(json.dumps(data) + "\n")
    (path / "replications.jsonl").write_text("".join(changed), encoding="utf-8")
    found = answer(path, of, ("threads",))
    bad = list(broken(found.guarantees or ()))
    assert [(one.point, one.breach) for one in bad] == [(3, ("reached", 4.0))]
    for lang, word in (("en", "ERROR"), ("zh", "错误")):
        assert guarantee_lines(found, lang)[0].startswith(word)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("working", "still", "breach"),
    [
        ((3 * 420,), (), None),
        ((3 * 420 + 1,), (), "reached"),
        ((), (9 * 1440,), None),
        ((), (60 * 1440,), "still-open"),
    ],
)
def test_single_spans_are_held_against_the_bound_too(
    tmp_path: Path, working: tuple[int, ...], still: tuple[int, ...], breach: str | None
) -> None:
    """Two working days leave out the day of the push: up to three of office time."""

    def latest(*_: Any) -> dict[str, Any]:
        return {MEAN: 1.0, "property.approval-push-claimed.max": None}

    of = design(tmp_path, ONE_WINDOW)
    assert of.points[0].calendar.hours.minutes == 420
    path = made_up(tmp_path, of, latest, {"claim-latency": Sample(working, (), still)})
    found = [one for one in checks(path, of, ()) if one.nobody is not None]
    assert [one.nobody for one in found] == [2]
    assert [one.breach[0] if one.breach else None for one in found] == [breach]


def test_a_run_whose_rules_have_changed_is_not_held_against_new_proofs(tmp_path: Path) -> None:
    found = two(tmp_path, shorter)
    changed = design(tmp_path, ("    values: [1, 3]", "    values: [7]"))
    again = answer(found.path, changed, (MEAN,))
    assert again.guarantees is None
    assert "have changed" in guarantee_lines(again, "en")[0]


def test_charts_are_drawn_the_same_each_time(tmp_path: Path) -> None:
    spans = Sample((30, 400, 900), (30, 400, 900), (50_000,))
    of = design(tmp_path)
    found = answer(made_up(tmp_path, of, shorter, {"claim-latency": spans}), of, (MEAN,))
    measure: Measure = found.measures[0]
    interval = Interval(1.0, 0.5, 1.5, 0.95, Method.STUDENT, 30)
    bars = [Bar("looks", interval, replace(interval, estimate=0.6), 1.0)]

    def figures(lang: Lang) -> list[Figure]:
        return [
            ecdf(found, "claim-latency", lang),
            forest(found, measure, lang),
            heat(found, measure, lang),
            tornado(bars, Label("例", "example"), "days", {}, lang),
        ]

    for first, second in zip(figures("zh"), figures("zh"), strict=True):
        assert svg(first) == svg(second)
    once, twice = (forest(found, measure, "en") for _ in range(2))
    assert png(once) == png(twice)
    assert pdf(once) == pdf(twice)
