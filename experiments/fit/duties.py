"""The duties of a log's matters as offices had them: when each arose, and when its act was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from experiments.fit.log import Log
from experiments.fit.matters import Matters
from model.conformance import Judgement, conformance
from model.regime import Regime
from model.rule import Obligation, act_of, derived_by
from model.simulation.scenario import SUPERVISING, Scenario, institutions
from model.trace import Mode, Occurrence, Run
from model.transition import Law

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "case": pl.String,
    "place": pl.Int64,
    "kind": pl.String,
    "office": pl.String,
    "act": pl.String,
    "rule": pl.String,
    "order": pl.Int64,
    "opened": pl.Int64,
    "own": pl.Boolean,
    "done": pl.Int64,
    "until": pl.Int64,
    "due": pl.Int64,
    "outcome": pl.String,
}
"""One row for each act that an office owed in a thread. ``place`` is the supervising department,
``order`` the place of the rule; ``own`` is whether the office itself brought the duty about;
``done`` is when it did the act, null where it did not up to ``until``: when the act was deemed, the
duty excused, or the log ended. ``due`` and ``outcome`` are those of the rule that came first."""


class Offices:
    """Which department of a scenario acts as a party, in a thread of a supervising department."""

    def __init__(self, scenario: Scenario, regime: Regime) -> None:
        self._parties = regime.vocabulary.parties
        self._own = list(scenario.supervising)
        self._acting: dict[str, str] = {}
        for one in scenario.departments:
            self._acting.setdefault(one.party, one.id)
        self._known: dict[tuple[str, int], str | None] = {}

    def of(self, party: str, place: int, facts: Mapping[str, str]) -> str | None:
        """Return the name of the department; ``None`` where none acts as the party."""
        if party == "queried-party":
            to_regulator = facts.get("letter-to-regulator", "false") == "true"
            party = SUPERVISING if to_regulator else "approval-bureau"
        if (party, place) not in self._known:
            self._known[party, place] = self._of(party, place)
        return self._known[party, place]

    def _of(self, party: str, place: int) -> str | None:
        own = self._own[place]
        for name in institutions(party, self._parties):
            if name in (SUPERVISING, own.party):
                return own.id
            if name in self._acting:
                return self._acting[name]
        return None


@dataclass(frozen=True)
class Threads:
    """The threads of a log as runs of a law.

    Attributes
    ----------
    runs
        For each thread its case, its supervising department by place, and what occurred in it.
    """

    law: Law
    scenario: Scenario
    runs: Sequence[tuple[str, int, Run]]


def threads_of(log: Log, law: Law, matters: Matters) -> Threads:
    """Return the threads of a log's matters; cases that are no matters are left out."""
    scenario = matters.scenario
    places = {one.id: place for place, one in enumerate(scenario.supervising)}
    usual = max(places.values(), key=lambda place: scenario.supervising[place].share)
    known = {one.case: one for one in matters.matters}
    speak = _Speaking(law.regime)
    whole = {name for name, one in law.regime.vocabulary.events.items() if one.scope == "case"}
    runs: list[tuple[str, int, Run]] = []
    columns = ["thread", "event", "time", "party", "mode"]
    frame = log.events.filter(pl.col("event").is_in(list(law.regime.vocabulary.events)))
    for (case,), rows in frame.group_by("case", maintain_order=True):
        matter = known.get(str(case))
        if matter is None:
            continue
        events = list(rows.select(columns).iter_rows())
        names = list(dict.fromkeys(row[0] for row in events if row[0])) or [""]
        facts = _facts(law.regime, matter.attributes)
        for name in names:
            place = places[matters.office_of[name]] if name else usual
            own = [row for row in events if row[0] == name or not row[0] or row[1] in whole]
            done = tuple(speak.occurrence(*row[1:]) for row in own)
            runs.append((matter.case, place, Run(done, facts, log.ends, matter.case, name)))
    return Threads(law, scenario, runs)


def _facts(regime: Regime, given: Mapping[str, str]) -> dict[str, str]:
    words = regime.vocabulary.attributes
    return {k: v for k, v in given.items() if k in words and v in words[k].values}


