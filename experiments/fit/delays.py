"""How long acts took: from when they were noticed, or arose, and of that for want of an officer."""

from __future__ import annotations

import numpy as np

from experiments.fit.clock import OfficeClock, Real
from experiments.fit.offices import BUSY, Owed, Shown
from experiments.fit.queue import waited_at_most


def delays(of: Shown, name: str, clock: OfficeClock) -> tuple[Real, Real]:
    """Return how long an act took from when it was noticed, and how long what is still open has.

    In office minutes.
    """
    own = of.owed
    here = (own.act == own.acts.index(name)) & (of.ready >= 0)
    took = (clock.worked(own.until) - of.ready).astype(np.float64)
    return np.maximum(took[here & own.done], 0.0), np.maximum(took[here & ~own.done], 0.0)


def queued(of: Shown, name: str, work: float, clock: OfficeClock) -> Real:
    """Return how long at most each act that was done waited for an officer before its work.

    ``work`` is how long that is held to take, in office minutes.
    """
    own = of.owed
    here = (own.act == own.acts.index(name)) & (of.ready >= 0) & own.done
    if of.busy is None:
        return np.zeros(int(here.sum()))
    begun = clock.worked(own.until)[here] - max(work, float(BUSY))
    before = np.maximum(begun - of.ready[here], 0.0)
    return np.asarray(np.minimum(waited_at_most(of.busy, begun), before), dtype=np.float64)


def all_delays(of: Owed, name: str, clock: OfficeClock) -> tuple[Real, Real]:
    """Return the same from when the duty arose."""
    here = of.act == of.acts.index(name)
    took = (clock.worked(of.until) - clock.worked(of.opened)).astype(np.float64)
    return took[here & of.done], took[here & ~of.done]
