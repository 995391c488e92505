"""``shenguan export``: the queries behind verdicts, or the regime as timed automata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from experiments.command import BAD_INPUT, GOOD, UNKNOWN
from experiments.command.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.show.data import provenance
from experiments.show.files import folder, write, write_json
from experiments.show.runs import assumed, bound_words
from experiments.show.terminal import progress
from model.calendar import Calendar
from model.deadline import Reading
from model.language import Complaint, Lang, Text, plain, say
from verify.export.evidence import Evidence, Query, asked_key
from verify.export.uppaal import network
from verify.guarantees import verify
from verify.prover import Provers, asked_about
from verify.verdict import Answer, Assume, Verdict


@dataclass(frozen=True)
class Exported:
    """One file: its name, its text, and what is said of it in the list of files."""

    name: str
    text: str
    entry: dict[str, Any]


def run(
    lang: Lang,
    regime: str,
    names: tuple[str, ...],
    form: str,
    asked: tuple[str, ...],
    within: int | None,
    assume: str | None,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
) -> int:
    """Find the verdicts, write what is behind them, and return the exit status."""
    if asked and form != "smt2":
        raise Complaint("export.cli.smt2-only")
    (chosen,), properties = chosen_regimes((regime,)), chosen_properties(names)
    days = chosen_calendar(calendar)
    assumptions = [Assume(assume)] if assume else list(Assume)
    with progress(say("command.verify").in_(lang), 1) as advance:
        provers = Provers(days, asked_about(properties))
        verdicts = verify(chosen, properties, [reading], assumptions, within, provers=provers)
        advance()
    files, notes = _exported(verdicts, form, asked, provers)
    for note in notes if names or not files else ():
        click.echo(note, err=True)
    if not files:
        return BAD_INPUT
    if out is None:
        _print(files)
    else:
        listed = f"{chosen.id}-{_asked(verdicts[0])}-{form}.json"
        _write(files, provenance(verdicts[0]), folder(out) / listed, lang)
    unknown = any(one.answer is Answer.UNKNOWN for one in verdicts)
    return UNKNOWN if unknown else GOOD


def _exported(
    verdicts: list[Verdict], form: str, asked: tuple[str, ...], provers: Provers
) -> tuple[list[Exported], list[Text]]:
    """All files, and what is to be said of verdicts that have none or are not known."""
    evidence = Evidence(provers=provers)
    files: list[Exported] = []
    notes = []
    for verdict in verdicts:
        told = {"property": verdict.property.label, "assume": assumed(verdict)}
        found = evidence.of(verdict)
        if not found:
            reason = say(verdict.reason)
            notes.append(say("export.cli.unasked", **told, reason=reason))
            continue
        if verdict.answer is Answer.UNKNOWN:
            notes.append(say("export.cli.not-known", **told))
        if form == "uppaal":
            files += _automata(verdict, provers.calendar)
            continue
        wanted = [one for one in found if not asked or one.name in asked]
        if not wanted:
            listed = ", ".join(one.name for one in found)
            notes.append(say("export.cli.no-such-query", **told, names=listed))
        files += [_smt2(verdict, one) for one in wanted]
    return files, notes


def _smt2(verdict: Verdict, query: Query) -> Exported:
    asks = say(asked_key(query.name, query.within), days=query.within)
    head = [
        *_head(verdict),
        say("export.head.asks", query=query.name, asked=asks),
        say("export.head.expected", expected=say(f"export.status.{query.expected}")),
        say("export.head.hash", digest=query.digest),
    ]
    text = plain("").join(f"; {' '.join(line.split())}\n" for line in head) + query.commented()
    entry = {
        **_entry(verdict),
        "query": query.name,
        "expected": query.expected,
        "within": query.within,
        "sha256": query.digest,
    }
    return Exported(f"{_stem(verdict)}-{query.name}.smt2", text, entry)


def _automata(verdict: Verdict, calendar: Calendar) -> Iterator[Exported]:
    head = [*_head(verdict), say("export.head.unit")]
    title = plain("").join(f"// {' '.join(line.split())}\n" for line in head)
    found = network(verdict, calendar)
    if found is not None:
        asked = [{"query": one.name, "satisfied": one.expected} for one in found.questions]
        entry = {**_entry(verdict), "queries": asked}
        yield Exported(f"{_stem(verdict)}.xml", found.xml(title), entry)


def _stem(verdict: Verdict) -> str:
    return f"{verdict.regime.id}-{verdict.property.id}-{verdict.assume}-{_asked(verdict)}"


def _asked(verdict: Verdict) -> str:
    """The reading and the limit asked about, for the name of a file."""
    reading = str(verdict.reading)
    within = "" if verdict.within is None else f"-within-{verdict.within}"
    return (reading if reading == "strict" else f"reading-{reading}") + within


def _head(verdict: Verdict) -> list[Text]:
    """What a reader needs to know in order to ask the same again."""
    regime, known = verdict.regime, provenance(verdict)
    within = verdict.within if verdict.within is not None else say("export.head.none")
    return [
        say("export.head.title", version=known["shenguan"], z3=known["z3"]),
        say(
            "export.head.regime",
            regime=regime.name,
            source=Path(regime.source).name,
            digest=regime.digest,
        ),
        say("export.head.property", property=verdict.property.label, id=verdict.property.id),
        say(
            "export.head.question",
            assume=assumed(verdict),
            reading=verdict.reading,
            counting=regime.counting,
            within=within,
        ),
        say(
            "export.head.verdict",
            answer=say(f"verdict.{verdict.answer}"),
            bound=bound_words(verdict),
        ),
    ]


def _entry(verdict: Verdict) -> dict[str, Any]:
    return {
        "property": verdict.property.id,
        "assume": str(verdict.assume),
        "verdict": str(verdict.answer),
        "bound_working_days": verdict.bound,
    }


def _print(files: list[Exported]) -> None:
    if len(files) > 1:
        names = ", ".join(one.name for one in files[:4]) + (", …" if len(files) > 4 else "")
        raise Complaint("export.cli.several", count=len(files), names=names)
    click.echo(files[0].text, nl=False)


def _write(files: list[Exported], known: dict[str, Any], into: Path, lang: Lang) -> None:
    """Write each file whole; the list of them comes last."""
    for one in files:
        write(into.parent / one.name, one.text.encode())
    write_json(into, {**known, "files": [{"file": one.name, **one.entry} for one in files]})
    click.echo(say("export.cli.written", list=into, count=len(files)).in_(lang))
