"""The guide, its worked example, and the reference of rule files say what the program does."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic import TypeAdapter

from experiments.command import language, run
from experiments.command.commands import COMMANDS, GROUPS
from model.deadline import Deadline
from model.ledger import NoBehaviour
from protocols import library
from protocols.document import parse_document
from protocols.fields import OneDeadline
from protocols.mistakes import Mistakes
from protocols.models import model_of
from protocols.reader import regime_of
from tests.test_command_line import quiet
from tests.test_documentation import BLOCK, CONSOLE, blocks, squeezed
from tests.test_template import ALL_KINDS, FORMS, kinds

pytestmark = pytest.mark.undrawn

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs" / "example"
GUIDES = ("docs/first-regime.md", "docs/first-regime.zh.md")
REFERENCES = ("docs/rule-files.md", "docs/rule-files.zh.md")
ELSEWHERE = "…"
"""Stands in a guide for lines of the output that are not shown."""


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the example, as the working folder."""
    folder = tmp_path / "example"
    shutil.copytree(EXAMPLE, folder)
    monkeypatch.chdir(folder)
    return folder


def shows(shown: list[str], given: list[str]) -> bool:
    """Whether the lines shown are those given, but for the places where some are left out."""
    if not shown or not given:
        return all(line == ELSEWHERE for line in shown) and not (given and not shown)
    if shown[0] == ELSEWHERE:
        return shows(shown[1:], given) or shows(shown, given[1:])
    return shown[0] == given[0] and shows(shown[1:], given[1:])


def test_lines_may_be_left_out_only_where_the_guide_says_so() -> None:
    assert shows(["a", "…", "d"], ["a", "b", "c", "d"])
    assert shows(["…", "b"], ["b"])
    assert not shows(["a", "c"], ["a", "b", "c"])
    assert not shows(["a"], ["a", "b"])
    assert not shows(["…", "x"], ["a", "b"])


