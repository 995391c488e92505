"""What a comparison answers first: which text is best, where work waits, a holiday, who pays."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.answers.regimes.best import Best
from experiments.answers.regimes.best import best as side_by_side
from experiments.answers.regimes.best_blocks import best_blocks
from experiments.answers.regimes.festival import Festival
from experiments.answers.regimes.folds import (
    bottleneck_fold,
    cost_fold,
    festival_fold,
    festivals,
)
from experiments.answers.regimes.lived import Lived
from experiments.answers.regimes.proved import Proved, proved_words
from experiments.compare.ask import Comparison
from experiments.show.blocks import Block, Fold, Paragraph
from model.deadline import STRICT
from model.language import Text, say
from model.regime import Regime


def answers(comparison: Comparison) -> tuple[Block, ...]:
    """Return every answer: which text is best, and the others each behind one line."""
    heading = Paragraph(say("best.heading"), "heading")
    first = best(comparison)
    folded = (bottleneck(comparison), festival(comparison), cost(comparison))
    told = (*((heading, *first) if first else ()), *(one for one in folded if one is not None))
    return (*told, *_of_which_years(comparison))


def _of_which_years(comparison: Comparison) -> Iterator[Block]:
    """Yield which figures are of all years and which of the first alone, where they are several."""
    years, first = comparison.question.replications, comparison.question.seed
    if years > 1 and lived_under(comparison):
        words = say("report.years", n=years, first=first, last=first + years - 1)
        yield Paragraph(words, "note")


def bottleneck(comparison: Comparison) -> Fold | None:
    """Return where work waits under each text; ``None`` where no year was simulated."""
    return bottleneck_fold(lived_under(comparison), _labels(comparison))


def festival(comparison: Comparison) -> Fold | None:
    """Return what the longest holiday of the year does; ``None`` where the year has none."""
    return festival_fold(festivals_of(comparison))


def cost(comparison: Comparison) -> Fold | None:
    """Return what each text costs whom; ``None`` where no year was simulated."""
    return cost_fold(lived_under(comparison), _labels(comparison))


def festivals_of(comparison: Comparison) -> list[tuple[Regime, Festival]]:
    """Return what the longest holiday of the year does under each text."""
    question = comparison.question
    return festivals(lived_under(comparison), question.watched, question.year)


def lived_under(comparison: Comparison) -> list[Lived]:
    """Return what the simulated years of each text have left, in the order of the texts."""
    return [result.lived for result in comparison.results if result.lived is not None]


def _labels(comparison: Comparison) -> dict[str, Text]:
    return {one.id: one.label for one in comparison.question.scenario.departments}


def ranked(comparison: Comparison) -> Best | None:
    """Return the regimes held side by side; ``None`` where no year was simulated."""
    lived = lived_under(comparison)
    return side_by_side(lived) if lived else None


def best(comparison: Comparison) -> tuple[Block, ...]:
    """Return which text is best in what, why, and what it pays."""
    answer, question = ranked(comparison), comparison.question
    if answer is None:
        return ()
    return best_blocks(
        answer,
        question.scenario.label,
        question.year,
        proved_words(_proved(comparison)),
        dropped=question.scenario.expiry_frees,
    )


def _proved(comparison: Comparison) -> list[Proved]:
    """What each text secures under the strict reading."""
    return [
        Proved(
            result.regime,
            tuple(one for one in result.verdicts if one.reading == STRICT),
            tuple(hinge for hinge in result.hinges if hinge.before.reading == STRICT),
            tuple(one for one, _ in result.left_out if one.reading == STRICT),
        )
        for result in comparison.results
    ]
