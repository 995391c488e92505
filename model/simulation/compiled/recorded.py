"""What a run has left behind, and the threads and records of it as the readable engine has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar, overload
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from model.duty import Duty
from model.simulation.compiled.codes import MODES, NEVER, NONE, ROUNDS, STATUSES
from model.simulation.compiled.crews import worked
from model.simulation.compiled.setting import Made, Setting
from model.simulation.office import Attention
from model.simulation.platform import Thread
from model.tolling import Running
from model.trace import Moment, Occurrence
from model.transition import State

One = TypeVar("One")


class Recorded:
    """The arrays of a year that has passed.

    Attributes
    ----------
    history, duties, attention
        What has been filled of the arrays of the same names.
    """

    def __init__(self, setting: Setting, made: Made) -> None:
        self.setting = setting
        self.world = made.world
        self.made = made
        tally = made.world.tally[0]
        self.history = made.world.history[: tally.history]
        self.duties = made.world.duties[: tally.duties]
        self.attention = made.world.attention[: tally.attention]
        self._threads: list[Thread] | None = None
        self._parts: tuple[Known[Thread], Known[Attention], Known[Thread]] = (_none, _none, _none)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the arrays behind: a year that goes elsewhere takes its threads along."""
        return (type(None), ())

    def threads(self) -> list[Thread]:
        """Return all threads, by arrival, kind, number and department."""
        if self._threads is None:
            self._threads = [*_threads(self, self.places).values()]
        return self._threads

    def threads_at(self, places: Iterable[int]) -> dict[int, Thread]:
        """Return the threads at some places among all, each with its siblings; made anew."""
        rows = self.made.threads.rows
        wanted = np.array([*places], dtype=np.int64)
        spans = zip(rows.first_sibling[wanted], rows.siblings[wanted], strict=True)
        every = {place for first, count in spans for place in range(first, first + count)}
        return _threads(self, np.array(sorted(every), dtype=np.int64))

    @property
    def places(self) -> NDArray[np.int64]:
        """The places of all threads."""
        return np.arange(len(self.made.threads.rows))

    def cases(self) -> list[str]:
        """Return the case of each thread."""
        return _cases(self, self.places)

    def attributes(self) -> list[dict[str, str]]:
        """Return the attributes of the case of each thread, as far as the regime knows them."""
        return [given for given, _ in _facts(self, self.places)]

    @property
    def parts(self) -> tuple[Lazy[Thread], Lazy[Attention], Lazy[Thread]]:
        """The threads of the year, what officers dealt with, and the threads of the warm-up.

        Each is made when it is first looked at. They hold what this has left behind, and not the
        other way round: a year that nobody has any more is gone at once, without the collector.
        """
        known = self._parts
        threads, attention, before = known[0](), known[1](), known[2]()
        if threads is None or attention is None or before is None:
            threads, attention, before = self._made_parts()
            self._parts = (ref(threads), ref(attention), ref(before))
        return threads, attention, before

    def _made_parts(self) -> tuple[Lazy[Thread], Lazy[Attention], Lazy[Thread]]:
        whole = len(self.made.threads.rows)
        counted = int(self.made.threads.rows.counted.sum())
        return (
            Lazy(lambda: [one for one in self.threads() if one.counted], counted),
            Lazy(self.seen, len(self.attention)),
            Lazy(lambda: [one for one in self.threads() if not one.counted], whole - counted),
        )

    def is_of(self, *parts: Sequence[Any]) -> bool:
        """Whether a year has the very parts that this has made, and no others in their place."""
        return all(one is other for one, other in zip(parts, self.parts, strict=True))

    def seen(self) -> list[Attention]:
        """Return what officers dealt with, in order."""
        departments = self.setting.scenario.departments
        events, rows = self.setting.arrays.events, self.made.threads
        cases = self.cases()
        department = rows.rows.department.tolist()
        return sorted(
            Attention(
                cases[thread],
                department[thread],
                events[act],
                departments[office].id,
                taken_up,
                finished,
            )
            for thread, act, office, taken_up, finished in self.attention.tolist()
        )

    def utilisation(self) -> dict[str, float]:
        """Return the share of its officers' office minutes that each department spent on duties."""
        world, calendars = self.world, self.made.calendars
        spans = [
            [worked(calendars, one, at) for at in world.worked.tolist()]
            for one in range(len(calendars.rows))
        ]
        there = np.array([after - first for first, after in spans])[world.officers.calendar]
        rows, departments = world.offices, self.setting.scenario.departments
        firsts, counts = rows.first_officer.tolist(), rows.officers.tolist()
        return {
            department.id: spent / max(1, int(there[first : first + count].sum()))
            for department, spent, first, count in zip(
                departments, rows.worked.tolist(), firsts, counts, strict=True
            )
        }


def _none() -> None:
    """Return nothing, as what is known no more does."""


