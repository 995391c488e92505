"""Before and after on the same matters: years under a text as it stands and as edited.

Each year is worked out by itself, by whoever is handed it: here, or a process beside the server, so
that nothing waits for it. A question travels as bytes, since it is the same for all of its years.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple, Protocol

import polars as pl

from experiments.answers.regimes.lived import Figures, Lived, figures_of
from experiments.measures.backlog import backlog
from experiments.measures.daybook import Daybook
from experiments.measures.desks import owed
from experiments.measures.facts import Facts
from model.calendar import Calendar
from model.deadline import Reading
from model.instant import MINUTES, date_of, day_of
from model.presumed import presuming
from model.regime import Regime
from model.simulation.compiled.ready import is_ready, worth_compiling
from model.simulation.engine import Engine
from model.simulation.fitting import supplied, without_governed
from model.simulation.scenario import Scenario
from model.simulation.year import Year, last_needed, simulate
from model.trace import Run

Side = tuple[Regime, Scenario]


@dataclass(frozen=True)
class YearsQuestion:
    """What is simulated: one side, or one before and one after.

    Attributes
    ----------
    sides
        On each a text, and the scenario that it is met in.
    replications
        How many years on each side, with seeds from ``seed`` on, the same for both.
    """

    sides: tuple[Side, ...]
    calendar: Calendar
    year: int
    seed: int
    reading: Reading
    replications: int

    @staticmethod
    def of(
        sides: tuple[Side, ...],
        calendar: Calendar,
        *,
        year: int,
        seed: int = 1,
        reading: Reading,
        replications: int,
    ) -> YearsQuestion:
        """Return a question whose scenarios have what the texts need, and its calendar the days."""
        regimes = [regime for regime, _ in sides]
        days = presuming(calendar, max(last_needed(scenario, year) for _, scenario in sides))
        fitted = tuple((regime, supplied(scenario, regimes)) for regime, scenario in sides)
        return YearsQuestion(fitted, days, year, seed, reading, replications)


class Lone(NamedTuple):
    """What one year on one side leaves.

    Attributes
    ----------
    weeks
        The longest queue of each department in each week, and the most that was overdue at a
        close: ``department``, ``week`` (its Monday), ``waiting``, ``overdue``.
    """

    figures: Figures
    book: Daybook
    weeks: pl.DataFrame


class Waited(NamedTuple):
    """An act that a department owed, and all that happened in its thread.

    Attributes
    ----------
    until
        ``None`` where it was still owed when watching ended.
    """

    kind: str
    case: str
    act: str
    since: date
    due: date | None
    until: date | None
    run: Run


class Hands(Protocol):
    """Whoever works out years."""

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand out one piece of work."""
        ...


