"""The same matter under several points: simulated again, compared, and the telling ones chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from experiments.answers.answer import Answer
from experiments.answers.peaks import chosen
from experiments.designs.point import Point, seed_of
from experiments.running.replication import SPANS
from experiments.running.versions import versions
from model.simulation.platform import Thread
from model.simulation.year import Year, simulate
from protocols import library

MOST = 4
"""Points that are simulated again at the most."""

_CLAIMED, _RECEIVED = "approval-info.claimed", "approval-info.received"
_CLAIMS = (*SPANS, "claims", "auto-claimed-share", "permit-days")


@dataclass(frozen=True, slots=True)
class Subject:
    """What cases are told of: from an event to the answer to it.

    Attributes
    ----------
    attention
        The acts by which an officer attends to the matter himself.
    """

    trigger: str
    response: str
    attention: tuple[str, ...]

    @property
    def supervision(self) -> bool:
        """Whether the answer is that somebody supervises the permit."""
        return self.response == _CLAIMED


SUPERVISION = Subject("approval.decided", _CLAIMED, (_CLAIMED, _RECEIVED))
LETTERS = Subject("letter.received", "letter.answered", ("letter.answered",))


def subject_of(measures: Sequence[str]) -> Subject:
    """Return what the first of some measures that is about cases asks; else supervision.

    >>> subject_of(["utilisation.market", "letters.open"]) == LETTERS
    True
    """
    for name in measures:
        head, *rest = name.split(".")
        if head in _CLAIMS:
            return SUPERVISION
        if head == "letters":
            return LETTERS
        if head == "property" and (prop := library.properties().get(rest[0])) and not prop.ahead:
            own = Subject(prop.trigger, prop.response, (prop.response,))
            return SUPERVISION if own.response == _CLAIMED else own
    return SUPERVISION


class Key(NamedTuple):
    """Which thread of which matter; the same under all points of one seed."""

    case: str
    thread: int


@dataclass(frozen=True, slots=True)
class Course:
    """How one matter went for one department under one point.

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

    def like(self, other: Course) -> bool:
        """Whether nothing went otherwise."""
        same = self.thread.history == other.thread.history
        return same and self.attended == other.attended

    def same_matter(self, other: Course) -> bool:
        """Whether it is the same matter: it arrived at the same instant and is of the same kind."""
        one, two = self.thread, other.thread
        return (one.history[0].at, one.attributes) == (two.history[0].at, two.attributes)


Courses = Mapping[Key, Course]


def courses(year: Year, subject: Subject) -> dict[Key, Course]:
    """Return how every matter of a year went in which the trigger occurred."""
    seen: dict[Key, int] = {}
    for one in year.attention:
        if one.act in subject.attention:
            seen.setdefault(Key(one.case, one.thread), one.finished)
    light = replace(year, threads=(), attention=(), before=())
    found = {}
    for thread in year.threads:
        if (start := thread.state.occurred.get(subject.trigger)) is not None:
            answer = thread.state.occurred.get(subject.response)
            key = Key(thread.case, thread.department)
            at = None if answer is None else answer.at
            found[key] = Course(light, thread, start.at, at, seen.get(key))
    return found


def typical(found: Courses) -> Key:
    """Return the matter in the middle by the time to attention, what never came being longest."""
    ordered = sorted(found, key=lambda key: (found[key].actual, found[key].legal, key))
    return ordered[len(ordered) // 2]


def worst(found: Courses) -> Key:
    """Return the matter that waited longest for attention, as far as it was watched.

    Of several the one that still had none, and then the one without an answer for longest.
    """

    def rank(key: Key) -> tuple[float, float, float, Key]:
        one = found[key]
        return (-_capped(one, one.actual), -one.actual, -one.legal, key)

    return min(found, key=rank)


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
    legal, actual, key, number = min(ranked, key=lambda one: (-one[0], -one[1], one[2:]))
    return (key, number) if legal or actual else None


def shared(base: Courses, others: Mapping[int, Courses]) -> list[tuple[Key, int]]:
    """Return the matters of the baseline that are the same under another point, with that point."""
    return [
        (key, number)
        for number, other in others.items()
        for key in base
        if key in other and base[key].same_matter(other[key])
    ]


def _differences(one: Course, other: Course) -> tuple[float, float]:
    """By how many minutes two courses differ up to the response and up to attention."""
    return (abs(_capped(one, one.legal) - _capped(other, other.legal)),
            abs(_capped(one, one.actual) - _capped(other, other.actual)))  # fmt: skip


def _capped(one: Course, minutes: float) -> float:
    return min(minutes, one.year.end - one.begun)


@dataclass(frozen=True)
class Again:
    """Replication 0 of some points, simulated once more.

    Attributes
    ----------
    numbers
        The points, the one that the others are compared with first.
    told
        For each matter that is told, what is special about it, ``typical``, ``worst`` or
        ``different``.
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
    numbers: tuple[int, ...]
    found: Mapping[int, Courses]
    told: Mapping[Key, tuple[str, ...]]
    count: int
    different: int | None
    comparable: bool
    same_code: bool


def points_told(found: Answer) -> list[int]:
    """Return the points of which cases are told: each regime, all else at its first values.

    Where there is one regime only, those of :func:`experiments.experiment.backlog.chosen`.
    """
    rest = [axis for axis in found.axes if axis != "regime"]
    first = found.rows[0]
    rows = [k for k, row in enumerate(found.rows) if all(row[a] == first[a] for a in rest)]
    by_key: dict[str, int] = {}
    for number in rows if len(rows) > 1 else chosen(found, MOST):
        by_key.setdefault(str(found.rows[number]["key"]), number)
    return list(by_key.values())[:MOST]


def again(found: Answer) -> Again | None:
    """Simulate replication 0 again; ``None`` where nothing of the subject occurs at the baseline.

    It takes as long as a replication of each point. What is kept of the years are the matters told.

    Raises
    ------
    Complaint
        Where a point cannot be simulated.
    """
    assert found.design is not None
    numbers, subject = points_told(found), subject_of([one.name for one in found.measures])
    seed = seed_of(found.design.seed, 0)
    points = {k: found.design.points[k] for k in numbers}
    all_ = {k: courses(_year(point, seed), subject) for k, point in points.items()}
    base, *others = numbers
    if not all_[base]:
        return None
    compared = {k: all_[k] for k in others}
    greatest, same_ones = most_different(all_[base], compared), shared(all_[base], compared)
    told: dict[Key, tuple[str, ...]] = {}
    for key, what in _special(all_[base], greatest):
        told[key] = (*told.get(key, ()), what)
    kept = {k: {key: of[key] for key in told if key in of} for k, of in all_.items()}
    same = found.head["versions"] == versions()
    which, count = greatest and greatest[1], len(all_[base])
    return Again(subject, seed, tuple(numbers), kept, told, count, which, bool(same_ones), same)


def _special(base: Courses, greatest: tuple[Key, int] | None) -> Iterator[tuple[Key, str]]:
    if greatest is not None:
        yield greatest[0], "different"
    yield typical(base), "typical"
    yield worst(base), "worst"


def _year(point: Point, seed: int) -> Year:
    of = (point.regime, point.scenario, point.calendar, point.year)
    return simulate(*of, seed, point.reading)
