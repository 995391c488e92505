"""The measures of departments and parties: their queues, their work, and who waits for them."""

from __future__ import annotations

from experiments.measures.measure import About, Family, Kind, Measure, Unit, declared

UTILISATION = Family(
    (
        Measure(
            "utilisation.{}",
            Kind.SHARE,
            Unit.PERCENT,
            "measure.utilisation",
            "measure.meaning.utilisation",
            lambda facts, department: facts.year.utilisation[department],
            about=About.DEPARTMENT,
            row=("utilisation", "share", "of office time"),
        ),
    ),
    lambda facts: facts.year.utilisation,
)

BACKLOG = Family(
    declared(
        "backlog.{}.",
        "measure.meaning.backlog",
        lambda facts, department, figure: facts.queues[department][figure],
        (
            ("mean", Kind.LEVEL, Unit.ITEMS, True, "measure.backlog.mean"),
            ("max", Kind.LEVEL, Unit.ITEMS, True, "measure.backlog.max"),
            ("growth", Kind.LEVEL, Unit.ITEMS, True, "measure.backlog.growth"),
            ("drift", Kind.LEVEL, Unit.ITEMS, True, "measure.backlog.drift"),
            ("overdue", Kind.LEVEL, Unit.ITEMS, True, "measure.backlog.overdue"),
        ),
        about=About.DEPARTMENT,
    ),
    lambda facts: facts.queues,
)

BURDEN = Family(
    declared(
        "burden.{}.",
        "measure.meaning.burden",
        lambda facts, party, figure: facts.burdens[party][figure],
        (
            ("duties", Kind.COUNT, Unit.A_YEAR, None, "measure.burden.duties"),
            ("minutes", Kind.LEVEL, Unit.MINUTES, None, "measure.burden.minutes"),
        ),
        about=About.PARTY,
    ),
    lambda facts: facts.burdens,
)

OFFICERS = Family(
    (
        Measure(
            "officers.hours",
            Kind.LEVEL,
            Unit.HOURS,
            "measure.officers.hours",
            "measure.meaning.officers",
            lambda facts, _: sum(one["minutes"] for one in facts.burdens.values()) / 60,
        ),
    )
)

WAITS = Family(
    declared(
        "waits.{}.",
        "measure.meaning.waits",
        lambda facts, party, figure: facts.waits[party][figure],
        (
            ("days", Kind.SPAN, Unit.WORKING_DAYS, True, "measure.waits.days"),
            ("begun", Kind.COUNT, Unit.A_YEAR, True, "measure.waits.begun"),
            ("open", Kind.COUNT, Unit.A_YEAR, True, "measure.waits.open"),
            ("unregulated", Kind.COUNT, Unit.A_YEAR, True, "measure.waits.unregulated"),
        ),
        about=About.PARTY,
    ),
    lambda facts: facts.waits,
)
