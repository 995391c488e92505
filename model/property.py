"""A bounded-response property: after its trigger, its response comes within a number of days."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.clock import delay
from model.language import Text
from model.vocabulary import Guard


@dataclass(frozen=True, slots=True)
class Property:
    """A question about every run of a regime: after ``trigger``, when does ``response`` come?

    Attributes
    ----------
    performed
        Whether only an act of a party answers it, so that a deemed or counted response does not:
        legal effect and actual attention differ.
    when
        The cases it is about; all where it is empty.
    ahead
        Working days, at least 0, by which the response must come *before* the trigger; where it is
        not 0, the delay is counted from the last working day that is early enough.
    """

    id: str
    label: Text
    trigger: str
    response: str
    performed: bool = False
    when: Guard = field(default_factory=dict, hash=False)
    ahead: int = 0


def lateness(prop: Property, trigger: int, response: int) -> int:
    """Return the working days, at least 0, by which a response in slots came after its trigger.

    Counted from the last slot early enough where it must come ahead.

    >>> ahead = Property("noticed", Text("例", "example"), "held", "notified", ahead=1)
    >>> lateness(ahead, 4, 2), lateness(ahead, 4, 3), lateness(ahead, 4, 5)
    (0, 1, 2)
    """
    if not prop.ahead:
        return delay(trigger, response)
    start = 2 * (trigger // 2 - prop.ahead)
    return 0 if response <= start else (response + 1) // 2 - start // 2
