"""What people do beside the law: each habit does what it says, and nothing where not asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from experiments.measures.eventlog import event_log
from model.deadline import NoLimit, Within
from model.instant import MINUTES
from model.simulation.conduct import (
    Attention,
    Conduct,
    GivingUp,
    Leaning,
    Order,
    Ordering,
    Prompt,
    PuttingOff,
)
from model.simulation.effort import Effort
from model.simulation.looks import Looks
from model.simulation.outage import Breakdowns, Outages
from model.simulation.pattern import AfterClosure, Burst, Pattern
from model.simulation.period import Period
from model.simulation.scenario import Scenario, Shift
from model.simulation.year import Year, simulate
from model.trace import Mode
from model.vocabulary import EventType
from tests.county import (
    CALENDAR,
    HOUR,
    OVERLOOKED,
    after,
    county,
    department,
    happened,
    kind,
    later,
    lived,
    outcomes,
    words,
)
from tests.small import NAME, duty, regime

DEFAULT = regime(duty("a", "b", Within(2), default="b"))


def behaving(**habits: object) -> Scenario:
    return county(kind("a", per_day=0.4), conduct=Conduct(**habits))  # type: ignore[arg-type]


def modes(of: Year, event: str = "b") -> Counter[str]:
    found = (one.state.occurred.get(event) for one in of.threads)
    return Counter(str(one.mode) if one else "never" for one in found)


INERT = Conduct(
    Attention(1.0, 1.0),
    Ordering(Order.OLDEST),
    PuttingOff(((0, 1.0),)),
    GivingUp(0.0),
    Leaning(0.0, 0.0),
    (Prompt("bulletin", ("o", "a"), True, 1.0, 1.0, 30),),
)


def test_no_habit_moves_any_other_draw() -> None:
    """Everything asked for and none of it with any effect gives the very same year."""
    rules = regime(
        duty("a", "b", Within(2), default="b", overdue="o"),
        duty("b", "c", Within(1), bearer="q"),
        events=words(o=EventType("o", NAME)),
    )
    tasks = {"b": replace(after(500), missed=0.2)}
    kinds = kind("a", later("d", "b", 2, probability=0.5), per_day=3.0)
    plain = county(kinds, tasks=tasks, recall=5)
    even = Pattern(
        hours=((0, 1.0),),
        after_closure=AfterClosure(3, 2, 1.0),
        bursts=(Burst(Period((1, 1), (12, 31)), 1.0),),
    )
    usual = ((540, 700), (700, 720), (780, 1020))  # the same minutes, in an officer's own calendar
    asked = replace(
        plain,
        matters=(replace(kinds, pattern=even),),
        departments=tuple(
            replace(one, officers=2, hours=((540, 720), (780, 1020)), shifts=(Shift(1, usual),))
            for one in plain.departments
        ),
        conduct=INERT,
        outages=Outages(random=Breakdowns(0.0, 5.0)),
    )
    plain = replace(plain, departments=tuple(replace(one, officers=2) for one in plain.departments))
    years = [simulate(rules, one, CALENDAR, 2025, 3) for one in (plain, asked)]
    assert len(years[0].threads) > 500
    assert event_log(years[0]).equals(event_log(years[1]))
    assert years[0].attention == years[1].attention
    assert years[0].utilisation == years[1].utilisation


def test_factors_on_attention_are_those_of_departments_and_tasks_with_other_numbers() -> None:
    slack = [replace(one, skips=0.6) for one in county().departments]
    plain = county(kind("a"), departments=tuple(slack), usual=replace(HOUR, missed=0.3))
    half = [replace(one, skips=0.3) for one in slack]
    by_hand = replace(plain, departments=tuple(half), usual=replace(HOUR, missed=0.6))
    by_factor = replace(plain, conduct=Conduct(Attention(0.5, 2.0)))
    logs = [event_log(lived(DEFAULT, one)) for one in (plain, by_hand, by_factor)]
    assert logs[1].equals(logs[2])
    assert not logs[0].equals(logs[1])


def worst(order: Order, seed: int, tasks: int = 95) -> tuple[int, float]:
    """The longest that an act was late, in minutes, and how busy the only officer was."""
    rules = regime(duty("a", "b", Within(9)), duty("c", "d", Within(1)))
    kinds = (kind("a", per_day=2.4, dispersion=6.0), kind("c", id="urgent", per_day=1.2))
    work = replace(HOUR, work=Effort(tasks, tasks))
    whole = county(*kinds, usual=work, conduct=Conduct(order=Ordering(order)), drain=100)
    of = simulate(rules, whole, CALENDAR, 2025, seed)
    late = [
        one.state.occurred[act].at - duty.due[0]
        for one in of.threads
        for act in ("b", "d")
        if act in one.state.occurred
        for duty in one.state.duties.values()
        if duty.due is not None
    ]
    return max(late), of.utilisation["p"]


def test_earliest_due_first_is_never_later_at_worst_than_oldest_first_and_sometimes_less() -> None:
    """One officer and equal work; Jackson's rule, with the same instants at which he is free."""
    pairs = [(worst(Order.OLDEST, seed), worst(Order.EARLIEST_DUE, seed)) for seed in range(6)]
    for oldest, due in pairs:
        assert due[0] <= oldest[0]
        assert due[1] == oldest[1]
    assert any(due[0] < oldest[0] for oldest, due in pairs)


