"""Findings with one root cause put together on one card, its consequences beneath it.

A finding says in which part of which rules its defect sits (:mod:`verify.audit.places`). Findings
that share such a part have one cause. So have defects of one kind in one clause, in rules of one
article that follow on one another or demand the same act, and in defaults that bring about the same
or answer to the same sanctions. What is left, and weighs little, is gathered by family: one card of
the text, which lists its articles.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from model.deadline import NoLimit
from model.language import Text, catalogue, say
from model.regime import Regime
from model.rule import Rule, act_of, is_timed
from verify.audit.defaults import fiction_of
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.places import Feature, Matter, Seat, place_of

Part = tuple[str, Feature]
"""A part of a rule, by the rule's identifier; of the text itself, by the kind of finding."""

_MATTERS, _WEIGHTS, _KINDS = list(Matter), list(Severity), list(FindingKind)
_JOINING = (Feature.LIMIT, Feature.DEFAULT, Feature.TRIGGER)
"""The parts of neighbouring rules that go wrong together."""


@dataclass(frozen=True)
class Card:
    """One root cause in one text: the finding that heads it, then what follows from it.

    Attributes
    ----------
    id
        The same as long as the text has this cause.
    findings
        The root first.
    """

    id: str
    findings: tuple[Finding, ...]

    @property
    def root(self) -> Finding:
        """The finding that heads the card: the gravest that nobody accepted."""
        return (self.standing or self.findings)[0]

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(one for one in self.findings if one.accepted is None)

    @property
    def accepted(self) -> bool:
        """Whether every finding has been accepted."""
        return not self.standing

    @property
    def consequences(self) -> tuple[Finding, ...]:
        """The standing findings beneath the root."""
        return self.standing[1:]

    @property
    def matter(self) -> Matter:
        """What is at stake."""
        return place_of(self.root).matter

    @property
    def gathered(self) -> bool:
        """Whether it lists one kind of defect of the whole text."""
        return bool(place_of(self.findings[0]).family)

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles of its findings, each once, those of the root first."""
        ordered = (self.root, *self.standing, *self.findings)
        return tuple(dict.fromkeys(article for one in ordered for article in one.articles))

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of its findings, each once, those of the root first."""
        ordered = (self.root, *self.standing, *self.findings)
        return tuple(dict.fromkeys(rule for one in ordered for rule in one.rules))

    @property
    def title(self) -> Text:
        """What the card is about."""
        if self.gathered:
            return say(place_of(self.findings[0]).family)
        title = f"finding.{self.root.kind}.title"
        for own in (f"{title}-{self.root.variant}", title):
            if own in catalogue():
                return say(own, **self.root.values)
        about = self.root.values.get("event")
        return (
            self.root.name + Text("：", ": ") + about if isinstance(about, Text) else self.root.name
        )


def cards_of(regime: Regime, findings: Iterable[Finding]) -> tuple[Card, ...]:
    """Return the cards of one regime: first what decides whether its text works at all."""
    groups: dict[str, list[Finding]] = {}
    for finding in _placed(regime, findings):
        groups.setdefault(finding.card, []).append(finding)
    rank = _rank(regime)
    cards = [
        Card(name, tuple(sorted(group, key=lambda one: (not one.root, rank(one)))))
        for name, group in groups.items()
    ]
    return tuple(sorted(cards, key=lambda card: rank(card.root)))


