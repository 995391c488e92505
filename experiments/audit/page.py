"""Findings of an audit by regime, worst first, and how many there are of each kind."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from experiments.audit.words import witness_lines, witness_steps
from experiments.compare.ask import Comparison
from experiments.show.timeline import Story, timeline
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.regime import Regime
from verify.audit.finding import Finding

_SEVERITIES = ("high", "medium", "low")
_SHADES = 4


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words of one language.

    ``accepted`` is empty where it is not; ``case``, ``steps`` and ``drawing`` where the rules
    themselves are the witness and not a run.
    """

    sentence: str
    articles: str
    rules: tuple[str, ...]
    accepted: str
    reading: str
    case: str
    steps: tuple[str, ...]
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings of one kind that weigh the same and have the same remedy, which is told once."""

    severity: str
    weight: str
    kind: str
    advice: str
    findings: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The findings about one regime, the worst first; those accepted apart."""

    name: str
    gist: str
    standing: tuple[Alike, ...]
    accepted: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """How many findings of one kind each regime has, and how dark each count is shown, 0 to 4."""

    kind: str
    weight: str
    cells: tuple[tuple[int, int], ...]


def found(findings: Sequence[Finding], comparison: Comparison) -> list[Found]:
    """Return the findings by regime, in the order of the comparison."""
    shown = []
    for result in comparison.results:
        own = [one for one in findings if one.regime == result.regime.id]
        own.sort(key=lambda one: _SEVERITIES.index(one.severity))
        standing = [one for one in own if one.accepted is None]
        accepted = [one for one in own if one.accepted is not None]
        regime = result.regime
        name, gist = regime.name, _gist(standing, len(accepted))
        lists = (_alike(regime, one) for one in (standing, accepted))
        shown.append(Found(name, gist, *lists))
    return shown


def _alike(regime: Regime, findings: Sequence[Finding]) -> tuple[Alike, ...]:
    """Put findings together whose kind, weight and advice are the same."""
    together: dict[tuple[Text, Text, Text], list[Finding]] = {}
    for one in findings:
        together.setdefault((one.severity, one.name, one.advice()), []).append(one)
    return tuple(
        Alike(
            severity,
            say(f"severity.{severity}"),
            kind,
            advice,
            tuple(_told(regime, one) for one in own),
        )
        for (severity, kind, advice), own in together.items()
    )


def _told(regime: Regime, one: Finding) -> Told:
    comma = say("chart.and")
    articles = dict.fromkeys(regime.by_id[rule].article for rule in one.readings)
    readings = comma.join(article_label(article) for article in articles)
    lines = witness_lines(regime, one)
    return Told(
        one.sentence(),
        comma.join(article_label(article) for article in one.articles),
        one.rules,
        one.accepted if one.accepted is not None else NOTHING,
        say("audit.reading", readings=readings) if readings else NOTHING,
        lines[0] if lines else NOTHING,
        tuple(line.strip() for line in lines[1:]),
        _drawing(regime, one),
    )


def _drawing(regime: Regime, one: Finding) -> Markup:
    """Draw the run of a witness as a swimlane; nothing where the rules are the witness."""
    steps = tuple(witness_steps(regime, one))
    if one.witness is None or not steps:
        return Markup()
    history = one.witness.history
    occurring = frozenset(event.event for event in history.occurrences)
    story = Story(regime, steps, occurring, {}, one.sentence())
    ident = f"finding-{lang}-{regime.id}-{one.kind}-{'-'.join(one.rules)}-{one.variant}"
    return Markup(timeline(story, hashlib.blake2b(ident.encode()).hexdigest()[:12]))


def _gist(standing: Sequence[Finding], accepted: int) -> Text:
    counted = {kind: sum(one.severity == kind for one in standing) for kind in _SEVERITIES}
    parts = [
        say("report.findings.count", weight=say(f"severity.{kind}"), count=count)
        for kind, count in counted.items()
        if count
    ]
    if accepted:
        parts.append(say("report.findings.accepted-count", count=accepted))
    return say("chart.and").join(parts) or say("report.findings.none")


def heat(findings: Sequence[Finding], comparison: Comparison) -> list[Heat]:
    """Return how many findings that are not accepted there are by kind and regime.

    The kinds that weigh most come first, then the most frequent.
    """
    standing = [one for one in findings if one.accepted is None]
    regimes = [result.regime.id for result in comparison.results]
    rows = []
    for kind in dict.fromkeys(one.kind for one in standing):
        own = [one for one in standing if one.kind == kind]
        worst = min(own, key=lambda one: _SEVERITIES.index(one.severity))
        rows.append((worst, [sum(one.regime == regime for one in own) for regime in regimes]))
    rows.sort(key=lambda row: (_SEVERITIES.index(row[0].severity), -sum(row[1])))
    most = max((count for _, counts in rows for count in counts), default=0)
    return [
        Heat(
            worst.name,
            say(f"severity.{worst.severity}"),
            tuple((count, _shade(count, most)) for count in counts),
        )
        for worst, counts in rows
    ]


def _shade(count: int, most: int) -> int:
    return max(1, round(count * _SHADES / most)) if count else 0
