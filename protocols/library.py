"""The shipped regimes, vocabulary and property catalogue, and files of the user's own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import model
from model.above import SUFFIX, law_above
from model.kept import files, kept, state
from model.language import Complaint
from model.property import Property
from model.regime import Regime
from model.version import AT, as_of, in_force_on
from model.vocabulary import Vocabulary
from protocols.contents import contents
from protocols.mistakes import Mistake, nearest
from protocols.shipped import LAWS as LAWS
from protocols.shipped import REGIMES as REGIMES
from protocols.shipped import is_shipped, shipped

if TYPE_CHECKING:
    from protocols.document import Document


@cache
def shared_vocabulary() -> Vocabulary:
    """Read the vocabulary that all regimes share."""
    return _kept("vocabulary", _shared_vocabulary)


def _shared_vocabulary() -> Vocabulary:
    from protocols.document import open_document  # the readers: only what is not kept needs them
    from protocols.form import VocabularyForm
    from protocols.glossary import vocabulary_of
    from protocols.validation import validate

    return vocabulary_of(validate(open_document(shipped("vocabulary.yaml")), VocabularyForm))


@cache
def properties() -> dict[str, Property]:
    """Read the catalogue of properties, by identifier, in the order of the file."""
    return _kept("properties", lambda: _questions(shipped("properties.yaml"), shared_vocabulary()))


def properties_in(path: Path, regimes: Iterable[Regime] = ()) -> dict[str, Property]:
    """Read a file of properties about the shared words and those of some regimes."""
    return _questions(path, vocabulary_of_all(regimes))


def _questions(path: Path, words: Vocabulary) -> dict[str, Property]:
    from protocols.document import open_document
    from protocols.reader import read_properties

    return read_properties(open_document(path), words)


def vocabulary_of_all(regimes: Iterable[Regime]) -> Vocabulary:
    """Return the shared words with those that regimes add."""
    words = shared_vocabulary()
    for regime in regimes:
        words = words.joined(regime.vocabulary)
    return words


def knowing(regimes: Sequence[Regime], asked: Iterable[Property]) -> tuple[Regime, ...]:
    """Return regimes that know every word that is asked about, where another of them has it.

    A fact of a case, or an event, that a text has no word for makes no difference to it.
    """
    words, named = vocabulary_of_all(regimes), list(asked)
    events = {event for prop in named for event in (prop.trigger, *prop.responses)}
    facts = {name for prop in named for name in prop.when}
    return tuple(
        regime
        if events <= regime.vocabulary.events.keys()
        and facts <= regime.vocabulary.attributes.keys()
        else replace(regime, vocabulary=words.joined(regime.vocabulary))
        for regime in regimes
    )


def questions(regimes: Iterable[Regime], more: Iterable[Property] = ()) -> dict[str, Property]:
    """Return what is asked of regimes unless something is named: shipped, their own, and more.

    Raises
    ------
    Complaint
        Where one identifier is given to two different questions.
    """
    found = dict(properties())
    own = (prop for regime in regimes for prop in regime.properties)
    for prop in (*own, *more):
        known = found.setdefault(prop.id, prop)
        if not known.same_question(prop):
            raise Complaint("property.two-questions", name=prop.id)
    return found


def taken_names(document: Document, asked: Iterable[Property]) -> list[Mistake]:
    """Return the mistakes of a file that gives questions of its own names of shipped ones."""
    data = document.data.get("properties") if isinstance(document.data, dict) else None
    own = data if isinstance(data, dict) else {}
    return [
        document.mistake_at_key(("properties", prop.id), "property-taken", id=prop.id)
        for prop in asked
        if prop.id in own and not properties().get(prop.id, prop).same_question(prop)
    ]


@cache
def _labelled() -> dict[str, str]:
    """The shipped regimes by what they are called in either language."""
    names = {name: read(resolved(name)).name for name in (*REGIMES, *LAWS)}
    return {called: name for name, label in names.items() for called in (label.zh, label.en)}


def path_of(name: str) -> Path:
    """Return the file of a regime: a shipped one by its name or label, any other by its path.

    What is said behind the name, of the law above, makes no difference to the file.

    Raises
    ------
    Complaint
        When the name is neither; it says which name is nearest.
    """
    name = plain_name(name)
    if name in (*REGIMES, *LAWS):
        return shipped(f"{name}.yaml")
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or os.path.exists(path):  # which no name is too long for
        return path
    if name in _labelled():
        return shipped(f"{_labelled()[name]}.yaml")
    raise unknown("regime.unknown", "regime.not-known", name, (*REGIMES, *LAWS))


_DAY = re.compile(rf"(?P<name>.+?){AT}(?P<day>[0-9][0-9-]*)")


def plain_name(name: str) -> str:
    """Return the name of a text without a day and what is said of the law above.

    >>> plain_name("guanxian+above"), plain_name("guanxian@2024-01-01+above")
    ('guanxian', 'guanxian')
    """
    found = _DAY.fullmatch(name.removesuffix(SUFFIX))
    return found["name"] if found else name.removesuffix(SUFFIX)


def behind(name: str) -> str:
    """Return what is said behind the name of a text: at which day, and whether with the law above.

    >>> behind("guanxian@2024-01-01+above")
    '@2024-01-01+above'
    """
    return name.removeprefix(plain_name(name))


def unknown(like: str, unlike: str, name: str, known: Sequence[str]) -> Complaint:
    """Return the complaint about a name that is none.

    Parameters
    ----------
    like, unlike
        Keys of the catalogue: of the sentence with the nearest name, and of that where no known
        name is like it.
    """
    near = nearest(name, known)
    return Complaint(like if near else unlike, name=name, near=near, all=", ".join(known))


def find(name: str) -> Regime:
    """Read a regime by name or path; errors as :func:`path_of` and ``read_regime``.

    Of a text that has changed the version in force today is meant, or that of a day which is said
    behind the name: ``guanxian@2024-01-01``. A name that ends in ``+above`` means the text read
    together with the law above it. A file is read again only when it, or one that it names, has
    changed.

    Raises
    ------
    Complaint
        Further, for a day that is none or on which there is no version.
    """
    return as_named(read(resolved(name)), name)


def as_named(regime: Regime, name: str) -> Regime:
    """Return the version of a text that a name means, with the law above it if it says so."""
    said = _DAY.fullmatch(name.removesuffix(SUFFIX))
    if said:
        dated = in_force_on(regime, _day(said["day"]), plain_name(name))
    else:
        dated = as_of(regime, date.today())
    return law_above(dated) if name.endswith(SUFFIX) else dated


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Complaint("version.no-date", day=written) from None


def _changed(path: Path, within: tuple[Path, ...] = ()) -> tuple[int, ...]:
    """When a file was last changed, and those beside it that it may name."""
    try:
        found = [path.stat().st_mtime_ns]
        named = _named(path, found[0])
    except (Complaint, OSError):
        return ()
    beside = {(path.parent / name).resolve() for name in named}
    for other in sorted(beside - {path, *within}):
        if os.path.isfile(other):
            found += _changed(other, (*within, path))
    return tuple(found)


@cache
def _named(path: Path, changed: int) -> frozenset[str]:
    """The words of a file that may be names of rule files."""
    lines = (line for line in contents(path).splitlines() if b".y" in line)
    words = _WORD.findall(b"\n".join(lines).decode("utf-8", errors="replace"))
    return frozenset(
        word for word in words if word.endswith((".yaml", ".yml")) and len(word) < _LONGEST_NAME
    )


_T = TypeVar("_T")
_WORD = re.compile(r"[\w./-]+")
_LONGEST_NAME = 1000


def resolved(name: str) -> Path:
    """Return the file of a regime as :func:`path_of`, links followed."""
    path = path_of(name)
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise Complaint("file.unreadable", file=path, reason=error) from None


def read(path: Path) -> Regime:
    """Read the file of a regime with all its versions; again only when it has changed.

    Errors as ``read_regime``.
    """
    return _read(path, _changed(path))


@cache
def _read(path: Path, changed: tuple[int, ...]) -> Regime:
    return _kept(path.stem, lambda: _parsed(path)) if is_shipped(path) else _parsed(path)


def _parsed(path: Path) -> Regime:
    from protocols.reader import read_regime  # only what is not kept needs it

    return read_regime(path, shared_vocabulary())


def _kept(name: str, make: Callable[[], _T]) -> _T:
    """What comes with the program, read before where the command line keeps it."""
    return kept(name, _program, make)


@cache
def _program() -> bytes:
    """The state of all that the reading of what comes with the program comes from."""
    rooms = (Path(__file__).parent, Path(model.__file__).parent)
    return state(one for room in rooms for one in files(room, ".py", ".yaml", ".toml"))
