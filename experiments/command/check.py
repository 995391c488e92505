"""``shenguan check``: every mistake of rule files."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.command.options import BAD_INPUT, GOOD
from model.language import Complaint, Lang, say
from protocols import library
from protocols.document import open_document
from protocols.mistakes import Mistakes
from protocols.reader import regime_of
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
        document = open_document(file)
        if isinstance(document.data, dict) and [*document.data] == ["properties"]:
            asked = library.properties_in(file)
            click.echo(say("check.properties", file=file, count=len(asked)).in_(lang))
            return True
        regime = regime_of(document, library.shared_vocabulary())
    except Mistakes as mistakes:
        click.echo(mistakes.say().in_(lang), err=True)
        count = say("check.count", file=file, count=len(mistakes.mistakes))
        click.echo(count.in_(lang), err=True)
    except Complaint as complaint:
        click.echo(say("cli.error", message=complaint.say()).in_(lang), err=True)
    else:
        click.echo(say("check.good", file=file, rules=len(regime.rules)).in_(lang))
        for rule, event in unreached(regime):
            label = regime.vocabulary.events[event].label
            note = say("check.unreached", file=file, rule=rule, event=event, label=label)
            click.echo(note.in_(lang))
        return True
    return False
