"""What is taken away: one sheet whose answer is worked out, as a page, as DOCX, with its files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.shared import Mm

from experiments.measures import find
from experiments.show.blocks import Chart
from experiments.studio import page
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.experiment.design import FILE, design_of
from experiments.studio.lights.light import Light, Lights
from experiments.studio.page import File, Screen
from experiments.studio.sheet import screen as sheet
from experiments.studio.sheet.chart import chart_of
from experiments.studio.sheet.docx import CHINESE
from experiments.studio.sheet.fit import PAGE, height
from experiments.studio.sheet.paper import ROOMS, Paper, paper
from experiments.studio.times import Times
from experiments.studio.year import screen as year
from experiments.studio.year import under_way
from experiments.studio.year.before_after import Shift, gains_and_pays
from experiments.studio.year.years import Here
from model.deadline import Reading
from model.language import NOTHING, Complaint, Lang, plain
from model.ledger import article_label
from model.rule import Obligation
from protocols import library
from protocols.edit import edit
from protocols.edits import regime_after
from tests.test_studio_year import TINY
from verify.verdict import Answer, Assume, Reason

WIDER = "approval-claim.deadline=2 working days"
DEEMED = "approval-claim.on-expiry=approval-info.claimed"
FIVE = Reading(5)

SILENT = """\
regime: silent
name: {zh: 无问, en: unasked}
document: {title: {zh: 例, en: example}, level: county, issued: 2024-01-01, in-force: 2024-01-01}
vocabulary:
  parties: {clerk: {zh: 办事员, en: clerk}}
  events:
    knock: {label: {zh: 敲门, en: knock}, by: world}
    door.opened: {label: {zh: 开门, en: door opened}, by: clerk}
rules:
  - {id: open, article: "1", on: knock, bearer: clerk, act: door.opened, deadline: 1 working day}
