"""What an analysis has to show, as sections of text, tables, charts and runs; and a page of them.

Each analysis says in its own file what its sections hold, once for each language; the page of one
command and the report of a whole comparison lay them out in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from experiments.show import fonts
from experiments.show.drawing import Drawings
from experiments.show.files import write
from experiments.show.inline import Glyphs, glyphs, inlined
from experiments.show.page import FONTS, embedded, environment
from experiments.show.runs import step_words
from experiments.show.timeline import Story, timeline
from model.language import LANGS, Label, Lang, say


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: the answer itself (``lead``), a plain one, or a note in smaller print."""

    text: str
    kind: Literal["lead", "plain", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell with the colour and sign of a :class:`~experiments.show.marks.Mark`, by its name."""

    mark: str
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row is its heading.

    ``figures`` aligns all other cells to the right.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Marked, ...], ...]
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by its name among the page's drawings, with its title and how to read it."""

    name: str
    title: str
    described: str


@dataclass(frozen=True, slots=True)
class Swimlane:
    """A run as a drawing and step by step; ``case`` says what is special about it."""

    story: Story
    case: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that open on demand."""

    summary: str
    blocks: tuple[Block, ...]


Block = Text | Bullets | Table | Chart | Swimlane | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; ``id`` is its anchor, the same in both languages."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of its own: what it is called, its sections in each language, and its charts."""

    title: Label
    subtitle: Label
    sections: Mapping[Lang, Sequence[Section]]
    drawn: Drawings


def write_sheet(sheet: Sheet, file: Path, lang: Lang) -> Path:
    """Write a page that shows one language first and holds both; whole or not there."""
    letters = glyphs(sheet.drawn)
    views = [
        {
            "lang": one,
            "title": sheet.title.in_(one),
            "subtitle": sheet.subtitle.in_(one),
            "switch": say("report.switch", one),
            "switch_label": say("report.switch-label", one),
            "contents": say("report.contents", one),
            "sections": laid_out(sheet.sections[one], one, sheet.drawn, letters),
        }
        for one in sorted(LANGS, key=lambda one: one != lang)
    ]
    template = environment().get_template("show/page.html.jinja")
    text = template.render(
        lang=lang, views=views, glyphs=letters.sheet, family=fonts.PAGE_FAMILY, fonts=FONTS
    )
    return write(file, embedded(text).encode())


def laid_out(
    sections: Sequence[Section], lang: Lang, drawn: Drawings, letters: Glyphs
) -> list[dict[str, object]]:
    """Return sections as the templates show them, with every drawing made."""
    numbers = count(1)

    def block(one: Block, prefix: str) -> dict[str, object]:
        shown: dict[str, object] = {"type": type(one).__name__.lower(), "of": one}
        if isinstance(one, Fold):
            shown["blocks"] = [block(inner, prefix) for inner in one.blocks]
        elif isinstance(one, Chart):
            ident = f"{prefix}-{lang}-{next(numbers)}"
            drawing = drawn[one.name, lang].svg
            shown["drawing"] = Markup(
                inlined(drawing, ident, one.title, one.described, letters.names)
            )
        elif isinstance(one, Swimlane):
            ident = f"{prefix}-{lang}-{next(numbers)}"
            shown["drawing"] = Markup(timeline(one.story, lang, ident))
            regime, steps = one.story.regime, one.story.steps
            shown["steps"] = [step_words(regime, step, lang, one.story.heads) for step in steps]
        return shown

    return [
        {
            "id": one.id,
            "title": one.title,
            "blocks": [block(inner, one.id) for inner in one.blocks],
        }
        for one in sections
    ]
