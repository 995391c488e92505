"""``shenguan fit``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.command import options
from experiments.command.chosen import chosen_calendar, chosen_regime
from experiments.command.options import GOOD, REFUTED, UNKNOWN, option
from experiments.command.values import FileType, NameType
from experiments.fit.ask import fit
from experiments.fit.check import check
from experiments.fit.data import fit_data
from experiments.fit.file import named_scenario, write_scenario
from experiments.fit.page import Fitted, sheet, write
from experiments.fit.reading import read_log
from experiments.show.files import folder, json_text
from experiments.show.terminal import print_sheet, progress
from model.deadline import Reading
from model.language import Complaint, Lang, say


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        click.Argument(["file"], metavar="FILE", type=FileType()),
        option("--regime", help=say("option.fit-regime"), type=NameType(), metavar="REGIME"),
        option("--map", "mapping", help=say("option.fit-map"), type=FileType()),
        option("--scenario", "target", help=say("option.fit-scenario"), type=FileType()),
        option(
            "--from",
            "base",
            help=say("option.fit-from"),
            type=NameType(),
            default="ordinary",
            show_default=True,
            metavar="SCENARIO",
        ),
        option("--check", "checking", help=say("option.fit-check"), is_flag=True),
        option(
            "--held-out",
            "held_out",
            help=say("option.fit-held-out"),
            type=click.IntRange(0, 240),
            metavar="NUMBER",
        ),
        option(
            "--replications",
            help=say("option.fit-replications"),
            type=click.IntRange(2, 200),
            default=5,
            show_default=True,
        ),
        options.reading_of(),
        options.reading("5"),
        options.calendar(),
        options.out("parameters.csv", charts=["fit-delays", "fit-parts"]),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    file: Path,
    regime: str | None,
    mapping: Path | None,
    target: Path | None,
    base: str,
    checking: bool,
    held_out: int | None,
    replications: int,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Estimate, write the scenario, check, print, and return the exit status."""
    if regime is None:
        raise Complaint("fit.no-regime")
    if target is not None:
        named_scenario(target)
    text = chosen_regime(regime, otherwise)
    days = chosen_calendar(calendar)
    if out is not None:
        folder(out)
    log = read_log(file, text, mapping)
    name = "fitted" if target is None else target.stem
    found = fit(log, text, base, calendar=days, reading=reading, name=name)
    if target is not None:
        write_scenario(found, target, lang)
    held = None
    if checking or held_out is not None:
        with progress(say("command.fit").in_(lang), 100) as advance:
            held = check(found, replications, held_out, advance)
    answer = Fitted(found, held)
    if out is not None:
        page = write(answer, out, lang)
        click.echo(say("fit.page-written", file=page).in_(lang), err=True)
    if as_json:
        click.echo(json_text(fit_data(answer), lang))
    else:
        print_sheet(sheet(answer), lang, unfold)
        if target is not None:
            click.echo(say("fit.written", file=target).in_(lang))
    return status(answer)


def status(answer: Fitted) -> int:
    """Return the exit status: whether all that was compared fits, and that something was.

    What does not fit the months that were held out is no forecast, however well the whole fits;
    and what is told not to fit, be it a month, does not pass.
    """
    if answer.check is None:
        return GOOD
    compared = [one for one in (answer.check.whole, answer.check.held_out) if one is not None]
    if any(not one.fits for one in compared):
        return REFUTED
    return GOOD if answer.check.whole.steps else UNKNOWN
