"""The bench on which threads of a record are judged, in every order that is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from model.calendar import Calendar
from model.clock import WatchedClock
from model.record.in_order import InOrder
from model.record.orders import Entry, Part, Placed, TooMany, orders
from model.record.sight import Sight
from model.record.standing import Judged, Standing, Why
from model.rule import events_of
from model.transition import Law


class Bench:
    """Where threads are judged under a law, on days of its calendar."""

    def __init__(self, sight: Sight, law: Law, calendar: Calendar) -> None:
        self.sight = sight
        self.law = law.under(WatchedClock(calendar))
        self.calendar = calendar
        self.regime = sight.regime
        self.needs = {event: self._needs(event) for event in self.regime.vocabulary.events}
        self.touching = {rule.id: events_of(rule) for rule in self.regime.rules}

    def judged(
        self, entries: Sequence[Entry], facts: Mapping[str, str | None], end: int
    ) -> tuple[Judged, ...]:
        """Return what became of each duty and lapse of one thread.

        A duty that does not stand alike in every order that the entries leave open is not
        judgeable, as is one whose act stands before what it needs. Of the orders only those count
        in which the fewest acts do.

        Parameters
        ----------
        facts
            The attributes of the matter; ``None`` for one that should be entered and is not.
        end
            How many working days of the calendar had closed when the record ended.
        """
        given = [place for place, one in enumerate(entries) if one.usable and not one.effect]
        told = [_beside(entries, before, place) for before, place in pairwise([-1, *given])]
        try:
            ways = orders(told, self.needs)
            cases = [InOrder(self, entries, given, way, facts, end) for way in ways]
        except TooMany:
            open_day = (_first(place, one) for place, one in enumerate(told))
            only = InOrder(self, entries, given, tuple(open_day), facts, end)
            return tuple(one._replace(standing=Standing.UNKNOWN, why=Why.TOO_MANY) for one in only)
        if any(case.early for case in cases) and any(map(_is_open, told)):
            cases = self._all_ways(entries, given, told, facts, end) or cases
        least = min(len(case.early) for case in cases)
        possible = [case for case in cases if len(case.early) == least]
        found = [{one.rule: one for one in case} for case in possible]
        if len(found) == 1:
            return tuple(found[0].values())
        floating = any(one.floating for one in told)
        return tuple(self._agreed(found, Why.NO_TIME if floating else Why.SAME_INSTANT))

    def _all_ways(
        self,
        entries: Sequence[Entry],
        given: Sequence[int],
        told: Sequence[Entry],
        facts: Mapping[str, str | None],
        end: int,
    ) -> list[InOrder]:
        """A thread in every order whatever its events need; none where there are too many."""
        try:
            ways = orders(told, {})
        except TooMany:
            return []
        return [InOrder(self, entries, given, way, facts, end) for way in ways]

    def _agreed(self, found: Sequence[Mapping[str, Judged]], why: Why) -> Iterator[Judged]:
        """What stands alike in every order; of dates and days late, the most lenient."""
        rules = sorted({rule for each in found for rule in each}, key=self.law.order.__getitem__)
        for rule in rules:
            every = [each.get(rule) for each in found]
            known = [one for one in every if one is not None]
            best = min(known, key=lambda one: (one.late, -one.due))
            if len(known) == len(every) and len({one.standing for one in known}) == 1:
                yield best
            else:
                yield best._replace(standing=Standing.UNKNOWN, why=why, late=-1)

    def _needs(self, event: str) -> frozenset[str]:
        """Every event without which one cannot come: presupposed, or its rule's trigger."""
        found: set[str] = set()
        waiting = [event]
        while waiting:
            new = set(self._directly(waiting.pop())) - found - {event}
            found |= new
            waiting += new
        return frozenset(found)

    def _directly(self, event: str) -> Iterable[str]:
        yield from self.regime.vocabulary.events[event].presupposes
        rules = self.law.supporting.get(event, ())
        if len(rules) == 1 and event not in self.sight.free:
            (rule,) = rules
            if len(rule.on.events) == 1 or rule.on.quantifier == "all":
                yield from rule.on.events


def _beside(entries: Sequence[Entry], before: int, place: int) -> Entry:
    """Return an entry as it stands beside the one before it that is nobody's effect."""
    between = entries[before + 1 : place + 1] if before >= 0 else [entries[place]]
    date = before >= 0 and all(one.same_date for one in between)
    time = before >= 0 and all(one.same_time for one in between)
    return entries[place]._replace(same_date=date, same_time=time)


def _is_open(one: Entry) -> bool:
    """Whether an entry may have come in another order."""
    return one.floating or one.same_time


def _first(place: int, one: Entry) -> Placed:
    return Placed(place, one.day, Part.OPEN if one.part is Part.ANY else one.part)
