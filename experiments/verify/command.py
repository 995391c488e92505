"""``shenguan verify``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from experiments.command import GOOD, REFUTED, UNKNOWN
from experiments.command.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.show.data import verdict_data
from experiments.show.runs import assumed, bound_words, case_words, step_words
from experiments.show.terminal import Cell, console, print_table, progress
from model.deadline import Reading
from model.language import Lang, plain, say
from model.ledger import article_label
from verify.export.evidence import Evidence
from verify.guarantees import verify
from verify.prover import Provers, asked_about
from verify.verdict import Answer, Assume, Verdict

_SHOWN = 4
UNREGULATED = ("reason.trigger-unmentioned", "reason.response-unmentioned")
_STYLE = {
    Answer.PROVED: "green",
    Answer.REFUTED: "red",
    Answer.UNKNOWN: "yellow",
    Answer.VACUOUS: "dim",
}


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    names: tuple[str, ...],
    within: int | None,
    assume: str | None,
    reading: Reading,
    calendar: Path | None,
    as_json: bool,
) -> int:
    """Check, print, and return the exit status."""
    chosen, properties = chosen_regimes(regimes), chosen_properties(names)
    days = chosen_calendar(calendar)
    assumptions = [Assume(assume)] if assume else list(Assume)
    verdicts: list[Verdict] = []
    provers = Provers(days, asked_about(properties))
    with progress(say("command.verify").in_(lang), len(chosen)) as advance:
        for regime in chosen:
            verdicts += verify(regime, properties, [reading], assumptions, within, provers=provers)
            advance()
    if as_json:
        evidence = Evidence(provers=provers)
        data = [verdict_data(one, evidence) for one in verdicts]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        _print(verdicts, lang, reading, within, bool(names))
    return status(verdicts)


def status(verdicts: list[Verdict]) -> int:
    """Return the exit status: a refuted property outweighs an unknown one."""
    answers = {one.answer for one in verdicts}
    if Answer.REFUTED in answers:
        return REFUTED
    return UNKNOWN if Answer.UNKNOWN in answers else GOOD


def _print(
    verdicts: list[Verdict], lang: Lang, reading: Reading, within: int | None, asked: bool
) -> None:
    keys = ("regime", "property", "assume", "verdict", "bound", "articles")
    title = say("verify.reading-strict").in_(lang)
    if reading.open_days is not None:
        title = say("verify.reading-value", n=reading.open_days).in_(lang)
    if within is not None:
        title += " " + say("verify.within", n=within).in_(lang)
    columns = [say(f"verify.{key}").in_(lang) for key in keys]
    shown = [one for one in verdicts if asked or one.reason not in UNREGULATED]
    print_table(title, columns, [_row(one) for one in shown])
    if not asked:
        _print_unregulated(verdicts, lang)
    refuted = [one for one in verdicts if one.counterexample is not None]
    one_subject = len({one.regime.id for one in verdicts}) == 1
    one_subject |= len({one.property.id for one in verdicts}) == 1
    told = refuted if (asked and one_subject) or len(refuted) <= _SHOWN else refuted[:1]
    for verdict in told:
        _print_counterexample(verdict, lang)
    if len(told) < len(refuted):
        click.echo(say("verify.more", count=len(refuted) - len(told)).in_(lang) + "\n")
    click.echo(say("verify.scope").in_(lang))


def _print_unregulated(verdicts: list[Verdict], lang: Lang) -> None:
    """Name what the regimes do not regulate, which is no guarantee, in few lines."""
    comma = "；" if lang == "zh" else "; "
    missing: dict[str, dict[str, str]] = {}
    for one in verdicts:
        if one.reason in UNREGULATED:
            named = missing.setdefault(one.regime.name.in_(lang), {})
            named[one.property.id] = one.property.label.in_(lang)
    for regime, named in missing.items():
        properties = comma.join(named.values())
        click.echo(say("verify.unregulated", regime=regime, properties=properties).in_(lang) + "\n")


def _row(verdict: Verdict) -> list[Cell]:
    word = say(f"verdict.{verdict.answer}")
    articles = plain("; ").join(article_label(one) for one in verdict.articles)
    return [
        verdict.regime.name,
        verdict.property.label,
        assumed(verdict),
        [(word, _STYLE[verdict.answer])],
        bound_words(verdict),
        articles,
    ]


def _print_counterexample(verdict: Verdict, lang: Lang) -> None:
    assert verdict.counterexample is not None
    heading = say(
        "verify.counterexample",
        regime=verdict.regime.name,
        property=verdict.property.label,
        assume=assumed(verdict).in_(lang),
    ).in_(lang)
    out = console()
    out.print(heading, style="bold", markup=False)
    if facts := case_words(verdict).in_(lang):
        out.print("  " + say("verify.case", facts=facts).in_(lang), markup=False)
    for step in verdict.counterexample.steps:
        out.print("  " + step_words(verdict.regime, step).in_(lang), markup=False)
    out.print()
