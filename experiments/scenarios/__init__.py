"""Scenarios as files: the shipped ones beside this module, and any of the user's own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from experiments.scenarios.words import ScenarioWords
from model.language import Complaint
from model.simulation.scenario import (
    Department,
    Effort,
    Every,
    Later,
    LegalAct,
    MatterKind,
    Scenario,
    Task,
    institutions,
)
from protocols.calendar_file import minute_of_day
from protocols.document import open_document
from protocols.fields import Text, Values, Word, Words, fault
from protocols.form import Form, Label
from protocols.library import shared_vocabulary
from protocols.mistakes import Mistakes, nearest
from protocols.validation import validate

SCENARIOS = ("ordinary", "understaffed")
"""The names of the shipped scenarios."""


def _time(value: Any) -> int:
    found = minute_of_day(value) if isinstance(value, str) else None
    if found is None:
        raise fault("not-a-time", found=value)
    return found


def _number(value: Any) -> Any:
    """Decimals come from the document as they were written."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _shares(value: Any) -> Any:
    """A single number is the share of what is true."""
    if isinstance(value, dict):
        return value
    share = _number(value)
    if isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1:
        return {"true": share, "false": 1 - share}
    return {"true": value}


Time = Annotated[
    int,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$"}),
]
Amount = Annotated[
    float, BeforeValidator(_number), Field(gt=0, le=1e6, strict=False, allow_inf_nan=False)
]
Weight = Annotated[
    float, BeforeValidator(_number), Field(ge=0, le=1e6, strict=False, allow_inf_nan=False)
]
Probability = Annotated[float, BeforeValidator(_number), Field(ge=0, le=1, strict=False)]
Shares = Annotated[dict[Text, Probability], BeforeValidator(_shares)]


class EffortForm(Form):
    """How long something takes: median and 90 % quantile."""

    median: Amount
    ninety: Amount

    def read(self) -> Effort:
        """Return the model's effort."""
        return Effort(self.median, self.ninety)


class TaskForm(Form):
    """What an act demands."""

    work: EffortForm
    wait: EffortForm | None = None
    missed: Probability
    at_once: bool = False

    def read(self) -> Task:
        """Return the model's task."""
        wait = self.wait.read() if self.wait else None
        return Task(self.work.read(), wait, self.missed, self.at_once)


class DepartmentForm(Form):
    """An office."""

    label: Label
    party: Word
    officers: Annotated[int, Field(ge=1, le=1000)]
    looks: list[Time] = Field(min_length=1)
    skips: Annotated[float, BeforeValidator(_number), Field(ge=0, lt=1, strict=False)] = 0.0
    share: Weight = 1.0


class LaterForm(Form):
    """An event that comes later in a matter."""

    event: Word
    after: Words
    days: EffortForm
    probability: Probability = 1.0
    when: dict[Word, Values] = {}


class MatterForm(Form):
    """A kind of matter."""

    starts: Words
    per_day: (
        Annotated[float, BeforeValidator(_number), Field(ge=0, le=2000, strict=False)] | None
    ) = None
    every: Every | None = Field(default=None, strict=False)
    departments: Literal["all"] | None = None
    dispersion: Annotated[float, BeforeValidator(_number), Field(ge=1, le=100, strict=False)] = 1.0
    second_department: Probability = 0.0
    attributes: dict[Word, Shares] = {}
    later: list[LaterForm] = []


class ScenarioForm(Form):
    """A scenario file."""

    scenario: Word
    label: Label
    note: Label
    own_words: Words = []
    departments: dict[Word, DepartmentForm] = Field(min_length=2)
    matters: dict[Word, MatterForm] = Field(min_length=1)
    usual: TaskForm
    tasks: dict[Word, TaskForm] = {}
    recall: Annotated[int, Field(ge=1, le=200)] | Literal["never"]
    legal_act: Literal["completion", "take-up"]
    expiry_frees: bool
    warm_up: Annotated[int, Field(ge=0, le=180)]
    drain: Annotated[int, Field(ge=0, le=240)]


def path_of(name: str) -> Path:
    """Return the file of a scenario: a shipped one by its name, any other by its path.

    Raises
    ------
    Complaint
        When the name is neither.
    """
    if name in SCENARIOS:
        return Path(str(resources.files("experiments.scenarios").joinpath(f"{name}.yaml")))
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    near = nearest(name, SCENARIOS) or SCENARIOS[0]
    raise Complaint("scenario.unknown", name=name, near=near, all=", ".join(SCENARIOS))


@cache
def find(name: str) -> Scenario:
    """Read a scenario by name or path; raises ``Mistakes`` or ``Complaint``."""
    document = open_document(path_of(name))
    form = validate(document, ScenarioForm)
    if mistakes := ScenarioWords(document).of(form):
        raise Mistakes(mistakes)
    return Scenario(
        id=form.scenario,
        label=form.label.read(),
        note=form.note.read(),
        departments=tuple(_department(key, one) for key, one in form.departments.items()),
        matters=tuple(_kind(key, one) for key, one in form.matters.items()),
        tasks={key: one.read() for key, one in form.tasks.items()},
        usual=form.usual.read(),
        recall=None if form.recall == "never" else form.recall,
        legal_act=LegalAct(form.legal_act),
        expiry_frees=form.expiry_frees,
        warm_up=form.warm_up,
        drain=form.drain,
    )


def _department(key: str, form: DepartmentForm) -> Department:
    label, looks = form.label.read(), tuple(form.looks)
    within = tuple(institutions(form.party, shared_vocabulary().parties))[1:]
    return Department(key, label, form.party, form.officers, looks, form.skips, form.share, within)


def _kind(key: str, form: MatterForm) -> MatterKind:
    return MatterKind(
        key,
        tuple(form.starts),
        form.per_day or 0.0,
        form.dispersion,
        form.second_department,
        form.attributes,
        tuple(_later(one) for one in form.later),
        form.every,
        form.departments == "all",
    )


def _later(form: LaterForm) -> Later:
    guard = {name: frozenset(values) for name, values in form.when.items()}
    return Later(form.event, tuple(form.after), form.days.read(), form.probability, guard)
