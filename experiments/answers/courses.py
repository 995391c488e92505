"""The course of a measure along a level as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.answers.amounts import absolute, amount_words, plain_level
from experiments.answers.answer import Answer
from experiments.answers.comparisons import ended, way
from experiments.answers.contrasts import Contrast
from experiments.answers.trends import Course, Trend
from experiments.measures.kinds import Measure
from experiments.statistics.interval import Interval
from experiments.statistics.words import count_words, percent_words
from model.language import NOTHING, Text, plain, say


def course_line(
    found: Answer, asked: Measure, runs: Sequence[Trend], own: Sequence[Contrast]
) -> Text:
    """Say how a measure goes along a level: a clause for each setting of all else.

    Parameters
    ----------
    own
        The contrasts of the measure along the level.
    """
    axis, points = runs[0].axis, runs[0].points
    head = say(
        "answers.course.head",
        level=Text(**found.head["levels"][axis]),
        first=found.rows[points[0]][axis],
        last=found.rows[points[-1]][axis],
        measure=asked.label(),
    )
    clauses = [_clause(found, asked, one, own) for one in runs]
    key = "one" if len(runs) == 1 else "several"
    rest = say("answers.sentence.then").join(clauses)
    return ended(say(f"answers.course.{key}", head=head, rest=rest))


def _clause(found: Answer, asked: Measure, run: Trend, own: Sequence[Contrast]) -> Text:
    settings = found.settings(run.points[0], run.axis)
    where = say("answers.course.where", settings=settings) if settings else NOTHING
    inside = [one for one in own if one.point in run.points]
    if shares := [one.open_shares for one in inside if one.open_shares]:
        worst = max(shares, key=lambda pair: abs(pair[0] - pair[1]))
        are, were = (percent_words(share) for share in worst)
        return say("answers.course.incomparable", where=where, are=are, were=were)
    if all(way(asked, one) == "equal" for one in inside):
        level = plain_level(found.estimates[asked.name, run.points[0]], asked)
        count = count_words(min(one.found.difference.n for one in inside))
        return say("answers.course.equal", where=where, level=level, count=count)
    return _told(found, asked, run, where)


def _told(found: Answer, asked: Measure, run: Trend, where: str) -> Text:
    known = {
        point: one
        for point in run.points
        if isinstance(one := found.estimates[asked.name, point], Interval)
    }

    def level(point: int, unit: str = "") -> str:
        return amount_words(known[point], unit).strip()

    low, high = (pick(known, key=lambda one: known[one].estimate) for pick in (min, max))
    unit = asked.level_unit()
    words = {
        "start": level(run.points[0]),
        "end": level(run.points[-1], unit),
        "low": level(low),
        "high": level(high, unit),
        "lowest": found.rows[low][run.axis],
        "highest": found.rows[high][run.axis],
    }
    said = say(f"answers.course.{run.course}", where=where, **words)
    return said + plain("").join(_further(found, asked, run))


def _further(found: Answer, asked: Measure, run: Trend) -> list[Text]:
    """Where it changes most, from where on nothing more changes, where it crosses one half."""
    said = []
    if run.steepest is not None:
        low, high, change = run.steepest
        words = {
            "low": found.rows[low][run.axis],
            "high": found.rows[high][run.axis],
            "amount": amount_words(absolute(change), asked.unit_words()),
        }
        said.append(say("answers.course.steepest", **words))
    if run.settled is not None and run.course is not Course.LEVEL:
        settled = found.rows[run.settled][run.axis]
        said.append(say("answers.course.settled", value=settled))
    if run.crossing is not None:
        key = "above" if run.above else "below"
        value = found.rows[run.crossing][run.axis]
        said.append(say(f"answers.course.{key}", value=value))
    return said
