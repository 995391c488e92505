"""The answer in sentences, each computed from the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from experiments.answers.answer import Answer
from experiments.answers.contrasts import Contrast
from experiments.answers.guarantees import Check, broken
from experiments.answers.kinds import Measure, measure
from experiments.statistics.interval import Interval, Undetermined
from experiments.statistics.outcome_words import could_be_best_words
from experiments.statistics.words import (
    count_words,
    decimals,
    interval_words,
    percent_words,
    undetermined_words,
)
from model.language import Label, Lang, say
from protocols import library

_TIMES = ("working-days", "calendar-days")


def answer_lines(found: Answer, lang: Lang) -> list[str]:
    """Say the answer: for each measure a sentence, on every axis along which points differ.

    Where nothing differs but the luck, the figures themselves.
    """
    return [line for one in found.measures for line in measure_lines(found, one, lang)]


def measure_lines(found: Answer, asked: Measure, lang: Lang) -> Iterator[str]:
    """Say what a measure comes to: a line for each axis."""
    own = [one for one in found.contrasts if one.measure == asked.name]
    if not own:
        estimate = found.estimates[asked.name, 0]
        words = {"measure": asked.label(lang), "amount": interval_words(estimate, lang)}
        yield _ended(say("answers.sentence.only", lang, **words), lang)
    for axis, group in groupby(own, key=lambda one: one.axis):
        yield _axis_line(found, asked, axis, list(group), lang)


def _axis_line(
    found: Answer, asked: Measure, axis: str, group: Sequence[Contrast], lang: Lang
) -> str:
    """One sentence: what each value of an axis does to a measure against the first value.

    Of a level the last value is told; the table has all.
    """
    values = list(dict.fromkeys(found.rows[one.point][axis] for one in group))
    told = values if axis in ("regime", "scenario") else values[-1:]
    clauses: list[str] = []
    for value in told:
        chosen = [one for one in group if found.rows[one.point][axis] == value]
        clauses += _clauses(found, asked, axis, chosen, lang)
    base = found.label(axis, found.rows[group[0].against][axis], lang)
    rest = say("answers.sentence.then", lang).join(clauses)
    return _ended(say("answers.sentence.against", lang, base=base, rest=rest), lang)


def _clauses(
    found: Answer, asked: Measure, axis: str, chosen: Sequence[Contrast], lang: Lang
) -> Iterator[str]:
    """What one value does: once, or by direction where it was tried at several settings."""
    subject = found.label(axis, found.rows[chosen[0].point][axis], lang)
    by_way: dict[str, list[Contrast]] = {}
    for one in chosen:
        by_way.setdefault(_way(asked, one), []).append(one)
    for way, group in by_way.items():
        clause = _clause(asked, way, subject, group, lang)
        if len(chosen) > 1:
            clause += _where(found, axis, chosen, group, lang)
        yield clause


def _where(
    found: Answer, axis: str, chosen: Sequence[Contrast], group: Sequence[Contrast], lang: Lang
) -> str:
    """Say at which of the settings; by name where it is one."""
    if len(group) == 1:
        settings = found.settings(group[0].point, lang, axis)
        return say("answers.sentence.where", lang, settings=settings)
    key = "everywhere" if len(group) == len(chosen) else "several"
    return say(f"answers.sentence.{key}", lang, count=len(chosen), of=len(group))


def _way(asked: Measure, one: Contrast) -> str:
    """Which way a contrast goes; its name in the catalogue."""
    difference = one.found.difference
    if one.open_shares is not None:
        return "incomparable"
    if isinstance(difference, Undetermined):
        return "undetermined"
    if difference.low == difference.high == 0:
        return "equal"
    if not one.differs:
        return "open"
    more = difference.estimate > 0
    if asked.unit in _TIMES:
        return "longer" if more else "shorter"
    return "higher" if more else "lower"


def _clause(asked: Measure, way: str, subject: str, group: Sequence[Contrast], lang: Lang) -> str:
    words: dict[str, object] = {"subject": subject, "measure": asked.label(lang)}
    words["unit"] = asked.unit_words(lang)
    intervals = [d for one in group if isinstance(d := one.found.difference, Interval)]
    if way == "incomparable":
        shares = [one.open_shares for one in group if one.open_shares]
        worst = max(shares, key=lambda pair: abs(pair[0] - pair[1]))
        words["are"], words["were"] = (percent_words(share, lang) for share in worst)
    elif way == "undetermined":
        difference = group[0].found.difference
        assert isinstance(difference, Undetermined)
        words["why"] = undetermined_words(difference, lang)
    elif way == "equal":
        words["count"] = count_words(intervals[0].n, lang)
    else:
        told = intervals if way == "open" else [_absolute(one) for one in intervals]
        words["amount"] = _amount(told, lang)
    return say(f"answers.sentence.{way}", lang, **words)


def _absolute(one: Interval) -> Interval:
    if one.estimate > 0:
        return one
    return Interval(-one.estimate, -one.high, -one.low, one.level, one.method, one.n)


def _amount(found: Sequence[Interval], lang: Lang) -> str:
    """One difference with its interval; of several the smallest and the largest estimate."""
    if len(found) == 1:
        return interval_words(found[0], lang)
    places = decimals(min(max(one.high - one.low for one in found), 1e9))
    low, high = (f"{pick(one.estimate for one in found):.{places}f}" for pick in (min, max))
    return low if low == high else say("answers.sentence.to", lang, low=low, high=high)


def _ended(text: str, lang: Lang) -> str:
    return text[:1].upper() + text[1:] + say("answers.sentence.end", lang)


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
        regime=found.label("regime", found.rows[one.point]["regime"], lang),
        settings=found.settings(one.point, lang, "regime"),
        property=library.properties()[one.property].label,
        bound=one.nobody,
        found=say(f"answers.guarantee.{how}", lang, days=f"{days:g}"),
    )


def best_line(found: Answer, lang: Lang) -> str:
    """Say which points could be the best by the objective; empty where nothing is ranked."""
    if found.objective is None or found.best == ():
        return ""
    others = tuple(axis for axis in found.axes if axis not in found.choices)
    names = {
        str(k): Label(found.settings(k, "zh", *others), found.settings(k, "en", *others))
        for k in range(len(found.rows))
    }
    best = found.best
    left = best if isinstance(best, Undetermined) else tuple(map(str, best))
    words = could_be_best_words(left, 0.95, lang, names)
    label = measure(found.objective.name).label(lang)
    return say("answers.sentence.best", lang, measure=label, amount=words)
