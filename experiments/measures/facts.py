"""A simulated year with what measures need of it, each thing worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from experiments.measures import arrays
from experiments.measures.arrays.rows import Rows, rows_of
from experiments.measures.backlog import Counted, Items, counted, items_of, queues
from experiments.measures.burden import burdens, waits
from experiments.measures.commitments import commitments
from experiments.measures.daybook import Daybook, daybook, handled
from experiments.measures.duties import NO_WAITS, DutyFigures, due_and_breached, waits_of_duties
from experiments.measures.mechanisms import COLUMNS
from experiments.measures.metrics import (
    Metrics,
    breaches_by_article,
    breaches_by_party,
    letter_totals,
    metrics,
    permit_days,
)
from experiments.measures.spans import Spans
from model.simulation.year import Year

_Rows = Mapping[str, Mapping[str, float]]
"""Figures by subject and by name."""


class Facts:
    """What is worked out of a simulated year; nothing is before it is asked for."""

    def __init__(self, year: Year) -> None:
        self.year = year

    @cached_property
    def rows(self) -> Rows | None:
        """The columns of a year of the compiled engine; ``None`` of one of the readable engine."""
        return rows_of(self.year)

    @cached_property
    def metrics(self) -> Metrics:
        """Spans, claims, outcomes of duties, letters and properties."""
        return metrics(self.year) if self.rows is None else arrays.metrics(self.rows)

    @cached_property
    def letters(self) -> Mapping[str, float | None]:
        """Letters received and without an answer."""
        return letter_totals(self.metrics)

    @cached_property
    def permits(self) -> Mapping[str, float | None]:
        """Permit-days without a supervisor and without attention."""
        return permit_days(self.metrics)

    @cached_property
    def commitments(self) -> Mapping[str, float | None]:
        """What became of broken commitments."""
        return commitments(self.year) if self.rows is None else arrays.commitments(self.rows)

    @cached_property
    def duty_waits(self) -> Mapping[str, Spans]:
        """How long each obligation waited for its act, by rule."""
        if self.rows is None:
            return waits_of_duties(self.year)
        return arrays.waits_of_duties(self.rows)

    @cached_property
    def duties(self) -> tuple[DutyFigures, ...]:
        """What became of each duty and prohibition of the text, in the order of the file."""
        binding = {rule.id for rule in self.year.law.regime.binding}
        outcomes: dict[str, dict[str, int]] = {}
        for (rule, outcome), count in self.metrics.outcomes.items():
            outcomes.setdefault(rule, {})[outcome] = count
        return tuple(
            DutyFigures(
                rule.id,
                outcomes.get(rule.id, {}),
                self.metrics.helpless.get(rule.id, 0),
                self.duty_waits.get(rule.id, NO_WAITS),
            )
            for rule in self.year.law.regime.rules
            if rule.id in binding
        )

    @cached_property
    def due(self) -> Mapping[str, int]:
        """How many duties with a limit were due, and how many of these were breached."""
        return due_and_breached(self.year.law, self.metrics.outcomes)

    @cached_property
    def articles(self) -> dict[str, int]:
        """Breaches by article."""
        return breaches_by_article(self.year, self.metrics)

    @cached_property
    def parties(self) -> dict[str, int]:
        """Breaches by party."""
        return breaches_by_party(self.year, self.metrics)

    @cached_property
    def properties(self) -> Mapping[str, Mapping[str, Any]]:
        """What became of each property, by the columns of its table."""
        rows = (dict(zip(COLUMNS, row, strict=True)) for row in self.metrics.properties)
        return {str(row["property"]): row for row in rows}

    @cached_property
    def counted(self) -> Counted:
        """What waits in each department at each close of business."""
        return counted(self.year, self.items)

    @cached_property
    def items(self) -> Mapping[str, Items]:
        """What each department owed, from when to when."""
        return items_of(self.year) if self.rows is None else arrays.owed(self.rows)

    @cached_property
    def daybook(self) -> Daybook:
        """What waited, fell due and was dealt with, day by day."""
        done = handled(self.year) if self.rows is None else arrays.handled(self.rows)
        return daybook(self.year, self.items, self.counted, done)

    @cached_property
    def queues(self) -> _Rows:
        """Figures of each department's queue."""
        return queues(self.counted)

    @cached_property
    def burdens(self) -> _Rows:
        """Duties and minutes of each party."""
        return burdens(self.year) if self.rows is None else arrays.burdens(self.rows)

    @cached_property
    def waits(self) -> _Rows:
        """Waits that each party imposes on others."""
        return waits(self.year) if self.rows is None else arrays.waits(self.rows)
