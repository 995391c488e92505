"""How many articles a text has, and which of them a file encodes."""

from __future__ import annotations

from typing import Annotated, Any

from model.ledger import ends_of
from protocols.conditions import Bounds, Schema, Through
from protocols.fields import fault, one_or_more, word


def _count(value: Any) -> Any:
    """How many articles there are: a number, or a range from the first to the last."""
    if not isinstance(value, str):
        return value
    ends = ends_of(value)
    if ends is None:
        raise fault("article-range", found=value)
    if not 1 <= ends[0] < ends[1]:
        raise fault("article-order", found=value)
    if ends[0] != 1:
        raise fault("article-start", found=value)
    return ends[1]


def _part(value: Any) -> Any:
    """Whether a part only is encoded, or which."""
    if isinstance(value, bool):
        return value
    if value == []:
        raise fault("too-few", key="partial", least=1)
    if any(not isinstance(word(article), str) for article in one_or_more(value)):
        raise fault("article-range", found=value)
    return one_or_more(value)


_MOST_ARTICLES = 2000
ArticleCount = Annotated[
    int,
    Bounds(ge=0, le=_MOST_ARTICLES),
    Through(_count),
    Schema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": _MOST_ARTICLES},
                {"type": "string", "pattern": "^1-[1-9][0-9]*$"},
            ]
        }
    ),
]
EncodedPart = Annotated[
    Any,
    Through(_part),
    Schema(
        {
            "anyOf": [
                {"type": "boolean"},
                {"type": "string", "pattern": r"\S"},
                {"type": "array", "items": {"type": "string", "pattern": r"\S"}, "minItems": 1},
            ]
        }
    ),
]
