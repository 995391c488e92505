"""The duties of a text in a simulated year, under the text's own names, and who bore them."""

from __future__ import annotations

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
from model.rule import bearers_of

_OPEN = 20
"""So many duties are shown at once; more are folded."""


def lead(duties: tuple[DutyFigures, ...]) -> Text:
    """Say how many duties arose and what became of them."""
    return say(
        "simulate.lead-duties",
        arisen=sum(one.arisen for one in duties),
        kept=sum(one.count("fulfilled", "kept") for one in duties),
        deemed=sum(one.count("deemed") for one in duties),
        late=sum(one.count("late") for one in duties),
        never=sum(one.count("never", "violated") for one in duties),
    )


def blocks(regime: Regime, duties: tuple[DutyFigures, ...]) -> tuple[Block, ...]:
    """Return what became of each duty of a text that arose, and which never did."""
    names = labels([regime])[About.RULE]
    arisen = [one for one in duties if one.arisen]
    idle = [names[one.rule] for one in duties if not one.arisen]
    found: list[Block] = []
    if arisen:
        helpless = any(one.helpless for one in arisen)
        rows = tuple(_row(regime, one, names[one.rule], helpless) for one in arisen)
        table = Table(say("simulate.duties-title"), _columns(helpless), rows, figures=True)
        summary = say("simulate.duties-fold", count=len(rows))
        found.append(table if len(rows) <= _OPEN else Fold(summary, (table,)))
    if idle:
        found.append(Paragraph(say("simulate.idle", duties=say("simulate.and").join(idle)), "note"))
    return tuple(found)


def _columns(helpless: bool) -> tuple[Text, ...]:
    """The headings, without that of breaches nobody could have avoided where there are none."""
    could_not = (say("simulate.could-not"),) if helpless else ()
    return (
        say("simulate.duty"),
        say("simulate.bearer"),
        say("simulate.arisen"),
        say("simulate.in-time"),
        say("simulate.by-default"),
        say("simulate.late"),
        say("simulate.never"),
        *could_not,
        say("simulate.wait"),
    )


def _row(regime: Regime, one: DutyFigures, label: Text, helpless: bool) -> tuple[Cell, ...]:
    rule = next(rule for rule in regime.binding if rule.id == one.rule)
    parties = regime.vocabulary.parties
    bearers = say("simulate.and").join(parties[name].label for name in bearers_of(rule))
    counts = [
        one.arisen,
        one.count("fulfilled", "kept"),
        one.count("deemed"),
        one.count("late"),
        one.count("never", "violated"),
        *([one.helpless] if helpless else []),
    ]
    return label, bearers, *map(str, counts), _wait(one.waits)


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
