"""What a measure is by its name: its unit, how it is estimated, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from experiments.replication import SPANS
from experiments.words.measures import measure_label, measure_unit
from model.language import Label, Lang, catalogue, say
from model.ledger import article_label
from protocols import library

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
        As :mod:`experiments.replication` names it.
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
    """

    name: str
    kind: Kind
    unit: str
    less: bool | None
    span: str | None = None

    @property
    def scale(self) -> float:
        """By what values are multiplied to be in the unit: shares are given in per cent."""
        return 100.0 if self.unit == "percent" else 1.0

    def label(self, lang: Lang) -> str:
        """Name the measure.

        >>> measure("time-to-attention.median.working-days").label("en")
        'the time from decision to actual attention (median)'
        """
        return _label(self.name, lang)

    def titled(self, lang: Lang) -> str:
        """Return the label with its unit, for the head of a column."""
        unit = "%" if self.unit == "percent" else self.unit_words(lang)
        return say("answers.page.column", lang, measure=self.label(lang), unit=unit)

    def unit_words(self, lang: Lang) -> str:
        """Name the unit."""
        if self.unit == "own":
            return measure_unit(self.name, lang)
        return say(f"answers.unit.{self.unit}", lang)


_COSTS = {"breaches", "breaches-by-party", "permit-days", "backlog", "waits"}
_LESS = {"late", "never", "violated", "open", "censored", "total", "stuck", "stuck-share"}
_MORE = {"performed", "fulfilled", "kept", "answered", "share-in-time"}


def measure(name: str) -> Measure:
    """Return what a measure is.

    >>> found = measure("auto-claimed-share")
    >>> str(found.kind), found.unit, found.less
    ('share', 'percent', None)
    >>> measure("permit-days.total").label("en"), measure("permit-days.total").unit_words("en")
    ('Permits without a supervisor: total', 'permit-days')
    >>> measure("duties.approval-claim.late").less, measure("letters.performed").less
    (True, False)
    """
    head, *rest = name.split(".")
    if head in SPANS:
        return _of_span(name, head, rest)
    if head == "auto-claimed-share":
        return Measure(name, Kind.SHARE, "percent", None)
    if head == "utilisation":
        return Measure(name, Kind.MEAN, "percent", None)
    last = rest[-1] if rest else head
    if head == "property" and last in ("median", "p90", "max"):
        kind = Kind.EXTREME if last == "max" else Kind.MEAN
        return Measure(name, kind, "working-days", True)
    less = (
        True
        if (head in _COSTS and last != "permits") or last in _LESS
        else False
        if last in _MORE
        else None
    )
    if last in ("stuck-share", "share-in-time"):
        return Measure(name, Kind.MEAN, "percent", less)
    return Measure(name, Kind.MEAN, "each" if _own_label(head, rest) else "own", less)


def _of_span(name: str, span: str, rest: list[str]) -> Measure:
    statistic = rest[0]
    if statistic in ("begun", "censored"):
        return Measure(name, Kind.MEAN, "each", True if statistic == "censored" else None)
    kind = Kind.EXTREME if statistic == "max" else Kind.MEAN
    left_out = span if statistic == "mean-of-ended" else None
    return Measure(name, kind, rest[1], True, left_out)


def _label(name: str, lang: Lang) -> str:
    head, *rest = name.split(".")
    if head not in SPANS and not _own_label(head, rest):
        return measure_label(name, lang)
    if head in SPANS:
        span = say(f"answers.span.{head}", lang)
        return say(f"answers.statistic.{rest[0]}", lang, span=span)
    if head in ("claims", "letters"):
        return say(f"answers.{head}.{rest[0]}", lang)
    if head in ("duties", "utilisation", "property"):
        what = ".".join(rest[:-1]) if head != "utilisation" else rest[0]
        if head == "property":
            what = library.properties()[what].label.in_(lang)
        key = f"answers.{head}" if head == "utilisation" else f"answers.{head}.{rest[-1]}"
        return say(key, lang, what=what)
    if head == "breaches":
        return say("answers.breaches", lang, article=article_label(".".join(rest), lang))
    return say(f"answers.{name}", lang)


def _own_label(head: str, rest: list[str]) -> bool:
    """Whether sentences have a name for a measure; else it has that of tables and charts."""
    key = head if not rest or head in ("utilisation", "breaches") else f"{head}.{rest[-1]}"
    return f"answers.{key}" in catalogue()


def labelled(name: str) -> Label:
    """Return a measure's name in both languages."""
    return Label(_label(name, "zh"), _label(name, "en"))
