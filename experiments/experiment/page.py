"""The page of an experiment: the answer, the change made, the evidence, how to do it again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from experiments.answers.answer import Answer
from experiments.answers.guarantees import broken
from experiments.answers.lines import answer_lines, best_line, guarantee_lines, measure_lines
from experiments.answers.peaks import peak_lines
from experiments.answers.places import often
from experiments.answers.wanted import precision_lines, selection_line
from experiments.designs.point import Design
from experiments.diff.changes import change_lines
from experiments.experiment.cases import cases
from experiments.experiment.pictures import charts_in, drawings
from experiments.experiment.tables import (
    differences_tables,
    estimates_tables,
    guarantees_table,
    write_tables,
)
from experiments.hinges.page import hinge_blocks
from experiments.measures.kinds import Measure
from experiments.running.store import DESIGN, failures
from experiments.show.blocks import (
    Block,
    Bullets,
    Fold,
    Paragraph,
    Section,
    Sheet,
    Table,
    write_sheet,
)
from experiments.show.drawing import write_charts
from experiments.show.files import folder
from model.difference import difference
from model.language import LANGS, Lang, Text, catalogue, plain, say
from model.regime import Regime

_LINES = 25
_LEADING = 2
"""Measures whose first sentences are the answer; the others follow."""


def write_experiment(found: Answer, out: Path) -> Path:
    """Write ``index.html``, charts in every format, and the tables for Excel; return the page."""
    folder(out)
    drawn = drawings(found)
    write_charts(drawn, out)
    write_tables(found, out)
    sections = {one: experiment_sections(found, one) for one in LANGS}
    subtitle = Text(**found.head["question"])
    sheet = Sheet(catalogue()["answers.page.title"], subtitle, sections, drawn)
    return write_sheet(sheet, out / "index.html", lang)


def experiment_sections(found: Answer) -> list[Section]:
    """Return the page's sections in one language, the answer first, empty ones left out."""
    made = ((name, tuple(blocks(found))) for name, blocks in SECTIONS.items())
    return [Section(name, say(f"answers.page.{name}"), all_) for name, all_ in made if all_]


def _answer(found: Answer) -> Iterator[Block]:
    """What can be chosen comes first, what happens to whoever chooses behind a fold."""
    guaranteed = guarantee_lines(found)
    bad = found.guarantees is not None and any(True for _ in broken(found.guarantees))
    if bad:
        yield Paragraph(plain(" ").join(guaranteed), "lead")
    chosen = found.choices or found.axes
    leading = [next(measure_lines(found, one, chosen)) for one in _leading(found, chosen)]
    yield from (Paragraph(line, "lead") for line in leading)
    yield from charts_in(found, "answer")
    rest = [
        *(line for line in answer_lines(found, chosen) if line not in leading),
        selection_line(found) or best_line(found),
        *([] if bad else guaranteed),
        *peak_lines(found),
    ]
    yield Bullets(tuple(line for line in rest if line))
    others = [axis for axis in found.axes if axis not in chosen]
    if lines := answer_lines(found, others) if others else []:
        yield Fold(say("answers.page.others", count=len(lines)), (Bullets(tuple(lines)),))
    yield from _reservations(found)


def _leading(found: Answer, chosen: Collection[str]) -> list[Measure]:
    """The first measures that can be compared along what is chosen."""
    apart = {one.measure for one in found.contrasts if one.axis in chosen and one.open_shares}
    return [one for one in found.measures if one.name not in apart][:_LEADING]


def _reservations(found: Answer) -> Iterator[Block]:
    """What the figures do not say, and what is missing of them."""
    yield Paragraph(say("answers.page.scope"), "note")
    if found.head["precision"] or found.head.get("best"):
        yield Paragraph(say("answers.page.nominal"), "note")
    if number := len(failures(found.path)):
        yield Paragraph(say("answers.page.failed", count=number), "note")
    wanted = found.head["replications"]
    if found.done < wanted:
        yield Paragraph(say("experiment.partly", wanted=wanted, done=often(found)), "note")
    first, *rest = [*precision_lines(found)] or [""]
    if first:
        yield Paragraph(first)
        yield Bullets(tuple(rest))


