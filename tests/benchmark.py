"""Speed, as ratios against named alternatives in one run; run by hand, not part of the tests.

``python -m tests.benchmark`` prints tables, or those that are named:

- ``whole``: all verdicts, bounds and trust sets of the five regimes, beyond the start of the
  interpreter and of Z3, and the same by Z3's optimiser;
- ``proofs``: the cost of a proof against the number of rules and the length of a deadline, with the
  enumeration of all runs beside it;
- ``threads``: what several cases in one question would cost, and why none is needed;
- ``audits``: the audit of the five regimes, and of regimes with up to ten times as many rules;
- ``pushes``: pushes a second of the simulator, against a tidy and a lean bare SimPy loop that queue
  the same matters for the same officers and do nothing else, and a profile of where its time goes.

Times are of the processor, since other work on the machine would show in any others.
"""

from __future__ import annotations

import cProfile
import gc
import heapq
import pstats
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import patch

import simpy
import z3

from experiments import scenarios
from model.calendar import chinese_calendar
from model.deadline import STRICT, Before, Reading, Within
from model.property import Property
from model.regime import Regime
from model.rule import Obligation, Rule
from model.simulation.scenario import Scenario
from model.simulation.year import Year, simulate
from model.vocabulary import EventType
from protocols import library
from tests.enumeration import Enumeration
from tests.small import NAME, duty, regime
from tests.test_fast_search import optimal_bound, optimal_model
from verify.audit import audit
from verify.encoding import Encoding
from verify.guarantees import verify
from verify.prover import NOBODY, Prover, Provers, asked_about
from verify.trust import dependences
from verify.violation import violated

CALENDAR = chinese_calendar()
RUNS = 5


def seconds(action: Callable[[], object], runs: int = RUNS) -> float:
    """Median processor time of several runs after one that is not counted."""
    action()
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return median(times)


def whole() -> None:
    """Verdicts, bounds and trust sets of five regimes, and the same with Z3's optimiser."""
    regimes = [library.find(name) for name in library.REGIMES]
    properties = list(library.properties().values())
    print("\nThe five regimes, 29 properties, strict, beyond the start of the interpreter and Z3")
    ours = seconds(lambda: [verify(one, properties) for one in regimes])
    row("verdicts and bounds, everyone and nobody", ours, ours)
    both = seconds(lambda: [verify(one, properties, [STRICT, Reading(5)]) for one in regimes])
    row("the same under two readings", both, ours)
    with (
        patch("verify.prover.shortest_model", optimal_model),
        patch.object(Prover, "bound", optimal_bound),
    ):
        row(
            "by Z3's optimiser", seconds(lambda: [verify(one, properties) for one in regimes]), ours
        )
    row(
        "with all trust sets",
        seconds(lambda: [questioned(one, properties) for one in regimes]),
        ours,
    )


def questioned(of: Regime, properties: list[Property]) -> object:
    """All verdicts and trust sets of a regime, asked of the same provers."""
    provers = Provers(CALENDAR, asked_about(properties))
    verdicts = verify(of, properties, provers=provers)
    return verdicts, dependences(of, properties, provers=provers)


def row(name: str, taken: float, base: float) -> None:
    print(f"  {name:42} {taken:8.3f} s  x{taken / base:.2f}")


def chain(length: int, days: int) -> tuple[Regime, Property]:
    events = {f"e{k}": EventType(f"e{k}", NAME) for k in range(length + 1)}
    rules = [
        duty(f"e{k}", f"e{k + 1}", Within(days), id=f"r{k}", default=f"e{k + 1}")
        for k in range(length)
    ]
    return regime(*rules, events=events), Property("any", NAME, "e0", f"e{length}")


def proofs() -> None:
    print("\nA chain of duties with defaults: its bound, and its bound and a minimal set of rules")
    base = None
    for length in (10, 100, 1000):
        of, prop = chain(length, 1)
        bound = seconds(partial(bounded, of, prop, length), 1)
        base = base or bound
        row(f"{length:5} rules: bound", bound, base)
        # A minimal set of a thousand rules takes a thousand questions, and minutes.
        if length < 1000:
            row(f"{length:5} rules: bound and rules", seconds(partial(verify, of, [prop]), 1), base)
    print("\nThe length of a deadline: one duty, to the solver and to enumeration of all runs")
    base = None
    for days in (1, 10, 100, 1000, 10_000):
        of, prop = chain(1, days)
        taken = seconds(partial(verify, of, [prop]), 3)
        base = base or taken
        row(f"{days:6} days", taken, base)
        if days <= 100:
            every = seconds(partial(Enumeration, of, STRICT, 2 * days), 1)
            row(f"{days:6} days, by enumeration", every, base)


