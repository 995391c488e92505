"""Limits that move, by every run of random small regimes: solver, conformance and enumeration."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import STRICT, Counting, Reading, Within
from model.duty import Status
from model.property import Property
from model.regime import Regime
from model.rule import Lapse
from model.tolling import Tolling
from model.transition import Law
from tests.closure import Closure, opposed
from tests.draws import draws, enough
from tests.enumeration import Enumeration, broken_in
from tests.moving import in_one_step, moving, moving_questions
from tests.small import NAME, lapse, regime
from tests.small import duty as duty_to
from tests.test_solver_agrees_with_conformance import run_of
from tests.test_solver_agrees_with_enumeration import agrees, check_agreement
from tests.trace_checker import TraceChecker

READING = Reading(2)
SEEN: Counter[str] = Counter()


@given(moving_questions(), st.sampled_from([STRICT, READING]))
@draws(60, phases=[Phase.generate])
def test_verdict_and_bound_equal_those_of_enumeration(
    question: tuple[Regime, Property], reading: Reading
) -> None:
    check_agreement(*question, reading, last=8)


def test_events_of_the_world_at_one_close_come_before_what_the_first_of_them_lets_expire() -> None:
    """By hand: a and d at one close; d sets the duty's clock anew, and b is deemed behind both."""
    again = duty_to("a", "b", Within(1), clock=Tolling((), ("d",)))
    of = regime(again, lapse("a", "b"), counting=Counting.INCLUDE_FIRST_DAY)
    check_agreement(of, Property("any", NAME, "a", "b", performed=True), STRICT, last=4)


@given(moving(), st.integers(0, 10**6))
@draws(120, part=5, phases=[Phase.generate])
def test_conformance_and_solver_judge_every_run_alike(of: Regime, seed: int) -> None:
    finals = list(Enumeration(of, READING, last=5).finals.values())
    checker = TraceChecker(of, READING, chinese_calendar())
    law = Law(of, READING, SlotClock())
    for state in random.Random(seed).sample(finals, min(10, len(finals))):
        run = run_of(state)
        judged, found = conformance(law, run), checker.judge(run)
        assert judged.admissible
        assert found.admissible
        assert found.disobeyed == judged.disobeyed == broken_in(law, state)
        assert found.breached == judged.breached
        for duty in state.duties.values():
            lapsed = isinstance(duty.rule, Lapse)
            SEEN["lapsed"] += lapsed and duty.status is Status.FULFILLED
            SEEN["escaped"] += lapsed and duty.status is Status.EXCUSED
            SEEN["breached"] += duty.breached
            if duty.running is not None:
                SEEN["stood still"] += duty.running.lost > 0
                SEEN["stands still"] += bool(duty.running.halted)
                SEEN["longer"] += duty.running.granted != 0
                SEEN["anew"] += duty.running.start != duty.opened


@given(in_one_step(), st.integers(0, 10**6))
@draws(60, phases=[Phase.generate])
def test_what_comes_in_the_step_of_the_trigger_is_judged_alike(of: Regime, seed: int) -> None:
    finals = list(Enumeration(of, READING, last=4).finals.values())
    checker = TraceChecker(of, READING, chinese_calendar())
    law = Law(of, READING, SlotClock())
    for state in random.Random(seed).sample(finals, min(10, len(finals))):
        found = checker.judge(run_of(state))
        assert found.admissible
        assert found.disobeyed == broken_in(law, state)
    every = Enumeration(of, READING, last=8)
    for trigger in ("a", "f"):
        agrees(every, Property("any", NAME, trigger, "b"))


@given(moving())
@draws(60, phases=[Phase.generate])
def test_every_history_can_go_on_obeying_what_it_has_obeyed(of: Regime) -> None:
    closure = Closure(of, READING, 5)
    for end in closure.dead_ends:
        assert opposed(closure.law, end.state), end


def test_the_random_regimes_held_all_that_may_happen_to_a_limit() -> None:
    kinds = ("lapsed", "escaped", "breached", "stood still", "stands still", "longer", "anew")
    assert all(SEEN[kind] >= enough(15, 3) for kind in kinds), SEEN
