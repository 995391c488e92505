"""How long the duties of a regime may take under one reading, as the solver is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import z3

from model.calendar import Calendar
from model.deadline import STRICT, Counting, Lengthening, Reading, Term, is_open
from model.lengths import Lengths, lengths
from model.regime import Regime
from verify.formula import Expr, integer


class _AnyValue(Reading):
    """Open limits are unknowns of the solver; an open extension has no end, as in the strict one.

    Else what is said for all values of open limits would be true of one value of an extension.
    """

    __slots__ = ()

    def grants(self, extensions: Iterable[Lengthening]) -> dict[str, int | None]:
        return STRICT.grants(extensions)


ANY_VALUE = _AnyValue(1)
"""A reading for questions that leave the values of open limits free."""


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
        The solver's variable of each limit that is an unknown of its own, by rule; and of each
        such extension, by :func:`extension_name`.
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
                event: unknown.get(extension_name(rule.id, event), days)
                for event, days in reading.grants(rule.clock.extensions).items()
            }
            for rule in regime.timed
        }
        return cls(terms, term_lengths(terms.values(), calendar), unknown, grants)


def open_limits(regime: Regime, context: z3.Context) -> dict[str, Expr]:
    """Return a variable of the solver for each limit that the text leaves open, by rule."""
    return {rule.id: integer(f"limit:{rule.id}", context) for rule in regime.timed if rule.open}


def open_extensions(regime: Regime, context: z3.Context) -> dict[str, Expr]:
    """Return a variable of the solver for each extension whose length is left open."""
    names = (
        extension_name(rule.id, one.event)
        for rule in regime.timed
        for one in rule.clock.extensions
        if is_open(one.by)
    )
    return {name: integer(f"limit:{name}", context) for name in names}


def extension_name(rule: str, event: str) -> str:
    """Return the name of the length that an event adds to a rule's limit."""
    return f"{rule} + {event}"


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
