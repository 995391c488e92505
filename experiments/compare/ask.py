"""The main job: several regimes, verified and simulated on the same matters, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import polars as pl

from experiments import measures
from experiments.answers.regimes.lived import Lived, lived_by
from experiments.audit.ask import Audit
from experiments.bounds.ask import Bounds, Guarantee
from experiments.compare.proofs import (
    are_known,
    known_proofs,
    on_dates,
    parametric,
    prove,
    state_of,
)
from experiments.compare.workers import side_by_side
from experiments.compare.worst import UNTOLD, Taken
from experiments.compare.years import lived, year_of
from experiments.coverage.ask import Coverage, coverage
from experiments.diff.order import Order, orders_of
from experiments.measures.duties import DutyFigures
from experiments.measures.eventlog import event_log
from experiments.measures.facts import Facts
from experiments.measures.metrics import Metrics
from experiments.trust.left_out import LeftOutBySet
from model.calendar import Calendar
from model.deadline import STRICT, Reading
from model.kept import is_anew
from model.presumed import presuming
from model.property import Property
from model.regime import Regime
from model.simulation.engine import Engine
from model.simulation.fitting import supplied, without_governed
from model.simulation.scenario import Scenario
from model.simulation.year import Year, last_needed
from verify.audit.finding import Finding
from verify.hinge import ReadingHinge
from verify.trust.dependence import Break, Dependence
from verify.verdict import Assume, Verdict


@dataclass(frozen=True)
class ComparisonQuestion:
    """What is compared: the regimes, how open limits are read, and what the year is like."""

    regimes: tuple[Regime, ...]
    properties: tuple[Property, ...]
    scenario: Scenario
    calendar: Calendar
    year: int
    seed: int
    reading: Reading = field(default_factory=lambda: Reading(5))
    above: bool = False
    """Whether the strict verdicts are asked of each text with the law above it as well."""
    engine: Engine | None = None
    """What runs the year; the compiled one where it can be unless given."""
    replications: int = 1
    """How many years are simulated under each regime, with seeds from ``seed`` on; the first is
    the one of which everything is told, the others say what is more than its luck."""

    @property
    def watched(self) -> Calendar:
        """The calendar to the end of what is simulated, presumed where nothing is announced."""
        return presuming(self.calendar, last_needed(self.scenario, self.year))


@dataclass(frozen=True)
class RegimeResult:
    """One regime's part of the answer.

    Attributes
    ----------
    verdicts
        Strict reading first, then the chosen one; within each by property, everyone first.
    breaches
        Breached duties by article, in the simulated year.
    dependences, breaks
        On whose obedience the guarantees rest under the strict reading, and the smallest sets of
        breaches that break those that some obedience secures.
    bounds
        The guaranteed bounds for all values of the open limits.
    hinges
        The readings of the text that the verdicts hinge on, in their order.
    duties
        What became of each duty and prohibition in the simulated year.
    above
        The strict verdicts on the text read together with the law above it, if that was asked.
    left_out, trust_left_out
        The verdicts, also of those with the law above, and the trust sets that say nothing of some
        runs, each with how its rules come to be at odds there.
    lived
        The figures of all years, of which the answers are made.
    taken
        By property what a bound that is proved at the chosen reading, everyone obeying, comes to
        on dates of the year; ``None`` where that was not asked with the verdicts.
    """

    regime: Regime
    verdicts: tuple[Verdict, ...]
    metrics: Metrics
    breaches: dict[str, int]
    table: pl.DataFrame
    log: pl.DataFrame
    utilisation: dict[str, float]
    findings: tuple[Finding, ...] = ()
    dependences: tuple[Dependence, ...] = ()
    breaks: tuple[Break, ...] = ()
    bounds: tuple[Guarantee, ...] = ()
    hinges: tuple[ReadingHinge, ...] = ()
    duties: tuple[DutyFigures, ...] = ()
    above: tuple[Verdict, ...] = ()
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()
    trust_left_out: tuple[LeftOutBySet, ...] = ()
    lived: Lived | None = None
    taken: Mapping[str, Taken] | None = None

    def verdict(self, prop: str, assume: Assume, reading: Reading) -> Verdict:
        """Return one verdict."""
        return next(
            verdict
            for verdict in self.verdicts
            if (verdict.property.id, verdict.assume, verdict.reading) == (prop, assume, reading)
        )

    def apart(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return how the rules of a proof come to be at odds; empty where they do not."""
        return next((found for one, found in self.left_out if one is verdict), ())


