"""Whoever obeys the stricter regime obeys the other, known in two ways; and each refusal shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
import z3
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.clock import SlotClock
from model.deadline import STRICT, Before, Indefinite, Period, Reading, Recurring, Unit, Within
from model.regime import Regime
from model.rule import Rule
from model.transition import Law, State, advance, expire, next_expiry
from model.vocabulary import WORLD, EventType, holds
from protocols import library
from tests.draws import draws, enough, some
from tests.enumeration import Keys, broken_in, cases
from tests.small import NAME, counts, duty, may, must_not, regime
from tests.versions import families
from verify.diff import Implication, Strictness, strictness
from verify.diff.behaviour import Act, Behaviour, Possible, judged, occurrence

READINGS = st.sampled_from([STRICT, Reading(2)])
FOUND: Counter[str] = Counter()
FIVE = Reading(5)
LAST, MOST = 4, 3


class Stepping:
    """Every behaviour that obeys one regime, put to another, by stepping alone.

    Up to a last slot and with so many acts at most.

    ``fewest`` gives for each rule of the other that is then breached the fewest acts of a witness.
    """

    def __init__(self, one: Regime, other: Regime, family: list[Regime], reading: Reading) -> None:
        self.possible = Possible(family)
        pair = [self.possible.worded(regime) for regime in (one, other)]
        self.laws = [Law(regime, reading, SlotClock()) for regime in pair]
        named = {event for regime in pair for event in regime.relevant}
        self.events = sorted(named | {g for e in named for g in self.possible.foundations(e)})
        self.fewest: dict[str, int] = {}
        self.seen, self.node_of = set[object](), Keys()
        told = any(name for regime in pair for case in cases(regime) for name in case)
        for value in ("false", "true") if told else ("false",):
            self._go([law.start({"flag": value}) for law in self.laws], frozenset(), 0)

    def _go(self, states: list[State], done: frozenset[str], slot: int) -> None:
        key = (slot, done, *map(self.node_of, states))
        if key in self.seen or broken_in(self.laws[0], states[0], slot - 1):
            return
        self.seen.add(key)
        for act in self._can(states[0], done, slot) if len(done) < MOST else ():
            pairs = zip(self.laws, states, strict=True)
            after = [advance(law, one, (occurrence(law, one, act),)).state for law, one in pairs]
            self._go(after, done | {act.event}, slot)
        self._end(states, len(done))
        if slot < LAST:
            self._go(self._expired(states, slot + 1), done, slot + 1)

    def _can(self, state: State, done: frozenset[str], slot: int) -> Iterator[Act]:
        for event in self.events:
            kind = self.possible.vocabulary.events[event]
            grounded = done.issuperset(self.possible.foundations(event))
            if event not in done and grounded and holds(kind.when, state.attributes):
                yield from (Act(event, slot, party) for party in self.possible.parties(event))

    def _expired(self, states: list[State], slot: int) -> list[State]:
        found = []
        for law, state in zip(self.laws, states, strict=True):
            while (due := next_expiry(state)) is not None and due < (slot, 0):
                state = expire(law, state, due).state
            found.append(state)
        return found

    def _end(self, states: list[State], count: int) -> None:
        own, its = self._expired(states, 10**6)
        if not broken_in(self.laws[0], own):
            for rule in broken_in(self.laws[1], its):
                self.fewest[rule] = min(count, self.fewest.get(rule, count))


@given(families(2), READINGS)
@draws(90, phases=[Phase.generate])
def test_what_the_solver_says_of_each_rule_is_what_stepping_through_all_behaviours_says(
    family: list[Regime], reading: Reading
) -> None:
    one, other = family
    found = strictness(one, other, reading)
    stepped = Stepping(one, other, family, reading)
    assert not found.of(Implication.UNKNOWN)
    assert {*stepped.fewest} <= {each.rule.id for each in found.rules}
    for each in found.rules:
        if each.witness is None:
            assert each.rule.id not in stepped.fewest
        elif _within_reach(each.witness.behaviour):
            assert stepped.fewest[each.rule.id] == len(each.witness.behaviour.acts)
        FOUND[str(each.standing)] += 1
        FOUND["longer"] += each.witness is not None and len(each.witness.behaviour.acts) > 1


def _within_reach(behaviour: Behaviour) -> bool:
    return len(behaviour.acts) <= MOST and max(act.at for act in behaviour.acts) <= LAST


def test_the_random_pairs_held_both_kinds_of_rules() -> None:
    assert min(FOUND["implied"], FOUND["not-implied"]) >= enough(15), FOUND


@given(families(3), READINGS)
@draws(15, phases=[Phase.generate])
def test_strictness_within_a_family_is_reflexive_and_transitive(
    family: list[Regime], reading: Reading
) -> None:
    above = {
        (a, b): strictness(one, other, reading, family=family).holds
        for a, one in enumerate(family)
        for b, other in enumerate(family)
    }
    assert all(above[a, a] for a in range(3))
    for a, b, c in product(range(3), repeat=3):
        assert above[a, c] or not (above[a, b] and above[b, c])


def held(one: Regime, other: Regime, reading: Reading = STRICT) -> Strictness:
    """What strictness says; each witness judged once more from its acts alone."""
    found = strictness(one, other, reading)
    possible = Possible((one, other))
    for each in found.rules:
        if each.witness is not None and not any(map(_dated, (*one.rules, *other.rules))):
            laws = (Law(possible.worded(of), reading, SlotClock()) for of in (one, other))
            own, its = (judged(law, each.witness.behaviour) for law in laws)
            assert not own.disobeyed
            assert each.rule.id in its.disobeyed
    return found


def _dated(rule: Rule) -> bool:
    limit = getattr(rule, "deadline", None)
    return isinstance(limit, Recurring) or getattr(limit, "unit", None) is Unit.CALENDAR_DAYS


def acts(found: Strictness) -> list[list[Act]]:
    return [list(one.witness.behaviour.acts) for one in found.rules if one.witness]


def test_a_shorter_deadline_is_stricter_and_the_witness_acts_in_between() -> None:
    one, two = regime(duty("a", "b", Within(1))), regime(duty("a", "b", Within(2)))
    assert held(one, two).holds is True
    refused = held(two, one)
    assert refused.holds is False
    assert acts(refused) == [[("a", 0, WORLD), ("b", 3, "p")]]
    (rule,) = refused.rules
    assert rule.witness is not None
    told = [(step.event, step.mode, step.working_day) for step in rule.witness.steps]
    assert told == [("a", "exogenous", 0), ("b", "overdue", 1), ("b", "performed", 1)]


def test_a_default_does_not_make_a_regime_less_strict_since_it_cures_no_breach() -> None:
    plain = regime(duty("a", "b", Within(1)))
    deemed = regime(duty("a", "b", Within(1), default="b"))
    assert held(plain, deemed).holds is held(deemed, plain).holds is True


def test_an_act_after_its_event_was_deemed_is_ignored_there_and_told() -> None:
    later, deemed = (
        regime(duty("a", "b", Within(2))),
        regime(duty("a", "b", Within(1), default="b")),
    )
    refused = held(later, deemed)
    assert acts(refused) == [[("a", 0, WORLD), ("b", 3, "p")]]
    (rule,) = refused.rules
    assert rule.witness is not None
    told = [(step.event, step.mode, step.working_day) for step in rule.witness.steps]
    assert told == [("a", "exogenous", 0), ("b", "deemed", 1), ("b", "performed", 1)]


def test_notice_given_too_late_is_missed_when_the_event_comes() -> None:
    events = {name: EventType(name, NAME, by="p" if name == "c" else WORLD) for name in "abc"}
    soon = regime(duty("a", "b", Before("c", 1), id="notice"), events=events)
    sooner = regime(duty("a", "b", Before("c", 2), id="notice"), events=events)
    assert held(sooner, soon).holds is True
    (rule,) = held(soon, sooner).rules
    assert rule.witness is not None
    told = [(step.event, step.mode, step.working_day) for step in rule.witness.steps]
    assert told[-2:] == [("c", "performed", 1), ("b", "overdue", 1)]


def test_a_longer_notice_of_anothers_event_is_owed_less_often() -> None:
    """Where the event comes a day after it is planned, only a notice of one day could be given."""
    soon = regime(duty("a", "b", Before("c", 1), id="notice"))
    sooner = regime(duty("a", "b", Before("c", 2), id="notice"))
    assert acts(held(sooner, soon)) == [[("a", 0, WORLD), ("c", 2, WORLD)]]
    assert held(soon, sooner).holds is False


def test_a_duty_that_waits_on_another_asks_less_without_that_other() -> None:
    """Push and claim: the text without the push is strictly weaker, and the push shows it."""
    words = AFTER_A | {"c": EventType("c", NAME, presupposes=("b",))}
    words["b"] = EventType("b", NAME, by="q", presupposes=("a",))
    claim = duty("a", "c", Within(2))
    whole = regime(duty("a", "b", Within(3), bearer="q"), claim, events=words)
    part = regime(claim, events=words)
    assert held(whole, part).holds is True
    assert acts(held(part, whole)) == [[("a", 0, WORLD)]]


def test_what_counts_as_the_act_asks_less_than_the_duty_to_do_it() -> None:
    asked = regime(duty("a", "b", Within(1)))
    given_away = regime(duty("a", "b", Within(1)), counts("a", "b"))
    assert held(asked, given_away).holds is True
    assert acts(held(given_away, asked)) == [[("a", 0, WORLD)]]


def test_acts_after_a_fact_that_only_one_regime_brings_about_are_compared() -> None:
    """The other's act after an auto-claim is not lost for want of a claim."""
    events = {name: EventType(name, NAME) for name in "ab"}
    events["c"] = EventType("c", NAME, by="p", presupposes=("b",))
    deeming = regime(duty("a", "b", Within(1), default="b"), events=events)
    ban = regime(must_not("a", "c"), events=events)
    refused = held(regime(events=events), ban)
    assert acts(refused) == [[("a", 0, WORLD), ("b", 0, WORLD), ("c", 0, "p")]]
    refused = held(regime(counts("a", "b"), events=events), ban)
    assert acts(refused) == [[("a", 0, WORLD), ("c", 0, "p")]]
    assert held(deeming, ban).holds is False


