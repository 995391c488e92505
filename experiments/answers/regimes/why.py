"""Why a regime does well or badly by a concern, as far as its rules and its years tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.answers.regimes.concern import (
    ATTENTION,
    CLAIM,
    CLAIMS,
    DUTIES,
    SUPERVISION,
    Concern,
)
from experiments.answers.regimes.lived import Lived, claiming
from experiments.measures import metrics
from experiments.measures.metrics import regulated_by
from model.rule import CountsAs

_MOST = 0.5  # of all breaches, from which an article is told


@dataclass(frozen=True, slots=True)
class ByLaw:
    """Claims that the text makes by itself.

    Attributes
    ----------
    counted
        Whether the push counts as the claim; else it is deemed when time has run out.
    articles
        Where the text says so.
    count, of
        How many claims a year were made so, and how many were made in all.
    without
        The concern's figure on the matters of the first year had the text no such rule, and
    with_it
        with it; both ``None`` where the concern does not hang on it or nobody would claim.
    """

    counted: bool
    articles: tuple[str, ...]
    count: float
    of: float
    without: float | None = None
    with_it: float | None = None


@dataclass(frozen=True, slots=True)
class Breached:
    """The article under which most breaches fall.

    ``count`` and ``of``: breaches a year under it, and in all.
    """

    article: str
    count: float
    of: float


@dataclass(frozen=True, slots=True)
class Demands:
    """That a text takes little time because it demands least: ``count`` duties fall due a year."""

    count: float


Why = ByLaw | Breached | Demands


def demands_least(lived: Sequence[Lived], place: int) -> Demands | None:
    """Return how little a text demands, where no text beside it demands less."""
    counts = [one.mean("duties-due.count") for one in lived]
    known, mine = [one for one in counts if one is not None], counts[place]
    return Demands(mine) if mine is not None and mine <= min(known) else None


def why(lived: Lived, concern: Concern, *, best: bool) -> Why | None:
    """Return why a regime is among the best (or the worst) by a concern; ``None`` if not known.

    A reason is given only where the data hold it: what a rule brings about by itself, with the same
    year once more without that rule where supervision begins with the claim; and the article under
    which most breaches fall.
    """
    if concern is DUTIES:
        return None if best else most_breached(lived)
    if concern is CLAIM and best:
        return by_law(lived)
    if concern is ATTENTION and not best:
        return by_law(lived)
    if concern is SUPERVISION and best:
        return _without(lived, concern)
    return None


def _without(lived: Lived, concern: Concern) -> ByLaw | None:
    """What the text does by itself, where the year without it was longer without supervision."""
    found = by_law(lived)
    if found is None or lived.bare is None:
        return None
    if regulated_by(lived.regime)[1] != metrics.CLAIM:
        return None
    had, lacking = lived.years[0][concern.measure_id], lived.bare[concern.measure_id]
    if had is None or lacking is None or lacking <= had:
        return None
    return ByLaw(found.counted, found.articles, found.count, found.of, lacking, had)


def by_law(lived: Lived) -> ByLaw | None:
    """Return which claims a text makes by itself; ``None`` where it made none in these years."""
    performed, deemed, counted = (lived.mean(name) or 0.0 for name in CLAIMS)
    if not deemed and not counted:
        return None
    rules = [
        rule
        for rule in claiming(lived.regime)
        if isinstance(rule, CountsAs) == (counted > deemed)
        if isinstance(rule, CountsAs) or lived.mean(f"duties.{rule.id}.deemed")
    ]
    articles = tuple(dict.fromkeys(rule.article for rule in rules))
    count = max(counted, deemed)
    return ByLaw(counted > deemed, articles, count, performed + deemed + counted)


def most_breached(lived: Lived) -> Breached | None:
    """Return the article under which more than half of all breaches fall, if one is."""
    counts = {
        name.removeprefix("breaches."): lived.mean(name) or 0.0
        for name in lived.years[0]
        if name.startswith("breaches.")
    }
    total = sum(counts.values())
    article = max(counts, key=lambda one: counts[one], default="")
    if not total or counts[article] / total <= _MOST:
        return None
    return Breached(article, counts[article], total)
