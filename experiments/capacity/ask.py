"""What an office must be able to do for its duties: from rules and figures to a proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lcm

from experiments.capacity.figures import FINEST, Figures, number, whole
from experiments.capacity.frontier import Frontier, frontier
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.language import Complaint
from model.property import Property
from model.regime import Regime
from model.rule import Obligation
from model.simulation.scenario import SUPERVISING, institutions
from protocols import names as called
from protocols.mistakes import nearest
from verify.capacity import (
    Feasibility,
    feasible,
    largest_burst,
    shortest_window,
    window,
)
from verify.capacity.demand import Envelope, Office, ServiceOrder, Stream, least_officers
from verify.verdict import Answer

CLAIMS = ("approval-info.claimed", "supervision-info.claimed")
"""The acts of the claim duties, which are asked about unless rules are named."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of an office and how far it could be stretched, all else as it is.

    Attributes
    ----------
    shortest
        The shortest window, in full days of service, that the officers can meet; ``None`` where
        there is none.
    largest
        The largest whole burst that they can meet; ``None`` where there is none.
    """

    rule: Obligation
    stream: Stream
    shortest: int | None
    largest: int | None
    frontier: Frontier


@dataclass(frozen=True)
class Capacity:
    """The answers about one office.

    Attributes
    ----------
    party
        The bearer of the duties, by its identifier.
    asked
        The officers that were asked about; ``None`` where their least number was.
    least
        The fewest officers that are proved to be enough; ``None`` where no number is.
    other_order
        The fewest officers when the office goes by the other order.
    verdict
        The verdict on ``asked``, else on ``least``, else on one officer.
    enough, fewer
        The verdicts on ``least`` and on one officer less, where there are such.
    """

    regime: Regime
    party: str
    duties: tuple[Duty, ...]
    office: Office
    reading: Reading
    calendar: Calendar
    asked: int | None
    least: int | None
    other_order: int | None
    verdict: Feasibility
    enough: Feasibility | None
    fewer: Feasibility | None

    @property
    def refuted(self) -> Feasibility | None:
        """The refutation whose run is shown: of what was asked, or of one officer too few."""
        candidates = (self.verdict, self.fewer)
        return next((one for one in candidates if one and one.answer is Answer.REFUTED), None)

    @property
    def is_least(self) -> bool:
        """Whether one officer less is refuted, and not only not proved."""
        return self.fewer is None or self.fewer.answer is Answer.REFUTED


def capacity(
    regime: Regime,
    figures: Figures,
    *,
    party: str | None = None,
    rules: Sequence[str] = (),
    officers: int | None = None,
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
    order: ServiceOrder = ServiceOrder.DEADLINE,
    by_opening: bool = False,
) -> Capacity:
    """Answer all questions about the office of one party.

    Parameters
    ----------
    rules
        The duties, by their identifiers; the claims that the party must make unless given.
    officers
        How many there are; the fewest that are enough unless given.

    Raises
    ------
    Complaint
        For a party, rule or figure with which there is nothing to prove.
    """
    if officers is not None:
        whole(officers)
    calendar = calendar or chinese_calendar()
    bearer, chosen = duties(regime, party, rules)
    office = _office(regime, chosen, figures, reading, calendar, ServiceOrder(order), by_opening)
    least = least_officers(office)
    verdict = feasible(office, officers or least or 1, calendar)
    enough = fewer = None
    if least is not None:
        enough = verdict if verdict.officers == least else feasible(office, least, calendar)
        if least > 1:
            same = verdict.officers == least - 1
            fewer = verdict if same else feasible(office, least - 1, calendar)
    other = ServiceOrder.ARRIVAL if office.order is ServiceOrder.DEADLINE else ServiceOrder.DEADLINE
    return Capacity(
        regime,
        bearer,
        tuple(_duty(rule, office, place, verdict.officers) for place, rule in enumerate(chosen)),
        office,
        reading,
        calendar,
        officers,
        least,
        least_officers(replace(office, order=other)),
        verdict,
        enough,
        fewer,
    )


def _duty(rule: Obligation, office: Office, place: int, officers: int) -> Duty:
    shortest = shortest_window(office, place, officers)
    largest = largest_burst(office, place, officers)
    line = frontier(office, place, shortest, largest)
    return Duty(rule, office.streams[place], shortest, largest, line)


def answering(regime: Regime, asked: Sequence[Property]) -> tuple[str, ...]:
    """Return the duties whose act answers what is asked, when its trigger sets them going.

    Raises
    ------
    Complaint
        Where no duty does.
    """
    found: list[str] = []
    for prop in map(regime.question, asked):
        own = [
            rule.id
            for rule in regime.obligations
            if rule.act == prop.response and prop.trigger in rule.on.events
        ]
        if not own:
            raise Complaint("capacity.no-duty-asked", regime=regime.name, question=prop.label)
        found += own
    return tuple(dict.fromkeys(found))


def duties(
    regime: Regime, party: str | None, names: Sequence[str]
) -> tuple[str, tuple[Obligation, ...]]:
    """Return the rules asked about and the party that bears them all."""
    parties = regime.vocabulary.parties
    party = party and (called.words(regime.vocabulary, "parties").find(party) or party)
    if party is not None and party not in parties:
        near = called.words(regime.vocabulary, "parties").nearest(party) or SUPERVISING
        raise Complaint("capacity.no-party", party=party, near=near)
    known = {rule.id: rule for rule in regime.obligations}
    rules = called.rules(regime)
    names = [rules.find(name) or name for name in names]
    for name in names:
        if name not in known:
            near = nearest(name, known) or next(iter(known))
            raise Complaint("capacity.no-rule", rule=name, regime=regime.name, near=near)
    whose = party or (None if names else _whose(regime))
    chosen = tuple(known[name] for name in dict.fromkeys(names))
    if not names:
        assert whose is not None
        chosen = _usual(regime, whose)
        if not chosen:
            _no_claim(regime, whose)
    common = set.intersection(*({*_bearers(regime, rule, whose)} for rule in chosen))
    if not common:
        named = ", ".join(f"{rule.id} ({', '.join(rule.bearers)})" for rule in chosen)
        raise Complaint("capacity.no-bearer", party=whose or "—", rules=named)
    return next(bearer for bearer in chosen[0].bearers if bearer in common), chosen


def _whose(regime: Regime) -> str:
    """The party asked about unless one is named.

    Of a text that lays nothing on supervising departments, the one with most duties.
    """
    limited = [rule for rule in regime.obligations if _stated(regime, rule)]
    if not limited or any(_bearers(regime, rule, SUPERVISING) for rule in limited):
        return SUPERVISING
    return Counter(rule.bearer for rule in limited).most_common(1)[0][0]


def _usual(regime: Regime, party: str) -> tuple[Obligation, ...]:
    """The duties asked about unless some are named: to claim; all with a limit if none claims."""
    own = [rule for rule in regime.obligations if _bearers(regime, rule, party)]
    if any(rule.act in CLAIMS for rule in regime.obligations):
        return tuple(rule for rule in own if rule.act in CLAIMS)
    return tuple(rule for rule in own if _stated(regime, rule))


def _stated(regime: Regime, rule: Obligation) -> bool:
    """Whether the text itself gives a limit that runs from the trigger."""
    return not rule.open and STRICT.term(rule.deadline, regime.counting) is not None


def _bearers(regime: Regime, rule: Obligation, party: str | None) -> tuple[str, ...]:
    """The bearers of a rule that are the party or a part of it."""
    parties = regime.vocabulary.parties
    return tuple(
        bearer for bearer in rule.bearers if party is None or party in institutions(bearer, parties)
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
    order: ServiceOrder,
    by_opening: bool,
) -> Office:
    streams = []
    for rule, (rate, burst, per_day) in zip(rules, figures.spread(len(rules)), strict=True):
        envelope = Envelope(rate, burst)
        if burst < envelope.least_burst:
            least = number(envelope.least_burst)
            raise Complaint("capacity.burst-too-small", rate=number(rate), least=least)
        term = reading.term(rule.deadline, regime.counting)
        if term is None:
            key = "capacity.open-limit" if rule.open else "capacity.no-limit"
            raise Complaint(key, rule=rule.id, article=rule.article)
        least_days, most_days = window(term, calendar, by_opening)
        streams.append(Stream(rule.id, envelope, per_day, least_days, most_days, term))
    if (common := lcm(*(one.envelope.rate.denominator for one in streams))) > FINEST:
        raise Complaint("capacity.too-fine", found=common, most=FINEST)
    return Office(tuple(streams), order, by_opening)
