"""What a comparison answers first: which text is best, where work waits, a holiday, who pays."""

from __future__ import annotations

from experiments.answers.regimes import bottleneck_words, cost_words, festival_words
from experiments.answers.regimes.best import Best
from experiments.answers.regimes.best import best as side_by_side
from experiments.answers.regimes.best_blocks import best_blocks
from experiments.answers.regimes.bottleneck import bottleneck as where
from experiments.answers.regimes.bottleneck_words import bottleneck_blocks
from experiments.answers.regimes.cost import cost as cost_of
from experiments.answers.regimes.cost_words import cost_blocks
from experiments.answers.regimes.festival import Festival
from experiments.answers.regimes.festival import festival as festival_of
from experiments.answers.regimes.festival_words import festival_blocks
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
    return (*((heading, *first) if first else ()), *(one for one in folded if one is not None))


def bottleneck(comparison: Comparison) -> Fold | None:
    """Return where work waits under each text; ``None`` where no year was simulated."""
    lived, labels = _lived(comparison), _labels(comparison)
    found = [(one.regime, where(one.regime, one.books)) for one in lived]
    if not found:
        return None
    blocks, gist = bottleneck_blocks(found, labels), bottleneck_words.gist(found, labels)
    return Fold(say("bottleneck.heading"), blocks, gist=gist, id="bottleneck")


def festival(comparison: Comparison) -> Fold | None:
    """Return what the longest holiday of the year does; ``None`` where the year has none."""
    found = _festivals(comparison)
    if not found:
        return None
    title, gist = festival_words.heading(found), festival_words.gist(found)
    return Fold(title, festival_blocks(found), gist=gist, id="festival")


def cost(comparison: Comparison) -> Fold | None:
    """Return what each text costs whom; ``None`` where no year was simulated."""
    costs = [cost_of(one.regime, one.books) for one in _lived(comparison)]
    if not costs:
        return None
    blocks = cost_blocks(costs, _labels(comparison))
    return Fold(say("cost.heading"), blocks, gist=cost_words.gist(costs), id="cost")


def _festivals(comparison: Comparison) -> list[tuple[Regime, Festival]]:
    question = comparison.question
    found = (
        (one.regime, festival_of(one.books, question.watched, question.year))
        for one in _lived(comparison)
    )
    return [(regime, one) for regime, one in found if one is not None]


def _lived(comparison: Comparison) -> list[Lived]:
    """What of each text is simulated and has its daybooks."""
    lived = (result.lived for result in comparison.results)
    return [one for one in lived if one is not None and one.books]


def _labels(comparison: Comparison) -> dict[str, Text]:
    return {one.id: one.label for one in comparison.question.scenario.departments}


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
