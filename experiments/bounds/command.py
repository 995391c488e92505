"""``shenguan bounds``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from experiments.bounds.ask import Bounds, Question, bounds
from experiments.bounds.data import bounds_data
from experiments.bounds.page import sheet, write
from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import GOOD, REFUTED, UNKNOWN
from experiments.command.values import spoken_in
from experiments.show.files import folder
from experiments.show.terminal import print_sheet, progress
from model.deadline import Reading
from model.language import Lang, say
from verify.verdict import Answer, Assume


class DateType(click.ParamType[date]):
    """A date such as 2026-02-13."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Parse the value."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            return self.fail(say("bounds.no-date", text=value).in_(spoken_in(ctx)), param, ctx)


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        options.regime_names(),
        options.reading_of(),
        options.above(),
        *questions.parameters(),
        options.within(),
        options.assume(),
        options.option("--deadlines", help=say("option.deadlines"), is_flag=True),
        options.option("--vary", help=say("option.vary"), multiple=True, metavar="RULE"),
        options.reading("5"),
        options.option("--by", "by", help=say("option.by"), multiple=True, metavar="ATTRIBUTE"),
        options.option("--by-matter", help=say("option.by-matter"), is_flag=True),
        options.option("--from", "start", help=say("option.from"), type=DateType()),
        options.option("--year", help=say("option.year-asked"), type=click.IntRange(1, 9999)),
        options.calendar(),
        options.timeout(),
        options.out("bounds.json", charts=["frontier-*"]),
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
    assume: str | None,
    deadlines: bool,
    vary: tuple[str, ...],
    by: tuple[str, ...],
    by_matter: bool,
    reading: Reading,
    start: date | None,
    year: int | None,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
    above: bool = False,
) -> int:
    """Find the bounds, print and write them, and return the exit status."""
    chosen = chosen_regimes(regimes, otherwise, above)
    asked = questions.asked(chosen, names, file, typed).timed()
    question = Question(
        asked.regimes,
        asked.properties,
        (Assume(assume),) if assume else tuple(Assume),
        chosen_calendar(calendar),
        deadlines,
        asked.within(within),
        reading,
        vary,
        both_ways=bool(asked.selected or out or as_json or start or year),
        selected=asked.selected,
        start=start,
        year=year,
        by=by,
        by_matter=by_matter,
    )
    if out is not None:
        folder(out)
    with progress(say("command.bounds").in_(lang), len(question.regimes)) as advance:
        answer = bounds(question, advance)
    silent = questions.unasked((each.bound.regime, each.unregulated) for each in answer.guarantees)
    whole = questions.framed(sheet(answer), asked, silent, "bounds", regimes)
    if as_json:
        click.echo(json.dumps(bounds_data(answer), ensure_ascii=False, indent=1))
        questions.tell(silent, "bounds", regimes, lang)
    else:
        print_sheet(whole, lang, unfold)
    if out is not None:
        file = write(answer, out, lang, whole)
        click.echo(say("bounds.written", file=file).in_(lang), err=as_json)
    return questions.status(status(answer), silent)


def status(answer: Bounds) -> int:
    """Return the exit status: what holds for no value outweighs what is unknown."""
    held = {guarantee.held() for guarantee in answer.guarantees}
    if "none" in held:
        return REFUTED
    answers = {guarantee.bound.answer for guarantee in answer.guarantees}
    return UNKNOWN if Answer.UNKNOWN in answers else GOOD
