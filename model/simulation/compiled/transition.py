"""How duties arise, are fulfilled, expire and are deemed: :mod:`model.transition` on arrays.

A step is what has been recorded since a place in the history; the duties that it sets going stand
one behind the other from a place in ``duties``.
"""

from __future__ import annotations

from model.instant import MINUTES
from model.simulation.compiled.ability import able_from
from model.simulation.compiled.clocks import begin_clock, heed, runs_out
from model.simulation.compiled.codes import (
    COUNTED,
    DEEMED,
    EMPTY,
    EXCUSED,
    FULFILLED,
    ITSELF,
    LAPSE,
    LATE,
    NO_HEIR,
    NO_TERM,
    NONE,
    OVERDUE,
    PENDING,
    PERFORMED,
    POWER,
    PROHIBITION,
    ROUNDS,
    VIOLATED,
)
from model.simulation.compiled.dates import close_from, latest_notice, moment_at, term_ends
from model.simulation.compiled.facts import among, holds, listed, record, room
from model.simulation.compiled.jit import small, step


@step
def advance(w, thread, first, fresh):
    """Follow what has been recorded from a place on: what it settles, sets going and counts as."""
    tally = w.tally[0]
    place = first
    # The history grows while it is read: what counts as something else takes its turn behind it.
    while place < tally.history and not tally.full:
        _touch(w, thread, place, fresh)
        _trigger(w, thread, place)
        _count(w, thread, place)
        place += 1
    for place in range(first, tally.history):
        _make_able(w, thread, place)


@step
def expire(w, thread, moment):
    """Let every limit that ends by a moment run out, and record what that deems."""
    tally = w.tally[0]
    for rule in range(w.rules.shape[0]):
        number = w.duty[thread, rule] - 1
        w.going[rule] = NONE
        if number >= 0:
            duty = w.duties[number]
            if duty.status == PENDING and duty.due != NONE and duty.due <= moment:
                w.going[rule] = number
    for rule in range(w.rules.shape[0]):
        if w.going[rule] != NONE:
            duty, of = w.duties[w.going[rule]], w.rules[rule]
            duty.status = FULFILLED if of.kind == LAPSE else OVERDUE
            _deem(w, thread, rule, of.default, of.default_unless, moment)
            _deem(w, thread, rule, of.overdue, EMPTY, moment)
    return tally.history


@small
def _deem(w, thread, rule, event, unless, moment):
    if event == NONE:
        return
    for guard in listed(w, unless):
        if holds(w, guard, thread):
            return
    record(w, thread, event, moment + 1, DEEMED, w.rules[rule].by, rule)


@step
def _touch(w, thread, place, fresh):
    """Let an event change where the rules that it is about stand.

    What comes in one step with its trigger, a duty from ``fresh`` on, is to a clock as if it had
    come before it.
    """
    one = w.history[place]
    for rule in listed(w, w.events[one.event].touched):
        number = w.duty[thread, rule] - 1
        if number >= 0:
            duty, of = w.duties[number], w.rules[rule]
            _touched(w, thread, duty, of, one)
            if of.running and duty.status == PENDING:
                clock = w.running[number]
                if number < fresh:
                    heed(w, thread, duty, clock, of, one)
                else:
                    begin_clock(w, thread, duty, clock, of)
                    duty.due = runs_out(w, duty, clock, of)


@step
def _touched(w, thread, duty, rule, one):
    if rule.kind == PROHIBITION:
        _forbidden(duty, rule, one)
    elif rule.kind == POWER:
        duty.status = FULFILLED
    elif rule.kind == LAPSE:
        if duty.status == PENDING and among(w, one.event, rule.excused):
            duty.status = EXCUSED
    elif one.event == rule.act:
        _discharged(w, duty, rule, one)
    elif one.event == rule.announced:
        _announced(w, duty, rule, one)
    elif among(w, one.event, rule.excused) and _undecided(duty, rule):
        if not _too_late(w, thread, rule, one):
            duty.status = EXCUSED


@small
def _too_late(w, thread, rule, excuse):
    """Whether an excuse of a notice comes no sooner than the event; what expires comes together."""
    if rule.announced == NONE or not w.occurred[thread, rule.announced]:
        return False
    place = w.occurred[thread, rule.announced]
    event = w.history[place - 1]
    together = event.mode == DEEMED and excuse.mode == DEEMED and event.moment == excuse.moment
    return together or place < w.occurred[thread, excuse.event]


@small
def _forbidden(duty, rule, one):
    """Being done is no leave to have done it."""
    if duty.status == PENDING:
        if one.event == rule.act and one.mode == PERFORMED and one.party == rule.bearer:
            duty.status = VIOLATED
            duty.settled = one.moment
        elif one.event == rule.until:
            duty.status = FULFILLED


@small
def _discharged(w, duty, rule, one):
    """A performance of another party, or a deemed act, leaves the bearer's duty as it was."""
    own = one.mode == PERFORMED and among(w, one.party, rule.bearers)
    if duty.status != FULFILLED and duty.status != EXCUSED and (own or one.mode == COUNTED):
        in_time = duty.status == PENDING and (duty.due == NONE or one.moment <= duty.due)
        duty.status = FULFILLED if in_time else LATE
        duty.settled = one.moment


