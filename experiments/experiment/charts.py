"""The charts of an experiment's sheet: which there are, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from experiments.experiment import course, ecdf, forest, heat, queues
from experiments.experiment.ask import Answered
from experiments.measures.measure import Measure
from experiments.show.blocks import Chart
from model.language import say

_CHARTED = 2
"""Measures that have charts, the first of the design; the tables have all."""


def charts(answered: Answered) -> Iterator[Chart]:
    """Yield all charts, the most telling kind first; none where there is nothing to draw."""
    yield from _courses(answered)
    yield from _forests(answered)
    yield from _ecdfs(answered)
    yield from _heats(answered)
    yield from _queues(answered)


def _courses(answered: Answered) -> Iterator[Chart]:
    answer = answered.answer
    axes = sorted(answer.axes, key=lambda axis: axis not in answer.choices)

    def drawn(measure: Measure) -> list[str]:
        return [axis for axis in axes if course.runs_of(answer, measure, axis)]

    for measure in _some(answered, lambda measure: bool(drawn(measure))):
        for axis in drawn(measure):
            yield Chart(
                f"course-{measure.id}-{axis}",
                course.title_words(answer, measure, axis),
                course.note_words(answer, measure),
                partial(course.course, answer, measure, axis, answered.footer),
                printed=True,
            )


def _forests(answered: Answered) -> Iterator[Chart]:
    answer = answered.answer
    for measure in _some(answered, lambda measure: bool(forest.rows_of(answer, measure))):
        yield Chart(
            f"forest-{measure.id}",
            forest.title_words(measure),
            forest.note_words(answer, measure),
            partial(forest.forest, answer, measure, answered.footer),
            printed=True,
        )


def _ecdfs(answered: Answered) -> Iterator[Chart]:
    for span, curves in answered.curves.items():
        yield Chart(
            f"ecdf-{span}",
            ecdf.title_words(span),
            say("answers.chart.ecdf.note"),
            partial(ecdf.ecdf, answered.answer, span, curves, answered.footer),
            printed=True,
        )


def _heats(answered: Answered) -> Iterator[Chart]:
    answer = answered.answer
    for measure in answer.measures[:_CHARTED] if heat.planes(answer) else ():
        yield Chart(
            f"heat-{measure.id}",
            heat.title_words(measure),
            heat.note_words(answer, measure),
            partial(heat.heat, answer, measure, answered.footer),
            printed=True,
        )


def _queues(answered: Answered) -> Iterator[Chart]:
    if answered.queues is not None:
        draw = partial(queues.queues, answered.answer, answered.queues, answered.footer)
        note = queues.note_words(answered.answer, answered.queues)
        yield Chart("backlog", say("backlog.title"), note, draw, printed=True)


def _some(answered: Answered, drawable: Callable[[Measure], bool]) -> Iterator[Measure]:
    """The first measures of which there is something to draw."""
    return islice(filter(drawable, answered.answer.measures), _CHARTED)
