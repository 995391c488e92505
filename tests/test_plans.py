"""Plans: what is made of one way to go on after a history, and what needs none."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.deadline import Before, NoLimit, Within
from model.regime import Regime
from model.rule import Obligation, Rule
from model.tolling import Suspension, Tolling
from model.vocabulary import EventType
from tests.draws import draws, enough
from tests.small import NAME, counts, duty, lapse, must_not, needing, regime, regimes
from tests.test_audit_agrees_with_enumeration import tight
from verify.audit import conflicts, search
from verify.audit.exposure import _loose
from verify.audit.goal import Goal
from verify.audit.histories import Histories, model_of, solver_for
from verify.audit.part import Part
from verify.audit.plan import Plan
from verify.audit.search import Search
from verify.counterexample import run_of, shortest_model
from verify.patience import Undecided

WORDS = {name: EventType(name, NAME) for name in "abcdef"}
TRUE, FALSE = {"flag": frozenset({"true"})}, {"flag": frozenset({"false"})}


def part(*rules: Any) -> Part:
    return Part(regime(*rules, events=WORDS), chinese_calendar())


def plans_for(of: Part, rule: str, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, list[Plan]]:
    """Whether a rule can be blocked, and the plans that were made on the way."""
    made: list[Plan] = []
    works = Plan.works

    def noted(plan: Plan, goal: Any) -> Any:
        if plan not in made:
            made.append(plan)
        return works(plan, goal)

    monkeypatch.setattr(Plan, "works", noted)
    names = [one.id for one in of.regime.rules]
    found = conflicts.situational_conflict(of, of.regime.by_id[rule], names)
    return found is not None, made


HEARING = (
    duty("a", "c", Within(20), id="held"),
    duty("a", "b", Before("c", 7, ""), id="notified"),
    duty("d", "e", Within(3), id="told"),
)


def test_one_plan_serves_whenever_notice_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was told of a hearing any of seven days ago is heard on the seventh day after that."""
    blocked, made = plans_for(part(*HEARING), "told", monkeypatch)
    assert not blocked
    assert 1 <= len(made) <= 5


def test_where_notice_comes_too_late_for_the_limit_no_plan_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By hand: d bids p to hold the hearing within three days; notice needs seven."""
    rules = (*HEARING[:2], duty("d", "c", Within(3), id="soon"))
    blocked, _ = plans_for(part(*rules), "soon", monkeypatch)
    assert blocked


def test_what_is_owed_after_another_history_is_done_in_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three duties that may be pending or not are eight histories, and no eight plans."""
    rules = [duty(on, act, Within(5), id=f"{on}{act}") for on, act in ("ab", "cd")]
    blocked, made = plans_for(part(*rules, duty("e", "f", id="last")), "last", monkeypatch)
    assert not blocked
    assert len(made) <= 2
    assert made[0].general


