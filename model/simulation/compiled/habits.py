"""What departments do beside the law: :mod:`model.simulation.habits` on arrays."""

from __future__ import annotations

from model.instant import MINUTES
from model.simulation.compiled.codes import NONE, OVERDUE, PENDING, ROUNDS
from model.simulation.compiled.dates import closing, index_at
from model.simulation.compiled.desk import due_of
from model.simulation.compiled.facts import holds, listed
from model.simulation.compiled.fortune import real
from model.simulation.compiled.jit import small, step
from model.simulation.compiled.owing import forget, owed


@small
def _look_from(w, office, at):
    """The place of the first look of an office from an instant on, taken or skipped."""
    end = w.offices[office].first_look + w.offices[office].looks
    place = w.look_from[office, at // MINUTES - w.tally[0].origin]
    while place < end and w.looks[place] < at:
        place += 1
    return place


@step
def next_look(w, office, at):
    """Return the first look of an office from an instant on; ``NONE`` where there is none."""
    end = w.offices[office].first_look + w.offices[office].looks
    for place in range(_look_from(w, office, at), end):
        if w.look_taken[place]:
            return w.looks[place]
    return NONE


@step
def slack(w, office, now):
    """Return the factor on what an office overlooks now, at most 1."""
    least = 1.0
    for prompt in range(w.prompts.shape[0]):
        if w.warned[office, prompt] >= now:
            least = min(least, w.prompts[prompt].overlooked)
    return least


@step
def overlooks(w, item):
    """Whether a duty that is brought before an office now is overlooked."""
    luck = w.lucks[item.luck]
    if luck.missed < 0:
        return False
    chance = luck.overlooked * slack(w, item.office, w.tally[0].now)
    return real(w, luck.missed, w.threads[item.thread].position) < chance


@step
def begun(w, item, noticed):
    """Return when a matter that is seen is taken up: then, at a later look, or never."""
    if not w.habits[0].putting_off:
        return noticed
    again = real(w, w.lucks[item.luck].again, w.threads[item.thread].position)
    due, at, left = due_of(w, item), noticed, 1.0
    last = NONE if due == NONE else index_at(w, due // ROUNDS)
    while True:
        left *= 1 - _willingness(w, due != NONE, last - index_at(w, at))
        if left <= again:
            return at
        at = next_look(w, item.office, at + 1)
        if at == NONE:
            return NONE


@small
def _willingness(w, limited, days):
    """The probability that a matter is taken up with so many days left."""
    if not limited:
        return w.willingness[w.willingness.shape[0] - 1]
    found = w.willingness[0]
    for place in range(w.willing.shape[0]):
        if days < w.willing[place]:
            break
        found = w.willingness[place]
    return found


@step
def leaves(w, number):
    """Leave a matter to what its deadline brings about by itself, where an office leans on it."""
    item, habit = w.items[number], w.habits[0]
    office, luck = w.offices[item.office], w.lucks[item.luck]
    chance = habit.leaning_from + habit.leaning_per_waiting * (office.waiting / office.officers)
    chance = min(habit.leaning_most, chance)
    if real(w, luck.leans, w.threads[item.thread].position) >= chance:
        return False
    count = owed(w, number)
    for place in range(count):
        if not _falls_to_default(w, item.thread, w.duties[w.owing[place]]):
            return False
    if count:
        forget(w, number)
    return count > 0


@small
def _falls_to_default(w, thread, duty):
    """Whether the deadline of a duty will bring something about by itself in the case."""
    rule = w.rules[duty.rule]
    if rule.default == NONE or duty.due == NONE or duty.status != PENDING:
        return False
    for guard in listed(w, rule.default_unless):
        if holds(w, guard, thread):
            return False
    return True


@step
def gives_up(w, number):
    """Drop for good what is overdue by every rule that demands it, where an officer gives it up."""
    item, habit = w.items[number], w.habits[0]
    luck = w.lucks[item.luck]
    if real(w, luck.gives_up, w.threads[item.thread].position) >= habit.giving_up_chance:
        return False
    count = owed(w, number)
    for place in range(count):
        if w.duties[w.owing[place]].status != OVERDUE:
            return False
    if count:
        forget(w, number)
    return count > 0


@step
def prompted(w, event, now):
    """Let those whom a reminder, bulletin or interview reaches look more closely.

    ``reached`` marks the offices that have breached a duty in the matter.
    """
    for place in listed(w, w.events[event].prompts):
        prompt = w.prompts[place]
        until = closing(w, index_at(w, now) + prompt.days)
        for office in range(w.offices.shape[0]):
            if prompt.everybody or w.reached[office]:
                _sharpen(w, office, now, until, prompt.skips)
                w.warned[office, place] = max(w.warned[office, place], until)


@step
def _sharpen(w, office, begin, end, factor):
    """Skip fewer looks after an instant and up to another."""
    of = w.offices[office]
    for place in range(_look_from(w, office, begin + 1), of.first_look + of.looks):
        if w.looks[place] > end:
            return
        if w.look_lucks[place] >= of.skips * factor:
            w.look_taken[place] = 1
