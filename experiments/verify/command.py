"""``shenguan verify``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import GOOD, REFUTED, UNKNOWN
from experiments.show.files import folder
from experiments.show.page import write_page
from experiments.show.terminal import print_sheet, progress
from experiments.verify.ask import Verification, verification
from experiments.verify.known import known_verification
from experiments.verify.page import sheet, unasked_duties
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
        options.option("--all-duties", help=say("option.all-duties"), is_flag=True),
        options.within(),
        options.assume(),
        options.reading("strict"),
        options.calendar(),
        options.timeout(),
        options.anew(),
        options.out(),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    names: tuple[str, ...],
    file: Path | None,
    typed: tuple[str, ...],
    all_duties: bool,
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
    """Check, print, write what is asked for, and return the exit status."""
    chosen = chosen_regimes(regimes, otherwise, above)
    asked = questions.asked(chosen, names, file, typed)
    days = chosen_calendar(calendar)
    if out is not None:
        folder(out)
    # Data has the queries behind the verdicts, which only who asked them can tell.
    found = verification if as_json else known_verification
    with progress(say("command.verify").in_(lang), len(chosen)) as advance:
        answer = found(
            asked.regimes,
            asked.properties,
            within=within,
            assumptions=(Assume(assume),) if assume else tuple(Assume),
            reading=reading,
            calendar=days,
            progress=advance,
            selected=asked.selected,
            of_duties=all_duties,
        )
    silent = questions.unasked((each.regime, each.unregulated) for each in answer.verdicts)
    whole = questions.framed(sheet(answer), asked, silent, "verify", regimes)
    if as_json:
        import json

        from experiments.verify.data import verification_data

        click.echo(json.dumps(verification_data(answer), ensure_ascii=False, indent=1))
        questions.tell(silent, "verify", regimes, lang)
        for note in unasked_duties(answer):
            click.echo(note.text.in_(lang), err=True)
    else:
        print_sheet(whole, lang, unfold)
    if out is not None:
        page = write_page(whole, out, lang)
        click.echo(say("verify.written", file=page).in_(lang), err=as_json)
    return questions.status(status(answer), silent)


def status(answer: Verification) -> int:
    """Return the exit status: a refuted property outweighs an unknown one."""
    answers = {verdict.answer for verdict in answer.verdicts}
    if Answer.REFUTED in answers:
        return REFUTED
    return UNKNOWN if Answer.UNKNOWN in answers else GOOD
