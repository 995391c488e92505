"""One office on arrays: officers who are there, matters that come onto its desk and leave it."""

from __future__ import annotations

from model.simulation.compiled.codes import (
    ENTER,
    NEVER,
    NONE,
    PHASE_EXOGENOUS,
    PHASE_TAKE_UP,
    TAKE_UP,
)
from model.simulation.compiled.dates import next_office_instant, worked_until
from model.simulation.compiled.desk import new_entry, wait
from model.simulation.compiled.facts import room
from model.simulation.compiled.habits import leaves
from model.simulation.compiled.jit import small, step
from model.simulation.compiled.plan import plan


@step
def put(w, number, ready):
    """Put a matter on the desk at an instant from now on."""
    entry = new_entry(w, number, ready)
    if entry == NONE:
        return
    if ready > w.tally[0].now:
        plan(w, ready, PHASE_EXOGENOUS, ENTER, entry)
    else:
        enter(w, entry)


@step
def enter(w, entry):
    """Let a matter wait for an officer, unless it is left to its default."""
    number = w.entries[entry].subject
    office = w.items[number].office
    if w.habits[0].leaning and not w.items[number].freed and leaves(w, number):
        return
    wait(w, office, entry)
    wake(w, office)


@step
def wake(w, office):
    """Let free officers take up work as soon as one of them is there, once."""
    of = w.offices[office]
    if not of.free:
        return
    at = _next_presence(w, of, w.tally[0].now)
    if at < NEVER and at != of.woken:
        of.woken = at
        plan(w, at, PHASE_TAKE_UP, TAKE_UP, office)


@small
def _next_presence(w, office, now):
    """The first instant from now on at which a free officer is there."""
    if office.alike != NONE:
        return next_office_instant(w, office.alike, now)
    earliest = NEVER
    for officer in range(office.first_officer, office.first_officer + office.officers):
        if w.officers[officer].free:
            calendar = w.officers[officer].calendar
            earliest = min(earliest, next_office_instant(w, calendar, now))
    return earliest


@step
def first_there(w, office, now):
    """Take the free officer of the lowest number who is there; ``NONE`` where none is."""
    of = w.offices[office]
    if not of.free:
        return NONE
    for officer in range(of.lowest_free, of.first_officer + of.officers):
        who = w.officers[officer]
        if who.free and (of.alike != NONE or next_office_instant(w, who.calendar, now) == now):
            who.free = 0
            of.free -= 1
            if of.alike != NONE:
                of.lowest_free = officer + 1
            return officer
    return NONE


@small
def free(w, office, officer):
    """Let an officer be free again."""
    of = w.offices[office]
    w.officers[officer].free = 1
    of.free += 1
    of.lowest_free = min(of.lowest_free, officer)


@step
def drop(w, number):
    """Take a matter off the desk, or out of the hands of the officer who has it."""
    w.items[number].freed = 1
    if w.items[number].officer != NONE:
        release(w, number)


@step
def release(w, number):
    """Let the officer of an item be free again, and note what he has worked on it."""
    item, tally = w.items[number], w.tally[0]
    office, now = w.offices[item.office], tally.now
    if item.taken_up < w.worked[1] and now > w.worked[0]:
        calendar = w.officers[item.officer].calendar
        office.worked += worked_until(w, calendar, min(now, w.worked[1]))
        office.worked -= worked_until(w, calendar, max(item.taken_up, w.worked[0]))
    free(w, item.office, item.officer)
    item.officer = NONE
    if w.threads[item.thread].counted and room(w, tally.attention, w.attention.shape[0]):
        seen = w.attention[tally.attention]
        tally.attention += 1
        seen.thread, seen.act, seen.office = item.thread, item.act, item.office
        seen.taken_up, seen.finished = item.taken_up, now
    if office.waiting:
        wake(w, item.office)
