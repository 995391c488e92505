"""What a year came to for each duty and prohibition of a text, under the text's own names.

A duty waits from the moment it arises until its act has come, in whatever mode: an act that a
default deems ends the wait of those who asked for it as well. What is excused waits for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.measures.spans import Spans
from model.duty import Status
from model.instant import MINUTES
from model.rule import Obligation
from model.simulation.year import Year
from model.transition import Law

_NOTHING = np.array([])
NO_WAITS = Spans(_NOTHING, _NOTHING, _NOTHING)
"""The waits of a duty that never arose."""
_BREACHED = ("deemed", "late", "never")


@dataclass(frozen=True)
class DutyFigures:
    """How often one rule demanded or forbade something, and what became of it.

    Attributes
    ----------
    outcomes
        How often, by what became of it.
    helpless
        Of the breaches, how many could not have been kept when they were due.
    waits
        From when the duty arose to its act; none of a prohibition.
    """

    rule: str
    outcomes: Mapping[str, int]
    helpless: int
    waits: Spans

    @property
    def arisen(self) -> int:
        """How often it arose."""
        return sum(self.outcomes.values())

    def count(self, *outcomes: str) -> int:
        """Return how often any of some things became of it."""
        return sum(self.outcomes.get(one, 0) for one in outcomes)


def due_and_breached(law: Law, outcomes: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Return the ``count`` of duties with a limit that had come due, and those ``breached``.

    Due is what was done, in time or late, deemed done, or never done though its limit has passed.
    What is excused or pending is not, nor what has no limit under the law's reading, and so cannot
    be breached. Prohibitions are not in it.
    """
    reading, regime = law.reading, law.regime
    limited = [
        rule.id
        for rule in regime.obligations
        if reading.term(rule.deadline, regime.counting) is not None
    ]
    breached = sum(outcomes.get((rule, what), 0) for rule in limited for what in _BREACHED)
    kept = sum(outcomes.get((rule, "fulfilled"), 0) for rule in limited)
    return {"count": kept + breached, "breached": breached}


def waits_of_duties(year: Year) -> dict[str, Spans]:
    """Return the waits of each obligation of the text, by rule, in the order of the file."""
    found: dict[str, list[tuple[int, int | None]]] = {
        rule.id: [] for rule in year.law.regime.obligations
    }
    for thread in year.threads:
        for duty in thread.state.duties.values():
            rule = duty.rule
            if not isinstance(rule, Obligation) or duty.status is Status.EXCUSED:
                continue
            act = thread.state.occurred.get(rule.act)
            start = duty.opened[0]
            found[rule.id].append((start, None if act is None else max(act.at, start)))
    return {rule: _spans(pairs, year) for rule, pairs in found.items()}


def _spans(pairs: list[tuple[int, int | None]], year: Year) -> Spans:
    passed, day = year.calendar.working_minutes_until, year.calendar.hours.minutes
    ended = [(start, end) for start, end in pairs if end is not None]
    open_ = [(year.end - start) / MINUTES for start, end in pairs if end is None]
    working = [(passed(end) - passed(start)) / day for start, end in ended]
    calendar = [(end - start) / MINUTES for start, end in ended]
    return Spans(np.array(working), np.array(calendar), np.array(open_))
