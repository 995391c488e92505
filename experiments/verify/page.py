"""Verdicts and counterexamples, laid out as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from experiments.show.above import supply_notes
from experiments.show.blocks import (
    Block,
    Cell,
    Fold,
    Group,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.granted import Granting, granted_blocks
from experiments.show.left_out import claim_of, left_out_blocks, marked
from experiments.show.marks import mark_of
from experiments.show.readings import hinge_blocks, hinge_cell, of_regime, of_verdict
from experiments.show.runs import (
    ANSWERS,
    ASSUMED,
    asked_with,
    asked_words,
    assumed,
    bound_words,
    case_words,
    one_limit,
    unregulated,
)
from experiments.show.timeline import counterexample_of
from experiments.verify.ask import Verification
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.property import World
from verify.granted import granted
from verify.hinge import ReadingHinge
from verify.verdict import Answer, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

_FEW = 2  # verdicts of which each is said in a sentence
_LEADS = {Answer.VACUOUS: "verify.lead-reason", Answer.UNKNOWN: "verify.lead-reason"}


def sheet(answer: Verification) -> Sheet:
    """Return the answer in sentences, the verdicts as a table, and the counterexamples."""
    first = answer.verdicts[0]
    regimes = {each.regime.id: each.regime for each in answer.verdicts}
    subtitle = (
        say("chart.and").join(regime.name for regime in regimes.values())
        + say("chart.semicolon")
        + asked_with(first.reading, one_limit(each.within for each in answer.verdicts))
    )
    sections = [Section("verdicts", say("verify.section"), tuple(_answer(answer)))]
    if answer.refuted:
        blocks = _counterexamples(answer)
        sections.append(Section("counterexamples", say("verify.counterexamples"), tuple(blocks)))
    return Sheet(say("verify.title"), subtitle, tuple(sections), tuple(regimes.values()))


def _answer(answer: Verification) -> list[Block]:
    blocks: list[Block] = [Paragraph(line, "lead") for line in _lead(answer)]
    blocks += _tables(answer)
    several = len({each.regime.id for each in answer.verdicts}) > 1
    blocks += hinge_blocks(answer.hinges, several)
    shown = answer.shown
    hanging = ((each.regime, rule) for each in shown for rule in each.open_limits)
    blocks += supply_notes(hanging, {each.regime.id for each in shown})
    blocks += left_out_blocks((claim_of(*one) for one in answer.left_out), "left-out")
    blocks += granted_blocks(list(_granted(answer.shown)))
    if not answer.selected:
        left_out = (each for each in answer.verdicts if each.unregulated)
        blocks += unregulated((each.regime, each.property) for each in left_out)
    blocks += unasked_duties(answer)
    scope = _scope(answer.shown)
    but = Text("", " ") + say("verify.scope-but") if answer.left_out else NOTHING
    return [*blocks, Paragraph(scope + but, "note")]


def unasked_duties(answer: Verification) -> list[Paragraph]:
    """Say how many duties have no question of their own, and which."""
    named: dict[Text, list[Text]] = {}
    for regime, duty in answer.unasked:
        act = regime.vocabulary.events[duty.act].label
        words = say("verify.unasked-duty", act=act, article=article_label(duty.article))
        named.setdefault(regime.name, []).append(words)
    return [
        Paragraph(
            say(
                "verify.unasked-duties",
                regime=name,
                count=len(duties),
                duties=say("chart.semicolon").join(duties),
            ),
            "note",
        )
        for name, duties in named.items()
    ]


def _scope(verdicts: Iterable[Verdict]) -> Text:
    """Say of what runs, and of what world, proofs hold."""
    usual = any(each.property.world is World.USUAL for each in verdicts)
    return say("verify.scope") + (" " + say("verify.scope-usual") if usual else NOTHING)


def _lead(answer: Verification) -> list[Text]:
    """Say each verdict where they are few, else how many there are of which."""
    if len(answer.verdicts) <= _FEW:
        apart = _apart(answer)
        return [
            say(
                _LEADS.get(each.answer, "verify.lead-bound"),
                regime=each.regime.name,
                property=asked_words(each.property),
                assume=assumed(each),
                verdict=marked(say(ANSWERS[each.answer]), apart.get(id(each), ())),
                bound=bound_words(each),
            )
            for each in answer.verdicts
        ]
    return [words + say("verify.full-stop") for words in _counted(answer.verdicts)]


def _counted(verdicts: Sequence[Verdict]) -> list[Text]:
    """Say for each assumption how many verdicts there are of which answer."""
    counted = []
    for assume in dict.fromkeys(each.assume for each in verdicts):
        own = [each for each in verdicts if each.assume is assume and not each.unregulated]
        count = Counter(each.answer for each in own)
        words = say(
            "verify.lead",
            assume=say(ASSUMED[assume]),
            count=len(own),
            proved=count[Answer.PROVED],
            refuted=count[Answer.REFUTED],
        )
        if count[Answer.VACUOUS]:
            words += say("verify.lead-vacuous", count=count[Answer.VACUOUS])
        if count[Answer.UNKNOWN]:
            words += say("verify.lead-unknown", count=count[Answer.UNKNOWN])
        counted.append(words)
    return counted


def _tables(answer: Verification) -> list[Block]:
    """The verdicts in one table, of all guarantees of several regimes in one for each regime."""
    regimes = _by_regime(answer.shown)
    if answer.selected or len(regimes) < 2:
        rows: list[tuple[Cell, ...] | Group] = []
        for name, own in regimes.items():
            rows += [Group(name)] if len(regimes) > 1 else []
            rows += _rows(own, answer)
        return [_table(rows, answer.hinges)] if rows else []
    return [
        Fold(
            name,
            (_of_regime(own, answer),),
            gist=say("chart.semicolon").join(_counted(own)),
        )
        for name, own in regimes.items()
    ]


def _granted(verdicts: Iterable[Verdict]) -> Iterator[Granting]:
    """Yield what each verdict takes for granted, those of one regime together."""
    for own in _by_regime(verdicts).values():
        for each in own:
            if (taken := granted(each)) is not None:
                question = asked_words(each.property) + say("granted.assumed", assume=assumed(each))
                yield question, each.regime, taken


def _by_regime(verdicts: Iterable[Verdict]) -> dict[Text, list[Verdict]]:
    regimes: dict[Text, list[Verdict]] = {}
    for each in verdicts:
        regimes.setdefault(each.regime.name, []).append(each)
    return regimes


def _of_regime(verdicts: Sequence[Verdict], answer: Verification) -> Table:
    own = of_regime(answer.hinges, verdicts[0].regime)
    return _table(_rows(verdicts, answer, own), own)


def _table(rows: Iterable[tuple[Cell, ...] | Group], hinges: Sequence[ReadingHinge]) -> Table:
    """Return verdicts; the last column is there where an answer hinges on a reading."""
    columns = (
        say("verify.property"),
        say("verify.assume"),
        say("verify.verdict"),
        say("verify.bound"),
        say("verify.articles"),
        *((say("hinge.column"),) if hinges else ()),
    )
    return Table(say("verify.table"), columns, tuple(rows))


def _rows(
    verdicts: Iterable[Verdict],
    answer: Verification,
    hinges: Sequence[ReadingHinge] | None = None,
) -> Iterator[tuple[Cell, ...]]:
    shown = answer.hinges if hinges is None else hinges
    apart = _apart(answer)
    for verdict in verdicts:
        otherwise = (hinge_cell(of_verdict(shown, verdict)),) if shown else ()
        yield (*_row(verdict, apart.get(id(verdict), ())), *otherwise)


def _apart(answer: Verification) -> dict[int, tuple[Finding, ...]]:
    """Of which runs each verdict says nothing, by its identity."""
    return {id(verdict): found for verdict, found in answer.left_out}


def _row(verdict: Verdict, apart: Sequence[Finding]) -> tuple[Cell, ...]:
    return (
        asked_words(verdict.property),
        assumed(verdict),
        Marked(mark_of(verdict), marked(say(ANSWERS[verdict.answer]), apart)),
        bound_words(verdict),
        say("chart.semicolon").join(map(article_label, verdict.articles)),
    )


def _counterexamples(answer: Verification) -> list[Block]:
    """The runs that refute guarantees; folded by regime where they are many."""
    if answer.whole:
        return [_run(each, shown=True) for each in answer.refuted]
    return [
        Fold(
            say("verify.counterexample-count", regime=name, count=len(own)),
            tuple(_run(each, shown=False) for each in own),
        )
        for name, own in _by_regime(answer.refuted).items()
    ]


def _run(verdict: Verdict, shown: bool) -> Fold:
    lane = Swimlane(counterexample_of(verdict), case_words(verdict))
    key = "verify.counterexample-shown" if shown else "verify.counterexample-of"
    summary = say(
        key,
        regime=verdict.regime.name,
        property=verdict.property.label,
        assume=assumed(verdict),
    )
    return Fold(summary, (lane,), open=shown, mark=mark_of(verdict))
