"""The answer in sentences, each computed from the data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from experiments.answers.amounts import level_words
from experiments.answers.answer import Answer
from experiments.answers.contrasts import Contrast
from experiments.answers.courses import course_line
from experiments.answers.guarantees import Check, broken
from experiments.answers.kinds import Measure
from experiments.answers.places import places
from experiments.answers.sentences import comparison_lines, ended
from experiments.statistics.interval import LEVEL, Undetermined
from experiments.statistics.words import level_words as confidence_words
from experiments.statistics.words import undetermined_words
from model.language import Lang, say
from protocols import library

MOST_COURSES = 4
"""Settings of which each has its course told; where there are more, ends are compared."""


def answer_lines(found: Answer, lang: Lang, axes: Collection[str] | None = None) -> list[str]:
    """Say the answer: for each measure a sentence, on every axis along which points differ.

    Where nothing differs but the luck, the figures themselves.

    Parameters
    ----------
    axes
        Only along these; all where ``None``.
    """
    return [line for one in found.measures for line in measure_lines(found, one, lang, axes)]


def measure_lines(
    found: Answer, asked: Measure, lang: Lang, axes: Collection[str] | None = None
) -> Iterator[str]:
    """Say what a measure comes to, axis by axis; along a level of numbers its course."""
    own = [one for one in found.contrasts if one.measure == asked.name]
    if not own:
        level = level_words(found.estimates[asked.name, 0], asked, lang)
        words = {"measure": asked.label(lang), "level": level}
        yield ended(say("answers.sentence.only", lang, **words), lang)
    levels = [found.estimates[asked.name, k] for k in range(len(found.rows))]
    if own and all(isinstance(one, Undetermined) for one in levels):
        words = {"measure": asked.label(lang), "why": level_words(levels[0], asked, lang)}
        yield ended(say("answers.sentence.nowhere", lang, **words), lang)
        return
    for axis, group in groupby(own, key=lambda one: one.axis):
        if axes is None or axis in axes:
            yield from _axis_lines(found, asked, axis, list(group), lang)


def _axis_lines(
    found: Answer, asked: Measure, axis: str, own: list[Contrast], lang: Lang
) -> Iterator[str]:
    runs = [one for one in found.trends if (one.measure, one.axis) == (asked.name, axis)]
    if 0 < len(runs) <= MOST_COURSES:
        yield course_line(found, asked, runs, own, lang)
    else:
        yield from comparison_lines(found, asked, axis, own, lang)


def guarantee_lines(found: Answer, lang: Lang) -> list[str]:
    """Say whether any simulated case went past a bound proved without relying on anybody."""
    if found.guarantees is None:
        return [say("answers.guarantee.unread", lang, why=found.unread)]
    told = [broken_words(found, one, lang) for one in broken(found.guarantees)]
    if told:
        return told
    held = [one for one in found.guarantees if one.nobody is not None]
    if not held:
        return [say("answers.guarantee.none", lang)]
    count = len({one.point for one in held})
    return [say("answers.guarantee.kept", lang, count=count, checks=len(held))]


def broken_words(found: Answer, one: Check, lang: Lang) -> str:
    """Say loudly that a proved bound was passed."""
    assert one.breach is not None
    how, days = one.breach
    return say(
        "answers.guarantee.broken",
        lang,
        regime=found.label("regime", found.points[one.point]["regime"], lang),
        settings=found.settings(one.point, lang, "regime"),
        property=library.properties()[one.property].label,
        bound=one.nobody,
        found=say(f"answers.guarantee.{how}", lang, days=f"{days:g}"),
    )


def best_line(found: Answer, lang: Lang) -> str:
    """Say which points could be the best by the objective; empty where nothing is ranked."""
    aim, best = found.objective, found.best
    if aim is None or best == ():
        return ""
    words = {"measure": aim.label(lang), "level": confidence_words(LEVEL, lang)}
    if isinstance(best, Undetermined):
        why = undetermined_words(best, lang)
        return say("answers.sentence.best-none", lang, why=why, **words)
    others = tuple(axis for axis in found.axes if axis not in found.choices)
    key = "best-one" if len(best) == 1 else "best-many"
    names = places(found, best, lang, *others)
    words["way"] = say(f"answers.sentence.{'less' if aim.less else 'more'}", lang)
    return say(f"answers.sentence.{key}", lang, names=names, **words)
