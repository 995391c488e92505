"""What is owed behind the limits of an instant, and what a party can do there, worked out by hand.

Each rule with a good and a bad twin, judged by stepping through the run and by the solver.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.conformance import conformance
from model.deadline import STRICT, Before, Deadline, Immediately, Within
from model.property import Property
from model.regime import Regime
from model.rule import CountsAs, Power, Prohibition, Rule, Trigger
from model.trace import Mode, Occurrence, Run
from model.vocabulary import EventType
from tests.behind import behind
from tests.closure import Closure, opposed
from tests.draws import WIDE, draws, enough
from tests.enumeration import Enumeration, broken_in
from tests.small import FLAG, NAME, counts, duty, lapse, may, must_not, regime
from tests.test_ability import asking_always
from tests.test_solver_agrees_with_conformance import run_of
from tests.test_solver_agrees_with_enumeration import check_agreement
from tests.trace_checker import TraceChecker, both_judge, helpless
from verify.guarantees import verify
from verify.verdict import Answer, Assume

WORDS = {name: EventType(name, NAME) for name in "abdeuxy"}
OWED, NOTHING = frozenset({"owed"}), frozenset[str]()
Quantifier = Literal["any", "all"]


def came(event: str, at: int, turn: int = 0) -> Occurrence:
    return Occurrence(event, at, Mode.EXOGENOUS, "world", round=turn)


def did(event: str, at: int, party: str = "p") -> Occurrence:
    return Occurrence(event, at, Mode.PERFORMED, party)


def lapsed(cause: str, event: str, at: int) -> Occurrence:
    return Occurrence(event, at, Mode.DEEMED, "world", f"{cause}-lapses-{event}", 1)


def test_who_can_do_only_what_counts_as_the_act_owes_nothing_in_a_further_round() -> None:
    """By hand: a lapses at a close, slot 2, where c is owed at once; s, p's own act, counts as c.

    Where the flag is true p can do c itself, which a makes possible there and then. Where it is
    false only s is left; that was possible before, so it can be done from the next instant on,
    and c is owed by the next close.
    """
    kinds = {name: EventType(name, NAME) for name in "ae"} | {
        "s": EventType("s", NAME, "p"),
        "c": EventType("c", NAME, presupposes=("a",), when=FLAG),
    }
    of = regime(lapse("e", "a"), duty("a", "c", Immediately()), counts("s", "c"), events=kinds)
    for flag, days in (("true", 1), ("false", 2)):
        asked = Property("any", NAME, "e", "c", when={"flag": frozenset({flag})})
        check_agreement(of, asked, STRICT, last=5)
        (verdict,) = verify(of, [asked], [STRICT], [Assume.EVERYONE])
        assert (verdict.answer, verdict.days) == (Answer.PROVED, days)
    begun = (came("e", 0), lapsed("e", "a", 2))
    for slot, broken in ((4, NOTHING), (5, frozenset({"a-c"}))):
        counted = (did("s", slot), Occurrence("c", slot, Mode.COUNTED, "p", "s-is-c"))
        assert both_judge(of, Run((*begun, *counted), {"flag": "false"})).disobeyed == broken
    assert not Closure(of, STRICT, 4).dead_ends


@pytest.mark.parametrize(
    ("at", "turn", "helpless"),
    [(2, 0, NOTHING), (4, 0, NOTHING), (4, 1, OWED), (5, 0, OWED), (6, 0, OWED)],
)
def test_a_duty_could_be_kept_where_its_bearer_was_able_by_the_close_at_which_it_was_due(
    at: int, turn: int, helpless: frozenset[str]
) -> None:
    """By hand: c is due at the close of day 2, slot 4, and waits for b."""
    of = regime(
        duty("a", "c", Within(2), id="owed"),
        events=WORDS | {"c": EventType("c", NAME, presupposes=("b",))},
    )
    found = both_judge(of, Run((came("a", 0), came("b", at, turn))))
    assert (found.breached, found.helpless) == (OWED, helpless)


@pytest.mark.parametrize(("days", "helpless"), [(1, OWED), (2, NOTHING)])
def test_who_may_act_from_the_next_instant_on_could_keep_what_is_due_on_a_later_day(
    days: int, helpless: frozenset[str]
) -> None:
    """By hand: b lapses at the close of day 1, where p cannot do s any more, which c needs too."""
    kinds = WORDS | {"s": EventType("s", NAME, "p")}
    of = regime(
        duty("a", "c", Within(days), id="owed"),
        lapse("a", "b"),
        events=kinds | {"c": EventType("c", NAME, presupposes=("b", "s"))},
    )
    found = both_judge(of, Run((came("a", 0), lapsed("a", "b", 2))))
    assert (found.breached, found.helpless) == (OWED, helpless)


@pytest.mark.parametrize("together", [True, False])
def test_a_ban_that_one_step_brings_with_the_duty_leaves_its_bearer_unable(together: bool) -> None:
    """By hand: a counts as x, on which p must not do c that a asks of him; or x comes behind a."""
    ban, owed = must_not("x", "c"), duty("a", "c", id="owed")
    rules = (owed, counts("a", "x"), ban) if together else (owed, ban)
    x = Occurrence("x", 0, Mode.COUNTED, "world", "a-is-x") if together else came("x", 0)
    of = regime(*rules, events=WORDS | {"c": EventType("c", NAME)})
    found = both_judge(of, Run((came("a", 0), x)))
    assert found.disobeyed == (NOTHING if together else OWED)


@pytest.mark.parametrize(("quantifier", "broken"), [("any", OWED), ("all", NOTHING)])
def test_a_duty_on_any_of_two_events_is_owed_once_one_has_come(
    quantifier: Quantifier, broken: frozenset[str]
) -> None:
    """By hand: c waits for b, and only a comes."""
    of = regime(
        duty(Trigger(("a", "d"), quantifier), "c", id="owed"),
        events=WORDS | {"c": EventType("c", NAME, presupposes=("b",))},
    )
    assert both_judge(of, Run((came("a", 0), came("b", 4)))).disobeyed == broken


@pytest.mark.parametrize(("quantifier", "broken"), [("any", OWED), ("all", NOTHING)])
def test_who_could_act_before_a_duty_arose_and_not_since_disobeys_nothing(
    quantifier: Quantifier, broken: frozenset[str]
) -> None:
    """By hand: p may do c from b on, slot 2, until x forbids it, slot 3, and again from u on.

    On any of a and d the duty arises while he can; on both it arises when he cannot any more.
    """
    of = regime(
        duty(Trigger(("a", "d"), quantifier), "c", id="owed"),
        must_not("x", "c", until="u"),
        events=WORDS | {"c": EventType("c", NAME, presupposes=("b",))},
    )
    happened = (came("a", 0), came("b", 2), came("x", 3), came("d", 4), came("u", 10))
    assert both_judge(of, Run((*happened, did("c", 10)))).disobeyed == broken


@pytest.mark.parametrize(("quantifier", "broken"), [("any", OWED), ("all", NOTHING)])
def test_leave_on_any_of_two_events_is_a_means_once_one_has_come(
    quantifier: Quantifier, broken: frozenset[str]
) -> None:
    leave = Power("leave", "leave", Trigger(("a", "d"), quantifier), "p", "b", {})
    of = regime(
        duty("a", "c", id="owed"),
        leave,
        events=WORDS | {"c": EventType("c", NAME, presupposes=("b",))},
    )
    assert both_judge(of, Run((came("a", 0),))).disobeyed == broken


@pytest.mark.parametrize(("quantifier", "broken"), [("any", NOTHING), ("all", OWED)])
def test_a_ban_on_any_of_two_events_is_in_force_once_one_has_come(
    quantifier: Quantifier, broken: frozenset[str]
) -> None:
    ban = Prohibition("ban", "ban", Trigger(("x", "y"), quantifier), "p", "c", {}, None)
    of = regime(duty("a", "c", id="owed"), ban, events=WORDS | {"c": EventType("c", NAME)})
    assert both_judge(of, Run((came("x", 0), came("a", 0)))).disobeyed == broken


@pytest.mark.parametrize(("quantifier", "days"), [("any", 2), ("all", 1)])
def test_what_leave_on_any_of_two_events_allowed_before_is_not_new_in_a_further_round(
    quantifier: Quantifier, days: int
) -> None:
    """By hand: b lapses at a close, where c is owed at once; y comes behind c only.

    With leave from e or y on p could do c before b, so that he owes it by the next close; with
    leave from both on he could not.
    """
    leave = Power("leave", "leave", Trigger(("e", "y"), quantifier), "p", "c", {})
    owed = duty("b", "c", Immediately(), id="owed")
    of = regime(
        leave,
        owed,
        lapse("e", "b"),
        events=WORDS
        | {"y": EventType("y", NAME, presupposes=("c",))}
        | {"c": EventType("c", NAME)},
    )
    run = Run((came("e", 0), lapsed("e", "b", 2), did("c", 4)))
    assert both_judge(of, run).disobeyed == (NOTHING if days == 2 else OWED)
    asked = Property("any", NAME, "e", "c")
    check_agreement(of, asked, STRICT, last=5)
    (verdict,) = verify(of, [asked], [STRICT], [Assume.EVERYONE])
    assert verdict.days == days


def free(event: str, *before: str) -> dict[str, EventType]:
    """An act of p that no rule governs."""
    return {event: EventType(event, NAME, "p", presupposes=before)}


ACT = {"c": EventType("c", NAME, presupposes=("b",))}
AT_ONCE = duty("a", "c", Immediately(), id="owed")


@pytest.mark.parametrize(
    ("rules", "kinds", "acts", "broken"),
    [
        ((), free("b", "a"), "bc", OWED),
        ((), free("b", "e"), "bc", NOTHING),
        ((), free("b", "d") | free("d", "a"), "dbc", OWED),
        ((), free("b", "d") | free("d", "e"), "dbc", NOTHING),
        ((may("a", "b", bearer="p"),), {}, "bc", OWED),
        ((may("e", "b", bearer="p"),), {}, "bc", NOTHING),
        ((may("d", "b", bearer="p"),), free("d", "a"), "dbc", OWED),
        ((may("d", "b", bearer="p"),), free("d", "e"), "dbc", NOTHING),
        ((counts("d", "b"),), free("d", "a"), "dbc", OWED),
        ((counts("d", "b"),), free("d", "e"), "dbc", NOTHING),
        ((must_not("e", "b", until="d"),), free("b", "a") | free("d", "a"), "dbc", OWED),
        ((must_not("e", "b", until="d"),), free("b", "a") | free("d", "e"), "dbc", NOTHING),
        ((must_not("e", "c", until="d"),), free("b", "a") | free("d", "a"), "bdc", OWED),
        ((must_not("e", "c", until="c"),), free("b", "a"), "", NOTHING),
    ],
    ids=[
        *("the means is new", "the means is not", "and its means is", "and its means is not"),
        *("the leave is new", "the leave is not", "its trigger is", "its trigger is not"),
        *("what counts as it is", "what counts as it is not", "what lifts a ban on it is"),
        *("what lifts a ban on it is not", "what lifts one on the act is", "nothing but the act"),
    ],
)
def test_who_can_do_the_means_and_then_the_act_in_a_further_round_owes_it_there(
    rules: tuple[Rule, ...], kinds: dict[str, EventType], acts: str, broken: frozenset[str]
) -> None:
    """By hand: e, and a lapses at a close, where c is owed at once, for which b must come first.

    All is done by the next close. That is too late where it could have been done there, each act
    behind the one that it needs, and none of them before.
    """
    of = regime(lapse("e", "a"), AT_ONCE, *rules, events=WORDS | ACT | kinds)
    counted = any(isinstance(rule, CountsAs) for rule in rules)
    done = [
        Occurrence("b", 4, Mode.COUNTED, "world", "d-is-b")
        if one == "b" and counted
        else did(one, 4)
        for one in acts
    ]
    run = Run((came("e", 0), lapsed("e", "a", 2), *done))
    assert both_judge(of, run).disobeyed == broken
    check_agreement(of, Property("any", NAME, "a", "c"), STRICT, last=5)
    closure = Closure(of, STRICT, 4)
    assert all(opposed(closure.law, end.state) for end in closure.dead_ends)


@pytest.mark.parametrize(("ended", "broken"), [(True, OWED), (False, NOTHING)])
def test_where_leave_that_one_had_before_ends_in_a_further_round_the_act_is_owed_there(
    ended: bool, broken: frozenset[str]
) -> None:
    """By hand: p may do c from e until he does d; c is owed at once behind the close at which a
    lapses. As long as he may, he could do it before; once he may not, only since the duty arose.
    """
    leave = replace(may("e", "c", bearer="p"), until="d")
    of = regime(
        lapse("e", "a"),
        duty("a", "c", Immediately(), id="owed"),
        leave,
        events=WORDS | {"c": EventType("c", NAME)} | free("d", "a"),
    )
    ends = [Occurrence("d", 2, Mode.PERFORMED, "p", round=1)] if ended else []
    run = Run((came("e", 0), lapsed("e", "a", 2), *ends, did("c", 4)))
    assert both_judge(of, run).disobeyed == broken
    check_agreement(of, Property("any", NAME, "a", "c"), STRICT, last=5)


@pytest.mark.parametrize(("by", "broken"), [("q", NOTHING), ("p", OWED)])
def test_a_means_that_has_come_is_not_new_where_one_could_do_it_only_now(
    by: str, broken: frozenset[str]
) -> None:
    """By hand: p may do c from e on and b, which it needs, from a on; q may do b from e on.

    Where q did it at once, p could do c before a; else he can do both only behind a.
    """
    leave = (
        may("e", "b", id="q-b"),
        may("a", "b", bearer="p", id="p-b"),
        may("e", "c", bearer="p"),
    )
    of = regime(lapse("e", "a"), AT_ONCE, *leave, events=WORDS | ACT)
    happened = [came("e", 0), did("b", 0, "q"), lapsed("e", "a", 2), did("c", 4)]
    if by == "p":
        happened = [happened[0], happened[2], did("b", 4), happened[3]]
    assert both_judge(of, Run(tuple(happened))).disobeyed == broken


FORBIDS = must_not("d", "b", until="u")
ON_BOTH = Prohibition("ban", "ban", Trigger(("d", "x"), "all"), "p", "b", {}, None)


@pytest.mark.parametrize("term", [Immediately(), Within(1), Before("y", 1)], ids=str)
@pytest.mark.parametrize(
    ("rules", "happened", "broken"),
    [
        ((FORBIDS,), ("d", 2), NOTHING),
        ((FORBIDS,), ("d", 3), OWED),
        ((FORBIDS,), ("du", 2), OWED),
        ((FORBIDS,), ("ud", 2), OWED),
        ((FORBIDS,), ("dux", 2), OWED),
        ((FORBIDS, must_not("x", "b")), ("dux", 2), NOTHING),
        ((must_not("d", "c"),), ("d", 2), NOTHING),
        ((must_not("d", "b", bearer="q"),), ("d", 2), OWED),
        ((ON_BOTH,), ("d", 2), OWED),
        ((ON_BOTH,), ("dx", 2), NOTHING),
        ((counts("x", "d"), FORBIDS), ("xd", 2), NOTHING),
        ((may("e", "b", bearer="p"), FORBIDS), ("d", 2), NOTHING),
    ],
    ids=[
        *("at the same close", "at the next instant", "lifted again", "lifted before it came"),
        *("and nothing else", "and another ban"),
        *("on the act itself", "on another party", "on two events of which one came", "on both"),
        *("on what another counts as", "on what one has leave for"),
    ],
)
def test_who_is_forbidden_the_means_before_he_could_act_disobeys_nothing(
    rules: tuple[Rule, ...], happened: tuple[str, int], broken: frozenset[str], term: Deadline
) -> None:
    """By hand: behind the close at which a lapses, slot 2, p could do b only from the next instant
    on, slot 3, and a ban comes before that. At the next instant two rules bind him to opposite
    things. Notice of y, on day 3, is due on day 2, slot 4.
    """
    governed = any(isinstance(rule, Power) for rule in rules)
    kinds = {"b": EventType("b", NAME)} if governed else free("b")
    owed = replace(AT_ONCE, deadline=term)
    of = regime(lapse("e", "a"), owed, *rules, events=WORDS | ACT | kinds)
    names, at = happened
    come = [
        Occurrence("d", at, Mode.COUNTED, "world", "x-is-d", 1)
        if CountsAs in map(type, rules) and one == "d"
        else came(one, at, 1 if at == 2 else 0)
        for one in names
    ]
    run = Run((came("e", 0), lapsed("e", "a", 2), *come, came("y", 6)))
    found = both_judge(of, run)
    assert found.disobeyed == broken
    assert found.helpless == (OWED if term == Immediately() else OWED - broken)
    if term == Immediately():
        last = 4 if WIDE or len(rules) == 1 else 3
        check_agreement(of, Property("any", NAME, "a", "c"), STRICT, last=last)


@pytest.mark.parametrize(
    ("first", "broken"), [("ad", OWED), ("da", NOTHING)], ids=["behind the duty", "ahead of it"]
)
def test_who_could_act_in_the_round_of_the_duty_owes_it_though_a_ban_comes_behind_it(
    first: str, broken: frozenset[str]
) -> None:
    """By hand: b is p's to do from a on, which lapses at a close; d forbids it in that round.

    Where a has come he can do b and c before d; d a day before leaves him no time for that.
    """
    of = regime(lapse("e", "a"), AT_ONCE, must_not("d", "b"), events=WORDS | ACT | free("b", "a"))
    ban = came("d", 2, 1) if first == "ad" else came("d", 1)
    happened = sorted((lapsed("e", "a", 2), ban), key=lambda one: first.index(one.event))
    assert both_judge(of, Run((came("e", 0), *happened))).disobeyed == broken


@pytest.mark.parametrize(("lifted", "broken"), [(False, NOTHING), (True, OWED)])
def test_a_ban_in_a_later_round_of_the_close_comes_before_the_next_instant(
    lifted: bool, broken: frozenset[str]
) -> None:
    """By hand: x lapses at once where a does, one round later, and forbids b; u may lift that."""
    of = regime(
        lapse("e", "a"),
        lapse("a", "x", Immediately()),
        AT_ONCE,
        must_not("x", "b", until="u"),
        events=WORDS | ACT | free("b"),
    )
    late = Occurrence("x", 2, Mode.DEEMED, "world", "a-lapses-x", 2)
    happened = [came("e", 0), lapsed("e", "a", 2), late, *([came("u", 2, 2)] if lifted else [])]
    assert both_judge(of, Run(tuple(happened))).disobeyed == broken


@pytest.mark.parametrize(
    ("ban", "answer"),
    [
        (must_not("d", "b"), Answer.REFUTED),
        (must_not("d", "b", bearer="q"), Answer.PROVED),
        (must_not("e", "b", until="d"), Answer.PROVED),
    ],
    ids=["on who owes it", "on another", "lifted where it would arise"],
)
def test_no_bound_is_proved_where_a_ban_may_come_before_the_bearer_can_act(
    ban: Prohibition, answer: Answer
) -> None:
    """By hand: d cannot come before a, but may come at the close at which a lapses.

    Where it forbids b then, p never can do c. Where it lifts a ban on b instead, p waits for d, and
    c is asked of once d has come.
    """
    kinds = free("b") | {"d": EventType("d", NAME, presupposes=("a",))}
    of = regime(lapse("e", "a"), AT_ONCE, ban, events=WORDS | ACT | kinds)
    asked = Property("any", NAME, "d" if ban.until else "a", "c")
    check_agreement(of, asked, STRICT, last=5)
    (verdict,) = verify(of, [asked], [STRICT], [Assume.EVERYONE])
    assert verdict.answer is answer
    closure = Closure(of, STRICT, 4)
    assert all(opposed(closure.law, end.state) for end in closure.dead_ends)


SEEN: Counter[str] = Counter()


@given(behind(), st.integers(0, 10**6))
@draws(150, phases=[Phase.generate])
def test_stepping_and_solver_judge_alike_what_is_done_behind_an_expiry(
    of: Regime, seed: int
) -> None:
    every = Enumeration(of, STRICT, last=5)
    checker, asking = TraceChecker(of, STRICT, chinese_calendar()), asking_always(every.law)
    finals = list(every.finals.values())
    for state in random.Random(seed).sample(finals, min(12, len(finals))):
        run = run_of(state)
        judged, found = conformance(every.law, run), checker.judge(run)
        assert judged.admissible
        assert found.admissible
        assert found.disobeyed == judged.disobeyed == broken_in(every.law, state)
        assert found.breached == judged.breached
        assert found.helpless == helpless(every.law, state)
        assert conformance(asking, run).judgements == judged.judgements
        able = state.duties["owed"].able if "owed" in state.duties else None
        SEEN["there" if able and able[1] else "later"] += able is not None
        SEEN["disobeyed"] += bool(judged.disobeyed)


@given(behind(), st.sampled_from("ae"))
@draws(90, phases=[Phase.generate])
def test_verdict_and_bound_equal_those_of_enumeration_behind_an_expiry(
    of: Regime, trigger: str
) -> None:
    check_agreement(of, Property("any", NAME, trigger, "c"), STRICT, last=7)


@given(behind())
@draws(120, phases=[Phase.generate])
def test_every_history_can_go_on_behind_an_expiry(of: Regime) -> None:
    closure = Closure(of, STRICT, 4)
    for end in closure.dead_ends:
        assert opposed(closure.law, end.state), end


def test_the_random_runs_held_what_is_owed_there_and_what_is_owed_later() -> None:
    assert all(SEEN[kind] >= enough(100) for kind in ("there", "later", "disobeyed")), SEEN
