"""Whether the numbers of a scenario fit each other; absurd ones are refused where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from protocols.document import DataPath, Document
from protocols.mistakes import Mistake

if TYPE_CHECKING:
    from experiments.scenarios.conduct import ConductForm
    from experiments.scenarios.forms import (
        DepartmentForm,
        EffortForm,
        OutagesForm,
        PatternForm,
        PeriodForm,
        ScenarioForm,
    )


class ScenarioSense:
    """Whether a scenario whose form is right could be."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.mistakes: list[Mistake] = []

    def of(self, form: ScenarioForm) -> list[Mistake]:
        """Return all mistakes of its numbers."""
        for name, department in form.departments.items():
            self._department(department, ("departments", name))
        self._arrivals(form.arrivals, ("arrivals",))
        for name, matter in form.matters.items():
            path: DataPath = ("matters", name)
            if (matter.per_day is None) == (matter.every is None):
                self._add(path, "how-often")
            if matter.arrivals is not None:
                if matter.every is not None:
                    self._add((*path, "arrivals"), "arrivals-of-every")
                self._arrivals(matter.arrivals, (*path, "arrivals"))
        for path, effort in _efforts(form):
            if effort.ninety < effort.median:
                values = {"ninety": effort.ninety, "median": effort.median}
                self._add((*path, "ninety"), "effort", **values)
            if effort.same_day and path[-1] == "work":
                self._add((*path, "same-day"), "same-day")
        self._outages(form.outages)
        self._conduct(form.conduct)
        return self.mistakes

    def _department(self, of: DepartmentForm, path: DataPath) -> None:
        self._hours(of.hours, (*path, "hours"))
        for place, shift in enumerate(of.shifts):
            self._hours(shift.hours, (*path, "shifts", place, "hours"))
        shifted = sum(one.officers for one in of.shifts)
        if shifted > of.officers:
            self._add((*path, "shifts"), "more-than-officers", number=shifted, officers=of.officers)
        for place, absence in enumerate(of.absent):
            self._period(absence, (*path, "absent", place))
            if absence.officers > of.officers:
                values = {"number": absence.officers, "officers": of.officers}
                self._add((*path, "absent", place, "officers"), "more-than-officers", **values)

    def _hours(self, hours: list[tuple[int, int]] | None, path: DataPath) -> None:
        for place, (before, after) in enumerate(pairwise(hours or []), 1):
            if after[0] < before[1]:
                self._add((*path, place), "hours-overlap")

    def _arrivals(self, of: PatternForm, path: DataPath) -> None:
        week = of.weekdays
        if week and not any(
            (week.monday, week.tuesday, week.wednesday, week.thursday, week.friday)
        ):
            self._add((*path, "weekdays"), "no-weight")
        if of.months and not any(of.months.model_dump().values()):
            self._add((*path, "months"), "no-weight")
        if of.hours and not any(of.hours.values()):
            self._add((*path, "hours"), "no-weight")
        for place, burst in enumerate(of.bursts or []):
            self._period(burst, (*path, "bursts", place))

    def _outages(self, of: OutagesForm) -> None:
        for place, one in enumerate(of.periods):
            path = ("outages", "periods", place)
            self._period(one, path)
            if one.from_ is not None and one.from_ == one.to and one.until <= one.at:
                self._add((*path, "until"), "outage-ends-first")

    def _period(self, of: PeriodForm, path: DataPath) -> None:
        dated = of.from_ is not None and of.to is not None
        loose = (of.from_ is None) != (of.to is None) or (dated and bool(of.before or of.after))
        if loose or dated == (of.around is not None) or type(of.from_) is not type(of.to):
            self._add(path, "period")
        elif dated and not isinstance(of.from_, tuple) and of.to < of.from_:  # type: ignore[operator]
            self._add((*path, "to"), "period-ends-first", start=of.from_, end=of.to)

    def _conduct(self, of: ConductForm) -> None:
        if of.leaning is not None and of.leaning.most < of.leaning.probability:
            values = {"most": of.leaning.most, "probability": of.leaning.probability}
            self._add(("conduct", "leaning", "most"), "most-below", **values)
        if of.putting_off is not None and not any(of.putting_off.willingness.values()):
            self._add(("conduct", "putting-off", "willingness"), "never-willing")

    def _add(self, path: DataPath, code: str, **values: Any) -> None:
        self.mistakes.append(self.document.mistake(path, code, **values))


def _efforts(form: ScenarioForm) -> Iterator[tuple[DataPath, EffortForm]]:
    tasks: dict[DataPath, Any] = {("usual",): form.usual}
    tasks |= {("tasks", act): task for act, task in form.tasks.items()}
    for path, task in tasks.items():
        yield (*path, "work"), task.work
        if task.wait is not None:
            yield (*path, "wait"), task.wait
    for name, matter in form.matters.items():
        for place, later in enumerate(matter.later):
            yield ("matters", name, "later", place, "days"), later.days