def bounded(of: Regime, prop: Property, expected: int) -> None:
    """The bound alone, of a chain with nobody obeying."""
    found = Provers(CALENDAR).of(of, STRICT).bound(prop, NOBODY)
    assert found == expected, found


def threads() -> None:
    """What it costs to put several threads to the solver at once, which no proof needs.

    The runs of many cases are the combinations of runs of single threads, so one thread stands for
    any number: a row for a million cases would be the first row again.
    """
    print("\nCases in flight: none is later, for each of k threads in one question to the solver")
    of, prop = chain(6, 2)
    base = None
    for count in (1, 2, 4, 8, 16):
        taken = seconds(partial(product, of, prop, count, 12), 3)
        base = base or taken
        row(f"{count:3} threads side by side", taken, base)
    row("any number, by the one-thread argument", base or 0.0, base or 1.0)


def product(of: Regime, prop: Property, count: int, bound: int) -> None:
    """The naive way: a copy of the constraints for each thread, and some thread is late."""
    prover = Provers(CALENDAR).of(of, STRICT)
    terms, context = prover.encoding.terms, prover.context
    copies = [Encoding(of, terms, {}, context, f"{k}/") for k in range(count)]
    solver = z3.Solver(ctx=context)
    for one in copies:
        solver.add(one.constraints + list(one.forces.values()))
    assert solver.check(z3.Or([violated(one, prop, bound) for one in copies])) == z3.unsat


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
    engine = whole * warm / seconds(lambda: simulate(guanxian, scenario, CALENDAR, 2025, 1), 3)
    print("\nPushes a second on one core (Guanxian, 200 approvals a day)")
    rows = {
        "shenguan": engine,
        "tidy bare SimPy": whole / seconds(without_collector(tidy, of), 3),
        "lean bare SimPy": whole / seconds(without_collector(lean, of), 3),
    }
    for name, rate in rows.items():
        print(f"  {name:16} {rate:9,.0f} /s   x{rate / engine:.2f}")
    profile = cProfile.Profile()
    profile.runcall(simulate, guanxian, scenario, CALENDAR, 2025, 1)
    where(profile)


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


def several(of: Regime, times: int) -> Regime:
    """A regime that says everything several times over, each time about other events."""
    words, rules = of.vocabulary, []
    events = dict(words.events)
    for copy in range(1, times):
        events |= {f"{name}.{copy}": _renamed(kind, copy) for name, kind in words.events.items()}
    for copy in range(times):
        rules += [_copied(rule, copy) if copy else rule for rule in of.rules]
    return replace(of, vocabulary=replace(words, events=events), rules=tuple(rules), sanctions=())


def _renamed(kind: EventType, copy: int) -> EventType:
    before = tuple(f"{name}.{copy}" for name in kind.presupposes)
    return replace(kind, id=f"{kind.id}.{copy}", presupposes=before, mirror=None, refusal=None)


def _copied(rule: Rule, copy: int) -> Rule:
    on = replace(rule.on, events=tuple(f"{name}.{copy}" for name in rule.on.events))
    named: dict[str, Any] = {"id": f"{rule.id}.{copy}", "on": on}
    for field in ("act", "event", "until", "overdue"):
        if getattr(rule, field, None):
            named[field] = f"{getattr(rule, field)}.{copy}"
    if isinstance(rule, Obligation):
        named["excused_by"] = tuple(f"{name}.{copy}" for name in rule.excused_by)
        if rule.on_expiry:
            named["on_expiry"] = replace(rule.on_expiry, event=f"{rule.on_expiry.event}.{copy}")
        if isinstance(rule.deadline, Before):
            named["deadline"] = replace(rule.deadline, event=f"{rule.deadline.event}.{copy}")
    return replace(rule, **named)


def audits() -> None:
    regimes = [library.find(name) for name in library.REGIMES]
    whole = seconds(lambda: [audit(one) for one in regimes], runs=3)
    count = sum(len(one.rules) for one in regimes)
    print(f"\nThe audit of the five regimes ({count} rules): {whole:.2f} s")
    print("\nThe audit of Xuecheng said several times over, and of a chain of rules in one part")
    print("  rules      s   ratio")
    base = 0.0
    for times in (1, 2, 5, 10):
        of = several(library.find("xuecheng"), times)
        taken = seconds(partial(audit, of), runs=1)
        base = base or taken
        print(f"  {len(of.rules):5} {taken:6.2f}   x{taken / base:.1f}")
    base = 0.0
    for length in (5, 10, 20, 50):
        taken = seconds(partial(audit, chain(length, 2)[0]), runs=1)
        base = base or taken
        print(f"  {length:5} {taken:6.2f}   x{taken / base:.1f}  (chain)")


TABLES = {one.__name__: one for one in (whole, proofs, threads, audits, pushes)}

if __name__ == "__main__":
    for name in sys.argv[1:] or TABLES:
        TABLES[name]()
