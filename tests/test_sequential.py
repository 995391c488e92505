"""A run goes on until a precision is reached or a choice is made, and says the same each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.answers.contrasts import contrasts
from experiments.answers.estimates import Values, estimate
from experiments.answers.sequential import FEWEST, Aim, Enough, judged, rule_of, selected
from experiments.designs.axes import axes_of, rivals_of, rows_of
from experiments.designs.point import Design, Point
from experiments.measures import find
from experiments.running.frames import write_frames
from experiments.running.lock import alone
from experiments.running.loop import run
from experiments.running.replication import Replication
from experiments.running.results import Results
from experiments.running.store import Store
from experiments.running.versions import versions
from experiments.statistics.interval import Interval
from experiments.statistics.selection import KimNelson, Selection, Standing
from experiments.statistics.stopping import StoppingRule, Why
from model.language import Complaint
from protocols.mistakes import Mistakes
from tests.designed import Inline, contents, design, tiny
from tests.draws import some
from tests.stopping_times import stopping_times

MEASURE = "permit-days.total"
ASKED = ("measures: [threads, auto-claimed-share]", f"measures: [{MEASURE}]")
PRECISION = "precision: {{measure: permit-days.total, half-width: {half}, most: 300{more}}}\n"
ASSUMED = """\
assumptions:
  acts: {source: assumption, vary: {scenario: [legal-act]}, values: [take-up]}
assumption-replications: 30
"""
SAMPLED = """\
assumptions:
  acts: {source: assumption, vary: {scenario: [legal-act]}, values: [take-up]}
  looks: {source: assumption, vary: {scenario: [conduct, attention, skips]}, low: 0.5, high: 2}
sobol: 2
"""
RANGE = "  back: {source: assumption, vary: {scenario: [recall]}, low: 5, high: 60}\n"
BEST = "best: {measure: permit-days.total, prefer: smallest, zone: 1.0}\n"


def wanting(folder: Path, text: str, *edits: tuple[str, str]) -> Design:
    folder.mkdir(exist_ok=True)
    return design(folder, ("measures: [threads", f"{text}measures: [threads"), *edits)


def drawn(means: dict[str, float], spread: float = 2.0, own: float = 0.5) -> Any:
    """Replications that cost nothing: a mean of each point, luck that all share, and its own.

    The own luck goes by the place of a point among ``means``, as a key is another whenever what
    it digests is written otherwise, and no choice is right with every luck.
    """
    places = {key: place for place, key in enumerate(means)}

    def work(point: Point, seed: int) -> Replication:
        luck = np.random.default_rng(seed).normal(scale=spread)
        place = places.get(point.key, int(point.key, 16))
        noise = np.random.default_rng([seed, place]).normal(scale=own)
        value = means.get(point.key, 10.0) + luck + noise
        found: dict[str, float | None] = {
            MEASURE: value,
            "threads": 1.0,
            "claims.deemed": 1.0,
            "claims.performed": 2.0,
        }
        return Replication(point.key, seed, found, {}, dict(versions()))

    return work


class Late(Inline):
    """A pool of several workers in which what is handed out last is done first."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._held: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        self._held.append((Future(), work, arguments))
        made = self._held[-1][0]
        if len(self._held) == self.width:
            self._finish()
        return made

    def check(self) -> None:
        self._finish()

    def _finish(self) -> None:
        for future, work, arguments in reversed(self._held):
            future.set_result(work(*arguments))
        self._held.clear()


class Stopped(Inline):
    """A pool during which somebody presses Ctrl-C."""

    def __init__(self, after: int) -> None:
        self.left = after

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        return super().submit(work, *arguments)


def done(folder: Path, asked: Design, work: Any, pool: Any = None) -> Store:
    store = Store(folder, asked, resume=True)
    run(store, pool or Inline(), work=work, further=Enough(asked))
    return store


def counts(store: Store) -> dict[str, int]:
    found = dict.fromkeys(store.design.distinct, 0)
    for key, _ in store.places:
        found[key] += 1
    return found


def finished(store: Store) -> dict[str, bytes]:
    store.settle()
    write_frames(store)
    return contents(store.path)


@pytest.mark.parametrize("half", [0.4, 0.8])
def test_a_run_ends_once_every_interval_is_as_narrow_as_wanted(half: float, tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=half, more=""))
    store = done(tmp_path / "out", asked, drawn({}))
    (number,) = set(counts(store).values())
    values = Values(Results(store.path))
    widths = []
    for point in range(len(asked.points)):
        found = estimate(values, find(MEASURE), point)
        assert isinstance(found, Interval)
        widths.append(found.half_width)
    assert max(widths) <= half
    rule, columns = rule_of(asked.precision, asked.replications), values.of(MEASURE)  # type: ignore[arg-type]
    stops = stopping_times(rule, columns.T)
    assert number >= max(stops) >= FEWEST
    assert min(stops) > 0
    if half == 0.4:
        assert number > 2 * FEWEST