@pytest.mark.parametrize("name", GUIDES)
def test_output_shown_in_the_guide_is_the_program_s(
    name: str, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = blocks(name, CONSOLE)
    assert len(found) == 6
    for block in found:
        words = shlex.split(block["words"])
        run(words, language(words))
        out, err = capsys.readouterr()
        assert shows(squeezed(block["shown"]), squeezed(out + err)), block["words"]


@pytest.mark.parametrize("name", GUIDES)
def test_rules_shown_in_the_guide_are_those_of_the_example(name: str) -> None:
    finished = (EXAMPLE / "yunchuan.yaml").read_text(encoding="utf-8")
    found = blocks(name, BLOCK)
    assert len(found) == 2
    for block in found:
        assert block["text"] in finished


@pytest.mark.parametrize("name", [*GUIDES, *REFERENCES])
def test_every_command_that_a_page_names_is_one(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = {*re.findall(r"(?:`|^|\$ )shenguan ([a-z]+)", text, re.MULTILINE)}
    assert "check" in named
    assert not named - {*COMMANDS, *GROUPS}


def test_both_guides_show_the_same_commands_and_files() -> None:
    def shape(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        found = re.findall(r"^\$? ?(shenguan [^\n]*)|^(#+) |\]\((example/[^)]*)\)", text, re.M)
        return [re.sub(r" --lang (zh|en)", "", " ".join(one)) for one in found]

    assert shape(GUIDES[0]) == shape(GUIDES[1])


def test_the_example_accounts_for_every_article_of_its_text() -> None:
    text = (EXAMPLE / "yunchuan.txt").read_text(encoding="utf-8")
    regime = library.find(str(EXAMPLE / "yunchuan.yaml"))
    numbers = re.findall(r"^Art\. (\d+) ", text, re.MULTILINE)
    assert len(re.findall(r"^第.{1,2}条　", text, re.MULTILINE)) == len(numbers)
    assert regime.ledger is not None
    assert tuple(numbers) == regime.ledger.units
    assert regime.document.title.zh in text
    assert regime.document.title.en in text
    assert regime.document.number
    assert regime.document.number in text


def test_the_example_is_none_of_the_shipped_regimes() -> None:
    assert library.find(str(EXAMPLE / "yunchuan.yaml")).id not in library.REGIMES


@pytest.mark.parametrize(
    "words",
    [
        "show {path}",
        "check {path}",
        "coverage {path}",
        "verify {path} --property survey-noticed-in-time --assume everyone",
        "simulate {path} --scenario ../few.yaml --out out",
        "compare {path} guanxian --property approval-push-claimed --scenario ../few.yaml"
        " --replications 1 --out out",
    ],
)
def test_a_rule_file_may_lie_anywhere(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "某处 with a space"
    folder.mkdir()
    shutil.copy(EXAMPLE / "yunchuan.yaml", folder / "云川.yaml")
    quiet(tmp_path).rename(tmp_path / "few.yaml")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    called = [one.format(path="../某处 with a space/云川.yaml") for one in words.split()]
    assert run(called, "zh") == 0
    assert "云川" in capsys.readouterr().out
    assert [path.name for path in folder.iterdir()] == ["云川.yaml"]


@pytest.mark.parametrize("name", REFERENCES)
def test_the_reference_names_every_key_and_every_choice(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    keys = {str(field.alias) for one in FORMS for field in model_of(one).model_fields.values()}
    literal = [
        get_args(field.annotation)
        for one in FORMS
        for field in model_of(one).model_fields.values()
        if get_origin(field.annotation) is Literal
    ]
    words = keys | {word for one in literal for word in one} | set(NoBehaviour)
    assert {"jointly", "known-to", "district", "competence"} <= words
    assert not {one for one in words if not re.search(rf"(?<![\w-]){one}(?![\w-])", text)}


@pytest.mark.parametrize("name", REFERENCES)
def test_the_reference_has_every_kind_of_deadline_as_it_is_written(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    (table,) = [one for one in text.split("\n\n") if "`monthly`" in one and "|---|" in one]
    cells = [line.split("|")[2] for line in table.splitlines()[2:]]
    written = [one for cell in cells for one in re.findall(r"`([^`]+)`", cell)]
    adapter: TypeAdapter[Deadline] = TypeAdapter(OneDeadline)
    data = [parse_document(f"d: {one}".encode(), "table").data["d"] for one in written]
    assert kinds([adapter.validate_python(one) for one in data]) == ALL_KINDS


@pytest.mark.parametrize("name", REFERENCES)
def test_the_parts_shown_in_the_reference_fit_the_file_shown(name: str) -> None:
    texts = [one["text"] for one in blocks(name, BLOCK)]
    (whole,) = [one for one in texts if one.startswith("regime:")]
    (order,) = [one for one in texts if one.startswith("precedence:")]
    (ledger,) = [one for one in texts if one.startswith("ledger:")]
    shared = library.shared_vocabulary()
    regime = regime_of(parse_document((whole + order).encode(), "x.yaml"), shared)
    assert [one.first for one in regime.precedence] == [("approval-push",)]
    with pytest.raises(Mistakes) as raised:
        regime_of(parse_document((whole + ledger).encode(), "x.yaml"), shared)
    assert [one.code for one in raised.value.mistakes] == ["unaccounted"]
    assert raised.value.mistakes[0].values["articles"] == "5, 6, 7, 8, 10"


def test_a_sanction_for_what_is_deemed_done_needs_a_duty_that_is() -> None:
    """Of the five duties of art. 8(2) the claim alone is deemed done; the pushes never are."""
    text = (EXAMPLE / "yunchuan.yaml").read_text(encoding="utf-8").replace("  text: ", "  #text: ")
    shared = library.shared_vocabulary()
    duties = "of: [approval-push, approval-claim, supervision-push, supervision-claim, "
    (sanction,) = regime_of(parse_document(text.encode(), "x.yaml"), shared).sanctions
    assert sanction.deemed_too
    wrong = text.replace(duties, "of: [approval-push, supervision-push, ")
    with pytest.raises(Mistakes) as found:
        regime_of(parse_document(wrong.encode(), "x.yaml"), shared)
    (mistake,) = found.value.mistakes
    assert (mistake.code, text.splitlines()[mistake.line - 1].strip()) == (
        "nothing-deemed",
        "deemed-too: true",
    )
