"""Until when a duty of a record can be done in time, and why a limit has not run out."""

from __future__ import annotations

from model.duty import Duty
from model.record.standing import Why
from model.rule import Lapse, Obligation
from model.transition import Law, State


def due_of(law: Law, state: State, duty: Duty) -> int | None:
    """Return the instant by which a duty is due; ``None`` where its limit does not run out.

    Of notice that is owed so many working days ahead of an event it is known once the event has
    come: the close of business of the last working day that is so far ahead.
    """
    if isinstance(duty.rule, Obligation) and duty.rule.announced is not None:
        event, ahead = state.occurred.get(duty.rule.announced), law.ahead(duty.rule)
        if event is not None and ahead:
            latest = law.clock.latest_notice(event.at, ahead)
            return None if latest < 0 else latest  # ahead of all days of the calendar
    return None if duty.due is None else duty.due[0]


def why_pending(rule: Obligation | Lapse, duty: Duty) -> tuple[Why, str]:
    """Return why a limit has not run out, and the event that this is about."""
    if duty.due is not None:
        return Why.NOT_DUE, ""
    if isinstance(rule, Obligation) and rule.announced is not None:
        return Why.UNANNOUNCED, rule.announced
    if duty.running is not None and duty.running.halted:
        return Why.STANDS_STILL, rule.clock.suspensions[min(duty.running.halted)].stops
    return Why.NO_LIMIT, ""
