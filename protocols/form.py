"""The form of a rule file: what its keys are and what may stand in them.

Only the form is checked here, field by field; whether the words exist and fit each other is the
matter of :mod:`protocols.reader`. The JSON Schema for editors is made from these classes.
"""

from __future__ import annotations

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

from model import language
from model.deadline import Counting
from protocols.fields import (
    NAME_SCHEMA,
    Article,
    Date,
    InForce,
    OneDeadline,
    Text,
    Values,
    Word,
    Words,
    fault,
)


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
        raise fault("trigger-form")
    return {"any": [value]} if not isinstance(value, dict) else value


def _expiry(value: Any) -> Any:
    return {"event": value} if not isinstance(value, dict) else value


def _or_word(form: type[Form]) -> WithJsonSchema:
    whole = form.model_json_schema(by_alias=True)
    whole.pop("$defs", None)
    return WithJsonSchema({"anyOf": [NAME_SCHEMA, whole]})


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


class DocumentForm(Form):
    """The text that the rules are read from."""

    title: Label
    number: Text | None = None
    level: Literal["national", "province", "city", "district", "county"]
    issued: Date
    in_force: InForce
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
