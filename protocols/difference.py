"""The edits that make one rule file's data another's."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from protocols.applying import entry_names, patched
from protocols.document import Document
from protocols.edit import EDITS, FIRST, Edit
from protocols.flow import same


def between(before: Any, after: Any) -> tuple[Edit, ...]:
    """Return the edits after which data are others: of all ways the one with few letters.

    Where rules stand in another order, some are struck and added again elsewhere.

    Parameters
    ----------
    before, after
        Data of two rule files without mistakes, as a document has them.

    >>> [one.text for one in between({"rules": [{"id": "push"}, {"id": "claim"}]},
    ...                              {"rules": [{"id": "claim", "deadline": "daily"}]})]
    ['-push', 'claim.deadline=daily']
    """
    start, made, data = _alone(before), list[Edit](), before
    # What rules say is looked at when sanctions have forgotten those that are struck, and their
    # readings when altered rules have forgotten what could no longer be read in them.
    for steps in (_rules, _saying, _all, _sections):
        if new := [*steps(data, after)]:
            made += new
            data = patched(start, made).data
    return tuple(made)


def _alone(data: Any) -> Document:
    return Document(EDITS, data, {}, {}, (), b"")


def _sections(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Edit]:
    """Yield whatever is left as whole sections of the file."""
    for key in [*before, *(key for key in after if key not in before)]:
        if key not in after:
            yield Edit((key,))
        elif key not in before or not same(before[key], after[key]):
            yield Edit((key,), after[key])


def _rules(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Edit]:
    """Yield what strikes and adds rules; one that stands elsewhere is struck and added again."""
    rules, others = before.get("rules"), after.get("rules")
    if not isinstance(rules, list) or not isinstance(others, list):
        return
    old, new = entry_names(rules), entry_names(others)
    matcher = difflib.SequenceMatcher(None, _ids(rules), _ids(others), autojunk=False)
    blocks = matcher.get_matching_blocks()
    stays = {block.a + step for block in blocks for step in range(block.size)}
    there = {block.b + step for block in blocks for step in range(block.size)}
    for place in reversed(range(len(rules))):
        if place not in stays:
            yield Edit(("rules", old[place]))
    last = max(there, default=-1)
    for place, rule in enumerate(others):
        if place not in there:
            behind = "" if place > last else new[place - 1] if place else FIRST
            yield Edit(("rules",), rule, behind)


def _ids(rules: Sequence[Any]) -> list[str]:
    return [str(rule.get("id")) if isinstance(rule, dict) else "" for rule in rules]


def _saying(before: Any, after: Any) -> Iterator[Edit]:
    """Yield all edits of values but those of the readings of rules."""
    return (
        one
        for one in _all(before, after)
        if one.path[0] != "rules" or "reading" not in one.path[2:3]
    )


def _all(before: Any, after: Any) -> Iterator[Edit]:
    return _within((), before, after)


def _within(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Edit]:
    """Yield the edits within a value, or the one that puts it anew where that is shorter."""
    if same(before, after):
        return
    parts = _parts(path, before, after)
    whole = [Edit(path, after)] if path else []
    if parts is None or (len(path) > 2 and whole and _letters(whole) <= _letters(parts)):
        yield from whole
    else:
        yield from parts


def _parts(path: tuple[str, ...], before: Any, after: Any) -> list[Edit] | None:
    """The edits of the parts of a value; ``None`` where it must be put anew."""
    if isinstance(before, dict) and isinstance(after, dict):
        made = [Edit((*path, key)) for key in before if key not in after]
        for key, value in after.items():
            if key in before:
                made += _within((*path, key), before[key], value)
            else:
                made.append(Edit((*path, key), value))
        return made
    if isinstance(before, list) and isinstance(after, list):
        return _entries(path, before, after)
    return None


def _entries(path: tuple[str, ...], before: list[Any], after: list[Any]) -> list[Edit] | None:
    old, new = entry_names(before), entry_names(after)
    if path == ("sanctions",) and before and after and _ids(before) != ["None"] * len(before):
        stay = [name for name in old if name in new]
        if new[: len(stay)] != stay:
            return None
        made = [Edit((*path, name)) for name in reversed(old) if name not in stay]
        made += [Edit((*path, name), after[k]) for k, name in enumerate(new) if name not in stay]
    elif old == new:
        stay, made = old, []
    else:
        return None
    for name in stay:
        made += _within((*path, name), before[old.index(name)], after[new.index(name)])
    return made


def _letters(edits: Sequence[Edit]) -> int:
    return sum(len(one.text) + len("&edit=") for one in edits)
