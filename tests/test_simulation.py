"""The simulator lives by the same rules as the proofs, with the same luck under every regime."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import scenarios
from experiments.measures import table
from experiments.measures.eventlog import event_log
from experiments.measures.facts import Facts
from experiments.measures.metrics import metrics
from model.calendar import chinese_calendar
from model.conformance import conformance
from model.deadline import STRICT, Reading, Within
from model.duty import Status
from model.instant import MINUTES
from model.property import Property, lateness
from model.regime import Regime
from model.rule import Obligation
from model.simulation import script
from model.simulation.agenda import Happening, Phase, Programme
from model.simulation.draws import Draws
from model.simulation.platform import Thread
from model.simulation.scenario import Department, Effort, LegalAct, MatterKind, Scenario, Task
from model.simulation.script import replay
from model.simulation.time import Time
from model.simulation.workload import Matter, matters
from model.simulation.year import Year, simulate
from model.trace import Mode, Occurrence, Run
from model.vocabulary import holds
from protocols import library
from tests.county import breaches, settled
from tests.draws import draws, some
from tests.small import NAME, counts, duty, regime, regimes
from verify.guarantees import verify
from verify.verdict import Answer, Assume

CALENDAR = chinese_calendar()
FIVE = Reading(5)
GRID = {"open": 540, "lunch": 720, "back": 780, "close": 1020}
USUAL = {"approval": 1.2, "supervision": 0.5, "revocation": 0.3, "letter": 0.4}
"""Fewer of the most usual matters, and as many of the others."""


def busy(name: str = "understaffed") -> Scenario:
    """A scenario of a few hundred matters in which much goes wrong."""
    whole = scenarios.find(name)
    fewer = {"approval": 1.2, "supervision": 0.5, "revocation": 0.3, "letter": 0.4}
    kinds = tuple(replace(kind, per_day=fewer.get(kind.id, kind.per_day)) for kind in whole.matters)
    return replace(whole, matters=kinds)


@cache
def year(name: str, scenario: str = "understaffed") -> Year:
    return simulate(library.find(name), busy(scenario), CALENDAR, 2025, 1, FIVE)


@pytest.mark.parametrize("name", some(library.REGIMES, "jinan", "tancheng"))
def test_every_simulated_trace_is_admissible_and_breaks_what_live_state_and_log_say(
    name: str,
) -> None:
    of = year(name)
    assert sum(bool(breaches(of, thread, solver=False)) for thread in of.threads) > 20


@pytest.mark.parametrize("name", some(library.REGIMES, "jinan", "tancheng"))
def test_conformance_and_the_solver_find_the_same_breaches_in_simulated_traces(name: str) -> None:
    """In some matters of every kind."""
    of = year(name)
    by_kind: dict[str, list[Thread]] = {}
    for thread in of.threads:
        by_kind.setdefault(thread.kind, []).append(thread)
    luck = random.Random(1)
    chosen = [
        one for threads in by_kind.values() for one in luck.sample(threads, min(2, len(threads)))
    ]
    chosen += luck.sample(of.threads, 20)
    asked = [one for one in chosen if settled(of, one)]
    assert len(asked) > 30
    assert sum(bool(breaches(of, thread)) for thread in asked) > 3


@pytest.mark.parametrize("name", some(library.REGIMES, "jinan", "tancheng"))
def test_no_simulated_delay_passes_a_bound_proved_of_the_rules_it_obeyed(name: str) -> None:
    of = year(name)
    regime = of.law.regime
    checked = 0
    for verdict in verify(regime, library.properties().values(), [FIVE]):
        if verdict.answer is not Answer.PROVED:
            continue
        assert verdict.days is not None
        # The rules the proof rests on; the others may be broken as they will.
        obeyed = frozenset(verdict.rules) if verdict.assume is Assume.EVERYONE else frozenset()
        prop = verdict.property
        for thread in of.threads:
            trigger = thread.state.occurred.get(prop.trigger)
            if trigger is None or not holds(prop.when, thread.state.attributes):
                continue
            broken = {rule for rule, duty in thread.state.duties.items() if duty.breached}
            if broken & obeyed or not settled(of, thread):
                continue
            checked += 1
            response = thread.state.occurred.get(prop.response)
            assert response is not None, (prop.id, thread.case)
            slots = CALENDAR.slot(trigger.at), CALENDAR.slot(response.at)
            assert lateness(prop, *slots) <= verdict.days, (prop.id, thread.case)
    assert checked > 100


def test_the_same_seed_gives_the_same_log_and_another_seed_another() -> None:
    first, again = (
        event_log(simulate(library.find("guanxian"), busy(), CALENDAR, 2025, 7)) for _ in range(2)
    )
    assert first.equals(again)
    other = event_log(simulate(library.find("guanxian"), busy(), CALENDAR, 2025, 8))
    assert not first.equals(other)


def test_what_an_ordinary_year_assumes_gives_the_very_same_log_as_ever() -> None:
    """What a scenario does not say must change nothing; a change of rules or calendar may."""
    of = simulate(library.find("guanxian"), scenarios.find("ordinary"), CALENDAR, 2025, 1)
    found = hashlib.sha256(event_log(of).write_csv().encode()).hexdigest()
    assert found == "98942e11ba83f06801b8fa4651481f3e31fd1219b10e383dac362374b6f5dcf9"


LIVED = (
    ("ordinary", "tancheng"),
    ("spring-festival", "guanxian"),
    ("application-burst", "nanchang"),
    ("platform-outage", "jinan"),
    ("leaning-on-defaults", "xuecheng"),
    ("platform-outage", "guanxian"),
    ("leaning-on-defaults", "guanxian"),
)


@pytest.mark.parametrize(("scenario", "name"), some(LIVED, *LIVED[:5]))
def test_under_every_shipped_scenario_traces_are_admissible_and_break_what_is_said(
    scenario: str, name: str
) -> None:
    """By live state, conformance and log; and in some matters by the solver."""
    of = year(name, scenario)
    broken = [thread for thread in of.threads if breaches(of, thread, solver=False)]
    assert len(broken) > 10
    luck = random.Random(1)
    for thread in luck.sample(broken, 6) + luck.sample(of.threads, 6):
        breaches(of, thread)


def test_the_shipped_scenarios_differ_as_their_names_say() -> None:
    """All with as many matters as in an ordinary year, but for the bursts."""
    found = {scenario: year("guanxian", scenario) for scenario in scenarios.SCENARIOS}
    count = {name: len(one.threads) for name, one in found.items()}
    usual = count["ordinary"]
    same = ("understaffed", "platform-outage", "leaning-on-defaults")
    assert {count[name] for name in same} == {usual}
    assert usual < min(count["spring-festival"], count["application-burst"])
    auto = {name: metrics(one).auto_claimed_share or 0 for name, one in found.items()}
    assert all(auto[name] > auto["ordinary"] for name in scenarios.SCENARIOS[1:])
    assert auto["leaning-on-defaults"] > 0.3
    # Nanchang has no default to lean on, and nothing changes there.
    logs = [event_log(year("nanchang", one)) for one in ("ordinary", "leaning-on-defaults")]
    assert logs[0].equals(logs[1])


def test_every_regime_meets_the_same_matters() -> None:
    words = library.shared_vocabulary().events
    kinds = {one.id for one in busy().matters if words.keys() >= set(one.starts)}

    def arrivals(name: str) -> set[tuple[str, int, int]]:
        threads = [one for one in year(name).threads if one.kind in kinds]
        return {(one.case, one.department, one.history[0].at) for one in threads}

    assert len({frozenset(arrivals(name)) for name in library.REGIMES}) == 1


def test_luck_belongs_to_the_act_and_not_to_the_order_of_events() -> None:
    """Xuecheng and Guanxian push alike; where nobody queues, every push takes the same time."""
    idle = replace(
        busy("ordinary"),
        departments=tuple(replace(one, officers=50) for one in busy("ordinary").departments),
    )
    taken = []
    for name in ("xuecheng", "guanxian"):
        of = simulate(library.find(name), idle, CALENDAR, 2025, 3)
        pushes = {
            (one.case, one.thread): one.finished
            for one in of.attention
            if one.act == "approval-info.pushed"
        }
        taken.append(pushes)
    assert taken[0] == taken[1]
    assert len(taken[0]) > 100


def test_draws_of_one_kind_do_not_move_when_another_kind_arrives_more_often() -> None:
    quiet = busy()
    loud = replace(
        quiet,
        matters=tuple(
            replace(kind, per_day=kind.per_day * (3 if kind.id == "letter" else 1))
            for kind in quiet.matters
        ),
    )
    both = [
        [one for one in matters(of, CALENDAR, 2025, Draws(1)) if one.kind.id == "approval"]
        for of in (quiet, loud)
    ]
    assert [(one.at, one.threads) for one in both[0]] == [(one.at, one.threads) for one in both[1]]


def test_arrivals_lie_in_office_hours_and_are_over_dispersed() -> None:
    whole = scenarios.find("ordinary")
    found = [one for one in matters(whole, CALENDAR, 2025, Draws(5)) if one.kind.id == "approval"]
    assert all(CALENDAR.next_office_instant(one.at) == one.at for one in found)
    per_day = [0] * 400
    for one in found:
        per_day[CALENDAR.index_at(one.at) - CALENDAR.index_at(found[0].at)] += 1
    counts = per_day[: max(k for k, count in enumerate(per_day) if count) + 1]
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / len(counts)
    assert 14 < mean < 18
    assert 1.8 < variance / mean < 3.3  # asked for: 2.5


def test_a_window_of_zero_officers_of_attention_leaves_the_claim_to_the_default() -> None:
    """Nobody ever looks in time: every claim under Guanxian is deemed, none under Xuecheng."""
    asleep = replace(
        busy(),
        departments=tuple(
            one if one.party == "approval-bureau" else replace(one, skips=0.999)
            for one in busy().departments
        ),
        recall=None,
    )
    guanxian = metrics(simulate(library.find("guanxian"), asleep, CALENDAR, 2025, 1))
    xuecheng = metrics(simulate(library.find("xuecheng"), asleep, CALENDAR, 2025, 1))
    assert guanxian.auto_claimed_share is not None
    assert guanxian.auto_claimed_share > 0.95
    assert xuecheng.claims.get("deemed", 0) == 0
    assert xuecheng.unsupervised.censored > guanxian.unsupervised.censored


def test_which_human_act_is_the_legal_act_changes_the_share_of_defaults() -> None:
    slow = replace(busy().usual, work=Effort(400, 900))
    shares = {}
    for legal_act in LegalAct:
        of = replace(busy(), legal_act=legal_act, tasks={"approval-info.claimed": slow})
        found = metrics(simulate(library.find("guanxian"), of, CALENDAR, 2025, 1))
        shares[legal_act] = found.auto_claimed_share
    completion, take_up = shares[LegalAct.COMPLETION], shares[LegalAct.TAKE_UP]
    assert completion is not None
    assert take_up is not None
    assert completion > take_up


def test_an_officer_freed_by_expiry_turns_to_fewer_matters() -> None:
    seen = {}
    for frees in (True, False):
        of = simulate(
            library.find("guanxian"), replace(busy(), expiry_frees=frees), CALENDAR, 2025, 1
        )
        seen[frees] = len([one for one in of.attention if one.act == "approval-info.claimed"])
    assert seen[True] < seen[False]


def test_an_office_takes_the_oldest_matter_first_and_no_two_at_once() -> None:
    """One officer: what he deals with never overlaps."""
    of = year("xuecheng")
    single = {one.id for one in busy().supervising if one.officers == 1 and one.share}
    for department in single:
        spans = sorted(
            (one.taken_up, one.finished) for one in of.attention if one.department == department
        )
        assert len(spans) > 20
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_what_never_happened_is_censored_and_in_no_mean() -> None:
    of = simulate(
        library.find("xuecheng"), replace(busy(), recall=None, drain=10), CALENDAR, 2025, 1
    )
    found = metrics(of)
    assert found.unsupervised.censored > 0
    decided = sum("approval.decided" in one.state.occurred for one in of.threads)
    assert found.unsupervised.begun == decided
    rows = table(Facts(of)).rows_by_key(["metric", "statistic", "unit"], unique=False)
    ((*_, censored),) = rows["time-without-supervisor", "censored", "threads"]
    assert censored == found.unsupervised.censored


def test_breaches_in_the_figures_are_those_of_conformance() -> None:
    of = year("tancheng")
    found = metrics(of)
    expected: dict[tuple[str, str], int] = {}
    helpless: dict[str, int] = {}
    for thread in of.threads:
        for one in conformance(of.law, thread.run(of.end)).judgements:
            key = (one.rule.id, str(one.outcome))
            expected[key] = expected.get(key, 0) + 1
            helpless[one.rule.id] = helpless.get(one.rule.id, 0) + (not one.could)
    assert found.outcomes == expected
    assert found.helpless == helpless


@given(regimes(most=2), st.sampled_from(["a", "b", "c", "d"]), st.sampled_from("abcd"))
@draws(60)
def test_every_counterexample_of_a_random_regime_replays_in_the_simulator(
    of: Regime, trigger: str, response: str
) -> None:
    if trigger == response:
        return
    for verdict in verify(of, [Property("any", NAME, trigger, response)], [Reading(2)]):
        assert verdict.answer is not Answer.UNKNOWN, verdict.reason
        if verdict.counterexample is not None:
            run = verdict.counterexample.run
            assert replay(of, Reading(2), run, CALENDAR) is not None


@given(regimes(most=3), st.sampled_from(["a", "b", "c", "d"]), st.sampled_from("abcd"))
@draws(60)
def test_a_script_goes_as_it_goes_in_simpys_time(of: Regime, trigger: str, response: str) -> None:
    """It replays without SimPy, which takes longer to load than to replay."""
    if trigger == response:
        return
    for verdict in verify(of, [Property("any", NAME, trigger, response)], [Reading(2)]):
        if verdict.counterexample is not None:
            run = verdict.counterexample.run
            found = replay(of, Reading(2), run, CALENDAR)
            with pytest.MonkeyPatch.context() as in_simpy:
                in_simpy.setattr(script, "Programme", Time)
                assert replay(of, Reading(2), run, CALENDAR) == found


def test_what_is_planned_takes_place_as_in_simpys_time() -> None:
    """By instant, then by phase, then as it was planned; and what is planned meanwhile as well."""

    def told(agenda: Time | Programme) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []

        def note(name: str, *more: tuple[int, Phase, str]) -> Callable[[Happening], None]:
            def happens(it: Happening) -> None:
                assert it.at == agenda.now
                found.append((it.at, name))
                for at, phase, after in more:
                    agenda.plan(at, phase, note(after))

            return happens

        agenda.plan(5, Phase.TAKE_UP, note("last"))
        agenda.plan(5, Phase.EXPIRY, note("expiry", (5, Phase.ACT, "act"), (9, Phase.ACT, "late")))
        agenda.plan(5, Phase.EXOGENOUS, note("one"))
        agenda.plan(5, Phase.EXOGENOUS, note("other", (5, Phase.EXPIRY, "again")))
        agenda.plan(2, Phase.TAKE_UP, note("first"))
        agenda.run()
        return found

    order = ["first", "expiry", "act", "one", "other", "again", "last", "late"]
    assert told(Programme()) == told(Time())
    assert [name for _, name in told(Programme())] == order


def test_a_run_that_is_not_what_the_rules_bring_about_does_not_replay() -> None:
    """A counterexample under a two-day default does not replay under a three-day one."""
    of = library.find("guanxian")
    prop = library.properties()["approval-push-claimed"]
    (verdict,) = verify(of, [prop], [STRICT], [Assume.NOBODY], within=1)
    assert verdict.counterexample is not None
    rules = tuple(
        replace(rule, deadline=Within(3))
        if isinstance(rule, Obligation) and rule.id == "approval-claim"
        else rule
        for rule in of.rules
    )
    run = verdict.counterexample.run
    assert replay(of, STRICT, run, CALENDAR) is not None
    deemed = replay(replace(of, rules=rules), STRICT, run, CALENDAR)
    if any(one.mode == "deemed" for one in run.occurrences):
        assert deemed is None


def test_an_exogenous_event_at_the_close_comes_after_the_expiries_in_the_simulator_too() -> None:
    of = regime(duty("a", "b", default="b"), counts("c", "b"))
    start = Occurrence("a", 0, Mode.EXOGENOUS, "world")
    deemed = Occurrence("b", 2, Mode.DEEMED, "p", "a-b", 1)
    at_close = Occurrence("c", 2, Mode.EXOGENOUS, "world", "", 1)
    assert replay(of, STRICT, Run((start, deemed, at_close)), CALENDAR) is not None
    before = Occurrence("c", 2, Mode.EXOGENOUS, "world")
    counted = Occurrence("b", 2, Mode.COUNTED, "world", "c-is-b")
    assert replay(of, STRICT, Run((start, before, counted)), CALENDAR) is not None
    assert replay(of, STRICT, Run((start, deemed, before)), CALENDAR) is None


@pytest.mark.parametrize(
    ("at", "name"),
    some(
        [(at, name) for at in GRID for name in library.REGIMES],
        *zip(("lunch", *GRID), library.REGIMES, strict=True),
    ),
)
def test_on_the_grid_of_office_hours_traces_stay_admissible(
    at: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything arrives at one minute of the day and every piece of work takes an hour."""
    hour = Task(Effort(60, 60), None, 0.1)
    whole = replace(busy(), tasks={}, usual=hour, warm_up=0)
    first = CALENDAR.index_from(date(2025, 3, 3))
    arrivals = [
        Matter(kind, number, CALENDAR.day(first + number) * MINUTES + GRID[at], facts, (0, 1), True)
        for number in range(15)
        for kind in whole.matters
        if number < 2 or kind.id in USUAL
        for facts in [{name: list(shares)[number % 2] for name, shares in kind.attributes.items()}]
    ]
    monkeypatch.setattr("model.simulation.year.matters", lambda *_: arrivals)
    monkeypatch.setattr(
        "model.simulation.compiled.support.is_ready", lambda: False
    )  # it draws its own
    of = simulate(library.find(name), whole, CALENDAR, 2025, 1, FIVE)
    assert len(of.threads) > 2 * 15 * len(USUAL)
    breached = 0
    for thread in of.threads:
        breached += bool(breaches(of, thread, solver=thread.position < 6))
    assert breached > 10


