"""Departments on arrays: they notice duties, wait, hold back what cannot be done, forget some."""

from __future__ import annotations

from model.instant import MINUTES
from model.simulation.compiled.ability import performable, ways
from model.simulation.compiled.codes import (
    DEEMED,
    LATE,
    NEVER,
    NONE,
    OBLIGATION,
    OVERDUE,
    PENDING,
    PERFORMED,
    ROUNDS,
)
from model.simulation.compiled.dates import after_work, index_at
from model.simulation.compiled.facts import duty_of, first_of, listed, room, standing
from model.simulation.compiled.fortune import real, whole
from model.simulation.compiled.habits import begun, next_look, overlooks, prompted
from model.simulation.compiled.jit import small, step
from model.simulation.compiled.office import drop, put
from model.simulation.compiled.owing import (
    clear_desk,
    desk_for,
    desk_of,
    lay,
    lift,
    luck_of,
    office_of,
    owed,
)


@step
def duty_opened(w, thread, number, cause):
    """Bring a new duty onto the desks of all who bear it."""
    duty = w.duties[number]
    if duty.status != PENDING or not room(w, w.tally[0].desks, w.desks.shape[0]):
        return
    act = w.rules[duty.rule].act
    first = first_of(w, thread, act)
    desk = desk_for(w, first, act)
    for party in listed(w, w.rules[duty.rule].bearers):
        office = office_of(w, first, party)
        if w.offices[office].silent:
            continue
        if not _lies_before(w, desk, office):
            if not room(w, w.tally[0].items, w.items.shape[0]):
                return
            item = _new_item(w, first, duty, act, party, office)
            lay(w, desk, item)
            _note(w, item, cause)


@small
def _lies_before(w, desk, office):
    """Whether an office already has the act of a desk before it."""
    item = w.desks[desk].first
    while item != NONE:
        if w.items[item].office == office:
            return True
        item = w.items[item].next_on_desk
    return False


@step
def _new_item(w, thread, duty, act, party, office):
    tally = w.tally[0]
    number = tally.items
    tally.items += 1
    item = w.items[number]
    item.thread, item.rule, item.due, item.act = thread, duty.rule, duty.due, act
    item.party, item.office, item.luck = party, office, luck_of(w, thread, duty.rule, party)
    item.officer, item.taken_up, item.held, item.freed, item.done = NONE, NONE, 0, 0, 0
    if item.luck < 0:
        tally.not_drawn = 1
        tally.full = 1
        item.luck = 0
    item.minutes = whole(w, w.lucks[item.luck].work, w.threads[thread].position)
    return number


@step
def departments_follow(w, thread, place):
    """Take matters off the desks that nobody need do any more, and bring others onto them."""
    one = w.history[place]
    first = first_of(w, thread, one.event)
    desk = desk_of(w, first, one.event)
    if desk != NONE:
        frees = one.mode != DEEMED or w.habits[0].expiry_frees
        number = clear_desk(w, first, desk)
        while number != NONE:
            if frees and not w.items[number].done:
                drop(w, number)
            number = w.items[number].next_on_desk
    of = w.events[one.event]
    if of.ending:
        _drop_ended(w, thread)
        if w.threads[thread].first_sibling != thread:
            _drop_ended(w, w.threads[thread].first_sibling)
    if w.lists[of.prompts]:
        _reach_breaching(w, thread)
        prompted(w, one.event, one.moment // ROUNDS)
    _note_held(w, thread, place)


@step
def _note_held(w, thread, cause):
    """Bring before the offices what was held back until something more had happened."""
    of = w.threads[thread]
    number, of.first_held, of.last_held = of.first_held, NONE, NONE
    while number != NONE:
        item = w.items[number]
        following = item.next_held
        item.held = 0
        if not item.freed and item.officer == NONE:
            _note(w, number, cause)
        number = following


@step
def _note(w, number, cause):
    """Put an item on the desk when it is noticed, unless it is overlooked."""
    item = w.items[number]
    if not may(w, number):
        hold(w, number)
        return
    noticed = _noticed(w, item, cause)
    if overlooks(w, item):
        noticed = _recalled(w, noticed)
    if noticed != NONE:
        noticed = begun(w, item, noticed)
    stream = w.lucks[item.luck].wait
    if noticed != NONE and stream >= 0:
        minutes = whole(w, stream, w.threads[item.thread].position)
        if minutes:
            noticed = after_work(w, 0, noticed, minutes)
    if noticed != NONE and noticed < NEVER:
        put(w, number, noticed)


@step
def _noticed(w, item, cause):
    """A department knows at once what it did itself; the rest it sees when it looks."""
    one = w.history[cause]
    at = one.moment // ROUNDS
    if w.events[item.act].known_at_once:
        return at
    if one.mode == PERFORMED and one.party != NONE:
        if office_of(w, item.thread, one.party) == item.office:
            return at
    return next_look(w, item.office, at)


@step
def _recalled(w, noticed):
    if noticed == NONE or w.habits[0].recall == NONE:
        return NONE
    index = index_at(w, noticed) + w.habits[0].recall
    if index >= w.calendars[0].days:
        return NONE
    return (w.days[0, index] + w.tally[0].origin) * MINUTES + w.calendars[0].opens


@step
def hold(w, number):
    """Hold an item back until something more happens in its thread."""
    item = w.items[number]
    if item.held:
        return
    item.held, item.next_held = 1, NONE
    of = w.threads[item.thread]
    if of.last_held == NONE:
        of.first_held = number
    else:
        w.items[of.last_held].next_held = number
    of.last_held = number


@step
def may(w, number):
    """Whether the act of an item is possible, and not forbidden or the prohibition overlooked."""
    item = w.items[number]
    if performable(w, item.thread, item.act, item.party) == NONE:
        if ways(w, item.thread, item.party, item.act) <= 0:
            return False
    for rule in listed(w, w.events[item.act].forbidding):
        if w.rules[rule].bearer == item.party and standing(w, item.thread, rule) == PENDING:
            luck = w.lucks[item.luck]
            if luck.heedless < 0:
                return False
            position = w.threads[item.thread].position
            return real(w, luck.heedless, position) < luck.overlooked
    return True


@step
def _drop_ended(w, thread):
    """Take off the desks what an excuse or the event to be announced has settled."""
    desk = w.threads[thread].first_desk
    while desk != NONE:
        number = w.desks[desk].first
        while number != NONE:
            following = w.items[number].next_on_desk
            if not _resumed(w, number):
                lift(w, desk, number)
                drop(w, number)
            number = following
        desk = w.desks[desk].next


@step
def _resumed(w, number):
    """Whether an office still has the act of an item to do, under the same rule or another."""
    if not owed(w, number):
        return False
    item, duty = w.items[number], w.duties[w.owing[0]]
    item.rule, item.due, item.party = duty.rule, duty.due, w.owing_parties[0]
    item.luck = luck_of(w, item.thread, duty.rule, item.party)
    return True


@step
def _reach_breaching(w, thread):
    """Mark the offices that have breached a duty in a thread."""
    for office in range(w.offices.shape[0]):
        w.reached[office] = 0
    for rule in range(w.rules.shape[0]):
        number = duty_of(w, thread, rule)
        if number == NONE or w.rules[rule].kind != OBLIGATION:
            continue
        status = w.duties[number].status
        if status in (OVERDUE, LATE):
            for party in listed(w, w.rules[rule].bearers):
                office = office_of(w, thread, party)
                if office != NONE:
                    w.reached[office] = 1
