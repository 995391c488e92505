"""One question about one text has one answer, to the byte, whatever the solver comes upon.

Which model or proof Z3 comes upon hangs on its version and settings, on what it was asked before
and on what else is in its memory. What is published must not.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, permutations, product
from typing import Any
from unittest.mock import patch

import pytest
import z3
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import STRICT, Reading
from model.property import Asks, Property, violates
from model.regime import Regime
from model.rule import effects_of
from model.simulation.script import replayed
from model.trace import Mode, Run
from model.transition import Law
from protocols import library
from tests.draws import ALL_ARE_ASKED, draws, enough, some
from tests.small import NAME, leading, needing, regimes
from tests.test_audit_whatever_the_solver_finds import TEXTS
from verify import solver as solving
from verify.audit import audit
from verify.bounds import parametric_bounds
from verify.counterexample import shortest_model
from verify.encoding import Encoding
from verify.first import Replayed
from verify.guarantees import verify
from verify.prover import Provers
from verify.slicing import slice_of
from verify.trust import breaks, dependences
from verify.verdict import NOBODY, Verdict, rules_obeyed

CALENDAR, TWO = chinese_calendar(), Reading(2)
SETTINGS: list[dict[str, Any]] = [
    {"random_seed": 1, "arith.solver": 6, "phase_selection": 1},
    {"random_seed": 2, "arith.solver": 2, "phase_selection": 5},
    {"random_seed": 3, "arith.solver": 5, "phase_selection": 0},
]
SEEN: Counter[str] = Counter()

Answers = dict[tuple[object, ...], object]


@contextmanager
def otherwise(settings: dict[str, Any]) -> Iterator[None]:
    """Another solver: other settings before each question, and other terms in its memory."""
    check, noise = solving.Solver.check, list[Any]()

    def checked(solver: Any, *assumptions: Any) -> Any:
        for name, value in settings.items():
            solver.set(name, value)
        noise.append(z3.Int(f"noise:{len(noise)}", solver.ctx) + len(noise))
        return check(solver, *assumptions)

    with patch.object(solving.Solver, "check", checked):
        yield


def told(run: Run | None) -> object:
    if run is None:
        return None
    return run.occurrences, sorted(run.attributes.items()), sorted(run.elapsed.items())


def asked_of(of: Regime) -> list[Property]:
    pairs = [
        (one, effect) for rule in of.rules for one in rule.on.events for effect in effects_of(rule)
    ]
    pairs = [*dict.fromkeys((one, effect) for one, effect in pairs if one != effect)]
    found = [Property(f"{one}-{other}", NAME, one, other) for one, other in pairs]
    orders = zip(pairs, (Asks.NEVER, Asks.ONLY_AFTER), strict=False)
    return found + [Property(f"{asks}", NAME, *pair, asks=asks) for pair, asks in orders]


def verdicts(of: Regime, properties: list[Property], provers: Provers) -> list[Verdict]:
    timed = [one for one in properties if one.asks is Asks.RESPONSE]
    late = verify(of, timed, TWO, within=0, provers=provers)
    return verify(of, properties, [STRICT, TWO], provers=provers) + late


def answers(of: Regime, properties: list[Property], shuffled: random.Random | None) -> Answers:
    """All that is said of a regime, asked in one order or another."""
    provers, found = Provers(CALENDAR), Answers()

    def proofs() -> None:
        for one in verdicts(of, properties, provers):
            shown = one.counterexample
            key = ("verify", one.property.id, one.assume, one.reading, one.within)
            said = (one.answer, one.guaranteed, one.rules, one.obeyed, one.mechanism, one.limits)
            more = (one.articles, one.exempt, one.open_limits, one.reason)
            found[key] = (said, more, shown and (told(shown.run), shown.steps, shown.start))

    def trusted() -> None:
        for one in (known := dependences(of, properties, TWO, provers=provers)):
            said = (one.standing, one.trust_sets, one.corrections, one.secured_by)
            found["trust", one.property.id] = (said, one.exempt, one.open_limits, one.reason)
        for each in breaks(known, provers):
            key = ("break", each.dependence.property.id, each.correction.rules)
            found[key] = each.run and (told(each.run.run), each.run.steps)

    def bounded() -> None:
        timed = [one for one in properties if one.asks is Asks.RESPONSE]
        for one in parametric_bounds(of, timed, deadlines=True, provers=provers):
            found["bounds", one.property.id, one.assume] = repr(one).replace(repr(of), "")

    def audited() -> None:
        for one in audit(of):
            seen = one.witness
            shown = seen and (told(seen.run), seen.cut, seen.reading)
            key = ("audit", one.kind, one.rules, one.variant)
            found[key] = (one.sentence(), one.severity, shown)

    jobs = [proofs, trusted, bounded, audited]
    if shuffled is not None:
        properties = shuffled.sample(properties, len(properties))
        shuffled.shuffle(jobs)
    for job in jobs:
        job()
    return found


def check_alike(of: Regime, others: Sequence[dict[str, Any]] = SETTINGS) -> None:
    properties = asked_of(of)
    expected = answers(of, properties, None)
    for settings in others:
        with otherwise(settings):
            luck = random.Random(settings["random_seed"])
            assert answers(of, properties, luck) == expected, settings
    SEEN.update(str(key[0]) for key in expected)
    for said in (value for key, value in expected.items() if key[0] == "audit"):
        if said[2] and said[2][1] is not None:  # type: ignore[index]
            SEEN["history"] += 1


@given(st.one_of(regimes(), needing(), leading()), st.sampled_from(SETTINGS))
@draws(60, phases=[Phase.generate])
def test_a_random_regime_has_the_same_answers_with_every_solver(
    of: Regime, settings: dict[str, Any]
) -> None:
    check_alike(of, SETTINGS if ALL_ARE_ASKED else [settings])


def test_the_random_regimes_held_answers_of_every_kind() -> None:
    assert all(SEEN[one] >= enough(30) for one in ("verify", "trust", "break", "bounds", "audit"))


@given(st.one_of(regimes(), needing(), leading()))
@draws(120, phases=[Phase.generate])
def test_the_first_run_of_all_is_that_of_the_obedient_where_it_obeys(of: Regime) -> None:
    properties = asked_of(of)
    found = verdicts(of, properties, Provers(CALENDAR))
    with patch("verify.refutations.obeys", lambda *_: False):
        apart = verdicts(of, properties, Provers(CALENDAR))
    shown = [one.counterexample for one in found]
    for one, other in zip(shown, (one.counterexample for one in apart), strict=True):
        assert (one and (told(one.run), one.steps)) == (other and (told(other.run), other.steps))
    for one, other in zip(shown[::2], shown[1::2], strict=True):
        if other is not None:
            SEEN["of both" if one is not None and one.run is other.run else "of one"] += 1


def test_the_random_regimes_held_runs_of_both_and_of_one() -> None:
    assert all(SEEN[one] >= enough(60) for one in ("of both", "of one"))


@pytest.mark.parametrize("kind", TEXTS)
def test_a_finding_shows_the_same_run_with_every_solver(kind: Any) -> None:
    check_alike(TEXTS[kind])


def vector(encoding: Encoding, model: Any) -> list[int]:
    """What tells runs of one size apart, read from a model: 0 is what is tried first."""
    found = [int(z3.is_true(model.eval(one.occurs, True))) for one in encoding.events.values()]
    come = [one for one, comes in zip(encoding.events.values(), found, strict=True) if comes]
    terms = [*encoding.attributes.values()]
    terms += [term for one in come for term in (one.at.stage, one.at.round)]
    found += [model.eval(term, True).as_long() for term in terms]
    ways = [way for one in come for way in one.performed.values()]
    return found + [int(not z3.is_true(model.eval(way, True))) for way in ways]


def first_by_optimiser(encoding: Encoding, question: list[Any]) -> list[int]:
    """The vector of the first of the shortest runs, by lexicographic optimisation."""
    optimiser = z3.Optimize(ctx=encoding.context)
    optimiser.add(encoding.constraints)
    optimiser.add(*question)
    events = [*encoding.events.values()]
    sizes = [encoding.sizes[0].sum, *(size.sum for size in encoding.sizes[1:])]
    flags = [z3.If(one.occurs, 1, 0) for one in events]
    terms = [z3.If(one.occurs, term, 0) for one in events for term in (one.at.stage, one.at.round)]
    ways = [
        z3.If(z3.And(one.occurs, z3.Not(way)), 1, 0)
        for one in events
        for way in one.performed.values()
    ]
    for goal in (*sizes, *flags, *encoding.attributes.values(), *terms, *ways):
        optimiser.minimize(goal)
    assert optimiser.check() == z3.sat
    return vector(encoding, optimiser.model())


@given(regimes(), st.booleans())
@draws(30, phases=[Phase.generate])
def test_of_shortest_runs_the_first_is_found(of: Regime, obeyed: bool) -> None:
    for prop in asked_of(of)[:2]:
        prover = Provers(CALENDAR).of(slice_of(of, *prop.about), TWO)
        rules = prover.binding if obeyed else NOBODY
        question = [*prover.literals(rules), prover.violated(prop, 0)]
        model = shortest_model(prover.encoding, question)
        if model is not None:
            expected = first_by_optimiser(prover.encoding, question)
            assert vector(prover.encoding, model) == expected
            SEEN["first"] += 1


def test_the_random_regimes_held_shortest_runs() -> None:
    assert SEEN["first"] >= enough(15)


def refutes(verdict: Verdict, law: Law, run: Run) -> bool:
    """Whether a run is a counterexample of a verdict, by the transition relation."""
    judged = conformance(law.under(SlotClock(run.elapsed)), run)
    obeyed = rules_obeyed(law.regime, verdict.assume, verdict.exempt)
    limit = verdict.within if verdict.guaranteed is not None else None
    kept = judged.admissible and not judged.disobeyed & obeyed
    return kept and violates(run, verdict.property, limit)


def check_first_order(of: Regime) -> None:
    """Of all orders of its moments that refute as well, a counterexample has the first."""
    for verdict in verdicts(of, asked_of(of), Provers(CALENDAR)):
        if verdict.counterexample is None:
            continue
        run, law = verdict.counterexample.run, Law(of, verdict.reading, SlotClock())
        assert refutes(verdict, law, run)
        assert replayed(law, run, CALENDAR) is not None
        places = {event: place for place, event in enumerate(of.vocabulary.events)}
        acts = [one for one in run.occurrences if one.mode in (Mode.PERFORMED, Mode.EXOGENOUS)]
        levels = [[*level] for _, level in groupby(acts, lambda one: one.moment)]
        shown = [places[one.event] for one in acts]
        for order in product(*(permutations(level) for level in levels)):
            steps = [one for level in order for one in level]
            if [places[one.event] for one in steps] < shown:
                other = Replayed(law.under(SlotClock(run.elapsed)), run).of(
                    [[one] for one in steps]
                )
                assert other is None or not refutes(verdict, law, other)
                SEEN["another order"] += 1


@given(st.one_of(regimes(), needing(), leading()))
@draws(150, phases=[Phase.generate])
def test_what_comes_in_one_moment_stands_in_the_first_order_that_refutes(of: Regime) -> None:
    check_first_order(of)


def test_the_random_regimes_held_other_orders() -> None:
    assert SEEN["another order"] >= enough(30)


COMMANDS = (("verify", "--json"), ("bounds", "--json"), ("trust",), ("audit", "--json"))
ASKED = [(name, command) for command in COMMANDS for name in library.REGIMES]


@pytest.mark.parametrize(
    ("name", "command"),
    some(ASKED, ("guanxian", COMMANDS[0]), ("jinan", COMMANDS[3])),
    ids=lambda one: one if isinstance(one, str) else one[0],
)
def test_a_shipped_text_has_the_same_answers_to_the_byte_with_every_solver(
    shenguan: Any, name: str, command: tuple[str, ...]
) -> None:
    word, *options = command
    expected = shenguan(word, name, *options)
    for settings in SETTINGS if ALL_ARE_ASKED else SETTINGS[:1]:
        with otherwise(settings):
            assert shenguan(word, name, *options) == expected, settings
