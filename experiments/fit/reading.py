"""A record of real matters, as :mod:`protocols.log` reads it, as the log of an estimate."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from experiments.fit.log import COLUMNS, Log
from model.instant import instant_of
from model.language import Complaint, Text, say
from model.regime import Regime
from model.rule import act_of
from model.version import across
from protocols.log.mapping import Meaning, read_mapping
from protocols.log.reader import read_record
from protocols.log.record import Record, mistakes
from protocols.log.suggest import meaning_of, proposed
from protocols.log.tables import open_table
from protocols.log.threads import beyond

_TOLD = 20
_MICROSECONDS = 60_000_000  # of a minute


def read_log(file: Path, regime: Regime, mapping: Path | None = None) -> Log:
    """Return the log of a file.

    Parameters
    ----------
    mapping
        What the columns mean; what their names suggest unless given.

    Raises
    ------
    Mistakes, Complaint
        As :func:`protocols.log.reader.read_record`; and where nothing is said of the columns and
        their names suggest nothing.
    """
    text = across(regime)
    return of_record(read_record(file, _meaning(file, mapping, text), text.vocabulary))


def _meaning(file: Path, mapping: Path | None, regime: Regime) -> Meaning:
    if mapping is not None:
        rules = {rule.id: act_of(rule) for rule in regime.rules}
        return read_mapping(mapping, regime.vocabulary, rules)
    proposal = proposed(open_table(file), regime)
    if not proposal.whole:
        raise Complaint("fit.nothing-suggested", file=file)
    return meaning_of(proposal, regime.vocabulary)


def of_record(record: Record) -> Log:
    """Return a record's entries as events; what has no date is none.

    Raises
    ------
    Complaint
        Where no entry has a date.
    """
    named = {
        "event": pl.Series(record.events, dtype=pl.String),
        "party": pl.Series(record.parties, dtype=pl.String),
    }
    known = pl.col("usable") & pl.col("at").is_not_null() & ~pl.Series(beyond(record))
    usable = record.entries.filter(known)
    if usable.is_empty():
        raise Complaint("fit.no-dates", file=record.path)
    events = pl.DataFrame(
        {
            "case": record.cases.cast(pl.String).gather(usable["case"]),
            "thread": _named(record.threads.cast(pl.String), usable["thread"]).fill_null(""),
            "event": named["event"].gather(usable["event"].cast(pl.UInt32)),
            "time": (usable["at"].dt.epoch("us") // _MICROSECONDS),
            "clock": usable["timed"],
            "party": _named(named["party"], usable["party"]),
            "person": usable["person"].cast(pl.String),
            "mode": usable["deemed"].replace_strict(
                {True: "deemed", False: None}, return_dtype=pl.String
            ),
        }
    ).cast(dict(COLUMNS))  # type: ignore[arg-type]
    events = events.sort("time", maintain_order=True)
    last = int(events["time"].max())  # type: ignore[arg-type]
    ends = record.meaning.ends
    until = last if ends is None else instant_of(ends.replace(tzinfo=None))
    return Log(record.path.name, events, max(until, last), _facts(record), tuple(_told(record)))


def _named(names: pl.Series, codes: pl.Series) -> pl.Series:
    """The names that numbers stand for; null for none."""
    if not len(names):
        return pl.Series([None] * len(codes), dtype=pl.String)
    return names.gather(codes.cast(pl.UInt32).fill_null(0)).zip_with(
        codes.is_not_null(), pl.Series([None] * len(codes), dtype=pl.String)
    )


def _facts(record: Record) -> pl.DataFrame:
    columns = {"case": record.cases.cast(pl.String)}
    return pl.DataFrame({**columns, **{k: v.cast(pl.String) for k, v in record.facts.items()}})


def _told(record: Record) -> list[Text]:
    """What could not be used, the first of it line by line."""
    found = [one.say() for one in mistakes(record.path, record.troubles, _TOLD)]
    if len(record.troubles) > _TOLD:
        found.append(say("fit.more-unusable", count=len(record.troubles) - _TOLD))
    if record.unmapped:
        count = sum(record.unmapped.values())
        names = say("fit.and").join(list(record.unmapped)[:8])
        found.append(say("fit.unmapped", count=count, names=names))
    return found
