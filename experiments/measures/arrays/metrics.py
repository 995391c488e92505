"""Spans, claims, letters and properties of a year, on arrays."""

from __future__ import annotations

import numpy as np

from experiments.measures.arrays.duties import became
from experiments.measures.arrays.mechanisms import mechanisms
from experiments.measures.arrays.rows import Flags, Rows, Whole
from experiments.measures.metrics import (
    ANSWERED,
    ATTENTION,
    CLAIM,
    DECIDED,
    PUSHED,
    Metrics,
    regulated_by,
)
from experiments.measures.spans import Spans
from model.simulation.compiled.codes import MODES, NONE
from protocols import library


def metrics(rows: Rows) -> Metrics:
    """Work out the figures of a year."""
    regime = rows.year.law.regime
    regulated, begins = regulated_by(regime)
    own = slice(rows.first, None)
    pushed, decided, claimed = (rows.at(one)[own] for one in (PUSHED, DECIDED, CLAIM))
    came = decided != NONE
    outcomes, lapses, helpless = became(rows)
    return Metrics(
        _spans(rows, pushed, claimed, "claim-latency" in regulated),
        _spans(rows, decided, rows.at(begins)[own], "time-without-supervisor" in regulated),
        _spans(rows, decided, rows.dealt_with(ATTENTION)[own], "time-to-attention" in regulated),
        _by_mode(rows.mode(CLAIM)[own]),
        int((came & (claimed == NONE)).sum()) if "claim-latency" in regulated else 0,
        outcomes,
        lapses,
        _letters(rows),
        mechanisms(rows, list(library.questions([regime]).values())),
        helpless,
        regulated,
    )


def _spans(rows: Rows, start: Whole, end: Whole, regulated: bool) -> Spans:
    begun = (start != NONE) & regulated
    return rows.spans(start[begun], end[begun])


def _by_mode(modes: Whole) -> dict[str, int]:
    """How many came about in each mode, in the order of the first of each."""
    known, first, counts = np.unique(modes, return_index=True, return_counts=True)
    return {
        str(MODES[known[place]]): int(counts[place])
        for place in np.argsort(first)
        if known[place] != NONE
    }


def _letters(rows: Rows) -> dict[str, int]:
    """What came of each letter, in the order of the first of each."""
    own = np.zeros(rows.count, dtype=np.bool_)
    own[rows.first :] = True
    letters = np.flatnonzero(own & (rows.at("letter.received") != NONE))
    answered = rows.mode(ANSWERED)[letters]
    demanded = _demanded(rows)[letters]
    consented = rows.at("letter.consented")[letters] != NONE
    without = np.where(consented, _CONSENTED, np.where(demanded, _OPEN, _UNREGULATED))
    came = np.where(answered != NONE, answered, without)
    known, first, counts = np.unique(came, return_index=True, return_counts=True)
    return {_LETTERS[known[place]]: int(counts[place]) for place in np.argsort(first)}


_LETTERS = (*map(str, MODES), "consented", "open", "unregulated")
_CONSENTED, _OPEN, _UNREGULATED = range(len(MODES), len(MODES) + 3)


def _demanded(rows: Rows) -> Flags:
    """Whether some duty demands an answer to a letter, by thread."""
    those = [number for number, rule in rows.obligations() if rule.act == ANSWERED]
    return np.asarray((rows.world.duty[:, those] > 0).any(axis=1), dtype=np.bool_)
