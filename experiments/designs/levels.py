"""What levels and assumptions vary, and the values that they take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from experiments.designs.assumption import Shown
from experiments.designs.form import AssumptionForm, LevelForm
from experiments.designs.regimes import Setting
from model.language import Text
from protocols.document import DataPath, Document, WrittenDecimal
from protocols.mistakes import Mistake

MOST = 100_000
"""Points of a design at the most."""

COLUMNS = (
    *("point", "key", "regime", "scenario", "year", "replication", "seed", "measure", "value"),
    *("span", "working", "calendar", "open", "assumed", "row"),
)
"""Columns of the tables of results, which no level can be named after; ``reading`` may be one."""


class Varied:
    """The settings of the levels, or of the assumptions, of a design.

    Parameters
    ----------
    section
        Under which key of the design they stand.
    """

    def __init__(self, document: Document, section: str) -> None:
        self.document = document
        self.section = section
        self.mistakes: list[Mistake] = []

    def settings(self, name: str, form: LevelForm | AssumptionForm) -> list[tuple[Shown, Setting]]:
        """Return the values that are listed, as tables show them, with what each one sets."""
        path: DataPath = (self.section, name)
        vary = form.vary
        if name in COLUMNS:
            self.mistakes.append(self.document.mistake_at_key(path, "reserved-level", word=name))
        kinds = [vary.rule is not None, vary.scenario is not None, vary.setting is not None]
        if sum(kinds) != 1 or (vary.rule is not None) != (vary.article is not None):
            self._add((*path, "vary"), "vary-form")
            return []
        if form.values is None:
            return []
        found = []
        for shown, value, source in self._values(form.values, (*path, "values")):
            if vary.setting is not None and not _allowed(vary.setting, value):
                self._add(source, "not-a-setting", found=value, setting=vary.setting)
            found.append((shown, Setting(name, vary, value, source, (*path, "vary"))))
        if len({str(shown) for shown, _ in found}) < len(found) or not found:
            self._add((*path, "values"), "values-distinct", level=name)
        return found

    def _values(self, values: Any, path: DataPath) -> Iterator[tuple[Shown, Any, DataPath]]:
        if isinstance(values, list):
            for place, value in enumerate(values):
                yield shown(value), value, (*path, place)
        elif set(values) in ({"from", "to"}, {"from", "to", "step"}):
            ends = [values["from"], values["to"], values.get("step", 1)]
            whole = all(isinstance(end, int) and not isinstance(end, bool) for end in ends)
            if not whole or ends[2] < 1 or ends[1] < ends[0] or ends[1] - ends[0] > MOST:
                self._add(path, "range-form")
                return
            for number in range(ends[0], ends[1] + 1, ends[2]):
                yield number, number, path
        else:
            for name, value in values.items():
                yield name, value, (*path, name)

    def _add(self, path: DataPath, code: str, **values: object) -> None:
        self.mistakes.append(self.document.mistake(path, code, **values))


class Chosen:
    """Settings that are the same where they come from the same places."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        self.settings = tuple(settings)
        self.places = tuple(
            (setting.name, setting.source, str(setting.value)) for setting in settings
        )

    def __hash__(self) -> int:
        return hash(self.places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chosen) and self.places == other.places


def is_of_rules(setting: Setting) -> bool:
    """Whether a setting changes the rules."""
    return setting.vary.rule is not None or setting.vary.setting == "counting"


def _allowed(setting: str, value: Any) -> bool:
    if setting == "counting":
        return value in ("exclude-first-day", "include-first-day")
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value == "strict" or (whole and 1 <= value <= 100_000)


def shown(value: Any) -> Shown:
    """Return a value as tables show it."""
    if isinstance(value, WrittenDecimal):
        return float(value)
    if isinstance(value, str | int):
        return str(value) if isinstance(value, str) else value
    return json.dumps(value, ensure_ascii=False)


def label_of(name: str, form: LevelForm | AssumptionForm) -> Text:
    """Return what a level or an assumption is called."""
    return form.label.read() if form.label else Text(name, name)
