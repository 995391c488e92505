"""The articles of texts in their own words, to which a page leads from wherever they are cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from experiments.show.blocks import Block, Fold, Paragraph, Section
from model.language import say
from model.ledger import article_label
from model.regime import Regime

ANCHOR = "wording"
"""What the anchors of articles begin with; behind it stand the regime and the article's number."""


def wording_section(regimes: Sequence[Regime]) -> Section | None:
    """Return the articles of those texts whose words are known; ``None`` where none are."""
    known = [regime for regime in regimes if regime.document.wordings]
    if not known:
        return None
    blocks = (Paragraph(say("show.wording-note"), "note"), *_texts(known))
    return Section(f"{ANCHOR}s", say("show.wording"), blocks)


def _texts(regimes: Sequence[Regime]) -> Iterator[Block]:
    for regime in regimes:
        wordings = regime.document.wordings
        articles = tuple(
            Fold(
                article_label(str(number)),
                (Paragraph(words),),
                id=f"{ANCHOR}-{regime.id}-{number}",
            )
            for number, words in wordings
        )
        yield Fold(regime.document.title, articles, gist=say("show.articles", n=len(wordings)))