def test_a_run_gives_up_at_the_most_and_says_so(tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=0.001, more="").replace("300", "33"))
    store = done(tmp_path / "out", asked, drawn({}))
    assert set(counts(store).values()) == {33}
    assert asked.precision is not None
    rows = rows_of(asked.main)
    axes = axes_of(rows, asked.levels)
    found = judged(asked.precision, asked.replications, rows, axes, Values(Results(store.path)))
    assert {one.why for one in found.values()} == {Why.MOST}


def test_paired_differences_are_precise_long_before_the_points_are(tmp_path: Path) -> None:
    each, pairs = (
        wanting(tmp_path / name, PRECISION.format(half=0.6, more=more))
        for name, more in (("each", ""), ("pairs", ", of: differences"))
    )
    work = drawn({}, spread=3.0, own=0.3)
    of_each, of_pairs = (
        max(counts(done(tmp_path / name, asked, work)).values())
        for name, asked in (("one", each), ("two", pairs))
    )
    assert of_pairs == FEWEST
    assert of_each > 3 * FEWEST


def test_differences_are_as_precise_as_wanted_all_together(tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=0.25, more=", of: differences"))
    store = done(tmp_path / "out", asked, drawn({}, own=0.8))
    assert asked.precision is not None
    rows = rows_of(asked.main)
    axes = axes_of(rows, asked.levels)
    found = contrasts(Values(Results(store.path)), find(MEASURE), rows, axes)
    for one in found:
        assert isinstance(one.difference, Interval)
        assert one.difference.level == pytest.approx(0.975)  # two for each of two axes
        told = judged(asked.precision, asked.replications, rows, axes, Values(Results(store.path)))
        decision = told[Aim(one.point, one.axis, one.against)]
        assert decision.why is Why.NARROW
        assert isinstance(decision.estimate, Interval)
        assert decision.estimate.level == pytest.approx(0.975)
    assert len(found) == 4


def test_each_look_of_a_run_sees_what_was_made_since_the_last(tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=0.4, more=""))
    enough, held = Enough(asked), []

    def look(store: Store) -> Mapping[str, int] | None:
        held.append(max(counts(store).values()))
        wanted = enough(store)
        assert wanted == Enough(asked)(store)  # who has looked before sees what a newcomer sees
        return wanted

    store = Store(tmp_path / "out", asked)
    run(store, Inline(), work=drawn({}), further=look)
    assert len(held) > 2
    assert held == sorted(set(held))


def test_results_that_are_open_while_a_run_goes_on_are_those_of_one_moment(tmp_path: Path) -> None:
    """What is read of them early and late goes together; opened again they are the new ones."""
    asked = wanting(tmp_path, PRECISION.format(half=0.4, more=""))
    seen: list[tuple[Results, int]] = []
    enough = Enough(asked)

    def look(store: Store) -> Mapping[str, int] | None:
        results = Results(store.path)
        seen.append((results, len(results.array("threads"))))
        return enough(store)

    store = Store(tmp_path / "out", asked)
    run(store, Inline(), work=drawn({}), further=look)
    made = [count for _, count in seen]
    assert made == sorted(set(made))
    assert len(made) > 2
    for results, count in seen:
        assert len(results.array(MEASURE)) == count
        assert Values(results).of(MEASURE).shape == (count, len(asked.points))


def test_what_was_interrupted_at_any_moment_ends_with_the_same_bytes(tmp_path: Path) -> None:
    text = PRECISION.format(half=0.7, more="") + BEST
    asked = wanting(tmp_path, text)
    first, second = list(asked.distinct)[:2]
    work = drawn({first: 9.0, second: 9.2})
    whole = finished(done(tmp_path / "whole", asked, work))
    total = sum(1 for line in whole["replications.jsonl"].splitlines())
    for after in (1, 17, total // 2, total - 3):
        folder = tmp_path / str(after)
        with pytest.raises(KeyboardInterrupt):
            done(folder, asked, work, Stopped(after))
        assert finished(done(folder, asked, work)) == whole


@pytest.mark.parametrize("width", some([1, 2, 7], 1, 2))
def test_how_many_workers_there_are_changes_no_byte(width: int, tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=0.7, more="") + BEST)
    work = drawn({next(iter(asked.distinct)): 8.5})
    whole = finished(done(tmp_path / "whole", asked, work))
    assert finished(done(tmp_path / "wide", asked, work, Late(width))) == whole


