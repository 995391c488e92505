"""Whose work duties are: queues, burdens and waits, on arrays."""

from __future__ import annotations

from functools import partial

import numpy as np

from experiments.measures.arrays.columns import stable_order
from experiments.measures.arrays.owing import (
    act_of,
    alone,
    announced_by,
    borne,
    by_rule,
    came,
    joint,
    obliged,
)
from experiments.measures.arrays.rows import Flags, Rows, Whole
from experiments.measures.backlog import NEVER, Items
from experiments.measures.burden import WAITS
from experiments.measures.daybook import Handled
from model.simulation.compiled.codes import EXCUSED, NONE
from model.vocabulary import EventType


def owed(rows: Rows) -> dict[str, Items]:
    """Return by department from when to when each act was owed, and when it was due.

    As :func:`experiments.measures.desks.owed`, in another order.
    """
    keys, since, due, until = _owed(rows)
    order = np.argsort(keys, kind="stable")  # quick, since those of each rule are in order
    keys = keys[order]
    begin = np.flatnonzero(np.diff(keys, prepend=-1))  # one act of one office may be owed by rules
    if len(begin):
        since = np.minimum.reduceat(since[order], begin)
        due = np.minimum.reduceat(due[order], begin)
        until = np.maximum.reduceat(until[order], begin)
    departments = rows.year.scenario.departments
    keys = keys[begin]
    office = keys % len(departments)
    act = _in_vocabulary(rows)[keys // len(departments) % len(rows.arrays.events)]
    by_office = stable_order(office, len(departments))
    ends = np.cumsum(np.bincount(office, minlength=len(departments)))[:-1]
    columns = (np.split(column[by_office], ends) for column in (since, until, due, act))
    return {
        one.id: Items(*own)
        for one, own in zip(departments, zip(*columns, strict=True), strict=True)
    }


def _in_vocabulary(rows: Rows) -> Whole:
    """The place of each event of the arrays in the order of the vocabulary."""
    order = {event: k for k, event in enumerate(rows.year.law.regime.vocabulary.events)}
    return np.array([order.get(event, NONE) for event in rows.arrays.events], dtype=np.int64)


def handled(rows: Rows) -> dict[str, dict[str, Handled]]:
    """Return what the officers of each department dealt with, by act."""
    seen, events = rows.recorded.attention, rows.arrays.events
    spent = rows.worked(seen.finished) - rows.worked(seen.taken_up)
    whole = np.asarray(seen.office, dtype=np.int64) * len(events) + seen.act
    keys, place = np.unique(whole, return_inverse=True)
    counts, minutes = np.bincount(place), np.bincount(place, spent)
    found: dict[str, dict[str, Handled]] = {one.id: {} for one in rows.year.scenario.departments}
    names = [*found]
    for k in range(len(keys)):
        office, act = divmod(int(keys[k]), len(events))
        found[names[office]][events[act]] = Handled(int(counts[k]), int(minutes[k]))
    return found


def _owed(rows: Rows) -> tuple[Whole, Whole, Whole, Whole]:
    """Of every duty, for each office: which act of which thread, since, due, until."""
    duties, events = rows.duties, rows.arrays.event_rows
    those = obliged(rows, before=True)
    until = _ended(rows, those)
    waits = until > duties.opened[those]
    those, until = those[waits], until[waits]
    rules, thread = duties.rule[those], duties.thread[those]
    act = by_rule(rows, partial(act_of, rows))[rules]
    thread = np.where(events.whole[act] > 0, rows.first_sibling[thread], thread)
    row, office = borne(rows, rules, thread)
    key = (thread[row] * len(rows.arrays.events) + act[row]) * len(rows.world.offices) + office
    due = np.where(duties.due[those] == NONE, NEVER, duties.due[those])
    return key, duties.opened[those][row], due[row], until[row]


def _ended(rows: Rows, those: Whole) -> Whole:
    """When nothing was left to do under duties; ``NEVER`` where something still is."""
    rules, threads = rows.duties.rule[those], rows.duties.thread[those]
    found = _or_never(came(rows, by_rule(rows, partial(act_of, rows))[rules], threads))
    announced = by_rule(rows, partial(announced_by, rows))[rules]
    when = np.where(announced == NONE, NONE, came(rows, announced, threads))
    found = np.minimum(found, _or_never(when))
    excused = np.flatnonzero(rows.duties.status[those] == EXCUSED)
    for number, rule in rows.obligations():
        mine = excused[rules[excused] == number] if rule.excused_by else excused[:0]
        for event in rule.excused_by if len(mine) else ():
            at = _or_never(rows.at(event)[threads[mine]])
            found[mine] = np.minimum(found[mine], at)
    return found


def _or_never(at: Whole) -> Whole:
    return np.where(at == NONE, NEVER, at)


def burdens(rows: Rows) -> dict[str, dict[str, float]]:
    """Return the duties and minutes of each party that a department of the scenario acts as."""
    those = obliged(rows)
    those = those[rows.duties.status[those] != EXCUSED]
    duties = _counts(rows, rows.duties.rule[those], rows.duties.thread[those])
    seen = rows.recorded.attention
    spent = rows.worked(seen.finished) - rows.worked(seen.taken_up)
    by_office = np.bincount(seen.office, spent, minlength=len(rows.world.offices))
    minutes = np.bincount(rows.acts_for[:-1], by_office, minlength=len(rows.institutions))
    return {
        name: {"duties": float(duties[k]), "minutes": float(minutes[k])}
        for k, name in enumerate(rows.institutions)
    }


def _counts(rows: Rows, rules: Whole, threads: Whole) -> Whole:
    """How many duties each institution bears; one once, whichever departments of it do."""
    own = rows.acts_for[alone(rows, rules, threads)]
    found = np.bincount(own, minlength=len(rows.institutions) + 1)[:-1]
    for number, rule in joint(rows):
        found = found + _institutions(rows, rule.bearers, threads[rules == number]).sum(axis=0)
    return found


def _institutions(rows: Rows, parties: tuple[str, ...], threads: Whole) -> Flags:
    """Whether the departments of some parties act for each institution, by thread."""
    found = np.zeros((len(threads), len(rows.institutions) + 1), dtype=np.bool_)
    for party in parties:
        found[np.arange(len(threads)), rows.acts_for[rows.office(party, threads)]] = True
    return found[:, :-1]


def waits(rows: Rows) -> dict[str, dict[str, float]]:
    """Return the waits that each party imposes on others."""
    regime = rows.year.law.regime
    known = [one for one in regime.vocabulary.events.values() if one.answers in rows.arrays.event]
    found = {name: dict.fromkeys(WAITS, 0.0) for name in rows.institutions}
    parts = [_waits_for(rows, answer, turn) for turn, answer in enumerate(known)]
    if not parts:
        return found
    whole = np.concatenate([order for order, _, _ in parts])
    imposed = np.concatenate([those for _, those, _ in parts])
    figures = np.concatenate([those for _, _, those in parts])
    # Days are added up as they come, thread by thread and event by event.
    turns = np.argsort(
        (whole[:, 0] * (len(rows.moments) + 1) + whole[:, 1]) * len(known) + whole[:, 2],
        kind="stable",
    )
    figures, imposed = figures[turns], imposed[turns]
    for k, name in enumerate(rows.institutions):
        mine = figures[imposed[:, k]]
        for column, figure in enumerate(WAITS):
            if len(mine):
                found[name][figure] = float(np.cumsum(mine[:, column])[-1])
    return found


def _waits_for(
    rows: Rows, answer: EventType, turn: int
) -> tuple[Whole, Flags, np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """The waits for an answer: their order, who imposes them, and their figures as in WAITS."""
    regime, asked = rows.year.law.regime, answer.answers
    assert asked is not None
    begun = rows.at(asked) != NONE
    begun[: rows.first] = False
    if answer.scope == "case":
        begun &= rows.first_sibling == np.arange(rows.count)
    threads = np.flatnonzero(begun & rows.admitted(answer.when))
    order = np.stack([threads, rows.place(asked)[threads], np.full(len(threads), turn)], axis=1)
    figures = np.zeros((len(threads), len(WAITS)))
    imposed = _imposing(rows, answer, threads)
    if answer.id not in regime.governed:
        figures[:, WAITS.index("unregulated")] = 1.0
        return order, imposed, figures
    end = _end_of_wait(rows, asked, answer.id)[threads]
    still = end == NEVER
    start, end = rows.at(asked)[threads], np.where(still, rows.year.end, end)
    passed = np.maximum(0, rows.worked(end) - rows.worked(start))
    figures[:, WAITS.index("begun")] = 1.0
    figures[:, WAITS.index("open")] = still
    figures[:, WAITS.index("days")] = passed / rows.year.calendar.hours.minutes
    return order, imposed, figures


def _end_of_wait(rows: Rows, asked: str, answer: str) -> Whole:
    """When a wait ends: with the answer, a consent to it, or its being turned away."""
    words = rows.year.law.regime.vocabulary.events
    kind = words[asked]
    consents = [one.id for one in words.values() if one.consents == asked and not kind.question]
    found = np.full(rows.count, NEVER)
    for event in (answer, kind.refusal, *consents):
        if event is not None:
            found = np.minimum(found, _or_never(rows.at(event)))
    return found


def _imposing(rows: Rows, answer: EventType, threads: Whole) -> Flags:
    """Which institutions make others wait for an answer, by thread."""
    found = np.zeros((len(threads), len(rows.institutions)), dtype=np.bool_)
    owing = np.zeros(len(threads), dtype=np.bool_)
    for number, rule in rows.obligations():
        if rule.act == answer.id:
            here = rows.world.duty[threads, number] > 0
            owing |= here
            found[here] |= _institutions(rows, rule.bearers, threads[here])
    if answer.by in rows.year.law.regime.vocabulary.parties:
        found[~owing] |= _institutions(rows, (answer.by,), threads[~owing])
    return found
