"""Two ways to judge a run: stepping through it, and asking the solver whether it could be."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import Immediately, Reading, Within
from model.regime import Regime
from model.trace import Mode, Occurrence, Run
from model.transition import Law, State
from tests.draws import draws, enough
from tests.enumeration import Enumeration, broken_in
from tests.moving import moving
from tests.small import counts, duty, leading, may, needing, regime, regimes
from tests.trace_checker import TraceChecker, helpless

READING = Reading(2)
SEEN: Counter[str] = Counter()


def run_of(state: State) -> Run:
    """What has occurred, in the order in which it did."""
    return Run(tuple(state.occurred.values()), state.attributes)


@given(st.one_of(regimes(most=3), needing(), leading()), st.integers(0, 10**6))
@draws(135, phases=[Phase.generate])
def test_both_find_every_enumerated_run_admissible_and_the_same_breaches(
    of: Regime, seed: int
) -> None:
    finals = list(Enumeration(of, READING, last=5).finals.values())
    checker = TraceChecker(of, READING, chinese_calendar())
    law = Law(of, READING, SlotClock())
    for state in random.Random(seed).sample(finals, min(12, len(finals))):
        run = run_of(state)
        judged, found = conformance(law, run), checker.judge(run)
        assert judged.admissible
        assert found.admissible
        assert found.disobeyed == judged.disobeyed
        assert judged.disobeyed == broken_in(law, state)
        assert judged.disobeyed <= judged.breached
        assert judged.breached == {one.rule.id for one in state.duties.values() if one.breached}
        assert found.breached == judged.breached
        assert found.helpless == helpless(law, state)
        SEEN["helpless"] += bool(found.helpless)
        SEEN["breach" if judged.disobeyed else "obeyed"] += 1
        SEEN["out of power"] += judged.disobeyed != judged.breached
        SEEN["counted"] += any(one.mode is Mode.COUNTED for one in run.occurrences)
        SEEN["deemed"] += any(one.mode is Mode.DEEMED for one in run.occurrences)


@given(st.one_of(regimes(most=3), needing(), moving()), st.integers(0, 10**6))
@draws(75, phases=[Phase.generate])
def test_what_one_excludes_of_changed_runs_the_other_excludes_too(of: Regime, seed: int) -> None:
    """Runs with one occurrence left out, or one effect without its cause, or a slot away.

    Of a run whose occurrences of one slot stand in no possible order conformance finds one.
    """
    finals = list(Enumeration(of, READING, last=4).finals.values())
    checker = TraceChecker(of, READING, chinese_calendar())
    law = Law(of, READING, SlotClock())
    luck = random.Random(seed)
    for state in luck.sample(finals, min(8, len(finals))):
        occurrences = list(run_of(state).occurrences)
        if not occurrences:
            continue
        one = occurrences.pop(luck.randrange(len(occurrences)))
        moved = luck.random() < 0.5
        if moved:
            at = max(one.at + luck.choice((-1, 1)), 0)
            occurrences.append(one._replace(at=at, round=0))
        elif one.mode in (Mode.DEEMED, Mode.COUNTED) and luck.random() < 0.3:
            occurrences.append(one._replace(at=one.at + 9))
        run = Run(tuple(sorted(occurrences, key=lambda each: each.at)), state.attributes)
        possible, admissible = checker.judge(run).admissible, conformance(law, run).admissible
        SEEN["possible" if possible else "impossible"] += 1
        SEEN["moved, possible" if possible else "moved, impossible"] += moved
        assert admissible if possible else moved or not admissible


def test_the_runs_held_every_kind() -> None:
    kinds = ("breach", "obeyed", "out of power", "helpless", "counted", "deemed")
    changed = ("possible", "impossible", "moved, possible", "moved, impossible")
    assert all(SEEN[kind] >= enough(20) for kind in (*kinds, *changed)), SEEN


def test_a_counted_act_in_time_is_no_breach_for_the_solver() -> None:
    of = regime(duty("a", "c", Within(1)), counts("b", "c"))
    checker = TraceChecker(of, READING, chinese_calendar())
    for slot, breached in ((1, frozenset[str]()), (3, frozenset({"a-c"}))):
        events = (
            Occurrence("a", 0, Mode.EXOGENOUS, "world"),
            Occurrence("b", slot, Mode.EXOGENOUS, "world"),
            Occurrence("c", slot, Mode.COUNTED, "world", "b-is-c"),
        )
        found = checker.judge(Run(events))
        assert (found.admissible, found.disobeyed) == (True, breached)


def test_an_act_stands_behind_the_deemed_event_that_it_rests_on() -> None:
    of = regime(duty("a", "b", Immediately(), default="d"), may("d", "c"))
    checker, law = TraceChecker(of, READING, chinese_calendar()), Law(of, READING, SlotClock())
    begun = Occurrence("a", 2, Mode.EXOGENOUS, "world")
    deemed = Occurrence("d", 2, Mode.DEEMED, "p", "a-b", 1)
    act = Occurrence("c", 2, Mode.PERFORMED, "q", "d-may-c", 1)
    for order, admissible in (((begun, deemed, act), True), ((begun, act, deemed), False)):
        run = Run(order)
        assert checker.judge(run).admissible == admissible
        assert conformance(law, run).admissible == admissible
