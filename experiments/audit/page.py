"""Findings of an audit by regime, worst first, and how many there are of each kind."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from experiments.audit.words import witness_lines, witness_steps
from experiments.compare.ask import Comparison
from experiments.show.timeline import Story, timeline
from model.language import Lang, say
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


def found(findings: Sequence[Finding], comparison: Comparison, lang: Lang) -> list[Found]:
    """Return the findings by regime, in the order of the comparison."""
    shown = []
    for result in comparison.results:
        own = [one for one in findings if one.regime == result.regime.id]
        own.sort(key=lambda one: _SEVERITIES.index(one.severity))
        standing = [one for one in own if one.accepted is None]
        accepted = [one for one in own if one.accepted is not None]
        regime = result.regime
        name, gist = regime.name.in_(lang), _gist(standing, len(accepted), lang)
        lists = (_alike(regime, one, lang) for one in (standing, accepted))
        shown.append(Found(name, gist, *lists))
    return shown


def _alike(regime: Regime, findings: Sequence[Finding], lang: Lang) -> tuple[Alike, ...]:
    """Put findings together whose kind, weight and advice are the same."""
    together: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        together.setdefault((one.severity, one.name.in_(lang), one.advice(lang)), []).append(one)
    return tuple(
        Alike(
            severity,
            say(f"severity.{severity}", lang),
            kind,
            advice,
            tuple(_told(regime, one, lang) for one in own),
        )
        for (severity, kind, advice), own in together.items()
    )


def _told(regime: Regime, one: Finding, lang: Lang) -> Told:
    comma = say("chart.and", lang)
    articles = dict.fromkeys(regime.by_id[rule].article for rule in one.readings)
    readings = comma.join(article_label(article, lang) for article in articles)
    lines = witness_lines(regime, one, lang)
    return Told(
        one.sentence(lang),
        comma.join(article_label(article, lang) for article in one.articles),
        one.rules,
        one.accepted.in_(lang) if one.accepted is not None else "",
        say("audit.reading", lang, readings=readings) if readings else "",
        lines[0] if lines else "",
        tuple(line.strip() for line in lines[1:]),
        _drawing(regime, one, lang),
    )


def _drawing(regime: Regime, one: Finding, lang: Lang) -> Markup:
    """Draw the run of a witness as a swimlane; nothing where the rules are the witness."""
    steps = tuple(witness_steps(regime, one))
    if one.witness is None or not steps:
        return Markup()
    history = one.witness.history
    occurring = frozenset(event.event for event in history.occurrences)
    story = Story(regime, steps, occurring, {}, one.sentence(lang))
    ident = f"finding-{lang}-{regime.id}-{one.kind}-{'-'.join(one.rules)}-{one.variant}"
    return Markup(timeline(story, lang, hashlib.blake2b(ident.encode()).hexdigest()[:12]))


def _gist(standing: Sequence[Finding], accepted: int, lang: Lang) -> str:
    counted = {kind: sum(one.severity == kind for one in standing) for kind in _SEVERITIES}
    parts = [
        say("report.findings.count", lang, weight=say(f"severity.{kind}", lang), count=count)
        for kind, count in counted.items()
        if count
    ]
    if accepted:
        parts.append(say("report.findings.accepted-count", lang, count=accepted))
    return say("chart.and", lang).join(parts) or say("report.findings.none", lang)


def heat(findings: Sequence[Finding], comparison: Comparison, lang: Lang) -> list[Heat]:
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
            worst.name.in_(lang),
            say(f"severity.{worst.severity}", lang),
            tuple((count, _shade(count, most)) for count in counts),
        )
        for worst, counts in rows
    ]


def _shade(count: int, most: int) -> int:
    return max(1, round(count * _SHADES / most)) if count else 0
