"""The order of regimes by dominance, as a Hasse diagram for each assumption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from experiments.diff.order import Order
from experiments.diff.words import class_words, listed, reading_words, undecided_words
from experiments.show.canvas import BLUE, GREY, INK, canvas, chart
from experiments.show.lines import ems, wrapped
from experiments.show.runs import assumption
from model.language import Text, plain, say

_BOX, _STEP, _LINE = 1.45, 1.15, 0.19  # inches: width of a box, height of a level, of a line
_LEAST = 4.7  # inches of a panel


@chart
def order_chart(orders: Sequence[Order]) -> Figure:
    """One panel for each assumption: what dominates stands above, joined by lines.

    Lines that follow from others are left out; equal regimes share a box.
    """
    layouts = [_laid_out(order) for order in orders]
    most = [max(map(len, layout.layers)) for layout in layouts]
    widths = [max(_LEAST, 0.4 + boxes * (_BOX + 0.25)) for boxes in most]
    tall = max(len(layout.layers) for layout in layouts) * _STEP
    drawn = canvas(
        sum(widths) + 0.2,
        tall + 0.5,
        say("chart.order.title"),
        say("chart.order.note"),
        _footer(orders),
    )
    left = 0.1
    for order, layout, width in zip(orders, layouts, widths, strict=True):
        axes = drawn.axes(left, 0.35, width, tall)
        axes.set_xlim(0, width)
        axes.set_ylim(tall, 0)
        axes.set_axis_off()
        heading = str(assumption(order.assume))
        axes.text(width / 2, -0.12, heading, ha="center", fontsize=11, color="#00518A")
        _panel(axes, order, layout, width)
        left += width
    return drawn.figure


def levels(order: Order) -> list[int]:
    """Return how many classes stand above each one class in its longest chain; 0 at the top."""
    ranks = [0] * len(order.classes)
    # A chain has no more steps than there are classes.
    for _ in order.classes:
        for above, below in order.hasse:
            ranks[below] = max(ranks[below], ranks[above] + 1)
    return ranks


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where boxes and the bends of long lines go, in layers.

    A line that passes a level has a place of its own there, so that none runs behind a box
    (Sugiyama, Tagawa and Toda 1981). Nodes are classes by their place, then bends.
    """

    layers: tuple[tuple[int, ...], ...]
    paths: tuple[tuple[int, ...], ...]

    def places(self, width: float) -> dict[int, tuple[float, float]]:
        """The middle of every node: x and y in inches, y downwards."""
        return {
            node: ((number + 0.5) * width / len(layer), (rank + 0.5) * _STEP)
            for rank, layer in enumerate(self.layers)
            for number, node in enumerate(layer)
        }


def _laid_out(order: Order) -> _Layout:
    rank = dict(enumerate(levels(order)))
    paths = []
    for above, below in order.hasse:
        bends = range(len(rank), len(rank) + rank[below] - rank[above] - 1)
        rank |= {bend: rank[above] + step for step, bend in enumerate(bends, 1)}
        paths.append((above, *bends, below))
    layers = [[node for node in rank if rank[node] == one] for one in range(max(rank.values()) + 1)]
    near: dict[int, list[int]] = {node: [] for node in rank}
    for path in paths:
        for one, other in pairwise(path):
            near[one].append(other)
            near[other].append(one)
    # Few crossings: each layer in the order of the middles of its neighbours, down and up.
    for sweep in (*layers[1:], *layers[-2::-1], *layers[1:]):
        at = {node: (k + 0.5) / len(layer) for layer in layers for k, node in enumerate(layer)}
        sweep.sort(key=lambda node: fmean(at[one] for one in near[node] or [node]))
    return _Layout(tuple(map(tuple, layers)), tuple(paths))


def _panel(axes: Axes, order: Order, layout: _Layout, width: float) -> None:
    places = layout.places(width)
    names = [_name(order, ids) for ids in order.classes]
    heights = [0.26 + _LINE * (name.count("\n") + 1) for name in names]
    for path in layout.paths:
        points = [places[node] for node in path]
        points[0] = (points[0][0], points[0][1] + heights[path[0]] / 2)
        points[-1] = (points[-1][0], points[-1][1] - heights[path[-1]] / 2)
        across, down = zip(*points, strict=True)
        axes.plot(across, down, color=BLUE, linewidth=1.8, solid_joinstyle="round", zorder=1)
    joined = {node for path in layout.paths for node in path}
    for node, (name, tall) in enumerate(zip(names, heights, strict=True)):
        x, y = places[node]
        box = FancyBboxPatch(
            (x - _BOX / 2, y - tall / 2),
            _BOX,
            tall,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor="white",
            edgecolor=BLUE if node in joined else GREY,
            linewidth=1.4,
            linestyle="-" if node in joined else "--",
            zorder=2,
        )
        axes.add_patch(box)
        size = 10 if max(map(ems, name.split("\n"))) < 9 else 8
        text = axes.text(x, y, name, ha="center", va="center", fontsize=size, color=INK)
        text.set(linespacing=1.2, zorder=3)


def _name(order: Order, ids: Sequence[str]) -> str:
    return "\n".join(wrapped(class_words(order, [regime]), 12) for regime in ids)


def _footer(orders: Sequence[Order]) -> Text:
    concerns = orders[0].concerns
    lines = [
        say(
            "chart.order.footer",
            reading=reading_words(orders[0].reading),
            count=len(concerns),
            concerns=listed(concerns),
        )
    ]
    if pairs := [undecided_words(order) for order in orders if order.undecided]:
        lines.append(say("chart.order.undecided", pairs=say("chart.semicolon").join(pairs)))
    return plain("\n").join(lines)
