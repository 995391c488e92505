"""The texts that a rule file names as standing above it, and what it takes from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from model.above import by_name, figure
from model.deadline import External
from model.language import Complaint, reason
from model.regime import Regime
from model.vocabulary import Vocabulary
from protocols.amending import amends, merged
from protocols.document import DataPath, Document, open_document
from protocols.form import AnyRuleForm, LapseForm, ObligationForm
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.shipped import LAWS, REGIMES, shipped
from protocols.words import Words

Read = Callable[[Path, tuple[Path, ...]], Regime]
"""Reads a file that stands above others, which are given with it so that no circle closes."""


def texts_above(document: Document, below: tuple[Path, ...], read: Read) -> tuple[Regime, ...]:
    """Read the texts that a rule file names under ``under``.

    Raises
    ------
    Mistakes
        For a name that is none, a circle, or all that is wrong in the file of such a text.
    """
    within = (*below, _here(document))
    found: list[Regime] = []
    for name, place in _named(document.data):
        path = _path(document, name, place)
        if path in within:
            raise Mistakes([document.mistake(place, "under-circle", name=name)])
        try:
            law = read(path, within)
        except Complaint as complaint:
            why = complaint.say()
            raise Mistakes(
                [document.mistake(place, "under-unreadable", name=name, why=why)]
            ) from None
        if law.id in {one.id for one in found}:
            raise Mistakes([document.mistake(place, "duplicate-id", id=law.id)])
        found.append(law)
    return tuple(found)


def amended_by(document: Document, below: tuple[Path, ...], read: Read) -> tuple[Document, Regime]:
    """Read the file that a file amends: its document, merged if it amends one itself, and regime.

    Raises
    ------
    Mistakes
        For a name that is none, a circle, or all that is wrong in that file.
    """
    name, place = str(document.data["amends"]), ("amends",)
    within = (*below, _here(document))
    path = _path(document, name, place, "amends-unknown")
    if path in within:
        raise Mistakes([document.mistake(place, "amends-circle", name=name)])
    regime = read(path, within)
    original = open_document(path)
    if amends(original):
        first, _ = amended_by(original, within, read)
        original = merged(original, first, partial(named_from, first))
    if any("in-force" in rule for rule in original.data["rules"]):
        raise Mistakes([document.mistake(place, "amends-dated", name=name)])
    return original, regime


def named_from(document: Document, name: str) -> str:
    """Return the name of a text above so that it means the same in any folder."""
    return name if name in (*LAWS, *REGIMES) else str((Path(document.file).parent / name).resolve())


def words_above(shared: Vocabulary, laws: Iterable[Regime]) -> Vocabulary:
    """Return the shared words with those of texts above, the nearest first."""
    for law in reversed(tuple(laws)):
        shared = shared.joined(law.vocabulary)
    return shared


def check_supplied(check: Words, rules: Iterable[AnyRuleForm], laws: tuple[Regime, ...]) -> None:
    """Check that what is said to supply a limit stands above and has a figure."""
    for place, rule in enumerate(rules):
        if not isinstance(rule, ObligationForm | LapseForm):
            continue
        limit, path = rule.deadline, ("rules", place, "deadline", "by")
        if isinstance(limit, External) and limit.by:
            for mistake in _supply(check.document, limit.by, laws, path):
                check.mistakes.append(mistake)


def _supply(
    document: Document, by: str, laws: tuple[Regime, ...], path: DataPath
) -> Iterator[Mistake]:
    limits = {by_name(law, rule.id): rule.deadline for law in laws for rule in law.timed}
    figures = [name for name, limit in limits.items() if figure(limit) is not None]
    if not laws:
        yield document.mistake(path, "supplied-by-nobody", by=by)
    elif by not in limits:
        known = ", ".join(figures)
        yield document.mistake(
            path, "supplied-unknown", by=by, known=known, near=nearest(by, figures)
        )
    elif by not in figures:
        yield document.mistake(path, "supplied-open", by=by, known=", ".join(figures))


def _named(data: Any) -> Iterator[tuple[str, DataPath]]:
    """Yield the names in a file that nobody has checked; what is none is a matter of its form."""
    named = data.get("under") if isinstance(data, dict) else None
    if isinstance(named, str):
        yield named, ("under",)
    for place, name in enumerate(named if isinstance(named, list) else ()):
        if isinstance(name, str):
            yield name, ("under", place)


def _here(document: Document) -> Path:
    return Path(document.file).resolve()


def _path(document: Document, name: str, place: DataPath, unknown: str = "under-unknown") -> Path:
    """Return the file that a name means: a shipped one, or one that lies beside the file."""
    if name in (*LAWS, *REGIMES):
        return shipped(f"{name}.yaml").resolve()
    path = Path(document.file).parent / name
    try:
        if path.is_file():
            return path.resolve()
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise Mistakes([document.mistake(place, "under-unreadable", name=name, why=why)]) from None
    known = ", ".join((*LAWS, *REGIMES))
    near = nearest(name, (*LAWS, *REGIMES))
    raise Mistakes([document.mistake(place, unknown, name=name, known=known, near=near)])
