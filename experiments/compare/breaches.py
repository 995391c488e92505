"""Breached duties by article: which share of the duties that fell due was not kept in time."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import simulation_footer
from experiments.show.canvas import (
    ORANGE,
    SKY,
    VERMILION,
    canvas,
    chart,
)
from experiments.show.lines import broken
from model.deadline import Reading
from model.language import Text, say
from model.ledger import article_label
from model.rule import Obligation

_WIDTH, _ROW, _GAP, _LABEL = 11.0, 0.35, 0.46, 3.55  # inches
_MOST = 8  # articles drawn of one regime
_LOOKS = {"late": (SKY, "//"), "deemed": (ORANGE, "\\\\"), "never": (VERMILION, "xx")}
_OUTCOMES = {
    "late": "chart.breaches.late",
    "deemed": "chart.breaches.deemed",
    "never": "chart.breaches.never",
}


@dataclass(frozen=True, slots=True)
class Duties:
    """The duties of one article that fell due in a year.

    Attributes
    ----------
    acts
        What fell due; where nothing did, what might have.
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
    regime = result.regime
    limited = [
        rule
        for rule in regime.obligations
        if reading.term(rule.deadline, regime.counting) is not None
    ]
    return [
        _duties(result, article, [rule for rule in limited if rule.article == article])
        for article in dict.fromkeys(rule.article for rule in limited)
    ]


def _duties(result: RegimeResult, article: str, rules: list[Obligation]) -> Duties:
    outcomes = result.metrics.outcomes
    counted = [
        {outcome: outcomes.get((rule.id, outcome), 0) for outcome in ("fulfilled", *_LOOKS)}
        for rule in rules
    ]
    breached = {outcome: sum(counts[outcome] for counts in counted) for outcome in _LOOKS}
    due = sum(sum(counts.values()) for counts in counted)
    acts = [
        rule.act
        for rule, counts in zip(rules, counted, strict=True)
        if any(counts.values()) or not due
    ]
    is_open = any(rule.open for rule in rules)
    return Duties(article, tuple(dict.fromkeys(acts)), breached, due, is_open)


@dataclass(frozen=True, slots=True)
class _Block:
    """What is drawn of a regime: the articles breached most, in the order of the file."""

    result: RegimeResult
    rows: tuple[Duties, ...]
    rest: Text

    @property
    def lines(self) -> int:
        return len(self.rows) + bool(self.rest)


def _blocked(result: RegimeResult, reading: Reading) -> _Block:
    rows = duties(result, reading)
    worst = sorted((row for row in rows if row.total), key=lambda row: -row.total)[:_MOST]
    chosen = tuple(row for row in rows if row in worst)
    return _Block(result, chosen, remainder([row for row in rows if row not in worst]))


def remainder(rows: list[Duties]) -> Text:
    """Say how many articles are not drawn, and why; empty where there are none."""
    breached = [row.total for row in rows if row.total]
    kept = sum(1 for row in rows if row.due and not row.total)
    idle = sum(1 for row in rows if not row.due)
    parts = []
    if breached:
        total = f"{sum(breached):,}"
        parts.append(say("chart.breaches.more", count=len(breached), total=total))
    if kept:
        parts.append(say("chart.breaches.kept", count=kept))
    if idle:
        parts.append(say("chart.breaches.idle", count=idle))
    return say("chart.semicolon").join(parts)


@chart
def breaches(comparison: Comparison) -> Figure:
    """One block for each regime, in it one bar for each article with breached duties."""
    reading = comparison.question.reading
    blocks = [_blocked(result, reading) for result in comparison.results]
    due = sum(row.due for result in comparison.results for row in duties(result, reading))
    drawn = canvas(
        _WIDTH,
        sum(max(block.lines, 1) * _ROW + _GAP for block in blocks) + 0.3,
        say("chart.breaches.title"),
        say("chart.breaches.note"),
        simulation_footer(comparison, say("chart.duties", n=f"{due:,}")),
        legend=0.3,
    )
    edge, down = _edge(blocks), 0.3
    for block in blocks:
        tall = max(block.lines, 1) * _ROW
        axes = drawn.axes(_LABEL, down, _WIDTH - _LABEL - 0.2, tall)
        _block(axes, block, edge, last=block is blocks[-1])
        down += tall + _GAP
    drawn.key(_handles(), 3)
    return drawn.figure


def _edge(blocks: list[_Block]) -> float:
    shares = [row.total / row.due for block in blocks for row in block.rows]
    return min(1.0, max([0.1, *shares]) * 1.05)


def _block(axes: Axes, block: _Block, edge: float, last: bool) -> None:
    axes.set_title(str(block.result.regime.name), loc="left", fontsize=10.5, pad=3)
    axes.set_xlim(0, edge * 1.32)
    axes.set_ylim(max(block.lines, 1) - 0.5, -0.5)
    ticks = [k / 10 for k in range(11) if k / 10 <= edge]
    axes.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks] if last else [""] * len(ticks))
    labels = [str(_label(block.result, row)) for row in block.rows]
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    if last:
        axes.set_xlabel(str(say("chart.breaches.axis")))
    for place, row in enumerate(block.rows):
        _bar(axes, place, row)
    if block.rest:
        axes.text(0, len(block.rows), f" {block.rest}", va="center", fontsize=8, color="#555555")


def _label(result: RegimeResult, row: Duties) -> str:
    events = result.regime.vocabulary.events
    acts = say("chart.and").join(events[act].label for act in row.acts)
    star = " θ" if row.open else ""
    lines = broken(f"{article_label(row.article)}{star}  {acts}", 30)
    return "\n".join(lines if len(lines) <= 2 else [lines[0], lines[1] + " …"])


def _bar(axes: Axes, place: int, row: Duties) -> None:
    left = 0.0
    for outcome, (colour, hatch) in _LOOKS.items():
        share = row.breached[outcome] / row.due
        axes.barh(
            place, share, 0.62, left, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4
        )
        left += share
    words = f" {row.total / row.due:.1%}   {row.total:,} / {row.due:,}"
    axes.text(left, place, words, va="center", fontsize=8)


def _handles() -> list[Artist]:
    return [
        Patch(
            facecolor=colour,
            hatch=hatch,
            edgecolor="white",
            label=str(say(_OUTCOMES[outcome])),
        )
        for outcome, (colour, hatch) in _LOOKS.items()
    ]
