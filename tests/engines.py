"""The two engines held against each other, row by row: ``python -m tests.engines``.

Without arguments it runs shipped texts under all shipped scenarios and the levels of the standard
designs, and then random regimes in random offices. ``--checked`` runs the functions of the compiled
engine as they are written, a hundred times slower, on arrays that look at every place: some worlds
and a small part of a year of each shipped text.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, seed, settings

from experiments import scenarios
from experiments.designs.reader import read_design
from experiments.measures import values
from experiments.measures.backlog import weeks
from experiments.measures.daybook import Daybook
from experiments.measures.eventlog import by_thread, event_log
from experiments.measures.facts import Facts
from model.calendar import Calendar
from model.deadline import STRICT, Reading
from model.regime import Regime
from model.simulation.compiled.codes import NONE
from model.simulation.compiled.jit import COMPILES
from model.simulation.compiled.lists import Lists
from model.simulation.fitting import supplied, without_governed
from model.simulation.scenario import (
    Scenario,
)
from model.simulation.year import Year, simulate
from protocols import library
from tests import given as coming
from tests.checked import Misplaced, looking
from tests.county import CALENDAR
from tests.engine_cases import PAPER
from tests.engine_worlds import worlds

EXAMPLES = Path(__file__).parent.parent / "docs" / "example"
STANDARD = Path(__file__).parent.parent / "experiments" / "designs" / "standard"
READINGS = (Reading(5), STRICT)


def agree(text: Regime, scenario: Scenario, of_seed: int, reading: Reading, **more: Any) -> Year:
    """Run a year with both engines, and return it where they agree in every row."""
    calendar: Calendar = more.get("calendar", CALENDAR)
    year, matters = more.get("year", 2025), more.get("matters")
    one, other = (
        simulate(text, scenario, calendar, year, of_seed, reading, None, engine, matters)
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


def as_given(every: int) -> None:
    """Hold them against each other where so large a part of a year's matters and odd ones come."""
    asked = [*coming.drawn(4)[::every], *coming.odd_ones()]
    of = agree(*coming.ASKED, matters=asked)
    print(len(of.threads), "given threads alike", flush=True)


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


def look(count: int, start: int, part: float, every: int, texts: Sequence[str]) -> None:
    """Run functions as they are written on arrays that look at their places."""
    assert _sees_what_is_none(), "a place that is none was not seen"
    with looking():
        for case in [*PAPER.values()][::every]:
            agree(*case)
        as_given(20 * every)
        met = at_random(count, start) if count else 0
        print(met, "events alike, every place looked at", flush=True)
        for name in texts:
            text = library.find(name)
            fitted = without_governed(supplied(scenarios.find("ordinary"), [text]), text)
            few = replace(
                fitted,
                matters=tuple(replace(one, per_day=one.per_day * part) for one in fitted.matters),
            )
            of = agree(text, few, start, READINGS[0])
            print(name, len(of.threads), "threads alike", flush=True)


def _sees_what_is_none() -> bool:
    """Whether a place that is none is seen, where a law has one for its guards."""
    regime, scenario, of_seed, reading = PAPER["together"]
    with looking(), patch.object(Lists, "guard", lambda *_: NONE):
        try:
            agree(replace(regime), scenario, of_seed, reading)
        except Misplaced:
            return True
    return False


def _as_written() -> int:
    """Do what is asked in another process, in which nothing is compiled."""
    words = [sys.executable, "-m", "tests.engines", *sys.argv[1:]]
    return subprocess.run(words, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}).returncode


def main() -> None:
    """Run what is asked for, and say how much was the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--random", type=int, default=300)
    parser.add_argument("--start", type=int, default=1)
    parser.add_argument("--thin", type=float, default=1.0, help="this part of the usual matters")
    parser.add_argument("--every", type=int, default=1, help="look at one case in so many")
    parser.add_argument("--texts", nargs="+", default=library.REGIMES, help="of --checked")
    parser.add_argument("--checked", action="store_true", help="look at every place of an array")
    parser.add_argument("--only", choices=["shipped", "designed", "random"])
    asked = parser.parse_args()
    if asked.checked:
        if COMPILES:
            sys.exit(_as_written())
        look(asked.random, asked.start, asked.thin, asked.every, asked.texts)
        return
    for case in PAPER.values():
        agree(*case)
    as_given(2)
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
