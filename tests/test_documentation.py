"""What the documents show is what the program does."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.command import language, run
from model.calendar import chinese_calendar
from protocols import library
from protocols.calendar_file import read_calendar
from protocols.document import parse_document
from protocols.reader import regime_of
from tests.once import bounded, proposed, trust, verification

pytestmark = pytest.mark.undrawn

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
CONSOLE = re.compile(r"```console\n\$ shenguan (?P<words>[^\n]*)\n(?P<shown>.*?)```", re.DOTALL)
BLOCK = re.compile(r"```yaml\n(?P<text>.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#]+)\)")


@pytest.fixture(autouse=True, scope="module")
def _what_is_shown_many_ways_is_asked_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.amend.command.propose", proposed)
        patch.setattr("experiments.bounds.command.bounds", bounded)
        patch.setattr("experiments.trust.command.trust", trust)
        patch.setattr("experiments.verify.command.known_verification", verification)
        yield


def blocks(name: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    return list(pattern.finditer((ROOT / name).read_text(encoding="utf-8")))


def squeezed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip(" ─")]


SHOWING = [
    str(path.relative_to(ROOT))
    for path in DOCUMENTS
    if not path.name.startswith("first-regime") and CONSOLE.search(path.read_text("utf-8"))
]


@pytest.mark.parametrize("name", SHOWING)
def test_shown_output_is_the_program_s(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = blocks(name, CONSOLE)
    assert found
    for block in found:
        words = shlex.split(block["words"])
        run(words, language([*words, "--lang", "en"]))
        assert squeezed(capsys.readouterr().out) == squeezed(block["shown"])


@pytest.mark.parametrize("name", ["docs/rule-files.md", "docs/rule-files.zh.md"])
def test_the_whole_file_shown_reads_without_a_mistake(name: str) -> None:
    (whole,) = [one["text"] for one in blocks(name, BLOCK) if one["text"].startswith("regime:")]
    shared = library.shared_vocabulary()
    regime = regime_of(parse_document(whole.encode(), "sample.yaml"), shared)
    assert [rule.id for rule in regime.rules] == ["approval-push", "approval-claim"]
    (own,) = [one["text"] for one in blocks(name, BLOCK) if one["text"].startswith("vocabulary:")]
    joined = whole.replace("\nrules:", f"\n{own}\nrules:")
    words = regime_of(parse_document(joined.encode(), "sample.yaml"), shared).vocabulary
    assert "plan.filed" in words.events


def test_the_six_line_rule_is_a_rule_of_the_regime_it_is_from() -> None:
    (rule,) = [one["text"] for one in blocks("README.md", BLOCK)]
    assert len(rule.strip().splitlines()) == 6
    lines = {line.strip() for line in library.path_of("xuecheng").read_text("utf-8").splitlines()}
    assert {line.strip() for line in rule.strip().splitlines()} <= lines


@pytest.mark.parametrize("name", ["docs/rule-files.md", "docs/rule-files.zh.md"])
def test_the_calendar_file_shown_is_one(name: str, tmp_path: Path) -> None:
    (text,) = [one["text"] for one in blocks(name, BLOCK) if one["text"].startswith("years:")]
    path = tmp_path / "calendar.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_calendar(path, chinese_calendar()).last.year == 2027


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]
