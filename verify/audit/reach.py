"""Whom the sanctions of a text reach for a duty, and who sees to it where it is not done."""

from __future__ import annotations

from collections.abc import Sequence

from model.regime import Regime, Sanction
from model.rule import Obligation, Rule, bearers_of, effects_of


def answering(regime: Regime, rule: Rule) -> Sequence[Sanction]:
    """Return the sanctions that speak of a duty: those of its own, else those in general words."""
    sanctions = regime.sanctions_of(rule.id)
    return [one for one in sanctions if not one.general] or sanctions


def reached(regime: Regime) -> frozenset[str]:
    """Return the parties that some sanction of the text reaches."""
    return frozenset(
        party
        for rule in regime.binding
        if regime.sanctions_of(rule.id)
        for party in bearers_of(rule)
    )


def outside(regime: Regime, rule: Rule) -> bool:
    """Whether a text that has sanctions reaches none of the bearers of a rule with any.

    Such is a government above those whom the text binds: it weighs little that nothing presses it.
    """
    return bool(regime.sanctions) and not reached(regime) & {*bearers_of(rule)}


def followed_up(regime: Regime, duty: Obligation) -> bool:
    """Whether somebody else has to act where a duty is not done.

    Either one who imposes a sanction for this very duty, or one whose act sees to what was not done
    or stands in for it. A clause in general words on liability brings nothing on its way.
    """
    meet, words = regime.vocabulary.meet, regime.vocabulary.events
    for sanction in regime.sanctions_of(duty.id):
        imposed = sanction.by is not None and not meet([sanction.by], duty.bearers)
        if imposed and not sanction.general:
            return True
    return any(
        duty.act in words[effect].sees_to
        for rule in regime.rules
        if not meet(bearers_of(rule), duty.bearers)
        for effect in effects_of(rule)
    )
