"""One simulated year of a regime under a scenario."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from model.ability import possible
from model.calendar import Calendar
from model.deadline import Reading
from model.regime import Regime
from model.simulation.agenda import Phase
from model.simulation.asked import Asked, asked
from model.simulation.asked import check as check
from model.simulation.asked import last_needed as last_needed
from model.simulation.collector import collector_paused
from model.simulation.compiled.jit import Uncompilable, compiling
from model.simulation.compiled.ready import note_failed
from model.simulation.compiled.support import Uncompiled, chosen
from model.simulation.course import Course
from model.simulation.department import Departments
from model.simulation.draws import Draws
from model.simulation.engine import Engine
from model.simulation.given import Given
from model.simulation.office import Attention
from model.simulation.outage import downtime
from model.simulation.platform import Platform, Thread
from model.simulation.scenario import Scenario
from model.simulation.workload import Matter, matters
from model.transition import Law, State

if TYPE_CHECKING:
    from model.simulation.compiled.recorded import Recorded


@dataclass(frozen=True, repr=False)
class Year:
    """What the platform recorded in a year, and the queue with which it began.

    Attributes
    ----------
    threads
        Every thread of every matter of the year, by arrival, kind, number and department.
    attention
        What officers dealt with, of those threads.
    end
        Instant at which watching ended; what is open then is censored, not failed.
    utilisation
        Share of its officers' office minutes in the year itself that each department spent on
        duties, those of the warm-up's matters among them.
    before
        The threads of the warm-up, in the same order. Whatever is said of matters of the year
        leaves them out; what waits on a day of it has them in.
    engine
        What has run it.
    recorded
        What the compiled engine has left behind, of which threads and attention are made when they
        are first looked at.
    """

    law: Law
    scenario: Scenario
    calendar: Calendar
    year: int
    seed: int
    threads: Sequence[Thread]
    attention: Sequence[Attention]
    utilisation: Mapping[str, float]
    end: int
    before: Sequence[Thread] = ()
    engine: Engine = Engine.SIMPY
    recorded: Recorded | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        regime, scenario, count = self.law.regime.id, self.scenario.id, len(self.threads)
        return f"<Year {self.year} of {regime}, {scenario}, seed {self.seed}, {count} threads>"


def simulate(
    regime: Regime,
    scenario: Scenario,
    calendar: Calendar,
    year: int,
    seed: int,
    reading: Reading | None = None,
    progress: Callable[[float], None] | None = None,
    engine: Engine | str | None = None,
    given: Sequence[Given] | None = None,
) -> Year:
    """Run one year.

    Of a text that has changed each rule meets a matter as it is in force at its trigger.

    Parameters
    ----------
    reading
        The value of open limits; strict unless given. It sets when defaults fire and breaches
        are counted, not how people act.
    progress
        Called with the share of matters that have arrived, about a hundred times.
    engine
        What runs it; of itself the compiled engine where it is installed and can. The year is the
        same.
    given
        The matters that come, those of a log; none but those of the year and its warm-up do.

    Warns
    -----
    Uncompiled
        Where the installed numba cannot compile the engine: then SimPy's runs the year.

    Raises
    ------
    Complaint
        When the calendar does not cover the year with half a year before and the aftermath, the
        scenario begins matters with an act that the regime's rules demand or allow, or has no
        department for one who bears a duty; when an engine is asked for that cannot run it.
    """
    question = asked(regime, scenario, calendar, year, reading or Reading(None), given)
    with collector_paused():
        if chosen(question.law, engine) is Engine.COMPILED:
            try:
                return _compiled(question, seed, progress)
            except MemoryError:  # a matter with more events than its arrays hold
                pass
            except Uncompilable as reason:
                note_failed()
                warnings.warn(Uncompiled(str(reason)), stacklevel=2)
        return _run(question, seed, progress)


Progress = Callable[[float], None]


def _compiled(of: Asked, seed: int, progress: Progress | None) -> Year:
    with compiling():  # what it needs of numba takes half a second to import
        from model.simulation.compiled.engine import run

    recorded = run(of, seed, progress)
    threads, attention, before = recorded.parts
    fields = (of.law, of.scenario, of.calendar, of.year, seed, threads, attention)
    return Year(*fields, recorded.utilisation(), of.end, before, Engine.COMPILED, recorded)


def _run(of: Asked, seed: int, progress: Progress | None) -> Year:
    draws = Draws(seed)
    arrivals = matters(of.scenario, of.calendar, of.year, draws, of.given)
    from model.simulation.time import Time  # here: who has years compiled needs no SimPy

    env = Time()
    positions = _positions(arrivals)
    departments = Departments(of.scenario, draws, positions)
    watched = of.watched
    down = downtime(of.scenario.outages, of.calendar, watched.begin, watched.end, draws)
    platform = Platform(env, of.law, of.calendar, departments, down)
    departments.open(platform, of.year, watched)
    Course(platform, of.scenario, draws, positions, departments.silent)
    arriving = _Arriving(platform, arrivals, progress)
    env.run(until=of.end)
    counted = tuple(one for one in arriving.threads if one.counted)
    before = tuple(one for one in arriving.threads if not one.counted)
    attention = tuple(_in_order(one for office in departments.offices for one in office.attention))
    fields = (of.law, of.scenario, of.calendar, of.year, seed, counted, attention)
    found = Year(*fields, _utilisation(departments, *of.span), of.end, before)
    for one in (platform, departments, *departments.offices):
        vars(one).clear()  # they hold one another: so they go at once, without the collector
    return found


def _in_order(attention: Iterable[Attention]) -> Iterator[Attention]:
    """By all fields; case by case, since plain names are compared much faster than tuples."""
    case = attrgetter("case")
    for _, those in groupby(sorted(attention, key=case), key=case):
        yield from sorted(those)


def _positions(arrivals: list[Matter]) -> dict[str, int]:
    """How many positions the streams of each kind of matter have."""
    counts = Counter(one.kind.id for one in arrivals)
    strides = {one.kind.id: one.stride for one in arrivals}
    return {kind: count * strides[kind] for kind, count in counts.items()}


def _utilisation(departments: Departments, start: int, end: int) -> dict[str, float]:
    return {
        office.department.id: office.worked(start, end)
        / office_minutes(office.presence, start, end)
        for office in departments.offices
    }


def office_minutes(presence: Sequence[Calendar], start: int, end: int) -> int:
    """Return the minutes that officers are there between two instants, at least 1."""
    worked = (one.working_minutes_until(end) - one.working_minutes_until(start) for one in presence)
    return max(1, sum(worked))


class _Begun(NamedTuple):
    """What a text has words for of a matter, and how a thread of it begins.

    Attributes
    ----------
    starts
        By event that begins it whether the event is possible from there.
    """

    facts: Mapping[str, str]
    state: State
    starts: Mapping[str, bool]


class _Arriving:
    """Lets one matter after the other arrive, so that the queue of events stays short."""

    def __init__(
        self, platform: Platform, arrivals: list[Matter], progress: Callable[[float], None] | None
    ) -> None:
        self.platform = platform
        self.arrivals = arrivals
        self.progress = progress
        self.threads: list[Thread] = []
        self._begun: dict[tuple[str, ...], _Begun] = {}
        regime, kinds = platform.law.regime, {one.kind.id: one.kind for one in arrivals}
        words = regime.vocabulary.events
        self._starts = {
            name: [event for event in kind.starts if event in words] for name, kind in kinds.items()
        }
        self._acts = {
            name
            for name, kind in kinds.items()
            if kind.starts[0] in words and not regime.is_exogenous(kind.starts[0])
        }
        self._next(0)

    def _next(self, place: int) -> None:
        if place < len(self.arrivals):
            matter = self.arrivals[place]
            phase = Phase.ACT if matter.kind.id in self._acts else Phase.EXOGENOUS
            self.platform.env.plan(matter.at, phase, partial(self._arrive, place))

    def _arrive(self, place: int, _: object) -> None:
        matter = self.arrivals[place]
        self._next(place + 1)
        if self.progress is not None and place % max(1, len(self.arrivals) // 100) == 0:
            self.progress((place + 1) / len(self.arrivals))
        starts = self._starts[matter.kind.id]
        if not starts:
            return
        begun = self._known(matter)
        facts, state, _ = begun
        case, counted = matter.case, matter.counted
        threads = [
            Thread(case, department, matter.position(position), facts, state, counted)
            for position, department in enumerate(matter.threads)
        ]
        self.threads += threads
        if len(threads) > 1:
            for thread in threads:
                thread.siblings = threads
        for thread in threads:
            self._begin(thread, begun)

    def _known(self, matter: Matter) -> _Begun:
        """How a thread of a matter begins.

        Matters that are alike share it: a step leaves the state that it started from as it was.
        """
        key = (matter.kind.id, *matter.attributes.values())
        if key not in self._begun:
            known = self.platform.law.regime.vocabulary.attributes
            facts = {
                name: value
                for name, value in matter.attributes.items()
                if name in known and value in known[name].values
            }
            state = self.platform.law.start(facts)
            starts = self._starts[matter.kind.id]
            at_once = {event: self._possible(state, event) for event in starts}
            self._begun[key] = _Begun(facts, state, at_once)
        return self._begun[key]

    def _possible(self, state: State, event: str) -> bool:
        law = self.platform.law
        return possible(law, state, event, law.regime.vocabulary.events[event].by)

    def _begin(self, thread: Thread, begun: _Begun) -> None:
        """Let what begins a matter occur, as far as the case admits it."""
        for event, at_once in begun.starts.items():
            if at_once if thread.state is begun.state else self._possible(thread.state, event):
                self.platform.exogenous(thread, (event,))
