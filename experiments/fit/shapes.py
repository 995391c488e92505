"""The most likely shape of lengths, of those that scenarios know, with intervals."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import optimize, stats
from scipy.special import expit, logit, ndtri

from experiments.fit.clock import Real
from experiments.fit.figures import LEVEL, Span, rate
from experiments.fit.lengths import Beside, Lengths
from model.simulation.effort import Effort, Tail

_Z = float(stats.norm.isf((1 - LEVEL) / 2))
_NINETY = float(ndtri(0.9))
_FEWEST = 8
"""Lengths that must have ended at the least."""
_BEYOND = (0.9, 0.95)
"""Quantiles from which on a heavy tail is tried."""
_RANGE = 60
"""Units over which a length is known no more exactly than by the date."""
_CLEARLY = 10.0
"""By how much the information criterion (BIC) must favour a shape with more parameters."""
_SLIGHTLY = 2.0
"""The same for a share that takes no time."""


@dataclass(frozen=True)
class Length:
    """An effort with the intervals of its parameters.

    Attributes
    ----------
    comes
        The share that ever ends, where that was asked for; else 1.
    """

    effort: Effort
    median: Span
    ninety: Span
    same_day: Span | None = None
    index: Span | None = None
    comes: Span | None = None
    ended: int = 0
    total: int = 0


def fitted(
    of: Lengths,
    zero: bool = False,
    heavy: bool = False,
    cure: bool = False,
    beside: Beside | None = None,
) -> Length | None:
    """Return the lengths as the grammar of scenarios knows them; ``None`` of too few.

    Maximum likelihood; intervals by its curvature on the scale of logarithms and log-odds.

    Parameters
    ----------
    zero
        Whether a share may take no time at all.
    heavy
        Whether a Pareto tail may take the place of the log-normal, if BIC clearly says so.
    cure
        Whether a share may never end (a cure model: Boag 1949): what is still running may then be
        of those.
    beside
        What else is in the lengths; a heavy tail is then not looked for.
    """
    if of.ended < _FEWEST or (np.isfinite(of.high).sum() < 2 and _wide(of)):
        return None
    if beside is not None:
        return _beside(of, zero, beside)
    best, criterion = _body(of, of, False, cure, Beside())
    if cure:
        best = _perhaps_all(of, best, criterion)
    if zero and _none(of) > 0:
        found, own = _body(of, of, True, cure, Beside())
        zero = own < criterion - _SLIGHTLY
        if zero:
            best, criterion = found, own
    if not heavy:
        return best
    for beyond in _BEYOND:
        found, own = _with_tail(of, beyond, zero)
        if own < criterion - _CLEARLY:
            best, criterion = found, own
    return best


def _perhaps_all(of: Lengths, found: Length, criterion: float) -> Length:
    """The same, with an interval of the share that ends which goes up to all if that is likely too.

    An interval on the scale of log-odds never has its end, 1, in it: whether it belongs there the
    ratio of likelihoods says.
    """
    assert found.comes is not None
    _, without = _body(of, of, False, False, Beside())
    ratio = without - criterion + math.log(of.total)  # of criteria with one parameter more
    if ratio > stats.chi2.ppf(LEVEL, 1):
        return found
    return replace(found, comes=replace(found.comes, high=1.0))


def _wide(of: Lengths) -> bool:
    """Whether what is known of lengths is no more than a range, as of dates without times."""
    ended = np.isfinite(of.high)
    return bool((of.high[ended] - np.maximum(of.low[ended], 0.0) > _RANGE).any())


def _beside(of: Lengths, zero: bool, beside: Beside) -> Length:
    """The same with something else in the lengths, so that none of them is short of all time."""
    best, criterion = _body(of, of, False, False, beside)
    if not zero:
        return best
    found, own = _body(of, of, True, False, beside)
    return found if own < criterion - _CLEARLY else best


def _none(of: Lengths) -> float:
    """How many took no time."""
    return float(of.weight[(of.low < 0) & (of.high < 1)].sum())


def _with_tail(of: Lengths, beyond: float, zero: bool) -> tuple[Length, float]:
    """The body of lengths up to a quantile, and Hill's index of what lies beyond it."""
    ended = np.isfinite(of.high) & (of.low >= 0)
    middle = np.where(np.isfinite(of.high), (of.low + of.high) / 2, of.low)
    order = np.argsort(middle)
    ranks = np.cumsum((of.weight * (of.low >= 0))[order])
    cut = float(middle[order][np.searchsorted(ranks, beyond * ranks[-1])])
    above = middle > cut
    capped = Lengths(np.where(above, cut, of.low), np.where(above, np.inf, of.high), of.weight)
    body, _ = _body(of, capped, zero, False, Beside())
    edge = math.exp(body.effort.mu + body.effort.sigma * float(ndtri(beyond)))
    far = middle > edge
    count = float(of.weight[far & ended].sum())
    logs = float((of.weight[far] * np.log(middle[far] / edge)).sum())
    if count < _FEWEST or logs <= 0:
        return body, math.inf
    index = rate(count, logs)
    value = min(20.0, max(0.5, index.value))
    whole = Effort(
        body.effort.median, body.effort.ninety, body.effort.same_day, Tail(beyond, value)
    )
    cost = _cost(of, whole, 1.0, Beside())
    parameters = 3 + zero
    return replace(body, effort=whole, index=index), 2 * cost + parameters * math.log(of.total)


