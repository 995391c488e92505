"""A chart as files: in each language, as PNG and SVG, and where wanted as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from experiments.show.canvas import pdf, png, svg
from experiments.show.files import write
from model.language import Lang


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one language, in each format; ``pdf`` is empty where it is not wanted."""

    png: bytes
    svg: str
    pdf: bytes = b""


Drawings = Mapping[tuple[str, Lang], Drawing]
"""Every chart by its name and language."""


def drawing(figure: Figure, *, printed: bool = False) -> Drawing:
    """Return a figure as PNG and SVG, and as PDF if it may be ``printed``.

    The same figure gives the same bytes.
    """
    return Drawing(png(figure), svg(figure), pdf(figure) if printed else b"")


def write_charts(drawn: Drawings, folder: Path) -> list[Path]:
    """Write every chart as ``name-lang.png`` and so on; no file is half there."""
    paths = []
    for (name, lang), drawing in drawn.items():
        paths.append(write(folder / f"{name}-{lang}.png", drawing.png))
        paths.append(write(folder / f"{name}-{lang}.svg", drawing.svg.encode()))
        if drawing.pdf:
            paths.append(write(folder / f"{name}-{lang}.pdf", drawing.pdf))
    return paths