@small
def _announced(w, duty, rule, one):
    """Once the event has come, notice of it has been given in time or not."""
    if duty.status == PENDING:
        duty.status = OVERDUE
        duty.due = one.moment
    elif duty.status == FULFILLED and rule.ahead and duty.settled != NONE:
        if duty.settled // ROUNDS > latest_notice(w, one.moment // ROUNDS, rule.ahead):
            duty.status = LATE


@small
def _undecided(duty, rule):
    """Whether a duty may still be breached; of an announced event this shows when it comes."""
    return duty.status == PENDING or (duty.status == FULFILLED and rule.announced != NONE)


@step
def _trigger(w, thread, place):
    one = w.history[place]
    for rule in listed(w, w.events[one.event].triggered):
        if _is_new(w, thread, rule, one.moment) and _sets_going(w, thread, rule):
            _open(w, thread, rule, one.moment)


@step
def _is_new(w, thread, rule, moment):
    """Whether a rule is in force and no version of it has been set going."""
    if w.duty[thread, rule]:
        return False
    of = w.rules[rule]
    if not _meets(of, moment // ROUNDS):
        return False
    for other in listed(w, of.family):
        if w.duty[thread, other]:
            return False
    return True


@small
def _meets(rule, at):
    return rule.since <= at < rule.ends


@small
def _sets_going(w, thread, rule):
    of = w.rules[rule]
    if of.all_triggers:
        for event in listed(w, of.triggers):
            if not w.occurred[thread, event]:
                return False
    return holds(w, of.guard, thread)


@step
def _open(w, thread, rule, moment):
    """Set a rule going, or the one under which its limit goes on."""
    rule, due = _going_on(w, rule, moment)
    tally, of = w.tally[0], w.rules[rule]
    if not room(w, tally.duties, w.duties.shape[0]):
        return
    duty = w.duties[tally.duties]
    tally.duties += 1
    w.duty[thread, rule] = tally.duties
    duty.thread, duty.rule, duty.opened = thread, rule, moment
    duty.due, duty.status, duty.settled, duty.able = due, PENDING, NONE, NONE
    if of.running or of.kind == LAPSE:
        w.threads[thread].moves += 1
        w.running[tally.duties - 1].due_before = NONE - 1
    if of.kind == POWER or of.kind == PROHIBITION:
        duty.due = NONE
        if of.until != NONE and w.occurred[thread, of.until]:
            duty.status = FULFILLED
    else:
        if of.ready:
            duty.able = moment
        if of.running:
            clock = w.running[tally.duties - 1]
            begin_clock(w, thread, duty, clock, of)
            duty.due = runs_out(w, duty, clock, of)
        _already(w, thread, duty, of)
    duty.watched = duty.due if duty.status == PENDING else NONE


@step
def _already(w, thread, duty, rule):
    """Settle what had been settled before it arose."""
    if rule.kind == LAPSE:
        if _any_occurred(w, thread, rule.excused):
            duty.status = EXCUSED
        return
    if rule.announced != NONE and w.occurred[thread, rule.announced]:
        duty.status = EXCUSED
        return
    if w.occurred[thread, rule.act]:
        duty.status = FULFILLED
        duty.settled = w.history[w.occurred[thread, rule.act] - 1].moment
    if _any_occurred(w, thread, rule.excused) and _undecided(duty, rule):
        duty.status = EXCUSED


@small
def _any_occurred(w, thread, events):
    for event in listed(w, events):
        if w.occurred[thread, event]:
            return True
    return False


@small
def _due(w, rule, moment):
    of = w.rules[rule]
    if of.term == NO_TERM:
        return NONE
    at = moment // ROUNDS
    ends = term_ends(w, of, at, of.count)
    return moment_at(ends, moment % ROUNDS if ends == at else 0)


@step
def _going_on(w, rule, moment):
    """Return a rule, or the version of it under which its limit goes on, and when that ends."""
    due = _due(w, rule, moment)
    while w.rules[rule].heir != ITSELF:
        change = w.rules[rule].ends
        if due != NONE and due // ROUNDS < change:
            break
        if w.rules[rule].heir == NO_HEIR:
            return rule, NONE
        rule = w.rules[rule].heir
        after = _due(w, rule, moment)
        # A text may change after all dates that are known: nobody sees that either.
        change = min(change, (w.working.shape[1] - 1 + w.tally[0].origin) * MINUTES)
        due = NONE if after == NONE else max(after, moment_at(close_from(w, change), 0))
    return rule, due


@step
def _count(w, thread, place):
    """Record what an event counts as, behind the duties that it sets going."""
    one = w.history[place]
    counting = w.events[one.event].counting
    # All are asked before any of them counts.
    for rule in listed(w, counting):
        meets = _meets(w.rules[rule], one.moment // ROUNDS)
        w.going[rule] = 1 if meets and _sets_going(w, thread, rule) else 0
    for rule in listed(w, counting):
        if w.going[rule]:
            of = w.rules[rule]
            party = of.by if of.by != NONE else one.party
            record(w, thread, of.act, one.moment, COUNTED, party, rule)


@step
def _make_able(w, thread, place):
    """Note which duties have become able by what a step has brought about, or are not to be."""
    one = w.history[place]
    for rule in listed(w, w.events[one.event].enabled):
        number, of = w.duty[thread, rule] - 1, w.rules[rule]
        if number < 0 or w.occurred[thread, of.act]:
            continue
        if of.announced != NONE and w.occurred[thread, of.announced]:
            continue
        duty = w.duties[number]
        if duty.able == NONE or duty.able > one.moment:
            duty.able = able_from(w, thread, of, one.moment)
