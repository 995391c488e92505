"""``shenguan new --from``: a text as a file of one's own; and edits from Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shenguan as sg
from experiments.command import new, run
from model.deadline import Within
from model.language import Complaint
from model.rule import Default, Obligation
from protocols import library
from protocols.mistakes import Mistakes

EXAMPLE = Path(__file__).parent.parent / "docs" / "example"
Shenguan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shenguan(capsys: Any, tmp_path: Path, monkeypatch: Any) -> Shenguan:
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str, str]:
        status = run([*args], "en")
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.mark.parametrize("name", library.REGIMES)
def test_a_copy_of_a_shipped_text_says_the_same_with_its_comments(
    shenguan: Shenguan, name: str
) -> None:
    assert shenguan("new", "mine.yaml", "--from", name)[0] == 0
    assert shenguan("check", "mine.yaml")[0] == 0
    base, found = library.find(name), library.find("mine.yaml")
    assert (found.id, found.rules, found.under) == ("mine", base.rules, base.under)
    lines = Path("mine.yaml").read_text("utf-8").splitlines()
    original = library.path_of(name).read_text("utf-8").splitlines()
    assert lines[0].startswith("# yaml-language-server: $schema=file:///")
    assert [one for one in zip(original, lines, strict=True) if len({*one}) > 1][1:] == [
        (f"regime: {name}", "regime: mine")
    ]


def test_a_copy_of_a_file_in_another_folder_finds_what_it_names(
    shenguan: Shenguan, tmp_path: Path
) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    (home / "law.yaml").write_bytes(library.path_of("licensing-law").read_bytes())
    text = library.path_of("xuecheng").read_text("utf-8")
    text = text.replace("under: licensing-law", "under: law.yaml")
    text = text.replace("  level: district", "  text: words.txt\n  level: district")
    (home / "county.yaml").write_text(text, "utf-8")
    (home / "words.txt").write_text("第一条　甲。\n", "utf-8")
    assert shenguan("new", "other/county-new.yaml", "--from", "home/county.yaml")[0] == 0
    found = library.find(str(other / "county-new.yaml"))
    assert [one.id for one in found.under] == ["licensing-law"]
    assert 'under: "../home/law.yaml"' in (other / "county-new.yaml").read_text("utf-8")
    assert [(number, words.zh) for number, words in found.document.wordings] == [(1, "甲。")]


def test_words_that_are_there_already_are_left_alone(shenguan: Shenguan, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    text = library.path_of("guanxian").read_text("utf-8")
    text = text.replace("  level: ", "  text: words.txt\n  level: ", 1)
    (home / "county.yaml").write_text(text, "utf-8")
    (home / "words.txt").write_text("第一条　甲。\n", "utf-8")
    Path("words.txt").write_text("第一条　乙。\n", "utf-8")
    new.copy(Path("mine.yaml"), "home/county.yaml")
    assert Path("words.txt").read_text("utf-8") == "第一条　乙。\n"


def test_what_cannot_be_copied_is_told_and_nothing_is_written(shenguan: Shenguan) -> None:
    Path("broken.yaml").write_text("regime: x\n", "utf-8")
    Path("there.yaml").write_text("mine", "utf-8")
    for line in (
        "new mine.yaml --from xuecheng --with push",
        "new mine.yaml --from bananas",
        "new mine.yaml --from xuecheng+above",
        "new mine.yaml --from xuecheng@2024-01-01",
        "new mine.yaml --from broken.yaml",
        "new there.yaml --from xuecheng",
    ):
        status, out, err = shenguan(*line.split())
        assert (status, out) == (2, ""), line
        assert err
        assert "Traceback" not in err
    assert not Path("mine.yaml").exists()
    assert Path("there.yaml").read_text("utf-8") == "mine"


def test_a_regime_is_changed_from_python_and_can_be_saved_and_changed_again() -> None:
    base = sg.load("xuecheng")
    once = base.changed("approval-claim.deadline=2 working days")
    twice = once.changed("approval-claim.on-expiry=approval-info.claimed", "regime=mine")
    claim = twice.by_id["approval-claim"]
    assert isinstance(claim, Obligation)
    assert (claim.deadline, claim.on_expiry) == (Within(2), Default("approval-info.claimed"))
    assert twice.id == "mine"
    assert base.text.splitlines()[1] == "regime: xuecheng"
    again = sg.load(twice.text)
    assert (again.rules, again.digest) == (twice.rules, twice.digest)
    with pytest.raises(Mistakes) as raised:
        base.changed("counting=include-first-day", "approval-claim.deadline=soon")
    assert raised.value.mistakes[0].line == 2


def test_a_change_keeps_how_a_text_was_read_and_the_law_above_it() -> None:
    base = sg.load("xuecheng", readings={"major-consultation": "no-time"})
    found = base.changed("approval-claim.deadline=2 working days")
    assert found.by_id["major-consultation"] == base.by_id["major-consultation"]
    assert (found.under, found.otherwise) == (base.under, base.otherwise)


def test_a_text_of_several_versions_is_not_edited_from_here() -> None:
    with pytest.raises(ValueError, match="not known"):
        sg.load("xuecheng").above().changed("counting=include-first-day")
    dated = sg.load("xuecheng").text.replace(
        "  - id: approval-claim\n", "  - id: approval-claim\n    in-force: {until: 2022-01-01}\n"
    )
    with pytest.raises(Complaint):
        sg.load(dated).changed("counting=include-first-day")
