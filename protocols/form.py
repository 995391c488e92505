"""The form of a rule file: what its keys are and what may stand in them.

Only the form is checked here, field by field; whether the words exist and fit each other is the
matter of :mod:`protocols.reader`. The JSON Schema for editors is made from these classes.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from model import language
from model.deadline import Counting
from model.ledger import NoBehaviour
from model.property import Asks, World
from protocols.conditions import Bounds, Kinds, Schema, Through, Worded
from protocols.extent import ArticleCount, EncodedPart
from protocols.fields import (
    NAME_SCHEMA,
    Article,
    Articles,
    Date,
    InForce,
    OneDeadline,
    References,
    Text,
    TextsAbove,
    Values,
    Word,
    Words,
    fault,
    one_or_more,
    some_days,
)
from protocols.plain import Form

_SOME = Bounds(min_length=1)


class TextForm(Form):
    """A text in both languages; where there is no English, the Chinese stands in both."""

    zh: Text
    en: Text = ""

    def read(self) -> language.Text:
        """Return the model's label."""
        return language.Text(self.zh, self.en or self.zh)


class PartyForm(TextForm):
    """An institution, and the one that it is a part of."""

    within: Word | None = None


class Trigger(Form):
    """Several events that set a rule going, as the first or as the last of them."""

    any: Annotated[list[Word] | None, _SOME] = None
    all: Annotated[list[Word] | None, _SOME] = None


def _changes(value: Any) -> Any:
    """The keys of a rule that would be otherwise; which they are is looked at in the rule."""
    if value == "none" or (isinstance(value, dict) and value):
        return value
    raise fault("alternative-form", found=value)


class AlternativeForm(TextForm):
    """What one could read instead, and the rule's keys that would be otherwise."""

    rule: Annotated[Any, Through(_changes)]


class ReadingForm(TextForm):
    """The reading taken of a clause, its reason, and what one could read instead."""

    because: TextForm | None = None
    alternatives: Annotated[dict[Word, AlternativeForm], _SOME] = {}


