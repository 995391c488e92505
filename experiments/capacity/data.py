"""What an office can keep, as plain data for other programs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import polars as pl

from experiments.capacity.ask import Capacity, Duty
from experiments.capacity.figures import number
from experiments.show.files import encoded, write, write_csv, write_json
from protocols.asked import written
from protocols.suggestions import duty_questions
from verify.capacity import Feasibility
from verify.capacity.breaking_run import BreakingRun


def capacity_data(capacity: Capacity) -> dict[str, object]:
    """Return the answers as JSON data; days of runs count from 0."""
    refuted, verdict = capacity.refuted, capacity.verdict
    return {
        "regime": capacity.regime.id,
        "party": capacity.party,
        "reading": str(capacity.reading),
        "order": str(capacity.office.order),
        "by_opening": capacity.office.by_opening,
        "duties": [_duty(capacity, duty) for duty in capacity.duties],
        "officers": verdict.officers,
        "verdict": str(verdict.answer),
        "reason": verdict.reason and verdict.reason.short,
        "least_officers": capacity.least,
        "least_is_least": capacity.least is not None and capacity.is_least,
        "breaking_run": None if refuted is None else run_data(refuted),
        "sha256": capacity.regime.digest,
    }


def _duty(capacity: Capacity, duty: Duty) -> dict[str, object]:
    shortest, envelope = duty.shortest, duty.stream.envelope
    return {
        "rule": duty.rule.id,
        "article": duty.rule.article,
        "questions": _questions(capacity, duty),
        "window_days": duty.stream.window,
        "rate": number(envelope.rate),
        "burst": number(envelope.burst),
        "per_officer_per_day": duty.stream.per_day,
        "shortest_deadline_days": (
            None if shortest is None else shortest - capacity.office.by_opening
        ),
        "largest_whole_burst": duty.largest,
    }


def _questions(capacity: Capacity, duty: Duty) -> list[str]:
    """Return what a duty comes to as questions, one for each event that alone sets it going."""
    every = duty_questions(capacity.regime, capacity.reading, capacity.calendar)
    own = f"duty.{duty.rule.id}"
    return [written(prop) for prop in every if prop.id == own or prop.id.startswith(f"{own}.")]


def run_data(refuted: Feasibility) -> dict[str, object]:
    """Return a refutation as data: the arithmetic, and the days where they are listed."""
    assert refuted.excess is not None
    day = Fraction(1, refuted.office.day)
    data: dict[str, object] = {
        "officers": refuted.officers,
        "days_of_service": refuted.excess.days,
        "due_officer_days": number(refuted.excess.due * day),
        "possible_officer_days": number(refuted.excess.possible * day),
        "start": None,
        "days": None,
    }
    if refuted.run is not None:
        run = refuted.run
        late = refuted.office.streams[run.late.stream].rule
        data["start"] = None if run.start is None else run.start.isoformat()
        data["first_late"] = {"rule": late, "arrived": run.late.arrived, "due": run.late.due}
        data["days"] = [
            {
                "day": row.number,
                "arrived": list(row.arrived),
                "done": list(row.done),
                "waiting": list(row.waiting),
                "late": row.late,
            }
            for row in run.days
        ]
    return data


def run_table(capacity: Capacity, run: BreakingRun) -> pl.DataFrame:
    """Return a run as a table: one row for each day and duty."""
    return pl.DataFrame(
        [
            {
                "day": day.number,
                "rule": duty.rule.id,
                "arrived": day.arrived[place],
                "done": day.done[place],
                "waiting": day.waiting[place],
            }
            for day in run.days
            for place, duty in enumerate(capacity.duties)
        ]
    )


def write_data(capacity: Capacity, folder: Path) -> None:
    """Write the answers, the run and the queries of the proof into a folder."""
    write_json(folder / "capacity.json", capacity_data(capacity))
    if capacity.refuted is not None and capacity.refuted.run is not None:
        write_csv(folder / "run.csv", run_table(capacity, capacity.refuted.run))
    if capacity.enough is not None and capacity.enough.proof is not None:
        for name, script in capacity.enough.proof.scripts().items():
            write(folder / f"{name}.smt2", encoded(script))
