"""A ledger judged by pm4py, for the table about records of :mod:`tests.benchmark`.

Run by an interpreter that has pm4py (``--peer-python``), in a process of its own: it is never a
dependency, and nothing of this repository is imported here. What comes nearest to a limit there is
a temporal profile, the time between two events; it can leave out what lies outside of office hours,
by a calendar. That a claim never came is told by the response of DECLARE.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

CASE, EVENT, TIME = "case:concept:name", "concept:name", "time:timestamp"
PAIR = ("pushed", "claimed")
DAY = 86_400  # seconds


class Days:
    """A calendar as pm4py takes it."""

    def __init__(self, off: list[str]) -> None:
        self.off = {date.fromisoformat(one) for one in off}

    def is_working_day(self, day: date) -> bool:
        """Whether people work on a day."""
        return day not in self.off


def main(file: str, asked: str, out: str) -> None:
    """Judge a claim that is due behind its push; write the matters found late under each limit."""
    pandas, pm4py = import_module("pandas"), import_module("pm4py")
    profiles = import_module("pm4py.algo.conformance.temporal_profile.algorithm")
    declare = import_module("pm4py.algo.conformance.declare.algorithm")
    settings = json.loads(Path(asked).read_text("utf-8"))
    slots = [(DAY * day + a, DAY * day + b) for day in range(7) for a, b in settings["spans"]]
    office = {
        "business_hours": True,
        "business_hour_slots": slots,
        "workcalendar": Days(settings["off"]),
    }
    one = sum(b - a for a, b in settings["spans"])
    ways: list[tuple[int, dict[str, Any]]] = [(DAY, {}), (one, office), (2 * one, office)]
    began = time.process_time()
    frame = pandas.read_csv(file, dtype={"case": str}, parse_dates=["time"])
    frame = frame.rename(columns={"case": CASE, "event": EVENT, "time": TIME})
    frame = pm4py.format_dataframe(frame, case_id=CASE, activity_key=EVENT, timestamp_key=TIME)
    told: dict[str, Any] = {"version": pm4py.__version__, "read": time.process_time() - began}
    cases, late, taken = list(frame[CASE].unique()), [], []
    for most, more in ways:
        began = time.process_time()
        # What takes from no time to the limit lies within one deviation of the mean.
        profile = {PAIR: (most / 2, most / 2)}
        found = profiles.apply(frame, profile, {"zeta": 1.0, **more})
        taken.append(time.process_time() - began)
        late.append([case for case, each in zip(cases, found, strict=True) if each])
    began = time.process_time()
    answered = declare.apply(frame, {"response": {PAIR: {"support": 1, "confidence": 1}}})
    told["declared"] = time.process_time() - began
    told["missing"] = sum(each["no_dev_total"] > 0 for each in answered)
    told |= {"late": late, "taken": taken}
    Path(out).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
