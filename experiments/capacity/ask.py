"""What an office must be able to do for its duties: from rules and figures to a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TypeVar

from model.calendar import Calendar
from model.deadline import Reading
from model.language import Complaint
from model.regime import Regime
from model.rule import Obligation
from model.simulation.scenario import SUPERVISING, institutions
from protocols.mistakes import nearest
from verify.capacity import (
    Feasibility,
    feasible,
    largest_burst,
    shortest_window,
    window,
)
from verify.capacity.demand import Envelope, Office, Order, Stream, least_officers
from verify.verdict import Answer

CLAIMS = ("approval-info.claimed", "supervision-info.claimed")
"""The acts of the claim duties, which are asked about unless rules are named."""

_T = TypeVar("_T")

FINEST = 1000
"""The largest common denominator of all rates."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a user assumes: one value for all duties, or one for each in their order."""

    rates: tuple[Fraction, ...]
    bursts: tuple[Fraction, ...]
    per_day: tuple[int, ...]


@dataclass(frozen=True)
class Staffing:
    """The answers about one office.

    Attributes
    ----------
    party
        The bearer of the duties, by its identifier.
    asked
        The officers that were asked about; ``None`` where their least number was.
    least
        The fewest officers that are proved to be enough; ``None`` where no number is.
    found
        The verdict on ``asked``, else on ``least``, else on one officer.
    enough, fewer
        The verdicts on ``least`` and on one officer less, where there are such.
    windows, bursts
        For each duty the shortest window and the largest whole burst that the officers of
        ``found`` can meet, all else as it is; ``None`` where there is none.
    """

    regime: Regime
    party: str
    rules: tuple[Obligation, ...]
    office: Office
    reading: Reading
    calendar: Calendar
    asked: int | None
    least: int | None
    found: Feasibility
    enough: Feasibility | None
    fewer: Feasibility | None
    windows: tuple[int | None, ...]
    bursts: tuple[int | None, ...]

    @property
    def shown(self) -> Feasibility | None:
        """The refutation whose run is shown: of what was asked, or of one officer too few."""
        if self.found.answer is Answer.REFUTED:
            return self.found
        fewer = self.fewer
        return fewer if fewer is not None and fewer.answer is Answer.REFUTED else None

    @property
    def other_order(self) -> int | None:
        """The fewest officers when the office goes by the other order."""
        orders = {Order.DEADLINE: Order.ARRIVAL, Order.ARRIVAL: Order.DEADLINE}
        return least_officers(replace(self.office, order=orders[self.office.order]))


def staffing(
    regime: Regime,
    party: str | None,
    names: Sequence[str],
    figures: Figures,
    officers: int | None,
    reading: Reading,
    calendar: Calendar,
    order: Order = Order.DEADLINE,
    by_opening: bool = False,
) -> Staffing:
    """Answer all questions about the office of one party.

    Raises
    ------
    Complaint
        For a party, rule or figure with which there is nothing to prove.
    """
    bearer, rules = duties(regime, party, names)
    office = _office(regime, rules, figures, reading, calendar, order, by_opening)
    least = least_officers(office)
    found = feasible(office, officers or least or 1, calendar)
    enough = fewer = None
    if least is not None:
        enough = found if found.officers == least else feasible(office, least, calendar)
        if least > 1:
            same = found.officers == least - 1
            fewer = found if same else feasible(office, least - 1, calendar)
    places = range(len(rules))
    return Staffing(
        regime,
        bearer,
        rules,
        office,
        reading,
        calendar,
        officers,
        least,
        found,
        enough,
        fewer,
        tuple(shortest_window(office, place, found.officers) for place in places),
        tuple(largest_burst(office, place, found.officers) for place in places),
    )


