"""What became of each property, on arrays; unusual questions are asked of single threads."""

from __future__ import annotations

import numpy as np

from experiments.measures import mechanisms as by_thread
from experiments.measures.arrays.rows import Rows, Whole
from model.property import Property
from model.simulation.compiled.codes import COUNTED, DEEMED, NONE, PERFORMED
from verify.asking import put


def mechanisms(rows: Rows, properties: list[Property]) -> tuple[by_thread.Row, ...]:
    """Return what became of each property, in the order given."""
    regime = rows.year.law.regime
    asked = [put(regime.question(prop), regime) for prop in properties]
    found = {place: _row(rows, prop) for place, prop in enumerate(asked) if _is_plain(prop)}
    others = [prop for place, prop in enumerate(properties) if place not in found]
    if others:
        rest = by_thread.mechanisms(rows.year, others)
        places = (place for place in range(len(asked)) if place not in found)
        found |= dict(zip(places, rest, strict=True))
    return tuple(found[place] for place in range(len(asked)))


def _is_plain(prop: Property) -> bool:
    """Whether how soon the response comes in a thread is all that is asked."""
    return prop.timed and not (prop.by_all or prop.at_once or prop.absent)


def _row(rows: Rows, prop: Property) -> by_thread.Row:
    regime = rows.year.law.regime
    begun = rows.slot_at(prop.trigger)
    threads = np.flatnonzero(rows.own & (begun != NONE) & rows.admitted(prop.when))
    start, end = begun[threads], rows.slot_at(prop.response)[threads]
    mode = rows.mode(prop.response)[threads]
    answered = (mode == PERFORMED) if prop.performed else (end != NONE)
    late = _lateness(prop, start[answered], end[answered])
    still = _lateness(prop, start[~answered], rows.close)
    by_rule = int((answered & ((mode == DEEMED) | (mode == COUNTED))).sum())
    figures = by_thread.figures(late.astype(np.float64), len(threads), by_rule, still.tolist())
    return (regime.id, prop.id, prop.response in regime.governed, *figures)


def _lateness(prop: Property, trigger: Whole, response: Whole) -> Whole:
    """The working days, at least 0, by which responses in slots came after their triggers."""
    start = 2 * (trigger // 2 - prop.ahead) if prop.ahead else trigger
    return np.where(response <= start, 0, (response + 1) // 2 - start // 2)
