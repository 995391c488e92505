"""How often a look is skipped, how many duties are overlooked, and when they come to light.

A department's looks are common to all that waits for them. What was acted on shows which looks took
place; what was not acted on after a look that took place had been overlooked; and where nothing
waited, a look leaves no trace. What was never acted on, and met no look that is known to have taken
place, may have been overlooked or met skipped looks only: its share of both is their expectation
(EM: Dempster, Laird & Rubin, JRSS B 39, 1977).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.fit.clock import Flags, Whole
from experiments.fit.figures import Span, share
from experiments.fit.looks import LookTimes
from experiments.fit.sight import Seen, slots

_SOON = 6
"""Looks within which an act tells that the look before it took place, and the others did not."""
_LONG = 2
"""Working days at the least after which an overlooked duty is told from one that waits."""
_ROUNDS = 50
_NEVER = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class Noticed:
    """What a department saw, look by look.

    Attributes
    ----------
    first
        The look at which each could first be seen, counted as by :func:`~.sight.slots`.
    at
        The last look before each act; -1 of what was not done, or only when it came to light.
    met
        The first look known to have taken place at which each could have been seen.
    overlooked
        Whether a look took place and it was not acted on.
    doubtful
        Whether it may as well have met skipped looks only.
    took_place, skipped
        The looks that are known to have taken place, and to have not.
    busy
        The looks at which something seen before was still undone: what came up at such a look may
        have been seen and waited, so that it tells nothing of how often looks are skipped.
    days
        Of what came to light, the working days from when it should have been seen until the act.
    """

    first: Whole
    at: Whole
    met: Whole
    overlooked: Flags
    doubtful: Flags
    unknown: Whole
    took_place: frozenset[int]
    skipped: frozenset[int]
    busy: frozenset[int]
    days: Whole


def noticed(of: Seen, looks: LookTimes, light: int | None = None) -> Noticed:
    """Return what of each look is known.

    Parameters
    ----------
    light
        After how many working days what is overlooked comes to light, if that is known: what was
        done in less than half of them then only waited.
    """
    per_day = len(looks.times)
    first, last = slots(of, looks.times)
    last = np.where(of.done, np.maximum(first, last), last)
    place = _took_place(first, last, of.done)
    known = np.array(sorted(place), dtype=np.int64)
    # The first look known to have taken place at which each could have been seen.
    index = np.searchsorted(known, first)
    met = np.where(index < len(known), np.append(known, 0)[index], _NEVER)
    least = max(_LONG, 0 if light is None else light / 2)
    # So many looks in a row are not skipped: what was done after them had been overlooked.
    since = np.where((met < last) | (last - first <= _SOON), met, first)
    late = of.done_day - since // per_day >= least
    overlooked = np.where(of.done, (since < last) & late, met <= last)
    doubtful = ~of.done & ~overlooked
    at = np.where(of.done & ~overlooked, last, -1)
    skipped = _skipped(first, at, place)
    unknown = np.maximum(0, last - first + 1)
    known_off = np.array(sorted(skipped), dtype=np.int64)
    unknown -= np.searchsorted(known_off, last, "right") - np.searchsorted(known_off, first, "left")
    found = overlooked & of.done
    days = (of.done_day - since // per_day)[found]
    told = (first, at, met, overlooked, doubtful, np.maximum(0, unknown))
    return Noticed(*told, place, skipped, _busy(met, at), days)


def _took_place(first: Whole, last: Whole, done: Flags) -> frozenset[int]:
    """The looks that took place, as acts show.

    What came up after one look and was acted on before the next one was seen in between. What was
    acted on later, though no such look lies in between, was seen at the last look before the act;
    else it may only have waited for an officer.
    """
    soon = done & (last - first <= _SOON)
    sure = np.unique(last[soon & (last == first)])
    later = soon & (last > first)
    index = np.searchsorted(sure, first)
    met = np.where(index < len(sure), np.append(sure, 0)[index], _NEVER)
    return frozenset([*sure.tolist(), *last[later & (met >= last)].tolist()])


def _skipped(first: Whole, at: Whole, place: frozenset[int]) -> frozenset[int]:
    """The looks that what was seen later must have missed."""
    found: set[int] = set()
    soon = (at >= 0) & (at - first <= _SOON)
    for begin, end in zip(first[soon].tolist(), at[soon].tolist(), strict=True):
        found.update(range(begin, end))
    return frozenset(found - place)


def _busy(met: Whole, at: Whole) -> frozenset[int]:
    """The looks after one at which something was seen, up to the last before the act."""
    found: set[int] = set()
    for begin, end in zip(met[at > met].tolist(), at[at > met].tolist(), strict=True):
        found.update(range(begin + 1, end + 1))
    return frozenset(found)


@dataclass(frozen=True)
class Attention:
    """How one department looks, and what of several acts it overlooks.

    Attributes
    ----------
    skips
        The share of looks that do not take place.
    looks
        How many looks that is known of.
    missed
        For each act how many duties were overlooked, of how many; both may be expected numbers.
    """

    skips: Span
    looks: int
    missed: Mapping[str, tuple[float, float]]


def attention(of: Noticed, acts: Whole, names: list[str]) -> Attention:
    """Return how a department looks; ``acts`` are places in ``names``."""
    on, off = len(of.took_place - of.busy), len(of.skipped - of.busy)
    skip = (off + 0.5) / (on + off + 1)
    missed = np.full(len(names), 0.03)
    hidden = np.where(of.doubtful, 1.0, 0.0)
    more_off, sure = 0.0, of.overlooked.astype(np.float64)
    for _ in range(_ROUNDS):
        own = missed[acts]
        unseen = (1 - own) * skip**of.unknown
        chance = np.where(own + unseen > 0, own / np.maximum(own + unseen, 1e-12), 0.0)
        lost = sure + hidden * chance
        # What is in doubt tells only as much as it had looks to meet.
        weight = np.where(of.doubtful, 1 - skip ** np.maximum(of.unknown, 0), 1.0)
        for place in range(len(names)):
            here = acts == place
            total = float(weight[here].sum())
            missed[place] = float((lost * weight)[here].sum()) / total if total else 0.0
        more_off = float((hidden * (1 - chance) * np.minimum(of.unknown, 8)).sum())
        skip = (off + more_off + 0.5) / (on + off + more_off + 1)
    totals = {
        name: (float((lost * weight)[acts == place].sum()), float(weight[acts == place].sum()))
        for place, name in enumerate(names)
    }
    return Attention(share(off + more_off, on + off + more_off), on + off, totals)


def recall(days: Whole, fewest: int = 3) -> tuple[int, Span] | None:
    """Return after how many working days what was overlooked comes to light.

    The number that most had, if half of all had it or the next one; its range is that of the
    middle half. ``None`` where too few came to light, or at no common number.
    """
    if len(days) < fewest:
        return None
    counts = Counter(days.tolist())
    best = max(counts, key=lambda one: (counts[one] + counts[one + 1], -one))
    if 2 * (counts[best] + counts[best + 1]) < len(days):
        return None
    mode = best if counts[best] >= counts[best + 1] else best + 1
    low, high = np.quantile(days, [0.25, 0.75], method="inverted_cdf")
    return mode, Span(float(mode), float(min(low, mode)), float(max(high, mode)))
