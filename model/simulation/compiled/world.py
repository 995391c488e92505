"""All that the engine knows, as arrays: the law, the offices, and what has happened so far."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = Any
"""An array; of records, its fields are read by name."""


def _record(whole: str, real: str = "") -> np.dtype[Any]:
    return np.dtype(
        [(name, np.int64) for name in whole.split()] + [(name, np.float64) for name in real.split()]
    )


RULE = _record(
    "kind act bearer bearers guard all_triggers triggers until announced excused "
    "default default_unless overdue term count table ready running suspensions restarts "
    "extensions by ahead needs_platform since ends family heir columns"
)
"""One rule. A field in the plural is the place of a list in ``lists``, ``guard`` that of a guard.

``act`` is what it is about: the act, what it counts as, or what lapses. ``by`` is as whose act its
effect counts, ``columns`` are the columns of luck of its bearers.
"""

EVENT = _record(
    "by exogenous governed whole guard presupposes touched triggered counting demanding supporting "
    "enabled forbidding ending prompts means needs_platform owners scheduled "
    "known_at_once"
)
"""One event: what it needs, and the rules that it, or its coming, concerns."""

THREAD = _record(
    "kind department position first_sibling siblings first_desk first_held last_held "
    "last_desk moves to_regulator counted rank"
)
"""One supervising department's side of one case; siblings stand one behind the other.

``moves`` counts what has been set going of which the end may move.
"""

OCCURRENCE = _record("thread event moment mode party rule")

DUTY = _record("thread rule opened due status settled able watched")
"""One rule that has been set going in a thread.

``watched`` is when it was due as it was opened, ``NONE`` where it was settled then.
"""

RUNNING = _record("start granted lost halted since least due_before")
"""Where the clock of a duty stands that may stop, begin anew or be given longer."""

ITEM = _record(
    "thread act office party rule luck officer freed done held next_on_desk next_held "
    "minutes taken_up due"
)
"""A duty as one office has it before it."""

DESK = _record("act first last next")
"""What is on the desks of all offices for one act of one thread, in order."""

ENTRY = _record("due ready rank entered subject left right")
"""An item that waits for an officer, in the heap of its office."""

OFFICE = _record(
    "officers first_officer free lowest_free root waiting woken alike first_look looks worked "
    "silent",
    "skips",
)
"""One office. ``alike`` is the calendar of all its officers, ``NONE`` where they differ."""

OFFICER = _record("free calendar")

ATTENTION = _record("thread act office taken_up finished")

LUCK = _record("work wait missed heedless leans gives_up again", "overlooked")
"""The streams of one act in one kind of matter, ``NOT_DRAWN`` where none is."""

BUCKET = _record("moment first last next")
"""The duties of which the limits end at one moment."""

LINK = _record("duty next")

PLAN = _record("of next place")
"""What is planned: what it is about, and the place in its day."""

ARRIVAL = _record("at by_act starts first_thread threads")
"""One matter: when it arrives, whether by an act, and what begins it."""

LATER = _record("event column guard comes days shares", "probability")
"""An event that comes later in a kind of matter, with its streams; ``column`` is its in ``begun``.
"""

CALENDAR = _record("opens close minutes days hours")
"""One calendar: when business closes, office minutes of a day, working days, its row of hours."""

HABITS = _record(
    "by_due clocks_move acts_on_take_up expiry_frees queried regulator bureau recall "
    "putting_off leaning giving_up",
    "leaning_from leaning_per_waiting leaning_most giving_up_chance",
)

PROMPT = _record("everybody days", "skips overlooked")

TALLY = _record(
    "now end origin full history duties items entries free_entry desks buckets links attention "
    "ahead today word plans free_plan entered arrived way not_drawn"
)
"""How far each growing array has been filled, and what holds for the whole run."""


class World(NamedTuple):
    """The arrays of one run.

    Attributes
    ----------
    lists
        All lists, each as its length and its members.
    attributes
        Of each thread and attribute of the case, the place of its value.
    occurred, duty, begun
        By thread and event or rule: one more than the place of what has come, of the duty;
        whether a later event has been set going.
    running
        By duty, where its clock stands.
    look_from
        By office and day, the place of its first look of that day or a later one.
    streams
        The keys of all streams of luck; ``seed`` is the key that they share.
    ladder_of, ladders, steps, guides
        By stream, its ladder; where the steps of each begin: the ranks from which on a length is
        one more; how many of them lie below each of equal parts of all ranks.
    days_ahead, plans
        By day, the last that is planned for it; all that is planned.
    first_planned, last_planned, planned
        By place of today, what is planned for it; a bit where that is not nothing.
    supports, bans
        By party and event: places of the lists of rules by which the party may, or must not.
    offices_of
        By party and department, the office that acts.
    luck_of
        By kind of matter and column, the place of its luck.
    following
        By event and kind of matter, the place of the list of what follows later.
    """

    lists: Array
    rules: Array
    events: Array
    tables: Array
    supports: Array
    bans: Array
    moving: Array
    attributes: Array
    threads: Array
    arrivals: Array
    occurred: Array
    duty: Array
    begun: Array
    history: Array
    duties: Array
    running: Array
    items: Array
    desks: Array
    entries: Array
    offices: Array
    officers: Array
    attention: Array
    offices_of: Array
    luck_of: Array
    lucks: Array
    seed: Array
    streams: Array
    ladder_of: Array
    ladders: Array
    steps: Array
    guides: Array
    following: Array
    laters: Array
    calendars: Array
    working: Array
    rank: Array
    days: Array
    elapsed: Array
    clock: Array
    looks: Array
    look_from: Array
    look_lucks: Array
    look_taken: Array
    down: Array
    habits: Array
    willing: Array
    willingness: Array
    prompts: Array
    warned: Array
    buckets: Array
    links: Array
    bucket_of_day: Array
    days_ahead: Array
    plans: Array
    first_planned: Array
    last_planned: Array
    planned: Array
    way: Array
    doing: Array
    marks: Array
    asked: Array
    meeting: Array
    owing: Array
    owing_parties: Array
    reached: Array
    worked: Array
    going: Array
    tally: Array
