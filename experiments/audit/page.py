"""Findings of an audit by regime and kind, worst first, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from experiments.audit.ask import Audit, Audits
from experiments.audit.data import alternatives_to, findings_data
from experiments.audit.witness import case_words, story_of
from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.files import folder, write_json
from experiments.show.page import write_page
from model.language import Complaint, Lang, Text, plain, say
from model.ledger import article_label
from model.regime import Regime
from verify.audit.finding import Finding, Severity, name_of

_SEVERITIES = {
    Severity.HIGH: "severity.high",
    Severity.MEDIUM: "severity.medium",
    Severity.LOW: "severity.low",
}
_WEIGHT = tuple(Severity)
_SHADES = 4
_SPACE = Text("", " ")  # between two sentences

Numbered = tuple[int, Finding]
"""A finding and its place among those about its regime, from 1."""


def sheet(answer: Audits, number: int | None = None) -> Sheet:
    """Return the findings about some regimes.

    Parameters
    ----------
    number
        Which finding of each regime is open from the beginning; the first one of a single regime
        unless given.

    Raises
    ------
    Complaint
        Where a regime has fewer findings.
    """
    names = say("chart.and").join(each.regime.name for each in answer.audits)
    (findings,) = sections(answer.audits, number, bool(answer.kinds))
    notes = [Paragraph(say("audit.scope"), "note")]
    if answer.unused:
        kinds = ", ".join(f"{entry.regime}/{entry.kind}" for entry in answer.unused)
        notes.insert(0, Paragraph(say("audit.unused", count=len(answer.unused), kinds=kinds)))
    whole = Section(findings.id, findings.title, (*findings.blocks, *notes))
    return Sheet(say("audit.sheet"), names, (whole,))


def write(answer: Audits, out: Path, lang: Lang, number: int | None = None) -> Path:
    """Write the page, and the findings as JSON; return the page."""
    write_json(folder(out) / "findings.json", findings_data(answer), lang)
    return write_page(sheet(answer, number), out, lang)


def sections(
    audits: Sequence[Audit], number: int | None = None, chosen: bool = False
) -> list[Section]:
    """Return the findings about some regimes; ``chosen`` is whether only some kinds were sought."""
    if len(audits) == 1:
        blocks = tuple(_alone(audits[0], number or 1, chosen))
    else:
        blocks = tuple(_together(audits, number))
    return [Section("findings", say("audit.section"), blocks)]


def _alone(audit: Audit, number: int, chosen: bool) -> Iterator[Block]:
    name, counts = audit.regime.name, _counts([audit])
    if audit.standing:
        yield Paragraph(say("audit.title", regime=name, **counts), "lead")
        yield Paragraph(say("audit.intro"), "note")
    else:
        none = say("audit.none-of-kind" if chosen else "audit.none", regime=name)
        yield Paragraph(none, "lead")
    yield from _findings(audit, number)


def _together(audits: Sequence[Audit], number: int | None) -> Iterator[Block]:
    yield Paragraph(say("audit.several", regimes=len(audits), **_counts(audits)), "lead")
    yield Paragraph(say("audit.intro"), "note")
    if any(audit.standing for audit in audits):
        yield _heat(audits)
    for audit in audits:
        blocks = tuple(_findings(audit, number))
        yield Fold(audit.regime.name, blocks, number is not None, _gist(audit))


def _counts(audits: Sequence[Audit]) -> dict[str, int]:
    counts = {str(weight): sum(each.count(weight) for each in audits) for weight in Severity}
    return {"count": sum(counts.values()), **counts}


def _gist(audit: Audit) -> Text:
    parts = [
        say("audit.count", name=say(_SEVERITIES[weight]), count=count)
        for weight in Severity
        if (count := audit.count(weight))
    ]
    if audit.accepted:
        parts.append(say("audit.accepted-count", count=len(audit.accepted)))
    return say("chart.and").join(parts) or say("audit.nothing")


def _findings(audit: Audit, number: int | None) -> Iterator[Block]:
    """Yield the findings by kind; the one with the number given is open."""
    standing = audit.standing
    if number is not None and standing and number > len(standing):
        raise Complaint("audit.beyond", number=number, count=len(standing))
    yield from _kinds(audit.regime, standing, number)
    if audit.accepted:
        kinds = tuple(_kinds(audit.regime, audit.accepted, None))
        yield Fold(say("audit.accepted", count=len(audit.accepted)), kinds)


def _kinds(regime: Regime, findings: Sequence[Finding], number: int | None) -> Iterator[Fold]:
    """Yield findings of one kind, one weight and one remedy together, the remedy said once."""
    alike: dict[tuple[Severity, Text, Text], list[Numbered]] = {}
    for place, finding in enumerate(findings, 1):
        of_kind = alike.setdefault((finding.severity, finding.name, finding.advice()), [])
        of_kind.append((place, finding))
    for (severity, kind, advice), members in alike.items():
        yield Fold(
            say("audit.heading", severity=say(_SEVERITIES[severity]), name=kind),
            (
                Paragraph(say("audit.advice", advice=advice)),
                *_listed(regime, members, number),
            ),
            open=number in dict(members),
            gist=say("audit.findings", count=len(members), kind=members[0][1].kind),
            mark=str(severity),
        )


def _listed(regime: Regime, members: Sequence[Numbered], number: int | None) -> Iterator[Block]:
    """Yield a fold for each finding that a run shows, and lists of the others."""
    for shown, group in groupby(members, lambda member: story_of(regime, member[1]) is not None):
        if shown:
            yield from (_fold(regime, member, member[0] == number) for member in group)
        else:
            yield Bullets(tuple(_line(regime, member) for member in group))


def _fold(regime: Regime, member: Numbered, opened: bool) -> Fold:
    story = story_of(regime, member[1])
    assert story is not None
    run = Swimlane(story, case_words(regime, member[1]))
    return Fold(_line(regime, member), (run,), opened)


def _line(regime: Regime, member: Numbered) -> Text:
    """Say what is the matter, where, on whose reading, and why it may stand."""
    number, finding = member
    sentences = [say("audit.finding", number=number, sentence=finding.sentence(), at=_at(finding))]
    if finding.readings:
        articles = dict.fromkeys(regime.by_id[rule].article for rule in finding.readings)
        readings = say("chart.and").join(article_label(article) for article in articles)
        sentences.append(say("audit.reading", readings=readings))
        if others := alternatives_to(regime, finding):
            named = say("chart.and").join(others)
            sentences.append(say("audit.otherwise", alternatives=named))
    if finding.accepted is not None:
        sentences.append(say("audit.accepted-reason", reason=finding.accepted))
    return _SPACE.join(sentences)


def _at(finding: Finding) -> Text:
    articles = say("chart.and").join(article_label(article) for article in finding.articles)
    where = articles or say("audit.whole")
    return where + Text("；", "; ") + ", ".join(finding.rules) if finding.rules else where


def _heat(audits: Sequence[Audit]) -> Table:
    """Return how many findings stand by kind and regime: the kinds that weigh most come first."""
    standing = [finding for audit in audits for finding in audit.standing]
    rows = []
    for kind in dict.fromkeys(finding.kind for finding in standing):
        weight = min(
            (finding.severity for finding in standing if finding.kind is kind), key=_WEIGHT.index
        )
        counts = [sum(finding.kind is kind for finding in each.standing) for each in audits]
        rows.append((kind, weight, counts))
    rows.sort(key=lambda row: (_WEIGHT.index(row[1]), -sum(row[2])))
    most = max(max(counts) for _, _, counts in rows)
    return Table(
        say("audit.caption"),
        (say("audit.kind"), say("audit.severity"), *(audit.regime.name for audit in audits)),
        tuple(
            (name_of(kind), say(_SEVERITIES[weight]), *(_shaded(count, most) for count in counts))
            for kind, weight, counts in rows
        ),
        figures=True,
        heads=2,
    )


def _shaded(count: int, most: int) -> Cell:
    shade = max(1, round(count * _SHADES / most)) if count else 0
    return Marked(f"shade-{shade}", plain(str(count) if count else "·"))
