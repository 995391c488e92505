"""Every run of a small regime, one by one, with nothing but the transition relation.

The slow and obvious way to know the answer that the solver gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from model.ability import disobeyed, performable
from model.clock import Clock, SlotClock
from model.deadline import Reading
from model.duty import Duty, Status
from model.means import ends_at_once
from model.property import Property, lateness
from model.regime import Regime
from model.rule import bearers_of
from model.trace import Mode, Moment, Occurrence
from model.transition import Law, State, advance, expire, next_expiry
from model.vocabulary import holds

Open = tuple[str, Mode, str, str, Moment]
"""What can happen, how, by whom, by which rule and from when on."""


@dataclass(frozen=True)
class Found:
    """What enumeration says of a property: whether its trigger can occur, and the worst delay."""

    reachable: bool
    bound: int | None


class Steps:
    """What can happen next in a state: the transition relation laid out for enumeration."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.kinds = [self._kind(event) for event in law.regime.relevant]
        self.known: dict[int, tuple[State, list[Open]]] = {}
        self.ends: dict[int, tuple[State, set[Moment | None]]] = {}
        self.occurrences: dict[tuple[str, str, Moment], Occurrence] = {}

    def _kind(self, event: str) -> tuple[str, Mode, tuple[tuple[str, str], ...]]:
        """Of an event how it happens, and who may bring it about by which rule."""
        regime = self.law.regime
        supports = reversed(self.law.supporting.get(event, []))
        bearers = {party: rule.id for rule in supports for party in bearers_of(rule)}
        alone = {regime.vocabulary.events[event].by: ""}
        parties = bearers if event in regime.governed else alone
        mode = Mode.EXOGENOUS if regime.is_exogenous(event) else Mode.PERFORMED
        return event, mode, tuple(parties.items())

    def possible(self, state: State, slot: int, turn: int) -> Iterator[Occurrence]:
        known = self.known.get(id(state))
        if known is None:  # with the state, so that its id stays its own
            known = self.known[id(state)] = state, self.open(state)
        return self.among(known[1], slot, turn)

    def among(self, known: Iterable[Open], slot: int, turn: int) -> Iterator[Occurrence]:
        """Yield what of that which is open in a state can happen in a round."""
        now = (slot, turn)
        for event, mode, party, rule, earliest in known:
            if earliest > now or (turn and earliest != now and mode is not Mode.EXOGENOUS):
                continue
            one = self.occurrences.get((event, party, now))
            if one is None:
                one = Occurrence(event, slot, mode, party, rule, turn)
                self.occurrences[event, party, now] = one
            yield one

    def open(self, state: State) -> list[Open]:
        """What can happen in a state, by whom and from when on: the same while slots go by."""
        return [*self._found(state)]

    def runs_out(self, state: State, slot: int, turn: int) -> bool:
        """Whether a limit that is pending ends with a round."""
        known = self.ends.get(id(state))
        if known is None:
            known = self.ends[id(state)] = state, self.limits(state)
        return (slot, turn) in known[1]

    @staticmethod
    def limits(state: State) -> set[Moment | None]:
        """When limits run out that are pending."""
        return {one.due for one in state.duties.values() if one.status is Status.PENDING}

    def _found(self, state: State) -> Iterator[Open]:
        for event, mode, parties in self.kinds:
            if event in state.occurred:
                continue
            for party, rule in parties:
                earliest = performable(self.law, state, event, party)
                if earliest is not None:
                    yield event, mode, party, rule, earliest


def cases(regime: Regime) -> Iterator[dict[str, str]]:
    """Every kind of case that the rules and the words they use tell apart."""
    guards = [rule.when for rule in regime.rules]
    guards += [g for rule in regime.obligations for one in rule.expiring for g in one.unless]
    guards += [regime.vocabulary.events[event].when for event in regime.relevant]
    names = sorted({name for guard in guards for name in guard})
    for values in product(*(regime.vocabulary.attributes[name].values for name in names)):
        yield dict(zip(names, values, strict=True))


