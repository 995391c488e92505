"""``shenguan export``: the queries behind verdicts, or the regime as timed automata."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import BAD_INPUT, GOOD, NOTHING_ASKED, UNKNOWN
from experiments.export.ask import Export, Form, export
from experiments.export.page import write
from experiments.show.terminal import progress
from model.deadline import Reading
from model.language import Complaint, Lang, say
from verify.export.evidence import NAMES
from verify.verdict import Answer, Assume

_NAMES = (
    *(f"*-{assumed}-*.{ending}" for assumed in Assume for ending in ("smt2", "xml")),
    *(f"*-{form}.json" for form in get_args(Form)),
)


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    forms, queries = click.Choice(["smt2", "uppaal"]), click.Choice(NAMES)
    return [
        options.regime_name(),
        options.reading_of(),
        *questions.parameters(),
        options.option(
            "--format",
            "form",
            help=say("option.format"),
            type=forms,
            default="smt2",
            show_default=True,
        ),
        options.option("--query", "asked", help=say("option.query"), type=queries, multiple=True),
        options.within(),
        options.assume(),
        options.reading("strict"),
        options.calendar(),
        options.timeout(),
        options.out(*_NAMES, page=False),
    ]


def run(
    lang: Lang,
    regime: str,
    names: tuple[str, ...],
    file: Path | None,
    typed: tuple[str, ...],
    form: Form,
    asked: tuple[str, ...],
    within: int | None,
    assume: str | None,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Find the verdicts, write what is behind them, and return the exit status."""
    (chosen,) = chosen_regimes((regime,), otherwise)
    of = questions.asked((chosen,), names, file, typed)
    of = of.timed().in_any_world() if form == "uppaal" else of
    days = chosen_calendar(calendar)
    with progress(say("command.verify").in_(lang), 1) as advance:
        answer = export(
            chosen,
            of.properties,
            form=form,
            queries=asked,
            within=within,
            assumptions=(Assume(assume),) if assume else tuple(Assume),
            reading=reading,
            calendar=days,
        )
        advance()
    for note in answer.notes if of.selected or not answer.files else ():
        click.echo(note.in_(lang), err=True)
    for line in answer.left_out:
        click.echo(line.in_(lang), err=True)
    silent = questions.unasked((each.regime, each.unregulated) for each in answer.verdicts)
    questions.tell(silent, "export", (regime,), lang)
    unknown = any(verdict.answer is Answer.UNKNOWN for verdict in answer.verdicts)
    if not answer.files and unknown:
        return UNKNOWN
    if not answer.files:
        return NOTHING_ASKED if silent else BAD_INPUT
    if out is None:
        _print(answer, lang)
    else:
        listed = write(answer, out, lang)
        click.echo(say("export.cli.written", list=listed, count=len(answer.files)).in_(lang))
    return UNKNOWN if unknown else GOOD


def _print(answer: Export, lang: Lang) -> None:
    files = answer.files
    if len(files) > 1:
        names = ", ".join(file.name for file in files[:4]) + (", …" if len(files) > 4 else "")
        raise Complaint("export.cli.several", count=len(files), names=names)
    click.echo(files[0].text.in_(lang), nl=False)