"""
"""A text of which nobody has asked anything."""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Studio(tmp_path_factory.mktemp("start"))
    (made.folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (made.folder / "silent.yaml").write_text(SILENT, encoding="utf-8")
    yield made
    made.close()


def address(*edits: str, **more: str) -> Address:
    return Address(edits=tuple(map(edit, edits))).changed(**more)


def made(studio: Studio, of: Address) -> Paper:
    found = sheet.paper_of(of, studio, 60)
    assert found is not None
    return found


def saved(studio: Studio, of: Address, kind: str) -> File:
    found = sheet.screen(of.changed(**{"as": kind}), studio)
    assert isinstance(found, File)
    return found


def told(of: Paper, lang: Lang = "en") -> str:
    return " ".join(words.in_(lang) for words in of.answer)


# --- The answer is worked out.


def test_a_longer_claim_window_makes_the_claim_and_what_waits_for_it_later(
    studio: Studio,
) -> None:
    """Pushed within a day and claimed within one: supervised within 2; with two to claim, 3."""
    found = made(studio, address(WIDER))
    words = told(found)
    assert "2 later" in words
    assert (
        "every approval push is claimed (everyone obeys: ≤ 1 working day → ≤ 2 working days)"
        in (words)
    )
    assert "reaches supervision (everyone obeys: ≤ 2 working days → ≤ 3 working days)" in words
    assert "lost" not in words
    assert "won" not in words
    assert found.clauses[0].article.en == "art. 22(1)"
    clause = found.clauses[0]
    assert "1 working day" in clause.before.en
    assert "2 working day" in clause.after.en
    assert found.rows[0].label.en == "every approval push is claimed"
    signs = [lit.sign for lit in found.rows[0].cells]
    assert signs == ["✓", "✓", "✗", "✗"]  # everyone obeys: before, after; of itself: before, after


@pytest.mark.parametrize(
    ("edits", "asked"),
    [
        ((WIDER,), "薛城：“认领审批信息”的期限由 1 个工作日改为 2 个工作日，会怎样？"),
        (
            (WIDER, DEEMED),
            "薛城：“认领审批信息”的期限由 1 个工作日改为 2 个工作日，逾期视为已办，会怎样？",
        ),
        ((DEEMED,), "薛城：“认领审批信息”逾期视为已办，会怎样？"),
        (
            ("approval-claim.on-expiry=approval-info.received",),
            "薛城：“认领审批信息”逾期视为“接收审批信息”，会怎样？",
        ),
    ],
)
def test_the_question_is_one_that_somebody_would_ask(
    studio: Studio, edits: tuple[str, ...], asked: str
) -> None:
    assert made(studio, address(*edits)).question.zh == asked


def test_what_is_no_limit_and_no_default_is_asked_in_the_words_of_the_comparison(
    studio: Studio,
) -> None:
    words = made(studio, address("approval-claim.bearer=approval-bureau", WIDER)).question.zh
    assert "第22条第(1)项" in words
    assert "改为" in words


def test_a_default_wins_a_guarantee_that_no_one_has_to_obey(studio: Studio) -> None:
    words = told(made(studio, address(DEEMED)))
    assert "guarantee(s) won" in words
    assert (
        "every approval push is claimed (self-executing: no guarantee → ≤ 1 working day)" in words
    )


def test_what_a_struck_clause_gave_is_told_first(studio: Studio) -> None:
    found = made(studio, address("-approval-claim"))
    assert found.answer[0].en.split()[1] in ("guarantee(s)", "no")  # lost, or no longer regulated
    assert found.clauses[0].after.en == ""
    changed = found.rows[0].cells[:2]
    assert changed[0] != changed[1]


def test_the_text_as_it_stands_counts_what_it_secures_each_once(studio: Studio) -> None:
    found = made(studio, Address())
    counts = re.search(r"regulates (\d+): (\d+) are .* (\d+) only if .* (\d+) not", told(found))
    assert counts is not None
    whole, *parts = map(int, counts.groups())
    assert whole == sum(parts) == len(found.after.questions)
    alone = [
        prop
        for prop in found.after.questions
        if found.after.found[prop.id, Assume.NOBODY].verdict.answer is Answer.PROVED
    ]
    assert parts[0] == len(alone)
    assert not found.clauses
    assert len(found.rows[0].cells) == 2  # now, under either assumption


def test_an_edit_that_says_the_same_is_said_to_change_nothing(studio: Studio) -> None:
    found = made(studio, address("approval-claim.deadline=1 working days"))
    assert "None of" in told(found)
    assert "leave what it says as it was" in found.question.en


def test_a_text_of_which_nothing_is_asked_has_a_sheet_as_well(studio: Studio) -> None:
    of = Address("silent.yaml")
    found = made(studio, of)
    assert found.rows == ()
    assert "regulates nothing of which a guarantee could be asked" in told(found)
    assert chart_of(found) is None
    assert b"<article" in saved(studio, of, "html").data
    assert docx.Document(BytesIO(saved(studio, of, "docx").data)).tables == []


def lights(studio: Studio, **changes: object) -> Lights:
    found = studio.lights(library.find("xuecheng"), FIVE, 60)
    return replace(found, **changes)  # type: ignore[arg-type]


def test_a_bound_that_rests_on_an_open_limit_says_so_without_a_sign_of_its_own(
    studio: Studio,
) -> None:
    """Article 27 says only 及时, which is taken as five working days: it is no plain pass."""
    found = made(studio, address(WIDER))
    cells = [lit for row in found.rows for lit in row.cells if lit.mark == "assumed"]
    assert cells
    assert all(lit.sign == "✓" for lit in cells)
    assert any(lit.words.zh == "≤ 5 个工作日（第27条只写“及时”，按 5 日计）" for lit in cells)
    assert "θ" not in "".join(lit.words.zh + lit.sign for row in found.rows for lit in row.cells)


def test_who_obeys_has_one_name_and_that_nobody_does_is_explained(studio: Studio) -> None:
    text = saved(studio, address(WIDER), "html").data.decode()
    assert "各方守规" in text
    assert "人人守规" not in text
    assert "自动执行（谁都不办，靠条文自动发生）" in text
    assert "人人守规" not in told(made(studio, Address()), "zh")


def test_what_was_not_decided_is_never_told_as_unchanged(studio: Studio) -> None:
    whole = lights(studio)
    name = whole.questions[0].id
    verdict = whole.found[name, Assume.EVERYONE].verdict
    given_up = replace(
        verdict, answer=Answer.UNKNOWN, guaranteed=None, rules=(), reason=Reason.TIMEOUT
    )
    found = {**whole.found, (name, Assume.EVERYONE): Light(given_up, None)}
    other = replace(whole, regime=replace(whole.regime), found=found)
    words = told(paper(whole, other))
    assert "1 could not be decided, which is no guarantee" in words
    assert "None of" not in words or "could not be decided" in words
    lacking = {key: light for key, light in whole.found.items() if key[0] != name}
    missing = told(paper(whole, replace(other, found=lacking)))
    assert "1 could not be decided" in missing
    shown = paper(whole, other)
    assert shown.rows[0].label == whole.questions[0].label  # first of all, with its question mark
    assert shown.rows[0].cells[1].sign == "?"
    assert any("not tried" in line.en for line in shown.readings)


def test_a_verdict_stands_beside_what_it_takes_for_granted_and_hinges_on(studio: Studio) -> None:
    found = made(studio, address(WIDER))
    granted = " ".join(line.en for line in found.granted)
    assert "art. 22(1)" in granted
    assert "Open limits are read as 5 working day(s)" in granted
    hinging = {
        hinge.rule.article
        for prop in found.shown
        for assume in Assume
        for hinge in found.after.found[prop.id, assume].hinges or ()
    }
    assert hinging
    for article in hinging:
        assert any(article_label(article).en in line.en for line in found.readings[1:])


# --- The price.


def test_the_price_is_that_of_the_years_that_were_run_and_else_not_known(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "hands", Here)
    monkeypatch.setattr(under_way, "worth_compiling", lambda _: False)
    of = replace(address(WIDER, years="2"), scenario="tiny.yaml")
    assert "not known" in told(made(studio, of))
    assert year.asked(of, studio).wanted(60) is not None
    words = told(made(studio, of))
    assert "not known" not in words
    assert "2 years each" in words
    assert "各模拟 2 年" in saved(studio, of, "html").data.decode()


def test_what_is_won_stands_apart_from_what_is_paid_and_intervals_in_a_note(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claims by silence are no delay, and somebody has to pay: nobody attends to those matters."""
    monkeypatch.setattr(under_way, "hands", Here)
    monkeypatch.setattr(under_way, "worth_compiling", lambda _: False)
    of = replace(address(WIDER, DEEMED, years="2"), scenario="tiny.yaml")
    assert year.asked(of, studio).wanted(60) is not None
    found = made(studio, of)
    *_, gains, pays = (line.zh for line in found.answer)
    assert gains.startswith("好处（")
    assert pays.startswith("代价：")
    assert "[" not in gains + pays
    assert "视为认领的也算已有监管" in gains
    assert any("95" in line.zh and "[" in line.zh for line in found.notes)
    assert "置信区间" in saved(studio, of, "html").data.decode()


