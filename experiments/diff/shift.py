"""What becomes of a guarantee from one regime to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from verify.verdict import Answer, Verdict


class Shift(StrEnum):
    """What becomes of a guarantee from one regime to another."""

    GAINED = "gained"
    LOST = "lost"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    UNCHANGED = "unchanged"
    REGULATED = "regulated"  # vacuous before, and now proved or refuted
    UNREGULATED = "unregulated"  # vacuous now
    UNKNOWN = "unknown"


def shift(old: Verdict, new: Verdict) -> Shift:
    """Return what became of a guarantee; an unknown side leaves it unknown."""
    answers = {old.answer, new.answer}
    if Answer.UNKNOWN in answers:
        return Shift.UNKNOWN
    if Answer.VACUOUS in answers:
        if old.answer is new.answer:
            return Shift.UNCHANGED
        return Shift.REGULATED if old.answer is Answer.VACUOUS else Shift.UNREGULATED
    before, after = worth(old), worth(new)
    assert before is not None
    assert after is not None
    if before == after:
        return Shift.UNCHANGED
    if before == inf or after == inf:
        return Shift.GAINED if before == inf else Shift.LOST
    return Shift.TIGHTENED if after < before else Shift.LOOSENED


def worth(verdict: Verdict) -> float | None:
    """Return the guaranteed bound in working days, infinite without one; ``None`` if vacuous.

    Raises
    ------
    ValueError
        For a verdict that is unknown: that is no value.
    """
    if verdict.answer is Answer.UNKNOWN:
        raise ValueError("an unknown verdict has no value")
    if verdict.answer is Answer.VACUOUS:
        return None
    return inf if verdict.days is None else verdict.days


@dataclass(frozen=True, slots=True)
class Held:
    """One guarantee in both regimes, and what became of it from the old one to the new."""

    old: Verdict
    new: Verdict

    @property
    def shift(self) -> Shift:
        """What became of it."""
        return shift(self.old, self.new)
