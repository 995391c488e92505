"""The key of a point: a digest of what decides its results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from model.calendar import Calendar
from model.deadline import Reading
from model.language import Text
from model.regime import Regime
from model.simulation.scenario import Scenario

_TOLD = {"id", "name", "document", "ledger", "source", "digest", "otherwise"}
"""What a regime says of itself and does not do."""

_REMARKS = {"readings", "every"}
"""What a rule or a sanction says of its wording."""


def key_of(
    regime: Regime, scenario: Scenario, calendar: Calendar, year: int, reading: Reading
) -> str:
    """Return sixteen hexadecimal digits of what decides results, and of nothing else."""
    parts = [_text(_Same(one)) for one in (regime, scenario, calendar)]
    text = ",".join([*parts, _json(year), _json(str(reading))])
    return hashlib.sha256(f"[{text}]".encode()).hexdigest()[:16]


class _Same:
    """A thing by its identity: many points share one, and to compare them takes long."""

    def __init__(self, of: Any) -> None:
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.of is other.of


@lru_cache(maxsize=256)
def _text(one: _Same) -> str:
    of = one.of
    if isinstance(of, Regime):
        names = [each.name for each in fields(of) if each.name not in _TOLD]
        return _json({name: _plain(getattr(of, name)) for name in names})
    if isinstance(of, Scenario):
        told = ("id", "words")
        return _json({name: value for name, value in _plain(of).items() if name not in told})
    return _json(_plain((of.first, of.hours, _flags(of))))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _flags(calendar: Calendar) -> str:
    days = (calendar.day(index) for index in range(calendar.working_days))
    return hashlib.sha256(",".join(map(str, days)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return plain data in one fixed order, without labels."""
    if isinstance(value, Text):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        named = {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _REMARKS
        }
        return {"": type(value).__name__, **named}
    if isinstance(value, Mapping):
        return [[str(key), _plain(one)] for key, one in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
