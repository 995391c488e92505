"""What could be read in a clause as it was, and was not worked out again as the clause now is.

An edit may alter the very words of which there was another reading. Nobody then knows what else
the clause could mean, so an answer that might come out otherwise says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from model.interpretation import Alternative, alternatives_in
from model.language import Text, say
from model.ledger import article_label
from model.otherwise import alternatives
from model.property import Property
from model.regime import Regime
from model.rule import Rule
from verify.slicing import bearing_on


class Forgotten(NamedTuple):
    """A reading of a rule as it was that the rule as it is has no longer."""

    rule: Rule
    alternative: Alternative

    @property
    def words(self) -> Text:
        """That it was not worked out, for whoever takes an answer away."""
        words = self.alternative.words.each(lambda sentence: sentence.rstrip("。."))
        return say("studio.lights.forgotten", article=article_label(self.rule.article), words=words)


def forgotten(before: Regime, after: Regime) -> tuple[Forgotten, ...]:
    """Return what else could be read before in rules that are still there, and no longer can."""
    if before is after:
        return ()
    return tuple(
        Forgotten(rule, alternative)
        for rule, alternative in alternatives(before)
        if (now := after.by_id.get(rule.id)) is not None
        and alternative.id not in alternatives_in(now.readings)
    )


def bearing(
    lost: Iterable[Forgotten], before: Regime, after: Regime, prop: Property
) -> Iterator[Forgotten]:
    """Yield what may bear on a question: in either text, or in the new one if it were read so."""
    events = (prop.trigger, *prop.responses)
    kept = {rule.id for regime in (before, after) for rule in bearing_on(regime, events).rules}
    for one in lost:
        if one.rule.id in kept or _would_bear(one, after, events):
            yield one


def _would_bear(one: Forgotten, after: Regime, events: tuple[str, ...]) -> bool:
    rule = one.alternative.rule
    if rule is None:
        return False
    rules = tuple(rule if each.id == one.rule.id else each for each in after.rules)
    near = bearing_on(replace(after, rules=rules), events).rules
    return any(each.id == one.rule.id for each in near)