@pytest.mark.parametrize("limit", [Within(5), NoLimit()])
def test_a_lapse_that_is_pending_runs_out_in_the_plan(
    limit: Within | NoLimit, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = (lapse("a", "b", limit, unless=("c",)), duty("e", "f", id="last"))
    blocked, made = plans_for(part(*rules), "last", monkeypatch)
    assert not blocked
    assert len(made) <= 2


def test_clocks_that_wait_for_one_another_are_not_planned_with() -> None:
    """By hand: b is a's lapse and stops the clock of d's, whose e stops that of a's."""
    first = lapse("a", "b", Within(2), clock=Tolling(suspensions=(Suspension("e", "c"),)))
    second = lapse("d", "e", Within(2), clock=Tolling(suspensions=(Suspension("b", "c"),)))
    of = part(first, second, duty("c", "f", id="last"))
    before = of.stepwise("before/")
    histories = Histories(of, before.rules["last"].opened)
    model = model_of(solver_for(of, before, [before.rules["last"].active]))
    after = model_of(histories.continuing(model, Goal(lambda run: [run.rules["last"].kept])))
    assert Plan(histories, model, after).circular
    assert not Plan(histories, model, after, general=False).circular


def test_a_duty_is_left_out_where_nothing_hangs_on_its_act() -> None:
    ban = (duty("a", "b", id="act"), must_not("a", "b", id="ban"))
    notice = duty("a", "c", Before("b", 0, ""), id="notice")
    assert loose(notice, *ban)
    assert not loose(duty("a", "c", Before("b", 1, ""), id="notice"), *ban)
    assert not loose(notice, *ban, counts("d", "b"))
    assert not loose(notice, *ban, duty("c", "d", id="more"))
    assert not loose(notice, *ban, must_not("e", "c", id="another"))


def test_duties_to_do_one_act_are_left_out_together_or_not_at_all() -> None:
    one = duty("a", "c", id="one", when=TRUE)
    assert loose(one, duty("a", "c", id="two", bearer="q", when=FALSE))
    assert not loose(one, duty("a", "c", id="two", bearer="q"))
    assert not loose(one, duty("a", "c", Before("b", 7, ""), id="two", when=FALSE))
    assert not loose(one, duty("c", "d", id="three"))


def loose(rule: Obligation, *others: Any) -> bool:
    of = part(rule, *others)
    return _loose(of, rule, of.regime.rules)


def test_where_the_soonest_way_to_go_on_is_not_found_any_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To give up on how soon something can be done is not to know that it cannot be done."""
    monkeypatch.setattr(search, "least_model", lambda *_: None)
    blocked, _ = plans_for(part(*HEARING), "told", monkeypatch)
    assert not blocked


@pytest.mark.parametrize("length", [3, 30])
def test_a_shortest_run_of_many_events_waits_for_the_last_limit_alone(length: int) -> None:
    """By hand: all acts at once on day 0, the last deemed two days later, behind that close."""
    names = [f"e{place}" for place in range(length + 1)]
    rules = [duty(names[k], names[k + 1], Within(2), default=names[k + 1]) for k in range(length)]
    words = {name: EventType(name, NAME) for name in names}
    of = Part(regime(*rules, events=words), chinese_calendar())
    deemed = of.encoding.events[names[-1]].deemed[rules[-1].id]
    model = shortest_model(of.encoding, [*of.works(), deemed])
    run = run_of(of.encoding, model)
    assert [one.at for one in run.occurrences] == [0] * length + [4]
    assert [one.event for one in run.occurrences] == names


SEEN: Counter[str] = Counter()


def found(of: Part, rule: Rule, names: list[str], search: Search | None = None) -> object:
    """Whether and by what a rule can be blocked, and the history that shows it."""
    try:
        conflict = conflicts.situational_conflict(of, rule, names, search)
    except Undecided:
        return "undecided"
    if conflict is None:
        return None
    core, witness = conflict
    return core, witness and (witness.run.occurrences, witness.run.attributes, witness.cut)


@given(st.one_of(tight(), regimes(), needing()))
@draws(150, part=15, phases=[Phase.generate])
def test_one_search_finds_of_each_rule_what_a_search_of_its_own_does(of: Regime) -> None:
    loaded = Part(of, chinese_calendar())
    speaking = [rule for rule in of.rules if loaded.possible(loaded.active(rule.id))]
    names = [rule.id for rule in speaking]
    asked = [rule for rule in speaking if loaded.binds(rule)]
    search = conflicts.histories_of(loaded, names)
    for rule in (*asked, *reversed(asked)):
        mine = found(loaded, rule, names)
        assert found(loaded, rule, names, search) == mine
        SEEN["blocked"] += mine is not None
        SEEN["asked"] += 1


def test_the_random_regimes_held_rules_that_can_be_blocked_and_others() -> None:
    assert SEEN["blocked"] >= enough(30), SEEN
    assert SEEN["asked"] >= SEEN["blocked"] + enough(60), SEEN


def test_a_plan_that_was_made_for_one_rule_serves_for_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of, made = part(*HEARING), [0]
    whole = Plan.__init__

    def noted(plan: Plan, *given: Any, **named: Any) -> None:
        made[0] += 1
        whole(plan, *given, **named)

    monkeypatch.setattr(Plan, "__init__", noted)
    names = [one.id for one in of.regime.rules]
    search = conflicts.histories_of(of, names)
    so_far = []
    for rule in of.regime.rules:
        assert conflicts.situational_conflict(of, rule, names, search) is None
        so_far.append(made[0])
    assert so_far[0] > 0
    assert so_far[-1] <= so_far[0] + 1
