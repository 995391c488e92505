"""Conformance of a run to a regime: what became of each duty, and whether the run could be.

The run is replayed through :mod:`model.transition`. What is only a breach is reported as the
outcome of a duty; what no admissible run could contain is reported as a deviation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from model.ability import could, disobeyed, performable
from model.duty import Duty, Status
from model.members import plain
from model.rule import Lapse, Obligation, Power, Prohibition
from model.trace import Mode, Moment, Occurrence, Run
from model.transition import Law, State, Transition, advance, expire, next_expiry
from model.value import dataclass


@plain
class Outcome(StrEnum):
    """What became of one duty by the end of the run."""

    FULFILLED = "fulfilled"  # in time, by the bearer's own act or by what counts as it
    DEEMED = "deemed"  # not in time; the default on expiry took effect, whatever was done later
    LATE = "late"  # done by the bearer after the deadline, no default having taken effect
    NEVER = "never"  # overdue and not done
    EXCUSED = "excused"  # ended without breach by an event that excuses it
    KEPT = "kept"  # a prohibition not violated
    VIOLATED = "violated"  # a prohibition broken
    PENDING = "pending"  # not done and not yet due when the run was last watched


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of one duty or prohibition: when it arose, was due and done, by the clock.

    ``due`` is ``None`` for a limit that never expires, ``settled`` where it was not done. A breach
    has an outcome of ``deemed``, ``late`` or ``never``: a default does not cure it.

    Attributes
    ----------
    disobeyed
        Whether the bearer breached what he could have kept, see :mod:`model.ability`.
    could
        Whether a breached duty could have been kept when it was due.
    """

    rule: Obligation | Prohibition
    opened: int
    outcome: Outcome
    due: int | None
    settled: int | None
    disobeyed: bool = False
    could: bool = True

    @property
    def breached(self) -> bool:
        """Whether the bearer failed to perform in time."""
        return self.outcome in (Outcome.DEEMED, Outcome.LATE, Outcome.NEVER, Outcome.VIOLATED)


class Deviation(StrEnum):
    """Why a run is not admissible."""

    ACT_WITHOUT_TRIGGER = "act-without-trigger"
    EVENT_TWICE = "event-twice"
    UNFOUNDED_EFFECT = "unfounded-effect"  # deemed or counted where no rule does so
    MISSING_EFFECT = "missing-effect"  # a rule deems or counts it, and the run lacks it
    OUT_OF_ORDER = "out-of-order"


@dataclass(frozen=True, slots=True)
class Finding:
    """One deviation, and the occurrence that it is about."""

    deviation: Deviation
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Conformance:
    """All duties of a run in the order of the regime's rules, and all deviations."""

    judgements: tuple[Judgement, ...]
    deviations: tuple[Finding, ...]

    @property
    def admissible(self) -> bool:
        """Whether the regime allows such a run to exist at all."""
        return not self.deviations

    @property
    def breached(self) -> frozenset[str]:
        """The rules whose duties the record shows as not kept, or that are violated."""
        return frozenset(one.rule.id for one in self.judgements if one.breached)

    @property
    def disobeyed(self) -> frozenset[str]:
        """The rules that the run does not obey: broken by those who could have kept them."""
        return frozenset(one.rule.id for one in self.judgements if one.disobeyed)


def conformance(law: Law, run: Run) -> Conformance:
    """Judge a run of one thread.

    Complete for one thread; it says nothing about other threads or about queues. Occurrences must
    stand in the order in which they came about; the round given with an effect or an act is
    ignored, for it follows from the others.
    """
    state, deviations = replayed(law, run)
    return Conformance(judge(law, state, run.end), deviations)


def replayed(law: Law, run: Run) -> tuple[State, tuple[Finding, ...]]:
    """Return where the duties of a run stand at its end, lapses among them, and its deviations."""
    replay = _Replay(law, run)
    for one in run.occurrences:
        replay.take(one)
    replay.finish()
    return replay.state, tuple(replay.deviations)


def states(law: Law, run: Run) -> Iterator[State]:
    """Yield where the duties of an admissible run stand after each of its occurrences."""
    replay = _Replay(law, run)
    for one in run.occurrences:
        replay.take(one)
        yield replay.state


def judge(law: Law, state: State, end: int | None = None) -> tuple[Judgement, ...]:
    """Say what became of every duty of a thread, in the order of the regime's rules.

    ``end`` is until when the thread was watched, ``None`` for ever.
    """
    judgements = [
        _judge(law, duty.rule, duty, state, end)
        for duty in state.duties.values()
        if not isinstance(duty.rule, Lapse | Power)
    ]
    return tuple(sorted(judgements, key=lambda one: law.order[one.rule.id]))


