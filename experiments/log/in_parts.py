"""A large record judged part by part: what is told of all of it, when all of it has gone by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from experiments.log.ask import Judging
from experiments.log.beside import Beside
from model.instant import time_of
from model.language import Complaint
from model.regime import Regime
from model.version import across
from protocols.log.mapping import Meaning
from protocols.log.reader import record_of, refuse
from protocols.log.record import Record, rows_lost
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
        Whether some of them are not counted at all.
    beside
        The departments of all parts.
    last
        The last part, with what is told of all: rows, troubles, and entries that came again.
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
    beside: Beside = field(default_factory=Beside)
    last: Judging | None = None

    def answers(self, as_of: bool) -> Iterator[Judging]:
        """Yield the judgement of each part up to the end of the whole record.

        Raises
        ------
        Complaint
            Where no entry lies on the calendar, in any part.
        Mistakes
            Where no date can be read, in any part; its first rows are told.
        """
        words = across(self.regime).vocabulary
        meaning = self.meaning
        ends = self._ends(meaning.ends is None and not as_of and len(self.tables) > 1)
        if ends is not None:
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

    def _ends(self, asked: bool) -> int | None:
        """When the record ends, which only a first reading of all its parts tells.

        Where that is not asked, they are read only until one has a date.
        """
        words, ends, troubles = across(self.regime).vocabulary, None, []
        for table in self.tables:
            record = record_of(table, self.meaning, words)
            if not record.entries["usable"].any():
                troubles.append(record.troubles)
            elif not asked:
                return None
            else:
                end = threads_of(record, words).entries.end
                ends = end if ends is None else max(ends, end)
        if ends is None:
            refuse(record, pl.concat(troubles).sort("line", maintain_order=True))
        return ends

    def _add(self, answer: Judging) -> None:
        self.failed += answer.failed
        self.unknown += answer.unknown
        self.rows += len(answer.duties)
        self.unusable += len(answer.troubles)
        self.beside.add(answer)
        self.lost = self.lost or rows_lost(answer.troubles)
        # Of all duties only those are kept of which something is told at the end, and one more.
        duties = answer.duties
        done = (pl.col("status") == "fulfilled") & pl.col("settled_timed")
        at_close = done & (pl.col("settled").dt.truncate("1m") == pl.col("due"))
        rows = pl.concat([duties.head(1), duties.slice(1).filter(at_close)])
        first, again, lines = answer.troubles, answer.again, answer.again_lines
        if self.last is not None:
            again += self.last.again
            lines = tuple(sorted({*lines, *self.last.again_lines})[: self.most])
            rows = pl.concat([self.last.rows, rows])
            first = pl.concat([self.last.troubles, first])
        first = first.sort("line").head(self.most)
        self.last = replace(
            answer, rows=_alone(rows), troubles=_alone(first), again=again, again_lines=lines
        )


def _alone(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the same rows in memory of their own: those of a frame keep all of it in use."""
    return pl.DataFrame(rows.rows(), schema=rows.schema, orient="row")
