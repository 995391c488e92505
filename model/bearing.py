"""Which events bear on rules: on which they hang, and which break them."""

from __future__ import annotations

from typing import assert_never

from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition, Rule


def broken_by(rule: Rule) -> str | None:
    """Return the event that breaches a rule when it comes: what is forbidden, or unannounced."""
    match rule:
        case Obligation():
            return rule.announced
        case Prohibition():
            return rule.act
        case Lapse() | CountsAs() | Power():
            return None
        case _:
            assert_never(rule)


def hangs_on(rule: Rule) -> frozenset[str]:
    """Return the events on which it depends what a rule brings about once it is set going.

    What fulfils, excuses, stops, restarts, lengthens or ends it; its triggers are not among them.
    """
    match rule:
        case Obligation():
            return frozenset({rule.act, *rule.excused_by, *rule.clock.events})
        case Lapse():
            return frozenset({*rule.unless, *rule.clock.events})
        case Power() | Prohibition():
            return frozenset({rule.until} if rule.until else ())
        case CountsAs():
            return frozenset()
        case _:
            assert_never(rule)
