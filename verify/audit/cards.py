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
from itertools import chain, count, pairwise

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
    known: dict[str, set[int]] = {}
    for number, group in enumerate(own):
        for rule in _about(regime, group):
            known.setdefault(rule, set()).add(number)
    for group in waiting:
        homes = {n for one in group for rule in one.rules for n in known.get(rule, ())}
        family = place_of(min(group, key=rank)).family
        into = own[homes.pop()] if len(homes) == 1 else rest.setdefault(family, [])
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
    for one, other in _neighbours(regime, dict.fromkeys(part for own in parts for part in own)):
        links.join(one, other)
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
    return tuple(one.id for one in regime.obligations if one.act in known.on.events)


def _neighbours(regime: Regime, parts: Iterable[Part]) -> Iterator[tuple[Part, Part]]:
    """Pairs of parts that go wrong together; what is joined by them is joined whole.

    Not each with each: parts that have something in common stand in a row, each with the next.
    """
    rows: dict[tuple[object, ...], list[Part]] = {}
    steps: list[tuple[Part, tuple[object, ...]]] = []
    for part in parts:
        rule, feature = regime.by_id.get(part[0]), part[1]
        if rule is None or feature not in _JOINING or (feature is Feature.LIMIT and _firm(rule)):
            continue
        unit = _unit(regime, rule)
        for common in (("article", rule.article), *_effects(regime, rule, feature)):
            rows.setdefault((feature, *common), []).append(part)
        rows.setdefault((feature, "act", unit, act_of(rule)), []).append(part)
        steps += [(part, (feature, "act", unit, event)) for event in rule.on.events]
    for row in rows.values():
        yield from pairwise(row)
    yield from ((rows[act][0], part) for part, act in steps if act in rows)


def _effects(regime: Regime, rule: Rule, feature: Feature) -> Iterator[tuple[object, ...]]:
    """What defaults have in common that go wrong together: their sanctions, or their effect."""
    if feature is not Feature.DEFAULT:
        return
    if punished := frozenset(sanction.id for sanction in regime.sanctions_of(rule.id)):
        yield "sanctions", punished
    if is_timed(rule) and (effect := fiction_of(rule)):
        yield "effect", effect


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
        above = self._above
        while (over := above.get(part, part)) != part:
            above[part] = above.get(over, over)  # so that the way is short the next time
            part = above[part]
        return part

    def join(self, one: Part, other: Part) -> None:
        """Put the groups of two parts together."""
        self._above[self.top(other)] = self.top(one)
