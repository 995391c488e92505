"""The manual: every document is a page of it, links lead somewhere, and a search finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest
from playwright.sync_api import Browser

from experiments.command.commands import root
from experiments.show.manual import Manual, manual, named, write_manual
from experiments.show.markdown import document
from model.language import LANGS
from tests.official import PHONE, window
from tests.screens import QUESTION, STUDIO, questions

ROOT = Path(__file__).parent.parent
LINK = re.compile(r'(?:href|src)="(?!https?:|#)([^"#]*)(?:#([^"]*))?"')


@pytest.fixture(scope="module")
def of() -> Manual:
    return manual()


@pytest.fixture(scope="module")
def site(of: Manual, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual")
    write_manual(of, folder, "zh")
    return folder


def test_every_document_is_a_page_of_the_manual(of: Manual) -> None:
    there = {path.stem for path in (ROOT / "docs").glob("*.md") if ".zh" not in path.name}
    assert there == {page for page in of.pages if "/" not in page}
    assert len(set(of.pages)) == len(of.pages)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        yield (page.parent / target).resolve() if target else page, unquote(unescape(anchor))


def test_every_link_of_every_page_leads_to_a_file_and_a_heading_that_are_there(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 60
    lost = [
        (page.relative_to(site), target.name, anchor)
        for page in pages
        for target, anchor in links(page)
        if not target.is_file()
        or (anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8"))
    ]
    assert not lost


def test_a_link_to_what_is_not_shipped_becomes_its_words() -> None:
    shown = document("See [the code](../x.py), [a *page*](a.md).", {"a.md": "a.html"}.get).html
    assert shown == '<p>See the code, <a href="a.html">a <em>page</em></a>.</p>\n'


def test_markup_in_a_document_is_shown_as_it_is_written() -> None:
    shown = document("# <b>A</b>\n\n<script>x</script>\n", lambda target: target)
    assert "<script>" not in shown.html
    assert "&lt;script&gt;" in shown.html


def test_two_headings_of_one_wording_have_two_anchors() -> None:
    made = document("## 一\n\n## 一\n", lambda target: target)
    assert [anchor for anchor, _ in made.headings] == ["一", "一-1"]


def test_both_languages_ask_the_same_ten_questions() -> None:
    asked = [
        [found["command"] for found in QUESTION.finditer((ROOT / "docs" / name).read_text("utf-8"))]
        for name in ("ten-questions.md", "ten-questions.zh.md")
    ]
    assert asked[0] == asked[1]
    assert len(asked[0]) == 10


@pytest.mark.parametrize("words", [words for words, _ in questions()], ids=" ".join)
def test_the_command_of_a_question_is_one(words: list[str]) -> None:
    with root().make_context("shenguan", words, obj="en") as context:
        name, command, rest = root().resolve_command(context, words)
        assert isinstance(command, click.Command)
        command.make_context(name, rest, parent=context).close()


def test_every_question_has_its_picture() -> None:
    pictures = [picture for _, picture in questions()]
    assert len(set(pictures)) == 20
    pictures += [pictures[0].parent / name for name in STUDIO.values()]
    assert not [picture for picture in pictures if not picture.is_file()]
    assert not {path.name for path in pictures[0].parent.iterdir()} - {one.name for one in pictures}


def test_docs_tells_where_the_manual_is_and_the_nearest_page(
    of: Manual, shenguan: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a manual with two of the pages, since all are written each time."""
    pages = [[one for one in part.pages if one in ("audit", "ten-questions")] for part in of.parts]
    parts = (replace(part, pages=tuple(few)) for part, few in zip(of.parts, pages, strict=True))
    two = replace(of, parts=tuple(parts))
    monkeypatch.setattr("experiments.show.manual.manual", lambda: two)
    code, shown, _ = shenguan("docs", "audit", "--out", tmp_path, "--no-open", "--lang", "en")
    assert code == 0
    assert str(tmp_path / "en" / "audit.html") in shown
    code, shown, _ = shenguan("docs", "十个问题", "--out", tmp_path, "--no-open", lang="zh")
    assert (code, "zh/ten-questions.html" in shown.replace("\\", "/")) == (0, True)
    code, _, told = shenguan("docs", "audti", "--out", tmp_path, "--no-open", "--lang", "en")
    assert code == 2
    assert "audit" in told


def test_docs_looks_first_whether_a_file_of_somebody_s_is_in_its_way(
    shenguan: Any, tmp_path: Path
) -> None:
    (tmp_path / "manual.css").write_text("mine", encoding="utf-8")
    code, _, told = shenguan("docs", "--out", tmp_path, "--no-open", "--lang", "en")
    assert (code, "manual.css" in told) == (2, True)
    assert {one.name for one in tmp_path.iterdir()} == {"manual.css"}


def test_a_search_without_a_network_finds_the_passage(
    browser: Browser, of: Manual, site: Path
) -> None:
    page = window(browser, PHONE)
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/zh/index.html")
    page.keyboard.press("/")
    page.keyboard.type("视为认领 冠县")
    assert page.locator("#found li").count() >= 2
    assert page.locator("#found mark").first.inner_text() in ("视为认领", "冠县")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "index.html" not in url)
    assert page.url.split("#")[0].endswith(tuple(f"{named(one)}.html" for one in of.pages))
    page.keyboard.press("/")
    page.keyboard.type("<img src=x>")
    assert page.locator("#found img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_pages_are_there_in_both_languages(site: Path, of: Manual) -> None:
    for lang in LANGS:
        assert {path.stem for path in (site / lang).glob("*.html")} == {
            "index",
            *(named(page) for page in of.pages),
        }
