"""A law as arrays: its rules, the events that they are about, and by what means parties act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from model.deadline import Measure, Term
from model.instant import MINUTES, day_of
from model.rule import (
    CountsAs,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    Timed,
    act_of,
    bearers_of,
    is_timed,
)
from model.simulation.compiled.codes import (
    AFTER,
    DATED,
    EMPTY,
    FROM,
    ITSELF,
    KINDS,
    NEVER,
    NO_HEIR,
    NO_TERM,
    NONE,
)
from model.simulation.compiled.lists import Lists
from model.simulation.compiled.world import EVENT, RULE
from model.simulation.downtime import Downtime
from model.simulation.scenario import SUPERVISING, Scenario
from model.transition import Law
from model.vocabulary import WORLD

QUERIED, BUREAU = "queried-party", "approval-bureau"

_MEASURES = {Measure.AFTER: AFTER, Measure.FROM: FROM}


class LawArrays:
    """The arrays of a law, and what its numbers stand for.

    Attributes
    ----------
    events, parties
        What the numbers of events and parties stand for; rules are numbered as in the regime.
    columns
        For each column of luck, the act and the joint bearer that it belongs to.
    terms
        For each row of the tables of dates, the term that it is of.
    """

    def __init__(self, law: Law, scenario: Scenario) -> None:
        self.law = law
        self.scenario = scenario
        regime = law.regime
        self.lists = Lists(regime.vocabulary.attributes)
        self.events = _events(law, scenario)
        self.parties = _parties(law, scenario)
        self.event = {event: place for place, event in enumerate(self.events)}
        self.party = {party: place for place, party in enumerate(self.parties)}
        self.rule = law.order
        self.columns: list[tuple[str, str]] = []
        self._column: dict[tuple[str, str], int] = {}
        self.terms: list[Term] = []
        self.down = Downtime((), scenario.outages.acts)
        self.rules = np.zeros(len(regime.rules), RULE).view(np.recarray)
        for place, rule in enumerate(regime.rules):
            self._fill(self.rules[place], rule)
        self.event_rows = np.zeros(len(self.events), EVENT).view(np.recarray)
        self._fill_events()
        self.supports = self._by_party(law.means.supports)
        self.bans = self._by_party(law.means.bans)
        self.moving = np.array([self.rule[rule] for rule in law.moving], dtype=np.int64)

    def events_at(self, events: Iterable[str]) -> int:
        """Return the place of a list of events."""
        return self.lists.of(self.event[event] for event in events)

    def rules_at(self, rules: Iterable[Rule]) -> int:
        """Return the place of a list of rules."""
        return self.lists.of(self.rule[rule.id] for rule in rules)

    def _fill(self, row: Any, rule: Rule) -> None:
        row.kind = KINDS.index(type(rule))
        row.act = self.event[act_of(rule)]
        bearers = bearers_of(rule)
        row.bearer = self.party[bearers[0]] if bearers else NONE
        row.bearers = self.lists.of(self.party[one] for one in bearers)
        row.guard = self.lists.guard(rule.when)
        row.all_triggers = rule.on.quantifier == "all"
        row.triggers = self.events_at(rule.on.events)
        until = rule.until if isinstance(rule, Power | Prohibition) else None
        row.until = NONE if until is None else self.event[until]
        row.announced, row.default, row.overdue, row.term = NONE, NONE, NONE, NO_TERM
        row.by = self._by(rule)
        row.columns = self.lists.of(self._columns(rule))
        self._fill_period(row, rule)
        if is_timed(rule):
            self._fill_limit(row, rule)
        if isinstance(rule, Obligation):
            self._fill_duty(row, rule)
        elif isinstance(rule, Lapse):
            row.excused = self.events_at(rule.unless)
            row.default = row.act
        if isinstance(rule, Obligation | Power):
            row.needs_platform = self.down.needs_platform(rule.act, rule)

    def _fill_duty(self, row: Any, rule: Obligation) -> None:
        row.announced = NONE if rule.announced is None else self.event[rule.announced]
        row.excused = self.events_at(rule.excused_by)
        row.ready = rule.id in self.law.ready
        row.ahead = self.law.ahead(rule)
        if rule.on_expiry is not None:
            row.default = self.event[rule.on_expiry.event]
            row.default_unless = self.lists.of(
                self.lists.guard(guard) for guard in rule.on_expiry.unless
            )
        row.overdue = NONE if rule.overdue is None else self.event[rule.overdue]

    def _fill_limit(self, row: Any, rule: Timed) -> None:
        term = self.law.terms[rule.id]
        if term is not None:
            row.term, row.count = _MEASURES.get(term.measure, DATED), term.count
            if row.term == DATED:
                if term not in self.terms:
                    self.terms.append(term)
                row.table = self.terms.index(term)
        clock = rule.clock
        row.running = bool(clock)
        row.suspensions = self.events_at(
            event for one in clock.suspensions for event in (one.stops, one.resumes)
        )
        row.restarts = self.events_at(clock.restarts)
        grants = self.law.reading.grants(clock.extensions)
        row.extensions = self.lists.of(
            number
            for event, days in grants.items()
            for number in (self.event[event], NEVER if days is None else days)
        )

    def _fill_period(self, row: Any, rule: Rule) -> None:
        """When it is in force, and under what its limits go on when it no longer is."""
        period = self.law.periods.get(rule.id) if self.law.periods else None
        row.since, row.ends, row.family, row.heir = -NEVER, NEVER, EMPTY, ITSELF
        if period is None:
            return
        if period.since is not None:
            row.since = day_of(period.since) * MINUTES
        if period.until is not None:
            row.ends = day_of(period.until) * MINUTES
            if period.successor is not None:
                row.heir = self.rule[period.successor] if period.successor else NO_HEIR
        row.family = self.lists.of(self.rule[one] for one in period.family)

    def _by(self, rule: Rule) -> int:
        """As whose act an effect of a rule counts; ``NONE`` as that of whoever did its cause."""
        words = self.law.regime.vocabulary.events
        if isinstance(rule, CountsAs):
            by = words[rule.event].by
            return NONE if by == WORLD else self.party[by]
        return self.party[self.law.of_expiry(rule)] if is_timed(rule) else NONE

    def _columns(self, rule: Rule) -> Iterable[int]:
        if isinstance(rule, Obligation):
            for party in rule.bearers:
                key = (rule.act, party if party in rule.jointly else "")
                if key not in self._column:
                    self._column[key] = len(self.columns)
                    self.columns.append(key)
                yield self._column[key]

    def _fill_events(self) -> None:
        law, regime = self.law, self.law.regime
        scheduled = {
            event
            for kind in self.scenario.matters
            for event in (*kind.starts, *(later.event for later in kind.later))
        }
        ending = {
            event for rule in regime.obligations for event in (*rule.excused_by, rule.announced)
        }
        forbidding: dict[str, list[Prohibition]] = {}
        for rule in regime.prohibitions:
            forbidding.setdefault(rule.act, []).append(rule)
        for place, event in enumerate(self.events):
            row, word = self.event_rows[place], regime.vocabulary.events[event]
            free = event not in regime.governed and word.by != WORLD
            row.by, row.owners = self.party[word.by], self.party[word.by] if free else NONE
            row.exogenous = regime.is_exogenous(event)
            row.governed, row.whole = event in regime.governed, word.scope == "case"
            row.guard = self.lists.guard(word.when)
            row.presupposes = self.events_at(word.presupposes)
            row.touched = self.rules_at(law.touched_by.get(event, ()))
            row.triggered = self.rules_at(law.triggered_by.get(event, ()))
            row.counting = self.rules_at(law.counting.get(event, ()))
            row.demanding = self.rules_at(law.demanding.get(event, ()))
            row.supporting = self.rules_at(law.supporting.get(event, ()))
            row.enabled = self.rules_at(law.enabled_by.get(event, ()))
            row.means = self.rules_at(law.means.counting.get(event, ()))
            row.forbidding = self.rules_at(forbidding.get(event, ()))
            row.ending, row.scheduled = event in ending, event in scheduled
            row.needs_platform = self.down.needs_platform(event, None)
            row.known_at_once = self.scenario.task(event).at_once
            row.prompts = self.lists.of(
                number
                for number, prompt in enumerate(self.scenario.conduct.prompts)
                if event in prompt.after
            )

    def _by_party(self, rules: Mapping[tuple[str, str], Sequence[Rule]]) -> Any:
        found = np.zeros((len(self.parties), len(self.events)), dtype=np.int64)
        for (party, event), those in rules.items():
            found[self.party[party], self.event[event]] = self.rules_at(those)
        return found


def _events(law: Law, scenario: Scenario) -> tuple[str, ...]:
    """The events that can come in a matter, in the order of the words."""
    regime = law.regime
    words = regime.vocabulary.events
    named = {
        event
        for kind in scenario.matters
        for event in (*kind.starts, *(later.event for later in kind.later))
        if event in words
    }
    known = regime.foundations(*regime.mentioned, *named)
    return tuple(event for event in words if event in known)


def _parties(law: Law, scenario: Scenario) -> tuple[str, ...]:
    regime = law.regime
    named = [WORLD, SUPERVISING, BUREAU, QUERIED, *regime.vocabulary.parties]
    named += [word.by for word in regime.vocabulary.events.values()]
    named += [party for rule in regime.rules for party in bearers_of(rule)]
    return tuple(dict.fromkeys([*named, *(one.party for one in scenario.departments)]))
