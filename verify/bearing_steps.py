"""What of a run bears on the violation that it shows: the events, and the rules behind them.

A run is whole: timers run out in it and others do their duties, whether or not that has anything
to do with what was asked. What came is followed back to what brought it about, and what is lacking
to the rules that should have brought it about and did not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field

from model.property import Property
from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule, effects_of, is_timed
from model.trace import Run
from model.value import dataclass
from model.vocabulary import holds


@dataclass(frozen=True)
class Bearing:
    """The events of a run that bear on a violation, and the rules."""

    events: frozenset[str]
    rules: frozenset[str]


@dataclass
class _Search:
    regime: Regime
    run: Run
    events: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)
    waiting: list[tuple[Callable[[str], None], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.leading: dict[str, list[Rule]] = {}
        self.banning: dict[str, list[Prohibition]] = {}
        for rule in self.regime.rules:
            for effect in () if isinstance(rule, Power) else effects_of(rule):
                self.leading.setdefault(effect, []).append(rule)
            if isinstance(rule, Prohibition):
                self.banning.setdefault(rule.act, []).append(rule)
        self.come = {one.event: one for one in self.run.occurrences}
        words = self.regime.vocabulary.attributes
        self.case = {name: one.values[0] for name, one in words.items()} | {**self.run.attributes}

    def follow(self) -> None:
        """Follow whatever waits, and all that it leads to; a chain of rules may be a long one."""
        while self.waiting:
            follow, event = self.waiting.pop()
            follow(event)

    def behind(self, event: str) -> None:
        """Follow an event that came back to what brought it about, and let it come."""
        if event in self.events or event not in self.come:
            return
        self.events.add(event)
        rule = self.regime.by_id.get(self.come[event].rule)
        if rule is not None:
            self._rule(rule)
        self._all(self.regime.vocabulary.events[event].presupposes)
        self._bans(event)

    def without(self, event: str) -> None:
        """Follow an event that is lacking, or late, to the rules that should have brought it."""
        if event in self.lacking:
            return
        self.lacking.add(event)
        for rule in self.leading.get(event, ()):
            if not holds(rule.when, self.case):
                continue
            if self._going(rule):
                self._rule(rule)
                self._hindered(rule)
            else:
                self._each(one for one in rule.on.events if one not in self.come)

    def _hindered(self, rule: Rule) -> None:
        """What kept a rule that is set going from bringing its effect about.

        What a duty deems when it runs out does not come where its act has.
        """
        if not isinstance(rule, Obligation):
            return
        self._all([rule.act])
        presupposed = self.regime.vocabulary.events[rule.act].presupposes
        self._all(presupposed)
        self._each(one for one in presupposed if one not in self.come)
        self._bans(rule.act)

    def _rule(self, rule: Rule) -> None:
        """Add a rule with what set it going, moved its limit or ended it."""
        self.rules.add(rule.id)
        self._all(rule.on.events)
        if is_timed(rule):
            self._all(rule.clock.events)
            self._all(rule.excused_by if isinstance(rule, Obligation) else rule.unless)

    def _bans(self, act: str) -> None:
        """Add the bans on an act that came into force, and what lifted them."""
        for ban in self.banning.get(act, ()):
            if self._going(ban):
                self._rule(ban)
                self._all([ban.until] if ban.until is not None else [])
                if ban.until is not None and ban.until not in self.come:
                    self._each([ban.until])

    def _going(self, rule: Rule) -> bool:
        enough = all if rule.on.quantifier == "all" else any
        begun = enough(one in self.come for one in rule.on.events)
        return begun and holds(rule.when, self.case)

    def _all(self, events: Iterable[str]) -> None:
        self.waiting += [(self.behind, event) for event in events]

    def _each(self, events: Iterable[str]) -> None:
        self.waiting += [(self.without, event) for event in events]


def bearing_on_violation(regime: Regime, prop: Property, run: Run) -> Bearing:
    """Return what of a run that violates a property bears on that."""
    search = _Search(regime, run)
    search.waiting += [(search.behind, event) for event in (prop.trigger, *prop.responses)]
    search.waiting += [(search.without, response) for response in prop.responses]
    search.follow()
    return Bearing(frozenset(search.events), frozenset(search.rules))
