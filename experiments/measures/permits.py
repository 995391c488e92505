"""The measures of permits: how long they are without a supervisor, and how they are claimed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from experiments.measures.facts import Facts
from experiments.measures.measure import Family, Kind, LeftOut, Measure, Ratio, Unit, declared
from experiments.measures.spans import BOUNDED, Days, Spans, known_quantile, mean_of_ended

_PUSH, _SUPERVISION = "approval-push-claimed", "decision-reaches-supervision"
"""The properties that ask for a claim: of what was pushed, of what was decided."""

THREADS = Family(
    (
        Measure(
            "threads",
            Kind.COUNT,
            Unit.A_YEAR,
            "measure.threads",
            "measure.meaning.threads",
            lambda facts, _: float(len(facts.year.threads)),
        ),
    )
)


class _Span(NamedTuple):
    """A kind of span, the keys of what its measures mean and of its open cases, and its values."""

    id: str
    meaning_key: str
    open_key: str
    values: Callable[[Facts], Spans]


_SPANS = (
    _Span(
        "claim-latency",
        "measure.meaning.claim-latency",
        "measure.still-open.claim-latency",
        lambda facts: facts.metrics.claim,
    ),
    _Span(
        "time-without-supervisor",
        "measure.meaning.time-without-supervisor",
        "measure.still-open.time-without-supervisor",
        lambda facts: facts.metrics.unsupervised,
    ),
    _Span(
        "time-to-attention",
        "measure.meaning.time-to-attention",
        "measure.still-open.time-to-attention",
        lambda facts: facts.metrics.attention,
    ),
)
_QUANTILES = (
    ("median", 0.5, Kind.SPAN, "measure.spans.median"),
    ("p90", 0.9, Kind.SPAN, "measure.spans.p90"),
    ("p99", 0.99, Kind.SPAN, "measure.spans.p99"),
    ("max", 1.0, Kind.LONGEST, "measure.spans.max"),
)


def _times(span: _Span) -> Iterator[Measure]:
    """Yield the measures of a kind of span."""
    property_ = BOUNDED.get(span.id, _SUPERVISION)
    of_span = partial(
        Measure,
        meaning_key=span.meaning_key,
        span=span.id,
        property_id=property_,
        bounded=span.id in BOUNDED,
    )
    begun, open_, total = (
        f"{span.id}.begun",
        f"{span.id}.censored",
        f"{span.id}.total.calendar-days",
    )
    for unit, words in ((Unit.WORKING_DAYS, "working days"), (Unit.CALENDAR_DAYS, "calendar days")):
        yield of_span(
            f"{span.id}.mean-of-ended.{unit}",
            Kind.SPAN,
            unit,
            "measure.spans.mean-of-ended",
            value=_mean(span, unit),
            less=True,
            row=(span.id, "mean-of-ended", words),
            left_out=LeftOut(begun, open_, total),
        )
        for name, level, kind, label_key in _QUANTILES:
            yield of_span(
                f"{span.id}.{name}.{unit}",
                kind,
                unit,
                label_key,
                value=_quantile(span, unit, level),
                less=True,
                row=(span.id, name, words),
                begun=begun,
            )
    yield of_span(
        total,
        Kind.SPAN,
        Unit.CALENDAR_DAYS,
        "measure.spans.total",
        value=_where_regulated(span, lambda spans: spans.total),
        less=True,
        row=(span.id, "total", "calendar days"),
    )
    yield of_span(
        begun,
        Kind.COUNT,
        Unit.A_YEAR,
        "measure.spans.begun",
        value=_where_regulated(span, lambda spans: float(spans.begun)),
        row=(span.id, "begun", "threads"),
    )
    yield of_span(
        open_,
        Kind.COUNT,
        Unit.A_YEAR,
        span.open_key,
        value=_where_regulated(span, lambda spans: float(spans.censored)),
        less=True,
        row=(span.id, "censored", "threads"),
    )


def _where_regulated(
    span: _Span, figure: Callable[[Spans], float]
) -> Callable[[Facts, str], float | None]:
    """A figure of spans that exists where the text regulates what they are of."""

    def value(facts: Facts, _: str) -> float | None:
        return figure(span.values(facts)) if span.id in facts.metrics.regulated else None

    return value


def _claims(facts: Facts, _: str, mode: str) -> float | None:
    known = "claim-latency" in facts.metrics.regulated
    return float(facts.metrics.claims.get(mode, 0)) if known else None


def _mean(span: _Span, unit: Unit) -> Callable[[Facts, str], float | None]:
    return lambda facts, _: mean_of_ended(_ended(span.values(facts), unit))


def _quantile(span: _Span, unit: Unit, level: float) -> Callable[[Facts, str], float | None]:
    def value(facts: Facts, _: str) -> float | None:
        spans = span.values(facts)
        working = unit is Unit.WORKING_DAYS
        ended = spans.working_in_order if working else spans.calendar_in_order
        return known_quantile(ended, spans.censored, level)

    return value


def _ended(spans: Spans, unit: Unit) -> Days:
    return spans.working if unit is Unit.WORKING_DAYS else spans.calendar


TIMES = Family(tuple(measure for span in _SPANS for measure in _times(span)))

CLAIMS = Family(
    (
        *declared(
            "claims.",
            "measure.meaning.claims",
            _claims,
            (
                ("performed", Kind.COUNT, Unit.A_YEAR, False, "measure.claims.performed"),
                ("deemed", Kind.COUNT, Unit.A_YEAR, None, "measure.claims.deemed"),
                ("counted", Kind.COUNT, Unit.A_YEAR, None, "measure.claims.counted"),
            ),
            metric=("claims", "threads"),
            property_id=_PUSH,
        ),
        Measure(
            "auto-claimed-share",
            Kind.SHARE,
            Unit.PERCENT,
            "measure.auto-claimed-share",
            "measure.meaning.auto-claimed-share",
            lambda facts, _: facts.metrics.auto_claimed_share,
            row=("auto-claimed-share", "share", "of claims to be made"),
            property_id=_PUSH,
            ratio=Ratio("claims.deemed", ("claims.deemed", "claims.performed")),
        ),
    )
)

_permit_days = partial(
    declared,
    "permit-days.",
    "measure.meaning.permit-days",
    lambda facts, _, name: facts.permits[name],
    property_id=_SUPERVISION,
)

PERMIT_DAYS = Family(
    (
        *_permit_days(
            (
                ("total", Kind.LEVEL, Unit.PERMIT_DAYS, True, "measure.permit-days.total"),
                (
                    "per-permit",
                    Kind.LEVEL,
                    Unit.DAYS_PER_PERMIT,
                    True,
                    "measure.permit-days.per-permit",
                ),
                ("open-part", Kind.LEVEL, Unit.PERMIT_DAYS, True, "measure.permit-days.open-part"),
                ("permits", Kind.COUNT, Unit.A_YEAR, None, "measure.permit-days.permits"),
                ("censored", Kind.COUNT, Unit.A_YEAR, True, "measure.permit-days.censored"),
            ),
            counted="permit-days.permits",
        ),
        *_permit_days(
            (
                (
                    "unattended.total",
                    Kind.LEVEL,
                    Unit.PERMIT_DAYS,
                    True,
                    "measure.unattended.total",
                ),
                (
                    "unattended.per-permit",
                    Kind.LEVEL,
                    Unit.DAYS_PER_PERMIT,
                    True,
                    "measure.unattended.per-permit",
                ),
                (
                    "unattended.open-part",
                    Kind.LEVEL,
                    Unit.PERMIT_DAYS,
                    True,
                    "measure.unattended.open-part",
                ),
                ("unattended.permits", Kind.COUNT, Unit.A_YEAR, None, "measure.unattended.permits"),
                (
                    "unattended.censored",
                    Kind.COUNT,
                    Unit.A_YEAR,
                    True,
                    "measure.unattended.censored",
                ),
            ),
            counted="permit-days.unattended.permits",
        ),
    )
)
