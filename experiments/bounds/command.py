"""``shenguan bounds``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from experiments.bounds.ask import Bounds, Guarantee, Question, bounds
from experiments.bounds.data import guarantee_data
from experiments.bounds.words import (
    assumed_words,
    bound_words,
    days_words,
    holds_words,
    holiday_words,
    start_words,
)
from experiments.command import GOOD, REFUTED, UNKNOWN
from experiments.command.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.show.files import folder, write_json
from experiments.show.terminal import Cell, print_table, progress
from model.deadline import Reading
from model.language import NOTHING, Complaint, Lang, plain, say, written
from model.ledger import article_label
from model.regime import Regime
from model.unknowns import is_stated
from verify.verdict import Answer, Assume

_STYLE = {"all": "green", "some": "cyan", "none": "red", "unknown": "yellow"}


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    names: tuple[str, ...],
    within: int | None,
    assume: str | None,
    deadlines: bool,
    vary: tuple[str, ...],
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Find the bounds, print and write them, and return the exit status."""
    chosen = chosen_regimes(regimes)
    question = Question(
        chosen,
        tuple(chosen_properties(names)),
        (Assume(assume),) if assume else tuple(Assume),
        chosen_calendar(calendar),
        deadlines,
        within,
        reading,
        _varied(chosen, vary),
        both_ways=bool(names or out or as_json),
    )
    if out is not None:
        folder(out)
    with progress(say("command.bounds").in_(lang), len(chosen)) as advance:
        found = bounds(question, advance)
    if as_json:
        data = [guarantee_data(one, question) for one in found.found]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        print_bounds(found, lang, bool(names))
    if out is not None:
        page = write(found, out, lang)
        click.echo(say("bounds.written", file=page).in_(lang), err=as_json)
    return status(found)


def _varied(regimes: tuple[Regime, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rules to vary.

    Raises
    ------
    Complaint
        For more than two, and for a rule without a limit in working days.
    """
    known = {
        rule.id: None
        for regime in regimes
        for rule in regime.obligations
        if rule.open or is_stated(rule)
    }
    for name in names:
        if name not in known:
            raise Complaint("bounds.unknown-rule", name=name, all=", ".join(known))
    if len(set(names)) > 2:
        raise Complaint("bounds.too-many")
    return names


def status(found: Bounds) -> int:
    """Return the exit status: what holds for no value outweighs what is unknown."""
    held = {one.held() for one in found.found}
    if "none" in held:
        return REFUTED
    answers = {one.bound.answer for one in found.found}
    return UNKNOWN if Answer.UNKNOWN in answers else GOOD


def print_bounds(found: Bounds, lang: Lang, asked: bool) -> None:
    """Print the bounds, and worst dates where few guarantees were asked about."""
    within = found.question.within
    columns = [say(f"verify.{key}").in_(lang) for key in ("regime", "property", "assume")]
    columns.append(say("bounds.bound").in_(lang))
    title = say("bounds.title").in_(lang)
    if within is not None:
        columns.append(say("bounds.holds", n=within).in_(lang))
        title = say("bounds.title-within", n=within).in_(lang)
    columns.append(say("verify.articles").in_(lang))
    shown = [one for one in found.found if asked or not one.unregulated]
    left_out = [] if asked or within is not None else [one for one in shown if _unbounded(one)]
    rows = [_row(one, within) for one in shown if one not in left_out]
    print_table(title, columns, rows)
    _print_unbounded(left_out, lang)
    click.echo(say("bounds.legend").in_(lang) + "\n")
    dated = [one for one in shown if any(way.worst for way in one.dates)]
    if dated and found.question.both_ways and asked:
        print_dates(found, dated, lang)
    elif dated:
        click.echo(say("bounds.more-dates").in_(lang) + "\n")
    click.echo(say("bounds.scope").in_(lang))


def _unbounded(one: Guarantee) -> bool:
    return one.bound.answer is Answer.REFUTED


def _print_unbounded(found: list[Guarantee], lang: Lang) -> None:
    """Name what has no bound whatever the values, in few lines."""
    named: dict[tuple[str, str], list[str]] = {}
    for one in found:
        regime, assume = (
            one.bound.regime.name.in_(lang),
            say(f"assume.{one.bound.assume}").in_(lang),
        )
        named.setdefault((regime, assume), []).append(one.bound.property.label.in_(lang))
    for (regime, assume), labels in named.items():
        properties = say("chart.semicolon").in_(lang).join(labels)
        words = {"regime": regime, "assume": assume, "properties": properties}
        click.echo(say("bounds.unbounded-list", **words).in_(lang) + "\n")


def _row(one: Guarantee, within: int | None) -> list[Cell]:
    bound = one.bound
    row: list[Cell] = [
        bound.regime.name,
        bound.property.label,
        assumed_words(bound),
        bound_words(bound),
    ]
    if within is not None:
        row.append([(holds_words(one), _STYLE.get(one.held(), "dim"))])
    return [*row, plain("; ").join(article_label(article) for article in bound.articles)]


def print_dates(found: Bounds, dated: list[Guarantee], lang: Lang) -> None:
    """Print what the bounds come to on real dates, under both ways of counting."""
    calendar = found.question.calendar
    keys = ("counting", "days", "calendar-days", "start", "end", "holiday")
    columns = [say(f"verify.{key}").in_(lang) for key in _subject(found)]
    columns += [say(f"bounds.dates.{key}").in_(lang) for key in keys]
    title = say("bounds.dates.title", first=calendar.first, last=calendar.last).in_(lang)
    print_table(title, columns, [row for one in dated for row in date_rows(one, found)])
    click.echo(say("bounds.dates.note").in_(lang) + "\n")


def _subject(found: Bounds) -> tuple[str, ...]:
    several = len(found.question.properties) > 1
    return ("regime", "property", "assume") if several else ("regime", "assume")


def date_rows(one: Guarantee, found: Bounds) -> list[list[Cell]]:
    """Return a row for each way of counting."""
    rows: list[list[Cell]] = []
    for way in one.dates:
        if way.worst is None:
            continue
        own = way.counting is one.bound.regime.counting
        counting = say(written("bounds.dates.{}", way.counting))
        figure = days_words(one, way, found.question.reading)
        about = {
            "regime": one.bound.regime.name,
            "property": one.bound.property.label,
            "assume": assumed_words(one.bound),
        }
        rows.append(
            [
                *(about[key] if own else NOTHING for key in _subject(found)),
                say("bounds.dates.own", counting=counting) if own else counting,
                figure,
                str(way.worst.calendar_days),
                start_words(way),
                str(way.worst.end),
                holiday_words(way, found.question.calendar),
            ]
        )
    return rows


def write(found: Bounds, out: Path, lang: Lang) -> Path:
    """Write the page with its charts, and the data; return the page's path."""
    from experiments.bounds.page import sheet
    from experiments.show.blocks import write_sheet
    from experiments.show.drawing import write_charts

    write_json(out / "bounds.json", [guarantee_data(one, found.question) for one in found.found])
    shown = sheet(found)
    write_charts(shown.drawn, out)
    return write_sheet(shown, out / "index.html", lang)
