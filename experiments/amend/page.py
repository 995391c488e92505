"""Amendments on a page: the answer, each change with old and new words, the proofs, the costs."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.amend.ask import Proposal, Proposals
from experiments.amend.words import (
    answer_words,
    cost_words,
    edit_words,
    finding_lines,
    other_words,
    requirement_words,
    space_words,
    standing_words,
)
from experiments.show.blocks import (
    Block,
    Bullets,
    Fold,
    Marked,
    Section,
    Sheet,
    Swimlane,
    Table,
    Text,
)
from experiments.show.marks import SIGNS, mark_of
from experiments.show.rules import sentences
from experiments.show.timeline import counterexample_of
from model.difference import Difference
from model.language import LANGS, Label, Lang, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule
from verify.verdict import Verdict


def amendment_sheet(of: Proposals) -> Sheet:
    """Return the page of one search."""
    name = of.regime.name
    title = Label(*(say("amend.title", lang, regime=name) for lang in LANGS))
    document = of.regime.document.title
    return Sheet(title, document, {lang: list(_sections(of, lang)) for lang in LANGS}, {})


def _sections(of: Proposals, lang: Lang) -> Iterator[Section]:
    yield Section("answer", say("amend.now", lang), tuple(_answer(of, lang)))
    for number, one in enumerate(of.proposals, 1):
        title = say("amend.section", lang, number=number, count=len(of.proposals))
        yield Section(f"amendment-{number}", title, tuple(_amendment(of, one, lang)))
    notes = (Text(say("amend.order", lang), "note"), Text(say("amend.scope", lang), "note"))
    yield Section("limits", say("report.section.limits", lang), notes)


def _answer(of: Proposals, lang: Lang) -> Iterator[Block]:
    yield Text(answer_words(of, lang), "lead")
    columns = [say("amend.requirement-column", lang), say("amend.before", lang)]
    after = [say("amend.after", lang)] if of.proposals else []
    rows = []
    for place, need in enumerate(of.found.requirements):
        cells: list[str | Marked] = [_cell(of.found.verdicts[place], lang)]
        cells += [_cell(one.verdicts[place], lang) for one in of.proposals[:1]]
        rows.append((requirement_words(need, lang), *cells))
    yield Table(say("amend.now", lang), tuple(columns + after), tuple(rows))
    if of.found.conflict:
        yield Text(say("amend.conflict", lang))
        yield Bullets(tuple(requirement_words(one, lang) for one in of.found.conflict))
    yield Text(space_words(of.found.space, lang), "note")
    for verdict in of.found.verdicts:
        if verdict.counterexample is not None:
            label = f"{verdict.property.label.in_(lang)} — {standing_words(verdict, lang)}"
            yield Fold(label, (Swimlane(counterexample_of(verdict, lang)),))


def _cell(verdict: Verdict, lang: Lang) -> Marked:
    mark = mark_of(verdict)
    return Marked(str(mark), SIGNS[mark], standing_words(verdict, lang))


def _amendment(of: Proposals, one: Proposal, lang: Lang) -> Iterator[Block]:
    edits = one.amendment.edits
    columns = (say("amend.edits", lang), say("amend.costs", lang))
    rows = tuple((edit_words(of.regime, e, lang), cost_words(of.regime, e, lang)) for e in edits)
    yield Table(say("amend.edits", lang), columns, rows)
    yield Table(
        say("amend.rewritten", lang),
        (say("amend.article", lang), say("amend.before", lang), say("amend.after", lang)),
        tuple(_rewritten(one.changes, lang)),
    )
    yield Text(say("amend.others" if one.others else "amend.no-others", lang))
    if one.others:
        yield Bullets(tuple(other_words(pair, lang) for pair in one.others))
    lines = tuple(finding_lines(one, of.regime, lang))
    if not lines:
        yield Text(say("amend.no-findings", lang))
        return
    yield Text(say("amend.findings", lang))
    yield Bullets(lines)


def _rewritten(changes: Difference, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """Yield each article with its sentences now and after."""
    for one in changes.changed:
        where = article_label(one.new.article, lang)
        yield where, _said(changes.old, one.old, lang), _said(changes.new, one.new, lang)
    for rule in changes.added:
        yield article_label(rule.article, lang), "—", _said(changes.new, rule, lang)


def _said(regime: Regime, rule: Rule, lang: Lang) -> str:
    return " ".join(sentences(regime, rule, lang))
