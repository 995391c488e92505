"""Cards of an audit, the gravest first, and how many findings there are of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from experiments.audit.ask import Audit, Audits, opened_cards, with_effects
from experiments.audit.card import card_fold, line
from experiments.audit.data import findings_data
from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.files import folder, write_json
from experiments.show.page import write_page
from model.language import Lang, Text, plain, say
from verify.audit.finding import Finding, Severity, name_of

SEVERITIES = {
    Severity.HIGH: "severity.high",
    Severity.MEDIUM: "severity.medium",
    Severity.LOW: "severity.low",
    Severity.UNDECIDED: "severity.undecided",
}
_WEIGHT = tuple(Severity)
_SHADES = 4


def sheet(answer: Audits, number: int | None = None, *, listed: bool = False) -> Sheet:
    """Return the cards about some regimes.

    Parameters
    ----------
    number
        Which card of each regime is open from the beginning; the first one of a single regime
        unless given.
    listed
        Whether none is open unless it is asked for, so that all are on the first screen of a page.

    Raises
    ------
    Complaint
        Where a regime has fewer cards.
    """
    names = say("chart.and").join(each.regime.name for each in answer.audits)
    (cards,) = sections(answer.audits, number, bool(answer.kinds), listed)
    notes = [Paragraph(say("audit.scope"), "note")]
    if any(len(each.effects) < len(each.cards) for each in answer.audits):
        notes.append(Paragraph(say("audit.effect-later"), "note"))
    if answer.unused:
        kinds = ", ".join(f"{entry.regime}/{entry.kind}" for entry in answer.unused)
        notes.insert(0, Paragraph(say("audit.unused", count=len(answer.unused), kinds=kinds)))
    whole = Section(cards.id, cards.title, (*cards.blocks, *notes))
    regimes = tuple(each.regime for each in answer.audits)
    return Sheet(say("audit.sheet"), names, (whole,), regimes)


def write(answer: Audits, out: Path, lang: Lang, number: int | None = None) -> Path:
    """Write the page, with what every advice would change, and the findings as JSON."""
    answer = with_effects(answer, every=True)
    write_json(folder(out) / "findings.json", findings_data(answer), lang)
    return write_page(sheet(answer, number, listed=True), out, lang)


def sections(
    audits: Sequence[Audit],
    number: int | None = None,
    chosen: bool = False,
    listed: bool = False,
) -> list[Section]:
    """Return the cards about some regimes; ``chosen`` is whether only some kinds were sought."""
    if len(audits) == 1:
        blocks = tuple(_alone(audits[0], number if listed else number or 1, chosen))
    else:
        blocks = tuple(_together(audits, number))
    return [Section("findings", say("audit.section"), blocks)]


def _alone(audit: Audit, number: int | None, chosen: bool) -> Iterator[Block]:
    name, counts = audit.regime.name, _counts([audit])
    if audit.cards:
        yield Paragraph(say("audit.title", regime=name, **counts), "lead")
        yield from _undecided([audit])
        yield Paragraph(say("audit.intro"), "note")
    else:
        none = say("audit.none-of-kind" if chosen else "audit.none", regime=name)
        yield Paragraph(none, "lead")
    yield from _cards(audit, number)


def _together(audits: Sequence[Audit], number: int | None) -> Iterator[Block]:
    yield Paragraph(say("audit.several", regimes=len(audits), **_counts(audits)), "lead")
    yield from _undecided(audits)
    yield Paragraph(say("audit.intro"), "note")
    if any(audit.standing for audit in audits):
        yield _heat(audits)
    for audit in audits:
        blocks = tuple(_cards(audit, number))
        yield Fold(audit.regime.name, blocks, number is not None, _gist(audit))


def _counts(audits: Sequence[Audit]) -> dict[str, int]:
    """How many cards there are of each weight, and findings; what was not decided is neither."""
    decided = [weight for weight in Severity if weight is not Severity.UNDECIDED]
    counts = {str(weight): sum(each.count(weight) for each in audits) for weight in decided}
    findings = sum(one.severity in decided for each in audits for one in each.standing)
    return {"count": sum(counts.values()), "findings": findings, **counts}


def _undecided(audits: Sequence[Audit]) -> Iterator[Paragraph]:
    """Say that some things were not decided, where some were not."""
    open_still = Severity.UNDECIDED
    count = sum(one.severity is open_still for each in audits for one in each.standing)
    if count:
        yield Paragraph(say("audit.undecided", count=count), "note")


def _gist(audit: Audit) -> Text:
    parts = [
        say("audit.count", name=say(SEVERITIES[weight]), count=count)
        for weight in Severity
        if (count := audit.count(weight))
    ]
    if audit.accepted:
        parts.append(say("audit.accepted-count", count=len(audit.accepted)))
    return say("chart.and").join(parts) or say("audit.nothing")


def _cards(audit: Audit, number: int | None) -> Iterator[Block]:
    """Yield the cards; the one with the number given is open."""
    opened = opened_cards(audit, number)
    for place, card in enumerate(audit.cards, 1):
        weight = say(SEVERITIES[card.root.severity])
        yield card_fold(audit, card, place, weight, card in opened)
    if audit.accepted:
        kinds = tuple(_accepted(audit))
        yield Fold(say("audit.accepted", count=len(audit.accepted)), kinds)


def _accepted(audit: Audit) -> Iterator[Fold]:
    """Yield the accepted findings by kind, with their reasons."""
    for kind, group in groupby(audit.accepted, lambda finding: finding.kind):
        lines = tuple(line(finding) for finding in group)
        yield Fold(name_of(kind), (Bullets(lines),))


def _heat(audits: Sequence[Audit]) -> Table:
    """Return how many findings stand by kind and regime: the kinds that weigh most come first."""
    standing = [finding for audit in audits for finding in audit.standing]
    rows = [_row(kind, standing, audits) for kind in dict.fromkeys(one.kind for one in standing)]
    rows.sort(key=lambda row: (_WEIGHT.index(row[1]), -sum(row[2])))
    most = max(max(counts) for _, _, counts in rows)
    return Table(
        say("audit.caption"),
        (say("audit.kind"), say("audit.severity"), *(audit.regime.name for audit in audits)),
        tuple(
            (name, say(SEVERITIES[weight]), *(_shaded(count, most) for count in counts))
            for name, weight, counts in rows
        ),
        figures=True,
        heads=2,
    )


def _row(
    kind: str, standing: Sequence[Finding], audits: Sequence[Audit]
) -> tuple[Text, Severity, list[int]]:
    weight = min((one.severity for one in standing if one.kind == kind), key=_WEIGHT.index)
    counts = [sum(one.kind == kind for one in each.standing) for each in audits]
    return name_of(kind), weight, counts


def _shaded(count: int, most: int) -> Cell:
    shade = max(1, round(count * _SHADES / most)) if count else 0
    return Marked(f"shade-{shade}", plain(str(count) if count else "·"))
