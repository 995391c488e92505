"""``shenguan new``: what it writes, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from experiments.command import run
from experiments.command.new import template
from model.language import LANGS, Lang
from tests.test_template import read

ROOT = Path(__file__).parent.parent


@pytest.fixture
def shenguan(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Any:
    """The command, called in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object, lang: Lang = "en") -> tuple[int, str, str]:
        status = run([str(word) for word in words], lang)
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.mark.parametrize("lang", LANGS)
def test_new_writes_a_file_that_every_command_takes(shenguan: Any, lang: Lang) -> None:
    status, out, err = shenguan("new", "yunchuan.yaml", lang=lang)
    assert (status, err) == (0, "")
    assert "shenguan check yunchuan.yaml" in out
    text = Path("yunchuan.yaml").read_text(encoding="utf-8")
    assert text == template(lang, "yunchuan")
    assert [path.name for path in Path().iterdir()] == ["yunchuan.yaml"]
    assert shenguan("check", "yunchuan.yaml")[0] == 0
    assert "[approval-claim]" in shenguan("show", "yunchuan.yaml")[1]
    assert "4" in shenguan("simulate", "yunchuan.yaml")[1]
    _, out, _ = shenguan("verify", "yunchuan.yaml", "--json")
    answers = {(one["property"], one["assume"]): one["verdict"] for one in json.loads(out)}
    assert answers["approval-push-claimed", "nobody"] == "proved"
    assert answers["letter-answered", "everyone"] == "refuted"
    assert "unknown" not in answers.values()


def test_the_first_line_leads_an_editor_to_the_schema() -> None:
    found = re.fullmatch(
        r"# yaml-language-server: \$schema=(\S+)", template("en", "x").splitlines()[0]
    )
    assert found
    path = Path(unquote(urlparse(found[1]).path))
    assert path.samefile(ROOT / "protocols" / "rule-file.schema.json")


@pytest.mark.parametrize(
    ("name", "regime"), [("yunchuan", "yunchuan"), ("云川", "new-regime"), ("null", "new-regime")]
)
def test_the_regime_has_the_name_of_the_file_where_that_can_be_one(name: str, regime: str) -> None:
    assert read(template("zh", name).splitlines()).id == regime


def test_new_replaces_a_file_only_when_told_to(shenguan: Any) -> None:
    mine = Path("mine.yaml")
    mine.write_text("kept\n", encoding="utf-8")
    status, out, err = shenguan("new", mine)
    assert (status, out) == (2, "")
    assert "--force" in err
    assert mine.read_text(encoding="utf-8") == "kept\n"
    assert shenguan("new", mine, "--force")[0] == 0
    assert mine.read_text(encoding="utf-8") == template("en", "mine")


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(shenguan: Any) -> None:
    mine = Path("mine.yaml")
    mine.write_text("kept\n", encoding="utf-8")
    Path("mine.yaml.part").mkdir()  # where the new text would be put first
    status, _, err = shenguan("new", mine, "--force")
    assert status == 2
    assert "mine.yaml" in err
    assert mine.read_text(encoding="utf-8") == "kept\n"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "/",
        "guanxian",
        "x.txt",
        ".yaml",
        "-x.yaml",
        " .yaml",
        "a\nb.yaml",
        "x" * 81 + ".yaml",
    ],
)
def test_a_name_that_is_none_for_a_rule_file_is_refused(shenguan: Any, name: str) -> None:
    words = ["--", name] if name.startswith("-") else [name]
    for lang in LANGS:
        status, out, err = shenguan("new", *words, lang=lang)
        assert (status, out) == (2, "")
        assert "yunchuan.yaml" in err
    assert not list(Path().iterdir())


def test_new_makes_no_folder_and_takes_none_for_a_file(shenguan: Any) -> None:
    assert "there is no such folder" in shenguan("new", "away/x.yaml")[2]
    Path("x.yaml").mkdir()
    Path("link.yaml").symlink_to("nowhere.yaml")
    for name in ("x.yaml", "link.yaml"):
        status, _, err = shenguan("new", name, "--force")
        assert status == 2
        assert "no ordinary file" in err
    assert {path.name for path in Path().iterdir()} == {"x.yaml", "link.yaml"}
