"""Tables about the engine for :mod:`tests.benchmark`: its speed, the theory, and its draws."""

from __future__ import annotations

import cProfile
import gc
import heapq
import pstats
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context
from typing import Any

import numpy as np
import simpy

from experiments import scenarios
from experiments.measures import values
from experiments.measures.facts import Facts
from experiments.statistics.interval import Estimate, Interval
from model.calendar import chinese_calendar
from model.deadline import Reading
from model.regime import Regime
from model.rule import Default, Obligation
from model.simulation.engine import Engine
from model.simulation.scenario import Scenario
from model.simulation.year import Year, simulate
from protocols import library
from tests.erlang import CASES
from tests.one_stream import one_stream
from tests.timing import seconds
from tests.variance import variance_reduction

CALENDAR = chinese_calendar()


def heavy() -> Scenario:
    """Approvals alone, a county of 200 a day, with the officers that takes."""
    whole = scenarios.find("ordinary")
    approval = replace(whole.matters[0], per_day=200.0, second_department=0.0)
    departments = tuple(replace(one, officers=one.officers * 12) for one in whole.departments)
    return replace(whole, matters=(approval,), departments=departments)


def without_collector(action: Callable[[Year], object], of: Year) -> Callable[[], None]:
    """The engine pauses Python's cycle collector; so do its rivals."""

    def run() -> None:
        gc.disable()
        try:
            action(of)
        finally:
            gc.enable()

    return run


def tidy(of: Year) -> int:
    """The same pushes through the same officers, with SimPy's own resources and processes."""
    env = simpy.Environment()
    offices = [simpy.Resource(env, one.officers) for one in of.scenario.departments]

    def matter(at: int, department: int) -> Generator[simpy.Event, Any, None]:
        yield env.timeout(at)
        for office in (offices[0], offices[1 + department]):
            with office.request() as request:
                yield request
                yield env.timeout(10)

    start = min(one.history[0].at for one in of.threads)
    for thread in of.threads:
        env.process(matter(thread.history[0].at - start, thread.department))
    env.run()
    return len(of.threads)


def queueing(of: Year) -> int:
    """The same pushes through the same officers on a compiled heap, and nothing else."""
    start = min(one.history[0].at for one in of.threads)
    at = np.array([thread.history[0].at - start for thread in of.threads])
    to = np.array([1 + thread.department for thread in of.threads])
    free = np.array([one.officers for one in of.scenario.departments])
    assert _queue(at, to, free, len(of.threads)) == 2 * len(of.threads)
    return len(of.threads)


