"""A ledger made by the simulator is judged with exactly the breaches that it recorded."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from experiments.log.ask import Judging
from experiments.measures.facts import Facts
from model.conformance import Outcome, judge
from model.deadline import Reading
from model.instant import time_of
from model.regime import Regime
from model.rule import Obligation, act_of
from model.simulation.engine import Engine
from model.simulation.fitting import supplied, without_governed
from model.simulation.platform import Thread
from model.simulation.year import Year, simulate
from model.trace import Mode
from model.version import across
from protocols import library
from tests.county import CALENDAR
from tests.ledgers import judged
from tests.test_compare import small_scenario

STANDS = {
    Outcome.FULFILLED: "fulfilled",
    Outcome.EXCUSED: "fulfilled",
    Outcome.LATE: "late",
    Outcome.NEVER: "missing",
    Outcome.DEEMED: "deemed",
    Outcome.PENDING: "pending",
}


@cache
def year(name: str) -> Year:
    regime = across(library.find(name))
    scenario = without_governed(supplied(small_scenario(), [regime]), regime)
    return simulate(regime, scenario, CALENDAR, 2025, 3, Reading(5), engine=Engine.SIMPY)


def office(of: Year, thread: Thread) -> str:
    return of.scenario.supervising[thread.department].id


def ledger(of: Year) -> str:
    """What was done and what came, one event in a row; of what the clock brings about nothing."""
    facts = [*of.law.regime.vocabulary.attributes]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["number", "office", "what", "when", "who", *facts])
    for thread in every(of):
        values = [thread.attributes.get(name, of.law.start().attributes[name]) for name in facts]
        for one in thread.history:
            if one.mode in (Mode.PERFORMED, Mode.EXOGENOUS):
                when = time_of(one.at).isoformat(" ", "minutes")
                row = [thread.case, office(of, thread), one.event, when, one.party, *values]
                rows.writerow(row)
    return text.getvalue()


def every(of: Year) -> Iterator[Thread]:
    yield from of.threads


def mapping(of: Year) -> str:
    events = "\n".join(f"  {name}: {name}" for name in of.law.regime.vocabulary.events)
    facts = "\n".join(f"  {name}: {name}" for name in of.law.regime.vocabulary.attributes)
    end = time_of(of.end).isoformat(" ", "minutes")
    return (
        "case: number\ntime: when\nevent: what\nthread: office\nparty: who\n"
        f"events:\n{events}\nattributes:\n{facts}\nlog-ends: '{end}'\n"
    )


def recorded(of: Year) -> Counter[tuple[str, str, str]]:
    """What the simulator has of each duty, by matter and rule; of the matter's own once."""
    found: dict[tuple[str, str, str], str] = {}
    events = of.law.regime.vocabulary.events
    for thread in every(of):
        for one in judge(of.law, thread.state, of.end):
            if not isinstance(one.rule, Obligation):
                continue
            named = (*one.rule.on.events, act_of(one.rule))
            whole = all(events[event].scope == "case" for event in named)
            key = (thread.case, "" if whole else office(of, thread), one.rule.id)
            stands = STANDS[one.outcome]
            if one.breached and not one.could and not one.disobeyed:
                stands = "could-not-be-kept"
            found.setdefault(key, stands)
    return Counter((case, rule, stands) for (case, _, rule), stands in found.items())


def answer(of: Year, regime: Regime) -> Judging:
    return judged(ledger(of), mapping(of), regime, reading=Reading(5), calendar=CALENDAR)


@pytest.mark.parametrize("name", ["xuecheng", "guanxian"])
def test_a_simulated_ledger_is_judged_with_the_breaches_that_the_simulator_recorded(
    name: str,
) -> None:
    of = year(name)
    found = answer(of, library.find(name))
    rows = found.duties.select("case", "rule", "status").rows()
    ours = Counter((case, rule, status) for case, rule, status in rows)
    assert not found.unknown
    assert ours == recorded(of)
    assert sum(Facts(of).articles.values()) > 20
