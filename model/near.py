"""What to offer to somebody who wrote a name that is none: those that are like it, not all."""

from __future__ import annotations

from collections.abc import Mapping

from model.language import Text, say

_AND = Text("、", ", ")

_FEW, _NEAR = 6, 4
"""So many names are told when there are no more; so many that are like a wrong one."""

_ALIKE = 0.4
"""From 0 to 1: names that are less alike are not offered."""


def offered(wrong: str, known: Mapping[str, Text]) -> Text:
    """Return the names that are most like a wrong one; all where there are few.

    Where none is like it, the first of them and how many there are.

    Parameters
    ----------
    known
        By anything that somebody may have meant to write, the name as it is to be shown.

    >>> from model.language import plain
    >>> offered("clam", {name: plain(name) for name in ("claim", "push", "reply")}).en
    'claim, push, reply'
    >>> offered("clam", {f"{name}{n}": plain(name) for n in "123" for name in ("claim", "x")}).en
    'claim, x'
    """
    shown = list(dict.fromkeys(known.values()))
    if len(shown) <= _FEW:
        return _AND.join(shown)
    from difflib import get_close_matches  # here: nearly everybody writes what there is

    like = get_close_matches(wrong.casefold(), known, n=_NEAR, cutoff=_ALIKE)
    near = list(dict.fromkeys(known[name] for name in like))
    listed = _AND.join(near or shown[:_NEAR])
    return listed if near else say("near.among", some=listed, count=len(shown))
