"""The page of an experiment: the answer, the change made, the evidence, how to do it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from experiments.answers.answer import Answer
from experiments.answers.contrasts import Contrast
from experiments.answers.guarantees import ABOUT, broken
from experiments.answers.kinds import labelled
from experiments.answers.words import answer_lines, best_line, guarantee_lines, measure_lines
from experiments.charts.drawing import Drawings, drawing, write_charts
from experiments.charts.ecdf import ecdf
from experiments.charts.forest import contrast_words, forest, rows_of
from experiments.charts.heat import heat, planes
from experiments.files import folder, write_csv
from experiments.replication import SPANS
from experiments.report.sheet import (
    Block,
    Bullets,
    Chart,
    Fold,
    Section,
    Sheet,
    Table,
    Text,
    write_sheet,
)
from experiments.running.store import failures
from experiments.statistics.interval import Interval, Undetermined, record
from experiments.statistics.words import (
    difference_words,
    interval_words,
    paired_words,
    undetermined_words,
)
from experiments.words.differences import change_lines
from model.difference import difference
from model.language import LANGS, Label, Lang, catalogue, say
from model.regime import Regime
from protocols import library

ESTIMATES, DIFFERENCES = "estimates.csv", "differences.csv"
_LINES = 25
_LEADING = 2
"""Measures whose first sentences are the answer; the others follow."""
_CHARTED = 2
"""Measures that have charts, the first of the design; the tables have all."""


def write_experiment(found: Answer, out: Path, lang: Lang) -> Path:
    """Write ``index.html``, charts in every format, and the tables for Excel; return the page."""
    folder(out)
    drawn = drawings(found)
    write_charts(drawn, out)
    write_csv(out / ESTIMATES, estimates_frame(found))
    write_csv(out / DIFFERENCES, differences_frame(found))
    sections = {one: experiment_sections(found, one) for one in LANGS}
    subtitle = Label(**found.head["question"])
    sheet = Sheet(catalogue()["answers.page.title"], subtitle, sections, drawn)
    return write_sheet(sheet, out / "index.html", lang)


def drawings(found: Answer) -> Drawings:
    """Draw every chart of an experiment; the same results give the same bytes."""
    drawn = {}
    for lang in LANGS:
        for span in _spans(found):
            drawn[f"ecdf-{span}", lang] = drawing(ecdf(found, span, lang), printed=True)
        for one in found.measures[:_CHARTED]:
            if rows_of(found, one):
                drawn[f"forest-{one.name}", lang] = drawing(forest(found, one, lang), printed=True)
            if planes(found):
                drawn[f"heat-{one.name}", lang] = drawing(heat(found, one, lang), printed=True)
    return drawn


def _spans(found: Answer) -> list[str]:
    """The spans that measures are about, and claims where something is proved of them."""
    named = {one.name.split(".")[0] for one in found.measures}
    bound = {one.property for one in found.guarantees or () if one.nobody is not None}
    return [span for span in SPANS if span in named or ABOUT.get(span) in bound]


def experiment_sections(found: Answer, lang: Lang) -> list[Section]:
    """Return the page's sections in one language, the answer first."""
    return [
        Section("answer", say("answers.page.answer", lang), tuple(_answer(found, lang))),
        Section("change", say("answers.page.change", lang), tuple(_change(found, lang))),
        Section("evidence", say("answers.page.evidence", lang), tuple(_evidence(found, lang))),
        Section("again", say("answers.page.again", lang), tuple(_again(found, lang))),
    ]


def _answer(found: Answer, lang: Lang) -> Iterator[Block]:
    lines = answer_lines(found, lang)
    guaranteed = guarantee_lines(found, lang)
    bad = found.guarantees is not None and any(True for _ in broken(found.guarantees))
    if bad:
        yield Text(" ".join(guaranteed), "lead")
    leading = [next(measure_lines(found, one, lang)) for one in found.measures[:_LEADING]]
    yield from (Text(line, "lead") for line in leading)
    rest = [
        *(line for line in lines if line not in leading),
        best_line(found, lang),
        *([] if bad else guaranteed),
    ]
    yield Bullets(tuple(line for line in rest if line))
    yield Text(say("answers.page.scope", lang), "note")
    if number := len(failures(found.path)):
        yield Text(say("answers.page.failed", lang, count=number), "note")
    if found.done < found.head["replications"]:
        wanted = found.head["replications"]
        yield Text(say("experiment.partly", lang, wanted=wanted, done=found.done), "note")


def _change(found: Answer, lang: Lang) -> Iterator[Block]:
    """Old and new, article by article, of each reform against the baseline."""
    if found.design is None:
        yield Text(say("answers.guarantee.unread", lang, why=found.unread))
        return
    regimes: dict[str, Regime] = {}
    for point in found.design.points:
        regimes.setdefault(point.regime.id, point.regime)
    names = list(regimes)
    if len(names) < 2:
        yield Text(say("answers.page.no-reform", lang, regime=found.design.regimes[names[0]]))
    for name in names[1:]:
        lines = change_lines(difference(regimes[names[0]], regimes[name]), lang)
        old, new = (found.design.regimes[one].in_(lang) for one in (names[0], name))
        yield Text(say("answers.page.reform", lang, old=old, new=new))
        yield Bullets(tuple(lines[:_LINES]) or (say("diff.none", lang),))
        if rest := lines[_LINES:]:
            more = say("diff.more-changes", lang, count=len(rest))
            yield Fold(more, (Bullets(tuple(rest)),))
    for level, label in found.design.levels.items():
        values = dict.fromkeys(str(row[level]) for row in found.rows)
        words = say("answers.page.varied", lang, level=label, values=_listed(list(values), lang))
        yield Text(words)


