"""A chart as files: in each language, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from experiments.charts.canvas import png, svg
from experiments.files import write
from model.language import Lang


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one language, in both formats."""

    png: bytes
    svg: str


Drawings = Mapping[tuple[str, Lang], Drawing]
"""Every chart by its name and language."""


def drawing(figure: Figure) -> Drawing:
    """Return a figure in both formats; the same figure gives the same bytes."""
    return Drawing(png(figure), svg(figure))


def write_charts(drawn: Drawings, folder: Path) -> list[Path]:
    """Write every chart as ``name-lang.png`` and ``name-lang.svg``; no file is half there."""
    paths = []
    for (name, lang), drawing in drawn.items():
        paths.append(write(folder / f"{name}-{lang}.png", drawing.png))
        paths.append(write(folder / f"{name}-{lang}.svg", drawing.svg.encode()))
    return paths
