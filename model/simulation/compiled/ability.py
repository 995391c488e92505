"""What a party can do, at once and by way of other acts of its own: :mod:`model.ability` on arrays.

No function here calls another that calls it back: only one that calls itself can be kept on disk.
"""

from __future__ import annotations

from model.simulation.compiled.codes import NONE, PENDING, POWER, ROUNDS
from model.simulation.compiled.dates import moment_at
from model.simulation.compiled.facts import among, duty_of, holds, listed, moment_of
from model.simulation.compiled.jit import small, step


@step
def performable(w, thread, event, party):
    """Return the earliest moment from which a party may perform an event; ``NONE`` if never."""
    if w.occurred[thread, event]:
        return NONE
    of = w.events[event]
    if not holds(w, of.guard, thread):
        return NONE
    earliest = 0
    for other in listed(w, of.presupposes):
        if not w.occurred[thread, other]:
            return NONE
        earliest = max(earliest, moment_of(w, thread, other))
    if not of.governed:
        return earliest
    since = NONE
    for rule in listed(w, of.supporting):
        number = duty_of(w, thread, rule)
        if number != NONE and among(w, party, w.rules[rule].bearers):
            duty = w.duties[number]
            ended = w.rules[rule].kind == POWER and duty.status != PENDING
            if not ended and (since == NONE or duty.opened < since):
                since = duty.opened
    return NONE if since == NONE else max(earliest, since)


@small
def is_free(w, party, event):
    """Whether an event that no rule governs is the party's own act."""
    return w.events[event].owners == party


@small
def banned(w, thread, party, event):
    """Whether a ban on a party's act is in force that something may lift or nothing does."""
    for ban in listed(w, w.bans[party, event]):
        until = w.rules[ban].until
        if w.duty[thread, ban] and (until == NONE or not w.occurred[thread, until]):
            return True
    return False


@step
def ways(w, thread, party, event):
    """Return how many acts a party does on the way to an event, in ``way``; ``NONE`` if it cannot.

    What the scenario brings about of itself is left to it.
    """
    tally = w.tally[0]
    tally.way = 0
    if not _lacks(w, thread, event):
        return 0
    made = _comes(w, thread, party, event)
    found = tally.way
    # Only what an act presupposes is ever marked.
    for mark in range(w.events.shape[0]):
        w.marks[mark] = 0
    return found if made else NONE


@small
def _lacks(w, thread, event):
    """Whether something that an event presupposes has not come."""
    for other in listed(w, w.events[event].presupposes):
        if not w.occurred[thread, other]:
            return True
    return False


_ASKED, _FOUND = 1, 2


@step
def _comes(w, thread, party, missing):
    w.marks[missing] |= _ASKED
    if not holds(w, w.events[missing].guard, thread):
        return False
    for other in listed(w, w.events[missing].presupposes):
        if w.occurred[thread, other] or w.marks[other] & _FOUND:
            continue
        if w.events[other].scheduled or w.marks[other] & _ASKED:
            return False
        if not _its_own(w, thread, party, other) or banned(w, thread, party, other):
            return False
        if not _comes(w, thread, party, other):
            return False
        w.way[w.tally[0].way] = other
        w.tally[0].way += 1
        w.marks[other] |= _FOUND
    return True


@small
def _its_own(w, thread, party, event):
    if is_free(w, party, event):
        return True
    for rule in listed(w, w.supports[party, event]):
        if w.rules[rule].kind == POWER and w.duty[thread, rule]:
            return True
    return False


