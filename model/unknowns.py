"""The limits of a text that can be unknown: those left open, and its deadlines in working days."""

from __future__ import annotations

from dataclasses import replace

from model.deadline import Fraction, Indefinite, Unit, Within
from model.regime import Regime
from model.rule import Obligation, Rule


def with_unknown_deadlines(regime: Regime) -> Regime:
    """Return the regime with every stated deadline in working days left open.

    Advance notice, limits in calendar days or months, and ``immediately`` stay as they are, and so
    do limits of which another rule takes a part, and those parts.
    """
    parted = _parted(regime)
    rules = (rule if rule.id in parted else _opened(rule) for rule in regime.rules)
    return replace(regime, rules=tuple(rules))


def _parted(regime: Regime) -> set[str]:
    """The rules of whose limits another one takes a part."""
    limits = (rule.deadline for rule in regime.timed)
    return {limit.of for limit in limits if isinstance(limit, Fraction)}


def is_stated(rule: Rule) -> bool:
    """Whether a rule is a duty with a stated deadline in working days."""
    deadline = rule.deadline if isinstance(rule, Obligation) else None
    return isinstance(deadline, Within) and deadline.unit is Unit.WORKING_DAYS


def _opened(rule: Rule) -> Rule:
    if isinstance(rule, Obligation) and is_stated(rule):
        return replace(rule, deadline=Indefinite(""))
    return rule


def stated_values(regime: Regime, open_days: int | None) -> dict[str, int]:
    """Return the value of every limit of a regime that can be unknown: its own, else the given.

    Open limits are left out where no value is given.
    """
    found = {}
    for rule in regime.obligations:
        if isinstance(rule.deadline, Within) and is_stated(rule):
            found[rule.id] = rule.deadline.count
        elif rule.open and open_days is not None:
            found[rule.id] = open_days
    return found
