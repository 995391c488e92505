"""Which kind of matter takes longest: the bounds of guarantees by the attributes of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.calendar import Calendar
from model.deadline import Reading
from model.language import Complaint, say
from model.regime import Regime
from model.unknowns import stated_values
from protocols import library
from protocols.names import words
from verify.bounds import ParametricBound
from verify.bounds.by_case import MOST, BoundsByCase, TooManyKindsError, Values, bounds_by_case
from verify.verdict import Answer

_ORDER = {Answer.REFUTED: 0, Answer.PROVED: 1, Answer.UNKNOWN: 2, Answer.VACUOUS: 3}


def attributes(regimes: Sequence[Regime], named: Sequence[str]) -> tuple[str, ...]:
    """Return attributes by their identifiers, given these or their labels.

    Raises
    ------
    Complaint
        For a name that is none in any of the regimes.
    """
    known = words(library.vocabulary_of_all(regimes), "attributes")
    found = []
    for name in named:
        attribute = known.find(name)
        if attribute is None:
            raise Complaint("bounds.no-attribute", name=name, near=known.nearest(name) or "matter")
        found.append(attribute)
    return tuple(dict.fromkeys(found))


def by_case(bound: ParametricBound, by: Sequence[str], calendar: Calendar) -> BoundsByCase:
    """Return a bound for each kind of case, by all attributes that matter unless some are named.

    An attribute that the regime has no word for makes no difference to it.

    Raises
    ------
    Complaint
        Where there are too many kinds to go through.
    """
    regime, prop = bound.regime, bound.property
    named = [name for name in by if name in regime.vocabulary.attributes]
    if (by and not named) or bound.unregulated:
        return BoundsByCase(regime, prop, bound.assume, (), (), {(): bound})
    try:
        return bounds_by_case(regime, prop, bound.assume, named, calendar)
    except TooManyKindsError as found:
        labels = (regime.vocabulary.attributes[name].label for name in found.attributes)
        raise Complaint(
            "bounds.too-many-kinds",
            property=prop.label,
            count=found.count,
            most=MOST,
            attributes=say("chart.and").join(labels),
        ) from None


def worst_first(
    found: BoundsByCase, reading: Reading
) -> list[tuple[Values, ParametricBound, int | None]]:
    """Return the kinds of matter, what takes longest first, each with its bound as a figure.

    What has no bound at all comes before what has one; what is not known, or cannot occur, last.
    """
    values = stated_values(found.regime, reading.open_days)
    rows = [(kind, bound, at_values(bound, values)) for kind, bound in found.rows.items()]

    def place(row: tuple[Values, ParametricBound, int | None]) -> tuple[int, int]:
        _, bound, days = row
        return _ORDER[bound.answer], -(days or 0)

    return sorted(rows, key=place)


def at_values(bound: ParametricBound, values: Mapping[str, int]) -> int | None:
    """Return a bound as a figure; ``None`` where there is none, or a value lacks."""
    if bound.answer is not Answer.PROVED or not {*bound.parameters} <= values.keys():
        return None
    return bound.at(values) if bound.reachable.at(values) else None
