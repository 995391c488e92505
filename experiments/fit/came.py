"""How the matters of a log came: parameters of a scenario's arrivals, kinds and departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.fit.arrivals import FEWEST, Counts, counted, dispersion, per_day
from experiments.fit.clock import OfficeClock
from experiments.fit.figures import Parameter, Path, Span, rounded, share
from experiments.fit.matters import Matters
from experiments.fit.spread import Spread, Spreads, of_spreads, spreads
from model.instant import MINUTES
from model.language import Text, say
from model.regime import Regime
from model.simulation.scenario import MatterKind
from model.vocabulary import Attribute

_FEWEST_DAYS = 10
_EXPECTED = 3
"""Matters of a kind that a log must have been long enough for, if it has none of them."""


@dataclass(frozen=True)
class Came:
    """The arrivals of a log.

    Attributes
    ----------
    spreads
        How matters that come so many a day are spread over time.
    parameters
        What was estimated, and what not.
    """

    spreads: Spreads
    parameters: tuple[Parameter, ...]

    @property
    def counts(self) -> Counts:
        """How many matters came on each day, of those that are taken together."""
        return self.spreads.together.counts

    @property
    def outside(self) -> int:
        """How many arrived outside office hours; they count for the next working day."""
        return self.spreads.outside


def came(matters: Matters, regime: Regime, clock: OfficeClock, ends: int, timed: bool) -> Came:
    """Return how matters came, from the first to the last of them.

    Parameters
    ----------
    ends
        The instant at which the log does.
    timed
        Whether the log has times of day.
    """
    kinds = [kind for kind in matters.scenario.matters if kind.every is None]
    own = {kind.id: matters.of(kind.id) for kind in kinds}
    at = {
        kind: np.array([one.at for one in those], dtype=np.int64)
        for kind, those in own.items()
        if those
    }
    # A log of matters that have ended, or were watched to their end, has none of the last days.
    whole = np.concatenate(list(at.values())) if at else np.array([ends], dtype=np.int64)
    found = spreads(at, clock, (int(whole.min()), int(whole.max())), timed)
    parameters = list(of_spreads(found, timed))
    words = regime.vocabulary.events
    for kind in kinds:
        if kind.assumed and not own[kind.id]:
            continue
        if not any(event in words for event in kind.starts):
            why = say("fit.why.no-word")
            parameters.append(Parameter(("matters", kind.id, "per-day"), None, None, why))
            continue
        parameters += _of_kind(kind, matters, clock, found, regime)
    parameters += _departments(matters)
    return Came(found, tuple(parameters))


def _of_kind(
    kind: MatterKind, matters: Matters, clock: OfficeClock, spreads: Spreads, regime: Regime
) -> Iterator[Parameter]:
    """How many a day of one kind, how unevenly, and what they are like."""
    own = matters.of(kind.id)
    path: Path = ("matters", kind.id)
    spread = spreads.of(kind.id)
    days = spread.counts.days
    span = (int(days[0]) * MINUTES, int(days[-1]) * MINUTES) if len(days) else (0, 0)
    counts = counted(np.array([one.at for one in own], dtype=np.int64), clock, *span)
    enough = len(own) >= FEWEST and len(days) >= _FEWEST_DAYS
    scale = _uneven(counts, spread, len(own)) if enough else Span(1.0, 1.0, 1.0)
    rate = per_day(counts, spread.usual, scale.value)
    if not own and kind.per_day * len(days) < _EXPECTED:
        why = say("fit.why.rare", days=len(days))
        yield Parameter((*path, "per-day"), None, None, why)
        return
    how = say("fit.how.rate") if own else say("fit.how.none")
    yield Parameter((*path, "per-day"), rounded(rate.value, 4), rate, how, len(own))
    if not own:
        return
    if enough:
        value = min(100.0, rounded(scale.value))
        yield Parameter((*path, "dispersion"), value, scale, say("fit.how.dispersion"), len(own))
    else:
        yield Parameter((*path, "dispersion"), None, None, say("fit.why.few", n=len(own)))
    if kind.id not in spreads.own and spreads.kinds > 1:
        why = say("fit.why.spread-rest" if spreads.rest else "fit.why.spread-all", n=len(own))
        yield Parameter((*path, "arrivals"), None, None, why)
    yield from _facts(kind, matters, path, regime.vocabulary.attributes)


def _uneven(counts: Counts, spread: Spread, n: int) -> Span:
    """The dispersion of a kind, beside what its spread over time expects of each day."""
    expected = spread.usual * (n / max(1e-12, float(spread.usual.sum())))
    part = n / max(1, int(spread.counts.counts.sum()))
    return dispersion(counts.counts, expected, round(max(1.0, spread.season.parameters * part)))


def _facts(
    kind: MatterKind, matters: Matters, path: Path, words: Mapping[str, Attribute]
) -> Iterator[Parameter]:
    """Departments concerned, and attributes."""
    own = matters.of(kind.id)
    named = [len(one.departments) for one in own if one.departments]
    if named:
        two, n = sum(count > 1 for count in named), len(named)
        span, how = share(two, n), say("fit.how.share")
        yield Parameter((*path, "second-department"), rounded(span.value), span, how, n)
    else:
        why = say("fit.why.no-departments")
        yield Parameter((*path, "second-department"), None, None, why)
    names = sorted({name for one in own for name in one.attributes})
    for name in names:
        known = words[name].values if name in words else ()
        if any(value not in known for value in kind.attributes.get(name, ())):
            why = say("fit.why.unknown-value")
            yield Parameter((*path, "attributes", name), None, None, why)
            continue
        values = Counter(one.attributes[name] for one in own if name in one.attributes)
        values.update(dict.fromkeys(kind.attributes.get(name, ()), 0))
        yield from _shares((*path, "attributes", name), values)
    for name in kind.attributes:
        if name not in names:
            why = say("fit.why.no-attribute")
            yield Parameter((*path, "attributes", name), None, None, why)


def _shares(path: Path, values: Mapping[str, int]) -> Iterator[Parameter]:
    """The shares of the values of an attribute, which add up to 1."""
    n, how = sum(values.values()), say("fit.how.share")
    flag = set(values) <= {"true", "false"}
    if flag:
        span = share(values.get("true", 0), n)
        yield Parameter(path, rounded(span.value, 4), span, how, n)
        return
    ordered = sorted(values)
    parts = [round(values[name] / n, 6) for name in ordered]
    parts[-1] = round(1 - sum(parts[:-1]), 6)
    for name, part in zip(ordered, parts, strict=True):
        yield Parameter((*path, name), part, share(values[name], n), how, n)


def _departments(matters: Matters) -> Iterator[Parameter]:
    """How often a matter concerns each supervising department."""
    alone = Counter(one.departments[0] for one in matters.matters if len(one.departments) == 1)
    n = sum(alone.values())
    supervising = [one for one in matters.scenario.supervising if one.share > 0 or alone[one.id]]
    for one in supervising:
        path: Path = ("departments", one.id, "share")
        if n < FEWEST:
            why = say("fit.why.no-departments") if matters.unnamed else say("fit.why.few", n=n)
            yield Parameter(path, None, None, why)
        else:
            span = share(alone[one.id], n).times(100)
            yield Parameter(path, rounded(span.value, 4), span, say("fit.how.percent"), n)


def kept() -> Sequence[tuple[Text, Text]]:
    """Return what no log of events can tell, and why."""
    return (
        (say("fit.keep.presence"), say("fit.why.presence")),
        (say("fit.keep.order"), say("fit.why.order")),
        (say("fit.keep.conduct"), say("fit.why.conduct")),
        (say("fit.keep.prompts"), say("fit.why.prompts")),
        (say("fit.keep.outages"), say("fit.why.outages")),
        (say("fit.keep.legal"), say("fit.why.legal")),
        (say("fit.keep.warm-up"), say("fit.why.warm-up")),
    )
