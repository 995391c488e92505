"""Every run of a small regime, one by one, with nothing but the transition relation.

The slow and obvious way to know the answer that the solver gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from model.ability import disobeyed, performable
from model.clock import Clock, SlotClock
from model.deadline import Reading
from model.duty import Status
from model.means import ends_at_once
from model.property import Property, lateness
from model.regime import Regime
from model.rule import bearers_of
from model.trace import Mode, Moment, Occurrence
from model.transition import Law, State, advance, expire, next_expiry
from model.vocabulary import holds


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
        self.known: dict[int, tuple[State, list[tuple[str, Mode, str, str, Moment]]]] = {}
        self.ends: dict[int, tuple[State, set[Moment | None]]] = {}

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
        for event, mode, party, rule, earliest in self._open(state):
            if earliest > (slot, turn):
                continue
            prompt = turn == 0 or earliest == (slot, turn)
            if prompt or mode is Mode.EXOGENOUS:
                yield Occurrence(event, slot, mode, party, rule, turn)

    def _open(self, state: State) -> list[tuple[str, Mode, str, str, Moment]]:
        """What can happen in a state, by whom and from when on: the same while slots go by."""
        known = self.known.get(id(state))
        if known is None:  # with the state, so that its id stays its own
            known = self.known[id(state)] = state, [*self._found(state)]
        return known[1]

    def runs_out(self, state: State, slot: int, turn: int) -> bool:
        """Whether a limit that is pending ends with a round."""
        known = self.ends.get(id(state))
        if known is None:
            pending = (one for one in state.duties.values() if one.status is Status.PENDING)
            known = self.ends[id(state)] = state, {duty.due for duty in pending}
        return (slot, turn) in known[1]

    def _found(self, state: State) -> Iterator[tuple[str, Mode, str, str, Moment]]:
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

    ``last`` must reach the last deadline that a chain of duties can have.
    """

    def __init__(self, regime: Regime, reading: Reading, last: int) -> None:
        self.law = Law(regime, reading, self._clock())
        self.steps = Steps(self.law)
        self.last = last
        self.at_once = any(ends_at_once(term) for term in self.law.terms.values())
        self.finals: dict[object, State] = {}
        self.key_of = Keys()
        self.seen: set[object] = set()
        for case in cases(regime):
            self._acts(self.law.start(case), self._first(), 0)

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
            if broken_in(self.law, state) & obeyed:
                continue
            reachable = True
            response = state.occurred.get(prop.response)
            if response is None or (prop.performed and response.mode is not Mode.PERFORMED):
                return Found(True, None)
            slots = self._slot(trigger.at), self._slot(response.at)
            worst = max(worst, lateness(prop, *slots))
        return Found(reachable, worst)

    def _acts(self, state: State, slot: int, turn: int) -> None:
        """Acts of a round, in every order; then on."""
        if not self._new("acts", state, slot, turn):
            return
        for one in self.steps.possible(state, slot, turn):
            self._acts(advance(self.law, state, (one,)).state, slot, turn)
        if self.steps.runs_out(state, slot, turn):
            expired = expire(self.law, state, (slot, turn)).state
            self._exogenous(expired, slot, turn + 1)
            return
        # Where nothing expires, an event of the world at the very close is one just before it,
        # but for what is due at once: that is then due in the round of the event.
        if turn == 0 and self.at_once and self._closes(slot):
            self._exogenous(state, slot, 1)
        if slot < self.last:
            self._acts(state, self._after(slot), 0)
        else:
            self._finish(state)

    def _exogenous(self, state: State, slot: int, turn: int) -> None:
        """Events of the world at the very close of business, after the expiries of a round."""
        if not self._new("exogenous", state, slot, turn):
            return
        for one in self.steps.possible(state, slot, turn):
            if one.mode is Mode.EXOGENOUS:
                self._exogenous(advance(self.law, state, (one,)).state, slot, turn)
        self._acts(state, slot, turn)

    def _finish(self, state: State) -> None:
        while (due := next_expiry(state)) is not None:
            state = expire(self.law, state, due).state
        self.finals.setdefault(self.key_of(state), state)

    def _new(self, phase: str, state: State, slot: int, turn: int) -> bool:
        if slot > self.last:
            return False
        key = (phase, slot, turn, self.key_of(state))
        if key in self.seen:
            return False
        self.seen.add(key)
        return True


def broken_in(law: Law, state: State, end: int | None = None) -> set[str]:
    """The rules disobeyed by an instant, or when nothing happens any more."""
    return {name for name, duty in state.duties.items() if disobeyed(law, state, duty, end)}


class Keys:
    """The number of a state among those told apart, found once: a state stays while slots go by."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[State, int]] = {}
        self.numbers: dict[object, int] = {}

    def __call__(self, state: State) -> int:
        found = self.known.get(id(state))
        if found is None:
            number = self.numbers.setdefault(self.told_apart(state), len(self.numbers))
            found = self.known[id(state)] = (state, number)  # kept, so that ids stay its own
        return found[1]

    def told_apart(self, state: State) -> object:
        """What tells states apart."""
        return key_of(state)


def key_of(state: State) -> object:
    occurred = frozenset((e, o.at, o.round, o.mode, o.party) for e, o in state.occurred.items())
    duties = frozenset(
        (r, d.status, d.opened, d.due, d.able, d.running) for r, d in state.duties.items()
    )
    return (frozenset(state.attributes.items()), occurred, duties)
