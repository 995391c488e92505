"""The main job: several regimes, verified and simulated on the same matters, side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

import polars as pl

from experiments import measures
from experiments.bounds import ask as bounding
from experiments.bounds.ask import Guarantee, bounds
from experiments.measures.eventlog import event_log
from experiments.measures.facts import Facts
from experiments.measures.metrics import Metrics
from model.calendar import Calendar
from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from model.simulation.scenario import Scenario
from model.simulation.year import Year, simulate
from verify.audit import audit
from verify.audit.finding import Finding
from verify.guarantees import verify
from verify.prover import Provers, asked_about
from verify.trust import breaks
from verify.trust import dependences as dependences_of
from verify.trust.dependence import Break, Dependence
from verify.verdict import Assume, Verdict


@dataclass(frozen=True)
class Question:
    """What is compared: the regimes, how open limits are read, and what the year is like."""

    regimes: tuple[Regime, ...]
    properties: tuple[Property, ...]
    scenario: Scenario
    calendar: Calendar
    year: int
    seed: int
    reading: Reading = field(default_factory=lambda: Reading(5))


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

    def verdict(self, prop: str, assume: Assume, reading: Reading) -> Verdict:
        """Return one verdict."""
        return next(
            one
            for one in self.verdicts
            if one.property.id == prop and one.assume is assume and one.reading == reading
        )


@dataclass(frozen=True)
class Comparison:
    """The whole answer, in the order of the question's regimes."""

    question: Question
    results: tuple[RegimeResult, ...]

    @property
    def readings(self) -> tuple[Reading, Reading]:
        """The strict reading and the chosen one, which may be the same."""
        return (STRICT, self.question.reading)


def compare(question: Question, progress: Callable[[str], None] | None = None) -> Comparison:
    """Answer a question, each regime in a process of its own where there are processors.

    ``progress`` is called with each regime's identifier when it is done.
    """
    regimes = question.regimes
    workers = min(len(regimes), os.cpu_count() or 1)
    if workers < 2:
        return Comparison(
            question, tuple(_each(map(_answer, *_calls(question)), regimes, progress))
        )
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        answers = pool.map(_answer, *_calls(question))
        return Comparison(question, tuple(_each(answers, regimes, progress)))


def _calls(question: Question) -> tuple[Sequence[Question], Sequence[Regime]]:
    return [question] * len(question.regimes), question.regimes


def _each(
    answers: object, regimes: tuple[Regime, ...], progress: Callable[[str], None] | None
) -> list[RegimeResult]:
    found = []
    for regime, answer in zip(regimes, answers, strict=True):  # type: ignore[call-overload]
        found.append(answer)
        if progress is not None:
            progress(regime.id)
    return found


def _answer(question: Question, regime: Regime) -> RegimeResult:
    readings = list(dict.fromkeys([STRICT, question.reading]))
    provers = Provers(question.calendar, asked_about(question.properties))
    verdicts = verify(regime, question.properties, readings, provers=provers)
    dependences = dependences_of(regime, question.properties, provers=provers)
    secured = [one for one in dependences if one.trust_sets]
    year = simulate(
        regime, question.scenario, question.calendar, question.year, question.seed, question.reading
    )
    findings = audit(regime, calendar=question.calendar)
    return replace(
        summary(year, tuple(verdicts)),
        findings=tuple(findings),
        dependences=tuple(dependences),
        breaks=tuple(breaks(secured, provers)),
        bounds=bounds(parametric(question, [regime])).found,
    )


def parametric(question: Question, regimes: Sequence[Regime]) -> bounding.Question:
    """Return the question after the bounds of regimes for all values of their open limits."""
    return bounding.Question(
        tuple(regimes),
        question.properties,
        tuple(Assume),
        question.calendar,
        reading=question.reading,
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
    )
