"""``shenguan trust``: on whose obedience does a guarantee depend?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click

from experiments.command import GOOD, REFUTED, UNKNOWN
from experiments.command.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.show.runs import step_words
from experiments.show.terminal import Cell, console, print_table, progress
from experiments.trust.words import (
    breach_words,
    case_of,
    kind_of,
    limit_words,
    mechanism_words,
    rules_words,
    standing_words,
    trust_data,
    trust_words,
)
from model.deadline import Reading
from model.language import NOTHING, Lang, Text, plain, say
from model.ledger import article_label
from verify.prover import Provers
from verify.trust import breaks, dependences
from verify.trust.dependence import Dependence
from verify.trust.parties import Standing

_SHOWN = 4
_UNREGULATED = ("reason.trigger-unmentioned", "reason.response-unmentioned")
_STYLE = {
    "itself": "green",
    "one": "cyan",
    "several": "cyan",
    "everybody": "cyan",
    "open": "yellow",
    "nothing": "red",
    "vacuous": "dim",
    "unknown": "yellow",
}


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    names: tuple[str, ...],
    within: int | None,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Ask, print, write what is asked for, and return the exit status."""
    chosen, properties = chosen_regimes(regimes), chosen_properties(names)
    provers = Provers(chosen_calendar(calendar))
    found: list[Dependence] = []
    with progress(say("command.trust").in_(lang), len(chosen)) as advance:
        for regime in chosen:
            found += dependences(regime, properties, reading, within, provers=provers)
            advance()
    if as_json:
        data = [trust_data(one, each) for one in found for each in one.trust_sets]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        _tell(found, lang, bool(names))
    else:
        _print(found, provers, lang, bool(names))
    if out is not None:
        from experiments.trust.page import write_trust

        file = write_trust(found, provers, out)
        click.echo(say("trust.written", file=file).in_(lang), err=as_json)
    return status(found)


def status(found: Sequence[Dependence]) -> int:
    """Return the exit status: what nothing secures outweighs what was not decided."""
    standings = {one.standing for one in found}
    if Standing.NOTHING in standings:
        return REFUTED
    return UNKNOWN if Standing.UNKNOWN in standings else GOOD


def _tell(found: Sequence[Dependence], lang: Lang, asked: bool) -> None:
    """Say on standard error why a guarantee has no trust set; unasked, not what is unregulated."""
    for one in found:
        about = {"regime": one.regime.name, "property": one.property.label}
        if one.reason and (asked or one.reason not in _UNREGULATED):
            reason = say(one.reason).in_(lang)
            click.echo(say("trust.vacuous", reason=reason, **about).in_(lang), err=True)
        elif one.standing is Standing.NOTHING:
            click.echo(say("trust.fails", **about).in_(lang), err=True)


def _print(found: Sequence[Dependence], provers: Provers, lang: Lang, asked: bool) -> None:
    keys = ("regime", "property", "asks", "suffices", "mechanism", "bound", "broken")
    shown = [one for one in found if asked or one.reason not in _UNREGULATED]
    rows = [row for one in shown for row in _rows(one)]
    print_table(_title(found).in_(lang), [say(f"trust.{key}").in_(lang) for key in keys], rows)
    _print_notes(shown, lang)
    if not asked:
        _print_unregulated(found, lang)
    _print_runs(shown, provers, lang, asked)
    click.echo(say("trust.proved-for").in_(lang))


def _title(found: Sequence[Dependence]) -> Text:
    reading, within = found[0].reading, found[0].within
    title = say("verify.reading-strict")
    if reading.open_days is not None:
        title = say("verify.reading-value", n=reading.open_days)
    return title if within is None else title + " " + say("verify.within", n=within)


def _rows(found: Dependence) -> list[list[Cell]]:
    """Return a row for each trust set; what is the same for all stands in the first."""
    style = _STYLE[kind_of(found)]
    head: list[Cell] = [found.regime.name, found.property.label]
    head.append([(standing_words(found), style)])
    broken = plain("\n").join(breach_words(found))
    if not found.trust_sets:
        return [[*head, "", "", say(found.reason) if found.reason else NOTHING, broken]]
    rows: list[list[Cell]] = []
    for number, one in enumerate(found.trust_sets):
        cells = [
            trust_words(found, one),
            mechanism_words(found, one),
            limit_words(found, one),
        ]
        rows.append([*(head if number == 0 else [""] * 3), *cells, NOTHING if number else broken])
    return rows


def _print_notes(found: Sequence[Dependence], lang: Lang) -> None:
    """Say which duties are outside, since their breach is the trigger."""
    for one in found:
        if one.exempt:
            articles = (
                say("chart.and")
                .in_(lang)
                .join(
                    article_label(article).in_(lang)
                    for article in one.regime.articles_of(one.exempt)
                )
            )
            about = {"regime": one.regime.name, "property": one.property.label}
            click.echo(say("trust.exempt", articles=articles, **about).in_(lang) + "\n")


def _print_unregulated(found: Sequence[Dependence], lang: Lang) -> None:
    """Name what the regimes do not regulate, which is no guarantee, in few lines."""
    missing: dict[str, list[str]] = {}
    for one in found:
        if one.reason in _UNREGULATED:
            missing.setdefault(one.regime.name.in_(lang), []).append(one.property.label.in_(lang))
    for regime, named in missing.items():
        properties = say("chart.semicolon").in_(lang).join(named)
        click.echo(say("verify.unregulated", regime=regime, properties=properties).in_(lang) + "\n")


def _print_runs(found: Sequence[Dependence], provers: Provers, lang: Lang, asked: bool) -> None:
    """Show runs that break the guarantees: of one subject all, else as many as fit."""
    count = sum(len(one.corrections) for one in found)
    one_subject = asked and len({one.regime.id for one in found}) == 1
    shown = count if one_subject or count <= _SHOWN else 1
    out = console()
    for one in islice(breaks(found, provers), shown):
        regime = one.dependence.regime
        broken = rules_words(regime, one.correction.rules).in_(lang)
        key = "trust.witness" if broken else "trust.witness-none"
        about = {"regime": regime.name, "property": one.dependence.property.label}
        out.print(say(key, rules=broken, **about).in_(lang), style="bold", markup=False)
        if case := case_of(one).in_(lang):
            out.print("  " + case, markup=False)
        lines = [step_words(regime, step).in_(lang) for step in (one.run.steps if one.run else ())]
        for line in lines or [say("trust.no-run").in_(lang)]:
            out.print("  " + line, markup=False)
        out.print()
    if shown < count:
        click.echo(say("trust.more", count=count - shown).in_(lang) + "\n")
