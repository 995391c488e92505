"""Forms read by their annotations alone: as pydantic reads them, which tells all that is wrong."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest

from model.property import Asks
from protocols import library, validation
from protocols.alternatives import without_taken_away
from protocols.conditions import Bounds, Condition, Through, Worded
from protocols.document import Document, parse_document
from protocols.faults import told
from protocols.form import RegimeForm, VocabularyForm
from protocols.labels import with_identifiers
from protocols.mistakes import Mistakes
from protocols.plain import Form, Unsure, fields_of, read
from protocols.reader import regime_of
from protocols.shipped import LAWS, REGIMES, shipped
from protocols.unrolling import written_out
from tests.draws import enough
from tests.mutations import mutated

PAPER = sorted((Path(__file__).parent / "paper").glob("*.yaml"))


def outcome(raw: bytes) -> object:
    """The regime that is read, or every mistake that is told."""
    try:
        return regime_of(parse_document(raw, "file"), library.shared_vocabulary())
    except Mistakes as mistakes:
        return [
            (one.line, one.column, one.code, sorted((key, repr(value)) for key, value in values))
            for one in mistakes.mistakes
            for values in [one.values.items()]
        ]


def as_told(form: Any) -> Any:
    """A form as it is, by its attributes."""
    if isinstance(form, Form):
        return {name: as_told(getattr(form, name)) for name in fields_of(type(form))}
    if isinstance(form, dict):
        return {key: as_told(each) for key, each in form.items()}
    return [as_told(each) for each in form] if isinstance(form, list) else form


def outcome_by_pydantic(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> object:
    """The same where nothing is read without pydantic."""

    def unsure(*_: object) -> None:
        raise Unsure

    with monkeypatch.context() as patch:
        patch.setattr(validation, "read", unsure)
        return outcome(raw)


def test_every_file_that_is_shipped_is_read_without_pydantic_and_as_pydantic_reads_it() -> None:
    names = [*(f"{name}.yaml" for name in (*REGIMES, *LAWS)), "vocabulary.yaml"]
    for path in [*map(shipped, names), *PAPER]:
        document = written(path)
        form = VocabularyForm if path.name == "vocabulary.yaml" else RegimeForm
        by_pydantic = told(document, form, document.data, ())
        assert as_told(read(form, document.data)) == as_told(by_pydantic), path.name


def written(path: Path) -> Document:
    """The document of a file with all that is written out in it, as it is when it is read."""
    document = parse_document(path.read_bytes(), path.name)
    if path.name == "vocabulary.yaml":
        return document
    shared = library.find("licensing-law").vocabulary.joined(library.shared_vocabulary())
    return written_out(with_identifiers(without_taken_away(document), shared), shared).document


def test_changed_files_are_read_and_told_as_by_pydantic_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met: Counter[bool] = Counter()
    for number in range(enough(250, 2)):
        raw = mutated("rule", number)
        usual = outcome(raw)
        assert usual == outcome_by_pydantic(raw, monkeypatch), number
        met[isinstance(usual, list)] += 1
    assert min(met.values()) > enough(30, 2), met


class Part(Form):
    """A part of a form."""

    named: str


class Whole(Form):
    """A form with a field of each sort."""

    text: str
    flag: bool = False
    count: Annotated[int, Bounds(ge=1, le=5)] = 1
    name: Annotated[str, Bounds(pattern="^[a-z]+$")] = "a"
    part: Part | None = None
    parts: Annotated[list[Part], Through(lambda one: one if isinstance(one, list) else [one])] = []
    some: Annotated[dict[str, int], Bounds(min_length=2)] = {}
    from_: date | None = None
    asks: Annotated[Asks | None, Worded()] = None
    either: int | str = 0


SOUND: list[dict[str, Any]] = [
    {"text": ""},
    {"text": "a", "flag": True, "count": 5, "name": "abc"},
    {"text": "a", "part": {"named": "b"}, "parts": {"named": "c"}},
    {"text": "a", "part": None, "parts": [], "some": {"a": 1, "b": 2}, "from": date(2024, 1, 1)},
    {"text": "a", "asks": str(Asks.RESPONSE)},
    {"text": "a", "asks": None},
]
UNSOUND: list[Any] = [
    None,
    [],
    {},
    {"text": None},
    {"text": 1},
    {"text": "a", "more": 1},
    {"text": "a", "from_": None},
    {"text": "a", "flag": 1},
    {"text": "a", "count": True},
    {"text": "a", "count": 0},
    {"text": "a", "count": 6},
    {"text": "a", "count": 1.0},
    {"text": "a", "name": "A"},
    {"text": "a", "name": "a\n"},
    {"text": "a", "part": {}},
    {"text": "a", "part": {"named": "a", "else": "b"}},
    {"text": "a", "parts": [{"named": "a"}, 1]},
    {"text": "a", "some": {"a": 1}},
    {"text": "a", "some": {"a": 1, "b": "2"}},
    {"text": "a", "from": "2024-01-01"},
    {"text": "a", "asks": "nothing of that"},
]


@pytest.mark.parametrize("data", SOUND, ids=str)
def test_what_is_sound_is_read_as_by_pydantic(data: Any) -> None:
    document = parse_document(b"{}", "file")
    assert as_told(read(Whole, data)) == as_told(told(document, Whole, data, ()))


@pytest.mark.parametrize("data", UNSOUND, ids=str)
def test_what_is_not_sound_is_left_to_pydantic_which_takes_it_for_none(data: Any) -> None:
    with pytest.raises(Unsure):
        read(Whole, data)
    with pytest.raises(Mistakes):
        told(parse_document(b"{}", "file"), Whole, data, ())


def test_what_may_be_of_several_kinds_is_left_to_pydantic() -> None:
    with pytest.raises(Unsure):
        read(Whole, {"text": "a", "either": "b"})


def test_a_condition_that_is_not_known_is_left_to_pydantic() -> None:
    class Odd(Form):
        word: Annotated[str, Condition()]

    with pytest.raises(Unsure):
        read(Odd, {"word": "a"})


def test_a_form_has_what_holds_where_nothing_is_given() -> None:
    one = read(Whole, {"text": "a", "name": "b"})
    assert (one.count, one.parts, one.name) == (1, [], "b")
    assert one.given == {"text", "name"}
    with pytest.raises(AttributeError):
        one.count = 2