def test_the_best_choice_is_found_and_what_is_out_costs_no_more(tmp_path: Path) -> None:
    asked = wanting(tmp_path, BEST)
    keys = [asked.points[number].key for number in rivals_of(asked)]
    assert len(keys) == 4
    means = dict(zip(keys, (12.0, 10.0, 26.0, 11.2), strict=True))
    store = done(tmp_path / "out", asked, drawn(means, own=3.0))
    made = counts(store)
    assert asked.best is not None
    found = selected(asked.best, asked.replications, rivals_of(asked), Values(Results(store.path)))
    assert isinstance(found, Selection)
    assert found.standing is Standing.SELECTED
    assert found.best is not None
    assert asked.points[int(found.best)].key == keys[1]
    assert made[keys[2]] == 10 < made[keys[1]]


def test_a_selection_in_a_run_is_that_of_the_whole_procedure(tmp_path: Path) -> None:
    asked = wanting(tmp_path, BEST)
    keys = [asked.points[number].key for number in rivals_of(asked)]
    for luck in range(8):
        means = dict(zip(keys, (10.0, 11.2, 11.5, 12.5), strict=True))
        work = drawn({key: mean + luck / 7 for key, mean in means.items()}, own=1.0)
        store = done(tmp_path / str(luck), asked, work)
        assert asked.best is not None
        found = selected(
            asked.best, asked.replications, rivals_of(asked), Values(Results(store.path))
        )
        full = {
            str(number): [
                work(asked.points[number], task.seed).measures[MEASURE]
                for task in asked.tasks(dict.fromkeys(asked.distinct, 400))
                if task.point.key == asked.points[number].key
            ]
            for number in rivals_of(asked)
        }
        assert isinstance(found, Selection)
        told = KimNelson(1.0, first_stage=10, most=1000).judge(full)
        assert isinstance(told, Selection)
        assert (found.best, found.dropped) == (told.best, told.dropped)


def failing(work: Any, which: Callable[[Point, int], bool]) -> Any:
    def some(point: Point, seed: int) -> Replication:
        if which(point, seed):
            raise ValueError("poison")
        return work(point, seed)  # type: ignore[no-any-return]

    return some


def test_a_replication_that_fails_is_left_out_and_the_rest_decides(tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=0.7, more="") + BEST)
    bad = next(task.seed for task in asked.tasks())
    first = next(iter(asked.distinct))
    work = failing(drawn({first: 8.0}), lambda point, seed: point.key == first and seed == bad)
    store = done(tmp_path / "out", asked, work)
    assert [one["seed"] for one in store.failures] == [bad]
    assert asked.best is not None
    found = selected(asked.best, asked.replications, rivals_of(asked), Values(Results(store.path)))
    assert isinstance(found, Selection)
    assert found.best is not None
    assert asked.points[int(found.best)].key == first


def test_a_precision_that_is_reached_brings_no_more_years_to_what_is_dropped(
    tmp_path: Path,
) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=9, more="") + BEST.replace("1.0", "0.2"))
    keys = [asked.points[number].key for number in rivals_of(asked)]
    means = dict(zip(keys, (10.0, 10.3, 30.0, 30.0), strict=True))
    made = counts(done(tmp_path / "out", asked, drawn(means, own=1.0)))
    assert made[keys[2]] == made[keys[3]] == FEWEST
    assert made[keys[0]] > FEWEST


def test_years_that_keep_failing_do_not_go_on_for_ever(tmp_path: Path) -> None:
    text = PRECISION.format(half=0.01, more="").replace("300", "40")
    asked = wanting(tmp_path, text)
    good = {task.seed for task in asked.tasks(dict.fromkeys(asked.distinct, 25))}
    work = failing(drawn({}), lambda point, seed: seed not in good)
    store = done(tmp_path / "out", asked, work)
    assert set(counts(store).values()) == {25}
    assert len(store.failures) == 15 * len(asked.distinct)


def test_a_point_that_always_fails_does_not_end_the_search_for_the_others(tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=0.7, more="") + BEST)
    keys = [asked.points[number].key for number in rivals_of(asked)]
    means = dict(zip(keys, (8.0, 10.0, 10.0, 9.0), strict=True))
    work = failing(drawn(means), lambda point, seed: point.key == keys[0])
    store = done(tmp_path / "out", asked, work)
    made = counts(store)
    assert made[keys[0]] == 0
    assert min(made[key] for key in keys[1:]) >= FEWEST
    assert asked.best is not None
    found = selected(asked.best, asked.replications, rivals_of(asked), Values(Results(store.path)))
    assert isinstance(found, Selection)
    assert found.best == str(rivals_of(asked)[3])


