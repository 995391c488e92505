"""Findings of an audit by regime, worst first, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from experiments.comparison import Comparison
from model.language import Label, Lang, say
from model.ledger import article_label

_SEVERITIES = ("high", "medium", "low")
_SHADES = 4


class Finding(Protocol):
    """One way in which a text is not sound, with its articles, as an audit reports it.

    ``severity`` is ``high``, ``medium`` or ``low``; ``accepted`` says why it is taken to be as
    it is, where somebody has said so.
    """

    @property
    def regime(self) -> str:
        """The identifier of the regime."""

    @property
    def kind(self) -> str:
        """The kind of finding."""

    @property
    def severity(self) -> str:
        """How much it weighs."""

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that it is about."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules involved."""

    @property
    def name(self) -> Label:
        """The name of its kind."""

    @property
    def accepted(self) -> Label | None:
        """Why it is accepted; ``None`` where it is not."""

    def sentence(self, lang: Lang) -> str:
        """Return what is the matter."""

    def advice(self, lang: Lang) -> str:
        """Return what could be done about it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words of one language; ``accepted`` is empty where it is not."""

    sentence: str
    articles: str
    rules: tuple[str, ...]
    accepted: str


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
        name, gist = result.regime.name.in_(lang), _gist(standing, len(accepted), lang)
        shown.append(Found(name, gist, _alike(standing, lang), _alike(accepted, lang)))
    return shown


def _alike(findings: Sequence[Finding], lang: Lang) -> tuple[Alike, ...]:
    """Put findings together whose kind, weight and advice are the same."""
    together: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        together.setdefault((one.severity, one.name.in_(lang), one.advice(lang)), []).append(one)
    return tuple(
        Alike(
            severity,
            say(f"report.findings.{severity}", lang),
            kind,
            advice,
            tuple(_told(one, lang) for one in own),
        )
        for (severity, kind, advice), own in together.items()
    )


def _told(one: Finding, lang: Lang) -> Told:
    return Told(
        one.sentence(lang),
        say("chart.and", lang).join(article_label(article, lang) for article in one.articles),
        one.rules,
        one.accepted.in_(lang) if one.accepted is not None else "",
    )


def _gist(standing: Sequence[Finding], accepted: int, lang: Lang) -> str:
    counted = {kind: sum(one.severity == kind for one in standing) for kind in _SEVERITIES}
    parts = [
        say("report.findings.count", lang, weight=say(f"report.findings.{kind}", lang), count=count)
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
            say(f"report.findings.{worst.severity}", lang),
            tuple((count, _shade(count, most)) for count in counts),
        )
        for worst, counts in rows
    ]


def _shade(count: int, most: int) -> int:
    return max(1, round(count * _SHADES / most)) if count else 0
