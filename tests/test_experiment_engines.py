"""An experiment's results do not tell which engine ran its years, nor how its points travelled."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments import scenarios
from experiments.command.options import BAD_INPUT
from experiments.experiment import run as experimenting
from experiments.experiment.carry import carry_out, opened
from experiments.running.replication import replicate
from model.simulation.compiled import support
from model.simulation.compiled.ready import is_ready
from model.simulation.engine import Engine
from tests.designed import Inline, contents, design, tiny

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
