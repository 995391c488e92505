"""What several parts of an experiment's sheet say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from experiments.answers.answer import Answer
from experiments.measures.measure import Measure, Unit
from model.language import NOTHING, Text, plain, say


def axis_words(answer: Answer, axis: str) -> Text:
    """Return the heading of what varies: regimes, scenarios, or a level with its unit."""
    if axis == "regime":
        return say("experiment.regime")
    if axis == "scenario":
        return say("experiment.scenario")
    return answer.header.levels[axis]


def value_words(answer: Answer, axis: str, value: object) -> Text:
    """Name a value of an axis below that heading."""
    return plain(str(value)) if axis in answer.header.levels else answer.label(axis, value)


def point_words(answer: Answer, point: int, *without: str) -> Text:
    """Name a point by what varies; where nothing varies there is one point only."""
    return answer.settings(point, *without) or say("answers.page.all")


def axis_unit(measure: Measure) -> Text:
    """Name the unit of differences along an axis."""
    return say("answers.chart.each") if measure.unit is Unit.A_YEAR else measure.difference_unit


def capital(text: Text) -> Text:
    """Begin a title with a capital."""
    return text.each(lambda words: words[:1].upper() + words[1:])


def ended_only(answer: Answer, measure: Measure, note: Text) -> Text:
    """Add to a note that means leave out what had not ended, where that differs."""
    own = (contrast for contrast in answer.contrasts if contrast.measure == measure.id)
    if all(contrast.open_shares is None for contrast in own):
        return note
    return say("statistics.then", first=note, second=say("answers.chart.ended-only"))


def failure_lines(failures: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    """Say what could not be done: with its point and seeds, one line for each reason."""

    def reason(failure: Mapping[str, Any]) -> tuple[str, str]:
        return failure["key"], failure["why"]["en"]

    for _, group in groupby(sorted(failures, key=reason), reason):
        members = list(group)
        seeds = plain(", ".join(str(member["seed"]) for member in members[:3]))
        more = say("experiment.more-seeds", count=len(members)) if len(members) > 3 else NOTHING
        first = members[0]
        yield say(
            "experiment.failed",
            regime=first["regime"],
            scenario=first["scenario"],
            levels="".join(f", {name} {value}" for name, value in first["levels"].items()),
            seeds=seeds + " " + more if more else seeds,
            why=Text(**first["why"]),
        )
