"""Of what conclusions hang on nothing is said that the replications do not show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments.designs.point import Point
from experiments.experiment.ask import Answered, ask
from experiments.hinges.chart import footer_words, note_words, tornado
from experiments.hinges.hinge import Hinge, HingeVerdict
from experiments.hinges.page import hinge_blocks, table
from experiments.hinges.words import hinge_lines, notes, shaken
from experiments.measures.spans import SPANS
from experiments.running.frames import write_frames
from experiments.running.replication import Replication
from experiments.running.store import Store
from experiments.running.versions import versions
from experiments.show.blocks import Bullets, Section
from experiments.show.terminal import print_sheet
from experiments.statistics.interval import Interval, Undetermined
from model.language import NOTHING as NOTHING_SAID
from model.language import speaking
from tests.answered import MEAN, NOTHING, ONE_WINDOW
from tests.designed import TINY, design
from tests.said import said
from tests.test_assumptions import ASSUMED

OPEN = "time-without-supervisor.censored"
MEDIAN = "time-without-supervisor.median.working-days"
ALONE = (TINY[TINY.index("reforms:") : TINY.index("scenarios:")], "")
Year = Callable[[Point, int, np.random.Generator], dict[str, float | None]]


def answered(
    folder: Path, counts: str, year: Year, *edits: tuple[str, str], name: str = MEAN
) -> Answered:
    """The answer of one window; luck is the seed's and the same at every point."""
    of = design(folder, ("replications: 4", ASSUMED + counts), ONE_WINDOW, *edits)
    store = Store(folder / "made-up", of)
    usual: dict[str, float | None] = {"threads": 100.0, "claims.deemed": 0.0}
    usual["claims.performed"] = 100.0
    for span in SPANS:
        usual |= {f"{span}.begun": 100.0, f"{span}.censored": 0.0}
    with store:
        for task in of.tasks():
            own = year(task.point, task.replication, np.random.default_rng(task.replication))
            spans = dict.fromkeys(SPANS, NOTHING)
            known = Replication(task.point.key, task.seed, usual | own, spans, dict(versions()))
            store.append(task, known)
    store.settle()
    write_frames(store)
    return ask(store.path, (name,), of)


def saved(point: Point, luck: np.random.Generator, gain: float, spread: float = 0.02) -> float:
    """What auto-claim leaves of a year's days; both regimes share luck larger than their own."""
    shared, own = luck.normal(10, 3), luck.normal(0, spread)
    return float(shared - (gain + own if point.regime.id == "auto-claim" else 0))


def reformed(point: Point, name: str, value: object) -> bool:
    return point.regime.id == "auto-claim" and point.assumed.get(name) == value


def english(hinge: Hinge) -> str:
    return " ".join(said(hinge_lines(hinge), "en"))


def verdicts(hinge: Hinge) -> dict[tuple[str, object], HingeVerdict]:
    return {(one.name, one.value): one.verdict for one in hinge.tried()}


