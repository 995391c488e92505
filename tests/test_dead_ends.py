"""Dead ends that the structure of the rules rules out, and those that the solver looks for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.deadline import Before, NoLimit
from model.regime import Regime
from model.rule import Obligation, Power, Trigger
from model.vocabulary import EventType, Guard
from tests.draws import draws, enough
from tests.small import NAME, duty, lapse, may, needing, regime, regimes
from verify.audit import conflicts, exposure
from verify.audit.part import Part

TRUE: Guard = {"flag": frozenset({"true"})}
KNOWN: Counter[str] = Counter()
OPEN = duty("a", "c", NoLimit(), id="open")
NEEDS = {
    "a": EventType("a", NAME),
    "b": EventType("b", NAME, "q"),
    "c": EventType("c", NAME, "p", presupposes=("b",)),
    "d": EventType("d", NAME),
}


def part(of: Regime) -> Part:
    return Part(of, chinese_calendar())


def known(*rules: Obligation | Power, events: dict[str, EventType] | None = None) -> bool:
    """Whether the first of some rules is known to have no dead end; it is not where it has one."""
    of = part(regime(*rules, events=events or NEEDS))
    found = exposure.lasting(of, rules[0])  # type: ignore[arg-type]
    agree(of, rules[0])  # type: ignore[arg-type]
    return found


def agree(of: Part, rule: Obligation) -> None:
    """Where structure says that a duty has no dead end, the solver finds none."""
    found = exposure.lasting(of, rule)
    lost = conflicts.dead_end(exposure.hindered(of, rule), rule) is not None
    assert not (found and lost)
    KNOWN["known"] += found
    KNOWN["needing"] += found and bool(of.regime.vocabulary.events[rule.act].presupposes)
    KNOWN["lost"] += lost


@given(st.one_of(regimes(), needing()), st.sampled_from([True, True, False]))
@draws(450, part=10, phases=[Phase.generate])
def test_a_duty_that_lasts_has_no_dead_end_by_the_solver(of: Regime, several: bool) -> None:
    """Of random regimes the first duty, or all, have no limit."""
    duties = [one for one in of.obligations if not isinstance(one.deadline, Before)]
    open_ended = {one.id for one in (duties if several else duties[:1])}
    rules = [
        replace(one, deadline=NoLimit(), on_expiry=None, overdue=None, clock=type(one.clock)())
        if isinstance(one, Obligation) and one.id in open_ended
        else one
        for one in of.rules
    ]
    loaded = part(replace(of, rules=tuple(rules)))
    for rule in loaded.regime.obligations:
        if rule.id in open_ended and loaded.possible(loaded.active(rule.id)):
            agree(loaded, rule)


def test_the_random_regimes_held_duties_that_last_and_dead_ends() -> None:
    assert KNOWN["known"] >= enough(60), KNOWN
    assert KNOWN["needing"] >= enough(30), KNOWN
    assert KNOWN["lost"] >= enough(30), KNOWN


def test_what_another_may_always_do_is_no_hindrance() -> None:
    assert known(OPEN, duty("a", "b", id="first", bearer="q"))
    assert known(OPEN, may("a", "b"))
    assert known(OPEN, may("d", "d", id="idle"))  # no rule governs b


@pytest.mark.parametrize(
    "ending",
    [
        replace(may("a", "b"), until="d"),  # his power may be over
        may("a", "b", when=TRUE),  # it is there in some cases only
        may("d", "b"),  # it need not have come
        replace(may("a", "b"), on=Trigger(("a", "d"), "all")),
    ],
)
def test_what_another_may_do_sometimes_may_be_lost(ending: Power) -> None:
    assert not known(OPEN, ending)


def test_what_another_does_in_the_bearer_s_place_may_be_lost() -> None:
    assert not known(OPEN, may("a", "b"), may("a", "c"))


def test_what_lapses_in_the_bearer_s_place_may_be_lost() -> None:
    of = part(regime(OPEN, may("a", "b"), lapse("a", "c", id="timer"), events=NEEDS))
    assert not exposure.lasting(of, OPEN)


def test_what_is_possible_in_some_cases_only_may_be_lost() -> None:
    words = NEEDS | {"b": EventType("b", NAME, "q", when=TRUE)}
    assert not known(OPEN, may("a", "b"), events=words)
    assert known(replace(OPEN, when=TRUE), may("a", "b"), events=words)


def test_of_a_duty_with_a_limit_nothing_is_known() -> None:
    assert not known(duty("a", "c", id="firm"), may("a", "b"))
