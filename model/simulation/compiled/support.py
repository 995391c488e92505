"""What the compiled engine cannot run, and leaves to the readable one."""

from __future__ import annotations

from model.deadline import Measure
from model.transition import Law

_BY_TABLE = (Measure.CALENDAR, Measure.MONTHS)


def unsupported(law: Law) -> str | None:
    """Return the rule that only the readable engine can run, if there is one.

    A limit of so many days or months of the calendar, to which events add more of them: where it
    ends is looked up in a table for its own length.
    """
    for rule in law.regime.timed:
        term = law.terms[rule.id]
        if rule.clock.extensions and term is not None and term.measure in _BY_TABLE:
            return rule.id
    return None
