"""What every chart is drawn on: fonts, colours, title and footer, and the formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from io import BytesIO, StringIO
from typing import ParamSpec

from matplotlib import style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.show import fonts
from experiments.show.lines import wrapped
from experiments.show.marks import Mark
from model.language import Text

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE, GREY = "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#8A8A8A"
"""The palette of Okabe and Ito, told apart with any kind of colour vision."""

INK = "#1A1A1A"

COLOURS = {
    Mark.PROVED: BLUE,
    Mark.ASSUMED: SKY,
    Mark.OPEN: ORANGE,
    Mark.REFUTED: VERMILION,
    Mark.VACUOUS: GREY,
    Mark.UNKNOWN: PURPLE,
}
HATCHES = {
    Mark.PROVED: "",
    Mark.ASSUMED: "//",
    Mark.OPEN: "\\\\\\",
    Mark.REFUTED: "xxx",
    Mark.VACUOUS: "..",
    Mark.UNKNOWN: "++",
}
"""The hatch says again what the colour says."""

_SETTINGS = {
    "font.family": list(fonts.FAMILIES),
    "font.size": 9.0,
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "axes.edgecolor": "#666666",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.7,
    "path.simplify": True,
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "svg.hashsalt": "shenguan",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
_P = ParamSpec("_P")
_NO_PDF_METADATA = {"CreationDate": None, "Creator": None, "Producer": None}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@contextmanager
def settings() -> Iterator[None]:
    """Draw with the settings of this package, whatever the user's own, and give those back."""
    fonts.register()
    with style.context(["default", _SETTINGS]):
        yield


def chart(draw: Callable[_P, Figure]) -> Callable[_P, Figure]:
    """A chart's function, run under :func:`settings`."""

    @wraps(draw)
    def drawn(*args: _P.args, **kwargs: _P.kwargs) -> Figure:
        with settings():
            return draw(*args, **kwargs)

    return drawn


@dataclass(frozen=True, slots=True)
class Canvas:
    """A figure with its title, a line on how to read it and its footer, and room between them.

    Attributes
    ----------
    top
        Inches from the upper edge at which the body begins, below the legend.
    legend
        Inches from the upper edge at which the legend goes.
    bottom
        Inches from the lower edge at which the body ends.
    """

    figure: Figure
    top: float
    legend: float
    bottom: float

    def axes(self, left: float, down: float, width: float, height: float) -> Axes:
        """Return axes of a size in inches, placed from the body's upper left corner."""
        wide, tall = self.figure.get_size_inches()
        low = tall - self.top - down - height
        return self.figure.add_axes((left / wide, low / tall, width / wide, height / tall))

    def key(self, handles: list[Artist], columns: int) -> None:
        """Draw the legend between the note and the body."""
        wide, tall = self.figure.get_size_inches()
        self.figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0.05 / wide, 1 - self.legend / tall),
            ncols=columns,
            frameon=False,
            fontsize=8.5,
            columnspacing=1.6,
        )


def canvas(
    width: float,
    body: float,
    title: Text | str,
    note: Text | str,
    footer: Text | str,
    legend: float = 0.0,
) -> Canvas:
    """Return a canvas as tall as its texts, its legend and its body ask for, in inches.

    Texts are written in the language that is spoken.
    """
    room = width - 0.3
    titled, noted, footed = (
        wrapped(title, room * 5),
        wrapped(note, room * 8),
        wrapped(footer, room * 9.2),
    )
    head = 0.48 + 0.25 * titled.count("\n")
    under = head + 0.185 * (noted.count("\n") + 1) + 0.02
    bottom = 0.12 + 0.15 * (footed.count("\n") + 1) + 0.1
    height = under + legend + 0.1 + body + bottom
    figure = Figure(figsize=(width, height))
    left, grey = 0.15 / width, "#444444"
    figure.text(left, 1 - 0.14 / height, titled, fontsize=14, va="top")
    figure.text(left, 1 - head / height, noted, color=grey, va="top", linespacing=1.35)
    figure.text(left, 0.1 / height, footed, fontsize=7.5, color=grey, va="bottom", linespacing=1.35)
    return Canvas(figure, under + legend + 0.1, under, bottom)


def png(figure: Figure) -> bytes:
    """Return the chart as PNG, 150 dots an inch; the same bytes each time."""
    written = BytesIO()
    with settings():
        figure.savefig(written, format="png", dpi=150, metadata={"Software": None})
    return written.getvalue()


def svg(figure: Figure) -> str:
    """Return the chart as SVG with text as outlines; the same text each time."""
    written = StringIO()
    with settings():
        figure.savefig(written, format="svg", metadata=_NO_METADATA)
    return _compact(written.getvalue())


def inline(figure: Figure) -> str:
    """Return the chart as SVG with text as text, for a page that carries the fonts."""
    written = StringIO()
    with settings(), style.context({"svg.fonttype": "none"}):
        figure.savefig(written, format="svg", metadata=_NO_METADATA)
    return _compact(written.getvalue())


def pdf(figure: Figure) -> bytes:
    """Return the chart as PDF with its fonts in it; the same bytes each time."""
    written = BytesIO()
    with settings():
        figure.savefig(written, format="pdf", metadata=_NO_PDF_METADATA)
    return written.getvalue()


_SPACE = re.compile(r"<!--.*?-->|(?<=>)\s+(?=<)", re.DOTALL)
_NUMBERS = re.compile(r' (?:d|x|y|transform)="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{3,}")


def _compact(drawing: str) -> str:
    """Leave out what nobody can see: it makes the file half as large.

    Numbers are rounded to hundredths of a point, except for the scale of glyphs, which multiplies
    coordinates of thousands.
    """
    return _NUMBERS.sub(_rounded, _SPACE.sub("", drawing))


def _rounded(found: re.Match[str]) -> str:
    text = re.sub(r"\s*\n\s*", "", found.group())
    if text.startswith(" d="):
        text = re.sub(r"(?<=[A-Z]) | (?=[a-zA-Z])(?!d=)", "", text)
    if "scale" in text:
        return text
    return _LONG.sub(lambda number: f"{float(number.group()):.2f}", text)
