"""What is planned: a calendar of days, and of the day that it is, by minute and phase.

What is planned for one phase of one instant takes place in the order in which it was planned. What
is planned for a later day waits in a list of that day, the last planned first, until the day comes;
a day's minutes and phases are places, and bits say which of them are not empty.
"""

from __future__ import annotations

import numpy as np

from model.instant import MINUTES
from model.simulation.compiled.bits import lowest
from model.simulation.compiled.codes import NONE, PHASE_TAKE_UP
from model.simulation.compiled.facts import room
from model.simulation.compiled.jit import small, step

_PHASES = 4
_KINDS = 8
_BITS = 64
_ONE = np.uint64(1)
assert 1 <= PHASE_TAKE_UP <= _PHASES

PLACES = MINUTES * _PHASES
"""Places of a day: its minutes, and their phases."""

WORDS = PLACES // _BITS


@step
def plan(w, at, phase, kind, of):
    """Plan something for an instant from now on; what nobody watches any more is not planned."""
    tally = w.tally[0]
    if at >= tally.end:
        return
    number = _new(w)
    if number == NONE:
        return
    one = w.plans[number]
    one.of, one.place = of * _KINDS + kind, at % MINUTES * _PHASES + phase - 1
    tally.ahead += 1
    day = at // MINUTES - tally.origin
    if day == tally.today:
        _append(w, number, one.place)
    else:
        one.next = w.days_ahead[day]
        w.days_ahead[day] = number


@small
def _new(w):
    tally = w.tally[0]
    number = tally.free_plan
    if number != NONE:
        tally.free_plan = w.plans[number].next
    elif room(w, tally.plans, w.plans.shape[0]):
        number = tally.plans
        tally.plans += 1
    return number


@small
def _append(w, number, place):
    """Put what is planned behind all else in a place of today."""
    w.plans[number].next = NONE
    if w.first_planned[place] == NONE:
        w.first_planned[place] = number
        w.planned[place // _BITS] |= _ONE << np.uint64(place % _BITS)
        w.tally[0].word = min(w.tally[0].word, place // _BITS)
    else:
        w.plans[w.last_planned[place]].next = number
    w.last_planned[place] = number


@step
def _next_day(w):
    """Let the next day come for which something is planned."""
    tally = w.tally[0]
    tally.today += 1
    while w.days_ahead[tally.today] == NONE:
        tally.today += 1
    number = w.days_ahead[tally.today]
    while number != NONE:
        one = w.plans[number]
        following, place = one.next, one.place
        # From the last planned to the first: each is put before those planned after it.
        one.next = w.first_planned[place]
        if one.next == NONE:
            w.last_planned[place] = number
            w.planned[place // _BITS] |= _ONE << np.uint64(place % _BITS)
        w.first_planned[place] = number
        number = following
    tally.word = 0


@step
def take(w):
    """Take what is planned next, and let its instant be now."""
    tally = w.tally[0]
    while True:
        while tally.word < WORDS and w.planned[tally.word] == 0:
            tally.word += 1
        if tally.word < WORDS:
            break
        _next_day(w)
    place = tally.word * _BITS + lowest(w.planned[tally.word])
    number = w.first_planned[place]
    one = w.plans[number]
    w.first_planned[place] = one.next
    if one.next == NONE:
        w.planned[tally.word] ^= _ONE << np.uint64(place % _BITS)
    one.next = tally.free_plan
    tally.free_plan = number
    tally.ahead -= 1
    tally.now = (tally.today + tally.origin) * MINUTES + place // _PHASES
    return one.of


@small
def kind_of(found):
    """Return what kind of thing was planned."""
    return found % _KINDS


@small
def subject_of(found):
    """Return what a planned thing is about."""
    return found // _KINDS
