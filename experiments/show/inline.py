"""The charts as parts of a page: their SVG inline, with its fonts, and hatches that they share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from experiments.show.drawing import Drawings
from experiments.show.fonts import FAMILIES

_REFERENCE = re.compile(r'(href="#|url\(#)([^")]+)')
_HATCH = re.compile(r'<pattern id="([^"]+)"(.*?)</pattern>', re.DOTALL)
_TEXT = re.compile(r"<text [^>]*>([^<]*)</text>")
_FAMILY = ", ".join(f"'{family}'" for family in FAMILIES)
_UNSAID = (f"font-family: {_FAMILY}; ", "text-anchor: start; ", "; fill: #1a1a1a")
"""What the style sheet of a page says of every text of a drawing, or a browser takes anyway."""
_STYLE = re.compile(r' style="([^"]*)"')
_UPRIGHT = re.compile(r' transform="rotate\(-?0 [^"]*"')
_EMPTY_GROUP = re.compile(r"<g>((?:(?!<g[ >]|</g>).)*)</g>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hatches:
    """The hatches of all charts, each once, and their names in the page."""

    names: Mapping[str, str]
    sheet: Markup


def hatches(drawn: Drawings) -> Hatches:
    """Collect the hatches: those that look the same have one name in all charts."""
    found: dict[str, str] = {}
    for files in drawn.values():
        found.update(_HATCH.findall(files.get("inline", b"").decode()))
    names = {name: f"h{number:x}" for number, name in enumerate(found)}
    patterns = "".join(
        f'<pattern id="{names[name]}"{_briefly(rest)}</pattern>' for name, rest in found.items()
    )
    return Hatches(names, Markup(f"<defs>{patterns}</defs>"))


def texts(drawn: Drawings) -> str:
    """Return all that is written in charts."""
    return "".join(_texts(drawn))


def _texts(drawn: Drawings) -> Iterator[str]:
    for files in drawn.values():
        for text in _TEXT.finditer(files.get("inline", b"").decode()):
            yield unescape(text[1])


def inlined(
    drawing: str, ident: str, title: str, described: str, shared: Mapping[str, str]
) -> Markup:
    """Make a chart's SVG part of a page: named, sized by the page, with identifiers of its own.

    Identifiers begin with ``ident`` because those of several charts would clash, and a clash with
    a chart of the hidden language would leave gaps in the shown one; ``shared`` names those that
    stand elsewhere in the page. Identifiers that nothing refers to are left out.
    """
    drawing = _HATCH.sub("", drawing).replace("<defs></defs>", "")
    drawing = re.sub(r'\s(xmlns(:\w+)?|version)="[^"]*"', "", drawing[drawing.index("<svg") :])
    drawing = re.sub(r'<svg width="[^"]*" height="[^"]*"', "<svg", drawing, count=1)
    drawing = drawing.replace("xlink:href", "href")
    used = dict.fromkeys(at[2] for at in _REFERENCE.finditer(drawing))
    own = {name: f"{ident}-{number:x}" for number, name in enumerate(used)} | dict(shared)
    drawing = re.sub(
        r'\sid="([^"]*)"', lambda at: f' id="{own[at[1]]}"' if at[1] in own else "", drawing
    )
    drawing = _REFERENCE.sub(lambda at: at[1] + own[at[2]], drawing)
    drawing = _ungrouped(_briefly(_UPRIGHT.sub("", drawing)))

    def named(attributes: str) -> str:
        return (
            f'<svg class="drawn" role="img" aria-labelledby="{ident}-title {ident}-desc"'
            f'{attributes}><title id="{ident}-title">{Markup.escape(title)}</title>'
            f'<desc id="{ident}-desc">{Markup.escape(described)}</desc>'
        )

    return Markup(re.sub(r"<svg((?:\s[^>]*)?)>", lambda svg: named(svg[1]), drawing, count=1))


def _briefly(drawing: str) -> str:
    return _STYLE.sub(_brief, drawing)


def _brief(style: re.Match[str]) -> str:
    said = style[1]
    for unsaid in _UNSAID:
        said = said.replace(unsaid, "")
    return f' style="{said.replace(": ", ":").replace("; ", ";")}"'


def _ungrouped(drawing: str) -> str:
    """Leave out groups that say nothing, the innermost first."""
    while True:
        drawing, count = _EMPTY_GROUP.subn(r"\1", drawing)
        if not count:
            return drawing
