"""The scenarios of a design: files as they stand, with changes, and levels of their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from experiments import scenarios
from experiments.designs.form import ScenarioForm
from experiments.designs.regimes import Setting, file_of, located
from experiments.scenarios.forms import ScenarioForm as Whole
from model.language import Complaint, Text
from model.simulation.scenario import Scenario
from protocols.document import DataPath, Document, open_document
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.patch import Patch
from protocols.validation import validate


class Setup:
    """A scenario of a design.

    Parameters
    ----------
    name, form, at
        What the design calls it and says of it, and where.

    Raises
    ------
    Mistakes
        Every mistake in the changes, told in the design; or the scenario file's own.
    """

    def __init__(self, design: Document, name: str, form: ScenarioForm, at: DataPath) -> None:
        self.design = design
        self.name = name
        self.form = form
        self.at = at
        file = file_of(design, form.scenario)
        try:
            path = scenarios.path_of(file)
        except Complaint as complaint:
            raise located(design, at, "no-such-scenario", form.scenario, complaint) from None
        self.base = scenarios.find(file)
        self.document = _whole(path, path.stat().st_mtime_ns)
        self.scenario = self.at_levels(())

    def at_levels(self, settings: tuple[Setting, ...]) -> Scenario:
        """Return the scenario with levels of its parameters set."""
        patch, mistakes = self._changed()
        for setting in settings:
            place: DataPath = (*setting.at, "scenario")
            path = setting.vary.scenario or []
            mistakes += self._put(patch, path, setting.value, place, setting.source)
        if mistakes:
            raise Mistakes(mistakes)
        changed = bool(self.form.changes or settings)
        found = scenarios.read(patch.document()) if changed else self.base
        named = Text(self.name, self.name) if self.form.changes else self.base.label
        label = self.form.label.read() if self.form.label else named
        return replace(found, id=self.name, label=label)

    def says(self, path: Sequence[str | int]) -> tuple[Any, Any]:
        """Return what stands at a path, and what is meant by it; ``None`` for nothing.

        They differ where a number is written as text, or where nothing stands there and the form
        of scenarios says what that means.
        """
        patch, _ = self._changed()
        meant = self._meant
        for part in path:
            try:
                meant = meant[part]
            except (TypeError, LookupError):
                meant = None
        try:
            return patch.node(tuple(path)), meant
        except LookupError:
            return meant, meant

    @cached_property
    def _meant(self) -> Any:
        patch, _ = self._changed()
        return validate(patch.document(), Whole).model_dump(by_alias=True)

    def _changed(self) -> tuple[Patch, list[Mistake]]:
        patch = Patch(self.document, self.design, self.at)
        mistakes = []
        for number, one in enumerate(self.form.changes):
            source: DataPath = (*self.at, "changes", number)
            mistakes += self._put(patch, one.at, one.to, (*source, "at"), (*source, "to"))
        return patch, mistakes

    def _put(
        self, patch: Patch, path: Sequence[str | int], value: Any, at: DataPath, source: DataPath
    ) -> list[Mistake]:
        """Set a value; what leads to it must be there, the last key may be new."""
        found = self.misplaced(path, at, patch)
        if not found:
            patch.put(tuple(path), value, source)
        return found

    def misplaced(
        self, path: Sequence[str | int], at: DataPath, patch: Patch | None = None
    ) -> list[Mistake]:
        """Return what is wrong with a path that stands at a place of the design."""
        patch = patch or self._changed()[0]
        for depth, part in enumerate(path):
            around = patch.node(tuple(path[:depth]))
            keys = list(around) if isinstance(around, dict) else []
            if isinstance(around, list):
                there = isinstance(part, int) and 0 <= part < len(around)
            else:
                there = part in keys or (depth == len(path) - 1 and isinstance(around, dict))
            if not there:
                near = nearest(str(part), map(str, keys))
                values = {"key": part, "scenario": self.form.scenario, "near": near}
                return [self.design.mistake((*at, depth), "no-key", **values)]
        return []


@cache
def _whole(path: Path, changed: int) -> Document:
    """Return the document of a scenario that reads, with all that it takes over from others."""
    return scenarios.whole(open_document(path))