@cache
def _queue_of() -> Any:
    from numba import njit

    def push(heap: Any, size: int, key: int) -> int:
        place = size
        while place and heap[(place - 1) // 2] > key:
            heap[place] = heap[(place - 1) // 2]
            place = (place - 1) // 2
        heap[place] = key
        return size + 1

    def pop(heap: Any, size: int) -> int:
        last, place = heap[size - 1], 0
        while 2 * place + 1 < size - 1:
            below = 2 * place + 1
            if below + 1 < size - 1 and heap[below + 1] < heap[below]:
                below += 1
            if heap[below] >= last:
                break
            heap[place] = heap[below]
            place = below
        heap[place] = last
        return size - 1

    push, pop = njit(push), njit(pop)

    @njit  # type: ignore[untyped-decorator]
    def queue(at: Any, to: Any, free: Any, count: int) -> int:
        """Two offices for each matter; what is planned is instant, number and office."""
        plan, planned = np.empty(4 * count + 4, np.int64), 0
        desks, lengths = np.empty((len(free), count + 1), np.int64), np.zeros(len(free), np.int64)
        done = 0
        for number in range(count):
            planned = push(plan, planned, (at[number] * count + number) * 4)
        while planned:
            key = plan[0]
            planned = pop(plan, planned)
            kind, number, now = key % 4, key // 4 % count, key // 4 // count
            office = 0 if kind <= 1 else to[number]
            if kind % 2:  # done
                done += 1
                free[office] += 1
                if office == 0:
                    planned = push(plan, planned, (now * count + number) * 4 + 2)
            else:
                lengths[office] = push(desks[office], lengths[office], now * count + number)
            while free[office] and lengths[office]:
                first = desks[office][0] % count
                lengths[office] = pop(desks[office], lengths[office])
                free[office] -= 1
                planned = push(plan, planned, ((now + 10) * count + first) * 4 + kind // 2 * 2 + 1)
        return done

    return queue


def _queue(at: Any, to: Any, free: Any, count: int) -> int:
    return int(_queue_of()(at, to, free.copy(), count))


class _Done(simpy.Event):
    def __init__(self, env: simpy.Environment, delay: float, action: Callable[[Any], None]) -> None:
        super().__init__(env)
        self._ok, self._value, self.callbacks = True, None, [action]
        env.schedule(self, delay=delay)


def lean(of: Year) -> int:
    """The same with bare events and a heap for each office."""
    env = simpy.Environment()
    free = [one.officers for one in of.scenario.departments]
    waiting: list[list[tuple[float, int, int]]] = [[] for _ in free]

    def arrive(office: int, number: int, department: int) -> None:
        heapq.heappush(waiting[office], (env.now, number, department))
        take(office)

    def take(office: int) -> None:
        while free[office] and waiting[office]:
            _, number, department = heapq.heappop(waiting[office])
            free[office] -= 1
            _Done(env, 10, partial(finish, office, number, department))

    def finish(office: int, number: int, department: int, _: object) -> None:
        free[office] += 1
        if office == 0:
            arrive(1 + department, number, department)
        take(office)

    def first(number: int, department: int, _: object) -> None:
        arrive(0, number, department)

    start = min(one.history[0].at for one in of.threads)
    for number, thread in enumerate(of.threads):
        at, department = thread.history[0].at - start, thread.department
        _Done(env, at, partial(first, number, department))
    env.run()
    return len(of.threads)


def pushes() -> None:
    scenario, guanxian = heavy(), library.find("guanxian")
    of = simulate(guanxian, scenario, CALENDAR, 2025, 1)
    whole = sum(one.case.startswith("approval") for one in of.threads)
    warm = 1 + scenario.warm_up / 365  # the warm-up's matters are simulated but not counted
    simpys, compiled = (
        whole * warm / seconds(partial(year_of, guanxian, scenario, engine), 3) for engine in Engine
    )
    engine = simpys
    print("\nPushes a second on one core (Guanxian, 200 approvals a day)")
    rows = {
        "SimPy's engine": engine,
        "compiled engine": compiled,
        "compiled queueing": whole / seconds(without_collector(queueing, of), 3),
        "tidy bare SimPy": whole / seconds(without_collector(tidy, of), 3),
        "lean bare SimPy": whole / seconds(without_collector(lean, of), 3),
    }
    for name, rate in rows.items():
        print(f"  {name:16} {rate:9,.0f} /s   x{rate / engine:.2f}")
    profile = cProfile.Profile()
    profile.runcall(year_of, guanxian, scenario, Engine.SIMPY)
    where(profile)
    county_years()


def year_of(regime: Regime, scenario: Scenario, engine: Engine) -> Year:
    """A year of one seed by one engine."""
    return simulate(regime, scenario, CALENDAR, 2025, 1, Reading(5), None, engine)


def county_years() -> None:
    """An ordinary year of each shipped text by both engines, and its measures."""
    ordinary = scenarios.find("ordinary")
    print("\nA county-year in milliseconds of the processor: SimPy's engine, the compiled one")
    for name in library.REGIMES:
        regime, times = library.find(name), []
        for engine in Engine:
            of = year_of(regime, ordinary, engine)
            times.append(seconds(partial(year_of, regime, ordinary, engine), 3))
            times.append(seconds(lambda of=of: values(Facts(of)), 3))  # type: ignore[misc]
        simpys, measured, compiled, on_arrays = (1000 * one for one in times)
        print(
            f"  {name:10} year {simpys:7.0f} {compiled:6.1f}  x{simpys / compiled:4.0f}"
            f"   measures {measured:6.0f} {on_arrays:6.1f}  x{measured / on_arrays:4.0f}"
        )


def where(profile: cProfile.Profile) -> None:
    """The profile by file: the share of time spent in each one's own code."""
    shares: dict[str, float] = {}
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        name = "/".join(file.split("/")[-2:]) if "/" in file else "built-in functions"
        shares[name] = shares.get(name, 0.0) + own
    total = sum(shares.values())
    print("\nWhere the simulator's time goes (profiled, own time by file)")
    for name, own in sorted(shares.items(), key=lambda pair: -pair[1])[:9]:
        print(f"  {own / total:5.1%}  {name}")


def theory(small: bool = False) -> None:
    """Departments that are queues of the textbooks, against the closed forms."""
    years = 40 if small else 600
    print("\nThe engine against queueing theory, with 95 % intervals of independent replications")
    print("  (a year's officers; waits in minutes; whole minutes: exact; textbook: their limit)")
    print(f"  {'':40} {'':5} {'measured':26} {'minutes':>8} {'textbook':>8}  years")
    for place, (name, make) in enumerate(CASES.items()):
        case, first = make(), 10_000 * (place + 1)
        count = max(4, years // 4) if case.desk.calendar.hours.minutes > 1 else years
        found = case.desk.years(range(first, first + count)).estimates(0.95)
        for measure, truth in case.exact.items():
            one = found[measure]
            assert isinstance(one, Interval)
            told = f"{one.estimate:8.4f} [{one.low:.4f}, {one.high:.4f}]"
            verdict = "holds it" if one.contains(truth) else "does not"
            row = f"  {name:40} {measure:5} {told:26} {truth:8.4f} {case.textbook[measure]:8.4f}"
            print(f"{row}  {count}  {verdict}", flush=True)


Figures = tuple[float, ...]
MEASURES = (
    "permit-days.per-permit",
    "time-to-attention.mean-of-ended.calendar-days",
    "breaches-by-party.regulator",
)


def points() -> dict[str, tuple[Regime, Scenario]]:
    """Xuecheng as it is, and what it is compared with."""
    ordinary, xuecheng = scenarios.find("ordinary"), library.find("xuecheng")
    found = {name: (library.find(name), ordinary) for name in ("xuecheng", *library.REGIMES)}
    rules = tuple(
        replace(rule, on_expiry=Default("approval-info.claimed", ()))
        if isinstance(rule, Obligation) and rule.act == "approval-info.claimed"
        else rule
        for rule in xuecheng.rules
    )
    found["xuecheng, auto-claim"] = (replace(xuecheng, rules=rules), ordinary)
    fewer = tuple(
        replace(one, officers=one.officers - 1) if one.id in ("bureau", "market") else one
        for one in ordinary.departments
    )
    found["xuecheng, two officers fewer"] = (xuecheng, replace(ordinary, departments=fewer))
    return found


def replicated(name: str, seed: int, shared: bool) -> Figures:
    """The figures of one year, with keyed draws or with one stream."""
    regime, scenario = points()[name]
    arguments = (regime, scenario, CALENDAR, 2025, seed, Reading(5))
    if shared:
        with one_stream():
            year = simulate(*arguments)
    else:
        year = simulate(*arguments)
    found = values(Facts(year))
    return tuple(float(found[name] or 0.0) for name in MEASURES)


def luck(small: bool = False) -> None:
    """What common random numbers save: keyed, or as one stream with the same seed."""
    count = 10 if small else 40
    base, *others = points()
    ways = [(name, 0, shared) for name in (base, *others) for shared in (False, True)]
    ways.append((base, count, False))  # other seeds than all the rest
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        asked = {
            way: [pool.submit(replicated, way[0], 1 + way[1] + k, way[2]) for k in range(count)]
            for way in ways
        }
        made = {way: [one.result() for one in futures] for way, futures in asked.items()}
    print(f"\nVariance of the difference from Xuecheng, {count} county-years of each")
    print("  independent seeds over the same seed: how many times as many years they would need")
    print(f"  {'':30} {'':46} {'keyed draws':22} {'one stream':22}")
    for name in others:
        for place, measure in enumerate(MEASURES):
            columns = {way: [figures[place] for figures in of] for way, of in made.items()}
            apart = _less(columns[name, 0, False], columns[base, count, False])
            told = [
                variance_reduction(apart, _less(columns[name, 0, way], columns[base, 0, way]))
                for way in (False, True)
            ]
            print(f"  {name:30} {measure:46} {_factor(told[0]):22} {_factor(told[1]):22}")


def _less(first: list[float], second: list[float]) -> list[float]:
    return [one - other for one, other in zip(first, second, strict=True)]


def _factor(found: Estimate) -> str:
    if not isinstance(found, Interval):
        return str(found.reason)
    return f"{found.estimate:.1f} [{found.low:.1f}, {found.high:.1f}]"
