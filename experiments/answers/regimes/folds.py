"""Where work waits, what a holiday does and who pays: each answer as blocks behind one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from experiments.answers.regimes import bottleneck_words, cost_words, festival_words
from experiments.answers.regimes.bottleneck import bottleneck
from experiments.answers.regimes.cost import cost
from experiments.answers.regimes.festival import Festival, festival
from experiments.answers.regimes.lived import Lived
from experiments.show.blocks import Fold
from model.calendar import Calendar
from model.language import Text, say
from model.regime import Regime

Labels = Mapping[str, Text]
"""What departments are called, in their order."""


def bottleneck_fold(lived: Sequence[Lived], labels: Labels) -> Fold | None:
    """Return where work waits under each regime; ``None`` where no year was simulated."""
    found = [(one.regime, bottleneck(one.regime, one.books)) for one in lived if one.books]
    if not found:
        return None
    blocks = bottleneck_words.bottleneck_blocks(found, labels)
    gist = bottleneck_words.gist(found, labels)
    return Fold(say("bottleneck.heading"), blocks, gist=gist, id="bottleneck")


def festivals(
    lived: Sequence[Lived], calendar: Calendar, year: int, within: date | None = None
) -> list[tuple[Regime, Festival]]:
    """Return what a holiday does under each regime; nothing where the year has no such holiday.

    Parameters
    ----------
    within
        A day off of the holiday; the one with most days off unless given.
    """
    found = ((one.regime, festival(one.books, calendar, year, within)) for one in lived)
    return [(regime, one) for regime, one in found if one is not None]


def festival_fold(found: Sequence[tuple[Regime, Festival]]) -> Fold | None:
    """Return what a holiday does, as :func:`festivals` has it; ``None`` where there is none."""
    if not found:
        return None
    title, blocks = festival_words.heading(found), festival_words.festival_blocks(found)
    return Fold(title, blocks, gist=festival_words.gist(found), id="festival")


def cost_fold(lived: Sequence[Lived], labels: Labels) -> Fold | None:
    """Return what each regime costs whom; ``None`` where no year was simulated."""
    costs = [cost(one.regime, one.books) for one in lived if one.books]
    if not costs:
        return None
    blocks = cost_words.cost_blocks(costs, labels)
    return Fold(say("cost.heading"), blocks, gist=cost_words.gist(costs), id="cost")
