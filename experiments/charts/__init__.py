"""The charts of a comparison, each in Chinese and English, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

from experiments.charts.bounds import bounds
from experiments.charts.breaches import breaches
from experiments.charts.claims import claims
from experiments.charts.deadlines import deadlines
from experiments.charts.drawing import Drawings, drawing
from experiments.charts.matrix import matrix
from experiments.charts.unsupervised import unsupervised
from experiments.questions.comparison import Comparison
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
            drawn[name, lang] = drawing(draw(comparison, lang))
            if progress is not None:
                progress()
    return drawn
