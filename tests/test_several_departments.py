"""The last of several departments: what is proved of one thread, and every run of two threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.clock import SlotClock
from model.deadline import STRICT, Before, Deadline, Immediately, Within
from model.duty import Status
from model.property import Property, lateness
from model.regime import Regime
from model.rule import CountsAs, Prohibition, Rule, Trigger, effects_of
from model.trace import Mode
from model.transition import Law, State, advance, expire, next_expiry
from model.vocabulary import EventType
from protocols import library
from protocols.question import Unread, question
from tests.draws import draws, enough
from tests.enumeration import Keys, Steps, broken_in, cases
from tests.small import EVENTS, NAME, counts, duty, must_not, regime
from verify.asking import not_of_one_thread
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Reason

FOUND: Counter[str] = Counter()
Threads = tuple[State, State]


class Matter:
    """All runs of a matter with two departments, act by act; what is of the case is of both."""

    def __init__(self, of: Regime, last: int) -> None:
        self.law, self.last = Law(of, STRICT, SlotClock()), last
        self.steps = Steps(self.law)
        words = of.vocabulary.events
        self.whole = {event for event in of.relevant if words[event].scope == "case"}
        self.finals: dict[object, Threads] = {}
        self.seen, self.node_of = set[object](), Keys()
        for case in cases(of):
            start = self.law.start(case)
            self._acts((start, start), 0, 0, closing=False)

    def worst(self, prop: Property, obeyed: frozenset[str]) -> tuple[bool, int | None]:
        """Whether the trigger can come, and the longest until the last department's response."""
        reachable, longest = False, 0
        for threads in self.finals.values():
            if any(broken_in(self.law, one) & obeyed for one in threads):
                continue
            begun = [one.occurred.get(prop.trigger) for one in threads]
            if begun[0] is None or begun[1] is None:
                continue
            assert begun[0].at == begun[1].at, "the trigger is of the whole matter"
            reachable = True
            for one in threads:
                came = one.occurred.get(prop.response)
                if came is None or (prop.performed and came.mode is not Mode.PERFORMED):
                    return True, None
                longest = max(longest, lateness(prop, begun[0].at, came.at))
        return reachable, longest

    def _acts(self, threads: Threads, slot: int, turn: int, *, closing: bool) -> None:
        """Acts of a round in either thread; where the office is ``closing``, of the world only."""
        key = (slot, turn, closing, *map(self.node_of, threads))
        if key in self.seen:
            return
        self.seen.add(key)
        for after in self._next(threads, slot, turn, closing):
            self._acts(after, slot, turn, closing=closing)
        if closing:
            self._acts(threads, slot, turn, closing=False)
            return
        due = [duty for one in threads for duty in one.duties.values() if duty.due == (slot, turn)]
        if any(duty.status is Status.PENDING for duty in due):
            first, second = (expire(self.law, one, (slot, turn)).state for one in threads)
            self._acts((first, second), slot, turn + 1, closing=True)
        elif slot < self.last:
            self._acts(threads, slot + 1, 0, closing=False)
        else:
            first, second = map(self._ended, threads)
            self.finals[self.node_of(first), self.node_of(second)] = first, second

    def _next(self, threads: Threads, slot: int, turn: int, closing: bool) -> Iterator[Threads]:
        first, second = threads
        possible = [
            [one for one in self.steps.possible(state, slot, turn) if self._now(one.mode, closing)]
            for state in threads
        ]
        for one in possible[0]:
            after = advance(self.law, first, (one,)).state
            if one.event not in self.whole:
                yield after, second
            elif one in possible[1]:
                yield after, advance(self.law, second, (one,)).state
        for one in possible[1]:
            if one.event not in self.whole:
                yield first, advance(self.law, second, (one,)).state

    @staticmethod
    def _now(mode: Mode, closing: bool) -> bool:
        return mode is Mode.EXOGENOUS or not closing

    def _ended(self, state: State) -> State:
        while (due := next_expiry(state)) is not None:
            state = expire(self.law, state, due).state
        return state


def words(*whole: str) -> dict[str, EventType]:
    """The events a, b, c, d, of which some are of the whole matter."""
    return {
        name: EventType(name, NAME, scope="case" if name in whole else "thread") for name in EVENTS
    }


@st.composite
def _rules(draw: st.DrawFn, number: int) -> Rule:
    act = draw(st.sampled_from("bcd"))
    on = Trigger((draw(st.sampled_from([one for one in "aabc" if one != act])),))
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return CountsAs(f"r{number}", f"{number}", on, act, {})
    if kind == 1:
        return Prohibition(f"r{number}", f"{number}", on, "p", act, {}, None)
    default = draw(st.sampled_from([None, act]))
    limits: list[Deadline] = [Within(1), Immediately()]
    limit = draw(st.sampled_from(limits))
    also = draw(st.sampled_from([(), (), tuple({*"bcd"} - {act})[:1]]))
    return duty(on, act, limit, id=f"r{number}", default=default, excused_by=tuple(sorted(also)))


