"""What is simulated is held against what is proved, and what cannot be is said not to be."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from experiments.answers.answer import Answer, answer
from experiments.answers.guarantees import Check, Seen, broken, checks
from experiments.answers.lines import guarantee_lines
from experiments.designs.point import Design
from experiments.experiment.tables import guarantees_table
from experiments.measures import find
from experiments.running.frames import forget_frames
from experiments.running.line import sealed
from experiments.running.loop import run
from experiments.running.replication import Sample
from experiments.running.results import Results
from experiments.running.store import Store
from model.language import LANGS
from tests.answered import MEAN, ONE_WINDOW, made_up
from tests.designed import Inline, design
from tests.said import said


def run_tiny(folder: Path) -> tuple[Path, Design]:
    of = design(folder, ("replications: 4", "replications: 2"))
    store = Store(folder / "run", of)
    run(store, Inline())
    store.settle()
    return store.path, of


def resealed(file: Path, replications: list[dict[str, Any]]) -> None:
    """Write replications as if they had come out so."""
    for one in replications:
        del one["digest"]
    file.write_bytes(b"".join(map(sealed, replications)))


def test_no_simulated_case_passes_a_bound_that_relies_on_nobody(tmp_path: Path) -> None:
    path, of = run_tiny(tmp_path)
    found = checks(Results(path), of, [find(name) for name in of.measures])
    proved = {one.point: one.nobody for one in found if one.property == "approval-push-claimed"}
    assert proved == {0: None, 1: None, 2: 1, 3: 3}
    assert not list(broken(found))
    assert {one.happened.seen for one in found} == {Seen.WHOLE}
    longest = [one.happened.worst for one in found if one.nobody is not None]
    assert 0 < max(day for day in longest if day is not None) <= 3


def test_years_without_the_default_break_the_bound_that_rests_on_it(tmp_path: Path) -> None:
    """The results of the two regimes exchanged: claims that nobody made come late or stay open."""
    path, of = run_tiny(tmp_path)
    keys = [one.key for one in of.points]
    other = dict(zip(keys, [*keys[2:], *keys[:2]], strict=True))
    lines = [json.loads(line) for line in (path / "replications.jsonl").open(encoding="utf-8")]
    swapped = [{**one, "key": other[one["key"]]} for one in lines]
    resealed(path / "replications.jsonl", swapped)
    found = list(broken(checks(Results(path), of, [find(name) for name in of.measures])))
    assert {(one.point, one.property) for one in found} >= {(2, "approval-push-claimed")}
    assert all(one.breach and one.nobody and one.breach[1] > one.nobody for one in found)


def test_a_case_past_a_proved_bound_is_told_loudly(tmp_path: Path) -> None:
    path, of = run_tiny(tmp_path)
    name = "property.approval-push-claimed.max"
    lines = (path / "replications.jsonl").read_text(encoding="utf-8").splitlines()
    changed = []
    for line in lines:
        data = json.loads(line)
        if data["key"] == of.points[3].key:
            data["measures"][name] = 4.0
        changed.append(data)
    resealed(path / "replications.jsonl", changed)
    found = answer(path, of, ("threads",))
    bad = list(broken(found.guarantees or ()))
    assert [(one.point, one.breach) for one in bad] == [(3, ("reached", 4.0))]
    first = guarantee_lines(found)[0]
    assert first.en.startswith("ERROR")
    assert first.zh.startswith("错误")


@pytest.mark.parametrize(
    ("working", "still", "breach"),
    [
        ((3 * 420,), (), None),
        ((3 * 420 + 1,), (), "reached"),
        ((), (9 * 1440,), None),
        ((), (60 * 1440,), "still-open"),
    ],
)
def test_single_spans_are_held_against_the_bound_too(
    tmp_path: Path, working: tuple[int, ...], still: tuple[int, ...], breach: str | None
) -> None:
    """Two working days leave out the day of the push: up to three of office time."""

    def latest(*_: Any) -> dict[str, Any]:
        return {MEAN: 1.0, "property.approval-push-claimed.max": None}

    of = design(tmp_path, ONE_WINDOW)
    assert of.points[0].calendar.hours.minutes == 420
    path = made_up(tmp_path, of, latest, {"claim-latency": Sample(working, (), still)})
    found = [one for one in checks(Results(path), of, ()) if one.nobody is not None]
    assert [one.nobody for one in found] == [2]
    assert [one.breach[0] if one.breach else None for one in found] == [breach]


CLAIMED = "property.approval-push-claimed"


def of_claims(folder: Path, each: Any) -> Answer:
    """Two regimes, of which auto-claim has a bound of 2; ``each`` gives figures of a replication.

    Figures without a value are left out of it: replications of older versions have no others.
    """

    def figures(regime: str, _: int, number: int, luck: Any) -> dict[str, Any]:
        return {MEAN: 1.0, **{f"{CLAIMED}.{name}": one for name, one in each(number).items()}}

    folder.mkdir()
    of = design(folder, ("replications: 4", "replications: 5"), ONE_WINDOW)
    return answer(made_up(folder, of, figures), of, (MEAN,))


def bound_of(found: Answer) -> Check:
    (one,) = (one for one in found.guarantees or () if one.nobody is not None)
    return one


def newer(longest: float | None, still: float | None) -> dict[str, float | None]:
    known = longest if still is None else None
    return {"triggered": 9.0, "max": known, "longest": longest, "open-longest": still}


@pytest.mark.parametrize(
    ("longest", "still", "breach"),
    [
        (2.0, None, None),
        (2.0, 2.0, None),
        (None, 2.0, None),
        (3.0, 1.0, ("reached", 3.0)),
        (1.0, 3.0, ("overdue", 3.0)),
        (None, 3.0, ("overdue", 3.0)),
    ],
)
def test_an_open_case_neither_hides_a_breach_nor_escapes_the_bound(
    tmp_path: Path, longest: float | None, still: float | None, breach: Any
) -> None:
    """In one replication of five; the others have nothing open."""
    found = of_claims(tmp_path / "x", lambda k: newer(longest, still) if k == 3 else newer(1, None))
    one = bound_of(found)
    assert (one.breach, one.happened.seen) == (breach, Seen.WHOLE)
    assert one.looked()
    (line,) = said(guarantee_lines(found), "en")
    assert line.startswith("ERROR" if breach else "No simulated case went past")
    if breach and breach[0] == "overdue":
        assert "one was still open after 3 working days" in line
        assert "过了 3 个工作日仍未结束" in said(guarantee_lines(found), "zh")[0]


@pytest.mark.parametrize(
    ("each", "seen", "why", "kept"),
    [
        (lambda _: {"max": None, "triggered": 9.0}, Seen.OPEN, "open in every replication", False),
        (lambda _: {"max": None}, Seen.OPEN, "open in every replication", False),
        (lambda k: {"max": 1.0 if k else None}, Seen.PART, "of 1 the replications in which", True),
        (lambda _: {"max": None, "triggered": 0.0}, Seen.NO_CASES, "nothing in the sim", False),
        (lambda _: {**newer(None, None), "triggered": 0.0}, Seen.NO_CASES, "nothing in", False),
        (lambda _: {}, Seen.NO_RESULTS, "1 without results", False),
        (lambda _: {"max": 1.0, "triggered": 9.0}, Seen.WHOLE, "", True),
    ],
)
def test_what_could_not_be_looked_at_is_no_check_and_is_said(
    tmp_path: Path, each: Any, seen: Seen, why: str, kept: bool
) -> None:
    found = of_claims(tmp_path / "x", each)
    one = bound_of(found)
    assert (one.happened.seen, one.looked(), one.breach) == (seen, kept, None)
    for lang in LANGS:
        first, *rest = said(guarantee_lines(found), lang)
        assert bool(rest) == bool(why)
        assert bool(re.search(r"1 points, 1 checks|1 个点，共查 1 项", first)) == kept
    assert why in " ".join(said(guarantee_lines(found), "en")[1:])
    assert "未查" in "".join(said(guarantee_lines(found), "zh")[1:]) or not why


def test_a_point_whose_replications_all_failed_is_no_check(tmp_path: Path) -> None:
    of = design(tmp_path, ("replications: 4", "replications: 2"))
    path = made_up(tmp_path, of, lambda *_: {MEAN: 1.0, f"{CLAIMED}.max": 1.0})
    lines = (path / "replications.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    left = [line for line in lines if json.loads(line)["key"] != of.points[3].key]
    assert len(left) == len(lines) - 2
    (path / "replications.jsonl").write_text("".join(left), encoding="utf-8")
    forget_frames(path)
    held = [one for one in checks(Results(path), of, ()) if one.nobody is not None]
    assert {one.point: one.looked() for one in held if one.property in CLAIMED} == {
        2: True,
        3: False,
    }


def test_an_old_result_is_never_a_reason_to_pass_over_a_breach(tmp_path: Path) -> None:
    found = of_claims(tmp_path / "x", lambda k: {"max": 3.0 if k == 1 else None})
    assert bound_of(found).breach == ("reached", 3.0)
    first, *rest = said(guarantee_lines(found), "en")
    assert first.startswith("ERROR")
    assert "of 1 the replications" in rest[0]


def test_the_table_of_bounds_tells_open_cases_from_none_and_from_no_results(
    tmp_path: Path,
) -> None:
    for name, each, told in (
        ("a", lambda _: newer(2.0, 1.0), ("2", "1")),
        ("b", lambda _: newer(2.0, None), ("2", "none open")),
        ("c", lambda _: newer(None, 1.0), ("none ended", "1")),
        ("d", lambda _: {"max": None}, ("not looked at: not in older results",) * 2),
        ("e", lambda _: {"max": None, "triggered": 0.0}, ("nothing triggered it", "—")),
        ("f", lambda _: {}, ("no results", "—")),
    ):
        table = guarantees_table(of_claims(tmp_path / name, each))
        (row,) = (row for row in said(table.rows, "en") if row[2] == "2")
        assert len(row) == len(table.columns)
        assert all(str(cell).endswith(end) for cell, end in zip(row[-2:], told, strict=True)), row
