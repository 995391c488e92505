"""What is planned: one heap of keys that order as instant, phase of it, and order of planning."""

from __future__ import annotations

from model.simulation.compiled.codes import PHASE_TAKE_UP
from model.simulation.compiled.facts import room
from model.simulation.compiled.jit import small, step

_PHASES = 8
_PLANNED = 2**33
_KINDS = 8
assert PHASE_TAKE_UP < _PHASES


@step
def plan(w, at, phase, kind, of):
    """Plan something for an instant; what nobody watches any more is not planned."""
    tally = w.tally[0]
    if at >= tally.end or not room(w, tally.heap, w.keys):
        return
    key = (at * _PHASES + phase) * _PLANNED + tally.planned
    tally.planned += 1
    place = tally.heap
    tally.heap += 1
    while place:
        above = (place - 1) // 2
        if w.keys[above] <= key:
            break
        w.keys[place], w.plans[place] = w.keys[above], w.plans[above]
        place = above
    w.keys[place], w.plans[place] = key, of * _KINDS + kind


@step
def take(w):
    """Take what is planned next off the heap, and let its instant be now."""
    tally = w.tally[0]
    tally.now = w.keys[0] // _PLANNED // _PHASES
    found = w.plans[0]
    tally.heap -= 1
    last, end = w.keys[tally.heap], tally.heap
    place = 0
    while True:
        below = 2 * place + 1
        if below >= end:
            break
        if below + 1 < end and w.keys[below + 1] < w.keys[below]:
            below += 1
        if last <= w.keys[below]:
            break
        w.keys[place], w.plans[place] = w.keys[below], w.plans[below]
        place = below
    w.keys[place], w.plans[place] = last, w.plans[end]
    return found


@small
def kind_of(found):
    """Return what kind of thing was planned."""
    return found % _KINDS


@small
def subject_of(found):
    """Return what a planned thing is about."""
    return found // _KINDS
