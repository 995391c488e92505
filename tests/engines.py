"""The two engines held against each other, row by row: ``python -m tests.engines``.

Without arguments it runs shipped texts under all shipped scenarios and the levels of the standard
designs, and then random regimes in random offices. ``--plain`` runs the functions of the compiled
engine as they are written, on a few small years.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from experiments import scenarios
from experiments.designs.reader import read_design
from experiments.measures import values
from experiments.measures.backlog import weeks
from experiments.measures.daybook import Daybook
from experiments.measures.eventlog import by_thread, event_log
from experiments.measures.facts import Facts
from model.calendar import Calendar
from model.deadline import STRICT, Immediately, Reading, Recurring, Unit, Within
from model.deadline import Period as RecurringPeriod
from model.regime import Regime
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
from model.simulation.effort import Effort, Tail
from model.simulation.fitting import supplied, without_governed
from model.simulation.outage import Breakdown, Breakdowns, Outages
from model.simulation.pattern import Pattern
from model.simulation.period import Period
from model.simulation.scenario import (
    Absence,
    Department,
    Every,
    LegalAct,
    MatterKind,
    Scenario,
    Shift,
    Task,
)
from model.simulation.year import Year, simulate
from model.tolling import Suspension, Tolling
from model.version import Version
from model.vocabulary import EventType
from protocols import library
from tests import moving, test_simulated_limits
from tests.county import CALENDAR, OVERLOOKED, county, department, kind, later, words
from tests.small import NAME, duty, lapse, needing, regime, regimes
from tests.versions import families

EXAMPLES = Path(__file__).parent.parent / "docs" / "example"
STANDARD = Path(__file__).parent.parent / "experiments" / "designs" / "standard"
READINGS = (Reading(5), STRICT)
OPENING, CLOSE = 540, 1020


def agree(text: Regime, scenario: Scenario, of_seed: int, reading: Reading, **more: Any) -> Year:
    """Run a year with both engines, and return it where they agree in every row."""
    calendar: Calendar = more.get("calendar", CALENDAR)
    year = more.get("year", 2025)
    one, other = (
        simulate(text, scenario, calendar, year, of_seed, reading, None, engine)
        for engine in ("simpy", "compiled")
    )
    same(one, other)
    measured_alike(other)
    return other


def measured_alike(year: Year) -> None:
    """Hold the figures computed on the arrays of a year against those of its threads."""
    rows, threads = Facts(year), Facts(replace(year, recorded=None))
    mine, its = values(rows), values(threads)
    assert list(mine) == list(its)
    assert not {name for name in mine if mine[name] != its[name] == its[name]}
    for part in ("outcomes", "lapses", "letters", "claims", "helpless"):
        counts = (getattr(one.metrics, part) for one in (rows, threads))
        first, second = (list(one.items()) for one in counts)
        assert first == second, part
    assert rows.metrics.mechanisms.equals(threads.metrics.mechanisms)
    assert weeks(rows.counted) == weeks(threads.counted)
    assert event_log(year).equals(by_thread(year))
    _same_days(rows.daybook, threads.daybook)
    for one, other in zip(rows.duties, threads.duties, strict=True):
        assert (one.rule, dict(one.outcomes)) == (other.rule, dict(other.outcomes))
        assert one.waits.working.tolist() == other.waits.working.tolist()


def _same_days(one: Daybook, other: Daybook) -> None:
    """Hold two daybooks against each other."""
    assert (one.dates, list(one.desks)) == (other.dates, list(other.desks))
    for mine, its in zip(one.desks.values(), other.desks.values(), strict=True):
        assert mine.waiting.tolist() == its.waiting.tolist()
        assert (mine.load, mine.held, mine.overdue) == (its.load, its.held, its.overdue)
        assert mine.handled == its.handled
    for counts, again in ((one.due, other.due), (one.late, other.late)):
        assert {act: counts[act].tolist() for act in counts} == {
            act: again[act].tolist() for act in again
        }


def same(one: Year, other: Year) -> None:
    """Hold the years of two engines against each other."""
    assert one.utilisation == other.utilisation
    assert list(one.utilisation) == list(other.utilisation)
    assert tuple(one.attention) == tuple(other.attention)
    for mine, its in ((one.threads, other.threads), (one.before, other.before)):
        assert len(mine) == len(its)
        for first, second in zip(mine, its, strict=True):
            _same_thread(first, second)


def _same_thread(first: Any, second: Any) -> None:
    names = ("case", "kind", "department", "position", "counted", "attributes", "history", "state")
    for name in names:
        assert getattr(first, name) == getattr(second, name), (first.case, name)
    assert [one.case for one in first.siblings] == [one.case for one in second.siblings]
    for part in ("attributes", "occurred", "duties"):
        # Dictionaries are equal in any order; figures add up in that of their entries.
        assert list(getattr(first.state, part)) == list(getattr(second.state, part)), first.case


def shipped() -> Iterator[tuple[Regime, Scenario, Reading]]:
    """All shipped texts and examples under all shipped scenarios and readings."""
    texts = [library.find(name) for name in library.REGIMES]
    files = sorted([*EXAMPLES.glob("yunchuan*.yaml"), *(EXAMPLES / "laws").glob("*.yaml")])
    for text in [*texts, *(library.find(str(file)) for file in files)]:
        for name in scenarios.SCENARIOS:
            fitted = without_governed(supplied(scenarios.find(name), [text]), text)
            for reading in READINGS:
                yield text, fitted, reading


def designed() -> Iterator[tuple[Regime, Scenario, Reading]]:
    """The points of the standard designs."""
    for file in sorted(STANDARD.glob("*.yaml")):
        for point in read_design(file).points:
            yield point.regime, point.scenario, point.reading


def thinned(scenario: Scenario, part: float) -> Scenario:
    """The scenario with a part of its usual matters, and all of the rarer ones."""
    matters = (
        replace(one, per_day=one.per_day * part) if one.per_day > 1 else one
        for one in scenario.matters
    )
    return replace(scenario, matters=tuple(matters))


EFFORTS = st.sampled_from(
    [
        Effort(60, 60),
        Effort(60, 60),
        Effort(30, 300),
        Effort(480, 480),
        Effort(10, 100, tail=Tail(0.9, 1.5)),
    ]
)
WAITS = st.sampled_from(
    [None, None, Effort(120, 120), Effort(420, 420), Effort(100, 2000, same_day=0.3)]
)
LOOKS = st.sampled_from([(OPENING,), (600, 900), (CLOSE,), (CLOSE - 60, OPENING), (720,)])
AT_OPENING = Pattern(hours=((0, 0.0), (OPENING, 1.0), (OPENING + 1, 0.0)))
PATTERNS = st.sampled_from([Pattern(), AT_OPENING, Pattern(months=(2.0,) + (1.0,) * 11)])


def _together() -> Regime:
    """What is deemed and the missed limit come at once; the one begins what the other moves.

    They come in one step, so that the clock of the new limit does not heed it.
    """
    return regime(
        duty("a", "b", Within(1), id="first", default="b", overdue="c"),
        duty("b", "d", Immediately(), id="then", clock=Tolling(restarts=("c",))),
    )


def bursts() -> MatterKind:
    """Now and then some matters at the very opening of a day."""
    return replace(kind("a", per_day=0.5, pattern=AT_OPENING), dispersion=6.0)


PAPER = {
    "together": (_together(), county(kind("a"), tasks={"b": OVERLOOKED}), 1, Reading(2)),
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


@st.composite
def departments(draw: st.DrawFn, party: str) -> Department:
    officers = draw(st.integers(1, 3))
    part = st.sampled_from([((OPENING, 720),), ((780, CLOSE),), ((OPENING, CLOSE),)])
    return Department(
        party,
        NAME,
        party,
        officers,
        draw(LOOKS),
        skips=draw(st.sampled_from([0.0, 0.0, 0.4])),
        share=draw(st.sampled_from([1.0, 3.0])),
        hours=draw(st.sampled_from([(), (), ((OPENING, 660), (840, CLOSE))])),
        shifts=(Shift(1, draw(part)),) if draw(st.integers(0, 3)) == 0 else (),
        leave=draw(st.sampled_from([0, 0, 0, 15])),
        absences=(Absence(Period((2, 1), (3, 15)), officers),)
        if draw(st.integers(0, 3)) == 0
        else (),
    )


@st.composite
def conducts(draw: st.DrawFn, events: list[str]) -> Conduct:
    willing = PuttingOff(((0, 1.0), (1, 0.5), (3, 0.2)))
    some = st.lists(st.sampled_from(events), min_size=1, max_size=2, unique=True).map(tuple)
    prompt = Prompt("prompt", draw(some), draw(st.booleans()), 0.3, 0.5, draw(st.integers(0, 9)))
    again = Prompt("again", draw(some), True, 0.5, 0.2, 2)
    return Conduct(
        attention=Attention(draw(st.sampled_from([1.0, 0.5])), draw(st.sampled_from([1.0, 0.5]))),
        order=Ordering(draw(st.sampled_from(list(Order)))),
        putting_off=draw(st.sampled_from([None, willing])),
        giving_up=draw(st.sampled_from([None, GivingUp(0.5)])),
        leaning=draw(st.sampled_from([None, Leaning(0.3, 0.1, 0.9)])),
        prompts=draw(st.sampled_from([(), (), (prompt,), (prompt, again)])),
    )


@st.composite
def offices(draw: st.DrawFn, regime: Regime) -> Scenario:
    """Random departments, tasks, conduct and matters for the events of a regime."""
    events = [*regime.vocabulary.events]
    free = [event for event in events if event not in regime.governed]
    coming = st.builds(
        later,
        st.sampled_from(events),
        st.sampled_from(events),
        st.sampled_from([0, 0, 1, 2]),
        probability=st.sampled_from([1.0, 0.6]),
    )
    kinds = [
        MatterKind(
            f"kind-{number}" if number else "kind",
            tuple(draw(st.lists(st.sampled_from(free), min_size=1, max_size=2, unique=True))),
            draw(st.sampled_from([0.1, 0.4])),
            draw(st.sampled_from([1.0, 2.0])),
            draw(st.sampled_from([0.0, 0.5])),
            {"flag": {"false": 0.5, "true": 0.5}, "unknown": {"x": 1.0}},
            tuple(draw(st.lists(coming, max_size=4))),
            everywhere=draw(st.integers(0, 4)) == 0,
            pattern=draw(PATTERNS),
        )
        for number in range(draw(st.integers(1, 2)) if free else 0)
    ]
    kinds = [
        replace(kind, every=Every.MONTH, pattern=Pattern(), per_day=0.0)
        if draw(st.integers(0, 5)) == 0
        else kind
        for kind in kinds
    ]
    down = Outages(
        (Breakdown(Period((4, 2), (4, 5)), OPENING, 700),), Breakdowns(20, 6), tuple(events[:2])
    )
    tasks = st.builds(
        Task,
        EFFORTS,
        WAITS,
        st.sampled_from([0.0, 0.0, 0.3]),
        st.sampled_from([False, False, True]),
    )
    names = ("p", "q", "regulator", "market")
    made = [draw(departments(name)) for name in names]
    made[3] = replace(made[3], party="regulator")
    return county(
        *kinds,
        departments=tuple(made),
        tasks={event: draw(tasks) for event in events},
        recall=draw(st.sampled_from([None, 0, 4])),
        legal_act=draw(st.sampled_from(list(LegalAct))),
        expiry_frees=draw(st.booleans()),
        warm_up=draw(st.sampled_from([0, 40])),
        drain=draw(st.sampled_from([5, 60])),
        conduct=draw(conducts(events)),
        outages=draw(st.sampled_from([Outages(), Outages(), down])),
    )


def _of_the_case(draw: st.DrawFn, regime: Regime) -> Regime:
    """The regime with some events that are of the whole case."""
    events = {
        name: replace(word, scope="case") if draw(st.integers(0, 3)) == 0 else word
        for name, word in regime.vocabulary.events.items()
    }
    return replace(regime, vocabulary=replace(regime.vocabulary, events=events))


@st.composite
def texts(draw: st.DrawFn) -> Regime:
    """A random regime of any kind, perhaps of two versions."""
    some = draw(
        st.sampled_from(
            [regimes(), regimes(5), needing(), moving.moving(), test_simulated_limits.moving()]
        )
    )
    if draw(st.integers(0, 4)):
        return _of_the_case(draw, draw(some))
    first, second = draw(families(2))
    carried = draw(st.booleans())
    versions = (Version(None, first), Version(date(2025, 6, 10), second, carried))
    return replace(second, versions=versions)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Regime, Scenario, int, Reading]:
    """A random regime in a random county."""
    regime = draw(texts())
    whole = regime.versions[0].regime if regime.versions else regime
    both = replace(whole, rules=(*whole.rules, *(regime.rules if regime.versions else ())))
    reading = draw(st.sampled_from([Reading(2), Reading(1), STRICT]))
    return regime, draw(offices(both)), draw(st.integers(0, 50)), reading


def at_random(count: int, start: int = 1, least: int = 0) -> int:
    """Hold the engines against each other in so many random worlds; return events met."""
    met = [0]

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def hold(world: tuple[Regime, Scenario, int, Reading]) -> None:
        try:
            of = agree(*world)
        except AssertionError:
            print(world[0].rules, world[1], world[2:], sep="\n")
            raise
        met[0] += sum(len(one.history) for one in of.threads)

    hold()
    assert met[0] >= least
    return met[0]


def main() -> None:
    """Run what is asked for, and say how much was the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--random", type=int, default=300)
    parser.add_argument("--start", type=int, default=1)
    parser.add_argument("--thin", type=float, default=1.0, help="this part of the usual matters")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--only", choices=["shipped", "designed", "random"])
    asked = parser.parse_args()
    if asked.plain:
        for case in PAPER.values():
            agree(*case)
        met = at_random(asked.random, asked.start) if asked.random else 0
        print(met, "events alike, as the functions are written")
        return
    if asked.only in (None, "random"):
        print(at_random(asked.random, asked.start), "events alike in random worlds", flush=True)
    for name, cases in (("shipped", shipped), ("designed", designed)):
        if asked.only in (None, name):
            years = 0
            for regime, scenario, reading in cases():
                for of_seed in range(1, asked.seeds + 1):
                    agree(regime, thinned(scenario, asked.thin), of_seed, reading)
                    years += 1
                if years % 20 == 0:
                    print(years, "years alike", regime.id, scenario.id, flush=True)
            print(years, name, "years alike", flush=True)


if __name__ == "__main__":
    main()
