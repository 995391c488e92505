"""``shenguan readings``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import GOOD, NOTHING_ASKED, UNKNOWN
from experiments.readings.ask import Readings, readings
from experiments.readings.data import readings_data
from experiments.readings.page import sheet, unasked, write
from experiments.show.files import folder, json_text
from experiments.show.terminal import print_sheet, progress
from model.deadline import Reading
from model.language import Lang, say
from verify.verdict import Answer, Assume


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        options.regime_names(),
        options.reading_of(),
        options.above(),
        *questions.parameters(),
        options.within(),
        options.assume(),
        options.reading("strict"),
        options.calendar(),
        options.timeout(),
        options.out("readings.json", "readings.csv"),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    names: tuple[str, ...],
    file: Path | None,
    typed: tuple[str, ...],
    within: int | None,
    assume: str | None,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
    above: bool = False,
) -> int:
    """Ask, print, write what is asked for, and return the exit status."""
    chosen = chosen_regimes(regimes, otherwise, above)
    asked = questions.asked(chosen, names, file, typed)
    days = chosen_calendar(calendar)
    if out is not None:
        folder(out)
    with progress(say("command.readings").in_(lang), len(chosen)) as advance:
        answer = readings(
            asked.regimes,
            asked.properties,
            within=within,
            assumptions=(Assume(assume),) if assume else tuple(Assume),
            reading=reading,
            calendar=days,
            progress=advance,
        )
    whole = questions.framed(sheet(answer), asked, (), "readings", regimes)
    if as_json:
        click.echo(json_text(readings_data(answer), lang))
    else:
        print_sheet(whole, lang, unfold)
    if out is not None:
        page = write(answer, out, lang, whole)
        click.echo(say("readings.written", file=page).in_(lang), err=as_json)
    if not answer.tried:
        click.echo(unasked(asked.regimes).in_(lang), err=True)
    return status(answer)


def status(answer: Readings) -> int:
    """Return the exit status: 4 where no reading has an alternative, 3 where one was undecided."""
    if not answer.tried:
        return NOTHING_ASKED
    after = {hinge.after.answer for each in answer.regimes for hinge in each.hinges}
    return UNKNOWN if Answer.UNKNOWN in after else GOOD
