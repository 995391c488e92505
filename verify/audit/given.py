"""What is given, as a plan has it: it comes as in the run that the history begins.

Only its place among what comes in the same moment is the plan's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from verify.audit.way import FIELDS, NEVER, Way, sources
from verify.formula import Expr, both, choice, not_, number

if TYPE_CHECKING:
    from verify.audit.histories import Histories

Pair = tuple[Expr, Expr]
"""A variable of the run that goes on, and what a plan puts in its place."""


def with_effects(h: Histories, given: Collection[str]) -> tuple[str, ...]:
    """Return what is given, and what only counts as that, which then comes as it does as well."""
    found = [*given]
    while more := [name for name in h.after.events if name not in found and _only(h, name, found)]:
        found += more
    return tuple(found)


def _only(h: Histories, name: str, given: Collection[str]) -> bool:
    """Whether an event comes about by nothing but what counts as it, all of which is given."""
    term, rules = h.after.events[name], h.part.regime.by_id
    causes = {cause for rule in term.counted for cause in rules[rule].on.events}
    return len(sources(term)) == len(term.counted) > 0 and causes <= {*given}


def placed(way: Way, name: str, ahead: int) -> Iterator[Pair]:
    """Yield what an event is in a plan that does so many acts ahead of all steps of a way."""
    h = way.h
    old, new, cut = h.before.events[name], h.after.events[name], h.cut
    *end, last = way.end
    *when, rank = way.at(name) if name in way.given else (*end, last + len(way.steps) + 1)
    behind = ahead + (rank - last if when == end else rank)
    place = choice(old.at.level(cut), cut.rank + behind, cut.rank + (rank + ahead))
    moment = [
        *(getattr(old.at, key) for key in FIELDS[:3]),
        choice(h.past(name), old.at.rank, place),
    ]
    yield new.occurs, old.occurs
    for key, known, other in zip(FIELDS, moment, NEVER, strict=True):
        # What never comes is where it is in nothing's way.
        yield getattr(new.at, key), choice(old.occurs, known, number(other, h.part.context))
    yield from zip(sources(new), sources(old), strict=True)


def with_given(
    way: Way, name: str, told: Callable[[Expr], Expr], otherwise: list[Expr]
) -> list[Expr]:
    """Return the moment of a step: that of what is given and is ahead of it in its moment.

    It seems to wait for that, whenever that comes. Elsewhere, and where that does not come after
    the history, it is taken ``otherwise``.
    """
    at = way.at(name)
    ahead = [one for one in way.given if way.at(one)[:3] == at[:3] and way.at(one)[3] < at[3]]
    if not ahead:
        return otherwise
    last, after = ahead[-1], way.h.after.events[ahead[-1]]
    known = [told(getattr(after.at, key)) for key in FIELDS]
    known[3] = known[3] + (at[3] - way.at(last)[3])
    comes = both(told(after.occurs), not_(way.h.past(last)))
    return [choice(comes, mine, other) for mine, other in zip(known, otherwise, strict=True)]


def awaited(way: Way, name: str, begin: Expr) -> Iterator[Expr]:
    """Yield the first days of office hours behind what is given and a step seems to wait for."""
    for event in way.awaited(name):
        known = way.h.before.events[event]
        yield choice(known.occurs, known.at.day + known.at.off, begin)
