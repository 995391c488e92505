"""The ledger of each text: every unit, with the rules it became or why it became none; counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from experiments.coverage.ask import Coverage, Unit
from experiments.coverage.data import coverage_data, deadlines_table
from experiments.coverage.words import WRITTEN
from experiments.show.blocks import (
    Block,
    Cell,
    Chart,
    Fold,
    Group,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.files import folder, write_csv, write_json
from experiments.show.page import write_page
from model.language import NOTHING, Lang, Text, plain, say
from model.ledger import NoBehaviour, Silent, article_label
from model.regime import Precedence, Regime
from model.rule import act_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_Kind = TypeVar("_Kind")
_RULES = {
    "duty": "coverage.kind.duty",
    "counts-as": "coverage.kind.counts-as",
    "power": "coverage.kind.power",
    "prohibition": "coverage.kind.prohibition",
    "lapse": "coverage.kind.lapse",
}
_SILENCES = {
    NoBehaviour.PURPOSE: "coverage.silence.purpose",
    NoBehaviour.SCOPE: "coverage.silence.scope",
    NoBehaviour.DEFINITION: "coverage.silence.definition",
    NoBehaviour.PRINCIPLE: "coverage.silence.principle",
    NoBehaviour.ORGANISATION: "coverage.silence.organisation",
    NoBehaviour.COMPETENCE: "coverage.silence.competence",
    NoBehaviour.REFERENCE: "coverage.silence.reference",
    NoBehaviour.PRECEDENCE: "coverage.silence.precedence",
    NoBehaviour.COMMENCEMENT: "coverage.silence.commencement",
}
_UNKNOWN = "—"  # where a file has no ledger


def sheet(coverages: Sequence[Coverage]) -> Sheet:
    """Return the coverage of some texts."""
    names = say("coverage.and").join(each.regime.name for each in coverages)
    regimes = tuple(each.regime for each in coverages)
    return Sheet(say("coverage.sheet"), names, tuple(sections(coverages)), regimes)


def write(coverages: Sequence[Coverage], out: Path, lang: Lang) -> Path:
    """Write the page with its chart, the coverage as JSON, deadlines as CSV; return the page."""
    write_json(folder(out) / "coverage.json", [coverage_data(each) for each in coverages])
    write_csv(out / "deadlines.csv", deadlines_table(coverages))
    return write_page(sheet(coverages), out, lang)


def sections(coverages: Sequence[Coverage]) -> list[Section]:
    """Return the ledgers of some texts, and what of them stands in rules, side by side."""
    return [Section("coverage", say("coverage.section"), tuple(_blocks(coverages)))]


def _blocks(coverages: Sequence[Coverage]) -> Iterator[Block]:
    yield Paragraph(_summary(coverages), "lead")
    alone = len(coverages) == 1
    if alone:
        yield _ledger(coverages[0], say("coverage.ledger"))
    yield Chart(
        "deadlines",
        say("chart.deadlines.title"),
        say("chart.deadlines.note"),
        partial(_deadlines, coverages),
    )
    columns = (say("coverage.figure"), *(each.regime.name for each in coverages))
    yield Table(say("coverage.counts"), columns, tuple(_counts(coverages)), figures=True)
    if not alone:
        for each in coverages:
            yield Fold(each.regime.name, (_ledger(each, each.regime.name),), gist=_gist(each))


def _deadlines(coverages: Sequence[Coverage]) -> Figure:
    from experiments.coverage.chart import deadlines_chart  # and matplotlib

    return deadlines_chart(coverages)


def _summary(coverages: Sequence[Coverage]) -> Text:
    known = [each for each in coverages if each.regime.ledger is not None]
    counted = _figures(known)
    if len(coverages) > 1:
        return say("coverage.several", count=len(known), **counted) + _aside(known)
    (only,) = coverages
    if not known:
        return say("coverage.unknown", regime=only.regime.name)
    return say("coverage.title", regime=only.regime.name, **counted) + _aside(known)


def _figures(coverages: Sequence[Coverage]) -> dict[str, int]:
    return {
        "units": sum(each.encoded + each.rest for each in coverages),
        "encoded": sum(each.encoded for each in coverages),
        "rest": sum(each.rest for each in coverages),
    }


def _aside(coverages: Sequence[Coverage]) -> Text:
    """Say how many units files leave aside; empty where they leave none."""
    count = sum(len(each.outside) for each in coverages)
    return say("coverage.aside", count=count) if count else NOTHING


def _gist(coverage: Coverage) -> Text:
    if coverage.regime.ledger is None:
        return say("coverage.unknown-units")
    return say("coverage.gist", **_figures([coverage])) + _aside([coverage])


def _ledger(coverage: Coverage, caption: Text) -> Block:
    """Return every unit of a text; without a ledger, how to add one."""
    regime = coverage.regime
    if regime.ledger is None:
        add = say("coverage.no-ledger", regime=regime.name, file=regime.source)
        return Paragraph(add)
    columns = (
        say("coverage.unit"),
        say("coverage.here-rules"),
        say("coverage.here-sanctions"),
        say("coverage.here-silent"),
    )
    names = _names(regime)
    rows = tuple(_entry(unit, unit.name in coverage.outside, names) for unit in coverage.units)
    return Table(caption, columns, rows)


def _names(regime: Regime) -> dict[str, Text]:
    """Return what rules are about, and what sanctions come to, by their identifiers."""
    words = regime.vocabulary
    names = {rule.id: words.events[act_of(rule)].label for rule in (*regime.rules, *regime.written)}
    return names | {each.id: words.consequences[each.consequence] for each in regime.sanctions}


def _entry(unit: Unit, aside: bool, names: Mapping[str, Text]) -> tuple[Cell, ...]:
    if aside:
        return article_label(unit.name), NOTHING, NOTHING, say("coverage.is-aside")
    clauses = [
        _counted(unit.sanctions, names),
        *(_prevails(clause, names) for clause in unit.precedence),
    ]
    return (
        article_label(unit.name),
        _counted(unit.rules, names),
        plain("\n").join(filter(None, clauses)),
        plain("\n").join(_silence(unit, part) for part in unit.silent),
    )


def _counted(ids: Sequence[str], names: Mapping[str, Text]) -> Text:
    if not ids:
        return NOTHING
    return say("coverage.counted", count=len(ids), named=_listed(ids, names))


def _prevails(clause: Precedence, names: Mapping[str, Text]) -> Text:
    first, over = (_listed(ids, names) for ids in (clause.first, clause.over))
    return say("coverage.prevails", first=first, over=over)


def _listed(ids: Sequence[str], names: Mapping[str, Text]) -> Text:
    """Name each; those of one name once."""
    return say("coverage.and").join(dict.fromkeys(names.get(one, plain(one)) for one in ids))


def _silence(unit: Unit, part: Silent) -> Text:
    """Say which kind of clause has no rule, and why; what is not the whole unit is cited."""
    cited = [article_label(article) for article in part.articles if article != unit.name]
    head = say(_SILENCES[part.kind])
    if cited:
        head = say("coverage.part", part=say("coverage.and").join(cited), kind=head)
    return say("coverage.because", head=head, reason=part.reason)


def _counts(coverages: Sequence[Coverage]) -> Iterator[tuple[Cell, ...] | Group]:
    """Yield the counts of several texts side by side."""

    def row(key: str, counts: Sequence[int], ledger: bool = False) -> tuple[Cell, ...]:
        known = [each.regime.ledger is not None or not ledger for each in coverages]
        pairs = zip(counts, known, strict=True)
        return (say(key), *(str(count) if told else _UNKNOWN for count, told in pairs))

    def kinds(
        words: Mapping[_Kind, str], counts: Sequence[Mapping[_Kind, int]], ledger: bool = False
    ) -> Iterator[tuple[Cell, ...]]:
        for kind, key in words.items():
            if any(counted[kind] for counted in counts):
                yield row(key, [counted[kind] for counted in counts], ledger)

    yield Group(say("coverage.group.units"))
    yield row("coverage.units", [len(each.units) for each in coverages], True)
    yield row("coverage.encoded", [each.encoded for each in coverages], True)
    yield row("coverage.rest", [each.rest for each in coverages], True)
    if any(each.outside for each in coverages):
        yield row("coverage.left-aside", [len(each.outside) for each in coverages], True)
    yield Group(say("coverage.group.silent"))
    yield from kinds(_SILENCES, [each.silent for each in coverages], True)
    yield Group(say("coverage.group.rules"))
    yield from kinds(_RULES, [each.rules for each in coverages])
    yield row("coverage.sanctions", [len(each.regime.sanctions) for each in coverages])
    yield Group(say("coverage.group.deadlines"))
    for kind, key in WRITTEN.items():
        yield from kinds({kind: key}, [each.deadlines for each in coverages])
        yield from _words([each.words(kind) for each in coverages])
    if any(each.regime.lapses for each in coverages):
        yield Group(say("coverage.group.terms"))
        yield from kinds(WRITTEN, [each.terms for each in coverages])


def _words(counts: Sequence[Mapping[str, int]]) -> Iterator[tuple[Cell, ...]]:
    """Yield for each word on time how many duties have it; those of most duties come first."""
    total: Counter[str] = Counter()
    for counted in counts:
        total.update(counted)
    for word in sorted(filter(None, total), key=lambda word: (-total[word], word)):
        yield (say("coverage.word", word=word), *(str(counted.get(word, 0)) for counted in counts))
