"""A matter of a ledger as one to be stepped through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.log.ask import Judging
from experiments.studio.address import Address
from model.deeds import Deed, Kind, line
from model.instant import time_of
from model.language import Complaint
from model.options import movers
from model.record.rounds import Count
from model.regime import Regime
from model.session import start
from model.steps import deeds_of
from model.trace import Mode, Occurrence, Run
from model.transition import Law

_MINUTE = 60_000_000  # microseconds


class Walk(NamedTuple):
    """The address at which a matter is stepped through, and the events that were put into it."""

    url: str
    assumed: tuple[str, ...]


def walk(address: Address, answer: Judging, regime: Regime, row: Mapping[str, Any]) -> Walk | None:
    """Return where a matter is stepped through; ``None`` where nothing of it is entered.

    An event without which an entered one cannot be, and which the ledger does not have, is taken to
    have come at the same instant.

    What the text does not let come about, as the ledger has it, is left to that screen: it goes as
    far as it can and says why it cannot go on.
    """
    entered = tuple(_occurred(answer, row["number"]))
    if not entered:
        return None
    began, facts = entered[0].at, _facts(answer, row["number"])
    session = start(regime, began, facts, answer.reading, answer.calendar)
    occurred = tuple(_with_presupposed(entered, session.law))
    try:
        deeds = deeds_of(session, Run(occurred, facts, answer.ends))
    except Complaint:
        deeds = tuple(_deed(session.law, one) for one in occurred)
    url = address.changed(more={}).url(
        "play",
        at=time_of(began).strftime("%Y-%m-%dT%H:%M"),
        facts=",".join(f"{name}:{value}" for name, value in facts.items()),
        moves=line(deeds),
    )
    known = {one.event for one in entered}
    return Walk(url, tuple(one.event for one in occurred if one.event not in known))


def _with_presupposed(entered: tuple[Occurrence, ...], law: Law) -> Iterator[Occurrence]:
    """Yield what was entered, before each what it presupposes and is entered nowhere."""
    there = {one.event for one in entered}

    def before(event: str, at: int) -> Iterator[Occurrence]:
        for name in law.regime.vocabulary.events[event].presupposes:
            if name not in there:
                there.add(name)
                yield from before(name, at)
                yield Occurrence(name, at, _mode(law.regime, name), movers(law, name)[0])

    for one in entered:
        yield from before(one.event, one.at)
        yield one


def _occurred(answer: Judging, thread: int) -> Iterator[Occurrence]:
    """Yield what is entered of a thread as acts and events; of the clock's doing nothing.

    An entry without a time of day is at the opening of its date, never before the one before it.
    Rounds that times do not tell are shown in the order of the entries: one way it may have gone.
    """
    entries, regime = answer.judgements.entries, answer.sight.regime
    of_it = (entries.thread == thread) & entries.usable & ~entries.effect
    last, counted, come = 0, Count(), set[str]()
    for row in np.flatnonzero(of_it).tolist():
        at = int(entries.at[row]) // _MINUTE
        if not entries.timed[row]:
            at += answer.calendar.hours.spans[0][0]
        at = last = max(at, last)
        event = entries.names[int(entries.event[row])]
        if entries.unplaced[row]:
            event, counted = counted.after(event, entries.rounds)
            if event in come:
                continue
            come.add(event)
        mode = _mode(regime, event)
        yield Occurrence(event, at, mode, entries.parties[int(entries.party[row])])


def _mode(regime: Regime, event: str) -> Mode:
    return Mode.EXOGENOUS if regime.is_exogenous(event) else Mode.PERFORMED


def _facts(answer: Judging, thread: int) -> dict[str, str]:
    entries = answer.judgements.entries
    known = entries.kinds[int(entries.facts[thread])]
    return {name: value for name, value in known.items() if value is not None}


def _deed(law: Law, one: Occurrence) -> Deed:
    several = len(movers(law, one.event)) > 1
    return Deed(Kind.DO, one.event, one.party if several else "", one.at)
