"""Amendments: the answer, each change with old and new words, the proofs, the costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from experiments.amend.ask import Proposal, Proposals
from experiments.amend.data import amendments_data
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
    Cell,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.files import folder, write_json
from experiments.show.files import write as write_file
from experiments.show.left_out import Claim, claim_of, left_out_blocks, marked
from experiments.show.marks import mark_of
from experiments.show.page import write_page
from experiments.show.rules import sentences
from experiments.show.timeline import counterexample_of
from model.difference import Difference
from model.language import Lang, Text, plain, say, written
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule
from verify.amend import SearchOutcome
from verify.verdict import Verdict

_LINES = 6  # lines of one kind about an amendment that are listed without unfolding


def sheet(answer: Proposals) -> Sheet:
    """Return the answer of a search and each amendment."""
    title = say("amend.title", regime=answer.regime.name)
    about, sections = answer.regime.document.title, tuple(_sections(answer))
    return Sheet(title, about, sections, (answer.regime,))


def write(answer: Proposals, out: Path, lang: Lang, whole: Sheet | None = None) -> dict[int, str]:
    """Write the page, each amended rule file and the answer as JSON; return the rule files.

    ``whole`` is the sheet with what a command says around it; the answer's alone unless given.
    """
    folder(out)
    files = {}
    for place, proposal in enumerate(answer.proposals):
        name = f"{Path(answer.regime.source).stem}-amended-{place + 1}.yaml"
        files[place] = str(write_file(out / name, proposal.text))
    write_json(out / "amendments.json", amendments_data(answer, files), lang)
    write_page(whole or sheet(answer), out, lang)
    return files


def _sections(answer: Proposals) -> Iterator[Section]:
    yield Section("answer", say("amend.now"), tuple(_answer(answer)))
    count = len(answer.proposals)
    for number, proposal in enumerate(answer.proposals, 1):
        title = say("amend.section", number=number, count=count)
        yield Section(f"amendment-{number}", title, tuple(_amendment(answer, proposal)))
    notes = [Paragraph(say("amend.scope"), "note")]
    if count:
        notes.insert(0, Paragraph(say("amend.order"), "note"))
    yield Section("limits", say("amend.limits"), tuple(notes))


def _answer(answer: Proposals) -> Iterator[Block]:
    search = answer.search
    yield Paragraph(answer_words(answer), "lead")
    yield _requirements(answer)
    yield from left_out_blocks(_left_out(answer))
    if search.conflict:
        yield Paragraph(say("amend.conflict"))
        yield Bullets(tuple(requirement_words(need) for need in search.conflict))
    if search.outcome is not SearchOutcome.HOLDS:
        yield Paragraph(space_words(search.space), "note")
        yield from _left_alone(answer.regime)
    for verdict in search.verdicts:
        if verdict.counterexample is not None:
            label = written("{} — {}", verdict.property.label, standing_words(verdict))
            yield Fold(label, (Swimlane(counterexample_of(verdict)),))


def _left_alone(regime: Regime) -> Iterator[Paragraph]:
    """Name the clauses that stand for several rules at once, none of which is amended."""
    duties = {rule.id for rule in regime.obligations}
    rules = [rule for one in regime.families for rule in one.rules if rule in duties]
    if rules:
        named = say("chart.and").join(map(article_label, regime.articles_of(rules)))
        yield Paragraph(say("amend.left-alone", articles=named), "note")


def _requirements(answer: Proposals) -> Table:
    """Return how each requirement stands now, and after each amendment."""
    columns = [say("amend.requirement-column"), say("amend.before")]
    for number in range(1, len(answer.proposals) + 1):
        alone = len(answer.proposals) == 1
        columns.append(say("amend.after") if alone else say("amend.after-one", number=number))
    rows = tuple(
        (
            requirement_words(need),
            _cell(answer, answer.search.verdicts[place]),
            *(_cell(answer, proposal.verdicts[place]) for proposal in answer.proposals),
        )
        for place, need in enumerate(answer.search.requirements)
    )
    return Table(say("amend.now"), tuple(columns), rows)


def _cell(answer: Proposals, verdict: Verdict) -> Cell:
    return Marked(mark_of(verdict), marked(standing_words(verdict), answer.apart(verdict)))


def _left_out(answer: Proposals) -> Iterator[Claim]:
    """Yield of which runs requirements say nothing, as the text is and after each amendment."""
    for verdict, found in answer.left_out:
        yield claim_of(verdict, found, say("amend.before"))
    for number, proposal in enumerate(answer.proposals, 1):
        alone = len(answer.proposals) == 1
        how = say("amend.after") if alone else say("amend.after-one", number=number)
        for verdict, found in proposal.left_out:
            if any(verdict is one for one in proposal.verdicts):
                yield claim_of(verdict, found, how)


def _others_left_out(proposal: Proposal) -> Iterator[Claim]:
    """Yield of which runs the other guarantees that change say nothing, before and after."""
    for verdict, found in proposal.left_out:
        for old, new in proposal.others:
            if verdict is old or verdict is new:
                how = say("amend.before" if verdict is old else "amend.after")
                yield claim_of(verdict, found, how)


def _amendment(answer: Proposals, proposal: Proposal) -> Iterator[Block]:
    regime, edits = answer.regime, proposal.amendment.edits
    columns = (say("amend.edits"), say("amend.costs"))
    rows = tuple((edit_words(regime, edit), cost_words(regime, edit)) for edit in edits)
    yield Table(say("amend.edits"), columns, rows)
    heads = (say("amend.article"), say("amend.before"), say("amend.after"))
    articles = tuple(_rewritten(proposal.changes))
    table = Table(say("amend.rewritten"), heads, articles)
    yield table if len(articles) <= _LINES else Fold(table.caption, (table,))
    others = [other_words(old, new, *map(answer.apart, (old, new))) for old, new in proposal.others]
    yield from _listed("amend.others", "amend.no-others", others)
    yield from left_out_blocks(_others_left_out(proposal))
    yield from _listed("amend.findings", "amend.no-findings", list(finding_lines(proposal)))


def _listed(some: str, none: str, lines: Sequence[Text]) -> Iterator[Block]:
    if not lines:
        yield Paragraph(say(none))
        return
    yield Paragraph(say(some), "heading")
    yield Bullets(tuple(lines[:_LINES]))
    if rest := lines[_LINES:]:
        yield Fold(say("amend.further", count=len(rest)), (Bullets(tuple(rest)),))


def _rewritten(changes: Difference) -> Iterator[tuple[Cell, ...]]:
    """Yield each article with its sentences now and after."""
    for rule in changes.changed:
        now, after = _sentences(changes.old, rule.old), _sentences(changes.new, rule.new)
        yield article_label(rule.new.article), now, after
    for added in changes.added:
        yield article_label(added.article), "—", _sentences(changes.new, added)


def _sentences(regime: Regime, rule: Rule) -> Text:
    return plain(" ").join(sentences(regime, rule))
