"""Intervals and outcomes in words: "2.3 [2.1, 2.5]", "none in 120 replications: at most 2.5 %"."""

from __future__ import annotations

import math
from typing import Literal

from experiments.statistics.interval import Estimate, Interval, Method, Reason, Undetermined
from experiments.statistics.paired import PairedDifference
from model.language import Text, say

Of = Literal["replication", "case", "point"]
"""What the values were of."""

_ONE: dict[Of, str] = {
    "replication": "statistics.count.replication",
    "case": "statistics.count.case",
    "point": "statistics.count.point",
}
_MANY: dict[Of, str] = {
    "replication": "statistics.count.replications",
    "case": "statistics.count.cases",
    "point": "statistics.count.points",
}
_METHODS = {
    Method.STUDENT: "statistics.method.student",
    Method.WILSON: "statistics.method.wilson",
    Method.EXACT: "statistics.method.exact",
    Method.ORDER: "statistics.method.order",
    Method.JACKKNIFE: "statistics.method.jackknife",
    Method.BOOTSTRAP: "statistics.method.bootstrap",
    Method.FISHER: "statistics.method.fisher",
    Method.CONSTANT: "statistics.method.constant",
}
_REASONS = {
    Reason.TOO_FEW: "statistics.undetermined.too-few",
    Reason.NOT_FINITE: "statistics.undetermined.not-finite",
    Reason.NO_CASES: "statistics.undetermined.no-cases",
    Reason.NOT_REGULATED: "statistics.undetermined.not-regulated",
    Reason.NO_VARIATION: "statistics.undetermined.no-variation",
    Reason.WATCHED_TOO_SHORT: "statistics.undetermined.watched-too-short",
    Reason.OPEN: "statistics.undetermined.open",
    Reason.UNLIKE: "statistics.undetermined.unlike",
}


def count_words(n: int, of: Of = "replication") -> Text:
    """Say how many.

    >>> count_words(1).en, count_words(120).zh
    ('1 replication', '120 次重复')
    """
    return say(_ONE[of] if n == 1 else _MANY[of], n=n)


def decimals(width: float) -> int:
    """Decimals to which an interval of some width is worth giving.

    One significant digit of the width, two where it begins with 1 or 2.

    >>> decimals(0.4), decimals(0.15), decimals(70.0)
    (1, 2, 0)
    """
    if not (math.isfinite(width) and width > 0):
        return 1
    power = math.floor(math.log10(width))
    return max(0, (1 if width / 10**power < 3 else 0) - power)


def _number(value: float, places: int) -> str:
    return f"{round(value, places) + 0.0:.{places}f}"


def _plain(value: float) -> str:
    return f"{value:.4g}"


def percent_words(share: float, *, up: bool | None = None) -> Text:
    """Say a share in percent with two significant digits, rounded up or down for a bound.

    >>> percent_words(0.0247, up=True).en, percent_words(0.9753, up=False).zh
    ('2.5 %', '97.5%')
    """
    value = 100 * share
    rest = min(value, 100 - value)
    places = max(0, 1 - math.floor(math.log10(rest))) if rest > 1e-9 else 0
    if up is not None:
        scaled = value * 10**places
        value = (math.ceil(scaled - 1e-9) if up else math.floor(scaled + 1e-9)) / 10**places
    return say("statistics.percent", value=_number(value, places))


def level_words(level: float) -> Text:
    """Say a confidence level.

    >>> level_words(0.95).en, level_words(0.995).zh
    ('95 %', '99.5%')
    """
    return say("statistics.percent", value=f"{100 * level:.4g}")


def undetermined_words(found: Undetermined) -> Text:
    """Say why there is no estimate.

    >>> undetermined_words(Undetermined(Reason.TOO_FEW, 1, 2)).en
    'undetermined: 1 value(s), and it takes 2 at the least'
    """
    if found.reason is Reason.TOO_FEW and found.least:
        return say("statistics.undetermined.too-few-least", n=found.n, least=found.least)
    return say(_REASONS[found.reason], n=found.n)


