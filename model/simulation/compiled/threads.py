"""The threads of the matters of a year as arrays, in the order in which they arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.simulation.compiled.codes import NONE
from model.simulation.compiled.matters import Batch
from model.simulation.compiled.world import ARRIVAL, THREAD
from model.simulation.scenario import MatterKind

if TYPE_CHECKING:
    from model.simulation.compiled.setting import Setting

_DIGITS = 6  # of the number in the name of a case
_QUERY = "letter-to-regulator"


class Threads(NamedTuple):
    """The threads of a year.

    Attributes
    ----------
    matter
        For each thread, the kind and number of its matter, by place in ``kinds`` and number.
    given
        For each kind, the attributes that its matters have and a regime knows.
    unknown
        Threads and attributes of them of which a regime does not know the value.
    """

    rows: Any
    arrivals: Any
    attributes: NDArray[np.int8]
    kind: NDArray[np.int64]
    number: NDArray[np.int64]
    given: tuple[tuple[str, ...], ...]
    unknown: frozenset[tuple[int, str]]


def threads_of(setting: Setting, batches: dict[str, Batch]) -> Threads:
    """Return the threads of all matters that a regime has a word for."""
    kinds = setting.kinds
    own = [batches[kind.id] for kind in kinds]
    kind, number, at, about, stride = _matters(own)
    # The matters of a kind stand in the order of their numbers: those of one instant keep it.
    order = np.argsort(at, kind="stable")
    kind, number, at, about, stride = (one[order] for one in (kind, number, at, about, stride))
    concerned = about >= 0
    matter, position = np.nonzero(concerned)
    counts = concerned.sum(axis=1)
    first = np.cumsum(counts) - counts
    kind_of, number_of, department = kind[matter], number[matter], about[matter, position]
    attributes, given, unknown = _attributes(setting, own, kind_of, number_of)
    departments = 1 + max(0, int(about.max(initial=0)))
    rows = _records(
        THREAD,
        len(matter),
        kind=kind_of,
        department=department,
        position=number_of * stride[matter] + position,
        counted=at[matter] >= setting.of.span[0],
        first_sibling=first[matter],
        siblings=counts[matter],
        rank=setting.ranks(kind, number)[matter] * departments + department,
        to_regulator=_to_regulator(setting, attributes),
        **dict.fromkeys(("first_desk", "last_desk", "first_held", "last_held"), NONE),
    )
    arrivals = _records(
        ARRIVAL,
        len(at),
        at=at,
        first_thread=first,
        threads=counts,
        by_act=np.array(setting.by_act, dtype=np.int64)[kind],
        starts=np.array(setting.starts, dtype=np.int64)[kind],
    )
    return Threads(rows, arrivals, attributes, kind_of, number_of, given, unknown)


def _records(of: np.dtype[Any], count: int, **columns: Any) -> Any:
    """Return records of whole numbers, those of other columns 0.

    They are filled as columns and turned once: to fill records goes through all of them each time.
    """
    names = of.names or ()
    table = np.zeros((len(names), count), dtype=np.int64)
    for name, values in columns.items():
        table[names.index(name)] = values
    return np.ascontiguousarray(table.T).view(of)[:, 0].view(np.recarray)


def _to_regulator(setting: Setting, attributes: NDArray[np.int8]) -> Any:
    """Whether a letter is one to a regulator, by thread."""
    words = setting.law.regime.vocabulary.attributes
    if _QUERY not in words or "true" not in words[_QUERY].values:
        return 0
    column = [one.id for one in setting.arrays.lists.attributes].index(_QUERY)
    return attributes[:, column] == words[_QUERY].values.index("true")


def _matters(batches: list[Batch]) -> tuple[NDArray[np.int64], ...]:
    """The matters of all kinds one behind the other: kind, number, instant, departments, stride."""
    lengths = [len(one.at) for one in batches]
    widest = max((one.about.shape[1] for one in batches), default=1)
    about = np.full((sum(lengths), max(1, widest)), NONE, dtype=np.int64)
    begin = 0
    for one in batches:
        about[begin : begin + len(one.at), : one.about.shape[1]] = one.about
        begin += len(one.at)
    none = np.zeros(0, dtype=np.int64)
    return (
        np.repeat(np.arange(len(batches)), lengths),
        np.concatenate([np.arange(length) for length in lengths] or [none]),
        np.concatenate([one.at for one in batches] or [none]),
        about,
        np.repeat([one.stride for one in batches] or none, lengths),
    )


class CaseRanks:
    """The order of the names of all cases of some kinds of matters."""

    def __init__(self, kinds: list[MatterKind]) -> None:
        self.heads = [f"{one.id}-" for one in kinds]
        # A name that begins as another goes on behind it with a letter, which comes after digits.
        self.mixed = any(
            one != other and other.startswith(one) and other[len(one)] <= "9"
            for one in self.heads
            for other in self.heads
        )
        self.places = np.argsort(np.argsort(np.array(self.heads))) if kinds else np.zeros(0, int)

    def __call__(self, kind: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return numbers of cases, by kind and number, that order as their names do."""
        if not self.mixed and number.max(initial=0) < 10**_DIGITS:
            return np.asarray(self.places[kind] * 10**_DIGITS + number, dtype=np.int64)
        names = np.array([f"{self.heads[one]}{n:06d}" for one, n in zip(kind, number, strict=True)])
        found = np.empty(len(names), dtype=np.int64)
        found[np.argsort(names, kind="stable")] = np.arange(len(names))
        return found


def _attributes(
    setting: Setting, batches: list[Batch], kind: NDArray[np.int64], number: NDArray[np.int64]
) -> tuple[NDArray[np.int8], tuple[tuple[str, ...], ...], frozenset[tuple[int, str]]]:
    """The value of every attribute of every thread; that which is not given is the first."""
    known = {one.id: column for column, one in enumerate(setting.arrays.lists.attributes)}
    found = np.zeros((len(kind), max(1, len(known))), dtype=np.int8)
    given: list[tuple[str, ...]] = []
    unknown: set[tuple[int, str]] = set()
    for place, batch in enumerate(batches):
        here = np.flatnonzero(kind == place)
        names = []
        for name, values in batch.values.items():
            if name in known:
                words = setting.arrays.lists.attributes[known[name]].values
                shares = setting.kinds[place].attributes[name]
                codes = np.array([words.index(one) if one in words else NONE for one in shares])
                own = codes[values[number[here]]]
                found[here, known[name]] = np.maximum(own, 0)
                unknown.update((thread, name) for thread in here[own == NONE].tolist())
                names.append(name)
        given.append(tuple(names))
    return found, tuple(given), frozenset(unknown)
