"""What became of broken commitments, on arrays."""

from __future__ import annotations

import numpy as np

from experiments.measures.arrays.rows import Rows, Whole
from experiments.measures.commitments import (
    DECIDED,
    ENDED,
    FOUND,
    MADE,
    NAMES,
    REPORTED,
    SHARE,
    SOON,
    YARDSTICK,
)
from model.simulation.compiled.codes import FULFILLED, LATE, NONE, OVERDUE, PENDING

_BROKEN = "commitment-broken"
_RANK = {FULFILLED: "in-time", PENDING: "pending", LATE: "late", OVERDUE: "never"}


def commitments(rows: Rows) -> dict[str, float | None]:
    """Return what became of the broken commitments of a year."""
    found: dict[str, float | None] = dict.fromkeys(NAMES, 0.0)
    counts = _counts(rows)
    found |= {name: float(count) for name, count in counts.items()}
    due = counts["in-time"] + counts["late"] + counts["never"]
    found[SHARE] = counts["in-time"] / due if due else None
    return found


def _counts(rows: Rows) -> dict[str, int]:
    threads = _broken(rows)
    ended, told, found, decided = (
        rows.at(event)[threads] for event in (ENDED, REPORTED, FOUND, DECIDED)
    )
    both = (ended != NONE) & (told != NONE)
    start, end = rows.slot(ended[both]), rows.slot(told[both])
    delay = np.where(end <= start, 0, (end + 1) // 2 - start // 2)
    reports = _reports(rows)[threads]
    return {
        "broken": len(threads),
        "ended": int((ended != NONE).sum()),
        SOON: int((delay <= YARDSTICK).sum()),
        "found": int(((found != NONE) | (told != NONE)).sum()),
        "reported": int((told != NONE).sum()),
        "decided": int((decided != NONE).sum()),
        **{name: int((reports == k).sum()) for k, name in enumerate(_RANK.values())},
        "no-duty": int((reports == NONE).sum()),
    }


def _broken(rows: Rows) -> Whole:
    """The threads of the year in which a commitment was made and is broken."""
    known = rows.year.law.regime.vocabulary.attributes.get(_BROKEN)
    if known is None or "true" not in known.values:
        return np.zeros(0, dtype=np.int64)
    those = rows.admitted({_BROKEN: frozenset({"true"})}) & (rows.at(MADE) != NONE)
    those[: rows.first] = False
    return np.flatnonzero(those)


def _reports(rows: Rows) -> Whole:
    """The worst that became of the duties to report, by thread; ``NONE`` where there is none."""
    worst = np.full(rows.count, NONE)
    for number, rule in rows.obligations():
        if rule.act == REPORTED:
            those = rows.of(number)
            status = rows.duties.status[those]
            ranks = np.select([status == code for code in _RANK], range(len(_RANK)), NONE)
            np.maximum.at(worst, rows.duties.thread[those], ranks)
    return worst
