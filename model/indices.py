"""Which rules an event or an act is about: looked up once, when a law is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from model.duty import touching
from model.regime import Regime
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition, Rule, bearers_of

Kept = Obligation | Lapse | Power | Prohibition
"""The rules that are kept as set going in a thread."""


class Upon(NamedTuple):
    """The rules that an event touches, may set going, counts by, and may make able.

    The first two by their ids, since a step looks for them among the duties of a thread; of what
    it may set going it is said whether it does so in every case and by itself.
    """

    touched: Sequence[str] = ()
    triggered: Sequence[tuple[str, Kept, bool]] = ()
    counting: Sequence[CountsAs] = ()
    enabled: Sequence[Obligation] = ()


ABOUT_NOTHING = Upon()
"""An event that no rule is about."""


class Indices:
    """The rules of a regime by event and by act, each list in the order of the file.

    Attributes
    ----------
    touched_by, triggered_by, counting
        By event the rules that it changes once they are set going, those that it may set going,
        and those by which it may count as something.
    demanding, supporting
        By act the duties to do it, and all by which somebody may.
    allowing
        By party and act the duties and powers by which the party may perform the act.
    """

    def __init__(self, regime: Regime) -> None:
        self.touched_by: dict[str, list[Kept]] = {}
        self.triggered_by: dict[str, list[Kept]] = {}
        self.counting: dict[str, list[CountsAs]] = {}
        self.demanding: dict[str, list[Obligation]] = {}
        self.supporting: dict[str, list[Obligation | Power]] = {}
        self.allowing: dict[tuple[str, str], list[Obligation | Power]] = {}
        for rule in regime.rules:
            self._by_event(rule)
            self._by_act(rule)

    def _by_event(self, rule: Rule) -> None:
        for event in rule.on.events:
            if isinstance(rule, CountsAs):
                self.counting.setdefault(event, []).append(rule)
            else:
                self.triggered_by.setdefault(event, []).append(rule)
        if not isinstance(rule, CountsAs):
            for event in touching(rule):
                self.touched_by.setdefault(event, []).append(rule)

    def _by_act(self, rule: Rule) -> None:
        if isinstance(rule, Obligation):
            self.demanding.setdefault(rule.act, []).append(rule)
        if isinstance(rule, Obligation | Power):
            self.supporting.setdefault(rule.act, []).append(rule)
            for party in dict.fromkeys(bearers_of(rule)):
                self.allowing.setdefault((party, rule.act), []).append(rule)

    def upon(self, enabled_by: Mapping[str, Sequence[Obligation]]) -> dict[str, Upon]:
        """Return by event all the rules that it is about, given those that it may make able."""
        known = {*self.touched_by, *self.triggered_by, *self.counting, *enabled_by}
        return {
            event: Upon(
                tuple(rule.id for rule in self.touched_by.get(event, ())),
                tuple((one.id, one, _always(one)) for one in self.triggered_by.get(event, ())),
                self.counting.get(event, ()),
                enabled_by.get(event, ()),
            )
            for event in known
        }


def _always(rule: Rule) -> bool:
    """Whether any of its events sets a rule going, whatever else has come, in every case."""
    return not rule.when and (rule.on.quantifier == "any" or len(rule.on.events) == 1)
