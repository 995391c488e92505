"""Rules of a regime that will not speak, since nothing brings about what sets them going."""

from __future__ import annotations

from model.regime import Regime
from model.vocabulary import WORLD


def unreached(regime: Regime) -> list[tuple[str, str]]:
    """Return rules with a trigger that nothing in the file brings about, with that trigger.

    It is some party's act that no rule demands, deems or counts, and it follows on an act that
    rules do govern; so in practice it will not happen, and the rule will not speak.
    """
    words, governed = regime.vocabulary.events, regime.governed
    return [
        (rule.id, event)
        for rule in regime.rules
        for event in rule.on.events
        if event not in governed
        and words[event].by != WORLD
        and governed & set(words[event].presupposes)
    ]
