"""Articles in their own words: told apart in a text file, and only in one beside the rule file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from experiments.show.blocks import Paragraph, Section, Sheet
from experiments.show.page import html
from model.language import plain
from protocols import library
from protocols.mistakes import Mistakes
from protocols.reader import read_regime
from protocols.wording import articles, decoded
from tests.official import window

YUNCHUAN = Path(__file__).parent.parent / "docs" / "example" / "yunchuan.yaml"


_AMENDING = """
regime: changed
amends: own.yaml
document:
  title: {zh: 修改决定, en: Amendment}
  level: county
  issued: 2025-01-01
  in-force: 2025-02-01
"""


def numbers(text: str) -> list[int]:
    return [number for number, _ in articles(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条　甲\n第二条　乙", [1, 2]),
        ("**第一条** 甲\n### 第二条 标题\n乙", [1, 2]),
        ("第九条 甲\n第十条 乙\n第十一条 丙\n第二十条 丁\n第一百零三条 戊", [9, 10, 11, 20, 103]),
        ("第1条 甲\n第２条　乙", [1, 2]),
        ("第一条 甲\n第三条 乙\n第二条 referred to, not begun", [1, 3]),
        ("第一条 按照\n第二条规定办理", [1]),
        ("一、原则\n（一）甲", []),
        ("Art. 1  Somebody takes over.\nArticle 2. It applies.", [1, 2]),
    ],
)
def test_an_article_begins_on_a_line_of_its_own_with_a_space_behind(
    text: str, expected: list[int]
) -> None:
    assert numbers(text) == expected


def test_a_heading_belongs_to_no_article_and_paragraphs_to_the_one_before() -> None:
    ((_, first), (_, second)) = articles("第一条 甲\n　　乙\n第二章 推送\n第二条 丙")
    assert (first.zh, second.zh) == ("甲\n乙", "丙")


def test_a_text_in_both_languages_has_each_article_in_both() -> None:
    ((_, first), (_, second)) = articles("第一条　甲\nArt. 1  A\n  more\n\n第二条　乙")
    assert (first.zh, first.en) == ("甲", "A\nmore")
    assert (second.zh, second.en) == ("乙", "乙")


def test_a_text_of_an_older_program_is_read() -> None:
    assert decoded("第一条　甲".encode("gb18030")) == "第一条　甲"


def test_the_example_has_the_words_of_its_ten_articles() -> None:
    wordings = library.find(str(YUNCHUAN)).document.wordings
    assert [number for number, _ in wordings] == list(range(1, 11))
    assert "认领" in dict(wordings)[4].zh
    assert "Art." not in dict(wordings)[4].zh


def changed(tmp_path: Path, name: str) -> Path:
    path = tmp_path / "own.yaml"
    text = YUNCHUAN.read_text("utf-8").replace("text: yunchuan.txt", f"text: {name}")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (".", "text-unreadable"),
        ("link.txt", "text-outside"),
        ("empty.txt", "text-without-articles"),
        ("../outside.txt", "text-outside"),
        ("/etc/hostname", "text-outside"),
        (r"C:\\text.txt", "text-outside"),
    ],
)
def test_a_wording_that_cannot_be_used_is_told_where_it_is_named(
    name: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(YUNCHUAN.with_suffix(".txt"))
    with pytest.raises(Mistakes) as told:
        read_regime(changed(tmp_path, name), library.shared_vocabulary())
    (mistake,) = told.value.mistakes
    assert (mistake.code, mistake.line) == (code, 12)


def test_a_name_that_no_file_can_have_is_no_wording(tmp_path: Path) -> None:
    path = changed(tmp_path, "a" * 5000)
    assert not read_regime(path, library.shared_vocabulary()).document.wordings


def test_a_rule_file_sent_on_without_its_text_is_read_and_check_says_so(
    tmp_path: Path, shenguan: Any
) -> None:
    path = changed(tmp_path, "missing.txt")
    assert not read_regime(path, library.shared_vocabulary()).document.wordings
    status, shown, _ = shenguan("check", path, "--lang", "en")
    assert (status, "missing.txt" in shown) == (0, True)


def test_an_amended_text_does_not_show_the_words_that_were_amended(tmp_path: Path) -> None:
    (tmp_path / "yunchuan.txt").write_text("第一条　甲", encoding="utf-8")
    old = changed(tmp_path, "yunchuan.txt")
    new = tmp_path / "new.yaml"
    new.write_text(_AMENDING, encoding="utf-8")
    shared: Any = library.shared_vocabulary()
    assert read_regime(old, shared).document.wordings
    assert not read_regime(new, shared).document.wordings


def test_a_click_on_an_article_shows_its_own_words_and_one_without_words_is_no_button(
    browser: Browser, tmp_path: Path
) -> None:
    yunchuan = library.find(str(YUNCHUAN))
    words = Paragraph(plain("依据第4条第1款，另见第40条。"))
    cited = Sheet(plain("T"), plain("S"), (Section("a", plain("A"), (words,)),), (yunchuan,))
    (tmp_path / "index.html").write_text(html(cited, "zh"), encoding="utf-8")
    page = window(browser)
    page.goto((tmp_path / "index.html").as_uri())
    cites = page.locator("main[lang=zh] button.article")
    assert cites.all_inner_texts() == ["第4条第1款"]
    cites.first.click()
    assert "平台记为已认领" in page.locator("dialog").inner_text()
    assert page.locator("dialog h2").inner_text() == "第4条"
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()


def test_a_page_of_a_text_whose_words_are_not_known_has_no_section_of_them() -> None:
    xuecheng = library.find("xuecheng")
    bare = Sheet(plain("T"), plain("S"), (Section("a", plain("A"), ()),), (xuecheng,))
    assert "wording" not in html(bare, "zh")
