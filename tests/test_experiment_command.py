"""``experiment show`` leads with the answer; a run leaves its page behind."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from experiments.designs.point import Design
from experiments.experiment import run as experimenting
from experiments.experiment import show as showing
from experiments.running.header import HEADER
from experiments.running.results import Results
from experiments.running.store import DESIGN, LINES
from tests.answered import MEAN, ONE_WINDOW, made_up, shorter
from tests.designed import Inline, design, tiny

pytestmark = pytest.mark.undrawn


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two regimes whose replications are made up."""
    place = tmp_path_factory.mktemp("shown")
    measures = ("[threads, auto-claimed-share]", f"[{MEAN}, threads, letters.open]")
    of = design(place, ONE_WINDOW, measures)

    def figures(*given: Any) -> dict[str, float | None]:
        return {**shorter(*given), "letters.open": 0.0}

    return made_up(place, of, figures)


def test_the_answer_is_told_before_its_figures(folder: Path, shenguan: Any) -> None:
    status, out, err = shenguan("experiment", "show", folder)
    assert (status, err) == (0, "")
    order = [
        "A tiny example",
        "Xuecheng: the time without",
        "Estimates at each point",
        "'always'",
    ]
    places = [out.index(one) for one in order]
    assert places == sorted(places)
    status, out, _ = shenguan("experiment", "show", folder, lang="zh")
    assert "\n薛城：许可无人监管的时间（均值）为 " in out
    assert "均为 0" in out


def test_what_does_not_vary_has_no_column(folder: Path, shenguan: Any) -> None:
    _, out, _ = shenguan("experiment", "show", folder)
    head = out[out.index("Estimates at each point") :]
    assert "regime" in head
    assert "scenario " not in head.split("─")[0]


@pytest.mark.parametrize("width", [60, 200])
def test_figures_are_never_broken_on_a_narrow_terminal(
    folder: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = shenguan("experiment", "show", folder)
    assert all(len(line) <= width for line in out.splitlines() if "/" not in line)
    rows = [line.split("  ") for line in out.splitlines() if line.startswith("  auto-claim ")]
    cells = [cell.strip() for row in rows for cell in row if cell.strip()]
    assert len(cells) == 4
    assert "always 0" in cells
    assert sum(cell.endswith("]") and "[" in cell for cell in cells) == 1


def test_a_bound_that_a_case_passed_comes_first_and_makes_the_status_one(
    tmp_path: Path, shenguan: Any
) -> None:
    late = "property.approval-push-claimed.max"
    of = design(tmp_path, ONE_WINDOW, ("replications: 4", "replications: 2"))
    path = made_up(tmp_path, of, lambda *_: {MEAN: 1.0, late: 9.0})
    status, out, err = shenguan("experiment", "show", path)
    assert status == 1
    error = "ERROR: 'every approval push is claimed' under auto-claim"
    assert err.startswith(error)
    assert out.index(error) < out.index("Estimates at each point")
    assert "No simulated case" not in out
    fine = made_up(tmp_path / "fine", of, lambda *_: {MEAN: 1.0, late: 2.0})
    assert shenguan("experiment", "show", fine)[0] == 0


def test_a_measure_that_exists_nowhere_has_one_sentence(folder: Path, shenguan: Any) -> None:
    status, out, _ = shenguan("experiment", "show", folder, "--measure", "duties.nonsense.late")
    assert status == 0
    lines = [line for line in out.splitlines() if "The number of duties done late" in line]
    assert lines == [
        "The number of duties done late, no default having taken effect (nonsense) is "
        "undetermined: there are no such cases, or in one replication only."
    ]
    assert "'—': undetermined" in out


def test_an_unknown_measure_is_said_before_anything_is_worked_out(
    folder: Path, shenguan: Any
) -> None:
    status, out, err = shenguan("experiment", "show", folder, "--measure", "letters.opne")
    assert (status, out) == (2, "")
    assert "letters.open" in err


def test_a_page_that_is_missing_or_older_than_the_results_is_said(
    folder: Path, shenguan: Any
) -> None:
    page = folder / showing.REPORT / "index.html"
    assert "There is no page yet" in shenguan("experiment", "show", folder)[1]
    page.parent.mkdir()
    page.write_text("old", encoding="utf-8")
    now = (folder / LINES).stat().st_mtime
    os.utime(page, (now - 5, now - 5))
    assert "is older than the results" in shenguan("experiment", "show", folder)[1]
    os.utime(page, (now + 5, now + 5))
    assert str(page.parent) not in shenguan("experiment", "show", folder)[1]


@pytest.mark.parametrize("more", [(), ("--unfold",)])
def test_one_answer_opens_what_its_results_are_of_once(
    folder: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    opened: list[str] = []
    usual = io.open

    def counting(file: Any, *given: Any, **named: Any) -> Any:
        if not isinstance(file, int):
            opened.append(Path(file).name)
        return usual(file, *given, **named)

    monkeypatch.setattr(io, "open", counting)
    assert shenguan("experiment", "show", folder, *more)[0] == 0
    assert opened.count(HEADER) == 1
    assert opened.count(DESIGN) == 1


@pytest.mark.parametrize("wanted", [True, False])
def test_a_run_writes_its_page_unless_told_not_to(
    tmp_path: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    written: list[tuple[Path, str]] = []

    def write(place: Path, lang: str, *, files: bool, design: Design) -> Path:
        assert not files
        assert Results(place).header.design == design.id == "tiny"
        written.append((place, lang))
        return place / "page"

    monkeypatch.setattr(experimenting, "write_page", write)
    monkeypatch.setattr(experimenting, "_pool", lambda *_: Inline())
    path, out = tiny(tmp_path, ("replications: 4", "replications: 1")), tmp_path / "o"
    words = ["experiment", "run", path, "--out", out, *([] if wanted else ["--no-page"])]
    status, told, err = shenguan(*words)
    assert status == 0
    assert written == ([(out, "en")] if wanted else [])
    assert (str(out / "page") in told) is wanted
    assert ("writing the page" in err) is wanted
