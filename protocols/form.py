"""The form of a rule file: what its keys are and what may stand in them.

Only the form is checked here, field by field; whether the words exist and fit each other is the
matter of :mod:`protocols.reader`. The JSON Schema for editors is made from these classes.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from model import language
from model.deadline import (
    Counting,
    Deadline,
    External,
    Immediately,
    Indefinite,
    NoLimit,
    Period,
    Recurring,
    Unit,
    Within,
)
from protocols.document import WrittenDecimal, full_width_in

_COUNT = re.compile(r"(\d+)\s+([a-z ]+?)s?")
_UNITS = {
    "working day": Unit.WORKING_DAYS,
    "calendar day": Unit.CALENDAR_DAYS,
    "month": Unit.MONTHS,
}
_UNIT_PATTERN = r"^[1-9]\d* (working days?|calendar days?|months?)$"
_WORDS: dict[str, Deadline] = {
    "immediately": Immediately(),
    "none": NoLimit(),
    **{str(period): Recurring(period) for period in Period},
}


def _fault(code: str, **values: Any) -> PydanticCustomError:
    return PydanticCustomError("mistake", "{code}", {"code": code, **values})


def _text(value: Any) -> Any:
    if isinstance(value, bool | int | WrittenDecimal):
        raise _fault("not-text", found=value)
    if isinstance(value, str) and not value.strip():
        raise _fault("empty-text")
    return value


def _word(value: Any) -> Any:
    value = _text(value)
    if isinstance(value, str) and (sign := full_width_in(value)):
        raise _fault("full-width", found=sign)
    return value


def _one_or_more(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _value(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _deadline(value: Any) -> Deadline:
    """Parse a deadline: words, a count with its unit, or what the text calls an open limit."""
    if isinstance(value, dict):
        return _open_limit(value)
    if not isinstance(value, str) or isinstance(value, WrittenDecimal):
        raise _fault("deadline-form", found=value)
    if sign := full_width_in(value):
        raise _fault("full-width", found=sign)
    if value in _WORDS:
        return _WORDS[value]
    counted = _COUNT.fullmatch(value)
    if counted is None:
        raise _fault("deadline-form", found=value)
    count, unit = int(counted[1]), counted[2]
    if unit not in _UNITS:
        raise _fault("deadline-unit", found=unit)
    if not 1 <= count <= 100_000:
        raise _fault("deadline-count", found=count)
    return Within(count, _UNITS[unit])


def _open_limit(value: dict[str, Any]) -> Deadline:
    if len(value) == 1:
        kind, wording = next(iter(value.items()))
        if isinstance(wording, str) and wording.strip():
            if kind == "indefinite":
                return Indefinite(wording)
            if kind == "external":
                return External(wording)
    raise _fault("deadline-form", found=value)


_OPEN_SCHEMA = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
    "properties": {
        name: {"type": "string", "pattern": r"\S"} for name in ("indefinite", "external")
    },
}

NAME = r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$"
_NAME_SCHEMA = {"type": "string", "pattern": NAME}
_TEXT_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"\S"})
Text = Annotated[str, BeforeValidator(_text), _TEXT_SCHEMA]
Word = Annotated[str, BeforeValidator(_word), Field(pattern=NAME), WithJsonSchema(_NAME_SCHEMA)]
Article = Annotated[str, BeforeValidator(_word), _TEXT_SCHEMA]
Words = Annotated[
    list[Word],
    BeforeValidator(_one_or_more),
    Field(min_length=1),
    WithJsonSchema(
        {"anyOf": [_NAME_SCHEMA, {"type": "array", "items": _NAME_SCHEMA, "minItems": 1}]}
    ),
]
Values = Annotated[
    list[Annotated[str, BeforeValidator(_value)]],
    BeforeValidator(_one_or_more),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "boolean"]},
                {"type": "array", "items": {"type": ["string", "boolean"]}},
            ]
        }
    ),
]
OneDeadline = Annotated[
    Any,
    BeforeValidator(_deadline),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _UNIT_PATTERN},
                {"enum": list(_WORDS)},
                _OPEN_SCHEMA,
            ],
            "examples": [
                "2 working days",
                *_WORDS,
                {"indefinite": "及时"},
                {"external": "法定期限"},
            ],
        }
    ),
]


class Form(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=lambda name: name.strip("_").replace("_", "-"),
    )


class Label(Form):
    """A text in both languages."""

    zh: Text
    en: Text

    def read(self) -> language.Label:
        """Return the model's label."""
        return language.Label(self.zh, self.en)


