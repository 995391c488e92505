"""Years on paper in which the two engines could differ, and which random worlds meet rarely."""

from dataclasses import replace
from datetime import date

from model.deadline import STRICT, Before, Immediately, Indefinite, Reading, Recurring, Unit, Within
from model.deadline import Period as RecurringPeriod
from model.regime import Regime
from model.rule import Rule
from model.simulation.conduct import (
    Conduct,
    Leaning,
    Order,
    Ordering,
    Prompt,
)
from model.simulation.effort import Effort
from model.simulation.pattern import Pattern
from model.simulation.scenario import (
    Every,
    MatterKind,
    Task,
)
from model.tolling import Extension, Suspension, Tolling
from model.version import Version
from model.vocabulary import EventType
from tests.county import OVERLOOKED, county, department, kind, later, words
from tests.small import NAME, counts, duty, lapse, may, must_not, regime

OPENING, CLOSE = 540, 1020
AT_OPENING = Pattern(hours=((0, 0.0), (OPENING, 1.0), (OPENING + 1, 0.0)))


def _together() -> Regime:
    """What is deemed and the missed limit come at once; the one begins what the other moves.

    They come in one step, so that the clock of the new limit does not heed it.
    """
    return regime(
        duty("a", "b", Within(1), id="first", default="b", overdue="c"),
        duty("b", "d", Immediately(), id="then", clock=Tolling(restarts=("c",))),
    )


def _changed(day: date) -> Regime:
    """A limit that nothing says begins to end, in the version that is in force from a day on."""
    first = regime(duty("a", "b", Indefinite("及时"), id="slow", default="c"))
    second = regime(duty("a", "b", Within(2), id="slow", default="c"))
    versions = (Version(None, first), Version(day, second, carried=True))
    return replace(second, versions=versions)


def bursts() -> MatterKind:
    """Now and then some matters at the very opening of a day."""
    return replace(kind("a", per_day=0.5, pattern=AT_OPENING), dispersion=6.0)


def _excused_late(days: int) -> Regime:
    """Notice of e is due a day ahead; c excuses from it, and comes with e or behind it."""
    notice = duty("a", "b", Before("e", 1), id="notice", excused_by=("c",))
    ends = lapse("a", "c", Within(days)), lapse("a", "e", Within(2))
    return regime(*ends, notice, events=words())


def _means_behind_an_expiry(*rules: Rule, after: str = "d") -> Regime:
    """Behind a close at which d lapses p may do b and then c, which is owed there and then."""
    kinds = words(
        b=EventType("b", NAME, by="p", presupposes=(after,)),
        c=EventType("c", NAME, presupposes=("b",)),
        e=EventType("e", NAME, by="p", presupposes=("d",)),
    )
    return regime(lapse("a", "d"), duty("d", "c", Immediately(), id="owed"), *rules, events=kinds)


_BEHIND = {
    "free": _means_behind_an_expiry(),
    "free-before": _means_behind_an_expiry(after="a"),
    "counted": _means_behind_an_expiry(counts("e", "b")),
    "allowed": _means_behind_an_expiry(may("d", "b", bearer="p"), after="a"),
    "allowed-before": _means_behind_an_expiry(may("a", "b", bearer="p"), after="a"),
    "allowed-by-own-act": _means_behind_an_expiry(may("e", "b", bearer="p"), after="a"),
    "banned": _means_behind_an_expiry(must_not("a", "b")),
    "banned-until-own-act": _means_behind_an_expiry(must_not("a", "b", until="e")),
    "banned-in-a-circle": _means_behind_an_expiry(
        must_not("d", "e", until="c"), must_not("d", "b", until="e")
    ),
    "banned-before-the-next-instant": _means_behind_an_expiry(
        lapse("d", "e", Immediately()), must_not("e", "b"), after="a"
    ),
}

