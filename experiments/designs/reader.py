"""A design file becomes a list of points to simulate, or all of its located mistakes at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from experiments.designs.form import DesignForm, LevelForm
from experiments.designs.point import Design, Point, Precision, Shown
from experiments.designs.regimes import Setting, Variant, file_of
from experiments.designs.scenarios import Setup
from experiments.replication import known, nearest_measure
from model.calendar import Calendar, chinese_calendar
from model.deadline import Reading
from model.language import Label
from protocols.calendar_file import read_calendar
from protocols.document import DataPath, Document, WrittenDecimal, open_document
from protocols.mistakes import Mistake, Mistakes
from protocols.validation import validate

MOST = 100_000
"""Points of a design at the most."""

COLUMNS = (
    *("point", "key", "regime", "scenario", "year", "replication", "seed", "measure", "value"),
    *("span", "working", "calendar", "open"),
)
"""Columns of the tables of results, which no level can be named after; ``reading`` may be one."""

T = TypeVar("T")


def read_design(path: Path) -> Design:
    """Read a design file.

    Raises
    ------
    Mistakes
        Every mistake in the file that can be told, each with its place; where the file of a
        regime or a scenario has mistakes, those.
    Complaint
        When a file cannot be read at all.
    """
    document = open_document(path)
    form = validate(document, DesignForm)
    return _Expansion(document, form).design()


class _Expansion:
    """The points of a design."""

    def __init__(self, document: Document, form: DesignForm) -> None:
        self.document = document
        self.form = form
        self.mistakes: list[Mistake] = []
        self.calendar = self._calendar()

    def design(self) -> Design:
        """Return the design, or raise all its mistakes."""
        self._check_measures()
        settings = {name: self._settings(name, one) for name, one in self.form.levels.items()}
        variants, setups = self._variants(), self._setups()
        if self.mistakes:
            raise Mistakes(self.mistakes)
        count = len(variants) * len(setups)
        for values in settings.values():
            count *= len(values)
        if count > MOST:
            raise Mistakes([self.document.mistake(("levels",), "too-many-points", most=MOST)])
        points = list(self._points(variants, setups, settings))
        if self.mistakes:
            raise Mistakes(self.mistakes)
        form, precision = self.form, self.form.precision
        return Design(
            form.design,
            form.question.read(),
            next(iter(variants)),
            {name: one.regime.name for name, one in variants.items()},
            {name: one.scenario.label for name, one in setups.items()},
            {name: _label(name, one) for name, one in form.levels.items()},
            tuple(points),
            form.replications,
            form.seed,
            tuple(form.measures),
            Precision(**precision.model_dump()) if precision else None,
            self.document.text,
        )

    def _calendar(self) -> Calendar:
        base = chinese_calendar()
        if self.form.calendar is None:
            return base
        return read_calendar(Path(file_of(self.document, self.form.calendar)), base)

    def _check_measures(self) -> None:
        wanted: list[tuple[DataPath, str]] = [
            (("measures", place), name) for place, name in enumerate(self.form.measures)
        ]
        if self.form.precision is not None:
            wanted.append((("precision", "measure"), self.form.precision.measure))
        for path, name in wanted:
            if not known(name):
                near = nearest_measure(name)
                self.mistakes.append(
                    self.document.mistake(path, "no-measure", measure=name, near=near)
                )

    def _variants(self) -> dict[str, Variant]:
        found: dict[str, Variant] = {}
        baseline = Path(self.form.baseline.regime).stem
        entries: dict[str, tuple[Any, DataPath]] = {baseline: (self.form.baseline, ("baseline",))}
        for name, entry in self.form.reforms.items():
            if name == baseline:
                path: DataPath = ("reforms", name)
                mistake = self.document.mistake_at_key(path, "reform-is-baseline", name=name)
                self.mistakes.append(mistake)
            else:
                entries[name] = (entry, ("reforms", name))
        for name, (entry, path) in entries.items():
            self._try(found, name, partial(Variant, self.document, name, entry, path))
        return found

    def _setups(self) -> dict[str, Setup]:
        found: dict[str, Setup] = {}
        for name, entry in self.form.scenarios.items():
            path: DataPath = ("scenarios", name)
            self._try(found, name, partial(Setup, self.document, name, entry, path))
        return found

    def _try(self, into: dict[str, T], name: str, make: Callable[[], T]) -> None:
        """Make a part of the design, or keep its mistakes, so that all are told at once."""
        try:
            into[name] = make()
        except Mistakes as found:
            self.mistakes += found.mistakes

    def _settings(self, name: str, form: LevelForm) -> list[tuple[Shown, Setting]]:
        path: DataPath = ("levels", name)
        vary = form.vary
        if name in COLUMNS:
            self.mistakes.append(self.document.mistake_at_key(path, "reserved-level", word=name))
        kinds = [vary.rule is not None, vary.scenario is not None, vary.setting is not None]
        if sum(kinds) != 1 or (vary.rule is not None) != (vary.article is not None):
            self._add((*path, "vary"), "vary-form")
            return []
        found = []
        for shown, value, source in self._values(form.values, (*path, "values")):
            if vary.setting is not None and not _allowed(vary.setting, value):
                self._add(source, "not-a-setting", found=value, setting=vary.setting)
            found.append((shown, Setting(name, form, value, source)))
        if len({str(shown) for shown, _ in found}) < len(found) or not found:
            self._add((*path, "values"), "values-distinct", level=name)
        return found

    def _values(self, values: Any, path: DataPath) -> Iterator[tuple[Shown, Any, DataPath]]:
        if isinstance(values, list):
            for place, value in enumerate(values):
                yield _shown(value), value, (*path, place)
        elif set(values) in ({"from", "to"}, {"from", "to", "step"}):
            ends = [values["from"], values["to"], values.get("step", 1)]
            whole = all(isinstance(one, int) and not isinstance(one, bool) for one in ends)
            if not whole or ends[2] < 1 or ends[1] < ends[0] or ends[1] - ends[0] > MOST:
                self._add(path, "range-form")
                return
            for number in range(ends[0], ends[1] + 1, ends[2]):
                yield number, number, path
        else:
            for name, value in values.items():
                yield name, value, (*path, name)

    def _points(
        self,
        variants: Mapping[str, Variant],
        setups: Mapping[str, Setup],
        settings: Mapping[str, list[tuple[Shown, Setting]]],
    ) -> Iterator[Point]:
        regime_at = cache(lambda name, chosen: self._made(variants[name].at_levels, chosen))
        scenario_at = cache(lambda name, chosen: self._made(setups[name].at_levels, chosen))
        places = [range(len(values)) for values in settings.values()]
        for name, setup, at in product(variants, setups, product(*places)):
            chosen = [values[k] for values, k in zip(settings.values(), at, strict=True)]
            of_rules = tuple(k for k, (_, one) in enumerate(chosen) if _is_of_rules(one))
            of_scenario = tuple(k for k, (_, one) in enumerate(chosen) if one.form.vary.scenario)
            regime = regime_at(name, _Chosen([chosen[k][1] for k in of_rules]))
            scenario = scenario_at(setup, _Chosen([chosen[k][1] for k in of_scenario]))
            if regime is None or scenario is None:
                continue
            yield Point(
                regime,
                scenario,
                self.calendar,
                self.form.year,
                self._reading([one for _, one in chosen]),
                {level: shown for level, (shown, _) in zip(settings, chosen, strict=True)},
            )

    def _made(self, make: Callable[[tuple[Setting, ...]], T], chosen: _Chosen) -> T | None:
        try:
            return make(chosen.settings)
        except Mistakes as found:
            self.mistakes += found.mistakes
            return None

    def _reading(self, chosen: list[Setting]) -> Reading:
        for one in chosen:
            if one.form.vary.setting == "reading":
                return Reading(None if one.value == "strict" else one.value)
        return Reading(self.form.reading)

    def _add(self, path: DataPath, code: str, **values: object) -> None:
        self.mistakes.append(self.document.mistake(path, code, **values))


class _Chosen:
    """Settings that are the same where they come from the same places."""

    def __init__(self, settings: list[Setting]) -> None:
        self.settings = tuple(settings)
        self.places = tuple((one.level, one.source, str(one.value)) for one in settings)

    def __hash__(self) -> int:
        return hash(self.places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Chosen) and self.places == other.places


def _is_of_rules(setting: Setting) -> bool:
    return setting.form.vary.rule is not None or setting.form.vary.setting == "counting"


def _allowed(setting: str, value: Any) -> bool:
    if setting == "counting":
        return value in ("exclude-first-day", "include-first-day")
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value == "strict" or (whole and 1 <= value <= 100_000)


def _shown(value: Any) -> Shown:
    if isinstance(value, WrittenDecimal):
        return float(value)
    if isinstance(value, str | int):
        return str(value) if isinstance(value, str) else value
    return json.dumps(value, ensure_ascii=False)


def _label(name: str, form: LevelForm) -> Label:
    return form.label.read() if form.label else Label(name, name)
