"""``shenguan audit``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from experiments.audit.accepted import AcceptedForm, read_accepted, with_accepted
from experiments.audit.words import cited, finding_data, witness_lines
from experiments.command import GOOD, REFUTED, UNKNOWN
from experiments.command.options import chosen_calendar, chosen_regimes
from experiments.show.terminal import console, progress
from model.language import Complaint, Lang, Text, say
from model.ledger import article_label
from model.regime import Regime
from verify.audit import audit
from verify.audit.finding import Finding, Kind, Severity, name_of

KINDS = tuple(str(kind) for kind in Kind if kind is not Kind.UNDECIDED)
_STYLE = {Severity.HIGH: "bold red", Severity.MEDIUM: "bold yellow", Severity.LOW: "bold"}


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    kinds: tuple[str, ...],
    place: int | None,
    everything: bool,
    accepted: Path | None,
    calendar: Path | None,
    as_json: bool,
) -> int:
    """Audit, print, and return the exit status."""
    chosen, days = chosen_regimes(regimes), chosen_calendar(calendar)
    known = read_accepted(accepted) if accepted else []
    found: list[tuple[Regime, list[Finding]]] = []
    with progress(say("command.audit").in_(lang), len(chosen)) as advance:
        for regime in chosen:
            findings = audit(regime, [Kind(one) for one in kinds], days)
            found.append((regime, with_accepted(findings, known)))
            advance()
    if as_json:
        data = [finding_data(regime, one) for regime, every in found for one in every]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for regime, every in found:
            _print(regime, every, lang, place, everything, bool(kinds))
        if not kinds:
            _print_unused(known, [one for _, every in found for one in every], lang)
        click.echo(say("audit.scope").in_(lang))
    return status([one for _, every in found for one in every])


def status(findings: list[Finding]) -> int:
    """Return the exit status: 1 where a serious finding stands, 3 where one was not decided."""
    standing = [one for one in findings if one.accepted is None]
    if any(one.kind is Kind.UNDECIDED for one in standing):
        return UNKNOWN
    return REFUTED if any(one.severity is Severity.HIGH for one in standing) else GOOD


def _print(
    regime: Regime,
    every: list[Finding],
    lang: Lang,
    place: int | None,
    everything: bool,
    chosen: bool,
) -> None:
    standing = [one for one in every if one.accepted is None]
    out = console()
    if not standing:
        key = "audit.none-of-kind" if chosen else "audit.none"
        out.print(say(key, regime=regime.name).in_(lang), style="bold", markup=False)
    else:
        if place is not None and place > len(standing):
            raise Complaint("audit.beyond", number=place, count=len(standing))
        weights = Counter(str(one.severity) for one in standing)
        counts = {str(one): weights[str(one)] for one in Severity}
        title = say("audit.title", regime=regime.name, count=len(standing), **counts).in_(lang)
        out.print(title, style="bold", markup=False)
        out.print(_counts(standing).in_(lang), markup=False)
        numbers = range(1, len(standing) + 1) if everything else [place or 1]
        for number in numbers:
            _print_one(regime, standing[number - 1], number, len(standing), lang)
        if len(standing) > len(numbers):
            out.print(say("audit.more", count=len(standing) - len(numbers)).in_(lang), markup=False)
    if len(every) > len(standing):
        accepted = len(every) - len(standing)
        out.print(say("audit.accepted", count=accepted).in_(lang), markup=False)
        for one in every if everything else ():
            if one.accepted is not None:
                reason = say("audit.accepted-reason", reason=one.accepted).in_(lang)
                out.print(f"  {one.kind}: {one.sentence().in_(lang)} {reason}", markup=False)
    out.print()


def _counts(findings: list[Finding]) -> Text:
    kinds = Counter(one.kind for one in findings)
    comma = Text("，", ", ")
    named = (say("audit.count", name=name_of(kind), count=kinds[kind]) for kind in kinds)
    return say("audit.counts") + comma.join(named)


def _print_one(regime: Regime, finding: Finding, number: int, count: int, lang: Lang) -> None:
    out = console()
    out.print()
    out.print(say("audit.place", number=number, count=count).in_(lang), style="dim", markup=False)
    severity = say(f"severity.{finding.severity}").in_(lang)
    where = cited(finding).in_(lang)
    heading = say("audit.heading", severity=severity, name=finding.name, articles=where).in_(lang)
    out.print(heading, style=_STYLE[finding.severity], markup=False)
    known = [str(finding.kind), *finding.rules]
    out.print(f"{known[0]}: {', '.join(known[1:])}".rstrip(": "), style="dim", markup=False)
    out.print(finding.sentence().in_(lang), markup=False)
    if finding.readings:
        comma = "、" if lang == "zh" else ", "
        articles = dict.fromkeys(regime.by_id[rule].article for rule in finding.readings)
        named = comma.join(article_label(one).in_(lang) for one in articles)
        out.print(say("audit.reading", readings=named).in_(lang), markup=False)
    for line in witness_lines(regime, finding):
        out.print(line, markup=False)
    out.print(say("audit.advice", advice=finding.advice().in_(lang)).in_(lang), markup=False)


def _print_unused(known: list[AcceptedForm], findings: list[Finding], lang: Lang) -> None:
    about = {one.regime for one in findings}
    unused = [
        one
        for one in known
        if one.regime in about and not any(one.is_about(finding) for finding in findings)
    ]
    if unused:
        kinds = ", ".join(f"{one.regime}/{one.kind}" for one in unused)
        click.echo(say("audit.unused", count=len(unused), kinds=kinds).in_(lang))
