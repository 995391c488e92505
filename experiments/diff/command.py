"""``shenguan diff``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.command import options, questions, values
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import GOOD, UNKNOWN
from experiments.diff.ask import Pairing, ordering, pairing
from experiments.diff.data import diff_data
from experiments.diff.order import Order
from experiments.diff.page import sheet, write
from experiments.show.files import json_text
from experiments.show.terminal import print_sheet, progress
from model.deadline import Reading
from model.language import Complaint, Lang, say
from model.regime import Regime
from verify.verdict import Verdict


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        click.Argument(
            ["regimes"],
            nargs=-1,
            required=True,
            metavar="REGIME REGIME...",
            type=values.NameType(),
        ),
        options.reading_of(),
        *questions.parameters(),
        options.reading("5"),
        options.calendar(),
        options.timeout(),
        options.out("diff.json", charts=["order"]),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    names: tuple[str, ...],
    file: Path | None,
    typed: tuple[str, ...],
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Compare two regimes, or order several; print, and return the exit status."""
    chosen = _chosen(regimes, otherwise)
    asked = questions.asked(chosen, names, file, typed)
    chosen, properties, selected = asked.regimes, asked.properties, asked.selected
    days, several = chosen_calendar(calendar), len(chosen) > 2
    answer: Pairing | tuple[Order, ...]
    with progress(say("diff.progress").in_(lang), len(chosen) if several else 4) as advance:
        if several:
            answer = ordering(chosen, properties, reading, days, selected, advance)
        else:
            old, new = chosen
            answer = pairing(old, new, properties, reading, days, selected, advance)
    silent = asked.of_none((each.regime, each.unregulated) for each in verdicts_of(answer))
    whole = questions.framed(sheet(answer), asked, silent, "verify", regimes)
    if as_json:
        click.echo(json_text(diff_data(answer), lang))
        questions.tell(silent, "verify", regimes, lang)
    else:
        print_sheet(whole, lang, unfold)
    if out is not None:
        file = write(answer, out, lang, whole)
        click.echo(say("diff.written", file=file).in_(lang), err=as_json)
    return questions.status(status(answer), silent)


def _chosen(names: tuple[str, ...], otherwise: tuple[str, ...]) -> tuple[Regime, ...]:
    """The regimes; one named twice is held against itself."""
    chosen = chosen_regimes(names, otherwise)
    if len(names) < 2:
        raise Complaint("diff.few", count=len(names))
    return chosen if len(chosen) > 1 else (chosen[0], chosen[0])


def verdicts_of(answer: Pairing | tuple[Order, ...]) -> list[Verdict]:
    """Return every verdict that an answer rests on."""
    if isinstance(answer, Pairing):
        return [verdict for held in answer.guarantees for verdict in (held.old, held.new)]
    return [verdict for order in answer for verdict in order.verdicts.values()]


def status(answer: Pairing | tuple[Order, ...]) -> int:
    """Return the exit status: 3 where any question was left without an answer."""
    if isinstance(answer, Pairing):
        return UNKNOWN if answer.unknown else GOOD
    return UNKNOWN if any(order.undecided for order in answer) else GOOD