def test_rules_about_events_that_the_other_does_not_know_are_told_apart() -> None:
    one = regime(duty("a", "b", Within(1)))
    more = regime(duty("a", "b", Within(2)), duty("c", "d", Within(1)))
    found = held(one, more)
    assert (found.holds, found.shared) == (False, True)
    assert [each.foreign for each in found.rules] == [(), ("c", "d")]


def test_a_ban_is_implied_only_by_a_ban_as_wide() -> None:
    narrow, wide = regime(must_not("a", "b", until="c")), regime(must_not("a", "b"))
    assert held(wide, narrow).holds is True
    assert acts(held(narrow, wide)) == [[("a", 0, WORLD), ("c", 0, WORLD), ("b", 0, "p")]]
    assert acts(held(regime(may("a", "b", bearer="p")), narrow)) == [
        [("a", 0, WORLD), ("b", 0, "p")]
    ]


def test_what_a_regime_makes_the_act_of_a_party_does_not_come_from_the_world() -> None:
    events = {name: EventType(name, NAME) for name in "abd"}
    events["b"] = EventType("b", NAME, presupposes=("a",))
    ban = regime(must_not("a", "b"), events=events)
    follows = regime(duty("b", "d", Within(1)), events=events)
    assert held(ban, follows).holds is True


