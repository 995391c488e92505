"""The limits that a clause could have instead of its own: those that the reader takes there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from experiments.show.deadlines import limit_words, span_words
from experiments.studio.change.choices import Choice, Clause, Offer
from model.deadline import (
    Before,
    Deadline,
    External,
    Fraction,
    Indefinite,
    Recurring,
    Unit,
    Within,
)
from model.language import say
from model.rule import Lapse, Obligation, is_timed
from protocols.fields import deadline_of

_WORKING = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 60)
_CALENDAR = (3, 5, 7, 10, 15, 20, 30, 60, 90)
_MONTHS = (1, 2, 3, 6)
_PERIODS = ("daily", "monthly", "quarterly", "yearly")
_OPEN = ({"indefinite": "及时"}, {"external": "法定期限"})


def limit(clause: Clause) -> Offer | None:
    """Return the limits that a duty or a lapse could have; ``None`` for a clause without one."""
    rule = clause.rule
    if not is_timed(rule):
        return None
    say_it = span_words if isinstance(rule, Lapse) else limit_words
    values = [*_limits(), *(one["deadline"] for one in clause.written if "deadline" in one)]
    values = [one for one in values if one is not None]
    if (first := clause.first.get("deadline")) is not None:
        values.append(first)
    choices: dict[Deadline, Choice] = {}
    measure = _is_measure(clause)
    for value in values:
        other = deadline_of(value)
        counted = isinstance(other, Within) and other.unit is Unit.WORKING_DAYS
        if other == rule.deadline or (measure and not counted) or not _fits(clause, other):
            continue
        words = say_it(clause.regime, other).each(str.strip)
        choices.setdefault(other, Choice(words, clause.put("deadline", value)))
    now = say_it(clause.regime, rule.deadline).each(str.strip)
    stays = Choice(now, clause.put("deadline", clause.data["deadline"]), True)
    key = "studio.change.span" if isinstance(rule, Lapse) else "studio.change.limit"
    return Offer("deadline", say(key), (stays, *choices.values()))


def _limits() -> Iterator[Any]:
    yield "immediately"
    yield from (f"{n} working day{'s' * (n > 1)}" for n in _WORKING)
    yield from (f"{n} calendar day{'s' * (n > 1)}" for n in _CALENDAR)
    yield from (f"{n} month{'s' * (n > 1)}" for n in _MONTHS)
    yield from (*_PERIODS, *_OPEN, "none")


def _fits(clause: Clause, limit: Deadline) -> bool:
    """Whether the reader takes a limit for a rule: as :mod:`protocols.limits` says."""
    rule, data = clause.rule, clause.data
    if isinstance(limit, Before | Fraction):
        # What is to be announced, and what is a part of another limit, only as the text had it.
        had = [clause.first.get("deadline"), *(one.get("deadline") for one in clause.written)]
        plain = isinstance(rule, Obligation) and not {"on-expiry", "overdue", "clock"} & {*data}
        return plain and any(one is not None and deadline_of(one) == limit for one in had)
    if isinstance(limit, External | Recurring) and not data.get("reading"):
        return False
    counted = isinstance(limit, Within) and limit.unit is Unit.WORKING_DAYS
    return "clock" not in data or counted or isinstance(limit, Indefinite | External)


def _is_measure(clause: Clause) -> bool:
    """Whether the limit of another rule is a part of that of this one."""
    limits = (one.deadline for one in clause.regime.timed)
    return any(isinstance(one, Fraction) and one.of == clause.rule.id for one in limits)