PAPER = {
    **{
        f"means-behind-an-expiry-{name}": (of, county(kind("a")), 1, STRICT)
        for name, of in _BEHIND.items()
    },
    "excuse-with-the-event": (
        _excused_late(2),
        county(kind("a"), tasks={"b": OVERLOOKED}),
        1,
        STRICT,
    ),
    "excuse-behind-the-event": (_excused_late(3), county(kind("a")), 1, STRICT),
    "together": (_together(), county(kind("a"), tasks={"b": OVERLOOKED}), 1, Reading(2)),
    "changes-after-all-dates": (
        _changed(date(2040, 1, 1)),
        county(kind("a"), tasks={"b": OVERLOOKED}),
        1,
        STRICT,
    ),
    "changes-in-the-year": (
        _changed(date(2025, 6, 10)),
        county(kind("a"), tasks={"b": OVERLOOKED}),
        1,
        STRICT,
    ),
    "no-room-for-the-last": (
        regime(
            duty("a", "b", id="first"),
            duty("a", "c", id="other", jointly=("q",)),
            duty("a", "b", id="again", bearer="q", jointly=("p",)),
        ),
        county(replace(kind("a"), per_day=0.0, every=Every.YEAR)),
        1,
        Reading(2),
    ),
    "last-minute": (
        regime(duty("a", "b", Immediately(), id="soon", default="b")),
        county(
            kind("a", per_day=1.0, pattern=AT_OPENING),
            departments=tuple(
                replace(department(party, (CLOSE - 60,)), officers=9)
                for party in ("p", "q", "regulator")
            ),
        ),
        1,
        Reading(2),
    ),
    "goes-on-after-its-end": (
        regime(
            duty("a", "b", Within(1), id="slow", clock=Tolling((Suspension("c", "d"),))),
            lapse("c", "d", Immediately(), id="over"),
        ),
        county(kind("a", later("c", "a", 1)), tasks={"b": OVERLOOKED}),
        1,
        Reading(2),
    ),
    "in-the-step-of-the-trigger": (
        regime(
            counts("a", "c"),
            duty(
                "a",
                "b",
                Within(1),
                id="slow",
                default="b",
                clock=Tolling((Suspension("c", "d"),), (), (Extension("c", Within(2)),)),
            ),
            lapse("a", "d", Within(1), id="over"),
        ),
        county(kind("a"), tasks={"b": OVERLOOKED}),
        1,
        Reading(2),
    ),
    "many-at-once": (
        regime(
            duty("a", "b", Within(1), id="first", default="b"),
            duty("b", "d", Within(1), id="then", default="d"),
            duty("b", "c", Within(2), id="too"),
        ),
        county(
            replace(bursts(), id="later-in-order"),
            replace(bursts(), id="earlier-in-order"),
            departments=tuple(
                replace(department(party, (OPENING,)), officers=2)
                for party in ("p", "q", "regulator")
            ),
            tasks={
                "b": replace(OVERLOOKED, missed=0.5),
                "c": Task(Effort(30, 90), Effort(120, 120), 0.0, at_once=True),
                "d": replace(Task(Effort(30, 90), None, 0.0), at_once=True),
            },
            expiry_frees=False,
            conduct=Conduct(
                order=Ordering(Order.EARLIEST_DUE), leaning=Leaning(0.0, per_waiting=0.2, most=0.9)
            ),
        ),
        1,
        Reading(2),
    ),
    "told-to-look": (
        regime(duty("a", "b", Within(3), id="watch", overdue="c")),
        county(
            kind("a", per_day=0.5),
            departments=tuple(department(party, skips=0.8) for party in ("p", "q", "regulator")),
            tasks={"b": replace(OVERLOOKED, missed=0.5)},
            conduct=Conduct(prompts=(Prompt("bulletin", ("c",), False, 0.2, 0.0, 8),)),
        ),
        1,
        Reading(2),
    ),
    "later-at-the-close": (
        regime(duty("a", "b", Within(1), id="first", default="b")),
        county(kind("a", later("c", "b", 0)), tasks={"b": OVERLOOKED}),
        1,
        Reading(2),
    ),
    "finishes-anyway": (
        regime(duty("a", "b", Immediately(), id="soon", default="b")),
        county(
            kind("a"),
            tasks={"b": Task(Effort(600, 600), None, 0.0, at_once=True)},
            expiry_frees=False,
        ),
        1,
        Reading(2),
    ),
    "no-work-at-the-opening": (
        regime(duty("a", "b", Within(1), id="soon")),
        county(
            kind("a", per_day=1.0, pattern=AT_OPENING),
            tasks={"b": Task(Effort(30, 30, same_day=0.5), None, 0.0, at_once=True)},
        ),
        1,
        Reading(2),
    ),
    "left-to-the-scenario": (
        regime(
            duty("a", "b", Within(3), id="slow"),
            events=words(
                b=EventType("b", NAME, by="p", presupposes=("c",)), c=EventType("c", NAME, by="p")
            ),
        ),
        county(kind("a", later("c", "a", 2, probability=0.5))),
        1,
        Reading(2),
    ),
    "silent": (
        regime(
            duty("a", "b", Within(2), id="alone", default="b"),
            duty("b", "c", Within(2), id="together", jointly=("q",)),
            may("a", "d", bearer="p", id="may"),
            duty("c", "e", Within(1), id="other", bearer="q"),
            events=words(e=EventType("e", NAME, by="q", presupposes=("d",))),
        ),
        county(
            kind("a", later("d", "a", 1), per_day=0.5),
            departments=(
                replace(department("p"), silent=True),
                department("q"),
                department("regulator"),
            ),
        ),
        1,
        Reading(2),
    ),
    "month-ends": (
        regime(
            duty("a", "b", Recurring(RecurringPeriod.MONTHLY), id="monthly", default="c"),
            lapse("c", "d", Within(1, Unit.MONTHS), id="later"),
        ),
        county(kind("a", per_day=2.0), tasks={"b": OVERLOOKED}, warm_up=30),
        2,
        Reading(2),
    ),
}
"""Cases that random worlds meet rarely."""
