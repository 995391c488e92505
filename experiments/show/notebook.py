"""A sheet in a notebook: as a part of its page, and as one screen of plain text."""

from __future__ import annotations

from base64 import b64encode
from hashlib import blake2b
from io import StringIO

from markupsafe import Markup

from experiments.show import fonts
from experiments.show.blocks import Chart, Sheet
from experiments.show.drawing import drawn
from experiments.show.markup import environment, sections
from experiments.show.terminal import print_sheet
from model.language import Lang, say

_WIDTH = 100
_SCOPE = "@@scope@@"
"""Stands for a name that no other fragment in the notebook has, made from the whole of it."""


def fragment(sheet: Sheet, lang: Lang) -> str:
    """Return a sheet as HTML without scripts, whose style touches nothing else on the page.

    Charts are pictures, since identifiers of drawings would clash among the cells of a notebook.
    """

    def chart(of: Chart, _: str) -> Markup:
        data = b64encode(drawn(of, lang, ("png",))["png"]).decode()
        words = Markup.escape(f"{of.title.in_(lang)}. {of.described.in_(lang)}")
        return Markup(f'<img src="data:image/png;base64,{data}" alt="{words}">')

    body = (
        environment()
        .get_template("show/notebook.html.jinja")
        .render(
            scope=_SCOPE,
            lang=lang,
            family=fonts.PAGE_FAMILY,
            title=sheet.title.in_(lang),
            subtitle=sheet.subtitle.in_(lang),
            sections=list(sections(sheet.sections, lang, chart, f"{_SCOPE}-")),
        )
    )
    return body.replace(_SCOPE, "shenguan-" + blake2b(body.encode(), digest_size=5).hexdigest())


def text(sheet: Sheet, lang: Lang, lines: int = 40) -> str:
    """Return a sheet as plain text of at most so many lines; the last says if there are more."""
    from rich.console import Console

    written = StringIO()
    console = Console(file=written, width=_WIDTH, highlight=False, color_system=None)
    print_sheet(sheet, lang, to=console, hint=False)
    every = [line.rstrip() for line in written.getvalue().strip("\n").splitlines()]
    if len(every) <= lines:
        return "\n".join(every)
    rest = say("show.more-lines", count=len(every) - lines + 1).in_(lang)
    return "\n".join([*every[: lines - 1], rest])
