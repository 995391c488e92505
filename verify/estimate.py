"""A guess at the greatest delay of a property, from the deadlines on the way.

:func:`~verify.search.greatest` begins there. The guess is often right and never relied on: the
solver is asked. A right guess saves most of the search; a wrong one costs one question.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import assert_never

from model.regime import Regime
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition, Rule, effects_of
from verify.deadlines import OpenTerm
from verify.encoding import Encoding


def longest(encoding: Encoding, open_days: int) -> dict[str, int]:
    """Return the longest duration, in working days, of each limit that can expire.

    ``open_days`` stands for each limit that is an unknown.
    """
    days = {}
    for rule, term in encoding.deadlines.terms.items():
        if isinstance(term, OpenTerm):
            days[rule] = open_days
        elif term is not None:
            known = encoding.deadlines.lengths.get(term)
            days[rule] = term.count if known is None else known.whole_range[1]
    return days


def estimated(regime: Regime, days: Mapping[str, int], trigger: str, response: str) -> int:
    """Return the working days on the quickest way by rules from a trigger to a response.

    A rule with several triggers may need all of them, so that a way may branch (D. E. Knuth, "A
    generalization of Dijkstra's algorithm", 1977). It is 0 where there is no way. ``days`` gives
    the limits of the duties that can expire; a duty without one leads nowhere.
    """
    set_going: dict[str, list[Rule]] = {}
    for rule in regime.rules:
        if _leads(rule, days):
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


def _leads(rule: Rule, days: Mapping[str, int]) -> bool:
    """Whether a rule brings its effects about of itself, or by a duty that can expire."""
    match rule:
        case Obligation() | Lapse():
            return rule.id in days
        case CountsAs():
            return True
        case Power() | Prohibition():
            return False
        case _:
            assert_never(rule)