class Trigger(Form):
    """Several events that set a rule going, as the first or as the last of them."""

    any: list[Word] | None = Field(default=None, min_length=1)
    all: list[Word] | None = Field(default=None, min_length=1)


class Expiry(Form):
    """A default on expiry with its exception."""

    event: Word
    unless: dict[Word, Values] = {}


def _trigger(value: Any) -> Any:
    if isinstance(value, list):
        raise _fault("trigger-form")
    return {"any": [value]} if not isinstance(value, dict) else value


def _expiry(value: Any) -> Any:
    return {"event": value} if not isinstance(value, dict) else value


def _or_word(form: type[Form]) -> WithJsonSchema:
    whole = form.model_json_schema(by_alias=True)
    whole.pop("$defs", None)
    return WithJsonSchema({"anyOf": [_NAME_SCHEMA, whole]})


OneTrigger = Annotated[Trigger, BeforeValidator(_trigger), _or_word(Trigger)]
OneExpiry = Annotated[Expiry, BeforeValidator(_expiry), _or_word(Expiry)]


class _RuleForm(Form):
    id: Word
    article: Article
    on: OneTrigger
    when: dict[Word, Values] = {}
    reading: Label | None = None


class ObligationForm(_RuleForm):
    """A duty: who must do what, by when, and what is deemed if it is not done."""

    bearer: Word
    act: Word
    deadline: OneDeadline
    start: Literal["stated", "unstated"] = "stated"
    towards: Word | None = None
    through: Words = []
    on_expiry: OneExpiry | None = None


class CountsAsForm(_RuleForm):
    """A constitutive rule: the trigger itself is the event."""

    counts_as: Word


def _kind(value: Any) -> str:
    counts_as = isinstance(value, dict) and "counts-as" in value
    return "#counts-as" if counts_as else "#obligation"


RuleForm = Annotated[
    Annotated[ObligationForm, Tag("#obligation")] | Annotated[CountsAsForm, Tag("#counts-as")],
    Discriminator(_kind),
]


class SanctionForm(Form):
    """Who answers for which breaches."""

    id: Word
    article: Article
    of: Words
    consequence: Word
    reading: Label | None = None


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _fault("not-a-date", found=value) from None


def _in_force(value: Any) -> date | None:
    return None if value == "not-stated" else _date(value)


_DATE = WithJsonSchema({"type": "string", "format": "date"})
Date = Annotated[date, BeforeValidator(_date), _DATE]


class DocumentForm(Form):
    """The text that the rules are read from."""

    title: Label
    number: Text | None = None
    level: Literal["national", "province", "city", "district", "county"]
    issued: Date
    in_force: Annotated[
        date | None,
        BeforeValidator(_in_force),
        WithJsonSchema({"anyOf": [{"const": "not-stated"}, {"type": "string", "format": "date"}]}),
    ]
    note: Label | None = None


class EventForm(Form):
    """An event type."""

    label: Label
    by: Word = "world"
    scope: Literal["case", "thread"] = "thread"
    presupposes: Words = []


class AttributeForm(Form):
    """An attribute of a case with its possible values."""

    label: Label
    values: list[Text] = Field(default=["false", "true"], min_length=2)


class VocabularyForm(Form):
    """Words and what they mean."""

    parties: dict[Word, Label] = {}
    channels: dict[Word, Label] = {}
    events: dict[Word, EventForm] = {}
    attributes: dict[Word, AttributeForm] = {}
    consequences: dict[Word, Label] = {}


class RegimeForm(Form):
    """A rule file."""

    regime: Word
    name: Label
    document: DocumentForm
    counting: Counting = Field(default=Counting.EXCLUDE_FIRST_DAY, strict=False)
    vocabulary: VocabularyForm = VocabularyForm()
    rules: list[RuleForm] = Field(min_length=1)
    sanctions: list[SanctionForm] = []


class PropertyForm(Form):
    """A bounded-response property."""

    label: Label
    trigger: Word
    response: Word
    performed: bool = False
