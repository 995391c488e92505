"""The same matter under several points: simulated again, compared, and the telling ones told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from experiments.answers.answer import Answer
from experiments.answers.peaks import chosen
from experiments.designs.point import Design, Point, seed_of
from experiments.experiment.passages import (
    Key,
    Passage,
    Passages,
    Subject,
    most_different,
    passages,
    shared,
    subject_of,
    typical,
    worst,
)
from experiments.measures.arrays.rows import rows_of
from experiments.running.versions import versions
from model.language import Complaint, Text, say
from model.simulation.platform import Thread
from model.simulation.year import Year, simulate

MOST = 4
"""Points that are simulated again at the most."""


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """How a matter went for one department under one point.

    Attributes
    ----------
    year
        Its year, without the threads of others.
    """

    year: Year
    thread: Thread
    passage: Passage

    @property
    def begun(self) -> int:
        """When the trigger occurred."""
        return self.passage.begun

    @property
    def answered(self) -> int | None:
        """When the response occurred, in whatever mode."""
        return self.passage.answered

    @property
    def attended(self) -> int | None:
        """When an officer had dealt with it himself."""
        return self.passage.attended

    def like(self, other: CaseCourse) -> bool:
        """Whether nothing went otherwise."""
        same = self.thread.history == other.thread.history
        return same and self.attended == other.attended

    def same_matter(self, other: CaseCourse) -> bool:
        """As :meth:`Passage.same_matter`."""
        return self.passage.same_matter(other.passage)


Courses = Mapping[Key, CaseCourse]
Special = Literal["different", "typical", "worst"]
"""Why a matter is told: it differs most from the same one elsewhere, or is the middle one by the
time to attention, or waited longest."""


def courses(year: Year, known: Passages, keys: Iterable[Key]) -> dict[Key, CaseCourse]:
    """Return how some of the matters of a year went."""
    places = {key: known[key].place for key in keys if key in known}
    rows = rows_of(year)
    if rows is None:
        threads = {place: year.threads[place] for place in places.values()}
    else:
        made = rows.recorded.threads_at(place + rows.first for place in places.values())
        threads = {place - rows.first: thread for place, thread in made.items()}
    light = replace(year, threads=(), attention=(), before=(), recorded=None)
    return {key: CaseCourse(light, threads[place], known[key]) for key, place in places.items()}


@dataclass(frozen=True)
class Again:
    """Replication 0 of some points, simulated once more.

    Attributes
    ----------
    points
        Their numbers, the one that the others are compared with first.
    courses
        At each point how the matters went that are told.
    special
        For each matter that is told, why.
    count
        How many there are under the first point.
    different
        The point that makes the greatest difference.
    comparable
        Whether some matter is the same under the first point and another.
    same_code
        Whether the code is that of the results.
    """

    subject: Subject
    seed: int
    points: tuple[int, ...]
    courses: Mapping[int, Courses]
    special: Mapping[Key, tuple[Special, ...]]
    count: int
    different: int | None
    comparable: bool
    same_code: bool


def points_told(answer: Answer) -> list[int]:
    """Return the points of which cases are told: each regime, all else at its first values.

    Where there is one regime only, those of :func:`experiments.answers.peaks.chosen`.
    """
    rest = [axis for axis in answer.axes if axis != "regime"]
    first = answer.rows[0]
    rows = [k for k, row in enumerate(answer.rows) if all(row[a] == first[a] for a in rest)]
    by_key: dict[str, int] = {}
    for number in rows if len(rows) > 1 else chosen(answer, MOST):
        by_key.setdefault(str(answer.rows[number]["key"]), number)
    return list(by_key.values())[:MOST]


def single_cases(answer: Answer) -> Again | Text:
    """Return single cases, simulated again, or why none can be told."""
    if answer.design is None:
        return say("cases.unread", why=answer.unread or "")
    try:
        cases = again(answer, answer.design)
    except Complaint as complaint:
        return say("cases.unread", why=complaint.say())
    return (
        say("cases.none", **event_words(answer.design, subject_of(answer.measures, answer.design)))
        if cases is None
        else cases
    )


def event_words(design: Design, subject: Subject) -> dict[str, Text]:
    """Name what cases are told of by the words of the baseline."""
    regime = design.points[0].regime
    events, answer = regime.vocabulary.events, subject.under(regime).response
    return {"trigger": events[subject.trigger].label, "response": events[answer].label}


def again(answer: Answer, design: Design) -> Again | None:
    """Simulate replication 0 again; ``None`` where nothing of the subject occurs at the baseline.

    It takes as long as a replication of each point. What is kept of the years are the matters told.

    Raises
    ------
    Complaint
        Where a point cannot be simulated.
    """
    numbers, subject = points_told(answer), subject_of(answer.measures, answer.design)
    seed = seed_of(design.seed, 0)
    years = {k: _year(design.points[k], seed) for k in numbers}
    every = {k: passages(year, subject) for k, year in years.items()}
    first, *others = numbers
    base, compared = every[first], {k: every[k] for k in others}
    if not base:
        return None
    greatest = most_different(base, compared)
    special: dict[Key, tuple[Special, ...]] = {}
    for key, why in _special(base, greatest):
        special[key] = (*special.get(key, ()), why)
    return Again(
        subject,
        seed,
        tuple(numbers),
        {k: courses(year, every[k], special) for k, year in years.items()},
        special,
        len(base),
        greatest and greatest[1],
        bool(shared(base, compared)),
        answer.header.versions == versions(),
    )


def _special(base: Passages, greatest: tuple[Key, int] | None) -> Iterator[tuple[Key, Special]]:
    if greatest is not None:
        yield greatest[0], "different"
    yield typical(base), "typical"
    yield worst(base), "worst"


def _year(point: Point, seed: int) -> Year:
    return simulate(point.regime, point.scenario, point.calendar, point.year, seed, point.reading)