@step
def able_from(w, thread, rule, moment):
    """Return from when on a duty can be met by own acts; ``NONE`` if not at all."""
    able = prompt = False
    for party in listed(w, rule.bearers):
        if can(w, thread, party, rule.act):
            able = True
            if moment % ROUNDS and not prompt:
                prompt = can_there(w, thread, party, rule.act, moment)
    if not able:
        return NONE
    return moment if moment % ROUNDS == 0 or prompt else moment_at(moment // ROUNDS + 1, 0)


@step
def can_there(w, thread, party, event, now):
    """Whether a party could bring about an event in a further round, by own acts of that round.

    Only what first becomes possible there can be done there.
    """
    if w.asked[event]:
        return False
    w.asked[event] = 1
    able = False
    for rule in listed(w, w.events[event].means):
        # One trigger must be left to do, as what has come has been counted; of all, none must lack.
        enough = holds(w, w.rules[rule].guard, thread)
        done = False
        if enough:
            for trigger in listed(w, w.rules[rule].triggers):
                if not w.occurred[thread, trigger]:
                    if can_there(w, thread, party, trigger, now):
                        done = True
                    elif w.rules[rule].all_triggers:
                        enough = False
                        break
        if enough and done:
            able = True
            break
    if not able and holds(w, w.events[event].guard, thread):
        able = is_free(w, party, event)
        new = not able and _allowed_from(w, thread, party, event, now)
        if not able:
            for rule in listed(w, w.supports[party, event]):
                enough = holds(w, w.rules[rule].guard, thread)
                if enough:
                    enough = w.rules[rule].all_triggers == 1
                    for trigger in listed(w, w.rules[rule].triggers):
                        comes = w.occurred[thread, trigger] > 0
                        comes = comes or can_there(w, thread, party, trigger, now)
                        if comes != enough:
                            enough = comes
                            break
                if enough:
                    able = True
                    break
        if able:
            for other in listed(w, w.events[event].presupposes):
                if w.occurred[thread, other]:
                    new = new or moment_of(w, thread, other) >= now
                elif can_there(w, thread, party, other, now):
                    new = True
                else:
                    able = False
                    break
        able = able and new
        if able:
            for ban in listed(w, w.bans[party, event]):
                until = w.rules[ban].until
                if not w.duty[thread, ban] or (until != NONE and w.occurred[thread, until]):
                    continue
                if until == NONE or not can_there(w, thread, party, until, now):
                    able = False
                    break
    w.asked[event] = 0
    return able


@small
def _allowed_from(w, thread, party, event, now):
    """Whether nothing that is in force has allowed a party an act before a moment."""
    for rule in listed(w, w.events[event].supporting):
        number = duty_of(w, thread, rule)
        if number != NONE and among(w, party, w.rules[rule].bearers):
            duty = w.duties[number]
            ended = w.rules[rule].kind == POWER and duty.status != PENDING
            if not ended and duty.opened < now:
                return False
    return True


@step
def can(w, thread, party, event):
    """Whether a party could bring about an event that has not come, by its own acts alone.

    ``asked`` marks what this is already asked about: nothing is a means to itself.
    """
    if w.asked[event]:
        return False
    w.asked[event] = 1
    able = False
    for rule in listed(w, w.events[event].means):
        # Each trigger has come, or the party can bring it about.
        enough = holds(w, w.rules[rule].guard, thread)
        if enough:
            enough = w.rules[rule].all_triggers == 1
            for trigger in listed(w, w.rules[rule].triggers):
                comes = w.occurred[thread, trigger] > 0 or can(w, thread, party, trigger)
                if comes != enough:
                    enough = comes
                    break
        if enough:
            able = True
            break
    if not able and holds(w, w.events[event].guard, thread):
        able = is_free(w, party, event)
        if not able:
            for rule in listed(w, w.supports[party, event]):
                enough = holds(w, w.rules[rule].guard, thread)
                if enough:
                    enough = w.rules[rule].all_triggers == 1
                    for trigger in listed(w, w.rules[rule].triggers):
                        comes = w.occurred[thread, trigger] > 0 or can(w, thread, party, trigger)
                        if comes != enough:
                            enough = comes
                            break
                if enough:
                    able = True
                    break
        if able:
            for other in listed(w, w.events[event].presupposes):
                if not w.occurred[thread, other] and not can(w, thread, party, other):
                    able = False
                    break
        if able:
            for ban in listed(w, w.bans[party, event]):
                until = w.rules[ban].until
                if not w.duty[thread, ban] or (until != NONE and w.occurred[thread, until]):
                    continue
                if until == NONE or not can(w, thread, party, until):
                    able = False
                    break
    w.asked[event] = 0
    return able
