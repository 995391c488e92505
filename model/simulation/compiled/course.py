"""What comes later in a matter, on arrays: when it is set going, and when it has come."""

from __future__ import annotations

from model.simulation.compiled.codes import (
    COME,
    NEVER,
    NONE,
    PHASE_ACT,
    PHASE_EXOGENOUS,
    ROUNDS,
)
from model.simulation.compiled.dates import (
    after_work,
    closing,
    index_at,
    office_instant,
    worked_until,
)
from model.simulation.compiled.facts import first_of, holds, listed
from model.simulation.compiled.fortune import real, whole
from model.simulation.compiled.jit import step
from model.simulation.compiled.plan import plan


@step
def course_follows(w, thread, place):
    """Set the time of what follows later on an event."""
    one = w.history[place]
    for number in listed(w, w.following[one.event, w.threads[thread].kind]):
        event, column = w.laters[number].event, w.laters[number].column
        first = first_of(w, thread, event)
        if w.begun[first, column] or not holds(w, w.laters[number].guard, first):
            continue
        w.begun[first, column] = 1
        at = _instant(w, first, number, one.moment // ROUNDS)
        if at != NONE and at < NEVER:
            phase = PHASE_EXOGENOUS if w.events[event].exogenous else PHASE_ACT
            plan(w, at, phase, COME, first * w.events.shape[0] + event)


@step
def _instant(w, thread, number, cause):
    """An office instant so many working days after the cause, or later on the same day."""
    luck, place = w.laters[number], w.threads[thread].position
    if real(w, luck.comes, place) >= luck.probability:
        return NONE
    index, days = index_at(w, cause), whole(w, luck.days, place)
    share = real(w, luck.shares, place)
    if days == 0:
        left = worked_until(w, 0, closing(w, index)) - worked_until(w, 0, cause)
        if left > 1:
            return after_work(w, 0, cause, 2 + int(share * (left - 1))) - 1
        days = 1
    if index + days >= w.calendars[0].days:
        return NONE
    return office_instant(w, index + days, share)