@dataclass(frozen=True)
class Comparison:
    """The whole answer, in the order of the question's regimes."""

    question: ComparisonQuestion
    results: tuple[RegimeResult, ...]

    @property
    def readings(self) -> tuple[Reading, Reading]:
        """The strict reading and the chosen one, which may be the same."""
        return (STRICT, self.question.reading)

    def taken(self, result: RegimeResult, prop: str) -> Taken:
        """Return what a proved bound comes to on dates of the year, if everyone obeys."""
        told = result.taken
        if told is None:
            told = dict(on_dates(self.question, result.verdicts))
        return told.get(prop, UNTOLD)

    @property
    def assumed(self) -> Scenario:
        """The scenario with all that was assumed for the texts, and all that any leaves out."""
        whole = self.question.scenario
        left_out = {
            kind.id: kind
            for result in self.results
            for kind in without_governed(whole, result.regime).left_out
        }
        return replace(whole, left_out=tuple(left_out.values()))

    @property
    def bounds(self) -> Bounds:
        """The bounds of all regimes for all values of their open limits."""
        regimes = [result.regime for result in self.results]
        bounded = (each for result in self.results for each in result.bounds)
        return Bounds(parametric(self.question, regimes), tuple(bounded))

    @property
    def orders(self) -> tuple[Order, ...]:
        """The regimes ordered by dominance under either assumption, at the chosen reading."""
        regimes = [result.regime for result in self.results]
        verdicts = [verdict for result in self.results for verdict in result.verdicts]
        apart = tuple(one for result in self.results for one in result.left_out)
        return orders_of(regimes, verdicts, self.question.reading, left_out=apart)

    @property
    def audits(self) -> tuple[Audit, ...]:
        """The findings about the text of each regime."""
        return tuple(Audit(result.regime, result.findings) for result in self.results)

    @property
    def coverages(self) -> tuple[Coverage, ...]:
        """What of each text stands in rules."""
        return tuple(coverage(result.regime) for result in self.results)


def compare(
    question: ComparisonQuestion, progress: Callable[[str], None] | None = None
) -> Comparison:
    """Answer a question, each regime in a process of its own where there are processors.

    Where the time that is waited is over, or somebody stops it, the answer is of those regimes
    that were worked out by then; what of them was not decided is unknown.

    Parameters
    ----------
    progress
        Called with each regime's identifier when it is done.

    Raises
    ------
    CutOff
        Where none was.
    """
    question = replace(question, scenario=supplied(question.scenario, question.regimes))
    if question.year > question.calendar.last.year:
        question = replace(question, calendar=question.watched)
    regimes = question.regimes
    state = state_of(question)
    # Where all is proved, the years take less than processes would to begin.
    workers = 1 if are_known(question, state) else None
    work = partial(_answer, question, state, is_anew())
    results = side_by_side(work, regimes, lambda one: progress and progress(one.id), workers)
    found = [results[place] for place in sorted(results)]
    question = replace(question, regimes=tuple(one.regime for one in found))
    return Comparison(question, tuple(found))


def _answer(
    question: ComparisonQuestion, state: bytes | None, proving: bool, regime: Regime
) -> RegimeResult:
    known = None if proving else known_proofs(regime, state)
    # First, for what is drawn from the year is there then, whatever remains undecided.
    year = year_of(question, known.regime if known else regime)
    figures = lived(question, year)
    proofs = known or prove(question, regime, state)
    return replace(
        summary(year, proofs.verdicts),
        findings=proofs.findings,
        dependences=proofs.dependences,
        breaks=proofs.breaks,
        bounds=proofs.bounds,
        hinges=proofs.hinges,
        above=proofs.above,
        left_out=proofs.left_out,
        trust_left_out=proofs.trust_left_out,
        lived=figures,
        taken=proofs.taken,
    )


def summary(year: Year, verdicts: tuple[Verdict, ...] = ()) -> RegimeResult:
    """Return what is kept of a simulated year."""
    facts = Facts(year)
    return RegimeResult(
        year.law.regime,
        verdicts,
        facts.metrics,
        facts.articles,
        measures.table(facts),
        event_log(year),
        dict(year.utilisation),
        duties=facts.duties,
        lived=lived_by([year]),
    )
