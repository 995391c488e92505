"""The form of a scenario file: what its keys are and what may stand in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from experiments.scenarios.conduct import ConductForm
from experiments.scenarios.fields import (
    Amount,
    Below1,
    Count,
    Dispersion,
    EndOfDay,
    Factor,
    HourSpans,
    HourWeights,
    Index,
    MeanHours,
    PerDay,
    PerYear,
    Probability,
    Quantile,
    Shares,
    Time,
    Weight,
)
from experiments.scenarios.fields import Day as DayField
from model.instant import MINUTES
from model.simulation.downtime import ACTS
from model.simulation.effort import Effort, Tail
from model.simulation.outage import Breakdown, Breakdowns, Outages
from model.simulation.pattern import AfterClosure, Burst, Pattern
from model.simulation.period import Holiday, Period
from model.simulation.scenario import Absence, Every, Later, Shift, Task
from protocols.calendar_file import minute_of_day
from protocols.fields import Text, Values, Word, Words
from protocols.form import TextForm
from protocols.models import Model


class TailForm(Model):
    """A Pareto tail beyond a quantile."""

    beyond: Quantile
    index: Index


class EffortForm(Model):
    """How long something takes: median and 90 % quantile, and what differs from a log-normal."""

    median: Amount
    ninety: Amount
    same_day: Below1 = 0.0
    tail: TailForm | None = None

    def read(self) -> Effort:
        """Return the model's effort."""
        tail = Tail(self.tail.beyond, self.tail.index) if self.tail else None
        return Effort(self.median, self.ninety, self.same_day, tail)


class TaskForm(Model):
    """What an act demands."""

    work: EffortForm
    wait: EffortForm | None = None
    missed: Probability
    at_once: bool = False

    def read(self) -> Task:
        """Return the model's task."""
        wait = self.wait.read() if self.wait else None
        return Task(self.work.read(), wait, self.missed, self.at_once)


class PeriodForm(Model):
    """Days from one to another, or the time around a holiday."""

    from_: DayField | None = None
    to: DayField | None = None
    around: Holiday | None = Field(default=None, strict=False)
    before: Annotated[int, Field(ge=0, le=40)] = 0
    after: Annotated[int, Field(ge=0, le=40)] = 0

    def period(self) -> Period:
        """Return the model's period."""
        return Period(self.from_, self.to, self.around, self.before, self.after)


class ShiftForm(Model):
    """Officers who are there at hours of their own."""

    officers: Count
    hours: HourSpans

    def read(self) -> Shift:
        """Return the model's shift."""
        return Shift(self.officers, tuple(self.hours))


class AbsenceForm(PeriodForm):
    """A time with fewer officers."""

    officers: Count

    def read(self) -> Absence:
        """Return the model's absence."""
        return Absence(self.period(), self.officers)


class DepartmentForm(Model):
    """An office."""

    label: TextForm
    party: Word
    officers: Count
    looks: list[Time] = Field(min_length=1)
    skips: Below1 = 0.0
    share: Weight = 1.0
    hours: HourSpans | None = None
    shifts: list[ShiftForm] = []
    leave: Annotated[int, Field(ge=0, le=200)] = 0
    absent: list[AbsenceForm] = []
    silent: bool = False


class WeekdaysForm(Model):
    """Weights of the days of the week."""

    monday: Weight = 1.0
    tuesday: Weight = 1.0
    wednesday: Weight = 1.0
    thursday: Weight = 1.0
    friday: Weight = 1.0
    saturday: Weight = 1.0
    sunday: Weight = 1.0


class MonthsForm(Model):
    """Weights of the months."""

    january: Weight = Field(default=1.0, alias="1")
    february: Weight = Field(default=1.0, alias="2")
    march: Weight = Field(default=1.0, alias="3")
    april: Weight = Field(default=1.0, alias="4")
    may: Weight = Field(default=1.0, alias="5")
    june: Weight = Field(default=1.0, alias="6")
    july: Weight = Field(default=1.0, alias="7")
    august: Weight = Field(default=1.0, alias="8")
    september: Weight = Field(default=1.0, alias="9")
    october: Weight = Field(default=1.0, alias="10")
    november: Weight = Field(default=1.0, alias="11")
    december: Weight = Field(default=1.0, alias="12")


