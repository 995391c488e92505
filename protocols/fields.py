"""The fields of rule files: how each is written, and what is said of one that is not.

Every field type checks itself and carries its part of the JSON Schema.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from model.deadline import (
    Before,
    Deadline,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Period,
    Recurring,
    Unit,
    Within,
)
from protocols.articles import canonical
from protocols.conditions import Bounds, Schema, Through
from protocols.document import WrittenDecimal, full_width_in
from protocols.durations import nearest_limit

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

_COUNT = re.compile(r"([0-9]+) ([a-z ]+?)s?")
_UNITS = {
    "working day": Unit.WORKING_DAYS,
    "calendar day": Unit.CALENDAR_DAYS,
    "month": Unit.MONTHS,
}
_MOST = {Unit.WORKING_DAYS: 100_000, Unit.CALENDAR_DAYS: 3650, Unit.MONTHS: 120}
_DIGITS = 9  # of no limit
_PART = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
_ROUNDED = ("up", "down")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOTICE_PATTERN = r"^[1-9][0-9]* working days?$"
_UNIT_PATTERN = r"^[1-9][0-9]* (working days?|calendar days?|months?)$"
_WORDS: dict[str, Deadline] = {
    "immediately": Immediately(),
    "none": NoLimit(),
    **{str(period): Recurring(period) for period in Period},
}


def fault(code: str, **values: Any) -> PydanticCustomError:
    """Return what pydantic is to raise for a mistake of this code."""
    from pydantic_core import PydanticCustomError  # here: a sound file has none

    return PydanticCustomError("mistake", "{code}", {"code": code, **values})


def _text(value: Any) -> Any:
    if isinstance(value, bool | int | WrittenDecimal):
        raise fault("not-text", found=value)
    if isinstance(value, str) and not value.strip():
        raise fault("empty-text")
    return value


def word(value: Any) -> Any:
    """Return a value that is no figure, nor empty, and has no full-width sign."""
    value = _text(value)
    if isinstance(value, str) and (sign := full_width_in(value)):
        raise fault("full-width", found=sign)
    return value


def _article(value: Any) -> Any:
    """An article in figures, however it is cited."""
    value = _text(value)
    return word(canonical(value)) if isinstance(value, str) else value


def one_or_more(value: Any) -> Any:
    """Return a value that stands alone as a list of one."""
    return value if isinstance(value, list) else [value]


def _value(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def deadline_of(value: Any) -> Deadline:
    """Parse a deadline: words, a count with its unit, or what the text calls an open limit."""
    if isinstance(value, dict):
        if "of" in value:
            return _fraction(value)
        return _notice(value) if "before" in value else _open_limit(value)
    if not isinstance(value, str) or isinstance(value, WrittenDecimal):
        raise fault("deadline-form", found=value)
    if value in _WORDS:
        return _WORDS[value]
    counted = _COUNT.fullmatch(value)
    if counted is None or counted[2] not in _UNITS:
        raise _no_deadline(value, counted)
    count, unit = _whole(counted[1]), counted[2]
    if not 1 <= count <= _MOST[_UNITS[unit]]:
        raise fault("deadline-count", found=count, most=_MOST[_UNITS[unit]])
    return Within(count, _UNITS[unit])


def _no_deadline(value: str, counted: re.Match[str] | None) -> PydanticCustomError:
    """What is wrong with a deadline that is no word, nor a count with a known unit."""
    finer, near = nearest_limit(value)
    if finer:
        return fault("deadline-hours", found=value, near=near)
    if sign := full_width_in(value):
        return fault("full-width", found=sign)
    if counted is None:
        return fault("deadline-unit" if near else "deadline-form", found=value, near=near)
    return fault("deadline-unit", found=counted[2], near=near)


def _whole(digits: str) -> int:
    """A number of days; more than any limit may have where it has more digits than any."""
    return int(digits[-_DIGITS:]) if len(digits.lstrip("0")) <= _DIGITS else 10**_DIGITS


def some_days(value: Any) -> Any:
    """Return the length of an extension, that is not none."""
    if isinstance(value, str) and re.match(r"0+\D", value):
        raise fault("extension-count")
    return value


def _notice(value: dict[str, Any]) -> Deadline:
    event, least, wording = value["before"], value.get("at-least"), value.get("wording", "")
    if not isinstance(event, str) or not re.fullmatch(NAME, event):
        raise fault("not-a-name", found=event)
    if unknown := set(value) - {"before", "at-least", "wording"}:
        known = "before, at-least, wording"
        raise fault("unknown-key", word=min(unknown), known=known)
    if not isinstance(wording, str):
        raise fault("not-text", found=wording)
    if "wording" in value and not wording.strip():
        raise fault("empty-text")
    if "at-least" not in value:
        return Before(event, wording=wording)
    count = deadline_of(least) if isinstance(least, str) else None
    if not isinstance(count, Within) or count.unit is not Unit.WORKING_DAYS:
        raise fault("notice-form", found=least)
    return Before(event, count.count, wording)


def _fraction(value: dict[str, Any]) -> Deadline:
    """Parse a part of another rule's limit; the whole where no part is written."""
    of, part, rounded = value["of"], value.get("part", "1/1"), value.get("rounded", "up")
    if not isinstance(of, str) or not re.fullmatch(NAME, of):
        raise fault("not-a-name", found=of)
    if unknown := set(value) - {"of", "part", "rounded"}:
        raise fault("unknown-key", word=min(unknown), known="of, part, rounded")
    if rounded not in _ROUNDED:
        raise fault("wrong-value", found=rounded, known=", ".join(_ROUNDED))
    share = _PART.fullmatch(part) if isinstance(part, str) else None
    if share is None or not 1 <= int(share[1]) <= int(share[2]):
        raise fault("part-form", found=part)
    return Fraction(of, int(share[1]), int(share[2]), rounded == "up")


