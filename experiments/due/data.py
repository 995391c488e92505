"""What follows on one event, for other programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from experiments.due.ask import Due, Owed
from model.rule import act_of, bearers_of


def due_data(answer: Due) -> dict[str, Any]:
    """Return what follows on an event, as JSON data.

    ``regime``, ``event``, ``at``; ``duties``, each ``{rule, article, kind, bearer, act, due,
    due_after_close, calendar_days, holiday, waits_for}``, soonest first; ``if_nobody_acts``, each
    ``{event, at, at_after_close, rule, article, mode}``, what counts as having come with the event
    first; ``latest``, when the last limit runs out if nobody acts, and ``last``, the rules whose
    limits those are; ``turn``, the parties that can act now and owe it; ``presumed_years``, those
    of the dates whose days off are not announced yet. Times are local, as ISO 8601 to the minute.
    """
    by_id = answer.regime.by_id
    written = _time(answer.at) if answer.timed else str(answer.at.date())
    return {
        "regime": answer.regime.id,
        "event": answer.event,
        "at": written,
        "duties": [_owed(one) for one in answer.owed],
        "if_nobody_acts": [
            {
                "event": one.event,
                "at": written if one.at_once else _time(one.at),
                "at_after_close": _time(one.at_after_close),
                "rule": one.rule,
                "article": by_id[one.rule].article,
                "mode": str(one.mode),
            }
            for one in answer.itself
        ],
        "latest": _time(answer.latest),
        "last": list(answer.last),
        "turn": list(answer.turn),
        "presumed_years": list(presumed_years(answer)),
    }


def presumed_years(answer: Due) -> list[int]:
    """Return the years of the dates that are told whose days off are not announced yet."""
    owed = [at for one in answer.owed for at in (one.due, one.due_after_close)]
    come = [at for one in answer.itself for at in (one.at, one.at_after_close)]
    years = {at.year for at in (*owed, *come, answer.latest) if at is not None}
    return [year for year in answer.calendar.presumed if year in years]


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


def _owed(one: Owed) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "article": one.rule.article,
        "kind": type(one.rule).__name__.lower(),
        "bearer": next(iter(bearers_of(one.rule)), None),
        "act": act_of(one.rule),
        "due": _time(one.due),
        "due_after_close": _time(one.due_after_close),
        "calendar_days": one.calendar_days,
        "holiday": None if one.holiday is None else one.holiday.zh,
        "waits_for": list(one.waits_for),
    }