class Lazy(Sequence[One], Generic[One]):
    """A sequence that is made when it is first looked at."""

    def __init__(self, make: Any, length: int) -> None:
        self._make = make
        self._length = length
        self._made: tuple[One, ...] | None = None

    @property
    def whole(self) -> tuple[One, ...]:
        """The sequence."""
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    @overload
    def __getitem__(self, place: int) -> One: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[One, ...]: ...
    def __getitem__(self, place: int | slice) -> One | tuple[One, ...]:
        return self.whole[place]

    def __iter__(self) -> Iterator[One]:
        return iter(self.whole)

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.whole == tuple(other)

    def __hash__(self) -> int:
        return hash(self.whole)

    def __reduce__(self) -> tuple[Any, ...]:
        return (tuple, (self.whole,))


Known: TypeAlias = Callable[[], "Lazy[One] | None"]


def _cases(recorded: Recorded, places: NDArray[np.int64]) -> list[str]:
    heads = [f"{kind.id}-" for kind in recorded.setting.kinds]
    threads = recorded.made.threads
    pairs = zip(threads.kind[places].tolist(), threads.number[places].tolist(), strict=True)
    return [f"{heads[kind]}{number:06d}" for kind, number in pairs]


def _threads(recorded: Recorded, places: NDArray[np.int64]) -> dict[int, Thread]:
    """The threads at some places, in ascending order and none without its siblings."""
    rows, found = recorded.made.threads.rows[places], dict[int, Thread]()
    columns = (
        *(places.tolist(), rows.department.tolist(), rows.position.tolist()),
        *(rows.counted.tolist(), _cases(recorded, places), _facts(recorded, places)),
    )
    for place, department, position, counted, case, (given, every) in zip(*columns, strict=True):
        # Its history and its duties are filled in below.
        state = State(every, {}, {})
        found[place] = Thread(case, department, position, given, state, bool(counted))
    for first, count in zip(rows.first_sibling.tolist(), rows.siblings.tolist(), strict=True):
        if len(found[first].siblings) < count:
            siblings = [found[place] for place in range(first, first + count)]
            for one in siblings:
                one.siblings = siblings
    _fill_histories(recorded, found)
    _fill_duties(recorded, found)
    return found


def _facts(
    recorded: Recorded, places: NDArray[np.int64]
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """For each thread the attributes that were given, and all of them."""
    words = recorded.setting.arrays.lists.attributes
    threads = recorded.made.threads
    known: dict[Any, tuple[dict[str, str], dict[str, str]]] = {}
    found = []
    rows = (places.tolist(), threads.kind[places].tolist(), threads.attributes[places].tolist())
    for place, kind, values in zip(*rows, strict=True):
        missing: tuple[str, ...] = ()
        if threads.unknown:
            names = threads.given[kind]
            missing = tuple(name for name in names if (place, name) in threads.unknown)
        key = (kind, missing, *values)
        if key not in known:
            every = {one.id: one.values[value] for one, value in zip(words, values, strict=False)}
            given = {name: every[name] for name in threads.given[kind] if name not in missing}
            known[key] = (given, every)
        found.append(known[key])
    return found


_Threads = Mapping[int, Any]
"""Threads by place, of which history and duties are still to be filled."""


def _fill_histories(recorded: Recorded, threads: _Threads) -> None:
    arrays = recorded.setting.arrays
    events, parties = arrays.events, arrays.parties
    rules = [*(rule.id for rule in arrays.law.regime.rules), ""]
    rows = recorded.history[_of(recorded, recorded.history.thread, threads)]
    for thread, event, moment, mode, party, rule in rows.tolist():
        at, turn = divmod(moment, ROUNDS)
        one = Occurrence(events[event], at, MODES[mode], parties[party], rules[rule], turn)
        of = threads[thread]
        of.history.append(one)
        of.state.occurred[one.event] = one


def _of(recorded: Recorded, rows: Any, threads: _Threads) -> Any:
    """Where in a column of threads some of them stand."""
    wanted = np.zeros(len(recorded.places), dtype=np.bool_)
    wanted[[*threads]] = True
    return np.flatnonzero(wanted[rows])


_DUTY = ("thread", "rule", "opened", "due", "status", "settled", "able")


def _fill_duties(recorded: Recorded, threads: _Threads) -> None:
    rules = recorded.setting.law.regime.rules
    clocks = recorded.setting.arrays.rules.running.tolist()
    places = _of(recorded, recorded.duties.thread, threads)
    columns = [recorded.duties[name][places].tolist() for name in _DUTY]
    for place, *row in zip(places.tolist(), *columns, strict=True):
        thread, rule, opened, due, status, settled, able = row
        of = rules[rule]
        running = _running(recorded.world.running[place].item()) if clocks[rule] else None
        threads[thread].state.duties[of.id] = Duty(
            of,
            divmod(opened, ROUNDS),
            _moment(due),
            STATUSES[status],
            _moment(settled),
            _moment(able),
            running,
        )


def _running(clock: tuple[int, ...]) -> Running:
    start, granted, lost, halted, since, least = clock[:6]
    places = frozenset(place for place in range(halted.bit_length()) if halted >> place & 1)
    days = None if granted >= NEVER else granted
    return Running(divmod(start, ROUNDS), days, lost, places, since, divmod(least, ROUNDS))


def _moment(at: int) -> Moment | None:
    return None if at == NONE else divmod(at, ROUNDS)
