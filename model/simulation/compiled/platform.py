"""The platform on arrays: it delivers, lets deadlines expire, deems, and records."""

from __future__ import annotations

from model.simulation.compiled.codes import (
    EXOGENOUS,
    EXPIRE,
    NONE,
    OBLIGATION,
    PENDING,
    PERFORMED,
    PHASE_EXPIRY,
    ROUNDS,
)
from model.simulation.compiled.course import course_follows
from model.simulation.compiled.dates import (
    index_at,
    is_closing,
    moment_at,
    next_office_instant,
    outage_ends,
)
from model.simulation.compiled.department import departments_follow, duty_opened
from model.simulation.compiled.facts import (
    duty_of,
    listed,
    moment_of,
    record,
    room,
    together,
)
from model.simulation.compiled.jit import small, step
from model.simulation.compiled.plan import plan
from model.simulation.compiled.transition import advance, expire


@step
def occur(w, thread, event, moment, mode, party, rule):
    """Let an event occur in a thread, with all that follows from it at once."""
    tally = w.tally[0]
    first, fresh = tally.history, tally.duties
    _remember_ends(w, thread)
    record(w, thread, event, moment, mode, party, rule)
    advance(w, thread, first, fresh)
    settle(w, thread, first, fresh)


@step
def perform_act(w, thread, event, party, rule):
    """Let a party perform an act now, wherever the event has not already occurred."""
    now = w.tally[0].now
    first, behind = together(w, thread, event)
    for one in range(first, behind):
        if not w.occurred[one, event]:
            moment = moment_at(now, _round(w, one, event, now))
            occur(w, one, event, moment, PERFORMED, party, rule)


@step
def exogenous(w, thread, event):
    """Let an event that no rule governs occur now."""
    now, of = w.tally[0].now, w.events[event]
    if of.exogenous:
        turn = 1 if is_closing(w, now) else 0
        occur(w, thread, event, moment_at(now, turn), EXOGENOUS, of.by, NONE)
    else:
        turn = _round(w, thread, event, now)
        occur(w, thread, event, moment_at(now, turn), PERFORMED, of.by, NONE)


@step
def _round(w, thread, event, now):
    """Return the round of an instant in which an act first becomes possible."""
    if not is_closing(w, now):
        return 0  # nothing expires at any other instant
    latest = 0
    for other in listed(w, w.events[event].presupposes):
        if w.occurred[thread, other]:
            moment = moment_of(w, thread, other)
            if moment // ROUNDS == now:
                latest = max(latest, moment % ROUNDS)
    least = NONE
    for rule in listed(w, w.events[event].supporting):
        number = duty_of(w, thread, rule)
        if number != NONE:
            opened = w.duties[number].opened
            turn = opened % ROUNDS if opened // ROUNDS == now else 0
            least = turn if least == NONE else min(least, turn)
    return max(latest, least)


@step
def _remember_ends(w, thread):
    """Note where limits end that a step may move."""
    if not w.threads[thread].moves:
        return
    for place in range(w.moving.shape[0]):
        rule = w.moving[place]
        number = duty_of(w, thread, rule)
        if number != NONE:
            w.running[number].due_before = w.duties[number].due


@step
def settle(w, thread, first, fresh):
    """Tell everybody what a step has brought about, and watch the limits that it has begun."""
    tally = w.tally[0]
    if w.threads[thread].moves:
        _watch_moved(w, thread)
    for number in range(fresh, tally.duties):
        duty = w.duties[number]
        rule = w.rules[duty.rule]
        if rule.kind == OBLIGATION:
            if duty.watched != NONE and not rule.running:
                _watch(w, number, duty.watched)
            duty_opened(w, thread, number, first)
    for place in range(first, tally.history):
        departments_follow(w, thread, place)
        course_follows(w, thread, place)


