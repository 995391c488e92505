"""Charts as files, each drawn once in a process where two look the same, and fonts cut once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any, get_args
from weakref import WeakKeyDictionary

import pytest
from matplotlib.figure import Figure

from experiments.show import canvas, fonts
from experiments.show.blocks import Chart
from experiments.show.drawing import Format, drawn
from model.language import Lang, Text

_woff2 = fonts._woff2
_svg, _inline, _png, _pdf = canvas.svg, canvas.inline, canvas.png, canvas.pdf
_written: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()
_worded: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()
_known: dict[tuple[str, bytes], bytes] = {}


@cache
def small(font: Any) -> str:
    """Return a font with a few characters, whatever page it is for."""
    return str(_woff2(font, "审管 shenguan"))


def real_fonts(patch: pytest.MonkeyPatch) -> None:
    """Let pages carry fonts cut to their own characters."""
    patch.setattr(fonts, "_woff2", _woff2)


def drawn_anew(patch: pytest.MonkeyPatch) -> None:
    """Let every picture be drawn as it is for a user."""
    for name, draw in (("svg", _svg), ("inline", _inline), ("png", _png), ("pdf", _pdf)):
        patch.setattr(canvas, name, draw)


def drawn_once(patch: pytest.MonkeyPatch) -> None:
    """Let a picture that looks like an earlier one be the same file."""
    for name, draw in (("svg", svg), ("inline", inline), ("png", png), ("pdf", pdf)):
        patch.setattr(canvas, name, draw)


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