def test_what_has_no_date_comes_last_under_earliest_due_first() -> None:
    rules = regime(duty("a", "b", NoLimit()), duty("a", "c", Within(1)))
    for order, first in ((Order.OLDEST, "b"), (Order.EARLIEST_DUE, "c")):
        whole = county(kind("a"), conduct=Conduct(order=Ordering(order)))
        of = lived(rules, whole)
        taken: dict[str, dict[str, int]] = {}
        for one in of.attention:
            taken.setdefault(one.case, {})[one.act] = one.taken_up
        assert {min(one, key=lambda act: one[act]) for one in taken.values()} == {first}


def test_who_puts_everything_off_to_the_last_day_acts_on_the_last_day() -> None:
    index = CALENDAR.index_at

    def left(*willingness: tuple[int, float]) -> Counter[int]:
        of = lived(regime(duty("a", "b", Within(5))), behaving(putting_off=PuttingOff(willingness)))
        found = [(one.state.occurred["b"].at, one.state.duties["a-b"].due) for one in of.threads]
        return Counter(index(due[0]) - index(at) for at, due in found if due)

    assert set(left((0, 1.0), (1, 0.0))) == {0}
    assert set(left((0, 1.0))) <= {4, 5}
    assert set(left((0, 1.0), (3, 0.0))) == {2}
    some = left((0, 1.0), (1, 0.3))
    assert {0, 1, 2, 3} <= set(some)
    assert sum(some.values()) > 60


def test_what_is_put_off_is_taken_up_at_a_look_with_just_the_probability_of_that_look() -> None:
    often = county(
        kind("a", per_day=8.0),
        conduct=Conduct(putting_off=PuttingOff(((0, 0.25),))),
        usual=replace(HOUR, work=Effort(1, 1)),
        departments=(department("p", (541,)), *county().departments[1:]),
    )
    of = simulate(regime(duty("a", "b", NoLimit())), often, CALENDAR, 2025, 1)
    index = CALENDAR.index_at
    waited = Counter(
        index(one.state.occurred["b"].at) - index(one.state.occurred["a"].at)
        for one in of.threads
        if "b" in one.state.occurred and one.state.occurred["a"].at % MINUTES > 541
    )
    total = sum(waited.values())
    assert total > 1500
    for look in range(4):
        assert waited[look + 1] / total == pytest.approx(0.25 * 0.75**look, abs=0.03)


@pytest.mark.parametrize(("probability", "found"), [(0.0, {"late"}), (1.0, {"never"})])
def test_what_is_overdue_is_dropped_for_good_by_those_who_give_up(
    probability: float, found: set[str]
) -> None:
    forgotten = {"b": OVERLOOKED}
    rules = regime(duty("a", "b", Within(1)))
    whole = behaving(giving_up=GivingUp(probability))
    assert outcomes(lived(rules, replace(whole, tasks=forgotten, recall=9)), "a-b") == found
    assert outcomes(lived(rules, whole), "a-b") == {"fulfilled"}  # nothing was overdue


def test_what_was_given_up_comes_back_when_another_rule_demands_it_anew() -> None:
    rules = regime(
        duty("a", "b", Within(1)), duty("c", "b", Within(9)), events=words(c=EventType("c", NAME))
    )
    whole = replace(
        behaving(giving_up=GivingUp(1.0)),
        matters=(kind("a", later("c", "a", 12)),),
        tasks={"b": OVERLOOKED},
        recall=3,
    )
    of = lived(rules, whole)
    assert outcomes(of, "a-b") == {"late"}
    assert outcomes(of, "c-b") == {"fulfilled"}


