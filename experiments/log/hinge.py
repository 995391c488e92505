"""Which judgements hinge on a reading: the record is judged once under each other one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from model.deadline import Counting
from model.language import Complaint, Text, say
from model.ledger import article_label
from model.otherwise import alternatives, read_otherwise
from model.record.entries import Entries, Repeats, once
from model.record.judge import STANDINGS, Judgements, judged
from model.record.sight import Sight, sight
from model.record.standing import Standing
from model.regime import Regime

if TYPE_CHECKING:
    from experiments.log.ask import Judging


FAILED = ("late", "missing", "deemed", "violated")
"""What became of a duty that was not kept, though it could have been."""


@dataclass(frozen=True, slots=True)
class Hinge:
    """A reading that could be otherwise, and how many judgements would be.

    Attributes
    ----------
    words
        What is read otherwise.
    about
        What it is a reading of: the record, the text as a whole, or an article.
    changed
        How many duties would stand otherwise; ``None`` where the record does not show what the
        other reading asks about.
    kept, failed
        How many duties are kept and broken under it.
    """

    words: Text
    about: Text
    changed: int | None
    kept: int
    failed: int


def hinges_of(answer: Judging, every: Entries) -> tuple[Hinge, ...]:
    """Return each reading on which some judgement hinges, those about the record first."""
    found = [*_of_record(answer, every), *_of_counting(answer), *_of_rules(answer)]
    return tuple(one for one in found if one.changed != 0)


def _of_record(answer: Judging, every: Entries) -> Iterator[Hinge]:
    """How repeated entries and days without a time are taken."""
    meaning, entries = answer.meaning, answer.entries
    if answer.again:
        other = Repeats.LAST if meaning.repeats is Repeats.FIRST else Repeats.FIRST
        words = say("log.hinge.last") if other is Repeats.LAST else say("log.hinge.first")
        again = _judged(answer, answer.regime, once(every, other))
        yield _hinge(answer, words, say("log.of-record"), again)
    if not (entries.timed | ~entries.usable).all():
        office = not meaning.office_hours
        words = say("log.hinge.office-hours") if office else say("log.hinge.any-time")
        again = _judged(answer, answer.regime, replace(entries, office_hours=office))
        yield _hinge(answer, words, say("log.of-record"), again)


def _of_counting(answer: Judging) -> Iterator[Hinge]:
    """Whether the day of the trigger is counted, where the text does not say."""
    regime = answer.regime
    if regime.counting_stated:
        return
    first = regime.counting is Counting.EXCLUDE_FIRST_DAY
    other = Counting.INCLUDE_FIRST_DAY if first else Counting.EXCLUDE_FIRST_DAY
    words = say("log.hinge.first-day") if first else say("log.hinge.not-first-day")
    again = _judged(answer, replace(regime, counting=other), answer.entries)
    yield _hinge(answer, words, say("log.of-text"), again)


def _of_rules(answer: Judging) -> Iterator[Hinge]:
    """The alternatives that the rule file gives to its readings."""
    known = {rule.id for rule in answer.sight.regime.rules}
    for rule, alternative in alternatives(answer.regime):
        if rule.id not in known:
            continue
        try:
            regime = read_otherwise(answer.regime, {rule.id: alternative.id})
        except Complaint:
            continue  # it does not stand alone: another must be taken with it
        about, seen = article_label(rule.article), _seen(answer, regime)
        blind = {one.rule.id for one in seen.unseen if not one.judged}
        if rule.id in blind:
            yield Hinge(alternative.words, about, None, 0, 0)
            continue
        again = judged(seen, answer.entries, answer.calendar, answer.reading)
        yield _hinge(answer, alternative.words, about, again)


def _seen(answer: Judging, regime: Regime) -> Sight:
    return sight(regime, answer.entries.names, answer.record.facts)


def _judged(answer: Judging, regime: Regime, entries: Entries) -> Judgements:
    return judged(_seen(answer, regime), entries, answer.calendar, answer.reading)


def _hinge(answer: Judging, words: Text, about: Text, again: Judgements) -> Hinge:
    """Hold the judgements under another reading against those that are told."""
    duties = [one.id for one in answer.sight.regime.obligations]
    before, after = _standings(answer.judgements), _standings(again)
    both = before.join(
        after, on=["case", "office", "rule"], how="full", coalesce=True, suffix="_then"
    )
    both = both.filter(pl.col("rule").is_in(duties))
    changed = both.filter(pl.col("standing").ne_missing(pl.col("standing_then")))
    after = after.filter(pl.col("rule").is_in(duties))
    failed = after["standing"].is_in(list(FAILED)).sum()
    kept = (after["standing"] == Standing.FULFILLED.value).sum()
    return Hinge(words, about, len(changed), int(kept), int(failed))


def _standings(found: Judgements) -> pl.DataFrame:
    names = pl.Series(found.rules, dtype=pl.String)
    known = pl.Series([str(one) for one in STANDINGS], dtype=pl.String)
    return pl.DataFrame(
        {
            "case": found.entries.case[found.thread],
            "office": found.entries.office[found.thread],
            "rule": names.gather(found.rule.astype(np.uint32)),
            "standing": known.gather(found.standing.astype(np.uint32)),
        }
    )
