"""What an office can keep, as plain data for other programs."""

from __future__ import annotations

from fractions import Fraction

from experiments.capacity.ask import Staffing, is_least, number
from verify.capacity import Feasibility


def staffing_data(of: Staffing) -> dict[str, object]:
    """Return the answers as JSON data; days of runs count from 0."""
    shown = of.shown
    return {
        "regime": of.regime.id,
        "party": of.party,
        "reading": str(of.reading),
        "order": str(of.office.order),
        "by_opening": of.office.by_opening,
        "duties": [
            {
                "rule": rule.id,
                "article": rule.article,
                "window_days": one.window,
                "rate": number(one.envelope.rate),
                "burst": number(one.envelope.burst),
                "per_officer_per_day": one.per_day,
                "shortest_deadline_days": None if days is None else days - of.office.by_opening,
                "largest_whole_burst": burst,
            }
            for rule, one, days, burst in zip(
                of.rules, of.office.streams, of.windows, of.bursts, strict=True
            )
        ],
        "officers": of.found.officers,
        "verdict": str(of.found.answer),
        "reason": of.found.reason.removeprefix("capacity.") or None,
        "least_officers": of.least,
        "least_is_least": of.least is not None and is_least(of),
        "breaking_run": None if shown is None else run_data(shown),
        "sha256": of.regime.digest,
    }


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
