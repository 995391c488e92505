"""What a design wanted to know so exactly, or wanted selected, and whether that is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from experiments.answers.answer import Answer
from experiments.answers.estimates import Values
from experiments.answers.kinds import measure
from experiments.answers.places import against_words
from experiments.answers.sequential import judged, selected
from experiments.answers.subjects import subjects
from experiments.designs.point import Best, Of, Precision
from experiments.statistics.outcome_words import decision_words, selection_words
from model.language import Label, Lang, say


def precision_lines(found: Answer, lang: Lang) -> Iterator[str]:
    """Say of each interval whether the half-width that the design wants is reached.

    Where it is not, how many more replications that takes; none where no precision is wanted.
    """
    wanted: dict[str, Any] | None = found.head["precision"]
    if wanted is None:
        return
    precision = Precision(**{**wanted, "of": Of(wanted.get("of", Of.EACH_POINT))})
    title = measure(precision.measure, subjects(found.design)).label(lang)
    yield say("experiment.precision", lang, measure=title, half=f"{precision.half_width:g}")
    rows = [*found.rows]
    decisions = judged(precision, found.head["replications"], rows, Values(found.path))
    for aim, decision in decisions.items():
        if aim.axis is None or aim.against is None:
            named = found.settings(aim.point, lang) or say("answers.page.all", lang)
        else:
            named = against_words(found, aim.axis, aim.point, aim.against, lang)
        told = decision_words(decision, lang)
        yield say("answers.page.wanted", lang, named=named, told=told)


def selection_line(found: Answer, lang: Lang) -> str:
    """Say which choice is selected as the best; empty where the design wants none."""
    wanted: dict[str, Any] | None = found.head.get("best")
    if wanted is None:
        return ""
    rest = {name: value for name, value in wanted.items() if name != "points"}
    points = [int(one) for one in wanted["points"]]
    best = Best(**rest)
    others = tuple(axis for axis in found.axes if axis not in found.choices)
    labels = {
        str(k): Label(found.settings(k, "zh", *others), found.settings(k, "en", *others))
        for k in points
    }
    chosen = selected(best, found.head["replications"], points, Values(found.path))
    title = measure(best.measure, subjects(found.design)).label(lang)
    told = selection_words(chosen, lang, labels)
    return say("answers.page.selection", lang, measure=title, told=told)
