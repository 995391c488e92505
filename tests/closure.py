"""Whether every history of a small regime can go on as well as it began, by enumeration.

What a history has disobeyed stays disobeyed. If it can go on so that nothing is added to that, it
can go on obeying every set of rules that it has obeyed so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from model.ability import disobeyed, limit
from model.clock import SlotClock
from model.deadline import Reading
from model.duty import Duty, Status
from model.regime import Regime
from model.rule import Obligation, Prohibition
from model.trace import Moment
from model.transition import Law, State, advance, expire
from tests.enumeration import Keys, Node, Steps, begins_too_late, cases

Broken = frozenset[str]


class DeadEnd(NamedTuple):
    """A history that cannot go on obeying what it has obeyed so far."""

    state: State
    at: Moment
    so_far: Broken


class Closure:
    """All histories in which parties and the world act up to slot ``last``, and their dead ends.

    What is due after that slot is left open. They begin as those of :class:`Enumeration` do.
    """

    def __init__(self, regime: Regime, reading: Reading, last: int) -> None:
        self.law, self.last = Law(regime, reading, SlotClock()), last
        self.steps = Steps(self.law)
        self.known = Keys()
        self.ends: dict[tuple[Node, int, int], frozenset[Broken]] = {}
        self.dead_ends: list[DeadEnd] = []
        for case in cases(regime):
            self._visit(self.known(self.law.start(case)), 0, 0)

    def _visit(self, node: Node, slot: int, turn: int) -> frozenset[Broken]:
        """The sets of rules that the ways to go on have disobeyed in the end."""
        key = (node, slot, turn)
        if key not in self.ends:
            state, found = node.state, set[Broken]()
            for after, at, round_ in self._following(node, slot, turn):
                found |= self._visit(after, at, round_)
            ends = slot == self.last or begins_too_late(state, slot)
            if ends and not self.steps.runs_out(state, slot, turn):
                found.add(self._so_far(state, (slot + 1, 0)))
            self.ends[key] = frozenset(found)
            so_far = self._so_far(state, (slot, turn))
            if so_far not in found:
                self.dead_ends.append(DeadEnd(state, (slot, turn), so_far))
        return self.ends[key]

    def _following(self, node: Node, slot: int, turn: int) -> Iterator[tuple[Node, int, int]]:
        state = node.state
        for one in self.steps.possible(state, slot, turn):
            yield self.known(advance(self.law, state, (one,)).state), slot, turn
        if self.steps.runs_out(state, slot, turn):
            yield self.known(expire(self.law, state, (slot, turn)).state), slot, turn + 1
        elif slot < self.last and not begins_too_late(state, slot):
            yield node, slot + 1, 0

    def _so_far(self, state: State, now: Moment) -> Broken:
        """What has been disobeyed before a moment."""
        return frozenset(
            name for name, duty in state.duties.items() if self._broken(state, name, now)
        )

    def _broken(self, state: State, name: str, now: Moment) -> bool:
        duty = state.duties[name]
        if isinstance(duty.rule, Obligation) and duty.rule.announced is None:
            last = limit(self.law, duty)
            return last is not None and last < now and disobeyed(self.law, state, duty)
        return disobeyed(self.law, state, duty)


def opposed(law: Law, state: State) -> bool:
    """Whether a bearer who could do what he owes is forbidden it, or a means to it, since then.

    Then two rules bind him to opposite things, or may yet do: a ban that has not arisen may be
    bound to. One that stood before he was able is no excuse for a dead end. So it is, whatever has
    come, where he must give notice of what he may have to do sooner.
    """
    announced = any(
        notice.announced in law.means.enabling(rule) | {rule.act}
        for rule in law.regime.obligations
        for notice in law.regime.obligations
        if notice.announced and {*notice.bearers} & {*rule.bearers}
    )
    return announced or any(
        _forbidden_since(state, duty, ban)
        for duty in state.duties.values()
        if isinstance(duty.rule, Obligation) and duty.able is not None
        for ban in law.regime.prohibitions
        if ban.bearer in duty.rule.bearers
        and ban.act in law.means.enabling(duty.rule) | {duty.rule.act}
    )


def _forbidden_since(state: State, duty: Duty, ban: Prohibition) -> bool:
    arisen = state.duties.get(ban.id)
    assert duty.able is not None
    return arisen is None or (arisen.status is Status.PENDING and arisen.opened >= duty.able)
