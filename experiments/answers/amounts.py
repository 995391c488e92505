"""Figures of measures in words, with their units: in sentences and in the cells of tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from experiments.measures.kinds import Measure
from experiments.statistics.interval import Estimate, Interval, Method, Undetermined
from experiments.statistics.words import (
    count_words,
    decimals,
    interval_words,
    percent_words,
    undetermined_words,
)
from model.language import Text, plain, say


def figures(*ends: float, width: float) -> list[str]:
    """Write numbers to the digits that an interval of some width is worth."""
    places = decimals(width) if width > 0 else None
    return [f"{one:.4g}" if places is None else f"{one + 0.0:.{places}f}" for one in ends]


def level_words(found: Estimate, asked: Measure) -> Text:
    """Say a figure with its interval and unit.

    >>> from experiments.measures.kinds import measure
    >>> share = measure("auto-claimed-share")
    >>> level_words(Interval(4.4, 3.0, 5.7, 0.95, Method.JACKKNIFE, 30), share).en
    '4.4 [3.0, 5.7] %'
    >>> level_words(Interval(0.0, 0.0, 0.0, 0.95, Method.CONSTANT, 30), share).en
    '0 % in all 30 replications'
    """
    if isinstance(found, Undetermined):
        return undetermined_words(found)
    unit = asked.level_unit()
    if always(found):
        value = with_unit(f"{found.estimate:.4g}", unit)
        return say("answers.level.same", value=value, count=count_words(found.n))
    return with_unit(interval_words(found), unit)


def plain_level(found: Estimate, asked: Measure) -> Text:
    """Say a figure; where all replications gave the same, leave it to others to say so."""
    if isinstance(found, Interval) and always(found):
        return with_unit(f"{found.estimate:.4g}", asked.level_unit())
    return level_words(found, asked)


def with_unit(value: str, unit: str) -> Text:
    """Put a unit behind a value.

    >>> with_unit("3", "%").zh, with_unit("3", "个工作日").zh, with_unit("3", "days").en
    ('3%', '3 个工作日', '3 days')
    """
    return f"{value}{'' if unit == '%' and lang == 'zh' else ' '}{unit}"


def always(found: Estimate) -> bool:
    """Whether all replications gave the same."""
    if isinstance(found, Undetermined) or math.isinf(found.estimate):
        return False
    return found.method is Method.CONSTANT or found.low == found.high


def absolute(one: Interval) -> Interval:
    """Return the size of a difference."""
    if one.estimate > 0:
        return one
    return Interval(-one.estimate, -one.high, -one.low, one.level, one.method, one.n)


def amount_words(one: Interval, unit: str) -> Text:
    """Say a difference with its interval and unit."""
    if one.low == one.high:
        value = with_unit(f"{one.estimate:.4g}", unit).strip()
        return say("answers.level.same", value=value, count=count_words(one.n))
    return with_unit(interval_words(one), unit)


def cell(found: Estimate) -> Text:
    """Say a figure in a cell of a table; :func:`cell_notes` says what stands for what.

    >>> cell(Interval(2.0, 2.0, 2.0, 0.95, Method.CONSTANT, 120)).en
    'always 2'
    """
    if isinstance(found, Undetermined):
        return plain("—")
    if always(found):
        return say("answers.cell.always", value=f"{found.estimate:.4g}")
    return interval_words(found)


def cell_notes(shown: Iterable[Estimate]) -> Iterator[Text]:
    """Explain what stands in the cells of a table, as far as it does."""
    known = list(shown)
    same = [one for one in known if isinstance(one, Interval) and always(one)]
    if same:
        most = percent_words(max(one.another for one in same), up=True)
        yield say("answers.cell.always-note", another=most)
    reasons = {undetermined_words(one): 0 for one in known if isinstance(one, Undetermined)}
    for why in reasons:
        yield say("answers.cell.missing-note", why=why)


def listed(items: Sequence[str]) -> Text:
    """Return a list as a phrase.

    >>> listed(["a", "b", "c"]).en, listed(["甲", "乙", "丙"]).zh
    ('a, b and c', '甲、乙和丙')
    """
    if len(items) < 2:
        return "".join(items)
    first = say("chart.and").join(items[:-1])
    return say("answers.level.and", first=first, last=items[-1])