def weights(form: WeekdaysForm | MonthsForm) -> tuple[float, ...]:
    """Return the weights of a form in the order of the calendar."""
    return tuple(form.model_dump().values())


class AfterClosureForm(Model):
    """A factor for the first working days after a closure."""

    at_least: Annotated[int, Field(ge=2, le=30)]
    days: Annotated[int, Field(ge=1, le=60)]
    factor: Factor


class BurstForm(PeriodForm):
    """A factor for a time."""

    factor: Factor

    def read(self) -> Burst:
        """Return the model's burst."""
        return Burst(self.period(), self.factor)


class PatternForm(Model):
    """How arrivals are spread over time."""

    weekdays: WeekdaysForm | None = None
    months: MonthsForm | None = None
    hours: HourWeights | None = None
    after_closure: AfterClosureForm | None = None
    bursts: list[BurstForm] | None = None

    def read(self, usual: Pattern) -> Pattern:
        """Return the model's pattern; what is not said here is as usual."""
        after, hours = self.after_closure, self.hours
        return Pattern(
            weights(self.weekdays) if self.weekdays else usual.weekdays,
            weights(self.months) if self.months else usual.months,
            usual.hours
            if hours is None
            else tuple(sorted((minute_of_day(at) or 0, one) for at, one in hours.items())),
            AfterClosure(after.at_least, after.days, after.factor)
            if after
            else usual.after_closure,
            usual.bursts if self.bursts is None else tuple(burst.read() for burst in self.bursts),
        )


class LaterForm(Model):
    """An event that comes later in a matter."""

    event: Word
    after: Words
    days: EffortForm
    probability: Probability = 1.0
    when: dict[Word, Values] = {}

    def read(self) -> Later:
        """Return the model's later event."""
        guard = {name: frozenset(values) for name, values in self.when.items()}
        return Later(self.event, tuple(self.after), self.days.read(), self.probability, guard)


class MatterForm(Model):
    """A kind of matter."""

    starts: Words
    per_day: PerDay | None = None
    every: Every | None = Field(default=None, strict=False)
    departments: Literal["all"] | None = None
    dispersion: Dispersion = 1.0
    second_department: Probability = 0.0
    attributes: dict[Word, Shares] = {}
    later: list[LaterForm] = []
    arrivals: PatternForm | None = None


class BreakdownForm(PeriodForm):
    """A time in which the platform is down."""

    at: Time = 0
    until: EndOfDay = MINUTES

    def read(self) -> Breakdown:
        """Return the model's breakdown."""
        return Breakdown(self.period(), self.at, self.until)


class BreakdownsForm(Model):
    """Breakdowns by chance."""

    per_year: PerYear
    mean_hours: MeanHours


class OutagesForm(Model):
    """When the platform is down."""

    periods: list[BreakdownForm] = []
    random: BreakdownsForm | None = None
    acts: Words = list(ACTS)

    def read(self) -> Outages:
        """Return the model's outages."""
        chance = self.random
        return Outages(
            tuple(period.read() for period in self.periods),
            Breakdowns(chance.per_year, chance.mean_hours) if chance else None,
            tuple(self.acts),
        )


class ScenarioForm(Model):
    """A scenario file, together with those that it extends."""

    scenario: Word
    extends: Text | None = None
    label: TextForm
    note: TextForm
    own_words: Words = []
    departments: dict[Word, DepartmentForm] = Field(min_length=2)
    arrivals: PatternForm = PatternForm()
    matters: dict[Word, MatterForm] = Field(min_length=1)
    usual: TaskForm
    tasks: dict[Word, TaskForm] = {}
    outages: OutagesForm = OutagesForm()
    conduct: ConductForm = ConductForm()
    recall: Annotated[int, Field(ge=1, le=200)] | Literal["never"]
    legal_act: Literal["completion", "take-up"]
    expiry_frees: bool
    warm_up: Annotated[int, Field(ge=0, le=180)]
    drain: Annotated[int, Field(ge=0, le=240)]
