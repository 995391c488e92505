"""A large record judged part by part: what is told of all of it, when all of it has gone by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from experiments.log.ask import Judging
from model.instant import time_of
from model.language import Complaint
from model.regime import Regime
from model.version import across
from protocols.log.mapping import Meaning
from protocols.log.reader import record_of
from protocols.log.record import DROPPED, Record
from protocols.log.tables import Table
from protocols.log.threads import threads_of

Judge = Callable[[Record], Judging]


@dataclass
class InParts:
    """A record that is judged in parts, each once, and what was told of those gone by.

    Attributes
    ----------
    failed, unknown, rows
        Duties not kept, not judgeable, and in all, of all parts.
    troubles
        The first rows that could not be used, ``unusable`` of them in all.
    lost
        Whether a row of any was dropped.
    """

    tables: Sequence[Table]
    meaning: Meaning
    regime: Regime
    judge: Judge
    most: int
    failed: int = 0
    unknown: int = 0
    rows: int = 0
    unusable: int = 0
    lost: bool = False
    last: Judging | None = None

    def answers(self, as_of: bool) -> Iterator[Judging]:
        """Yield the judgement of each part up to the end of the whole record.

        Raises
        ------
        Complaint
            Where no entry lies on the calendar, in any part.
        """
        words = across(self.regime).vocabulary
        meaning = self.meaning
        if meaning.ends is None and not as_of and len(self.tables) > 1:
            # The end of the record is that of all its parts, which only a first reading tells.
            records = (record_of(table, meaning, words) for table in self.tables)
            ends = max(threads_of(record, words).entries.end for record in records)
            meaning = replace(meaning, ends=time_of(ends))
        nothing = None
        for table in self.tables:
            try:
                answer = self.judge(record_of(table, meaning, words))
            except Complaint as complaint:
                if complaint.key not in ("log.no-rows", "log.nothing", "log.nothing-yet"):
                    raise
                nothing = complaint
                continue
            yield answer
            self._add(answer)
        if self.last is None and nothing is not None:
            raise nothing

    def _add(self, answer: Judging) -> None:
        self.failed += answer.failed
        self.unknown += answer.unknown
        self.rows += len(answer.duties)
        self.unusable += len(answer.troubles)
        self.lost |= dropped(answer.troubles)
        # Of all duties only those are kept of which something is told at the end, and one more.
        duties = answer.duties
        done = (pl.col("status") == "fulfilled") & pl.col("settled_timed")
        at_close = done & (pl.col("settled").dt.truncate("1m") == pl.col("due"))
        rows = pl.concat([duties.head(1), duties.slice(1).filter(at_close)])
        first = answer.troubles
        if self.last is not None:
            rows = pl.concat([self.last.rows, rows])
            first = pl.concat([self.last.troubles, first])
        first = first.sort("line").head(self.most)
        self.last = replace(answer, rows=_alone(rows), troubles=_alone(first))


def dropped(troubles: pl.DataFrame) -> bool:
    """Whether rows stand in what could not be used of which nothing at all is judged."""
    return bool(troubles["code"].is_in(list(DROPPED)).any())


def _alone(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the same rows in memory of their own: those of a frame keep all of it in use."""
    return pl.DataFrame(rows.rows(), schema=rows.schema, orient="row")
