"""The years that a comparison simulates, and what is to run them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.answers.regimes.lived import Lived, bare, lived_by
from model.language import Complaint
from model.regime import Regime
from model.simulation.compiled.jit import INSTALLED
from model.simulation.compiled.ready import failed, is_ready, worth_compiling
from model.simulation.engine import Engine
from model.simulation.fitting import without_governed
from model.simulation.year import Year, simulate
from verify.patience import CutOff, patience
from verify.solver import heed

if TYPE_CHECKING:
    from experiments.compare.ask import ComparisonQuestion


def made_ready(question: ComparisonQuestion, told: Callable[[], None]) -> ComparisonQuestion:
    """Return the question for workers, the engine compiled where it is asked for or worth it.

    It is compiled once, before they begin, and not where somebody waits for so many seconds only.
    Where it cannot be, no engine in particular is asked for any more.

    Parameters
    ----------
    told
        Called before it is compiled, which takes a quarter of a minute or more.
    """
    years = len(question.regimes) * (question.replications + 1)
    matters = years * question.scenario.yearly
    wanted = question.engine is Engine.COMPILED and INSTALLED and not is_ready()
    worth = question.engine is None and patience().seconds is None and worth_compiling(matters)
    if not (wanted or worth):
        return question
    told()
    for regime in question.regimes:
        with suppress(Complaint):  # what this one cannot be run by may run another
            year_of(replace(question, engine=Engine.COMPILED), regime)
            break
    return replace(question, engine=None) if failed() else question


def year_of(question: ComparisonQuestion, regime: Regime, number: int = 0) -> Year:
    """Return one of the years under a regime, the first unless another is asked for."""
    scenario = without_governed(question.scenario, regime)
    seed, reading = question.seed + number, question.reading
    watched, engine = question.watched, question.engine
    return simulate(regime, scenario, watched, question.year, seed, reading, engine=engine)


def lived(question: ComparisonQuestion, first: Year) -> Lived:
    """Return the figures of all years under a regime, as many as there is time for."""
    left = bare(first.law.regime)
    without = None if left is None else year_of(question, left)
    return lived_by(_years(question, first), without)


def _years(question: ComparisonQuestion, first: Year) -> Iterator[Year]:
    """The first year and the others, until the time that somebody waits is over."""
    yield first
    for number in range(1, question.replications):
        try:
            heed()
        except CutOff:
            return
        yield year_of(question, first.law.regime, number)
