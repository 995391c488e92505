"""What can follow at all on an event, by rules alone: where a response cannot, some run lacks it.

Whether some rules suffice for a response is a question to the solver. It need not be put where
nothing that these rules bring about leads to the response. Take a run in which they are all obeyed
and work and the trigger comes. Keep of it the events on which the trigger depends and, of each of
these rules that something kept sets going, all events that it names; and always what that depends
on in turn, with what sets bans of it going or ends them. What is cut off sets none of the rules
going, and nothing kept hangs on it, nor when a bearer can act: so what is kept is a run of the
regime in which the same rules are obeyed and work, and the response is missing in it. Nobody is
said to obey any other rule.

This only ever says that some rules do not suffice. Where the response is kept, nothing follows.
"""

from __future__ import annotations

from collections.abc import Collection

from model.bearing import hangs_on
from model.property import Asks, Property
from model.regime import Regime
from model.rule import Prohibition, Rule, derived_by, effects_of, events_of


def is_about_coming(prop: Property) -> bool:
    """Whether a property asks that its response comes, whatever the world does."""
    return prop.asks is Asks.RESPONSE and not prop.at_once and not prop.absent


class Consequences:
    """What can follow on events of a regime, for any choice of the rules obeyed and working."""

    def __init__(self, regime: Regime) -> None:
        self._by_trigger: dict[str, list[Rule]] = {}
        # By event: those on which it directly depends whether and when it comes, or may come.
        self._behind = {
            name: {*kind.presupposes} for name, kind in regime.vocabulary.events.items()
        }
        for rule in regime.rules:
            for event in rule.on.events:
                self._by_trigger.setdefault(event, []).append(rule)
            behind = {*rule.on.events, *hangs_on(rule)}
            for event in {rule.act} if isinstance(rule, Prohibition) else effects_of(rule):
                self._behind[event] |= behind

    def reach(self, prop: Property, obeyed: Collection[str], working: Collection[str]) -> bool:
        """Whether a response, or one that may come instead, may follow on the trigger.

        Parameters
        ----------
        obeyed, working
            The rules that are obeyed, and those whose defaults or effects work.
        """
        kept, waiting, responses = {prop.trigger}, [prop.trigger], {*prop.responses}
        while waiting:
            event = waiting.pop()
            more = {*self._behind[event]}
            for rule in self._by_trigger.get(event, ()):
                if rule.id in obeyed or (rule.id in working and derived_by(rule)):
                    more |= events_of(rule)
            more -= kept
            if responses & more:
                return True
            kept |= more
            waiting += more
        return prop.trigger in responses
