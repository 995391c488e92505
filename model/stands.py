"""Where each duty, ban and lapse of a session stands, in the words of a judged record.

A duty whose limit ran out may still be done, late: it is *overdue*. What could not be kept and has
not been disobeyed since stands so, whoever acted later (``docs/semantics.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from model.conformance import Judgement, Outcome
from model.duty import Status
from model.options import movers
from model.rule import Lapse, Obligation, Prohibition, bearers_of
from model.session import Session, awaited
from model.trace import Moment
from model.vocabulary import WORLD

_LAPSES = {Status.PENDING: "running", Status.FULFILLED: "ran-out", Status.EXCUSED: "ended"}


@dataclass(frozen=True, slots=True)
class Stand:
    """What has become of a rule that was set going, by now.

    Attributes
    ----------
    kind
        ``duty``, ``prohibition`` or ``lapse``.
    parties
        Whose it is; nobody's, of a lapse.
    due
        When its limit runs out or ran out; ``None`` where none runs.
    owed_until
        The last moment at which it can still be obeyed; ``None`` where none is left, or it is no
        duty.
    could
        Whether it could be kept, by when it was due or by the close of the day on which it became
        able; ``None`` of a lapse.
    waits_for
        What its bearer waits for that others bring about; of what was overdue before it was able,
        what he waited for when it was due.
    whose
        The parties that can bring that about.
    """

    rule: Obligation | Prohibition | Lapse
    kind: str
    parties: tuple[str, ...]
    due: int | None
    owed_until: int | None
    outcome: str
    could: bool | None
    waits_for: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()


def standings(session: Session) -> tuple[Stand, ...]:
    """Return where each duty, ban and lapse stands, in the order of the rules."""
    found = [_stand(session, one) for one in session.judgements]
    for duty in session.state.duties.values():
        if isinstance(duty.rule, Lapse):
            due, outcome = duty.due and duty.due[0], _LAPSES[duty.status]
            found.append(Stand(duty.rule, "lapse", (), due, None, outcome, None))
    return tuple(sorted(found, key=lambda one: session.law.order[one.rule.id]))


def _stand(session: Session, one: Judgement) -> Stand:
    rule, due = one.rule, one.due
    if isinstance(rule, Prohibition):
        return Stand(rule, "prohibition", bearers_of(rule), due, None, str(one.outcome), True)
    last = session.owed_until(session.state.duties[rule.id])
    could = one.could or one.disobeyed
    waits = kept_from(session, one)
    whose = dict.fromkeys(
        who for event in waits for who in movers(session.law, event) if who != WORLD
    )
    outcome = _outcome(one, could)
    until = None if last is None else last[0]
    return Stand(rule, "duty", rule.bearers, due, until, outcome, could, waits, tuple(whose))


def _outcome(one: Judgement, could: bool) -> str:
    if not could:
        return "could-not-be-kept"
    return "overdue" if one.outcome is Outcome.NEVER else str(one.outcome)


def kept_from(session: Session, one: Judgement) -> tuple[str, ...]:
    """Return what keeps a duty from being done, or kept it when it was due; nothing if nothing."""
    duty = session.state.duties[one.rule.id]
    if one.outcome is Outcome.PENDING:
        return tuple(awaited(session.law, session.state, duty))
    if one.could or one.rule.id not in session.expired:
        return ()
    return tuple(session.expired[one.rule.id].awaited)


class Running(NamedTuple):
    """A lapse that runs: what it brings about, and when."""

    rule: Lapse
    event: str
    due: Moment


def running(session: Session) -> tuple[Running, ...]:
    """Return the lapses whose time is running out, the next one first; none that stand still."""
    found = [
        Running(duty.rule, duty.rule.event, duty.due)
        for duty in session.state.duties.values()
        if isinstance(duty.rule, Lapse) and duty.status is Status.PENDING and duty.due is not None
    ]
    return tuple(sorted(found, key=lambda one: one.due))
