"""What hinges on each reading, laid out as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from experiments.readings.ask import Readings, RegimeReadings, Tried
from experiments.readings.data import readings_data, table
from experiments.show.blocks import (
    Askable,
    Block,
    Bullets,
    Cell,
    Fold,
    Group,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.files import folder, write_csv, write_json
from experiments.show.left_out import Claim, claim_of, left_out_blocks, marked
from experiments.show.marks import mark_of
from experiments.show.page import write_page
from experiments.show.readings import answer_words, asked_by, taken_words
from experiments.show.runs import asked_with, asked_words, assumed
from model.language import Lang, Text, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule
from verify.hinge import ReadingHinge
from verify.verdict import Verdict


def sheet(answer: Readings) -> Sheet:
    """Return for each regime which answers hinge on which readings."""
    subtitle = (
        say("chart.and").join(each.regime.name for each in answer.regimes)
        + say("chart.semicolon")
        + asked_with(answer.reading, answer.within)
    )
    section = Section("readings", say("readings.section"), tuple(_blocks(answer)))
    regimes = tuple(each.regime for each in answer.regimes)
    return Sheet(say("readings.sheet"), subtitle, (section,), regimes)


def write(answer: Readings, out: Path, lang: Lang, whole: Sheet | None = None) -> Path:
    """Write the page, and the table as JSON and CSV; return the page.

    ``whole`` is the sheet with what a command says around it; the answer's alone unless given.
    """
    write_json(folder(out) / "readings.json", readings_data(answer))
    write_csv(out / "readings.csv", table(answer))
    return write_page(whole or sheet(answer), out, lang)


def _blocks(answer: Readings) -> Iterator[Block]:
    alone = len(answer.regimes) == 1
    for each in answer.regimes:
        yield Paragraph(_lead(each), "lead")
        if alone:
            yield from _details(each)
    if not alone:
        for each in answer.regimes:
            yield Fold(each.regime.name, tuple(_details(each)), open=bool(each.deciding))
    yield Paragraph(say("readings.scope"), "note")


def _lead(of: RegimeReadings) -> Text:
    if not of.tried:
        key = "readings.lead-left" if of.regime.otherwise else "readings.lead-none"
        return say(key, regime=of.regime.name)
    asked = {(hinge.before.property.id, hinge.before.assume) for hinge in of.hinges}
    return say(
        "readings.lead",
        regime=of.regime.name,
        tried=len(of.tried),
        deciding=len(of.deciding),
        regulated=of.regulated,
        properties=len({name for name, _ in asked}),
        flips=sum(hinge.flips for hinge in of.hinges),
        moves=sum(not hinge.flips for hinge in of.hinges),
    )


def _details(of: RegimeReadings) -> Iterator[Block]:
    if of.deciding:
        columns = (
            say("verify.property"),
            say("verify.assume"),
            say("readings.as-read"),
            say("readings.otherwise"),
        )
        rows: list[tuple[Cell, ...] | Group] = []
        for tried in of.deciding:
            rows.append(Group(_named(tried)))
            rows += (_row(hinge, of) for hinge in tried.hinges)
        yield Table(say("readings.table"), columns, tuple(rows), heads=2)
        yield Bullets(tuple(map(_words, of.deciding)))
        yield from left_out_blocks(_left_out(of))
    rest = [tried for tried in of.tried if not tried.hinges]
    if rest:
        title = say("readings.nothing", count=len(rest))
        yield Fold(title, (Bullets(tuple(map(_words, rest))),))
    if of.bare:
        title = say("readings.bare", count=len(of.bare))
        yield Fold(title, (Bullets(tuple(_bare(of.bare))),))


def _named(tried: Tried) -> Text:
    """Name an alternative by its clause and what is read in it; its own full stop is not needed."""
    words = tried.alternative.words.each(lambda sentence: sentence.rstrip("。."))
    return say("readings.named", article=article_label(tried.rule.article), words=words)


def _words(tried: Tried) -> Askable:
    words = say(
        "readings.words",
        article=article_label(tried.rule.article),
        taken=taken_words(tried.rule, tried.alternative.id),
        words=tried.alternative.words,
    )
    return Askable(words, asked_by(tried.rule, tried.alternative.id))


def _bare(rules: Iterable[Rule]) -> Iterator[Text]:
    for rule in rules:
        assert rule.reading is not None
        yield article_label(rule.article) + say("report.colon") + rule.reading


def _row(hinge: ReadingHinge, of: RegimeReadings) -> tuple[Cell, ...]:
    before = hinge.before
    answers = (_answer(verdict, of) for verdict in (before, hinge.after))
    return asked_words(before.property), assumed(before), *answers


def _answer(verdict: Verdict, of: RegimeReadings) -> Marked:
    return Marked(mark_of(verdict), marked(answer_words(verdict), of.apart(verdict)))


def _left_out(of: RegimeReadings) -> Iterator[Claim]:
    """Yield of which runs an answer says nothing, as the text is read and as it could be."""
    told: set[int] = set()
    for tried in of.deciding:
        for hinge in tried.hinges:
            ways = (hinge.before, say("readings.as-read")), (hinge.after, _named(tried))
            for verdict, how in ways:
                if id(verdict) not in told and (found := of.apart(verdict)):
                    told.add(id(verdict))
                    yield claim_of(verdict, found, how)


def unasked(regimes: Iterable[Regime]) -> Text:
    """Say that nothing can be asked, since no file tells what one could read instead.

    A rule that was read otherwise is settled: its other alternatives are not asked about.
    """
    told = list(regimes)
    key = "readings.left" if any(each.otherwise for each in told) else "readings.none"
    return say(key, regimes=say("chart.and").join(each.name for each in told))
