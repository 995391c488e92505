"""What a check of a property answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from model.trace import Run


class Answer(StrEnum):
    """The verdict; only ``proved`` is a pass."""

    PROVED = "proved"
    REFUTED = "refuted"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


class Assume(StrEnum):
    """Which rules are taken to be obeyed: all of them, or none, so that only defaults, counts-as
    and the clock carry a guarantee."""

    EVERYONE = "everyone"
    NOBODY = "nobody"


Obeyed = frozenset[str]
"""The rules that are taken to be obeyed, by identifier."""

NOBODY: Obeyed = frozenset()


def rules_obeyed(regime: Regime, assume: Assume, exempt: Collection[str] = ()) -> Obeyed:
    """Return the rules that are obeyed under an assumption, but for some that are exempt."""
    if assume is Assume.NOBODY:
        return NOBODY
    return frozenset(rule.id for rule in regime.binding) - frozenset(exempt)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a counterexample.

    ``mode`` is a :class:`~model.trace.Mode`, or ``overdue`` where a deadline passes undone, or
    ``never`` where a duty without a limit stays undone. ``working_day`` counts from 0 at the
    start of the run and is ``None`` for ``never``.
    """

    event: str
    mode: str
    working_day: int | None
    after_close: bool
    article: str
    rule: str
    party: str


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A shortest admissible run that violates the property, and the same line by line.

    It has been replayed by the transition relation and by the simulator.
    """

    run: Run
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one property of one regime.

    Attributes
    ----------
    bound
        The guaranteed bound: the least N such that the response comes within N working days in
        every admissible run that obeys what is assumed; ``None`` when there is none.
    exact
        Whether the bound is attained. A limit counted in dates is taken at any length that it has
        on some date, so that a chain of such limits may never take quite so long on real ones.
    parameters
        The obligations whose open limit the bound depends on; where there is no bound, those
        that it would need to have a value.
    constant
        Where every open limit θ of ``parameters`` adds up: the bound is at most ``constant`` plus
        their sum, proved for all θ of at least 1. ``None`` where it is not of that form.
    rules
        What a proof needs: a minimal set of rules, by deletion. One of possibly several.
    articles
        The articles of ``rules``; for a refuted property those behind the counterexample.
    exempt
        The duties that are not taken to be obeyed although everyone obeys, since the trigger is
        nothing but their breach.
    reason
        Catalogue key of why, for ``vacuous`` and ``unknown``.
    """

    regime: Regime
    property: Property
    assume: Assume
    reading: Reading
    answer: Answer
    within: int | None = None
    bound: int | None = None
    parameters: tuple[str, ...] = ()
    exact: bool = True
    constant: int | None = None
    rules: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    exempt: tuple[str, ...] = ()
    reason: str = ""