def unlucky(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
    """Auto-claim saves a day, but costs more than that in the first year."""
    return {MEAN: saved(point, luck, -2.5 if number == 0 else 1.0, 0.3)}


def test_one_unlucky_year_does_not_turn_a_conclusion_around(tmp_path: Path) -> None:
    (hinge,) = answered(tmp_path, "sobol: 8\nreplications: 40\n", unlucky).hinges
    assert hinge.conclusion.sign == -1
    assert hinge.shares
    assert hinge.sampled is None
    assert not [one for one in ("opposite", "turns around", "is shown in") if one in english(hinge)]
    assert any("said only of 5 or more replications" in one for one in said(notes(hinge, 40), "en"))


def test_years_that_do_not_show_a_conclusion_as_usual_judge_no_rows(tmp_path: Path) -> None:
    sobol = "sobol: {sample: 8, replications: 5}\nreplications: 40\n"
    (hinge,) = answered(tmp_path, sobol, unlucky).hinges
    assert hinge.conclusion.sign == -1
    assert hinge.sampled is None


def test_enough_years_of_each_row_tell_where_a_conclusion_is_shown(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        turned = point.row is not None and float(point.assumed["looks"]) > 2
        return {MEAN: saved(point, luck, -2 if turned else 2)}

    sobol = "sobol: {sample: 8, replications: 6}\nreplications: 10\n"
    (hinge,) = answered(tmp_path, sobol, year).hinges
    assert hinge.sampled is not None
    holds, turned = hinge.sampled.holds, hinge.sampled.reversed_
    assert isinstance(holds, Interval)
    assert isinstance(turned, Interval)
    assert (holds.estimate + turned.estimate, holds.n) == (1, 16)
    assert 0 < turned.estimate < 1
    assert "of 16 sampled assumptions, by the same 6 replications of each." in english(hinge)
    assert "The opposite is shown in" in english(hinge)


def test_rows_are_compared_over_years_that_all_of_them_have(tmp_path: Path) -> None:
    """A row that lost a year would have another luck than the others, which is no share."""

    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        lost = point.row == 3 and number == 0
        return {MEAN: None if lost else saved(point, luck, 2 + number)}

    sobol = "sobol: {sample: 8, replications: 2}\nreplications: 10\n"
    (hinge,) = answered(tmp_path, sobol, year).hinges
    assert all(isinstance(one.total, Undetermined) for one in hinge.shares.values())


def test_as_usual_is_of_the_years_of_what_is_tried(tmp_path: Path) -> None:
    """A year in which the figure does not exist is not made up for by a later one."""

    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        lacking = number < 3 and not point.assumed and point.regime.id == "auto-claim"
        return {MEAN: None if lacking else saved(point, luck, 2 if number < 5 else 9)}

    few = "assumption-replications: 5\nreplications: 20\n"
    (hinge,) = answered(tmp_path, few, year).hinges
    assert isinstance(hinge.usual, Interval)
    assert hinge.usual.n == 2
    assert hinge.usual.estimate == pytest.approx(-2, abs=0.1)


def test_a_figure_as_usual_is_of_the_years_of_what_is_tried_and_says_so(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: 10.0 + number}

    few = "assumption-replications: 4\nreplications: 30\n"
    found = answered(tmp_path, few, year, ALONE)
    (hinge,) = found.hinges
    assert hinge.conclusion.contrast is None
    assert isinstance(hinge.usual, Interval)
    assert (hinge.usual.estimate, hinge.usual.n) == (11.5, 4)
    assert any("here of the first 4 replications" in one for one in said(notes(hinge, 30), "en"))
    assert "here of the first 4 replications" in drawn_words(found, hinge)


def test_years_beyond_those_of_the_conclusion_are_not_compared_with_it(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: saved(point, luck, 2 if number < 6 else 50)}

    many = "assumption-replications: 20\nreplications: 6\n"
    (hinge,) = answered(tmp_path, many, year).hinges
    sizes = [one.there for one in hinge.tried()]
    assert all(isinstance(one, Interval) and one.n == 6 for one in sizes)


def test_fewer_years_are_no_reason_to_call_a_conclusion_lost(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: saved(point, luck, 2, 2.5)}

    few = "assumption-replications: 4\nreplications: 60\n"
    (hinge,) = answered(tmp_path, few, year).hinges
    assert hinge.conclusion.sign == -1
    assert not hinge.enough
    assert {*verdicts(hinge).values()} == {HingeVerdict.UNDETERMINED}
    assert english(hinge).startswith("Judged together with all that is tried, the replications")
    assert "cannot be told any more" not in english(hinge)
    assert "Too little to judge by: 8 of the 8 settings." in english(hinge)


def test_what_is_not_simulated_yet_is_no_setting_in_which_a_conclusion_fails(
    tmp_path: Path,
) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: None if point.assumed else saved(point, luck, 2)}

    (hinge,) = answered(tmp_path, "replications: 10\n", year).hinges
    assert hinge.conclusion.sign == -1
    assert english(hinge) == "Too little to judge by: 8 of the 8 settings."


def test_a_setting_with_fewer_years_than_the_conclusion_does_not_call_it_lost(
    tmp_path: Path,
) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        value = saved(point, luck, 2, 0.8)
        return {MEAN: None if point.assumed and number > 1 else value}

    (hinge,) = answered(tmp_path, "replications: 10\n", year).hinges
    assert hinge.enough
    assert HingeVerdict.LOST not in verdicts(hinge).values()
    assert not shaken(hinge)


def test_years_enough_for_the_conclusion_may_call_it_lost(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: saved(point, luck, 2, 9 if point.assumed.get("service") else 0.2)}

    few = "assumption-replications: 10\nreplications: 20\n"
    (hinge,) = answered(tmp_path, few, year).hinges
    assert hinge.enough
    assert verdicts(hinge)["service", "slow"] is HingeVerdict.LOST


def swung(point: Point, luck: np.random.Generator) -> float:
    gain = 4.0 if reformed(point, "looks", 0.5) else 2.0
    return saved(point, luck, 2.05 if reformed(point, "open-limits", 9) else gain)


def test_what_cannot_be_compared_is_not_said_to_matter_little(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        strict = reformed(point, "open-limits", "strict")
        return {MEAN: swung(point, luck), OPEN: 50.0 if strict else 0.0}

    found = answered(tmp_path, "replications: 10\n", year)
    hinge = next(one for one in found.hinges if one.conclusion.measure.id == MEAN)
    assert verdicts(hinge)["open-limits", "strict"] is HingeVerdict.INCOMPARABLE
    least = next(one for one in said(hinge_lines(hinge), "en") if "Less than a tenth" in one)
    assert "open-limits" not in least
    assert "recall" in least
    rows = [said(row, "en") for row in table(hinge).rows if isinstance(row, tuple)]
    swings = {row[0]: row[4] for row in rows if row[4]}
    assert swings["open-limits"] == "0.05 (in part)"
    assert swings["looks"] == "2.00"
    assert "The largest swing by estimate is that of 'looks'" in english(hinge)
    assert "open-limits (strict)" in drawn_words(found, hinge)


def test_a_value_without_a_figure_does_not_hide_the_swing_of_another(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        if reformed(point, "open-limits", "strict"):
            return {MEAN: None}
        return {MEAN: swung(point, luck) + (32 if reformed(point, "open-limits", 9) else 0)}

    (hinge,) = answered(tmp_path, "replications: 10\n", year).hinges
    first = hinge.swings[0]
    assert first.name == "open-limits"
    assert first.size == pytest.approx(32, abs=0.2)
    assert "The largest swing is that of 'open-limits'" in english(hinge)
    assert "with strict" not in english(hinge)


def test_the_largest_swing_is_said_to_be_so_where_it_is_shown(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: swung(point, luck)}

    (hinge,) = answered(tmp_path, "replications: 10\n", year).hinges
    assert "The largest swing is that of 'looks' (working days): " in english(hinge)


def test_luck_has_no_largest_swing(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        own = np.random.default_rng([number, int(point.key, 16) % 2**32]).normal(0, 0.1)
        return {MEAN: saved(point, luck, 2) + own}

    (hinge,) = answered(tmp_path, "replications: 10\n", year).hinges
    assert all(one.size for one in hinge.swings)
    assert "swing" not in english(hinge)
    assert "tenth" not in english(hinge)


def test_equal_shares_are_not_ranked(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        if point.row is None:
            return {MEAN: saved(point, luck, 2)}
        looks, recall = (float(point.assumed[one]) for one in ("looks", "recall"))
        return {MEAN: saved(point, luck, 2 + (looks - 0.5) / 2.5 + (recall - 5) / 35)}

    (hinge,) = answered(tmp_path, "sobol: 8\nreplications: 10\n", year).hinges
    words = english(hinge)
    assert "more than any other" not in words
    assert "'looks' " in words
    assert "'recall' " in words


def test_one_range_has_no_share_worth_saying(tmp_path: Path) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: saved(point, luck, float(point.assumed.get("looks", 2)))}

    recall = next(one for one in ASSUMED.splitlines(True) if one.startswith("  recall"))
    found = answered(tmp_path, "sobol: 8\nreplications: 4\n", year, (recall, ""))
    assert [*found.hinges[0].shares] == ["looks"]
    assert "variance" not in english(found.hinges[0])


def test_a_quantile_that_falls_on_what_had_not_ended_is_not_compared(tmp_path: Path) -> None:
    """The years in which it exists are the lucky ones."""

    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        never = reformed(point, "clock", "take-up") and number < 5
        return {MEDIAN: None if never else saved(point, luck, 2)}

    (hinge,) = answered(tmp_path, "replications: 10\n", year, name=MEDIAN).hinges
    assert verdicts(hinge)["clock", "take-up"] is HingeVerdict.INCOMPARABLE
    assert verdicts(hinge)["recall", 5] is HingeVerdict.HOLDS
    assert "because of what had not ended: what counts as the act (take-up)." in english(hinge)


@pytest.mark.parametrize("name", ["time-without-supervisor.max.working-days", "auto-claimed-share"])
def test_longest_and_shares_are_told_as_the_conclusion_is(tmp_path: Path, name: str) -> None:
    """Swings, figures as usual and conclusion are of one kind, and none is left undetermined."""

    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        deemed = 40 if reformed(point, "clock", "take-up") else 20
        rare = 60 if number == 11 and reformed(point, "clock", "take-up") else 0
        days = 99.0 + number - (deemed + rare if point.regime.id == "auto-claim" else 0)
        if point.regime.id != "auto-claim":
            deemed = 0
        made = 100.0 + 10 * number
        figure = days if name.startswith("time") else deemed / made
        return {name: figure, "claims.deemed": deemed, "claims.performed": made - deemed}

    (hinge,) = answered(tmp_path, "replications: 12\n", year, name=name).hinges
    contrast = hinge.conclusion.contrast
    assert contrast is not None
    assert isinstance(contrast.difference, Interval)
    assert isinstance(hinge.usual, Interval)
    assert hinge.usual.estimate == pytest.approx(contrast.difference.estimate)
    assert hinge.swings[0].name == "clock"
    assert hinge.swings[0].size == pytest.approx(abs(hinge.usual.estimate), rel=0.01)


def drawn_words(found: Answered, hinge: Hinge) -> str:
    with speaking("en"):
        note, below = note_words(found.answer, hinge), footer_words(found.answer, hinge)
        figure = tornado(hinge, note, below)
    axes = [one.get_text() for one in figure.findobj() if hasattr(one, "get_text")]
    return " ".join(" ".join(axes).split())


def test_the_line_of_no_difference_is_called_that(tmp_path: Path) -> None:
    """Beyond it the difference may not be shown, so that nothing has turned around."""

    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: swung(point, luck)}

    found = answered(tmp_path, "replications: 10\n", year)
    words = drawn_words(found, found.hinges[0])
    assert "no difference" in words
    assert "turns around" not in words


def test_what_does_not_hold_is_not_kept_behind_a_fold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def year(point: Point, number: int, luck: np.random.Generator) -> dict[str, float | None]:
        return {MEAN: saved(point, luck, 2, 9 if point.assumed.get("service") else 0.2)}

    found = answered(tmp_path, "replications: 20\n", year)
    (hinge,) = found.hinges
    assert shaken(hinge)
    monkeypatch.setattr("experiments.hinges.page.SHOWN", 0)
    blocks = list(hinge_blocks(found.answer, found.hinges))
    open_ = [line for one in blocks if isinstance(one, Bullets) for line in said(one.items, "en")]
    assert any("service" in line for line in open_)
    print_sheet(Section("hinges", NOTHING_SAID, tuple(blocks)), "en")
    assert next(iter(said(hinge_lines(hinge), "en"))) in capsys.readouterr().out


def test_a_conclusion_that_holds_throughout_may_be_folded(tmp_path: Path) -> None:
    found = answered(
        tmp_path, "replications: 10\n", lambda point, number, luck: {MEAN: saved(point, luck, 2)}
    )
    assert not any(map(shaken, found.hinges))


def test_the_tornado_counts_the_points_that_it_draws(tmp_path: Path) -> None:
    few = "assumption-replications: 10\nreplications: 20\n"
    found = answered(tmp_path, few, lambda point, number, luck: {MEAN: saved(point, luck, 2)})
    (hinge,) = found.hinges
    alone = [one for one in found.answer.header.points if one.row is None]
    assert f"{len(alone)} points of 10 replications" in drawn_words(found, hinge)
