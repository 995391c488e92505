"""Blocks as HTML in one language, by one set of templates for the page and the notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments.show.blocks import (
    Askable,
    Block,
    Chart,
    Fold,
    Group,
    Marked,
    Section,
    Swimlane,
    Table,
    Views,
)
from experiments.show.timeline import Story, steps_of, timeline
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

Record = Callable[[Story], int]
"""Notes a run that a script draws, and returns its number."""

Elsewhere = Callable[[str], str]
"""The file in which an anchor stands; empty where it is this one."""


@dataclass(slots=True)
class Anchors:
    """The identifiers of one language of a page, and links to them.

    Attributes
    ----------
    prefix
        What every identifier begins with.
    """

    lang: Lang
    prefix: str = ""
    elsewhere: Elsewhere = lambda _: ""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __call__(self, ident: str) -> str:
        """Return the anchor of that name."""
        return f"{self.prefix}{ident}-{self.lang}"

    def to(self, ident: str) -> str:
        """Return a link to that anchor; what begins with a slash is an address itself."""
        if ident.startswith("/"):
            return ident
        return f"{self.elsewhere(ident)}#{self(ident)}"

    def named(self, start: str = "n") -> str:
        """Return an identifier that nothing else has."""
        return f"{self(start)}-{next(self._numbers)}"


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
    made.tests["askable"] = lambda item: isinstance(item, Askable)
    made.tests["wide"] = lambda cell: isinstance(cell, Marked) and cell.span > 1
    made.tests["group"] = lambda row: isinstance(row, Group)
    made.tests["long"] = _long
    made.tests["brief"] = lambda cell: isinstance(cell, str) and len(cell) <= _BRIEF and "-" in cell
    made.globals["how_to_ask"] = lambda: say("show.how-to-ask")
    made.filters["width"] = width
    made.filters["shown"] = shown_in
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


def shown_in(of: Views, view: int) -> str:
    """Return the classes of a cell's view: which option of each switch shows it.

    >>> from experiments.show.blocks import Switch
    >>> two = Switch(Text("", ""), (Text("", ""), Text("", "")))
    >>> shown_in(Views(Text("", ""), (two, two), (), (), Text("", "")), 1)
    's0v0 s1v1'
    """
    options = []
    for switch in reversed(of.switches):
        view, option = divmod(view, len(switch.options))
        options.append(option)
    return " ".join(f"s{place}v{option}" for place, option in enumerate(reversed(options)))


def sections(
    of: Iterable[Section],
    lang: Lang,
    drawn: Drawn,
    prefix: str = "",
    elsewhere: Elsewhere = lambda _: "",
    record: Record | None = None,
) -> Iterator[Markup]:
    """Yield each section as HTML in one language.

    Parameters
    ----------
    drawn
        Called for each chart.
    prefix
        What every identifier begins with.
    elsewhere
        In which file an anchor stands that is linked to; empty for this one.
    record
        Called for each run where a script draws them; returns its number. Without it they are
        drawn here.
    """
    macros: Any = environment().get_template("show/blocks.html.jinja").module
    at = Anchors(lang, prefix, elsewhere)
    for section in of:
        with speaking(lang):
            shown = _all_shown(section.blocks, at, drawn, section.id, record)
            written = Markup(macros.section(section, shown, at))
        yield written


def _all_shown(
    blocks: Iterable[Block], at: Anchors, drawn: Drawn, start: str, record: Record | None
) -> list[dict[str, object]]:
    """Return blocks as the templates want them, without charts that are for files only."""
    seen = (block for block in blocks if not (isinstance(block, Chart) and block.filed))
    return [_shown(block, at, drawn, start, record) for block in seen]


def _shown(
    block: Block, at: Anchors, drawn: Drawn, start: str, record: Record | None
) -> dict[str, object]:
    """Return a block as the templates want it, with its drawings."""
    shown: dict[str, object] = {"type": type(block).__name__.lower(), "of": block}
    if isinstance(block, Fold):
        shown["blocks"] = _all_shown(block.blocks, at, drawn, start, record)
        shown["classes"] = " ".join([block.mark, "printed" if printed(block) else ""]).strip()
    elif isinstance(block, Chart):
        shown["drawing"] = drawn(block, at.named(start))
    elif isinstance(block, Swimlane) and record is not None:
        shown |= {"drawing": "", "run": record(block.story), "steps": steps_of(block.story)}
    elif isinstance(block, Swimlane):
        shown["drawing"] = Markup(timeline(block.story, at.lang, at.named(start)))
        shown["steps"] = steps_of(block.story)
    return shown


def printed(fold: Fold) -> bool:
    """Whether a fold opens on paper: one that holds more than runs and other folds."""
    return not all(isinstance(block, Fold | Swimlane) for block in fold.blocks)
