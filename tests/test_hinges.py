"""What a conclusion hangs on is worked out from points at which assumptions are others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from experiments.answers.contrasts import Contrast
from experiments.answers.guarantees import broken
from experiments.answers.sequential import FirstReplications
from experiments.designs.assumption import Assumption, Assumptions, Group
from experiments.designs.point import Design, Point
from experiments.designs.reader import read_design
from experiments.experiment.ask import Answered, ask
from experiments.hinges.ask import hinges
from experiments.hinges.chart import drawn_of, footer_words, note_words, tornado
from experiments.hinges.data import hinges_frame
from experiments.hinges.hinge import Conclusion, Hinge, HingeVerdict
from experiments.hinges.page import hinge_blocks, table
from experiments.hinges.words import hinge_lines
from experiments.measures import find
from experiments.measures.spans import SPANS
from experiments.running.frames import write_frames
from experiments.running.header import Cell, Header
from experiments.running.replication import Replication, Sample
from experiments.running.results import Results
from experiments.running.store import Store
from experiments.running.versions import versions
from experiments.show.blocks import Group as Heading
from experiments.show.canvas import png, svg
from experiments.statistics.interval import Interval, Undetermined
from experiments.statistics.paired import paired_mean
from experiments.statistics.sensitivity import plan
from model.language import LANGS, Text, speaking
from tests.answered import MEAN, NOTHING, ONE_WINDOW
from tests.designed import Inline, design, tiny
from tests.said import said
from tests.test_assumptions import ASSUMED

Effect = Callable[[Point, np.random.Generator], float]


def made_up(folder: Path, of: Design, days: Effect, **more: Any) -> Answered:
    """The answer of a store in which the mean of each point is made up; luck is the seed's."""
    store = Store(folder / "made-up", of)
    usual: dict[str, float | None] = {"threads": 100.0, "claims.deemed": 0.0}
    usual["claims.performed"] = 100.0
    usual |= {f"{span}.begun": 100.0 for span in SPANS}
    usual |= {f"{span}.censored": 0.0 for span in SPANS}
    spans: dict[str, Sample] = dict.fromkeys(SPANS, NOTHING)
    with store:
        for task in of.tasks():
            found = {MEAN: days(task.point, np.random.default_rng(task.replication))}
            own = {name: make(task.point) for name, make in more.items()}
            key, seed = task.point.key, task.seed
            store.append(task, Replication(key, seed, usual | found | own, spans, dict(versions())))
    store.settle()
    write_frames(store)
    return ask(store.path, (MEAN,), of)


def known(point: Point, luck: np.random.Generator) -> float:
    """Auto-claim saves 2 days; one more with take-up, and it costs 1 where open limits are none."""
    shared, own = luck.normal(10, 3), luck.normal(0, 0.05, 2)
    if point.regime.id != "auto-claim":
        return float(shared + own[0])
    gain = 2.0
    if point.assumed.get("clock") == "take-up":
        gain = 3.0
    if point.assumed.get("open-limits") == "strict":
        gain = -1.0
    if point.assumed.get("service") == "slow":
        gain = float(luck.normal(0, 2))
    if "looks" in point.assumed:
        gain = 1 + float(point.assumed["looks"])
    return float(shared + own[1] - gain)


MANY = ("replications: 4", ASSUMED + "sobol: 8\nreplications: 10")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    folder = tmp_path_factory.mktemp("hinges")
    return made_up(folder, design(folder, MANY, ONE_WINDOW), known)


@pytest.fixture(scope="module")
def hinge(found: Answered) -> Hinge:
    (one,) = found.hinges
    return one


def test_only_main_points_are_in_the_answer(found: Answered) -> None:
    answer = found.answer
    assert len(answer.rows) == 2
    assert len(answer.contrasts) == 1
    assert {number for _, number in answer.estimates} == {0, 1}
    assert answer.done == 10


def test_verdicts_are_what_was_made_up(hinge: Hinge) -> None:
    verdicts = {(one.name, one.value): one.verdict for one in hinge.tried()}
    assert verdicts == {
        ("clock", "take-up"): HingeVerdict.HOLDS,
        ("open-limits", "strict"): HingeVerdict.TURNS,
        ("open-limits", 9): HingeVerdict.HOLDS,
        ("looks", 0.5): HingeVerdict.HOLDS,
        ("looks", 3.0): HingeVerdict.HOLDS,
        ("recall", 5): HingeVerdict.HOLDS,
        ("recall", 40): HingeVerdict.HOLDS,
        ("service", "slow"): HingeVerdict.LOST,
    }


