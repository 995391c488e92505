"""Some of the faults of ``python -m tests.faults``, those that need no process of their own."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from experiments.command import run
from experiments.running.ours import LINES, MEASURES, SAMPLES, SERIES
from tests import faults
from tests.designed import Inline
from tests.faults import CASES, Ended, Fault, Place, Prepared

QUICK = (*("header:torn", "line:twice@0", "failures:torn", "table:torn", "in-its-place:measures"),)


class Inside(Place):
    """Runs in this process, without workers."""

    def run(self, *statuses: int, more: Sequence[str] = (), **how: Any) -> Ended:
        words, told = self.words(*more), io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            status = run(words[words.index("experiment") :], "en")
        if status not in statuses:
            raise Fault(f"status {status} and none of {statuses}:\n{told.getvalue()}")
        return Ended(status, told.getvalue())


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A run that nobody disturbed, and the half of it that one leaves which is stopped."""
    folder = tmp_path_factory.mktemp("prepared")
    found = Prepared(folder / "whole", folder / "half")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.experiment.run._pool", lambda *_: Inline())
        patch.setattr(faults, "REPLICATIONS", 2)
        patch.setattr(faults, "ALL", 8)
        faults.fresh(found.whole)
        Inside(found.whole).run(0)
        shutil.copytree(found.whole, found.half)
        for name in (MEASURES, SAMPLES, SERIES):
            shutil.rmtree(found.half / "out" / name)
        kept = (found.half / "out" / LINES).read_bytes().splitlines(keepends=True)
        (found.half / "out" / LINES).write_bytes(b"".join(kept[:5]))
        yield found


@pytest.mark.parametrize("case", QUICK)
def test_after_a_fault_a_run_goes_on_to_the_same_bytes(
    case: str, of: Prepared, tmp_path: Path
) -> None:
    faults.fresh(tmp_path / "case")
    CASES[case](Inside(tmp_path / "case"), of)


def test_a_fault_that_changed_the_bytes_is_found(of: Prepared, tmp_path: Path) -> None:
    faults.fresh(tmp_path / "case")
    place = Inside(tmp_path / "case")
    faults.half(place, of)
    with pytest.raises(Fault, match=f"other bytes: {LINES}, {MEASURES}"):
        faults.same(place, of)
    (place.out / LINES).unlink()
    with pytest.raises(Fault, match="5 were whole and 0 were taken over"):
        faults.gone_on_with(place, of, 5)


def test_there_are_faults_of_every_kind() -> None:
    assert {case.split(":")[0] for case in CASES} >= {
        *("kill-worker", "kill", "interrupt", "hang-up", "full-disk", "file-size", "open-files"),
        *("header", "line", "failures", "in-its-place", "two", "cluster-worker"),
        *("cluster-scheduler", "interrupt-start", "left-over", "table"),
    }
