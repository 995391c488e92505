"""A last entry long after all others: if its date is mistyped, the record ends too late."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from experiments.log.ask import Judging
from model.instant import MINUTES, date_of
from model.language import Text, say

_GAP = 60
"""Days without any entry before the last ones, from which on they lie apart."""

_FEW = 100
"""One entry in so many may lie apart; in a short record, one."""

_LINES = 5


def outlying(answer: Judging) -> Iterator[Text]:
    """Say where few entries, months after all others, decide up to when a record goes.

    What was pending before them is missing up to there. Where the mapping says when the record
    ends, or it is judged as of a day, nothing hangs on them.
    """
    entries = answer.entries
    if answer.as_of is not None or answer.meaning.ends is not None:
        return
    day = entries.at_minutes()[entries.usable] // MINUTES
    line = entries.line[entries.usable]
    known = np.unique(day)
    gaps = np.flatnonzero(np.diff(known) >= _GAP)
    if not len(gaps):
        return
    before, behind = int(known[gaps[-1]]), int(known[gaps[-1] + 1])
    lines = np.unique(line[day >= behind])
    if len(lines) * _FEW > max(len(np.unique(line)), _FEW) or len(np.unique(line)) < _LINES:
        return
    listed = ", ".join(map(str, lines[:_LINES].tolist()))
    yield say(
        "log.outlying",
        last=answer.today,
        before=date_of(before),
        months=(behind - before) // 30,
        lines=listed + ("…" if len(lines) > _LINES else ""),
    )
