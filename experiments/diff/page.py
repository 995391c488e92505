"""A comparison of two regimes: what changed, guarantees, strictness, dominance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.diff.ask import Pairing
from experiments.diff.changes import (
    added_line,
    order_lines,
    removed_line,
    renumbered_lines,
    rule_rows,
    whole_lines,
)
from experiments.diff.data import diff_data
from experiments.diff.order import Order
from experiments.diff.order_page import orders_sheet
from experiments.diff.shift import Held, Shift
from experiments.diff.words import (
    case_words,
    documents,
    dominance_lines,
    heading,
    lead,
    listed,
    reading_words,
    refusals,
    strictness_line,
    summary,
    witness_heading,
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
from experiments.show.left_out import Claim, claim_of, left_out_blocks, marked
from experiments.show.page import write_page
from experiments.show.runs import assumption, bound_words
from experiments.show.timeline import Story
from model.deadline import Reading
from model.difference import Difference
from model.language import NOTHING, Lang, Text, say, written
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule, act_of
from verify.diff import RuleStanding, Strictness
from verify.verdict import Answer, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

_OPEN = 2  # witnesses shown without unfolding
_ROWS = 10  # rules that changed, listed without unfolding
_FEW = 6  # rules without a counterpart listed without unfolding
_FIRST = (Shift.LOST, Shift.LOOSENED, Shift.UNKNOWN)
_ONE_SIDED = (Shift.UNREGULATED, Shift.REGULATED)
_MARKS = {
    Shift.GAINED: ("proved", ""),
    Shift.LOST: ("refuted", ""),
    Shift.TIGHTENED: ("assumed", "▲"),
    Shift.LOOSENED: ("open", "▼"),
    Shift.UNKNOWN: ("unknown", ""),
}
"""Colour and sign of a change; the colour's own sign unless there is one."""
_SHIFTS = {
    Shift.GAINED: "diff.shift.gained",
    Shift.LOST: "diff.shift.lost",
    Shift.TIGHTENED: "diff.shift.tightened",
    Shift.LOOSENED: "diff.shift.loosened",
    Shift.UNCHANGED: "diff.shift.unchanged",
    Shift.REGULATED: "diff.shift.regulated",
    Shift.UNREGULATED: "diff.shift.unregulated",
    Shift.UNKNOWN: "diff.shift.unknown",
}


def sheet(answer: Pairing | Sequence[Order]) -> Sheet:
    """Return what a comparison of two regimes found, or how several stand."""
    if not isinstance(answer, Pairing):
        return orders_sheet(answer)
    sides = answer.forth, answer.back
    strictness = (*_strictness(*sides), Paragraph(say("diff.scope"), "note"))
    witnesses = tuple(_witnesses(*sides))
    sections: tuple[Section, ...] = (
        Section("guarantees", say("diff.guarantees"), tuple(_guarantees(answer))),
        changes(answer.difference),
        Section("strictness", say("diff.strictness"), strictness),
        Section("dominance", say("diff.dominance"), (Bullets(tuple(dominance_lines(answer))),)),
    )
    if witnesses:
        title = say("diff.witnesses-section")
        sections = (*sections, Section("witnesses", title, witnesses, behind=True))
    title = say("diff.page-of", title=heading(answer.difference))
    regimes = (answer.difference.old, answer.difference.new)
    return Sheet(title, documents(answer.difference), sections, regimes)


def write(
    answer: Pairing | Sequence[Order], out: Path, lang: Lang, whole: Sheet | None = None
) -> Path:
    """Write the page with its charts, and the answer as JSON; return the page.

    ``whole`` is the sheet with what a command says around it; the answer's alone unless given.
    """
    write_json(folder(out) / "diff.json", diff_data(answer), lang)
    return write_page(whole or sheet(answer), out, lang)


def changes(difference: Difference) -> Section:
    """Return what differs, clause by clause."""
    return Section("changes", say("diff.changes"), tuple(_changes(difference)))


def _changes(difference: Difference) -> Iterator[Block]:
    rows = tuple(rule_rows(difference))
    other = (*whole_lines(difference), *renumbered_lines(difference), *order_lines(difference))
    if not (rows or other or difference.added or difference.removed):
        yield Paragraph(say("diff.none"), "lead")
        return
    yield Paragraph(summary(difference), "lead")
    if rows:
        yield _rules(difference, rows[:_ROWS])
    if rest := rows[_ROWS:]:
        title = say("diff.more-changes", count=len(rest))
        yield Fold(title, (_rules(difference, rest),))
    if other:
        yield Bullets(other)
    yield from _one_sided(difference, difference.new, difference.added, added_line)
    yield from _one_sided(difference, difference.old, difference.removed, removed_line)


def _rules(difference: Difference, rows: tuple[tuple[Text, ...], ...]) -> Table:
    """Return rules that changed, a row each, as they were and as they are."""
    heads = (say("diff.column-article"), say("diff.column-act"))
    names = (difference.old.name, difference.new.name)
    return Table(say("diff.changed-title"), (*heads, *names), rows, heads=2)


def _one_sided(
    difference: Difference,
    regime: Regime,
    rules: Sequence[Rule],
    line: Callable[[Difference, Rule], Text],
) -> Iterator[Block]:
    """Yield the rules that only one of the two has."""
    if rules:
        lines = Bullets(tuple(line(difference, rule) for rule in rules))
        title = say("diff.only", regime=regime.name, count=len(rules))
        yield Fold(title, (lines,), open=len(rules) <= _FEW)