def test_work_done_at_the_very_close_of_the_last_day_prevents_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pushed at ten, seen at four, two office days of waiting, claimed at five: the last minute."""
    hour = Task(Effort(60, 60), None, 0.0)
    claim = {"approval-info.claimed": Task(Effort(60, 60), Effort(840, 840), 0.0)}
    departments = tuple(
        replace(one, looks=(960,), skips=0.0, officers=9) for one in busy().departments
    )
    whole = replace(busy(), tasks=claim, usual=hour, warm_up=0, departments=departments)
    first = CALENDAR.index_from(date(2025, 3, 3))
    arrivals = [
        Matter(whole.matters[0], number, CALENDAR.opening(first + number), {}, (0,), True)
        for number in range(5)
    ]
    monkeypatch.setattr("model.simulation.year.matters", lambda *_: arrivals)
    monkeypatch.setattr(
        "model.simulation.compiled.support.is_ready", lambda: False
    )  # it draws its own
    of = simulate(library.find("guanxian"), whole, CALENDAR, 2025, 1)
    assert len(of.threads) == 5
    for thread in of.threads:
        claimed = thread.state.occurred["approval-info.claimed"]
        duty = thread.state.duties["approval-claim"]
        assert duty.due == claimed.moment
        assert (claimed.mode, duty.status) == (Mode.PERFORMED, Status.FULFILLED)


def test_a_day_with_more_matters_than_can_be_drawn_is_refused() -> None:
    from model.language import Complaint

    kind = MatterKind("flood", ("letter.sent",), per_day=5000.0)
    with pytest.raises(Complaint, match="flood"):
        matters(replace(busy(), matters=(kind,)), CALENDAR, 2025, Draws(1))
    assert isinstance(busy().departments[0], Department)
