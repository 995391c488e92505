"""What became of every matter of a year, in times; the telling ones are chosen by them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from experiments.designs.point import Design
from experiments.measures.arrays.rows import Rows, rows_of
from experiments.measures.measure import Measure
from model.regime import Regime
from model.simulation.compiled.codes import NONE
from model.simulation.year import Year
from protocols import library

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
class Passage:
    """What became of a matter for one department under one point, in times.

    Attributes
    ----------
    place
        The place of its thread among those of the year.
    arrived
        When its first event occurred.
    attributes
        Its attributes, as far as the regime knows them.
    begun
        When the trigger occurred.
    answered
        When the response occurred, in whatever mode; ``None`` where it had not when watching ended.
    attended
        When an officer had dealt with it himself; ``None`` where none had.
    end
        When watching ended.
    """

    place: int
    arrived: int
    attributes: Mapping[str, str]
    begun: int
    answered: int | None
    attended: int | None
    end: int

    @property
    def legal(self) -> float:
        """Minutes to the response; infinite where it had not come."""
        return math.inf if self.answered is None else self.answered - self.begun

    @property
    def actual(self) -> float:
        """Minutes to an officer's own attention; infinite where there was none."""
        return math.inf if self.attended is None else self.attended - self.begun

    def same_matter(self, other: Passage) -> bool:
        """Whether it is the same matter: it arrived at the same instant and is of the same kind."""
        return self.arrived == other.arrived and self.attributes == other.attributes


Passages = Mapping[Key, Passage]


def passages(year: Year, subject: Subject) -> dict[Key, Passage]:
    """Return what became of every matter of a year in which the trigger occurred."""
    answer = subject.under(year.law.regime).response
    rows = rows_of(year)
    if rows is not None:
        return _passages(rows, subject, answer)
    attended: dict[Key, int] = {}
    for attention in year.attention:
        if attention.act in subject.attention:
            attended.setdefault(Key(attention.case, attention.thread), attention.finished)
    found = {}
    for place, thread in enumerate(year.threads):
        if (start := thread.state.occurred.get(subject.trigger)) is not None:
            response = thread.state.occurred.get(answer)
            key = Key(thread.case, thread.department)
            answered = None if response is None else response.at
            arrived, attributes = thread.history[0].at, thread.attributes
            times = (start.at, answered, attended.get(key), year.end)
            found[key] = Passage(place, arrived, attributes, *times)
    return found


def _passages(rows: Rows, subject: Subject, answer: str) -> dict[Key, Passage]:
    """The same of a year on arrays, without its threads being made."""
    begun = rows.at(subject.trigger)
    places = np.flatnonzero(rows.own & (begun != NONE)).tolist()
    dealt_with = rows.dealt_with(subject.attention, first=True)
    times = [one.tolist() for one in (rows.began, begun, rows.at(answer), dealt_with)]
    cases, attributes = rows.recorded.cases(), rows.recorded.attributes()
    department, end, found = rows.department.tolist(), rows.year.end, {}
    for place in places:
        arrived, start, *ends = (column[place] for column in times)
        answered, attended = (None if at == NONE else at for at in ends)
        key, own = Key(cases[place], department[place]), attributes[place]
        found[key] = Passage(place - rows.first, arrived, own, start, answered, attended, end)
    return found


def typical(base: Passages) -> Key:
    """Return the matter in the middle by the time to attention, what never came being longest."""
    ordered = sorted(base, key=lambda key: (base[key].actual, base[key].legal, key))
    return ordered[len(ordered) // 2]


def worst(base: Passages) -> Key:
    """Return the matter that waited longest for attention, as far as it was watched.

    Of several the one that still had none, and then the one without an answer for longest.
    """

    def rank(key: Key) -> tuple[float, float, float, Key]:
        course = base[key]
        return (-_capped(course, course.actual), -course.actual, -course.legal, key)

    return min(base, key=rank)


def most_different(base: Passages, others: Mapping[int, Passages]) -> tuple[Key, int] | None:
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


def shared(base: Passages, others: Mapping[int, Passages]) -> list[tuple[Key, int]]:
    """Return the matters of the baseline that are the same under another point, with that point."""
    return [
        (key, number)
        for number, other in others.items()
        for key in base
        if key in other and base[key].same_matter(other[key])
    ]


def _differences(mine: Passage, its: Passage) -> tuple[float, float]:
    """By how many minutes two courses differ up to the response and up to attention."""
    return (abs(_capped(mine, mine.legal) - _capped(its, its.legal)),
            abs(_capped(mine, mine.actual) - _capped(its, its.actual)))  # fmt: skip


def _capped(course: Passage, minutes: float) -> float:
    return min(minutes, course.end - course.begun)
