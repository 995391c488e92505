"""The layout of a comparison: the answer and the verdicts, and then everything behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from experiments.audit import page as audit
from experiments.bounds import page as bounds
from experiments.compare import above
from experiments.compare.ask import Comparison
from experiments.compare.bound_lines import bound_lines
from experiments.compare.breaches import breaches
from experiments.compare.claims import claims
from experiments.compare.counterexamples import counterexamples
from experiments.compare.data import write_data
from experiments.compare.dates import dates
from experiments.compare.figures import figures
from experiments.compare.first import answers
from experiments.compare.matrix import matrix
from experiments.compare.reproduce import reproduce
from experiments.compare.scope import Where
from experiments.compare.standing import groups, tally
from experiments.compare.unsupervised import unsupervised
from experiments.compare.verdicts import in_full, verdicts
from experiments.coverage import page as coverage
from experiments.diff import order_page as diff
from experiments.show.assumed import assumed
from experiments.show.blocks import (
    Block,
    Bullets,
    Chart,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
)
from experiments.show.files import folder
from experiments.show.page import write_page
from experiments.show.presumed import presumed_note
from experiments.simulate import duties
from experiments.trust import page as trust
from model.language import Lang, Text, say, written

_AT_ONCE = ("answer", "matrix", "above")  # the sections that a terminal shows without being asked


def sheet(comparison: Comparison, command: str) -> Sheet:
    """Return everything that a comparison has to show.

    Parameters
    ----------
    command
        The command that made it. Folders are left out of its paths, so that the sheet says
        nothing about the machine.
    """
    question = comparison.question
    names = say("chart.and").join(result.regime.name for result in comparison.results)
    subtitle = say(
        "report.subtitle", regimes=names, year=question.year, scenario=question.scenario.label
    )
    sections, regimes = tuple(_sections(comparison, command)), comparison.question.regimes
    return Sheet(say("report.title"), subtitle, sections, tuple(regimes))


def write(comparison: Comparison, command: str, out: Path, lang: Lang) -> Path:
    """Write the report, and all that it is about as files; return the report."""
    write_data(comparison, folder(out), lang)
    return write_page(sheet(comparison, command), out, lang)


def in_short(whole: Sheet) -> Sheet:
    """Return a sheet with each section after the verdicts as one line that unfolds.

    >>> from model.language import plain
    >>> text = Paragraph(plain("n = 1"))
    >>> sections = (Section("answer", plain("A"), (text,)), Section("limits", plain("L"), (text,)))
    >>> answer, rest = in_short(Sheet(plain("T"), plain("S"), sections)).sections
    >>> rest.blocks[0].summary.en
    'L'
    """
    first = [section for section in whole.sections if section.id in _AT_ONCE]
    rest = tuple(
        Fold(section.title, section.blocks)
        for section in whole.sections
        if section.id not in _AT_ONCE
    )
    return replace(whole, sections=(*first, Section("more", say("report.section.more"), rest)))


def _sections(comparison: Comparison, command: str) -> Iterator[Section]:
    """Yield first what fills a few screens, then all that stands behind it."""
    runs, anchors = counterexamples(comparison)
    yield Section("answer", say("report.section.answer"), tuple(_answer(comparison)))
    yield Section("matrix", say("report.section.matrix"), tuple(verdicts(comparison, anchors)))
    yield from above.section(comparison)
    if charts := _first_charts(comparison):
        yield Section("year", say("report.section.year"), charts)
    yield Section("limits", say("report.section.limits"), tuple(_limits(comparison)))
    for section in _details(comparison, command, runs, anchors):
        yield replace(section, behind=True)


def _details(
    comparison: Comparison,
    command: str,
    runs: Sequence[Block],
    anchors: Mapping[Where, str],
) -> Iterator[Section]:
    full = (tally(comparison), *groups(comparison), *in_full(comparison, anchors))
    yield Section("verdicts", say("report.section.verdicts"), full)
    yield Section("counterexamples", say("report.section.counterexamples"), tuple(runs))
    if any(result.findings for result in comparison.results):
        yield from audit.sections(comparison.audits)
    yield Section("charts", say("report.section.charts"), _more_charts(comparison))
    yield from _depth(comparison)
    yield Section("figures", say("report.section.figures"), tuple(_figures(comparison)))
    yield Section("calendar", say("report.section.calendar"), tuple(dates(comparison)))
    yield from coverage.sections(comparison.coverages)
    again = tuple(reproduce(comparison, command))
    yield Section("reproduce", say("report.section.reproduce"), again)


def _answer(comparison: Comparison) -> Iterator[Block]:
    yield from answers(comparison)
    yield from presumed_note(comparison.question.watched.presumed)


def _known(comparison: Comparison, about: str) -> bool:
    """Whether any of the texts regulates what is measured."""
    return any(about in result.metrics.regulated for result in comparison.results)


def _first_charts(comparison: Comparison) -> tuple[Chart, ...]:
    if not _known(comparison, "time-without-supervisor"):
        return ()
    return (
        Chart(
            "unsupervised",
            say("chart.unsupervised.title"),
            say("chart.unsupervised.note"),
            partial(unsupervised, comparison),
        ),
    )


def _more_charts(comparison: Comparison) -> tuple[Chart, ...]:
    """The other charts, without that of claims where none of the texts regulates them."""
    every = (
        Chart(
            "bounds",
            say("chart.bounds.title"),
            say("chart.bounds.note"),
            partial(bound_lines, comparison),
        ),
        Chart(
            "claims",
            say("chart.claims.title"),
            say("chart.claims.note"),
            partial(claims, comparison),
        ),
        Chart(
            "breaches",
            say("chart.breaches.title"),
            say("chart.breaches.note"),
            partial(breaches, comparison),
        ),
        Chart(
            "matrix",
            say("chart.matrix.title"),
            say("chart.matrix.note"),
            partial(matrix, comparison),
            filed=True,
        ),
    )
    claimed = _known(comparison, "claim-latency")
    return tuple(chart for chart in every if claimed or chart.name != "claims")


def _depth(comparison: Comparison) -> Iterator[Section]:
    """Yield what further analyses say: trust sets, bounds for all values, and an order."""
    results = comparison.results
    dependences = [each for result in results for each in result.dependences]
    if dependences:
        broken = [each for result in results for each in result.breaks]
        apart = [each for result in results for each in result.trust_left_out]
        yield _without_chart(trust.section(dependences, broken, apart))
    if any(result.bounds for result in results):
        yield bounds.section(comparison.bounds)
    if len(results) > 1:
        yield from diff.sections(comparison.orders)


def _without_chart(section: Section) -> Section:
    """Return a section with its charts for files only: a page shows the same table but once."""
    blocks = (
        replace(block, filed=True) if isinstance(block, Chart) else block
        for block in section.blocks
    )
    return replace(section, blocks=tuple(blocks))


def _figures(comparison: Comparison) -> Iterator[Block]:
    note = comparison.question.scenario.note
    yield Paragraph(written("{} {}", note, say("report.figures.assumed")))
    yield from assumed(comparison.assumed, [result.regime for result in comparison.results])
    yield figures(comparison)
    yield Paragraph(say("report.figures.note"), "note")
    for result in comparison.results:
        if told := duties.blocks(result.regime, result.duties):
            yield Fold(say("report.figures.duties", regime=result.regime.name), told)


def _limits(comparison: Comparison) -> Iterator[Block]:
    """Yield what the answers depend on, and what none of them says."""
    lines: list[Text | Marked] = []
    if count := _hinging(comparison):
        words = say("report.limits.hinging", count=count)
        lines.append(Marked("", words, link="hinges"))
    lines += [
        say("report.limits.simulation"),
        say("report.limits.one-case"),
        say("report.limits.obedience"),
        say("report.limits.readings"),
        say("report.limits.scope"),
        say("report.limits.vacuous"),
    ]
    yield Bullets(tuple(lines))


def _hinging(comparison: Comparison) -> int:
    """How many other readings of clauses there are under which some answer is different."""
    return len(
        {
            (result.regime.id, hinge.rule.id, hinge.alternative.id)
            for result in comparison.results
            for hinge in result.hinges
        }
    )
