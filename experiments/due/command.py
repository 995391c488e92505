"""``shenguan due``."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import click

from experiments.command import options
from experiments.command.chosen import chosen_calendar, chosen_regime
from experiments.command.options import option
from experiments.due.ask import due
from experiments.due.data import due_data
from experiments.due.page import sheet
from experiments.show.files import json_text
from experiments.show.terminal import print_sheet
from model.deadline import Reading
from model.language import Complaint, Lang, say
from protocols.log.dates import told


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        options.regime_name(),
        option("--event", help=say("option.event"), metavar="EVENT"),
        option("--at", "when", help=say("option.at"), metavar="TIME"),
        option("--fact", "facts", help=say("option.fact"), multiple=True, metavar="FACT=VALUE"),
        options.reading_of(),
        options.reading("strict"),
        options.calendar(),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regime: str,
    event: str | None,
    when: str | None,
    facts: tuple[str, ...],
    reading: Reading,
    calendar: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> None:
    """Work it out and print it."""
    found, days = chosen_regime(regime, otherwise), chosen_calendar(calendar)
    if event is None or when is None:
        raise Complaint("due.incomplete")
    at, timed = instant(when)
    answer = due(
        found,
        event,
        at,
        timed=timed,
        facts=dict(map(fact, facts)),
        calendar=days,
        reading=reading,
    )
    if as_json:
        click.echo(json_text(due_data(answer), lang))
    else:
        print_sheet(sheet(answer), lang, unfold)


def instant(written: str) -> tuple[datetime, bool]:
    """Return the time that is written, and whether it has a time of day.

    Raises
    ------
    Complaint
        Where it is none.
    """
    local, sign, zone = _zoned(written)
    if zone and f"{sign}{zone}".replace(":", "") != "+0800":
        raise Complaint("due.zone", found=written, zone=f"{sign}{zone}")
    found = told(local.replace("T", " "))
    if found.at is None:
        raise Complaint("due.no-time", found=written)
    return found.at, found.timed or ":" in written


def _zoned(written: str) -> tuple[str, str, str]:
    """A time without its zone, and that, empty where it tells none."""
    found = re.fullmatch(r"(.*\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:(Z)|([+-])(\d\d:?\d\d))", written)
    if found is None:
        return written, "", ""
    return (found[1], "", "Z") if found[2] else (found[1], found[3], found[4])


def fact(written: str) -> tuple[str, str]:
    """Return a fact and its value, written with a sign of equality.

    Raises
    ------
    Complaint
        Where there is none.
    """
    name, equals, value = written.partition("=")
    if not equals:
        raise Complaint("due.fact-form", found=written)
    return name.strip(), value.strip()
