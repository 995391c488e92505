"""Comparisons as sentences: what each value of an axis does to a measure against the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from experiments.answers.amounts import (
    absolute,
    always,
    amount_words,
    figures,
    level_words,
    listed,
    plain_level,
    with_unit,
)
from experiments.answers.answer import Answer
from experiments.answers.contrasts import Contrast
from experiments.answers.places import levels_words, place_words, quoted
from experiments.measures.kinds import Measure
from experiments.statistics.interval import Interval, Undetermined
from experiments.statistics.words import count_words, percent_words, undetermined_words
from model.language import NOTHING, Text, say

_TIMES = ("working-days", "calendar-days")
_ONE_BY_ONE = 2
"""Settings of which each has a sentence of its own; more are told together."""


def comparison_lines(
    found: Answer, asked: Measure, axis: str, group: Sequence[Contrast]
) -> Iterator[Text]:
    """Say what each value of an axis does to a measure against the first value."""
    by_base: dict[int, list[Contrast]] = {}
    for one in group:
        by_base.setdefault(one.against, []).append(one)
    if len(by_base) > _ONE_BY_ONE:
        yield _together(found, asked, axis, by_base)
        return
    for base, own in by_base.items():
        yield _single(found, asked, axis, base, own)


def way(asked: Measure, one: Contrast) -> str:
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


def ended(text: str) -> Text:
    """Begin a sentence with a capital where the language has them, and end it."""
    begun = Text(text, text[:1].upper() + text[1:])
    return begun + say("answers.sentence.end")


def _single(found: Answer, asked: Measure, axis: str, base: int, own: Sequence[Contrast]) -> Text:
    """One setting: the first value with its figure, and every other against it."""
    level = found.estimates[asked.name, base]
    by_way = _by_way(asked, own)
    if [*by_way] == ["equal"]:
        return _alike(found, asked, axis, base, own)
    head = say(
        f"answers.sentence.base{'-missing' if isinstance(level, Undetermined) else ''}",
        base=quoted(found.label(axis, found.rows[base][axis])),
        where=_where(found.settings(base, axis)),
        measure=asked.label(),
        level=level_words(level, asked),
    )
    clauses = [
        clause
        for key, chosen in by_way.items()
        for clause in _clauses(found, asked, axis, key, chosen)
    ]
    return ended(say("answers.sentence.then").join([head, *clauses]))


def _alike(found: Answer, asked: Measure, axis: str, base: int, own: Sequence[Contrast]) -> Text:
    level = found.estimates[asked.name, base]
    named = [quoted(found.label(axis, found.rows[base][axis]))]
    line = say(
        "answers.sentence.all-equal",
        subjects=listed([*named, *(_subject(found, axis, one) for one in own)]),
        where=_where(found.settings(base, axis)),
        measure=asked.label(),
        level=plain_level(level, asked),
        count=count_words(_n(own)),
    )
    return ended(line)


def _clauses(
    found: Answer, asked: Measure, axis: str, key: str, own: Sequence[Contrast]
) -> Iterator[Text]:
    """Tell all values that go one way; those of which the same is to be said together."""
    told: dict[str, list[Text]] = {}
    words: dict[str, dict[str, Text]] = {}
    for one in own:
        values = _values(found, asked, axis, key, one)
        told.setdefault(str(values), []).append(_subject(found, axis, one))
        words[str(values)] = values
    for same, subjects in told.items():
        yield say(f"answers.item.{key}", subject=listed(subjects), **words[same])


def _values(found: Answer, asked: Measure, axis: str, key: str, one: Contrast) -> dict[str, Text]:
    difference = one.found.difference
    if key == "incomparable" and one.open_shares is not None:
        are, were = (percent_words(share) for share in one.open_shares)
        base = quoted(found.label(axis, found.rows[one.against][axis]))
        return {"are": are, "were": were, "base": base}
    if isinstance(difference, Undetermined):
        return {"why": _why(found, asked, one)}
    if key == "equal":
        return {"count": count_words(difference.n)}
    assert isinstance(difference, Interval)
    shown = difference if key == "open" else absolute(difference)
    return {"amount": amount_words(shown, asked.unit_words())}


def _together(found: Answer, asked: Measure, axis: str, by_base: dict[int, list[Contrast]]) -> Text:
    """Several settings: ranges over them, and where the ends of the ranges are."""
    first = found.label(axis, found.rows[next(iter(by_base))][axis])
    head = say(
        "answers.sentence.base-range",
        base=quoted(first),
        measure=asked.label(),
        levels=levels_words(found, asked, axis, [*by_base]),
    )
    by_value: dict[object, list[Contrast]] = {}
    for own in by_base.values():
        for one in own:
            by_value.setdefault(found.rows[one.point][axis], []).append(one)
    clauses = [
        _spread(found, asked, axis, key, part, len(own))
        for own in by_value.values()
        for key, chosen in _by_way(asked, own).items()
        for part in _by_reason(found, asked, chosen)
    ]
    return ended(say("answers.sentence.then").join([head, *clauses]))


def _spread(
    found: Answer, asked: Measure, axis: str, key: str, own: Sequence[Contrast], of: int
) -> Text:
    """What one value does one way, at how many of the settings and at which."""
    words: dict[str, object] = {"subject": _subject(found, axis, own[0])}
    words["place"] = place_words(found, axis, [one.point for one in own], of)
    words["count"] = count_words(_n(own))
    words["why"] = _why(found, asked, own[0])
    sized = [
        (absolute(d) if key != "open" else d, one)
        for one in own
        if isinstance(d := one.found.difference, Interval)
    ]
    if key not in ("equal", "incomparable", "undetermined") and len(own) == 1:
        words["amount"] = amount_words(sized[0][0], asked.unit_words())
    elif key == "open":
        low, high = min(one.low for one, _ in sized), max(one.high for one, _ in sized)
        ends = figures(low, high, width=high - low)
        amount = say("answers.sentence.to", low=ends[0], high=ends[1])
        words["amount"] = with_unit(amount, asked.unit_words())
    elif key not in ("equal", "incomparable", "undetermined"):
        words["amount"] = _extremes(found, asked, axis, sized)
    ending = "-many" if key == "open" and len(own) > 1 else ""
    return say(f"answers.spread.{key}{ending}", **words)


def _extremes(
    found: Answer, asked: Measure, axis: str, sized: Sequence[tuple[Interval, Contrast]]
) -> Text:
    """The smallest and the largest difference, each with its interval and its setting."""
    (low, least), (high, most) = (
        pick(sized, key=lambda one: one[0].estimate) for pick in (min, max)
    )
    unit = asked.unit_words()
    words = amount_words(high, unit)
    if amount_words(low, unit) == words:
        return words
    return say(
        "answers.sentence.extremes",
        low=amount_words(low, unit if always(low) else NOTHING).rstrip(),
        least=found.settings(least.point, axis),
        high=words,
        most=found.settings(most.point, axis),
    )


def _by_way(asked: Measure, own: Sequence[Contrast]) -> dict[str, list[Contrast]]:
    found: dict[str, list[Contrast]] = {}
    for one in own:
        found.setdefault(way(asked, one), []).append(one)
    return found


def _by_reason(found: Answer, asked: Measure, own: Sequence[Contrast]) -> list[list[Contrast]]:
    """Contrasts that cannot be told, by the reason; all others together."""
    parts: dict[str, list[Contrast]] = {}
    for one in own:
        parts.setdefault(_why(found, asked, one), []).append(one)
    return [*parts.values()]


def _why(found: Answer, asked: Measure, one: Contrast) -> Text:
    """Why there is no difference, if there is none: first for want of one of the figures."""
    difference = one.found.difference
    if isinstance(difference, Interval):
        return NOTHING
    ends = (found.estimates[asked.name, k] for k in (one.point, one.against))
    none = next((end for end in ends if isinstance(end, Undetermined)), difference)
    return undetermined_words(none)


def _subject(found: Answer, axis: str, one: Contrast) -> Text:
    return quoted(found.label(axis, found.rows[one.point][axis]))


def _where(settings: str) -> Text:
    return say("answers.sentence.where", settings=settings) if settings else NOTHING


def _n(own: Sequence[Contrast]) -> int:
    return min(one.found.difference.n for one in own)
