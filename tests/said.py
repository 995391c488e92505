"""What is said in one language, however deep the texts stand in what a function returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from model.language import Lang, Text


def said(value: Any, lang: Lang) -> Any:
    """Return a value with each :class:`Text` in it, in lists, tuples and mappings, in a language.

    >>> said([Text("甲", "A"), ("x", Text("乙", "B"))], "en")
    ['A', ('x', 'B')]
    """
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {said(key, lang): said(each, lang) for key, each in value.items()}
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(said(each, lang) for each in value)
    if isinstance(value, Iterable):
        return [said(each, lang) for each in value]
    return value
