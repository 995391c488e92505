"""``shenguan audit``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.audit.accepted import read_accepted
from experiments.audit.ask import Audits, audits
from experiments.audit.data import findings_data
from experiments.audit.page import sheet, write
from experiments.command import options
from experiments.command.options import (
    GOOD,
    REFUTED,
    UNKNOWN,
    chosen_calendar,
    chosen_regimes,
)
from experiments.show.files import json_text
from experiments.show.terminal import print_sheet, progress
from model.language import Lang, say
from verify.audit.finding import FindingKind, Severity


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    kinds = [str(kind) for kind in FindingKind if kind is not FindingKind.UNDECIDED]
    return [
        options.regime_names(),
        options.reading_of(),
        options.option(
            "--kind",
            "kinds",
            help=say("option.kind", all=", ".join(kinds)),
            multiple=True,
            metavar="K",
            type=click.Choice(kinds),
        ),
        options.option("--next", "number", help=say("option.next"), type=click.IntRange(1, 10_000)),
        options.option("--all", "--unfold", "unfold", help=say("option.all"), is_flag=True),
        options.option("--accepted", help=say("option.accepted"), type=click.Path(path_type=Path)),
        options.calendar(),
        options.out(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    kinds: tuple[str, ...],
    number: int | None,
    unfold: bool,
    accepted: Path | None,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Audit, print, write what is asked for, and return the exit status."""
    chosen, days = chosen_regimes(regimes, otherwise), chosen_calendar(calendar)
    known = read_accepted(accepted) if accepted else []
    with progress(say("command.audit").in_(lang), len(chosen)) as advance:
        answer = audits(chosen, kinds, days, known, advance)
    if as_json:
        click.echo(json_text(findings_data(answer), lang))
    else:
        print_sheet(sheet(answer, number), lang, unfold)
        if len(answer.standing) > 1 and not unfold:
            click.echo(say("audit.more").in_(lang))
    if out is not None:
        file = write(answer, out, lang, number)
        click.echo(say("audit.written", file=file).in_(lang), err=as_json)
    return status(answer)


def status(answer: Audits) -> int:
    """Return the exit status: 1 where a serious finding stands, 3 where one was not decided."""
    if any(finding.kind is FindingKind.UNDECIDED for finding in answer.standing):
        return UNKNOWN
    serious = any(finding.severity is Severity.HIGH for finding in answer.standing)
    return REFUTED if serious else GOOD
