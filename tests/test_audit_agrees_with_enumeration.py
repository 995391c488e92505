"""Two ways to know whether rules conflict: the solver, and all that can become of every state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.deadline import Before, Deadline, Immediately, Reading, Within
from model.regime import Regime
from model.rule import Obligation, Rule
from model.tolling import Extension, Suspension, Tolling
from tests.draws import draws, enough
from tests.prospects import Prospects
from tests.small import duty, lapse, may, must_not, regime, regimes
from verify.audit import conflicts, exposure
from verify.audit.part import Part
from verify.patience import Undecided
from verify.slicing import breaches_behind

DAYS = 2
LAST, EARLY = 8, 4
FOUND: Counter[str] = Counter()


def by_enumeration(of: Regime) -> Iterator[tuple[str, str]]:
    """What is found in every state, by kind and rule."""
    every = Prospects(of, Reading(DAYS), LAST, EARLY)
    speaking = {rule.id for rule in of.rules if any(rule.id in going for going, _ in every.spoke)}
    free = set()
    for rule in of.rules:
        if rule.id not in speaking:
            yield "vacuous rule", rule.id
        elif conflicting(of, every, rule):
            yield "vacuous conflict", rule.id
        else:
            free.add(rule.id)
    for binding in of.binding:
        behind = {binding.id, *breaches_behind(of, binding.on.events)}
        ways = [broken for broken in every.disobeyed if binding.id in broken]
        alone = any(broken <= behind for broken in ways)
        if binding.id in free and ways and not alone:
            yield "redundant rule", binding.id
    for rule in of.rules:
        if free == speaking and every.situational(rule.id):
            yield "situational conflict", rule.id
    for one in of.obligations:
        lost = not every.pending.get(one.id, True)
        if one.id in speaking and one.announced is None and lost:
            yield "dead end", one.id


def conflicting(of: Regime, every: Prospects, rule: Rule) -> bool:
    ends = [broken for going, broken in every.spoke if rule.id in going]
    if any(not broken for broken in ends):
        return False
    behind = set(breaches_behind(of, rule.on.events))
    return not any(broken <= behind for broken in ends)


def by_solver(of: Regime) -> Iterator[tuple[str, str]]:
    """What the analyses find, by kind and rule."""
    part = Part(of, chinese_calendar(), DAYS)
    speaking = [rule for rule in of.rules if part.possible(part.active(rule.id))]
    free = []
    for rule in of.rules:
        if rule not in speaking:
            yield "vacuous rule", rule.id
        elif conflicts.vacuous_conflict(part, rule) is not None:
            yield "vacuous conflict", rule.id
        else:
            free.append(rule)
    for rule in free:
        if conflicts.redundancy(part, rule) is not None:
            yield "redundant rule", rule.id
    for rule in speaking:
        if isinstance(rule, Obligation) and rule.announced is None:
            yield from asked("dead end", rule, exposure.hindered(part, rule))
    exposed = exposure.blockable(part)
    if exposed is None:
        return
    within = exposed.regime.by_id
    names = [one.id for one in free if one.id in within]
    for rule in free:
        if len(free) == len(speaking) and rule.id in within and exposed.binds(rule):
            yield from asked("situational conflict", rule, exposed, names)


def asked(
    kind: str, rule: Rule, part: Part, names: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Put one question; what is not decided is marked, and never counts as sound."""
    try:
        if kind == "situational conflict":
            found = conflicts.situational_conflict(part, rule, [*names]) is not None
        else:
            assert isinstance(rule, Obligation)
            secure = exposure.secure(part, rule)
            found = not secure and conflicts.dead_end(part, rule) is not None
    except Undecided:
        yield f"undecided {kind}", rule.id
        return
    if found:
        yield kind, rule.id


