"""The loop of a run: what is planned takes place, instant by instant, phase by phase."""

from __future__ import annotations

from model.simulation.compiled.ability import performable
from model.simulation.compiled.codes import (
    ARRIVE,
    COME,
    ENTER,
    EXPIRE,
    FINISH,
    NONE,
    PERFORM,
    PHASE_ACT,
    PHASE_EXOGENOUS,
    TAKE_UP,
)
from model.simulation.compiled.facts import listed
from model.simulation.compiled.handle import handle
from model.simulation.compiled.jit import entry, step
from model.simulation.compiled.office import enter
from model.simulation.compiled.plan import kind_of, plan, subject_of, take
from model.simulation.compiled.platform import exogenous, expire_together
from model.simulation.compiled.work import come, finish, perform_item, take_up


@step
def expect(w, place):
    """Plan the arrival of a matter, once the one before has arrived."""
    if place < w.arrivals.shape[0]:
        arrival = w.arrivals[place]
        phase = PHASE_ACT if arrival.by_act else PHASE_EXOGENOUS
        plan(w, arrival.at, phase, ARRIVE, place)


@step
def begin_threads(w, arrival):
    """Let the threads of a matter begin: nothing has come in them."""
    for thread in range(arrival.first_thread, arrival.first_thread + arrival.threads):
        for event in range(w.occurred.shape[1]):
            w.occurred[thread, event] = 0
        for rule in range(w.duty.shape[1]):
            w.duty[thread, rule] = 0
        for column in range(w.begun.shape[1]):
            w.begun[thread, column] = 0


@step
def arrive(w, place):
    """Let a matter arrive: what begins it occurs in each thread, as far as the case admits it."""
    expect(w, place + 1)
    arrival = w.arrivals[place]
    w.tally[0].arrived = place + 1
    begin_threads(w, arrival)
    for thread in range(arrival.first_thread, arrival.first_thread + arrival.threads):
        for event in listed(w, arrival.starts):
            if performable(w, thread, event, w.events[event].by) != NONE:
                exogenous(w, thread, event)


@step
def take_place(w, found):
    """Let something planned take place."""
    kind, subject = kind_of(found), subject_of(found)
    if kind == ARRIVE:
        arrive(w, subject)
    elif kind == EXPIRE:
        expire_together(w, subject)
    elif kind == ENTER:
        enter(w, subject)
    elif kind == TAKE_UP:
        take_up(w, subject)
    elif kind == FINISH:
        finish(w, subject)
    elif kind == PERFORM:
        perform_item(w, subject)
    elif kind == COME:
        events = w.events.shape[0]
        come(w, subject // events, subject % events)


def runner(digest):
    """Return the function that runs a world until so many matters have arrived, or to its end.

    Parameters
    ----------
    digest
        A number made of the source of all that it calls: what was compiled of another is not used.
    """

    @entry
    def run(world, until):
        w = handle(world)
        tally = w.tally[0]
        if digest and tally.arrived == 0 and tally.ahead == 0:
            expect(w, 0)
        while tally.ahead and tally.arrived < until and not tally.full:
            take_place(w, take(w))

    return run
