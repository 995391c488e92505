"""``shenguan amend``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from experiments.amend.ask import Proposal, Proposals, propose, requirement
from experiments.amend.words import (
    amendments_data,
    answer_words,
    cost_words,
    edit_words,
    finding_lines,
    other_words,
    requirement_words,
    space_words,
    standing_words,
)
from experiments.command import GOOD, REFUTED, UNKNOWN
from experiments.command.options import chosen_calendar, chosen_property
from experiments.show.files import folder, write, write_json
from experiments.show.terminal import console, progress
from model.deadline import Reading
from model.language import Lang, say
from protocols import library
from verify.amend import Found
from verify.amend.space import Kind

_SHOWN = 6  # findings of one amendment in the terminal


def run(
    lang: Lang,
    regime: str,
    requirements: tuple[str, ...],
    edits: tuple[str, ...],
    longest: int,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Search, print, write the files if asked, and return the exit status."""
    wanted = list(dict.fromkeys(requirement(one, chosen_property) for one in requirements))
    kinds = [Kind(one) for one in edits] or list(Kind)
    found, days = library.find(regime), chosen_calendar(calendar)
    if out is not None:
        folder(out)
    with progress(say("command.amend").in_(lang), 1) as advance:
        text = library.path_of(regime).read_bytes()
        answer = propose(found, text, wanted, kinds, longest, reading, days)
        advance()
    files = {} if out is None else _written(answer, out, lang)
    if as_json:
        click.echo(json.dumps(amendments_data(answer, files), ensure_ascii=False, indent=1))
    else:
        _print(answer, files, lang)
    match answer.found.found:
        case Found.NONE:
            return REFUTED
        case Found.UNKNOWN:
            return UNKNOWN
        case _:
            return GOOD


def _written(answer: Proposals, out: Path, lang: Lang) -> dict[int, str]:
    from experiments.amend.page import amendment_sheet
    from experiments.show.blocks import write_sheet

    files = {}
    for place, one in enumerate(answer.proposals):
        name = f"{Path(answer.regime.source).stem}-amended-{place + 1}.yaml"
        files[place] = str(write(out / name, one.text))
    write_json(out / "amendments.json", amendments_data(answer, files))
    write_sheet(amendment_sheet(answer), out / "index.html", lang)
    return files


def _print(answer: Proposals, files: dict[int, str], lang: Lang) -> None:
    out = console()
    found = answer.found
    out.print(answer_words(answer).in_(lang), style="bold", markup=False)
    for need, now in zip(found.requirements, found.verdicts, strict=True):
        line = f"  {requirement_words(need).in_(lang)}: {standing_words(now).in_(lang)}"
        out.print(line if lang == "en" else line.replace(": ", "：", 1), markup=False)
    for number, one in enumerate(answer.proposals, 1):
        heading = say("amend.section", number=number, count=len(answer.proposals)).in_(lang)
        out.print(f"\n{heading}", style="bold", markup=False)
        _print_proposal(answer, one, lang)
        if number - 1 in files:
            out.print(say("amend.file", file=files[number - 1]).in_(lang), markup=False)
    if found.conflict:
        out.print(say("amend.conflict").in_(lang), markup=False)
        for need in found.conflict:
            out.print(f"  {requirement_words(need).in_(lang)}", markup=False)
    if found.found is not Found.HOLDS:
        out.print(f"\n{space_words(found.space).in_(lang)}", style="dim", markup=False)
    if answer.proposals:
        out.print(say("amend.order").in_(lang), style="dim", markup=False)
        if not files:
            out.print(say("amend.no-file").in_(lang), style="dim", markup=False)
    click.echo(say("amend.scope").in_(lang))


def _print_proposal(answer: Proposals, one: Proposal, lang: Lang) -> None:
    out, regime = console(), answer.regime
    for edit in one.amendment.edits:
        out.print(f"  {edit_words(regime, edit).in_(lang)}", markup=False)
        out.print(f"    {cost_words(regime, edit).in_(lang)}", style="dim", markup=False)
    for need, proof in zip(answer.found.requirements, one.verdicts, strict=True):
        line = f"  {requirement_words(need).in_(lang)} → {standing_words(proof).in_(lang)}"
        out.print(line, style="green", markup=False)
    for pair in one.others:
        out.print(f"  {other_words(pair).in_(lang)}", markup=False)
    if not one.others:
        out.print(f"  {say('amend.no-others').in_(lang)}", markup=False)
    lines = list(finding_lines(one, regime)) or [say("amend.no-findings").in_(lang)]
    for line in lines[:_SHOWN]:
        out.print(f"  {line}", markup=False)
    if len(lines) > _SHOWN:
        out.print(
            "  " + say("amend.more-findings", count=len(lines) - _SHOWN).in_(lang), markup=False
        )