class _Speaking:
    """Says of an event of a log who did it and how, where the log does not."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self._demanded = {one.act: one.bearer for one in reversed(regime.obligations)}
        self._allowed = {one.act: one.bearer for one in reversed(regime.powers)}
        self._derived = {event for rule in regime.rules for event in derived_by(rule)}

    def occurrence(self, event: str, at: int, party: str | None, mode: str | None) -> Occurrence:
        """Return an event of a log as one of a run."""
        words = self.regime.vocabulary
        by = party if party in words.parties else None
        by = by or self._demanded.get(event) or self._allowed.get(event) or words.events[event].by
        return Occurrence(event, at, self._mode(event, mode), by)

    def _mode(self, event: str, mode: str | None) -> Mode:
        if mode is not None:
            return Mode(mode)
        if self.regime.is_exogenous(event):
            return Mode.EXOGENOUS
        own = event in self._demanded or event in self._allowed
        return Mode.DEEMED if event in self._derived and not own else Mode.PERFORMED


def duties_of(threads: Threads, kinds: Mapping[str, str], acts: Iterable[str] = ()) -> pl.DataFrame:
    """Return what every office owed; ``kinds`` is the kind of matter of each case.

    Parameters
    ----------
    acts
        Acts that are told even if none was done; other acts that nobody did are left out, since a
        log may not have them at all.
    """
    offices = Offices(threads.scenario, threads.law.regime)
    rows: list[tuple[Any, ...]] = []
    seen = set(acts)
    first: set[tuple[str, str, str]] = set()
    words = threads.law.regime.vocabulary.events
    for case, place, run in threads.runs:
        seen.update(one.event for one in run.occurrences if one.mode is Mode.PERFORMED)
        for row in _of_thread(threads.law, offices, run, place):
            act, office = row[1], row[0]
            if words[act].scope == "case":
                if (case, act, office) in first:
                    continue
                first.add((case, act, office))
            rows.append((case, place, kinds[case], *row))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return frame.filter(pl.col("act").is_in(sorted(seen)))


def _of_thread(law: Law, offices: Offices, run: Run, place: int) -> Iterator[tuple[Any, ...]]:
    found: dict[tuple[str, str], Judgement] = {}
    judged = [one for one in conformance(law, run).judgements if isinstance(one.rule, Obligation)]
    for one in sorted(judged, key=lambda one: one.opened):
        assert isinstance(one.rule, Obligation)
        for party in one.rule.bearers:
            office = offices.of(party, place, run.attributes)
            if office is not None:
                found.setdefault((office, act_of(one.rule)), one)
    for (office, act), one in found.items():
        assert isinstance(one.rule, Obligation)
        done, until = _ended(run, one.rule, one, office, offices, place)
        own = _own(run, one, office, offices, place)
        order, outcome = law.order[one.rule.id], str(one.outcome)
        yield (office, act, one.rule.id, order, one.opened, own, done, until, one.due, outcome)


def _own(run: Run, of: Judgement, office: str, offices: Offices, place: int) -> bool:
    """Whether the office itself brought a duty about."""
    return any(
        one.at == of.opened
        and one.mode is Mode.PERFORMED
        and one.event in of.rule.on.events
        and offices.of(one.party, place, run.attributes) == office
        for one in run.occurrences
    )


def _ended(
    run: Run, rule: Obligation, of: Judgement, office: str, offices: Offices, place: int
) -> tuple[int | None, int]:
    """When an office did an act, or up to when it is known that it had not."""
    end = run.end if run.end is not None else max(one.at for one in run.occurrences)
    act = run.of(rule.act)
    if act is not None and act.mode is Mode.PERFORMED and act.at >= of.opened:
        if offices.of(act.party, place, run.attributes) == office:
            return act.at, act.at
        return None, act.at
    ends = [act.at] if act is not None else []
    ending = (*rule.excused_by, rule.announced)
    ends += [one.at for one in run.occurrences if one.event in ending and one.at >= of.opened]
    return None, max(of.opened, min([end, *ends]))
