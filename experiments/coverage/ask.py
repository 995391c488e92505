"""Coverage of a text: what stands in its rules, and why the rest lays down no behaviour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from model.ledger import Ledger, NoBehaviour, Silent
from model.regime import Precedence, Regime
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition
from model.value import dataclass
from model.wording import Written

KINDS: Mapping[str, type] = {
    "duty": Obligation,
    "counts-as": CountsAs,
    "power": Power,
    "prohibition": Prohibition,
    "lapse": Lapse,
}
"""The kinds of rules by the names under which they are counted."""


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
    def outside(self) -> tuple[str, ...]:
        """The units that the file leaves aside, since it encodes a part of the text only."""
        return self.regime.ledger.outside if self.regime.ledger is not None else ()

    @property
    def rest(self) -> int:
        """How many units are wholly without behaviour over time."""
        return len(self.units) - self.encoded - len(self.outside)

    @property
    def deadlines(self) -> dict[Written, int]:
        """Of how many duties the text writes the time in which way, readings left aside."""
        counted = Counter(rule.wording.written for rule in self._duties)
        return {kind: counted[kind] for kind in Written}

    @property
    def terms(self) -> dict[Written, int]:
        """The same of lapses, which are no duties."""
        lapses = (rule for rule in self.regime.written if isinstance(rule, Lapse))
        counted = Counter(rule.wording.written for rule in lapses)
        return {kind: counted[kind] for kind in Written}

    def words(self, kind: Written) -> dict[str, int]:
        """How many duties have which words of a kind, the most frequent first."""
        found = (rule.wording for rule in self._duties)
        counted = Counter(one.word for one in found if one.written is kind)
        return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))

    @property
    def _duties(self) -> Iterator[Obligation]:
        return (rule for rule in self.regime.written if isinstance(rule, Obligation))

    @property
    def rules(self) -> dict[str, int]:
        """How many rules there are of each kind, each clause once."""
        return {
            name: sum(isinstance(rule, kind) for rule in self.regime.written)
            for name, kind in KINDS.items()
        }

    @property
    def silent(self) -> dict[NoBehaviour, int]:
        """How many units are silent, whole or in part, for each reason; some for several."""
        counted = Counter(
            kind for unit in self.units for kind in {part.kind for part in unit.silent}
        )
        return {kind: counted[kind] for kind in NoBehaviour}


def coverage(regime: Regime) -> Coverage:
    """Return what of a regime's text stands in its rules."""
    ledger = regime.ledger
    if ledger is None:
        return Coverage(regime, ())
    return Coverage(regime, tuple(_unit(regime, ledger, name) for name in ledger.units))


def _unit(regime: Regime, ledger: Ledger, name: str) -> Unit:
    parts = (
        (part, tuple(article for article in part.articles if ledger.unit(article) == name))
        for part in ledger.silent
    )
    return Unit(
        name,
        tuple(rule.id for rule in regime.written if ledger.unit(rule.article) == name),
        tuple(clause.id for clause in regime.sanctions if ledger.unit(clause.article) == name),
        tuple(clause for clause in regime.precedence if ledger.unit(clause.article) == name),
        tuple(Silent(here, part.kind, part.reason, part.refers_to) for part, here in parts if here),
    )
