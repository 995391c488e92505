"""Scenarios as files: the shipped ones beside this module, and any of the user's own."""

from __future__ import annotations

import os
from copy import deepcopy
from functools import cache
from importlib import resources
from pathlib import Path

from experiments.scenarios.forms import DepartmentForm, MatterForm, ScenarioForm
from experiments.scenarios.inheritance import OWN, under
from experiments.scenarios.sense import ScenarioSense
from experiments.scenarios.words import ScenarioWords
from model.simulation.pattern import EVEN, Pattern
from model.simulation.scenario import Department, LegalAct, MatterKind, Scenario, institutions
from protocols.document import Document, open_document
from protocols.library import shared_vocabulary, unknown
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.validation import validate

SCENARIOS = (
    "ordinary",
    "understaffed",
    "spring-festival",
    "application-burst",
    "platform-outage",
    "leaning-on-defaults",
)
"""The names of the shipped scenarios."""


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
    if path.suffix in (".yaml", ".yml") or os.path.exists(path):
        return path
    raise unknown("scenario.unknown", "scenario.not-known", name, SCENARIOS)


def find(name: str) -> Scenario:
    """Read a scenario by name or path; raises ``Mistakes`` or ``Complaint``.

    A file of the user's is read anew each time, since it or what it extends may have changed.
    """
    return _shipped(name) if name in SCENARIOS else read(open_document(path_of(name)))


@cache
def _shipped(name: str) -> Scenario:
    return read(open_document(path_of(name)))


def read(document: Document) -> Scenario:
    """Return the scenario of a document.

    A document that extends another is read with it; the other is a file beside it or a shipped
    scenario.

    Raises
    ------
    Mistakes
        All mistakes of form, else all of its words and numbers, each with its place.
    """
    form = _form(whole(document))
    return Scenario(
        id=form.scenario,
        label=form.label.read(),
        note=form.note.read(),
        departments=tuple(_department(key, one) for key, one in form.departments.items()),
        matters=tuple(_kind(key, one, form) for key, one in form.matters.items()),
        tasks={key: one.read() for key, one in form.tasks.items()},
        usual=form.usual.read(),
        recall=None if form.recall == "never" else form.recall,
        legal_act=LegalAct(form.legal_act),
        expiry_frees=form.expiry_frees,
        warm_up=form.warm_up,
        drain=form.drain,
        conduct=form.conduct.read(),
        outages=form.outages.read(),
        words=frozenset((*shared_vocabulary().events, *form.own_words)),
    )


def whole(document: Document, below: tuple[Path, ...] = ()) -> Document:
    """Return a document with what it extends put under it; ``below`` are the files extending it.

    What it extends must be a scenario without mistakes of its own.
    """
    if not isinstance(document.data, dict) or not isinstance(document.data.get("extends"), str):
        return document
    here = (*below, Path(document.file).resolve())
    path = _extended(document, here)
    shipped = document.data["extends"] in SCENARIOS
    base = _known(path) if shipped else _sound(open_document(path), here)
    if lacking := [key for key in OWN if key not in document.data]:
        raise Mistakes([document.mistake((), "missing-key", key=key) for key in lacking])
    return under(document, deepcopy(base.data))


def _sound(document: Document, below: tuple[Path, ...]) -> Document:
    """A whole document without mistakes."""
    found = whole(document, below)
    _form(found)
    return found


@cache
def _known(path: Path) -> Document:
    return _sound(open_document(path), ())


def _form(document: Document) -> ScenarioForm:
    form = validate(document, ScenarioForm)
    if mistakes := [*ScenarioWords(document).of(form), *ScenarioSense(document).of(form)]:
        raise Mistakes(mistakes)
    return form


def _extended(document: Document, here: tuple[Path, ...]) -> Path:
    """The file that a document extends."""
    name = str(document.data["extends"])
    path = path_of(name) if name in SCENARIOS else Path(document.file).parent / name
    if path.resolve() in here:
        raise Mistakes([_misled(document, "extends-itself", name=name)])
    if not os.path.isfile(path):  # False for a name that no file can have, too
        near, known = nearest(name, SCENARIOS), ", ".join(SCENARIOS)
        raise Mistakes([_misled(document, "no-scenario", name=name, known=known, near=near)])
    return path


def _misled(document: Document, code: str, **values: object) -> Mistake:
    return document.mistake(("extends",), code, **values)


def _department(key: str, form: DepartmentForm) -> Department:
    return Department(
        id=key,
        label=form.label.read(),
        party=form.party,
        officers=form.officers,
        looks=tuple(form.looks),
        skips=form.skips,
        share=form.share,
        within=tuple(institutions(form.party, shared_vocabulary().parties))[1:],
        hours=tuple(form.hours or ()),
        shifts=tuple(one.read() for one in form.shifts),
        leave=form.leave,
        absences=tuple(one.read() for one in form.absent),
        silent=form.silent,
    )


def _kind(key: str, form: MatterForm, whole: ScenarioForm) -> MatterKind:
    return MatterKind(
        id=key,
        starts=tuple(form.starts),
        per_day=form.per_day or 0.0,
        dispersion=form.dispersion,
        second_department=form.second_department,
        attributes=form.attributes,
        later=tuple(one.read() for one in form.later),
        every=form.every,
        everywhere=form.departments == "all",
        pattern=_pattern(form, whole),
    )


def _pattern(form: MatterForm, whole: ScenarioForm) -> Pattern:
    usual = whole.arrivals.read(EVEN)
    return usual if form.arrivals is None else form.arrivals.read(usual)
