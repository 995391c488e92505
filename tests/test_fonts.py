"""The Chinese font that the package carries: what it has, and what is done without it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager

from experiments.show import fonts
from experiments.show.canvas import canvas, chart, pdf, png, settings, svg
from experiments.show.marks import SIGNS
from model.language import catalogue
from protocols.library import properties, shared_vocabulary

pytestmark = pytest.mark.real_fonts

ROOT = Path(__file__).parent.parent
RARE = "龘"
"""A character that neither font of a chart has."""

WRITTEN = sorted(
    path
    for folder in ("docs", "experiments", "model", "protocols", "verify")
    for kind in ("yaml", "toml", "md", "jinja", "js")
    for path in (ROOT / folder).rglob(f"*.{kind}")
)


def characters(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def missing(text: Iterable[str]) -> set[str]:
    """Return the visible characters of a text that neither font has."""
    known = characters(fonts.chinese_font()) | characters(fonts.latin_font())
    return {char for char in set(text) if char.isprintable() and ord(char) not in known}


@chart
def titled(title: str) -> Figure:
    return canvas(6, 1, title, "", "").figure


def test_every_character_that_charts_show_has_a_glyph() -> None:
    words = shared_vocabulary()
    labels = [
        *catalogue().values(),
        *(one.label for kind in (words.parties, words.events) for one in kind.values()),
        *(prop.label for prop in properties().values()),
    ]
    shown = "".join(label.zh + label.en for label in labels) + "".join(SIGNS.values())
    assert len(set(shown)) > 500
    assert missing(shown) == set()


def test_every_character_of_the_texts_in_the_repository_has_a_glyph() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in WRITTEN)
    assert len(set(written)) > 1000
    assert missing(written) == set()


def test_every_character_of_gb_2312_is_in_the_font() -> None:
    cells = [bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)]
    standard = {ord(char) for cell in cells for char in cell.decode("gb2312", "ignore")}
    assert len(standard) == 7445
    assert standard <= characters(fonts.chinese_font())


def test_the_font_has_the_chinese_characters_of_its_list() -> None:
    listed = fonts.chinese_font().with_name("hanzi.txt").read_text(encoding="utf-8").split()
    hanzi = {
        char
        for char in map(chr, characters(fonts.chinese_font()))
        if "\u3400" <= char <= "\u9fff" or char >= "\U00020000"
    }
    assert hanzi == set("".join(listed))
    assert len(hanzi) == sum(map(len, listed))


def test_chinese_is_drawn_from_the_font_that_the_package_carries() -> None:
    with settings():
        found = findfont(FontProperties(family=[fonts.FAMILIES[-1]]), fallback_to_default=False)
    assert Path(found) == fonts.chinese_font()


def test_no_other_font_has_the_name_of_the_chinese_font_nor_it_another_name() -> None:
    with settings():
        known = fontManager.ttflist
    family, path = fonts.FAMILIES[-1], str(fonts.chinese_font())
    both = [(font.name, font.fname) for font in known if family == font.name or path == font.fname]
    assert both == [(family, path)]
    with TTFont(path, lazy=True) as opened:
        assert opened["name"].getDebugName(1) != family


def test_a_chart_with_a_character_that_no_font_has_is_drawn_with_a_warning() -> None:
    assert missing(RARE) == {RARE}
    figure = titled(f"审管{RARE}联动")
    with pytest.warns(UserWarning, match="missing from font"):
        assert png(figure).startswith(b"\x89PNG")
    with pytest.warns(UserWarning, match="missing from font"):
        assert svg(figure).endswith("</svg>\n")
    with pytest.warns(UserWarning, match="missing from font"):
        assert pdf(figure).startswith(b"%PDF")


def test_a_page_leaves_a_character_that_no_font_has_to_the_browser() -> None:
    assert [face.characters for face in fonts.faces(f"审{RARE}管✗")] == ["审管", "✗"]
    assert fonts.faces(RARE) == []


def test_the_licence_lies_beside_the_font_and_reserves_no_name_of_it() -> None:
    licence = fonts.chinese_font().with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    with TTFont(fonts.chinese_font(), lazy=True) as opened:
        names = {number: opened["name"].getDebugName(number) for number in (0, 1, 4, 6, 13)}
    assert "Reserved Font Name 'Source'" in licence
    assert "Reserved Font Name 'Source'" in names[0]
    assert "SIL Open Font License, Version 1.1" in names[13]
    assert not [number for number in (1, 4, 6) if "Source" in names[number]]
