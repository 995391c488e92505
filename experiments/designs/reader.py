"""A design file becomes a list of points to simulate, or all of its located mistakes at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from experiments import measures
from experiments.designs.asking import questions_of
from experiments.designs.assuming import Assumed, Variation
from experiments.designs.axes import MOST_RANKED, rivals_of
from experiments.designs.beside import beside
from experiments.designs.fitting import fitted
from experiments.designs.form import BestForm, DesignForm
from experiments.designs.levels import MOST, Chosen, Varied, is_of_rules, label_of
from experiments.designs.point import Best, Design, Point, Precision, Shown
from experiments.designs.regimes import Setting, Variant, file_of
from experiments.designs.scenarios import Setup
from model.calendar import Calendar, chinese_calendar
from model.deadline import Reading
from model.language import Complaint, Text
from model.simulation.year import check
from protocols.calendar_file import read_calendar
from protocols.document import DataPath, Document, open_document
from protocols.mistakes import Mistake, Mistakes
from protocols.validation import validate

T = TypeVar("T")
_Make = Callable[[str, str, Mapping[str, tuple[Shown, Setting]], Variation], Point | None]
_AS_USUAL = Variation({}, ())


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
        levels = Varied(self.document, "levels")
        settings = {name: levels.settings(name, one) for name, one in self.form.levels.items()}
        variants, setups = self._variants(), self._setups()
        self._ask(variants)
        assumed = Assumed(self.document, self.form, [*variants.values()], [*setups.values()])
        self.mistakes += [*levels.mistakes, *assumed.mistakes]
        if self.mistakes:
            raise Mistakes(self.mistakes)
        points, tried = self._points(variants, setups, settings, assumed)
        form, precision, best = self.form, self.form.precision, self.form.best
        found = Design(
            form.design,
            form.question.read(),
            next(iter(variants)),
            {name: one.regime.name for name, one in variants.items()},
            {name: one.scenario.label for name, one in setups.items()},
            {name: label_of(name, one) for name, one in form.levels.items()},
            tuple(fitted(points)),
            form.replications,
            form.seed,
            tuple(form.measures) or measures.of_the_text(next(iter(variants.values())).regime),
            Precision(**precision.model_dump()) if precision else None,
            _best(best) if best else None,
            self.document.text,
            assumed.assumptions(tried),
            beside(self.document, self._names()),
            form.single_spans,
        )
        if best and not rivals_of(found):
            self._add(("best",), "nothing-to-choose", most=MOST_RANKED)
        self._check_years(found)
        if self.mistakes:
            raise Mistakes(self.mistakes)
        return found

    def _check_years(self, found: Design) -> None:
        """Tell here what every replication of a point would come to grief over."""
        told = set()
        pairs = {(id(point.regime), id(point.scenario)): point for point in found.points}
        for one in pairs.values():
            try:
                check(one.regime, one.scenario, one.calendar, self.form.year)
            except Complaint as complaint:
                if complaint.key == "scenario.year":
                    self._add(("year",), "year-not-covered", **complaint.values)
                    return
                name = one.regime.id
                path: DataPath = ("baseline",) if name == found.baseline else ("reforms", name)
                why = Text(complaint.say().in_("zh"), complaint.say().in_("en"))
                if (path, why) not in told:
                    told.add((path, why))
                    label = one.scenario.label
                    self._add(path, "not-simulated", scenario=label, why=why)

    def _names(self) -> list[str]:
        """The names of regimes, scenarios and calendar that may be files."""
        form = self.form
        regimes = [form.baseline.regime, *(reform.regime for reform in form.reforms.values())]
        scenarios = [one.scenario for one in form.scenarios.values()]
        files = [name for name in (form.calendar, form.properties) if name]
        return [*regimes, *scenarios, *files]

    def _ask(self, variants: Mapping[str, Variant]) -> None:
        """Let every regime be asked what the design asks besides what its own file does."""
        found = questions_of(self.document, self.form, [one.regime for one in variants.values()])
        self.mistakes += found.mistakes
        for one in variants.values():
            one.ask(found)

    def _calendar(self) -> Calendar:
        base = chinese_calendar()
        if self.form.calendar is None:
            return base
        return read_calendar(Path(file_of(self.document, self.form.calendar)), base)

    def _check_measures(self) -> None:
        wanted: list[tuple[DataPath, str]] = [
            (("measures", place), name) for place, name in enumerate(self.form.measures)
        ]
        for key in ("precision", "best"):
            if (part := getattr(self.form, key)) is not None:
                wanted.append(((key, "measure"), part.measure))
        for path, name in wanted:
            if not measures.known(name):
                near = measures.nearest(name)
                self.mistakes.append(
                    self.document.mistake(path, "no-measure", measure=name, near=near)
                )
        for key in ("precision", "best"):
            part = getattr(self.form, key)
            if part is not None and part.most < self.form.replications:
                values = {"most": part.most, "replications": self.form.replications}
                self._add((key, "most"), "most-below-replications", **values)

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

    def _points(
        self,
        variants: Mapping[str, Variant],
        setups: Mapping[str, Setup],
        settings: Mapping[str, list[tuple[Shown, Setting]]],
        assumed: Assumed,
    ) -> tuple[list[Point], list[Variation]]:
        """Return all points, the main ones first, and what is assumed otherwise at the others."""
        at = self._maker(variants, setups)
        levels = [dict(zip(settings, one, strict=True)) for one in product(*settings.values())]
        places = [*product(variants, setups, levels)]
        main = [at(*place, _AS_USUAL) for place in places]
        alone = [*assumed.alone()]
        self._check_size(len(places) * (1 + len(alone) + assumed.rows_in_all))
        points, tried = [*main], []
        for one in alone:
            found = [at(*place, one) for place in places]
            pairs = [(new, old) for new, old in zip(found, main, strict=True) if new and old]
            others = [new for new, old in pairs if new.key != old.key]
            if pairs and not others:
                self._add(one.settings[0].source, "assumed-anyway")
            points += others
            tried.append(one)
        if self.mistakes:
            raise Mistakes(self.mistakes)
        points += [at(*place, row) for row in assumed.rows() for place in places]
        return [point for point in points if point], tried

    def _check_size(self, count: int) -> None:
        if count > MOST:
            at = "assumptions" if self.form.assumptions else "levels"
            raise Mistakes([self.document.mistake((at,), "too-many-points", most=MOST)])

    def _maker(self, variants: Mapping[str, Variant], setups: Mapping[str, Setup]) -> _Make:
        """Return what makes a point, or keeps its mistakes; what several share is made once."""
        regime_at = cache(lambda name, chosen: self._made(variants[name].at_levels, chosen))
        scenario_at = cache(lambda name, chosen: self._made(setups[name].at_levels, chosen))

        def make(
            name: str, setup: str, levels: Mapping[str, tuple[Shown, Setting]], other: Variation
        ) -> Point | None:
            chosen = [*(setting for _, setting in levels.values()), *other.settings]
            regime = regime_at(name, Chosen([one for one in chosen if is_of_rules(one)]))
            scenario = scenario_at(setup, Chosen([one for one in chosen if one.vary.scenario]))
            if regime is None or scenario is None:
                return None
            told = {level: value for level, (value, _) in levels.items()}
            reading, form = self._reading(chosen), self.form
            return Point(
                regime, scenario, self.calendar, form.year, reading, told, other.assumed, other.row
            )

        return make

    def _made(self, make: Callable[[tuple[Setting, ...]], T], chosen: Chosen) -> T | None:
        try:
            return make(chosen.settings)
        except Mistakes as found:
            self.mistakes += found.mistakes
            return None

    def _reading(self, chosen: list[Setting]) -> Reading:
        for one in chosen:
            if one.vary.setting == "reading":
                return Reading(None if one.value == "strict" else one.value)
        return Reading(self.form.reading)

    def _add(self, path: DataPath, code: str, **values: object) -> None:
        self.mistakes.append(self.document.mistake(path, code, **values))


def _best(form: BestForm) -> Best:
    smallest = form.prefer == "smallest"
    return Best(form.measure, smallest, form.zone, form.confidence, form.most)
