"""Sentences of an answer say no more than the figures do, with units and under what conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.answers.answer import Answer, answer
from experiments.answers.footer import footer
from experiments.answers.guarantees import Check, Happened, Passed, Seen
from experiments.answers.lines import answer_lines, best_line, broken_words
from experiments.answers.places import often
from experiments.answers.wanted import precision_lines, selection_line
from experiments.experiment.ask import ask
from experiments.experiment.page import sheet
from experiments.running.frames import forget_frames
from experiments.show.blocks import Paragraph, Table, walk
from experiments.statistics.interval import Reason, Undetermined
from model.language import Text
from tests.answered import MEAN, ONE_WINDOW, Figures, made_up, shorter
from tests.designed import design
from tests.said import said

LONGEST = "time-without-supervisor.max.working-days"
FOUR = ("values: [1, 3]", "values: [1, 2, 3, 4]")
THIRTY = ("replications: 4", "replications: 30")
LOOKS = (
    "    values: [1, 3]",
    "    values: [2]\n  looks:\n    vary: {scenario: [drain]}\n    values: [20, 21]",
)


def told(folder: Path, figures: Figures, asked: str, *edits: tuple[str, str]) -> Answer:
    folder.mkdir(exist_ok=True)
    of = design(folder, *(edits or (THIRTY,)))
    return answer(made_up(folder, of, figures), of, (asked,))


def lines(found: Answer, axis: str) -> tuple[str, str]:
    (english,), (chinese,) = (said(answer_lines(found, [axis]), lang) for lang in ("en", "zh"))
    return english, chinese


def by_setting(heights: Callable[[int], float | None]) -> Figures:
    """The longest wait of a year by window, longer by 2 with auto-claim."""

    def figures(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        height = heights(window)
        more = 2 if regime == "auto-claim" else 0
        return {LONGEST: None if height is None else height + more + luck.normal(0, 0.3)}

    return figures


def test_a_range_over_settings_is_of_those_that_have_a_figure_and_names_the_others(
    tmp_path: Path,
) -> None:
    heights = {1: 5.0, 2: 6.0, 3: None, 4: None}
    found = told(tmp_path, by_setting(heights.get), LONGEST, THIRTY, FOUR)
    english, chinese = lines(found, "regime")
    head, zh = english.split("; auto-claim")[0], chinese.split("；auto-claim")[0]
    assert " working days at 2 of 4 settings (window 1, 2), and " in head
    assert head.endswith(" at 2 of 4 settings (window 3, 4)")
    assert "over 4 settings" not in head
    assert "，4 种情形中有 2 种如此（window为 1、2）" in zh
    assert zh.endswith("，4 种情形中有 2 种如此（window为 3、4）")


def test_a_range_over_settings_that_all_have_a_figure_is_of_all(tmp_path: Path) -> None:
    found = told(tmp_path, by_setting(float), LONGEST, THIRTY, FOUR)
    assert " working days over 4 settings; " in lines(found, "regime")[0]


def test_a_difference_that_cannot_be_told_says_why_and_not_what_the_figure_is(
    tmp_path: Path,
) -> None:
    found = told(tmp_path, shorter, MEAN, THIRTY, ONE_WINDOW)
    (contrast,) = found.contrasts
    none = replace(contrast.paired, difference=Undetermined(Reason.WATCHED_TOO_SHORT, 30))
    made = replace(found, contrasts=(replace(contrast, paired=none, p_value=None),))
    english, chinese = lines(made, "regime")
    assert english.endswith("; auto-claim: difference undetermined: nothing was watched for long"
                            " enough.")  # fmt: skip
    assert chinese.endswith("；auto-claim：差别不能判定：观察期太短。")


def test_undetermined_differences_at_several_settings_are_told_by_their_reasons(
    tmp_path: Path,
) -> None:
    found = told(tmp_path, by_setting(float), LONGEST, THIRTY, FOUR)
    reasons = (Reason.NO_CASES, Reason.NO_CASES, Reason.WATCHED_TOO_SHORT)
    own = [one for one in found.contrasts if one.axis == "regime"]
    made = [
        replace(
            one, paired=replace(one.paired, difference=Undetermined(why, 30)), p_value=None
        )
        for one, why in zip(own, reasons, strict=False)
    ]  # fmt: skip
    english, _ = lines(replace(found, contrasts=(*made, own[3])), "regime")
    assert "; auto-claim: difference undetermined: there are no such cases, or in one" in english
    assert "replication only at 2 of 4 settings (window 1, 2); auto-claim: " in english
    assert " watched for long enough at 1 of 4 settings (window 3)" in english


def fixed(heights: Callable[[int], float]) -> Figures:
    """A mean without any luck, shorter by some amount with auto-claim."""

    def figures(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        return {MEAN: 20.0 - (heights(window) if regime == "auto-claim" else 0)}

    return figures


def test_the_unit_stands_behind_the_value_and_not_behind_what_is_said_of_it(
    tmp_path: Path,
) -> None:
    same = lines(told(tmp_path, fixed(lambda _: 2.0), MEAN, THIRTY, FOUR), "regime")
    assert "shorter by 2 working days in all 30 replications at all 4 settings" in same[0]
    assert "缩短 2 个工作日，30 次重复都如此，4 种情形下都如此" in same[1]
    english, chinese = lines(told(tmp_path / "x", fixed(float), MEAN, THIRTY, FOUR), "regime")
    assert "by 1 working days in all 30 replications (window 1) to 4 working days" in english
    assert "replications working days" not in english
    assert "都如此 个工作日" not in chinese


def test_the_unit_of_a_course_without_luck_stands_behind_its_values(tmp_path: Path) -> None:
    edits = (THIRTY, ("values: [1, 3]", "values: [1, 2, 3]"))
    found = told(tmp_path, fixed(float), MEAN, *edits)
    assert found.trends
    english, chinese = lines(found, "window")
    assert "to 17 working days in all 30 replications" in english
    assert "17 个工作日，30 次重复都如此" in chinese


@pytest.mark.parametrize("edit", [LOOKS, ONE_WINDOW])
def test_the_best_is_told_with_what_is_held_fixed(tmp_path: Path, edit: tuple[str, str]) -> None:
    found = told(tmp_path, shorter, MEAN, THIRTY, edit)
    english, chinese = best_line(found).in_("en"), best_line(found).in_("zh")
    assert ("(at looks 20; confidence 95 %)" in english) is (edit is LOOKS)
    assert ("（looks为 20；置信度 95%）" in chinese) is (edit is LOOKS)
    assert ("looks" in english) is (edit is LOOKS)


def best(measure: str, zone: float) -> tuple[str, str]:
    words = f"best: {{measure: {measure}, prefer: smallest, zone: {zone}, most: 300}}\n"
    return ("measures:", words + "measures:")


def test_a_selection_is_told_with_what_is_held_fixed(tmp_path: Path) -> None:
    found = told(tmp_path, shorter, MEAN, THIRTY, LOOKS, best(MEAN, 1.0))
    english, chinese = selection_line(found).in_("en"), selection_line(found).in_("zh")
    assert "(mean), at looks 20: Selected: auto-claim (" in english
    assert "（均值）选优（looks为 20）：选定auto-claim（" in chinese
    assert "better than every other by 1 working days or more" in english
    assert "好 1 个工作日" in chinese


def share(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
    value = 30 + luck.normal(0, 2) - (5 if regime == "auto-claim" else 0)
    return {"claims.deemed": value, "claims.performed": 100 - value,
            "auto-claimed-share": value / 100}  # fmt: skip


def test_zone_and_half_width_of_a_share_are_in_the_unit_of_the_figures(tmp_path: Path) -> None:
    name = "auto-claimed-share"
    wanted = f"precision: {{measure: {name}, half-width: 0.02, most: 300}}\n"
    edits = (THIRTY, ONE_WINDOW, best(name, 0.02), ("measures:", wanted + "measures:"))
    found = told(tmp_path, share, name, *edits)
    assert "by 2 percentage points or more" in selection_line(found).in_("en")
    assert "好 2 个百分点" in selection_line(found).in_("zh")
    english, chinese = ([*said(precision_lines(found), lang)] for lang in ("en", "zh"))
    assert english[0].endswith("half-width 2 percentage points.")
    assert chinese[0].endswith("半宽 2 个百分点。")
    assert english[1].endswith("] %.")
    assert chinese[1].endswith("]%。")


def test_a_difference_as_narrow_as_wanted_is_told_with_its_unit(tmp_path: Path) -> None:
    wanted = f"precision: {{measure: {MEAN}, half-width: 1, of: differences, most: 300}}\n"
    found = told(tmp_path, shorter, MEAN, THIRTY, ONE_WINDOW, ("measures:", wanted + "measures:"))
    assert [*said(precision_lines(found), "en")][1].endswith("] working days.")


def uneven(folder: Path) -> Answer:
    """A run in which all replications beyond the tenth are lacking at the last point."""
    of = design(folder, THIRTY, best(MEAN, 1.0))
    path = made_up(folder, of, shorter)
    log = path / "replications.jsonl"
    kept, seen = [], 0
    for line in log.read_text(encoding="utf-8").splitlines(keepends=True):
        seen += of.points[3].key in line
        if of.points[3].key not in line or seen <= 10:
            kept.append(line)
    log.write_text("".join(kept), encoding="utf-8")
    forget_frames(path)
    return answer(path, of, (MEAN,))


def _footer(found: Answer) -> Text:
    return footer(found.header, len(found.rows), often(found))


def test_where_points_have_unlike_replications_the_fewest_and_the_most_are_told(
    tmp_path: Path,
) -> None:
    found = uneven(tmp_path)
    assert _footer(found).in_("en").startswith("4 points of 10 to 30 replications each")
    assert _footer(found).in_("zh").startswith("4 个点，各 10 至 30 次重复")
    page = sheet(ask(found.path, (MEAN,), found.design))
    told_again = next(block for block in walk(page.sections[-1].blocks) if isinstance(block, Table))
    assert said(told_again.rows, "en")[0] == ("replications", "10 to 30")
    notes = [b.text.en for s in page.sections for b in walk(s.blocks) if isinstance(b, Paragraph)]
    assert any("there are 10 to 30 so far" in note for note in notes)


def test_where_all_points_have_as_many_replications_one_number_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, shorter, MEAN, THIRTY)
    assert _footer(found).in_("en").startswith("4 points of 30 replications each")


@pytest.mark.parametrize("chosen", [True, False])
def test_intervals_after_a_stop_decided_by_results_are_called_nominal(
    tmp_path: Path, chosen: bool
) -> None:
    edits = (THIRTY, ONE_WINDOW, *([best(MEAN, 1.0)] if chosen else []))
    found = told(tmp_path, shorter, MEAN, *edits)
    blocks = sheet(ask(found.path, (MEAN,), found.design)).sections[0].blocks
    notes = [one.text for one in blocks if isinstance(one, Paragraph)]
    assert any("nominal" in note.en for note in notes) is chosen
    assert any("名义" in note.zh for note in notes) is chosen


def test_a_passed_bound_is_told_without_empty_brackets(tmp_path: Path) -> None:
    one_window = told(tmp_path, shorter, MEAN, THIRTY, ONE_WINDOW)
    two_windows = told(tmp_path / "two", shorter, MEAN)
    late = Happened(Seen.WHOLE, 9.0)
    passed = Check(0, "approval-push-claimed", 3, 3, late, (Passed.REACHED, 9.0))
    assert "()" not in broken_words(one_window, passed).in_("en")
    assert "（）" not in broken_words(one_window, passed).in_("zh")
    assert "(window 1)" in broken_words(two_windows, passed).in_("en")


def test_a_course_that_goes_back_is_told_without_a_direction(tmp_path: Path) -> None:
    def cliff(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        own = np.random.default_rng([number, window]).normal(0, 0.05)
        return {MEAN: 20 + (0, 3, 9, 0.1, 9.1)[window - 1] + luck.normal(0, 1) + own}

    found = told(tmp_path, cliff, MEAN, THIRTY, ("values: [1, 3]", "values: [1, 2, 3, 4, 5]"))
    english, chinese = lines(found, "window")
    assert "changes without a clear course, between " in english
    assert "most of it" not in english
    assert "有变化，但看不出一定的走向，在 " in chinese


def test_choices_that_cannot_be_told_apart_are_parted_by_another_mark_than_their_parts(
    tmp_path: Path,
) -> None:
    wanted = best(MEAN, 0.001)
    found = told(tmp_path, by_window, MEAN, THIRTY, wanted)
    parted = selection_line(found).in_("zh").split("余下", 1)[1].split("（")[0].split("；")
    assert sorted(parted) == sorted(
        f"{regime}、window为 {window}" for regime in ("auto-claim", "薛城") for window in (1, 3)
    )


def by_window(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
    own = np.random.default_rng([number, window, len(regime)]).normal(0, 0.5)
    return {MEAN: 10 + luck.normal(0, 3) + own}


def test_a_selection_that_cannot_be_made_is_a_whole_sentence(tmp_path: Path) -> None:
    found = told(tmp_path, lambda *_: {MEAN: None}, MEAN, THIRTY, ONE_WINDOW, best(MEAN, 1.0))
    for lang, end in (("en", "."), ("zh", "。")):
        assert selection_line(found).in_(lang).endswith(end)  # type: ignore[arg-type]


def test_a_range_over_settings_leaves_out_a_longest_that_was_not_reached(tmp_path: Path) -> None:
    def mostly_open(regime: str, window: int, number: int, luck: np.random.Generator) -> Any:
        reached = window < 3 or number % 5 > 2
        return {LONGEST: window + luck.normal(0, 0.3) if reached else None}

    found = told(tmp_path, mostly_open, LONGEST, THIRTY, FOUR)
    english, chinese = lines(found, "regime")
    ending = " at 2 of 4 settings (window 1, 2), and not reached while watched at 2 of 4 settings"
    assert ending + " (window 3, 4); " in english
    assert "也有的观察期内未达到，4 种情形中有 2 种如此（window为 3、4）" in chinese
