"""Figures of measures in words, with their units: in sentences and in the cells of tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from experiments.measures.measure import Measure
from experiments.statistics.interval import Estimate, Interval, Method, Undetermined
from experiments.statistics.words import (
    count_words,
    decimals,
    interval_words,
    percent_words,
    undetermined_words,
)
from model.language import NOTHING, Text, plain, say


def figures(*ends: float, width: float) -> list[str]:
    """Write numbers to the digits that an interval of some width is worth."""
    places = decimals(width) if width > 0 else None
    return [f"{end:.4g}" if places is None else f"{end + 0.0:.{places}f}" for end in ends]


def level_words(level: Estimate, measure: Measure) -> Text:
    """Say a figure with its interval and unit.

    >>> from experiments.measures import find
    >>> share = find("auto-claimed-share")
    >>> level_words(Interval(4.4, 3.0, 5.7, 0.95, Method.JACKKNIFE, 30), share).en
    '4.4 [3.0, 5.7] %'
    >>> level_words(Interval(0.0, 0.0, 0.0, 0.95, Method.CONSTANT, 30), share).en
    '0 % in all 30 replications'
    """
    if isinstance(level, Undetermined):
        return undetermined_words(level)
    if always(level):
        value = with_unit(f"{level.estimate:.4g}", measure.level_unit)
        return say("answers.level.same", value=value, count=count_words(level.n))
    return with_unit(interval_words(level), measure.level_unit)


def plain_level(level: Estimate, measure: Measure) -> Text:
    """Say a figure; where all replications gave the same, leave it to others to say so."""
    if isinstance(level, Interval) and always(level):
        return with_unit(f"{level.estimate:.4g}", measure.level_unit)
    return level_words(level, measure)


def with_unit(value: Text | str, unit: Text) -> Text:
    """Put a unit, if there is one, behind a value.

    >>> with_unit("3", plain("%")).zh, with_unit("3", Text("个工作日", "days"))
    ('3%', Text(zh='3 个工作日', en='3 days'))
    """
    if not unit:
        return NOTHING + value
    between = Text("" if unit.zh == "%" else " ", " ")
    return NOTHING + value + between + unit


def always(level: Estimate) -> bool:
    """Whether all replications gave the same."""
    if isinstance(level, Undetermined) or math.isinf(level.estimate):
        return False
    return level.method is Method.CONSTANT or level.low == level.high


def absolute(difference: Interval) -> Interval:
    """Return the size of a difference."""
    if difference.estimate > 0:
        return difference
    ends = (-difference.estimate, -difference.high, -difference.low)
    return Interval(*ends, difference.level, difference.method, difference.n)


def amount_words(amount: Interval, unit: Text = NOTHING) -> Text:
    """Say a difference with its interval and unit."""
    if amount.low == amount.high:
        value = with_unit(f"{amount.estimate:.4g}", unit)
        return say("answers.level.same", value=value, count=count_words(amount.n))
    return with_unit(interval_words(amount), unit)


def cell(level: Estimate) -> Text:
    """Say a figure in a cell of a table; :func:`cell_notes` says what stands for what.

    >>> cell(Interval(2.0, 2.0, 2.0, 0.95, Method.CONSTANT, 120)).en
    'always 2'
    """
    if isinstance(level, Undetermined):
        return plain("—")
    if always(level):
        return say("answers.cell.always", value=f"{level.estimate:.4g}")
    return interval_words(level)


def cell_notes(shown: Iterable[Estimate]) -> Iterator[Text]:
    """Explain what stands in the cells of a table, as far as it does."""
    levels = list(shown)
    same = [level for level in levels if isinstance(level, Interval) and always(level)]
    if same:
        most = percent_words(max(level.another for level in same), up=True)
        yield say("answers.cell.always-note", another=most)
    lacking = (level for level in levels if isinstance(level, Undetermined))
    for why in dict.fromkeys(undetermined_words(level) for level in lacking):
        yield say("answers.cell.missing-note", why=why)


def listed(items: Sequence[Text]) -> Text:
    """Return a list as a phrase.

    >>> listed([Text("甲", "a"), Text("乙", "b"), Text("丙", "c")])
    Text(zh='甲、乙和丙', en='a, b and c')
    """
    if len(items) < 2:
        return NOTHING.join(items)
    first = say("chart.and").join(items[:-1])
    return say("answers.level.and", first=first, last=items[-1])
