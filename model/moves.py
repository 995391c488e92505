"""What happened to the clocks of limits in a run: which event stopped, restarted or moved which."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from model.duty import Duty, Status
from model.rule import is_timed
from model.tolling import Running
from model.trace import Run

if TYPE_CHECKING:
    from model.transition import Law, State


class Way(StrEnum):
    """What an event did to a clock."""

    STOPPED = "stopped"
    RESUMED = "resumed"
    RESTARTED = "restarted"
    EXTENDED = "extended"


class Move(NamedTuple):
    """One thing that an event did to the clock of one rule's limit.

    Attributes
    ----------
    due
        When the limit is due by then; ``None`` where it stands still, or has no end.
    """

    event: str
    rule: str
    way: Way
    due: int | None


def moves(law: Law, run: Run) -> tuple[Move, ...]:
    """Return what the events of a run did to clocks, in the order of the run."""
    from model.conformance import states  # here: who is told of moves that were found needs none

    found: list[Move] = []
    before: State | None = None
    for after in states(law, run):
        found += _between(law, before, after)
        before = after
    return tuple(found)


def _between(law: Law, before: State | None, after: State) -> Iterator[Move]:
    known = before.occurred if before is not None else {}
    new = [event for event in after.occurred if event not in known]
    for rule in law.regime.timed:
        duty = after.duties.get(rule.id)
        if not rule.clock or duty is None or duty.running is None:
            continue
        old = before.duties.get(rule.id) if before is not None else None
        causes = [event for event in new if event in rule.clock.events]
        if old is None:
            if duty.running.halted and duty.status is Status.PENDING:
                trigger = [event for event in new if event in rule.on.events]
                yield Move((trigger or new)[-1], rule.id, Way.STOPPED, None)
        elif causes and old.running is not None:
            yield from _moved(old.running, duty.running, duty, causes[-1])


def _moved(old: Running, new: Running, duty: Duty, event: str) -> Iterator[Move]:
    rule = duty.rule
    assert is_timed(rule)
    due = duty.due[0] if duty.due is not None else None
    if old.start != new.start:
        yield Move(event, rule.id, Way.RESTARTED, due)
    if old.granted != new.granted:
        yield Move(event, rule.id, Way.EXTENDED, due)
    if old.halted and not new.halted:
        yield Move(event, rule.id, Way.RESUMED, due)
    elif new.halted and not old.halted:
        yield Move(event, rule.id, Way.STOPPED, None)
