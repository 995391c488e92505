"""Charts as files, each drawn once in a process where two look the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import get_args
from weakref import WeakKeyDictionary

from matplotlib.figure import Figure

from experiments.show import canvas
from experiments.show.blocks import Chart
from experiments.show.drawing import Format, drawn
from model.language import Lang, Text

_svg, _inline, _png, _pdf = canvas.svg, canvas.inline, canvas.png, canvas.pdf
_written: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()
_worded: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()
_known: dict[tuple[str, bytes], bytes] = {}


def svg(figure: Figure) -> str:
    """Return what the house draws of a figure; a figure is not changed once it is drawn."""
    return _once(_written, figure, _svg)


def inline(figure: Figure) -> str:
    return _once(_worded, figure, _inline)


def _once(
    known: WeakKeyDictionary[Figure, str], figure: Figure, draw: Callable[[Figure], str]
) -> str:
    if figure not in known:
        known[figure] = draw(figure)
    return known[figure]


def png(figure: Figure) -> bytes:
    return _as("png", figure, _png)


def pdf(figure: Figure) -> bytes:
    return _as("pdf", figure, _pdf)


def _as(kind: str, figure: Figure, draw: Callable[[Figure], bytes]) -> bytes:
    size = repr(figure.get_size_inches().tolist())
    key = (kind, sha256((size + svg(figure)).encode()).digest())
    if key not in _known:
        _known[key] = draw(figure)
    return _known[key]


def empty(_: Chart, lang: Lang, formats: tuple[Format, ...]) -> dict[Format, bytes]:
    """Return what is drawn of a chart without anything in it, whatever the chart."""
    return {one: _empty(lang)[one] for one in formats}


@cache
def _empty(lang: Lang) -> dict[Format, bytes]:
    nothing = Chart("empty", Text("空", "empty"), Text("空", "empty"), lambda: Figure((1, 1)))
    return drawn(nothing, lang, get_args(Format))
