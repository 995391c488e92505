"""Acts that a permission for some cases forbids in all others, although no rule says so.

An act that rules govern is done under one of them only. A rule that allows it in some cases, where
no other rule is about it, so leaves nobody who could do it in the rest: often more than a text
says.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from model.regime import Regime
from model.rule import Power, effects_of
from model.vocabulary import Guard, holds

_MOST = 4096  # cases that are looked at; a text distinguishes a few


def confined(regime: Regime) -> Iterator[Power]:
    """Yield each power whose act nobody can do in some case in which it could occur."""
    for power in regime.powers:
        guards = [rule.when for rule in regime.rules if power.act in effects_of(rule)]
        if power.when and not _covered(regime, guards, regime.vocabulary.events[power.act].when):
            yield power


def _covered(regime: Regime, guards: list[Guard], possible: Guard) -> bool:
    """Whether some guard admits every case that is possible at all."""
    if not all(guards):
        return True
    names = sorted({name for guard in (*guards, possible) for name in guard})
    values = [regime.vocabulary.attributes[name].values for name in names]
    cases = (dict(zip(names, one, strict=True)) for one in product(*values))
    return all(
        not holds(possible, case) or any(holds(guard, case) for guard in guards)
        for case in islice(cases, _MOST)
    )
