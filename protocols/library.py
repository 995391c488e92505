"""The shipped regimes, vocabulary and property catalogue, and files of the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

from model.language import Complaint
from model.property import Property
from model.regime import Regime
from model.vocabulary import Vocabulary
from protocols.document import open_document
from protocols.form import VocabularyForm
from protocols.glossary import vocabulary_of
from protocols.mistakes import nearest
from protocols.reader import read_properties, read_regime
from protocols.validation import validate

REGIMES = ("jinan", "xuecheng", "guanxian", "tancheng", "nanchang")
"""The names of the shipped regimes, in the order in which tables show them."""


def _shipped(name: str) -> Path:
    return Path(str(resources.files("protocols").joinpath(name)))


@cache
def shared_vocabulary() -> Vocabulary:
    """Read the vocabulary that all regimes share."""
    return vocabulary_of(validate(open_document(_shipped("vocabulary.yaml")), VocabularyForm))


@cache
def properties() -> dict[str, Property]:
    """Read the catalogue of properties, by identifier, in the order of the file."""
    return read_properties(open_document(_shipped("properties.yaml")), shared_vocabulary())


def properties_in(path: Path, regimes: Iterable[Regime] = ()) -> dict[str, Property]:
    """Read a file of properties about the shared words and those of some regimes."""
    return read_properties(open_document(path), vocabulary_of_all(regimes))


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


@cache
def _labelled() -> dict[str, str]:
    """The shipped regimes by what they are called in either language."""
    names = {one: open_document(_shipped(f"{one}.yaml")).data["name"] for one in REGIMES}
    return {called: one for one, name in names.items() for called in (name["zh"], name["en"])}


def path_of(name: str) -> Path:
    """Return the file of a regime: a shipped one by its name or label, any other by its path.

    Raises
    ------
    Complaint
        When the name is neither; it says which name is nearest.
    """
    if name in REGIMES:
        return _shipped(f"{name}.yaml")
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    if name in _labelled():
        return _shipped(f"{_labelled()[name]}.yaml")
    raise unknown("regime.unknown", "regime.not-known", name, REGIMES)


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

    A file is read again only when it has changed.
    """
    path = resolved(name)
    return _read(path, path.stat().st_mtime_ns if path.is_file() else 0)


def resolved(name: str) -> Path:
    """Return the file of a regime as :func:`path_of`, links followed."""
    path = path_of(name)
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise Complaint("file.unreadable", file=path, reason=error) from None


@cache
def _read(path: Path, changed: int) -> Regime:
    return read_regime(path, shared_vocabulary())
