"""Speed, as ratios against named alternatives in one run; run by hand, not part of the tests.

``python -m tests.benchmark`` prints the tables of the first list, or those that are named:

- ``whole``: all verdicts, bounds and trust sets of the five regimes, beyond the start of the
  interpreter and of Z3, and the same by Z3's optimiser;
- ``proofs``: the cost of a proof against the number of rules and the length of a deadline, with the
  enumeration of all runs beside it;
- ``threads``: what several cases in one question would cost, and why none is needed;
- ``audits``: the audit of the five regimes, of regimes with up to ten times as many rules that do
  not bear on one another, and of such as do;
- ``capacity``: whether a duty can be met, against the length of its deadline and its cases in
  flight;
- ``pushes``: pushes a second of the simulator, against a tidy and a lean bare SimPy loop that queue
  the same matters for the same officers and do nothing else, and a profile of where its time goes.

- ``starts``: commands from their start to their end, against the imports that they cannot do
  without;
- ``changes``: the same of changes proposed for a shipped text, and of two texts held against each
  other, with the verdicts of one beside them.

These take minutes, with ``--small`` one or less, and are printed only when named:

- ``sweep``: eight points and thirty replications of a county-year with two workers, and what a
  replication costs there, against a bare loop over replications;
- ``compares``: the comparison of the shipped texts, the first time and with its proofs kept;
- ``large``: every command on regimes of 1,000 rules by their shape, with ``--timeout 20``: seconds,
  memory and exit status (:mod:`tests.large` alone takes other sizes, shapes and commands);
- ``national``: a hundredth of a country of 2,800 counties and 3 × 10⁸ matters a year, and what the
  whole costs;
- ``log``: a million events of real matters read and judged, and the same thread by thread; with
  ``--peer-python PATH``, an interpreter that has pm4py, a tenth of them judged by that as well;
- ``logs``: the event log of a heavy year from arrays and thread by thread, and what files of it
  cost;
- ``memory``: the most memory of parent and workers at ten times as many replications;
- ``theory``: the engine where a department is a queue of the textbooks, against closed forms;
- ``luck``: the variance of differences under keyed draws, against independent seeds and against one
  shared stream.

Times are of the processor, since other work on the machine would show in any others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

import z3

from model.calendar import chinese_calendar
from model.deadline import STRICT, Before, Reading, Within
from model.property import Property
from model.regime import Regime
from model.rule import Obligation, Rule
from model.vocabulary import EventType
from protocols import library
from tests import large
from tests.engine_benchmark import luck, pushes, theory
from tests.enumeration import Enumeration
from tests.log_benchmark import logs
from tests.national_benchmark import national
from tests.record_benchmark import log
from tests.small import NAME, duty, regime
from tests.start_benchmark import changes, compares, starts
from tests.sweep_benchmark import memory, sweep
from tests.test_fast_search import optimal_bound, optimal_model
from tests.test_feasibility import capacity_table
from tests.timing import seconds
from verify.audit import audit
from verify.encoding import Encoding
from verify.guarantees import verify
from verify.prover import Prover, Provers, asked_about
from verify.trust import dependences
from verify.verdict import NOBODY
from verify.violation import violated

CALENDAR = chinese_calendar()


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
        patch("verify.refutations.shortest_model", optimal_model),
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
    print("\nA chain of duties with defaults: its bound, that and a minimal set, all minimal sets")
    bounded(*chain(10, 1), 10)
    base = None
    for length in (10, 100, 1000):
        of, prop = chain(length, 1)
        bound = seconds(partial(bounded, of, prop, length), 1, warm=False)
        base = base or bound
        row(f"{length:5} rules: bound", bound, base)
        one = seconds(partial(verify, of, [prop]), 1, warm=False)
        row(f"{length:5} rules: bound and rules", one, base)
        every = seconds(partial(dependences, of, [prop]), 1, warm=False)
        row(f"{length:5} rules: trust sets", every, base)
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
    context = prover.context
    copies = [Encoding.of(of, STRICT, CALENDAR, context, run=f"{k}/") for k in range(count)]
    solver = z3.Solver(ctx=context)
    for one in copies:
        solver.add(one.constraints + list(one.forces.values()))
    assert solver.check(z3.Or([violated(one, prop, bound) for one in copies])) == z3.unsat


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
        taken = seconds(partial(audit, of), 1, warm=False)
        base = base or taken
        print(f"  {len(of.rules):5} {taken:6.2f}   x{taken / base:.1f}")
    base = 0.0
    for length in (5, 10, 20, 50, 100):
        taken = seconds(partial(audit, chain(length, 2)[0]), 1, warm=False)
        base = base or taken
        print(f"  {length:5} {taken:6.2f}   x{taken / base:.1f}  (chain)")
    print("\nThe audit of a law and of a text read together with it, where most rules are linked")
    for name in ("licensing-law", "jinan+above"):
        of = library.find(name)
        taken = seconds(partial(audit, of), 1, warm=False)
        print(f"  {len(of.rules):5} {taken:6.2f}  {name}")


def large_regimes(small: bool) -> None:
    """Every command on large regimes; 200 rules instead of 1,000 where ``small``."""
    large.main(["--sizes", "200" if small else "1000"])


TABLES: dict[str, Callable[[], None]] = {
    "whole": whole,
    "proofs": proofs,
    "threads": threads,
    "audits": audits,
    "capacity": capacity_table,
    "pushes": pushes,
    "starts": starts,
    "changes": changes,
}
LONG: dict[str, Callable[[bool], None]] = {
    "compares": compares,
    "sweep": sweep,
    "large": large_regimes,
    "memory": memory,
    "national": national,
    "log": log,
    "logs": logs,
    "theory": theory,
    "luck": luck,
}


def main(words: list[str]) -> None:
    """Print the tables that are named."""
    peer = None
    if (place := words.index("--peer-python") if "--peer-python" in words else None) is not None:
        peer = " ".join(words[place + 1 : place + 2]) or sys.exit("--peer-python needs a path")
        words = words[:place] + words[place + 2 :]
    named = [word for word in words if word != "--small"]
    if unknown := [word for word in named if word not in TABLES | LONG]:
        sys.exit(
            f"no table {unknown[0]}: {', '.join([*TABLES, *LONG])}; --small, --peer-python PATH"
        )
    for name in named or TABLES:
        if name == "log":
            log("--small" in words, peer)
        elif name in LONG:
            LONG[name]("--small" in words)
        else:
            TABLES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
