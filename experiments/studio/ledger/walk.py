"""A matter of a ledger as one to be stepped through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from experiments.log.ask import Judging
from experiments.studio.address import Address
from model.deeds import Deed, Kind, line
from model.instant import time_of
from model.language import Complaint
from model.options import movers
from model.regime import Regime
from model.session import start
from model.steps import deeds_of
from model.trace import Mode, Occurrence, Run
from model.transition import Law

_MINUTE = 60_000_000  # microseconds


def walk(address: Address, answer: Judging, regime: Regime, row: Mapping[str, Any]) -> str | None:
    """Return the address at which a matter is stepped through; ``None`` where nothing is entered.

    What the text does not let come about, as the ledger has it, is left to that screen: it goes as
    far as it can and says why it cannot go on.
    """
    occurred = tuple(_occurred(answer, row["number"]))
    if not occurred:
        return None
    began, facts = occurred[0].at, _facts(answer, row["number"])
    run = Run(occurred, facts, answer.ends)
    session = start(regime, began, facts, answer.reading, answer.calendar)
    try:
        deeds = deeds_of(session, run)
    except Complaint:
        deeds = tuple(_deed(session.law, one) for one in occurred)
    return address.changed(more={}).url(
        "play",
        at=time_of(began).strftime("%Y-%m-%dT%H:%M"),
        facts=",".join(f"{name}:{value}" for name, value in facts.items()),
        moves=line(deeds),
    )


def _occurred(answer: Judging, thread: int) -> Iterator[Occurrence]:
    """Yield what is entered of a thread as acts and events; of the clock's doing nothing.

    An entry without a time of day is at the opening of its date, never before the one before it.
    """
    entries, regime = answer.judgements.entries, answer.sight.regime
    of_it = (entries.thread == thread) & entries.usable & ~entries.effect
    last = 0
    for row in np.flatnonzero(of_it).tolist():
        at = int(entries.at[row]) // _MINUTE
        if not entries.timed[row]:
            at += answer.calendar.hours.spans[0][0]
        at = last = max(at, last)
        event = entries.names[int(entries.event[row])]
        mode = Mode.EXOGENOUS if regime.is_exogenous(event) else Mode.PERFORMED
        yield Occurrence(event, at, mode, entries.parties[int(entries.party[row])])


def _facts(answer: Judging, thread: int) -> dict[str, str]:
    entries = answer.judgements.entries
    known = entries.kinds[int(entries.facts[thread])]
    return {name: value for name, value in known.items() if value is not None}


def _deed(law: Law, one: Occurrence) -> Deed:
    several = len(movers(law, one.event)) > 1
    return Deed(Kind.DO, one.event, one.party if several else "", one.at)
