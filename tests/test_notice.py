"""Notice of an event, worked out by hand: when it is owed, who may give it, and what excuses it.

Each rule with a good and a bad twin, judged by stepping through the run and by the solver.
"""

from __future__ import annotations

import pytest

from model.clock import SlotClock
from model.conformance import Outcome, conformance
from model.deadline import STRICT, Before, Within
from model.regime import Regime
from model.rule import Rule
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.vocabulary import EventType
from tests.small import NAME, duty, lapse, may, regime
from tests.trace_checker import both_judge

WORDS = {name: EventType(name, NAME) for name in "abensx"}
NOTICE = duty("a", "b", Before("e", 1), id="notice", excused_by=("x",))
BROKEN, NOTHING = frozenset({"notice"}), frozenset[str]()


def text(*rules: Rule) -> Regime:
    return regime(*rules, events=WORDS)


def came(event: str, at: int, turn: int = 0) -> Occurrence:
    return Occurrence(event, at, Mode.EXOGENOUS, "world", round=turn)


def lapsed(cause: str, event: str, at: int) -> Occurrence:
    return Occurrence(event, at, Mode.DEEMED, "world", f"{cause}-lapses-{event}", 1)


@pytest.mark.parametrize(("days", "broken"), [(1, NOTHING), (2, BROKEN)])
@pytest.mark.parametrize("first", ["x", "e"], ids=["excuse first", "event first"])
def test_an_excuse_that_one_expiry_brings_together_with_the_event_is_too_late(
    days: int, broken: frozenset[str], first: str
) -> None:
    """By hand: e lapses after two days, x after one or two; which stands first in the file is one.

    What one expiry brings comes together: x excuses as long as e has not come, and then it has.
    """
    lapses = [lapse("a", "x", Within(days)), lapse("a", "e", Within(2))]
    happened = [lapsed("a", "x", 2 * days), lapsed("a", "e", 4)]
    if first == "e":
        lapses.reverse()
        happened.reverse()
    happened.sort(key=lambda one: one.at)
    found = both_judge(text(NOTICE, *lapses), Run((came("a", 0), *happened)))
    assert (found.breached, found.disobeyed) == (broken, broken)


@pytest.mark.parametrize(
    ("excused", "outcome"),
    [(2, Outcome.EXCUSED), (6, Outcome.FULFILLED), (None, Outcome.FULFILLED)],
)
def test_once_the_event_has_come_nothing_excuses_from_notice_that_was_given(
    excused: int | None, outcome: Outcome
) -> None:
    given = Occurrence("b", 0, Mode.PERFORMED, "p")
    happened = [came("a", 0), given, came("e", 4)]
    happened += [came("x", excused)] if excused is not None else []
    run = Run(tuple(sorted(happened, key=lambda one: one.at)))
    assert both_judge(text(NOTICE), run).breached == NOTHING
    (judged,) = conformance(Law(text(NOTICE), STRICT, SlotClock()), run).judgements
    assert judged.outcome is outcome


@pytest.mark.parametrize(("days", "broken"), [(1, NOTHING), (2, BROKEN)])
def test_an_event_that_comes_with_the_duty_need_not_be_announced(
    days: int, broken: frozenset[str]
) -> None:
    """By hand: a lapses from s after a day, and e with it or a day behind it."""
    of = text(NOTICE, lapse("s", "a"), lapse("s", "e", Within(days)))
    run = Run((came("s", 0), lapsed("s", "a", 2), lapsed("s", "e", 2 * days)))
    assert both_judge(of, run).breached == broken


@pytest.mark.parametrize(("given", "broken"), [(2, NOTHING), (3, BROKEN)])
@pytest.mark.parametrize("giver", ["p", "q"])
def test_notice_by_whomever_is_given_up_to_the_last_moment_for_it(
    given: int, broken: frozenset[str], giver: str
) -> None:
    """By hand: e comes on day 2, so that p's notice is due by the close of day 1, slot 2.

    That of q is none of p's: the record shows a breach, and p disobeys nothing if it was in time.
    """
    of = text(NOTICE, may("a", "b", bearer="q"))
    run = Run((came("a", 0), Occurrence("b", given, Mode.PERFORMED, giver), came("e", 4)))
    found = both_judge(of, run)
    assert found.breached == (broken if giver == "p" else BROKEN)
    assert found.disobeyed == broken


TOLD = duty("a", "b", Before("e"), id="notice")
NEEDS = WORDS | {"b": EventType("b", NAME, presupposes=("n",))}


@pytest.mark.parametrize(("order", "broken"), [("ane", BROKEN), ("aen", NOTHING)])
def test_who_becomes_able_only_behind_the_event_of_that_instant_owes_no_notice_of_it(
    order: str, broken: frozenset[str]
) -> None:
    of = regime(TOLD, events=NEEDS)
    found = both_judge(of, Run(tuple(came(event, 0) for event in order)))
    assert (found.breached, found.disobeyed) == (BROKEN, broken)
    assert found.helpless == BROKEN - broken


@pytest.mark.parametrize(("days", "broken"), [(1, NOTHING), (2, BROKEN)])
def test_who_becomes_able_by_what_one_expiry_brings_with_the_event_owes_no_notice_of_it(
    days: int, broken: frozenset[str]
) -> None:
    of = regime(TOLD, lapse("s", "n"), lapse("s", "e", Within(days)), events=NEEDS)
    happened = (came("a", 0), came("s", 0), lapsed("s", "n", 2), lapsed("s", "e", 2 * days))
    found = both_judge(of, Run(happened))
    assert (found.breached, found.disobeyed) == (BROKEN, broken)