def test_the_more_they_lean_on_the_default_the_more_is_deemed() -> None:
    shares = [
        modes(lived(DEFAULT, behaving(leaning=Leaning(probability))))["deemed"]
        for probability in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert shares == sorted(set(shares))
    assert shares[0] == 0
    assert shares[-1] == len(lived(DEFAULT, behaving()).threads)


def test_nobody_leans_on_a_default_that_is_not_there() -> None:
    leaning = behaving(leaning=Leaning(1.0))
    without = regime(duty("a", "b", Within(2)))
    assert event_log(lived(without, leaning)).equals(event_log(lived(without, behaving())))
    flagged = kind("a", per_day=0.4, attributes={"flag": {"true": 0.5, "false": 0.5}})
    excepted = regime(duty("a", "b", Within(2), default="b", unless={"flag": frozenset({"true"})}))
    of = lived(excepted, replace(leaning, matters=(flagged,)))
    found = {(one.state.attributes["flag"], one.state.occurred["b"].mode) for one in of.threads}
    assert found == {("true", Mode.PERFORMED), ("false", Mode.DEEMED)}
    both = regime(duty("a", "b", Within(2), default="b"), duty("a", "b", Within(9), id="firm"))
    assert modes(lived(both, leaning))["deemed"] == 0  # another duty to do it has no default


def test_who_leans_and_who_overlooks_are_told_apart_by_luck_of_their_own() -> None:
    both = county(
        kind("a", per_day=4.0),
        usual=replace(HOUR, missed=0.5, work=Effort(5, 5)),
        conduct=Conduct(leaning=Leaning(0.5)),
    )
    found = modes(simulate(DEFAULT, both, CALENDAR, 2025, 1))
    assert found["deemed"] / sum(found.values()) == pytest.approx(0.75, abs=0.03)


def test_leaning_grows_with_what_waits_on_the_desk() -> None:
    crowd = kind("a", per_day=9.0)
    work = replace(HOUR, work=Effort(45, 45))

    def deemed(habit: Leaning | None) -> int:
        whole = county(crowd, usual=work, conduct=Conduct(leaning=habit))
        return modes(simulate(DEFAULT, whole, CALENDAR, 2025, 1))["deemed"]

    idle, loaded = deemed(Leaning(0.05)), deemed(Leaning(0.05, per_waiting=0.1))
    capped = deemed(Leaning(0.05, per_waiting=0.1, most=0.06))
    assert deemed(None) < idle < capped < loaded


def test_who_is_warned_skips_fewer_looks_and_overlooks_less_for_a_while() -> None:
    rules = regime(
        duty("a", "b", Within(1), overdue="o"),
        duty("o", "c", NoLimit(), bearer="q"),
        events=words(o=EventType("o", NAME)),
    )
    careless = (replace(department("p"), skips=0.6), *county().departments[1:])
    prompt = Prompt("reminder", ("c",), False, 0.0, 0.0, 20)

    def breached(prompts: tuple[Prompt, ...]) -> int:
        whole = county(
            kind("a", per_day=2.0),
            departments=careless,
            tasks={"b": replace(HOUR, missed=0.4)},
            conduct=Conduct(prompts=prompts),
        )
        return happened(simulate(rules, whole, CALENDAR, 2025, 1), "o")

    usual = breached(())
    assert breached((prompt,)) < usual / 2
    assert breached((replace(prompt, skips=1.0, overlooked=1.0),)) == usual
    assert breached((prompt,)) < breached((replace(prompt, days=1),)) < usual
    assert breached((replace(prompt, after=("d",)),)) == usual  # never happens
    heedful = replace(prompt, skips=1.0)
    assert breached((replace(heedful, days=250),)) < breached((replace(heedful, days=1),))


def test_looks_are_skipped_less_while_a_warning_lasts_and_as_usual_before_and_after() -> None:
    looks = Looks([5], [(10, 0.2), (20, 0.2), (30, 0.1), (40, 0.2), (41, 0.29)], skips=0.3)
    looks.sharpen(10, 40, 0.5)
    assert looks.at == [5, 20, 40]
    looks.sharpen(0, 40, 0.0)
    assert looks.at == [5, 10, 20, 30, 40]
    assert looks.next(31) == 40
    assert looks.next(41) is None


def test_a_reminder_reaches_those_who_have_breached_and_a_bulletin_everybody() -> None:
    rules = regime(
        duty("a", "b", Within(1), overdue="o"),
        duty("c", "d", Within(1), bearer="q"),
        events=words(o=EventType("o", NAME)),
    )
    forgetful = {"b": OVERLOOKED, "d": replace(HOUR, missed=0.5)}
    kinds = (kind("a", per_day=1.0), kind("c", id="other", per_day=1.0))

    def missed(everybody: bool) -> int:
        prompt = Prompt("prompt", ("o",), everybody, 1.0, 0.0, 30)
        whole = county(*kinds, tasks=forgetful, conduct=Conduct(prompts=(prompt,)))
        of = simulate(rules, whole, CALENDAR, 2025, 1)
        return happened(of, "c") - happened(of, "d")

    assert missed(False) > 50 > 20 > missed(True)