@st.composite
def matters(draw: st.DrawFn) -> tuple[Regime, Property]:
    number = draw(st.sampled_from([1, 2, 2]))
    chosen = [draw(_rules(place)) for place in range(number)]
    whole = draw(st.sampled_from([("a",), ("a", "b"), ("a", "c")]))
    of = regime(*chosen, events=words(*whole))
    effects = sorted({event for rule in chosen for event in effects_of(rule)} or {"b"})
    response = draw(st.sampled_from(effects))
    asked = Property("all", NAME, "a", response, draw(st.booleans()), by_all=True)
    return of, asked


@given(matters())
@draws(60, part=3, phases=[Phase.generate])
def test_the_last_of_two_departments_has_the_bound_of_one(asked: tuple[Regime, Property]) -> None:
    of, prop = asked
    if len(of.relevant) > 3:
        return  # too many runs of two threads to go through them all
    every = None
    for assume in Assume:
        (verdict,) = verify(of, prop, STRICT, assume)
        if verdict.unregulated or verdict.exempt:
            continue
        if verdict.reason is Reason.SHARED_HANGS_ON_ONE:
            FOUND["refused"] += 1
            continue
        every = every or Matter(of, last=2 * len(of.rules))
        obeyed = frozenset(of.by_id) if assume is Assume.EVERYONE else frozenset()
        reachable, longest = every.worst(prop, obeyed)
        answer = Answer.REFUTED if longest is None else Answer.PROVED
        assert verdict.answer is (answer if reachable else Answer.VACUOUS)
        if verdict.answer is Answer.PROVED:
            assert verdict.days == longest
        FOUND[f"{verdict.answer} {min(verdict.days or 0, 1)}"] += 1


def test_the_random_matters_held_every_kind_of_answer() -> None:
    """Else the agreement above would be an agreement about nothing."""
    assert all(
        FOUND[kind] >= enough(4) for kind in ("proved 0", "proved 1", "refuted 0", "refused")
    ), FOUND


LAST = Property("last", NAME, "a", "b", by_all=True)


def test_a_matter_is_claimed_when_the_last_department_has_claimed() -> None:
    """Pushed by the next day, claimed by the next: each has two days, and so has the last."""
    of = regime(duty("a", "c"), duty("c", "b", bearer="q"), events=words("a"))
    (verdict,) = verify(of, LAST, STRICT, Assume.EVERYONE)
    assert (verdict.answer, verdict.days) == (Answer.PROVED, 2)
    assert verdict.rules == ("a-c", "c-b")


def test_an_event_of_the_matter_that_hangs_on_one_department_is_no_answer() -> None:
    """One claim settles the matter for all: what one thread shows says nothing about the last."""
    of = regime(duty("a", "c"), counts("c", "d"), duty("d", "b"), events=words("a", "d"))
    (verdict,) = verify(of, LAST, STRICT, Assume.EVERYONE)
    assert (verdict.answer, verdict.reason) == (Answer.UNKNOWN, Reason.SHARED_HANGS_ON_ONE)
    own = regime(duty("a", "c"), counts("c", "d"), duty("d", "b"), events=words("a"))
    assert verify(own, LAST, STRICT, Assume.EVERYONE)[0].answer is Answer.PROVED


@pytest.mark.parametrize("owed", [True, False])
def test_what_one_department_may_forbid_matters_where_somebody_owes_it(owed: bool) -> None:
    """A ban that a department's c sets going, on what is of the whole matter."""
    free = regime(must_not("c", "d"), duty("d", "b"), events=words("a", "d"))
    rules = (duty("a", "d"), *free.rules) if owed else free.rules
    of = replace(free, rules=rules)
    trigger = "a" if owed else "d"
    refused = not_of_one_thread(of, replace(LAST, trigger=trigger))
    assert refused is (Reason.SHARED_HANGS_ON_ONE if owed else None)


def test_a_notice_to_each_department_before_what_nobody_must_do_is_no_obstacle() -> None:
    of = regime(duty("a", "c", Before("d", 1)), duty("d", "b"), events=words("a", "d"))
    assert not_of_one_thread(of, replace(LAST, trigger="d")) is None


def test_all_departments_have_no_common_beginning_where_each_has_its_own() -> None:
    of = regime(duty("a", "b"), events=words())
    assert verify(of, LAST, STRICT, Assume.EVERYONE)[0].reason is Reason.NO_COMMON_TRIGGER
    with pytest.raises(Unread, match="no common beginning"):
        question(
            "approval-info.pushed -> approval-info.claimed by all", library.shared_vocabulary()
        )


def test_the_five_texts_answer_for_the_last_department_as_for_one() -> None:
    asked = question(
        "approval.decided -> approval-info.claimed by all", library.shared_vocabulary()
    )
    for name in library.REGIMES:
        of = library.find(name)
        one = verify(of, replace(asked, by_all=False), STRICT)
        last = verify(of, asked, STRICT)
        assert [(each.answer, each.days) for each in one] == [
            (each.answer, each.days) for each in last
        ]
