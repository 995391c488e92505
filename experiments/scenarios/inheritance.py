"""A scenario that extends another: only what differs is written, and the rest is taken over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from protocols.document import Document

OWN = ("scenario", "label", "note")
"""The keys that every file says for itself."""

_EITHER = ("per-day", "every")  # a kind of matter has one of them, so one replaces the other


_ADDED = "own-words"  # what a file adds to this list, its base still needs


def under(document: Document, base: Any) -> Document:
    """Return a document with the data of another put under its own.

    Mappings are joined key by key; words of one's own are added to those of the base; anything else
    that the document says replaces what stood there.
    Places stay those of the document: what it does not say itself is found at the closest thing
    around it that it does say. The result extends nothing any more.
    """
    data = {key: one for key, one in joined(base, document.data).items() if key != "extends"}
    both = [base.get(_ADDED, []), document.data.get(_ADDED, [])]
    if all(isinstance(words, list) for words in both):
        data[_ADDED] = list(dict.fromkeys(word for words in both for word in words))
    return replace(document, data=data)


def joined(base: Any, own: Any) -> Any:
    """Return plain data with a change made to it.

    >>> joined({"a": {"b": 1, "c": 2}, "d": [1, 2]}, {"a": {"b": 5}, "d": [3]})
    {'a': {'b': 5, 'c': 2}, 'd': [3]}
    """
    if not isinstance(base, dict) or not isinstance(own, dict):
        return own
    taken = {
        key: one
        for key, one in base.items()
        if key not in _EITHER or not any(other in own for other in _EITHER)
    }
    changes = {key: joined(base[key], one) if key in base else one for key, one in own.items()}
    return {**taken, **changes}
