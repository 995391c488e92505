"""Figures of a simulated year: each is one declared object, found here by its identifier."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from experiments.measures.facts import Facts
from experiments.measures.measure import Family, Measure, Names
from experiments.measures.metrics import ANSWERS, regulated_by
from experiments.measures.offices import BACKLOG, BURDEN, OFFICERS, UTILISATION, WAITS
from experiments.measures.outcomes import (
    BREACHES,
    BREACHES_BY_PARTY,
    COMMITMENTS,
    COULD_NOT,
    DUE,
    DUTIES,
    DUTY_WAITS,
    LAPSES,
    LETTER_TOTALS,
    LETTERS,
    PROPERTIES,
)
from experiments.measures.permits import CLAIMS, PERMIT_DAYS, THREADS, TIMES
from experiments.measures.subjects import label_of
from model.language import Complaint
from model.regime import Regime
from protocols.mistakes import nearest as most_like

if TYPE_CHECKING:
    import polars as pl

_Work = Callable[[Facts, str], float | None]

FAMILIES: tuple[Family, ...] = (
    THREADS,
    TIMES,
    CLAIMS,
    LETTERS,
    UTILISATION,
    DUTIES,
    DUE,
    DUTY_WAITS,
    LAPSES,
    BREACHES,
    BREACHES_BY_PARTY,
    COULD_NOT,
    PROPERTIES,
    LETTER_TOTALS,
    PERMIT_DAYS,
    COMMITMENTS,
    BACKLOG,
    BURDEN,
    OFFICERS,
    WAITS,
)
"""All measures, in the order in which results have them."""

USUAL = (
    "time-without-supervisor.mean-of-ended.working-days",
    "time-to-attention.mean-of-ended.working-days",
    "auto-claimed-share",
    "time-without-supervisor.censored",
)
"""What is shown where a design names no measures of interest."""


_FIRST = 3
"""Duties or questions of a text that are shown where a design names no measures of interest."""


def of_the_text(regime: Regime) -> tuple[str, ...]:
    """Return the measures of a text's own questions and duties, where none of :data:`USUAL` is.

    Nothing of a text that regulates what those are about.
    """
    if regulated_by(regime)[0] - {ANSWERS}:
        return ()
    asked = [prop.id for prop in regime.properties if prop.timed][:_FIRST]
    if asked:
        return tuple(f"property.{name}.{what}" for name in asked for what in ("median", "open"))
    duties = [rule.id for rule in regime.obligations][:_FIRST]
    return tuple(
        name for rule in duties for name in (f"duty-wait.{rule}.median", f"duties.{rule}.late")
    )


@cache
def declared() -> dict[str, Measure]:
    """Return all declared measures by identifier, those of families with ``{}`` for a subject."""
    return {measure.id: measure for family in FAMILIES for measure in family.measures}


def find(name: str, names: Names | None = None) -> Measure:
    """Return the measure of an identifier.

    Parameters
    ----------
    names
        Labels of subjects; those that all regimes share unless given.

    Raises
    ------
    Complaint
        Where there is none.

    >>> share = find("auto-claimed-share")
    >>> str(share.kind), share.difference_unit.en, share.level_unit.en, share.less
    ('share', 'percentage points', '%', None)
    >>> find("backlog.bureau.max").unit, find("duties.approval-claim.late").less
    (<Unit.ITEMS: 'items'>, True)
    """
    if (alone := declared().get(name)) is not None and alone.about is None:
        return alone
    for measure in declared().values():
        if subject := measure.subject_in(name):
            return measure.of(subject, label_of(measure.about, subject, names))
    raise Complaint("measure.unknown", name=name, near=nearest(name) or USUAL[0])


def known(name: str) -> bool:
    """Whether a measure has this identifier.

    >>> known("backlog.bureau.mean"), known("backlog.bureau.mode"), known("backlog")
    (True, False, False)
    """
    try:
        find(name)
    except Complaint:
        return False
    return True


def nearest(name: str) -> str | None:
    """Return the identifier, of those without a subject, that is most like a wrong one."""
    return most_like(name, [measure.id for measure in declared().values() if not measure.about])


def values(facts: Facts) -> dict[str, float | None]:
    """Return every figure of a year by the identifier of its measure."""
    return {
        name: work(facts, subject)
        for place, family in enumerate(FAMILIES)
        for name, work, subject in _asked(place, tuple(family.subjects(facts)))
    }


@lru_cache(maxsize=256)
def _asked(family: int, subjects: tuple[str, ...]) -> list[tuple[str, _Work, str]]:
    """Of a family each identifier for some subjects, and how its figure is worked out."""
    measures = FAMILIES[family].measures
    return [(one.id_of(subject), one.value, subject) for subject in subjects for one in measures]


def table(facts: Facts) -> pl.DataFrame:
    """Return some figures of a year in rows: regime, metric, article, rule, statistic, unit, value.

    Of a measure without a row in it there is none; the value of a figure that does not exist is
    null. ``rule`` is the subject, a department for its utilisation.
    """
    import polars as pl  # here: a worker that simulates needs it not

    regime = facts.year.law.regime
    rows = [
        (regime.id, metric, _article(facts, subject), subject, statistic, unit, value)
        for family in FAMILIES
        for subject in family.subjects(facts)
        for measure in family.measures
        if measure.row is not None
        for metric, statistic, unit in (measure.row,)
        for value in (measure.value(facts, subject),)
    ]
    columns = ("regime", "metric", "article", "rule", "statistic", "unit")
    schema = dict.fromkeys(columns, pl.String) | {"value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _article(facts: Facts, rule: str) -> str:
    known_rule = facts.year.law.regime.by_id.get(rule)
    return known_rule.article if known_rule else ""
