"""An experiment's results do not tell which engine ran its years, nor how its points travelled."""

from __future__ import annotations

import gc
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import ref

import pytest

from experiments import scenarios
from experiments.command.options import BAD_INPUT
from experiments.compare import command as comparing
from experiments.compare import years
from experiments.compare.ask import ComparisonQuestion
from experiments.experiment import run as experimenting
from experiments.experiment.ask import ask
from experiments.experiment.carry import carry_out, opened
from experiments.measures import values
from experiments.measures.eventlog import event_log
from experiments.measures.facts import Facts
from experiments.running.replication import replicate
from experiments.running.results import Results
from model.language import Complaint
from model.simulation.compiled import support
from model.simulation.compiled.ready import is_ready
from model.simulation.engine import Engine
from model.simulation.year import simulate
from tests.designed import Inline, contents, design, tiny

pytestmark = pytest.mark.undrawn

compiled = pytest.mark.skipif(
    not is_ready(), reason="not compiled on this machine: python -m tests.engines does that"
)


@compiled
def test_both_engines_leave_the_same_bytes(tmp_path: Path) -> None:
    of = design(tmp_path, ("replications: 4", "replications: 2"))
    for engine in Engine:
        with opened(of, tmp_path / engine) as store:
            carry_out(store, Inline, engine=engine)
            assert not store.failures
    assert contents(tmp_path / "simpy") == contents(tmp_path / "compiled")


@compiled
def test_an_ordinary_year_has_the_same_measures_by_both_engines(tmp_path: Path) -> None:
    usual = scenarios.find("ordinary")
    point = replace(design(tmp_path).points[-1], scenario=usual)
    by = {engine: replicate(point, 5, engine).data() for engine in Engine}
    assert by[Engine.SIMPY] == by[Engine.COMPILED]
    assert sum(map(bool, by[Engine.SIMPY]["measures"].values())) > 100


@pytest.mark.parametrize("engine", list(Engine))
def test_the_engine_that_is_asked_for_runs_the_years(
    tmp_path: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    asked: list[Engine | None] = []

    def noted(store: Any, *given: Any) -> None:
        asked.append(given[-1])

    monkeypatch.setattr(experimenting, "carry_out", noted)
    path = tiny(tmp_path, ("replications: 4", "replications: 1"))
    words = ("experiment", "run", path, "--no-page", "--engine", engine)
    assert shenguan(*words, "--out", tmp_path / "o")[0] == 0
    assert asked == [engine]


@pytest.mark.parametrize("engine", list(Engine))
def test_compare_is_asked_for_the_engine_that_is_named(
    tmp_path: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    asked: list[Engine | None] = []

    def noted(question: ComparisonQuestion, _: Any) -> None:
        asked.append(question.engine)
        raise Complaint("engine.not-installed")

    monkeypatch.setattr(years, "is_ready", lambda: True)  # else it would be compiled first
    monkeypatch.setattr(comparing, "compare", noted)
    words = ("compare", "jinan", "--engine", engine, "--out", tmp_path / "o")
    assert shenguan(*words)[0] == BAD_INPUT
    assert asked == [engine]


def test_an_engine_that_is_not_there_is_refused_before_anything_is_simulated(
    tmp_path: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support, "INSTALLED", False)
    words = ("experiment", "run", tiny(tmp_path), "--engine", "compiled", "--out", tmp_path / "o")
    status, _, err = shenguan(*words)
    assert status == BAD_INPUT
    assert "numba" in err
    assert not (tmp_path / "o" / "replications.jsonl").exists()


def test_a_point_that_is_handed_out_again_is_the_very_same_where_it_arrives(tmp_path: Path) -> None:
    first, second, *_ = design(tmp_path).points
    arrived = pickle.loads(pickle.dumps(first))
    assert pickle.loads(pickle.dumps(first)) is arrived
    assert pickle.loads(pickle.dumps(second)) is not arrived
    assert (arrived.key, arrived.regime) == (first.key, first.regime)
    assert arrived.levels == first.levels


@compiled
def test_a_year_that_nobody_has_any_more_is_gone_at_once(tmp_path: Path) -> None:
    """Its arrays are large, and the collector comes seldom: memory would grow year by year."""
    point = design(tmp_path).points[0]
    gc.collect()
    gc.disable()
    try:
        year = simulate(
            point.regime, point.scenario, point.calendar, 2025, 1, point.reading, None, "compiled"
        )
        values(Facts(year))
        event_log(year)
        assert len(year.threads) == len(list(year.threads))
        assert Facts(year).rows is not None
        arrays = ref(year.recorded)
        del year
        assert arrays() is None
    finally:
        gc.enable()


def test_without_single_spans_measures_are_the_same_and_lines_are_short(tmp_path: Path) -> None:
    usual, without = (
        design(tmp_path, ("replications: 4", f"replications: 1\nsingle-spans: {kept}"))
        for kept in ("true", "false")
    )
    for name, of in (("usual", usual), ("without", without)):
        with opened(of, tmp_path / name) as store:
            carry_out(store, Inline)
    both = [Results(tmp_path / name) for name in ("usual", "without")]
    assert both[0].measures().equals(both[1].measures())
    assert both[0].series.equals(both[1].series)
    assert not both[0].samples("time-to-attention").is_empty()
    assert both[1].samples("time-to-attention").is_empty()
    assert ask(tmp_path / "usual").curves
    answered = ask(tmp_path / "without")
    assert not answered.curves
    assert answered.answer.estimates == ask(tmp_path / "usual").answer.estimates


def test_results_with_and_without_single_spans_do_not_mix(tmp_path: Path) -> None:
    more = ("replications: 4", "replications: 1\nsingle-spans: false")
    with opened(design(tmp_path, more), tmp_path / "o") as store:
        carry_out(store, Inline)
    assert "single_spans" in (tmp_path / "o" / "experiment.json").read_text("utf-8")
    with (
        pytest.raises(Complaint, match="single-spans"),
        opened(design(tmp_path), tmp_path / "o", resume=True),
    ):
        pass