class Enumeration:
    """All maximal runs in which parties and the world act in slots 0 to ``last`` only.

    ``last`` must reach the last deadline that a chain of duties can have. Runs begin on the first
    working day or in the time off after it, unless on ``any_day``: limits go by how far slots are
    apart, and a day is two of them, so that what begins later is one of these runs some days later.
    """

    def __init__(self, regime: Regime, reading: Reading, last: int, any_day: bool = False) -> None:
        self.law, self.any_day = Law(regime, reading, self._clock()), any_day
        self.steps = Steps(self.law)
        self.last = last
        self.at_once = any(ends_at_once(term) for term in self.law.terms.values())
        self.finals: dict[object, State] = {}
        self.known = self._keys()
        for case in cases(regime):
            self._go(self.known(self.law.start(case)), self._first(), 0)

    def _keys(self) -> Keys:
        return Keys()

    def _clock(self) -> Clock:
        return SlotClock()

    def _first(self) -> int:
        return 0

    def _after(self, slot: int) -> int:
        """The next slot in which parties and the world may act."""
        return slot + 1

    def _closes(self, slot: int) -> bool:
        """Whether something may expire at the end of a slot."""
        return slot % 2 == 0

    def _slot(self, at: int) -> int:
        return at

    def judge(self, prop: Property, obeyed: frozenset[str]) -> Found:
        reachable, worst = False, 0
        for state in self.finals.values():
            trigger = state.occurred.get(prop.trigger)
            if trigger is None or not holds(prop.when, state.attributes):
                continue
            if obeyed and broken_in(self.law, state) & obeyed:
                continue
            reachable = True
            response = state.occurred.get(prop.response)
            if response is None or (prop.performed and response.mode is not Mode.PERFORMED):
                return Found(True, None)
            slots = self._slot(trigger.at), self._slot(response.at)
            worst = max(worst, lateness(prop, *slots))
        return Found(reachable, worst)

    def _go(self, node: Node, slot: int, turn: int) -> None:
        """Acts of a round, in every order, and then on; what has been met goes on in the same way.

        Behind expiries of a round, events of the world come in any order with what is done there.
        """
        while (slot, turn) not in node.met and slot <= self.last:
            node.met.add((slot, turn))
            if node.open is None:
                node.open, node.ends = self.steps.open(node.state), self.steps.limits(node.state)
            for one in self.steps.among(node.open, slot, turn):
                self._go(self.known(advance(self.law, node.state, (one,)).state), slot, turn)
            if (slot, turn) in node.ends:
                node = self.known(expire(self.law, node.state, (slot, turn)).state)
                turn += 1
                continue
            # Where nothing expires, an event of the world at the very close is one just before it,
            # but for what is due at once: that is then due in the round of the event.
            if turn == 0 and self.at_once and self._closes(slot):
                self._go(node, slot, 1)
            if slot >= self.last or (not self.any_day and begins_too_late(node.state, slot)):
                self._finish(node)
                return
            slot, turn = self._after(slot), 0

    def _finish(self, node: Node) -> None:
        """Note the run that ends in a state, in which nobody does anything any more."""
        if node.ended:
            return
        node.ended, state = True, node.state
        while (due := next_expiry(state)) is not None:
            state = expire(self.law, state, due).state
        end = node if state is node.state else self.known(state)
        self.finals.setdefault(end, end.state)


def begins_too_late(state: State, slot: int) -> bool:
    """Whether what comes behind a slot is what comes of the same state a working day sooner."""
    return not state.occurred and slot % 2 == 1


def broken_in(law: Law, state: State, end: int | None = None) -> set[str]:
    """The rules disobeyed by an instant, or when nothing happens any more."""
    return {name for name, duty in state.duties.items() if disobeyed(law, state, duty, end)}


Part = Mapping[str, str] | Occurrence | Duty
"""What a state is made of: the case, what has come about, and the duties set going."""


class Node:
    """A state, one for all that nothing tells apart, and the moments at which it was met."""

    __slots__ = ("ended", "ends", "met", "open", "state")

    def __init__(self, state: State) -> None:
        self.state, self.ended = state, False
        self.met: set[Moment] = set()
        self.open: list[Open] | None = None
        self.ends: set[Moment | None] = set()


class Keys:
    """The node of a state, found by numbers of what has come about in it and of its duties.

    A step leaves most of both as they are, so that few are looked at more than once.
    """

    def __init__(self) -> None:
        self.nodes: dict[object, Node] = {}
        self.numbers: dict[object, int] = {}
        self.numbered: dict[int, int] = {}
        self.kept: list[object] = []

    def __call__(self, state: State) -> Node:
        key = self.told_apart(state)
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = Node(state)
        return node

    def told_apart(self, state: State) -> object:
        """What tells states apart."""
        parts: list[Part] = [state.attributes, *state.occurred.values(), *state.duties.values()]
        found = frozenset(map(self.numbered.get, map(id, parts)))
        if None not in found:
            return found
        return frozenset(map(self._number, parts))

    def _number(self, one: Part) -> int:
        if (number := self.numbered.get(id(one))) is None:
            number = self.numbers.setdefault(_told(one), len(self.numbers))
            self.numbered[id(one)] = number
            self.kept.append(one)  # so that its id stays its own
        return number


def _told(one: Part) -> object:
    if isinstance(one, Duty):
        return _of_duty(one)
    return _of_event(one) if isinstance(one, Occurrence) else frozenset(one.items())


def _of_event(one: Occurrence) -> object:
    return one.event, one.at, one.round, one.mode, one.party


def _of_duty(one: Duty) -> object:
    return one.rule.id, one.status, one.opened, one.due, one.able, one.running
