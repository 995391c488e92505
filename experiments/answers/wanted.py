"""Sentences about what the design asked for: a precision to reach, or a best option to select."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from experiments.answers.amounts import amount_words, level_words, with_unit
from experiments.answers.answer import Answer
from experiments.answers.places import against_words
from experiments.answers.sequential import judged, selected
from experiments.measures.measure import Measure
from experiments.statistics.interval import Estimate, Undetermined
from experiments.statistics.outcome_words import decision_words, selection_words
from experiments.statistics.words import undetermined_words
from model.language import NOTHING, Text, say


def precision_lines(answer: Answer) -> Iterator[Text]:
    """Yield one line for each interval whose half-width the design limits: reached or not.

    If not, the line says how many more replications it needs. A line before them says what is
    wanted. Nothing if the design asks for no precision.
    """
    precision = answer.header.precision
    if precision is None:
        return
    measure = answer.measure(precision.measure)
    half = with_unit(f"{precision.half_width * measure.scale:g}", measure.difference_unit)
    yield say("experiment.precision", measure=measure.label, half=half)
    decisions = judged(
        precision, answer.header.replications, answer.rows, answer.axes, answer.values
    )
    for aim, decision in decisions.items():
        if aim.axis is None or aim.against is None:
            named = answer.settings(aim.point) or say("answers.page.all")
            outcome = decision_words(decision, partial(level_words, measure=measure))
        else:
            named = against_words(answer, aim.axis, aim.point, aim.against)
            outcome = decision_words(decision, partial(_difference, measure=measure))
        yield say("answers.page.wanted", named=named, told=outcome)


def _difference(difference: Estimate, measure: Measure) -> Text:
    if isinstance(difference, Undetermined):
        return undetermined_words(difference)
    return amount_words(difference, measure.difference_unit)


def selection_line(answer: Answer) -> Text:
    """Return the sentence about the selected option and the settings held fixed.

    Empty if the design asks for no selection.
    """
    best, points = answer.header.best, answer.header.rivals
    if best is None:
        return NOTHING
    rows = [answer.rows[number] for number in points]
    vary = [axis for axis in answer.axes if len({row[axis] for row in rows}) > 1]
    fixed = [axis for axis in answer.axes if axis not in vary]
    options = {str(number): answer.settings(number, *fixed) for number in points}
    held = answer.settings(points[0], *vary)
    under = say("answers.page.selection-under", settings=held) if held else NOTHING
    selection = selected(best, answer.header.replications, points, answer.values)
    measure = answer.measure(best.measure)
    outcome = selection_words(selection, options, measure.difference_unit)
    if isinstance(selection, Undetermined):
        outcome += say("answers.sentence.end")
    return say("answers.page.selection", measure=measure.label, under=under, told=outcome)
