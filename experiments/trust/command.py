"""``shenguan trust``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import GOOD, REFUTED, UNKNOWN
from experiments.show.files import folder
from experiments.show.terminal import print_sheet, progress
from experiments.trust.ask import Trust, trust
from experiments.trust.data import trust_sets_data
from experiments.trust.page import sheet, write
from model.deadline import Reading
from model.language import Lang, Text, say
from verify.trust.parties import ObedienceNeeded


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        options.regime_names(),
        options.reading_of(),
        options.above(),
        *questions.parameters(),
        options.within(),
        options.reading("strict"),
        options.calendar(),
        options.timeout(),
        options.out("trust.json", "trust.csv", charts=["trust"]),
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
    with progress(say("command.trust").in_(lang), len(chosen)) as advance:
        answer = trust(
            asked.regimes,
            asked.properties,
            within=within,
            reading=reading,
            calendar=days,
            runs=not as_json or out is not None,
            progress=advance,
            selected=asked.selected,
        )
    silent = questions.unasked((each.regime, each.unregulated) for each in answer.dependences)
    whole = questions.framed(sheet(answer), asked, silent, "trust", regimes)
    if as_json:
        click.echo(json.dumps(trust_sets_data(answer), ensure_ascii=False, indent=1))
        for line in _without(answer):
            click.echo(line.in_(lang), err=True)
        questions.tell(silent, "trust", regimes, lang)
    else:
        print_sheet(whole, lang, unfold)
    if out is not None:
        file = write(answer, out, lang, whole)
        click.echo(say("trust.written", file=file).in_(lang), err=as_json)
    return questions.status(status(answer), silent)


def status(answer: Trust) -> int:
    """Return the exit status: what nothing secures outweighs what was not decided."""
    standings = {each.standing for each in answer.dependences}
    if ObedienceNeeded.NOTHING in standings:
        return REFUTED
    return UNKNOWN if ObedienceNeeded.UNKNOWN in standings else GOOD


def _without(answer: Trust) -> Iterator[Text]:
    """Say why a guarantee has no trust set; unasked, not of what is unregulated."""
    for each in answer.dependences:
        about = {"regime": each.regime.name, "property": each.property.label}
        if each.reason and (answer.selected or not each.unregulated):
            yield say("trust.vacuous", reason=say(each.reason), **about)
        elif each.standing is ObedienceNeeded.NOTHING:
            yield say("trust.fails", **about)