def _cost(of: Lengths, effort: Effort, comes: float, beside: Beside) -> float:
    """Minus the logarithm of the likelihood."""
    ends = np.concatenate([of.low, of.high])
    above, beyond = np.split(beside.survival(effort, ends), 2)
    chance = comes * (above - beyond)
    chance = np.where(np.isinf(of.high), 1 - comes + comes * above, chance)
    return -float((of.weight * np.log(np.maximum(chance, 1e-12))).sum())


def _body(
    whole: Lengths, of: Lengths, zero: bool, cure: bool, beside: Beside
) -> tuple[Length, float]:
    """The log-normal that fits best, and its BIC; ``whole`` is told of, ``of`` fitted."""
    logs = np.log(np.maximum(_middles(of), 0.25))
    spread = max(0.2, float(logs.std()))
    begin = [float(np.median(logs)), math.log(spread)]
    begin += [float(logit(min(0.95, max(0.02, _none(of) / of.total))))] if zero else []
    begin += [float(logit(min(0.97, max(0.03, of.ended / of.total))))] if cure else []

    def parts(theta: Real) -> tuple[Effort, float]:
        none = float(expit(theta[2])) if zero else 0.0
        comes = float(expit(theta[-1])) if cure else 1.0
        mu, sigma = float(theta[0]), math.exp(min(2.5, max(-4.0, float(theta[1]))))
        return Effort(math.exp(mu), math.exp(mu + _NINETY * sigma), min(none, 0.999), None), comes

    def cost(theta: Real) -> float:
        return _cost(of, *parts(theta), beside)

    best = optimize.minimize(cost, np.array(begin), method="Nelder-Mead", options=_PATIENCE)
    theta = np.asarray(best.x, dtype=np.float64)
    spans = _curvature(cost, theta)
    # Of few lengths likelihood says too much: as for the mean and the spread of a normal sample.
    freedom = max(1.0, of.ended - 2)
    wider = float(stats.t.isf((1 - LEVEL) / 2, freedom)) / _Z * math.sqrt(of.ended / freedom)
    spans = spans * wider**2
    error = np.sqrt(np.maximum(np.diag(spans), 0.0))
    ninety = math.sqrt(max(0.0, _quadratic(spans, math.exp(theta[1]))))
    effort, _ = parts(theta)
    length = Length(
        effort,
        _scaled(math.exp, float(theta[0]), float(error[0])),
        _scaled(math.exp, math.log(effort.ninety), ninety),
        _scaled(_expit, float(theta[2]), float(error[2])) if zero else None,
        None,
        _scaled(_expit, float(theta[-1]), float(error[-1])) if cure else None,
        int(whole.ended),
        int(whole.total),
    )
    return length, 2 * float(best.fun) + len(theta) * math.log(of.total)


_PATIENCE: Any = {"maxiter": 4000, "maxfev": 4000, "xatol": 1e-5, "fatol": 1e-7}


def _middles(of: Lengths) -> Real:
    """The middles of what has ended."""
    ended = np.isfinite(of.high) & ((of.low >= 0) | (of.high >= 1))
    found = (np.maximum(of.low[ended], 0.0) + of.high[ended]) / 2
    middle = np.repeat(found, np.maximum(1, of.weight[ended].astype(int)))
    return middle if len(middle) else np.array([1.0])


def _expit(value: float) -> float:
    return float(expit(value))


def _scaled(scale: Callable[[float], float], middle: float, error: float) -> Span:
    return Span(scale(middle), scale(middle - _Z * error), scale(middle + _Z * error))


def _quadratic(spans: Real, sigma: float) -> float:
    """The variance of the logarithm of the 90 % quantile, mu + 1.28 sigma, by the delta method."""
    slope = _NINETY * float(sigma)
    return float(spans[0, 0] + 2 * slope * spans[0, 1] + slope**2 * spans[1, 1])


def _curvature(cost: Callable[[Real], float], at: Real, step: float = 1e-3) -> Real:
    """The inverse of the second derivatives of a cost at its least value."""
    n, own = len(at), np.eye(len(at)) * step
    second = np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            corners = (
                cost(at + own[i] + own[j])
                - cost(at + own[i] - own[j])
                - cost(at - own[i] + own[j])
                + cost(at - own[i] - own[j])
            )
            second[i, j] = second[j, i] = corners / (4 * step * step)
    return np.asarray(np.linalg.pinv(second, rcond=1e-9, hermitian=True))
