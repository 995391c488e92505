"""The verdicts of a comparison: what the table of all says, and each guarantee in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.glance import glance, then
from experiments.compare.scope import (
    Where,
    anchor,
    asked_of_each,
    closed,
    exempted,
    readings,
    regulated,
    regulates,
    unregulated,
    where,
)
from experiments.show.blocks import Block, Bullets, Cell, Fold, Marked, Paragraph, Table
from experiments.show.left_out import Claim, claim_of, left_out_blocks, marked
from experiments.show.marks import (
    Mark,
    articles,
    bound_text,
    days,
    mark_of,
    sign,
    terms_of,
)
from experiments.show.readings import hinge_blocks, hinge_cell, of_verdict
from experiments.show.rules import guard_words
from experiments.show.runs import assumed, assumption
from model.deadline import STRICT, Reading
from model.language import NOTHING, Text, say
from model.property import Property, World
from model.regime import Regime
from protocols.asked import understood
from verify.verdict import Assume, Reason, Verdict

_BREAK = Text("\n", "\n")

LEGEND = {
    Mark.PROVED: "chart.legend.proved",
    Mark.ASSUMED: "chart.legend.assumed",
    Mark.OPEN: "chart.legend.open",
    Mark.REFUTED: "chart.legend.refuted",
    Mark.VACUOUS: "chart.legend.vacuous",
    Mark.UNKNOWN: "chart.legend.unknown",
}
_VERDICTS = {
    Mark.PROVED: "report.matrix.proved",
    Mark.ASSUMED: "report.matrix.assumed",
    Mark.REFUTED: "report.matrix.refuted",
    Mark.VACUOUS: "report.matrix.vacuous",
    Mark.UNKNOWN: "report.matrix.unknown",
}


def verdicts(comparison: Comparison, anchors: Mapping[Where, str]) -> Iterator[Block]:
    """Yield the table, what its signs mean, and what is left out of it.

    ``anchors`` are the folds in which the counterexamples of verdicts stand.
    """
    reading, props = comparison.question.reading, regulated(comparison)
    yield glance(comparison, anchors)
    there = {mark_of(verdict) for result in comparison.results for verdict in result.verdicts}
    yield Bullets(tuple(Marked(mark, say(LEGEND[mark])) for mark in Mark if mark in there))
    if reading != STRICT and not any(_differs(comparison, prop) for prop in props):
        yield Paragraph(say("compare.same", reading=_read(reading)))
    if any(result.hinges for result in comparison.results):
        yield Paragraph(say("report.matrix.hinging"), "note")
    yield from left_out_blocks(_left_out(comparison), "left-out")
    if starred := exempted(comparison):
        yield Paragraph(starred, "note")
    if silent := unregulated(comparison):
        yield Paragraph(silent, "note")
    if various := asked_of_each(comparison, props):
        yield Paragraph(various, "note")


def in_full(comparison: Comparison, anchors: Mapping[Where, str]) -> Iterator[Block]:
    """Yield on which readings of the texts verdicts hinge, and each guarantee in full."""
    hinges = [hinge for result in comparison.results for hinge in result.hinges]
    yield from hinge_blocks(hinges, several=True)
    yield Paragraph(say("report.matrix.theta"), "note")
    yield Paragraph(say("report.matrix.full"))
    for prop in regulated(comparison):
        yield _in_full(comparison, prop, anchors)


def _left_out(comparison: Comparison) -> Iterator[Claim]:
    """Yield of which runs the verdicts say nothing, those with the law above apart."""
    for result in comparison.results:
        for verdict, found in result.left_out:
            if all(verdict is not one for one in result.above):
                read = _read(verdict.reading)
                of = say("report.named", name=result.regime.name, detail=read)
                yield claim_of(verdict, found, of)


def _differs(comparison: Comparison, prop: Property) -> bool:
    """Whether the chosen reading changes what is shown of a guarantee."""
    return any(
        bool(then(*(result.verdict(prop.id, assume, read) for read in comparison.readings)))
        for result in comparison.results
        for assume in Assume
    )


def _in_full(comparison: Comparison, prop: Property, anchors: Mapping[Where, str]) -> Fold:
    """Return what a guarantee asks, and all its verdicts in words with their articles."""
    speaking = [result for result in comparison.results if regulates(result, prop)]
    chosen = comparison.question.reading
    rows: list[tuple[Cell, ...]] = []
    for assume in Assume:
        for reading in readings(comparison):
            each = ((result, result.verdict(prop.id, assume, reading)) for result in speaking)
            cells = (_cell(result, verdict, chosen, anchors) for result, verdict in each)
            rows.append((view_words(assume, reading), *cells))
    columns = (say("report.matrix.assumption"), *(result.regime.name for result in speaking))
    table = Table(asked(comparison.results[0].regime, prop), columns, tuple(rows))
    return Fold(prop.label, (table,), id=anchor(prop))


def asked(regime: Regime, prop: Property) -> Text:
    """Say what a property asks: after what, what must come, in which cases only, how far ahead."""
    if not prop.timed or prop.instead:
        return understood(prop, regime.vocabulary)
    events = regime.vocabulary.events
    trigger, response = events[prop.trigger].label, events[prop.response].label
    key = "report.asked.ahead" if prop.ahead else "report.asked.after"
    words = say(key, trigger=trigger, response=response, days=days(prop.ahead))
    if prop.when:
        words += say("report.asked.when", guard=guard_words(regime, prop.when))
    if prop.by_all:
        words += say("question.by-all")
    if prop.performed:
        words += say("report.asked.performed")
    if prop.world is World.USUAL:
        words += say("question.usual")
    return words


def view_words(assume: Assume, reading: Reading) -> Text:
    """Name an assumption with a reading."""
    return say("report.matrix.row", assume=assumption(assume), reading=_read(reading))


def _read(reading: Reading) -> Text:
    if reading.open_days is None:
        return say("report.matrix.strict")
    return say("report.matrix.reading", days=days(reading.open_days))


def _cell(
    result: RegimeResult, verdict: Verdict, chosen: Reading, anchors: Mapping[Where, str]
) -> Marked:
    """Return a verdict in words, with its articles and whose breach is excepted below them."""
    mark, cited = mark_of(verdict), articles(verdict)
    if cited:
        proved = mark in (Mark.PROVED, Mark.ASSUMED)
        key = "report.matrix.articles" if proved else "report.matrix.behind"
        cited = say(key, articles=cited)
    excepted = assumed(verdict) if verdict.exempt else NOTHING
    otherwise = hinge_cell(of_verdict(result.hinges, verdict))
    small = say("chart.semicolon").join(filter(None, (cited, excepted)))
    small = _BREAK.join(filter(None, (small, otherwise)))
    words, link = _words(result, verdict, chosen), anchors.get(where(verdict), "")
    words = marked(words, result.apart(verdict))
    return Marked(mark, words, sign=sign(verdict), small=small, link=link)


def _words(result: RegimeResult, verdict: Verdict, chosen: Reading) -> Text:
    match mark_of(verdict):
        case Mark.OPEN:
            known = closed(result, verdict, chosen)
            bound = known.guaranteed if known else None
            adds_up = bound is not None and bound.constant is not None
            key = "report.matrix.open-known" if adds_up else "report.matrix.open"
            return say(key, terms=terms_of(known or verdict))
        case Mark.VACUOUS if verdict.reason is Reason.TRIGGER_UNREACHABLE:
            return say("report.matrix.unreachable")
        case mark:
            return say(_VERDICTS[mark], bound=bound_text(verdict))
