"""How long limits are and how long bearers wait, as the text stands: what edits deviate from."""

from __future__ import annotations

from collections.abc import Iterable

from model.calendar import Calendar
from model.deadline import Measure, Reading, Term
from model.language import Text
from model.property import Property
from model.regime import Regime
from verify import arguments
from verify.amend.requirement import Requirement
from verify.amend.space import EditSpace
from verify.amend.symbolic import extended
from verify.deadlines import term_lengths, term_ranges
from verify.guarantees import verify
from verify.slicing import slice_of
from verify.verdict import Answer, Assume


def waits(
    table: EditSpace, reading: Reading, calendar: Calendar
) -> dict[tuple[str, str], int | None]:
    """Return the working days within which acts follow events now, while everyone obeys."""
    pairs = list(dict.fromkeys(table.tied))
    asked = [Property(f"{on}→{act}", Text(act, act), on, act) for on, act in pairs]
    verdicts = verify(table.regime, asked, [reading], [Assume.EVERYONE], calendar=calendar)
    proved = (verdict.days if verdict.answer is Answer.PROVED else None for verdict in verdicts)
    return dict(zip(pairs, proved, strict=True))


def lengths(
    regime: Regime, reading: arguments.AnyReading, calendar: Calendar
) -> dict[str, int | None]:
    """Return the greatest length of each limit in working days; ``None`` where it never expires."""
    reading = arguments.reading(reading)
    terms = regime.terms(reading)
    ranges = term_ranges(terms.values(), calendar)

    def length(term: Term | None) -> int | None:
        if term is None:
            return None
        if term in ranges:
            return ranges[term][1]
        return term.count if term.measure is Measure.AFTER or not term.count else term.count + 1

    return {name: length(term) for name, term in terms.items()}


def untied(
    table: EditSpace, requirements: Iterable[Requirement], reading: Reading, calendar: Calendar
) -> tuple[str, ...]:
    """Return the limits counted in dates whose lengths the search does not tie to dates.

    One alone is none of them, unless there are lengths between its least and greatest that it
    never has.
    """
    found: set[str] = set()
    terms = table.regime.terms(reading)
    known = term_lengths(terms.values(), calendar)
    for need in requirements:
        part = slice_of(extended(table), *need.property.about)
        asked = ((rule.id, terms.get(rule.id)) for rule in part.timed)
        dated = {name: known[term] for name, term in asked if term is not None and term in known}
        if len(dated) > 1 or not all(one.gapless for one in dated.values()):
            found |= {*dated}
    return tuple(rule.id for rule in table.regime.rules if rule.id in found)