def _exceptions(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


_GUARD_SCHEMA = {"type": "object", "minProperties": 1}
Exceptions = Annotated[
    list[Annotated[dict[Word, Values], _SOME]],
    Through(_exceptions),
    Schema({"anyOf": [_GUARD_SCHEMA, {"type": "array", "items": _GUARD_SCHEMA}]}),
]


class Channels(Form):
    """The ways by which an act must reach somebody: any one of them, or all."""

    any: Words | None = None
    all: Words | None = None


class Expiry(Form):
    """A default on expiry with its exceptions, of which any suffices."""

    event: Word
    unless: Exceptions = []


def _trigger(value: Any) -> Any:
    if isinstance(value, list):
        raise fault("trigger-form")
    return {"any": [value]} if not isinstance(value, dict) else value


def _channels(value: Any) -> Any:
    return value if isinstance(value, dict) else {"all": value}


def _expiry(value: Any) -> Any:
    return {"event": value} if not isinstance(value, dict) else value


def _or_word(form: type[Form]) -> Schema:
    def schema() -> dict[str, Any]:
        from protocols.models import model_of

        whole = model_of(form).model_json_schema(by_alias=True)
        whole.pop("$defs", None)
        return {"anyOf": [NAME_SCHEMA, whole]}

    return Schema(schema)


OneTrigger = Annotated[Trigger, Through(_trigger), _or_word(Trigger)]
_CHANNELS_SCHEMA = Schema(
    {
        "anyOf": [
            NAME_SCHEMA,
            {"type": "array", "items": NAME_SCHEMA, "minItems": 1},
            *(
                {
                    "type": "object",
                    "required": [key],
                    "additionalProperties": False,
                    "properties": {key: {"type": "array", "items": NAME_SCHEMA, "minItems": 1}},
                }
                for key in ("any", "all")
            ),
        ]
    }
)
SomeChannels = Annotated[Channels, Through(_channels), _CHANNELS_SCHEMA]
OneExpiry = Annotated[Expiry, Through(_expiry), _or_word(Expiry)]
Readings = Annotated[list[ReadingForm], Through(one_or_more), _SOME]


class SuspensionForm(Form):
    """Time that is not counted: from one event until another."""

    from_: Word
    until: Word


class ExtensionForm(Form):
    """An event that lengthens a limit, and by how much."""

    on: Word
    by: Annotated[OneDeadline, Through(some_days)]


class ClockForm(Form):
    """What stops, restarts or lengthens a limit while it runs."""

    stops: Annotated[list[SuspensionForm], Through(one_or_more), _SOME] = []
    restarts: Words = []
    extends: Annotated[list[ExtensionForm], Through(one_or_more), _SOME] = []


class PeriodForm(Form):
    """The first and the last day on which a rule is in force."""

    from_: Date | None = None
    until: Date | None = None


class _RuleForm(Form):
    id: Word
    article: Article
    in_force: PeriodForm | None = None
    on: OneTrigger
    when: dict[Word, Values] = {}
    reading: Readings = []
    refers_to: References = []


class ObligationForm(_RuleForm):
    """A duty: who must do what, by when, and what is deemed if it is not done."""

    bearer: Word
    bearer_stated: bool = True
    jointly: Words = []
    bearer_leads: bool = False
    bearer_either: bool = False
    act: Word
    content: Words = []
    deadline: OneDeadline
    limit_article: Article | None = None
    start: Literal["stated", "unstated"] = "stated"
    towards: Word | None = None
    through: SomeChannels = Channels()
    excused_by: Words = []
    clock: ClockForm = ClockForm()
    on_expiry: OneExpiry | None = None
    overdue: Word | None = None


class LapseForm(_RuleForm):
    """What happens when time runs out and nobody is to blame, unless something comes first."""

    lapse: Word
    deadline: OneDeadline
    start: Literal["stated", "unstated"] = "stated"
    unless: Words = []
    clock: ClockForm = ClockForm()


class CountsAsForm(_RuleForm):
    """A constitutive rule: the trigger itself is the event."""

    counts_as: Word


class PowerForm(_RuleForm):
    """A permission: who may do what after the trigger, until something ends it if that is named."""

    bearer: Word
    may: Word
    until: Word | None = None
    towards: Word | None = None
    through: SomeChannels = Channels()


class ProhibitionForm(_RuleForm):
    """What somebody must not do after the trigger, until something else if that is named."""

    bearer: Word
    must_not: Word
    until: Word | None = None


def _kind(value: Any) -> str:
    kinds = ("lapse", "counts-as", "may", "must-not")
    found = next((key for key in kinds if isinstance(value, dict) and key in value), "obligation")
    return f"#{found}"


TimedForm = ObligationForm | LapseForm
AnyRuleForm = ObligationForm | LapseForm | CountsAsForm | PowerForm | ProhibitionForm
RULES: Mapping[str, type[Form]] = {
    "#obligation": ObligationForm,
    "#lapse": LapseForm,
    "#counts-as": CountsAsForm,
    "#may": PowerForm,
    "#must-not": ProhibitionForm,
}
"""The kinds of rules by what a mistake in one of them is told with."""

RuleForm = Annotated[AnyRuleForm, Kinds(_kind, RULES)]


class SanctionForm(Form):
    """Who answers for which breaches."""

    id: Word
    article: Article
    of: Words
    consequence: Word
    reading: TextForm | None = None
    by: Word | None = None
    ground: Literal["late", "breach"] = "breach"
    harm: TextForm | None = None
    excuse: TextForm | None = None
    grade: Text | None = None
    general: bool = False
    deemed_too: bool = False
    refers_to: References = []


class PrecedenceForm(Form):
    """A hierarchy clause: the first rules prevail over the others."""

    article: Article
    first: Words
    over: Words


class SilentForm(Form):
    """Articles without behaviour over time, and why they have none."""

    articles: Articles
    kind: Annotated[NoBehaviour, Worded()]
    reason: TextForm
    refers_to: References = []
    defines: Words = []
    takes_up: Words = []


class LedgerForm(Form):
    """Every unit of the text."""

    articles: ArticleCount = 0
    sections: list[Article] = []
    partial: EncodedPart = False
    silent: list[SilentForm] = []


class DocumentForm(Form):
    """The text that the rules are read from."""

    title: TextForm
    number: Text | None = None
    level: Literal["national", "province", "city", "district", "county"]
    issued: Date
    in_force: InForce
    note: TextForm | None = None
    text: Text | None = None


class EventForm(Form):
    """An event type."""

    label: TextForm
    by: Word = "world"
    scope: Literal["case", "thread"] = "thread"
    presupposes: Words = []
    when: dict[Word, Values] = {}
    answers: Word | None = None
    mirror: Word | None = None
    refusal: Word | None = None
    consents: Word | None = None
    question: bool = False
    covers: Word | None = None
    settles: Word | None = None
    failing: Word | None = None
    report: bool = False
    sees_to: Words = []


def _named_values(value: Any) -> Any:
    return dict.fromkeys(value) if isinstance(value, list) else value


_VALUE_SCHEMA = {"type": "string", "pattern": r"\S"}
_NAME_SCHEMA = {
    "type": "object",
    "required": ["zh"],
    "additionalProperties": False,
    "properties": {"zh": _VALUE_SCHEMA, "en": _VALUE_SCHEMA},
}
AttributeValues = Annotated[
    dict[Text, TextForm | None],
    Through(_named_values),
    Schema(
        {
            "anyOf": [
                {"type": "array", "items": _VALUE_SCHEMA, "minItems": 2},
                {"type": "object", "minProperties": 2, "additionalProperties": _NAME_SCHEMA},
            ]
        }
    ),
]


class AttributeForm(Form):
    """An attribute of a case with its possible values."""

    label: TextForm
    values: Annotated[AttributeValues, Bounds(min_length=2)] = {"false": None, "true": None}
    known_to: Word | None = None
    grade: Text | None = None
    phrases: dict[Text, TextForm] = {}


class ConcernForm(Form):
    """A course of events that rules should exclude."""

    label: TextForm
    trigger: Word
    never: Words
    when: dict[Word, Values] = {}


class PurposeForm(Form):
    """Something that rules should leave possible."""

    label: TextForm
    reach: Words
    when: dict[Word, Values] = {}


class VocabularyForm(Form):
    """Words and what they mean."""

    parties: dict[Word, PartyForm] = {}
    channels: dict[Word, TextForm] = {}
    events: dict[Word, EventForm] = {}
    attributes: dict[Word, AttributeForm] = {}
    consequences: dict[Word, TextForm] = {}
    contents: dict[Word, TextForm] = {}
    concerns: dict[Word, ConcernForm] = {}
    purposes: dict[Word, PurposeForm] = {}


class PropertyForm(Form):
    """What is asked of every run."""

    label: TextForm
    trigger: Word
    response: Words
    performed: bool = False
    when: dict[Word, Values] = {}
    ahead: Annotated[int, Bounds(ge=0, le=1000)] = 0
    within: Annotated[int, Bounds(ge=0, le=100_000)] | None = None
    asks: Annotated[Asks, Worded()] = Asks.RESPONSE
    days: Annotated[int, Bounds(ge=1, le=100_000)] | None = None
    by_all: bool = False
    world: Annotated[World, Worded()] = World.ANY


class QuestionsForm(Form):
    """A file of properties."""

    properties: dict[Word, PropertyForm]


MOST_ROUNDS = 20
"""More would only be counted; what holds of so many is no other for more."""


class RoundsForm(Form):
    """Events that come again together, and how often."""

    times: Annotated[int, Bounds(ge=1, le=MOST_ROUNDS)]
    events: Words
    last_without: Words = []


class RegimeForm(Form):
    """A rule file."""

    regime: Word
    name: TextForm
    document: DocumentForm
    under: TextsAbove = []
    amends: Text | None = None
    repeals: Words = []
    transition: Literal["begun-goes-on", "all"] = "begun-goes-on"
    counting: Annotated[Counting | None, Worded()] = None
    vocabulary: VocabularyForm = VocabularyForm()
    rounds: list[RoundsForm] = []
    rules: Annotated[list[RuleForm], _SOME]
    sanctions: list[SanctionForm] = []
    precedence: list[PrecedenceForm] = []
    ledger: LedgerForm | None = None
    properties: dict[Word, PropertyForm] = {}
