"""Which words of a sentence say what: the places in which something else can be put.

A sentence of the catalogue is a template with places. Within :func:`slotted` the words put into
some of them carry their name, so that a screen shows a choice in that place of the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from model.language import Text

_KEY: ContextVar[str] = ContextVar("slots", default="")


class Part(NamedTuple):
    """Some words of a sentence, and the name of the place that they fill; empty for none."""

    slot: str
    words: str


@contextmanager
def slotted() -> Iterator[None]:
    """Have the words in places carry their names; no text of a file can look like one."""
    import secrets  # here: only who edits a text has places

    token = _KEY.set(secrets.token_hex(6))
    try:
        yield
    finally:
        _KEY.reset(token)


def slot(name: str, words: Text) -> Text:
    """Return the words put into a place; with its name within :func:`slotted`.

    >>> slot("deadline", Text("三日内", "within three days")).zh
    '三日内'
    """
    key = _KEY.get()
    if not key or not words:
        return words
    return Text(f"⟦{key}:{name}⟧", f"⟦{key}:{name}⟧") + words + f"⟦{key}⟧"


def parts(words: str) -> list[Part]:
    """Return a sentence in its parts.

    >>> with slotted():
    ...     parts(("于" + slot("deadline", Text("三日内", "")) + "认领").zh)
    [Part(slot='', words='于'), Part(slot='deadline', words='三日内'), Part(slot='', words='认领')]
    """
    key = _KEY.get()
    if not key:
        return [Part("", words)]
    form = re.compile(rf"⟦{key}:([a-z-]+)⟧(.*?)⟦{key}⟧", re.DOTALL)
    found, at = [], 0
    for place in form.finditer(words):
        found += [Part("", words[at : place.start()]), Part(place[1], place[2])]
        at = place.end()
    return [part for part in (*found, Part("", words[at:])) if part.words]
