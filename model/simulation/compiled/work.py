"""What offices and the world do when its time has come, on arrays."""

from __future__ import annotations

from model.simulation.compiled.ability import performable, ways
from model.simulation.compiled.codes import (
    COME,
    FINISH,
    NEVER,
    NONE,
    PERFORM,
    PHASE_ACT,
    POWER,
)
from model.simulation.compiled.dates import after_work
from model.simulation.compiled.department import hold, may
from model.simulation.compiled.desk import next_item
from model.simulation.compiled.facts import listed, together
from model.simulation.compiled.habits import gives_up
from model.simulation.compiled.jit import small, step
from model.simulation.compiled.office import first_there, free, release, wake
from model.simulation.compiled.owing import office_of
from model.simulation.compiled.plan import plan
from model.simulation.compiled.platform import exogenous, perform_act, waits_until


@step
def take_up(w, office):
    """Let officers who are there take up what waits."""
    of, now = w.offices[office], w.tally[0].now
    of.woken = NONE
    while of.waiting:
        officer = first_there(w, office, now)
        if officer == NONE:
            break
        number = next_item(w, office)
        if w.items[number].freed or (w.habits[0].giving_up and gives_up(w, number)):
            free(w, office, officer)
        else:
            _start(w, number, officer, now)
    if of.waiting and of.alike == NONE:
        wake(w, office)


@step
def _start(w, number, officer, now):
    item = w.items[number]
    item.officer, item.taken_up = officer, now
    done = now
    if item.minutes:
        done = after_work(w, w.officers[officer].calendar, now, item.minutes)
    if done < NEVER:
        plan(w, done, PHASE_ACT, FINISH, number)
    if w.habits[0].acts_on_take_up:
        perform_item(w, number)


@step
def finish(w, number):
    """Let an officer be done with an item."""
    if not w.items[number].freed:
        release(w, number)
        perform_item(w, number)


@step
def perform_item(w, number):
    """Let an office perform the act of an item, or hold it back until it can be done."""
    item = w.items[number]
    if _is_over(w, item):
        return
    at = waits_until(w, item.act, item.rule)
    if at != NONE:
        plan(w, at, PHASE_ACT, PERFORM, number)
        return
    possible = may(w, number)
    if possible:
        means = ways(w, item.thread, item.party, item.act)
        if means > 0:
            for place in range(means):
                w.doing[place] = w.way[place]
            for place in range(means):
                act = w.doing[place]
                perform_act(w, item.thread, act, item.party, _power(w, item, act))
            if item.freed or w.occurred[item.thread, item.act]:
                return
            possible = may(w, number)
    if possible:
        item.done = 1
        perform_act(w, item.thread, item.act, item.party, item.rule)
    else:
        hold(w, number)


@small
def _is_over(w, item):
    return item.done or item.freed or w.occurred[item.thread, item.act]


@step
def _power(w, item, act):
    """Return the rule by which an office may do an act on the way; ``NONE`` where it is free."""
    for rule in listed(w, w.supports[item.party, act]):
        if w.duty[item.thread, rule]:
            return rule
    return NONE


@step
def come(w, first, event):
    """Let a later event come whose time has come, if it can and nobody owes it."""
    power = _power_of(w, first, event)
    party = w.events[event].by if power == NONE else w.rules[power].bearer
    office = office_of(w, first, party)
    if office != NONE and w.offices[office].silent:
        return
    if power != NONE:
        at = waits_until(w, event, power)
        if at != NONE:
            plan(w, at, PHASE_ACT, COME, first * w.events.shape[0] + event)
            return
    for rule in listed(w, w.events[event].demanding):
        if w.duty[first, rule]:
            return
    start, behind = together(w, first, event)
    for thread in range(start, behind):
        if performable(w, thread, event, party) == NONE:
            return
    if w.events[event].exogenous:
        for thread in range(start, behind):
            exogenous(w, thread, event)
    else:
        perform_act(w, first, event, party, power)


@step
def _power_of(w, thread, event):
    """Return the power by which an event comes about, if a rule allows it to somebody."""
    for rule in listed(w, w.events[event].supporting):
        if w.rules[rule].kind == POWER and w.duty[thread, rule]:
            return rule
    return NONE
