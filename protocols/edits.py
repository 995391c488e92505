"""Edits of a rule file: the file's data after them, the regime after them, and its text.

An edit is data (:class:`Edit`), not a function: it can stand in an address, in a list, in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from model.language import Complaint
from model.regime import Regime
from protocols import library
from protocols.applying import ALL, NOWHERE, altered, patched
from protocols.difference import between as between
from protocols.document import Document, open_document, parse_document
from protocols.edit import EDITS as EDITS
from protocols.edit import TAKEN as TAKEN
from protocols.edit import Edit as Edit
from protocols.edit import edit as edit
from protocols.flow import flow, same
from protocols.mistakes import Mistake, Mistakes
from protocols.rewriting import Unwritable, rewritten

_KNOWN = 32
"""Edited documents that are kept: what was read is asked about again at once."""


def applied(document: Document, edits: Iterable[Edit], unsettled: Collection[str] = ()) -> Document:
    """Return a rule file after edits, one after the other; its mistakes stand at the edits.

    Sanctions and hierarchy clauses forget a rule that is struck. What else could be read in a rule
    stays where edits alter only its limit, default, exceptions or bearer, it is about other keys,
    and the rule can still be read so; else it is left out, since it was about the wording before:
    an edit of ``reading`` behind it puts it back. The text is that of the file with the edits
    written in, or the data as JSON where they cannot be written.

    Parameters
    ----------
    document
        A file without mistakes of its own.
    unsettled
        Rules that keep what else could be read in them, though they are altered.

    Raises
    ------
    Mistakes
        For an edit of what is not there; ``file`` is ``EDITS``, ``line`` the edit, from 1.
    """
    made = tuple(edits)
    return _applied(_One(document), made, frozenset(unsettled))[0] if made else document


class _One:
    """A document as itself, and not by what it says; it keeps its identity while it is known."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _One) and other.document is self.document


_Applied = tuple[Document, Regime | None]
"""A document after edits, and its regime where it had to be read to know that it can be."""


@lru_cache(_KNOWN)
def _applied(one: _One, made: tuple[Edit, ...], unsettled: frozenset[str]) -> _Applied:
    """Edits made so that no rule keeps an alternative with which it cannot be read."""
    document = one.document
    found = _patched(document, made, unsettled, ())
    try:
        settled = _patched(document, made, unsettled, ALL)
    except Mistakes:  # an edit takes away itself what else could be read
        return _with_its_text(document, found), None
    whole = _with_its_text(document, found)
    if same(found.data, settled.data):
        return whole, None
    if (regime := _read(whole)) is not None or _read(settled) is None:
        return whole, regime
    names = [one for one in altered(made) if not same(_rules(found, one), _rules(settled, one))]

    def readable(keeping: Collection[str]) -> bool:
        forgetting = [one for one in names if one not in keeping]
        return _read(_patched(document, made, unsettled, forgetting)) is not None

    whole = _with_its_text(document, _patched(document, made, unsettled, _barred(names, readable)))
    if regime := _read(whole):
        return whole, regime
    return _with_its_text(document, settled), None


def _barred(names: Sequence[str], readable: Callable[[Collection[str]], bool]) -> list[str]:
    """The rules that cannot be read with what they keep.

    What a rule keeps bears on no other, so many are found readable at once.
    """
    if readable(names):
        return []
    if len(names) < 2:
        return [*names]
    half = len(names) // 2
    return [*_barred(names[:half], readable), *_barred(names[half:], readable)]


def _rules(document: Document, name: str) -> list[Any]:
    return [one for one in document.data["rules"] if one.get("id") == name]


def _patched(
    document: Document,
    made: tuple[Edit, ...],
    unsettled: Collection[str],
    forgetting: Collection[str],
) -> Document:
    return patched(document, made, unsettled, forgetting).document()


def _with_its_text(document: Document, found: Document) -> Document:
    """Patched data with a text that says them: the file's own where they can be written in it."""
    try:
        text = _written(document, found.data)
    except Unwritable:
        text = flow(found.data).encode()
    return Document(document.file, found.data, found.values, found.keys, (), text)


def _read(document: Document) -> Regime | None:
    from protocols.reader import regime_of

    try:
        return regime_of(document, library.shared_vocabulary())
    except Mistakes:
        return None


