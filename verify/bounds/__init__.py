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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import z3

from model.calendar import Calendar
from model.property import Property
from model.regime import Regime
from model.unknowns import with_unknown_deadlines
from verify import arguments
from verify.asking import not_of_one_thread
from verify.bounds.closed_form import LateRuns, Piece
from verify.bounds.linear import EVERYWHERE, NOWHERE, Expression, Region, Sum, Values, at_most, meet
from verify.bounds.projection import Loaded, Projection
from verify.bounds.region import UnknownSpace
from verify.deadlines import ANY_VALUE
from verify.deletion import minimised
from verify.formula import Expr
from verify.guarantees import answer_without, unregulated
from verify.prover import Prover, Provers, provers_for
from verify.search import greatest
from verify.slicing import bearing_on, slice_of
from verify.solver import Undecided, heed
from verify.verdict import Answer, Assume, Obeyed, Reason

Rules = tuple[str, ...]
"""Rules by identifier, in the order of the file."""


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
    exempt, reason
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
    exempt: tuple[str, ...] = ()
    reason: Reason | None = None
    obeyed: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()

    @builtins.property
    def unregulated(self) -> bool:
        """Whether the regime does not regulate what was asked."""
        return self.reason is not None and self.reason.unregulated

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
) -> list[ParametricBound]:
    """Return the bounds of properties for all values of a regime's open limits.

    Parameters
    ----------
    deadlines
        Whether the stated deadlines in working days are unknown as well.

    Returns
    -------
    list of ParametricBound
        In the order property, assumption. Safe to call from several threads.
    """
    regime = arguments.regime(regime)
    properties = [arguments.timed(one) for one in arguments.properties(properties, regime)]
    assumptions = arguments.assumptions(assumptions)
    deadlines = arguments.flag(deadlines, "deadlines")
    provers = provers_for(None, calendar)
    known: dict[Prover, _Runs] = {}
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
    blank: ParametricBound, provers: Provers, part: Regime, known: dict[Prover, _Runs]
) -> ParametricBound:
    try:
        heed()
        prover = provers.of(part, ANY_VALUE)
        if prover not in known:
            known[prover] = _Runs(prover)
        return _answered(blank, known[prover])
    except Undecided as undecided:
        return replace(blank, reason=undecided.reason)


def _answered(blank: ParametricBound, runs: _Runs) -> ParametricBound:
    prover = runs.prover
    supposed = prover.supposed(blank.property, blank.assume)
    blank = replace(blank, exempt=supposed.exempt, asked=tuple(prover.limits))
    if supposed.reachable == z3.unsat:
        return replace(blank, answer=Answer.VACUOUS, reason=Reason.TRIGGER_UNREACHABLE)
    try:
        if supposed.reachable != z3.sat:
            raise Undecided("no answer about the trigger")
        return _ParametricQuestion(runs, blank.property, supposed.obeyed).bound(blank)
    except Undecided as undecided:
        return replace(blank, reason=undecided.reason)


class _Runs:
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
        self.loaded = Loaded(prover.solver, z3.And(encoding.constraints))

    def projected(self, statement: Sequence[Expr], domain: Sequence[Expr]) -> list[Expr]:
        """Return the cases, about the unknowns only, in which a statement can come true."""
        context = self.prover.context
        projection = Projection(statement, self.days, domain, context, self.others, self.loaded)
        return list(projection.cases())


class _ParametricQuestion:
    """One property under one assumption, put to a prover with all limits unknown."""

    def __init__(self, runs: _Runs, prop: Property, obeyed: Obeyed) -> None:
        self.runs, self.prover, self.prop = runs, runs.prover, prop
        self.literals = self.prover.encoding.literals(obeyed)
        self.delay = z3.Int("D", self.prover.context)
        limits = self.prover.limits
        domain = [limit >= 1 for limit in limits.values()]
        self.all = UnknownSpace(dict(limits), domain, self.prover.context)

    def bound(self, blank: ParametricBound) -> ParametricBound:
        """Return the bound, found by projection and proved against the runs."""
        unbounded = self._region(self.prover.violated(self.prop, None))
        if unbounded == EVERYWHERE:
            return replace(blank, unbounded=unbounded, answer=Answer.REFUTED)
        reachable = self._region(self.prover.triggered(self.prop))
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
            needed |= self._core(z3.And(later, self.all.formula(piece.where), bounded))
        rules = [rule.id for rule in self.prover.regime.rules]
        obeyed = tuple(rule for rule in rules if ("obeys", rule) in needed)
        return obeyed, tuple(rule for rule in rules if ("forces", rule) in needed)

    def _core(self, violation: Expr) -> set[tuple[str, str]]:
        """The rules that a proof needs and for what (see ``_proved``), minimal by deletion."""
        if self.prover.check([*self.literals, violation]) != z3.unsat:
            raise Undecided("a bound that was found could not be proved")
        named = {one.get_id() for one in self.prover.solver.unsat_core()}
        core = [literal for literal in self.literals if literal.get_id() in named]

        def proved(_: Expr, rest: list[Expr]) -> bool:
            return bool(self.prover.check([*rest, violation]) == z3.unsat)

        # A literal is named "obeys:" or "forces:" and the rule.
        names = (one.decl().name().partition(":") for one in minimised(core, proved))
        return {(kind, rule) for kind, _, rule in names}
