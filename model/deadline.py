"""Deadlines as texts lay them down, and the readings that close what a text leaves open.

A deadline in a rule keeps what the text says, also where it says too little. A
:class:`Reading` turns it into a :class:`Term`, which a clock can compute with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from enum import Enum, StrEnum
from typing import Protocol

from model.members import plain
from model.value import dataclass


class Completeness(StrEnum):
    """How much of a deadline the text itself settles."""

    COMPLETE = "complete"
    START_UNSTATED = "start-unstated"
    EXTERNAL = "external"
    INDEFINITE = "indefinite"
    RECURRING = "recurring"
    BACKWARD = "backward"
    NONE = "none"


class Unit(StrEnum):
    """The unit of a count of days or months."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    MONTHS = "months"


class Period(StrEnum):
    """The period of a recurring duty: each has its turn once in every period."""

    DAILY = "daily"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Counting(StrEnum):
    """Whether the day of the trigger is counted.

    Under ``include-first-day`` the first day counted is the first working day that has not yet
    closed at the trigger, so that no deadline can expire before it began.
    """

    EXCLUDE_FIRST_DAY = "exclude-first-day"
    INCLUDE_FIRST_DAY = "include-first-day"


@dataclass(frozen=True, slots=True)
class Within:
    """A count of days or months, at least 1, from the trigger."""

    count: int
    unit: Unit = Unit.WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Immediately:
    """By close of business of the first working day not yet closed.

    ``wording`` is the word of the text (即时, 实时, 同步, 同时), which differ although no clock can
    tell them apart; empty where it was not kept.
    """

    wording: str = ""


@dataclass(frozen=True, slots=True)
class Indefinite:
    """No figure at all, only a word such as 及时; a named parameter θ of the rule."""

    wording: str


@dataclass(frozen=True, slots=True)
class External:
    """A limit that is set elsewhere, such as 法定期限; a named parameter θ of the rule.

    ``by`` names the rule of a text above that supplies it, behind the identifier of that text;
    empty where none is known to. The text itself leaves the limit open either way, so two limits
    that differ in it only are equal.
    """

    wording: str
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Recurring:
    """The next turn of a duty that comes round in every period."""

    period: Period


@dataclass(frozen=True, slots=True)
class Before:
    """Advance notice: before a later event, by at least so many working days.

    The day of the event is not counted, however the regime counts the day of a trigger. With a
    count of 0 it need only come first. ``wording`` is the word of the text (提前, 事前); empty
    where it has none, and only a reading puts the act before the event.
    """

    event: str
    count: int = 0
    wording: str = ""


@dataclass(frozen=True, slots=True)
class NoLimit:
    """A duty without a word about time; no reading gives it one."""


@dataclass(frozen=True, slots=True)
class Fraction:
    """A part of the limit of another rule of the text, counted from this rule's own trigger.

    Attributes
    ----------
    of
        The other rule. What happens to its clock is not taken over.
    numerator, denominator
        The part, more than 0 and at most 1.
    up
        Whether half days are rounded up to whole ones; a part is never less than 1 day.
    whole
        The limit of the other rule in working days, which the regime fills in.
    """

    of: str
    numerator: int
    denominator: int
    up: bool = True
    whole: Within | NoLimit = NoLimit()

    def part(self, days: int) -> int:
        """Return the part of so many days.

        >>> Fraction("decide", 1, 2).part(5), Fraction("decide", 1, 2, up=False).part(5)
        (3, 2)
        """
        share, rest = divmod(days * self.numerator, self.denominator)
        return max(share + (1 if rest and self.up else 0), 1)


Deadline = Within | Immediately | Indefinite | External | Recurring | Before | Fraction | NoLimit


def completeness(deadline: Deadline, start_stated: bool) -> Completeness:
    """Classify a deadline by what its text settles.

    >>> str(completeness(Within(2), start_stated=False))
    'start-unstated'
    """
    match deadline:
        case Fraction():
            return completeness(deadline.whole, start_stated)
        case Indefinite():
            return Completeness.INDEFINITE
        case External():
            return Completeness.EXTERNAL
        case Recurring():
            return Completeness.RECURRING
        case Before():
            return Completeness.BACKWARD
        case NoLimit():
            return Completeness.NONE
        case Within() | Immediately():
            return Completeness.COMPLETE if start_stated else Completeness.START_UNSTATED


