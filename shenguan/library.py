"""What there is to ask and to ask about; rule files checked and begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.language import NOTHING, Lang, Text, plain, say
from model.property import Property
from model.regime import Regime as Rules
from shenguan.answer import Answer, Shown
from shenguan.language import spoken
from shenguan.regime import Regime, load

if TYPE_CHECKING:
    import polars as pl

    from experiments.command.check import Checked
    from experiments.designs.point import Design
    from experiments.show.blocks import Cell, Section, Sheet
    from model.simulation.scenario import Scenario

Row = Mapping[str, Any]


def regimes() -> Answer[dict[str, Regime]]:
    """Return the shipped regimes by name."""
    from protocols import library

    return Answer({name: load(name) for name in library.REGIMES}, _regimes)


def properties() -> Answer[dict[str, Property]]:
    """Return the shipped properties by name."""
    from protocols import library

    rows = [
        {
            "property": prop.id,
            "label": prop.label,
            "trigger": prop.trigger,
            "response": " / ".join(prop.responses),
        }
        for prop in library.properties().values()
    ]
    heads = {
        "property": say("face.column.name"),
        "label": say("face.column.label"),
        "trigger": say("face.column.trigger"),
        "response": say("face.column.response"),
    }
    shown = partial(_listed, say("face.properties"), heads, rows)
    return Answer(dict(library.properties()), shown)


def scenarios() -> Answer[dict[str, Scenario]]:
    """Return the shipped scenarios by name."""
    from experiments import scenarios as shipped

    found = {name: shipped.find(name) for name in shipped.SCENARIOS}
    rows = [
        {"scenario": each.id, "label": each.label, "note": each.note} for each in found.values()
    ]
    heads = {
        "scenario": say("face.column.name"),
        "label": say("face.column.label"),
        "note": say("face.column.note"),
    }
    return Answer(found, partial(_listed, say("face.scenarios"), heads, rows))


def designs() -> Answer[dict[str, Design]]:
    """Return the shipped designs of experiments by name."""
    from experiments import designs as shipped

    found = {name: shipped.find(name) for name in shipped.DESIGNS}
    rows = [
        {"design": each.id, "question": each.question, "points": len(each.points)}
        for each in found.values()
    ]
    heads = {
        "design": say("face.column.name"),
        "question": say("face.column.question"),
        "points": say("face.column.points"),
    }
    return Answer(found, partial(_listed, say("face.designs"), heads, rows))


def rules(regime: Regime) -> Answer[Rules]:
    """Return the rules of a regime, to be read as sentences."""
    return Answer(regime, _rules)


def check(*files: str | PathLike[str]) -> Answer[tuple[Checked, ...]]:
    """Return every mistake of rule files.

    Raises
    ------
    Complaint
        When a file cannot be read at all.
    """
    from experiments.command.check import checked
    from shenguan import arguments

    if not files:
        raise ValueError("'files' is empty: nothing would be checked")
    paths = dict.fromkeys(arguments.path(file, "files") for file in files)
    return Answer(tuple(checked(file) for file in paths), _checks)


def new(
    file: str | PathLike[str], *, source: str | PathLike[str] | None = None, force: bool = False
) -> Path:
    """Write a rule file to begin with and return it; ``force`` writes over one.

    Parameters
    ----------
    source
        A text of which it is to be a copy, comments and all: the name of a shipped one or a path.

    Raises
    ------
    Complaint
        As the command does, before anything is written.
    Mistakes
        All that is wrong in the file of ``source``.
    """
    from experiments.command.new import copy, made
    from shenguan import arguments
    from verify.arguments import flag

    path, over = arguments.path(file, "file"), flag(force, "force")
    if source is None:
        return made(spoken(), path, over)
    return copy(path, str(arguments.path(source, "source")), over)


def _regimes() -> Shown[dict[str, Regime]]:
    from experiments.command.regimes import section

    def rows(found: dict[str, Regime]) -> list[Row]:
        return [
            {
                "regime": regime.id,
                "name": regime.name,
                "title": regime.document.title,
                "number": regime.document.number,
                "level": regime.document.level,
                "issued": str(regime.document.issued),
                "in_force": str(regime.document.in_force or "") or None,
                "rules": len(regime.written),
                "sha256": regime.digest,
            }
            for regime in found.values()
        ]

    def sheet(found: dict[str, Regime]) -> Sheet:
        return _sheet(say("list.title"), section(list(found.values())))

    return _shown(sheet, rows)


def _rules() -> Shown[Rules]:
    from experiments.command.show import section
    from experiments.coverage.ask import KINDS
    from experiments.show.clauses import clause, clause_id

    def rows(regime: Rules) -> list[Row]:
        return [
            {
                "regime": regime.id,
                "rule": clause_id(regime, rule),
                "article": rule.article,
                "kind": next(name for name, kind in KINDS.items() if isinstance(rule, kind)),
                "on": rule.on.events,
                "sentence": Text("", " ").join(clause(regime, rule)),
            }
            for rule in regime.written
        ]

    return _shown(lambda regime: _sheet(regime.document.title, section(regime)), rows)


def _checks() -> Shown[tuple[Checked, ...]]:
    from experiments.show.blocks import Bullets, Section

    def rows(files: tuple[Checked, ...]) -> list[Row]:
        return [
            {
                "file": mistake.file,
                "line": mistake.line,
                "column": mistake.column,
                "code": mistake.code,
                "message": mistake.say(),
            }
            for file in files
            for mistake in file.mistakes
        ]

    def sheet(files: tuple[Checked, ...]) -> Sheet:
        sections = (
            Section(f"file-{number}", plain(str(file.file)), (Bullets(tuple(file.lines)),))
            for number, file in enumerate(files, 1)
        )
        return _sheet(say("face.checked"), *sections)

    return _shown(sheet, rows)


def _listed(title: Text, heads: Mapping[str, Text], rows: Sequence[Row]) -> Shown[Any]:
    """How a list of shipped things is shown: as the table that it is, ``heads`` its columns."""
    from experiments.show.blocks import Section, Table

    def cell(value: Any) -> Cell:
        return value if isinstance(value, Text) else str(value)

    cells = tuple(tuple(cell(row[name]) for name in heads) for row in rows)
    table = Table(NOTHING, tuple(heads.values()), cells)
    return _shown(lambda _: _sheet(title, Section("list", NOTHING, (table,))), lambda _: rows)


def _sheet(title: Text, *sections: Section) -> Sheet:
    from experiments.show.blocks import Sheet

    return Sheet(title, NOTHING, sections)


def _shown(sheet: Any, rows: Any) -> Shown[Any]:
    """How rows are shown: the same as a sheet, as JSON data, as a table and as a page."""
    from experiments.show.page import write_page
    from shenguan.frames import BOTH, WHOLE, WORDS, framed

    def frame(value: Any) -> pl.DataFrame:
        found = rows(value)
        return framed(found, {name: kind(cell) for row in found[:1] for name, cell in row.items()})

    def kind(cell: Any) -> pl.DataType:
        return BOTH if isinstance(cell, Text) else WHOLE if isinstance(cell, int) else WORDS

    def write(value: Any, out: Path, lang: Lang) -> Path:
        return write_page(sheet(value), out, lang)

    return Shown(sheet, rows, {"rows": frame}, write)
