"""The duties of all obligations of a text at once: when their acts came, and who bears them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from experiments.measures.arrays.rows import Rows, Whole
from model.rule import Obligation
from model.simulation.compiled.codes import NONE


def obliged(rows: Rows, *, before: bool = False) -> Whole:
    """Return the places of the duties of all obligations, rule by rule.

    Parameters
    ----------
    before
        Whether those of the threads of the warm-up are among them.
    """
    parts = [rows.of(number, before=before) for number, _ in rows.obligations()]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def by_rule(rows: Rows, number: Callable[[Obligation], int]) -> Whole:
    """Return a number of each rule, ``NONE`` of those that are no obligations."""
    found = np.full(len(rows.year.law.regime.rules), NONE, dtype=np.int64)
    for place, rule in rows.obligations():
        found[place] = number(rule)
    return found


def act_of(rows: Rows, rule: Obligation) -> int:
    """Return the number of the act of an obligation."""
    return rows.arrays.event[rule.act]


def announced_by(rows: Rows, rule: Obligation) -> int:
    """Return the number of the event that an obligation announces; ``NONE`` where it does not."""
    return NONE if rule.announced is None else rows.arrays.event.get(rule.announced, NONE)


def came(rows: Rows, events: Whole, threads: Whole) -> Whole:
    """Return when each of some events has occurred in its thread; ``NONE`` where it has not."""
    place = rows.world.occurred[threads, events].astype(np.int64) - 1
    return np.asarray(rows.instants[place])


def borne(rows: Rows, rules: Whole, threads: Whole) -> tuple[Whole, Whole]:
    """Return the place of each duty and an office that bears it, for every office that does.

    Parameters
    ----------
    rules, threads
        Of each duty.
    """
    office = alone(rows, rules, threads)
    places, offices = [np.flatnonzero(office != NONE)], [office[office != NONE]]
    for number, rule in joint(rows):
        those = np.flatnonzero(rules == number)
        row, several = np.nonzero(rows.carriers(rule.bearers, threads[those]))
        places.append(those[row])
        offices.append(several)
    return np.concatenate(places), np.concatenate(offices)


def joint(rows: Rows) -> list[tuple[int, Obligation]]:
    """Return the obligations of several bearers with their numbers."""
    return [one for one in rows.obligations() if len(one[1].bearers) > 1]


def alone(rows: Rows, rules: Whole, threads: Whole) -> Whole:
    """Return the office of each duty of one bearer; ``NONE`` where none acts as him."""
    parties = by_rule(rows, partial(_only, rows))[rules]
    habits = rows.world.habits[0]
    asked = np.where(rows.threads.to_regulator[threads] > 0, habits.regulator, habits.bureau)
    acting = np.where(parties == habits.queried, asked, parties)
    found = rows.world.offices_of[acting, rows.department[threads]]
    return np.where(parties == NONE, NONE, found)


def _only(rows: Rows, rule: Obligation) -> int:
    """The number of the only bearer; ``NONE`` of several, and of one that no office acts as."""
    return rows.arrays.party.get(rule.bearers[0], NONE) if len(rule.bearers) == 1 else NONE
