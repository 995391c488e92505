"""The searches that are quick, against the optimiser that says the same in a line."""

from __future__ import annotations

from collections import Counter
from typing import Any

import z3
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.deadline import Reading, Within
from model.property import Property
from model.regime import Regime
from model.rule import Default, Timed, act_of
from protocols import library
from tests.draws import draws, enough
from tests.small import NAME, counts, duty, regime, regimes
from verify.counterexample import shortest_model
from verify.deadlines import Deadlines
from verify.encoding import Encoding
from verify.estimate import estimated
from verify.moment import Due
from verify.prover import NEVER, Prover, Provers
from verify.search import greatest, least_model
from verify.size import Total
from verify.slicing import slice_of
from verify.solver import Solver
from verify.terms import EventTerms
from verify.verdict import NOBODY, Obeyed
from verify.violation import delay

READING = Reading(2)
SEEN: Counter[str] = Counter()


def measured(encoding: Encoding, model: Any) -> list[int]:
    """Occurrences, distance from an ordinary case, slots and rounds, read from the model."""
    found = [0, sum(number(model, one) for one in encoding.attributes.values()), 0]
    for event in encoding.events.values():
        if z3.is_true(model.eval(event.occurs, True)):
            found[0] += 1
            day, off, turn = (
                number(model, one) for one in (event.at.day, event.at.off, event.at.round)
            )
            found[2] += 2 * day + off + turn
    return found


def number(model: Any, term: Any) -> int:
    return int(model.eval(term, model_completion=True).as_long())


def optimal_model(encoding: Encoding, question: list[Any], start: Any = None) -> Any:
    """A shortest run by lexicographic optimisation: the clear way."""
    optimiser = z3.Optimize(ctx=encoding.context)
    optimiser.add(encoding.constraints)
    optimiser.add(*question)
    events = encoding.events.values()
    optimiser.minimize(z3.Sum([z3.If(event.occurs, 1, 0) for event in events]))
    if encoding.attributes:
        optimiser.minimize(z3.Sum([*encoding.attributes.values()]))
    times = [(event, event.at.slot + event.at.round) for event in events]
    optimiser.minimize(z3.Sum([z3.If(event.occurs, time, 0) for event, time in times]))
    return optimiser.model() if optimiser.check() == z3.sat else None


def optimal_bound(prover: Prover, prop: Property, obeyed: Obeyed) -> int:
    """The greatest delay by optimisation, given that the trigger can occur."""
    literals = prover.literals(obeyed)
    if prover.check([*literals, prover.violated(prop, None)]) == z3.sat:
        return NEVER
    optimiser = z3.Optimize(ctx=prover.context)
    optimiser.add(prover.encoding.constraints)
    optimiser.add(*literals, prover.triggered(prop))
    goal = optimiser.maximize(delay(prover.encoding, prop))
    assert optimiser.check() == z3.sat
    return int(optimiser.upper(goal).as_long())


def check_searches(prover: Prover, prop: Property) -> None:
    for obeyed in (prover.binding, NOBODY):
        literals = prover.literals(obeyed)
        if prover.check([*literals, prover.triggered(prop)]) == z3.sat:
            bound = prover.bound(prop, obeyed)
            assert bound == optimal_bound(prover, prop, obeyed)
            SEEN["never" if bound == NEVER else "late" if bound else "at once"] += 1
        question = [*literals, prover.violated(prop, 0)]
        found = shortest_model(prover.encoding, question)
        best = optimal_model(prover.encoding, question)
        assert (found is None) == (best is None)
        if found is not None:
            assert measured(prover.encoding, found) == measured(prover.encoding, best)
            SEEN["run"] += 1


@given(regimes(most=3), st.booleans())
@draws(60, phases=[Phase.generate])
def test_bound_and_length_of_the_shortest_run_are_those_of_the_optimiser(
    of: Regime, performed: bool
) -> None:
    for rule in of.obligations:
        prop = Property("any", NAME, rule.on.events[0], rule.act, performed)
        check_searches(Provers(chinese_calendar()).of(slice_of(of, prop.trigger), READING), prop)


def test_the_random_regimes_held_bounds_and_runs_of_every_kind() -> None:
    assert all(SEEN[kind] >= enough(5) for kind in ("never", "late", "run")), SEEN


def test_bounds_of_a_shipped_regime_are_those_of_the_optimiser() -> None:
    guanxian, provers = library.find("guanxian"), Provers(chinese_calendar())
    for prop in library.properties().values():
        if {prop.trigger, prop.response} <= guanxian.mentioned:
            prover = provers.of(provers.part(guanxian, prop.trigger), READING)
            for obeyed in (prover.binding, NOBODY):
                if prover.check([*prover.literals(obeyed), prover.triggered(prop)]) == z3.sat:
                    assert prover.bound(prop, obeyed) == optimal_bound(prover, prop, obeyed)


class Bare(Encoding):
    """Without what is said for the solver's sake alone."""

    def _comes(self, duty: Timed, default: Default) -> Any:
        return z3.BoolVal(True, self.context)

    def _by_day(self, act: EventTerms, due: Due | None) -> list[Any]:
        return []


