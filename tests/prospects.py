"""What can still become of every state of a small regime: the slow way to know its conflicts."""

from __future__ import annotations

from collections.abc import Iterator

from model.clock import SlotClock
from model.deadline import Reading
from model.duty import Duty, Status
from model.regime import Regime
from model.rule import CountsAs, Obligation, Prohibition, Rule
from model.trace import Mode
from model.transition import Law, State, advance, expire, next_expiry
from tests.enumeration import Keys, Node, Steps, begins_too_late, broken_in, cases

Breaches = frozenset[str]


class Prospects:
    """Every state with the sets of rules that its continuations break, parties acting to ``last``.

    Runs begin as those of :class:`~tests.enumeration.Enumeration` do.

    Attributes
    ----------
    triggered
        For each rule the states in which nothing was broken when it was set going, as the sets of
        rules that their continuations break.
    pending
        For each obligation, whether every state in which it is pending can go on to keep it.
    spoke
        For each maximal run, the rules set going in it and those broken.
    disobeyed
        For each maximal run, the rules broken by those who could have kept them.
    """

    def __init__(self, regime: Regime, reading: Reading, last: int, early: int) -> None:
        self.regime = regime
        self.steps = Steps(Law(regime, reading, SlotClock()))
        self.law, self.last, self.early = self.steps.law, last, early
        self.node_of = Keys()
        self.known: dict[tuple[Node, int, int], frozenset[tuple[Breaches, Breaches]]] = {}
        self.triggered: dict[str, list[frozenset[Breaches]]] = {}
        self.pending: dict[str, bool] = {}
        self.spoke: set[tuple[Breaches, Breaches]] = set()
        self.disobeyed: set[Breaches] = set()
        for case in cases(regime):
            self._acts(self.law.start(case), 0, 0, None)

    def situational(self, rule: str) -> bool:
        """Whether a history without breach ends with a trigger that nothing can follow well."""
        return any(
            frozenset() not in outcomes and any(one <= {rule} for one in outcomes)
            for outcomes in self.triggered.get(rule, [])
        )

    def binds(self, rule: Obligation | Prohibition) -> bool:
        """Whether a rule can be breached at all."""
        if isinstance(rule, Obligation):
            return self.law.terms[rule.id] is not None or rule.announced is not None
        return True

    def _acts(
        self, state: State, slot: int, turn: int, old: State | None
    ) -> frozenset[tuple[Breaches, Breaches]]:
        node = self.node_of(state)
        key, state = (node, slot, turn), node.state
        if key not in self.known:
            found: set[tuple[Breaches, Breaches]] = set()
            for one in self.steps.possible(state, slot, turn):
                found |= self._acts(advance(self.law, state, (one,)).state, slot, turn, state)
            if self.steps.runs_out(state, slot, turn):
                after = expire(self.law, state, (slot, turn)).state
                found |= self._acts(after, slot, turn + 1, state)
            elif slot < self.last and not begins_too_late(state, slot):
                found |= self._acts(state, slot + 1, 0, state)
            else:
                found |= {self._finish(state)}
            self.known[key] = frozenset(found)
        self._note(state, old, slot, self.known[key])
        return self.known[key]

    def _note(
        self,
        state: State,
        old: State | None,
        slot: int,
        ends: frozenset[tuple[Breaches, Breaches]],
    ) -> None:
        if slot > self.early:
            return
        before = old.duties if old is not None else {}
        unbroken = not any(duty.breached for duty in state.duties.values())
        for rule in state.duties.keys() - before.keys():
            if unbroken:
                outcomes = frozenset(broken for _, broken in ends)
                self.triggered.setdefault(rule, []).append(outcomes)
        for rule, duty in state.duties.items():
            if isinstance(duty.rule, Obligation) and duty.status is Status.PENDING:
                kept = any(rule in fulfilled for fulfilled, _ in ends)
                self.pending[rule] = self.pending.get(rule, True) and kept

    def _finish(self, state: State) -> tuple[Breaches, Breaches]:
        while (due := next_expiry(state)) is not None:
            state = expire(self.law, state, due).state
        going = {rule.id for rule in self._going(state)}
        ended = (Status.FULFILLED, Status.EXCUSED)
        kept = {name for name, duty in state.duties.items() if duty.status in ended}
        kept |= {name for name, duty in state.duties.items() if _deemed_in_time(state, duty)}
        broken = {name for name, duty in state.duties.items() if duty.breached}
        self.spoke.add((frozenset(going), frozenset(broken)))
        self.disobeyed.add(frozenset(broken_in(self.law, state)))
        return frozenset(kept), frozenset(broken)

    def _going(self, state: State) -> Iterator[Rule]:
        for rule in self.regime.rules:
            if isinstance(rule, CountsAs):
                found = [event in state.occurred for event in rule.on.events]
                enough = all(found) if rule.on.quantifier == "all" else any(found)
                fits = all(state.attributes[name] in ok for name, ok in rule.when.items())
                if enough and fits:
                    yield rule
            elif rule.id in state.duties:
                yield rule


def _deemed_in_time(state: State, duty: Duty) -> bool:
    """Whether the act of a duty has been deemed done before the duty was overdue."""
    act = state.occurred.get(duty.rule.act) if isinstance(duty.rule, Obligation) else None
    if act is None or act.mode is not Mode.DEEMED:
        return False
    return duty.due is None or act.moment <= duty.due
