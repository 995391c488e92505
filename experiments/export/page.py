"""The files that are exported, laid out as blocks, and written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from experiments.export.ask import Export, ExportedFile
from experiments.show.blocks import Block, Bullets, Paragraph, Section, Sheet, Table
from experiments.show.files import encoded, folder, write_json
from experiments.show.files import write as write_file
from experiments.show.runs import asked_with
from model.language import NOTHING, Lang, say


def sheet(answer: Export) -> Sheet:
    """Return the list of files, and what is to be said of verdicts that have none."""
    first = answer.verdicts[0]
    subtitle = first.regime.name + say("chart.semicolon") + asked_with(first.reading, first.within)
    return Sheet(
        say("export.sheet.title"), subtitle, (Section("files", NOTHING, tuple(_files(answer))),)
    )


def write(answer: Export, out: Path, lang: Lang) -> Path:
    """Write each file whole, and last the list of them, which is returned."""
    folder(out)
    for file in answer.files:
        write_file(out / file.name, encoded(file.text.in_(lang)))
    return write_json(out / answer.list_name, answer.data())


def _files(answer: Export) -> Iterator[Block]:
    yield Paragraph(say("export.sheet.lead", count=len(answer.files)), "lead")
    if answer.files:
        columns = (say("export.sheet.file"), say("export.sheet.expected"))
        yield Table(NOTHING, columns, tuple((file.name, _expected(file)) for file in answer.files))
    if lines := answer.notes + answer.left_out:
        yield Bullets(lines)


def _expected(file: ExportedFile) -> str:
    """The answer that a solver, or for each query a model checker, should give."""
    if "queries" not in file.entry:
        return str(file.entry["expected"])
    return ", ".join(f"{each['query']}: {each['satisfied']}" for each in file.entry["queries"])
