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
from model.language import Label, Lang, say


def precision_lines(found: Answer, lang: Lang) -> Iterator[str]:
    """Say of each interval whether the half-width that the design wants is reached.

    Where it is not, how many more replications that takes; none where no precision is wanted.
    """
    wanted: dict[str, Any] | None = found.head["precision"]
    if wanted is None:
        return
    precision = Precision(**{**wanted, "of": Of(wanted.get("of", Of.EACH_POINT))})
    asked = measure(precision.measure, subjects(found.design))
    half = with_unit(f"{precision.half_width * asked.scale:g}", asked.unit_words(lang), lang)
    yield say("experiment.precision", lang, measure=asked.label(lang), half=half)

    def level(one: Estimate, lang: Lang) -> str:
        return level_words(one, asked, lang)

    def difference(one: Estimate, lang: Lang) -> str:
        if isinstance(one, Undetermined):
            return undetermined_words(one, lang)
        return amount_words(one, asked.unit_words(lang), lang)

    rows = [*found.rows]
    decisions = judged(precision, found.head["replications"], rows, found.axes, Values(found.path))
    for aim, decision in decisions.items():
        if aim.axis is None or aim.against is None:
            named = found.settings(aim.point, lang) or say("answers.page.all", lang)
            told = decision_words(decision, lang, level)
        else:
            named = against_words(found, aim.axis, aim.point, aim.against, lang)
            told = decision_words(decision, lang, difference)
        yield say("answers.page.wanted", lang, named=named, told=told)


def selection_line(found: Answer, lang: Lang) -> str:
    """Say which choice is selected as the best, and at what all that is not chosen is held.

    Empty where the design wants none.
    """
    wanted: dict[str, Any] | None = found.head.get("best")
    if wanted is None:
        return ""
    rest = {name: value for name, value in wanted.items() if name != "points"}
    points = [int(one) for one in wanted["points"]]
    best = Best(**rest)
    rows = [found.rows[k] for k in points]
    vary = [axis for axis in found.axes if len({row[axis] for row in rows}) > 1]
    fixed = [axis for axis in found.axes if axis not in vary]
    labels = {
        str(k): Label(found.settings(k, "zh", *fixed), found.settings(k, "en", *fixed))
        for k in points
    }
    held = found.settings(points[0], lang, *vary)
    under = say("answers.page.selection-under", lang, settings=held) if held else ""
    chosen = selected(best, found.head["replications"], points, Values(found.path))
    asked = measure(best.measure, subjects(found.design))
    told = selection_words(chosen, lang, labels, asked.unit_words(lang))
    if isinstance(chosen, Undetermined):
        told += say("answers.sentence.end", lang)
    return say("answers.page.selection", lang, measure=asked.label(lang), under=under, told=told)
