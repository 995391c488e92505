"""Coverage of a text as plain data for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from experiments.coverage.ask import Coverage, Unit
from experiments.coverage.words import WRITTEN
from model.language import LANGS, Text, say
from model.ledger import article_label
from model.wording import Written

if TYPE_CHECKING:
    import polars as pl

_DEADLINES = ("regime", "article", "rule", "written", "written.zh", "written.en", "word")


def coverage_data(coverage: Coverage) -> dict[str, Any]:
    """Return the coverage of one regime as JSON data.

    ``regime``, ``source``, ``sha256``; ``ledger``, whether the file has one; ``units``, empty
    without a ledger, each ``{unit, label: {zh, en}, rules: [id], sanctions: [id], precedence:
    [{article, first: [id], over: [id]}], silent: [{articles, kind, reason: {zh, en}}]}``;
    ``outside``, the units that the file leaves aside; and
    counts: ``deadlines`` of duties by what the text writes, ``words`` and ``references`` by the
    text's own words on time and on limits set elsewhere, ``rules`` by kind, ``sanctions``, and
    ``silent``, the units that are silent at least in part by reason. Kinds with a count of 0 are
    listed too.
    """
    regime = coverage.regime
    return {
        "regime": regime.id,
        "source": regime.source,
        "sha256": regime.digest,
        "ledger": regime.ledger is not None,
        "units": [_unit_data(unit) for unit in coverage.units],
        "outside": list(coverage.outside),
        "deadlines": {str(kind): count for kind, count in coverage.deadlines.items()},
        "lapses": {str(kind): count for kind, count in coverage.terms.items()},
        "words": coverage.words(Written.WORD),
        "references": coverage.words(Written.ELSEWHERE),
        "rules": coverage.rules,
        "sanctions": len(regime.sanctions),
        "silent": {str(kind): count for kind, count in coverage.silent.items()},
    }


def deadlines_table(coverages: Iterable[Coverage]) -> pl.DataFrame:
    """Return one row for each duty of some texts: what its text writes of its time."""
    import polars as pl  # here: a terminal needs it not

    rows = [
        (each.regime.id, rule.article, rule.id, str(kind), called.zh, called.en, rule.wording.word)
        for each in coverages
        for rule in each.regime.obligations
        for kind in (rule.wording.written,)
        for called in (say(WRITTEN[kind]),)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_DEADLINES, pl.String), orient="row")


def _unit_data(unit: Unit) -> dict[str, Any]:
    return {
        "unit": unit.name,
        "label": _both(article_label(unit.name)),
        "rules": list(unit.rules),
        "sanctions": list(unit.sanctions),
        "precedence": [
            {"article": clause.article, "first": list(clause.first), "over": list(clause.over)}
            for clause in unit.precedence
        ],
        "silent": [
            {
                "articles": list(part.articles),
                "kind": str(part.kind),
                "reason": _both(part.reason),
            }
            for part in unit.silent
        ],
    }


def _both(text: Text) -> dict[str, str]:
    return {lang: text.in_(lang) for lang in LANGS}
