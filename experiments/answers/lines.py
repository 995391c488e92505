"""The answer in sentences, each computed from the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby

from experiments.answers.amounts import level_words
from experiments.answers.answer import Answer
from experiments.answers.comparisons import comparison_lines, ended
from experiments.answers.contrasts import Contrast
from experiments.answers.courses import course_line
from experiments.answers.guarantees import Check, Seen, broken
from experiments.answers.places import places
from experiments.measures.kinds import Measure
from experiments.statistics.interval import LEVEL, Undetermined
from experiments.statistics.words import level_words as confidence_words
from experiments.statistics.words import undetermined_words
from model.language import NOTHING, Text, say
from protocols import library

MOST_COURSES = 4
"""Settings of which each has its course told; where there are more, ends are compared."""


def answer_lines(found: Answer, axes: Collection[str] | None = None) -> list[Text]:
    """Say the answer: for each measure a sentence, on every axis along which points differ.

    Where nothing differs but the luck, the figures themselves.

    Parameters
    ----------
    axes
        Only along these; all where ``None``.
    """
    return [line for one in found.measures for line in measure_lines(found, one, axes)]


def measure_lines(
    found: Answer, asked: Measure, axes: Collection[str] | None = None
) -> Iterator[Text]:
    """Say what a measure comes to, axis by axis; along a level of numbers its course."""
    own = [one for one in found.contrasts if one.measure == asked.name]
    if not own:
        level = level_words(found.estimates[asked.name, 0], asked)
        words = {"measure": asked.label(), "level": level}
        yield ended(say("answers.sentence.only", **words))
    levels = [found.estimates[asked.name, k] for k in range(len(found.rows))]
    if own and all(isinstance(one, Undetermined) for one in levels):
        words = {"measure": asked.label(), "why": level_words(levels[0], asked)}
        yield ended(say("answers.sentence.nowhere", **words))
        return
    for axis, group in groupby(own, key=lambda one: one.axis):
        if axes is None or axis in axes:
            yield from _axis_lines(found, asked, axis, list(group))


def _axis_lines(found: Answer, asked: Measure, axis: str, own: list[Contrast]) -> Iterator[Text]:
    runs = [one for one in found.trends if (one.measure, one.axis) == (asked.name, axis)]
    if 0 < len(runs) <= MOST_COURSES:
        yield course_line(found, asked, runs, own)
    else:
        yield from comparison_lines(found, asked, axis, own)


def guarantee_lines(found: Answer) -> list[Text]:
    """Say whether any simulated case went past a bound proved without relying on anybody."""
    if found.guarantees is None:
        return [say("answers.guarantee.unread", why=found.unread)]
    held = [one for one in found.guarantees if one.nobody is not None]
    if not held:
        return [say("answers.guarantee.none")]
    looked = [one for one in held if one.looked()]
    told = [broken_words(found, one) for one in broken(found.guarantees)]
    if not told:
        count = len({one.point for one in looked})
        key = "answers.guarantee.kept" if looked else "answers.guarantee.unlooked"
        told = [say(key, count=count, checks=len(looked))]
    return [*told, *_unseen(held)]


def _unseen(held: Collection[Check]) -> Iterator[Text]:
    """Say what could not be held against proved bounds."""
    counts = Counter(one.found.seen for one in held)
    parts = [
        say(f"answers.guarantee.unseen-{seen}", count=counts[seen])
        for seen in Seen
        if seen is not Seen.WHOLE and counts[seen]
    ]
    if parts:
        listed = say("answers.guarantee.also-unseen").join(parts)
        yield say("answers.guarantee.unseen", all=len(held), parts=listed)


def broken_words(found: Answer, one: Check) -> Text:
    """Say loudly that a proved bound was passed."""
    assert one.breach is not None
    how, days = one.breach
    settings = found.settings(one.point, "regime")
    return say(
        "answers.guarantee.broken",
        regime=found.label("regime", found.points[one.point]["regime"]),
        where=say("answers.sentence.where", settings=settings) if settings else NOTHING,
        property=library.properties()[one.property].label,
        bound=one.nobody,
        found=say(f"answers.guarantee.{how}", days=f"{days:g}"),
    )


def best_line(found: Answer) -> Text:
    """Say which points could be the best by the objective; empty where nothing is ranked."""
    aim, best = found.objective, found.best
    if aim is None or best == ():
        return NOTHING
    words = {"measure": aim.label(), "level": confidence_words(LEVEL)}
    if isinstance(best, Undetermined):
        why = undetermined_words(best)
        return say("answers.sentence.best-none", why=why, **words)
    others = tuple(axis for axis in found.axes if axis not in found.choices)
    key = "best-one" if len(best) == 1 else "best-many"
    names = places(found, best, *others)
    words["way"] = say(f"answers.sentence.{'less' if aim.less else 'more'}")
    fixed = found.settings(best[0], *found.choices)
    words["under"] = say("answers.sentence.best-under", settings=fixed) if fixed else NOTHING
    return say(f"answers.sentence.{key}", names=names, **words)
