"""What a comparison answers first: which text is best in what, why, and at what price."""

from __future__ import annotations

from experiments.answers.regimes.best import Best
from experiments.answers.regimes.best import best as side_by_side
from experiments.answers.regimes.best_blocks import best_blocks
from experiments.answers.regimes.proved import Proved, proved_words
from experiments.compare.ask import Comparison
from experiments.show.blocks import Block, Paragraph
from model.deadline import STRICT
from model.language import say


def answers(comparison: Comparison) -> tuple[Block, ...]:
    """Return every answer, each below its heading."""
    parts = {"best.heading": best(comparison)}
    found: list[Block] = []
    for key, blocks in parts.items():
        if blocks:
            found += [Paragraph(say(key), "heading"), *blocks]
    return tuple(found)


def ranked(comparison: Comparison) -> Best | None:
    """Return the regimes held side by side; ``None`` where no year was simulated."""
    lived = [result.lived for result in comparison.results]
    known = [one for one in lived if one is not None]
    return side_by_side(known) if known else None


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
        )
        for result in comparison.results
    ]
