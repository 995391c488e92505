"""The ledger of each text: every unit, with the rules it became or why it became none."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.compare.ask import Comparison
from experiments.coverage.ask import (
    Coverage,
    Row,
    counts,
    coverage,
    precedence_words,
    silence,
)
from model.language import say
from model.ledger import article_label


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of a text in words."""

    unit: str
    rules: tuple[str, ...]
    sanctions: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A regime's ledger, in a line and in full; without entries where the file has none."""

    name: str
    gist: str
    entries: tuple[Entry, ...]


def ledger_counts(comparison: Comparison) -> list[Row]:
    """Return what of each text stands in rules, counted, regimes side by side."""
    return counts([coverage(one.regime) for one in comparison.results])


def accounts(comparison: Comparison) -> list[Account]:
    """Return the ledgers in the order of the comparison."""
    return [_account(coverage(one.regime)) for one in comparison.results]


def _account(found: Coverage) -> Account:
    regime, name = found.regime, found.regime.name
    if regime.ledger is None:
        return Account(name, say("report.coverage.no-ledger"), ())
    units, encoded = len(found.units), found.encoded
    gist = say("report.coverage.gist", units=units, encoded=encoded, rest=units - encoded)
    entries = []
    for unit in found.units:
        prevails = tuple(precedence_words(regime, one) for one in unit.precedence)
        silent = tuple(
            say("coverage.because", head=head, reason=reason) for head, reason in silence(unit)
        )
        label = article_label(unit.name)
        entries.append(Entry(label, unit.rules, (*unit.sanctions, *prevails), silent))
    return Account(name, gist, tuple(entries))
