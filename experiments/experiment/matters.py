"""The same matter under several points: simulated again, compared, and the telling ones chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from experiments.answers.answer import Answer
from experiments.answers.peaks import chosen
from experiments.designs.point import Design, Point, seed_of
from experiments.measures.measure import Measure
from experiments.running.versions import versions
from model.language import Complaint, Text, say
from model.regime import Regime
from model.simulation.platform import Thread
from model.simulation.year import Year, simulate
from protocols import library

MOST = 4
"""Points that are simulated again at the most."""

_CLAIMED, _RECEIVED = "approval-info.claimed", "approval-info.received"


@dataclass(frozen=True, slots=True)
class Subject:
    """What cases are told of: from an event to the answer to it.

    Attributes
    ----------
    attention
        The acts by which an officer attends to the matter himself.
    instead
        What is the answer under a regime that does not regulate ``response``: the first that it
        does.
    """

    trigger: str
    response: str
    attention: tuple[str, ...]
    instead: tuple[str, ...] = ()

    @property
    def supervision(self) -> bool:
        """Whether the answer is that somebody supervises the permit."""
        return self.attention == SUPERVISION.attention

    def under(self, regime: Regime) -> Subject:
        """Return what is told of under a regime, with its one answer."""
        known = regime.first_governed(self.response, *self.instead)
        return replace(self, response=known or self.response, instead=())


SUPERVISION = Subject(
    "approval.decided", "supervision.started", (_CLAIMED, _RECEIVED), (_CLAIMED, _RECEIVED)
)


def subject_of(measures: Sequence[Measure], design: Design | None = None) -> Subject:
    """Return what the first of some measures that is about cases asks; else supervision.

    >>> from experiments.measures import find
    >>> subject_of([find("utilisation.market"), find("letters.open")]).response
    'letter.answered'
    """
    known = library.questions(point.regime for point in (design.points if design else ()))
    for measure in measures:
        prop = known.get(measure.property_id)
        if prop is not None and not prop.ahead:
            asked = Subject(prop.trigger, prop.response, (prop.response,))
            return SUPERVISION if _CLAIMED in prop.responses else asked
    return SUPERVISION


class Key(NamedTuple):
    """Which thread of which matter; the same under all points of one seed."""

    case: str
    thread: int


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """How a matter went for one department under one point.

    Attributes
    ----------
    year
        Its year, without the threads of others.
    begun
        When the trigger occurred.
    answered
        When the response occurred, in whatever mode; ``None`` where it had not when watching ended.
    attended
        When an officer had dealt with it himself; ``None`` where none had.
    """

    year: Year
    thread: Thread
    begun: int
    answered: int | None
    attended: int | None

    @property
    def legal(self) -> float:
        """Minutes to the response; infinite where it had not come."""
        return math.inf if self.answered is None else self.answered - self.begun

    @property
    def actual(self) -> float:
        """Minutes to an officer's own attention; infinite where there was none."""
        return math.inf if self.attended is None else self.attended - self.begun

    def like(self, other: CaseCourse) -> bool:
        """Whether nothing went otherwise."""
        same = self.thread.history == other.thread.history
        return same and self.attended == other.attended

    def same_matter(self, other: CaseCourse) -> bool:
        """Whether it is the same matter: it arrived at the same instant and is of the same kind."""
        mine, its = self.thread, other.thread
        return (mine.history[0].at, mine.attributes) == (its.history[0].at, its.attributes)


Courses = Mapping[Key, CaseCourse]
Special = Literal["different", "typical", "worst"]
"""Why a matter is told: it differs most from the same one elsewhere, or is the middle one by the
time to attention, or waited longest."""


def courses(year: Year, subject: Subject) -> dict[Key, CaseCourse]:
    """Return how every matter of a year went in which the trigger occurred."""
    answer = subject.under(year.law.regime).response
    attended: dict[Key, int] = {}
    for attention in year.attention:
        if attention.act in subject.attention:
            attended.setdefault(Key(attention.case, attention.thread), attention.finished)
    light = replace(year, threads=(), attention=(), before=(), recorded=None)
    by_key = {}
    for thread in year.threads:
        if (start := thread.state.occurred.get(subject.trigger)) is not None:
            response = thread.state.occurred.get(answer)
            key = Key(thread.case, thread.department)
            answered = None if response is None else response.at
            by_key[key] = CaseCourse(light, thread, start.at, answered, attended.get(key))
    return by_key


def typical(base: Courses) -> Key:
    """Return the matter in the middle by the time to attention, what never came being longest."""
    ordered = sorted(base, key=lambda key: (base[key].actual, base[key].legal, key))
    return ordered[len(ordered) // 2]


def worst(base: Courses) -> Key:
    """Return the matter that waited longest for attention, as far as it was watched.

    Of several the one that still had none, and then the one without an answer for longest.
    """

    def rank(key: Key) -> tuple[float, float, float, Key]:
        course = base[key]
        return (-_capped(course, course.actual), -course.actual, -course.legal, key)

    return min(base, key=rank)


def most_different(base: Courses, others: Mapping[int, Courses]) -> tuple[Key, int] | None:
    """Return the matter, and the point, with the greatest difference against the baseline.

    First in the time to the response, then in the time to attention, where what had not come when
    watching ended counts up to then. ``None`` where no time differs.
    """
    ranked = [
        (*_differences(base[key], others[number][key]), key, number)
        for key, number in shared(base, others)
    ]
    if not ranked:
        return None
    legal, actual, key, number = min(ranked, key=lambda row: (-row[0], -row[1], row[2:]))
    return (key, number) if legal or actual else None


def shared(base: Courses, others: Mapping[int, Courses]) -> list[tuple[Key, int]]:
    """Return the matters of the baseline that are the same under another point, with that point."""
    return [
        (key, number)
        for number, other in others.items()
        for key in base
        if key in other and base[key].same_matter(other[key])
    ]


def _differences(mine: CaseCourse, its: CaseCourse) -> tuple[float, float]:
    """By how many minutes two courses differ up to the response and up to attention."""
    return (abs(_capped(mine, mine.legal) - _capped(its, its.legal)),
            abs(_capped(mine, mine.actual) - _capped(its, its.actual)))  # fmt: skip


def _capped(course: CaseCourse, minutes: float) -> float:
    return min(minutes, course.year.end - course.begun)


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
    every = {k: courses(_year(design.points[k], seed), subject) for k in numbers}
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
        {k: {key: own[key] for key in special if key in own} for k, own in every.items()},
        special,
        len(base),
        greatest and greatest[1],
        bool(shared(base, compared)),
        answer.header.versions == versions(),
    )


def _special(base: Courses, greatest: tuple[Key, int] | None) -> Iterator[tuple[Key, Special]]:
    if greatest is not None:
        yield greatest[0], "different"
    yield typical(base), "typical"
    yield worst(base), "worst"


def _year(point: Point, seed: int) -> Year:
    return simulate(point.regime, point.scenario, point.calendar, point.year, seed, point.reading)
