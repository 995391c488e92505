"""Whether a fit finds the scenario of its own simulated log again: ``python -m tests.fitted``.

For each seed a year is simulated and its log fitted; then every parameter that was estimated is
held against the scenario that made the log. It prints, by kind of parameter, in how many cases the
95 % interval held the truth: of independent intervals 95 in 100, give or take chance.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from experiments import scenarios
from experiments.fit.ask import Fit, fit
from experiments.fit.figures import Parameter
from experiments.fit.log import Log, of_simulation
from experiments.measures.eventlog import event_log
from model.calendar import chinese_calendar
from model.deadline import Reading
from model.instant import instant_of
from model.regime import Regime
from model.simulation.fitting import supplied, without_governed
from model.simulation.scenario import Scenario
from model.simulation.year import Year, simulate
from model.version import across
from protocols import library
from protocols.document import open_document

CALENDAR = chinese_calendar()


def at(when: str) -> int:
    """The instant of a date and time."""
    return instant_of(datetime.fromisoformat(when))


def year_of(regime: Regime, scenario: Scenario, seed: int, year: int = 2025) -> Year:
    """A simulated year of a text."""
    text = across(regime)
    fitting = without_governed(supplied(scenario, [text]), text)
    return simulate(text, fitting, CALENDAR, year, seed, Reading(5))


def log_of(year: Year, facts: bool = True) -> Log:
    """The log of a simulated year, with the facts of its matters."""
    rows = {one.case: {"case": one.case, **one.attributes} for one in year.threads}
    schema = dict.fromkeys(["case", *sorted({k for row in rows.values() for k in row} - {"case"})])
    frame = pl.DataFrame(list(rows.values()), schema=dict.fromkeys(schema, pl.String))
    return of_simulation(event_log(year), year.end, frame if facts else None)


def truth_of(scenario: str) -> Any:
    """The plain data of a scenario."""
    return scenarios.whole(open_document(scenarios.path_of(scenario))).data


def true_value(one: Parameter, of: Fit, data: Any) -> float | None:
    """What the scenario that made the log has; ``None`` where it has nothing to compare."""
    path = one.path
    if path[0] == "arrivals":
        return 1.0 if path[1] in ("weekdays", "months", "hours") else None
    if path[-1] == "share":
        offices = of.matters.scenario.supervising
        total = sum(department.share for department in offices)
        own = next(department.share for department in offices if department.id == path[1])
        return 100 * own / total
    if path[-1] == "looks":
        hour, minute = data["departments"][path[1]]["looks"][0].split(":")
        return max(540.0, int(hour) * 60 + int(minute))  # before it opens is when it opens
    if path[0] == "tasks":
        task = data["tasks"].get(path[1], data["usual"])
        return _inside({"tasks": {path[1]: task}}, path)
    usual = {"dispersion": 1.0, "second-department": 0.0, "probability": 1.0, "skips": 0.0}
    found = _inside(data, path)
    return usual.get(str(path[-1])) if found is None else found


def _inside(data: Any, path: Any) -> float | None:
    for step in path:
        if isinstance(data, list) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
        if data is None:
            return None
    return float(data) if not isinstance(data, dict | list) else None


KINDS = (
    "attributes",
    "dispersion",
    "hours",
    "looks",
    "median",
    "missed",
    "months",
    "ninety",
    "officers",
    "per-day",
    "probability",
    "recall",
    "second-department",
    "share",
    "skips",
    "wait",
    "weekdays",
    "work",
)


def group_of(path: Sequence[str]) -> str:
    """The kind of a parameter, whatever it is of."""
    if "attributes" in path:
        return "attributes"
    kept = [name for name in path if name in KINDS]
    return ".".join(("later", *kept) if "later" in path else kept) or path[0]


def held(of: Fit, data: Any) -> Iterator[tuple[str, str, bool]]:
    """For each estimated parameter its kind, its name, and whether its interval has the truth."""
    for one in of.estimated:
        truth = true_value(one, of, data)
        if truth is not None and one.span is not None:
            yield (
                group_of([str(step) for step in one.path]),
                one.name,
                one.span.low - 1e-9 <= truth <= one.span.high + 1e-9,
            )


def study(seeds: range, regime: str = "xuecheng", scenario: str = "ordinary") -> None:
    """Print what came of some years; what is interrupted prints what it has."""
    text, base, data = library.find(regime), scenarios.find(scenario), truth_of(scenario)
    found: dict[str, list[bool]] = defaultdict(list)
    years = 0
    try:
        for seed in seeds:
            for _, name, good in held(fit(log_of(year_of(text, base, seed)), text, scenario), data):
                found[name].append(good)
            years += 1
            print(".", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        pass
    print(f"\n{years} years of {regime}, {scenario}: 95 % intervals that hold the truth")
    groups: dict[str, list[bool]] = defaultdict(list)
    for name, those in found.items():
        groups[group_of(tuple(name.split(".")))] += those
    every = [one for those in groups.values() for one in those]
    for group, those in [*sorted(groups.items()), ("all", every)]:
        print(f"  {group:40} {sum(those):6d} of {len(those):6d}  {sum(those) / len(those):6.1%}")
    worst = [(sum(those) / len(those), name, len(those)) for name, those in found.items()]
    for part, name, count in sorted(worst)[:20]:
        if part < 0.9:
            print(f"    {name:60} {part:6.1%} of {count}")


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seeds", type=int, default=200)
    words.add_argument("--start", type=int, default=1)
    words.add_argument("--regime", default="xuecheng")
    words.add_argument("--scenario", default="ordinary")
    given = words.parse_args()
    study(range(given.start, given.start + given.seeds), given.regime, given.scenario)
