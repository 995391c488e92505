"""Acts that several must each do for himself: whose an entry is, by the party that it names."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from model.vocabulary import Vocabulary
from protocols.bearers import own_act
from protocols.log.record import ENTRIES


def own_acts(words: Vocabulary, event: str) -> dict[str, str]:
    """Return by party the act that is his, of an event that several do each for himself."""
    named = {party: own_act(event, party) for party in words.parties}
    return {party: act for party, act in named.items() if act in words.events}


def by_bearer(
    entries: pl.DataFrame, events: tuple[str, ...], parties: tuple[str, ...], words: Vocabulary
) -> tuple[pl.DataFrame, tuple[str, ...], pl.Series]:
    """Return entries of which each of such an act is the act of the party that did it.

    An entry that names none of them may be anybody's: so it is entered for each of them without a
    usable date, and nobody is missing who may have acted.

    Returns
    -------
    The entries, the events that they count in, and the lines of those that name nobody.
    """
    acts = {event: own for event in events if (own := own_acts(words, event))}
    names = tuple(dict.fromkeys([*events, *(act for own in acts.values() for act in own.values())]))
    nobody = pl.Series("line", [], dtype=pl.UInt32)
    for event, own in acts.items():
        about = (pl.col("event") == events.index(event)) & ~pl.col("deemed")
        whose = {parties.index(party): act for party, act in own.items() if party in parties}
        known = pl.col("party").is_in([*whose]).fill_null(value=False)
        lost = entries.filter(about & ~known)
        nobody = nobody.append(lost["line"])
        told = pl.when(about & known).then(
            pl.col("party").replace_strict(
                {place: names.index(act) for place, act in whose.items()},
                default=None,
                return_dtype=pl.UInt16,
            )
        )
        kept = entries.filter(~(about & ~known).fill_null(value=False))
        entries = pl.concat(
            [
                kept.with_columns(told.otherwise(pl.col("event")).alias("event")),
                *_anybody_s(lost, [names.index(act) for act in own.values()]),
            ]
        )
    return entries.select(list(ENTRIES)), names, nobody


def _anybody_s(lost: pl.DataFrame, acts: list[int]) -> Iterator[pl.DataFrame]:
    for act in acts:
        code = pl.lit(act, dtype=pl.UInt16).alias("event")
        yield lost.with_columns(code, pl.lit(value=False).alias("usable"))
