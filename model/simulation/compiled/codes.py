"""The whole numbers that stand for things in the arrays of the engine.

They are plain constants, so that a compiled function holds them as such.
"""

from __future__ import annotations

from model.duty import Status
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition
from model.simulation.agenda import Phase
from model.trace import Mode

NONE = -1
"""No rule, no event, no moment, no instant."""

NEVER = 2**40
"""Behind every instant."""

ROUNDS = 2**12
"""A moment is its instant times this, and its round: moments compare as they happen."""

STATUSES = (
    Status.PENDING,
    Status.FULFILLED,
    Status.EXCUSED,
    Status.OVERDUE,
    Status.LATE,
    Status.VIOLATED,
)
PENDING, FULFILLED, EXCUSED, OVERDUE, LATE, VIOLATED = range(len(STATUSES))

MODES = (Mode.PERFORMED, Mode.DEEMED, Mode.COUNTED, Mode.EXOGENOUS)
PERFORMED, DEEMED, COUNTED, EXOGENOUS = range(len(MODES))

KINDS = (Obligation, Lapse, CountsAs, Power, Prohibition)
OBLIGATION, LAPSE, COUNTS_AS, POWER, PROHIBITION = range(len(KINDS))

NO_TERM, AFTER, FROM, DATED = range(4)
"""How a limit is counted: never ending, in working days, the same from the first open day, or by
a table of dates."""

ARRIVE, EXPIRE, ENTER, TAKE_UP, FINISH, PERFORM, COME = range(7)
"""What is planned: a matter, the end of limits, an item for a desk, officers who look at their
desk, the end of work, an act that waited for the platform, a later event."""

PHASE_ACT = int(Phase.ACT)
PHASE_EXPIRY = int(Phase.EXPIRY)
PHASE_EXOGENOUS = int(Phase.EXOGENOUS)
PHASE_TAKE_UP = int(Phase.TAKE_UP)

ITSELF, NO_HEIR = -2, -1
"""Under what a limit goes on when its rule goes out of force: the rule itself, or nothing."""

NOT_DRAWN = -2
"""Luck that no matter of the kind can ask for."""

EMPTY = 0
"""The place of the empty list among all lists, and of the guard that admits every case."""
