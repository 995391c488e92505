"""What chance can keep from being obeyed in a small regime: the slow way, by every run of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from model.clock import SlotClock
from model.deadline import Reading
from model.regime import Regime
from model.rule import Obligation, bearers_of, derived_by
from model.trace import Moment
from model.transition import Law, State, advance, expire, next_expiry
from model.vocabulary import holds
from tests.enumeration import Keys, Node, Steps, broken_in, cases


class Course(NamedTuple):
    """How a history goes on: what came about, when, and which rules have been disobeyed at last."""

    come: frozenset[tuple[str, Moment]]
    disobeyed: frozenset[str]


class Courses:
    """Every state of a regime in which a rule has just been set going, with all its courses.

    Parties and the world act in slots 0 to ``last``; rules are set going until ``early``.
    """

    def __init__(self, regime: Regime, reading: Reading, last: int, early: int) -> None:
        self.regime, self.last, self.early = regime, last, early
        self.law = Law(regime, reading, SlotClock())
        self.steps, self.node_of = Steps(self.law), Keys()
        self.known: dict[tuple[Node, int, int], frozenset[Course]] = {}
        self.begun: dict[str, list[tuple[State, Moment, frozenset[Course]]]] = {}
        for case in cases(regime):
            self._courses(self.law.start(case), 0, 0, None)

    def left_to_chance(
        self, rule: str, rules: Collection[str], parties: Collection[str], chance: Collection[str]
    ) -> bool:
        """Whether some history and course of chance keep a rule from being obeyed with others.

        ``chance`` are events that come as they do, whatever those do who bear the rules: in the
        cases in which none of the ``parties`` can bring them about and nobody must.
        """
        return any(
            self._kept_from(rule, {*rules}, {*parties}, {*chance}, *one)
            for one in self.begun.get(rule, [])
        )

    def _kept_from(
        self,
        rule: str,
        rules: set[str],
        parties: set[str],
        chance: set[str],
        state: State,
        now: Moment,
        courses: frozenset[Course],
    ) -> bool:
        binding = {one.id for one in self.regime.binding}
        chance = chance & chance_of(self.regime, parties, state.attributes)
        possible, good = set(), set()
        for course in courses:
            came = frozenset((event, at) for event, at in course.come if event in chance)
            if not all(self._by_itself(state, now, event, at, chance) for event, at in came):
                continue
            if not course.disobeyed & (binding - {rule}):
                possible.add(came)
            if not course.disobeyed & rules:
                good.add(came)
        return bool(possible - good)

    def _by_itself(
        self, state: State, now: Moment, event: str, at: Moment, chance: set[str]
    ) -> bool:
        kind = self.regime.vocabulary.events[event]
        if any(one not in state.occurred and one not in chance for one in kind.presupposes):
            return False
        if any(ban.act == event for ban in self.regime.prohibitions):
            return False
        allowed = (
            one.id in state.duties
            for one in self.regime.supports
            if one.act == event and (isinstance(one, Obligation) or one.until is None)
        )
        if event in self.regime.governed and not any(allowed):
            return False
        return at[1] == 0 or at == now

    def _courses(self, state: State, slot: int, turn: int, old: State | None) -> frozenset[Course]:
        node = self.node_of(state)
        key, state = (node, slot, turn), node.state
        if key not in self.known:
            found: set[Course] = set()
            for one in self.steps.possible(state, slot, turn):
                found.update(self._then(advance(self.law, state, (one,)).state, slot, turn, state))
            if self.steps.runs_out(state, slot, turn):
                after = expire(self.law, state, (slot, turn)).state
                found.update(self._then(after, slot, turn + 1, state))
            elif slot < self.last:
                found.update(self._then(state, slot + 1, 0, state))
            else:
                found.add(Course(frozenset(), self._finished(state)))
            self.known[key] = frozenset(found)
        new = state.duties.keys() - (old.duties.keys() if old is not None else ())
        for rule in new if slot <= self.early else ():
            self.begun.setdefault(rule, []).append((state, (slot, turn), self.known[key]))
        return self.known[key]

    def _then(self, state: State, slot: int, turn: int, before: State) -> Iterator[Course]:
        new = state.occurred.keys() - before.occurred.keys()
        came = frozenset((event, state.occurred[event].moment) for event in new)
        for course in self._courses(state, slot, turn, before):
            yield Course(came | course.come, course.disobeyed)

    def _finished(self, state: State) -> frozenset[str]:
        while (due := next_expiry(state)) is not None:
            state = expire(self.law, state, due).state
        return frozenset(broken_in(self.law, state))


def chance_of(regime: Regime, parties: Collection[str], attributes: Mapping[str, str]) -> set[str]:
    """What in a case some parties do not bring about, no rule by itself, and nobody must."""
    law = Law(regime, Reading(1), SlotClock())
    derived = {event for rule in regime.rules for event in derived_by(rule)}
    here = [one for one in regime.supports if holds(one.when, attributes)]
    owed = {
        one.act
        for one in here
        if isinstance(one, Obligation) and (law.terms[one.id] is not None or one.announced)
    }
    own = {one.act for one in here if {*bearers_of(one)} & {*parties}}
    own |= {
        event
        for event, kind in regime.vocabulary.events.items()
        if event not in regime.governed and kind.by in parties
    }
    return {*regime.relevant} - derived - owed - own
