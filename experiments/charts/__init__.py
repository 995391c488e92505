"""The charts of a comparison, each in Chinese and English, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from experiments.charts.bounds import bounds
from experiments.charts.breaches import breaches
from experiments.charts.canvas import png, svg
from experiments.charts.claims import claims
from experiments.charts.deadlines import deadlines
from experiments.charts.matrix import matrix
from experiments.charts.unsupervised import unsupervised
from experiments.comparison import Comparison
from experiments.files import write
from model.language import LANGS, Lang

CHARTS: Mapping[str, Callable[[Comparison, Lang], Figure]] = {
    "matrix": matrix,
    "bounds": bounds,
    "unsupervised": unsupervised,
    "claims": claims,
    "breaches": breaches,
    "deadlines": deadlines,
}
"""The charts by name, in the order in which the report shows them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one language, in both formats."""

    png: bytes
    svg: str


Drawings = Mapping[tuple[str, Lang], Drawing]
"""Every chart by its name and language."""


def drawings(comparison: Comparison, progress: Callable[[], object] | None = None) -> Drawings:
    """Draw every chart once; the same comparison gives the same bytes.

    ``progress`` is called after each chart in each language.
    """
    drawn = {}
    for name, draw in CHARTS.items():
        for lang in LANGS:
            figure = draw(comparison, lang)
            drawn[name, lang] = Drawing(png(figure), svg(figure))
            if progress is not None:
                progress()
    return drawn


def write_charts(drawn: Drawings, folder: Path) -> list[Path]:
    """Write every chart as ``name-lang.png`` and ``name-lang.svg``; no file is half there."""
    paths = []
    for (name, lang), drawing in drawn.items():
        paths.append(write(folder / f"{name}-{lang}.png", drawing.png))
        paths.append(write(folder / f"{name}-{lang}.svg", drawing.svg.encode()))
    return paths
