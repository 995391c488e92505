"""Clocks that stop, begin anew or are given longer: :mod:`model.tolling` on arrays."""

from __future__ import annotations

from model.simulation.compiled.codes import NEVER, NO_TERM, NONE, ROUNDS
from model.simulation.compiled.dates import close_from, index_at, later, moment_at, term_ends
from model.simulation.compiled.jit import small, step


@step
def begin_clock(w, thread, duty, clock, rule):
    """Let the clock of a limit begin; what has stopped it already keeps it from starting."""
    clock.start, clock.granted, clock.lost, clock.halted = duty.opened, 0, 0, 0
    clock.since, clock.least = duty.opened // ROUNDS, 0
    pairs = rule.suspensions
    for place in range(w.lists[pairs] // 2):
        stops, resumes = w.lists[pairs + 1 + 2 * place], w.lists[pairs + 2 + 2 * place]
        if w.occurred[thread, stops] and not w.occurred[thread, resumes]:
            clock.halted |= 1 << place


@step
def runs_out(w, duty, clock, rule):
    """Return when a limit runs out as its clock stands now."""
    if rule.term == NO_TERM:
        return duty.due
    if clock.halted or clock.granted >= NEVER:
        return NONE
    start = clock.start // ROUNDS
    ends = term_ends(w, rule, start, rule.count + clock.granted)
    if clock.lost:
        ends = later(w, ends, clock.lost)
    return max(moment_at(ends, clock.start % ROUNDS if ends == start else 0), clock.least)


@step
def heed(w, thread, duty, clock, rule, one):
    """Let the clock of a pending limit heed an event."""
    at = one.moment // ROUNDS
    for place in range(rule.restarts + 1, rule.restarts + 1 + w.lists[rule.restarts]):
        if w.lists[place] == one.event:
            clock.start, clock.lost, clock.since = one.moment, 0, at
            clock.least = _first_close(w, one.moment)
    _lengthen(w, clock, rule, one.event)
    before = clock.halted
    _stop_or_resume(w, thread, clock, rule, one.event)
    if clock.halted and not before:
        clock.since = at
    elif before and not clock.halted:
        clock.lost += index_at(w, at) - index_at(w, clock.since)
        clock.least = _first_close(w, one.moment)
    duty.due = runs_out(w, duty, clock, rule)


@small
def _lengthen(w, clock, rule, event):
    """An extension without end is one of more days than there are."""
    end = rule.extensions + 1 + w.lists[rule.extensions]
    for place in range(rule.extensions + 1, end, 2):
        if w.lists[place] == event:
            clock.granted = min(NEVER, clock.granted + w.lists[place + 1])


@small
def _stop_or_resume(w, thread, clock, rule, event):
    pairs = rule.suspensions
    for place in range(w.lists[pairs] // 2):
        stops, resumes = w.lists[pairs + 1 + 2 * place], w.lists[pairs + 2 + 2 * place]
        if resumes == event:
            clock.halted &= ~(1 << place)
        elif stops == event and not w.occurred[thread, resumes]:
            clock.halted |= 1 << place


@small
def _first_close(w, moment):
    """Return the first close of business by which one can still act after an event."""
    first = close_from(w, moment // ROUNDS)
    return moment_at(later(w, first, 1) if moment % ROUNDS else first, 0)
