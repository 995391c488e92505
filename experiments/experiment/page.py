"""The sheet of an experiment.

The answer, single matters, its figures, what it hinges on, the change made, the evidence, and how
to do it again. A page has the figures, the evidence and how to do it again in its second file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from experiments.answers.answer import Answer
from experiments.answers.finding_words import finding_lines
from experiments.answers.lines import answer_lines, best_line, guarantee_lines, measure_lines
from experiments.diff.changes import change_lines
from experiments.experiment.ask import Answered
from experiments.experiment.cases import case_blocks
from experiments.experiment.charts import charts
from experiments.experiment.data import write_tables
from experiments.experiment.tables import (
    differences_tables,
    estimates_tables,
    guarantees_table,
    left_out,
    meanings_table,
)
from experiments.experiment.words import failure_lines, point_words
from experiments.hinges.page import hinge_blocks
from experiments.measures.measure import Measure
from experiments.running.store import DESIGN
from experiments.show.assumed import assumed, together
from experiments.show.blocks import Block, Bullets, Cell, Fold, Paragraph, Section, Sheet, Table
from experiments.show.left_out import left_out_blocks
from experiments.show.page import write_page
from experiments.show.presumed import presumed_note
from model.language import Lang, Text, say

_LINES = 6
"""Changes of a reform that are shown at once; the others open on demand."""
_REFORMS = 2
"""Reforms whose first changes are shown at once; of more, all open on demand, and stand behind."""
_FOUND = 4
"""Sentences of the plain finding that are shown at once."""
_LEADING = 2
"""Measures whose first sentences are the answer; the others follow."""
_FACTS = {
    "seed": "answers.fact.seed",
    "identity": "answers.fact.identity",
    "code": "answers.fact.code",
    "python": "answers.fact.python",
    "shenguan": "answers.fact.shenguan",
}
"""What decides results; a library has its own name."""


def sheet(answered: Answered) -> Sheet:
    """Return the sheet, the answer first, empty sections left out."""
    many = len(answered.reforms) > _REFORMS
    behind = BEHIND | {"change"} if many else BEHIND
    made = ((name, key, tuple(blocks(answered))) for name, (key, blocks) in SECTIONS.items())
    sections = tuple(
        Section(name, say(key), blocks, behind=name in behind)
        for name, key, blocks in made
        if blocks
    )
    return Sheet(say("answers.page.title"), answered.answer.header.question, sections)


def write(answered: Answered, out: Path, lang: Lang, *, files: bool = True) -> Path:
    """Write the page, and the tables for Excel; return the page.

    Parameters
    ----------
    files
        Whether every chart is written as files of its own too; that takes longer than the page.
    """
    write_tables(answered, out)
    return write_page(sheet(answered), out, lang, charts=files)


def _answer(answered: Answered) -> Iterator[Block]:
    """The first measures along what can be chosen; all that is said of others behind folds."""
    answer, guaranteed = answered.answer, guarantee_lines(answered.answer)
    if answered.broken:
        yield Paragraph(Text("", " ").join(guaranteed), "lead")
    chosen = answer.choices or answer.axes
    leading = _leading(answer, chosen)
    leads = [next(measure_lines(answer, measure, chosen)) for measure in leading]
    found = list(finding_lines(answer, answered.finding))
    yield from (Paragraph(line, "lead") for line in found[:_FOUND])
    yield from _folded("answers.page.findings", found[_FOUND:])
    drawn = list(charts(answered))[:1]
    yield from drawn if found else ()
    yield from (Paragraph(line, "plain" if found else "lead") for line in leads)
    yield Paragraph(say("answers.page.scope"), "note")
    yield from () if found else drawn
    last = max((answer.measures.index(measure) + 1 for measure in leading), default=_LEADING)
    first, later = (
        [line for measure in part for line in measure_lines(answer, measure, chosen)]
        for part in (answer.measures[:last], answer.measures[last:])
    )
    rest = [
        *(line for line in first if line not in leads),
        answered.selection or best_line(answer),
        *([] if answered.broken else guaranteed),
        *answered.peaks,
    ]
    yield Bullets(tuple(line for line in rest if line))
    others = [axis for axis in answer.axes if axis not in chosen]
    yield from _folded("answers.page.other-measures", later)
    yield from _folded("answers.page.others", answer_lines(answer, others) if others else [])
    yield from _reservations(answered)


def _folded(key: str, lines: Sequence[Text]) -> Iterator[Block]:
    if lines:
        yield Fold(say(key, count=len(lines)), (Bullets(tuple(lines)),))


def _leading(answer: Answer, chosen: Collection[str]) -> list[Measure]:
    """The first measures that can be compared along what is chosen."""
    apart = {
        contrast.measure
        for contrast in answer.contrasts
        if contrast.axis in chosen and contrast.open_shares
    }
    return [measure for measure in answer.measures if measure.id not in apart][:_LEADING]


def _reservations(answered: Answered) -> Iterator[Block]:
    """What the figures do not say, and what is missing of them."""
    header, done = answered.answer.header, answered.answer.done
    if design := answered.answer.design:
        scenarios = {id(point.scenario): point.scenario for point in design.main}
        regimes = {id(point.regime): point.regime for point in design.main}
        yield from presumed_note(year for point in design.main for year in point.calendar.presumed)
        yield from assumed(together(scenarios.values()), regimes.values())
    if header.precision or header.best:
        yield Paragraph(say("answers.page.nominal"), "note")
    if failures := answered.failures:
        lines = tuple(failure_lines(failures))
        yield Fold(say("answers.page.failed", count=len(failures)), (Bullets(lines),))
    if done < header.replications:
        words = say("experiment.partly", wanted=header.replications, done=answered.often)
        yield Paragraph(words, "note")
    if answered.precision:
        wanted, *reached = answered.precision
        yield Paragraph(wanted)
        yield Bullets(tuple(reached))


def _estimates(answered: Answered) -> Iterator[Block]:
    yield from estimates_tables(answered.answer)
    meanings = meanings_table(answered.answer)
    yield Fold(meanings.caption, (meanings,))


def _hinges(answered: Answered) -> Iterator[Block]:
    return hinge_blocks(answered.answer, answered.hinges)


def _change(answered: Answered) -> Iterator[Block]:
    """Old and new, article by article, of each reform against the baseline; then what is varied."""
    answer, comma = answered.answer, say("chart.and")
    if answer.design is None:
        yield Paragraph(say("answers.guarantee.unread", why=answer.unread or ""))
    elif len(answer.design.regimes) == 1 and not answer.choices:
        (label,) = answer.design.regimes.values()
        yield Paragraph(say("answers.page.no-reform", regime=label))
    yield from _reforms(answered, "regime")
    for level, label in answer.header.levels.items():
        values = comma.join(dict.fromkeys(str(row[level]) for row in answer.rows))
        yield Paragraph(say("answers.page.varied", level=label, values=values))
        yield from _reforms(answered, level)
    if "scenario" in answer.axes:
        labels = comma.join(answer.header.scenarios.values())
        yield Paragraph(say("answers.page.scenarios", values=labels))


def _reforms(answered: Answered, axis: str) -> Iterator[Block]:
    for reform in answered.reforms:
        if reform.axis != axis:
            continue
        words = say("answers.page.reform", old=reform.old, new=reform.new)
        lines = tuple(change_lines(reform.difference))
        if len(answered.reforms) > _REFORMS and lines:
            yield Fold(words, (Bullets(lines),), gist=say("diff.changes-count", count=len(lines)))
            continue
        yield Paragraph(words, "heading")
        yield Bullets(lines[:_LINES] or (say("diff.none"),))
        yield from _folded("diff.more-changes", lines[_LINES:])


def _evidence(answered: Answered) -> Iterator[Block]:
    yield from list(charts(answered))[1:]
    if answered.answer.contrasts:
        yield differences_tables(answered.answer)
    if answered.answer.guarantees:
        table = guarantees_table(answered.answer)
        yield Fold(table.caption, (table, *left_out_blocks(left_out(answered.answer))))


def _cases(answered: Answered) -> Iterator[Block]:
    if answered.cases is None:
        yield Paragraph(say("cases.on-demand"), "note")
    else:
        yield from case_blocks(answered.answer, answered.cases)


def _again(answered: Answered) -> Iterator[Block]:
    answer, header = answered.answer, answered.answer.header
    yield Paragraph(say("answers.page.command", design=DESIGN))
    facts = {"seed": header.seed, "identity": header.identity, **header.versions}
    rows: list[tuple[Cell, ...]] = [(say("answers.page.replications"), answered.often)]
    rows += [
        (say(_FACTS[name]) if name in _FACTS else name, str(value)) for name, value in facts.items()
    ]
    title, heads = say("answers.page.facts"), (say("answers.page.fact"), say("answers.page.value"))
    yield Fold(title, (Table(title, heads, tuple(rows)),))
    keys = tuple(
        (point_words(answer, k), cell.key, cell.rules) for k, cell in enumerate(header.points)
    )
    columns = (say("answers.page.point"), say("answers.page.key"), say("answers.page.rules"))
    title = say("answers.page.keys")
    yield Fold(title, (Table(title, columns, keys),))
    yield Paragraph(say("answers.page.files"), "note")


SECTIONS: dict[str, tuple[str, Callable[[Answered], Iterator[Block]]]] = {
    "answer": ("answers.page.answer", _answer),
    "cases": ("answers.page.cases", _cases),
    "estimates": ("answers.page.figures", _estimates),
    "hinges": ("answers.page.hinges", _hinges),
    "change": ("answers.page.change", _change),
    "evidence": ("answers.page.evidence", _evidence),
    "again": ("answers.page.again", _again),
}
"""The sections in their order, with the keys of their titles."""

BEHIND = frozenset({"estimates", "evidence", "again"})
"""The sections that a page has in its second file; what changes as well, of many reforms."""
