"""Blocks as HTML in one language, by one set of templates for the page and the notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import count
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments.show.blocks import (
    Block,
    Bullets,
    Chart,
    Fold,
    Group,
    Marked,
    Section,
    Swimlane,
    Table,
)
from experiments.show.runs import step_words
from experiments.show.timeline import timeline
from model.language import Lang, speaking

Drawn = Callable[[Chart, str], Markup]
"""What stands in the page for a chart; the text is an identifier of its own."""


@cache
def environment() -> Environment:
    """Return the templates' environment: everything escaped, nothing undefined."""
    made = Environment(
        loader=PackageLoader("experiments", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["marked"] = lambda cell: isinstance(cell, Marked)
    made.tests["wide"] = lambda cell: isinstance(cell, Marked) and cell.span > 1
    made.tests["group"] = lambda row: isinstance(row, Group)
    made.filters["width"] = width
    return made


def width(table: Table) -> int:
    """Return how many columns a table has, those that share a heading counted each."""
    return sum(cell.span if isinstance(cell, Marked) else 1 for cell in table.columns)


def sections(of: Iterable[Section], lang: Lang, drawn: Drawn, prefix: str = "") -> Iterator[Markup]:
    """Yield each section as HTML in one language.

    Parameters
    ----------
    drawn
        Called for each chart.
    prefix
        What every identifier begins with.
    """
    macros: Any = environment().get_template("show/blocks.html.jinja").module
    numbers = count(1)

    def at(ident: str) -> str:
        return f"{prefix}{ident}-{lang}"

    for section in of:

        def named(start: str = at(section.id)) -> str:
            return f"{start}-{next(numbers)}"

        with speaking(lang):
            shown = [_shown(block, lang, drawn, named) for block in section.blocks]
            written = Markup(macros.section(section, shown, at))
        yield written


def _shown(block: Block, lang: Lang, drawn: Drawn, named: Callable[[], str]) -> dict[str, object]:
    """Return a block as the templates want it, with its drawings."""
    shown: dict[str, object] = {"type": type(block).__name__.lower(), "of": block}
    if isinstance(block, Fold):
        shown["blocks"] = [_shown(inner, lang, drawn, named) for inner in block.blocks]
        shown["classes"] = " ".join(filter(None, (block.mark, _printed(block))))
    elif isinstance(block, Bullets):
        shown["legend"] = all(isinstance(item, Marked) for item in block.items)
    elif isinstance(block, Chart):
        shown["drawing"] = drawn(block, named())
    elif isinstance(block, Swimlane):
        story = block.story
        shown["drawing"] = Markup(timeline(story, lang, named()))
        shown["steps"] = [step_words(story.regime, step, story.heads) for step in story.steps]
    return shown


def _printed(fold: Fold) -> str:
    """The class of a fold that opens on paper: one that holds more than runs and other folds."""
    return "" if all(isinstance(block, Fold | Swimlane) for block in fold.blocks) else "printed"
