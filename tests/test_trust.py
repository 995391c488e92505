"""Trust sets: by definition, against every subset of the rules and every run, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, combinations
from random import Random
from typing import Any

import pytest
import z3
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import STRICT, Indefinite, Reading, Within
from model.property import Property, violates
from model.regime import Regime
from model.rule import Rule, Trigger, bearers_of
from model.transition import Law
from model.vocabulary import Party
from tests.draws import draws, enough
from tests.enumeration import Enumeration
from tests.small import NAME, counts, duty, must_not, questions, regime
from verify.patience import Undecided
from verify.prover import Prover, Provers
from verify.slicing import slice_of
from verify.trust import breaks, dependences
from verify.trust.dependence import Dependence
from verify.trust.marco import Subset, minimal_sets
from verify.trust.parties import ObedienceNeeded, groups_that_secure, indispensable
from verify.verdict import Bound

CALENDAR = chinese_calendar()
A_TO_C = Property("any", NAME, "a", "c")
READINGS = st.sampled_from([STRICT, Reading(2)])
FOUND: Counter[str] = Counter()


def subsets(elements: Iterable[str]) -> Iterator[Subset]:
    every = sorted(elements)
    sizes = range(len(every) + 1)
    return map(frozenset, chain.from_iterable(combinations(every, size) for size in sizes))


def least(sets: Iterable[Subset]) -> set[Subset]:
    every = set(sets)
    return {one for one in every if not any(other < one for other in every)}


def hitting(sets: Iterable[Subset], elements: Iterable[str]) -> set[Subset]:
    """Every minimal set that meets all of the given ones."""
    every = list(sets)
    return least(one for one in subsets(elements) if all(one & other for other in every))


def ask(
    of: Regime, prop: Property = A_TO_C, reading: Reading = STRICT, within: int | None = None
) -> Dependence:
    (found,) = dependences(of, [prop], reading, within)
    return found


def sets(found: Iterable[Any]) -> list[tuple[str, ...]]:
    return [one.rules for one in found]


# Enumeration alone


def family_of(enough: list[Subset], exact: bool) -> Callable[[Subset], Subset | None]:
    """The test of a family, which answers with one of its sets, or with all that it was given."""

    def suffices(few: Subset) -> Subset | None:
        core = next((one for one in enough if one <= few), None)
        return core if exact or core is None else few

    return suffices


def families(number: int) -> Iterator[tuple[list[str], list[Subset]]]:
    """Elements in some order, and some sets of them of which one is enough."""
    chance = Random(4)
    for _ in range(number):
        elements = [f"e{place}" for place in range(chance.randint(0, 6))]
        chance.shuffle(elements)
        sizes = [min(chance.randint(0, 4), len(elements)) for _ in range(chance.randint(0, 6))]
        yield elements, [frozenset(chance.sample(elements, size)) for size in sizes]


@pytest.mark.parametrize("exact", [True, False])
def test_enumeration_finds_all_minimal_sets_and_all_corrections(exact: bool) -> None:
    for elements, sufficient in families(150):
        found = minimal_sets(elements, family_of(sufficient, exact))
        assert found.complete
        assert len({*found.sufficient}) == len(found.sufficient)
        assert {*found.sufficient} == least(sufficient)
        whole = frozenset(elements)
        lost = [
            one for one in subsets(elements) if not any(few <= whole - one for few in sufficient)
        ]
        assert {*found.corrections} == least(lost) == hitting(found.sufficient, elements)
        assert least(sufficient) == hitting(found.corrections, elements)


def test_more_sets_than_asked_for_is_no_complete_answer() -> None:
    pairs = [frozenset({f"a{k}", f"b{k}"}) for k in range(4)]
    elements = sorted(frozenset().union(*pairs))
    assert minimal_sets(elements, family_of(pairs, True), most=20).complete
    few = minimal_sets(elements, family_of(pairs, True), most=19)
    assert not few.complete
    assert len(few.sufficient) + len(few.corrections) == 19


def test_enumeration_does_not_guess_where_a_test_is_undecided() -> None:
    def suffices(few: Subset) -> Subset | None:
        if few == {"b"}:
            raise Undecided
        return few if "a" in few else None

    with pytest.raises(Undecided):
        minimal_sets(["a", "b"], suffices)


# Random regimes, against every subset and every run


def by_enumeration(
    of: Regime, found: Dependence, every: Enumeration
) -> Callable[[Subset], int | None]:
    """The bound while some rules are obeyed, from every run one by one."""
    judged: dict[Subset, int | None] = {}

    def bound(obeyed: Subset) -> int | None:
        if obeyed not in judged:
            judged[obeyed] = every.judge(found.property, obeyed).bound
        limit, reached = found.within, judged[obeyed]
        return None if limit is not None and reached is not None and reached > limit else reached

    return bound


def check_dependence(
    of: Regime, prop: Property, reading: Reading, within: int | None, last: int
) -> None:
    provers = Provers(CALENDAR)
    (found,) = dependences(of, [prop], reading, within, provers=provers)
    FOUND[str(found.standing)] += 1
    FOUND["alternatives"] += len(found.trust_sets) > 1
    FOUND["mechanism"] += any(one.mechanism for one in found.trust_sets)
    if found.standing is ObedienceNeeded.VACUOUS:
        return
    every = Enumeration(of, reading, last)
    universe = {rule.id for rule in slice_of(of, prop.trigger).binding} - {*found.exempt}
    assert every.judge(prop, frozenset(universe)).reachable
    bound = by_enumeration(of, found, every)
    sufficient = [one for one in subsets(universe) if bound(one) is not None]
    trusted = {frozenset(one.rules) for one in found.trust_sets}
    assert trusted == least(sufficient)
    assert trusted == least(solved(provers, found, universe))
    broken = (one for one in subsets(universe) if bound(frozenset(universe - one)) is None)
    corrected = {frozenset(one.rules) for one in found.corrections}
    assert corrected == least(broken) == hitting(trusted, universe)
    assert trusted == hitting(corrected, universe)
    for one in found.trust_sets:
        assert one.guaranteed.days == bound(frozenset(one.rules))
    check_parties(of, found, universe, bound)
    check_mechanism(provers, found)
    check_breaks(of, found, universe, provers)


def solved(provers: Provers, found: Dependence, universe: Iterable[str]) -> Iterator[Subset]:
    """The sets of rules that suffice, each asked of the solver."""
    prover = provers.of(slice_of(found.regime, found.property.trigger), found.reading)
    violated = prover.violated(found.property, found.within)
    for one in subsets(universe):
        if prover.check([*prover.literals(one), violated]) == z3.unsat:
            yield one


def check_parties(
    of: Regime, found: Dependence, universe: set[str], bound: Callable[[Subset], int | None]
) -> None:
    """A group of parties secures it just when all rules that they bear suffice."""

    def borne(group: Subset) -> Subset:
        rules = (rule for rule in of.binding if rule.id in universe)
        return frozenset(rule.id for rule in rules if group & {*bearers_of(rule)})

    groups = least(one for one in subsets(["p", "q"]) if bound(borne(one)) is not None)
    assert {frozenset(one) for one in found.secured_by} == groups
    fewest = min((len(one) for one in groups), default=None)
    expected = {
        None: ObedienceNeeded.NOTHING,
        0: ObedienceNeeded.ITSELF,
        1: ObedienceNeeded.ONE,
        2: ObedienceNeeded.EVERYBODY,
    }
    assert found.standing is expected[fewest]


def check_mechanism(provers: Provers, found: Dependence) -> None:
    """With the effects named a proof exists, and without any one of them none."""
    prover = provers.of(slice_of(found.regime, found.property.trigger), found.reading)
    encoding = prover.encoding
    violated = prover.violated(found.property, found.within)
    for one in found.trust_sets:
        fixed = [*prover.given.values(), *(encoding.obeys[rule] for rule in one.rules), violated]
        effects = [encoding.forces[rule] for rule in one.mechanism]
        assert prover.check([*fixed, *effects]) == z3.unsat
        for effect in effects:
            rest = [other for other in effects if other is not effect]
            assert prover.check([*fixed, *rest]) == z3.sat


def check_breaks(of: Regime, found: Dependence, universe: set[str], provers: Provers) -> None:
    """Each correction set has a run that breaks just these rules and the guarantee."""
    for one in breaks([found], provers):
        assert one.run is not None
        shown = one.run.run
        judged = conformance(Law(of, found.reading, SlotClock(shown.elapsed)), shown)
        assert judged.admissible
        assert {*judged.disobeyed} & universe == {*one.correction.rules}
        assert violates(shown, found.property, found.within)


@given(questions(most=2), READINGS, st.sampled_from([None, None, 1]))
@draws(60, part=5, phases=[Phase.generate])
def test_trust_sets_and_corrections_equal_those_of_every_subset_and_run(
    question: tuple[Regime, Property], reading: Reading, within: int | None
) -> None:
    check_dependence(*question, reading, within, last=8)


@st.composite
def rivals(draw: st.DrawFn) -> Regime:
    """A chain to a response, with other ways to it, joint bearers and defaults."""
    ways = [("a", "b"), ("b", "c")]
    ways += draw(st.lists(st.sampled_from([("a", "c"), ("a", "d"), ("a", "b")]), max_size=2))
    chosen: list[Rule] = []
    for number, (on, act) in enumerate(ways):
        bearer, other = ("p", "q") if number % 2 == 0 else ("q", "p")
        default = draw(st.sampled_from([None, None, None, None, "c"]))
        also = draw(st.sampled_from([(), (), (), (other,)]))
        name = f"r{number}"
        chosen.append(duty(on, act, id=name, bearer=bearer, default=default, jointly=also))
    if ("a", "d") in ways and draw(st.booleans()):
        chosen.append(counts("d", "c", id="as"))
    return regime(*chosen)


@given(rivals(), st.sampled_from([None, None, 1]))
@draws(40, part=5, phases=[Phase.generate])
def test_the_same_where_several_ways_lead_to_the_response(of: Regime, within: int | None) -> None:
    check_dependence(of, A_TO_C, STRICT, within, last=6)


def test_the_random_regimes_held_every_kind_of_dependence() -> None:
    kinds = ("itself", "one", "everybody", "nothing", "vacuous", "alternatives", "mechanism")
    assert all(FOUND[kind] >= enough(3) for kind in kinds), FOUND


# Each standing, and its twin with one article changed

PUSH = duty("a", "b", Within(1), id="push", bearer="p")
CLAIM = duty("b", "c", Within(2), id="claim", bearer="q", default="c")
STRICT_CLAIM = replace(CLAIM, on_expiry=None)
CHECK = duty("a", "d", Within(5), id="check", bearer="r")
AS = counts("d", "c", id="as")


def town(*rules: Any) -> Regime:
    """A regime with a third and a fourth party."""
    of = regime(*rules)
    parties = {name: Party(name, NAME) for name in ("p", "q", "r", "s")}
    return replace(of, vocabulary=replace(of.vocabulary, parties=parties))


def test_a_default_makes_a_guarantee_stand_by_itself() -> None:
    found = ask(town(CLAIM), Property("any", NAME, "b", "c"))
    assert (found.standing, sets(found.trust_sets)) == (ObedienceNeeded.ITSELF, [()])
    (alone,) = found.trust_sets
    assert (alone.guaranteed.days, alone.mechanism, alone.parties) == (2, ("claim",), ())
    assert found.corrections == ()
    assert found.secured_by == ((),)


def test_without_the_default_it_needs_the_party_that_claims() -> None:
    found = ask(town(STRICT_CLAIM), Property("any", NAME, "b", "c"))
    assert (found.standing, found.secured_by) == (ObedienceNeeded.ONE, (("q",),))
    assert sets(found.trust_sets) == sets(found.corrections) == [("claim",)]
    assert found.trust_sets[0].mechanism == ()


def test_a_chain_with_a_default_at_its_end_and_a_second_way_is_worked_as_in_the_docs() -> None:
    of = town(PUSH, CLAIM, CHECK, AS)
    found = ask(of)
    assert [(one.rules, one.guaranteed.days, one.mechanism) for one in found.trust_sets] == [
        (("push",), 3, ("claim",)),
        (("check",), 5, ("as",)),
    ]
    assert sets(found.corrections) == [("push", "check")]
    assert found.secured_by == (("p",), ("r",))
    assert indispensable(found.secured_by) == ()
    within_4 = ask(of, within=4)
    assert sets(within_4.trust_sets) == sets(within_4.corrections) == [("push",)]
    assert indispensable(within_4.secured_by) == ("p",)
    assert ask(of, within=2).standing is ObedienceNeeded.NOTHING


def test_without_the_default_the_chain_needs_both_or_the_third() -> None:
    found = ask(town(PUSH, STRICT_CLAIM, CHECK, AS))
    assert sets(found.trust_sets) == [("check",), ("push", "claim")]
    assert sets(found.corrections) == [("push", "check"), ("claim", "check")]
    assert found.secured_by == (("r",), ("p", "q"))
    assert found.standing is ObedienceNeeded.ONE


def test_a_chain_needs_everybody_and_with_a_second_first_step_several() -> None:
    assert ask(town(PUSH, STRICT_CLAIM)).standing is ObedienceNeeded.EVERYBODY
    second = duty("a", "d", Within(1), id="second", bearer="r")
    either = replace(STRICT_CLAIM, on=Trigger(("b", "d"), "any"))
    found = ask(town(PUSH, second, either))
    assert found.standing is ObedienceNeeded.SEVERAL
    assert found.secured_by == (("p", "q"), ("q", "r"))
    assert indispensable(found.secured_by) == ("q",)


def test_a_duty_of_several_bearers_names_all_and_needs_only_one() -> None:
    joint = replace(STRICT_CLAIM, jointly=("r",))
    found = ask(town(joint), Property("any", NAME, "b", "c"))
    assert found.trust_sets[0].parties == ("q", "r")
    assert (found.standing, found.secured_by) == (ObedienceNeeded.ONE, (("q",), ("r",)))
    both = ask(town(PUSH, replace(joint, jointly=("p",))))
    assert both.secured_by == (("p",),), "who also bears the second duty secures it alone"


def test_groups_stay_few_where_many_duties_are_borne_jointly() -> None:
    many = [duty("a", "b", id=f"r{k}", bearer="p", jointly=("q",)) for k in range(40)]
    assert groups_that_secure(town(*many), [[one.id for one in many]]) == (("p",), ("q",))


def test_nothing_secures_what_no_rule_demands() -> None:
    found = ask(
        town(PUSH, replace(STRICT_CLAIM, act="d")), Property("any", NAME, "a", "d"), within=1
    )
    assert (found.standing, found.trust_sets) == (ObedienceNeeded.NOTHING, ())
    assert sets(found.corrections) == [()]
    (broken,) = breaks([found], Provers(CALENDAR))
    assert broken.run is not None


def test_an_open_limit_that_stands_in_the_way_is_named() -> None:
    soon = replace(STRICT_CLAIM, deadline=Indefinite("及时"))
    found = ask(town(PUSH, soon))
    assert (found.standing, found.open_limits) == (ObedienceNeeded.NOTHING, ("claim",))
    given_3 = ask(town(PUSH, soon), reading=Reading(3))
    (both,) = given_3.trust_sets
    assert both.rules == ("push", "claim")
    assert both.guaranteed == Bound(4, parameters=("claim",), constant=1)
    assert ask(town(PUSH, replace(soon, when={"flag": frozenset({"true"})}))).open_limits == ()


def test_the_breach_that_is_the_trigger_is_outside() -> None:
    late = replace(STRICT_CLAIM, overdue="d")
    told = duty("d", "a", Within(1), id="tell", bearer="r")
    found = ask(town(late, told), Property("any", NAME, "d", "a"))
    assert found.exempt == ("claim",)
    assert sets(found.trust_sets) == sets(found.corrections) == [("tell",)]


def test_a_ban_can_be_what_a_guarantee_rests_on() -> None:
    ban = must_not("b", "a", until="c", id="ban", bearer="p")
    may = duty("b", "a", Within(9), id="do", bearer="p")
    first = duty("b", "c", Within(9), id="first", bearer="q")
    found = ask(town(ban, may, first))
    assert ("ban",) in sets(found.trust_sets)


def test_what_is_not_regulated_is_vacuous_and_not_a_pass() -> None:
    assert ask(town(CLAIM)).reason == "reason.trigger-unmentioned"
    found = ask(town(duty("c", "a")), Property("any", NAME, "b", "a"))
    assert found.standing is ObedienceNeeded.VACUOUS
    assert found.trust_sets == ()


def test_too_many_sets_and_a_solver_without_answer_are_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (found,) = dependences(town(PUSH, STRICT_CLAIM, CHECK, AS), [A_TO_C], most=3)
    assert (found.standing, found.reason) == (ObedienceNeeded.UNKNOWN, "trust.too-many")
    asked = Prover.check

    def gives_up(self: Prover, assumptions: list[Any]) -> Any:
        answer = asked(self, assumptions)
        return z3.unknown if answer == z3.unsat else answer

    monkeypatch.setattr(Prover, "check", gives_up)
    unsure = ask(town(PUSH, STRICT_CLAIM, CHECK, AS))
    assert (unsure.standing, unsure.reason) == (ObedienceNeeded.UNKNOWN, "reason.solver")
