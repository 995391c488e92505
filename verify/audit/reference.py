"""What a clause has only by reference: the duties that it takes over from the clause it points to.

A limit, a start or a default that stands in the other clause is no wording of the one that points
there, and cannot be at odds with the very clause that it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.regime import Regime
from model.rule import Rule, act_of


def sources_of(regime: Regime) -> Mapping[str, Rule]:
    """Return, by the identifier of each rule that is had by reference, the rule it comes from.

    That is a rule of the article pointed to, of the same kind and about the same act.
    """
    found: dict[str, Rule] = {}
    for rule in (pointing for pointing in regime.rules if pointing.refers_to):
        for other in regime.rules:
            pointed = other.article in rule.refers_to and other.article != rule.article
            if pointed and type(rule) is type(other) and act_of(rule) == act_of(other):
                found.setdefault(rule.id, other)
    return found
