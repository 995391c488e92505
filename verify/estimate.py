"""The greatest delay: a guess from the deadlines on the way, and the search that starts there.

The guess is often right, and never relied on: the solver is asked whether it is. A right one spares
the search, a wrong one costs a question.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from typing import Any

import z3

from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule, effects_of
from verify.deadlines import OpenTerm
from verify.encoding import Encoding

_FARTHEST = 10**12  # working days


def longest(encoding: Encoding, open_days: int) -> dict[str, int]:
    """Return the greatest length in working days of each limit that expires.

    Open limits are taken to have the given one.
    """
    found = {}
    for rule, term in encoding.deadlines.terms.items():
        if isinstance(term, OpenTerm):
            found[rule] = open_days
        elif term is not None:
            found[rule] = encoding.deadlines.ranges.get(term, (0, term.count))[1]
    return found


def estimated(regime: Regime, days: Mapping[str, int], trigger: str, response: str) -> int:
    """Return the working days on the quickest way by rules from a trigger to a response.

    The way may need several events (Knuth, "A generalization of Dijkstra's algorithm", 1977); 0
    where there is none. ``days`` gives the limits of the duties that expire.
    """
    set_going: dict[str, list[Rule]] = {}
    for rule in regime.rules:
        counts = not isinstance(rule, Power | Prohibition)
        if counts and (not isinstance(rule, Obligation) or rule.id in days):
            for event in rule.on.events:
                set_going.setdefault(event, []).append(rule)
    reached: dict[str, int] = {}
    waiting = [(0, trigger)]
    while waiting and response not in reached:
        at, event = heapq.heappop(waiting)
        if event in reached:
            continue
        reached[event] = at
        for rule in set_going.get(event, ()):
            if rule.on.quantifier == "any" or all(one in reached for one in rule.on.events):
                for effect in effects_of(rule):
                    heapq.heappush(waiting, (at + days.get(rule.id, 0), effect))
    return reached.get(response, 0)


def greatest(later: Callable[[int], Any], guess: int) -> int | None:
    """Return the greatest whole number from 0 on that is attained; ``None`` where Z3 gives up.

    ``None`` as well where nothing seems to bound it: no sum of deadlines is so large.

    ``later`` is the solver's answer whether more than a number can be attained. Something is
    attained at ``attained`` or there is nothing at all, and nothing beyond ``excluded``. Where the
    guess is too small, steps grow until nothing lies beyond, and then close in.
    """
    attained, excluded, step = 0, None, 1
    probe = guess
    while excluded is None or attained < excluded:
        answer = later(probe)
        if answer == z3.unknown or attained > _FARTHEST:
            return None
        if answer == z3.sat:
            attained, step = probe + 1, 2 * step
            probe = attained + step - 1 if excluded is None else (attained + excluded) // 2
        else:
            # The guess itself is likelier than what lies half way.
            guessed = excluded is None and step == 1
            excluded = probe
            probe = max(probe - 1, 0) if guessed else (attained + excluded) // 2
    return attained
