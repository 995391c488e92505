"""The charts of a comparison, each in Chinese and English, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

from experiments.compare.ask import Comparison
from experiments.compare.bound_lines import bounds
from experiments.compare.breaches import breaches
from experiments.compare.claims import claims
from experiments.compare.matrix import matrix
from experiments.compare.unsupervised import unsupervised
from experiments.coverage.chart import deadlines
from experiments.show.drawing import Drawings, drawing
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


def drawings(comparison: Comparison, progress: Callable[[], object] | None = None) -> Drawings:
    """Draw every chart once; the same comparison gives the same bytes.

    ``progress`` is called after each chart in each language.
    """
    drawn = {}
    for name, draw in CHARTS.items():
        for lang in LANGS:
            drawn[name, lang] = drawing(draw(comparison))
            if progress is not None:
                progress()
    return drawn
