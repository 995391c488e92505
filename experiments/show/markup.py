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
    Chart,
    Fold,
    Group,
    Marked,
    Section,
    Swimlane,
    Table,
)
from experiments.show.timeline import steps_of, timeline
from model.language import Lang, Text, say, speaking
from model.visible import visible

_SPOKEN = {
    "proved": "show.marked.proved",
    "assumed": "show.marked.assumed",
    "open": "show.marked.open",
    "refuted": "show.marked.refuted",
    "vacuous": "show.marked.vacuous",
    "unknown": "show.marked.unknown",
}
"""What a screen reader says of a mark that stands without words."""

_LONG = 24  # characters without a break, from which on a word may be broken anywhere
_BRIEF = 12  # characters, up to which a date or an identifier is not broken at its hyphens

Drawn = Callable[[Chart, str], Markup]
"""What stands in the page for a chart; the text is an identifier of its own."""


@cache
def environment() -> Environment:
    """Return the templates' environment: everything escaped, nothing undefined."""
    made = Environment(
        loader=PackageLoader("experiments", "."),
        autoescape=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["marked"] = lambda cell: isinstance(cell, Marked)
    made.tests["wide"] = lambda cell: isinstance(cell, Marked) and cell.span > 1
    made.tests["group"] = lambda row: isinstance(row, Group)
    made.tests["long"] = _long
    made.tests["brief"] = lambda cell: isinstance(cell, str) and len(cell) <= _BRIEF and "-" in cell
    made.filters["width"] = width
    made.filters["spoken"] = _spoken
    return made


def width(table: Table) -> int:
    """Return how many columns a table has, those that share a heading counted each."""
    return sum(cell.span if isinstance(cell, Marked) else 1 for cell in table.columns)


def _long(cell: Text | str) -> bool:
    return any(len(word) > _LONG for word in str(cell).split()) and str(cell).isascii()


def _spoken(cell: Marked) -> Markup:
    key = _SPOKEN.get(cell.mark)
    return Markup('<span class="spoken">{}</span>').format(say(key)) if key else Markup()


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
        shown["classes"] = " ".join([block.mark, "printed" if printed(block) else ""]).strip()
    elif isinstance(block, Chart):
        shown["drawing"] = drawn(block, named())
    elif isinstance(block, Swimlane):
        shown["drawing"] = Markup(timeline(block.story, lang, named()))
        shown["steps"] = steps_of(block.story)
    return shown


def printed(fold: Fold) -> bool:
    """Whether a fold opens on paper: one that holds more than runs and other folds."""
    return not all(isinstance(block, Fold | Swimlane) for block in fold.blocks)
