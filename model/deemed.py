"""What is deemed done when a duty is overdue, and whether it is late all the same."""

from __future__ import annotations

from model.regime import Regime, Sanction
from model.rule import Obligation, Rule


def late_though_deemed(regime: Regime, sanction: Sanction, rule: Rule) -> bool:
    """Whether a sanction says of a duty that is deemed done that it is late all the same.

    False of what nothing deems done.
    """
    if not sanction.deemed_too or not isinstance(rule, Obligation):
        return False
    deemed = {rule.on_expiry.event} if rule.on_expiry is not None else set()
    return rule.act in deemed | {lapse.event for lapse in regime.lapses}
