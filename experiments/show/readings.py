"""The readings that an answer hinges on: words, blocks and data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from experiments.show.blocks import Askable, Block, Bullets, Fold
from experiments.show.marks import short
from experiments.show.runs import ANSWERS, assumption, bound_words
from model.interpretation import alternatives_in, in_short, reading_with
from model.language import Text, say
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from model.rule import Rule
from verify.hinge import ReadingHinge
from verify.verdict import Assume, Verdict

_FEW = 4  # readings that are told at once
_BREAK = Text("\n", "\n")


def hinge_cell(hinges: Iterable[ReadingHinge]) -> Text:
    """Say beside an answer what it would be under other readings; empty where it is the same."""
    return _each_once(
        say(
            "hinge.cell",
            article=article_label(hinge.rule.article),
            words=_clause(hinge.alternative.words),
            answer=answer_words(hinge.after),
        )
        for hinge in hinges
    )


def hinge_note(hinges: Iterable[ReadingHinge]) -> Text:
    """Say as :func:`hinge_cell` what answers would be, where they are not all about one view."""
    return _each_once(
        say(
            "hinge.note",
            article=article_label(hinge.rule.article),
            words=_clause(hinge.alternative.words),
            assume=assumption(hinge.before.assume),
            answer=answer_words(hinge.after),
        )
        for hinge in hinges
    )


def _each_once(lines: Iterable[Text]) -> Text:
    """Return lines below each other; rules that one clause is written out to say the same."""
    return _BREAK.join(dict.fromkeys(lines))


def _clause(sentence: Text) -> Text:
    """Return a sentence as a part of another one."""
    return sentence.each(lambda words: words.rstrip("。."))


def answer_words(verdict: Verdict) -> Text:
    """Say an answer in brief, with its bound where there is one."""
    words = say(ANSWERS[verdict.answer])
    if verdict.guaranteed is None or not verdict.property.timed:
        return words
    return say("hinge.answer", answer=words, bound=short(verdict) or bound_words(verdict))


def hinge_blocks(hinges: Sequence[ReadingHinge], several: bool = False) -> list[Block]:
    """Return in one fold the readings on which some answers hinge, each once; none for none.

    ``several`` is whether the answers are about several regimes.
    """
    lines: dict[tuple[str, str, str], Askable] = {}
    for hinge in hinges:
        key = hinge.before.regime.id, hinge.rule.id, hinge.alternative.id
        lines[key] = _line(hinge, several)
    if not lines:
        return []
    title = say("hinge.title", count=len(lines))
    return [Fold(title, (Bullets(tuple(lines.values())),), open=len(lines) <= _FEW, id="hinges")]


def _line(hinge: ReadingHinge, several: bool) -> Askable:
    regime, rule = hinge.before.regime, hinge.rule
    words = say(
        "hinge.line",
        article=article_label(rule.article),
        taken=taken_words(rule, hinge.alternative.id),
        words=hinge.alternative.words,
    )
    named = regime.name + say("hinge.colon") + words if several else words
    return Askable(named, asked_by(rule, hinge.alternative.id))


def asked_by(rule: Rule, alternative: str) -> Text:
    """Say how answers are asked for under another reading of a rule."""
    return say("hinge.ask", option=option_of(rule, alternative))


def option_of(rule: Rule, alternative: str) -> str:
    """Return the option by which every command takes another reading of a rule."""
    return f"--reading-of {rule.id}={alternative}"


def taken_words(rule: Rule, alternative: str) -> Text:
    """Say the reading taken to which an alternative is one, with its reason."""
    reading = reading_with(rule.readings, alternative)
    if reading.because is None:
        return reading.words
    return say("hinge.because", words=reading.words, because=reading.because)


def reading_named(rule: Rule, alternative: str) -> Text:
    """Return what one could read in a clause instead."""
    words = alternatives_in(rule.readings)[alternative].words
    return say(
        "hinge.named",
        article=article_label(rule.article),
        words=in_short(words),
    )


def of_verdict(hinges: Iterable[ReadingHinge], verdict: Verdict) -> list[ReadingHinge]:
    """Return what one verdict hinges on."""
    return [hinge for hinge in hinges if hinge.before is verdict]


def of_property(
    hinges: Iterable[ReadingHinge], regime: Regime, prop: Property, assume: Assume | None = None
) -> list[ReadingHinge]:
    """Return what the answers about one property of one regime hinge on."""
    return [
        hinge
        for hinge in of_regime(hinges, regime)
        if hinge.before.property.id == prop.id and assume in (None, hinge.before.assume)
    ]


def of_regime(hinges: Iterable[ReadingHinge], regime: Regime) -> list[ReadingHinge]:
    """Return what the verdicts on one regime hinge on."""
    return [hinge for hinge in hinges if hinge.before.regime.id == regime.id]
