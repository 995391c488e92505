"""The readings that an answer hinges on: words, blocks and data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from experiments.show.blocks import Block, Bullets, Fold
from experiments.show.runs import ANSWERS, bound_words
from model.interpretation import reading_with
from model.language import Text, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Rule
from verify.readings import Hinge
from verify.verdict import Answer, Verdict

_BREAK = Text("\n", "\n")


def hinge_cell(hinges: Iterable[Hinge]) -> Text:
    """Say beside an answer what it would be under other readings; empty where it is the same."""
    return _BREAK.join(
        say(
            "hinge.cell",
            article=article_label(hinge.rule.article),
            alternative=hinge.alternative.id,
            answer=answer_words(hinge.after),
        )
        for hinge in hinges
    )


def answer_words(verdict: Verdict) -> Text:
    """Say an answer in brief, with its bound where there is one."""
    words = say(ANSWERS[verdict.answer])
    if verdict.answer is not Answer.PROVED or not verdict.property.timed:
        return words
    return say("hinge.answer", answer=words, bound=bound_words(verdict))


def hinge_blocks(hinges: Sequence[Hinge]) -> list[Block]:
    """Return in one fold the readings on which some answers hinge, each once; none for none."""
    lines: dict[tuple[str, str, str], Text] = {}
    several = len({hinge.before.regime.id for hinge in hinges}) > 1
    for hinge in hinges:
        key = hinge.before.regime.id, hinge.rule.id, hinge.alternative.id
        lines[key] = _line(hinge, several)
    if not lines:
        return []
    title = say("hinge.title", count=len(lines))
    return [Fold(title, (Bullets(tuple(lines.values())),), open=True, id="hinges")]


def _line(hinge: Hinge, several: bool) -> Text:
    regime, rule = hinge.before.regime, hinge.rule
    words = say(
        "hinge.line",
        article=article_label(rule.article),
        taken=taken_words(rule, hinge.alternative.id),
        alternative=hinge.alternative.id,
        words=hinge.alternative.words,
        option=f"--reading-of {rule.id}={hinge.alternative.id}",
    )
    return regime.name + say("hinge.colon") + words if several else words


def taken_words(rule: Rule, alternative: str) -> Text:
    """Say the reading taken to which an alternative is one, with its reason."""
    reading = reading_with(rule.readings, alternative)
    if reading.because is None:
        return reading.words
    return say("hinge.because", words=reading.words, because=reading.because)


def hinge_data(hinges: Iterable[Hinge]) -> list[dict[str, Any]]:
    """Return the readings that one answer hinges on, and what it would be, as JSON data."""
    return [
        {
            "rule": hinge.rule.id,
            "article": hinge.rule.article,
            "alternative": hinge.alternative.id,
            "words": both(hinge.alternative.words),
            "verdict": str(hinge.after.answer),
            "bound_working_days": hinge.after.days,
        }
        for hinge in hinges
    ]


def both(text: Text) -> dict[str, str]:
    """Return a text as JSON data in both languages."""
    return {"zh": text.zh, "en": text.en}


def of_verdict(hinges: Iterable[Hinge], verdict: Verdict) -> list[Hinge]:
    """Return what one verdict hinges on."""
    return [hinge for hinge in hinges if hinge.before is verdict]


def of_regime(hinges: Iterable[Hinge], regime: Regime) -> list[Hinge]:
    """Return what the verdicts on one regime hinge on."""
    return [hinge for hinge in hinges if hinge.before.regime.id == regime.id]