READINGS = """\
  reading: {vary: reading, values: [strict, 5]}
replications"""


def test_readings_of_a_text_are_no_choice_also_where_the_level_is_called_so(
    tmp_path: Path,
) -> None:
    asked = wanting(
        tmp_path, BEST, ("    values: [1, 3]\n", "    values: [2]\n"), ("replications", READINGS)
    )
    assert [asked.points[number].regime.id for number in rivals_of(asked)] == [
        "xuecheng",
        "auto-claim",
    ]
    rows = rows_of(asked.main)
    assert axes_of(rows, asked.levels) == ("regime", "reading")


def test_points_of_assumptions_are_not_counted_as_looks(tmp_path: Path) -> None:
    text = PRECISION.format(half=0.01, more="") + ASSUMED
    asked = wanting(tmp_path, text)
    store = Store(tmp_path / "out", asked)
    run(store, Inline(), work=drawn({}))
    assert asked.precision is not None
    rows = rows_of(asked.main)
    values = Values(Results(store.path))
    assert len(values.there()) == 30
    axes = axes_of(rows, asked.levels)
    found = judged(asked.precision, asked.replications, rows, axes, values)
    assert {one.more for one in found.values()} == {FEWEST - 4}


def test_a_range_may_be_added_to_a_finished_sample(tmp_path: Path) -> None:
    one = wanting(tmp_path / "one", SAMPLED)
    more = wanting(tmp_path / "more", SAMPLED.replace("sobol", RANGE + "sobol"))
    done(tmp_path / "out", one, drawn({}))
    store = Store(tmp_path / "out", more, resume=True)
    assert {task.point.key for task in store.tasks()}.isdisjoint(one.start)
    run(store, Inline(), work=drawn({}))
    whole = finished(done(tmp_path / "whole", more, drawn({})))
    assert finished(store) == whole


def test_where_everything_fails_nothing_more_is_asked_for(tmp_path: Path) -> None:
    asked = wanting(tmp_path, PRECISION.format(half=0.1, more="") + BEST)
    store = done(tmp_path / "out", asked, failing(drawn({}), lambda point, seed: True))
    assert len(store.failures) == len(asked.distinct) * asked.replications


def test_a_design_without_such_wishes_is_done_as_often_as_it_says(tmp_path: Path) -> None:
    asked = design(tmp_path)
    assert set(counts(done(tmp_path / "out", asked, drawn({}))).values()) == {4}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BEST.replace("smallest", "biggest"), "literal_error"),
        (BEST.replace("zone: 1.0", "zone: 0"), "greater_than"),
        (BEST.replace("permit-days.total", "permit-day"), "no-measure"),
        (PRECISION.format(half=1, more=", of: everything"), "enum"),
    ],
)
def test_a_wish_that_means_nothing_is_a_located_mistake(
    text: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(Mistakes) as told:
        wanting(tmp_path, text)
    assert all(one.line for one in told.value.mistakes)
    assert len(told.value.mistakes) == 1


def test_the_best_of_one_is_a_mistake(tmp_path: Path) -> None:
    alone_there = """\
reforms:
  auto-claim:
    regime: xuecheng
    changes:
      - {rule: approval-claim, article: "22(1)", on-expiry: approval-info.claimed}
"""
    with pytest.raises(Mistakes) as told:
        wanting(tmp_path, BEST, (alone_there, ""), ("values: [1, 3]", "values: [1]"))
    assert [one.code for one in told.value.mistakes] == ["nothing-to-choose"]


def test_two_runs_do_not_write_in_one_folder(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Complaint, match="another run"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_cluster_and_workers_together_are_refused(tmp_path: Path, shenguan: Any) -> None:
    both = ("--workers", "2", "--cluster", "tcp://x:1")
    status, _, error = shenguan("experiment", "run", str(tiny(tmp_path)), *both)
    assert status == 2
    assert "--workers" in error
    assert "Traceback" not in error


def test_a_precision_rule_takes_the_unit_of_the_intervals() -> None:
    from experiments.designs.point import Precision

    rule = rule_of(Precision("auto-claimed-share", 0.01), 4)
    assert rule == StoppingRule(1.0, minimum=FEWEST, most=1000)
