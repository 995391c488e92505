"""What further analyses have to show about a comparison: sections and charts of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.bounds.ask import Bounds
from experiments.bounds.page import section as bounds_section
from experiments.compare.ask import Comparison, parametric
from experiments.diff.page import order_drawings, orders_of, orders_section
from experiments.show.blocks import Section
from experiments.show.drawing import Drawings
from experiments.trust.page import trust_drawings, trust_section
from model.language import LANGS, Lang


def depth(found: Comparison) -> tuple[Mapping[Lang, Sequence[Section]], Drawings]:
    """Return the sections in each language, and the charts that stand in them."""
    dependences = [one for result in found.results for one in result.dependences]
    broken = [one for result in found.results for one in result.breaks]
    question = parametric(found.question, [result.regime for result in found.results])
    parametric_bounds = Bounds(question, tuple(one for r in found.results for one in r.bounds))
    orders = orders_of(found) if len(found.results) > 1 else []
    sections: dict[Lang, list[Section]] = {
        lang: [trust_section(dependences, broken), bounds_section(parametric_bounds)]
        for lang in LANGS
    }
    drawn = dict(trust_drawings(dependences))
    if orders:
        drawn.update(order_drawings(orders))
        for lang in LANGS:
            sections[lang].append(orders_section(orders))
    return sections, drawn
