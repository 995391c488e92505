"""Classes of values: whatever is asked of one, it is as a dataclass of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Any

import pytest

from experiments.command import run
from model.value import dataclass

OPTIONS: list[dict[str, bool]] = [
    {},
    {"frozen": True},
    {"frozen": True, "slots": True},
    {"slots": True},
    {"eq": False},
    {"frozen": True, "eq": False},
    {"frozen": True, "eq": False, "repr": False},
    {"frozen": True, "repr": False},
    {"slots": True, "eq": False},
]
"""All with which a class of ours is made, as a test of its own looks."""

Maker = Callable[..., Any]


def value_class(make: Maker, options: dict[str, bool]) -> Any:
    class Value:
        """A value with a field of each sort."""

        first: int
        more: list[int] = field(default_factory=list, hash=False)
        word: str = "a"
        aside: int = field(default=0, compare=False, repr=False)
        known: int = field(default=7, init=False)
        later: int = field(default=1, kw_only=True)

        def __post_init__(self) -> None:
            if self.first < 0:
                raise ValueError(self.first)

    Value.__qualname__ = "Value"
    return make(**options)(Value)


def outcome(action: Callable[[], Any]) -> object:
    try:
        return repr(action())
    except Exception as error:
        return type(error), str(error) if "argument" not in str(error) else ""


def takes_more(one: Any) -> bool:
    """Whether it can be given an attribute that is no field; the slots of 3.11 refuse it oddly."""
    try:
        one.further = 1
    except (AttributeError, TypeError):
        return False
    return True


def answers(of: Any) -> Iterator[object]:
    """What a class of values does, by all that is done with one."""
    one = of(3, [1], later=2)
    alike, another = of(3, [1], later=2, aside=9), of(3, [2])
    ways: list[Callable[[], Any]] = [
        lambda: [getattr(one, each.name) for each in dataclasses.fields(one)],
        lambda: str(one).startswith("Value(") and str(one),
        lambda: (one == alike, one != alike, one == another, one == 3, one in [another]),
        lambda: hash(one) == hash(alike),
        lambda: hash(one) == hash((3, "a", 7, 2)),
        lambda: of(),
        lambda: of(1, 2, "b", 4, 5),
        lambda: of(1, nothing=2),
        lambda: of(-1),
        lambda: of(1).more is of(1).more,
        lambda: setattr(one, "first", 4),
        lambda: takes_more(one),
        lambda: delattr(one, "word"),
        lambda: one.first,
        lambda: dataclasses.replace(another, first=8).first,
        lambda: dataclasses.asdict(another),
        lambda: copy.deepcopy(another).more,
        lambda: hasattr(one, "__dict__"),
        lambda: of.__match_args__,
        lambda: str(inspect.signature(of.__init__)).count(","),
    ]
    return map(outcome, ways)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_class_of_values_does_what_a_dataclass_does(options: dict[str, bool]) -> None:
    ours, theirs = value_class(dataclass, options), value_class(dataclasses.dataclass, options)
    assert not compiled(ours)
    shown = [list(answers(of)) for of in (ours, theirs)]
    if not options.get("repr", True):
        shown = [answer[:1] + answer[2:] for answer in shown]  # which says where the object is
    assert shown[0] == shown[1]
    assert compiled(ours)


def compiled(of: Any) -> bool:
    return "given" not in inspect.signature(of.__init__).parameters


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_whoever_asks_for_help_is_told_what_a_class_takes(options: dict[str, bool]) -> None:
    ours, theirs = value_class(dataclass, options), value_class(dataclasses.dataclass, options)
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert inspect.signature(ours(1).__class__) == inspect.signature(ours)


@dataclass(frozen=True, slots=True)
class Below:
    """A value that others are kinds of."""

    first: int


@dataclass(frozen=True, slots=True)
class Above(Below):
    """A kind of it."""

    second: tuple[int, ...] = ()


@dataclass(frozen=True)
class Told:
    """A value that says itself how it is told apart."""

    first: int
    second: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Told) and other.first == self.first

    def __hash__(self) -> int:
        return self.first

    def __repr__(self) -> str:
        return "told"


def test_a_kind_of_a_value_is_no_other_kind() -> None:
    assert Above(1, (2,)) == Above(1, (2,))
    assert Below(1) != Above(1)
    assert Above(1).second == ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        Above(1).first = 2  # type: ignore[misc]


def test_a_method_of_a_class_itself_stays() -> None:
    assert Told(1, 2) == Told(1, 3)
    assert {Told(1, 2), Told(1, 3)} == {Told(1, 4)}
    assert repr(Told(1, 2)) == "told"


def test_a_value_is_the_same_when_it_was_written_and_read_again() -> None:
    for one in (Above(1, (2,)), Below(1), Told(1, 2)):
        assert pickle.loads(pickle.dumps(one)) == one
        assert copy.copy(one) == one


def test_every_class_of_ours_is_begun_as_the_standard_library_would(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["verify", "xuecheng", "--property", "decision-reaches-supervision"], "en") < 2
    capsys.readouterr()
    ours = [
        one
        for module in [*sys.modules.values()]
        if getattr(module, "__name__", "").startswith(("model.", "protocols.", "verify."))
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__ == module.__name__ and is_ours(one)
    ]
    assert len(ours) > 60
    for one in ours:
        asked = [(each.name, Any, again(each)) for each in dataclasses.fields(one)]
        theirs = dataclasses.make_dataclass("Again", asked, frozen=True)
        with pytest.raises(TypeError):
            one(*range(100))  # which compiles it
        assert parameters(one) == parameters(theirs), one


def is_ours(of: type) -> bool:
    return "__dataclass_fields__" in vars(of) and not of.__dataclass_params__.init  # type: ignore[attr-defined]


def again(of: Any) -> Any:
    names = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")
    return field(**{name: getattr(of, name) for name in names})


def parameters(of: type) -> list[tuple[str, object, bool]]:
    found = inspect.signature(of.__init__).parameters.values()  # type: ignore[misc]
    return [(each.name, each.kind, each.default is each.empty) for each in found]
