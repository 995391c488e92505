"""``shenguan audit``."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from experiments.audit.accepted import read_accepted
from experiments.audit.ask import Audits, audits, with_effects
from experiments.audit.data import findings_data
from experiments.audit.page import sheet, write
from experiments.command import options, values
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import GOOD, REFUTED, UNKNOWN
from experiments.show.files import json_text
from experiments.show.terminal import print_sheet, progress
from model.language import Lang, Text, plain, say
from verify.audit.finding import FindingKind, Severity, name_of

_NEAR = 4
"""So many kinds are offered for one that there is not."""


class KindType(click.ParamType[FindingKind]):
    """A kind of finding, by its identifier or by its name in either language."""

    name = "kind"

    def convert(self, value: Any, param: Any, ctx: Any) -> FindingKind:
        """Parse the value."""
        for kind in _askable():
            if str(value).casefold() in (kind, name_of(kind).zh, name_of(kind).en.casefold()):
                return kind
        lang = values.spoken_in(ctx)
        words = say("audit.no-kind", kind=value, near=_near(str(value)))
        return self.fail(words.in_(lang), param, ctx)


def _near(given: str) -> Text:
    """The kinds whose identifier or name is most like a wrong one."""
    names = {called: kind for kind in _askable() for called in (kind, *_called(kind))}
    like = get_close_matches(given.casefold(), names, n=_NEAR, cutoff=0.3)
    kinds = dict.fromkeys(names[called] for called in like)
    shown = kinds or dict.fromkeys(_askable()[:_NEAR])
    return say("chart.and").join(plain(f"{kind} (") + name_of(kind) + ")" for kind in shown)


def _called(kind: FindingKind) -> tuple[str, str]:
    return name_of(kind).zh, name_of(kind).en.casefold()


def _askable() -> list[FindingKind]:
    """The kinds that can be asked for; what was not decided is always told."""
    return [kind for kind in FindingKind if kind is not FindingKind.UNDECIDED]


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    kinds = (Text(name_of(kind).zh, str(kind)) for kind in _askable())
    return [
        options.regime_names(),
        options.reading_of(),
        options.option(
            "--kind",
            "kinds",
            help=say("option.kind", all=say("chart.and").join(kinds)),
            multiple=True,
            metavar="KIND",
            type=KindType(),
        ),
        options.option("--next", "number", help=say("option.next"), type=click.IntRange(1, 10_000)),
        options.option("--all", "--unfold", "unfold", help=say("option.all"), is_flag=True),
        options.option("--accepted", help=say("option.accepted"), type=values.FileType()),
        options.calendar(),
        options.timeout(),
        options.out("findings.json"),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    kinds: tuple[FindingKind, ...],
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
    shown = answer
    if as_json:
        click.echo(json_text(findings_data(answer), lang))
    else:
        shown = with_effects(answer, number, every=unfold or out is not None)
        print_sheet(sheet(shown, number), lang, unfold)
        if len(answer.cards) > 1 and not unfold:
            click.echo(say("audit.more").in_(lang))
    if out is not None:
        file = write(shown, out, lang, number)
        click.echo(say("audit.written", file=file).in_(lang), err=as_json)
    return status(answer)


def status(answer: Audits) -> int:
    """Return the exit status: 1 where a serious finding stands, 3 where one was not decided."""
    if any(finding.kind is FindingKind.UNDECIDED for finding in answer.standing):
        return UNKNOWN
    serious = any(finding.severity is Severity.HIGH for finding in answer.standing)
    return REFUTED if serious else GOOD
