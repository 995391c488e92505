"""The life of a duty, and the order of things at one instant."""

from __future__ import annotations

import pytest

from model.ability import performable
from model.calendar import chinese_calendar
from model.clock import CalendarClock, SlotClock
from model.conformance import Deviation, Finding, Outcome, conformance
from model.deadline import STRICT, Immediately, Indefinite, NoLimit, Reading, Within
from model.duty import Status
from model.regime import Regime
from model.rule import Trigger
from model.trace import Mode, Occurrence, Run
from model.transition import Law, State, advance, expire, next_expiry
from protocols import library
from tests.enumeration import Enumeration
from tests.small import counts, duty, regime
from verify.slicing import cone_of


def law(of: Regime, reading: Reading = STRICT) -> Law:
    return Law(of, reading, SlotClock())


def world(event: str, at: int, turn: int = 0) -> Occurrence:
    return Occurrence(event, at, Mode.EXOGENOUS, "world", "", turn)


def act(event: str, at: int, party: str = "p", turn: int = 0) -> Occurrence:
    return Occurrence(event, at, Mode.PERFORMED, party, "", turn)


def after(rules: Law, *occurrences: Occurrence) -> State:
    state = rules.start()
    for one in occurrences:
        while (due := next_expiry(state)) is not None and due < one.moment:
            state = expire(rules, state, due).state
        state = advance(rules, state, (one,)).state
    return state


def status(state: State, rule: str) -> Status:
    return state.duties[rule].status


def test_an_act_at_the_very_deadline_is_in_time_and_one_slot_later_is_not() -> None:
    rules = law(regime(duty("a", "b", Within(2))))
    assert status(after(rules, world("a", 0), act("b", 4)), "a-b") is Status.FULFILLED
    assert status(after(rules, world("a", 0), act("b", 5)), "a-b") is Status.LATE


def test_an_act_at_the_very_minute_of_close_prevents_the_default() -> None:
    calendar = chinese_calendar()
    rules = Law(regime(duty("a", "b", Within(1), default="b")), STRICT, CalendarClock(calendar))
    start, close = calendar.opening(100), calendar.closing(101)
    in_time = Run((world("a", start), act("b", close)))
    judged = conformance(rules, in_time)
    assert judged.admissible
    assert [one.outcome for one in judged.judgements] == [Outcome.FULFILLED]
    one_late = Run((world("a", start), act("b", close + 1)))
    assert Deviation.MISSING_EFFECT in {
        one.deviation for one in conformance(rules, one_late).deviations
    }


def test_an_unclaimed_push_is_deemed_claimed_when_its_deadline_expires() -> None:
    rules = law(regime(duty("a", "b", Within(2), default="b")))
    state = after(rules, world("a", 1))
    step = expire(rules, state, (4, 0))
    assert [(one.event, one.at, one.mode, one.round) for one in step.occurred] == [
        ("b", 4, Mode.DEEMED, 1)
    ]
    assert status(step.state, "a-b") is Status.OVERDUE


def test_a_default_with_an_exception_deems_nothing_where_the_exception_holds() -> None:
    rules = law(
        regime(duty("a", "b", Within(1), default="b", unless={"flag": frozenset({"true"})}))
    )
    for flag, events in (("true", 0), ("false", 1)):
        state = advance(rules, rules.start({"flag": flag}), (world("a", 0),)).state
        assert len(expire(rules, state, (2, 0)).occurred) == events


def test_a_deemed_act_does_not_cure_the_breach() -> None:
    run = Run((world("a", 0), Occurrence("b", 2, Mode.DEEMED, "p", "a-b")))
    judged = conformance(law(regime(duty("a", "b", default="b"))), run)
    assert judged.admissible
    assert judged.breached == {"a-b"}
    assert judged.judgements[0].outcome is Outcome.DEEMED


def test_what_counts_as_the_act_fulfils_the_duty() -> None:
    rules = law(regime(duty("a", "c"), counts("b", "c")))
    state = after(rules, world("a", 0), world("b", 1))
    assert state.occurred["c"].mode is Mode.COUNTED
    assert status(state, "a-c") is Status.FULFILLED


def test_another_party_s_act_does_not_fulfil_the_bearer_s_duty() -> None:
    both = regime(duty("a", "b", id="mine", bearer="p"), duty("a", "b", id="thine", bearer="q"))
    state = after(law(both), world("a", 0), act("b", 0, "q"))
    assert status(state, "thine") is Status.FULFILLED
    assert status(state, "mine") is Status.PENDING


def test_all_deadlines_of_an_instant_expire_together() -> None:
    """The first default would count as the second duty's act, but comes too late for it."""
    rules = law(regime(duty("a", "b", default="b"), counts("b", "c"), duty("a", "c", id="second")))
    state = expire(rules, after(rules, world("a", 0)), (2, 0)).state
    assert state.occurred["c"].moment == (2, 1)
    assert status(state, "second") is Status.LATE


def test_a_duty_born_of_an_expiry_can_still_be_met_at_that_instant() -> None:
    rules = law(regime(duty("a", "b", default="b"), duty("b", "c", Immediately())))
    state = expire(rules, after(rules, world("a", 0)), (2, 0)).state
    assert state.duties["b-c"].due == (2, 1)
    assert performable(rules, state, "c", "p") == (2, 1)
    assert status(advance(rules, state, (act("c", 2, turn=1),)).state, "b-c") is Status.FULFILLED


