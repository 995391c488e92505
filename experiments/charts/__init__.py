"""The charts of a comparison, each in Chinese and English, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from experiments.charts.bounds import bounds
from experiments.charts.breaches import breaches
from experiments.charts.canvas import png, svg
from experiments.charts.claims import claims
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
}
"""The charts by name, in the order in which the report shows them."""


def write_charts(comparison: Comparison, folder: Path) -> list[Path]:
    """Write every chart as ``name-lang.png`` and ``name-lang.svg``.

    The same comparison gives the same bytes; a file is whole or not there.
    """
    paths = []
    for name, draw in CHARTS.items():
        for lang in LANGS:
            figure = draw(comparison, lang)
            paths.append(write(folder / f"{name}-{lang}.png", png(figure)))
            paths.append(write(folder / f"{name}-{lang}.svg", svg(figure).encode()))
    return paths
