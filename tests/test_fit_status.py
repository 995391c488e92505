"""When an estimate that is checked has failed, and when it says nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from experiments.fit.ask import fit
from experiments.fit.check import Checked, check
from experiments.fit.command import status
from experiments.fit.figures import Span
from experiments.fit.log import COLUMNS, Log
from experiments.fit.page import Fitted, sheet
from experiments.fit.parts import Part
from experiments.show.blocks import Bullets, walk
from model.language import Text
from protocols import library
from tests.fitted import at

STEP: Any = SimpleNamespace(act="act", apart=SimpleNamespace(fits=True))
FAILING: Any = SimpleNamespace(act="act", apart=SimpleNamespace(fits=False))
MONTH = Part("2025-03", 50, Span(0.1, 0.05, 0.2), 0.12, 0.1, 0.14)
OTHER = Part("2025-04", 50, Span(0.5, 0.35, 0.65), 0.12, 0.1, 0.14)
FITS = Checked((STEP,), (MONTH,), (), 100)
FAILS = Checked((STEP, FAILING), (MONTH,), (), 100)
MONTH_FAILS = Checked((STEP,), (MONTH, OTHER), (), 100)
LOAD_FAILS = Checked((STEP,), (MONTH,), (OTHER,), 100)
ABSENT = Checked((STEP,), (MONTH,), (), 100, ("another-act",))
NOTHING = Checked((), (), (), 100)


@pytest.mark.parametrize(
    ("whole", "held", "wanted"),
    [
        (FITS, None, 0),
        (FITS, FITS, 0),
        (FITS, FAILS, 1),
        (FAILS, None, 1),
        (FAILS, FITS, 1),
        (MONTH_FAILS, None, 1),
        (LOAD_FAILS, FITS, 1),
        (FITS, MONTH_FAILS, 1),
        (ABSENT, None, 1),
        (NOTHING, None, 3),
        (FITS, NOTHING, 0),
    ],
)
def test_what_is_told_not_to_fit_has_failed_and_nothing_compared_is_no_pass(
    whole: Checked, held: Checked | None, wanted: int
) -> None:
    answer: Any = SimpleNamespace(check=SimpleNamespace(whole=whole, held_out=held))
    assert status(answer) == wanted


def test_an_estimate_that_nobody_checked_has_not_failed() -> None:
    answer: Any = SimpleNamespace(check=None)
    assert status(answer) == 0


def test_an_act_that_nobody_does_in_the_simulation_does_not_fit() -> None:
    # All is pushed and claimed in the minute of its decision, and there the log ends: nobody
    # simulated has pushed anything by then, so that nobody owes a claim.
    acts = ("approval.decided", "approval-info.pushed", "approval-info.claimed")
    opening = at("2025-03-03 09:00")
    told = (opening, True, None, None, None)
    rows = [(f"A{case}", "market", act, *told) for case in range(60) for act in acts]
    events = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    of = fit(Log("one minute", events, opening), library.find("xuecheng"))
    found = check(of, seeds=2)
    failing = [(one.act, one.apart.expected) for one in found.whole.failing]
    assert failing == [("approval-info.pushed", 0.0)]
    assert found.whole.absent == ("approval-info.claimed",)
    assert status(Fitted(of, found)) == 1
    blocks = [block for part in sheet(Fitted(of, found)).sections for block in walk(part.blocks)]
    lines = [
        one.en
        for block in blocks
        if isinstance(block, Bullets)
        for one in block.items
        if isinstance(one, Text)
    ]
    assert any("nothing sets going" in one and "information claimed" in one for one in lines)