def carded(regime: Regime, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in their order, each with its card and whether it heads it."""
    every, rank = list(findings), _rank(regime)
    homes: dict[int, tuple[str, bool]] = {}
    taken: set[str] = set()
    for group in _groups(regime, every):
        head = min(group, key=rank)
        name = _named(head, taken)
        taken.add(name)
        homes |= {id(one): (f"{regime.id}/{name}", one is head) for one in group}
    return [replace(one, card=homes[id(one)][0], root=homes[id(one)][1]) for one in every]


def _named(head: Finding, taken: Collection[str]) -> str:
    """A name for a card that no other of the text has."""
    if family := place_of(head).family:
        return family.removeprefix("card.")
    name = "/".join((head.kind, *head.rules[:1]))
    # One rule can have two causes, as where its limit is open and what should follow is missing.
    name = f"{name}/{head.variant}" if name in taken else name
    return next(one for one in chain([name], (f"{name}-{n}" for n in count(2))) if one not in taken)


def _placed(regime: Regime, findings: Iterable[Finding]) -> list[Finding]:
    """Findings as an audit gives them, or made by hand and not placed yet."""
    every = list(findings)
    return every if all(one.card for one in every) else carded(regime, every)


def _rank(regime: Regime) -> Callable[[Finding], tuple[int, ...]]:
    """How grave a finding is, and where it stands in the text."""
    place = {rule.id: number for number, rule in enumerate(regime.rules)}

    def rank(finding: Finding) -> tuple[int, ...]:
        return (
            _MATTERS.index(place_of(finding).matter),
            _WEIGHTS.index(finding.severity),
            _KINDS.index(finding.kind),
            *(place.get(rule, len(place)) for rule in finding.rules[:1]),
        )

    return rank


def _groups(regime: Regime, findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings by cause; those that weigh little by family."""
    rank = _rank(regime)
    own: list[list[Finding]] = []
    rest: dict[str, list[Finding]] = {}
    waiting: list[list[Finding]] = []
    for group in _causes(regime, findings):
        family = place_of(min(group, key=rank)).family
        if not family:
            own.append(group)
        elif all(place_of(one).joins for one in group):
            waiting.append(group)
        else:
            rest.setdefault(family, []).extend(group)
    # Which card a finding joins must not depend on what joined it before.
    known = [_about(regime, group) for group in own]
    for group in waiting:
        rules = {rule for one in group for rule in one.rules}
        homes = [number for number, about in enumerate(known) if rules & about]
        family = place_of(min(group, key=rank)).family
        into = own[homes[0]] if len(homes) == 1 else rest.setdefault(family, [])
        into.extend(group)
    return [*own, *rest.values()]


def _about(regime: Regime, group: Iterable[Finding]) -> set[str]:
    """The rules in which the cause of a card sits; not those near which one is missing."""
    parts = (part for finding in group for part in _parts(regime, finding))
    return {rule for rule, feature in parts if feature is not Feature.MISSING}


def _causes(regime: Regime, findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that share a part, directly or through others, or parts that go wrong together."""
    parts = [list(_parts(regime, finding)) for finding in findings]
    links = _Links()
    for own in parts:
        for part in own:
            links.join(own[0], part)
    known: dict[object, Part] = {}
    for part in (every := dict.fromkeys(part for own in parts for part in own)):
        for sign in _signs(regime, part):
            links.join(known.setdefault(sign, part), part)
    for part in every:
        for sign in _followed(regime, part):
            links.join(known.get(sign, part), part)
    groups: dict[Part, list[Finding]] = {}
    for finding, own in zip(findings, parts, strict=True):
        groups.setdefault(links.top(own[0]), []).append(finding)
    return list(groups.values())


def _parts(regime: Regime, finding: Finding) -> Iterator[Part]:
    """The parts of rules in which the defect sits."""
    place = place_of(finding)
    rules = _seats(regime, finding, place.seat)
    if not rules:
        yield (finding.kind, Feature.TEXT)
    for rule in rules:
        for feature in place.features:
            yield (rule, feature)


def _seats(regime: Regime, finding: Finding, seat: Seat) -> tuple[str, ...]:
    match seat:
        case Seat.NONE:
            return ()
        case Seat.FIRST:
            return finding.rules[: finding.heads]
        case Seat.EACH:
            return finding.rules
        case Seat.OTHERS:
            return finding.rules[finding.heads :] or finding.rules[: finding.heads]
        case Seat.STEP_BEFORE:
            heads = finding.rules[: finding.heads]
            return tuple(step for rule in heads for step in steps_before(regime, rule)) or heads


def steps_before(regime: Regime, rule: str) -> tuple[str, ...]:
    """Return the duties whose act triggers a rule."""
    known = regime.by_id.get(rule)
    if known is None:
        return ()
    before = {one.id for event in known.on.events for one in regime.demanding.get(event, ())}
    return tuple(sorted(before, key=regime.place.__getitem__))


def _signs(regime: Regime, part: Part) -> Iterator[object]:
    """Yield what a part has in common with those of other rules that go wrong together with it.

    The same article; of defaults the same effect or the same sanctions; in one numbered article an
    act that both are about, or that the one follows on.
    """
    name, feature = part
    rule = regime.by_id.get(name)
    if rule is None or feature not in _JOINING or (feature is Feature.LIMIT and _firm(rule)):
        return
    yield (feature, "article", rule.article)
    if feature is Feature.DEFAULT:
        punished = frozenset(sanction.id for sanction in regime.sanctions_of(rule.id))
        effect = fiction_of(rule) if is_timed(rule) else None
        yield from ((feature, "alike", one) for one in (punished, effect) if one)
    yield (feature, _unit(regime, rule), act_of(rule))


def _followed(regime: Regime, part: Part) -> Iterator[object]:
    """Yield what those have in common on whose acts the rule of a part follows."""
    name, feature = part
    rule = regime.by_id.get(name)
    if rule is None or feature not in _JOINING or (feature is Feature.LIMIT and _firm(rule)):
        return
    yield from ((feature, _unit(regime, rule), event) for event in rule.on.events)


def _firm(rule: Rule) -> bool:
    """Whether a rule has a limit that ends."""
    return is_timed(rule) and not (rule.open or isinstance(rule.deadline, NoLimit))


def _unit(regime: Regime, rule: Rule) -> str:
    """The numbered article or section that a rule stands in."""
    unit = regime.ledger.unit(rule.article) if regime.ledger else None
    return unit or rule.article


class _Links:
    """Parts joined into groups."""

    def __init__(self) -> None:
        self._above: dict[Part, Part] = {}

    def top(self, part: Part) -> Part:
        """Return the part that stands for a group."""
        while (above := self._above.get(part, part)) != part:
            part = above
        return part

    def join(self, one: Part, other: Part) -> None:
        """Put the groups of two parts together."""
        self._above[self.top(other)] = self.top(one)
