"""A country of counties for :mod:`tests.benchmark`: one design, run by the command as by its users.

Every county is a replication: the same texts, offices and habits, with luck of its own. The whole
is 2,800 counties with 107,000 matters each, 3 × 10⁸ in a year, of which measures alone are kept. A
part of the counties is run, and the whole told by what each of them costs.
"""

from __future__ import annotations

import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments import scenarios
from experiments.running.results import Results
from model.calendar import chinese_calendar
from model.simulation.draws import Draws
from model.simulation.scenario import Scenario
from model.simulation.workload import matters
from tests.sweep_benchmark import WORKERS, experiment

COUNTIES = 2_800
MATTERS = 300_000_000
YEAR = 2025


def national(small: bool = False) -> None:
    """Run a hundredth of the counties, or with ``--small`` six, and tell what all would cost."""
    count = 6 if small else COUNTIES // 100
    print(
        f"\n{COUNTIES:,} counties, {MATTERS:,} matters in a year, measures only, {WORKERS} workers"
    )
    print("  counties     processor    clock   parent  largest worker    results")
    for part in (max(2, count // 7), count):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "design.yaml"
            path.write_text(design(part), encoding="utf-8")
            before, start = _used(), time.perf_counter()
            status, *peak = experiment(path)
            used, wall = _used() - before, time.perf_counter() - start
            assert status == 0
            out = Path(folder) / "out"
            lines = (out / "replications.jsonl").stat().st_size
            threads = Results(out).array("threads").sum()
        parent, worker = (one / 1024 for one in peak)  # Linux gives kilobytes
        print(
            f"  {part:8,} {used:10.1f} s {wall:7.1f} s {parent:5.0f} MB {worker:12.0f} MB"
            f" {lines / 1e6:7.1f} MB  ({threads:,.0f} threads)",
            flush=True,
        )
    each, clock = used / part, wall / part
    print(f"  a county    {each:8.2f} s {clock:7.2f} s")
    print(
        f"  all {COUNTIES:,}  {COUNTIES * each / 3600:8.2f} h {COUNTIES * clock / 3600:7.2f} h"
        f"  (of what was run, times {COUNTIES / part:,.0f})"
    )


def design(counties: int) -> str:
    """Return the design of some counties, each with its part of the matters of the country."""
    usual = scenarios.find("ordinary")
    calendar = chinese_calendar()
    counted = sum(one.counted for one in matters(usual, calendar, YEAR, Draws(1)))
    times = MATTERS / COUNTIES / counted
    return f"""\
design: national
question: {{zh: 全国一年, en: "A year of a country"}}
baseline: xuecheng
scenarios:
  county:
    scenario: ordinary
    changes:
{_larger(usual, times)}
replications: {counties}
year: {YEAR}
reading: 5
single-spans: false
measures: [auto-claimed-share, time-without-supervisor.mean-of-ended.working-days]
"""


def _larger(usual: Scenario, times: float) -> str:
    """The changes that make a county as many times as large, in matters and in officers."""
    many = [
        (["matters", one.id, "per-day"], round(one.per_day * times, 4))
        for one in usual.matters
        if one.every is None
    ]
    staff = [
        (["departments", one.id, "officers"], max(1, round(one.officers * times)))
        for one in usual.departments
    ]
    changes: list[tuple[Any, float]] = [*many, *staff]
    return "\n".join(f"      - {{at: [{', '.join(at)}], to: {value}}}" for at, value in changes)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
