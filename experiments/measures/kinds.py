"""What a measure is by its name: its unit, how it is estimated, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from experiments.measures.measure import measure_label, measure_unit, parts_of, subject_words
from experiments.measures.subjects import NONE, Subjects
from experiments.running.replication import SPANS
from model.language import Text, catalogue, plain, say

USUAL = (
    "time-without-supervisor.mean-of-ended.working-days",
    "time-to-attention.mean-of-ended.working-days",
    "auto-claimed-share",
    "time-without-supervisor.censored",
)
"""What is shown where a design names no measures of interest."""


class Kind(StrEnum):
    """How a measure is estimated over replications."""

    MEAN = "mean"
    SHARE = "share"
    EXTREME = "extreme"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of interest.

    Attributes
    ----------
    name
        As :mod:`experiments.running.replication` names it.
    kind
        ``MEAN``: the mean over replications of one figure of each, such as a mean, a count or a
        quantile of its cases. ``SHARE``: sum over sum, in which a replication counts by its cases.
        ``EXTREME``: the median over replications of the longest in each, which has no useful mean.
    unit
        Key under ``answers.unit``; ``own`` where the measure's table has another unit.
    less
        Whether less is better; ``None`` where that is a matter of opinion.
    span
        The span that it is about, where what had not ended is not in it.
    begun
        Of a quantile or a longest, the measure that counts what it is of: where that is above 0 and
        the figure does not exist, it falls on what had not ended.
    subjects
        Labels of what measures are about; an identifier stands for what has none.
    """

    name: str
    kind: Kind
    unit: str
    less: bool | None
    span: str | None = None
    begun: str | None = None
    subjects: Subjects = field(default_factory=dict, compare=False, repr=False)

    @property
    def scale(self) -> float:
        """By what values are multiplied to be in the unit: shares are given in per cent."""
        return 100.0 if self.unit == "percent" else 1.0

    def label(self) -> Text:
        """Name the measure as a sentence does.

        >>> measure("time-to-attention.median.working-days").label("en")
        'the time from decision to actual attention (median)'
        >>> from model.language import Text
        >>> market = {"market": Text("市场监督管理局", "market regulation")}
        >>> measure("utilisation.market", {"utilisation": market}).label("zh")
        '市场监督管理局办公时间中用于履行义务的比例'
        """
        parts = parts_of(self.name)
        key = _key(self.name)
        if parts.head in SPANS:
            return say(key, span=say(f"answers.span.{parts.head}"))
        named = self.subjects.get(parts.head, {})
        if key not in catalogue():
            return measure_label(self.name, named)
        return say(key, what=subject_words(parts, named))

    def titled(self) -> Text:
        """Return the label with its unit, for the head of a column."""
        return say("answers.page.column", measure=self.label(), unit=self.level_unit())

    def unit_words(self) -> Text:
        """Name the unit of differences."""
        if self.unit == "own":
            return measure_unit(self.name)
        return say(f"answers.unit.{self.unit}")

    def level_unit(self) -> Text:
        """Name the unit of the figures themselves: those of shares are per cent."""
        return plain("%") if self.unit == "percent" else self.unit_words()


_COSTS = {"breaches", "breaches-by-party", "permit-days", "backlog", "waits"}
_LESS = {"late", "never", "violated", "open", "censored", "total", "stuck", "stuck-share"}
_MORE = {"performed", "fulfilled", "kept", "answered", "share-in-time"}
_EACH = {"claims", "letters", "duties", "property", "breaches", "breaches-by-party", "threads",
         "broken-commitments"}  # fmt: skip
_COUNTS = {"permit-days": ("permits", "censored"), "burden": ("duties",),
           "waits": ("begun", "open", "unregulated")}  # fmt: skip
"""Counts of a year: of some heads all figures, of others these."""


def measure(name: str, subjects: Subjects = NONE) -> Measure:
    """Return what a measure is.

    >>> found = measure("auto-claimed-share")
    >>> str(found.kind), found.unit, found.less
    ('share', 'percent', None)
    >>> measure("permit-days.total").unit_words("en"), measure("threads").unit_words("en")
    ('permit-days', 'a year')
    >>> measure("duties.approval-claim.late").less, measure("letters.performed").less
    (True, False)
    """
    head, *rest = name.split(".")
    if head in SPANS:
        return _of_span(name, head, rest)
    if head == "auto-claimed-share":
        return Measure(name, Kind.SHARE, "percent", None)
    if head == "utilisation":
        return Measure(name, Kind.MEAN, "percent", None, subjects=subjects)
    last = rest[-1] if rest else head
    if head == "property" and last in ("median", "p90", "max"):
        kind = Kind.EXTREME if last == "max" else Kind.MEAN
        begun = f"{name.removesuffix(last)}triggered"
        return Measure(name, kind, "working-days", True, begun=begun, subjects=subjects)
    if head == "property" and last in ("longest", "open-longest"):
        return Measure(name, Kind.EXTREME, "working-days", True, subjects=subjects)
    if (head, last) == ("waits", "days"):
        return Measure(name, Kind.MEAN, "working-days", True, subjects=subjects)
    unit = "each" if head in _EACH or last in _COUNTS.get(head, ()) else "own"
    if last in ("stuck-share", "share-in-time"):
        unit = "percent"
    return Measure(name, Kind.MEAN, unit, _less(head, last), subjects=subjects)


def _less(head: str, last: str) -> bool | None:
    if (head in _COSTS and last != "permits") or last in _LESS:
        return True
    return False if last in _MORE else None


def _of_span(name: str, span: str, rest: list[str]) -> Measure:
    statistic = rest[0]
    if statistic in ("begun", "censored"):
        return Measure(name, Kind.MEAN, "each", True if statistic == "censored" else None)
    kind = Kind.EXTREME if statistic == "max" else Kind.MEAN
    left_out = span if statistic == "mean-of-ended" else None
    begun = f"{span}.begun" if statistic in ("median", "p90", "p99", "max") else None
    return Measure(name, kind, rest[1], True, left_out, begun)


def _key(name: str) -> str:
    """Where the name that a measure has in sentences stands, if it has one."""
    parts = parts_of(name)
    if parts.head in SPANS and parts.figures[0] == "censored":
        return f"answers.still-open.{parts.head}"
    if parts.head in SPANS:
        return f"answers.statistic.{parts.figures[0]}"
    if parts.subject:
        return ".".join(["answers", parts.head, *parts.figures])
    return f"answers.{name}"
