"""The course of a measure along a level as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from experiments.answers.amounts import absolute, amount_words, plain_level
from experiments.answers.answer import Answer
from experiments.answers.comparisons import Way, sentence, way
from experiments.answers.contrasts import Contrast
from experiments.answers.trends import Shape, Trend
from experiments.measures.measure import Measure
from experiments.statistics.interval import Interval
from experiments.statistics.words import count_words, percent_words
from model.language import NOTHING, Text, say

_SHAPES = {
    Shape.RISES: "answers.course.rises",
    Shape.FALLS: "answers.course.falls",
    Shape.PEAKS: "answers.course.peaks",
    Shape.DIPS: "answers.course.dips",
    Shape.WAVERS: "answers.course.wavers",
    Shape.LEVEL: "answers.course.level",
}


def course_line(
    answer: Answer, measure: Measure, trends: Sequence[Trend], own: Sequence[Contrast]
) -> Text:
    """Say how a measure goes along a level: a clause for each setting of all else.

    Parameters
    ----------
    own
        The contrasts of the measure along the level.
    """
    axis, points = trends[0].axis, trends[0].points
    head = say(
        "answers.course.head",
        level=answer.header.levels[axis],
        first=answer.rows[points[0]][axis],
        last=answer.rows[points[-1]][axis],
        measure=measure.label,
    )
    clauses = [_clause(answer, measure, trend, own) for trend in trends]
    key = "answers.course.one" if len(trends) == 1 else "answers.course.several"
    rest = say("answers.sentence.then").join(clauses)
    return sentence(say(key, head=head, rest=rest))


def _clause(answer: Answer, measure: Measure, trend: Trend, own: Sequence[Contrast]) -> Text:
    settings = answer.settings(trend.points[0], trend.axis)
    where = say("answers.course.where", settings=settings) if settings else NOTHING
    inside = [contrast for contrast in own if contrast.point in trend.points]
    if shares := [contrast.open_shares for contrast in inside if contrast.open_shares]:
        worst = max(shares, key=lambda pair: abs(pair[0] - pair[1]))
        are, were = (percent_words(share) for share in worst)
        return say("answers.course.incomparable", where=where, are=are, were=were)
    if all(way(measure, contrast) is Way.EQUAL for contrast in inside):
        level = plain_level(answer.estimates[measure.id, trend.points[0]], measure)
        count = count_words(min(contrast.difference.n for contrast in inside))
        return say("answers.course.equal", where=where, level=level, count=count)
    return _shape(answer, measure, trend, where) + NOTHING.join(_places(answer, measure, trend))


def _shape(answer: Answer, measure: Measure, trend: Trend, where: Text) -> Text:
    """The way it goes, with the figures at its ends and at its highest and lowest."""
    known = {
        point: level
        for point in trend.points
        if isinstance(level := answer.estimates[measure.id, point], Interval)
    }
    low, high = (pick(known, key=lambda point: known[point].estimate) for pick in (min, max))
    unit = measure.level_unit
    return say(
        _SHAPES[trend.shape],
        where=where,
        start=amount_words(known[trend.points[0]]),
        end=amount_words(known[trend.points[-1]], unit),
        low=amount_words(known[low]),
        high=amount_words(known[high], unit),
        lowest=answer.rows[low][trend.axis],
        highest=answer.rows[high][trend.axis],
    )


def _places(answer: Answer, measure: Measure, trend: Trend) -> Iterator[Text]:
    """Where it changes most, from where on nothing more changes, where it crosses one half."""
    if trend.steepest is not None:
        low, high, change = trend.steepest
        yield say(
            "answers.course.steepest",
            low=answer.rows[low][trend.axis],
            high=answer.rows[high][trend.axis],
            amount=amount_words(absolute(change), measure.difference_unit),
        )
    if trend.settled is not None and trend.shape is not Shape.LEVEL:
        yield say("answers.course.settled", value=answer.rows[trend.settled][trend.axis])
    if trend.crossing is not None:
        key = "answers.course.above" if trend.above else "answers.course.below"
        yield say(key, value=answer.rows[trend.crossing][trend.axis])
