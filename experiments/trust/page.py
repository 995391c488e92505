"""On whose obedience the guarantees depend, laid out as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from experiments.show.blocks import (
    Block,
    Cell,
    Chart,
    Fold,
    Group,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.files import folder, write_csv, write_json
from experiments.show.granted import granted_blocks, waits_words
from experiments.show.left_out import left_out_blocks, marked
from experiments.show.page import write_page
from experiments.show.readings import hinge_blocks, hinge_note, of_property, of_regime
from experiments.show.runs import asked_with, case_words, one_limit, unregulated
from experiments.show.timeline import Story, asked_of
from experiments.trust.ask import Trust
from experiments.trust.chart import by_property, trust_chart
from experiments.trust.data import dependences_data, table
from experiments.trust.left_out import LeftOutBySet, claims
from experiments.trust.words import (
    KINDS,
    MARKS,
    Kind,
    breach_words,
    broken_verdict,
    kind_of,
    limit_words,
    rules_words,
    sign_of,
    standing_words,
    taken_by,
)
from model.language import NOTHING, Lang, Text, say
from model.ledger import article_label
from verify.trust.dependence import Break, Dependence, TrustSet
from verify.trust.parties import indispensable

_Regimes = dict[str, list[Dependence]]
"""The guarantees of each regime."""


def sheet(answer: Trust) -> Sheet:
    """Return the answer, the trust sets of each regime, and the runs that break them."""
    regimes = by_regime(answer.dependences)
    names = say("chart.and").join(each[0].regime.name for each in regimes.values())
    first = answer.dependences[0]
    subtitle = (
        names
        + say("chart.semicolon")
        + asked_with(first.reading, one_limit(each.within for each in answer.dependences))
    )
    silent = [] if answer.selected else [each for each in answer.dependences if each.unregulated]
    left_out = unregulated((each.regime, each.property) for each in silent)
    parts = {
        "trust": ("trust.answer", _answer(answer, regimes) + left_out),
        "trust-sets": ("trust.all-sets", _sets(answer, regimes)),
        "trust-runs": ("trust.runs", _runs(answer.breaks, answer.whole)),
    }
    sections = (Section(name, say(key), tuple(blocks)) for name, (key, blocks) in parts.items())
    shown = tuple(each for each in sections if each.blocks)
    cited = tuple(each[0].regime for each in regimes.values())
    return Sheet(say("trust.page"), subtitle, shown, cited)


def write(answer: Trust, out: Path, lang: Lang, whole: Sheet | None = None) -> Path:
    """Write the page with its chart, and all sets as JSON and CSV; return the page.

    ``whole`` is the sheet with what a command says around it; the answer's alone unless given.
    """
    write_json(folder(out) / "trust.json", dependences_data(answer))
    write_csv(out / "trust.csv", table(answer.dependences, answer.left_out))
    return write_page(whole or sheet(answer), out, lang)


def section(
    dependences: Sequence[Dependence],
    broken: Sequence[Break],
    left_out: Sequence[LeftOutBySet] = (),
) -> Section:
    """Return all in one section, for the report of a comparison."""
    answer = Trust(tuple(dependences), tuple(broken), selected=False, left_out=tuple(left_out))
    regimes = by_regime(dependences)
    blocks = (*_answer(answer, regimes), *_sets(answer, regimes), *_runs(broken, whole=False))
    return Section("trust", say("trust.page"), blocks)


def by_regime(dependences: Iterable[Dependence]) -> _Regimes:
    """Return guarantees by the identifier of their regime."""
    regimes: _Regimes = {}
    for guarantee in dependences:
        regimes.setdefault(guarantee.regime.id, []).append(guarantee)
    return regimes


def _answer(answer: Trust, regimes: _Regimes) -> list[Block]:
    blocks: list[Block] = [Paragraph(_lead(each, answer), "lead") for each in regimes.values()]
    but = Text("", " ") + say("left-out.but") if answer.left_out else NOTHING
    blocks.append(Paragraph(say("trust.proved-for") + but))
    if answer.regulated:
        draw = partial(trust_chart, answer.dependences, answer.left_out)
        blocks.append(Chart("trust", say("chart.trust.title"), say("chart.trust.note"), draw))
    if not answer.whole:
        blocks += [_counts(regimes), *_needed(regimes)]
    return [*blocks, Paragraph(say("trust.roles"), "note")]


def _lead(guarantees: Sequence[Dependence], answer: Trust) -> Text:
    regulated = [each for each in guarantees if not each.unregulated]
    count = Counter(map(kind_of, regulated))
    about = {"regime": guarantees[0].regime.name}
    if len(guarantees) == 1:
        return say("trust.lead-one", **about, **_only(guarantees[0], answer))
    words = say(
        "trust.lead",
        **about,
        count=len(regulated),
        itself=count[Kind.ITSELF],
        one=count[Kind.ONE],
        more=count[Kind.SEVERAL] + count[Kind.EVERYBODY],
        open=count[Kind.OPEN],
        none=count[Kind.NOTHING],
    )
    unknown = count[Kind.UNKNOWN]
    return words + say("trust.undecided", **about, count=unknown) if unknown else words


def _only(guarantee: Dependence, answer: Trust) -> dict[str, Text]:
    """Return what the lead says of the only guarantee that was asked about."""
    sets = [
        marked(rules_words(guarantee.regime, each.rules), answer.apart(guarantee, each))
        for each in guarantee.trust_sets
    ]
    standing = standing_words(guarantee)
    if all(sets) and sets:
        standing += say("trust.colon") + say("trust.or").join(sets)
    elif guarantee.reason:
        standing = say(guarantee.reason)
    return {"property": guarantee.property.label, "standing": standing}


def _names(regimes: _Regimes) -> tuple[Text, ...]:
    return tuple(each[0].regime.name for each in regimes.values())


def _counts(regimes: _Regimes) -> Table:
    """Count the guarantees of each regime by what they depend on."""
    counted = [Counter(map(kind_of, each)) for each in regimes.values()]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (say(key), *(str(count[kind]) for count in counted))
        for kind, key in KINDS.items()
        if any(count[kind] for count in counted)
    )
    return Table(say("trust.counts"), ("", *_names(regimes)), rows, figures=True)


def _needed(regimes: _Regimes) -> list[Block]:
    """Count for how many guarantees of each regime each party is indispensable."""
    counted = [
        Counter(party for each in guarantees for party in indispensable(each.secured_by))
        for guarantees in regimes.values()
    ]
    labels = {
        party: guarantees[0].regime.vocabulary.parties[party].label
        for guarantees, count in zip(regimes.values(), counted, strict=True)
        for party in count
    }
    if not labels:
        return []
    order = sorted(labels, key=lambda party: -sum(count[party] for count in counted))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (labels[party], *(str(count[party]) for count in counted)) for party in order
    )
    heads = (say("trust.party"), *_names(regimes))
    return [Table(say("trust.needed"), heads, rows, figures=True)]


def _sets(answer: Trust, regimes: _Regimes) -> list[Block]:
    """All trust sets in one table; where they are many, a fold with a table for each regime."""
    if answer.whole:
        rows: list[tuple[Cell, ...] | Group] = []
        for guarantees in regimes.values():
            rows += [Group(guarantees[0].regime.name)] if len(regimes) > 1 else []
            rows += (row for each in guarantees for row in _rows(each, answer))
        table = _table(say("trust.all-sets"), rows)
        told = hinge_blocks(answer.hinges, len(regimes) > 1)
        of = answer.dependences
        apart = left_out_blocks(claims(answer.left_out, of, len(regimes) > 1))
        return [table, *told, *apart, *_granted(of), *_exempt(of)]
    blocks: list[Block] = []
    for guarantees in regimes.values():
        if shown := [row for (row,) in by_property(guarantees)]:
            about = {"regime": guarantees[0].regime.name}
            secured = sum(bool(each.trust_sets) for each in shown)
            table = _table(
                say("trust.sets", **about), (row for each in shown for row in _rows(each, answer))
            )
            summary = say("trust.sets-summary", **about, count=secured)
            told = hinge_blocks(of_regime(answer.hinges, guarantees[0].regime))
            apart = left_out_blocks(claims(answer.left_out, shown))
            inside = (table, *told, *apart, *_granted(shown), *_exempt(shown))
            blocks.append(Fold(summary, inside, open=len(regimes) == 1))
    return blocks


def _table(caption: Text, rows: Iterable[tuple[Cell, ...] | Group]) -> Table:
    heads = (
        say("trust.property"),
        say("trust.asks"),
        say("trust.suffices"),
        say("trust.mechanism"),
        say("trust.bound"),
        say("trust.broken"),
    )
    return Table(caption, heads, tuple(rows))


def _rows(guarantee: Dependence, answer: Trust) -> list[tuple[Cell, ...]]:
    """Return a row for each trust set; what is the same for all stands in the first."""
    otherwise = hinge_note(of_property(answer.hinges, guarantee.regime, guarantee.property))
    words, kind = standing_words(guarantee), MARKS[kind_of(guarantee)]
    mark = Marked(kind, words, sign_of(guarantee), otherwise)
    broken = Text("\n", "\n").join(breach_words(guarantee))
    if not guarantee.trust_sets:
        why = say(guarantee.reason) if guarantee.reason else "—"
        return [(guarantee.property.label, mark, why, "", "", broken)]
    rows: list[tuple[Cell, ...]] = []
    for number, each in enumerate(guarantee.trust_sets):
        mechanism = map(article_label, guarantee.regime.articles_behind(each.mechanism))
        cells = (
            _suffices(guarantee, each),
            say("chart.and").join(mechanism),
            marked(limit_words(guarantee, each), answer.apart(guarantee, each)),
        )
        head = ("", "") if number else (guarantee.property.label, mark)
        rows.append((*head, *cells, NOTHING if number else broken))
    return rows


def _suffices(guarantee: Dependence, trust_set: TrustSet) -> Cell:
    """Name a trust set, and in small print the acts of others that its bearers must wait for."""
    regime, rules = guarantee.regime, trust_set.rules
    words = rules_words(regime, rules, full=True) or say("trust.nobody")
    small = waits_words(regime, rules)
    return Marked("", words, small=small) if small else words


def _granted(guarantees: Iterable[Dependence]) -> list[Block]:
    """What each trust set takes for granted."""
    return granted_blocks(
        [
            (each.property.label, each.regime, taken_by(each, trust_set))
            for each in guarantees
            for trust_set in each.trust_sets
        ]
    )


def _exempt(guarantees: Iterable[Dependence]) -> list[Block]:
    """Say which duties are outside, since their breach is the trigger."""
    blocks: list[Block] = []
    for guarantee in guarantees:
        if guarantee.exempt:
            articles = map(article_label, guarantee.regime.articles_of(guarantee.exempt))
            words = say(
                "trust.exempt",
                property=guarantee.property.label,
                articles=say("chart.and").join(articles),
            )
            blocks.append(Paragraph(words, "note"))
    return blocks


def _runs(broken: Sequence[Break], whole: bool) -> list[Block]:
    """The smallest sets of breaches, each with its run; folded by regime where they are many."""
    if not broken:
        return []
    blocks: list[Block] = [Paragraph(say("trust.broken-by"))]
    runs: dict[str, list[Break]] = {}
    for each in broken:
        runs.setdefault(each.dependence.regime.id, []).append(each)
    for own in runs.values():
        inside = tuple(_run(each, shown=whole) for each in own)
        name = own[0].dependence.regime.name
        summary = say("trust.runs-summary", regime=name, count=len(own))
        blocks += inside if whole else [Fold(summary, inside)]
    return blocks


def _run(broken: Break, shown: bool) -> Fold:
    """Return one smallest set of breaches with its run."""
    guarantee, regime, rules = broken.dependence, broken.dependence.regime, broken.correction.rules
    about = {"regime": regime.name, "property": guarantee.property.label}
    title = say("trust.witness-none", **about)
    summary = say("trust.run-summary-none", **about)
    if rules:
        title = say("trust.witness", **about, rules=rules_words(regime, rules))
        summary = say("trust.run-summary", **about, rules=rules_words(regime, rules, full=True))
    run: Block = Paragraph(say("trust.no-run"), "note")
    if broken.run is not None:
        occurring = frozenset(event.event for event in broken.run.run.occurrences)
        named = asked_of(guarantee.property)
        story = Story(regime, broken.run.steps, occurring, named, title)
        run = Swimlane(story, case_words(broken_verdict(guarantee, broken.run)))
    if shown:
        summary = say("trust.of-regime", regime=regime.name, summary=summary)
    return Fold(summary, (run,), open=shown)
