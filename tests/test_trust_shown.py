"""Trust sets of the five regimes, and as the command, the chart and the page show them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import z3
from matplotlib.backends.backend_agg import FigureCanvasAgg

from experiments.command import run
from experiments.show.blocks import Fold, Paragraph, Sheet, Table
from experiments.show.canvas import settings as drawn_with
from experiments.show.ours import LIST
from experiments.show.page import html
from experiments.trust.ask import Trust
from experiments.trust.chart import trust_chart
from experiments.trust.page import sheet
from model.calendar import chinese_calendar
from model.language import Lang, speaking
from protocols import library
from tests.once import trust
from verify.guarantees import verify
from verify.prover import Prover, Provers
from verify.trust import dependences
from verify.trust.dependence import Dependence
from verify.trust.parties import ObedienceNeeded
from verify.verdict import Answer, Assume


@pytest.fixture(scope="module")
def five() -> list[Dependence]:
    provers, properties = Provers(chinese_calendar()), list(library.properties().values())
    return [
        one
        for name in library.REGIMES
        for one in dependences(library.find(name), properties, provers=provers)
    ]


def of_five(found: list[Dependence], regime: str, prop: str) -> Dependence:
    return next(one for one in found if (one.regime.id, one.property.id) == (regime, prop))


def test_a_decision_reaches_supervision_with_one_party_or_two(five: list[Dependence]) -> None:
    asked = {name: of_five(five, name, "decision-reaches-supervision") for name in library.REGIMES}
    assert {name: str(one.standing) for name, one in asked.items()} == {
        "jinan": "nothing",  # it and Tancheng oblige to start supervision, without a limit
        "xuecheng": "everybody",
        "guanxian": "one",
        "tancheng": "nothing",
        "nanchang": "nothing",
    }
    (push,) = asked["guanxian"].trust_sets
    assert (push.articles, push.parties, push.mechanism) == (
        ("17(1)", "17(3)"),
        ("approval-bureau",),
        ("approval-claim", "approval-claim-elsewhere"),
    )
    assert asked["nanchang"].open_limits == ("approval-push",)


def test_verdicts_and_trust_sets_agree_on_what_holds(five: list[Dependence]) -> None:
    properties = list(library.properties().values())
    for name in ("guanxian",):
        verdicts = verify(library.find(name), properties)
        for one in verdicts:
            found = of_five(five, name, one.property.id)
            everyone = one.assume is Assume.EVERYONE
            holds = bool(found.trust_sets) if everyone else found.standing is ObedienceNeeded.ITSELF
            assert (one.answer is Answer.PROVED) == holds
            assert (one.answer is Answer.VACUOUS) == (found.standing is ObedienceNeeded.VACUOUS)


def out_of(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = run(["trust", *words], "zh" if "zh" in words else "en")
    told = capsys.readouterr()
    return status, told.out, told.err


def test_json_is_a_list_of_trust_sets(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("xuecheng", "--property", "decision-reaches-supervision", "--json")
    status, told, _ = out_of(capsys, *asked)
    (one,) = json.loads(told)
    assert status == 0
    assert one["rules"] == ["approval-push", "approval-claim"]
    assert one["articles"] == ["22(1)"]
    assert one["parties"] == ["approval-bureau", "regulator"]
    assert (one["regime"], one["property"]) == ("xuecheng", "decision-reaches-supervision")
    assert (one["bound"], one["mechanism"]) == (2, {"rules": [], "articles": []})


def test_json_of_what_stands_by_itself_is_one_set_without_rules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("guanxian", "--property", "approval-push-claimed", "--json")
    status, told, _ = out_of(capsys, *asked)
    (one,) = json.loads(told)
    assert (status, one["rules"], one["articles"], one["parties"]) == (0, [], [], [])
    assert one["mechanism"] == {
        "rules": ["approval-claim", "approval-claim-elsewhere"],
        "articles": ["17(1)", "17(3)"],
    }


@pytest.mark.parametrize(
    ("regime", "prop", "status", "why"),
    [
        ("jinan", "dispute-settled", 1, "although everyone obeys"),
        ("guanxian", "letter-answered", 4, "no rule here mentions what triggers it"),
    ],
)
def test_json_without_a_trust_set_is_empty_and_standard_error_says_why(
    capsys: pytest.CaptureFixture[str], regime: str, prop: str, status: int, why: str
) -> None:
    found, told, said = out_of(capsys, regime, "--property", prop, "--json")
    assert (found, json.loads(told)) == (status, [])
    assert why in said


def test_the_limit_and_the_reading_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("guanxian", "--property", "decision-reaches-supervision", "--within", "2")
    status, told, _ = out_of(capsys, *asked)
    assert status == 1
    assert "nothing secures it" in told
    five_days = ("--property", "decision-reaches-supervision", "--reading", "5", "--json")
    status, told, _ = out_of(capsys, "nanchang", *five_days)
    (one,) = json.loads(told)
    assert (status, one["bound"], one["bound_expression"]) == (0, 6, "1 + θ(approval-push)")


def test_what_the_solver_leaves_open_exits_with_3(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Prover, "check", lambda *_: z3.unknown)
    status, told, _ = out_of(capsys, "xuecheng", "--property", "approval-push-claimed")
    assert status == 3
    assert "undecided" in told


def test_chinese_is_chinese_throughout(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("xuecheng", "--property", "decision-reaches-supervision", "--lang", "zh")
    status, told, _ = out_of(capsys, *asked)
    assert status == 0
    assert "靠全部 2 个有关方" in told
    assert "违反第22条第(1)项（行政审批部门）" in told
    assert "approval" not in re.sub(r"--reading-of \S+=[a-z-]+", "", told)


def test_a_run_says_what_kind_of_case_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    _, told, _ = out_of(capsys, "xuecheng", "--property", "broken-commitment-reported")
    assert "  Case: it goes by informed commitment, and the commitment is broken" in told


@pytest.mark.parametrize(
    "words",
    [
        ("xuecheng", "--property", "no-such"),
        ("no-such-regime",),
        ("xuecheng", "--within", "-1"),
        ("xuecheng", "--reading", "0"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    status, told, said = out_of(capsys, *words)
    assert (status, told) == (2, "")
    assert said.startswith("Error: ")


def test_the_folder_holds_page_charts_and_all_sets(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = ("xuecheng", "guanxian", "--property", "decision-reaches-supervision")
    status, _, _ = out_of(capsys, *asked, "--out", str(tmp_path))
    assert status == 0
    names = {LIST, "index.html", "trust.json", "trust.csv", "columns.csv"}
    names |= {f"trust-{lang}.{kind}" for lang in ("zh", "en") for kind in ("png", "svg")}
    assert {path.name for path in tmp_path.iterdir()} == names
    first, second = json.loads((tmp_path / "trust.json").read_text("utf-8"))
    assert (first["standing"], first["fewest_breaches"]) == ("everybody", 1)
    assert [one["rules"] for one in first["corrections"]] == [["approval-push"], ["approval-claim"]]
    assert first["corrections"][1]["run"][-1]["mode"] == "overdue"
    assert second["trust_sets"][0]["mechanism"]["rules"] == [
        "approval-claim",
        "approval-claim-elsewhere",
    ]
    lines = (tmp_path / "trust.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + 3 + 3
    assert lines[0].split(",")[:4] == ["regime", "property", "question", "reading"]
    page = (tmp_path / "index.html").read_text("utf-8")
    assert page.count('class="timeline"') == 2 * 4  # Guanxian has a push for each platform, 17(3)
    assert "靠全部 2 个有关方" in page
    assert "everybody involved (2)" in page


def five_sheet(five: list[Dependence]) -> Sheet:
    return sheet(Trust(tuple(five), selected=False))


def test_the_sheet_begins_with_what_each_regime_s_guarantees_ask_for(
    five: list[Dependence],
) -> None:
    answer, sets = five_sheet(five).sections
    leads = [one for one in answer.blocks if isinstance(one, Paragraph) and one.kind == "lead"]
    assert [one.text.en.split(":")[0] for one in leads] == [
        library.find(name).name.en for name in library.REGIMES
    ]
    assert answer.blocks[: len(leads)] == tuple(leads)
    assert leads[1].text.zh.startswith("薛城：17 项有规定的保障中，0 项自行成立，6 项只靠一方守规")
    folds = [one for one in sets.blocks if isinstance(one, Fold)]
    assert [one.open for one in folds] == [False] * len(library.REGIMES)
    rows = [row for fold in folds for table in fold.blocks for row in rows_of(table)]
    assert len([row for row in rows if row[2] != "—"]) >= sum(len(one.trust_sets) for one in five)


def rows_of(block: object) -> list[tuple[Any, ...]]:
    rows = block.rows if isinstance(block, Table) else ()
    return [row for row in rows if isinstance(row, tuple)]


@pytest.mark.parametrize(
    ("lang", "lead", "hint"),
    [("en", "6 need one honest party", "--unfold"), ("zh", "6 项只靠一方守规", "--unfold")],
)
def test_folds_are_one_line_in_the_terminal_and_open_when_asked(
    shenguan: Any, monkeypatch: pytest.MonkeyPatch, lang: Lang, lead: str, hint: str
) -> None:
    monkeypatch.setattr("experiments.trust.command.trust", trust)
    _, folded, _ = shenguan("trust", "xuecheng", lang=lang)
    _, whole, _ = shenguan("trust", "xuecheng", "--unfold", lang=lang)
    assert lead in folded
    assert hint in folded
    assert "▸" in folded
    assert "▸" not in whole
    assert len(whole.splitlines()) > len(folded.splitlines()) + 50


@pytest.mark.undrawn
def test_the_page_holds_both_languages(five: list[Dependence]) -> None:
    page = html(five_sheet(five), "zh")
    assert "靠一方守规" in page
    assert "needs one honest party" in page
    assert page.index("各份规则的保障要靠几方守规") < page.index("How much obedience")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_chart_says_who_and_every_word_stays_in_its_place(
    five: list[Dependence], lang: Lang
) -> None:
    with drawn_with(), speaking(lang):
        figure = trust_chart(five)
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        (axes,) = figure.axes
        words = [text.get_text().replace("\n", " ") for text in axes.texts]
        whole = figure.bbox
        for text in [*axes.texts, *figure.texts]:
            box = text.get_window_extent()
            assert whole.x0 <= box.x0
            assert box.x1 <= whole.x1, text.get_text()
            place = text.get_position()
            if text in axes.texts and place[0] > 0 and text.get_horizontalalignment() == "left":
                edge = axes.transData.transform((int(place[0]) + 1, 0))[0]
                assert box.x1 <= edge, text.get_text()
    who = "行政审批部门 + 监管部门" if lang == "zh" else "approval bureau + supervising department"
    assert any(who == one.replace("  ", " ") for one in words)
    assert words.count("0") == sum(one.standing is ObedienceNeeded.ITSELF for one in five)
