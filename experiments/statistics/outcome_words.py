"""What stopping, selection, robustness and warm-up come to, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from experiments.statistics.interval import Estimate, Interval, Undetermined
from experiments.statistics.robustness import Robustness
from experiments.statistics.selection import Selection, Standing
from experiments.statistics.stopping import Decision
from experiments.statistics.transient import WarmUp
from experiments.statistics.words import (
    bounds_only,
    count_words,
    interval_words,
    level_words,
    share_words,
    undetermined_words,
)
from model.language import NOTHING, Text, plain, say, written


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
        f"statistics.stopping.{found.why}",
        count=count_words(found.n),
        interval=figure(found.estimate),
        more=found.more,
    )


def _names(names: Iterable[str], labels: Mapping[str, Text]) -> Text:
    given = [labels[name] if name in labels else name for name in names]
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
    said = say(f"statistics.selection.{found.standing}", **values)
    if found.standing is not Standing.SELECTED or not found.close:
        return said
    close = _names(found.close, known)
    after = say("statistics.selection.close", close=close, zone=values["zone"])
    return say("statistics.then", first=said, second=after)


def could_be_best_words(
    left: tuple[str, ...] | Undetermined,
    level: float,
    labels: Mapping[str, Text] | None = None,
) -> Text:
    """Say which designs can be the best.

    >>> could_be_best_words(("a", "b"), 0.95).en
    'a and b cannot be told apart: the best is one of them (confidence 95 %).'
    """
    if isinstance(left, Undetermined):
        return undetermined_words(left)
    key = "one-best" if len(left) == 1 else "could-be"
    names = _names(left, labels or {})
    return say(f"statistics.selection.{key}", left=names, level=level_words(level))


def robustness_words(found: Robustness) -> list[Text]:
    """Say in what share of the sampled assumptions a conclusion holds, is reversed, or is open.

    >>> from experiments.statistics.robustness import robustness
    >>> for line in robustness_words(robustness([[-1.0] * 20] * 188 + [[1.0] * 20] * 12)).en:
    ...     print(line)
    The conclusion holds in 94 % [90, 97] of 200 sampled assumptions.
    It is reversed in 6 % [3, 10] of 200 sampled assumptions.
    It is open: none in 200 sampled assumptions: at most 1.5 %.
    """
    each: dict[str, Estimate] = {
        "holds": found.holds,
        "reversed": found.reversed_,
        "open": found.open_,
    }
    said = []
    for name, share in each.items():
        whole = isinstance(share, Undetermined) or bounds_only(share)
        key = f"statistics.robustness.{name}-bound" if whole else f"statistics.robustness.{name}"
        count = count_words(share.n, "point")
        said.append(say(key, share=share_words(share, "point"), count=count))
    return said


def warm_up_words(found: WarmUp) -> Text:
    """Say whether a warm-up is enough.

    >>> from experiments.statistics.interval import Reason
    >>> drift = Undetermined(Reason.TOO_FEW, 1, 2)
    >>> warm_up_words(WarmUp(5, Undetermined(Reason.NOT_SETTLED, 90), drift)).en[-51:]
    'undetermined: the run is too short to have settled.'
    """
    for one in (found.needed, found.drift):
        if isinstance(one, Undetermined):
            reason = undetermined_words(one)
            return say("statistics.warm-up.unknown", given=found.given, reason=reason)
    drift, key = interval_words(found.drift), "enough"
    if not found.enough:
        late = isinstance(found.drift, Interval) and found.drift.excludes(0.0)
        key = "short" if not late or _before(found) else "drift"
    values = {"given": found.given, "needed": found.needed, "drift": drift}
    return say(written("statistics.warm-up.{}", key), **values)


def _before(found: WarmUp) -> bool:
    return not isinstance(found.needed, Undetermined) and found.given < found.needed
