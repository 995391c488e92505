"""The charts as parts of a page: their SVG inline, all of them sharing one set of glyphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from experiments.show.drawing import Drawings

_GLYPH = re.compile(
    r'<path id="(?P<name>[A-Za-z]+-[\w-]+)"(?P<rest> d="[^"]*" transform="scale[^>]*>)'
)
_REFERENCE = re.compile(r'(href="#|url\(#)([^")]+)')


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The outlines of all letters that the charts show, each once, and their names in the page."""

    names: Mapping[str, str]
    sheet: Markup


def glyphs(drawn: Drawings) -> Glyphs:
    """Collect the outlines; they are more than half of each chart and much the same in all."""
    outlines: dict[str, str] = {}
    for files in drawn.values():
        glyphs_in = _GLYPH.finditer(files["svg"].decode())
        outlines.update((glyph["name"], glyph["rest"]) for glyph in glyphs_in)
    names = {name: f"g{number:x}" for number, name in enumerate(outlines)}
    paths = "".join(f'<path id="{names[name]}"{rest}' for name, rest in outlines.items())
    return Glyphs(names, Markup(f"<defs>{paths}</defs>"))


def inlined(
    drawing: str, ident: str, title: str, described: str, shared: Mapping[str, str]
) -> Markup:
    """Make a chart's SVG part of a page: named, sized by the page, with identifiers of its own.

    Identifiers begin with ``ident`` because those of several charts would clash, and a clash with
    a chart of the hidden language would leave gaps in the shown one; ``shared`` names those that
    stand elsewhere in the page. Identifiers that nothing refers to are left out.
    """
    drawing = _GLYPH.sub("", drawing[drawing.index("<svg") :]).replace("<defs></defs>", "")
    drawing = re.sub(r'\s(xmlns(:\w+)?|version)="[^"]*"', "", drawing)
    drawing = re.sub(r'<svg width="[^"]*" height="[^"]*"', "<svg", drawing, count=1)
    drawing = drawing.replace("xlink:href", "href")
    drawing = re.sub(r'(<use [^>]*)transform="translate\(([-\d.]+) 0\)"', r'\1x="\2"', drawing)
    used = dict.fromkeys(at[2] for at in _REFERENCE.finditer(drawing))
    own = {name: f"{ident}-{number:x}" for number, name in enumerate(used)} | dict(shared)
    drawing = re.sub(
        r'\sid="([^"]*)"', lambda at: f' id="{own[at[1]]}"' if at[1] in own else "", drawing
    )
    drawing = _REFERENCE.sub(lambda at: at[1] + own[at[2]], drawing)

    def named(attributes: str) -> str:
        return (
            f'<svg role="img" aria-labelledby="{ident}-title {ident}-desc"'
            f'{attributes}><title id="{ident}-title">{Markup.escape(title)}</title>'
            f'<desc id="{ident}-desc">{Markup.escape(described)}</desc>'
        )

    return Markup(re.sub(r"<svg((?:\s[^>]*)?)>", lambda svg: named(svg[1]), drawing, count=1))