@given(regimes(most=3))
@draws(150, phases=[Phase.generate])
def test_what_is_said_for_the_solvers_sake_follows_from_the_rest(of: Regime) -> None:
    bare = Bare(of, Deadlines.of(of, READING, chinese_calendar()), z3.Context())
    for duty_ in of.timed:
        rule, act = bare.rules[duty_.id], bare.events[act_of(duty_)]
        if rule.due is None or rule.excused is None:
            continue
        if rule.kept is not None:
            # A limit whose clock never runs out is kept without the act.
            otherwise = [rule.excused] if rule.never is None else [rule.excused, rule.never]
            done = z3.And(rule.active, rule.kept, z3.Not(z3.Or(otherwise)))
            late = z3.And(done, act.at.day > rule.due.day)
            assert bare.solver.check([*bare.forces.values(), late]) == z3.unsat
            SEEN["kept"] += 1
        for default in duty_.expiring:
            if default.event == act_of(duty_):
                comes = Encoding._comes(bare, duty_, default)
                assert bare.solver.check([*bare.forces.values(), z3.Not(comes)]) == z3.unsat
                SEEN["comes"] += 1


def test_the_random_regimes_held_duties_and_defaults_of_that_kind() -> None:
    assert SEEN["kept"] >= enough(20)
    assert SEEN["comes"] >= enough(10)


@given(st.integers(0, 200), st.integers(0, 200))
@draws(200)
def test_the_greatest_is_found_whatever_the_guess(answer: int, guess: int) -> None:
    asked = []

    def later(limit: int) -> Any:
        asked.append(limit)
        return z3.sat if answer > limit else z3.unsat

    assert greatest(later, guess) == answer
    assert len(asked) <= 2 if answer == guess else len(asked) <= 20


def test_no_answer_is_no_bound() -> None:
    assert greatest(lambda limit: z3.unknown, 3) is None


def test_the_guess_follows_the_quickest_way_and_waits_for_all_that_is_needed() -> None:
    quick = regime(duty("a", "b", id="x"), duty("b", "d", id="y"), counts("a", "c"))
    days = {"x": 2, "y": 3}
    assert estimated(quick, days, "a", "d") == 5
    assert estimated(quick, days, "a", "c") == 0
    assert estimated(quick, {"x": 2}, "a", "d") == 0


def test_an_answer_for_more_obeyed_rules_serves_fewer_but_not_the_other_way_round() -> None:
    of = regime(duty("a", "b", Within(1)))
    prop = Property("any", NAME, "a", "b")
    prover = Provers(chinese_calendar()).of(of, READING)
    assert prover.lacking(prop, NOBODY) == z3.sat
    assert prover.lacking(prop, prover.binding) == z3.unsat
    assert prover.lacking(prop, NOBODY) == z3.sat


def test_what_nothing_bounds_has_no_greatest_and_is_not_searched_for_ever() -> None:
    assert greatest(lambda _: z3.sat, 3) is None
    assert greatest(lambda limit: z3.sat if limit < 10**6 else z3.unsat, 3) == 10**6


class GivesUp:
    """A solver that gives up on limits of single terms after some of them."""

    def __init__(self, solver: z3.Solver, patient: int) -> None:
        self.solver, self.patient = solver, patient

    def check(self, asked: list[Any]) -> Any:
        if asked and z3.is_and(asked[-1]):
            self.patient -= 1
            if self.patient < 0:
                return z3.unknown
        return self.solver.check(asked)

    def model(self) -> Any:
        return self.solver.model()


FEW = st.sampled_from([0] * 40 + [1, 2, 9])


@given(st.lists(FEW, min_size=25, max_size=30), st.integers(0, 40))
@draws(60)
def test_the_least_sum_of_many_terms_is_found_also_where_single_ones_are_too_hard(
    lowest: list[int], together: int
) -> None:
    for patient in (0, 1, 2, 3, 99):
        context = z3.Context()
        terms = [z3.Int(f"term{place}", context) for place in range(len(lowest))]
        solver = z3.Solver(ctx=context)
        solver.add(*(term >= least for term, least in zip(terms, lowest, strict=True)))
        solver.add(sum(terms) >= together)
        size = Total(terms, context)
        assert solver.check([term >= 50 for term in terms]) == z3.sat
        model = least_model(GivesUp(solver, patient), [], [size], solver.model())
        assert size.of(model) == max(sum(lowest), together)


def test_one_solver_serves_questions_of_different_patience() -> None:
    """Nine pigeons in eight holes take some thousand steps."""
    context = z3.Context()
    solver = z3.SimpleSolver(ctx=context)
    holes = [[z3.Bool(f"{one} in {hole}", context) for hole in range(8)] for one in range(9)]
    solver.add(*(z3.Or(pigeon) for pigeon in holes))
    solver.add(*(z3.AtMost(*hole, 1) for hole in zip(*holes, strict=True)))
    patient = Solver(solver)
    for _ in range(2):
        assert patient.within(100).check() == z3.unknown
    assert patient.check() == z3.unsat