@pytest.mark.parametrize(
    ("before", "after", "deemed", "head", "told"),
    [
        (1.0, 3.0, True, "代价：", "一年有 3 件"),
        (3.0, 1.0, True, "好处", "由 3 件变为 1 件"),
        (1.0, 3.0, False, "代价：", "由 1 件变为 3 件"),
    ],
)
def test_what_becomes_worse_is_the_price_and_what_becomes_better_is_not(
    before: float, after: float, deemed: bool, head: str, told: str
) -> None:
    up = after > before
    one = Shift(
        find("time-to-attention.censored").label,
        NOTHING,
        plain(f"{before:.0f} 件"),
        plain(f"{after:.0f} 件"),
        NOTHING,
        shown=True,
        priced=False,
        worse=up,
        attended=True,
    )
    lines = [line.zh for line in gains_and_pays([one], NOTHING, deemed=deemed)]
    assert any(line.startswith(head) and told in line for line in lines)
    assert len(lines) == (1 if up else 2)  # that nothing is paid is said; that nothing is won not


def test_a_text_as_it_stands_is_asked_about_with_what_is_supposed_of_offices(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "hands", Here)
    monkeypatch.setattr(under_way, "worth_compiling", lambda _: False)
    of = Address(scenario="tiny.yaml").changed(officers="-1", years="2")
    assert year.asked(of, studio).wanted(60) is not None
    found = made(studio, of)
    assert "supposing a small county, 1 officer(s) fewer in each office" in found.question.en
    assert "supposing a small county" in told(found)
    assert "officers" not in made(studio, Address(scenario="tiny.yaml")).question.en


# --- Paper.


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_needs_nothing_but_itself_and_is_small(studio: Studio, lang: Lang) -> None:
    found = saved(studio, replace(address(WIDER), lang=lang), "html")
    text = found.data.decode()
    assert len(found.data) < 500_000
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", text)
    assert "url(http" not in text
    assert "<script" not in text
    assert f'<html lang="{lang}">' in text
    assert found.name.endswith(".html")
    assert text == saved(studio, replace(address(WIDER), lang=lang), "html").data.decode()


def test_the_screen_prints_on_a4_as_the_saved_page_does(studio: Studio) -> None:
    paper_size = "@page { size: A4; margin: 12mm 13mm; }"
    assert paper_size in page.css()
    assert paper_size in saved(studio, address(WIDER), "html").data.decode()


