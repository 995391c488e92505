"""A simulated year as plain data and as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.measures.duties import DutyFigures
from experiments.measures.eventlog import write_log
from experiments.measures.spans import known_quantile
from experiments.show.files import write_csv
from experiments.simulate.ask import Simulation
from model.rule import Prohibition
from protocols import library
from protocols.asked import written


def simulation_data(answer: Simulation) -> dict[str, Any]:
    """Return the figures of a year as JSON data."""
    year, asked = answer.year, library.questions([answer.regime])
    return {
        "regime": answer.regime.id,
        "year": year.year,
        "seed": year.seed,
        "scenario": year.scenario.id,
        "reading": str(year.law.reading),
        "engine": str(year.engine),
        "threads": len(year.threads),
        "could_not_have_been_kept": answer.helpless,
        "sha256": answer.regime.digest,
        "presumed_years": list(year.calendar.presumed),
        "assumed": {
            "departments": [one.id for one in year.scenario.departments if one.assumed],
            "matters": [one.starts[0] for one in year.scenario.matters if one.assumed],
            "later": _later(answer),
            "left_out": [one.id for one in year.scenario.left_out],
        },
        "duties": [_duty(answer, one) for one in answer.duties if one.arisen],
        "metrics": answer.figures.drop("regime").to_dicts(),
        "mechanisms": [
            {**row, "question": written(asked[row["property"]])}
            for row in answer.metrics.mechanisms.drop("regime").to_dicts()
        ],
    }


def _later(answer: Simulation) -> list[str]:
    kinds = answer.year.scenario.matters
    return sorted({later.event for kind in kinds for later in kind.later if later.assumed})


def _duty(answer: Simulation, one: DutyFigures) -> dict[str, Any]:
    waits, forbids = one.waits, isinstance(answer.regime.by_id[one.rule], Prohibition)
    return {
        "rule": one.rule,
        "kind": "prohibition" if forbids else "duty",
        "arisen": one.arisen,
        **{outcome: one.count(outcome) for outcome in sorted(one.outcomes)},
        "could_not_have_been_kept": one.helpless,
        "wait_median": known_quantile(waits.working_in_order, waits.censored, 0.5),
        "wait_max": known_quantile(waits.working_in_order, waits.censored, 1.0),
    }


def write_data(answer: Simulation, out: Path) -> None:
    """Write the event log, the figures, and what became of each property into a folder."""
    write_log(answer.log, out, f"events-{answer.regime.id}")
    write_csv(out / "metrics.csv", answer.figures)
    write_csv(out / "mechanisms.csv", answer.metrics.mechanisms)
