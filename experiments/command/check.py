"""``shenguan check``: every mistake of rule files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from experiments.command.options import BAD_INPUT, GOOD
from model.language import Complaint, Lang, Text, say
from model.regime import Regime
from model.waiting import unprovided
from protocols import library
from protocols.mistakes import Mistakes
from protocols.reader import read_regime
from protocols.words import unreached


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    path = click.Path(path_type=Path)
    return [click.Argument(["files"], nargs=-1, required=True, metavar="FILE...", type=path)]


def run(lang: Lang, files: tuple[Path, ...]) -> int:
    """Read every file, print what is wrong with each, and return the exit status."""
    bad = [file for file in dict.fromkeys(files) if not _reads(file, lang)]
    return BAD_INPUT if bad else GOOD


def _reads(file: Path, lang: Lang) -> bool:
    try:
        regime = read_regime(file, library.shared_vocabulary())
    except Mistakes as mistakes:
        click.echo(mistakes.say().in_(lang), err=True)
        count = say("check.count", file=file, count=len(mistakes.mistakes))
        click.echo(count.in_(lang), err=True)
    except Complaint as complaint:
        click.echo(say("cli.error", message=complaint.say()).in_(lang), err=True)
    else:
        click.echo(say("check.good", file=file, rules=len(regime.rules)).in_(lang))
        for note in _notes(file, regime):
            click.echo(note.in_(lang))
        return True
    return False


def _notes(file: Path, regime: Regime) -> Iterator[Text]:
    """Yield what a reader may want to change although nothing is wrong with the file."""
    events = regime.vocabulary.events
    for rule, event in unreached(regime):
        values = {"event": event, "label": events[event].label}
        yield say("check.unreached", file=file, rule=rule, **values)
    for rule, event, word in unprovided(regime):
        values = {"event": event, "label": events[event].label}
        named = {"word": word, "carrier": events[word].label}
        yield say("check.unprovided", file=file, rule=rule, **values, **named)
