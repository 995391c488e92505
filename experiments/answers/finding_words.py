"""The plain finding of an experiment, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from experiments.answers.answer import Answer
from experiments.answers.finding import Against, Along, Change, Finding
from experiments.answers.regimes.best_words import amount
from experiments.answers.regimes.concern import Concern
from model.language import NOTHING, Text, say


def finding_lines(answer: Answer, found: Finding) -> Iterator[Text]:
    """Say what each level changes and what it does not, then what each text does and pays."""
    for along in found.along:
        if line := _along(answer, along):
            yield line
    for against in found.against:
        yield _against(answer, against)


def _along(answer: Answer, one: Along) -> Text:
    if not (one.unmoved or one.moved):
        return NOTHING
    first, last = (answer.rows[point][one.axis] for point in (one.points[0], one.points[-1]))
    parts = []
    if one.unmoved:
        parts.append(say("finding.unmoved", concerns=_named(one.unmoved)))
    if one.unshown:
        parts.append(say("finding.unshown", concerns=_named(one.unshown)))
    if one.moved:
        moves = say("chart.and").join(_moved(answer, one, change) for change in one.moved)
        parts.append(say(_moving(one), moves=moves))
    settings = answer.settings(one.points[0], one.axis)
    return say(
        "finding.along",
        where=say(_where(answer, one), settings=settings) if settings else NOTHING,
        level=answer.level_label(one.axis),
        first=first,
        last=last,
        rest=say("answers.sentence.then").join(parts),
    )


def _where(answer: Answer, one: Along) -> str:
    """How the setting is named: of texts alone like a heading, else as circumstances."""
    texts = all(axis in ("regime", one.axis) for axis in answer.axes)
    return "finding.where" if texts else "finding.under"


def _moving(one: Along) -> str:
    """How it is said that something changes, beside what does not."""
    if not (one.unmoved or one.unshown):
        return "finding.moved"
    few = not one.unshown and len(one.moved) <= len(one.unmoved)
    return "finding.only" if few else "finding.also"


def _moved(answer: Answer, one: Along, change: Change) -> Text:
    """Say from what to what, and at which value where that is not the last."""
    words = say(
        "finding.from-to",
        concern=change.concern.noun,
        was=amount(change.concern, change.was),
        now=amount(change.concern, change.now),
    )
    if change.point == one.points[-1]:
        return words
    value = answer.label(one.axis, answer.rows[change.point][one.axis])
    return words + say("finding.at", value=value)


def _against(answer: Answer, one: Against) -> Text:
    base = answer.rows[0]["regime"]
    name, other = (answer.label("regime", value) for value in (one.value, base))
    if not one.better and not one.worse:
        return say("finding.no-difference", name=name, base=other)
    better = [_changed(answer, change) for change in one.better]
    worse = [_changed(answer, change) for change in one.worse]
    parts = []
    if better:
        parts.append(say("finding.better", items=say("answers.sentence.then").join(better)))
    if worse:
        key = "finding.price" if better else "finding.worse"
        parts.append(say(key, items=say("answers.sentence.then").join(worse)))
    most = say("finding.most") if one.places > 1 else NOTHING
    rest = say("finding.stop").join(parts)
    return say("finding.against", name=name, base=other, most=most, rest=rest)


def _changed(answer: Answer, change: Change) -> Text:
    words = say(
        "finding.instead",
        concern=change.concern.noun,
        now=amount(change.concern, change.now),
        was=amount(change.concern, change.was),
    )
    where = answer.settings(change.point, "regime")
    return words + say("finding.at", value=where) if where else words


def _named(concerns: Sequence[Concern]) -> Text:
    return say("chart.and").join(concern.noun for concern in concerns)
