"""The measures of what became of duties, properties, letters and broken commitments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from experiments.measures.facts import Facts
from experiments.measures.measure import About, Family, Kind, Measure, Ratio, Unit, declared
from experiments.measures.mechanisms import is_regulated
from experiments.measures.metrics import ANSWERS
from experiments.measures.spans import Spans, known_quantile

_LETTER = "letter-answered"
"""The property that asks for an answer to a letter."""


def _letters(facts: Facts, _: str, outcome: str) -> float | None:
    if outcome != "unregulated" and ANSWERS not in facts.metrics.regulated:
        return None
    return float(facts.metrics.letters.get(outcome, 0))


LETTERS = Family(
    declared(
        "letters.",
        "measure.meaning.letters",
        _letters,
        (
            ("performed", Kind.COUNT, Unit.A_YEAR, False, "measure.letters.performed"),
            ("deemed", Kind.COUNT, Unit.A_YEAR, None, "measure.letters.deemed"),
            ("consented", Kind.COUNT, Unit.A_YEAR, None, "measure.letters.consented"),
            ("open", Kind.COUNT, Unit.A_YEAR, True, "measure.letters.open"),
            ("unregulated", Kind.COUNT, Unit.A_YEAR, None, "measure.letters.unregulated"),
        ),
        metric=("letters", "letters"),
        property_id=_LETTER,
        bounded=True,
    )
)

LETTER_TOTALS = Family(
    declared(
        "letters.",
        "measure.meaning.letters",
        lambda facts, _, name: facts.letters[name],
        (
            ("received", Kind.COUNT, Unit.A_YEAR, None, "measure.letters.received"),
            ("stuck", Kind.COUNT, Unit.A_YEAR, True, "measure.letters.stuck"),
            ("stuck-share", Kind.SHARE, Unit.PERCENT, True, "measure.letters.stuck-share"),
        ),
        property_id=_LETTER,
        bounded=True,
        counted="letters.stuck",
    )
)

DUTIES = Family(
    declared(
        "duties.{}.",
        "measure.meaning.duties",
        lambda facts, rule, outcome: float(facts.metrics.outcomes.get((rule, outcome), 0)),
        (
            ("fulfilled", Kind.COUNT, Unit.A_YEAR, False, "measure.duties.fulfilled"),
            ("deemed", Kind.COUNT, Unit.A_YEAR, None, "measure.duties.deemed"),
            ("late", Kind.COUNT, Unit.A_YEAR, True, "measure.duties.late"),
            ("never", Kind.COUNT, Unit.A_YEAR, True, "measure.duties.never"),
            ("excused", Kind.COUNT, Unit.A_YEAR, None, "measure.duties.excused"),
            ("kept", Kind.COUNT, Unit.A_YEAR, False, "measure.duties.kept"),
            ("violated", Kind.COUNT, Unit.A_YEAR, True, "measure.duties.violated"),
            ("pending", Kind.COUNT, Unit.A_YEAR, None, "measure.duties.pending"),
        ),
        metric=("duties", "duties"),
        about=About.RULE,
    ),
    lambda facts: (rule.id for rule in facts.year.law.regime.binding),
)


def _waits(facts: Facts, rule: str, figure: str) -> float | None:
    waits = facts.duty_waits[rule]
    if figure in _COUNTS:
        return float(_COUNTS[figure](waits))
    return known_quantile(waits.working_in_order, waits.censored, _LEVELS[figure])


_COUNTS: dict[str, Callable[[Spans], int]] = {
    "begun": lambda waits: waits.begun,
    "open": lambda waits: waits.censored,
}
_LEVELS = {"median": 0.5, "max": 1.0}
_duty_waits = partial(
    declared, "duty-wait.{}.", "measure.meaning.duty-wait", _waits, about=About.RULE
)

DUTY_WAITS = Family(
    (
        *_duty_waits(
            (
                ("begun", Kind.COUNT, Unit.A_YEAR, None, "measure.duty-wait.begun"),
                ("open", Kind.COUNT, Unit.A_YEAR, True, "measure.duty-wait.open"),
            )
        ),
        *_duty_waits(
            (
                ("median", Kind.SPAN, Unit.WORKING_DAYS, True, "measure.duty-wait.median"),
                ("max", Kind.LONGEST, Unit.WORKING_DAYS, True, "measure.duty-wait.max"),
            ),
            begun="duty-wait.{}.begun",
        ),
    ),
    lambda facts: facts.duty_waits,
)

DUE = Family(
    (
        *declared(
            "duties-due.",
            "measure.meaning.duties-due",
            lambda facts, _, name: float(facts.due[name]),
            (
                ("count", Kind.COUNT, Unit.A_YEAR, None, "measure.duties-due.count"),
                ("breached", Kind.COUNT, Unit.A_YEAR, True, "measure.duties-due.breached"),
            ),
        ),
        Measure(
            "duties-due.breached-share",
            Kind.SHARE,
            Unit.PERCENT,
            "measure.duties-due.breached-share",
            "measure.meaning.duties-due",
            lambda facts, _: _share(facts.due["breached"], facts.due["count"]),
            less=True,
            ratio=Ratio("duties-due.breached", ("duties-due.count",)),
        ),
    )
)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


LAPSES = Family(
    declared(
        "lapses.{}.",
        "measure.meaning.lapses",
        lambda facts, rule, outcome: float(facts.metrics.lapses.get((rule, outcome), 0)),
        (
            ("came", Kind.COUNT, Unit.A_YEAR, None, "measure.lapses.came"),
            ("kept-away", Kind.COUNT, Unit.A_YEAR, None, "measure.lapses.kept-away"),
            ("pending", Kind.COUNT, Unit.A_YEAR, None, "measure.lapses.pending"),
        ),
        metric=("lapses", "lapses"),
        about=About.RULE,
    ),
    lambda facts: (rule.id for rule in facts.year.law.regime.lapses),
)

BREACHES = Family(
    (
        Measure(
            "breaches.{}",
            Kind.COUNT,
            Unit.A_YEAR,
            "measure.breaches",
            "measure.meaning.breaches",
            lambda facts, article: float(facts.articles[article]),
            less=True,
            about=About.ARTICLE,
        ),
    ),
    lambda facts: facts.articles,
)

COULD_NOT = Family(
    (
        Measure(
            "could-not-have-been-kept.{}",
            Kind.COUNT,
            Unit.A_YEAR,
            "measure.could-not",
            "measure.meaning.could-not",
            lambda facts, rule: float(facts.metrics.helpless.get(rule, 0)),
            less=True,
            about=About.RULE,
        ),
    ),
    lambda facts: (rule.id for rule in facts.year.law.regime.binding),
)

BREACHES_BY_PARTY = Family(
    (
        Measure(
            "breaches-by-party.{}",
            Kind.COUNT,
            Unit.A_YEAR,
            "measure.breaches-by-party",
            "measure.meaning.breaches-by-party",
            lambda facts, party: float(facts.parties[party]),
            less=True,
            about=About.PARTY,
        ),
    ),
    lambda facts: facts.parties,
)


def _property(facts: Facts, name: str, figure: str) -> float | None:
    row = facts.properties[name]
    value = row[figure.replace("-", "_")] if is_regulated(row) else None
    return None if value is None else float(value)


_properties = partial(
    declared,
    "property.{}.",
    "measure.meaning.property",
    _property,
    about=About.PROPERTY,
    bounded=True,
)

PROPERTIES = Family(
    (
        *_properties(
            (
                ("triggered", Kind.COUNT, Unit.A_YEAR, None, "measure.property.triggered"),
                ("answered", Kind.COUNT, Unit.A_YEAR, False, "measure.property.answered"),
                ("by_rule", Kind.COUNT, Unit.A_YEAR, None, "measure.property.by_rule"),
                ("open", Kind.COUNT, Unit.A_YEAR, True, "measure.property.open"),
            )
        ),
        *_properties(
            (
                ("median", Kind.SPAN, Unit.WORKING_DAYS, True, "measure.property.median"),
                ("p90", Kind.SPAN, Unit.WORKING_DAYS, True, "measure.property.p90"),
                ("max", Kind.LONGEST, Unit.WORKING_DAYS, True, "measure.property.max"),
            ),
            begun="property.{}.triggered",
        ),
        *_properties(
            (
                ("longest", Kind.LONGEST, Unit.WORKING_DAYS, True, "measure.property.longest"),
                ("open-longest", Kind.LONGEST, Unit.WORKING_DAYS, True, "measure.property.still"),
            ),
            counted="property.{}.triggered",
        ),
    ),
    lambda facts: facts.properties,
)

COMMITMENTS = Family(
    declared(
        "broken-commitments.",
        "measure.meaning.broken-commitments",
        lambda facts, _, name: facts.commitments[name],
        (
            ("broken", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.broken"),
            ("ended", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.ended"),
            ("found", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.found"),
            ("reported", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.reported"),
            ("decided", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.decided"),
            ("in-time", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.in-time"),
            ("late", Kind.COUNT, Unit.A_YEAR, True, "measure.commitments.late"),
            ("never", Kind.COUNT, Unit.A_YEAR, True, "measure.commitments.never"),
            ("pending", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.pending"),
            ("no-duty", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.no-duty"),
            ("reported-within-5-days", Kind.COUNT, Unit.A_YEAR, None, "measure.commitments.soon"),
            ("share-in-time", Kind.SHARE, Unit.PERCENT, False, "measure.commitments.share-in-time"),
        ),
    )
)
