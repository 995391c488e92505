"""Whether the ledger of a rule file accounts for every unit of its text, once and for all."""

from __future__ import annotations

from collections.abc import Iterator

from model.ledger import Ledger
from protocols.document import DataPath, Document
from protocols.form import RegimeForm
from protocols.mistakes import Mistake


def ledger_mistakes(document: Document, form: RegimeForm) -> list[Mistake]:
    """Return citations of units that do not exist, and units that nothing accounts for.

    A file without a ledger has none of either.
    """
    if form.ledger is None:
        return []
    ledger = Ledger(form.ledger.articles, tuple(form.ledger.sections))
    mistakes, accounted = [], set()
    for path, article in _cited(form):
        unit = ledger.unit(article)
        accounted.add(unit)
        if unit is None:
            mistakes.append(document.mistake(path, "no-such-article", article=article))
    missing = [unit for unit in ledger.units if unit not in accounted]
    if missing:
        named = ", ".join(missing)
        mistakes.append(document.mistake(("ledger",), "unaccounted", articles=named))
    return mistakes


def _cited(form: RegimeForm) -> Iterator[tuple[DataPath, str]]:
    sections: dict[str, list[str]] = {
        "rules": [rule.article for rule in form.rules],
        "sanctions": [sanction.article for sanction in form.sanctions],
        "precedence": [one.article for one in form.precedence],
    }
    for section, articles in sections.items():
        for place, article in enumerate(articles):
            yield (section, place, "article"), article
    for place, silent in enumerate(form.ledger.silent if form.ledger else ()):
        for number, article in enumerate(silent.articles):
            yield ("ledger", "silent", place, "articles", number), article
