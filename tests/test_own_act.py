"""Duties whose act is nobody else's: what their structure shows, and what the solver says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.deadline import Before, Counting, Deadline, Immediately, Indefinite, NoLimit, Within
from model.regime import Regime
from model.rule import CountsAs, Default, Prohibition, Rule, Trigger
from model.tolling import Suspension, Tolling
from model.vocabulary import EventType
from tests.benchmark import chain
from tests.draws import draws, enough
from tests.small import NAME, counts, duty, lapse, may, needing, regime, regimes
from verify.audit import audit, conflicts, defaults
from verify.audit.exposure import blockable
from verify.audit.own_act import own
from verify.audit.part import Part
from verify.solver import Solver

KNOWN: Counter[str] = Counter()
OWED = duty("a", "b", id="owed", default="b")
WORDS = {name: EventType(name, NAME) for name in "abcde"}


def part(*rules: Rule) -> Part:
    return Part(regime(*rules, events=WORDS), chinese_calendar())


def check(of: Regime) -> None:
    """What the structure shows of duties is what the solver says when it is asked about them."""
    loaded = Part(of, chinese_calendar())
    for rule in of.obligations:
        arises = loaded.possible(loaded.active(rule.id))
        if not own(loaded, rule) or not arises:
            continue
        if rule.on_expiry == Default(rule.act):
            assert loaded.possible(loaded.encoding.events[rule.act].deemed[rule.id])
            KNOWN["fires"] += 1
        if conflicts.vacuous_conflict(loaded, rule) is None and blockable(loaded) is None:
            assert conflicts.redundancy(loaded, rule) is None
            KNOWN["says something new"] += 1
            KNOWN["beside others"] += len(of.binding) > 1


@st.composite
def apart(draw: st.DrawFn) -> Regime:
    """Rules most of which have an effect of their own, on what others bring about or the world."""
    order = draw(st.permutations("bcde"))
    kinds = dict(WORDS)
    rules = [draw(_alone(order, number, kinds)) for number in range(draw(st.integers(2, 4)))]
    return regime(*rules, events=kinds, counting=draw(st.sampled_from(list(Counting))))


@st.composite
def _alone(draw: st.DrawFn, order: Sequence[str], number: int, words: dict[str, EventType]) -> Rule:
    effect = order[number]
    others = [name for name in "abcde" if name != effect]
    begins = draw(st.lists(st.sampled_from(others), min_size=1, max_size=2, unique=True))
    quantifiers: list[Literal["any", "all"]] = ["any", "all"]
    on = Trigger(tuple(begins), draw(st.sampled_from(quantifiers)))
    other, bearer = draw(st.sampled_from(others)), draw(st.sampled_from("pq"))
    name = f"r{number}"
    limits: list[Deadline] = [Within(1), Within(2), Immediately(), Indefinite("尽快")]
    if draw(st.integers(0, 4)) == 0:
        before = draw(st.sampled_from([*begins, *order[:number], "a"]))
        words[effect] = replace(words[effect], presupposes=(before,))
    match draw(st.integers(0, 9)):
        case 0:
            return CountsAs(name, name, on, draw(st.sampled_from([effect, *order])), {})
        case 1:
            return Prohibition(name, name, on, bearer, draw(st.sampled_from(order)), {})
        case 2:
            announced = draw(st.sampled_from([one for one in others if one not in begins]))
            return duty(on, effect, Before(announced, draw(st.integers(0, 1))), id=name)
    return duty(
        on,
        effect,
        draw(st.sampled_from(limits)),
        id=name,
        bearer=bearer,
        default=draw(st.sampled_from([None, effect, effect, other])),
        excused_by=draw(st.sampled_from([(), (), (), (), (other,)])),
        jointly=draw(st.sampled_from([(), (), ("q",) if bearer == "p" else ("p",)])),
    )


@given(st.one_of(apart(), apart(), regimes(most=4), needing()))
@draws(900, part=15, phases=[Phase.generate])
def test_what_structure_shows_of_an_act_of_one_s_own_the_solver_says(of: Regime) -> None:
    check(of)


def test_the_random_regimes_held_acts_of_one_s_own() -> None:
    assert KNOWN["fires"] >= enough(100), KNOWN
    assert KNOWN["says something new"] >= enough(100), KNOWN
    assert KNOWN["beside others"] >= enough(30), KNOWN


def test_an_act_that_only_one_duty_brings_about_is_its_own() -> None:
    others = (duty("b", "c", id="next"), duty("d", "a", id="before"))
    assert own(part(OWED, *others), OWED)


@pytest.mark.parametrize(
    "other",
    [
        duty("d", "b", Within(9), id="same"),
        may("d", "b"),
        counts("d", "b"),
        lapse("d", "b", id="timer"),
        duty("d", "c", id="other", default="b"),
    ],
    ids=["owed", "allowed", "counted", "lapsed", "deemed"],
)
def test_an_act_that_another_rule_brings_about_is_not_one_s_own(other: Rule) -> None:
    assert not own(part(OWED, other), OWED)


@pytest.mark.parametrize(
    "rule",
    [
        duty("a", "b", NoLimit(), id="owed"),
        duty("a", "b", Before("c", 1), id="owed"),
        duty("a", "b", id="owed", excused_by=("c",)),
        duty("a", "b", id="owed", clock=Tolling(suspensions=(Suspension("c", "d"),))),
    ],
    ids=["no limit", "notice", "excused", "stopped"],
)
def test_a_duty_that_may_stay_undone_unpunished_is_not_known_by_structure(rule: Rule) -> None:
    assert not own(part(rule), rule)


def test_a_duty_that_may_be_able_too_late_is_not_known_by_structure() -> None:
    words = WORDS | {"b": EventType("b", NAME, presupposes=("c",))}
    of = Part(regime(OWED, events=words), chinese_calendar())
    assert not own(of, OWED)


def test_a_default_with_an_exception_is_asked_about() -> None:
    """By hand: the flag is true wherever the duty arises, and then nothing is deemed."""
    true = {"flag": frozenset({"true"})}
    never = duty("a", "b", id="owed", default="b", unless=true, when=true)
    assert own(part(never), never)
    assert not defaults.fires(part(never), never)
    assert defaults.fires(part(OWED), OWED)


def test_what_another_duty_demands_sooner_is_still_found_to_follow() -> None:
    twin = duty("a", "b", Within(3), id="twin")
    of = part(duty("a", "b", id="owed"), twin)
    assert not own(of, twin)
    assert conflicts.redundancy(of, twin) == ("owed",)


def test_the_audit_of_a_chain_asks_little_more_than_once_a_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0
    answer = Solver.check

    def counted(solver: Solver, *assumptions: object) -> object:
        nonlocal asked
        asked += 1
        return answer(solver, *assumptions)

    monkeypatch.setattr(Solver, "check", counted)
    audit(chain(40, 2)[0])
    assert asked <= 60
