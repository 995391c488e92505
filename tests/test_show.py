"""Every block in the terminal, on a page and in a notebook: both languages, nothing of the user's
taken for markup, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser  # type: ignore[import-untyped]
from matplotlib.figure import Figure
from rich.console import Console

from experiments.show import notebook
from experiments.show.blocks import (
    Askable,
    Block,
    Bullets,
    Chart,
    Code,
    Fold,
    Group,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
    charts_of,
)
from experiments.show.canvas import canvas, chart
from experiments.show.notes import note
from experiments.show.ours import LIST
from experiments.show.page import files, html, write_page
from experiments.show.terminal import print_sheet
from experiments.show.timeline import Story, counterexample_of, steps_of
from model.language import LANGS, NOTHING, Lang, Text, plain
from protocols import library
from verify.guarantees import verify

HOSTILE = "</main><script>alert(1)</script> [/red][bold]x[/bold] {{ 7*7 }} & \"'"


@chart
def line() -> Figure:
    """A chart that says a word in the language that is spoken."""
    drawn = canvas(6, 1, Text("标题", "Heading"), plain("how"), plain("foot"))
    drawn.axes(0.5, 0.1, 5, 0.6).set_xlabel(str(Text("天", "days")))
    return drawn.figure


@cache
def story() -> Story:
    """A run that breaks a guarantee."""
    prop = library.properties()["approval-push-claimed"]
    verdicts = verify(library.find("xuecheng"), [prop])
    return counterexample_of(next(each for each in verdicts if each.counterexample is not None))


BLOCKS: dict[str, tuple[Block, tuple[Text, ...]]] = {
    "lead": (Paragraph(Text("答复甲", "answer A"), "lead"), (Text("答复甲", "answer A"),)),
    "heading": (Paragraph(Text("小标题", "minor"), "heading"), (Text("小标题", "minor"),)),
    "bullets": (Bullets((Text("其一", "first"), plain("two"))), (Text("其一", "first"),)),
    "askable": (
        Bullets((Askable(Text("另一读法", "another reading"), Text("请加甲", "with X")),)),
        (Text("另一读法", "another reading"), Text("请加甲", "with X")),
    ),
    "legend": (Bullets((Marked("refuted", Text("不成立", "fails")),)), (Text("不成立", "fails"),)),
    "table": (
        Table(
            Text("表名", "caption"),
            (Text("列甲", "column A"), "B"),
            (
                (Text("行甲", "row A"), Marked("open", Text("未定", "left"), small=plain("fine"))),
                Group(Text("一组", "group")),
            ),
        ),
        (
            Text("表名", "caption"),
            Text("列甲", "column A"),
            Text("行甲", "row A"),
            plain("✗θ"),
            Text("未定", "left"),
            plain("fine"),
            Text("一组", "group"),
        ),
    ),
    "code": (Code("id: x\n  on: y"), (plain("on: y"),)),
    "chart": (
        Chart("c", Text("图名", "chart name"), plain("d"), line),
        (Text("图名", "chart name"),),
    ),
    "swimlane": (
        Swimlane(story(), Text("特别的案件", "special case")),
        (Text("特别的案件", "special case"), steps_of(story())[-1]),
    ),
    "fold": (
        Fold(Text("摘要", "summary"), (Paragraph(NOTHING),), gist=Text("要点", "gist")),
        (Text("摘要", "summary"), Text("要点", "gist")),
    ),
}


def sheet(*blocks: Block) -> Sheet:
    """A sheet of one section."""
    section = Section("part", Text("部分", "the part"), blocks)
    return Sheet(Text("单页", "the sheet"), Text("副题", "below"), (section,))


def printed(of: Sheet, lang: Lang, unfold: bool = False, width: int = 400) -> str:
    """What the terminal shows."""
    written = StringIO()
    print_sheet(of, lang, unfold, to=Console(file=written, width=width, color_system=None))
    return written.getvalue()


def paged(of: Sheet, lang: Lang) -> str:
    """What a page shows in one language."""
    (main,) = parser.fromstring(html(of, lang)).xpath(f"//main[@lang='{lang}']")
    return str(main.text_content())


def noted(of: Sheet, lang: Lang) -> str:
    """What a notebook shows, the words for those who do not see its pictures among it."""
    fragment = parser.fromstring(notebook.fragment(of, lang))
    fragment.xpath("//style")[0].text = ""
    return str(fragment.text_content()) + " ".join(map(str, fragment.xpath("//img/@alt")))


RENDERERS: tuple[Callable[[Sheet, Lang], str], ...] = (printed, paged, noted)


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("render", RENDERERS)
def test_every_block_is_shown_in_the_language_and_in_no_other(
    render: Callable[[Sheet, Lang], str], lang: Lang, kind: str
) -> None:
    block, words = BLOCKS[kind]
    shown = " ".join(render(sheet(block), lang).split())
    for each in words:
        assert " ".join(each.in_(lang).split()) in shown
        other = each.in_("zh" if lang == "en" else "en")
        assert other == each.in_(lang) or other not in shown


@pytest.mark.parametrize("render", RENDERERS)
def test_words_of_the_user_s_are_shown_as_they_stand(render: Callable[[Sheet, Lang], str]) -> None:
    hostile = plain(HOSTILE)
    blocks = (
        Paragraph(hostile),
        Bullets((hostile, Marked("proved", hostile, small=hostile))),
        Table(hostile, (hostile, hostile), ((HOSTILE, Marked("", hostile)),)),
        Code(HOSTILE),
        Fold(hostile, (Paragraph(hostile),), open=True, gist=hostile),
    )
    assert render(sheet(*blocks), "en").count(HOSTILE) >= 10


def test_words_of_the_user_s_make_no_script_and_no_attribute() -> None:
    hostile = plain(HOSTILE)
    of = Sheet(hostile, hostile, (Section("a", hostile, (Fold(hostile, (Code(HOSTILE),)),)),))
    page = parser.fromstring(html(of, "en"))
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//title")[0].text == f"{HOSTILE}: {HOSTILE}"
    assert page.xpath("//main[@lang='en']/@data-title") == [f"{HOSTILE}: {HOSTILE}"]
    fragment = parser.fromstring(notebook.fragment(of, "en"))
    assert fragment.xpath("//script") == []


def test_a_page_holds_both_languages_the_one_asked_for_first_and_loads_nothing() -> None:
    text = html(sheet(*(block for block, _ in BLOCKS.values())), "zh")
    page = parser.fromstring(text)
    assert page.xpath("//main/@lang") == ["zh", "en"]
    assert page.get("lang") == "zh"
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    assert page.xpath("//@src | //link") == []
    assert all(href.startswith("#") for href in page.xpath("//@href"))
    assert "@font-face" in text


def test_identifiers_of_a_page_are_unique_and_all_references_lead_somewhere() -> None:
    blocks = [block for block, _ in BLOCKS.values()] * 2
    link = Table(NOTHING, ("a",), ((Marked("refuted", link="here"),),))
    page = parser.fromstring(html(sheet(*blocks, link, Fold(NOTHING, (), id="here")), "en"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = {href[1:] for href in page.xpath("//@href")}
    assert {"part-en", "part-zh", "here-en", "here-zh"} <= links <= set(ids)


def test_a_mark_without_words_is_told_to_who_does_not_see_its_sign() -> None:
    of = sheet(Table(NOTHING, ("a", "b"), (("x", Marked("refuted")),)))
    for render in (paged, noted):
        assert "no guarantee" in render(of, "en")
        assert "无保证" in render(of, "zh")


@pytest.mark.drawn_anew
@pytest.mark.parametrize("lang", LANGS)
def test_the_same_sheet_gives_the_same_bytes(lang: Lang, tmp_path: Path) -> None:
    def made() -> Sheet:
        return sheet(*(block for block, _ in BLOCKS.values()))

    assert html(made(), lang) == html(made(), lang)
    assert notebook.fragment(made(), lang) == notebook.fragment(made(), lang)
    first, second = (write_page(made(), tmp_path / name, lang).parent for name in ("a", "b"))
    names = sorted(path.name for path in first.iterdir())
    assert names == [LIST, "c-en.png", "c-en.svg", "c-zh.png", "c-zh.svg", "index.html"]
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_chart_is_drawn_once_for_each_language_when_a_page_is_written(tmp_path: Path) -> None:
    calls: list[str] = []

    def draw() -> Figure:
        calls.append(str(Text("中", "E")))
        return line()

    of = Chart("c", plain("t"), plain("d"), draw, printed=True)
    page = sheet(of, Fold(NOTHING, (of,)))
    printed(page, "en", unfold=True)
    assert calls == []
    write_page(page, tmp_path / "new" / "folder", "en")
    assert sorted(calls) == ["E", "中"]
    assert (tmp_path / "new" / "folder" / "c-zh.pdf").read_bytes().startswith(b"%PDF")


def test_a_chart_for_files_only_is_drawn_for_files_only(tmp_path: Path) -> None:
    calls: list[str] = []

    def draw() -> Figure:
        calls.append("")
        return line()

    of = sheet(Chart("c", plain("t"), plain("d"), draw, filed=True))
    write_page(of, tmp_path / "page", "en", charts=False)
    assert calls == []
    assert "<figure" not in (tmp_path / "page" / "index.html").read_text("utf-8")
    write_page(of, tmp_path / "files", "en")
    assert (tmp_path / "files" / "c-en.svg").exists()


def test_sections_behind_the_others_are_in_a_second_file_and_both_lead_to_each_other() -> None:
    to = Bullets((Marked("", plain("there"), link="fold"), Marked("", plain("x"), link="front")))
    fold = Fold(plain("F"), (Paragraph(plain("deep")),), id="fold")
    sections = (
        Section("front", plain("Front"), (to,)),
        Section("back", plain("Back"), (fold, to), behind=True),
    )
    of = Sheet(plain("T"), plain("S"), sections)
    found = files(of, "en")
    assert list(found) == ["index.html", "details.html"]
    first, second = (parser.fromstring(found[name]) for name in found)
    assert "deep" not in found["index.html"]
    assert first.xpath("//main[@lang='en']//li/a/@href") == [
        "details.html#fold-en",
        "#front-en",
    ]
    assert second.xpath("//main[@lang='en']//li/a/@href") == ["#fold-en", "index.html#front-en"]
    assert first.xpath("//main[@lang='zh']/nav/a/@href")[-1] == "details.html#back-zh"
    assert second.xpath("//main[@lang='zh']/nav/a/@href")[0] == "index.html#front-zh"
    assert list(files(replace(of, sections=sections[:1]), "en")) == ["index.html"]
    assert "deep" in printed(of, "en", unfold=True)


def test_two_charts_of_one_name_are_refused() -> None:
    one = Chart("c", plain("t"), plain("d"), line)
    other = Chart("c", plain("u"), plain("d"), line)
    with pytest.raises(ValueError, match="'c'"):
        charts_of(sheet(one, Fold(NOTHING, (other,))).sections)
    assert list(charts_of(sheet(one, one).sections)) == ["c"]


def test_a_fold_is_one_line_until_it_is_unfolded() -> None:
    inner = Fold(plain("deeper"), (Paragraph(plain("bottom")),))
    of = sheet(Fold(plain("top"), (Paragraph(plain("hidden")), inner)))
    closed, opened = printed(of, "en"), printed(of, "en", unfold=True)
    assert "▸ top" in closed
    assert "hidden" not in closed
    assert closed.rstrip().splitlines()[-1].startswith("▸ stands for")
    assert "--unfold" in closed
    assert "\n▾ top\n  hidden\n  ▾ deeper\n    bottom\n" in opened
    assert "--unfold" not in opened


def test_an_open_fold_is_shown_and_a_closed_one_inside_it_is_not() -> None:
    inner = Fold(plain("deeper"), (Paragraph(plain("bottom")),))
    shown = printed(sheet(Fold(plain("top"), (inner,), open=True)), "en")
    assert "  ▸ deeper" in shown
    assert "bottom" not in shown


def test_nothing_is_said_of_folds_where_there_are_none() -> None:
    assert "--unfold" not in printed(sheet(Paragraph(plain("x"))), "en")


def test_a_fold_opens_on_paper_unless_it_holds_only_runs_and_folds() -> None:
    text = Fold(plain("a"), (Paragraph(plain("x")),))
    runs = Fold(plain("b"), (Swimlane(story()),), open=True, mark="refuted")
    page = parser.fromstring(html(sheet(text, runs), "en"))
    classes = [fold.get("class") for fold in page.xpath("//main[@lang='en']//details")]
    assert classes == ["printed", "refuted"]
    assert page.xpath("//main[@lang='en']//details/@open") != []
    assert page.xpath("//p[contains(@class, 'on-paper')]") != []
    assert parser.fromstring(html(sheet(text), "en")).xpath("//p[@class='note on-paper']") == []


def figures(columns: int) -> Table:
    """A table whose headings span two columns each."""
    heads = tuple(Marked("", plain(f"head-{number}"), span=2) for number in range(columns))
    row = tuple(f"{number}.{half}-figure" for number in range(columns) for half in (1, 2))
    return Table(plain("caption"), ("name", *heads), (("row", *row),), figures=True)


def test_figures_are_split_between_headings_and_never_broken() -> None:
    wide = printed(sheet(figures(5)), "en", width=200)
    narrow = printed(sheet(figures(5)), "en", width=40)
    assert wide.count("caption") == 1
    parts = narrow.split("caption")[1:]
    assert len(parts) == 5
    for number, part in enumerate(parts):
        assert f"{number}.1-figure" in part
        assert f"{number}.2-figure" in part
        assert "  row " in part


def test_a_legend_is_one_line_and_a_list_is_not() -> None:
    signs = Bullets(tuple(Marked(mark, plain(mark)) for mark in ("proved", "refuted")))
    assert "\n✓ proved   ✗ refuted\n" in printed(sheet(signs), "en")
    page = parser.fromstring(html(sheet(signs, Bullets((plain("x"),))), "en"))
    assert page.xpath("//main[@lang='en']//ul/@class") == ["legend"]


def test_a_sign_of_its_own_comes_before_that_of_the_mark() -> None:
    assert "✗* words" in printed(sheet(Bullets((Marked("refuted", plain("words"), "✗*"),))), "en")


def coloured(*blocks: Block) -> str:
    """What a terminal with colours gets."""
    written = StringIO()
    out = Console(file=written, width=80, force_terminal=True, color_system="standard")
    print_sheet(sheet(*blocks), "en", to=out)
    return written.getvalue()


def test_marks_have_colours_in_the_terminal() -> None:
    table = Table(NOTHING, ("a", "b"), (("x", Marked("refuted", plain("no"))),))
    assert re.search(r"\x1b\[31m✗ no", coloured(table))
    assert re.search(r"\x1b\[32m▸ f", coloured(Fold(plain("f"), (), mark="proved")))
    assert re.search(r"\x1b\[1mlead", coloured(Paragraph(plain("lead"), "lead")))


def test_long_lines_are_broken_for_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    long = plain("word " * 60 + "end")
    print_sheet(sheet(Bullets((long,))), "en")
    assert "- " + long.en in capsys.readouterr().out.splitlines()
    assert max(map(len, printed(sheet(Bullets((long,))), "en", width=40).splitlines())) <= 40


def test_a_text_for_a_notebook_fits_one_screen_and_says_what_is_left() -> None:
    of = sheet(*(Paragraph(plain(f"line {number}")) for number in range(100)))
    lines = notebook.text(of, "en", 20).splitlines()
    assert len(lines) == 20
    assert lines[0] == "the sheet"
    whole = notebook.text(of, "en", 1000).splitlines()
    assert whole[-1] == "line 99"
    assert lines[-1] == f"… {len(whole) - 19} more lines"
    assert "还有" in notebook.text(of, "zh", 20)


def test_a_fragment_s_style_touches_only_itself() -> None:
    fragment = parser.fromstring(notebook.fragment(sheet(BLOCKS["table"][0]), "en"))
    scope = fragment.get("class").split()[-1]
    (style,) = fragment.xpath("//style")
    rules = re.sub(r"@font-face\{.*?\}(?=@|\s)", "", style.text)
    for selectors in re.findall(r"(?:^|[}{])\s*([^{}@]+)\{", rules):
        assert all(each.strip().startswith(f".{scope}") for each in selectors.split(",")), selectors


def test_fragments_of_different_sheets_share_no_identifier() -> None:
    def ids(title: str) -> Iterator[Any]:
        block = Swimlane(story(), plain(title))
        yield from parser.fromstring(notebook.fragment(sheet(block), "en")).xpath("//@id")

    assert set(ids("a"))
    assert not set(ids("a")) & set(ids("b"))


def test_what_never_came_after_its_deadline_is_noted_beside_the_step() -> None:
    last = story().steps[-1]
    assert last.mode == "overdue"
    assert note(story(), last).en == "and never done"
    assert steps_of(story())[-1].en.endswith("and never done")
    assert not note(story(), story().steps[0])
