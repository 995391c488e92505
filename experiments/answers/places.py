"""Points and values of axes by name, as sentences list them, and what there is at several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from experiments.answers.amounts import figures, level_words, with_unit
from experiments.answers.answer import Answer
from experiments.measures.measure import Measure
from experiments.statistics.interval import Interval, Undetermined
from experiments.statistics.words import undetermined_words
from model.language import NOTHING, Text, plain, say


def quoted(label: Text) -> Text:
    """Put a label in quotation marks in the language in which it would be taken for several.

    >>> quoted(Text("三日后同意", "three days, then consent"))
    Text(zh='三日后同意', en="'three days, then consent'")
    """
    marked = say("answers.sentence.quoted", label=label)
    return Text(
        marked.zh if _several(label.zh) else label.zh,
        marked.en if _several(label.en) else label.en,
    )


def _several(label: str) -> bool:
    return any(mark in label for mark in "，、；：,;:")


def places(answer: Answer, points: Sequence[int], *without: str) -> Text:
    """Name points by what varies; neighbouring values of a level of numbers are put together."""
    axes = [axis for axis in answer.axes if axis not in without]
    numeric = [a for a in axes if all(type(row[a]) in (int, float) for row in answer.rows)]
    if not numeric:
        named = (answer.settings(point, *without) for point in points)
        return say("answers.sentence.or").join(named)
    level = max(numeric, key=lambda axis: len({row[axis] for row in answer.rows}))
    known = sorted({row[level] for row in answer.rows})
    groups: dict[Text, list[int]] = {}
    for point in points:
        rest = answer.settings(point, level, *without)
        groups.setdefault(rest, []).append(known.index(answer.rows[point][level]))
    return say("answers.sentence.or").join(
        _values(answer, level, rest, [(known[low], known[high]) for low, high in _runs(numbers)])
        for rest, numbers in groups.items()
    )


def _values(
    answer: Answer, level: str, rest: Text, ranges: Sequence[tuple[object, object]]
) -> Text:
    """Name some values of a level, and before them what else varies."""
    values = say("chart.and").join(_range(low, high) for low, high in ranges)
    own = answer.label(level, values)
    return say("chart.and").join([rest, own]) if rest else own


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Split numbers in ascending order into runs without a gap; two neighbours are no run.

    >>> list(_runs([0, 1, 2, 5, 7, 8]))
    [(0, 2), (5, 5), (7, 7), (8, 8)]
    """
    run: list[int] = []
    for number in [*sorted(numbers), None]:
        if run and (number is None or number != run[-1] + 1):
            yield from [(run[0], run[-1])] if len(run) > 2 else [(each, each) for each in run]
            run = []
        run += [] if number is None else [number]


def _range(low: object, high: object) -> Text:
    return plain(str(low)) if low == high else say("answers.sentence.to", low=low, high=high)


def place_words(answer: Answer, axis: str, points: Sequence[int], of: int) -> Text:
    """Say at how many of the settings something is so, and at which unless at all."""
    if len(points) == of:
        return say("answers.sentence.everywhere", of=of)
    settings = places(answer, points, axis)
    return say("answers.sentence.several", of=of, count=len(points), settings=settings)


def levels_words(answer: Answer, measure: Measure, axis: str, points: Sequence[int]) -> Text:
    """Say the figures at several settings: their range, and where there are none and why."""
    known: dict[int, Interval] = {}
    others: dict[Text, list[int]] = {}
    for point in points:
        level = answer.estimates[measure.id, point]
        if isinstance(level, Undetermined):
            others.setdefault(undetermined_words(level), []).append(point)
        elif math.isinf(level.estimate):
            others.setdefault(say("answers.sentence.beyond"), []).append(point)
        else:
            known[point] = level
    shown = _levels([*known.values()], measure) if known else NOTHING
    if not others:
        same = len({level_words(level, measure) for level in known.values()}) == 1
        key = "answers.sentence.everywhere" if same else "answers.sentence.over"
        return shown + say(key, of=len(points))
    parts = {shown: [*known], **others} if known else others
    return say("answers.sentence.besides").join(
        words + place_words(answer, axis, at, len(points)) for words, at in parts.items()
    )


def _levels(known: Sequence[Interval], measure: Measure) -> Text:
    """The lowest and the highest of some figures."""
    ends = (pick(known, key=lambda level: level.estimate) for pick in (min, max))
    low, high = (figures(level.estimate, width=level.high - level.low)[0] for level in ends)
    return with_unit(_range(low, high), measure.level_unit)


def often(answer: Answer) -> Text:
    """Say how often points were simulated: the fewest and the most replications of a main point."""
    made = answer.values.there()[:, : len(answer.rows)].sum(axis=0)
    return _range(int(made.min()), int(made.max()))


def against_words(
    answer: Answer, axis: str, point: int, against: int, settings: Text | None = None
) -> Text:
    """Name a contrast: what, instead of what, and where all else is equal.

    Parameters
    ----------
    settings
        What else varies; found out unless given.
    """
    new, old = (quoted(answer.label(axis, answer.points[k][axis])) for k in (point, against))
    named = answer.settings(point, axis) if settings is None else settings
    where = say("answers.sentence.where", settings=named) if named else NOTHING
    return say("answers.chart.against", new=new, old=old) + where
