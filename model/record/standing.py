"""How a duty of a record stands, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from model.members import plain


@plain
class Standing(StrEnum):
    """What became of a duty by the end of the record."""

    FULFILLED = "fulfilled"
    LATE = "late"
    DEEMED = "deemed"
    MISSING = "missing"
    PENDING = "pending"
    COULD_NOT = "could-not-be-kept"
    VIOLATED = "violated"  # of a prohibition
    UNKNOWN = "not-judgeable"


@plain
class Why(StrEnum):
    """Why a duty stands as it does; what is named ``about`` belongs to it."""

    DONE = "done"
    EXCUSED = "excused"  # about: what ended it without breach
    NOT_DUE = "not-due"
    NO_LIMIT = "no-limit"
    STANDS_STILL = "stands-still"  # its clock has been stopped; about: by what
    UNANNOUNCED = "unannounced"  # notice of what has not come yet; about: of what
    OVERDUE = "overdue"
    ENTERED_LATE = "entered-late"
    TOOK_EFFECT = "took-effect"  # the default on expiry; about: what was deemed
    DONE_AFTER = "done-after"  # the same, and the bearer's own act came later
    WAITED = "waited"  # about: what it waited for, that is another's
    BANNED = "banned"  # about: the forbidden act
    RAN_OUT = "ran-out"  # of a lapse: about: what it brought about
    ENTERED = "entered"  # the same, and the record has it on that day
    ENTERED_SOONER = "entered-sooner"  # on a date before
    ENTERED_LATER = "entered-later"
    ENTERED_WRONGLY = "entered-wrongly"  # in the record, and time has not run out
    NO_TIME = "no-time"
    SAME_INSTANT = "same-instant"
    TOO_MANY = "too-many"
    BEFORE_CAUSE = "before-cause"  # about: the event entered before what it needs
    NO_CAUSE = "no-cause"  # the same, where what it needs is not entered at all
    UNUSABLE = "unusable"  # about: the event whose date is none
    NO_FACT = "no-fact"  # the matter's kind is not entered


class Judged(NamedTuple):
    """What became of one rule in a thread.

    Attributes
    ----------
    opened, settled
        The entry at which it arose and was done, by its place in the thread; -1 for none.
    opened_on, settled_on
        Where that was with no entry: the working day at whose close it was; -1 for none.
    due
        The working day at whose close it is due; -1 for none.
    late
        Working days that it was late, each begun one counted; -1 where there is no such number, as
        where it could not be kept: nobody was late then.
    about
        An event, or a fact, by its name; empty for none.
    least
        Whether it may have been later than that, since not every time of day is known.
    """

    rule: str
    standing: Standing
    why: Why
    opened: int = -1
    opened_on: int = -1
    due: int = -1
    settled: int = -1
    settled_on: int = -1
    late: int = -1
    about: str = ""
    least: bool = False
