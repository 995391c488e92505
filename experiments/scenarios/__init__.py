"""Scenarios as files: the shipped ones beside this module, and any of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from model.language import Complaint
from model.simulation.scenario import (
    Department,
    Effort,
    LegalAct,
    MatterKind,
    Scenario,
    Task,
)
from protocols.calendar_file import minute_of_day
from protocols.document import Document, open_document
from protocols.fields import Word, Words
from protocols.form import Form, Label
from protocols.library import shared_vocabulary
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.validation import validate

SCENARIOS = ("ordinary", "understaffed")
"""The names of the shipped scenarios."""


def _time(value: Any) -> int:
    found = minute_of_day(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("mistake", "{code}", {"code": "not-a-time", "found": value})
    return found


Time = Annotated[
    int,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$"}),
]
Share = Annotated[float, Field(ge=0, le=1, strict=False)]
Positive = Annotated[float, Field(gt=0, le=1e6, strict=False)]


def _number(value: Any) -> Any:
    """Decimals come from the document as they were written."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


Amount = Annotated[Positive, BeforeValidator(_number)]
Probability = Annotated[Share, BeforeValidator(_number)]


class EffortForm(Form):
    """Office minutes: median and 90 % quantile."""

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

    def read(self) -> Task:
        """Return the model's task."""
        wait = self.wait.read() if self.wait else None
        return Task(self.work.read(), wait, self.missed)


class DepartmentForm(Form):
    """An office."""

    label: Label
    party: Word
    officers: Annotated[int, Field(ge=1, le=1000)]
    looks: list[Time] = Field(min_length=1)
    skips: Annotated[float, BeforeValidator(_number), Field(ge=0, lt=1, strict=False)] = 0.0
    share: Amount = 1.0


class MatterForm(Form):
    """A kind of matter."""

    starts: Words
    per_day: Annotated[float, BeforeValidator(_number), Field(ge=0, le=2000, strict=False)]
    dispersion: Annotated[float, BeforeValidator(_number), Field(ge=1, le=100, strict=False)] = 1.0
    second_department: Probability = 0.0
    attributes: dict[Word, Probability] = {}


class ScenarioForm(Form):
    """A scenario file."""

    scenario: Word
    label: Label
    note: Label
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
    if mistakes := _unknown_words(document, form):
        raise Mistakes(mistakes)
    return Scenario(
        id=form.scenario,
        label=form.label.read(),
        note=form.note.read(),
        departments=tuple(
            Department(
                key,
                one.label.read(),
                one.party,
                one.officers,
                tuple(one.looks),
                one.skips,
                one.share,
            )
            for key, one in form.departments.items()
        ),
        matters=tuple(
            MatterKind(
                key,
                tuple(one.starts),
                one.per_day,
                one.dispersion,
                one.second_department,
                one.attributes,
            )
            for key, one in form.matters.items()
        ),
        tasks={key: one.read() for key, one in form.tasks.items()},
        usual=form.usual.read(),
        recall=None if form.recall == "never" else form.recall,
        legal_act=LegalAct(form.legal_act),
        expiry_frees=form.expiry_frees,
        warm_up=form.warm_up,
        drain=form.drain,
    )


def _unknown_words(document: Document, form: ScenarioForm) -> list[Mistake]:
    words = shared_vocabulary()
    mistakes: list[Mistake] = []

    def known(word: str, among: Any, path: tuple[str | int, ...], key: bool = False) -> None:
        if word not in among:
            near = nearest(word, among)
            located = document.mistake_at_key if key else document.mistake
            mistakes.append(located(path, "unknown-word", kind="", word=word, near=near))

    for name, department in form.departments.items():
        known(department.party, words.parties, ("departments", name, "party"))
    for path, effort in _efforts(form):
        if effort.ninety < effort.median:
            values = {"ninety": effort.ninety, "median": effort.median}
            mistakes.append(document.mistake((*path, "ninety"), "effort", **values))
    for name, matter in form.matters.items():
        mistakes += _start_order(document, name, matter)
        for place, event in enumerate(matter.starts):
            known(event, words.events, ("matters", name, "starts", place))
        for attribute in matter.attributes:
            path = ("matters", name, "attributes", attribute)
            known(attribute, words.attributes, path, True)
            found = words.attributes.get(attribute)
            if found is not None and set(found.values) != {"false", "true"}:
                mistakes.append(document.mistake_at_key(path, "not-a-flag", word=attribute))
    for act in form.tasks:
        known(act, words.events, ("tasks", act), True)
    parties = [one.party for one in form.departments.values()]
    if parties.count("approval-bureau") != 1 or len(set(parties)) < 2:
        mistakes.append(document.mistake(("departments",), "departments"))
    return mistakes


def _efforts(form: ScenarioForm) -> Iterator[tuple[tuple[str, ...], EffortForm]]:
    tasks: dict[tuple[str, ...], TaskForm] = {("usual",): form.usual}
    tasks |= {("tasks", act): task for act, task in form.tasks.items()}
    for path, task in tasks.items():
        yield (*path, "work"), task.work
        if task.wait is not None:
            yield (*path, "wait"), task.wait


def _start_order(document: Document, name: str, matter: MatterForm) -> list[Mistake]:
    """What begins a matter must not presuppose what has not happened yet."""
    events = shared_vocabulary().events
    mistakes = []
    for place, event in enumerate(matter.starts):
        for before in events[event].presupposes if event in events else ():
            if before not in matter.starts[:place]:
                path = ("matters", name, "starts", place)
                values = {"event": event, "before": before}
                mistakes.append(document.mistake(path, "start-order", **values))
    return mistakes