def duties(
    regime: Regime, party: str | None, names: Sequence[str]
) -> tuple[str, tuple[Obligation, ...]]:
    """Return the rules asked about and the party that bears them all."""
    parties = regime.vocabulary.parties
    if party is not None and party not in parties:
        near = nearest(party, parties) or SUPERVISING
        raise Complaint("capacity.no-party", party=party, near=near)
    known = {rule.id: rule for rule in regime.obligations}
    for name in names:
        if name not in known:
            near = nearest(name, known) or next(iter(known))
            raise Complaint("capacity.no-rule", rule=name, regime=regime.name, near=near)
    whose = party or (None if names else SUPERVISING)
    chosen = tuple(known[name] for name in dict.fromkeys(names))
    if not names:
        assert whose is not None
        chosen = tuple(
            rule
            for rule in regime.obligations
            if rule.act in CLAIMS and _bearers(regime, rule, whose)
        )
        if not chosen:
            _no_claim(regime, whose)
    common = set.intersection(*({*_bearers(regime, rule, whose)} for rule in chosen))
    if not common:
        named = ", ".join(f"{rule.id} ({', '.join(rule.bearers)})" for rule in chosen)
        raise Complaint("capacity.no-bearer", party=whose or "—", rules=named)
    first = next(one for one in chosen[0].bearers if one in common)
    return first, chosen


def _bearers(regime: Regime, rule: Obligation, party: str | None) -> tuple[str, ...]:
    """The bearers of a rule that are the party or a part of it."""
    parties = regime.vocabulary.parties
    return tuple(
        one for one in rule.bearers if party is None or party in institutions(one, parties)
    )


def _no_claim(regime: Regime, party: str) -> None:
    label = regime.vocabulary.parties[party].label
    others = [
        rule.id
        for rule in regime.obligations
        if _bearers(regime, rule, party)
        and Reading(1).term(rule.deadline, regime.counting) is not None
    ]
    key = "capacity.no-claim" if others else "capacity.no-duty"
    raise Complaint(key, regime=regime.name, party=label, rules=", ".join(others))


def _office(
    regime: Regime,
    rules: tuple[Obligation, ...],
    figures: Figures,
    reading: Reading,
    calendar: Calendar,
    order: Order,
    by_opening: bool,
) -> Office:
    rates = _spread("--rate", figures.rates, rules)
    bursts = _spread("--burst", figures.bursts, rules)
    per_day = _spread("--per-day", figures.per_day, rules)
    streams = []
    for rule, rate, burst, speed in zip(rules, rates, bursts, per_day, strict=True):
        envelope = Envelope(rate, burst)
        if burst < envelope.least_burst:
            least = number(envelope.least_burst)
            raise Complaint("capacity.burst-too-small", rate=number(rate), least=least)
        term = reading.term(rule.deadline, regime.counting)
        if term is None:
            key = "capacity.open-limit" if rule.open else "capacity.no-limit"
            raise Complaint(key, rule=rule.id, article=rule.article)
        least_days, most_days = window(term, calendar, by_opening)
        streams.append(Stream(rule.id, envelope, speed, least_days, most_days, term))
    if (found := lcm(*(rate.denominator for rate in rates))) > FINEST:
        raise Complaint("capacity.too-fine", found=found, most=FINEST)
    return Office(tuple(streams), order, by_opening)


def _spread(option: str, values: tuple[_T, ...], rules: Sequence[Obligation]) -> tuple[_T, ...]:
    if not values:
        raise Complaint(f"capacity.missing{option[1:]}")
    if len(values) == 1:
        return values * len(rules)
    if len(values) != len(rules):
        raise Complaint("capacity.figures", option=option, count=len(values), rules=len(rules))
    return values


def number(value: Fraction) -> str:
    """Write a fraction as a person would: a decimal where that is short, else p/q.

    >>> number(Fraction(5, 2)), number(Fraction(5, 3)), number(Fraction(7))
    ('2.5', '5/3', '7')
    """
    if 1000 % value.denominator == 0:
        return f"{float(value):.3f}".rstrip("0").rstrip(".")
    return f"{value.numerator}/{value.denominator}"


def is_least(of: Staffing) -> bool:
    """Whether one officer less is refuted, and not only not proved."""
    return of.fewer is None or of.fewer.answer is Answer.REFUTED
