"""One question about all values of what a text leaves open, put to a prover.

Where nothing is left open that bears on it, the bound is a number, and found as any other is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import z3

from model.property import Property
from verify.bounds.closed_form import LateRuns, Piece
from verify.bounds.linear import EVERYWHERE, NOWHERE, Region, Sum
from verify.bounds.projection import Loaded, Projection
from verify.bounds.region import UnknownSpace
from verify.deletion import minimised_by_proofs
from verify.formula import Expr, both, every
from verify.patience import Undecided
from verify.prover import NEVER, Prover
from verify.search import greatest
from verify.slicing import bearing_on
from verify.verdict import Answer, Obeyed

if TYPE_CHECKING:
    from verify.bounds import ParametricBound

Rules = tuple[str, ...]
"""Rules by identifier, in the order of the file."""


class Runs:
    """The runs of a part of a regime, ready to be projected away."""

    def __init__(self, prover: Prover) -> None:
        encoding = prover.encoding
        moments = [event.at for event in encoding.events.values()]
        moments += [rule.opened for rule in encoding.rules.values()]
        days = {one.get_id(): one for one in (moment.day for moment in moments)}
        clocks = (rule.clock.day for rule in encoding.rules.values() if rule.clock is not None)
        days |= {one.get_id(): one for one in (*encoding.elapsed.values(), *clocks)}
        self.prover, self.days = prover, list(days.values())
        # Choices, and the rounds and ranks that order what happens on one day.
        self.others = [variable for variable in encoding.variables if variable.get_id() not in days]
        self.others += prover.given.values()
        self.loaded = Loaded(prover.solver, every(encoding.constraints, prover.context))

    def projected(self, statement: Sequence[Expr], domain: Sequence[Expr]) -> list[Expr]:
        """Return the cases, about the unknowns only, in which a statement can come true."""
        context = self.prover.context
        projection = Projection(statement, self.days, domain, context, self.others, self.loaded)
        return list(projection.cases())


class ParametricQuestion:
    """One property while some rules are obeyed, put to a prover with all limits unknown.

    Parameters
    ----------
    where
        The values that are asked about, all unless given. What is said of others means nothing.
    """

    def __init__(
        self, runs: Runs, prop: Property, obeyed: Obeyed, where: Expr | None = None
    ) -> None:
        self.runs, self.prover, self.prop, self.obeyed = runs, runs.prover, prop, obeyed
        self.literals = self.prover.encoding.literals(obeyed)
        self.delay = z3.Int("D", self.prover.context)
        limits = self.prover.limits
        domain = [limit >= 1 for limit in limits.values()]
        domain += [] if where is None else [where]
        self.all = UnknownSpace(dict(limits), domain, self.prover.context)

    def bound(self, blank: ParametricBound) -> ParametricBound:
        """Return the bound, by projection unless it is a number, and proved against the runs."""
        if self.numeric:
            return self._of_number(blank)
        unbounded = self.unbounded
        if unbounded == EVERYWHERE:
            return replace(blank, unbounded=unbounded, answer=Answer.REFUTED)
        reachable = self.reachable
        bound = replace(blank, reachable=reachable, unbounded=unbounded)
        bounded = self._not(unbounded)
        space = self.all.restricted(self.all.formula(reachable), bounded)
        if not space.possible():
            return replace(bound, answer=Answer.REFUTED)
        late = LateRuns(space, self.delay, self._lateness(space))
        pieces = late.closed_form() or late.told_apart()
        obeyed, mechanism = self._proved(pieces, bounded)
        rules = self._in_order({*obeyed, *mechanism})
        dated = self._dated(rules)
        exact = not dated or self._attained(pieces)
        if dated and exact and not self.prover.limits:
            pieces = (replace(pieces[0], bound=Sum(self._longest(pieces[0].bound.at({})))),)
            obeyed, mechanism = self._proved(pieces, bounded)
            rules = self._in_order({*obeyed, *mechanism})
        return replace(
            bound,
            answer=Answer.PROVED,
            pieces=pieces,
            in_hours=self._in_hours(pieces, bounded),
            exact=exact,
            dated=dated,
            rules=rules,
            articles=blank.regime.articles_behind(rules),
            obeyed=obeyed,
            mechanism=mechanism,
        )

    @cached_property
    def unbounded(self) -> Region:
        """The values for which the response need not come."""
        return self._region(self.prover.violated(self.prop, None))

    @cached_property
    def reachable(self) -> Region:
        """The values for which the trigger can occur."""
        return self._region(self.prover.triggered(self.prop))

    @property
    def numeric(self) -> bool:
        """Whether nothing is open in the runs, neither lengths nor dates."""
        return not self.prover.limits and not self.prover.encoding.elapsed

    def _of_number(self, blank: ParametricBound) -> ParametricBound:
        """Return the bound where it is a number."""
        days = self.prover.bound(self.prop, self.obeyed)
        if days is None:
            raise Undecided("no answer about a bound")
        if days == NEVER:
            return replace(blank, unbounded=EVERYWHERE, answer=Answer.REFUTED)
        pieces = (Piece(EVERYWHERE, Sum(days)),)
        obeyed, mechanism = self._proved(pieces, z3.BoolVal(True, self.prover.context))
        rules = self._in_order({*obeyed, *mechanism})
        early = self.prover.check([*self.literals, self._early_by(days)])
        if early == z3.unknown:
            raise Undecided("no answer about the hour")
        return replace(
            blank,
            answer=Answer.PROVED,
            pieces=pieces,
            in_hours=EVERYWHERE if early == z3.sat else NOWHERE,
            rules=rules,
            articles=blank.regime.articles_behind(rules),
            obeyed=obeyed,
            mechanism=mechanism,
        )

    def _early_by(self, days: int) -> Expr:
        """That a trigger before the close of business meets with so many days."""
        early = self.prover.encoding.events[self.prop.trigger].at.off == 0
        return both(early, self.prover.violated(self.prop, days - 1))

    def _in_order(self, named: set[str]) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.prover.regime.rules if rule.id in named)

    def _dated(self, rules: tuple[str, ...]) -> bool:
        """Whether limits counted in dates bear on when trigger and response come."""
        about = bearing_on(self.prover.regime, [self.prop.trigger, self.prop.response])
        bearing = {rule.id for rule in about.rules} | {*rules}
        return bool(bearing & self.prover.encoding.elapsed.keys())

    def _attained(self, pieces: Sequence[Piece]) -> bool:
        """Whether on some date it takes as long as it can with each limit for itself.

        Of several limits counted in dates it is known only where nothing else is unknown.
        """
        dates = self.prover.encoding.dates
        assert dates is not None
        alone = not self.prover.limits and len(pieces) == 1 and not pieces[0].bound.names
        return dates.settled() or (alone and dates.fit())

    def _longest(self, most: int) -> int:
        """Return the bound that a date attains, from one that none exceeds."""
        found = greatest(
            lambda days: self.prover.check([*self.literals, self.prover.violated(self.prop, days)]),
            max(most - 1, 0),
        )
        if found is None:
            raise Undecided("no answer about dates")
        return found

    def _not(self, region: Region) -> Expr:
        return z3.simplify(z3.Not(self.all.formula(region)))

    def _region(self, statement: Expr) -> Region:
        """Return the values for which some run makes a statement true."""
        cases = self.runs.projected([*self.literals, statement], self.all.domain)
        formula = self.all.any(cases)
        return self.all.cover(formula, self.all.atoms(formula))

    def _lateness(self, space: UnknownSpace) -> list[Expr]:
        """Return the values, and the days from 1 on, for which some run is as many days late."""
        later = self.prover.violated(self.prop, self.delay - 1)
        return self.runs.projected([*self.literals, later], [*space.domain, self.delay >= 1])

    def _in_hours(self, pieces: Sequence[Piece], bounded: Expr) -> Region:
        """Return the values for which a trigger before the close meets with the whole bound."""
        early = self.prover.encoding.events[self.prop.trigger].at.off == 0
        parts = []
        for piece in pieces:
            days, where = self.all.term(piece.bound), self.all.formula(piece.where)
            parts.append(z3.And(self.prover.violated(self.prop, days - 1), where))
        return self._region(z3.And(z3.Or(parts), early, bounded))

    def _proved(self, pieces: Sequence[Piece], bounded: Expr) -> tuple[Rules, Rules]:
        """Prove every piece against the runs; return the rules that the proofs need together.

        Those whose obedience they need, and those whose default or effect.
        """
        needed: set[tuple[str, str]] = set()
        for piece in pieces:
            later = self.prover.violated(self.prop, self.all.term(piece.bound))
            inside = z3.And(self.all.formula(piece.where), *self.all.domain)
            needed |= self._core(z3.And(later, inside, bounded))
        rules = [rule.id for rule in self.prover.regime.rules]
        obeyed = tuple(rule for rule in rules if ("obeys", rule) in needed)
        return obeyed, tuple(rule for rule in rules if ("forces", rule) in needed)

    def _core(self, violation: Expr) -> set[tuple[str, str]]:
        """The rules that a proof needs and for what (see ``_proved``), minimal by deletion."""

        def proof(literals: list[Expr]) -> set[int] | None:
            if self.prover.check([*literals, violation]) != z3.unsat:
                return None
            return {one.get_id() for one in self.prover.solver.unsat_core()}

        literals = self.prover.encoding.to_delete(self.obeyed)
        core = proof(literals)
        if core is None:
            raise Undecided("a bound that was found could not be proved")
        kept = minimised_by_proofs(
            literals, core, lambda _, rest: proof(rest), lambda one: one.get_id()
        )
        # A literal is named "obeys:" or "forces:" and the rule.
        names = (one.decl().name().partition(":") for one in kept)
        return {(kind, rule) for kind, _, rule in names}