class Here:
    """Works out what it is handed on the spot."""

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Do it."""
        done: Future[Any] = Future()
        done.set_result(work(*arguments))
        return done


@dataclass(frozen=True)
class Years:
    """The years that are there by now, as many on each side.

    Attributes
    ----------
    weeks
        Those of the first year, on each side.
    """

    question: YearsQuestion
    lived: tuple[Lived, ...]
    weeks: tuple[pl.DataFrame, ...]

    @property
    def done(self) -> int:
        """How many years there are on each side."""
        return len(self.lived[0].years)

    @property
    def whole(self) -> bool:
        """Whether these are all that were wanted."""
        return self.done == self.question.replications


def years(
    question: YearsQuestion,
    hands: Hands | None = None,
    heed: Callable[[], None] = lambda: None,
    there: Years | None = None,
) -> Iterator[Years]:
    """Yield what there is after each year, the same seed on each side.

    Parameters
    ----------
    heed
        Called between years; what it raises ends them.
    there
        The years that are there already.
    """
    asked, hands = pickle.dumps(question), hands or Here()
    lived = tuple(Lived(regime, ()) for regime, _ in question.sides)
    weeks: tuple[pl.DataFrame, ...] = ()
    begin = 0
    if there is not None:
        lived, weeks, begin = there.lived, there.weeks, there.done
    ahead: deque[list[Future[Lone]]] = deque()
    for number in range(begin, question.replications):
        while len(ahead) < min(_AHEAD, question.replications - number):
            seed = number + len(ahead)
            ahead.append([hands.submit(lone, asked, k, seed) for k in range(len(lived))])
        found = [_awaited(one, heed) for one in ahead.popleft()]
        weeks = weeks or tuple(one.weeks for one in found)
        lived = tuple(_longer(*both) for both in zip(lived, found, strict=True))
        yield Years(question, lived, weeks)


def _awaited(future: Future[Lone], heed: Callable[[], None]) -> Lone:
    while True:
        heed()
        try:
            return future.result(_GLANCE)
        except TimeoutError:
            if future.done():
                raise


_AHEAD = 2  # years handed out at a time on each side, so that nobody is idle
_GLANCE = 0.1  # seconds after which to see whether anybody still wants it


def _longer(lived: Lived, one: Lone) -> Lived:
    return replace(lived, years=(*lived.years, one.figures), books=(*lived.books, one.book))


def lone(asked: bytes, place: int, number: int) -> Lone:
    """Return what a year leaves: on which side of the question, and with which seed from 0."""
    year = _year(asked, place, number)
    facts = Facts(year)
    waiting = pl.col("waiting", "overdue")
    monday = pl.col("date").dt.truncate("1w").alias("week")
    weeks = backlog(year) if number == 0 else pl.DataFrame()
    if number == 0:
        weeks = weeks.group_by("department", monday, maintain_order=True).agg(waiting.max())
    return Lone(figures_of(facts), facts.daybook, weeks)


def matters_of(asked: bytes, place: int, department: str, monday: date) -> list[Waited]:
    """Return what a department owed at some time of a week of the first year, oldest first."""
    year = _year(asked, place, 0)
    begin = day_of(monday) * MINUTES
    end = begin + 7 * MINUTES
    threads = {(one.case, one.department): one for one in (*year.before, *year.threads)}
    found = [
        one
        for one in owed(year)
        if one.department == department
        if one.since < end and (one.until is None or one.until >= begin)
    ]
    return [
        Waited(
            thread.kind,
            one.case,
            one.act,
            _date(one.since),
            None if one.due is None else _date(one.due),
            None if one.until is None else _date(one.until),
            thread.run(year.end),
        )
        for one in sorted(found, key=lambda one: (one.since, one.case, one.act))
        for thread in [threads[one.case, one.thread]]
    ]


def _date(instant: int) -> date:
    return date_of(instant // MINUTES)


@lru_cache(2)
def _opened(asked: bytes) -> YearsQuestion:
    found: YearsQuestion = pickle.loads(asked)
    return found


def _year(asked: bytes, place: int, number: int) -> Year:
    """The year, the first ones kept since their matters are asked for."""
    return _first(asked, place) if number == 0 else _simulated(asked, place, number)


@lru_cache(4)
def _first(asked: bytes, place: int) -> Year:
    return _simulated(asked, place, 0)


def _simulated(asked: bytes, place: int, number: int, engine: Engine | None = None) -> Year:
    question = _opened(asked)
    regime, scenario = question.sides[place]
    scenario = without_governed(scenario, regime)
    about = (question.calendar, question.year, question.seed + number, question.reading)
    return simulate(regime, scenario, *about, engine=engine)


def compiled(asked: bytes) -> bool:
    """Compile the engine where it can be, and return whether it is ready.

    That takes a quarter of a minute or more, once for a machine: whoever looks at one year looks
    at more.

    Raises
    ------
    Complaint
        Where it cannot run this text.
    """
    if worth_compiling(inf):
        _simulated(asked, 0, 0, Engine.COMPILED)
    return is_ready()
