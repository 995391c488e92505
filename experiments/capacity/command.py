"""``shenguan capacity``: can an office keep its duties, and how many officers does it take?"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from experiments.capacity.ask import Capacity, answering, capacity
from experiments.capacity.data import capacity_data
from experiments.capacity.figures import Figures, quantity
from experiments.capacity.page import sheet, write
from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regime
from experiments.command.options import GOOD, REFUTED, UNKNOWN
from experiments.command.values import spoken_in
from experiments.show.files import json_text
from experiments.show.terminal import print_sheet
from model.deadline import Reading
from model.language import Complaint, Lang, say
from verify.capacity.demand import ServiceOrder
from verify.verdict import Answer


class Quantity(click.ParamType[Fraction]):
    """A number of matters on the command line."""

    name = "X"

    def __init__(self, positive: bool) -> None:
        self.positive = positive

    def convert(self, value: Any, param: Any, ctx: Any) -> Fraction:
        """Parse the value."""
        try:
            return quantity(value, self.positive)
        except Complaint as complaint:
            return self.fail(complaint.say().in_(spoken_in(ctx)), param, ctx)


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    above, whole = Quantity(positive=True), Quantity(positive=False)
    people, speed = click.IntRange(1, 100_000), click.IntRange(1, 10_000)
    return [
        options.regime_name(),
        options.reading_of(),
        options.option(
            "--rate",
            "rates",
            help=say("option.capacity-rate"),
            type=above,
            multiple=True,
            metavar="NUMBER",
        ),
        options.option(
            "--burst",
            "bursts",
            help=say("option.capacity-burst"),
            type=whole,
            multiple=True,
            metavar="NUMBER",
        ),
        options.option(
            "--per-day",
            "per_day",
            help=say("option.capacity-per-day"),
            type=speed,
            multiple=True,
            metavar="NUMBER",
        ),
        options.option(
            "--officers", help=say("option.capacity-officers"), type=people, metavar="NUMBER"
        ),
        options.option(
            "--rule", "rules", help=say("option.capacity-rule"), multiple=True, metavar="RULE"
        ),
        questions.typing(),
        options.option("--party", help=say("option.capacity-party"), metavar="PARTY"),
        options.option(
            "--order",
            help=say("option.capacity-order"),
            type=click.Choice(["deadline", "arrival"]),
            default="deadline",
            show_default=True,
        ),
        options.option("--by-opening", help=say("option.capacity-by-opening"), is_flag=True),
        options.reading("strict"),
        options.calendar(),
        options.timeout(),
        options.out(
            "capacity.json", "run.csv", "*.smt2", charts=["capacity-run", "capacity-frontier"]
        ),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regime: str,
    rates: tuple[Fraction, ...],
    bursts: tuple[Fraction, ...],
    per_day: tuple[int, ...],
    officers: int | None,
    rules: tuple[str, ...],
    typed: tuple[str, ...],
    party: str | None,
    order: str,
    by_opening: bool,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Prove or refute, print, write what is asked for, and return the exit status."""
    found = chosen_regime(regime, otherwise)
    of = (
        questions.asked((found,), typed=typed).timed().in_any_world()
        if typed
        else questions.Asked(())
    )
    answer = capacity(
        found,
        Figures(rates, bursts, per_day),
        party=party,
        rules=(*rules, *answering(found, of.properties)),
        officers=officers,
        reading=reading,
        calendar=chosen_calendar(calendar),
        order=ServiceOrder(order),
        by_opening=by_opening,
    )
    if as_json:
        click.echo(json_text(capacity_data(answer), lang))
    else:
        print_sheet(sheet(answer), lang, unfold)
    if out is not None:
        file = write(answer, out, lang)
        click.echo(say("capacity.written", file=file).in_(lang), err=as_json)
    return status(answer)


def status(answer: Capacity) -> int:
    """Return the exit status: that of the verdict on what was asked, or on the fewest officers."""
    return {Answer.PROVED: GOOD, Answer.REFUTED: REFUTED}.get(answer.verdict.answer, UNKNOWN)
