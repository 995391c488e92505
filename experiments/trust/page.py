"""On whose obedience the guarantees depend: a section of a page, and a page of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from experiments.show.blocks import (
    Block,
    Chart,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
    write_sheet,
)
from experiments.show.drawing import Drawings, drawing, write_charts
from experiments.show.files import folder, write_csv, write_json
from experiments.show.marks import reading_words
from experiments.show.timeline import Story
from experiments.trust.chart import by_property, trust
from experiments.trust.words import (
    KINDS,
    MARKS,
    breach_words,
    case_of,
    dependence_data,
    kind_of,
    limit_words,
    mechanism_words,
    rules_words,
    sign_of,
    standing_words,
    trust_words,
)
from model.language import LANGS, NOTHING, Text, catalogue, plain, say, written
from verify.prover import Provers
from verify.trust import breaks
from verify.trust.dependence import Break, Dependence
from verify.trust.parties import Standing, indispensable

CHART = "trust"
"""The name of the chart among the drawings of a page."""


def write_trust(found: Sequence[Dependence], provers: Provers, out: Path) -> Path:
    """Write the page, its chart, and all sets as JSON and CSV into a folder; return the page."""
    folder(out)
    broken = list(breaks(found, provers))
    drawn = trust_drawings(found)
    write_charts(drawn, out)
    write_json(out / "trust.json", [dependence_data(one, broken) for one in found])
    write_csv(out / "trust.csv", table(found))
    sheet = Sheet(
        catalogue()["trust.page"],
        _subtitle(found),
        {one: [trust_section(found, broken, one)] for one in LANGS},
        drawn,
    )
    return write_sheet(sheet, out / "index.html", lang)


def trust_drawings(found: Sequence[Dependence]) -> Drawings:
    """Return the chart of the section in both languages."""
    return {(CHART, lang): drawing(trust(found)) for lang in LANGS}


def _subtitle(found: Sequence[Dependence]) -> Text:
    def words() -> Text:
        names = dict.fromkeys(one.regime.name for one in found)
        told = say("chart.and").join(names)
        reading, within = reading_words(found[0].reading), found[0].within
        limit = NOTHING if within is None else " " + say("verify.within", n=within)
        return written("{}{}{}{}", told, say("chart.semicolon"), reading, limit)

    return Text(words().in_("zh"), words().in_("en"))


def table(found: Iterable[Dependence]) -> pl.DataFrame:
    """Return one row for each trust set and each smallest set of breaches.

    Several rules, articles or parties of one set are separated by ``; ``.
    """
    rows = [
        {
            "regime": one.regime.id,
            "property": one.property.id,
            "reading": str(one.reading),
            "standing": str(one.standing),
            "set": kind,
            "rules": "; ".join(each.rules),
            "articles": "; ".join(each.articles),
            "parties": "; ".join(each.parties),
        }
        for one in found
        for kind, sets in (("trust", one.trust_sets), ("correction", one.corrections))
        for each in sets
    ]
    columns = ("regime", "property", "reading", "standing", "set", "rules", "articles", "parties")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def trust_section(found: Sequence[Dependence], broken: Sequence[Break]) -> Section:
    """Return the section in one language; its chart is ``CHART`` among the page's drawings.

    ``broken`` are the runs to be shown, of all guarantees or of some.
    """
    regimes = list(dict.fromkeys(one.regime.id for one in found))
    own = {name: [one for one in found if one.regime.id == name] for name in regimes}
    blocks: list[Block] = [Paragraph(_lead(of), "lead") for of in own.values()]
    title, note = (say(f"chart.trust.{key}") for key in ("title", "note"))
    blocks += [
        Paragraph(say("trust.proved-for")),
        Chart(CHART, title, note),
        _counts(own),
        *_needed(own),
        Paragraph(say("trust.roles"), "note"),
        *(_sets(of) for of in own.values() if by_property(of)),
    ]
    if broken:
        blocks.append(Paragraph(say("trust.broken-by")))
    for name in regimes:
        runs = [one for one in broken if one.dependence.regime.id == name]
        blocks += [_runs(runs)] if runs else []
    return Section(CHART, say("trust.section"), tuple(blocks))


def _lead(found: Sequence[Dependence]) -> Text:
    regulated = [one for row in by_property(found) for one in row]
    count = Counter(one.standing for one in regulated)
    left_open = sum(kind_of(one) == "open" for one in regulated)
    words = say(
        "trust.lead",
        regime=found[0].regime.name,
        count=len(regulated),
        itself=count[Standing.ITSELF],
        one=count[Standing.ONE],
        more=count[Standing.SEVERAL] + count[Standing.EVERYBODY],
        open=left_open,
        none=count[Standing.NOTHING] - left_open,
    )
    if unknown := count[Standing.UNKNOWN]:
        words += say("trust.undecided", regime=found[0].regime.name, count=unknown)
    return words


def _names(own: dict[str, list[Dependence]]) -> tuple[Text, ...]:
    return tuple(of[0].regime.name for of in own.values())


def _counts(own: dict[str, list[Dependence]]) -> Table:
    """How many guarantees of each regime have each standing."""
    counted = [Counter(kind_of(one) for one in of) for of in own.values()]
    rows = tuple(
        (say(f"trust.row.{kind}"), *(str(count[kind]) for count in counted))
        for kind in KINDS
        if any(count[kind] for count in counted)
    )
    return Table(say("trust.counts"), ("", *_names(own)), rows, figures=True)


def _needed(own: dict[str, list[Dependence]]) -> list[Block]:
    """For how many guarantees of each regime each party is indispensable."""
    counted = [
        Counter(party for one in of for party in indispensable(one.secured_by))
        for of in own.values()
    ]
    labels = {
        party: of[0].regime.vocabulary.parties[party].label
        for of, count in zip(own.values(), counted, strict=True)
        for party in count
    }
    if not labels:
        return []
    order = sorted(labels, key=lambda party: -sum(count[party] for count in counted))
    rows = tuple((labels[party], *(str(count[party]) for count in counted)) for party in order)
    heads = (say("trust.party"), *_names(own))
    return [Table(say("trust.needed"), heads, rows, figures=True)]


def _sets(found: Sequence[Dependence]) -> Fold:
    """All trust sets of one regime."""
    rows: list[tuple[Text | Marked, ...]] = []
    for (one,) in by_property(found):
        mark = Marked(str(MARKS[kind_of(one)]), sign_of(one), standing_words(one))
        broken = say("chart.semicolon").join(breach_words(one))
        head = one.property.label
        if not one.trust_sets:
            rows.append((head, mark, say(one.reason) if one.reason else plain("—"), "", "", broken))
        for number, each in enumerate(one.trust_sets):
            told = trust_words(one, each, full=True)
            rests, bound = mechanism_words(one, each), limit_words(one, each)
            rows.append((head, mark, told, rests, bound, NOTHING if number else broken))
    name = found[0].regime.name
    keys = ("property", "asks", "suffices", "mechanism", "bound", "broken")
    heads = tuple(say(f"trust.{key}") for key in keys)
    sets = Table(say("trust.sets", regime=name), heads, tuple(rows))
    secured = sum(bool(one.trust_sets) for one in found)
    return Fold(say("trust.sets-summary", regime=name, count=secured), (sets,))


def _runs(broken: Sequence[Break]) -> Fold:
    """The smallest sets of breaches of one regime, each with its run as a swimlane."""
    name = broken[0].dependence.regime.name
    summary = say("trust.runs-summary", regime=name, count=len(broken))
    return Fold(summary, tuple(_run(one) for one in broken))


def _run(one: Break) -> Fold:
    found, regime = one.dependence, one.dependence.regime
    rules = rules_words(regime, one.correction.rules, full=True)
    about = {"property": found.property.label, "rules": rules}
    key = "trust.run-summary" if rules else "trust.run-summary-none"
    title = say("trust.witness" if rules else "trust.witness-none", regime=regime.name, **about)
    summary = say(key, **about)
    if one.run is None:
        return Fold(summary, (Paragraph(say("trust.no-run"), "note"),))
    ahead = "timeline.trigger-ahead" if found.property.ahead else "timeline.trigger"
    named = {found.property.trigger: ahead, found.property.response: "timeline.response"}
    occurring = frozenset(event.event for event in one.run.run.occurrences)
    story = Story(regime, one.run.steps, occurring, named, title)
    return Fold(summary, (Swimlane(story, case_of(one)),))
