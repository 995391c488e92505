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
    held = [one for one in found.guarantees if one.nobody is not None]
    if not held:
        return [say("answers.guarantee.none", lang)]
    looked = [one for one in held if one.looked()]
    told = [broken_words(found, one, lang) for one in broken(found.guarantees)]
    if not told:
        count = len({one.point for one in looked})
        key = "answers.guarantee.kept" if looked else "answers.guarantee.unlooked"
        told = [say(key, lang, count=count, checks=len(looked))]
    return [*told, *_unseen(held, lang)]


def _unseen(held: Collection[Check], lang: Lang) -> Iterator[str]:
    """Say what could not be held against proved bounds."""
    counts = Counter(one.found.seen for one in held)
    parts = [
        say(f"answers.guarantee.unseen-{seen}", lang, count=counts[seen])
        for seen in Seen
        if seen is not Seen.WHOLE and counts[seen]
    ]
    if parts:
        listed = say("answers.guarantee.also-unseen", lang).join(parts)
        yield say("answers.guarantee.unseen", lang, all=len(held), parts=listed)


def broken_words(found: Answer, one: Check, lang: Lang) -> str:
    """Say loudly that a proved bound was passed."""
    assert one.breach is not None
    how, days = one.breach
    settings = found.settings(one.point, lang, "regime")
    return say(
        "answers.guarantee.broken",
        lang,
        regime=found.label("regime", found.points[one.point]["regime"], lang),
        where=say("answers.sentence.where", lang, settings=settings) if settings else "",
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
    fixed = found.settings(best[0], lang, *found.choices)
    words["under"] = say("answers.sentence.best-under", lang, settings=fixed) if fixed else ""
    return say(f"answers.sentence.{key}", lang, names=names, **words)
