"""What follows on one event, for other programs."""

from __future__ import annotations

from typing import Any

from experiments.due.ask import Due, Owed
from model.rule import act_of, bearers_of


def due_data(answer: Due) -> dict[str, Any]:
    """Return what follows on an event, as JSON data.

    ``regime``, ``event``, ``at``; ``duties``, each ``{rule, article, kind, bearer, act, due,
    due_after_close, calendar_days, holiday, waits_for}``, soonest first; ``if_nobody_acts``, each
    ``{event, at, rule, article, mode}``; ``latest``, when the last limit runs out if nobody acts;
    ``turn``, the parties that can act now and owe it. Times are local, as ISO 8601 to the minute.
    """
    by_id = answer.regime.by_id
    return {
        "regime": answer.regime.id,
        "event": answer.event,
        "at": answer.at.isoformat(timespec="minutes") if answer.timed else str(answer.at.date()),
        "duties": [_owed(one) for one in answer.owed],
        "if_nobody_acts": [
            {
                "event": one.event,
                "at": one.at.isoformat(timespec="minutes"),
                "rule": one.rule,
                "article": by_id[one.rule].article,
                "mode": str(one.mode),
            }
            for one in answer.itself
        ],
        "latest": answer.latest and answer.latest.isoformat(timespec="minutes"),
        "turn": list(answer.turn),
    }


def _owed(one: Owed) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "article": one.rule.article,
        "kind": type(one.rule).__name__.lower(),
        "bearer": next(iter(bearers_of(one.rule)), None),
        "act": act_of(one.rule),
        "due": one.due and one.due.isoformat(timespec="minutes"),
        "due_after_close": one.due_after_close
        and one.due_after_close.isoformat(timespec="minutes"),
        "calendar_days": one.calendar_days,
        "holiday": None if one.holiday is None else one.holiday.zh,
        "waits_for": list(one.waits_for),
    }