def test_figures_are_those_worked_out_by_hand(found: Answered, hinge: Hinge) -> None:
    rows = found.answer.results.points
    values = found.answer.results.array(MEAN)

    def column(regime: str, **assumed: Any) -> np.ndarray[Any, Any]:
        chosen = rows.filter((pl.col("regime") == regime) & pl.col("row").is_null())
        for name in ("clock", "open-limits", "looks", "recall", "service"):
            value = assumed.get(name.replace("-", "_"))
            own = pl.col(name)
            chosen = chosen.filter(own.is_null() if value is None else own == value)
        (number,) = chosen["point"].to_list()
        return values[:10, number]

    base = column("auto-claim") - column("xuecheng")
    there = column("auto-claim", clock="take-up") - column("xuecheng", clock="take-up")
    one = next(one for one in hinge.tried() if one.name == "clock")
    level = 1 - 0.05 / 9
    assert one.there == paired_mean(there, np.zeros(10), level).difference
    assert isinstance(one.change, Interval)
    assert one.change.estimate == pytest.approx((there - base).mean())
    assert isinstance(hinge.usual, Interval)
    assert hinge.usual.estimate == pytest.approx(base.mean())
    sizes = {swing.name: swing.size for swing in hinge.swings}
    assert sizes["clock"] == pytest.approx(abs((there - base).mean()))
    low, high = (
        (column("auto-claim", looks=x) - column("xuecheng", looks=x)).mean() for x in (0.5, 3.0)
    )
    assert sizes["looks"] == pytest.approx(abs(high - low))
    assert sizes["recall"] == pytest.approx(0, abs=1e-9)


def test_the_largest_swing_comes_first_and_what_does_not_matter_last(hinge: Hinge) -> None:
    sizes = [one.size for one in hinge.swings]
    assert all(size is not None for size in sizes)
    assert sizes == sorted(sizes, key=lambda one: -(one or 0.0))
    assert hinge.swings[0].name == "open-limits"
    assert hinge.swings[-1].name == "recall"


def test_the_sample_finds_who_accounts_for_the_variance(hinge: Hinge) -> None:
    looks, recall = (hinge.shares[name] for name in ("looks", "recall"))
    assert next(iter(hinge.shares)) == "looks"
    assert isinstance(looks.total, Interval)
    assert looks.total.estimate > 0.6
    assert isinstance(recall.total, Interval)
    assert recall.total.estimate == pytest.approx(0, abs=1e-9)


def test_shares_of_a_sum_are_those_of_its_terms(tmp_path: Path) -> None:
    """Of 2 u + v the variance is (4 + 1) / 12: four fifths are of u."""
    ranges = {"u": (0.0, 1.0), "v": (5.0, 9.0)}
    made = plan(ranges, 256, seed=3)
    u, v = made.points[:, 0], (made.points[:, 1] - 5) / 4
    header = sampled_header(ranges, 256, 3)
    figures = np.concatenate(
        [[10.0, 9.0], *([10.0, 10 - 2 * a - b] for a, b in zip(u, v, strict=True))]
    )
    contrast = Contrast(MEAN, "regime", 1, 0, 0.95, paired_mean([9, 9], [10, 10]), 0.001)
    counts = dict.fromkeys(("begun", "censored"), np.ones((2, len(figures))))
    columns = {f"time-without-supervisor.{one}": count for one, count in counts.items()}
    columns |= {MEAN: np.tile(figures, (2, 1)), "threads": np.ones((2, len(figures)))}
    held = FirstReplications(columns)
    (one,) = hinges(held, header, [Conclusion(find(MEAN), 1, contrast)])
    found = {name: share.total for name, share in one.shares.items()}
    assert isinstance(found["u"], Interval)
    assert isinstance(found["v"], Interval)
    assert found["u"].estimate == pytest.approx(0.8, abs=0.03)
    assert found["v"].estimate == pytest.approx(0.2, abs=0.03)


def sampled_header(ranges: dict[str, tuple[float, float]], size: int, seed: int) -> Header:
    """A header of two regimes at every row of a sample."""
    nothing = Text("例", "example")
    named = {
        name: Assumption(nothing, nothing, Group.CONDUCT, nothing, (), {}, ends)
        for name, ends in ranges.items()
    }
    cells = [Cell("", regime, "", "s", {}, "5", 2025) for regime in ("a", "b")]
    count = (len(ranges) + 2) * size
    sampled = [replace(cell, assumed={"u": 0}, row=row) for row in range(count) for cell in cells]
    given = Assumptions(named, 2, size, 1, seed)
    labels: dict[str, Text] = {}
    of = ("made-up", "", nothing, "a", labels, labels, labels, (MEAN,), None, None, (), 2)
    return Header(*of, given, 1, {}, (*cells, *sampled))