def test_a_trigger_that_a_rule_brings_about_needs_no_act_of_its_own() -> None:
    events = {name: EventType(name, NAME) for name in "abd"}
    events["b"] = EventType("b", NAME, by="p", presupposes=("a",))
    effect = regime(counts("a", "b"), duty("b", "d", Within(1)), events=events)
    assert acts(held(regime(events=events), effect)) == [[("a", 0, WORLD)]]


AFTER_A = {name: EventType(name, NAME) for name in "abcd"}
AFTER_A["c"] = EventType("c", NAME, presupposes=("a",))


def test_what_ends_a_duty_of_the_stricter_regime_bears_on_the_other() -> None:
    """To be excused by b is the shortest way to obey the first after a: c needs a step more."""
    events = AFTER_A | {"s": EventType("s", NAME, by="p")}
    events["c"] = EventType("c", NAME, presupposes=("s",))
    excused = duty("a", "c", Within(1), excused_by=("b",))
    one = regime(excused, events=events)
    other = regime(duty("a", "d", Within(1)), events=events)
    ((first, then),) = acts(held(one, other))
    assert {first.event, then.event} == {"a", "b"}


def test_what_follows_on_an_effect_in_the_stricter_regime_bears_on_the_other() -> None:
    one = regime(counts("a", "b"), duty("b", "c", Within(1)), events=AFTER_A)
    other = regime(duty("a", "d", Within(1)), events=AFTER_A)
    assert acts(held(one, other)) == [[("a", 0, WORLD), ("c", 0, "p")]]


def test_what_a_record_brings_about_though_all_is_obeyed_bears_on_the_other() -> None:
    """Another did what q owes: nothing is disobeyed, yet q is overdue, and that sets a duty going.

    The ban is broken by p's b alone, so a and b are needed, and c since o comes after a day.
    """
    events = {name: EventType(name, NAME, by="p" if name == "c" else WORLD) for name in "abco"}
    events["b"] = EventType("b", NAME, by="p")
    owed = duty("a", "b", Within(1), bearer="q", overdue="o")
    one = regime(owed, duty("o", "c", Within(1)), events=events)
    ((first, *then),) = acts(held(one, regime(must_not("a", "b"), events=events)))
    assert first == ("a", 0, WORLD)
    assert {act.event: act.party for act in then} == {"b": "p", "c": "p"}


