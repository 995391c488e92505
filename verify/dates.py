"""Limits counted in dates, taken at the lengths that they have on dates of one calendar.

The encoding gives such a limit any length that it has on some date, each limit for itself. Two of
them in one run may then be as long as they never are together. Here the run is put on the
calendar: ``base`` is the working day of the calendar on which day 0 of the run falls, one unknown
for all. What a date means for a length is told to the solver only as far as it matters (lemmas on
demand, as in CDCL(T); also Clarke et al., "Counterexample-guided abstraction refinement", 2000):
its model is looked up in the calendar, and where a length is not that of the date, a true
statement that the model breaks is added, and it is asked again. So "unsatisfiable" holds of every
date of the calendar, and a model is one of real dates.

A limit is spoken of only where it begins and ends within the calendar, which is one more
assumption literal, ``covered``. Where the limits of a
regime are so long that they would not fit, nothing is added, and lengths stay free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import z3

from model.deadline import Term
from model.lengths import Lengths
from model.rule import Timed
from verify.formula import (
    Expr,
    boolean,
    both,
    either,
    equal,
    holds_in,
    implies,
    integer,
    least,
    most,
    not_,
    plus,
    value_in,
)

if TYPE_CHECKING:
    from verify.terms import Terms

_NEARBY = 12
"""How often a length is shut out only near the date at hand, before it is said of all dates."""

_ROUNDS = 5_000
"""Statements about dates after which one question counts as not answered."""


class Dates:
    """The limits of an encoding that are counted in dates, on a calendar.

    Attributes
    ----------
    base
        The working day of the calendar on which day 0 of the run falls.
    covered
        The assumption literal that every limit begins where the calendar tells when it ends.
    """

    def __init__(self, encoding: Terms) -> None:
        self.encoding = encoding
        self.base = integer(f"{encoding.run}calendar:base", encoding.context)
        self.covered = boolean(f"{encoding.run}calendar:covered", encoding.context)
        self.tables = {rule: self._table(rule) for rule in encoding.elapsed}
        self._told: Counter[object] = Counter()

    def _table(self, rule: str) -> Lengths:
        term = self.encoding.deadlines.terms[rule]
        assert isinstance(term, Term)
        return self.encoding.deadlines.lengths[term]

    def fit(self) -> bool:
        """Whether all limits one after the other take no more than half of the calendar."""
        tables = self.tables.values()
        total = sum(table.whole_range[1] for table in tables)
        for rule in self.encoding.regime.timed:
            term = self.encoding.deadlines.terms[rule.id]
            if isinstance(term, Term) and not term.needs_calendar:
                total += self._longest(rule, term.count)
        return all(4 * total <= len(table.by_slot) for table in tables)

    def _longest(self, rule: Timed, days: int) -> int:
        """The most days that a limit of working days takes besides those of limits it waits for."""
        grants = self.encoding.deadlines.grants.get(rule.id, {}).values()
        longer = days + sum(more for more in grants if isinstance(more, int))
        return longer * (1 + len(rule.clock.restarts)) + len(rule.clock.suspensions)

    def settled(self) -> bool:
        """Whether lengths need no dates: one limit alone, with no length that no date gives."""
        return len(self.tables) == 1 and all(table.gapless for table in self.tables.values())

    def within(self) -> Iterator[Expr]:
        """Yield that the run is on the calendar wherever a limit counted in dates begins."""
        yield least(self.base, 0)
        for rule, table in self.tables.items():
            last = len(table.by_slot) // 2 - 1
            yield implies(both(self.covered, self.active(rule)), most(self.day(rule), last))

    def day(self, rule: str) -> Expr:
        """The working day of the calendar on which a rule is set going."""
        return plus(self.base, self.encoding.rules[rule].opened.day)

    def active(self, rule: str) -> Expr:
        """Whether a rule is set going and applies."""
        return self.encoding.rules[rule].active

    def refutations(self, model: Any) -> list[Expr]:
        """Return true statements about dates that a model breaks; none if it is of real dates."""
        begun = {
            rule: self._slot(model, rule)
            for rule in self.tables
            if holds_in(model, self.active(rule))
        }
        begun = {rule: at for rule, at in begun.items() if at < len(self.tables[rule].by_slot)}
        wrong = [
            self._refuted(rule, slot, length)
            for rule, slot in begun.items()
            if (length := self.length(model, rule)) not in self.tables[rule].of(slot)
        ]
        return wrong or list(self._out_of_order(model, begun))

    def _slot(self, model: Any, rule: str) -> int:
        off = self.encoding.rules[rule].opened.off
        day = value_in(model, self.day(rule))
        return 2 * day + value_in(model, off)

    def length(self, model: Any, rule: str) -> int:
        """Return how many working days a limit lasts in a model."""
        return value_in(model, self.encoding.elapsed[rule])

    def _refuted(self, rule: str, slot: int, length: int) -> Expr:
        """That a length which a rule does not have from a slot does not occur there, or nearby."""
        table, off = self.tables[rule], slot % 2
        known = table.of(slot)
        if known[0] < length < known[-1]:
            here = both(equal(self.day(rule), slot // 2), self._off(rule, off))
            fitting = either(*(equal(self.encoding.elapsed[rule], one) for one in known))
            return implies(both(self.active(rule), here), fitting)
        above = length > known[-1]
        self._told[rule, off, length, above] += 1
        if self._told[rule, off, length, above] > _NEARBY:
            return self._only_there(rule, off, length, above)
        return self._not_nearby(rule, slot, length, above)

    def _off(self, rule: str, off: int) -> Expr:
        return equal(self.encoding.rules[rule].opened.off, off)

    def _reaches(self, rule: str, slot: int, length: int, above: bool) -> bool:
        """Whether a rule may last so long from a slot or longer; or so short or shorter."""
        known = self.tables[rule].of(slot)
        return known[-1] >= length if above else known[0] <= length

    def _beyond(self, rule: str, length: int, above: bool) -> Expr:
        term = self.encoding.elapsed[rule]
        return least(term, length) if above else most(term, length)

    def _not_nearby(self, rule: str, slot: int, length: int, above: bool) -> Expr:
        """That it lasts less (or more) from all dates around on which it does."""
        table = self.tables[rule]
        first = last = slot
        while first >= 2 and not self._reaches(rule, first - 2, length, above):
            first -= 2
        while last + 2 < len(table.by_slot) and not self._reaches(rule, last + 2, length, above):
            last += 2
        day = self.day(rule)
        near = both(least(day, first // 2), most(day, last // 2), self._off(rule, slot % 2))
        return implies(both(self.active(rule), near), not_(self._beyond(rule, length, above)))

    def _only_there(self, rule: str, off: int, length: int, above: bool) -> Expr:
        """That it lasts so long (or short) only from the dates from which it does."""
        table, day = self.tables[rule], self.day(rule)
        slots = range(off, len(table.by_slot), 2)
        spans = [
            [slot // 2 for slot in group]
            for reached, group in groupby(
                slots, lambda slot: self._reaches(rule, slot, length, above)
            )
            if reached
        ]
        there = either(*(both(least(day, span[0]), most(day, span[-1])) for span in spans))
        begun = both(self.active(rule), self._off(rule, off), self._beyond(rule, length, above))
        return implies(begun, there)

    def _out_of_order(self, model: Any, begun: dict[str, int]) -> Iterator[Expr]:
        """Yield that limits which begin in one time off have dates in the order of their steps.

        Those of one step begin on one date.
        """
        for slot in {slot for slot in begun.values() if slot % 2}:
            steps = [_Step(self, model, rule, slot) for rule in begun if begun[rule] == slot]
            if len(steps) > 1 and not _in_order(steps):
                for step in [*steps]:
                    others = [one for one in steps if one is not step]
                    steps = steps if _in_order(others) else others
                yield not_(self._together(model, sorted(steps, key=_rank)))

    def _together(self, model: Any, steps: list[_Step]) -> Expr:
        """That limits begin where they do in a model, in the order of their steps."""
        fixed = [self._fixed(model, step.rule) for step in steps]
        because = [one for step in steps for one in step.because]
        order = [
            equal(one.at, then.at) if one.rank == then.rank else most(one.at, then.at)
            for one, then in pairwise(steps)
        ]
        return both(*fixed, *because, *order)

    def _fixed(self, model: Any, rule: str) -> Expr:
        """That a rule is set going where it is in a model, and lasts as long."""
        slot = self._slot(model, rule)
        begun = both(self.active(rule), equal(self.day(rule), slot // 2), self._off(rule, 1))
        return both(begun, equal(self.encoding.elapsed[rule], self.length(model, rule)))


class _Step:
    """The step of a model in which a limit begins, and the days on which it would last so long.

    What one event counts as comes in one step with it.

    Attributes
    ----------
    at, rank
        The order of the step among those of its slot, for the solver and in the model.
    because
        What makes it a step with its cause.
    """

    def __init__(self, dates: Dates, model: Any, rule: str, slot: int) -> None:
        encoding = dates.encoding
        self.rule, self.because = rule, list[Expr]()
        self.at = encoding.rules[rule].opened.rank
        on = encoding.regime.by_id[rule].on.events
        while len(on) == 1 and (cause := encoding.counted_by(model, on[0])) is not None:
            self.because.append(encoding.events[on[0]].counted[cause])
            self.at = encoding.rules[cause].opened.rank
            on = encoding.regime.by_id[cause].on.events
        self.rank = value_in(model, self.at)
        length = dates.length(model, rule)
        self.days = {day for day, known in dates.tables[rule].by_slot[slot] if known == length}


def _in_order(steps: Iterable[_Step]) -> bool:
    """Whether steps can have dates in their order, those of one step the same."""
    reached = 0
    for _, together in groupby(sorted(steps, key=_rank), key=_rank):
        days = set.intersection(*(step.days for step in together))
        later = [day for day in days if day >= reached]
        if not later:
            return False
        reached = min(later)
    return True


def _rank(step: _Step) -> int:
    return step.rank


class DatedSolver:
    """A solver whose models are of real dates; it is used like any other."""

    def __init__(self, solver: Any, dates: Dates) -> None:
        self._solver = solver
        self.dates = dates
        self.lemmas: list[Expr] = list(dates.within())
        solver.add(*self.lemmas)

    def check(self, *assumptions: Any) -> Any:
        """Return the answer; where it is ``sat``, there is a model of real dates."""
        return self.check_beyond(self.dates.covered, *_flat(assumptions))

    def check_beyond(self, *assumptions: Any) -> Any:
        """The same, but of limits that begin where the calendar does not tell when they end.

        There they may last as long as anywhere.
        """
        asked = _flat(assumptions)
        for _ in range(_ROUNDS):
            answer = self._solver.check(asked)
            if answer != z3.sat:
                return answer
            broken = self.dates.refutations(self._solver.model())
            if not broken:
                return answer
            self.lemmas += broken
            self._solver.add(*broken)
        return z3.unknown

    @contextmanager
    def supposing(self, claims: Iterable[Expr]) -> Iterator[None]:
        """Let claims hold in what is asked within; what is learned of dates is kept."""
        known = len(self.lemmas)
        try:
            with self._solver.supposing(claims):
                yield
        finally:
            self._solver.add(*self.lemmas[known:])

    def model(self) -> Any:
        """The model of the last answer."""
        return self._solver.model()

    def unsat_core(self) -> Any:
        """The assumptions that the last answer needed."""
        return self._solver.unsat_core()

    def reason_unknown(self) -> str:
        """Why the last question was not answered."""
        return str(self._solver.reason_unknown())

    def add(self, *statements: Any) -> None:
        """State something for good."""
        self._solver.add(*statements)


def _flat(assumptions: Iterable[Any]) -> list[Any]:
    """The assumptions of a question, which z3py takes one by one or in a list."""
    return [
        part for one in assumptions for part in (one if isinstance(one, list | tuple) else [one])
    ]
