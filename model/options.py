"""Who may do what next in one thread: every act and event that is possible as things stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from model.ability import owed_until, performable
from model.duty import Duty, Status
from model.rule import Obligation, Power, Prohibition, bearers_of
from model.trace import Mode, Moment
from model.transition import Law, State


class Move(NamedTuple):
    """Something that may happen next.

    Attributes
    ----------
    party
        Who does it; the world, where it comes of itself.
    earliest
        The first moment at which it could have been done.
    demanded
        The duties set going by which the party must still do it, the earliest due first.
    allowed
        The powers by which it may.
    forbidden
        The prohibitions in force that it would violate.
    due
        The last moment at which what demands it can be obeyed; ``None`` where nothing sets one.
    """

    event: str
    party: str
    mode: Mode
    earliest: Moment
    demanded: tuple[Duty, ...] = ()
    allowed: tuple[Duty, ...] = ()
    forbidden: tuple[Duty, ...] = ()
    due: Moment | None = None

    @property
    def rule(self) -> str:
        """The rule by which it is done; empty where no rule is about who does it."""
        return next((duty.rule.id for duty in (*self.demanded, *self.allowed)), "")


def movers(law: Law, event: str) -> tuple[str, ...]:
    """Return who may ever bring an event about by an act; the world, of what comes of itself."""
    if event not in law.regime.governed:
        return (law.regime.vocabulary.events[event].by,)
    supports = law.supporting.get(event, ())
    return tuple(dict.fromkeys(party for rule in supports for party in bearers_of(rule)))


def options(
    law: Law, state: State, silent: Collection[str] = (), now: Moment = (0, 0)
) -> Iterator[Move]:
    """Yield every move that the regime or its words speak of, in the order of its words.

    ``silent`` are parties that do nothing; limits before ``now`` have passed.
    """
    for event in law.regime.relevant:
        if event not in state.occurred:
            for party in movers(law, event):
                move = None if party in silent else option(law, state, event, party, now)
                if move is not None:
                    yield move


def option(law: Law, state: State, event: str, party: str, now: Moment = (0, 0)) -> Move | None:
    """Return the move of a party, if it can make it as things stand."""
    earliest = performable(law, state, event, party)
    if earliest is None or party not in movers(law, event):
        return None
    mode = Mode.EXOGENOUS if law.regime.is_exogenous(event) else Mode.PERFORMED
    rules = law.allowing.get((party, event), ())
    set_going = [duty for rule in rules if (duty := state.duties.get(rule.id)) is not None]
    owed, allowed, forbidden = _by_kind(law, state, set_going, event, party)
    limits = (owed_until(law, state, duty, now) for duty in owed)
    due = min((one for one in limits if one is not None), default=None)
    return Move(event, party, mode, earliest, owed, allowed, forbidden, due)


def _by_kind(
    law: Law, state: State, set_going: Collection[Duty], event: str, party: str
) -> tuple[tuple[Duty, ...], tuple[Duty, ...], tuple[Duty, ...]]:
    """What demands, allows and forbids an act now."""
    owed = [one for one in set_going if isinstance(one.rule, Obligation) and not _done(one)]
    owed.sort(key=lambda one: (one.due is None, one.due or (0, 0)))
    allowed = [one for one in set_going if isinstance(one.rule, Power)]
    bans = (state.duties.get(ban.id) for ban in law.means.bans.get((party, event), ()))
    in_force = [ban for ban in bans if ban is not None and ban.status is Status.PENDING]
    assert all(isinstance(ban.rule, Prohibition) for ban in in_force)
    return tuple(owed), tuple(filter(_lasts, allowed)), tuple(in_force)


def _done(duty: Duty) -> bool:
    """Whether nothing is left to do of a duty; what is overdue can still be done, late."""
    return duty.status not in (Status.PENDING, Status.OVERDUE)


def _lasts(power: Duty) -> bool:
    return power.status is Status.PENDING
