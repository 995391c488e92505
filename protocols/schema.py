"""The JSON Schema of rule files, for completion and checks in an editor.

Run ``python -m protocols.schema`` after a change to the forms or the vocabulary; a test compares
the shipped file with what this module makes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model.vocabulary import Vocabulary
from protocols.fields import NAME, NAME_SCHEMA
from protocols.form import RegimeForm, VocabularyForm
from protocols.library import shared_vocabulary
from protocols.marks import EFFECTS, MARKS
from protocols.models import model_of
from protocols.plain import fields_of

FILE = Path(__file__).with_name("rule-file.schema.json")

_SUGGESTED = {
    ("ObligationForm", "act"): "events",
    ("ObligationForm", "bearer"): "parties",
    ("ObligationForm", "towards"): "parties",
    ("ObligationForm", "overdue"): "events",
    ("LapseForm", "lapse"): "events",
    ("SuspensionForm", "from"): "events",
    ("SuspensionForm", "until"): "events",
    ("ExtensionForm", "on"): "events",
    ("CountsAsForm", "counts-as"): "events",
    ("PowerForm", "may"): "events",
    ("PowerForm", "bearer"): "parties",
    ("PowerForm", "until"): "events",
    ("PowerForm", "towards"): "parties",
    ("ProhibitionForm", "must-not"): "events",
    ("ProhibitionForm", "until"): "events",
    ("ProhibitionForm", "bearer"): "parties",
    ("SanctionForm", "by"): "parties",
    ("SanctionForm", "consequence"): "consequences",
    ("PropertyForm", "trigger"): "events",
}
_TRIGGERED = ("ObligationForm", "LapseForm", "CountsAsForm", "PowerForm", "ProhibitionForm")
_SEVERAL = (*((form, "on") for form in _TRIGGERED), ("PropertyForm", "response"))
"""Keys under which one event or several may stand."""

_MARKED = {
    **dict.fromkeys(
        ("ObligationForm", "LapseForm", "CountsAsForm", "PowerForm", "ProhibitionForm"),
        ("on", "until", "excused-by", "unless", "overdue", "on-expiry", "deadline", *EFFECTS),
    ),
    "SuspensionForm": ("from", "until"),
    "ExtensionForm": ("on",),
    "ClockForm": ("restarts",),
    "PropertyForm": ("trigger", "response"),
    "ConcernForm": ("trigger", "never"),
    "PurposeForm": ("reach",),
    "EventForm": ("presupposes",),
}
"""Keys under which an event may stand with a mark that says of which round it is."""

_ANY = r"\S"
_NAMED = ("id", "of", "first", "over", *fields_of(VocabularyForm))
"""Keys that name something by its identifier or give one, so that no label will do."""


def rule_file_schema() -> dict[str, Any]:
    """Return the schema: the form exactly, the words as suggestions (a file may add its own)."""
    schema = model_of(RegimeForm).model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "shenguan rule file"
    words = shared_vocabulary()
    for (form, key), kind in _SUGGESTED.items():
        properties = schema["$defs"][form]["properties"]
        properties[key] = {"anyOf": [_known(words, kind), NAME_SCHEMA]}
    for form, key in _SEVERAL:
        schema["$defs"][form]["properties"][key]["anyOf"].insert(0, _known(words, "events"))
    _clocks(schema["$defs"])
    _rounds(schema["$defs"])
    _bearers(schema["$defs"])
    _readings(schema["$defs"])
    for form in schema["$defs"].values():
        form["properties"] = {
            key: part if key in _NAMED else _or_label(part)
            for key, part in form.get("properties", {}).items()
        }
    again = schema["$defs"]["RoundsForm"]["properties"]
    again["events"] = _or_label(again["events"])
    return schema


def _clocks(forms: dict[str, Any]) -> None:
    """What stops or lengthens a limit, once or in several ways."""
    for key, form in (("stops", "SuspensionForm"), ("extends", "ExtensionForm")):
        one = {"$ref": f"#/$defs/{form}"}
        several = {"type": "array", "items": one, "minItems": 1}
        forms["ClockForm"]["properties"][key] = {"anyOf": [one, several]}


def _rounds(forms: dict[str, Any]) -> None:
    """An event may be one of another round."""
    forms["RoundMark"] = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {mark: {"type": "string", "pattern": _ANY} for mark in MARKS},
    }
    for form, keys in _MARKED.items():
        for key, part in forms[form]["properties"].items():
            if key in keys:
                forms[form]["properties"][key] = _or_marked(part)


def _or_marked(part: Any, key: str = "") -> Any:
    """A part of the schema in which an event may have a mark; what is a part of one is a rule."""
    if part == NAME_SCHEMA and key != "of":
        return {"anyOf": [NAME_SCHEMA, {"$ref": "#/$defs/RoundMark"}]}
    if isinstance(part, dict):
        return {name: _or_marked(each, name) for name, each in part.items()}
    return [_or_marked(each) for each in part] if isinstance(part, list) else part


def _bearers(forms: dict[str, Any]) -> None:
    """One bearer, or several of whom each or any must act."""
    several = {"type": "array", "items": NAME_SCHEMA, "minItems": 2, "uniqueItems": True}
    every = [
        {
            "type": "object",
            "required": [key],
            "additionalProperties": False,
            "properties": {key: several},
        }
        for key in ("each", "any")
    ]
    for form in ("ObligationForm", "PowerForm", "ProhibitionForm"):
        forms[form]["properties"]["bearer"]["anyOf"] += every


def _readings(forms: dict[str, Any]) -> None:
    """One reading or several, and the keys of a rule that an alternative may change."""
    reading = {"$ref": "#/$defs/ReadingForm"}
    changes: dict[str, list[Any]] = {}
    for form in _TRIGGERED:
        forms[form]["properties"]["reading"] = {
            "anyOf": [reading, {"type": "array", "items": reading, "minItems": 1}]
        }
        for key, part in forms[form]["properties"].items():
            if key not in ("id", "article", "reading") and part not in changes.setdefault(key, []):
                changes[key].append(part)
    keys = {"type": "object", "minProperties": 1, "additionalProperties": False}
    otherwise = {key: {"anyOf": [*parts, {"type": "null"}]} for key, parts in changes.items()}
    changed = {**keys, "properties": otherwise}
    forms["AlternativeForm"]["properties"]["rule"] = {"anyOf": [{"const": "none"}, changed]}


def _or_label(part: Any) -> Any:
    """A part of the schema in which a label does as well as an identifier."""
    if part == NAME_SCHEMA:
        return {"type": "string", "pattern": _ANY}
    if isinstance(part, dict):
        return {_ANY if key == NAME else key: _or_label(each) for key, each in part.items()}
    return [_or_label(each) for each in part] if isinstance(part, list) else part


def _known(words: Vocabulary, kind: str) -> dict[str, Any]:
    return {"enum": list(getattr(words, kind))}


def text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(rule_file_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
