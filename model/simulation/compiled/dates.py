"""Working days, office hours and due moments, as :mod:`model.calendar` and the watched clock say.

Calendar 0 is the office's own; officers may have others. Days are counted from the first that the
arrays hold. What lies behind all dates is :data:`~model.simulation.compiled.codes.NEVER`.
"""

from __future__ import annotations

from model.instant import MINUTES
from model.simulation.compiled.codes import AFTER, FROM, NEVER, NONE, ROUNDS
from model.simulation.compiled.jit import small, step


@small
def closing(w, index):
    """Return the close of business of a working day, of the last one for any behind it."""
    calendar = w.calendars[0]
    index = min(index, calendar.days - 1)
    return (w.days[0, index] + w.tally[0].origin) * MINUTES + calendar.close


@small
def index_at(w, at):
    """Return the working day of an instant; during time off, the one just closed."""
    offset = at // MINUTES - w.tally[0].origin
    return w.rank[0, offset] - 1 + w.working[0, offset]


@small
def is_closing(w, at):
    """Whether an instant is the close of business of a working day."""
    offset = at // MINUTES - w.tally[0].origin
    return at % MINUTES == w.calendars[0].close and w.working[0, offset] == 1


@step
def worked_until(w, calendar, at):
    """Office minutes of a calendar that have passed at an instant."""
    of = w.calendars[calendar]
    offset = at // MINUTES - w.tally[0].origin
    passed = w.rank[calendar, offset] * of.minutes
    if w.working[calendar, offset]:
        passed += w.elapsed[of.hours, at % MINUTES]
    return passed


@step
def after_work(w, calendar, at, minutes):
    """Return when work of so many office minutes that begins at an instant is done."""
    of = w.calendars[calendar]
    last = worked_until(w, calendar, at) + minutes - 1
    index = last // of.minutes
    if index >= of.days:
        return NEVER
    day = w.days[calendar, index] + w.tally[0].origin
    return day * MINUTES + w.clock[of.hours, last % of.minutes] + 1


@step
def next_office_instant(w, calendar, at):
    """Return the first instant from one on that lies in the hours of a calendar."""
    offset = at // MINUTES - w.tally[0].origin
    hours = w.calendars[calendar].hours
    minute = at % MINUTES
    inside = w.elapsed[hours, minute] < w.elapsed[hours, minute + 1]
    if w.working[calendar, offset] and inside:
        return at
    return after_work(w, calendar, at, 1) - 1


@small
def office_instant(w, index, share):
    """Return the instant at which a share of the office time of a working day is over."""
    start = (w.days[0, index] + w.tally[0].origin) * MINUTES
    return after_work(w, 0, start, int(share * w.calendars[0].minutes) + 1) - 1


@small
def close_from(w, at):
    """Return the close of the first working day that has not closed at an instant."""
    offset = at // MINUTES - w.tally[0].origin
    closed = w.working[0, offset] == 1 and at % MINUTES > w.calendars[0].close
    return closing(w, w.rank[0, offset + closed])


@step
def term_ends(w, rule, start, count):
    """Return the close of business at which a rule's limit of so many units ends."""
    offset = start // MINUTES - w.tally[0].origin
    if rule.term == AFTER:
        return closing(w, w.rank[0, offset + 1] + count - 1)
    if rule.term == FROM:
        closed = w.working[0, offset] == 1 and start % MINUTES > w.calendars[0].close
        return closing(w, w.rank[0, offset + closed] + count)
    ends = closing(w, w.tables[rule.table, offset])
    # After hours on the last day of a recurring period the next one counts.
    return closing(w, w.tables[rule.table, offset + 1]) if ends < start else ends


@small
def later(w, due, working_days):
    """Return the close of business so many working days after another."""
    return closing(w, index_at(w, due) + working_days)


@small
def latest_notice(w, event, working_days):
    """Return the last instant for a notice so many working days before an event."""
    index = index_at(w, event) - working_days
    return closing(w, index) if index >= 0 else NONE


@step
def outage_ends(w, at):
    """Return when the outage that holds an instant ends; ``NONE`` where there is none."""
    low, high = 0, w.down.shape[0]
    while low < high:
        middle = (low + high) // 2
        if w.down[middle, 0] <= at:
            low = middle + 1
        else:
            high = middle
    if low == 0 or at >= w.down[low - 1, 1]:
        return NONE
    return w.down[low - 1, 1]


@small
def moment_at(at, round):
    """Return the moment of an instant and a round in it."""
    return at * ROUNDS + round
