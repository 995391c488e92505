"""The guaranteed bound as an expression over what a text leaves open, proved for all values.

**What is proved.** For every value, from 1 on, of the open limits (and, if asked, of the stated
deadlines in working days) the response comes within the expression's number of working days in
every admissible run that obeys what is assumed: no run is later, by one plain unsatisfiability
answer for each piece of the expression, with all values unknown at once. Nothing is said about
values for which the bound is named unbounded or the trigger cannot occur, nor about queues.
Unless a limit counted in dates is involved, the expression is also attained for all these values.

**How.** The runs are projected away (:mod:`verify.bounds.projection`), which leaves a formula
about the unknowns and the days; :mod:`verify.bounds.closed_form` reads the bound from it.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import z3

from model.calendar import Calendar
from model.property import Property
from model.regime import Regime
from model.unknowns import with_unknown_deadlines
from verify import arguments
from verify.asking import not_of_one_thread
from verify.bounds.closed_form import Piece
from verify.bounds.exempted import Exemption, bound_by_values, exemptions_of
from verify.bounds.linear import EVERYWHERE, NOWHERE, Expression, Region, Values, at_most, meet
from verify.bounds.question import ParametricQuestion, Runs
from verify.bounds.region import UnknownSpace
from verify.deadlines import ANY_VALUE
from verify.guarantees import answer_without, unregulated
from verify.patience import Undecided
from verify.prover import Prover, Provers, provers_for
from verify.slicing import slice_of
from verify.solver import heed
from verify.verdict import Answer, Assume, Reason


@dataclass(frozen=True)
class ParametricBound:
    """The guaranteed bound of a property for all values of what the text leaves open.

    Attributes
    ----------
    regime
        As the text has it; its counting is the one that the bound holds for.
    answer
        ``proved``: bounded for some values; ``refuted``: for none; else as for a verdict.
    asked
        The obligations whose limit was unknown, in the order of the file; the names of the
        unknowns in every expression and region.
    pieces
        Together they are the bound wherever there is one and the trigger can occur; a single piece
        holds everywhere there.
    unbounded
        The values for which the response need not come.
    reachable
        The values for which the trigger can occur; elsewhere nothing is claimed.
    in_hours
        The values for which an event before the close of business can meet with the whole bound;
        elsewhere only one after it, which counts as the next day's where the first day is counted.
    exact
        Whether the bound is attained for all values, see :class:`~verify.verdict.Bound`.
    dated
        Whether limits counted in dates bear on it.
    rules, articles
        What the proofs of all pieces need together; one of possibly several such sets.
    obeyed, mechanism
        The rules of these that have to be obeyed; those whose default or effect has to work.
    exemptions
        The duties that are exempt, by the values for which they are. The expression, like the
        regions, is at each value that of what is exempt for it.
    reason
        As for a verdict.
    """

    regime: Regime
    property: Property
    assume: Assume
    answer: Answer
    asked: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    unbounded: Region = NOWHERE
    reachable: Region = EVERYWHERE
    in_hours: Region = NOWHERE
    exact: bool = True
    dated: bool = False
    rules: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    reason: Reason | None = None
    obeyed: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()

    @builtins.property
    def unregulated(self) -> bool:
        """Whether the regime does not regulate what was asked."""
        return self.reason is not None and self.reason.unregulated

    @cached_property
    def exempt(self) -> tuple[str, ...]:
        """The duties that are exempt for some values, in the order of the file."""
        named = {rule for one in self.exemptions for rule in one.rules}
        return tuple(rule.id for rule in self.regime.rules if rule.id in named)

    @cached_property
    def expression(self) -> Expression | None:
        """The bound in closed form; ``None`` where there is none or cases are told apart."""
        return self.pieces[0].bound if len(self.pieces) == 1 else None

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The unknowns on which it depends whether there is a bound, and which."""
        named = set(self.unbounded.names | self.reachable.names)
        for piece in self.pieces:
            named |= piece.where.names | piece.bound.names
        for exemption in self.exemptions:
            named |= exemption.where.names
        return tuple(name for name in self.asked if name in named)

    def at(self, values: Values) -> int | None:
        """Return the bound for values of the parameters; ``None`` where there is none.

        Where the trigger cannot occur it is 0. Every unknown that was asked about has a value,
        from 1 on.
        """
        values = self._checked(values)
        if not self.reachable.at(values):
            return 0
        if self.unbounded.at(values):
            return None
        return next(piece.bound.at(values) for piece in self.pieces if piece.where.at(values))

    def _checked(self, values: Values) -> Values:
        if missing := [name for name in self.parameters if name not in values]:
            raise ValueError(f"'values' takes a value for every unknown; {missing[0]!r} has none")
        return {name: arguments.working_days(days, "values", 1) for name, days in values.items()}

    def within(self, days: int) -> Region:
        """Return the values for which the trigger can occur and the bound is at most so many days.

        Raises
        ------
        Undecided
            Where the solver gives up.
        """
        days = arguments.working_days(days, "days")
        space = _space(self.asked)
        parts = [meet(piece.where, at_most(piece.bound, days)) for piece in self.pieces]
        bounded = z3.Not(space.formula(self.unbounded))
        holds = space.any([space.formula(part) for part in parts])
        wanted = z3.And(holds, bounded, space.formula(self.reachable))
        regions = [*parts, self.unbounded, self.reachable]
        return space.cover(
            z3.simplify(wanted),
            [inequality for part in regions for inequality in part.inequalities],
        )