def many() -> tuple[str, ...]:
    """An edit of every other duty of a long text."""
    duties = [rule for rule in library.find("xuecheng").rules if isinstance(rule, Obligation)]
    timed = [f"{rule.id}.deadline={k % 9 + 1} working days" for k, rule in enumerate(duties[::2])]
    return (*timed, "counting=include-first-day")


def test_however_much_is_changed_the_sheet_is_made_to_fit(studio: Studio) -> None:
    found = made(studio, address(*many()))
    assert height(found) <= PAGE
    assert found.left_out > 0
    assert len(found.clauses) + found.left_out > ROOMS[0].clauses
    assert height(made(studio, address(WIDER))) <= PAGE


def test_two_edits_and_a_year_leave_nothing_out_and_keep_the_chart(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "hands", Here)
    monkeypatch.setattr(under_way, "worth_compiling", lambda _: False)
    of = replace(address(WIDER, DEEMED, years="2"), scenario="tiny.yaml")
    assert year.asked(of, studio).wanted(60) is not None
    found = made(studio, of)
    assert chart_of(found) is not None
    assert " more." not in told(found)  # two guarantees become later, and both are named
    assert height(found) <= PAGE
    assert found.left_out == 0


def test_a_chart_is_made_smaller_before_anything_is_left_out() -> None:
    first, second, *_, last = ROOMS
    assert (second.clauses, second.readings, second.named) == (
        first.clauses,
        first.readings,
        first.named,
    )
    assert 0 < second.chart < first.chart
    assert last.chart == 0


def test_the_docx_opens_with_its_tables_its_picture_and_a_chinese_font(studio: Studio) -> None:
    of = address(WIDER)
    opened = docx.Document(BytesIO(saved(studio, of, "docx").data))
    found = made(studio, of)
    paragraphs = [one.text for one in opened.paragraphs]
    assert found.question.zh in paragraphs
    assert all(line.zh in paragraphs for line in found.answer)
    clauses, lit = opened.tables
    assert clauses.rows[1].cells[0].text == found.clauses[0].article.zh
    assert len(lit.rows) == 1 + len(found.rows)
    assert len(opened.inline_shapes) == 1
    section = opened.sections[0]
    for side, wanted in ((section.page_width, 210), (section.page_height, 297)):
        assert side is not None
        assert side == pytest.approx(Mm(wanted), abs=1000)  # twentieths of a point
    fonts = opened.styles["Normal"].element.rPr.rFonts
    assert CHINESE in fonts.values()


def test_the_rule_file_and_the_design_are_the_edited_text(studio: Studio, tmp_path: Path) -> None:
    of = address(WIDER, DEEMED)
    file = saved(studio, of, "rules")
    path = tmp_path / file.name
    path.write_bytes(file.data)
    after = regime_after("xuecheng", of.edits)
    assert library.read(path).rules == after.rules
    assert b"#" in file.data  # its comments
    design = saved(studio, of, "design")
    assert design.name == FILE
    assert file.name in design.data.decode()
    points = design_of(of, studio).read().points
    assert [point.regime.rules for point in points][-1] == after.rules
    found = made(studio, of)
    assert file.name in sheet.command(found, of, studio)
    assert after.digest[:16] in sheet.basis_of(found, of, studio).digest.en


def test_a_sheet_that_cannot_be_saved_so_is_told_of(studio: Studio) -> None:
    with pytest.raises(Complaint) as wrong:
        sheet.screen(address(**{"as": "pdf"}), studio)
    assert wrong.value.key == "studio.sheet.no-kind"


def test_what_a_text_says_of_itself_is_text_on_the_sheet(studio: Studio) -> None:
    evil = SILENT.replace("zh: 无问, en: unasked", "zh: '<script>x</script>', en: '<b>y</b>'")
    (studio.folder / "evil.yaml").write_text(evil, encoding="utf-8")
    for lang in ("zh", "en"):
        of = Address("evil.yaml").changed(lang=lang)
        text = saved(studio, of, "html").data.decode()
        assert "<script" not in text
        assert "<b>y" not in text
        screen = sheet.screen(of, studio)
        assert isinstance(screen, Screen)
        assert "<script>x" not in page.html(screen, "sheet", of, {}, Times())


def test_while_lights_are_lacking_the_page_asks_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "_WAIT", 0.0)
    screen = sheet.screen(address("approval-claim.deadline=7 working days"), studio)
    assert isinstance(screen, Screen)
    assert screen.again is not None


def test_the_chart_shows_what_is_on_the_sheet(studio: Studio) -> None:
    chart = chart_of(made(studio, address(WIDER)))
    assert isinstance(chart, Chart)
    assert chart.described.zh
