"""What stopping, selection, robustness and warm-up come to, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from experiments.statistics.interval import Estimate, Undetermined
from experiments.statistics.selection import Selection, Standing
from experiments.statistics.stopping import Decision, Why
from experiments.statistics.words import (
    count_words,
    interval_words,
    level_words,
    undetermined_words,
)
from model.language import NOTHING, Text, plain, say, written

_STOPPING = {
    Why.NARROW: "statistics.stopping.narrow",
    Why.MOST: "statistics.stopping.most",
    Why.MINIMUM: "statistics.stopping.minimum",
    Why.WIDE: "statistics.stopping.wide",
    Why.CONSTANT: "statistics.stopping.constant",
    Why.UNDETERMINED: "statistics.stopping.undetermined",
}
_SELECTION = {
    Standing.SELECTED: "statistics.selection.selected",
    Standing.SEVERAL: "statistics.selection.several",
    Standing.BEGINNING: "statistics.selection.beginning",
    Standing.GOING_ON: "statistics.selection.going-on",
}


def decision_words(found: Decision, figure: Callable[[Estimate], Text] = interval_words) -> Text:
    """Say whether replicating stops, and why.

    Parameters
    ----------
    figure
        How an estimate is said, such as with its unit.

    >>> from experiments.statistics.stopping import StoppingRule
    >>> decision_words(StoppingRule(half_width=0.5).judge([1.0, 2.0])).en
    'Going on: 18 more replication(s) to the minimum.'
    """
    return say(
        _STOPPING[found.why],
        count=count_words(found.n),
        interval=figure(found.estimate),
        more=found.more,
    )


def _names(names: Iterable[str], labels: Mapping[str, Text]) -> Text:
    given = [labels.get(name, plain(name)) for name in names]
    return say("statistics.and").join(given)


def selection_words(
    found: Selection | Undetermined,
    labels: Mapping[str, Text] | None = None,
    unit: Text = NOTHING,
) -> Text:
    """Say which design is selected, or which cannot be told apart.

    Parameters
    ----------
    labels
        Of the designs; where one is missing its name stands.
    unit
        Of the zone, if it has one.

    >>> from experiments.statistics.selection import KimNelson
    >>> found = KimNelson(zone=0.5, first_stage=3).judge({"a": [1, 2, 1.5], "b": [7, 8.1, 7.5]})
    >>> selection_words(found).en.split(".")[0]
    'Selected: a (3 replications)'
    """
    if isinstance(found, Undetermined):
        return undetermined_words(found)
    known = labels or {}
    left = _names(found.left, known)
    values = {
        "best": left,
        "left": left,
        "replications": count_words(found.replications),
        "zone": written("{:g} {}", found.zone, unit) if unit else plain(f"{found.zone:g}"),
        "level": level_words(found.level),
        "more": found.more,
    }
    said = say(_SELECTION[found.standing], **values)
    if found.standing is not Standing.SELECTED or not found.close:
        return said
    close = _names(found.close, known)
    after = say("statistics.selection.close", close=close, zone=values["zone"])
    return say("statistics.then", first=said, second=after)
