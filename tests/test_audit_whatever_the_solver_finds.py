"""The findings of an audit depend on the text alone: not on what the solver comes upon, nor when.

Of several models, histories or causes the solver finds one or another as its settings are, and how
far it comes by the clock depends on what else the machine does.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
import z3

from model.deadline import STRICT, Reading, Unit, Within
from model.property import Property
from model.regime import Regime
from model.rule import Trigger
from model.tolling import Extension, Suspension, Tolling
from tests.small import NAME, duty, may, must_not
from tests.test_audit import event, text
from tests.test_patience import pigeons
from verify import solver as solving
from verify.audit import audit
from verify.audit.finding import FindingKind
from verify.guarantees import verify
from verify.solver import Solver

_BOTH, _NEITHER = (
    {"flag": frozenset({value}), "secret": frozenset({value})} for value in ("true", "false")
)

TEXTS: dict[FindingKind, Regime] = {
    FindingKind.SITUATIONAL_CONFLICT: text(  # either ban blocks the duty, after its own histories
        duty("a", "c", Within(1), id="act"),
        must_not("b", "c", id="ban"),
        must_not("d", "c", id="other-ban"),
    ),
    FindingKind.CLOCK_NEVER_STARTS: text(  # in two cases, opposite ones
        duty("b", "c", id="act"),
        may("a", "b", id="with-both", when=_BOTH),
        may("a", "b", id="with-neither", when=_NEITHER),
        events=event("c", presupposes=("a",)),
    ),
    FindingKind.OUT_OF_POWER: text(  # for want of one thing or of the other, as the other came
        duty(Trigger(("b", "d"), "any"), "c", Within(2), id="act"),
        events=event("c", by="p", presupposes=("b", "d")),
    ),
}
SETTINGS: list[dict[str, Any]] = [
    {"random_seed": seed, "arith.solver": arith, "phase_selection": phase}
    for seed, (arith, phase) in enumerate([(2, 0), (2, 1), (2, 5), (5, 0), (6, 1), (6, 3), (6, 5)])
]


def said(of: Regime) -> list[tuple[str, str]]:
    return sorted((str(one.kind), one.sentence().en) for one in audit(of))


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What every solver is told before each question, whatever it was made with."""
    told: dict[str, Any] = {}
    check = Solver.check

    def checked(solver: Solver, *assumptions: Any) -> Any:
        for name, value in told.items():
            solver.set(name, value)
        return check(solver, *assumptions)

    monkeypatch.setattr(Solver, "check", checked)
    return told


@pytest.mark.parametrize("kind", TEXTS)
def test_findings_are_the_same_under_all_settings_of_the_solver(
    kind: FindingKind, settings: dict[str, Any]
) -> None:
    expected = said(TEXTS[kind])
    assert kind in {name for name, _ in expected}
    for each in SETTINGS:
        settings.clear()
        settings.update(each)
        assert said(TEXTS[kind]) == expected, each


def test_findings_are_the_same_whatever_the_order_of_sets() -> None:
    """Python orders sets of words anew in each process."""
    code = f"from {__name__} import TEXTS, said; print([said(one) for one in TEXTS.values()])"
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1] != ""


def test_a_slow_machine_finds_what_a_fast_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the clock says that a question took: nobody waits for an end of it."""
    expected = said(TEXTS[FindingKind.SITUATIONAL_CONFLICT])
    ticks = count(step=30)
    slow = SimpleNamespace(**vars(time) | {"monotonic": lambda: float(next(ticks))})
    asking = [each for name, each in sys.modules.items() if name.startswith("verify.")]
    looking = [each for each in asking if vars(each).get("time") is time]
    for each in looking:  # not the clock of the process, by which servers of other tests go
        monkeypatch.setattr(each, "time", slow)
    assert solving in looking
    assert said(TEXTS[FindingKind.SITUATIONAL_CONFLICT]) == expected


@pytest.mark.parametrize("make", [z3.SimpleSolver, z3.Solver])
def test_the_limit_of_a_question_is_in_steps(make: Any) -> None:
    """Not decided within them is not decided, the same again, and is no Ctrl-C."""
    taken = []
    for _ in range(2):
        context = z3.Context()
        solver = Solver(make(ctx=context), steps=20_000)
        solver.add(*pigeons(9, context))
        before = solver.steps
        assert solver.check() == z3.unknown
        taken.append(solver.steps - before)
    assert taken[0] == taken[1] >= 20_000


def test_what_was_asked_leaves_the_solver_nothing_for_the_collector() -> None:
    """When that came would decide what Z3 calls later terms, and so what it answers."""
    dated = text(duty("a", "b", Within(1, Unit.MONTHS), id="act"), duty("b", "c", id="next"))
    clock = Tolling((Suspension("d", "b"),), ("d",), (Extension("d", Within(1)),))
    moving = text(duty("a", "c", Within(2), id="act", clock=clock))
    asked = Property("asked", NAME, "a", "c")
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for one in (*TEXTS.values(), dated, moving):
            audit(one)
            verify(one, [asked], [STRICT, Reading(5)])
        gc.collect()
        left = {type(one).__module__ for one in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert "model.clock" in left  # of runs that were replayed
    assert not {name for name in left if name.split(".")[0] in ("verify", "z3")}
