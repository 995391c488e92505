"""From rules to the parties that bear them: who must be honest for a guarantee to hold?

A group of parties **secures** a guarantee when it holds if they obey every rule that they bear,
whatever everybody else does. Of a duty of several bearers each can do the act alone, so that one
of them is enough. Hence a group secures a guarantee just when it has a bearer of each rule of
some trust set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from model.regime import Regime
from model.rule import bearers_of, binds

Parties = tuple[str, ...]
"""Parties, in the order of the vocabulary."""


class ObedienceNeeded(StrEnum):
    """How much obedience a guarantee asks for.

    *Involved* are the bearers of all rules that can be breached and can bear on when trigger and
    response come.
    """

    ITSELF = "itself"  # nobody's: defaults, counts-as and the clock carry it
    ONE = "one"  # some party secures it alone
    SEVERAL = "several"  # no party does alone, but fewer than all involved do
    EVERYBODY = "everybody"  # all involved parties do, two at least, and no fewer
    NOTHING = "nothing"  # it fails although everyone obeys
    VACUOUS = "vacuous"  # the regime does not regulate it, or its trigger cannot occur
    UNKNOWN = "unknown"  # some question was not decided


def standing(groups: Sequence[Parties], involved: Collection[str]) -> ObedienceNeeded:
    """Return how much obedience is asked for, given the minimal groups, the smallest first.

    >>> str(standing([("p",), ("q", "r")], "pqr")), str(standing([("p", "q")], "pq"))
    ('one', 'everybody')
    >>> str(standing([("p", "q")], "pqr")), str(standing([()], "")), str(standing([], "p"))
    ('several', 'itself', 'nothing')
    """
    if not groups:
        return ObedienceNeeded.NOTHING
    fewest = groups[0]
    if len(fewest) < 2:
        return ObedienceNeeded.ONE if fewest else ObedienceNeeded.ITSELF
    return ObedienceNeeded.EVERYBODY if {*involved} <= {*fewest} else ObedienceNeeded.SEVERAL


def indispensable(groups: Sequence[Parties]) -> Parties:
    """Return the parties without whom no group secures a guarantee.

    >>> indispensable([("p", "q"), ("p", "r")]), indispensable([])
    (('p',), ())
    """
    first, *others = groups or ((),)
    return tuple(party for party in first if all(party in other for other in others))


def parties_of(regime: Regime, rules: Iterable[str]) -> tuple[str, ...]:
    """Return all bearers of the named rules, in the order of the file, each once."""
    wanted = set(rules)
    bound = filter(binds, regime.rules)
    named = (bearers_of(rule) for rule in bound if rule.id in wanted)
    return tuple(dict.fromkeys(party for bearers in named for party in bearers))


def groups_that_secure(regime: Regime, trust_sets: Iterable[Iterable[str]]) -> tuple[Parties, ...]:
    """Return the minimal groups of parties that bear, between them, all rules of a trust set.

    The smallest come first.
    """
    groups: set[frozenset[str]] = set()
    for rules in trust_sets:
        own: set[frozenset[str]] = {frozenset()}
        for rule in rules:
            bearers = frozenset(parties_of(regime, [rule]))
            own = _least(
                group if group & bearers else group | {bearer}
                for group in own
                for bearer in bearers
            )
        groups |= own
    order = {party: place for place, party in enumerate(regime.vocabulary.parties)}
    named = (tuple(sorted(group, key=order.__getitem__)) for group in _least(groups))
    return tuple(sorted(named, key=lambda group: (len(group), [order[bearer] for bearer in group])))


def _least(groups: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    """Keep the sets of which no other is a part."""
    every = set(groups)
    return {group for group in every if not any(other < group for other in every)}