def is_open(deadline: Deadline) -> bool:
    """Whether a reading must give the deadline its value."""
    return isinstance(deadline, Indefinite | External)


class Lengthening(Protocol):
    """What lengthens a limit: an event, and by how much."""

    @property
    def event(self) -> str:
        """The event."""

    @property
    def by(self) -> Deadline:
        """The length that it adds."""


@plain
class Measure(Enum):
    """How a :class:`Term` is measured out."""

    AFTER = "after"  # the n-th working day after the date of the trigger, n >= 1
    FROM = "from"  # n working days after the first working day not yet closed, n >= 0
    CALENDAR = "calendar"  # the n-th calendar day after the date of the trigger, n >= 1
    MONTHS = "months"  # the same day of the month, n months later
    END_OF_MONTH = "end of month"  # the last day of the current month
    END_OF_QUARTER = "end of quarter"  # the last day of the current quarter
    END_OF_YEAR = "end of year"  # the last day of the current year


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline that a clock can compute: a measure and a count.

    All terms expire at close of business of a working day; one that ends on a day off moves to
    the next working day.
    """

    measure: Measure
    count: int = 0

    @property
    def needs_calendar(self) -> bool:
        """Whether its length in working days depends on the date it starts."""
        return self.measure not in (Measure.AFTER, Measure.FROM)


AT_ONCE = Term(Measure.FROM, 0)
"""The term of what is due immediately."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The value given to what texts leave open.

    Attributes
    ----------
    open_days
        Working days, at least 1, that every indefinite or external limit is given; ``None`` is
        the strict reading, in which such a limit never expires and so guarantees nothing.

    Examples
    --------
    >>> Reading(5).term(Indefinite("及时"), Counting.EXCLUDE_FIRST_DAY)
    Term(measure=<Measure.AFTER: 'after'>, count=5)
    >>> print(STRICT.term(Indefinite("及时"), Counting.EXCLUDE_FIRST_DAY), STRICT)
    None strict
    """

    open_days: int | None = None

    def __str__(self) -> str:
        return "strict" if self.open_days is None else str(self.open_days)

    def term(self, deadline: Deadline, counting: Counting) -> Term | None:
        """Resolve a deadline; ``None`` when it never expires."""
        match deadline:
            case Fraction():
                whole = self._days(deadline.whole)
                return None if whole is None else _working_days(deadline.part(whole), counting)
            case Within(count, Unit.WORKING_DAYS):
                return _working_days(count, counting)
            case Within(count, Unit.CALENDAR_DAYS):
                first = counting is Counting.INCLUDE_FIRST_DAY
                return Term(Measure.CALENDAR, count - 1 if first else count)
            case Within(count, Unit.MONTHS):
                return Term(Measure.MONTHS, count)
            case Immediately():
                return Term(Measure.FROM, 0)
            case Recurring(Period.DAILY):
                # One turn in each working day: today's may have passed, the next day's has not.
                return Term(Measure.AFTER, 1)
            case Recurring(Period.MONTHLY):
                return Term(Measure.END_OF_MONTH)
            case Recurring(Period.QUARTERLY):
                return Term(Measure.END_OF_QUARTER)
            case Recurring(Period.YEARLY):
                return Term(Measure.END_OF_YEAR)
            case Indefinite() | External() if self.open_days is not None:
                return _working_days(self.open_days, counting)
            case _:
                return None

    def _days(self, limit: Deadline) -> int | None:
        """The working days of a limit that is counted in them, or is open."""
        if isinstance(limit, Within):
            return limit.count if limit.unit is Unit.WORKING_DAYS else None
        return self.open_days if is_open(limit) else None

    def grants(self, extensions: Iterable[Lengthening]) -> dict[str, int | None]:
        """Return how many working days each extension adds, by its event; ``None`` for no end."""
        return {one.event: self._days(one.by) for one in extensions}


def _working_days(count: int, counting: Counting) -> Term:
    if counting is Counting.INCLUDE_FIRST_DAY:
        return Term(Measure.FROM, count - 1)
    return Term(Measure.AFTER, count)


STRICT = Reading(None)
