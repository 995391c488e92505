"""The answer in sentences, each computed from the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby

from experiments.answers.amounts import level_words
from experiments.answers.answer import Answer
from experiments.answers.comparisons import comparison_lines, sentence
from experiments.answers.contrasts import Contrast
from experiments.answers.courses import course_line
from experiments.answers.guarantees import Check, Passed, Seen, broken
from experiments.answers.places import places
from experiments.measures.measure import Measure
from experiments.statistics.interval import Undetermined
from experiments.statistics.words import level_words as confidence_words
from experiments.statistics.words import undetermined_words
from model.language import NOTHING, Text, say

MOST_COURSES = 4
"""Settings of which each has its course told; where there are more, ends are compared."""

_UNSEEN = {
    Seen.PART: "answers.guarantee.unseen-part",
    Seen.OPEN: "answers.guarantee.unseen-open",
    Seen.NO_CASES: "answers.guarantee.unseen-no-cases",
    Seen.NO_RESULTS: "answers.guarantee.unseen-no-results",
}
_PASSED = {
    Passed.REACHED: "answers.guarantee.reached",
    Passed.OVERDUE: "answers.guarantee.overdue",
    Passed.STILL_OPEN: "answers.guarantee.still-open",
}


def answer_lines(answer: Answer, axes: Collection[str] | None = None) -> list[Text]:
    """Say the answer: for each measure a sentence, on every axis along which points differ.

    Where nothing differs but the luck, the figures themselves.

    Parameters
    ----------
    axes
        Only along these; all where ``None``.
    """
    return [line for measure in answer.measures for line in measure_lines(answer, measure, axes)]


def measure_lines(
    answer: Answer, measure: Measure, axes: Collection[str] | None = None
) -> Iterator[Text]:
    """Say what a measure comes to, axis by axis; along a level of numbers its course."""
    own = [contrast for contrast in answer.contrasts if contrast.measure == measure.id]
    if not own:
        level = level_words(answer.estimates[measure.id, 0], measure)
        yield sentence(say("answers.sentence.only", measure=measure.label, level=level))
    levels = [answer.estimates[measure.id, k] for k in range(len(answer.rows))]
    if own and all(isinstance(level, Undetermined) for level in levels):
        why = level_words(levels[0], measure)
        yield sentence(say("answers.sentence.nowhere", measure=measure.label, why=why))
        return
    for axis, group in groupby(own, key=lambda contrast: contrast.axis):
        if axes is None or axis in axes:
            yield from _axis_lines(answer, measure, axis, list(group))


def _axis_lines(answer: Answer, measure: Measure, axis: str, own: list[Contrast]) -> Iterator[Text]:
    runs = [run for run in answer.trends if (run.measure, run.axis) == (measure.id, axis)]
    if 0 < len(runs) <= MOST_COURSES:
        yield course_line(answer, measure, runs, own)
    else:
        yield from comparison_lines(answer, measure, axis, own)


def guarantee_lines(answer: Answer) -> list[Text]:
    """Say whether any simulated case went past a bound proved without relying on anybody."""
    if answer.guarantees is None:
        return [say("answers.guarantee.unread", why=answer.unread)]
    held = [check for check in answer.guarantees if check.nobody is not None]
    if not held:
        return [say("answers.guarantee.none")]
    looked = [check for check in held if check.looked()]
    lines = [broken_words(answer, check) for check in broken(answer.guarantees)]
    if not lines:
        count = len({check.point for check in looked})
        key = "answers.guarantee.kept" if looked else "answers.guarantee.unlooked"
        lines = [say(key, count=count, checks=len(looked))]
    return [*lines, *_unseen(held)]


def _unseen(held: Collection[Check]) -> Iterator[Text]:
    """Say what could not be held against proved bounds."""
    counts = Counter(check.happened.seen for check in held)
    parts = [say(key, count=counts[seen]) for seen, key in _UNSEEN.items() if counts[seen]]
    if parts:
        listed = say("answers.guarantee.also-unseen").join(parts)
        yield say("answers.guarantee.unseen", all=len(held), parts=listed)


def broken_words(answer: Answer, check: Check) -> Text:
    """Say loudly that a proved bound was passed."""
    assert check.breach is not None
    how, days = check.breach
    settings = answer.settings(check.point, "regime")
    return say(
        "answers.guarantee.broken",
        regime=answer.label("regime", answer.points[check.point]["regime"]),
        where=say("answers.sentence.where", settings=settings) if settings else NOTHING,
        property=check.label,
        bound=check.nobody,
        found=say(_PASSED[how], days=f"{days:g}"),
    )


def best_line(answer: Answer) -> Text:
    """Say which points could be the best by the objective; empty where nothing is ranked."""
    aim, best = answer.objective, answer.best
    if aim is None or best == ():
        return NOTHING
    level = confidence_words(answer.level)
    if isinstance(best, Undetermined):
        why = undetermined_words(best)
        return say("answers.sentence.best-none", measure=aim.label, why=why, level=level)
    others = tuple(axis for axis in answer.axes if axis not in answer.choices)
    fixed = answer.settings(best[0], *answer.choices)
    return say(
        "answers.sentence.best-one" if len(best) == 1 else "answers.sentence.best-many",
        measure=aim.label,
        way=say("answers.sentence.less" if aim.less else "answers.sentence.more"),
        names=places(answer, best, *others),
        under=say("answers.sentence.best-under", settings=fixed) if fixed else NOTHING,
        level=level,
    )