def test_the_sentences_count_and_name_the_settings(found: Answered, hinge: Hinge) -> None:
    english, chinese = ([*said(hinge_lines(hinge), lang)] for lang in ("en", "zh"))
    assert "the conclusion holds in 6 of 8 settings" in english[0]
    assert "8 种情形中结论有 6 种成立" in chinese[0]
    assert english[1] == "It turns around: open-limits (strict)."
    assert "cannot be told any more: service (slow)" in english[2]
    start = "The largest swing by estimate is that of 'open-limits' (working days): "
    assert english[3].startswith(start)
    assert english[4].startswith("Less than a tenth of that in these replications, ")
    assert english[4].endswith("each by itself: recall.")
    assert any("a part in: 'looks' 67 % [28, 100] and 'recall' 0 %" in line for line in english)
    assert len(chinese) == len(english)


def test_the_table_has_readings_then_conduct_with_all_that_is_tried(hinge: Hinge) -> None:
    shown = table(hinge)
    groups = [place for place, row in enumerate(shown.rows) if isinstance(row, Heading)]
    assert groups == [1, 5]
    assert len(shown.rows) == 1 + 1 + 3 + 1 + 5
    made = [said(row, "en") for row in shown.rows if isinstance(row, tuple)]
    assert all(len(row) == len(shown.columns) == 7 for row in made)
    clock = next(row for row in made if row[0] == "what counts as the act")
    assert clock[1:3] == ("finishing", "take-up")
    assert clock[3].startswith("-3.0")
    assert clock[5] == "holds"
    assert clock[6] == "—"


def test_what_is_said_once_of_an_assumption_stands_in_its_first_row(hinge: Hinge) -> None:
    made = [said(row, "en") for row in table(hinge).rows if isinstance(row, tuple)]
    first = next(place for place, row in enumerate(made) if row[0] == "looks")
    assert all(made[first][k] for k in (1, 4, 6))
    low, high = made[first : first + 2]
    assert (low[2], high[2]) == ("0.5", "3")
    assert (high[0], high[1], high[4], high[6]) == ("", "", "", "")
    assert high[3]
    assert high[5]


def test_sheet_and_csv_have_the_same_rows(found: Answered, hinge: Hinge) -> None:
    blocks = list(hinge_blocks(found.answer, found.hinges))
    assert table(hinge) in blocks
    frame = hinges_frame(found.hinges)
    assert frame["verdict"].to_list() == [str(one.verdict) for one in hinge.tried()]
    assert frame.filter(pl.col("assumption") == "looks")["total_estimate"][0] > 0.6


def test_the_tornado_is_drawn_the_same_each_time(found: Answered, hinge: Hinge) -> None:
    assert [swing.name for swing, _ in drawn_of(hinge)] == [one.name for one in hinge.swings]
    note, below = note_words(found.answer, hinge), footer_words(found.answer, hinge)
    for lang in LANGS:
        with speaking(lang):
            first, second = (tornado(hinge, note, below) for _ in range(2))
        assert svg(first) == svg(second)
        assert png(first) == png(second)


def test_where_nothing_is_compared_the_figure_itself_hangs_on_it(tmp_path: Path) -> None:
    alone = [MANY, ONE_WINDOW]
    text = tiny(tmp_path, *alone).read_text("utf-8")
    start, end = text.index("reforms:"), text.index("scenarios:")
    path = tmp_path / "alone.yaml"
    path.write_text(text[:start] + text[end:], "utf-8")

    def days(point: Point, luck: np.random.Generator) -> float:
        return float(luck.normal(10, 0.1)) + (3 if point.assumed.get("clock") else 0)

    (one,) = made_up(tmp_path, read_design(path), days).hinges
    assert one.conclusion.contrast is None
    verdicts = {each.name: each.verdict for each in one.tried()}
    assert verdicts["clock"] is HingeVerdict.MOVES
    assert verdicts["recall"] is HingeVerdict.STAYS
    assert one.swings[0].size == pytest.approx(3)
    assert "shown to differ in 1 of 8 settings" in said(hinge_lines(one), "en")[0]
    assert one.sampled is None


def test_no_difference_as_usual_is_no_conclusion_that_could_hold(tmp_path: Path) -> None:
    def days(point: Point, luck: np.random.Generator) -> float:
        reform = point.regime.id == "auto-claim" and point.assumed.get("clock")
        return float(luck.normal(10, 3)) + (2 if reform else 0)

    of = design(tmp_path, MANY, ONE_WINDOW)
    (one,) = made_up(tmp_path, of, days).hinges
    verdicts = {each.name: each.verdict for each in one.tried()}
    assert verdicts["clock"] is HingeVerdict.SHOWS
    assert verdicts["recall"] is HingeVerdict.OPEN
    lines = [*said(hinge_lines(one), "en")]
    assert "one shows in 1 of 8 settings" in lines[0]
    assert not any("conclusion holds" in line for line in lines)


