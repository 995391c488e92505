"""What conclusions hang on, in sentences and in the rows of one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from experiments.answers.amounts import amount_words, cell, figures, level_words, listed
from experiments.answers.answer import Answer
from experiments.answers.comparisons import ended
from experiments.answers.lines import measure_lines
from experiments.designs.assumption import Group
from experiments.hinges.hinge import Conclusion, Hinge, Swing, Tried, Verdict
from experiments.statistics.interval import Estimate, Interval, Undetermined
from experiments.statistics.robustness import LEAST
from experiments.statistics.words import (
    bounds_only,
    count_words,
    share_words,
    undetermined_words,
)
from model.language import NOTHING, Text, plain, say

_TOLD = (
    *(Verdict.TURNS, Verdict.GONE, Verdict.LOST, Verdict.SHOWS),
    *(Verdict.MOVES, Verdict.INCOMPARABLE, Verdict.UNDETERMINED),
)
"""The verdicts whose settings are named one by one."""
_NAMED = 6
"""Settings that are named at the most; of more it is said how many, and the table has them."""
_MINOR = 0.1
"""Of the largest swing, below which an assumption hardly matters."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: an assumption at one other value.

    Attributes
    ----------
    cells
        Assumption, usual, instead, conclusion there, swing, verdict, total share; what is said
        once of an assumption stands in its first row only.
    """

    group: Group | None
    cells: tuple[str, ...]


COLUMNS = ("assumption", "usual", "value", "there", "swing", "verdict", "total")
"""The columns of the table; the catalogue has them as ``hinges.column.*``."""


def shaken(found: Hinge) -> bool:
    """Whether a conclusion turns around, vanishes or is lost in something that is tried."""
    bad = (Verdict.TURNS, Verdict.GONE, Verdict.LOST)
    return found.enough and any(one.verdict in bad for one in found.tried())


def conclusion_line(found: Answer, of: Conclusion) -> Text:
    """Say a conclusion as the answer says it."""
    if of.contrast is not None:
        alone = replace(found, contrasts=(of.contrast,))
        return next(measure_lines(alone, of.measure))
    level = level_words(found.estimates[of.measure.name, of.point], of.measure)
    words = say("answers.sentence.only", measure=of.measure.label(), level=level)
    where = found.settings(of.point)
    return ended(words + (say("answers.sentence.where", settings=where) if where else NOTHING))


def hinge_lines(found: Hinge) -> Iterator[Text]:
    """Say in how many settings a conclusion holds, in which it does not, and what matters most."""
    tried = [*found.tried()]
    key = _key(found) if found.enough else "too-few"
    if not found.enough or any(one.verdict is not Verdict.UNDETERMINED for one in tried):
        yield say(f"hinges.{key}", count=_count(found, tried), total=len(tried))
    for verdict in _TOLD:
        named = [setting(found, one) for one in tried if one.verdict is verdict]
        if named:
            told = listed(named)
            if len(named) > _NAMED:
                told = say("hinges.and.many", count=len(named), total=len(tried))
            yield say(f"hinges.and.{verdict}", settings=told)
    yield from _greatest(found)
    yield from _together(found)


def _key(found: Hinge) -> str:
    if found.conclusion.contrast is None:
        return "moves"
    return "holds" if found.conclusion.sign else "none-shown"


def _count(found: Hinge, tried: Sequence[Tried]) -> int:
    wanted = {"moves": Verdict.MOVES, "holds": Verdict.HOLDS, "none-shown": Verdict.SHOWS}
    return sum(one.verdict is wanted[_key(found)] for one in tried)


def setting(found: Hinge, one: Tried) -> Text:
    """Name an assumption with a value that it is given."""
    known = found.assumptions.named[one.name]
    words = {"name": known.label, "value": known.called(one.value)}
    return say("hinges.and.setting", **words)


def _greatest(found: Hinge) -> Iterator[Text]:
    """The assumption of the largest swing with its figures, and those that hardly matter.

    Nothing where no change is shown: the largest swing is then one of luck. That it is the largest,
    and what is less than a tenth of it, is said where the intervals of all changes together say so.
    """
    ranked = [one for one in found.swings if one.size]
    if not ranked or not ranked[0].low:
        return
    most = ranked[0]
    alone = all(one.high < most.low for one in found.swings if one is not most)
    words = say("answers.sentence.then").join(_ends(found, most))
    key = "most" if alone else "most-estimated"
    name = most.assumption.label
    yield say(f"hinges.{key}", name=name, unit=_unit(found), ends=words)
    minor = [one for one in found.swings if one.high < _MINOR * most.low]
    if minor:
        names = [one.assumption.label for one in minor]
        yield say("hinges.least", names=listed(names))


def _ends(found: Hinge, most: Swing) -> Iterator[Text]:
    """The conclusion as usual, and at each value of an assumption at which it can be compared."""
    usual = {"value": most.assumption.usual, "there": _figure(found.usual)}
    yield say("hinges.usual-end", **usual)
    for one in most.tried:
        if one.verdict is not Verdict.INCOMPARABLE and isinstance(one.there, Interval):
            value = most.assumption.called(one.value)
            yield say("hinges.end", value=value, there=_figure(one.there))


def _figure(one: Estimate) -> Text:
    return amount_words(one, "").rstrip() if isinstance(one, Interval) else plain("—")


def _unit(found: Hinge) -> Text:
    measure = found.conclusion.measure
    difference = found.conclusion.contrast is not None
    return measure.unit_words() if difference else measure.level_unit()


def _together(found: Hinge) -> Iterator[Text]:
    """What the sample over all ranges at once says; which of them matters most it does not."""
    if not found.shares:
        return
    if found.sampled is not None:
        replications = count_words(found.assumptions.sample_replications)
        yield _sampled("sampled", found.sampled.holds, replications)
        if found.sampled.flips:
            yield _sampled("reversed", found.sampled.reversed_, replications)
    first = next(iter(found.shares.values()))
    if isinstance(first.total, Undetermined):
        yield say("hinges.unshared", why=undetermined_words(first.total))
    elif 1 < len(found.shares) <= _NAMED:
        told = [
            say("hinges.share-of", name=known.label, total=_total(found, name))
            for name in found.shares
            if (known := found.assumptions.named[name])
        ]
        yield say("hinges.share", shares=listed(told))


def _sampled(key: str, share: Estimate, replications: str) -> Text:
    """In what share of the sample something is shown; none or all of it with what that bounds."""
    whole = isinstance(share, Undetermined) or bounds_only(share)
    words = {
        "share": share_words(share, "point"),
        "count": count_words(share.n, "point"),
        "replications": replications,
    }
    return say(f"hinges.{key}-bound" if whole else f"hinges.{key}", **words)


def columns(found: Hinge) -> tuple[Text, ...]:
    """Return the heads of the table."""
    return tuple(say(f"hinges.column.{key}") for key in _columns(found))


def _columns(found: Hinge) -> tuple[str, ...]:
    return COLUMNS if found.shares else COLUMNS[:-1]


def title(found: Hinge) -> Text:
    """Return the title of the table, with the unit of its figures."""
    measure = found.conclusion.measure.label()
    return say("hinges.title", measure=measure, unit=_unit(found))


def rows(found: Hinge) -> Iterator[Row]:
    """Yield the rows of the table: the conclusion as usual, then readings, then conduct."""
    width = len(_columns(found))
    usual = ("", "", cell(found.usual), "", "", "")
    yield Row(None, (say("hinges.as-usual"), *usual)[:width])
    for group in Group:
        for swing in found.swings:
            if swing.assumption.group is group:
                for place, one in enumerate(swing.tried):
                    cells = _cells(found, swing, one, place == 0)
                    yield Row(group, cells[:width])


def _cells(found: Hinge, swing: Swing, one: Tried, first: bool) -> tuple[Text, ...]:
    incomparable = one.verdict is Verdict.INCOMPARABLE
    return (
        swing.assumption.label,
        swing.assumption.usual,
        swing.assumption.called(one.value),
        plain("—") if incomparable else cell(one.there),
        size_words(found, swing) if first else NOTHING,
        say(f"hinges.verdict.{one.verdict}"),
        _total(found, swing.name) if first else NOTHING,
    )


def size_words(found: Hinge, swing: Swing) -> Text:
    """Write a swing to the digits that the conclusion as usual is worth."""
    if swing.size is None:
        return plain("—")
    usual = found.usual
    width = usual.high - usual.low if isinstance(usual, Interval) else 0.0
    size = figures(swing.size, width=width)[0]
    whole = len(swing.changes) == len(swing.tried)
    return size if whole else say("hinges.partial", size=size)


def _total(found: Hinge, name: str) -> Text:
    share = found.shares.get(name)
    if share is None or isinstance(share.total, Undetermined):
        return plain("—")
    ends = {key: f"{100 * getattr(share.total, key):.0f}" for key in ("estimate", "low", "high")}
    return say("statistics.share", **ends)


def notes(found: Hinge, done: int) -> Iterator[Text]:
    """Say how the table is to be read; ``done`` replications are there of every main point."""
    given = found.assumptions
    yield say("hinges.note", level=say("statistics.percent", value=f"{100 * found.level:g}"))
    yield from fewer(found, done)
    if found.shares:
        size = (len(given.ranges) + 2) * given.sample
        yield say("hinges.sobol-note", rows=size, replications=given.sample_replications)
        if given.sample_replications < LEAST:
            yield say("hinges.unjudged", least=LEAST)


def fewer(found: Hinge, done: int) -> Iterator[Text]:
    """Say if the conclusion as usual is here of fewer replications than there are."""
    if found.assumptions.replications < done:
        yield say("hinges.fewer", count=found.assumptions.replications)
