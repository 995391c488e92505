"""A fitted scenario as a file: its head, and what it must say beside the parameters."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import scenarios
from experiments.fit.came import kept
from experiments.fit.figures import Path as Where
from experiments.fit.tasks import clock_time, plain_effort
from experiments.fit.written import scenario_text
from experiments.show.files import encoded, write
from model.instant import date_of, time_of
from model.language import Complaint, Lang, Text, say
from model.simulation.scenario import Department, MatterKind
from protocols.library import shared_vocabulary

if TYPE_CHECKING:
    from experiments.fit.ask import Fit


def file_text(of: Fit, file: Path) -> Text:
    """Return the scenario file of a fit, whose comments are in one language or the other."""
    own = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    label = say("fit.label", log=of.log.name)
    first = date_of(int(of.came.counts.days[0])) if len(of.came.counts.days) else date.today()
    about = {"n": len(of.matters.matters), "first": first, "last": time_of(of.log.ends).date()}
    note = say("fit.note", regime=of.regime.name, **about)
    head: dict[str, Any] = {
        "scenario": own if re.fullmatch(r"[a-z][a-z0-9-]*", own) else f"fitted-{own}".strip("-"),
        "extends": _extended(of.base, file),
        "label": {"zh": label.zh, "en": label.en},
        "note": {"zh": note.zh, "en": note.en},
    }
    words = sorted(set(_own_words(of)))
    if words:
        head["own-words"] = words
    notes = [say("fit.comment.head", log=of.log.name, base=head["extends"])]
    further = tuple(_further(of))
    return scenario_text(head, of.parameters, of.later, further, kept(), notes)


def named_scenario(target: Path) -> Path:
    """Return the name of a scenario file.

    Raises
    ------
    Complaint
        When it is none.
    """
    if target.suffix not in (".yaml", ".yml"):
        raise Complaint("fit.no-yaml", file=target)
    return target


def write_scenario(of: Fit, target: Path, lang: Lang) -> Path:
    """Write the scenario file of a fit, unless somebody's own file stands there.

    Raises
    ------
    Complaint
        When the name is none of a scenario file, or the file is not one that this has written.
    """
    return write(named_scenario(target), encoded(of.text(target).in_(lang)))


def _extended(base: str, file: Path) -> str:
    """How a base scenario is named in a file."""
    if base in scenarios.SCENARIOS:
        return base
    return os.path.relpath(Path(base).resolve(), file.resolve().parent)


def _own_words(of: Fit) -> Iterator[str]:
    """Words that the shared vocabulary does not have."""
    known, scenario = shared_vocabulary(), of.matters.scenario
    for department in _new_departments(of):
        if department.party not in known.parties:
            yield department.party
    new = {kind.id for kind in _new_kinds(of)}
    for kind in scenario.matters:
        names = list(kind.starts) if kind.id in new else []
        for entry, _ in of.later.get(kind.id, ()):
            names += [entry["event"], *entry["after"]]
        yield from (name for name in names if name not in known.events)
        own = {name for one in of.matters.of(kind.id) for name in one.attributes}
        yield from (name for name in own if name not in known.attributes)
    for one in of.parameters:
        if one.path[0] == "tasks" and one.value is not None and one.path[1] not in known.events:
            yield str(one.path[1])


def _new_departments(of: Fit) -> list[Department]:
    """Departments of the log that the base scenario does not have."""
    base = {one.id for one in scenarios.find(of.base).departments}
    return [
        one
        for one in of.matters.scenario.departments
        if one.id not in base and (one.id in of.offices or one.id in of.matters.office_of.values())
    ]


def _new_kinds(of: Fit) -> list[MatterKind]:
    base = {kind.id for kind in scenarios.find(of.base).matters}
    came = {one.kind for one in of.matters.matters}
    return [kind for kind in of.matters.scenario.matters if kind.id not in base and kind.id in came]


def _further(of: Fit) -> Iterator[tuple[Where, Any, Text | None]]:
    """Yield what the file must say beside the parameters to be whole."""
    for one in _new_departments(of):
        path: Where = ("departments", one.id)
        yield (*path, "label"), {"zh": one.label.zh, "en": one.label.en}, None
        yield (*path, "party"), one.party, None
        assumed = say("fit.comment.like", base=of.base)
        yield (*path, "officers"), one.officers, assumed
        yield (*path, "looks"), [clock_time(time) for time in one.looks], assumed
        yield (*path, "skips"), one.skips, assumed
        yield (*path, "share"), one.share, None
    for kind in _new_kinds(of):
        yield ("matters", kind.id, "starts"), list(kind.starts), None
    base = scenarios.find(of.base)
    acts = {
        one.path[1] for one in of.parameters if one.path[0] == "tasks" and one.value is not None
    }
    for act in sorted(str(one) for one in acts - base.tasks.keys()):
        assumed = say("fit.comment.usual", base=of.base)
        yield ("tasks", act, "work"), plain_effort(base.usual.work), assumed
        yield ("tasks", act, "missed"), base.usual.missed, assumed
