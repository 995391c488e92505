"""The answer to which regime is best, as blocks."""

from __future__ import annotations

from experiments.answers.amounts import always
from experiments.answers.regimes.best import Best, Ranked
from experiments.answers.regimes.best_words import (
    basis,
    lead,
    others,
    unregulated,
)
from experiments.show.blocks import Block, Bullets, Cell, Paragraph, Table
from experiments.statistics.interval import Interval
from experiments.statistics.words import decimals
from model.language import Text, plain, say

_BEST, _WORST = "★ ", "▽ "


def best_blocks(
    answer: Best, scenario: Text, year: int, proved: Text, *, dropped: bool
) -> tuple[Block, ...]:
    """Return the answer: one sentence, the other regimes, what is proved, a table, and the basis.

    Parameters
    ----------
    proved
        What the texts secure by proof; perhaps empty.
    dropped
        Whether officers of the scenario drop what a rule has deemed done.
    """
    blocks: list[Block] = [Paragraph(lead(answer), "lead")]
    if rest := others(answer):
        blocks.append(Bullets(tuple(rest)))
    if proved:
        blocks.append(Paragraph(proved))
    if len(answer.lived) > 1 and answer.ranked:
        blocks.append(table(answer))
    if answer.ranked:
        words = Text("", " ").join(basis(answer, scenario, year, dropped=dropped))
        blocks.append(Paragraph(words, "note"))
    return tuple(blocks)


def table(answer: Best) -> Table:
    """Return each regime's figure by each concern, signed where a sentence tells it."""
    columns = (say("best.table.regime"), *(one.concern.head for one in answer.ranked))
    rows: list[tuple[Cell, ...]] = [
        (lived.regime.name, *(_cell(one, k, answer.shown) for one in answer.ranked))
        for k, lived in enumerate(answer.lived)
    ]
    caption = say("best.table.caption" if answer.shown else "best.table.once")
    return Table(caption, columns, tuple(rows), figures=True)


def _cell(one: Ranked, place: int, shown: bool) -> Text:
    if one.means[place] is None:
        known = not unregulated(one, place)
        return say("best.table.none" if known else "best.table.unregulated")
    sign = ""
    if shown:
        first, last = one.sets_apart(one.best, place), one.sets_apart(one.worst, place)
        sign = _BEST if first else _WORST if last else ""
    level = one.levels[place]
    if isinstance(level, Interval) and not always(level):
        places = decimals(level.half_width)
        ends = f"{one.means[place]:,.{places}f} ± {level.half_width:,.{places}f}"
        return sign + plain(ends + ("%" if one.concern.unit.zh == "%" else ""))
    return sign + plain(f"{one.means[place]:.4g}")
