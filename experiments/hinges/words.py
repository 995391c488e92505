"""What conclusions hang on, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from experiments.answers.amounts import amount_words, figures, level_words, listed
from experiments.answers.answer import Answer
from experiments.answers.comparisons import sentence
from experiments.answers.lines import measure_lines
from experiments.hinges.hinge import Conclusion, Hinge, HingeVerdict, Swing, Tried
from experiments.statistics.interval import Estimate, Interval, Undetermined
from experiments.statistics.robustness import LEAST, Robustness
from experiments.statistics.words import (
    bounds_only,
    count_words,
    share_words,
    undetermined_words,
)
from model.language import NOTHING, Text, plain, say

_SETTINGS = {
    HingeVerdict.TURNS: "hinges.and.turns",
    HingeVerdict.GONE: "hinges.and.gone",
    HingeVerdict.LOST: "hinges.and.lost",
    HingeVerdict.SHOWS: "hinges.and.shows",
    HingeVerdict.MOVES: "hinges.and.moves",
    HingeVerdict.INCOMPARABLE: "hinges.and.incomparable",
    HingeVerdict.UNDETERMINED: "hinges.and.undetermined",
}
"""The verdicts whose settings are named one by one, in their order."""
_VERDICTS = {
    HingeVerdict.HOLDS: "hinges.verdict.holds",
    HingeVerdict.TURNS: "hinges.verdict.turns",
    HingeVerdict.LOST: "hinges.verdict.lost",
    HingeVerdict.GONE: "hinges.verdict.gone",
    HingeVerdict.SHOWS: "hinges.verdict.shows",
    HingeVerdict.OPEN: "hinges.verdict.open",
    HingeVerdict.MOVES: "hinges.verdict.moves",
    HingeVerdict.STAYS: "hinges.verdict.stays",
    HingeVerdict.INCOMPARABLE: "hinges.verdict.incomparable",
    HingeVerdict.UNDETERMINED: "hinges.verdict.undetermined",
}
_NAMED = 6
"""Settings that are named at the most; of more it is said how many, and the table has them."""
_MINOR = 0.1
"""Of the largest swing, below which an assumption hardly matters."""


def verdict_words(verdict: HingeVerdict) -> Text:
    """Say what becomes of a conclusion, in a cell of a table or beside a bar."""
    return say(_VERDICTS[verdict])


def shaken(hinge: Hinge) -> bool:
    """Whether a conclusion turns around, vanishes or is lost in something that is tried."""
    bad = (HingeVerdict.TURNS, HingeVerdict.GONE, HingeVerdict.LOST)
    return hinge.enough and any(tried.verdict in bad for tried in hinge.tried())


def conclusion_line(answer: Answer, conclusion: Conclusion) -> Text:
    """Say a conclusion as the answer says it."""
    measure, point = conclusion.measure, conclusion.point
    if conclusion.contrast is not None:
        alone = replace(answer, contrasts=(conclusion.contrast,))
        return next(measure_lines(alone, measure))
    level = level_words(answer.estimates[measure.id, point], measure)
    words = say("answers.sentence.only", measure=measure.label, level=level)
    where = answer.settings(point)
    return sentence(words + (say("answers.sentence.where", settings=where) if where else NOTHING))


def hinge_lines(hinge: Hinge) -> Iterator[Text]:
    """Say in how many settings a conclusion holds, in which it does not, and what matters most."""
    every = [*hinge.tried()]
    key, counted = _first(hinge)
    if not hinge.enough or any(one.verdict is not HingeVerdict.UNDETERMINED for one in every):
        count = sum(one.verdict is counted for one in every)
        yield say(key, count=count, total=len(every))
    for verdict, words in _SETTINGS.items():
        named = [setting(hinge, tried) for tried in every if tried.verdict is verdict]
        if len(named) > _NAMED:
            yield say(words, settings=say("hinges.and.many", count=len(named), total=len(every)))
        elif named:
            yield say(words, settings=listed(named))
    yield from _greatest(hinge)
    yield from _together(hinge)


def _first(hinge: Hinge) -> tuple[str, HingeVerdict]:
    """The sentence that counts settings, and the verdict that it counts."""
    if hinge.conclusion.contrast is None:
        key, counted = "hinges.moves", HingeVerdict.MOVES
    elif hinge.conclusion.sign:
        key, counted = "hinges.holds", HingeVerdict.HOLDS
    else:
        key, counted = "hinges.none-shown", HingeVerdict.SHOWS
    return key if hinge.enough else "hinges.too-few", counted


def setting(hinge: Hinge, tried: Tried) -> Text:
    """Name an assumption with a value that it is given."""
    assumption = hinge.assumptions.named[tried.name]
    value = assumption.called(tried.value)
    return say("hinges.and.setting", name=assumption.label, value=value)


def _greatest(hinge: Hinge) -> Iterator[Text]:
    """The assumption of the largest swing with its figures, and those that hardly matter.

    Nothing where no change is shown: the largest swing is then one of luck. That it is the largest,
    and what is less than a tenth of it, is said where the intervals of all changes together say so.
    """
    most = next((swing for swing in hinge.swings if swing.size), None)
    if most is None or not most.low:
        return
    alone = all(swing.high < most.low for swing in hinge.swings if swing is not most)
    yield say(
        "hinges.most" if alone else "hinges.most-estimated",
        name=most.assumption.label,
        unit=unit_words(hinge),
        ends=say("answers.sentence.then").join(_ends(hinge, most)),
    )
    minor = [swing.assumption.label for swing in hinge.swings if swing.high < _MINOR * most.low]
    if minor:
        yield say("hinges.least", names=listed(minor))


def _ends(hinge: Hinge, swing: Swing) -> Iterator[Text]:
    """The conclusion as usual, and at each value of an assumption at which it can be compared."""
    assumption = swing.assumption
    yield say("hinges.usual-end", value=assumption.usual, there=_figure(hinge.usual))
    for tried in swing.tried:
        if tried.verdict is not HingeVerdict.INCOMPARABLE and isinstance(tried.there, Interval):
            value = assumption.called(tried.value)
            yield say("hinges.end", value=value, there=_figure(tried.there))


def _figure(estimate: Estimate) -> Text:
    if not isinstance(estimate, Interval):
        return plain("—")
    return amount_words(estimate)


def unit_words(hinge: Hinge) -> Text:
    """Name the unit of a conclusion: of a difference, or of the figure itself."""
    measure = hinge.conclusion.measure
    difference = hinge.conclusion.contrast is not None
    return measure.difference_unit if difference else measure.level_unit


def _together(hinge: Hinge) -> Iterator[Text]:
    """What the sample over all ranges at once says; which of them matters most it does not."""
    if not hinge.shares:
        return
    if hinge.sampled is not None:
        yield from _sampled(hinge.sampled, hinge.assumptions.sample_replications)
    first = next(iter(hinge.shares.values()))
    if isinstance(first.total, Undetermined):
        yield say("hinges.unshared", why=undetermined_words(first.total))
    elif 1 < len(hinge.shares) <= _NAMED:
        named = hinge.assumptions.named
        shares = [
            say("hinges.share-of", name=named[name].label, total=total_words(hinge, name))
            for name in hinge.shares
        ]
        yield say("hinges.share", shares=listed(shares))


def _sampled(sampled: Robustness, replications: int) -> Iterator[Text]:
    """In what share of the sample a conclusion is shown, and its opposite.

    None or all of the sample is said with what that bounds.
    """
    same, opposite = sampled.holds, sampled.reversed_
    key = "hinges.sampled-bound" if _whole(same) else "hinges.sampled"
    yield say(key, **_share(same), replications=count_words(replications))
    if sampled.flips:
        key = "hinges.reversed-bound" if _whole(opposite) else "hinges.reversed"
        yield say(key, **_share(opposite))


def _whole(share: Estimate) -> bool:
    return isinstance(share, Undetermined) or bounds_only(share)


def _share(share: Estimate) -> dict[str, Text]:
    return {"share": share_words(share, "point"), "count": count_words(share.n, "point")}


def size_words(hinge: Hinge, swing: Swing) -> Text:
    """Write a swing to the digits that the conclusion as usual is worth."""
    if swing.size is None:
        return plain("—")
    usual = hinge.usual
    width = usual.high - usual.low if isinstance(usual, Interval) else 0.0
    size = plain(figures(swing.size, width=width)[0])
    whole = len(swing.changes) == len(swing.tried)
    return size if whole else say("hinges.partial", size=size)


def total_words(hinge: Hinge, name: str) -> Text:
    """Say an assumption's total share of the variance; a dash where it is not known."""
    share = hinge.shares.get(name)
    if share is None or isinstance(share.total, Undetermined):
        return plain("—")
    ends = {key: f"{100 * getattr(share.total, key):.0f}" for key in ("estimate", "low", "high")}
    return say("statistics.share", **ends)


def notes(hinge: Hinge, done: int) -> Iterator[Text]:
    """Say how the table is to be read; ``done`` replications are there of every main point."""
    given = hinge.assumptions
    yield say("hinges.note", level=say("statistics.percent", value=f"{100 * hinge.level:g}"))
    yield from fewer(hinge, done)
    if hinge.shares:
        size = (len(given.ranges) + 2) * given.sample
        yield say("hinges.sobol-note", rows=size, replications=given.sample_replications)
        if given.sample_replications < LEAST:
            yield say("hinges.unjudged", least=LEAST)


def fewer(hinge: Hinge, done: int) -> Iterator[Text]:
    """Say if the conclusion as usual is here of fewer replications than there are."""
    if hinge.assumptions.replications < done:
        yield say("hinges.fewer", count=hinge.assumptions.replications)