def _change(found: Answer) -> Iterator[Block]:
    """Old and new, article by article, of each reform against the baseline; then what is varied."""
    if found.design is None:
        yield Paragraph(say("answers.guarantee.unread", why=found.unread))
    else:
        yield from _reforms(found, found.design)
    for level, label in found.head["levels"].items():
        values = dict.fromkeys(str(row[level]) for row in found.rows)
        listed = say("chart.and").join(values)
        yield Paragraph(say("answers.page.varied", level=Text(**label), values=listed))
        if found.design is not None and level in found.choices:
            yield from _level(found, level)
    if "scenario" in found.axes:
        labels = (one[lang] for one in found.head["scenarios"].values())
        listed = say("chart.and").join(labels)
        yield Paragraph(say("answers.page.scenarios", values=listed))


def _reforms(found: Answer, design: Design) -> Iterator[Block]:
    regimes: dict[str, Regime] = {}
    for point in design.points:
        regimes.setdefault(point.regime.id, point.regime)
    base, *reforms = regimes
    if not reforms and not found.choices:
        yield Paragraph(say("answers.page.no-reform", regime=design.regimes[base]))
    for name in reforms:
        yield Paragraph(
            say("answers.page.reform", old=design.regimes[base], new=design.regimes[name])
        )
        yield from _changes(regimes[base], regimes[name])


def _level(found: Answer, level: str) -> Iterator[Block]:
    """What a level does to the text, from its first value to its last."""
    assert found.design is not None
    values = list(dict.fromkeys(row[level] for row in found.rows))
    others = [axis for axis in found.axes if axis != level]
    ends = [
        point
        for point, row in zip(found.design.points, found.rows, strict=False)
        if row[level] in (values[0], values[-1])
        and all(row[axis] == found.rows[0][axis] for axis in others)
    ]
    named = (found.label(level, values[k]) for k in (0, -1))
    yield Paragraph(say("answers.page.reform", **dict(zip(("old", "new"), named, strict=True))))
    yield from _changes(ends[0].regime, ends[-1].regime)


def _changes(old: Regime, new: Regime) -> Iterator[Block]:
    lines = change_lines(difference(old, new))
    yield Bullets(tuple(lines[:_LINES]) or (say("diff.none"),))
    if rest := lines[_LINES:]:
        more = say("diff.more-changes", count=len(rest))
        yield Fold(more, (Bullets(tuple(rest)),))


def _evidence(found: Answer) -> Iterator[Block]:
    yield from estimates_tables(found)
    yield from charts_in(found, "evidence")
    if found.contrasts:
        yield differences_tables(found)
    if found.guarantees:
        yield guarantees_table(found)


def _again(found: Answer) -> Iterator[Block]:
    head = found.head
    yield Paragraph(say("answers.page.command", design=DESIGN))
    facts = {"seed": head["seed"], "identity": head["identity"], **head["versions"]}
    rows = [(say("answers.page.replications"), often(found))]
    rows += [(_fact(name), str(value)) for name, value in facts.items()]
    columns = tuple(say(f"answers.page.{key}") for key in ("fact", "value"))
    yield Table(say("answers.page.facts"), columns, tuple(rows))
    keys = [
        (found.settings(k) or say("answers.page.all"), one["key"], one["rules"])
        for k, one in enumerate(head["points"])
    ]
    names = tuple(say(f"answers.page.{key}") for key in ("point", "key", "rules"))
    title = say("answers.page.keys")
    yield Fold(title, (Table(title, names, tuple(keys)),))
    yield Paragraph(say("answers.page.files"), "note")


def _fact(name: str) -> Text:
    """Name what decides results; a library by its own name."""
    key = f"answers.fact.{name}"
    return say(key) if key in catalogue() else name


SECTIONS: Mapping[str, Callable[[Answer, Lang], Iterator[Block]]] = {
    "answer": _answer,
    "change": _change,
    "evidence": _evidence,
    "cases": cases,
    "hinges": hinge_blocks,
    "again": _again,
}
"""The sections in their order; the title of each stands under ``answers.page``."""