def _guarantees(pairing: Pairing) -> Iterator[Block]:
    """Yield what becomes of the guarantees; of a second reading only what it alone has."""
    yield Paragraph(lead(pairing), "lead")
    before: object = None
    for reading in pairing.readings:
        held = pairing.held(reading)
        rows, notes = tuple(_changed_rows(held, pairing)), tuple(_notes(held))
        if (rows, notes) == before:
            yield Paragraph(say("diff.same-shifts", reading=reading_words(reading)), "note")
            continue
        before = rows, notes
        if rows:
            yield _shifts(pairing, reading, rows)
        else:
            yield Paragraph(say("diff.no-shift", reading=reading_words(reading)))
        yield from (Paragraph(note, "note") for note in notes)
    yield from left_out_blocks(map(partial(_claim, pairing), pairing.left_out), "left-out")


def _claim(pairing: Pairing, one: tuple[Verdict, tuple[Finding, ...]]) -> Claim:
    """Return of which runs a verdict says nothing; where there are two readings, under which."""
    verdict, found = one
    name = verdict.regime.name
    if len(pairing.readings) > 1:
        name = say("report.named", name=name, detail=reading_words(verdict.reading))
    return claim_of(verdict, found, name)


def _shifts(pairing: Pairing, reading: Reading, rows: tuple[tuple[Cell, ...], ...]) -> Table:
    columns = (
        say("diff.column-property"),
        say("diff.column-assume"),
        pairing.difference.old.name,
        pairing.difference.new.name,
        say("diff.column-shift"),
    )
    return Table(say("diff.guarantees-title", reading=reading_words(reading)), columns, rows)


def _changed_rows(held: Sequence[Held], pairing: Pairing) -> Iterator[tuple[Cell, ...]]:
    """Yield the guarantees that both regulate and that change; what is lost comes first."""
    changed = [one for one in held if one.shift not in (Shift.UNCHANGED, *_ONE_SIDED)]
    for one in sorted(changed, key=lambda one: one.shift not in _FIRST):
        yield (
            one.new.property.label,
            assumption(one.new.assume),
            marked(_bound(one.old), pairing.apart(one.old)),
            marked(_bound(one.new), pairing.apart(one.new)),
            _shift(one.shift),
        )


def _shift(shift: Shift) -> Cell:
    mark, sign = _MARKS[shift]
    return Marked(mark, say(_SHIFTS[shift]), sign)


def _notes(held: Sequence[Held]) -> Iterator[Text]:
    """Yield what only one of the two regulates, and how much is as before."""
    for shift in _ONE_SIDED:
        if properties := [one.new.property for one in held if one.shift is shift]:
            yield say("diff.one-sided", kind=say(_SHIFTS[shift]), what=listed(properties))
    if kept := sum(one.shift is Shift.UNCHANGED for one in held):
        yield say("diff.kept", count=kept)


def _bound(verdict: Verdict) -> Text:
    if verdict.answer is Answer.VACUOUS:
        return say("diff.unregulated")
    return bound_words(verdict)


def _strictness(*sides: Strictness) -> Iterator[Block]:
    if all(side.holds for side in sides):
        yield Paragraph(say("diff.equally"))
    yield from (Paragraph(strictness_line(side)) for side in sides)


def _witnesses(*sides: Strictness) -> Iterator[Block]:
    """Yield for each direction the runs that obey one of the two and not the other."""
    for side in sides:
        refused = refusals(side)
        runs = [_witness(side, refusal) for refusal in refused if not refusal.foreign]
        if refused:
            yield Paragraph(say("diff.obeyed", a=side.regime.name, b=side.other.name), "heading")
        yield from runs[:_OPEN]
        if rest := runs[_OPEN:]:
            yield Fold(say("diff.witnesses", count=len(rest)), tuple(rest))
        if foreign := [refusal for refusal in refused if refusal.foreign]:
            yield _foreign(side, foreign)


def _witness(side: Strictness, refusal: RuleStanding) -> Swimlane:
    witness = refusal.witness
    assert witness is not None
    facts = case_words(refusal)
    occurring = frozenset(occurrence.event for occurrence in witness.run.occurrences)
    title = witness_heading(side, refusal)
    story = Story(witness.regime, witness.steps, occurring, {}, title)
    return Swimlane(story, say("diff.witness-case", facts=facts) if facts else NOTHING)


def _foreign(side: Strictness, refused: Sequence[RuleStanding]) -> Fold:
    """Return the rules about events that the other regime does not mention, with their runs."""
    events = side.other.vocabulary.events
    rows = tuple(
        (
            article_label(refusal.rule.article),
            events[act_of(refusal.rule)].label,
            say("diff.listed").join(events[event].label for event in refusal.foreign),
        )
        for refusal in refused
    )
    caption = say("diff.of-regime", a=side.regime.name, b=side.other.name)
    columns = (
        say("diff.column-article"),
        say("diff.column-act"),
        say("diff.column-foreign"),
    )
    runs = (_witness(side, refusal) for refusal in refused)
    return Fold(written("{} ({})", caption, len(refused)), (Table(caption, columns, rows), *runs))
