"""Simulated years, bounds and proofs, each found once in a process, for tests of what is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from experiments.amend.ask import Proposals, propose
from experiments.answers.guarantees import held_against
from experiments.bounds.ask import Bounds, Question, bounds
from experiments.compare.worst import Taken, taken
from experiments.trust.ask import trust as trusted
from experiments.verify.ask import verification as verified_all
from model.calendar import Calendar
from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from model.simulation.engine import Engine
from model.simulation.scenario import Scenario
from model.simulation.year import Year, simulate
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind
from verify.verdict import Answer, Verdict

_T = TypeVar("_T")

_bounded: list[tuple[Question, Bounds]] = []
_dated: dict[tuple[int, int, int], tuple[Verdict, Calendar, Taken]] = {}
_known: list[tuple[tuple[object, ...], Year]] = []
_proposed: list[tuple[tuple[object, ...], Proposals]] = []
_verified: list[tuple[tuple[object, ...], list[Verdict]]] = []


def once(ask: Callable[..., _T]) -> Callable[..., _T]:
    """Return what asks the same question once, and tells nobody how far it is."""
    known: list[tuple[tuple[object, ...], dict[str, object], _T]] = []

    def asked(*about: object, progress: object = None, **more: object) -> _T:
        for words, named, answer in known:
            if (words, named) == (about, more):
                return answer
        answer = ask(*about, **more)
        known.append((about, more, answer))
        return answer

    return asked


verification, trust = once(verified_all), once(trusted)


def remembered(
    regime: Regime,
    scenario: Scenario,
    calendar: Calendar,
    year: int,
    seed: int,
    reading: Reading,
    progress: Callable[[float], None] | None = None,
    engine: Engine | str | None = None,
) -> Year:
    """Return what :func:`simulate` does, for the same question without asking again."""
    asked = (regime, scenario, calendar, year, seed, reading)
    about = (*asked, engine)
    for known, lived in _known:
        if known == about:
            return lived
    lived = simulate(*asked, progress, engine)
    _known.append((about, lived))
    return lived


def dated(verdict: Verdict, calendar: Calendar, year: int) -> Taken:
    """Return what :func:`taken` does, for the very same verdict without asking again."""
    asked = (id(verdict), id(calendar), year)
    if asked not in _dated:
        # What is asked about stays, so that nothing else ever has its identity.
        _dated[asked] = (verdict, calendar, taken(verdict, calendar, year))
    return _dated[asked][-1]


def bounded(question: Question, progress: Callable[[], object] = lambda: None) -> Bounds:
    """Return what :func:`bounds` does, for the same question without asking again."""
    for known, answer in _bounded:
        if known == question:
            return answer
    answer = bounds(question, progress)
    _bounded.append((question, answer))
    return answer


def verified(
    regime: Regime,
    properties: Iterable[Property],
    reading: Reading,
    calendar: Calendar,
) -> list[Verdict]:
    """Return what :func:`held_against` does, for the same question without asking again.

    What was not found out is not kept: there may be more time for it another time.
    """
    asked = (regime, [*properties], reading, calendar)
    for known, verdicts in _verified:
        if known == asked:
            return verdicts
    verdicts = held_against(*asked)
    if all(verdict.answer is not Answer.UNKNOWN for verdict in verdicts):
        _verified.append((asked, verdicts))
    return verdicts


def proposed(
    regime: Regime,
    text: bytes,
    requirements: Sequence[Requirement],
    kinds: Collection[EditKind],
    longest: int,
    reading: Reading,
    calendar: Calendar,
) -> Proposals:
    """Return what :func:`propose` does, for the same question without asking again."""
    asked = (regime, text, requirements, kinds, longest, reading, calendar)
    for known, answer in _proposed:
        if known == asked:
            return answer
    answer = propose(*asked)
    _proposed.append((asked, answer))
    return answer
