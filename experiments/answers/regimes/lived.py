"""What simulated years of a regime leave for answers: plain figures, one set for each seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments import measures
from experiments.answers.estimates import Columns, Values
from experiments.answers.regimes.concern import needed
from experiments.measures.daybook import Daybook
from experiments.measures.facts import Facts
from experiments.measures.metrics import CLAIM, regulated_by
from model.regime import Regime
from model.rule import CountsAs, Obligation, Rule
from model.simulation.year import Year

Figures = Mapping[str, float | None]
"""Figures of one year by measure; ``None`` where one does not exist."""


@dataclass(frozen=True)
class Lived:
    """Years that passed under one regime, on the same matters as those of the regimes beside it.

    Attributes
    ----------
    years
        The figures of each year, the seeds in the same order for all regimes.
    bare
        The figures of the first year again, had the text no rule that makes a claim by itself;
        ``None`` where it has none, or knows no claim without it.
    books
        The daybook of each year.
    """

    regime: Regime
    years: tuple[Figures, ...]
    bare: Figures | None = None
    books: tuple[Daybook, ...] = ()

    def mean(self, measure: str) -> float | None:
        """Return the mean of a measure over the years in which it exists, in its own unit."""
        known = [year[measure] for year in self.years if year.get(measure) is not None]
        return float(np.mean(np.array(known, dtype=np.float64))) if known else None


class SideBySide:
    """Years of several regimes as arrays, of which estimates are made as of an experiment's."""

    def __init__(self, lived: Sequence[Lived]) -> None:
        self._lived = lived
        self._years = min(len(one.years) for one in lived)

    def array(self, measure: str) -> Columns:
        """Return a measure, of shape ``(years, regimes)``; NaN where it does not exist."""
        rows = [
            [one.years[year].get(measure) for one in self._lived] for year in range(self._years)
        ]
        return np.array(rows, dtype=np.float64).reshape(self._years, len(self._lived))

    @property
    def values(self) -> Values:
        """The same for whoever estimates."""
        return Values(self)


def lived_by(years: Iterable[Year], without: Year | None = None) -> Lived:
    """Return what years under one regime leave, each looked at before the next is asked for.

    Parameters
    ----------
    without
        The first year once more under :func:`bare`.
    """
    regime, figures, books = None, [], []
    for year in years:
        facts = Facts(year)
        regime = year.law.regime
        figures.append(figures_of(facts))
        books.append(facts.daybook)
    assert regime is not None
    left = None if without is None else figures_of(Facts(without))
    return Lived(regime, tuple(figures), left, tuple(books))


def figures_of(facts: Facts) -> dict[str, float | None]:
    """Return the figures of a year that answers are read from."""
    own = [f"breaches.{article}" for article in facts.articles]
    own += [f"duties.{rule.id}.deemed" for rule in claiming(facts.year.law.regime)]
    found = {name: measures.find(name) for name in (*needed(), *own)}
    return {name: measure.value(facts, measure.subject) for name, measure in found.items()}


def claiming(regime: Regime) -> tuple[Obligation | CountsAs, ...]:
    """Return the rules that make a claim of approval information by themselves.

    A push that counts as the claim, and duties whose expiry deems it.
    """
    return tuple(
        rule
        for rule in regime.rules
        if (isinstance(rule, CountsAs) and rule.event == CLAIM)
        or (isinstance(rule, Obligation) and rule.on_expiry and rule.on_expiry.event == CLAIM)
    )


def bare(regime: Regime) -> Regime | None:
    """Return a regime in which a claim is made by nobody but who must make it.

    ``None`` where no rule makes claims by itself, and where nobody would make any without it.
    """
    if not claiming(regime):
        return None
    left = replace(regime, rules=tuple(_kept(rule) for rule in regime.rules if not _counts(rule)))
    begins = regulated_by(left)[1]
    return left if CLAIM in left.governed and begins == regulated_by(regime)[1] else None


def _counts(rule: Rule) -> bool:
    return isinstance(rule, CountsAs) and rule.event == CLAIM


def _kept(rule: Rule) -> Rule:
    if isinstance(rule, Obligation) and rule.on_expiry and rule.on_expiry.event == CLAIM:
        return replace(rule, on_expiry=None)
    return rule
