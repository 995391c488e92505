"""Lapses, clocks that stop, begin anew or are given longer, powers that end, parts of a limit.

Each rule with a good and a bad twin; the figures were worked out on paper from the semantics.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product

import pytest
import z3

from model.amendment import NewDeadline
from model.calendar import chinese_calendar
from model.clock import CalendarClock
from model.deadline import STRICT, Fraction, Indefinite, Reading, Within
from model.duty import Duty
from model.interpretation import Alternative, Interpretation
from model.property import Asks, Property
from model.regime import Regime
from model.rule import Rule
from model.simulation.platform import Platform, Thread
from model.simulation.time import Time
from model.tolling import Extension, Suspension, Tolling
from model.trace import Mode, Occurrence
from model.transition import Law
from model.vocabulary import EventType
from tests.closure import Closure
from tests.enumeration import Enumeration
from tests.small import NAME, counts, duty, lapse, may, must_not, regime
from verify.amend import amend
from verify.amend.limits import lengths
from verify.amend.master import Master
from verify.amend.requirement import Requirement
from verify.amend.space import space
from verify.amend.symbolic import Choices
from verify.amend.violations import exempt_now, violations
from verify.bounds import parametric_bounds
from verify.bounds.linear import Sum
from verify.diff import strictness
from verify.export.uppaal import network
from verify.export.uppaal.part import Unsaid, UntranslatableError
from verify.guarantees import verify
from verify.readings import hinges, questions_about
from verify.slicing import slice_of
from verify.trust import dependences
from verify.verdict import Answer, Assume

ACTS = {"decided": "p", "extended": "p", "supplemented": "q", "warned": "p", "filed": "p"}
ANSWERED = Property("answered", NAME, "asked", "decided")
CLOSED = Property("closed", NAME, "asked", "closed")
OPEN = Indefinite("自定")
HEARD = lapse("heard", "resumed", Within(3))
WAYS = (counts("decided", "closed"), counts("approved", "closed"))
"""By the act or by what is deemed, the matter is closed."""


def clock(
    *stops: tuple[str, str], restarts: tuple[str, ...] = (), **extends: Within | Indefinite
) -> Tolling:
    longer = tuple(Extension(event, by) for event, by in extends.items())
    return Tolling(tuple(Suspension(*pair) for pair in stops), restarts, longer)


def text(*rules: Rule, after: Mapping[str, tuple[str, ...]] | None = None) -> Regime:
    """Rules over the events that they name; what is no party's act is the world's."""
    bare = regime(*rules, events={})
    named = sorted(bare.mentioned | {one for ones in (after or {}).values() for one in ones})
    before = after or {}
    events = {
        name: EventType(name, NAME, ACTS.get(name, "world"), presupposes=before.get(name, ()))
        for name in named
    }
    return regime(*rules, events=events)


def decides(limit: int = 5, default: str | None = None, clock: Tolling | None = None) -> Rule:
    return duty("asked", "decided", Within(limit), id="decide", default=default, clock=clock)


def days(of: Regime, prop: Property, reading: Reading = STRICT) -> tuple[int | None, ...]:
    """The bounds if everyone obeys and if nobody does; refuted where they are none."""
    found = verify(of, [prop], [reading])
    assert all(one.answer in (Answer.PROVED, Answer.REFUTED) for one in found), found
    return tuple(None if one.guaranteed is None else one.days for one in found)


STOPPED = clock(("heard", "resumed"))
LONGER = clock(extended=Within(10))
ANEW = clock(restarts=("supplemented",))
POWER = replace(may("asked", "supplemented"), until="over")
OVER = lapse("asked", "over", Within(2))

BOUNDS: dict[str, tuple[tuple[int | None, ...], Iterable[Rule], Property]] = {
    "a timer needs nobody": ((10, 10), [lapse("asked", "closed", Within(10))], CLOSED),
    "a lapse need not come": (
        (None, None),
        [lapse("asked", "closed", Within(5), unless=("decided",))],
        CLOSED,
    ),
    "a lapse or what ends it comes by the limit": (
        (5, 5),
        [lapse("asked", "approved", Within(5), unless=("decided",)), *WAYS],
        CLOSED,
    ),
    "a duty follows on a lapse": (
        (8, None),
        [lapse("asked", "lapsed", Within(5)), duty("lapsed", "decided", Within(3))],
        ANSWERED,
    ),
    "what ends a lapse at its very close is in time unless the clock brings it": (
        (5, 5),
        [
            lapse("asked", "closed", Within(5), unless=("supplied",)),
            lapse("asked", "supplied", Within(5)),
        ],
        CLOSED,
    ),
    "what ends a lapse a day before it ends it": (
        (None, None),
        [
            lapse("asked", "closed", Within(5), unless=("supplied",)),
            lapse("asked", "supplied", Within(4)),
        ],
        CLOSED,
    ),
    "a default at the instant of a lapse is too late for it": (
        (5, 5),
        [decides(5, "approved"), lapse("asked", "closed", Within(5), unless=("approved",))],
        CLOSED,
    ),
    "a default a day before a lapse ends it": (
        (5, None),
        [decides(4, "approved"), lapse("asked", "closed", Within(5), unless=("approved",))],
        CLOSED,
    ),
    "time at a hearing is not counted": ((9, None), [decides(clock=STOPPED), HEARD], ANSWERED),
    "time at a hearing is counted": ((5, None), [decides(), HEARD], ANSWERED),
    "a hearing without an end never lets the clock go on": (
        (None, None),
        [decides(clock=STOPPED)],
        ANSWERED,
    ),
    "a default waits for the clock": (
        (9, 9),
        [decides(5, "approved", STOPPED), HEARD, *WAYS],
        CLOSED,
    ),
    "time lost twice at once is lost once": (
        (10, None),
        [
            decides(clock=clock(("heard", "resumed"), ("heard", "rested"))),
            HEARD,
            lapse("heard", "rested", Within(4)),
        ],
        ANSWERED,
    ),
    "time lost twice, once after the other": (
        (14, None),
        [
            decides(clock=clock(("heard", "resumed"), ("surveyed", "rested"))),
            HEARD,
            lapse("surveyed", "rested", Within(4)),
        ],
        ANSWERED,
    ),
    "a limit begins anew": ((10, 10), [decides(5, "approved", ANEW), *WAYS], CLOSED),
    "what was lost before a limit begins anew is forgotten": (
        (13, None),
        [decides(clock=clock(("heard", "resumed"), restarts=("resumed",))), HEARD],
        ANSWERED,
    ),
    "a limit that begins anew while it stands still loses the rest": (
        (13, None),
        [
            decides(clock=clock(("heard", "resumed"), restarts=("moved",))),
            HEARD,
            lapse("heard", "moved", Within(1)),
        ],
        ANSWERED,
    ),
    "an extension at the very close is in time": ((15, None), [decides(clock=LONGER)], ANSWERED),
    "an extension that the clock brings at the very close is too late": (
        (5, 5),
        [decides(5, "approved", LONGER), lapse("asked", "extended", Within(5)), *WAYS],
        CLOSED,
    ),
    "an extension that the clock brings a day before is in time": (
        (15, 15),
        [decides(5, "approved", LONGER), lapse("asked", "extended", Within(4)), *WAYS],
        CLOSED,
    ),
    "a limit begins anew as lengthened": (
        (30, None),
        [decides(clock=clock(restarts=("supplemented",), extended=Within(10)))],
        ANSWERED,
    ),
    "a clock that stands still is given longer": (
        (18, None),
        [
            decides(clock=clock(("heard", "resumed"), extended=Within(10))),
            HEARD,
            lapse("heard", "extended", Within(2)),
        ],
        ANSWERED,
    ),
    "a power that is over gives no more time": (
        (7, 7),
        [decides(5, "approved", ANEW), POWER, OVER, *WAYS],
        CLOSED,
    ),
    "a power that lasts gives it to the end": (
        (10, 10),
        [decides(5, "approved", ANEW), replace(POWER, until=None), OVER, *WAYS],
        CLOSED,
    ),
    "a duty waits for the end of a ban": (
        (4, None),
        [decides(2), must_not("asked", "decided", until="free"), lapse("asked", "free", Within(3))],
        ANSWERED,
    ),
    "half of five days, rounded up": (
        (3, 3),
        [decides(), lapse("asked", "closed", Fraction("decide", 1, 2))],
        CLOSED,
    ),
    "half of five days, rounded down": (
        (2, 2),
        [decides(), lapse("asked", "closed", Fraction("decide", 1, 2, up=False))],
        CLOSED,
    ),
}


@pytest.mark.parametrize("said", BOUNDS)
def test_the_guaranteed_bound_is_that_of_the_paper(said: str) -> None:
    expected, rules, prop = BOUNDS[said]
    assert days(text(*rules), prop) == expected


def test_a_stop_before_the_trigger_keeps_the_clock_from_starting() -> None:
    rules = (decides(clock=STOPPED), HEARD)
    assert days(text(*rules, after={"asked": ("heard",)}), ANSWERED) == (8, None)
    over = {"asked": ("heard", "resumed")}
    assert days(text(*rules, after=over), ANSWERED) == (5, None)


def test_what_came_before_the_trigger_has_ended_a_lapse() -> None:
    ends = lapse("asked", "closed", Within(5), unless=("supplied",))
    supplied = lapse("noted", "supplied", Within(1))
    assert days(text(ends, supplied, after={"asked": ("supplied",)}), CLOSED) == (None, None)
    after = lapse("closed", "supplied", Within(1))
    assert days(text(ends, after), CLOSED) == (5, 5)


def test_an_open_extension_has_no_end_unless_a_reading_gives_it_one() -> None:
    of = text(decides(5, "approved", clock(extended=OPEN)), *WAYS)
    assert days(of, CLOSED) == (None, None)
    assert days(of, CLOSED, Reading(2)) == (7, 7)


def test_not_before_is_a_ban_that_a_timer_lifts() -> None:
    ban = must_not("asked", "decided", until="free")
    of = text(decides(), ban, lapse("asked", "free", Within(3)))
    for within, expected in ((3, Answer.PROVED), (4, Answer.REFUTED)):
        asked = replace(ANSWERED, asks=Asks.NOT_BEFORE, days=within)
        everyone, nobody = verify(of, [asked], [STRICT])
        assert (everyone.answer, nobody.answer) == (expected, Answer.REFUTED)


SMALL = [
    (decides(1, "approved", clock(("heard", "resumed"))), lapse("heard", "resumed", Within(1))),
    (decides(1, None, clock(("asked", "resumed"), restarts=("resumed",))),),
    (decides(1, "approved", clock(heard=Within(1))), lapse("asked", "heard", Within(1))),
    (lapse("asked", "decided", Within(1), clock=clock(("asked", "heard"), heard=Within(1))),),
    (
        decides(1, "approved", clock(("heard", "resumed"), restarts=("resumed",))),
        lapse("heard", "resumed", Within(1)),
    ),
    (
        decides(1, "approved", clock(("heard", "resumed"), restarts=("moved",))),
        lapse("heard", "resumed", Within(1)),
    ),
    (decides(1, "approved", clock(heard=Within(1))),),
    (decides(2, "approved", ANEW), POWER, lapse("asked", "over", Within(1))),
]
"""The second and the fourth stop at their own trigger."""
AT_CLOSE = (decides(1, None, clock(("heard", "resumed"))), lapse("asked", "closed", Within(2)))
"""What the world does at a close behind an expiry."""


@pytest.mark.parametrize("rules", SMALL)
def test_solver_and_enumeration_agree_on_clocks(rules: tuple[Rule, ...]) -> None:
    of = text(*rules, *WAYS)
    every = Enumeration(of, STRICT, last=7)
    for prop, who in product([ANSWERED, CLOSED], Assume):
        (verdict,) = verify(of, [prop], [STRICT], [who])
        obeyed = frozenset(of.by_id) if who is Assume.EVERYONE else frozenset[str]()
        assert verdict.answer in (Answer.PROVED, Answer.REFUTED)
        found = every.judge(prop, obeyed)
        assert (verdict.days if verdict.guaranteed else None) == found.bound


@pytest.mark.parametrize("rules", [*SMALL, AT_CLOSE])
def test_whoever_has_obeyed_can_go_on_when_a_clock_goes_on(rules: tuple[Rule, ...]) -> None:
    """Even at a close with no day left: the next close is the first that he can keep."""
    assert not Closure(text(*rules), STRICT, 5).dead_ends


@pytest.mark.parametrize(
    "said",
    ["time at a hearing is not counted", "a limit begins anew", "a duty follows on a lapse"],
)
def test_the_simulator_replays_the_run_that_attains_a_bound(said: str) -> None:
    """A refutation whose run the simulator does not bring about would be unknown."""
    expected, rules, prop = BOUNDS[said]
    assert expected[0] is not None
    (verdict,) = verify(text(*rules), [prop], [STRICT], [Assume.EVERYONE], expected[0] - 1)
    assert verdict.answer is Answer.REFUTED


class Idle:
    """Offices in which nobody does anything."""

    def duty_opened(self, thread: Thread, duty: Duty, cause: Occurrence) -> None:
        """Leave it."""

    def occurred(self, thread: Thread, occurrence: Occurrence) -> None:
        """Leave it."""


def simulated(of: Regime, *events: tuple[int, str]) -> dict[str, int]:
    """The working days on which things come about if the world acts at opening time."""
    calendar, env = chinese_calendar(), Time()
    law = Law(of, STRICT, CalendarClock(calendar))
    platform = Platform(env, law, calendar, Idle())
    thread = Thread("case-1", 0, 0, {}, law.start(), True)
    for day, event in events:
        env.run(calendar.opening(day))
        platform.exogenous(thread, (event,))
    env.run()
    assert all(one.mode in (Mode.EXOGENOUS, Mode.DEEMED) for one in thread.history)
    return {one.event: calendar.index_at(one.at) for one in thread.history}


def test_the_simulated_platform_watches_a_limit_that_moves() -> None:
    stopped = text(decides(5, "approved", STOPPED))
    moved = simulated(stopped, (10, "asked"), (12, "heard"), (20, "resumed"))
    assert moved["approved"] == 23
    assert simulated(stopped, (10, "asked"))["approved"] == 15
    assert "approved" not in simulated(stopped, (10, "asked"), (12, "heard"))


def test_the_simulated_platform_lets_a_term_lapse() -> None:
    of = text(lapse("asked", "lapsed", Within(3), unless=("supplied",)))
    assert simulated(of, (10, "asked")) == {"asked": 10, "lapsed": 13}
    assert simulated(of, (10, "asked"), (13, "supplied")) == {"asked": 10, "supplied": 13}


def warned(numerator: int = 1, denominator: int = 2) -> Rule:
    return duty("noted", "warned", Fraction("decide", numerator, denominator), id="warn")


NOTED = Property("noted", NAME, "noted", "warned")


def test_a_part_of_a_limit_stays_what_it_is_where_the_whole_is_left_out() -> None:
    of = text(decides(6), warned())
    assert [rule.id for rule in slice_of(of, "noted").rules] == ["warn"]
    assert days(of, NOTED) == (3, None)
    longer = replace(of, rules=(decides(8), warned()))
    assert days(longer, NOTED) == (4, None)


def test_a_part_of_a_limit_hinges_on_how_the_whole_is_read() -> None:
    other = Alternative("ten", NAME, decides(10))
    whole = replace(decides(6), readings=(Interpretation(NAME, None, (other,)),))
    (hinge,) = hinges(text(whole, warned()), questions_about([NOTED], STRICT))
    assert (hinge.before.days, hinge.after.days) == (3, 5)


def test_bounds_for_all_values_leave_alone_what_another_limit_is_a_part_of() -> None:
    of = text(decides(6), warned(), duty("warned", "filed", Within(2), id="file"))
    asked = Property("filed", NAME, "noted", "filed")
    (bound, _) = parametric_bounds(of, [asked], deadlines=True)
    assert bound.asked == ("file",)
    assert [bound.at({"file": n}) for n in (1, 4)] == [4, 7]


def test_a_bound_for_all_values_leaves_the_length_of_an_extension_unknown() -> None:
    """Five days, what is granted once, and what the second duty takes: for no one value alone."""
    filed = duty("decided", "filed", Indefinite("及时"), id="file")
    asked = Property("filed", NAME, "asked", "filed")
    (bound, _) = parametric_bounds(text(decides(clock=clock(extended=OPEN)), filed), [asked])
    (longer, file) = bound.asked
    assert bound.expression == Sum.of({longer: 1, file: 1}, 5)
    assert [bound.at({longer: n, file: 3}) for n in (1, 7)] == [9, 15]
    (bound, _) = parametric_bounds(text(decides(clock=LONGER), filed), [asked])
    assert bound.at({"file": 3}) == 18


def test_a_lapse_of_the_stricter_text_sets_its_own_duties_going_only() -> None:
    timer = lapse("asked", "lapsed", Within(2))
    follows = duty("lapsed", "decided", Within(1), id="follow")
    three, two = decides(3), decides(2)
    chained = text(timer, follows)
    assert strictness(chained, text(three), STRICT).holds is True
    assert strictness(chained, text(two), STRICT).holds is False
    assert strictness(text(three), chained, STRICT).holds is True
    assert strictness(text(decides(4)), chained, STRICT).holds is False


def test_a_clock_that_may_stop_asks_less() -> None:
    plain, stopped = text(decides(), HEARD), text(decides(clock=STOPPED), HEARD)
    assert strictness(plain, stopped, STRICT).holds is True
    assert strictness(stopped, plain, STRICT).holds is False


def amended(*rules: Rule, prop: Property, within: int) -> list[tuple[str, int]]:
    """The figures that an amendment gives limits, where that is the one cheapest."""
    need = Requirement(prop, within, Assume.EVERYONE)
    found = amend(text(*rules), [need], ("figure", "deadline"), longest=9)
    (one,) = found.amendments
    return [(edit.rule, edit.days) for edit in one.edits]  # type: ignore[union-attr]


def test_an_amended_limit_keeps_its_clock() -> None:
    """Three days at a hearing and the next close leave four of eight, figure or not."""
    prompt = duty("asked", "decided", Indefinite("及时"), id="decide", clock=STOPPED)
    assert amended(prompt, HEARD, prop=ANSWERED, within=8) == [("decide", 4)]
    assert amended(decides(9, clock=STOPPED), HEARD, prop=ANSWERED, within=8) == [("decide", 4)]
    assert amended(replace(prompt, clock=Tolling()), prop=ANSWERED, within=8) == [("decide", 8)]


def test_the_search_for_amendments_itself_knows_the_clock() -> None:
    """Not only the proof of what it proposes."""
    prompt = duty("asked", "decided", Indefinite("及时"), id="decide", clock=STOPPED)
    need, of = Requirement(ANSWERED, 8, Assume.EVERYONE), text(prompt, HEARD)
    calendar = chinese_calendar()
    table = space(of, [need], lengths(of, STRICT, calendar), 9, ("figure",))
    choices, exempt = Choices(table, z3.Context()), exempt_now(of, need, STRICT, calendar)
    for figure, late in ((4, False), (5, True)):
        values = Master(choices, [need]).values([NewDeadline("decide", figure)])
        case = violations(choices, need, STRICT, calendar, exempt).case(*values)
        assert (case is not None) == late


LATER = duty("asked", "decided", Within(1), id="decide", clock=clock(extended=Within(2)))
HALTED = replace(LATER, clock=clock(("extended", "resumed")))
BEGINS = counts("filed", "asked")


@pytest.mark.parametrize(
    ("rules", "bound"),
    [
        ((LATER, counts("asked", "extended")), 1),
        ((LATER, BEGINS, counts("filed", "extended")), 1),
        ((LATER, counts("filed", "extended"), BEGINS), 1),
        ((LATER, counts("asked", "warned"), counts("warned", "extended")), 1),
        ((LATER,), 3),
        ((HALTED, counts("asked", "extended"), lapse("asked", "resumed")), 2),
        ((HALTED, BEGINS, counts("filed", "extended"), counts("filed", "resumed")), 1),
        ((HALTED, counts("filed", "extended"), BEGINS, lapse("asked", "resumed", Within(2))), 3),
    ],
)
def test_what_comes_in_one_step_with_the_trigger_is_to_a_clock_as_if_it_had_come_before(
    rules: tuple[Rule, ...], bound: int
) -> None:
    """By hand: it lengthens nothing and stops what has not been resumed, in whatever order."""
    of = text(*rules)
    answers = verify(of, [ANSWERED], [STRICT], [Assume.EVERYONE], within=bound)
    assert [(one.answer, one.days) for one in answers] == [(Answer.PROVED, bound)]
    found = Enumeration(of, STRICT, 8).judge(ANSWERED, frozenset(of.by_id))
    assert (found.reachable, found.bound) == (True, bound)


def test_a_part_of_an_amended_limit_follows_it() -> None:
    warns = duty("decided", "warned", Fraction("decide", 1, 2), id="warn")
    asked = Property("warned", NAME, "asked", "warned")
    assert amended(decides(6), warns, prop=asked, within=6) == [("decide", 4)]


def test_a_clock_is_refused_to_automata_and_said_to_be_the_reason() -> None:
    (verdict, _) = verify(text(decides(clock=STOPPED), HEARD), [ANSWERED])
    with pytest.raises(UntranslatableError) as refusal:
        network(verdict)
    assert (refusal.value.rules, refusal.value.unsaid) == (("decide",), Unsaid.CLOCKS)
    (verdict, _) = verify(text(decides(), HEARD), [ANSWERED])
    assert network(verdict) is not None


def test_what_rests_on_a_part_of_a_limit_cites_the_article_of_the_whole() -> None:
    """The figure of the part is that of the whole, which the question itself is not about."""
    of = text(decides(6), warned(), duty("warned", "filed", Within(2), id="file"))
    asked = Property("filed", NAME, "noted", "filed")
    cited = ("decide", "warn", "file")
    (verdict,) = verify(of, asked, STRICT, Assume.EVERYONE)
    (bound,) = parametric_bounds(of, [asked], [Assume.EVERYONE])
    (trust,) = dependences(of, [asked], STRICT)
    assert verdict.articles == bound.articles == cited
    assert [one.articles for one in trust.trust_sets] == [cited]
    assert [one.articles for one in trust.corrections] == [("warn",), ("file",)]
