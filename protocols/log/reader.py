"""The reader of records: a file and what its columns mean become one frame of entries.

Only columns that the mapping names are read. Nothing is left out in silence: each row or cell that
cannot be used is told with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from model.vocabulary import Vocabulary
from protocols import names
from protocols.log.bearers import by_bearer
from protocols.log.cells import without_blanks
from protocols.log.columns import check_columns
from protocols.log.dates import Unread, read_dates
from protocols.log.mapping import Meaning, Meant
from protocols.log.record import ENTRIES, TROUBLES, Record, mistakes
from protocols.log.tables import LINE, Table, open_table
from protocols.log.zones import tells_zones
from protocols.mistakes import Mistakes

_NO_DATES = {
    Unread.NO_DATE: "row-no-date",
    Unread.IMPOSSIBLE: "row-impossible",
    Unread.AMBIGUOUS: "row-ambiguous",
    Unread.SHORT_YEAR: "row-short-year",
}
_TOLD = 20
"""Rows of which it is told that they cannot be used, where none can."""


def read_record(path: Path, meaning: Meaning, vocabulary: Vocabulary) -> Record:
    """Read a record.

    Raises
    ------
    Mistakes
        Where the mapping names columns that the file does not have, no date can be read, or times
        tell several zones and the mapping none.
    Complaint
        When the file cannot be read.
    """
    record = record_of(open_table(path, meaning.case, meaning.sheet), meaning, vocabulary)
    if not record.entries["usable"].any():
        refuse(record, record.troubles)
    return record


def refuse(record: Record, troubles: pl.DataFrame) -> None:
    """Refuse a record of which no date can be read, its rows told; not one that has no rows.

    Raises
    ------
    Mistakes
        Where there are such rows.
    """
    if troubles.is_empty():
        return
    told = mistakes(record.path, troubles, _TOLD)
    at, formats = record.meaning.document, record.meaning.formats
    if formats and at is not None:
        form = ", ".join(formats)
        told.insert(0, at.mistake(("time-format",), "map-no-date-fits", form=form))
    raise Mistakes(told)


def record_of(table: Table, meaning: Meaning, vocabulary: Vocabulary) -> Record:
    """Return the record in a table; errors as :func:`read_record`."""
    check_columns(table, meaning)
    frame = table.frame([name for name, _ in meaning.read()])
    return _Reader(table, meaning, vocabulary, frame).record()


class _Reader:
    def __init__(
        self, table: Table, meaning: Meaning, words: Vocabulary, frame: pl.DataFrame
    ) -> None:
        self.table, self.meaning, self.words = table, meaning, words
        self.rows = len(frame)
        self.troubles = [
            pl.DataFrame(
                [(one.line, "row-torn", str(one.wanted), str(one.cells)) for one in table.torn]
                + [(line, "row-quote", "", "") for line in table.swallowed],
                schema=TROUBLES,
                orient="row",
            )
        ]
        self.unmapped: dict[str, int] = {}
        self.zoned = tells_zones(table, frame.lazy(), meaning)
        self.frame = self._with_case(frame)

    def record(self) -> Record:
        """Return what was read, and what could not be used."""
        meaning = self.meaning
        cases, case = _coded(self.frame["case"])
        self.frame = self.frame.with_columns(case.alias("case"))
        threads, thread = _coded(self._named(meaning.thread))
        parties, party = self._parties()
        _, person = _coded(self._named(meaning.person))
        self.frame = self.frame.with_columns(
            thread.alias("thread"), party.alias("party"), person.alias("person")
        )
        events = meaning.shown
        parts = list(self._wide(events)) if meaning.wide else [self._long(events)]
        entries = pl.concat([part.select(list(ENTRIES)) for part in parts])
        if meaning.party is not None:
            entries, events, nobody = by_bearer(entries, events, parties, self.words)
            self._trouble(nobody.to_frame(LINE), "row-no-bearer", meaning.party)
        facts = {
            one.attribute: self._fact(column, len(cases)) for column, one in meaning.facts.items()
        }
        kinds = (
            None if meaning.kind is None else self._of_case(self._named(meaning.kind), len(cases))
        )
        troubles = pl.concat(self.troubles).sort("line", maintain_order=True)
        return Record(
            self.table.path,
            meaning,
            entries,
            cases,
            threads,
            events,
            parties,
            facts,
            kinds,
            self._due(),
            troubles,
            dict(sorted(self.unmapped.items(), key=lambda one: -one[1])),
            self.rows,
            self.zoned,
        )

    def _with_case(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that tell which matter they are of; blank rows are none."""
        named = without_blanks(frame[self.meaning.case])
        frame = frame.with_columns(named.alias("case"))
        without = frame.filter(named.is_null())
        used = [name for name, _ in self.meaning.read()]
        told = without.filter(
            pl.any_horizontal(pl.col(name).cast(pl.String).str.strip_chars() != "" for name in used)
        )
        self._trouble(told, "row-no-case", self.meaning.case)
        return frame.filter(named.is_not_null())

    def _named(self, column: str | None) -> pl.Series:
        if column is None:
            return pl.Series([None] * len(self.frame), dtype=pl.String)
        return without_blanks(self.frame[column])

    def _parties(self) -> tuple[tuple[str, ...], pl.Series]:
        """Who acted, where the entry is a party of the words; else it is whose act it is."""
        entered = self._named(self.meaning.party)
        known = names.words(self.words, "parties")
        every = entered.unique().drop_nulls().to_list()
        found = {one: party for one in every if (party := known.find(one)) is not None}
        parties = tuple(dict.fromkeys(found.values()))
        codes = {one: parties.index(party) for one, party in found.items()}
        if not codes:
            return (), pl.Series([None] * len(self.frame), dtype=pl.UInt16)
        return parties, entered.replace_strict(codes, default=None, return_dtype=pl.UInt16)

    # Entries

    def _wide(self, events: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        """Yield the entries of each column of dates."""
        entered = pl.Series([False] * len(self.frame), dtype=pl.Boolean)
        for column, meant in self.meaning.columns.items():
            part, there = self._dated(self.frame, column, self.frame[column])
            entered = entered | there
            yield self._entries(part.filter(there), meant, events)
        self._trouble(self.frame.filter(~entered), "row-no-dates", self.meaning.case)

    def _long(self, events: tuple[str, ...]) -> pl.DataFrame:
        """The entries of a record with one row an event."""
        meaning = self.meaning
        assert meaning.event is not None
        assert meaning.time is not None
        name = without_blanks(self.frame[meaning.event])
        self._trouble(self.frame.filter(name.is_null()), "row-no-event", meaning.event)
        meant = meaning.events
        codes = {one: events.index(each.event) for one, each in meant.items()}
        code = name.replace_strict(codes, default=None, return_dtype=pl.UInt16)
        left = name.filter(code.is_null() & name.is_not_null())
        self.unmapped = dict(left.value_counts().iter_rows())
        flags = {one: each.deemed for one, each in meant.items()}
        deemed = name.replace_strict(flags, default=False, return_dtype=pl.Boolean)
        frame = self.frame.with_columns(code.alias("event"), deemed.alias("deemed"))
        frame = frame.filter(code.is_not_null())
        part, there = self._dated(frame, meaning.time, frame[meaning.time])
        self._trouble(part.filter(~there), "row-no-time", meaning.time)
        return part.rename({LINE: "line"})

    def _dated(
        self, frame: pl.DataFrame, column: str, values: pl.Series
    ) -> tuple[pl.DataFrame, pl.Series]:
        """Rows with the dates of a column, and which of them have something in it."""
        if not values.dtype.is_temporal():
            values = without_blanks(values)
        at, timed, unread = read_dates(values, self.meaning.formats, self.meaning.timezone)
        there = values.is_not_null()
        part = frame.with_columns(
            at.alias("at"), timed.alias("timed"), at.is_not_null().alias("usable")
        )
        for why in dict.fromkeys(unread.values()):
            of_it = values.is_in([text for text, other in unread.items() if other is why])
            self._trouble(part.filter(of_it), _NO_DATES[why], column, column)
        return part, there

    def _entries(self, part: pl.DataFrame, meant: Meant, events: tuple[str, ...]) -> pl.DataFrame:
        code = pl.lit(events.index(meant.event), dtype=pl.UInt16)
        return part.with_columns(code.alias("event"), pl.lit(meant.deemed).alias("deemed")).rename(
            {LINE: "line"}
        )

    # What is of a whole matter

    def _of_case(self, values: pl.Series, count: int) -> pl.Series:
        """The first value that is entered for each case."""
        frame = pl.DataFrame({"case": self.frame["case"], "value": values}).drop_nulls("value")
        first = frame.group_by("case", maintain_order=True).first()
        every = pl.DataFrame({"case": pl.Series(range(count), dtype=pl.UInt32)})
        return every.join(first, on="case", how="left", maintain_order="left")["value"]

    def _fact(self, column: str, count: int) -> pl.Series:
        fact = self.meaning.facts[column]
        entered = self._named(column)
        value = entered.str.to_lowercase().replace_strict(
            fact.values, default=None, return_dtype=pl.String
        )
        self._trouble(
            self.frame.filter(entered.is_not_null() & value.is_null()),
            "row-no-value",
            column,
            column,
        )
        pairs = pl.DataFrame({"case": self.frame["case"], "value": value, LINE: self.frame[LINE]})
        pairs = pairs.drop_nulls("value").unique(
            ["case", "value"], keep="first", maintain_order=True
        )
        twice = pairs.filter(pl.col("case").is_duplicated())
        again = twice.filter(~pl.col("case").is_first_distinct())
        self._trouble(again.rename({"value": column}), "row-two-values", column, column)
        found = self._of_case(value, count)
        if not twice.is_empty():
            # Which of them holds is not known, so none does.
            doubtful = set(twice["case"].to_list())
            kept = [None if case in doubtful else one for case, one in enumerate(found.to_list())]
            found = pl.Series(kept, dtype=pl.String)
        return found

    def _due(self) -> pl.DataFrame:
        """The due dates that the record has worked out itself."""
        parts = []
        for column, target in self.meaning.due_recorded.items():
            part, there = self._dated(self.frame, column, self.frame[column])
            rows = part.filter(there & part["usable"]).rename({LINE: "line"})
            parts.append(
                rows.select("case", "thread", "at", "line").with_columns(
                    pl.lit(target).alias("target")
                )
            )
        empty = pl.DataFrame(
            schema={
                "case": pl.UInt32,
                "thread": pl.UInt32,
                "at": pl.Datetime("us"),
                "line": pl.UInt32,
                "target": pl.String,
            }
        )
        return pl.concat([empty, *parts])

    def _trouble(
        self, rows: pl.DataFrame, code: str, column: str, value: str | None = None
    ) -> None:
        if rows.is_empty():
            return
        told = rows[value].cast(pl.String) if value is not None else pl.Series([""] * len(rows))
        self.troubles.append(
            pl.DataFrame(
                {
                    "line": rows[LINE].cast(pl.UInt32),
                    "code": pl.Series([code] * len(rows), dtype=pl.String),
                    "column": pl.Series([column] * len(rows), dtype=pl.String),
                    "value": told.cast(pl.String),
                }
            )
        )


def _coded(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The values of a column, each once as they come, and the place of each among them."""
    known = values.unique(maintain_order=True).drop_nulls()
    if known.is_empty():
        return known, pl.Series([None] * len(values), dtype=pl.UInt32)
    return known, values.cast(pl.Enum(known)).to_physical().cast(pl.UInt32)
