"""Points and values of axes by name, as sentences list them, and what there is at several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from experiments.answers.amounts import figures, level_words, with_unit
from experiments.answers.answer import Answer
from experiments.answers.estimates import Values
from experiments.measures.kinds import Measure
from experiments.statistics.interval import Interval, Undetermined
from experiments.statistics.words import undetermined_words
from model.language import NOTHING, Text, say


def quoted(label: str) -> Text:
    """Put a label in quotation marks where it would be taken for several.

    >>> quoted("three days, then consent").en, quoted("薛城").zh
    ("'three days, then consent'", '薛城')
    """
    several = any(mark in label for mark in "，、；：,;:")
    return say("answers.sentence.quoted", label=label) if several else label


def places(found: Answer, points: Sequence[int], *without: str) -> Text:
    """Name points by what varies; neighbouring values of a level of numbers are put together."""
    axes = [axis for axis in found.axes if axis not in without]
    numeric = [one for one in axes if all(type(row[one]) in (int, float) for row in found.rows)]
    if not numeric:
        return say("answers.sentence.or").join(found.settings(one, *without) for one in points)
    level = max(numeric, key=lambda one: len({row[one] for row in found.rows}))
    known = sorted({row[level] for row in found.rows})
    groups: dict[str, list[int]] = {}
    for one in points:
        rest = found.settings(one, level, *without)
        groups.setdefault(rest, []).append(known.index(found.rows[one][level]))
    named = []
    for rest, numbers in groups.items():
        values = say("chart.and").join(
            _run(known[low], known[high]) for low, high in _runs(sorted(numbers))
        )
        own = found.label(level, values)
        named.append(say("chart.and").join(filter(None, [rest, own])))
    return say("answers.sentence.or").join(named)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Split ascending numbers into runs without a gap; two neighbours are no run.

    >>> list(_runs([0, 1, 2, 5, 7, 8]))
    [(0, 2), (5, 5), (7, 7), (8, 8)]
    """
    run: list[int] = []
    for one in [*numbers, None]:
        if run and (one is None or one != run[-1] + 1):
            yield from [(run[0], run[-1])] if len(run) > 2 else [(each, each) for each in run]
            run = []
        run += [] if one is None else [one]


def _run(low: object, high: object) -> Text:
    return str(low) if low == high else say("answers.sentence.to", low=low, high=high)


def place_words(found: Answer, axis: str, points: Sequence[int], of: int) -> Text:
    """Say at how many of the settings something is so, and at which unless at all."""
    if len(points) == of:
        return say("answers.sentence.everywhere", of=of)
    settings = places(found, points, axis)
    return say("answers.sentence.several", of=of, count=len(points), settings=settings)


def levels_words(found: Answer, asked: Measure, axis: str, points: Sequence[int]) -> Text:
    """Say the figures at several settings: their range, and where there are none and why."""
    known: list[tuple[int, Interval]] = []
    others: dict[str, list[int]] = {}
    for point in points:
        one = found.estimates[asked.name, point]
        if isinstance(one, Undetermined):
            others.setdefault(undetermined_words(one), []).append(point)
        elif math.isinf(one.estimate):
            others.setdefault(say("answers.sentence.beyond"), []).append(point)
        else:
            known.append((point, one))
    shown = _range([one for _, one in known], asked) if known else NOTHING
    if not others:
        of = len({level_words(one, asked) for _, one in known})
        key = f"answers.sentence.{'everywhere' if of == 1 else 'over'}"
        return shown + say(key, of=len(points))
    parts = [(shown, [point for point, _ in known])] if known else []
    return say("answers.sentence.besides").join(
        level + place_words(found, axis, at, len(points)) for level, at in [*parts, *others.items()]
    )


def _range(known: Sequence[Interval], asked: Measure) -> Text:
    ends = (pick(known, key=lambda one: one.estimate) for pick in (min, max))
    low, high = (figures(one.estimate, width=one.high - one.low)[0] for one in ends)
    value = low if low == high else say("answers.sentence.to", low=low, high=high)
    return with_unit(value, asked.level_unit())


def often(found: Answer) -> Text:
    """Say how often points were simulated: the fewest and the most replications of a main point."""
    made = Values(found.path).there()[:, : len(found.rows)].sum(axis=0)
    return _run(int(made.min()), int(made.max()))


def against_words(
    found: Answer, axis: str, point: int, against: int, settings: str | None = None
) -> Text:
    """Name a contrast: what, instead of what, and where all else is equal.

    Parameters
    ----------
    settings
        What else varies; found out unless given.
    """
    new, old = (quoted(found.label(axis, found.rows[k][axis])) for k in (point, against))
    named = found.settings(point, axis) if settings is None else settings
    where = say("answers.sentence.where", settings=named) if named else NOTHING
    return say("answers.chart.against", new=new, old=old) + where