def _space(names: Iterable[str]) -> UnknownSpace:
    context = z3.Context()
    unknowns = {name: z3.Int(name, context) for name in names}
    return UnknownSpace(unknowns, [unknown >= 1 for unknown in unknowns.values()], context)


def parametric_bounds(
    regime: Regime,
    properties: Property | Iterable[Property],
    assumptions: arguments.Assumptions = (Assume.EVERYONE, Assume.NOBODY),
    deadlines: bool = False,
    calendar: Calendar | None = None,
    provers: Provers | None = None,
) -> list[ParametricBound]:
    """Return the bounds of properties for all values of a regime's open limits.

    Parameters
    ----------
    deadlines
        Whether the stated deadlines in working days are unknown as well.
    provers
        Provers to ask, where other questions are put to the same regimes in the same thread.

    Returns
    -------
    list of ParametricBound
        In the order property, assumption. Safe to call from several threads.
    """
    regime = arguments.regime(regime)
    properties = [arguments.timed(one) for one in arguments.properties(properties, regime)]
    assumptions = arguments.assumptions(assumptions)
    deadlines = arguments.flag(deadlines, "deadlines")
    provers = provers_for(provers, calendar)
    known: dict[Prover, Runs] = {}
    opened = with_unknown_deadlines(regime) if deadlines else regime
    bounds = []
    for prop in properties:
        part = slice_of(opened, *prop.about)
        for assume in assumptions:
            blank = ParametricBound(regime, prop, assume, Answer.UNKNOWN)
            reason = unregulated(regime, prop) or not_of_one_thread(regime, prop)
            if reason:
                bounds.append(replace(blank, answer=answer_without(reason), reason=reason))
            else:
                bounds.append(_asked(blank, provers, part, known))
    return bounds


def _asked(
    blank: ParametricBound, provers: Provers, part: Regime, known: dict[Prover, Runs]
) -> ParametricBound:
    try:
        heed()
        prover = provers.of(part, ANY_VALUE)
        if prover not in known:
            known[prover] = Runs(prover)
        return _answered(blank, known[prover])
    except Undecided as undecided:
        return replace(blank, reason=undecided.reason)


def _answered(blank: ParametricBound, runs: Runs) -> ParametricBound:
    prover = runs.prover
    blank = replace(blank, asked=tuple(prover.limits))
    try:
        if prover.limits:
            return bound_by_values(runs, blank)
        supposed = prover.supposed(blank.property, blank.assume)
        blank = replace(blank, exemptions=exemptions_of(supposed.exempt))
        if supposed.reachable == z3.unsat:
            return replace(blank, answer=Answer.VACUOUS, reason=Reason.TRIGGER_UNREACHABLE)
        if supposed.reachable != z3.sat:
            raise Undecided("no answer about the trigger")
        return ParametricQuestion(runs, blank.property, supposed.obeyed).bound(blank)
    except Undecided as undecided:
        return replace(blank, reason=undecided.reason)