class _Replay:
    def __init__(self, law: Law, run: Run) -> None:
        self.law = law
        self.run = run
        self.state = law.start(run.attributes)
        self.now: Moment = (0, 0)
        self.deviations: list[Finding] = []
        self.owed: Counter[tuple[str, int, Mode]] = Counter()
        self.derived: dict[tuple[str, int, Mode], Occurrence] = {}

    def take(self, one: Occurrence) -> None:
        """Replay one occurrence."""
        if one.at < self.now[0]:
            self.deviations.append(Finding(Deviation.OUT_OF_ORDER, one))
            return
        if one.mode in (Mode.DEEMED, Mode.COUNTED):
            self._confirm(one)
            return
        self._expire_before((one.at, 0 if one.mode is Mode.PERFORMED else one.round))
        if one.event in self.state.occurred:
            self.deviations.append(Finding(Deviation.EVENT_TWICE, one))
            return
        earliest = performable(self.law, self.state, one.event, one.party)
        if earliest is None:
            # It may rest on what an expiry of the same instant brings about, listed behind it.
            self._expire_before((one.at + 1, 0))
            earliest = performable(self.law, self.state, one.event, one.party)
            if earliest is not None:
                self.deviations.append(Finding(Deviation.OUT_OF_ORDER, one))
        if earliest is None or self._exogenous_in_name_only(one):
            self.deviations.append(Finding(Deviation.ACT_WITHOUT_TRIGGER, one))
            earliest = (one.at, one.round)
        moment = max((one.at, 0), earliest)
        if one.mode is Mode.EXOGENOUS:
            moment = max(moment, one.moment)
        self._step(advance(self.law, self.state, (one._replace(round=moment[1]),)), given=1)
        self.now = max(self.now, moment)

    def finish(self) -> None:
        """Let every deadline up to the end of the run expire, and settle what is owed."""
        while (due := next_expiry(self.state)) is not None:
            if self.run.end is not None and due[0] > self.run.end:
                break
            self._step(expire(self.law, self.state, due))
        self.deviations += [
            Finding(Deviation.MISSING_EFFECT, self.derived[key])
            for key in self.owed
            if self.owed[key] > 0
        ]

    def _exogenous_in_name_only(self, one: Occurrence) -> bool:
        return one.mode is Mode.EXOGENOUS and not self.law.regime.is_exogenous(one.event)

    def _confirm(self, one: Occurrence) -> None:
        self._expire_before((one.at, 0))
        key = (one.event, one.at, one.mode)
        while not self.owed[key]:
            due = next_expiry(self.state)
            if due is None or due[0] > one.at:
                self.deviations.append(Finding(Deviation.UNFOUNDED_EFFECT, one))
                return
            self._step(expire(self.law, self.state, due))
        self.owed[key] -= 1

    def _expire_before(self, moment: Moment) -> None:
        while (due := next_expiry(self.state)) is not None and due < moment:
            self._step(expire(self.law, self.state, due))

    def _step(self, step: Transition, given: int = 0) -> None:
        self.state = step.state
        for effect in step.occurred[given:]:
            key = (effect.event, effect.at, effect.mode)
            self.owed[key] += 1
            self.derived[key] = effect


def _judge(
    law: Law, rule: Obligation | Prohibition, duty: Duty, state: State, end: int | None
) -> Judgement:
    settled = duty.settled[0] if duty.settled else None
    outcome = outcome_of(rule, duty, state)
    due = duty.due and duty.due[0]
    if not duty.breached:
        return Judgement(rule, duty.opened[0], outcome, due, settled)
    broken, kept = disobeyed(law, state, duty, end), could(law, state, duty)
    return Judgement(rule, duty.opened[0], outcome, due, settled, broken, kept)


_OUTCOMES = {
    Status.PENDING: Outcome.PENDING,
    Status.FULFILLED: Outcome.FULFILLED,
    Status.EXCUSED: Outcome.EXCUSED,
    Status.LATE: Outcome.LATE,
    Status.VIOLATED: Outcome.VIOLATED,
    Status.OVERDUE: Outcome.NEVER,
}


def outcome_of(rule: Obligation | Prohibition, duty: Duty, state: State) -> Outcome:
    """Return what has become of one duty of a thread, or of a prohibition."""
    found = _OUTCOMES[duty.status]
    if found in (Outcome.NEVER, Outcome.LATE) and _took_effect(rule, duty, state):
        return Outcome.DEEMED
    if isinstance(rule, Prohibition) and found in (Outcome.PENDING, Outcome.FULFILLED):
        return Outcome.KEPT
    return found


def _took_effect(rule: Obligation | Prohibition, duty: Duty, state: State) -> bool:
    """Whether the default of a duty is what brought its event about, alone or with others.

    Limits that run out together bring an event about together, though it is noted as of one.
    """
    if isinstance(rule, Prohibition) or (default := rule.on_expiry) is None:
        return False
    one = state.occurred.get(default.event)
    if one is None or one.mode is not Mode.DEEMED:
        return False
    together = duty.due is not None and one.moment == (duty.due[0], duty.due[1] + 1)
    return one.rule == rule.id or (together and not default.excepted(state.attributes))
