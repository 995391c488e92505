"""``shenguan show``: a regime's rules read back as sentences."""

from __future__ import annotations

from collections.abc import Iterator

import click

from experiments.command import options
from experiments.command.chosen import chosen_regime
from experiments.show.blocks import Block, Bullets, Paragraph, Section
from experiments.show.terminal import print_sheet
from model.above import supplied
from model.language import Lang, plain, say
from model.ledger import article_label
from model.regime import Regime


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [options.regime_name(), options.reading_of(), options.readings_too()]


def run(lang: Lang, regime: str, otherwise: tuple[str, ...] = (), readings: bool = False) -> None:
    """Print every rule with its article."""
    print_sheet(section(chosen_regime(regime, otherwise), readings), lang)


def section(regime: Regime, readings: bool = False) -> Section:
    """Return the document of a regime and each of its rules in sentences.

    ``readings`` tells the reasons of readings, and what one could read instead.
    """
    title = regime.name + "  " + regime.document.title
    if regime.document.number:
        title += f"  {regime.document.number}"
    return Section("rules", title, (*_document(regime), *_rules(regime, readings)))


def _document(regime: Regime) -> Iterator[Block]:
    document = regime.document
    in_force = plain(str(document.in_force)) if document.in_force else say("list.not-stated")
    issued = say("list.issued") + f" {document.issued}  "
    yield Paragraph(issued + say("list.in-force") + " " + in_force)
    if document.note:
        yield Paragraph(document.note, "note")
    if regime.under:
        laws = say("chart.and").join(law.name for law in regime.under)
        yield Paragraph(say("show.under", laws=laws, id=regime.id), "note")


def _rules(regime: Regime, readings: bool) -> Iterator[Block]:
    from experiments.show.above import supply_words
    from experiments.show.clauses import clause, clause_id
    from experiments.show.rules import interpretation

    above = {
        one.rule.id: say("above.rule", supply=supply_words(regime, one)) for one in supplied(regime)
    }
    for rule in regime.written:
        named = clause_id(regime, rule)
        yield Paragraph(article_label(rule.article) + f"  [{named}]", "heading")
        law = [above[rule.id]] if rule.id in above else []
        further = interpretation(rule) if readings else []
        yield Bullets((*clause(regime, rule), *law, *further))
