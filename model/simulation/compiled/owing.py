"""What offices owe: who acts as whom, and what lies on the desks for which act of which matter."""

from __future__ import annotations

from model.simulation.compiled.codes import NONE, OVERDUE, PENDING
from model.simulation.compiled.facts import duty_of, listed, room, together
from model.simulation.compiled.jit import small, step


@small
def office_of(w, thread, party):
    """Return the office that acts as a party in a thread; ``NONE`` where none does."""
    of = w.threads[thread]
    if party == w.habits[0].queried:
        party = w.habits[0].regulator if of.to_regulator else w.habits[0].bureau
    return w.offices_of[party, of.department]


@step
def owed(w, number):
    """Return how many duties the office of an item still has to do by its act, in ``owing``."""
    item = w.items[number]
    count = 0
    first, behind = together(w, item.thread, item.act)
    for thread in range(first, behind):
        for rule in listed(w, w.events[item.act].demanding):
            duty = duty_of(w, thread, rule)
            if duty == NONE or not _live(w, thread, duty):
                continue
            for party in listed(w, w.rules[rule].bearers):
                if office_of(w, thread, party) == item.office and room(w, count, w.owing.shape[0]):
                    w.owing[count], w.owing_parties[count] = duty, party
                    count += 1
    return count


@small
def _live(w, thread, duty):
    """Whether a duty is still to be done, in time or late."""
    of = w.duties[duty]
    announced = w.rules[of.rule].announced
    if announced != NONE and w.occurred[thread, announced]:
        return False
    return of.status == PENDING or of.status == OVERDUE


@step
def luck_of(w, thread, rule, party):
    """Return where the luck of an act is in a kind of matter; joint bearers have each their own."""
    of, place = w.rules[rule], 0
    for bearer in listed(w, of.bearers):
        if bearer == party:
            break
        place += 1
    return w.luck_of[w.threads[thread].kind, w.lists[of.columns + 1 + place]]


@small
def desk_of(w, thread, act):
    """Return the desk of an act of a thread; ``NONE`` where there is none."""
    place = w.threads[thread].first_desk
    while place != NONE and w.desks[place].act != act:
        place = w.desks[place].next
    return place


@step
def desk_for(w, thread, act):
    """Return the desk of an act of a thread, a new one behind its others where there is none.

    There is room for one.
    """
    place = desk_of(w, thread, act)
    if place != NONE:
        return place
    tally, of = w.tally[0], w.threads[thread]
    place = tally.desks
    tally.desks += 1
    desk = w.desks[place]
    desk.act, desk.first, desk.last, desk.next = act, NONE, NONE, NONE
    if of.last_desk == NONE:
        of.first_desk = place
    else:
        w.desks[of.last_desk].next = place
    of.last_desk = place
    return place


@step
def clear_desk(w, thread, place):
    """Take a whole desk away and return the first item that lay on it."""
    of = w.threads[thread]
    before, other = NONE, of.first_desk
    while other != place:
        before, other = other, w.desks[other].next
    if before == NONE:
        of.first_desk = w.desks[place].next
    else:
        w.desks[before].next = w.desks[place].next
    if of.last_desk == place:
        of.last_desk = before
    return w.desks[place].first


@small
def lay(w, desk, number):
    """Lay an item behind the others of a desk."""
    of = w.desks[desk]
    w.items[number].next_on_desk = NONE
    if of.last == NONE:
        of.first = number
    else:
        w.items[of.last].next_on_desk = number
    of.last = number


@step
def lift(w, desk, number):
    """Take an item off a desk, if it lies on it."""
    of = w.desks[desk]
    before, other = NONE, of.first
    while other != NONE and other != number:
        before, other = other, w.items[other].next_on_desk
    if other == NONE:
        return
    following = w.items[number].next_on_desk
    if before == NONE:
        of.first = following
    else:
        w.items[before].next_on_desk = following
    if of.last == number:
        of.last = before


@step
def forget(w, number):
    """Drop a matter for good; a new duty to do the same brings it back."""
    item = w.items[number]
    item.freed = 1
    desk = desk_of(w, item.thread, item.act)
    if desk != NONE:
        lift(w, desk, number)
