"""What moves a clock at a close, behind expiries, and in the step of its trigger, by hand.

Each rule with a good and a bad twin.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from model.deadline import STRICT, Counting, Within
from model.property import Property
from model.regime import Regime
from model.rule import CountsAs, Rule, Trigger
from model.tolling import Extension, Suspension, Tolling
from model.trace import Mode, Occurrence, Run
from model.vocabulary import EventType
from tests.small import NAME, counts, duty, lapse, regime
from tests.test_solver_agrees_with_enumeration import check_agreement
from tests.trace_checker import both_judge
from verify.guarantees import verify
from verify.verdict import Answer, Assume

DONE = Property("any", NAME, "a", "b")
STOPPED = Tolling((Suspension("c", "d"),))
BROKEN, NOTHING = frozenset({"decide"}), frozenset[str]()


def text(*rules: Rule, counting: Counting, **before: tuple[str, ...]) -> Regime:
    """Rules of which the world brings about what they do not, each event after those before it."""
    named = "abcdefgx"
    kinds = {name: EventType(name, NAME, presupposes=before.get(name, ())) for name in named}
    return regime(*rules, events=kinds, counting=counting)


def decides(limit: int = 1, default: str | None = None, clock: Tolling = STOPPED) -> Rule:
    return duty("a", "b", Within(limit), id="decide", default=default, clock=clock)


def came(event: str, at: int, turn: int = 0) -> Occurrence:
    return Occurrence(event, at, Mode.EXOGENOUS, "world", round=turn)


def lapsed(cause: str, event: str, at: int) -> Occurrence:
    return Occurrence(event, at, Mode.DEEMED, "world", f"{cause}-lapses-{event}", 1)


def did(at: int) -> Occurrence:
    return Occurrence("b", at, Mode.PERFORMED, "p")


def deemed_within(of: Regime) -> int | None:
    """The bound though nobody obeys, which enumeration finds as well."""
    check_agreement(of, DONE, STRICT, last=5)
    (verdict,) = verify(of, [DONE], [STRICT], [Assume.NOBODY])
    assert verdict.answer in (Answer.PROVED, Answer.REFUTED)
    return verdict.days


@pytest.mark.parametrize(("before", "days"), [({"c": ("d",)}, 0), ({"d": ("c",)}, None)])
def test_a_clock_is_not_stopped_once_what_would_set_it_going_has_come(
    before: dict[str, tuple[str, ...]], days: int | None
) -> None:
    """By hand: a lapses at a close, where the one day that counts is over at once.

    Behind that expiry d and c may still come. After d c stops nothing; before d, which need not
    come, it stops the clock for ever.
    """
    rules = (decides(default="b"), lapse("e", "a"))
    assert deemed_within(text(*rules, counting=Counting.INCLUDE_FIRST_DAY, **before)) == days


@pytest.mark.parametrize(
    ("resumes", "days"), [(lapse("e", "d"), 0), (counts("a", "d"), 0), (lapse("a", "d"), 1)]
)
def test_a_trigger_finds_no_clock_stopped_that_is_set_going_in_its_own_step(
    resumes: Rule, days: int
) -> None:
    """By hand: c stood before e; d lapses together with a, is what a counts as, or lapses from a.

    That is an expiry later: the clock goes on on a day that has closed, and runs out at the next
    close.
    """
    rules = (decides(default="b"), lapse("e", "a"), resumes)
    assert deemed_within(text(*rules, counting=Counting.INCLUDE_FIRST_DAY, e=("c",))) == days


@pytest.mark.parametrize(
    ("order", "slots", "done", "broken"),
    [
        ("xd", (7, 7), 10, NOTHING),
        ("xd", (7, 7), 11, BROKEN),
        ("dx", (7, 8), 10, NOTHING),
        ("dx", (7, 9), 10, BROKEN),
    ],
)
def test_a_clock_that_stands_still_is_given_longer_up_to_the_moment_at_which_it_goes_on(
    order: str, slots: tuple[int, int], done: int, broken: frozenset[str]
) -> None:
    """By hand: due at the close of day 1; stopped there and set going in the evening of day 3.

    Two days are lost, so that it would run out on day 3, which has closed: on day 4. Two days more
    are counted from day 3: it runs out on day 5, slot 10.
    """
    clock = replace(STOPPED, extensions=(Extension("x", Within(2)),))
    of = text(decides(clock=clock), counting=Counting.EXCLUDE_FIRST_DAY)
    moves = (came(event, at) for event, at in zip(order, slots, strict=True))
    assert both_judge(of, Run((came("a", 0), came("c", 2), *moves, did(done)))).breached == broken


@pytest.mark.parametrize(
    ("by_expiry", "done", "broken"),
    [(True, 6, NOTHING), (True, 7, BROKEN), (False, 4, NOTHING), (False, 5, BROKEN)],
)
def test_a_clock_that_goes_on_behind_an_expiry_runs_out_at_the_next_close(
    by_expiry: bool, done: int, broken: frozenset[str]
) -> None:
    """By hand: stopped on its last day, and set going on day 2: in hours, or at its close."""
    resumed = lapsed("c", "d", 4) if by_expiry else came("d", 4)
    rules = (decides(), lapse("c", "d")) if by_expiry else (decides(),)
    of = text(*rules, counting=Counting.EXCLUDE_FIRST_DAY)
    run = Run((came("a", 0), came("c", 2), resumed, did(done)))
    assert both_judge(of, run).breached == broken


@pytest.mark.parametrize(
    ("anew", "done", "broken"), [(True, 2, NOTHING), (True, 3, BROKEN), (False, 2, BROKEN)]
)
def test_a_limit_that_begins_anew_behind_an_expiry_runs_out_at_the_next_close(
    anew: bool, done: int, broken: frozenset[str]
) -> None:
    """By hand: a lapses at the close of day 0, where the one day that counts is over at once."""
    of = text(
        decides(clock=Tolling((), ("g",))), lapse("e", "a"), counting=Counting.INCLUDE_FIRST_DAY
    )
    restart = (came("g", 0, 1),) if anew else ()
    run = Run((came("e", 0), lapsed("e", "a", 0), *restart, did(done)))
    assert both_judge(of, run).breached == broken


@pytest.mark.parametrize(("limit", "last", "days"), [(1, 2, 1), (2, 1, None)])
def test_a_limit_that_began_anew_behind_an_expiry_ends_before_what_the_next_close_brings(
    limit: int, last: int, days: int | None
) -> None:
    """By hand: a lapses at a close; g, behind it, may set b's one day anew, to the next close.

    What lapses there is too late to keep b away, but where b has a day more it comes before.
    """
    of = text(
        lapse("a", "b", Within(limit), id="decide", unless=("x",), clock=Tolling((), ("g",))),
        lapse("e", "a"),
        lapse("a", "x", Within(last)),
        counting=Counting.INCLUDE_FIRST_DAY,
    )
    assert deemed_within(of) == days


@pytest.mark.parametrize("quantifier", ["any", "all"])
@pytest.mark.parametrize(("before", "days"), [({"g": ("f",)}, 1), ({"f": ("g",)}, 3)])
def test_what_two_events_count_as_is_in_the_step_of_the_one_that_completes_them(
    quantifier: Literal["any", "all"], before: dict[str, tuple[str, ...]], days: int
) -> None:
    """By hand: g begins the limit, and counts as e; e with f, or either, counts as x.

    In the step of g x lengthens nothing. Where f comes behind g, and completes them, it does.
    """
    limit = duty(
        "g", "b", Within(1), id="decide", clock=Tolling((), (), (Extension("x", Within(2)),))
    )
    joint = CountsAs("joint", "joint", Trigger(("e", "f"), quantifier), "x", {})
    of = text(limit, counts("g", "e"), joint, counting=Counting.EXCLUDE_FIRST_DAY, **before)
    asked = Property("any", NAME, "g", "b")
    check_agreement(of, asked, STRICT, last=8)
    (verdict,) = verify(of, [asked], [STRICT], [Assume.EVERYONE])
    assert verdict.days == (days if quantifier == "all" else 1)
