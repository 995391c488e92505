"""The form of a design file: what its keys are and what may stand in them.

What is changed in a rule or a scenario is checked where it lands, by the readers of rule files and
of scenarios; so those parts have no form here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from experiments.designs.point import Of
from experiments.scenarios.conduct import Source
from model.deadline import Counting
from protocols.fields import Article, Text, Word, fault
from protocols.form import TextForm
from protocols.models import Model

PARTS = ("deadline", "on-expiry", "on", "start", "bearer")
"""What a change may alter in a rule."""

Part = Literal["deadline", "on-expiry", "on", "start", "bearer"]


def _regime(value: Any) -> Any:
    return {"regime": value} if isinstance(value, str) else value


def _scenario(value: Any) -> Any:
    return {"scenario": value} if isinstance(value, str) else value


def _named(value: Any) -> Any:
    """A list of names stands for each of them under its own name."""
    if not isinstance(value, list):
        return value
    names = [one for one in value if isinstance(one, str)]
    if len(set(names)) < len(value):
        raise fault("names-distinct")
    return {name: name for name in names}


def _reading(value: Any) -> int | None:
    if value == "strict":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100_000:
        raise fault("not-a-reading", found=value)
    return value


def _number(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _end(value: Any) -> Any:
    """An end of a range; true and false are none."""
    return "" if isinstance(value, bool) else _number(value)


def _sampled(value: Any) -> Any:
    """A number alone is the size of the sample."""
    return {"sample": value} if isinstance(value, int) else value


def _power_of_two(value: int) -> int:
    if value & (value - 1):
        raise fault("not-a-power-of-two", found=value)
    return value


def _varied(value: Any) -> Any:
    return {"setting": value} if isinstance(value, str) else value


class ChangeForm(Model):
    """One change: parts of a rule, a rule that is added, or one that is dropped."""

    rule: Text | None = None
    article: Article | None = None
    deadline: Any = None
    on_expiry: Any = None
    on: Any = None
    start: Any = None
    bearer: Any = None
    add: dict[str, Any] | None = None
    drop: Text | None = None


class RegimeForm(Model):
    """A regime as it stands, or with changes."""

    regime: Text
    label: TextForm | None = None
    counting: Counting | None = Field(default=None, strict=False)
    readings: dict[Text, Text] = {}
    changes: list[ChangeForm] = []


class SettingForm(Model):
    """A value put into a scenario at a path of keys."""

    at: list[str | int] = Field(min_length=1)
    to: Any


class ScenarioForm(Model):
    """A scenario as it stands, or with changes."""

    scenario: Text
    label: TextForm | None = None
    changes: list[SettingForm] = []


class VaryForm(Model):
    """What a level is a level of."""

    rule: Text | None = None
    article: Article | dict[Word, Article] | None = None
    part: Part = "deadline"
    scenario: list[str | int] | None = Field(default=None, min_length=1)
    setting: Literal["reading", "counting"] | None = None


class LevelForm(Model):
    """A parameter and the values that it takes in turn."""

    label: TextForm | None = None
    vary: Annotated[VaryForm, BeforeValidator(_varied)]
    values: list[Any] | dict[Text, Any]


End = Annotated[float, BeforeValidator(_end), Field(strict=False, allow_inf_nan=False)]


class AssumptionForm(Model):
    """Something merely assumed, and what it could be instead: values, or a range."""

    label: TextForm | None = None
    source: Source
    vary: Annotated[VaryForm, BeforeValidator(_varied)]
    values: list[Any] | dict[Text, Any] | None = None
    low: End | None = None
    high: End | None = None
    words: dict[Text, TextForm] = {}


class SobolForm(Model):
    """How ranges are sampled together."""

    sample: Annotated[int, Field(ge=2, le=4096), AfterValidator(_power_of_two)]
    replications: Annotated[int, Field(ge=1, le=100_000)] = 1


class PrecisionForm(Model):
    """How narrow an interval is wanted, and when to give up."""

    measure: Text
    half_width: Annotated[float, BeforeValidator(_number), Field(gt=0, strict=False)]
    confidence: Annotated[float, BeforeValidator(_number), Field(gt=0, lt=1, strict=False)] = 0.95
    most: Annotated[int, Field(ge=2, le=100_000)] = 1000
    of: Of = Field(default=Of.EACH_POINT, strict=False)


class BestForm(Model):
    """Which choice is wanted as the best, by what difference that matters, and at what error."""

    measure: Text
    prefer: Literal["smallest", "largest"]
    zone: Annotated[float, BeforeValidator(_number), Field(gt=0, strict=False)]
    confidence: Annotated[float, BeforeValidator(_number), Field(gt=0.5, lt=1, strict=False)] = 0.95
    most: Annotated[int, Field(ge=10, le=100_000)] = 1000


RegimeEntry = Annotated[RegimeForm, BeforeValidator(_regime)]
ScenarioEntry = Annotated[ScenarioForm, BeforeValidator(_scenario)]


class DesignForm(Model):
    """A design file."""

    design: Word
    question: TextForm
    baseline: RegimeEntry
    reforms: Annotated[dict[Word, RegimeEntry], BeforeValidator(_named)] = {}
    scenarios: Annotated[
        dict[Word, ScenarioEntry], BeforeValidator(_named), Field(min_length=1)
    ] = {"ordinary": ScenarioForm(scenario="ordinary")}
    levels: dict[Word, LevelForm] = {}
    assumptions: dict[Word, AssumptionForm] = {}
    assumption_replications: Annotated[int, Field(ge=1, le=100_000)] | None = None
    sobol: Annotated[SobolForm, BeforeValidator(_sampled)] | None = None
    replications: Annotated[int, Field(ge=1, le=100_000)]
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    year: Annotated[int, Field(ge=1900, le=2200)]
    reading: Annotated[int | None, BeforeValidator(_reading)] = 5
    calendar: Text | None = None
    ask: dict[Word, Text] = {}
    properties: Text | None = None
    measures: list[Text] = []
    single_spans: bool = True
    precision: PrecisionForm | None = None
    best: BestForm | None = None
