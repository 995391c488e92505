"""What happened in a case: occurrences, and runs of one thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from model.calendar import Calendar
from model.members import plain
from model.value import dataclass

Moment = tuple[int, int]
"""An instant and the round in it; moments compare in the order in which things happen."""


@plain
class Mode(StrEnum):
    """How an event came about."""

    PERFORMED = "performed"
    DEEMED = "deemed"
    COUNTED = "counted"
    EXOGENOUS = "exogenous"


class Occurrence(NamedTuple):
    """One event of one thread.

    Attributes
    ----------
    at
        Instant, in the units of the clock in use: minutes or slots.
    rule
        The rule that demanded, deemed or counted it; empty for a free or exogenous event.
    round
        How many expiries of the same instant came before it. Only a close of business has any:
        what an expiry brings about there, and an exogenous event at that very instant, is in
        round 1; what follows from an expiry of round 1 is in round 2; and so on.
    """

    event: str
    at: int
    mode: Mode
    party: str
    rule: str = ""
    round: int = 0

    @property
    def moment(self) -> Moment:
        """When it occurred, to be compared with a deadline."""
        return (self.at, self.round)


@dataclass(frozen=True)
class Run:
    """The occurrences of one thread of one case, in the order in which they came about.

    Attributes
    ----------
    end
        Instant up to which the thread was watched; ``None`` means for ever, so that what has
        not occurred never will.
    elapsed
        How many working days each rule's date-dependent term is taken to last (slots only).
    """

    occurrences: tuple[Occurrence, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    end: int | None = None
    case: str = ""
    thread: str = ""
    elapsed: Mapping[str, int] = field(default_factory=dict)

    def of(self, event: str) -> Occurrence | None:
        """Return the occurrence of an event type, if there is one."""
        return next(
            (occurrence for occurrence in self.occurrences if occurrence.event == event), None
        )

    def holds(self, event: str) -> bool:
        """Whether the event type occurs."""
        return self.of(event) is not None

    def in_slots(self, calendar: Calendar) -> Run:
        """Abstract a run in minutes to slots of the calendar."""
        return Run(
            tuple(
                occurrence._replace(at=calendar.slot(occurrence.at))
                for occurrence in self.occurrences
            ),
            self.attributes,
            None if self.end is None else calendar.slot(self.end),
            self.case,
            self.thread,
            self.elapsed,
        )
