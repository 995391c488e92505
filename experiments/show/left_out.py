"""Of which runs a proof says nothing: a mark beside it, sentences below, and data.

What is worked out by :mod:`verify.left_out` is said in the same words wherever a proof is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.show.blocks import Block, Bullets, Fold
from experiments.show.data import both
from experiments.show.runs import asked_words, assumed
from model.language import Text, plain, say, written
from verify.verdict import Answer, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

MARK = "†"
"""Stands beside a proof that says nothing of some runs, or of which that is not decided."""


class Claim(NamedTuple):
    """What is claimed, and how the rules that it rests on come to be at odds.

    Attributes
    ----------
    what
        What was asked, of what, and what is assumed.
    bounding
        Whether a bound is claimed, and not that something is proved.
    """

    what: Text
    findings: tuple[Finding, ...]
    bounding: bool = False


def claim_of(verdict: Verdict, findings: Sequence[Finding], of: Text | None = None) -> Claim:
    """Return what a verdict claims; ``of`` names its text where there are several."""
    what = say("left-out.of", property=asked_words(verdict.property), assume=assumed(verdict))
    if of is not None:
        what = say("left-out.of-text", regime=of, what=what)
    return Claim(what, tuple(findings), verdict.answer is not Answer.PROVED)


def left_out_blocks(claims: Iterable[Claim], anchor: str = "") -> list[Block]:
    """Return of which runs proofs say nothing, as one open fold; none where that is of none.

    ``anchor`` is where it stands on a page, if something leads there.
    """
    lines = left_out_lines(claims)
    title = written("{} {}", plain(MARK), say("left-out.title", count=len(lines)))
    return [Fold(title, (Bullets(tuple(lines)),), open=True, id=anchor)] if lines else []


def left_out_lines(claims: Iterable[Claim]) -> list[Text]:
    """Say of which runs proofs say nothing, what is the same of several of them once."""
    told: dict[tuple[Text, bool], list[Claim]] = {}
    for claim in claims:
        for finding in claim.findings:
            told.setdefault((finding.sentence(), finding.is_open), []).append(claim)
    return [_line(words, is_open, own) for (words, is_open), own in told.items()]


def _line(finding: Text, is_open: bool, claims: Sequence[Claim]) -> Text:
    named = dict.fromkeys(claim.what for claim in claims)
    what = say("chart.semicolon").join(named)
    if len(named) > 1:
        key = "left-out.several-open" if is_open else "left-out.several"
    elif claims[0].bounding:
        key = "left-out.bound-open" if is_open else "left-out.bound"
    else:
        key = "left-out.proved-open" if is_open else "left-out.proved"
    return say(key, what=what, finding=finding)


def marked(words: Text, findings: Sequence[Finding]) -> Text:
    """Return words with the mark behind them where a proof says nothing of some runs."""
    if not findings:
        return words
    return written("{}\u00a0{}", words, plain(MARK)) if words else plain(MARK)


def left_out_data(findings: Iterable[Finding]) -> dict[str, Any]:
    """Return of which runs a proof says nothing as JSON data, to stand with what else is told.

    Nothing where that is of none, so that what is told of other proofs is as it was.
    """
    found = list(map(finding_data, findings))
    return {"says_nothing_of": found} if found else {}


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return how the rules of a proof come to be at odds in runs of which it says nothing.

    ``kind`` is ``undecided`` where it was not decided whether they do.
    """
    return {
        "kind": str(finding.kind),
        "rules": list(finding.rules),
        "articles": list(finding.articles),
        "sentence": both(finding.sentence()),
    }


def left_out_cell(findings: Iterable[Finding]) -> str | None:
    """Return the same for one cell of a table: kinds, each with its rules; none without any."""
    cells = (f"{finding.kind}: {', '.join(finding.rules)}" for finding in findings)
    return "; ".join(cells) or None
