"""Whether the ledger of a rule file accounts for every unit of its text, once and for all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from model.ledger import Ledger, Silent, ends_of
from protocols.document import DataPath, Document
from protocols.form import LedgerForm, RegimeForm
from protocols.mistakes import Mistake

_Cited = Iterable[tuple[DataPath, str]]

_LIKE_A_RANGE = re.compile(r"[0-9]+\s*[-–—~至].*")
_PARTIAL: DataPath = ("ledger", "partial")


def ledger_mistakes(document: Document, form: RegimeForm) -> list[Mistake]:
    """Return citations of units that do not exist, and units that nothing accounts for.

    A file without a ledger has none of either.
    """
    if form.ledger is None:
        return []
    ledger = Ledger(form.ledger.articles, tuple(form.ledger.sections))
    silent, part = list(_silent(form.ledger)), list(_part(form.ledger))
    mistakes = [*_ranges(document, ledger, silent), *_ranges(document, ledger, part)]
    if mistakes:
        return mistakes
    cited = [*_cited(form), *_spread(ledger, silent)]
    for path, article in (*cited, *_spread(ledger, part)):
        whole = path[:2] != _PARTIAL or article in ledger.units
        if ledger.unit(article) is None or not whole:
            mistakes.append(document.mistake(path, "no-such-article", article=article))
    aside = outside(form)
    if part:
        mistakes += [
            document.mistake(path, "outside-part", article=article)
            for path, article in cited
            if ledger.unit(article) in aside
        ]
    accounted = {ledger.unit(article) for _, article in cited}
    missing = [unit for unit in ledger.units if unit not in accounted and unit not in aside]
    if missing:
        named = ", ".join(missing)
        mistakes.append(document.mistake(("ledger",), "unaccounted", articles=named))
    return mistakes


def ledger_of(form: RegimeForm) -> Ledger | None:
    """Return the ledger of a checked file, its ranges spread out; ``None`` without one."""
    if form.ledger is None:
        return None
    ledger = Ledger(form.ledger.articles, tuple(form.ledger.sections))
    silent = (
        Silent(
            tuple(article for cited in one.articles for article in ledger.spread(cited)),
            one.kind,
            one.reason.read(),
            tuple(one.refers_to),
            tuple(one.defines),
            tuple(one.takes_up),
        )
        for one in form.ledger.silent
    )
    return Ledger(ledger.articles, ledger.sections, tuple(silent), outside(form))


def outside(form: RegimeForm) -> tuple[str, ...]:
    """Return the units that a file leaves aside, since it encodes a part of its text only.

    Those that are not in the part it names; where it names none, those that nothing cites.
    """
    if form.ledger is None or not form.ledger.partial:
        return ()
    ledger = Ledger(form.ledger.articles, tuple(form.ledger.sections))
    inside = _spread(ledger, _part(form.ledger))
    if form.ledger.partial is True:
        inside = [*_cited(form), *_spread(ledger, _silent(form.ledger))]
    units = {ledger.unit(article) for _, article in inside}
    return tuple(unit for unit in ledger.units if unit not in units)


def _ranges(document: Document, ledger: Ledger, cited: _Cited) -> Iterator[Mistake]:
    """Yield the mistakes of ranges: of what is none, runs backwards, or meets another citation."""
    named: dict[str, str] = {}
    for path, article in cited:
        ends = None if article in ledger.sections else ends_of(article)
        if ends is None and ledger.unit(article) is None and _LIKE_A_RANGE.fullmatch(article):
            yield document.mistake(path, "article-range", found=article)
        elif ends and not 1 <= ends[0] < ends[1]:
            yield document.mistake(path, "article-order", found=article)
        elif ends and ends[1] > ledger.articles:
            yield document.mistake(path, "no-such-article", article=article)
        else:
            units = ledger.spread(article)
            met = next((named[unit] for unit in units if unit in named), None)
            if met is not None and (ends or ends_of(met)):
                yield document.mistake(path, "article-overlap", found=article, other=met)
            named |= dict.fromkeys(units, article)


def _spread(ledger: Ledger, cited: _Cited) -> list[tuple[DataPath, str]]:
    return [(path, article) for path, whole in cited for article in ledger.spread(whole)]


def _cited(form: RegimeForm) -> Iterator[tuple[DataPath, str]]:
    sections: dict[str, list[str]] = {
        "rules": [rule.article for rule in form.rules],
        "sanctions": [sanction.article for sanction in form.sanctions],
        "precedence": [one.article for one in form.precedence],
    }
    for section, articles in sections.items():
        for place, article in enumerate(articles):
            yield (section, place, "article"), article


def _silent(ledger: LedgerForm) -> Iterator[tuple[DataPath, str]]:
    for place, silent in enumerate(ledger.silent):
        for number, article in enumerate(silent.articles):
            yield ("ledger", "silent", place, "articles", number), article


def _part(ledger: LedgerForm) -> Iterator[tuple[DataPath, str]]:
    for number, article in enumerate(ledger.partial if isinstance(ledger.partial, list) else ()):
        yield (*_PARTIAL, number), article
