"""Comparisons as sentences: what each value of an axis does to a measure against the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

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
from experiments.measures.measure import Kind, Measure
from experiments.statistics.interval import Interval, Undetermined
from experiments.statistics.words import count_words, percent_words, undetermined_words
from model.language import NOTHING, Text, say

_ONE_BY_ONE = 2
"""Settings of which each has a sentence of its own; more are told together."""


class Way(StrEnum):
    """Which way a contrast goes."""

    SHORTER = "shorter"
    LONGER = "longer"
    LOWER = "lower"
    HIGHER = "higher"
    OPEN = "open"  # no difference is shown
    EQUAL = "equal"  # there is none in any replication
    UNDETERMINED = "undetermined"
    INCOMPARABLE = "incomparable"  # means leave out unlike shares of open cases


_ITEMS = {
    Way.SHORTER: "answers.item.shorter",
    Way.LONGER: "answers.item.longer",
    Way.LOWER: "answers.item.lower",
    Way.HIGHER: "answers.item.higher",
    Way.OPEN: "answers.item.open",
    Way.EQUAL: "answers.item.equal",
    Way.UNDETERMINED: "answers.item.undetermined",
    Way.INCOMPARABLE: "answers.item.incomparable",
}
"""What is said of one setting."""

_SPREADS = {
    Way.SHORTER: "answers.spread.shorter",
    Way.LONGER: "answers.spread.longer",
    Way.LOWER: "answers.spread.lower",
    Way.HIGHER: "answers.spread.higher",
    Way.OPEN: "answers.spread.open",
    Way.EQUAL: "answers.spread.equal",
    Way.UNDETERMINED: "answers.spread.undetermined",
    Way.INCOMPARABLE: "answers.spread.incomparable",
}
"""What is said of several."""

_SIZED = (Way.SHORTER, Way.LONGER, Way.LOWER, Way.HIGHER)


def way(measure: Measure, contrast: Contrast) -> Way:
    """Return which way a contrast goes."""
    difference = contrast.difference
    if contrast.open_shares is not None:
        return Way.INCOMPARABLE
    if isinstance(difference, Undetermined):
        return Way.UNDETERMINED
    if difference.low == difference.high == 0:
        return Way.EQUAL
    if not contrast.differs:
        return Way.OPEN
    more = difference.estimate > 0
    if measure.kind in (Kind.SPAN, Kind.LONGEST):
        return Way.LONGER if more else Way.SHORTER
    return Way.HIGHER if more else Way.LOWER


def sentence(text: Text) -> Text:
    """Return a text as a sentence: with a capital where the language has them, and an end."""
    begun = Text(text.zh, text.en[:1].upper() + text.en[1:])
    return begun + say("answers.sentence.end")


def comparison_lines(
    answer: Answer, measure: Measure, axis: str, contrasts: Sequence[Contrast]
) -> Iterator[Text]:
    """Say what each value of an axis does to a measure against the first value."""
    by_base: dict[int, list[Contrast]] = {}
    for contrast in contrasts:
        by_base.setdefault(contrast.against, []).append(contrast)
    line = _Line(answer, measure, axis)
    if len(by_base) > _ONE_BY_ONE:
        yield line.together(by_base)
        return
    for base, own in by_base.items():
        yield line.single(base, own)


class _Line:
    """The sentences on a measure along an axis."""

    def __init__(self, answer: Answer, measure: Measure, axis: str) -> None:
        self.answer, self.measure, self.axis = answer, measure, axis

    def single(self, base: int, own: Sequence[Contrast]) -> Text:
        """One setting: the first value with its figure, and every other against it."""
        level = self.answer.estimates[self.measure.id, base]
        by_way = self._by_way(own)
        if [*by_way] == [Way.EQUAL]:
            return self._alike(base, own)
        missing = isinstance(level, Undetermined)
        head = say(
            "answers.sentence.base-missing" if missing else "answers.sentence.base",
            base=self._value(base),
            where=_where(self.answer.settings(base, self.axis)),
            measure=self.measure.label,
            level=level_words(level, self.measure),
        )
        clauses = [
            clause for goes, chosen in by_way.items() for clause in self._clauses(goes, chosen)
        ]
        return sentence(say("answers.sentence.then").join([head, *clauses]))

    def _alike(self, base: int, own: Sequence[Contrast]) -> Text:
        level = self.answer.estimates[self.measure.id, base]
        points = [base, *(contrast.point for contrast in own)]
        line = say(
            "answers.sentence.all-equal",
            subjects=listed([self._value(point) for point in points]),
            where=_where(self.answer.settings(base, self.axis)),
            measure=self.measure.label,
            level=plain_level(level, self.measure),
            count=count_words(_n(own)),
        )
        return sentence(line)

    def _clauses(self, goes: Way, own: Sequence[Contrast]) -> Iterator[Text]:
        """Tell all values that go one way; those of which the same is to be said together."""
        subjects: dict[tuple[tuple[str, Text], ...], list[Text]] = {}
        for contrast in own:
            words = tuple(self._words(goes, contrast).items())
            subjects.setdefault(words, []).append(self._value(contrast.point))
        for words, named in subjects.items():
            yield say(_ITEMS[goes], subject=listed(named), **dict(words))

    def _words(self, goes: Way, contrast: Contrast) -> dict[str, Text]:
        difference = contrast.difference
        if goes is Way.INCOMPARABLE and contrast.open_shares is not None:
            are, were = (percent_words(share) for share in contrast.open_shares)
            return {"are": are, "were": were, "base": self._value(contrast.against)}
        if isinstance(difference, Undetermined):
            return {"why": self._why(contrast)}
        if goes is Way.EQUAL:
            return {"count": count_words(difference.n)}
        shown = difference if goes is Way.OPEN else absolute(difference)
        return {"amount": amount_words(shown, self.measure.difference_unit)}

    def together(self, by_base: dict[int, list[Contrast]]) -> Text:
        """Several settings: ranges over them, and where the ends of the ranges are."""
        head = say(
            "answers.sentence.base-range",
            base=self._value(next(iter(by_base))),
            measure=self.measure.label,
            levels=levels_words(self.answer, self.measure, self.axis, [*by_base]),
        )
        by_value: dict[object, list[Contrast]] = {}
        for own in by_base.values():
            for contrast in own:
                value = self.answer.rows[contrast.point][self.axis]
                by_value.setdefault(value, []).append(contrast)
        clauses = [
            self._spread(goes, part, len(own))
            for own in by_value.values()
            for goes, chosen in self._by_way(own).items()
            for part in self._by_reason(chosen)
        ]
        return sentence(say("answers.sentence.then").join([head, *clauses]))

    def _spread(self, goes: Way, own: Sequence[Contrast], of: int) -> Text:
        """What one value does one way, at how many of the settings and at which."""
        sized = [
            (difference if goes is Way.OPEN else absolute(difference), contrast)
            for contrast in own
            if isinstance(difference := contrast.difference, Interval)
        ]
        many = goes is Way.OPEN and len(own) > 1
        return say(
            "answers.spread.open-many" if many else _SPREADS[goes],
            subject=self._value(own[0].point),
            place=place_words(self.answer, self.axis, [one.point for one in own], of),
            count=count_words(_n(own)),
            why=self._why(own[0]),
            amount=self._amount(sized) if goes in (Way.OPEN, *_SIZED) else NOTHING,
        )

    def _amount(self, sized: Sequence[tuple[Interval, Contrast]]) -> Text:
        """The one difference, the range of those that are not shown, or the least and the most."""
        unit = self.measure.difference_unit
        if len(sized) == 1:
            return amount_words(sized[0][0], unit)
        if not sized[0][1].differs:
            low = min(difference.low for difference, _ in sized)
            high = max(difference.high for difference, _ in sized)
            ends = figures(low, high, width=high - low)
            return with_unit(say("answers.sentence.to", low=ends[0], high=ends[1]), unit)
        return self._extremes(sized)

    def _extremes(self, sized: Sequence[tuple[Interval, Contrast]]) -> Text:
        """The smallest and the largest difference, each with its interval and its setting."""
        (low, least), (high, most) = (
            pick(sized, key=lambda pair: pair[0].estimate) for pick in (min, max)
        )
        unit = self.measure.difference_unit
        words = amount_words(high, unit)
        if amount_words(low, unit) == words:
            return words
        return say(
            "answers.sentence.extremes",
            low=amount_words(low, unit if always(low) else NOTHING),
            least=self.answer.settings(least.point, self.axis),
            high=words,
            most=self.answer.settings(most.point, self.axis),
        )

    def _by_way(self, own: Sequence[Contrast]) -> dict[Way, list[Contrast]]:
        ways: dict[Way, list[Contrast]] = {}
        for contrast in own:
            ways.setdefault(way(self.measure, contrast), []).append(contrast)
        return ways

    def _by_reason(self, own: Sequence[Contrast]) -> list[list[Contrast]]:
        """Contrasts that cannot be told, by the reason; all others together."""
        parts: dict[Text, list[Contrast]] = {}
        for contrast in own:
            parts.setdefault(self._why(contrast), []).append(contrast)
        return [*parts.values()]

    def _why(self, contrast: Contrast) -> Text:
        """Why there is no difference, if there is none: first for want of one of the figures."""
        difference = contrast.difference
        if isinstance(difference, Interval):
            return NOTHING
        ends = (
            self.answer.estimates[self.measure.id, k] for k in (contrast.point, contrast.against)
        )
        none = next((end for end in ends if isinstance(end, Undetermined)), difference)
        return undetermined_words(none)

    def _value(self, point: int) -> Text:
        """The value of the axis at a point."""
        return quoted(self.answer.label(self.axis, self.answer.rows[point][self.axis]))


def _where(settings: Text) -> Text:
    return say("answers.sentence.where", settings=settings) if settings else NOTHING


def _n(own: Sequence[Contrast]) -> int:
    return min(contrast.difference.n for contrast in own)
