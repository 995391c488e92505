"""How long the duties of a regime may take under one reading, as the solver is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

import z3

from model.calendar import Calendar
from model.deadline import Counting, Reading, Term
from model.lengths import Lengths, lengths
from model.regime import Regime
from model.unknowns import OpenLength, open_lengths
from model.value import dataclass
from verify.formula import Expr, integer

ANY_VALUE = Reading(1)
"""The reading of questions that leave open lengths free: unknowns of the solver, not 1 each."""


@dataclass(frozen=True)
class OpenTerm:
    """A term of working days that is itself an unknown, at least 1."""

    days: Expr
    include_first_day: bool


@dataclass(frozen=True)
class Deadlines:
    """The term of each duty, and how long a term that is counted in dates may last.

    Attributes
    ----------
    terms
        For each duty and lapse its term; ``None`` where it never expires.
    lengths
        For each term that depends on dates, how long it lasts from which slot of the calendar.
    unknown
        The solver's variable of each length that is an unknown of its own, by the name that
        :class:`~model.unknowns.OpenLength` gives it.
    grants
        For each rule with a limit, the working days that each event adds that lengthens it.
    """

    terms: Mapping[str, Term | OpenTerm | None]
    lengths: Mapping[Term, Lengths]
    unknown: Mapping[str, Expr] = field(default_factory=dict)
    grants: Mapping[str, Mapping[str, Expr | int | None]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        regime: Regime,
        reading: Reading,
        calendar: Calendar,
        unknown: Mapping[str, Expr] | None = None,
    ) -> Deadlines:
        """Return the deadlines of a regime under a reading, but for limits that are unknowns."""
        first = regime.counting is Counting.INCLUDE_FIRST_DAY
        terms: dict[str, Term | OpenTerm | None] = {**regime.terms(reading)}
        unknown = unknown or {}
        terms |= {rule: OpenTerm(days, first) for rule, days in unknown.items() if rule in terms}
        grants = {
            rule.id: {
                event: unknown.get(OpenLength(rule, event).name, days)
                for event, days in reading.grants(rule.clock.extensions).items()
            }
            for rule in regime.timed
        }
        return cls(terms, term_lengths(terms.values(), calendar), unknown, grants)


def open_limits(regime: Regime, context: z3.Context) -> dict[str, Expr]:
    """Return a variable of the solver for each length that the text leaves open, by its name."""
    return {name: integer(f"limit:{name}", context) for name in open_lengths(regime)}


def term_ranges(terms: Iterable[object], calendar: Calendar) -> dict[Term, tuple[int, int]]:
    """Return the lengths in working days that terms counted in dates may have."""
    return {term: known.whole_range for term, known in term_lengths(terms, calendar).items()}


def term_lengths(terms: Iterable[object], calendar: Calendar) -> dict[Term, Lengths]:
    """Return how long terms counted in dates last from each slot of a calendar."""
    return {
        term: lengths(calendar, term)
        for term in terms
        if isinstance(term, Term) and term.needs_calendar
    }
