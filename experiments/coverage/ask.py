"""Coverage of a text: what stands in its rules, and why the rest lays down no behaviour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.deadline import Completeness
from model.language import LANGS, Text, say, written
from model.ledger import Ledger, NoBehaviour, Silent, article_label
from model.regime import Precedence, Regime
from model.rule import CountsAs, Obligation, Power, Prohibition

KINDS: Mapping[str, type] = {
    "duty": Obligation,
    "counts-as": CountsAs,
    "power": Power,
    "prohibition": Prohibition,
}
"""The kinds of rules by the names under which they are counted."""

_NONE = "—"


@dataclass(frozen=True, slots=True)
class Unit:
    """An article or section, with all that its rule file says about it.

    Attributes
    ----------
    rules, sanctions
        Identifiers, in the order of the file.
    silent
        Why the unit, or the parts of it that are named, lays down no behaviour over time.
    """

    name: str
    rules: tuple[str, ...] = ()
    sanctions: tuple[str, ...] = ()
    precedence: tuple[Precedence, ...] = ()
    silent: tuple[Silent, ...] = ()

    @property
    def encoded(self) -> bool:
        """Whether a rule, a sanction or a precedence clause comes from it."""
        return bool(self.rules or self.sanctions or self.precedence)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A regime with every unit of its text; without a ledger no units are known.

    What is counted is the rule file. Whether a rule says what its article says is for a reader
    of both to judge.
    """

    regime: Regime
    units: tuple[Unit, ...]

    @property
    def encoded(self) -> int:
        """How many units stand in rules, sanctions or precedence clauses."""
        return sum(unit.encoded for unit in self.units)

    @property
    def deadlines(self) -> dict[Completeness, int]:
        """How many duties have a deadline of each completeness."""
        found = Counter(rule.completeness for rule in self.regime.obligations)
        return {kind: found[kind] for kind in Completeness}

    @property
    def rules(self) -> dict[str, int]:
        """How many rules there are of each kind."""
        return {
            name: sum(isinstance(rule, kind) for rule in self.regime.rules)
            for name, kind in KINDS.items()
        }

    @property
    def silent(self) -> dict[NoBehaviour, int]:
        """How many units are silent, whole or in part, for each reason; some for several."""
        found = Counter(kind for unit in self.units for kind in {one.kind for one in unit.silent})
        return {kind: found[kind] for kind in NoBehaviour}


def coverage(regime: Regime) -> Coverage:
    """Return what of a regime's text stands in its rules."""
    ledger = regime.ledger
    if ledger is None:
        return Coverage(regime, ())
    return Coverage(regime, tuple(_unit(regime, ledger, name) for name in ledger.units))


def _unit(regime: Regime, ledger: Ledger, name: str) -> Unit:
    parts = (
        (one, tuple(article for article in one.articles if ledger.unit(article) == name))
        for one in ledger.silent
    )
    return Unit(
        name,
        tuple(rule.id for rule in regime.rules if ledger.unit(rule.article) == name),
        tuple(one.id for one in regime.sanctions if ledger.unit(one.article) == name),
        tuple(one for one in regime.precedence if ledger.unit(one.article) == name),
        tuple(Silent(here, one.kind, one.reason, one.refers_to) for one, here in parts if here),
    )


def coverage_data(found: Coverage) -> dict[str, Any]:
    """Return the coverage of one regime as JSON data.

    ``regime``, ``source``, ``sha256``; ``ledger``, whether the file has one; ``units``, empty
    without a ledger, each ``{unit, label: {zh, en}, rules: [id], sanctions: [id], precedence:
    [{article, first: [id], over: [id]}], silent: [{articles, kind, reason: {zh, en}}]}``; and
    counts: ``deadlines`` of duties by completeness, ``rules`` by kind, ``sanctions``, and
    ``silent``, the units that are silent at least in part by reason. Kinds with a count of 0 are
    listed too.
    """
    regime = found.regime
    return {
        "regime": regime.id,
        "source": regime.source,
        "sha256": regime.digest,
        "ledger": regime.ledger is not None,
        "units": [_unit_data(unit) for unit in found.units],
        "deadlines": {str(kind): count for kind, count in found.deadlines.items()},
        "rules": found.rules,
        "sanctions": len(regime.sanctions),
        "silent": {str(kind): count for kind, count in found.silent.items()},
    }


def _unit_data(unit: Unit) -> dict[str, Any]:
    return {
        "unit": unit.name,
        "label": {lang: article_label(unit.name) for lang in LANGS},
        "rules": list(unit.rules),
        "sanctions": list(unit.sanctions),
        "precedence": [
            {"article": one.article, "first": list(one.first), "over": list(one.over)}
            for one in unit.precedence
        ],
        "silent": [
            {
                "articles": list(one.articles),
                "kind": str(one.kind),
                "reason": {lang: one.reason.in_(lang) for lang in LANGS},
            }
            for one in unit.silent
        ],
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One count of several regimes; without cells it is the heading of those below it."""

    label: str
    cells: tuple[str, ...] = ()


def counts(found: Sequence[Coverage]) -> list[Row]:
    """Return the counts of several regimes side by side; a dash where there is no ledger."""
    return [
        Row(say("coverage.group.units")),
        _row("units", found, lambda one: len(one.units), ledger=True),
        _row("encoded", found, lambda one: one.encoded, ledger=True),
        _row("rest", found, lambda one: len(one.units) - one.encoded, ledger=True),
        Row(say("coverage.group.silent")),
        *_kinds("silence", found, [one.silent for one in found], ledger=True),
        Row(say("coverage.group.rules")),
        *_kinds("kind", found, [one.rules for one in found]),
        _row("sanctions", found, lambda one: len(one.regime.sanctions)),
        Row(say("coverage.group.deadlines")),
        *_kinds("completeness", found, [one.deadlines for one in found]),
    ]


def _row(
    key: str,
    found: Sequence[Coverage],
    of: Callable[[Coverage], int],
    ledger: bool = False,
) -> Row:
    cells = (str(of(one)) if one.regime.ledger or not ledger else _NONE for one in found)
    return Row(say(f"coverage.{key}"), tuple(cells))


def _kinds(
    words: str,
    found: Sequence[Coverage],
    counted: Sequence[Mapping[Any, int]],
    ledger: bool = False,
) -> Iterator[Row]:
    """Return a row for each kind that occurs somewhere."""
    for kind in counted[0] if counted else ():
        if any(one[kind] for one in counted):
            cells = (
                str(of[kind]) if one.regime.ledger or not ledger else _NONE
                for one, of in zip(found, counted, strict=True)
            )
            yield Row(say(f"coverage.{words}.{kind}"), tuple(cells))


def silence(unit: Unit) -> list[tuple[Text, Text]]:
    """Say for each silent part of a unit which kind of clause it is, and why it has no rule.

    A part that is not the whole unit is cited.
    """
    told = []
    for one in unit.silent:
        parts = [article for article in one.articles if article != unit.name]
        cited = say("coverage.and").join(article_label(part) for part in parts)
        kind = say(written("coverage.silence.{}", one.kind))
        head = say("coverage.part", part=cited, kind=kind) if cited else kind
        told.append((head, one.reason))
    return told


def precedence_words(regime: Regime, clause: Precedence) -> Text:
    """Say which rules prevail over which."""
    joint = say("coverage.and")
    first, over = joint.join(clause.first), joint.join(clause.over)
    return say("coverage.prevails", first=first, over=over)