def test_what_anothers_default_ends_is_obeyed_though_nobody_acts() -> None:
    """x sets a duty of q going that nobody can keep; its default ends p's duty to do b by then.

    The other text has no such default, and p's duty there stays undone. b needs a, so is able.
    """
    events = {name: EventType(name, NAME) for name in "abxfg"}
    events["f"] = EventType("f", NAME, presupposes=("g",))
    hopeless = duty("x", "f", Within(1), bearer="q", default="b", id="hopeless")
    owed = duty("a", "b", Within(2), id="owed")
    one, other = regime(owed, hopeless, events=events), regime(owed, events=events)
    (witness,) = acts(held(one, other))
    assert {act.event for act in witness} == {"a", "x"}
    assert held(other, one).holds is False


def test_a_ban_on_the_means_of_the_stricter_regime_bears_on_the_other() -> None:
    """c needs b, which a text may deem; z forbids p to do b, so that p owes no c after a.

    The other text is content with c, and c must come unless z has forbidden what it needs.
    """
    events = {name: EventType(name, NAME) for name in "abcdyz"}
    events["b"] = EventType("b", NAME, by="p")
    events["c"] = EventType("c", NAME, by="p", presupposes=("b",))
    owed, effect = duty("a", "c", Within(2), id="owed"), counts("y", "b")
    power = may("a", "b", bearer="p")
    one = regime(owed, must_not("z", "b"), effect, power, events=events)
    other = regime(duty("a", "d", Within(3), excused_by=("c",)), events=events)
    (witness,) = acts(held(one, other))
    assert {act.event for act in witness} == {"a", "z"}
    assert held(regime(owed, effect, power, events=events), other).holds is True


def test_an_act_may_come_where_the_text_lacks_what_it_presupposes() -> None:
    """b presupposes d, which only the other text deems; so b alone lifts no ban that d lifts.

    q is never able to do c, and disobeys nothing.
    """
    events = {name: EventType(name, NAME) for name in "abcdek"}
    events["b"] = EventType("b", NAME, presupposes=("d",))
    banned = (duty("b", "c", Within(1), bearer="q"), must_not("b", "c", until="d", bearer="q"))
    one = regime(*banned, duty("b", "e", Within(1)), events=events)
    other = regime(counts("k", "d"), duty("b", "a", Within(1)), events=events)
    assert acts(held(one, other)) == [[("b", 0, WORLD), ("e", 0, "p")]]


def test_a_limit_that_never_expires_is_never_breached() -> None:
    open_limit = regime(duty("a", "b", Indefinite("及时")))
    figure = regime(duty("a", "b", Within(3)))
    strict = held(regime(), open_limit, STRICT)
    assert (strict.holds, strict.rules, strict.unbinding) == (True, (), ("a-b",))
    assert held(open_limit, figure, Reading(3)).holds is True
    assert held(open_limit, figure, Reading(4)).holds is False


def test_terms_in_dates_run_on_one_calendar_for_both() -> None:
    calendar_days, working_days = Within(3, Unit.CALENDAR_DAYS), Within(3)
    one, two = regime(duty("a", "b", calendar_days)), regime(duty("a", "b", working_days))
    assert held(one, one).holds is True
    assert held(one, two).holds is True
    assert held(two, one).holds is False
    month, quarter = (
        regime(duty("a", "b", Recurring(period))) for period in (Period.MONTHLY, Period.QUARTERLY)
    )
    assert (held(month, quarter).holds, held(quarter, month).holds) == (True, False)


def test_silence_of_the_solver_is_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = regime(duty("a", "b", Within(1))), regime(duty("a", "b", Within(2)))
    monkeypatch.setattr("verify.diff.sides.Pair.check", lambda *_: z3.unknown)
    for found in (strictness(one, two, STRICT), strictness(two, one, STRICT)):
        assert (found.holds, found.shared) == (None, None)
        assert [each.standing for each in found.rules] == [Implication.UNKNOWN]


def test_a_witness_that_stepping_does_not_confirm_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = regime(duty("a", "b", Within(1))), regime(duty("a", "b", Within(2)))
    monkeypatch.setattr("verify.diff.witness.Witnesses.confirmed", lambda *_: None)
    assert strictness(two, one, STRICT).holds is None


@pytest.mark.parametrize("name", some(library.REGIMES, "jinan", "xuecheng"))
def test_a_shipped_regime_is_at_least_as_strict_as_itself(name: str) -> None:
    of = library.find(name)
    found = strictness(of, of, FIVE)
    assert found.holds is True
    assert len(found.rules) > 15


def test_tancheng_asks_all_that_xuecheng_asks_of_what_both_regulate() -> None:
    tancheng, xuecheng = library.find("tancheng"), library.find("xuecheng")
    found = strictness(tancheng, xuecheng, FIVE)
    assert (found.holds, found.shared) == (False, True)
    back = strictness(xuecheng, tancheng, FIVE)
    assert back.shared is False
