"""What a measure is: one declared object for each figure that is kept of a simulated year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from experiments.measures.facts import Facts
from experiments.measures.spans import span_label
from model.language import NOTHING, Text, plain, say

_SUBJECT = "{}"
"""Where the subject stands in the identifier of a declared measure."""


class Kind(StrEnum):
    """What a figure is, which decides how it is estimated over replications.

    The estimate is the mean over replications, but for the two that say otherwise.
    """

    COUNT = "count"
    """A number of things in a year."""

    LEVEL = "level"
    """An amount of something else than days, such as a queue or minutes of work."""

    SPAN = "span"
    """A time in days: a mean, a quantile or a sum of the times of single cases."""

    SHARE = "share"
    """A part of a whole, shown in per cent; with a :class:`Ratio` its estimate is sum over sum, in
    which a replication counts by its cases."""

    LONGEST = "longest"
    """The longest time in a year. It has no useful mean: the estimate is the median."""


class Unit(StrEnum):
    """The unit in which figures and their differences are shown."""

    PERCENT = "percent"
    A_YEAR = "a-year"
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    PERMIT_DAYS = "permit-days"
    DAYS_PER_PERMIT = "days-per-permit"
    ITEMS = "items"
    MINUTES = "minutes"
    HOURS = "hours"


_UNITS = {
    Unit.PERCENT: "measure.unit.percent",
    Unit.A_YEAR: "measure.unit.a-year",
    Unit.WORKING_DAYS: "measure.unit.working-days",
    Unit.CALENDAR_DAYS: "measure.unit.calendar-days",
    Unit.PERMIT_DAYS: "measure.unit.permit-days",
    Unit.DAYS_PER_PERMIT: "measure.unit.days-per-permit",
    Unit.ITEMS: "measure.unit.items",
    Unit.MINUTES: "measure.unit.minutes",
    Unit.HOURS: "measure.unit.hours",
}


class About(StrEnum):
    """What kind of thing the subjects of a family of measures are."""

    DEPARTMENT = "department"
    PARTY = "party"
    RULE = "rule"
    ARTICLE = "article"
    PROPERTY = "property"


Names = Mapping[About, Mapping[str, Text]]
"""Labels of subjects by kind and identifier; a subject without one is named by its identifier."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The measures whose sums over replications make up a share: one over the sum of several."""

    part: str
    whole: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The measures that tell of the cases which a mean leaves out, since they had not ended.

    Attributes
    ----------
    begun, open
        How many cases there were, and how many of them had not ended.
    total
        The sum of all times, those that had not ended counted until watching ended.
    """

    begun: str
    open: str
    total: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a simulated year.

    Attributes
    ----------
    id
        Its name in designs, results and documents. In the declaration of a family ``{}`` stands
        for the subject.
    label_key, meaning_key
        Where the catalogue names and defines it.
    value
        Works it out of a year, for one of the family's subjects (empty without one); ``None``
        where the figure does not exist, as the mean of nothing.
    less
        Whether less is better; ``None`` where that is a matter of opinion.
    about
        What its subject is, if it has one.
    row
        Its metric, statistic and unit in the table of :func:`experiments.measures.table`; ``None``
        if it is not in it.
    span
        Which of :data:`experiments.measures.spans.SPANS` it is a figure of.
    property_id
        The property that asks for what the measure is a figure of; by it single cases are told.
    bounded
        Whether a bound that is proved of this property bounds the measure, too.
    begun
        Of a quantile or a longest, the measure that counts its cases: where that is above 0 and
        the figure does not exist, it falls on a case that had not ended.
    left_out
        Of a mean of what ended, what tells of the cases that are not in it.
    counted
        The measure that counts the cases of one that is neither of these nor a count itself.
    ratio
        Of a share, the measures that it is estimated from.
    subject, subject_label
        The subject's identifier and label, once the measure is that of one subject.
    """

    id: str
    kind: Kind
    unit: Unit
    label_key: str
    meaning_key: str
    value: Callable[[Facts, str], float | None]
    less: bool | None = None
    about: About | None = None
    row: tuple[str, str, str] | None = None
    span: str = ""
    property_id: str = ""
    bounded: bool = False
    begun: str = ""
    left_out: LeftOut | None = None
    ratio: Ratio | None = None
    counted: str = ""
    subject: str = ""
    subject_label: Text = NOTHING

    @property
    def cases(self) -> str:
        """The measure that counts its cases: it fails to exist only where nothing is regulated.

        Empty where there is none, and of a rule, a department or a party, which a text has or not.

        >>> from experiments.measures import find
        >>> find("time-to-attention.max.working-days").cases, find("letters.open").cases
        ('time-to-attention.begun', 'letters.open')
        """
        if self.about not in (None, About.PROPERTY):
            return ""
        if self.kind is Kind.COUNT:
            return self.id
        if self.ratio is not None:
            return self.ratio.part
        return self.counted or self.begun or (self.left_out.begun if self.left_out else "")

    def subject_in(self, measure: str) -> str:
        """Return the subject for which the identifier of a measure stands; empty for none.

        >>> from experiments.measures import find
        >>> find("breaches.22(1)").subject
        '22(1)'
        """
        before, found, after = self.id.partition(_SUBJECT)
        fits = found and measure.startswith(before) and measure.endswith(after)
        return measure[len(before) : len(measure) - len(after)] if fits else ""

    def id_of(self, subject: str) -> str:
        """Return the identifier of the measure of one subject."""
        return self.id.replace(_SUBJECT, subject)

    def of(self, subject: str, label: Text) -> Measure:
        """Return the measure of one subject."""
        return replace(
            self,
            id=self.id_of(subject),
            begun=self.begun.replace(_SUBJECT, subject),
            counted=self.counted.replace(_SUBJECT, subject),
            property_id=subject if self.about is About.PROPERTY else self.property_id,
            subject=subject,
            subject_label=label,
        )

    @property
    def scale(self) -> float:
        """By what values are multiplied to be in the unit: shares are given in per cent."""
        return 100.0 if self.unit is Unit.PERCENT else 1.0

    @property
    def label(self) -> Text:
        """The measure's name, as it stands in a sentence.

        >>> from experiments.measures import find
        >>> find("time-to-attention.median.working-days").label.en
        'the time from decision to actual attention (median)'
        >>> names = {About.DEPARTMENT: {"market": Text("市场监督管理局", "market regulation")}}
        >>> find("utilisation.market", names).label.zh
        '市场监督管理局办公时间中用于履行义务的比例'
        """
        what = span_label(self.span) if self.span else self.subject_label
        return say(self.label_key, what=what)

    @property
    def meaning(self) -> Text:
        """What the measure counts, and what it says nothing about."""
        return say(self.meaning_key)

    @property
    def titled(self) -> Text:
        """The label with the unit, for the head of a column."""
        return say("measure.titled", measure=self.label, unit=self.level_unit)

    @property
    def difference_unit(self) -> Text:
        """The unit of differences: those of shares are percentage points."""
        return say(_UNITS[self.unit])

    @property
    def level_unit(self) -> Text:
        """The unit of the figures themselves: those of shares are per cent."""
        return plain("%") if self.unit is Unit.PERCENT else self.difference_unit