def regime_after(name: str | Path, edits: Iterable[Edit]) -> Regime:
    """Return a regime after edits of its file; today's version where it has several.

    Parameters
    ----------
    name
        As :func:`protocols.library.find` takes it: a shipped text, a path; also at a day, or with
        the law above it.

    Raises
    ------
    Mistakes
        Those of the file itself; else those that the edits make, each at the edit that caused it,
        as in :func:`applied`.
    Complaint
        As :func:`protocols.library.find`.
    """
    base, made = library.find(str(name)), tuple(edits)
    if not made:
        return base
    path = library.resolved(str(name))
    return library.as_named(regime_from(opened(path), made), str(name))


def regime_from(
    document: Document,
    edits: Iterable[Edit],
    above: tuple[Regime, ...] | None = None,
    unsettled: Collection[str] = (),
) -> Regime:
    """Return the regime of a document after edits, with all its versions; errors as above.

    Parameters
    ----------
    above
        The texts that stand above, where they have been read already.
    unsettled
        As in :func:`applied`.
    """
    made = tuple(edits)

    def read(some: Sequence[Edit]) -> Regime:
        from protocols.reader import regime_of

        if above is None and some:
            kept = _applied(_One(document), tuple(some), frozenset(unsettled))[1]
            if kept is not None:
                return kept
        return regime_of(applied(document, some, unsettled), library.shared_vocabulary(), above)

    try:
        return read(made)
    except Mistakes as found:
        own = [one for one in found.mistakes if one.file == document.file]
        others = [one for one in found.mistakes if one.file != document.file]
        placed = (_at_its_edit(one, made, read) for one in own)
        raise Mistakes([*others, *placed]) from None


def _at_its_edit(
    mistake: Mistake, edits: Sequence[Edit], read: Callable[[Sequence[Edit]], Regime]
) -> Mistake:
    """A mistake at the edit in which it stands, or with which it came about."""
    if (mistake.line, mistake.column) != NOWHERE:
        return replace(mistake, file=EDITS)
    count = len(edits)
    while count > 1 and _is_there(mistake, edits[: count - 1], read):
        count -= 1
    return replace(mistake, file=EDITS, line=count, column=1)


def _is_there(
    mistake: Mistake, edits: Sequence[Edit], read: Callable[[Sequence[Edit]], Regime]
) -> bool:
    try:
        read(edits)
    except Mistakes as found:
        known = [(one.code, str(one.values)) for one in found.mistakes]
        return (mistake.code, str(mistake.values)) in known
    return False


def opened(path: Path) -> Document:
    """Return a file's document; it is read again only when it has changed."""
    return _opened(path, path.stat().st_mtime_ns)


@cache
def _opened(path: Path, changed: int) -> Document:
    return open_document(path)


def written(text: bytes, edits: Iterable[Edit], file: str = EDITS) -> bytes:
    """Return the text of a rule file with edits made in it: comments, order and layout are kept.

    Raises
    ------
    Complaint
        Where it would not be read as the edited data, as where rules share parts by reference.
    Mistakes
        As :func:`applied`.
    """
    document = parse_document(text, file)
    try:
        return _written(document, applied(document, edits).data)
    except Unwritable:
        raise Complaint("edit.not-written", file=file) from None


def _written(document: Document, data: Any) -> bytes:
    """A file's text with other data, read back and compared."""
    text = rewritten(document.text, document.data, data)
    try:
        found = parse_document(text, document.file)
    except Mistakes:
        raise Unwritable from None
    if not same(found.data, data):
        raise Unwritable
    return text


def with_edit(edits: Sequence[Edit], new: Edit) -> tuple[Edit, ...]:
    """Return edits with one more, which takes the place of an earlier one of the same place."""
    if new.behind is not None:
        return (*edits, new)
    return (*without(edits, new.path), new)


def without(edits: Sequence[Edit], path: tuple[str, ...]) -> tuple[Edit, ...]:
    """Return edits without those of a place and of all that is within it.

    >>> three = [edit("push.deadline=daily"), edit("push.start=stated"), edit("counting=")]
    >>> [one.text for one in without(three, ("rules", "push"))]
    ['counting=']
    """
    return tuple(one for one in edits if one.behind is not None or one.path[: len(path)] != path)