def interval_words(found: Estimate, of: Of = "replication") -> Text:
    """Say an estimate with its interval, to as many digits as it is worth.

    >>> interval_words(Interval(2.312, 2.118, 2.506, 0.95, Method.STUDENT, 30)).en
    '2.3 [2.1, 2.5]'
    >>> interval_words(Interval(2.0, 2.0, 2.0, 0.95, Method.CONSTANT, 120)).en
    '2 in all 120 replications (another value in at most 2.5 %)'
    """
    if isinstance(found, Undetermined):
        return undetermined_words(found)
    if math.isinf(found.estimate):
        return say("statistics.beyond", low=_plain(found.low))
    if found.method is Method.CONSTANT and found.low == found.high:
        return say(
            "statistics.same",
            value=_plain(found.estimate),
            count=count_words(found.n, of),
            another=percent_words(found.another, up=True),
        )
    places = decimals(found.high - found.low)
    ends = {"estimate": found.estimate, "low": found.low, "high": found.high}
    said = {name: _number(value, places) for name, value in ends.items() if math.isfinite(value)}
    unbounded = {
        "low": say("statistics.no-floor"),
        "high": say("statistics.no-limit"),
    }
    return say("statistics.interval", **(unbounded | said))


def share_words(found: Estimate, of: Of = "replication") -> Text:
    """Say a share in percent with its interval; none (or all) of n with what that bounds.

    >>> share_words(Interval(0.94, 0.90, 0.97, 0.95, Method.WILSON, 200)).en
    '94 % [90, 97]'
    >>> share_words(Interval(0.0, 0.0, 0.0247, 0.95, Method.EXACT, 120)).en
    'none in 120 replications: at most 2.5 %'
    """
    if isinstance(found, Undetermined):
        return undetermined_words(found)
    if bounds_only(found):
        key = "statistics.none" if found.estimate == 0 else "statistics.all"
        return say(
            key,
            count=count_words(found.n, of),
            low=percent_words(found.low, up=False),
            high=percent_words(found.high, up=True),
        )
    if found.method is Method.CONSTANT and found.low == found.high:
        return say(
            "statistics.same",
            value=percent_words(found.estimate),
            count=count_words(found.n, of),
            another=percent_words(found.another, up=True),
        )
    places = decimals(100 * (found.high - found.low))
    ends = {"estimate": found.estimate, "low": found.low, "high": found.high}
    return say("statistics.share", **{k: _number(100 * v, places) for k, v in ends.items()})


def bounds_only(found: Estimate) -> bool:
    """Whether it is none or all of n, with an exact one-sided bound.

    >>> bounds_only(Interval(0.0, 0.0, 0.0247, 0.95, Method.EXACT, 120))
    True
    """
    return isinstance(found, Interval) and found.method is Method.EXACT


def how_words(found: Interval, of: Of = "replication") -> Text:
    """Say how an interval was made.

    >>> how_words(Interval(2.3, 2.1, 2.5, 0.95, Method.STUDENT, 30)).en
    "95 % confidence interval, Student's t, 30 replications"
    """
    key = "statistics.how-one-sided" if bounds_only(found) else "statistics.how"
    return say(
        key,
        level=level_words(found.level),
        method=say(_METHODS[found.method]),
        count=count_words(found.n, of),
    )


def difference_words(found: Estimate) -> Text:
    """Say a difference: lower or higher by how much, or none shown.

    >>> difference_words(Interval(-2.3, -2.5, -2.1, 0.95, Method.STUDENT, 30)).en
    'lower by 2.3 [2.1, 2.5]'
    """
    if isinstance(found, Undetermined):
        return undetermined_words(found)
    if found.low == found.high == 0:
        return say(
            "statistics.difference.equal",
            count=count_words(found.n),
            another=percent_words(found.another, up=True),
        )
    if not found.excludes(0.0):
        return say("statistics.difference.open", difference=interval_words(found))
    if found.low > 0:
        return say("statistics.difference.higher", difference=interval_words(found))
    ends = (-found.estimate, -found.high, -found.low)
    turned = Interval(*ends, found.level, found.method, found.n)
    return say("statistics.difference.lower", difference=interval_words(turned))


def paired_words(found: PairedDifference) -> Text:
    """Say what pairing achieved.

    >>> print(paired_words(PairedDifference(
    ...     Interval(1.0, 0.9, 1.1, 0.95, Method.STUDENT, 30),
    ...     Interval(0.91, 0.82, 0.96, 0.95, Method.FISHER, 30),
    ...     Interval(5.6, 3.1, 10.0, 0.95, Method.JACKKNIFE, 30))).en)
    Paired by common random numbers with an achieved correlation of 0.91 [0.82, 0.96];
    independent seeds would need 6 [3, 10] times as many replications for the same precision.
    """
    together = interval_words(found.correlation)
    if isinstance(found.factor, Undetermined) or isinstance(found.correlation, Undetermined):
        return say("statistics.difference.unmeasured", correlation=together)
    helped = found.factor.estimate > 1
    key = "statistics.difference.paired" if helped else "statistics.difference.not-helped"
    return say(key, correlation=together, factor=interval_words(found.factor))