def test_an_exogenous_event_at_the_close_comes_after_the_expiries() -> None:
    rules = law(regime(duty("a", "b", default="b"), counts("c", "b")))
    deemed = after(rules, world("a", 0), world("c", 2, 1))
    assert deemed.occurred["b"].mode is Mode.DEEMED
    counted = after(rules, world("a", 0), world("c", 2, 0))
    assert counted.occurred["b"].mode is Mode.COUNTED


def test_any_of_several_triggers_starts_the_clock_once_and_all_of_them_at_the_last() -> None:
    for quantifier, due in (("any", (2, 0)), ("all", (6, 0))):
        trigger = Trigger(("a", "b"), "any" if quantifier == "any" else "all")
        rules = law(regime(duty(trigger, "c", id="r")))
        state = advance(rules, rules.start(), (world("a", 0),)).state
        state = advance(rules, state, (world("b", 4),)).state
        assert state.duties["r"].due == due


def test_an_open_limit_never_expires_in_the_strict_reading() -> None:
    rule = duty("a", "b", Indefinite("及时"), default="b")
    assert next_expiry(after(law(regime(rule)), world("a", 0))) is None
    assert next_expiry(after(law(regime(rule), Reading(3)), world("a", 0))) == (6, 0)


def test_no_reading_gives_a_limit_to_a_duty_without_one() -> None:
    rules = law(regime(duty("a", "b", NoLimit())), Reading(3))
    assert next_expiry(after(rules, world("a", 0))) is None


def test_nobody_may_act_before_a_trigger_and_the_world_needs_none() -> None:
    rules = law(regime(duty("a", "b")))
    assert performable(rules, rules.start(), "b", "p") is None
    assert performable(rules, rules.start(), "a", "world") == (0, 0)
    triggered = after(rules, world("a", 0))
    assert performable(rules, triggered, "b", "p") == (0, 0)
    assert performable(rules, triggered, "b", "q") is None


def test_what_no_admissible_run_could_contain_is_a_deviation() -> None:
    rules = law(regime(duty("a", "b", default="b"), counts("b", "c")))
    deemed = Occurrence("b", 2, Mode.DEEMED, "p", "a-b")
    counted = Occurrence("c", 2, Mode.COUNTED, "world", "b-is-c")
    good = Run((world("a", 0), deemed, counted))
    assert conformance(rules, good).admissible
    bad = {
        Deviation.ACT_WITHOUT_TRIGGER: (act("b", 0),),
        Deviation.EVENT_TWICE: (world("a", 0), world("a", 1)),
        Deviation.UNFOUNDED_EFFECT: (world("a", 0), deemed._replace(at=1)),
        Deviation.MISSING_EFFECT: (world("a", 0), deemed),
        Deviation.OUT_OF_ORDER: (world("a", 3), world("d", 1)),
    }
    for deviation, occurrences in bad.items():
        found = {one.deviation for one in conformance(rules, Run(occurrences)).deviations}
        assert deviation in found, deviation


def test_an_effect_that_is_told_later_than_it_comes_about_is_unfounded_there() -> None:
    rules = law(regime(duty("a", "b", default="b")))
    for at, deviations in (
        (2, []),
        (4, [Deviation.UNFOUNDED_EFFECT, Deviation.MISSING_EFFECT]),
    ):
        run = Run((world("a", 0), Occurrence("b", at, Mode.DEEMED, "p", "a-b")))
        assert [one.deviation for one in conformance(rules, run).deviations] == deviations


def test_an_effect_that_nothing_founds_lets_no_limit_run_out_before_its_time() -> None:
    rules = law(regime(duty("a", "b", Within(2), default="d")))
    unfounded = Occurrence("d", 1, Mode.DEEMED, "p", "a-b")
    for done, outcome in ((4, Outcome.FULFILLED), (5, Outcome.DEEMED)):
        found = conformance(rules, Run((world("a", 0), unfounded, act("b", done))))
        assert found.deviations[0] == Finding(Deviation.UNFOUNDED_EFFECT, unfounded)
        assert [one.outcome for one in found.judgements] == [outcome]


def test_a_duty_not_yet_due_when_watching_ends_is_pending_and_no_breach() -> None:
    judged = conformance(law(regime(duty("a", "b", Within(5)))), Run((world("a", 0),), end=3))
    assert [one.outcome for one in judged.judgements] == [Outcome.PENDING]
    assert not judged.breached


@pytest.mark.parametrize(
    ("name", "runs"),
    [("jinan", 22), ("xuecheng", 57), ("guanxian", 114), ("tancheng", 57), ("nanchang", 22)],
)
def test_the_number_of_runs_of_a_push_and_its_claim(name: str, runs: int) -> None:
    """Runs of the first three days, for each case: a change of the relation shows in it.

    Guanxian tells two platforms apart, Jinan and Nanchang set no duty to claim.
    """
    part = cone_of(library.find(name), ["approval-info.claimed"])
    assert len(Enumeration(part, STRICT, last=4, any_day=True).finals) == runs
