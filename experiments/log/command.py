"""``shenguan log``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from experiments.command import options
from experiments.command.options import BAD_INPUT, GOOD, REFUTED, UNKNOWN, option
from experiments.command.values import DateType, FileType, NameType
from experiments.log.ask import Judging, judging
from experiments.log.data import log_data
from experiments.show.files import json_text
from model.deadline import Reading
from model.language import Complaint, Lang, say
from model.regime import Regime
from model.rule import act_of
from model.version import across
from protocols.log.mapping import Meaning, read_mapping
from protocols.log.reader import read_record


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        click.Argument(["file"], metavar="FILE", type=FileType()),
        option("--regime", help=say("option.log-regime"), type=NameType(), metavar="REGIME"),
        option("--map", "mapping", help=say("option.map"), type=FileType()),
        option("--as-of", help=say("option.as-of"), type=DateType()),
        options.reading_of(),
        options.reading("strict"),
        options.calendar(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    file: Path,
    regime: str | None,
    mapping: Path | None,
    as_of: date | None,
    reading: Reading,
    calendar: Path | None,
    as_json: bool,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Judge, print, write what is asked for, and return the exit status."""
    if regime is None:
        raise Complaint("log.no-regime")
    found = options.chosen_regime(regime, otherwise)
    meaning = meaning_of(mapping, found)
    record = read_record(file, meaning, across(found).vocabulary)
    days = options.chosen_calendar(calendar)
    answer = judging(record, found, calendar=days, reading=reading, as_of=as_of)
    tell_troubles(answer, lang)
    if as_json:
        click.echo(json_text(log_data(answer, lang), lang))
    return status(answer)


def meaning_of(mapping: Path | None, regime: Regime) -> Meaning:
    """Return what the columns mean, as the file says."""
    if mapping is None:
        raise Complaint("log.no-map")
    whole = across(regime)
    return read_mapping(mapping, whole.vocabulary, {rule.id: act_of(rule) for rule in whole.rules})


def tell_troubles(answer: Judging, lang: Lang, most: int = 20) -> None:
    """Tell on standard error of what could not be used, the first of it line by line."""
    told = answer.record.mistakes(most)
    for mistake in told:
        click.echo(mistake.say().in_(lang), err=True)


def status(answer: Judging) -> int:
    """Return the exit status: what was not kept outweighs what cannot be judged."""
    if answer.failed:
        return REFUTED
    return UNKNOWN if answer.unknown else GOOD


__all__ = ["BAD_INPUT", "parameters", "run", "status"]
