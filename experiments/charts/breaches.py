"""Breached duties by article: which share of the duties that fell due was not kept in time."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.charts.canvas import (
    ORANGE,
    SKY,
    VERMILION,
    canvas,
    chart,
    simulation_footer,
)
from experiments.comparison import Comparison, RegimeResult
from experiments.lines import wrapped
from model.deadline import Reading
from model.language import Lang, say
from model.ledger import article_label

_WIDTH, _ROW, _GAP, _LABEL = 11.0, 0.42, 0.5, 3.55  # inches
_LOOKS = {"late": (SKY, "//"), "deemed": (ORANGE, "\\\\"), "never": (VERMILION, "xx")}


@dataclass(frozen=True, slots=True)
class Duties:
    """The duties of one article that fell due in a year.

    Attributes
    ----------
    breached
        By outcome: done late, deemed done, never done.
    due
        All duties with a limit that had expired or been met; without those still pending.
    open
        Whether some of them have a limit that the text leaves open, so that its value is assumed.
    """

    article: str
    acts: tuple[str, ...]
    breached: dict[str, int]
    due: int
    open: bool

    @property
    def total(self) -> int:
        """All breaches."""
        return sum(self.breached.values())


def duties(result: RegimeResult, reading: Reading) -> list[Duties]:
    """Return the duties of a regime by article, in the order of the file.

    Duties that cannot be breached, because the text sets no limit or the reading gives an open
    one no value, are left out of the count of those due.
    """
    regime, outcomes = result.regime, result.metrics.outcomes
    rows = []
    for article in dict.fromkeys(rule.article for rule in regime.obligations):
        rules = [rule for rule in regime.obligations if rule.article == article]
        limited = [
            rule for rule in rules if reading.term(rule.deadline, regime.counting) is not None
        ]
        breached = {
            outcome: sum(outcomes.get((rule.id, outcome), 0) for rule in limited)
            for outcome in _LOOKS
        }
        kept = sum(outcomes.get((rule.id, "fulfilled"), 0) for rule in limited)
        if limited:
            acts = tuple(dict.fromkeys(rule.act for rule in limited))
            due = kept + sum(breached.values())
            rows.append(Duties(article, acts, breached, due, any(rule.open for rule in limited)))
    return rows


@chart
def breaches(comparison: Comparison, lang: Lang) -> Figure:
    """One block for each regime, in it one bar for each article with duties."""
    blocks = [duties(one, comparison.question.reading) for one in comparison.results]
    due = sum(row.due for block in blocks for row in block)
    drawn = canvas(
        _WIDTH,
        sum(_tall(block) + _GAP for block in blocks) + 0.3,
        say("chart.breaches.title", lang),
        say("chart.breaches.note", lang),
        simulation_footer(comparison, lang, say("chart.duties", lang, n=f"{due:,}")),
        legend=0.3,
    )
    edge, down = _edge(blocks), 0.3
    for place, (result, block) in enumerate(zip(comparison.results, blocks, strict=True)):
        axes = drawn.axes(_LABEL, down, _WIDTH - _LABEL - 0.2, _tall(block))
        _block(axes, result, block, edge, lang, last=place == len(blocks) - 1)
        down += _tall(block) + _GAP
    drawn.key(_handles(lang), 3)
    return drawn.figure


def _tall(block: list[Duties]) -> float:
    return max(len(block), 1) * _ROW


def _edge(blocks: list[list[Duties]]) -> float:
    shares = [row.total / row.due for block in blocks for row in block if row.due]
    return min(1.0, max([0.1, *shares]) * 1.05)


def _block(
    axes: Axes, result: RegimeResult, block: list[Duties], edge: float, lang: Lang, last: bool
) -> None:
    axes.set_title(result.regime.name.in_(lang), loc="left", fontsize=10.5, pad=3)
    axes.set_xlim(0, edge * 1.32)
    axes.set_ylim(max(len(block), 1) - 0.5, -0.5)
    ticks = [k / 10 for k in range(11) if k / 10 <= edge]
    axes.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks] if last else [""] * len(ticks))
    axes.set_yticks(range(len(block)), [_label(result, row, lang) for row in block], fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    if last:
        axes.set_xlabel(say("chart.breaches.axis", lang))
    for place, row in enumerate(block):
        _bar(axes, place, row, lang)


def _label(result: RegimeResult, row: Duties, lang: Lang) -> str:
    events = result.regime.vocabulary.events
    acts = say("chart.and", lang).join(events[act].label.in_(lang) for act in row.acts)
    star = " θ" if row.open else ""
    lines = wrapped(f"{article_label(row.article, lang)}{star}  {acts}", 30).split("\n")
    return "\n".join(lines if len(lines) <= 2 else [lines[0], lines[1] + " …"])


def _bar(axes: Axes, place: int, row: Duties, lang: Lang) -> None:
    if not row.due:
        axes.text(0, place, f" {say('chart.breaches.none-due', lang)}", va="center", fontsize=8)
        return
    left = 0.0
    for outcome, (colour, hatch) in _LOOKS.items():
        share = row.breached[outcome] / row.due
        axes.barh(
            place, share, 0.62, left, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4
        )
        left += share
    words = f" {row.total / row.due:.1%}   {row.total:,} / {row.due:,}"
    axes.text(left, place, words, va="center", fontsize=8)


def _handles(lang: Lang) -> list[Artist]:
    return [
        Patch(
            facecolor=colour,
            hatch=hatch,
            edgecolor="white",
            label=say(f"chart.breaches.{key}", lang),
        )
        for key, (colour, hatch) in _LOOKS.items()
    ]