@dataclass(frozen=True, slots=True)
class Family:
    """Measures that are declared together, and the subjects that they have in a year.

    ``subjects`` returns them in the order of the results; a family without any has the one empty
    subject.
    """

    measures: tuple[Measure, ...]
    subjects: Callable[[Facts], Iterable[str]] = lambda _: ("",)


_Row = tuple[str, Kind, Unit, bool | None, str]
"""What differs between measures of a family: figure, kind, unit, whether less is better, label."""


def declared(
    prefix: str,
    meaning_key: str,
    figure: Callable[[Facts, str, str], float | None],
    rows: Iterable[_Row],
    metric: tuple[str, str] | None = None,
    **same: Any,
) -> tuple[Measure, ...]:
    """Return measures that differ in little more than the figure, which ends their identifiers.

    Parameters
    ----------
    figure
        Works one out, given the facts, the subject and the figure's name.
    metric
        Metric and unit of their rows in the table of :func:`experiments.measures.table`.
    same
        Other attributes of all of them.
    """

    def measure(name: str, kind: Kind, unit: Unit, less: bool | None, label_key: str) -> Measure:
        return Measure(
            f"{prefix}{name}",
            kind,
            unit,
            label_key,
            meaning_key,
            lambda facts, subject: figure(facts, subject, name),
            less,
            row=metric and (metric[0], name, metric[1]),
            **same,
        )

    return tuple(measure(*row) for row in rows)
