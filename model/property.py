"""A bounded-response property: after its trigger, its response comes within a number of days."""

from __future__ import annotations

from dataclasses import dataclass

from model.language import Label


@dataclass(frozen=True, slots=True)
class Property:
    """A question about every run of a regime: after ``trigger``, when does ``response`` come?

    Attributes
    ----------
    performed
        Whether only an act of a party answers it, so that a deemed or counted response does not:
        legal effect and actual attention differ.
    """

    id: str
    label: Label
    trigger: str
    response: str
    performed: bool = False