def _evidence(found: Answer, lang: Lang) -> Iterator[Block]:
    yield _estimates(found, lang)
    for name, title in _charts(found, lang):
        yield Chart(name, title, title)
    if found.contrasts:
        yield _differences(found, lang)
    if found.guarantees:
        yield _guarantees(found, lang)


def _charts(found: Answer, lang: Lang) -> Iterator[tuple[str, str]]:
    for span in _spans(found):
        label = say(f"answers.span.{span}", lang)
        yield f"ecdf-{span}", say("answers.chart.ecdf.title", lang, span=label)
    for one in found.measures[:_CHARTED]:
        label = one.label(lang)
        if rows_of(found, one):
            yield f"forest-{one.name}", say("answers.chart.forest.title", lang, measure=label)
        if planes(found):
            yield f"heat-{one.name}", say("answers.chart.heat.title", lang, measure=label)


def _estimates(found: Answer, lang: Lang) -> Table:
    rows = []
    for number in range(len(found.rows)):
        cells = [interval_words(found.estimates[one.name, number], lang) for one in found.measures]
        rows.append((found.settings(number, lang) or say("answers.page.all", lang), *cells))
    columns = (say("answers.page.point", lang), *(one.titled(lang) for one in found.measures))
    return Table(say("answers.page.estimates", lang), columns, tuple(rows))


def _differences(found: Answer, lang: Lang) -> Fold:
    tables: list[Block] = [Text(say("answers.page.paired", lang), "note")]
    columns = tuple(
        say(f"answers.page.{key}", lang) for key in ("contrast", "difference", "p", "pairing")
    )
    for one in found.measures:
        own = [c for c in found.contrasts if c.measure == one.name]
        rows = tuple(tuple(_contrast(found, c, lang)) for c in own)
        tables.append(Table(one.titled(lang), columns, rows))
    return Fold(say("answers.page.differences", lang, count=len(found.contrasts)), tuple(tables))


def _contrast(found: Answer, one: Contrast, lang: Lang) -> Iterator[str]:
    yield contrast_words(found, one, lang)
    yield difference_words(one.found.difference, lang)
    yield "" if one.p_value is None else f"{one.p_value:.2g}"
    if isinstance(one.found.correlation, Undetermined):
        yield undetermined_words(one.found.correlation, lang)
    else:
        yield paired_words(one.found, lang)


def _guarantees(found: Answer, lang: Lang) -> Table:
    keys = ("point", "property", "nobody", "everyone", "worst")
    rows = []
    for one in found.guarantees or ():
        bounds = (one.nobody, one.everyone)
        figures = ["—" if bound is None else str(bound) for bound in bounds]
        worst = say("answers.page.open", lang) if one.worst is None else f"{one.worst:g}"
        label = library.properties()[one.property].label.in_(lang)
        where = found.settings(one.point, lang) or say("answers.page.all", lang)
        rows.append((where, label, *figures, worst))
    columns = tuple(say(f"answers.page.{key}", lang) for key in keys)
    return Table(say("answers.page.guarantees", lang), columns, tuple(rows))


def _again(found: Answer, lang: Lang) -> Iterator[Block]:
    head = found.head
    yield Text(say("answers.page.command", lang, design="design.yaml"))
    facts = {"seed": head["seed"], "identity": head["identity"], **head["versions"]}
    rows = [(say("answers.page.replications", lang), str(found.done))]
    rows += [(name, str(value)) for name, value in facts.items()]
    columns = tuple(say(f"answers.page.{key}", lang) for key in ("fact", "value"))
    yield Table(say("answers.page.facts", lang), columns, tuple(rows))
    keys = [
        (found.settings(k, lang) or str(k), one["key"], one["rules"])
        for k, one in enumerate(head["points"])
    ]
    names = tuple(say(f"answers.page.{key}", lang) for key in ("point", "key", "rules"))
    yield Fold(
        say("answers.page.keys", lang),
        (Table(say("answers.page.keys", lang), names, tuple(keys)),),
    )
    yield Text(say("answers.page.files", lang), "note")


def _listed(values: list[str], lang: Lang) -> str:
    return say("chart.and", lang).join(values)


def estimates_frame(found: Answer) -> pl.DataFrame:
    """Return each measure at each point with its interval, a row each."""
    rows = []
    for (name, number), one in found.estimates.items():
        label = labelled(name)
        row = {key: found.rows[number][key] for key in ("point", "regime", "scenario")}
        row |= {level: str(found.rows[number][level]) for level in found.head["levels"]}
        rows.append({**row, "measure": name, "zh": label.zh, "en": label.en, **record(one)})
    return pl.DataFrame(rows, infer_schema_length=None)


def differences_frame(found: Answer) -> pl.DataFrame:
    """Return each paired difference with its interval and what pairing achieved, a row each."""
    rows = []
    for one in found.contrasts:
        correlation, factor = one.found.correlation, one.found.factor
        row = {"measure": one.measure, "axis": one.axis, "point": one.point, "against": one.against}
        row |= record(one.found.difference)
        row["together"] = one.level
        row["p_value"], row["differs"] = one.p_value, one.differs
        row["correlation"] = correlation.estimate if isinstance(correlation, Interval) else None
        row["variance_factor"] = factor.estimate if isinstance(factor, Interval) else None
        row["zh"], row["en"] = (contrast_words(found, one, lang) for lang in LANGS)
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)
