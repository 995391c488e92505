"""Departments that stand only beside events of whole matters: they may be who acted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from experiments.log.ask import Judging
from model.language import Text, say

_NAMED = 5


@dataclass
class Beside:
    """The departments of a record, or of several parts of one.

    Attributes
    ----------
    named, acting
        Those that some row names, in order; and those that stand beside an event of their own.
    column
        The column that names them.
    """

    named: dict[str, None] = field(default_factory=dict)
    acting: set[str] = field(default_factory=set)
    column: str | None = None

    def add(self, answer: Judging) -> None:
        """Take the departments of a record, or of a part of one.

        With one row a matter the row is the department's; with one row an event its department may
        be meant as that which did it, and then nothing is owed to it.
        """
        record, words = answer.record, answer.regime.vocabulary.events
        if record.meaning.wide or not len(record.threads):
            return
        self.column = record.meaning.thread
        own = [place for place, name in enumerate(record.events) if words[name].scope != "case"]
        rows = record.entries.drop_nulls("thread")
        acting = rows.filter(pl.col("event").is_in(own))["thread"].unique()
        named = record.threads.gather(rows["thread"].unique().sort())
        self.named |= dict.fromkeys(named.to_list())
        self.acting |= {*record.threads.gather(acting).to_list()}

    def words(self) -> Iterator[Text]:
        """Say which departments stand beside no event of their own, if any."""
        if only := [name for name in self.named if name not in self.acting]:
            more = "…" if len(only) > _NAMED else ""
            yield say("log.bystanders", names="、".join(only[:_NAMED]) + more, column=self.column)


def bystanders(answer: Judging) -> Iterator[Text]:
    """Say which departments of a record stand only beside events of whole matters, if any."""
    beside = Beside()
    beside.add(answer)
    yield from beside.words()
