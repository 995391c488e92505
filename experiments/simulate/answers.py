"""What a simulated year answers: where work waits, what a holiday does, and who pays."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.answers.regimes.festival import Festival
from experiments.answers.regimes.folds import (
    bottleneck_fold,
    cost_fold,
    festival_fold,
    festivals,
)
from experiments.show.blocks import Block, Paragraph, Section
from experiments.simulate.ask import Simulation
from model.language import NOTHING, Text, say
from model.regime import Regime


def answers(answer: Simulation) -> Iterator[Section]:
    """Yield the section of the answers; nothing of a year without daybooks."""
    if blocks := tuple(_blocks(answer)):
        yield Section("answers", say("simulate.answers"), blocks)


def first_of(answer: Simulation) -> Text:
    """Say which section is of all years, the rest being of the first; nothing of a single year."""
    years = 1 if answer.lived is None else len(answer.lived.years)
    if years == 1:
        return NOTHING
    first = answer.year.seed
    about = {"n": years, "first": first, "last": first + years - 1}
    return say("simulate.several", section=say("simulate.answers"), **about)


def _blocks(answer: Simulation) -> Iterator[Block]:
    lived = [] if answer.lived is None else [answer.lived]
    labels = {one.id: one.label for one in answer.year.scenario.departments}
    for told in (bottleneck_fold(lived, labels), festival_fold(festivals_of(answer))):
        if told is not None:
            yield Paragraph(told.summary, "heading")
            yield from told.blocks
    if (paid := cost_fold(lived, labels)) is not None:
        yield paid


def festivals_of(answer: Simulation) -> list[tuple[Regime, Festival]]:
    """Return what the holiday does, if the year has it."""
    lived = [] if answer.lived is None else [answer.lived]
    year = answer.year
    return festivals(lived, year.calendar, year.year, answer.holiday)
