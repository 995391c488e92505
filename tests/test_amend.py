"""Amendments of rule files: what is written is what was proved, and nothing else changes."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.amend.ask import Proposals, _Standing
from experiments.amend.page import sheet
from experiments.show.blocks import Paragraph, walk
from model.amendment import Edit, NewDeadline, NewDefault, applied
from model.calendar import chinese_calendar
from model.deadline import STRICT
from model.language import LANGS, Complaint, Lang, say
from protocols import library
from protocols.editing import edited
from protocols.question import question
from protocols.reader import read_regime_bytes
from tests.once import proposed
from tests.rounds import HOTLINE, read
from verify.amend import amend
from verify.amend.limits import lengths
from verify.amend.requirement import Requirement
from verify.amend.space import space
from verify.asking import touched
from verify.guarantees import verify
from verify.verdict import Assume, Verdict

pytestmark = pytest.mark.undrawn

SHARED = library.shared_vocabulary()


@pytest.fixture(autouse=True, scope="module")
def _what_is_shown_many_ways_is_asked_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.amend.command.propose", proposed)
        yield


def everything(name: str) -> list[Edit]:
    """Every edit that could be on the table for a shipped regime, all at once."""
    regime = library.find(name)
    known = [
        Requirement(one, 3, Assume.EVERYONE)
        for one in library.properties().values()
        if one.trigger in regime.mentioned
    ]
    table = space(regime, known, lengths(regime, STRICT, chinese_calendar()), 30)
    duties = [replace(one, deemed=one.act not in table.announced) for one in table.duties]
    timed = [NewDeadline(rule, 7) for rule in table.timed]
    return [*timed, *table.defaults, *table.starts, *duties, *table.counted]


@pytest.mark.parametrize("name", library.REGIMES)
def test_every_edit_of_every_shipped_file_reads_back(name: str) -> None:
    regime, edits = library.find(name), everything(name)
    assert len(edits) > 20
    text = library.path_of(name).read_bytes()
    written = edited(text, name, regime, edits, SHARED)
    read = read_regime_bytes(written, name, SHARED)
    assert read.rules == applied(regime, edits).rules


@pytest.mark.parametrize("name", library.REGIMES)
def test_an_edit_changes_its_own_lines_only(name: str) -> None:
    regime, text = library.find(name), library.path_of(name).read_text("utf-8")
    first = next(one for one in everything(name) if isinstance(one, NewDeadline))
    written = edited(text.encode(), name, regime, [first], SHARED).decode()
    lines = list(difflib.unified_diff(text.splitlines(), written.splitlines(), n=0, lineterm=""))
    changed = [line for line in lines[2:] if not line.startswith("@@")]
    assert len(changed) == 2
    assert changed[1].strip("+ ") == "deadline: 7 working days"


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        ("xuecheng", [NewDeadline("approval-claim", 7), NewDefault("commitment-push")]),
        ("jinan", [NewDeadline("supervision-decision", 7), NewDefault("letter-reply")]),
        ("guanxian", [NewDeadline("problem-solving", 7), NewDefault("claim-bulletin")]),
    ],
)
def test_guarantees_that_change_are_those_of_asking_everything_of_both_texts(
    name: str, edits: list[Edit]
) -> None:
    """Only what the edits can touch is asked, and only what changed is proved."""
    old = library.find(name)
    new, days = applied(old, edits), chinese_calendar()
    asked = {("approval-push-claimed", Assume.EVERYONE)}
    found = [*_Standing(old, STRICT, days).others(new, asked)]
    each = [verify(of, library.questions([of]).values(), calendar=days) for of in (old, new)]
    told = [
        (_said(was), _said(now))
        for was, now in zip(*each, strict=True)
        if (was.answer, was.days) != (now.answer, now.days)
        and (was.property.id, was.assume) not in asked
    ]
    assert [(_said(was), _said(now)) for was, now in found] == told
    assert len(told) > 1
    assert len(touched(library.questions([new]).values(), old, new)) < len(each[0]) / 3


def _said(verdict: Verdict) -> tuple[object, ...]:
    run = verdict.counterexample and verdict.counterexample.run
    return verdict.property.id, verdict.assume, verdict.answer, verdict.days, run


def test_comments_and_flow_style_survive() -> None:
    text = library.path_of("guanxian").read_text("utf-8")
    head = text[: text.index("rules:")]
    rules = (
        "rules:\n"
        "  # the push\n"
        "  - {id: push, article: '17(1)', on: approval.decided, bearer: approval-bureau,"
        " act: approval-info.pushed, deadline: 2 working days}  # two\n"
        "  - id: claim # its claim\n"
        "    article: '17(1)'\n"
        "    on: approval-info.pushed\n"
        "    bearer: regulator\n"
        "    act: approval-info.claimed\n"
        "    deadline: {indefinite: 及时} # soon\n"
    )
    regime = read_regime_bytes((head + rules).encode(), "x.yaml", SHARED)
    edits: list[Edit] = [NewDefault("push"), NewDeadline("claim", 1), NewDefault("claim")]
    written = edited((head + rules).encode(), "x.yaml", regime, edits, SHARED).decode()
    assert "deadline: 2 working days, on-expiry: approval-info.pushed}  # two" in written
    assert "deadline: 1 working day # soon\n    on-expiry: approval-info.claimed" in written


def test_rules_that_share_parts_are_refused_rather_than_changed_together(tmp_path: Path) -> None:
    text = library.path_of("guanxian").read_text("utf-8")
    head = text[: text.index("rules:")]
    rules = (
        "rules:\n"
        "  - {id: push, article: '17', on: approval.decided, bearer: approval-bureau,"
        " act: approval-info.pushed, deadline: &soon {indefinite: 及时}}\n"
        "  - {id: claim, article: '17', on: approval-info.pushed, bearer: regulator,"
        " act: approval-info.claimed, deadline: *soon}\n"
    )
    regime = read_regime_bytes((head + rules).encode(), "x.yaml", SHARED)
    with pytest.raises(Complaint):
        edited((head + rules).encode(), "x.yaml", regime, [NewDeadline("claim", 1)], SHARED)


def test_the_command_writes_files_that_prove_what_was_required(
    shenguan: Any,
    tmp_path: Path,
) -> None:
    need = "approval-push-claimed within 2 assuming nobody"
    status, out, _ = shenguan("amend", "xuecheng", "--require", need, "--out", tmp_path, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["found"], found["complete"], len(found["amendments"])) == ("amended", True, 1)
    file = Path(found["amendments"][0]["file"])
    status, out, _ = shenguan(
        "verify", file, "--property", "approval-push-claimed", "--within", "2", "--json"
    )
    assert [one["verdict"] for one in json.loads(out)] == ["proved", "proved"]
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "第22条第(1)项" in page
    assert "art. 22(1)" in page


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("approval-push-claimd within 2", "approval-push-claimed"),
        ("approval-push-claimed in 2", "PROPERTY within N"),
        ("approval-push-claimed within -1", "PROPERTY within N"),
        ("approval-push-claimed within 2 assuming me", "PROPERTY within N"),
        ("approval-push-claimed within 999999", "100000"),
        ("", "PROPERTY within N"),
    ],
)
def test_a_requirement_that_cannot_be_read_says_what_to_write(
    shenguan: Any,
    words: str,
    shown: str,
) -> None:
    status, _, err = shenguan("amend", "xuecheng", "--require", words)
    assert status == 2
    assert shown in err


def test_what_cannot_be_achieved_exits_with_one_and_says_so(shenguan: Any) -> None:
    need = "approval-push-claimed within 0 assuming nobody"
    status, out, _ = shenguan(
        "amend", "xuecheng", "--require", need, "--edit", "deadline", lang="zh"
    )
    assert status == 1
    assert "无法满足全部要求" in out


@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_comes_first_then_what_changes_and_what_follows(
    shenguan: Any, tmp_path: Path, lang: Lang
) -> None:
    need = "approval-push-claimed within 2 assuming nobody"
    words = ("amend", "xuecheng", "--require", need, "--out", tmp_path)
    _, out, _ = shenguan(*words, lang=lang)
    keys = ("amend.costs", "amend.rewritten", "amend.findings")
    places = [out.index(say(key).in_(lang)) for key in keys]
    first = say("amend.answer.amended", regime=library.find("xuecheng").name, articles=1, days=0)
    places.insert(0, out.index(first.in_(lang)))
    assert places == sorted(places)
    assert "xuecheng-amended-1.yaml" in out
    page = (tmp_path / "index.html").read_text("utf-8")
    for shown in LANGS:
        assert all(say(key).in_(shown) in page for key in keys)
    assert '<td class="refuted">' in page
    assert '<td class="proved">' in page


def test_clauses_of_several_rounds_are_said_to_be_left_alone() -> None:
    """Article 2 takes the matter up and 4 assigns it anew in each round; 1 and 5 come once."""
    of = read(HOTLINE)
    need = Requirement(question("收到诉求 -> 答复 within 3", of.vocabulary), 3, Assume.EVERYONE)
    for regime, said in ((of, "第2条、第4条"), (replace(of, families=()), "")):
        found = amend(regime, [need], ("deadline",), longest=2)
        shown = sheet(Proposals(regime, STRICT, found, ()))
        notes = [
            one.text.zh for one in walk(shown.sections[0].blocks) if isinstance(one, Paragraph)
        ]
        assert [said in one for one in notes if "不提出修改" in one] == ([True] if said else [])