def test_a_difference_that_is_nowhere_any_more_vanishes(tmp_path: Path) -> None:
    def days(point: Point, luck: np.random.Generator) -> float:
        reform = point.regime.id == "auto-claim" and not point.assumed.get("clock")
        shared, own = luck.normal(10, 3), luck.normal(2, 0.1)
        return float(shared - (own if reform else 0))

    (one,) = made_up(tmp_path, design(tmp_path, MANY, ONE_WINDOW), days).hinges
    assert {each.name for each in one.tried() if each.verdict is HingeVerdict.GONE} == {"clock"}
    assert "It vanishes, without a difference in any replication: what counts" in " ".join(
        said(hinge_lines(one), "en")
    )


def test_one_replication_decides_nothing(tmp_path: Path) -> None:
    of = design(tmp_path, ("replications: 4", ASSUMED + "replications: 1"), ONE_WINDOW)
    (one,) = made_up(tmp_path, of, known).hinges
    assert isinstance(one.usual, Undetermined)
    assert {each.verdict for each in one.tried()} == {HingeVerdict.UNDETERMINED}
    assert {each.size for each in one.swings} == {None}
    assert not drawn_of(one)
    assert said(table(one).rows[0], "zh")[2:4] == ("", "—")


def test_means_that_leave_out_unlike_shares_are_not_compared(tmp_path: Path) -> None:
    def censored(point: Point) -> float:
        lost = point.assumed.get("clock") and point.regime.id == "auto-claim"
        return 30.0 if lost else 0.0

    of = design(tmp_path, MANY, ONE_WINDOW)
    censoring = {"time-without-supervisor.censored": censored}
    (one,) = made_up(tmp_path, of, known, **censoring).hinges
    (clock,) = (each for each in one.tried() if each.name == "clock")
    assert clock.verdict is HingeVerdict.INCOMPARABLE
    assert "because of what had not ended: what counts as the act (take-up)." in " ".join(
        said(hinge_lines(one), "en")
    )


def test_a_conclusion_is_held_against_its_own_regime_and_cell(tmp_path: Path) -> None:
    """With two windows there are two conclusions along regimes, each from its own points."""

    def days(point: Point, luck: np.random.Generator) -> float:
        gain = int(str(point.levels["window"])) if point.regime.id == "auto-claim" else 0
        doubled = 2 if point.assumed.get("clock") else 1
        return float(luck.normal(10, 0.01) + luck.normal(0, 1)) - doubled * gain

    of = design(tmp_path, ("replications: 4", ASSUMED + "replications: 5"))
    found = made_up(tmp_path, of, days)
    regimes = [one for one in found.hinges if one.conclusion.contrast]
    sizes = [
        next(swing.size for swing in one.swings if swing.name == "clock")
        for one in regimes
        if one.conclusion.contrast and one.conclusion.contrast.axis == "regime"
    ]
    assert sizes == [pytest.approx(1), pytest.approx(3)]


def test_bounds_are_held_against_points_with_other_assumptions(tmp_path: Path) -> None:
    of = design(tmp_path, ("replications: 4", ASSUMED + "replications: 2"), ONE_WINDOW)
    name = "property.approval-push-claimed.max"

    def late(point: Point) -> float:
        worst = point.assumed.get("clock") and point.regime.id == "auto-claim"
        return 9.0 if worst else 1.0

    found = made_up(tmp_path, of, known, **{name: late})
    assert found.answer.guarantees is not None
    (one,) = broken(found.answer.guarantees)
    assert of.points[one.point].assumed == {"clock": "take-up"}
    assert "take-up" in found.answer.settings(one.point, "regime").in_("en")


@pytest.mark.undrawn
def test_a_run_with_assumptions_is_shown_whole(
    tmp_path: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.experiment.run._pool", lambda *_: Inline())
    only = ASSUMED[: ASSUMED.index("  open-limits")]
    few = [("replications: 4", only + "replications: 2"), ("values: [1, 3]", "values: [1]")]
    path = tiny(tmp_path, *few)
    out = tmp_path / "out"
    status, _, told = shenguan("experiment", "run", path, "--out", out, "--no-page")
    assert status == 0
    assert "2 points × 2 replications" in told
    assert "2 points at which one assumption is changed × 2 replications" in told
    assert "all ranges" not in told
    results = Results(out)
    assert results.header.assumptions is not None
    assert results.header.assumptions.named["clock"].values == ("take-up",)
    assert len(results.main) == 2
    assert results.points["clock"].to_list() == [None, None, "take-up", "take-up"]
    page = tmp_path / "page"
    for lang, words, more in (("en", "Readings", ["--out", page]), ("zh", "文本的读法", [])):
        status, told, _ = shenguan("experiment", "show", out, *more, lang=lang)
        assert status == 0
        assert words in told
    text = (page / "index.html").read_text("utf-8")
    assert "Readings" in text
    assert "文本的读法" in text
    assert (page / "hinges.csv").exists()
