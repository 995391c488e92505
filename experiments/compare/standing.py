"""What the guarantees rest on: what stands by itself, what needs obedience, what nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import closed, regulated
from experiments.measures.spans import Spans
from experiments.show.blocks import Bullets, Cell, Fold, Table
from experiments.show.left_out import marked
from experiments.show.marks import Mark, bound_text, terms_of
from model.deadline import STRICT
from model.language import Text, say
from model.property import Property
from verify.verdict import Answer, Assume


class RestsOn(StrEnum):
    """What one guarantee of one regime rests on, open limits taken strictly."""

    ALONE = "alone"
    OBEYED = "obeyed"
    OPEN = "open"
    NOTHING = "nothing"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


_COLUMNS = {
    RestsOn.ALONE: "report.tally.alone",
    RestsOn.OBEYED: "report.tally.obeyed",
    RestsOn.OPEN: "report.tally.open",
    RestsOn.NOTHING: "report.tally.nothing",
    RestsOn.VACUOUS: "report.tally.vacuous",
    RestsOn.UNKNOWN: "report.tally.unknown",
}
_GROUPS = {
    RestsOn.ALONE: "report.group.alone",
    RestsOn.OBEYED: "report.group.obeyed",
    RestsOn.OPEN: "report.group.open",
    RestsOn.NOTHING: "report.group.nothing",
    RestsOn.VACUOUS: "report.group.vacuous",
    RestsOn.UNKNOWN: "report.group.unknown",
}
_MARKS = {
    RestsOn.ALONE: Mark.PROVED,
    RestsOn.OBEYED: Mark.ASSUMED,
    RestsOn.OPEN: Mark.OPEN,
    RestsOn.NOTHING: Mark.REFUTED,
    RestsOn.VACUOUS: Mark.VACUOUS,
    RestsOn.UNKNOWN: Mark.UNKNOWN,
}
_FEW = 6  # lines that a group shows without being opened


def standing(result: RegimeResult, prop: Property) -> RestsOn:
    """Return what a guarantee rests on; undecided as soon as one of its verdicts is."""
    everyone, nobody = (result.verdict(prop.id, assume, STRICT) for assume in Assume)
    if nobody.answer is Answer.PROVED:
        return RestsOn.ALONE
    if Answer.UNKNOWN in (everyone.answer, nobody.answer):
        return RestsOn.UNKNOWN
    if everyone.answer is Answer.PROVED:
        return RestsOn.OBEYED
    if everyone.answer is Answer.VACUOUS:
        return RestsOn.VACUOUS
    return RestsOn.OPEN if everyone.open_limits else RestsOn.NOTHING


def tally(comparison: Comparison) -> Table:
    """Return the counts by regime, what none of them regulates left out."""
    asked = regulated(comparison)
    counted = [Counter(standing(result, prop) for prop in asked) for result in comparison.results]
    kinds = [kind for kind in RestsOn if any(counts[kind] for counts in counted)]
    columns = (say("report.reproduce.regime"), *(say(_COLUMNS[kind]) for kind in kinds))
    rows: list[tuple[Cell, ...]] = [
        (result.regime.name, *(str(counts[kind]) for kind in kinds))
        for result, counts in zip(comparison.results, counted, strict=True)
    ]
    return Table(say("report.tally.caption"), columns, tuple(rows), figures=True)


def groups(comparison: Comparison) -> list[Fold]:
    """Return the guarantees by what they rest on, the strongest first; no group is empty."""
    folds = []
    for kind in RestsOn:
        lines = tuple(_lines(comparison, kind))
        few = len(lines) <= _FEW and kind is not RestsOn.VACUOUS
        gist = say("report.group.count", count=len(lines))
        fold = Fold(say(_GROUPS[kind]), (Bullets(lines),), open=few, gist=gist, mark=_MARKS[kind])
        folds += [fold] if lines else []
    return folds


def _lines(comparison: Comparison, kind: RestsOn) -> Iterator[Text]:
    """Say for each guarantee the regimes under which it rests on this, with their bounds."""
    bare = kind not in (RestsOn.ALONE, RestsOn.OBEYED, RestsOn.OPEN)
    for prop in comparison.question.properties:
        names = [
            _named(comparison, result, prop, kind)
            for result in comparison.results
            if standing(result, prop) is kind
        ]
        everywhere = bare and len(names) == len(comparison.results) > 1
        named = say("report.everywhere") if everywhere else say("chart.and").join(names)
        if names:
            yield say("report.guarantee", property=prop.label, regimes=named)


def _named(comparison: Comparison, result: RegimeResult, prop: Property, kind: RestsOn) -> Text:
    name = result.regime.name
    assume = Assume.NOBODY if kind is RestsOn.ALONE else Assume.EVERYONE
    verdict = result.verdict(prop.id, assume, STRICT)
    if kind in (RestsOn.ALONE, RestsOn.OBEYED):
        detail = marked(bound_text(verdict), result.apart(verdict))
        return say("report.named", name=name, detail=detail)
    if kind is RestsOn.OPEN:
        known = closed(result, verdict, comparison.question.reading)
        detail = marked(terms_of(known or verdict), result.apart(known) if known else ())
        if result.verdict(prop.id, Assume.NOBODY, STRICT).open_limits:
            detail = say("report.open-alone", terms=detail)
        return say("report.named", name=name, detail=detail)
    return name


def average(spans: Spans) -> float:
    """Return the mean calendar days of all that began, the open ones as long as watched so far.

    A lower bound where some are open.
    """
    return float(spans.calendar.sum() + spans.open_calendar.sum()) / max(spans.begun, 1)
