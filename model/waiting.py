"""What must come first before a duty can be met, that its bearer cannot bring about himself.

The other side of :mod:`model.ability`: where that says whether a party can act, this names what it
still waits for, by the same reading of rules and words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from model.means import Means
from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule, act_of, bearers_of
from model.vocabulary import Guard, holds

Awaited = dict[str, str | None]
"""Events, each with the word that presupposes it; ``None`` where a rule waits for it."""


class Waiting:
    """What parties of a regime wait for, once some events have come.

    ``case`` are the attributes of the case; of any case where it is ``None``: then every guard is
    taken to admit it.
    """

    def __init__(
        self, means: Means, come: Collection[str], case: Mapping[str, str] | None = None
    ) -> None:
        self.means, self.come, self.case = means, come, case
        self.words = means.regime.vocabulary.events

    def of(self, rule: Obligation | Power) -> Awaited:
        """Return what the bearer of a rule that is set going waits for; nothing where he can act.

        Of several bearers, the one who waits for the fewest.
        """
        ways = (self._first(party, rule.act, None, rule, ()) for party in bearers_of(rule))
        return min(ways, key=len)

    def _first(
        self,
        party: str,
        event: str,
        carrier: str | None,
        owed: Rule | None,
        asked: tuple[str, ...],
    ) -> Awaited:
        """What must come before a party can bring an event about; itself where it never can."""
        if event in self.come:
            return {}
        if event in asked or self._counted(party, event, asked):
            return {} if event not in asked else {event: carrier}
        asked = (*asked, event)
        kind, own = self.words[event], self._own(party, event, owed, asked)
        if own is None or not self._fits(kind.when):
            return {event: carrier}
        needed = dict(own)
        for other in kind.presupposes:
            needed |= self._first(party, other, event, None, asked)
        for ban in self.bans(party, event):
            lifted = {event: carrier}
            if ban.until is not None:
                lifted = self._first(party, ban.until, None, None, asked)
            needed |= lifted
        return needed

    def _own(
        self, party: str, event: str, owed: Rule | None, asked: tuple[str, ...]
    ) -> Awaited | None:
        """What must come before the event is the party's to do; ``None`` where it never is."""
        if owed is not None or self.means.is_free(party, event):
            return {}
        supports = self.means.supports.get((party, event), ())
        ways = [self._going(party, one, asked) for one in supports if self._fits(one.when)]
        return min(ways, key=len) if ways else None

    def _counted(self, party: str, event: str, asked: tuple[str, ...]) -> bool:
        """Whether the party could bring an event about by what counts as it."""
        rules = self.means.counting.get(event, ())
        asked = (*asked, event)
        return any(self._fits(one.when) and not self._going(party, one, asked) for one in rules)

    def _going(self, party: str, rule: Rule, asked: tuple[str, ...]) -> Awaited:
        """What must come before a rule is set going."""
        ways = [self._first(party, one, None, None, asked) for one in rule.on.events]
        if rule.on.quantifier != "all":
            return min(ways, key=len)
        return {event: carrier for way in ways for event, carrier in way.items()}

    def bans(self, party: str, event: str) -> list[Prohibition]:
        """Return the bans in force on a party's act that nothing has lifted."""
        return [
            ban
            for ban in self.means.bans.get((party, event), ())
            if self._fits(ban.when) and self._arisen(ban) and ban.until not in self.come
        ]

    def _arisen(self, rule: Rule) -> bool:
        enough = all if rule.on.quantifier == "all" else any
        return enough(event in self.come for event in rule.on.events)

    def _fits(self, guard: Guard) -> bool:
        return self.case is None or holds(guard, self.case)


def awaited(means: Means, rule: Obligation | Power) -> Awaited:
    """Return what the bearer of a rule waits for once it is set going, whatever the case.

    What has certainly come by then is left out, and what it presupposes of the bearer's own acts.
    """
    return Waiting(means, means.certain(rule)).of(rule)


def provided(regime: Regime, event: str) -> bool:
    """Whether a text provides for an event: a rule brings it about, or waits for it to come.

    To come of itself it must be the world's, or what somebody begins a matter with, as a citizen's
    report: an act that follows on nothing that rules bring about.
    """
    if event in regime.governed or event not in regime.mentioned:
        return event in regime.governed
    begins = not regime.governed & {*regime.vocabulary.events[event].presupposes}
    return regime.is_exogenous(event) or begins


def unprovided(regime: Regime) -> Iterator[tuple[str, str, str]]:
    """Yield acts that wait for what the text does not provide for: rule, event, and word.

    The word, an event as well, is what presupposes it.
    """
    means = Means(regime)
    for rule in regime.supports:
        for event, carrier in awaited(means, rule).items():
            if carrier is not None and not provided(regime, event):
                yield rule.id, event, carrier


def standing_still(regime: Regime) -> Iterator[tuple[str, str, str]]:
    """Yield clocks that, once stopped, can never go on: rule, what stops it, what should end that.

    It would come only after the very act that the limit is for.
    """
    means = Means(regime)
    for rule in regime.timed:
        for one in rule.clock.suspensions:
            if act_of(rule) in means.behind(one.resumes) - {one.resumes}:
                yield rule.id, one.stops, one.resumes
