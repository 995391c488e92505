"""The command that compares two versions of a file, or orders several regimes."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from experiments.command import run
from experiments.show.ours import LIST
from model.language import LANGS, Lang, say

CLAIMED = "approval-push-claimed"
YUNCHUAN = Path(__file__).parent.parent / "docs" / "example" / "yunchuan.yaml"


@pytest.fixture
def versions(tmp_path: Path) -> list[str]:
    """A file, and the same with a day more for the claim."""
    text = YUNCHUAN.read_text("utf-8").replace("    excused-by: approval-info.returned\n", "")
    more = text.replace("deadline: 2 working days", "deadline: 3 working days", 1)
    paths = [tmp_path / "old.yaml", tmp_path / "new.yaml"]
    for path, version in zip(paths, (text, more), strict=True):
        path.write_text(version, encoding="utf-8")
    return [str(path) for path in paths]


def test_two_versions_of_a_file_are_compared_on_the_command_line(
    versions: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["diff", *versions, "--property", CLAIMED, "--json"]
    assert run([*words, "--out", str(tmp_path / "out")], "en") == 0
    data = json.loads(capsys.readouterr().out)
    (change,) = data["changes"]
    assert change["rule"] == {"old": "approval-claim", "new": "approval-claim"}
    limits = {"old": "2 working days", "new": "3 working days"}
    assert change["fields"] == [{"field": "deadline", **limits, "direction": "looser"}]
    loosened = data["guarantees"]["loosened"]
    bounds = {
        (one["old"]["bound_working_days"], one["new"]["bound_working_days"]) for one in loosened
    }
    assert bounds == {(2, 3)}
    told = [(one["reading"], one["assume"]) for one in loosened]
    assert sorted(told) == sorted(product(("5", "strict"), ("everyone", "nobody")))
    assert not data["guarantees"]["gained"] + data["guarantees"]["lost"]
    assert data["strictness"]["a_over_b"]["holds"] is True
    (refused,) = data["strictness"]["b_over_a"]["not_implied"]
    assert refused["rule"] == "approval-claim"
    last = refused["witness"]["acts"][-1]
    claimed = {"event": "approval-info.claimed", "party": "regulator"}
    assert last == {**claimed, "working_day": 2, "after_close": True}
    assert data["dominance"]["everyone"]["relation"] == "dominates"
    assert data["dominance"]["nobody"]["relation"] == "dominates"
    page = (tmp_path / "out" / "details.html").read_text("utf-8")
    assert page.count('class="timeline"') == 2
    assert json.loads((tmp_path / "out" / "diff.json").read_text("utf-8")) == data


def test_what_is_won_and_lost_is_said_before_the_clauses(
    versions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", *versions, "--property", CLAIMED], "en") == 0
    shown = capsys.readouterr().out
    lead, guarantee = "0 lost, 0 sooner, 2 later", "every approval push is claimed"
    changed = "Clauses that changed"
    assert -1 < shown.index(lead) < shown.index(guarantee) < shown.index(changed)
    assert shown.index(changed) < shown.index("Obeys")
    assert "Read the other way, the same guarantees change" in shown


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_and_the_terminal_show_the_same_sections(
    versions: list[str], lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", *versions, "--property", CLAIMED, "--out", str(tmp_path)], lang) == 0
    shown, page = capsys.readouterr().out, (tmp_path / "index.html").read_text("utf-8")
    titles = ("diff.guarantees", "diff.changes", "diff.strictness", "diff.dominance")
    places = [shown.index(say(key).in_(lang)) for key in titles]
    assert places == sorted(places)
    assert all(f">{say(key).in_(lang)}</h2>" in page for key in titles)


def test_many_rules_without_a_counterpart_are_folded(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["diff", "jinan", "xuecheng", "--property", CLAIMED]
    assert run(words, "en") == 0
    folded = capsys.readouterr().out
    assert run([*words, "--unfold"], "en") == 0
    every = capsys.readouterr().out
    assert "▸ Rules that only Xuecheng has (27)" in folded
    assert "▸" not in every
    assert (folded.count("- new, "), folded.count("- dropped, ")) == (0, 0)
    assert (every.count("- new, "), every.count("- dropped, ")) == (27, 37)


def test_a_regime_held_against_itself_differs_in_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["diff", "nanchang", "nanchang", "--property", CLAIMED], "en") == 0
    shown = capsys.readouterr().out
    assert "The two say the same" in shown
    assert "equally strict" in shown


def test_a_guarantee_that_only_one_regulates_is_neither_gained_nor_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["diff", "xuecheng", "guanxian", "--property", "letter-answered", "--reading", "strict"]
    assert run(words, "en") == 0
    shown = capsys.readouterr().out
    assert (
        "no longer regulated: every letter within the remit of its recipient is answered." in shown
    )
    assert "No guarantee changes that both regulate" in shown


def test_one_regime_is_no_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "jinan"], "en") == 2
    assert "at least two regimes" in capsys.readouterr().err


def test_what_the_solver_leaves_open_shows_in_the_exit_status(
    versions: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("verify.diff.witness.Witnesses.confirmed", lambda *_: None)
    assert run(["diff", *versions, "--property", CLAIMED], "en") == 3
    assert "not known" in capsys.readouterr().out


def test_several_regimes_are_ordered_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["jinan", "xuecheng", "guanxian"]
    out = tmp_path / "out"
    words = ["diff", *names, "--property", CLAIMED, "--json", "--out", str(out)]
    assert run(words, "zh") == 0
    data = json.loads(capsys.readouterr().out)
    edges = data["hasse"]["everyone"]["edges"]
    assert edges == [[["jinan"], ["xuecheng"]], [["xuecheng"], ["guanxian"]]]
    pareto = {one["regime"]: one["dominated_by"] for one in data["pareto"]["everyone"]}
    assert pareto == {"jinan": [], "xuecheng": ["jinan"], "guanxian": ["jinan", "xuecheng"]}
    charts = {f"order-{lang}.{kind}" for lang in LANGS for kind in ("png", "svg")}
    assert {path.name for path in out.iterdir()} == {LIST, "index.html", "diff.json", *charts}
