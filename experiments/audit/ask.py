"""Is the text of each regime sound, but for what somebody has examined and accepted?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from model.calendar import Calendar
from model.language import Complaint
from model.regime import Regime
from protocols import library
from verify.audit import audit
from verify.audit.cards import Card, cards_of
from verify.audit.effect import Effect, Effects
from verify.audit.finding import Finding, FindingKind, Severity

if TYPE_CHECKING:  # a form takes long to load, and few accept anything
    from experiments.audit.accepted import AcceptedForm


@dataclass(frozen=True)
class Audit:
    """The findings about one regime, the worst first.

    Attributes
    ----------
    effects
        What following the advice on a card would change, by card, where it has been computed.
    """

    regime: Regime
    findings: tuple[Finding, ...]
    effects: Mapping[str, Effect] = field(default_factory=dict, hash=False)

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(finding for finding in self.findings if finding.accepted is None)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """The findings that somebody has accepted with a reason."""
        return tuple(finding for finding in self.findings if finding.accepted is not None)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The causes on which some finding stands, the gravest first."""
        return tuple(card for card in cards_of(self.regime, self.findings) if not card.accepted)

    def count(self, severity: Severity) -> int:
        """Return how many cards have a root of one weight."""
        return sum(card.root.severity is severity for card in self.cards)


@dataclass(frozen=True, slots=True)
class Audits:
    """The answer about several regimes.

    Attributes
    ----------
    kinds
        The kinds of findings that were asked for; empty for all.
    unused
        What was accepted and is found no more; not known where only some kinds were asked for.
    """

    audits: tuple[Audit, ...]
    kinds: tuple[FindingKind, ...] = ()
    unused: tuple[AcceptedForm, ...] = ()
    calendar: Calendar | None = None

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings about any of the regimes that nobody has accepted."""
        return tuple(finding for each in self.audits for finding in each.standing)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The causes in any of the regimes on which some finding stands."""
        return tuple(card for each in self.audits for card in each.cards)


def audits(
    regimes: Sequence[Regime],
    kinds: Collection[FindingKind | str] = (),
    calendar: Calendar | None = None,
    accepted: Sequence[AcceptedForm] = (),
    progress: Callable[[], object] = lambda: None,
) -> Audits:
    """Return the findings about each of several regimes.

    Parameters
    ----------
    kinds
        Only these kinds, besides what could not be decided; all where it is empty.
    accepted
        What a reader has examined, as :func:`~experiments.audit.accepted.read_accepted` reads it.
    progress
        Called after each regime.

    Raises
    ------
    ValueError
        For a kind of finding that there is not.
    """
    chosen = tuple(FindingKind(kind) for kind in kinds)
    audited = []
    for regime in regimes:
        findings = _marked(audit(regime, chosen, calendar), accepted)
        audited.append(Audit(regime, tuple(findings)))
        progress()
    unused = () if chosen else _unused(audited, accepted)
    return Audits(tuple(audited), chosen, unused, calendar)


def with_effects(answer: Audits, number: int | None = None, every: bool = False) -> Audits:
    """Return the answer with what the advice on cards would change.

    Parameters
    ----------
    number
        The card of each regime that is opened; the first one of a single regime unless given.
    every
        All cards instead.

    Raises
    ------
    Complaint
        Where a regime has fewer cards.
    """
    opened = number or (1 if len(answer.audits) == 1 else None)
    return replace(
        answer,
        audits=tuple(
            _computed(each, opened_cards(each, None if every else opened, every), answer.calendar)
            for each in answer.audits
        ),
    )


def opened_cards(audit: Audit, number: int | None, every: bool = False) -> tuple[Card, ...]:
    """Return the cards that are opened; raises ``Complaint`` where there is no such card."""
    if every or number is None or not audit.cards:
        return audit.cards if every else ()
    if number > len(audit.cards):
        values = {"regime": audit.regime.name, "number": number, "count": len(audit.cards)}
        raise Complaint("audit.beyond", **values)
    return audit.cards[number - 1 : number]


def _computed(audit: Audit, cards: Sequence[Card], calendar: Calendar | None) -> Audit:
    wanted = [card for card in cards if card.id not in audit.effects]
    if not wanted:
        return audit
    known = audit.regime.vocabulary.events.keys()
    properties = [
        prop
        for prop in library.questions([audit.regime]).values()
        if {prop.trigger, prop.response} <= known
    ]
    effects = Effects(audit.regime, properties, calendar)
    computed = {card.id: effects.of(card) for card in wanted}
    return replace(audit, effects={**audit.effects, **computed})


def _unused(audited: Sequence[Audit], accepted: Sequence[AcceptedForm]) -> tuple[AcceptedForm, ...]:
    findings = [finding for each in audited for finding in each.findings]
    regimes = {each.regime.id for each in audited}
    return tuple(
        entry
        for entry in accepted
        if entry.regime in regimes and not any(entry.is_about(finding) for finding in findings)
    )


def _marked(findings: Sequence[Finding], accepted: Sequence[AcceptedForm]) -> list[Finding]:
    """The findings, those that somebody accepted marked with his reason."""
    return [_reasoned(finding, accepted) for finding in findings]


def _reasoned(finding: Finding, accepted: Sequence[AcceptedForm]) -> Finding:
    entry = next((entry for entry in accepted if entry.is_about(finding)), None)
    return finding if entry is None else replace(finding, accepted=entry.reason.read())
