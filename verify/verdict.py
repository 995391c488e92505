"""What a check of a property answers."""

from __future__ import annotations

import builtins
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from model.deadline import Reading
from model.moves import Move
from model.property import Property
from model.regime import Regime
from model.trace import Run
from model.value import dataclass


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


class Reason(StrEnum):
    """Why there is no answer, or none that is worth the name; the catalogue's key of a sentence."""

    TRIGGER_UNMENTIONED = "reason.trigger-unmentioned"
    RESPONSE_UNMENTIONED = "reason.response-unmentioned"
    NO_COMMON_TRIGGER = "reason.no-common-trigger"
    SHARED_HANGS_ON_ONE = "reason.shared-hangs-on-one"
    TRIGGER_UNREACHABLE = "reason.trigger-unreachable"
    SOLVER = "reason.solver"
    TIMEOUT = "reason.timeout"
    MEMORY = "reason.memory"
    STOPPED = "reason.stopped"
    REPLAY = "reason.replay"
    CALENDAR = "reason.calendar"
    UNUSUAL = "reason.unusual"
    TOO_MANY_TRUST_SETS = "trust.too-many"
    NO_CERTIFICATE = "capacity.no-certificate"
    NO_REPLAY = "capacity.no-replay"
    NO_DATE = "capacity.no-date"

    @property
    def unregulated(self) -> bool:
        """Whether the regime does not regulate what was asked, so that the solver was not asked."""
        return self in (Reason.TRIGGER_UNMENTIONED, Reason.RESPONSE_UNMENTIONED)

    @property
    def unasked(self) -> bool:
        """Whether the solver was not asked, for the question has no answer from one thread."""
        return self in (Reason.NO_COMMON_TRIGGER, Reason.SHARED_HANGS_ON_ONE) or self.unregulated

    @property
    def short(self) -> str:
        """The last part of the key, for tables and data."""
        return self.value.rsplit(".", 1)[-1]


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
    start of the run and is ``None`` for ``never``. ``on`` is the date, where dates matter.
    ``could`` says, of a deadline that passes, whether the duty could have been kept. ``moves`` is
    what the event did to the clocks of limits. ``matters`` says whether it bears on the violation,
    and does not only happen in the same run.
    """

    event: str
    mode: str
    working_day: int | None
    after_close: bool
    article: str
    rule: str
    party: str
    on: date | None = None
    could: bool = True
    moves: tuple[Move, ...] = ()
    matters: bool = True


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A shortest admissible run that violates the property, and the same line by line.

    It has been replayed by the transition relation and by the simulator.

    Attributes
    ----------
    start
        Where dates matter: the date of working day 0, on which the run takes just so long.
    rules
        The rules that bear on the violation: those behind what came, and those that did not bring
        about what is lacking.
    """

    run: Run
    steps: tuple[Step, ...]
    start: date | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """A guaranteed bound: the least N such that the response comes within N working days.

    Attributes
    ----------
    days
        N, in working days, from 0 on.
    exact
        Whether the bound is attained, on real dates where they matter. Limits counted in dates
        that together do not fit on the calendar are taken at any length that each has on some date.
    parameters
        The obligations whose open limit the bound depends on.
    constant
        Where every open limit θ of ``parameters`` adds up: the bound is at most ``constant`` plus
        their sum, proved for all θ of at least 1. ``None`` where it is not of that form.
    """

    days: int
    exact: bool = True
    parameters: tuple[str, ...] = ()
    constant: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one property of one regime.

    Attributes
    ----------
    guaranteed
        The guaranteed bound over all admissible runs that obey what is assumed; ``None`` when
        there is none.
    open_limits
        Where there is no bound: the obligations whose open limit would need a value for one.
    rules
        What a proof needs: a minimal set of rules, by deletion. One of possibly several.
    obeyed, mechanism, limits
        The rules of these whose obedience the proof needs; those whose default or effect; and the
        open limits whose value it needs. :func:`verify.granted.granted` says it of any verdict.
    articles
        The articles of ``rules``; for a refuted property those of the rules that bear on it in the
        counterexample.
    exempt
        The duties that are not taken to be obeyed although everyone obeys, since the trigger is
        nothing but their breach.
    reason
        Why, for ``vacuous`` and ``unknown``.
    """

    regime: Regime
    property: Property
    assume: Assume
    reading: Reading
    answer: Answer
    within: int | None = None
    guaranteed: Bound | None = None
    open_limits: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    exempt: tuple[str, ...] = ()
    reason: Reason | None = None
    obeyed: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    @builtins.property
    def unregulated(self) -> bool:
        """Whether the regime does not regulate what was asked."""
        return self.reason is not None and self.reason.unregulated

    @builtins.property  # a field of this class is called property
    def days(self) -> int | None:
        """The working days of the guaranteed bound; ``None`` when there is none."""
        return None if self.guaranteed is None else self.guaranteed.days
