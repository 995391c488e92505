"""``shenguan amend``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.amend.ask import Proposals, propose, requirement
from experiments.amend.data import amendments_data
from experiments.amend.page import sheet, write
from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regime
from experiments.command.options import GOOD, REFUTED, UNKNOWN
from experiments.show.files import folder, json_text
from experiments.show.terminal import print_sheet, progress
from model.deadline import Reading
from model.language import Lang, say
from protocols import library
from protocols.contents import contents
from verify.amend import SearchOutcome
from verify.amend.space import EditKind


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    edits = [str(kind) for kind in EditKind]
    return [
        options.regime_name(),
        options.reading_of(),
        options.option(
            "--require",
            "requirements",
            help=say("option.require"),
            multiple=True,
            required=True,
            metavar="REQUIREMENT",
        ),
        questions.file(),
        options.option(
            "--edit",
            "edits",
            help=say("option.edit", all=say("chart.and").join(edits)),
            multiple=True,
            metavar="EDIT",
            type=click.Choice(edits),
        ),
        options.option(
            "--longest",
            help=say("option.longest"),
            type=click.IntRange(1, 1000),
            default=30,
            show_default=True,
        ),
        options.reading("strict"),
        options.calendar(),
        options.timeout(),
        options.out("amendments.json", "*-amended-*.yaml"),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regime: str,
    requirements: tuple[str, ...],
    file: Path | None,
    edits: tuple[str, ...],
    longest: int,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Search, print, write the files if asked, and return the exit status."""
    kinds = [EditKind(name) for name in edits] or list(EditKind)
    present, days = chosen_regime(regime, otherwise), chosen_calendar(calendar)
    known = questions.finder((present,), file)
    needs = list(dict.fromkeys(requirement(words, known) for words in requirements))
    if out is not None:
        folder(out)
    with progress(say("command.amend").in_(lang), 1) as advance:
        text = contents(library.path_of(regime))
        answer = propose(present, text, needs, kinds, longest, reading, days)
        advance()
    silent = questions.unasked((present, each.unregulated) for each in answer.search.verdicts)
    asked = questions.Asked(tuple(need.property for need in needs), (present,), selected=True)
    whole = questions.framed(sheet(answer), asked, silent, "amend", (regime,))
    files = {} if out is None else write(answer, out, lang, whole)
    if as_json:
        click.echo(json_text(amendments_data(answer, files), lang))
        questions.tell(silent, "amend", (regime,), lang)
    else:
        print_sheet(whole, lang, unfold)
        for written in files.values():
            click.echo(say("amend.file", file=written).in_(lang))
        if answer.proposals and not files:
            click.echo(say("amend.no-file").in_(lang))
    return questions.status(status(answer), silent)


def status(answer: Proposals) -> int:
    """Return the exit status: 1 where no edits help, 3 where the solver gave no answer."""
    return {SearchOutcome.NONE: REFUTED, SearchOutcome.UNKNOWN: UNKNOWN}.get(
        answer.search.outcome, GOOD
    )
