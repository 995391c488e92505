"""What is read and written everywhere: lists, guards, and what has occurred in a thread."""

from __future__ import annotations

from model.simulation.compiled.codes import NONE
from model.simulation.compiled.handle import stretch
from model.simulation.compiled.jit import small, step


@small
def listed(w, place):
    """Return the members of a list."""
    return stretch(w.lists, place + 1, w.lists[place])


@small
def among(w, member, place):
    """Whether something is in a list."""
    for other in listed(w, place):
        if other == member:
            return True
    return False


@step
def holds(w, guard, thread):
    """Whether a guard admits the case of a thread: pairs of an attribute and its values as bits."""
    end = guard + 1 + w.lists[guard]
    for place in range(guard + 1, end, 2):
        value = w.attributes[thread, w.lists[place]]
        if not (w.lists[place + 1] >> value) & 1:
            return False
    return True


@small
def room(w, filled, length):
    """Whether an array has room for one more; else the run is given up and begun with more."""
    if filled < length:
        return True
    w.tally[0].full = 1
    return False


@step
def record(w, thread, event, moment, mode, party, rule):
    """Note that an event occurs, unless it has occurred already."""
    tally = w.tally[0]
    if w.occurred[thread, event] or not room(w, tally.history, w.history.shape[0]):
        return
    one = w.history[tally.history]
    tally.history += 1
    w.occurred[thread, event] = tally.history
    one.thread, one.event, one.moment = thread, event, moment
    one.mode, one.party, one.rule = mode, party, rule


@small
def moment_of(w, thread, event):
    """Return the moment of an event that has occurred in a thread."""
    return w.history[w.occurred[thread, event] - 1].moment


@small
def duty_of(w, thread, rule):
    """Return the place of what a rule has set going in a thread, ``NONE`` where it has not."""
    return w.duty[thread, rule] - 1 if w.duty[thread, rule] else NONE


@small
def standing(w, thread, rule):
    """Return where a rule stands in a thread; ``NONE`` where it has not been set going."""
    number = w.duty[thread, rule] - 1
    return w.duties[number].status if number >= 0 else NONE


@small
def first_of(w, thread, event):
    """Return the first of the threads in which an event occurs when it occurs in one of them."""
    return w.threads[thread].first_sibling if w.events[event].whole else thread


@small
def together(w, thread, event):
    """Return the first of those threads, and that behind the last of them."""
    if not w.events[event].whole:
        return thread, thread + 1
    of = w.threads[thread]
    return of.first_sibling, of.first_sibling + of.siblings