@st.composite
def tight(draw: st.DrawFn) -> Regime:
    """Rules that get in each other's way: a duty with what forbids, delays or forestalls it."""
    others = st.sampled_from(["b", "d"])
    limits: list[Deadline] = [Within(1), Within(2), Immediately()]
    act = duty("a", "c", draw(st.sampled_from(limits)), id="act")
    trigger = draw(st.sampled_from(["a", "b"]))
    ban = must_not(trigger, "c", until=draw(st.sampled_from([None, "d"])), id="ban")
    limit = Before("c", draw(st.integers(0, 2)))
    notice = duty(draw(st.sampled_from(["a", "b"])), "d", limit, id="notice")
    default = duty("b", "d", Within(1), default=draw(st.sampled_from(["c", "d"])), id="default")
    rival = may(draw(others), "c", id="rival")
    excused = replace(act, excused_by=(draw(others),))
    twin = duty("a", "c", Within(3), id="twin")
    timer = lapse(draw(st.sampled_from(["a", "b"])), draw(st.sampled_from(["c", "d"])), id="timer")
    counted = act if isinstance(act.deadline, Within) else replace(act, deadline=Within(1))
    stalled = replace(counted, clock=Tolling(suspensions=(Suspension("d", "b"),)))
    longer = replace(counted, clock=Tolling(extensions=(Extension("b", Within(1)),)))
    kinds: dict[str, Rule] = {
        "ban": ban,
        "notice": notice,
        "default": default,
        "rival": rival,
        "twin": twin,
        "timer": timer,
    }
    chosen = draw(st.sets(st.sampled_from(sorted(kinds)), min_size=1, max_size=2))
    return regime(
        draw(st.sampled_from([act, act, excused, stalled, longer])),
        *(kinds[one] for one in sorted(chosen)),
    )


def check(of: Regime) -> None:
    expected, found = set(by_enumeration(of)), set(by_solver(of))
    open_still = {(kind, rule) for kind, rule in found if kind.startswith("undecided")}
    asked_for = {(kind.removeprefix("undecided "), rule) for kind, rule in open_still}
    assert found - open_still == expected - asked_for
    FOUND.update(kind for kind, _ in expected)
    FOUND["sound"] += not expected
    FOUND["undecided"] += len(open_still)


@given(regimes(most=2))
@draws(75, phases=[Phase.generate])
def test_conflicts_of_two_rules_are_those_of_enumeration(of: Regime) -> None:
    check(of)


@given(regimes(most=3))
@draws(24, phases=[Phase.generate])
def test_conflicts_of_three_rules_are_those_of_enumeration(of: Regime) -> None:
    check(of)


@given(tight())
@draws(105, phases=[Phase.generate])
def test_conflicts_of_rules_in_each_other_s_way_are_those_of_enumeration(of: Regime) -> None:
    check(of)


def test_the_random_regimes_held_conflicts_of_every_kind_and_none() -> None:
    assert FOUND["sound"] >= enough(20)
    assert FOUND["undecided"] <= 3, FOUND
    kinds = (
        "vacuous rule",
        "redundant rule",
        "vacuous conflict",
        "situational conflict",
        "dead end",
    )
    for kind in kinds:
        assert FOUND[kind] >= enough(5), FOUND


def test_what_structure_decides_the_solver_finds_as_well() -> None:
    """A ban that no duty needs blocks nobody; one that a duty needs is left to the solver."""
    for needed in (True, False):
        of = regime(
            duty("a", "b", id="act"),
            must_not("a", "b" if needed else "d", id="ban"),
            may("a", "d", id="may"),
        )
        part = Part(of, chinese_calendar(), DAYS)
        names = [rule.id for rule in of.rules]
        found = {name for name in ("act", "ban") if blocked(part, name, names)}
        assert (exposure.blockable(part) is not None) is needed
        assert bool(found) is needed


def blocked(part: Part, name: str, names: list[str]) -> bool:
    return conflicts.situational_conflict(part, part.regime.by_id[name], names) is not None
