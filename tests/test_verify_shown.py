"""Verdicts as the terminal and the page show them, from one layout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.show.blocks import Fold, Marked, Paragraph, Swimlane, Table, walk
from experiments.show.page import html
from experiments.show.runs import step_words
from experiments.verify.ask import Verification, verification
from experiments.verify.page import sheet
from model.language import LANGS, Lang
from protocols import library
from tests.once import verification as asked_once
from tests.said import said
from verify.verdict import Answer, Step


@pytest.fixture(scope="module")
def xuecheng() -> Verification:
    return verification([library.find("xuecheng")])


def test_the_answer_counts_verdicts_by_assumption_and_comes_first(xuecheng: Verification) -> None:
    leads = [one for one in sheet(xuecheng).sections[0].blocks if isinstance(one, Paragraph)][:2]
    assert [(one.kind, one.text.en) for one in leads] == [
        (
            "lead",
            "everyone obeys: of 17 guarantee(s) regulated, 7 proved, 10 refuted.",
        ),
        (
            "lead",
            "self-executing: of 17 guarantee(s) regulated, 0 proved, 17 refuted.",
        ),
    ]


def test_unasked_the_table_leaves_out_what_is_not_regulated_and_a_note_names_it(
    xuecheng: Verification,
) -> None:
    blocks = sheet(xuecheng).sections[0].blocks
    (table,) = [one for one in blocks if isinstance(one, Table)]
    assert len(table.rows) == len(xuecheng.shown) == 34
    notes = [one.text.en for one in blocks if isinstance(one, Paragraph) and one.kind == "note"]
    assert notes[0].startswith("Xuecheng does not regulate, which is no guarantee: ")
    assert notes[0].count(";") == len(library.properties()) - 17 - 1


def test_each_verdict_has_the_sign_of_its_kind(xuecheng: Verification) -> None:
    (table,) = [one for one in sheet(xuecheng).sections[0].blocks if isinstance(one, Table)]
    signs = {
        cell.signed: cell.words.en
        for row in table.rows
        for cell in (row if isinstance(row, tuple) else ())
        if isinstance(cell, Marked)
    }
    assert signs == {"✓": "proved", "✗": "refuted", "✗θ": "refuted"}


def test_every_counterexample_is_a_swimlane_folded_by_regime_where_they_are_many() -> None:
    answer = verification([library.find(name) for name in ("xuecheng", "guanxian")])
    verdicts, runs = sheet(answer).sections
    folds = [one for one in runs.blocks if isinstance(one, Fold)]
    assert [one.summary.en for one in folds] == [
        "Xuecheng: 27 counterexample(s)",
        "Guanxian: 16 counterexample(s)",
    ]
    lanes = [one for one in walk(runs.blocks) if isinstance(one, Swimlane)]
    refuted = [one for one in answer.verdicts if one.answer is Answer.REFUTED]
    assert len(lanes) == len(refuted) == 43
    tables = [one for one in verdicts.blocks if isinstance(one, Fold)]
    assert [one.summary.en for one in tables][:2] == ["Xuecheng", "Guanxian"]
    assert tables[1].gist.en.startswith("everyone obeys: of 12 guarantee(s) regulated, 6 proved")


def test_of_one_property_of_one_regime_every_run_is_shown_whole() -> None:
    prop = library.properties()["letter-answered"]
    answer = verification([library.find("xuecheng")], [prop])
    runs = sheet(answer).sections[1].blocks
    assert [one.open for one in runs if isinstance(one, Fold)] == [True, True]
    assert len([one for one in walk(runs) if isinstance(one, Swimlane)]) == 2


def test_what_is_not_regulated_is_said_to_be_vacuous_with_its_reason() -> None:
    prop = library.properties()["letter-answered"]
    lead = sheet(verification([library.find("guanxian")], [prop])).sections[0].blocks[0]
    assert isinstance(lead, Paragraph)
    assert lead.text.en == (
        "Guanxian, every letter within the remit of its recipient is answered (everyone obeys): "
        "vacuous; no rule here mentions what triggers it, so nothing is regulated and nothing "
        "guaranteed."
    )


@pytest.mark.parametrize("lang", LANGS)
def test_terminal_and_page_say_the_same_words(
    shenguan: Any,
    tmp_path: Path,
    lang: Lang,
    xuecheng: Verification,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("experiments.verify.command.known_verification", asked_once)
    status, out, err = shenguan("verify", "xuecheng", "--out", tmp_path, "--unfold", lang=lang)
    assert (status, err) == (1, "")
    page = (tmp_path / "index.html").read_text("utf-8")
    leads = [one for one in sheet(xuecheng).sections[0].blocks if isinstance(one, Paragraph)][:2]
    for line in said([one.text for one in leads], lang):
        assert line in out
        assert line in page
    assert page == html(sheet(xuecheng), lang)
    assert page.count('data-run="') == 2 * len(xuecheng.refuted)
    # The counterexamples with the fold around them; what is taken for granted, with its readings,
    # and the readings that answers hinge on.
    assert out.count("▾") == len(xuecheng.refuted) + 1 + 3


@pytest.mark.parametrize("lang", LANGS)
def test_a_deadline_that_nobody_could_keep_is_marked_in_every_form(
    lang: Lang, shenguan: Any, tmp_path: Path
) -> None:
    """The claim is due on day 2, the push comes on day 5; a claim after a push could be made."""
    file = str(Path(__file__).parent / "paper" / "01-issue-push-claim.yaml")
    asked = ["verify", file, "--ask", "approval.decided -> approval-info.claimed within 4"]
    mark = "当时无从履行" if lang == "zh" else "could not have been kept"
    status, told, _ = shenguan(*asked, "--assume", "everyone", lang=lang)
    assert (status, told.count(mark)) == (1, 1)
    _, data, _ = shenguan(*asked, "--assume", "everyone", "--json", lang=lang)
    (verdict,) = json.loads(data)
    told_of = {
        (step["rule"], step["mode"]): step["could_not_have_been_kept"]
        for step in verdict["counterexample"]
    }
    assert told_of["claim", "overdue"] is True
    assert sum(told_of.values()) == 1
    regime = library.find(file)
    shenguan(*asked, "--assume", "everyone", "--out", str(tmp_path), lang=lang)
    page = (tmp_path / "index.html").read_text("utf-8")
    drawing = page[page.index('class="timeline"') :]
    drawn = "当时无从履行" if lang == "zh" else "could not have"
    assert drawn in drawing[: drawing.index("</svg>")]
    kept = Step("approval-info.claimed", "overdue", 2, False, "2", "claim", "regulator")
    assert mark not in step_words(regime, kept).in_(lang)
