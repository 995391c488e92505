"""Documents in Markdown as HTML that leads from page to page, and what a search looks through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

Leading = Callable[[str], str | None]
"""Where a link of a document leads on the site; ``None`` where it leads nowhere there."""

_SCROLLED = '<pre tabindex="0">'
"""A block that is scrolled is reached by keyboard, too."""
_DROPPED = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands beneath one heading of a document, as a search looks through it."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title, its HTML, its headings of the second rank, and its passages."""

    title: str
    html: str
    headings: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]


def document(text: str, leading: Leading) -> Document:
    """Return a document written in Markdown.

    HTML within it is shown as it is written. A heading has the anchor that GitHub gives it.

    Parameters
    ----------
    leading
        Turns the target of each link and picture.

    Examples
    --------
    >>> made = document("# A\\n\\nSee [b](b.md).\\n\\n## Two words\\n", lambda target: "b.html")
    >>> made.title, made.headings
    ('A', (('two-words', 'Two words'),))
    >>> '<a href="b.html">b</a>' in made.html
    True
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    _lead(tokens, leading)
    headings = list(_anchored(tokens))
    written: str = parser.renderer.render(tokens, parser.options, {})
    return Document(
        title=next((words for rank, _, words in headings if rank == "h1"), ""),
        html=written.replace("<pre>", _SCROLLED),  # words are escaped, so this is a tag
        headings=tuple((anchor, words) for rank, anchor, words in headings if rank == "h2"),
        passages=tuple(_passages(tokens)),
    )


def _anchored(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    """Give each heading its anchor; yield rank, anchor and words."""
    taken: dict[str, int] = {}
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            words = _plain(inline)
            slug = _DROPPED.sub("", words.strip().lower()).replace(" ", "-")
            number = taken.get(slug, 0)
            taken[slug] = number + 1
            anchor = f"{slug}-{number}" if number else slug
            token.attrSet("id", anchor)
            yield token.tag, anchor, words


def _lead(tokens: Sequence[Token], leading: Leading) -> None:
    """Turn the targets of links and pictures; a link that leads nowhere becomes its words."""
    for token in tokens:
        kept: list[Token] = []
        dropped = 0
        for child in token.children or ():
            if child.type == "link_open":
                target = leading(str(child.attrGet("href")))
                if target is None:
                    dropped += 1
                    continue
                child.attrSet("href", target)
            elif child.type == "link_close" and dropped:
                dropped -= 1
                continue
            elif child.type == "image":
                source = str(child.attrGet("src"))
                child.attrSet("src", leading(source) or source)
                child.attrSet("loading", "lazy")
            kept.append(child)
        if token.children is not None:
            token.children = kept


def _passages(tokens: Sequence[Token]) -> Iterator[Passage]:
    anchor = heading = ""
    words: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and before.type == "heading_open":
            if words:
                yield Passage(anchor, heading, " ".join(words))
            anchor, heading, words = str(before.attrGet("id")), _plain(token), []
        elif token.type == "inline":
            words.append(_plain(token))
        elif token.type in ("fence", "code_block"):
            words.append(" ".join(token.content.split()))
    if heading or words:
        yield Passage(anchor, heading, " ".join(words))


def _plain(inline: Token) -> str:
    """Return the words of a line without what marks them."""
    parts = [
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
        if child.type != "image"
    ]
    return "".join(parts)
