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
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.marks import SIGNS, mark_of
from experiments.show.rules import sentences
from experiments.show.timeline import counterexample_of
from model.difference import Difference
from model.language import LANGS, Text, plain, say, written
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule
from verify.verdict import Verdict


def amendment_sheet(of: Proposals) -> Sheet:
    """Return the page of one search."""
    name = of.regime.name
    title = Text(*(say("amend.title", regime=name) for lang in LANGS))
    document = of.regime.document.title
    return Sheet(title, document, {lang: list(_sections(of)) for lang in LANGS}, {})


def _sections(of: Proposals) -> Iterator[Section]:
    yield Section("answer", say("amend.now"), tuple(_answer(of)))
    for number, one in enumerate(of.proposals, 1):
        title = say("amend.section", number=number, count=len(of.proposals))
        yield Section(f"amendment-{number}", title, tuple(_amendment(of, one)))
    notes = (Paragraph(say("amend.order"), "note"), Paragraph(say("amend.scope"), "note"))
    yield Section("limits", say("report.section.limits"), notes)


def _answer(of: Proposals) -> Iterator[Block]:
    yield Paragraph(answer_words(of), "lead")
    columns = [say("amend.requirement-column"), say("amend.before")]
    after = [say("amend.after")] if of.proposals else []
    rows = []
    for place, need in enumerate(of.found.requirements):
        cells: list[Text | Marked] = [_cell(of.found.verdicts[place])]
        cells += [_cell(one.verdicts[place]) for one in of.proposals[:1]]
        rows.append((requirement_words(need), *cells))
    yield Table(say("amend.now"), tuple(columns + after), tuple(rows))
    if of.found.conflict:
        yield Paragraph(say("amend.conflict"))
        yield Bullets(tuple(requirement_words(one) for one in of.found.conflict))
    yield Paragraph(space_words(of.found.space), "note")
    for verdict in of.found.verdicts:
        if verdict.counterexample is not None:
            label = written("{} — {}", verdict.property.label, standing_words(verdict))
            yield Fold(label, (Swimlane(counterexample_of(verdict)),))


def _cell(verdict: Verdict) -> Marked:
    mark = mark_of(verdict)
    return Marked(str(mark), SIGNS[mark], standing_words(verdict))


def _amendment(of: Proposals, one: Proposal) -> Iterator[Block]:
    edits = one.amendment.edits
    columns = (say("amend.edits"), say("amend.costs"))
    rows = tuple((edit_words(of.regime, e), cost_words(of.regime, e)) for e in edits)
    yield Table(say("amend.edits"), columns, rows)
    yield Table(
        say("amend.rewritten"),
        (say("amend.article"), say("amend.before"), say("amend.after")),
        tuple(_rewritten(one.changes)),
    )
    yield Paragraph(say("amend.others" if one.others else "amend.no-others"))
    if one.others:
        yield Bullets(tuple(other_words(pair) for pair in one.others))
    lines = tuple(finding_lines(one, of.regime))
    if not lines:
        yield Paragraph(say("amend.no-findings"))
        return
    yield Paragraph(say("amend.findings"))
    yield Bullets(lines)


def _rewritten(changes: Difference) -> Iterator[tuple[Text, Text, Text]]:
    """Yield each article with its sentences now and after."""
    for one in changes.changed:
        where = article_label(one.new.article)
        yield where, _said(changes.old, one.old), _said(changes.new, one.new)
    for rule in changes.added:
        yield article_label(rule.article), "—", _said(changes.new, rule)


def _said(regime: Regime, rule: Rule) -> Text:
    return plain(" ").join(sentences(regime, rule))
