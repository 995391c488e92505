"""The master problem: the cheapest edits that nothing excludes yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import z3

from model.amendment import Edit, NewCountsAs, NewDeadline, NewDefault, NewDuty, article_of
from verify.amend.requirement import Requirement
from verify.amend.symbolic import Choices
from verify.formula import Expr
from verify.patience import Undecided
from verify.solver import STEPS, Solver

# One optimisation of all costs after one another, which is more than one plain question.
_STEPS = 3 * STEPS // 2


class Cost(NamedTuple):
    """What an amendment costs. The optimiser takes the fields in this order, the first one first.

    Attributes
    ----------
    articles
        Articles touched or added.
    days
        Working days by which stated limits deviate from what they were, and those by which an edit
        otherwise shortens the time that a bearer has.
    added
        Articles added.
    edits
        Single edits; a duty with a default counts as two.
    short
        Working days by which limits that had no figure stay below the longest allowed.
    """

    articles: int
    days: int
    added: int
    edits: int
    short: int


class Candidate(NamedTuple):
    """Edits with their cost, and the values of the unknowns that say so."""

    edits: tuple[Edit, ...]
    cost: Cost
    values: list[Expr]


class Master:
    """The choices that no violation found so far excludes."""

    def __init__(self, choices: Choices, requirements: Sequence[Requirement]) -> None:
        self.choices = choices
        context = choices.context
        self.wanted = [z3.Bool(f"required:{n}", context) for n in range(len(requirements))]
        self._facts: list[Expr] = list(choices.domain)
        added = self._count(list(choices.added.values()))
        self._goals = Cost(self._articles(), self._days(), added, self._edits(), self._short())

    def cheapest(self, wanted: Collection[int]) -> Candidate | None:
        """Return a cheapest choice for some requirements; ``None`` where all are excluded.

        Raises
        ------
        Undecided
            When the optimiser gives up.
        """
        optimiser = Solver(z3.Optimize(ctx=self.choices.context), _STEPS)
        optimiser.add(*self._facts)
        optimiser.add(*(self.wanted[place] for place in wanted))
        for goal in self._goals:
            optimiser.minimize(goal)
        answer = optimiser.check()
        if answer == z3.unknown:
            raise Undecided(optimiser.reason_unknown())
        return self._proposal(optimiser.model()) if answer == z3.sat else None

    def exclude(self, place: int, case: Expr) -> None:
        """Exclude the choices of a case where a requirement is wanted."""
        self._facts.append(z3.Implies(self.wanted[place], z3.Not(case)))

    def refuse(self, place: int, edits: Collection[Edit]) -> None:
        """Exclude one choice of edits where a requirement is wanted."""
        self.exclude(place, self._just(edits))

    def only(self, cost: Cost) -> None:
        """Look for amendments of one cost only."""
        pairs = zip(self._goals, cost, strict=True)
        self._facts += [goal == value for goal, value in pairs]

    def without(self, edits: Collection[Edit]) -> None:
        """Exclude one choice of edits."""
        self._facts.append(z3.Not(self._just(edits)))

    def _just(self, edits: Collection[Edit]) -> Expr:
        return z3.And(z3.BoolVal(True, self.choices.context), *self.values(edits))

    def values(self, edits: Collection[Edit]) -> list[Expr]:
        """Return the unknowns' values that say exactly these edits."""
        choices = self.choices
        timed = {edit.rule: edit.days for edit in edits if isinstance(edit, NewDeadline)}
        duties = {edit.id: edit for edit in edits if isinstance(edit, NewDuty)}
        counted = {edit.id for edit in edits if isinstance(edit, NewCountsAs)}
        defaults = {edit.rule for edit in edits if isinstance(edit, NewDefault)}
        values = [one == (name in timed) for name, one in choices.timed.items()]
        values += [one == (name in defaults) for name, one in choices.default.items()]
        values += [one == (start in edits) for start, one in choices.start.items()]
        values += [
            one == (name in duties or name in counted) for name, one in choices.added.items()
        ]
        values += [
            one == (name in duties and duties[name].deemed) for name, one in choices.deemed.items()
        ]
        for name, days in choices.days.items():
            value = duties[name].days if name in duties else timed.get(name, 1)
            values.append(days == value)
        return values

    def _proposal(self, model: Any) -> Candidate:
        edits = tuple(self._edits_of(model))
        values = (int(model.eval(goal, True).as_long()) for goal in self._goals)
        return Candidate(edits, Cost(*values), self.values(edits))

    def _edits_of(self, model: Any) -> list[Edit]:
        choices, space = self.choices, self.choices.space

        def made(choice: Expr) -> bool:
            return bool(z3.is_true(model.eval(choice, True)))

        def days(name: str) -> int:
            return int(model.eval(choices.days[name], True).as_long())

        edits: list[Edit] = [
            NewDeadline(name, days(name)) for name, one in choices.timed.items() if made(one)
        ]
        edits += [default for default in space.defaults if made(choices.default[default.rule])]
        edits += [start for start in space.starts if made(choices.start[start])]
        edits += [
            NewDuty(
                duty.id,
                duty.article,
                duty.on,
                duty.bearer,
                duty.act,
                days(duty.id),
                duty.when,
                made(choices.deemed[duty.id]),
            )
            for duty in space.duties
            if made(choices.added[duty.id])
        ]
        edits += [one for one in space.counted if made(choices.added[one.id])]
        return edits

    def _made(self) -> list[tuple[str, Expr]]:
        """Every choice with the article that it touches."""
        choices, space = self.choices, self.choices.space
        by_rule = space.regime.by_id
        made = [(by_rule[name].article, one) for name, one in choices.timed.items()]
        made += [(by_rule[name].article, one) for name, one in choices.default.items()]
        made += [(by_rule[start.rule].article, one) for start, one in choices.start.items()]
        made += [(article_of(one, space.regime), choices.added[one.id]) for one in space.added]
        made += [(duty.article, choices.deemed[duty.id]) for duty in space.duties]
        return made

    def _sum(self, parts: list[Expr]) -> Expr:
        return z3.Sum([z3.IntVal(0, self.choices.context), *parts])

    def _count(self, parts: list[Expr]) -> Expr:
        unit, none = (z3.IntVal(n, self.choices.context) for n in (1, 0))
        return self._sum([z3.If(part, unit, none) for part in parts])

    def _articles(self) -> Expr:
        groups: dict[str, list[Expr]] = {}
        for article, choice in self._made():
            groups.setdefault(article, []).append(choice)
        return self._count([z3.Or(ones) for ones in groups.values()])

    def _days(self) -> Expr:
        none = z3.IntVal(0, self.choices.context)
        parts = []
        for name, now in self.choices.space.timed.items():
            if now is not None:
                days = self.choices.days[name]
                away = z3.If(days >= now, days - now, now - days)
                parts.append(z3.If(self.choices.timed[name], away, none))
        space, choices = self.choices.space, self.choices
        for counted in space.counted:
            lost = z3.IntVal(space.lost(counted), choices.context)
            parts.append(z3.If(choices.added[counted.id], lost, none))
        for start in space.starts:
            lost = z3.IntVal(space.lost(start), choices.context)
            parts.append(z3.If(choices.start[start], lost, none))
        for duty in space.duties:
            had = space.waits.get((duty.on, duty.act))
            if had is not None:
                days = choices.days[duty.id]
                shorter = z3.And(choices.added[duty.id], days < had)
                parts.append(z3.If(shorter, had - days, none))
        return self._sum(parts)

    def _edits(self) -> Expr:
        return self._count([choice for _, choice in self._made()])

    def _short(self) -> Expr:
        """Figures that nothing is to be near to."""
        choices, none = self.choices, z3.IntVal(0, self.choices.context)
        open_now = {name for name, now in choices.space.timed.items() if now is None}
        chosen = {name: choices.timed[name] for name in open_now}
        chosen |= {duty.id: choices.added[duty.id] for duty in choices.space.duties}
        longest = choices.space.longest
        return self._sum(
            [
                z3.If(made, longest - choices.days[name], none)
                for name, made in sorted(chosen.items())
            ]
        )
