"""Whether a fit finds the scenario of its own simulated log again: ``python -m tests.fitted``.

For each seed a year is simulated and its log fitted; then every parameter that was estimated is
held against the scenario that made the log. It prints, by kind of parameter, in how many cases the
95 % interval held the truth: of independent intervals 95 in 100, give or take chance, so that a
kind, or a single parameter, which covers less is found. Intervals are added to a file year by year,
and a year that is there is not done again, so that a study can be interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path as Path_
from typing import Any

import polars as pl
from scipy import stats

from experiments import scenarios
from experiments.fit.ask import Fit, fit
from experiments.fit.figures import Parameter, Path
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
from protocols.calendar_file import minute_of_day
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
    if "arrivals" in path:
        return _weight(path, data)
    if path[-1] == "share":
        offices = of.matters.scenario.supervising
        total = sum(department.share for department in offices)
        own = next(department.share for department in offices if department.id == path[1])
        return 100 * own / total
    if path[0] == "tasks":
        task = data["tasks"].get(path[1], data["usual"])
        return _inside({"tasks": {path[1]: task}}, path)
    usual = {"dispersion": 1.0, "second-department": 0.0, "probability": 1.0, "skips": 0.0}
    found = _inside(data, path)
    return usual.get(str(path[-1])) if found is None else found


def _weight(path: Path, data: Any) -> float | None:
    """A weight of the arrivals of a kind, or of all; none of a scenario that has some itself.

    Weights of a file have any mean, those of a fit have mean 1, so only even ones are compared.
    """
    kinds = data["matters"].values()
    uneven = any("arrivals" in one for one in kinds) or "arrivals" in data
    told = any(key in path for key in ("weekdays", "months", "hours"))
    return 1.0 if told and not uneven else None


def look_ranges(one: Parameter, of: Fit, data: Any) -> Iterator[tuple[str, float, float, float]]:
    """For each look of a department its name, the ends of its range, and when it is.

    A number of looks that is not the true one has no truth within any range.
    """
    looks = of.offices[str(one.path[1])].looks
    assert looks is not None
    times = [minute_of_day(at) or 0 for at in data["departments"][one.path[1]]["looks"]]
    opens = of.calendar.hours.spans[0][0]
    truth = sorted(max(opens, time) for time in times)  # before it opens is when it opens
    for place, (low, high) in enumerate(looks.ranges):
        when = truth[place] if len(truth) == len(looks.ranges) else -1
        yield f"{one.name}.{place}", float(low), float(high), float(when)


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


@dataclass(frozen=True)
class Interval:
    """An interval of an estimated parameter, and what the scenario that made the log has."""

    kind: str
    name: str
    low: float
    high: float
    truth: float

    @property
    def holds(self) -> bool:
        """Whether the truth lies in the interval, ends included."""
        return self.low - 1e-9 <= self.truth <= self.high + 1e-9


def intervals(of: Fit, data: Any) -> Iterator[Interval]:
    """Yield the interval of each estimated parameter of which the truth is known."""
    for one in of.estimated:
        kind = group_of([str(step) for step in one.path])
        if one.path[-1] == "looks":
            for told in look_ranges(one, of, data):
                yield Interval(kind, *told)
            continue
        truth = true_value(one, of, data)
        if truth is not None and one.span is not None:
            yield Interval(kind, one.name, one.span.low, one.span.high, truth)


def add_years(seeds: range, regime: str, scenario: str, file: Path_) -> None:
    """Add the intervals of years to a file, year by year; those that it has are left out."""
    text, base, data = library.find(regime), scenarios.find(scenario), truth_of(scenario)
    done = set(of_file(file)["seed"].to_list()) if file.is_file() else set()
    for seed in seeds:
        if seed in done:
            continue
        found = fit(log_of(year_of(text, base, seed)), text, scenario)
        rows = [(seed, *astuple(one)) for one in intervals(found, data)]
        frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
        with file.open("ab") as out:
            frame.write_csv(out, include_header=not file.stat().st_size)
        print(".", end="", file=sys.stderr, flush=True)


SCHEMA: dict[str, Any] = {
    "seed": pl.Int64,
    "kind": pl.String,
    "name": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "truth": pl.Float64,
}


def of_file(file: Path_) -> pl.DataFrame:
    """Return the intervals of a file, and on which side each misses the truth."""
    above, below = pl.col("truth") > pl.col("high") + 1e-9, pl.col("truth") < pl.col("low") - 1e-9
    frame = pl.read_csv(file, schema=SCHEMA)
    return frame.with_columns(above.alias("too_low"), below.alias("too_high"))


def coverage(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return for each kind, or name, how many intervals hold the truth, and a 95 % interval of it.

    ``below`` says that so few of so many independent intervals at 95 % would come by chance in
    fewer than 1 of 1,000 times.
    """
    miss = pl.col("too_low") | pl.col("too_high")
    found = frame.group_by(by).agg(
        pl.len().alias("n"),
        (~miss).sum().alias("hold"),
        pl.col("too_low").sum(),
        pl.col("too_high").sum(),
    )
    rows = found.select("hold", "n").iter_rows()
    told = [(stats.binomtest(k, n), stats.binom.cdf(k, n, 0.95)) for k, n in rows]
    ends = [one.proportion_ci(0.95, "wilson") for one, _ in told]
    return found.with_columns(
        (pl.col("hold") / pl.col("n")).alias("share"),
        pl.Series("low", [one.low for one in ends], dtype=pl.Float64),
        pl.Series("high", [one.high for one in ends], dtype=pl.Float64),
        pl.Series("below", [chance < 1e-3 for _, chance in told], dtype=pl.Boolean),
    ).sort(by)


def tell(file: Path_) -> None:
    """Print what came of the years of a file."""
    frame = of_file(file)
    years = frame["seed"].n_unique()
    print(f"\n{file.stem}, {years} years: 95 % intervals that hold the truth")
    every = coverage(frame.with_columns(pl.lit("all").alias("kind")), "kind")
    names = coverage(frame, "name").filter(pl.col("below"))
    for row in [*_rows(coverage(frame, "kind")), *_rows(every), *_rows(names)]:
        print("  " + row)


def _rows(frame: pl.DataFrame) -> Iterator[str]:
    for name, n, hold, under, over, share, low, high, below in frame.iter_rows():
        ends = f"{share:6.1%} ({low:.1%}-{high:.1%})"
        sides = f"{under} too low, {over} too high"
        yield f"{name:44} {hold:6d} of {n:6d} {ends:24} {sides}{'  BELOW' if below else ''}"


def study(words: argparse.Namespace) -> None:
    """Fit the years that are asked for, and print what came of them, even if interrupted."""
    words.out.mkdir(parents=True, exist_ok=True)
    files = []
    for scenario in words.scenario:
        files.append(words.out / f"{words.regime}-{scenario}.csv")
        seeds = range(words.start, words.start + words.seeds)
        try:
            add_years(seeds, words.regime, scenario, files[-1])
        except KeyboardInterrupt:
            break
    for file in files:
        tell(file)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--start", type=int, default=1)
    parser.add_argument("--regime", default="xuecheng")
    parser.add_argument("--scenario", nargs="+", default=["ordinary"])
    parser.add_argument("--out", type=Path_, default=Path_("fitted"), help="where intervals are")
    study(parser.parse_args())
