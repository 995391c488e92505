"""What a design wanted to know so exactly, or wanted selected, and whether that is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from experiments.answers.amounts import amount_words, level_words, with_unit
from experiments.answers.answer import Answer
from experiments.answers.estimates import Values
from experiments.answers.places import against_words
from experiments.answers.sequential import judged, selected
from experiments.designs.point import Best, Of, Precision
from experiments.measures.kinds import measure
from experiments.measures.subjects import subjects
from experiments.statistics.interval import Estimate, Undetermined
from experiments.statistics.outcome_words import decision_words, selection_words
from experiments.statistics.words import undetermined_words
from model.language import NOTHING, Text, say


def precision_lines(found: Answer) -> Iterator[Text]:
    """Say of each interval whether the half-width that the design wants is reached.

    Where it is not, how many more replications that takes; none where no precision is wanted.
    """
    wanted: dict[str, Any] | None = found.head["precision"]
    if wanted is None:
        return
    precision = Precision(**{**wanted, "of": Of(wanted.get("of", Of.EACH_POINT))})
    asked = measure(precision.measure, subjects(found.design))
    half = with_unit(f"{precision.half_width * asked.scale:g}", asked.unit_words())
    yield say("experiment.precision", measure=asked.label(), half=half)

    def level(one: Estimate) -> Text:
        return level_words(one, asked)

    def difference(one: Estimate) -> Text:
        if isinstance(one, Undetermined):
            return undetermined_words(one)
        return amount_words(one, asked.unit_words())

    rows = [*found.rows]
    decisions = judged(precision, found.head["replications"], rows, found.axes, Values(found.path))
    for aim, decision in decisions.items():
        if aim.axis is None or aim.against is None:
            named = found.settings(aim.point) or say("answers.page.all")
            told = decision_words(decision, level)
        else:
            named = against_words(found, aim.axis, aim.point, aim.against)
            told = decision_words(decision, difference)
        yield say("answers.page.wanted", named=named, told=told)


def selection_line(found: Answer) -> Text:
    """Say which choice is selected as the best, and at what all that is not chosen is held.

    Empty where the design wants none.
    """
    wanted: dict[str, Any] | None = found.head.get("best")
    if wanted is None:
        return NOTHING
    rest = {name: value for name, value in wanted.items() if name != "points"}
    points = [int(one) for one in wanted["points"]]
    best = Best(**rest)
    rows = [found.rows[k] for k in points]
    vary = [axis for axis in found.axes if len({row[axis] for row in rows}) > 1]
    fixed = [axis for axis in found.axes if axis not in vary]
    labels = {
        str(k): Text(found.settings(k, *fixed).in_("zh"), found.settings(k, *fixed).in_("en"))
        for k in points
    }
    held = found.settings(points[0], *vary)
    under = say("answers.page.selection-under", settings=held) if held else NOTHING
    chosen = selected(best, found.head["replications"], points, Values(found.path))
    asked = measure(best.measure, subjects(found.design))
    told = selection_words(chosen, labels, asked.unit_words())
    if isinstance(chosen, Undetermined):
        told += say("answers.sentence.end")
    return say("answers.page.selection", measure=asked.label(), under=under, told=told)