@step
def _watch_moved(w, thread):
    """Watch the limits of a thread that end elsewhere than before."""
    for place in range(w.moving.shape[0]):
        rule = w.moving[place]
        number = duty_of(w, thread, rule)
        if number != NONE:
            duty = w.duties[number]
            moved = duty.due != NONE and duty.due != w.running[number].due_before
            if moved and duty.status == PENDING:
                _watch(w, number, duty.due)


@step
def _watch(w, number, due):
    """Watch a duty for the end of its limit, together with all others that end then."""
    tally = w.tally[0]
    if due // ROUNDS >= tally.end or not room(w, tally.links, w.links.shape[0]):
        return
    if not room(w, tally.buckets, w.buckets.shape[0]):
        return
    day = index_at(w, due // ROUNDS)
    place = w.bucket_of_day[day]
    while place != NONE and w.buckets[place].moment != due:
        place = w.buckets[place].next
    if place == NONE:
        place = _new_bucket(w, day, due)
    link = tally.links
    tally.links += 1
    w.links[link].duty, w.links[link].next = number, NONE
    bucket = w.buckets[place]
    if bucket.last == NONE:
        bucket.first = link
    else:
        w.links[bucket.last].next = link
    bucket.last = link


@small
def _new_bucket(w, day, due):
    tally = w.tally[0]
    place = tally.buckets
    tally.buckets += 1
    bucket = w.buckets[place]
    bucket.moment, bucket.first, bucket.last = due, NONE, NONE
    bucket.next = w.bucket_of_day[day]
    w.bucket_of_day[day] = place
    plan(w, due // ROUNDS, PHASE_EXPIRY, EXPIRE, place)
    return place


@step
def expire_together(w, place):
    """Let all limits that end at the moment of a bucket run out, thread by thread."""
    bucket = w.buckets[place]
    due, link = bucket.moment, bucket.first
    _forget(w, place)
    count = 0
    while link != NONE:
        # Most duties have been done before they are due. Nothing that happens at the end of one
        # limit lets another end that has not been watched anew.
        number = w.links[link].duty
        if _ends_now(w, number, due):
            w.meeting[count] = number
            count += 1
        link = w.links[link].next
    _sort_meeting(w, count)
    for position in range(count):
        number = w.meeting[position]
        if _ends_now(w, number, due):
            thread = w.duties[number].thread
            tally = w.tally[0]
            first, fresh = tally.history, tally.duties
            _remember_ends(w, thread)
            expire(w, thread, due)
            advance(w, thread, first, fresh)
            settle(w, thread, first, fresh)


@step
def _sort_meeting(w, count):
    """Sort the duties that end together by the case and department of their threads."""
    gap = count // 2
    while gap:
        for place in range(gap, count):
            one, other = w.meeting[place], place - gap
            rank = _rank(w, one)
            while other >= 0 and _rank(w, w.meeting[other]) > rank:
                w.meeting[other + gap] = w.meeting[other]
                other -= gap
            w.meeting[other + gap] = one
        gap //= 2


@small
def _forget(w, place):
    """Take a bucket off its day, so that what is watched from now on is another."""
    day = index_at(w, w.buckets[place].moment // ROUNDS)
    if w.bucket_of_day[day] == place:
        w.bucket_of_day[day] = w.buckets[place].next
        return
    before = w.bucket_of_day[day]
    while w.buckets[before].next != place:
        before = w.buckets[before].next
    w.buckets[before].next = w.buckets[place].next


@small
def _rank(w, number):
    return w.threads[w.duties[number].thread].rank


@small
def _ends_now(w, number, due):
    return w.duties[number].status == PENDING and w.duties[number].due == due


@step
def waits_until(w, event, rule):
    """Return the office instant from which an act that needs the platform can be done.

    ``NONE`` where it can be done now. The law does not know outages: every deadline runs on.
    """
    needs = w.events[event].needs_platform or (rule != NONE and w.rules[rule].needs_platform)
    if not needs or w.down.shape[0] == 0:
        return NONE
    ends = outage_ends(w, w.tally[0].now)
    return NONE if ends == NONE else next_office_instant(w, 0, ends)
