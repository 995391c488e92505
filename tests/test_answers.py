"""Answers are computed from stores whose truth is known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import designs
from experiments.answers.answer import Answer, answer
from experiments.answers.lines import answer_lines, best_line, guarantee_lines
from experiments.experiment.ask import ask
from experiments.experiment.charts import charts
from experiments.measures.measure import About
from experiments.measures.subjects import labels
from experiments.running.replication import Sample
from experiments.show.drawing import Format, drawn
from experiments.statistics.interval import Interval
from model.language import LANGS, Text
from tests.answered import MEAN, ONE_WINDOW, Figures, made_up, shorter
from tests.designed import design
from tests.said import said


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
    assert isinstance(contrast.difference, Interval)
    assert contrast.differs
    assert contrast.difference.contains(-2)
    english, chinese = (said(answer_lines(found), lang)[0] for lang in LANGS[::-1])
    assert english.startswith("Xuecheng: the time without a supervisor (mean) is ")
    assert "working days; auto-claim: shorter by 2.0" in english
    assert english.endswith("] working days.")
    assert chinese.startswith("薛城：许可无人监管的时间（均值）为 ")
    assert "个工作日；auto-claim：缩短 2.0" in chinese
    assert chinese.endswith("] 个工作日。")
    assert "auto-claim" in best_line(found).in_("en")
    assert "Xuecheng" not in best_line(found).in_("en")


def test_pairing_is_reported_as_achieved(tmp_path: Path) -> None:
    (contrast,) = two(tmp_path, shorter).contrasts
    correlation, factor = contrast.paired.correlation, contrast.paired.factor
    assert isinstance(correlation, Interval)
    assert correlation.estimate > 0.98
    assert isinstance(factor, Interval)
    assert factor.estimate > 50


def test_no_difference_is_not_told_as_one(tmp_path: Path) -> None:
    found = two(tmp_path, same)
    assert not found.contrasts[0].differs
    assert "auto-claim: cannot be told apart (difference " in said(answer_lines(found), "en")[0]
    assert "auto-claim：与之分不出高下（差 " in said(answer_lines(found), "zh")[0]
    assert "cannot be told apart" in best_line(found).in_("en")


def test_nothing_observed_is_no_zero(tmp_path: Path) -> None:
    def nothing(*_: Any) -> dict[str, Any]:
        return {"letters.open": 0.0, MEAN: None}

    of = design(tmp_path, ("replications: 4", "replications: 30"), ONE_WINDOW)
    found = answer(made_up(tmp_path, of, nothing), of, ("letters.open", "auto-claimed-share", MEAN))
    letters = found.estimates["letters.open", 0]
    assert isinstance(letters, Interval)
    assert letters.another == pytest.approx(0.0950, abs=1e-4)
    assert not isinstance(found.estimates[MEAN, 0], Interval)
    assert said(answer_lines(found), "en")[0] == (
        "Xuecheng and auto-claim alike: the number of letters still without an answer when watching"
        " ended is 0 a year, without a difference in any of 30 replications."
    )


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
    line = said(answer_lines(found), "en")[0]
    assert (
        "not to be compared, since 60 % had not ended when watching ended (Xuecheng: 0 %)" in line
    )
    assert "shorter" not in line
    named = [one.id for one in found.measures]
    assert named[1:] == [
        "time-without-supervisor.censored",
        "time-without-supervisor.total.calendar-days",
    ]


def by_window(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
    """Auto-claim saves as many days more as the window is long."""
    found = shorter(regime, window, number, luck)
    return {MEAN: found[MEAN] - (window if regime == "auto-claim" else 0)}


def test_each_of_two_settings_has_a_sentence_of_its_own(tmp_path: Path) -> None:
    found = two(tmp_path, by_window, ("replications: 30", "replications: 30"))
    regimes = [one for one in found.contrasts if one.axis == "regime"]
    assert len(regimes) == 2
    interval = regimes[0].difference
    assert isinstance(interval, Interval)
    assert interval.level == pytest.approx(0.975)
    first, second = said(answer_lines(found, ["regime"]), "en")
    assert first.startswith("Xuecheng (window 1): ")
    assert "auto-claim: shorter by 3.0 [" in first
    assert second.startswith("Xuecheng (window 3): ")
    assert "auto-claim: shorter by 5.0 [" in second
    assert found.choices == ("regime", "window")


def test_several_settings_are_told_by_the_least_and_the_most(tmp_path: Path) -> None:
    found = two(tmp_path, by_window, ("values: [1, 3]", "values: [1, 2, 3, 7]"))
    (line,) = said(answer_lines(found, ["regime"]), "en")
    assert re.search(
        r"auto-claim: shorter by 3\.0 \[[^]]+\] \(window 1\) to 9\.0 \[[^]]+\] working days "
        r"\(window 7\) at all 4 settings\.",
        line,
    )
    (line,) = said(answer_lines(found, ["regime"]), "zh")
    assert "（window为 1）至 9.0" in line
    assert line.endswith("4 种情形下都如此。")


def test_settings_that_differ_and_those_that_do_not_are_told_apart(tmp_path: Path) -> None:
    def late(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        made = shorter(regime, window, number, luck) if window < 4 else {MEAN: luck.normal(10, 3)}
        return made if window < 4 or regime == "xuecheng" else {MEAN: made[MEAN] + luck.normal()}

    found = two(tmp_path, late, ("values: [1, 3]", "values: [1, 2, 3, 7, 9]"))
    (line,) = said(answer_lines(found, ["regime"]), "en")
    assert "at 3 of 5 settings (window 1 to 3)" in line
    assert "cannot be told apart (all intervals of differences lie within " in line
    assert line.endswith(" working days) at 2 of 5 settings (window 7, 9).")


def test_the_course_is_told_with_its_places_in_both_languages(tmp_path: Path) -> None:
    def share(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        height = 80.0 if window < 3 else 20.0 - window
        deemed = height + luck.normal(0, 2) + np.random.default_rng([number, window]).normal(0, 0.1)
        return {"claims.deemed": deemed, "claims.performed": 100 - deemed,
                "auto-claimed-share": deemed / 100}  # fmt: skip

    of = design(tmp_path, ("replications: 4", "replications: 30"), ("[1, 3]", "[1, 2, 3, 4]"))
    found = answer(made_up(tmp_path, of, share), of, ("auto-claimed-share",))
    (english,), (chinese,) = (said(answer_lines(found, ["window"]), lang) for lang in ("en", "zh"))
    assert english.startswith(
        "Over window from 1 to 4, the share of claims made by default: for Xuecheng it falls "
        "from 79"
    )
    assert " to 15.9 [" in english
    assert "%, most of it between 2 and 3 (by 63" in english
    assert "percentage points), and is less than half from 3 on; for auto-claim it " in english
    assert chinese.startswith("window从 1 到 4，由默认规则作出的认领所占比例的变化：薛城，由 ")
    assert "其中大半在 2 与 3 之间（63" in chinese
    assert "从 3 起不到一半；auto-claim，由 " in chinese


def test_measures_are_named_by_labels_and_by_identifiers_where_the_design_is_lost(
    tmp_path: Path,
) -> None:
    names = ("duties.approval-claim.late", "utilisation.market", "breaches.22(1)",
             "breaches-by-party.regulator")  # fmt: skip
    of = design(tmp_path, ("replications: 4", "replications: 2"), ONE_WINDOW)
    path = made_up(tmp_path, of, lambda *_: dict.fromkeys(names, 1.0))
    known = [one.label.in_("zh") for one in answer(path, of, names).measures]
    assert known == [
        "逾期才履行、没有默认后果的次数（第22条第(1)项：认领审批信息）",
        "市场监督管理局办公时间中用于履行义务的比例",
        "违反第22条第(1)项的次数",
        "监管部门违反义务的次数",
    ]
    (path / "design.yaml").write_text("design: lost\n", encoding="utf-8")
    lost = answer(path, None, names)
    assert lost.guarantees is None
    assert [one.label.in_("en") for one in lost.measures][:2] == [
        "the number of duties done late, no default having taken effect (approval-claim)",
        "the share of office time spent on duties (market)",
    ]
    assert said(answer_lines(lost), "en")


def test_a_rule_in_other_articles_of_other_regimes_is_named_by_its_act() -> None:
    five = designs.find("five-regimes")
    rules = labels(point.regime for point in five.points)[About.RULE]
    assert rules["approval-claim"] == Text("认领审批信息", "approval information claimed")
    names = [*rules.values()]
    assert len(set(names)) == len(names)


def test_a_run_whose_rules_have_changed_is_not_held_against_new_proofs(tmp_path: Path) -> None:
    found = two(tmp_path, shorter)
    changed = design(tmp_path, ("    values: [1, 3]", "    values: [7]"))
    again = answer(found.path, changed, (MEAN,))
    assert again.guarantees is None
    assert "have changed" in said(guarantee_lines(again), "en")[0]


@pytest.mark.drawn_anew
def test_charts_are_drawn_the_same_each_time(tmp_path: Path) -> None:
    spans = Sample((30, 400, 900), (30, 400, 900), (50_000,))
    of = design(tmp_path)
    answered = ask(made_up(tmp_path, of, shorter, {"claim-latency": spans}), (MEAN,), of)
    by_name = {chart.name: chart for chart in charts(answered)}
    assert {name.partition("-")[0] for name in by_name} == {"ecdf", "forest", "heat"}
    # What differs in any of them differs as a part of a page; files are drawn from the same.
    every: tuple[Format, ...] = ("inline", "svg", "png", "pdf")
    for lang in LANGS:
        for place, chart in enumerate(by_name.values()):
            formats = every if (place, lang) == (0, "zh") else every[:1]
            once, twice = (drawn(chart, lang, formats) for _ in range(2))
            assert once == twice