def _supplied(value: dict[str, Any]) -> Deadline:
    """Parse a limit that is set elsewhere, with the rule of a text above that supplies it."""
    wording, by = value.get("external"), value["by"]
    if unknown := set(value) - {"external", "by"}:
        raise fault("unknown-key", word=min(unknown), known="external, by")
    if not isinstance(wording, str) or not wording.strip():
        raise fault("deadline-form", found=value)
    if not isinstance(by, str) or not re.fullmatch(NAME, by):
        raise fault("not-a-name", found=by)
    return External(wording, by)


def _open_limit(value: dict[str, Any]) -> Deadline:
    if "by" in value:
        return _supplied(value)
    if len(value) == 1:
        kind, wording = next(iter(value.items()))
        if isinstance(wording, str) and wording.strip():
            if kind == "indefinite":
                return Indefinite(wording)
            if kind == "external":
                return External(wording)
            if kind == "immediately":
                return Immediately(wording)
    raise fault("deadline-form", found=value)


NAME = r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$"
NAME_SCHEMA = {"type": "string", "pattern": NAME}
_NOTICE_SCHEMA = {
    "type": "object",
    "required": ["before"],
    "additionalProperties": False,
    "properties": {
        "before": NAME_SCHEMA,
        "at-least": {"type": "string", "pattern": _NOTICE_PATTERN},
        "wording": {"type": "string", "pattern": r"\S"},
    },
}
_FRACTION_SCHEMA = {
    "type": "object",
    "required": ["of"],
    "additionalProperties": False,
    "properties": {
        "of": NAME_SCHEMA,
        "part": {"type": "string", "pattern": "^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$"},
        "rounded": {"enum": list(_ROUNDED)},
    },
}
_OPEN_SCHEMA = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
    "properties": {
        name: {"type": "string", "pattern": r"\S"}
        for name in ("immediately", "indefinite", "external")
    },
}

_SUPPLIED_SCHEMA = {
    "type": "object",
    "required": ["external", "by"],
    "additionalProperties": False,
    "properties": {"external": {"type": "string", "pattern": r"\S"}, "by": NAME_SCHEMA},
}

_TEXT_SCHEMA = Schema({"type": "string", "pattern": r"\S"})
Text = Annotated[str, Through(_text), _TEXT_SCHEMA]
Word = Annotated[str, Through(word), Bounds(pattern=NAME), Schema(NAME_SCHEMA)]
Article = Annotated[str, Through(_article), _TEXT_SCHEMA]
_LISTED = Schema(
    {
        "anyOf": [
            {"type": "string", "pattern": r"\S"},
            {"type": "array", "items": {"type": "string", "pattern": r"\S"}, "minItems": 1},
        ]
    }
)
Articles = Annotated[list[Article], Through(one_or_more), Bounds(min_length=1), _LISTED]
References = Annotated[list[Article], Through(one_or_more), _LISTED]


Words = Annotated[
    list[Word],
    Through(one_or_more),
    Bounds(min_length=1),
    Schema({"anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}]}),
]
Values = Annotated[
    list[Annotated[str, Through(_value)]],
    Through(one_or_more),
    Bounds(min_length=1),
    Schema(
        {
            "anyOf": [
                {"type": ["string", "boolean"]},
                {"type": "array", "items": {"type": ["string", "boolean"]}, "minItems": 1},
            ]
        }
    ),
]
OneDeadline = Annotated[
    Any,
    Through(deadline_of),
    Schema(
        {
            "anyOf": [
                {"type": "string", "pattern": _UNIT_PATTERN},
                {"enum": list(_WORDS)},
                _OPEN_SCHEMA,
                _NOTICE_SCHEMA,
                _FRACTION_SCHEMA,
                _SUPPLIED_SCHEMA,
            ],
            "examples": [
                "2 working days",
                *_WORDS,
                {"immediately": "实时"},
                {"indefinite": "及时"},
                {"external": "法定期限"},
                {"external": "法定期限", "by": "licensing-law.decision"},
                {"before": "survey.held", "at-least": "1 working day"},
                {"of": "approval-decision", "part": "1/2"},
            ],
        }
    ),
]


TextsAbove = Annotated[
    list[Annotated[str, Through(word)]],
    Through(one_or_more),
    Bounds(min_length=1),
    _LISTED,
]
"""Rule files that stand above, each the name of a shipped one or a path from the file itself."""


def _date(value: Any) -> date:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise fault("not-a-date", found=value)
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise fault("not-a-date", found=value) from None


def _in_force(value: Any) -> date | None:
    return None if value == "not-stated" else _date(value)


_DATE = Schema({"type": "string", "format": "date"})
Date = Annotated[date, Through(_date), _DATE]
InForce = Annotated[
    date | None,
    Through(_in_force),
    Schema({"anyOf": [{"const": "not-stated"}, {"type": "string", "format": "date"}]}),
]
