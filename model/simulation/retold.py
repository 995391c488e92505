"""A run of slots as a session on real dates, step by step, so that it can be gone on with."""

from __future__ import annotations

from dataclasses import replace

from model.calendar import Calendar
from model.clock import CalendarClock
from model.deadline import Reading
from model.language import Complaint
from model.regime import Regime
from model.session import Session, start
from model.simulation.script import replayed
from model.steps import walked
from model.trace import Run
from model.transition import Law


def retold(
    regime: Regime, reading: Reading, run: Run, calendar: Calendar, day: int
) -> Session | None:
    """Return a run, such as a counterexample, as a session: acts, and the waiting between them.

    It begins on the working day ``day`` of the calendar, or on another where limits counted in
    dates do not last as long from there, and ends when no limit is left to run out. ``None`` where
    the simulator does not repeat it on this calendar, as of a run that is longer.
    """
    law = Law(regime, reading, CalendarClock(calendar))
    found = replayed(law, run, calendar, day)
    if found is None or found.calendar is not calendar or not found.run.occurrences:
        return None
    begin = start(law, found.run.occurrences[0].at, run.attributes)
    try:
        session = walked(begin, replace(found.run, end=None))
    except Complaint:  # as where a limit begins so late that the calendar does not tell its end
        return None
    same = [(one.event, one.at, one.mode) for one in session.occurred]
    return (
        session
        if same == [(one.event, one.at, one.mode) for one in found.run.occurrences]
        else None
    )
