"""The bench on which threads of a record are judged, in every order that is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import count, islice, pairwise, product
from math import prod
from types import MappingProxyType
from typing import NamedTuple

from model.calendar import Calendar
from model.clock import WatchedClock
from model.record.closes import apart
from model.record.entries import Again, Repeats
from model.record.in_order import InOrder
from model.record.orders import MOST, Entry, Part, Placed, TooMany, orders
from model.record.rounds import Arranging
from model.record.sight import Sight
from model.record.standing import Judged, Standing, Why
from model.regime import Regime
from model.rule import bearers_of, events_of
from model.transition import Law

_SOME = 24
"""Orders from which it is told which duties a thread has, where there are too many."""

_Way = tuple[Sequence[Entry], Sequence[Placed]]
"""The entries of a thread, and those that count, in order."""


class _Thread(NamedTuple):
    """A thread in a matter of a known kind; of its entries those that are given count."""

    entries: Sequence[Entry]
    given: Sequence[int]
    told: Sequence[Entry]
    facts: Mapping[str, str]
    end: int

    @property
    def unplaced(self) -> bool:
        """Whether rounds, or which entry of an event counts, hang on an order that is open."""
        return any(one.unplaced for one in self.told)


class Bench:
    """Where threads are judged under a law, on days of its calendar.

    Parameters
    ----------
    rounds
        By event that comes again those that stand for it, round by round.
    repeats
        Which entry of an event counts, where the record does not tell which is of which round.
    """

    def __init__(
        self,
        sight: Sight,
        law: Law,
        calendar: Calendar,
        rounds: Mapping[str, Again] = MappingProxyType({}),
        repeats: Repeats = Repeats.FIRST,
    ) -> None:
        self.sight = sight
        self.rounds, self.repeats = rounds, repeats
        self.coming_again = frozenset(name for each in rounds.values() for name in each.events)
        self.law = law.under(WatchedClock(calendar))
        self.calendar = calendar
        self.regime = sight.regime
        self.needs = {event: self._needs(event) for event in self.regime.vocabulary.events}
        self.touching = {rule.id: events_of(rule) for rule in self.regime.rules}
        self.asked = _asked(self.regime)
        self.world = {event for event in self.needs if self.regime.is_exogenous(event)}
        self.nobody = by_nobody(sight, self.law)
        self.relevant = frozenset(self.regime.relevant)

    def judged(
        self, entries: Sequence[Entry], facts: Mapping[str, str | None], end: int
    ) -> tuple[Judged, ...]:
        """Return what became of each duty and lapse of one thread.

        A duty that does not stand alike in every order that the entries leave open, and in every
        kind of matter that it may be, is not judgeable, as is one whose act stands before what it
        needs. Of the orders only those count in which the fewest acts do.

        Parameters
        ----------
        facts
            The attributes of the matter; ``None`` for one that should be entered and is not.
        end
            How many working days of the calendar had closed when the record ended.
        """
        known = {name: value for name, value in facts.items() if value is not None}
        unknown = [name for name in facts if name in self.asked and name not in known]
        values = [self.regime.vocabulary.attributes[name].values for name in unknown]
        many = prod(map(len, values)) > MOST
        kinds = _one_by_one(values) if many else product(*values)
        found = {
            kind: {
                one.rule: one
                for one in self._of_kind(
                    entries, known | dict(zip(unknown, kind, strict=True)), end
                )
            }
            for kind in kinds
        }
        if len(found) == 1:
            return tuple(next(iter(found.values())).values())
        if many:
            return tuple(
                one._replace(standing=Standing.UNKNOWN, why=Why.TOO_MANY, late=-1)
                for one in self._agreed([*found.values()], Why.TOO_MANY)
            )
        return tuple(
            one._replace(about=_turning_on(one.rule, unknown, found))
            if one.why is Why.NO_FACT
            else one
            for one in self._agreed([*found.values()], Why.NO_FACT)
        )

    def _of_kind(
        self, entries: Sequence[Entry], facts: Mapping[str, str], end: int
    ) -> tuple[Judged, ...]:
        """What became of each duty and lapse in a matter whose attributes are known."""
        given = [place for place, one in enumerate(entries) if one.usable and not one.effect]
        told = [_beside(entries, before, place) for before, place in pairwise([-1, *given])]
        thread = _Thread(entries, given, told, facts, end)
        try:
            cases = self._cases(thread, self.needs)
            if not cases or (any(case.early for case in cases) and any(map(_is_open, told))):
                cases = self._cases(thread, {})
        except TooMany:
            return self._given_up(thread)
        least = min(len(case.early) for case in cases)
        possible = [case for case in cases if len(case.early) == least]
        found = [{one.rule: one for one in case} for case in possible]
        if len(found) == 1:
            return tuple(found[0].values())
        floating = any(one.floating for one in told)
        return tuple(self._agreed(found, Why.NO_TIME if floating else Why.SAME_INSTANT))

    def _cases(self, thread: _Thread, needs: Mapping[str, Set[str]]) -> list[InOrder]:
        """A thread in every order, of those in which what its events need has come before them."""
        if not thread.unplaced:
            judge = partial(self._in_order, thread, thread.entries)
            return apart(orders(thread.told, needs), judge)
        ways = list(islice(self._arranged(thread, needs), MOST + 1))
        if len(ways) > MOST:
            raise TooMany("record.too-many-orders", most=MOST)
        return [self._in_order(thread, *way) for way in ways]

    def _in_order(
        self,
        thread: _Thread,
        entries: Sequence[Entry],
        way: Sequence[Placed],
        either: frozenset[int] = frozenset(),
    ) -> InOrder:
        return InOrder(self, entries, thread.given, way, thread.facts, thread.end, either)

    def _given_up(self, thread: _Thread) -> tuple[Judged, ...]:
        """What a thread with too many orders has duties of, none of which is judged."""
        ways: list[_Way] = [(thread.entries, tuple(map(_first, count(), thread.told)))]
        if thread.unplaced:
            ways = list(islice(self._arranged(thread, {}), _SOME))
        found = {one.rule: one for way in ways for one in self._in_order(thread, *way)}
        rules = sorted(found, key=self.law.order.__getitem__)
        return tuple(
            found[rule]._replace(standing=Standing.UNKNOWN, why=Why.TOO_MANY, late=-1)
            for rule in rules
        )

    def _arranged(self, thread: _Thread, needs: Mapping[str, Set[str]]) -> Iterator[_Way]:
        """Every order of a thread whose rounds hang on it, each entry being of its round there."""
        arranging = Arranging(thread.told, self.rounds, needs, self.world, self.repeats)
        for arranged in arranging:
            entries, way = [*thread.entries], []
            for placed in arranged.way:
                one = arranged.entries[placed.place]
                if not one.party:
                    one = one._replace(party=usual_party(self.law, one.event))
                effect = one.unplaced and one.event in self.nobody
                entries[thread.given[placed.place]] = one._replace(effect=effect)
                if not effect and one.event in self.relevant:
                    way.append(placed)
            yield entries, way

    def _agreed(self, found: Sequence[Mapping[str, Judged]], why: Why) -> Iterator[Judged]:
        """What stands alike in every order; of dates and days late, the most lenient."""
        rules = sorted({rule for each in found for rule in each}, key=self.law.order.__getitem__)
        for rule in rules:
            every = [each.get(rule) for each in found]
            known = [one for one in every if one is not None]
            best = min(known, key=lambda one: (one.late, -one.due))
            if len(known) == len(every) and len({one.standing for one in known}) == 1:
                least = any(one.least for one in known) or len({one.late for one in known}) > 1
                yield best._replace(least=least)
            else:
                yield best._replace(standing=Standing.UNKNOWN, why=why, late=-1, least=False)

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


def usual_party(law: Law, event: str) -> str:
    """Return whose act an event is by the rules.

    Of several bearers the one that the shared words name is taken, else the first.
    """
    word = law.regime.vocabulary.events[event]
    bearers = [one for rule in law.supporting.get(event, ()) for one in bearers_of(rule)]
    return word.by if word.by in bearers or not bearers else bearers[0]


def by_nobody(sight: Sight, law: Law) -> frozenset[str]:
    """Return the events that nobody can do: only the clock brings them about."""
    governed, words = sight.regime.governed, sight.regime.vocabulary.events
    return frozenset(
        name
        for name in words
        if name in governed and name not in sight.free and name not in law.supporting
    )


def _asked(regime: Regime) -> frozenset[str]:
    """Return the attributes of a matter that rules, their defaults and the words ask about."""
    guards = [rule.when for rule in regime.rules]
    defaults = (default for rule in regime.obligations for default in rule.expiring)
    guards += [guard for default in defaults for guard in default.unless]
    guards += [regime.vocabulary.events[event].when for event in regime.relevant]
    return frozenset(name for guard in guards for name in guard)


def _one_by_one(values: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield kinds of matter in which one attribute has any value, and the others their first."""
    usual = tuple(each[0] for each in values)
    yield usual
    for place, each in enumerate(values):
        yield from ((*usual[:place], value, *usual[place + 1 :]) for value in each[1:])


def _turning_on(
    rule: str,
    unknown: Sequence[str],
    found: Mapping[tuple[str, ...], Mapping[str, Judged]],
) -> str:
    """Return the first attribute by which alone a rule comes to stand otherwise."""

    def stands(kind: tuple[str, ...]) -> Standing | None:
        one = found[kind].get(rule)
        return None if one is None else one.standing

    for place, name in enumerate(unknown):
        alike: dict[tuple[str, ...], set[Standing | None]] = {}
        for kind in found:
            alike.setdefault(kind[:place] + kind[place + 1 :], set()).add(stands(kind))
        if any(len(each) > 1 for each in alike.values()):
            return name
    return ""


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
