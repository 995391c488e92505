"""Duties and prohibitions of a text in a simulated year, by its own names, and their bearers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

import polars as pl

from experiments.measures.duties import DutyFigures
from experiments.measures.measure import About
from experiments.measures.spans import Spans, quantile
from experiments.measures.subjects import labels
from experiments.show.blocks import Block, Cell, Fold, Paragraph, Table
from experiments.simulate.ask import Simulation
from model.language import Text, plain, say
from model.regime import Regime
from model.rule import Prohibition, bearers_of

_OPEN = 20
"""So many duties are shown at once; more are folded."""


def lead(regime: Regime, figures: tuple[DutyFigures, ...]) -> Text:
    """Say how many duties arose and what became of each of them."""
    duties = [one for one in figures if not _forbids(regime, one)]
    words = say(
        "simulate.lead-duties",
        arisen=sum(one.arisen for one in duties),
        kept=sum(one.count("fulfilled") for one in duties),
        deemed=sum(one.count("deemed") for one in duties),
        late=sum(one.count("late") for one in duties),
        never=sum(one.count("never") for one in duties),
    )
    if excused := sum(one.count("excused") for one in duties):
        words += say("simulate.lead-excused", count=excused)
    if pending := sum(one.count("pending") for one in duties):
        words += say("simulate.lead-pending", count=pending)
    return words


def violations(regime: Regime, figures: tuple[DutyFigures, ...]) -> int:
    """Return how often something forbidden was done."""
    return sum(one.count("violated") for one in figures if _forbids(regime, one))


def blocks(regime: Regime, figures: tuple[DutyFigures, ...]) -> tuple[Block, ...]:
    """Return what became of each duty and prohibition of a text that arose, and which never did."""
    names = labels([regime])[About.RULE]
    arisen = [one for one in figures if one.arisen]
    duties = [one for one in arisen if not _forbids(regime, one)]
    bans = [one for one in arisen if _forbids(regime, one)]
    idle = [names[one.rule] for one in figures if not one.arisen]
    found: list[Block] = []
    if duties:
        columns = _columns(duties)
        rows = tuple(_row(regime, one, names[one.rule], columns) for one in duties)
        heads = (say("simulate.duty"), say("simulate.bearer"), *columns, say("simulate.wait"))
        table = Table(say("simulate.duties-title"), heads, rows, figures=True)
        summary = say("simulate.duties-fold", count=len(rows))
        found.append(table if len(rows) <= _OPEN else Fold(summary, (table,)))
    if bans:
        found.append(_bans(regime, bans, names))
    if idle:
        found.append(Paragraph(say("simulate.idle", duties=say("simulate.and").join(idle)), "note"))
    return tuple(found)


def _forbids(regime: Regime, one: DutyFigures) -> bool:
    return isinstance(regime.by_id[one.rule], Prohibition)


def _columns(duties: Sequence[DutyFigures]) -> dict[Text, Callable[[DutyFigures], int]]:
    """What may become of a duty, with how often it did; what never did only where it is usual."""
    columns: dict[Text, Callable[[DutyFigures], int]] = {
        say("simulate.arisen"): lambda one: one.arisen,
        say("simulate.in-time"): lambda one: one.count("fulfilled"),
        say("simulate.by-default"): lambda one: one.count("deemed"),
        say("simulate.late"): lambda one: one.count("late"),
        say("simulate.never"): lambda one: one.count("never"),
    }
    rare: dict[Text, Callable[[DutyFigures], int]] = {
        say("simulate.could-not"): lambda one: one.helpless,
        say("simulate.excused"): lambda one: one.count("excused"),
        say("simulate.pending"): lambda one: one.count("pending"),
    }
    return columns | {head: count for head, count in rare.items() if any(map(count, duties))}


def _row(
    regime: Regime,
    one: DutyFigures,
    label: Text,
    columns: Mapping[Text, Callable[[DutyFigures], int]],
) -> tuple[Cell, ...]:
    counts = (str(count(one)) for count in columns.values())
    return label, _whose(regime, one), *counts, _wait(one.waits)


def _whose(regime: Regime, one: DutyFigures) -> Text:
    parties = regime.vocabulary.parties
    bearers = bearers_of(regime.by_id[one.rule])
    return say("simulate.and").join(parties[name].label for name in bearers)


def _bans(regime: Regime, bans: Sequence[DutyFigures], names: Mapping[str, Text]) -> Table:
    """Return how often each prohibition came into force, and how often it was violated."""
    rows = tuple(
        (
            names[one.rule],
            _whose(regime, one),
            str(one.arisen),
            str(one.count("kept")),
            str(one.count("violated")),
        )
        for one in bans
    )
    columns = (
        say("simulate.ban"),
        say("simulate.bearer"),
        say("simulate.in-force"),
        say("simulate.kept"),
        say("simulate.violated"),
    )
    return Table(say("simulate.bans-title"), columns, rows, figures=True)


def _wait(waits: Spans) -> Text:
    if not waits.begun:
        return plain("—")
    levels = (quantile(waits.working, waits.censored, level) for level in (0.5, 1.0))
    return plain(" / ").join(
        plain(f"{days:.1f}") if isfinite(days) else say("mechanisms.never") for days in levels
    )


def departments(answer: Simulation) -> Table | None:
    """Return how busy each department was that had anything to do."""
    longest = {
        name: int(most)
        for name, most in answer.queues.group_by("department")
        .agg(pl.col("waiting").max())
        .iter_rows()
    }
    used = answer.year.utilisation
    rows = tuple(
        (one.label, str(one.officers), f"{used.get(one.id, 0):.0%}", str(longest.get(one.id, 0)))
        for one in answer.year.scenario.departments
        if used.get(one.id) or longest.get(one.id)
    )
    columns = (
        say("simulate.department"),
        say("simulate.officers"),
        say("simulate.used"),
        say("simulate.longest"),
    )
    return Table(say("simulate.departments"), columns, rows, figures=True) if rows else None
