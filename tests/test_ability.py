"""Ought implies can: when a duty is able, what is disobeyed, and that obedience excludes nobody."""

from __future__ import annotations

import json
import random
from collections import Counter
from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import SlotClock
from model.conformance import Conformance, conformance
from model.deadline import STRICT, Before, Immediately, Reading, Within
from model.indices import Indices
from model.language import Text
from model.property import Asks, Property
from model.regime import Regime
from model.rule import Power, Rule, Trigger
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.vocabulary import EventType
from protocols.library import shared_vocabulary
from protocols.reader import read_regime
from tests.closure import Closure, opposed
from tests.draws import draws, enough
from tests.enumeration import Enumeration
from tests.moving import moving
from tests.small import (
    NAME,
    counts,
    duty,
    lapse,
    leading,
    may,
    must_not,
    needing,
    pressing,
    regime,
    regimes,
)
from tests.test_solver_agrees_with_conformance import run_of
from tests.test_solver_agrees_with_enumeration import check_agreement
from tests.trace_checker import TraceChecker
from verify.guarantees import verify
from verify.trust import dependences
from verify.verdict import Answer, Assume, Verdict

PAPER = Path(__file__).parent / "paper"
CASES: list[dict[str, Any]] = json.loads((PAPER / "cases.json").read_text("utf-8"))
SEEN: Counter[str] = Counter()

# Where the paper's answer rests on a reading of its own, and this project's stands beside it.
OTHERWISE: dict[str, dict[str, Any]] = {
    # What an expiry brings about belongs to a further round of its instant, in which acts are
    # still possible; the paper lets them wait for the next day.
    "19-able-by-deemed-event-at-the-deadline": {"trust": [["claim"]]},
    "20-immediate-duty-on-a-deemed-trigger": {"trust": [["confirm"]]},
    "21-upstream-default-later": {"trust": [["claim"]]},
    # From the time off to the next close of business is one working day, as everywhere.
    "32-immediately-and-time-off approval-info.pushed": {"everyone": 1},
    # Nobody can obey two rules that bind him to opposite things: there is nothing to guarantee.
    "40-notice-against-ones-own-limit": {"everyone": "vacuous", "trust": []},
}


def name_of(case: dict[str, Any]) -> str:
    question = case["question"]
    kind = ",".join(f"{name}={value}" for name, value in question.get("when", {}).items())
    words = [case["file"].removesuffix(".yaml"), question["trigger"], question["response"], kind]
    return " ".join(words) + (" performed" if question.get("performed") else "")


def expected(case: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {**case, "any": case.get("trust_any_bound", case["trust"])}
    for begin, other in OTHERWISE.items():
        if name_of(case).startswith(begin):
            answers |= other
            answers["any"] = other.get("trust", answers["any"])
    return answers


@cache
def paper(file: str) -> Regime:
    return read_regime(PAPER / file, shared_vocabulary())


def asked(case: dict[str, Any]) -> tuple[Regime, Property, Reading]:
    question, limit = case["question"], case.get("open_limit", "strict")
    when = {name: frozenset({str(one).lower()}) for name, one in question.get("when", {}).items()}
    prop = Property(
        "asked",
        Text("问", "asked"),
        question["trigger"],
        question["response"],
        question.get("performed", False),
        when,
        question.get("ahead", 0),
    )
    reading = STRICT if limit == "strict" else Reading(int(limit.split()[0]))
    return paper(case["file"]), prop, reading


def days(verdict: Verdict) -> int | str | None:
    if verdict.answer in (Answer.PROVED, Answer.REFUTED):
        return verdict.days
    return str(verdict.answer)


def trust(
    regime: Regime, prop: Property, reading: Reading, within: int | None
) -> set[frozenset[str]]:
    (found,) = dependences(regime, [prop], reading, within=within)
    return {frozenset(one.rules) for one in found.trust_sets}


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_bounds_and_trust_sets_are_those_worked_out_on_paper(case: dict[str, Any]) -> None:
    regime, prop, reading = asked(case)
    answers = expected(case)
    everyone, nobody = verify(regime, [prop], [reading])
    assert (days(everyone), days(nobody)) == (answers["everyone"], answers["nobody"])
    assert not everyone.exempt
    for sets, within in ((answers["trust"], everyone.days), (answers["any"], None)):
        assert trust(regime, prop, reading, within) == {frozenset(one) for one in sets}


def judged(
    file: str, *acts: tuple[str, int], attributes: dict[str, str] | None = None
) -> Conformance:
    """Conformance of a run that begins with the first trigger of a paper case, in slots."""
    of = paper(file)
    happened = []
    for event, slot in acts:
        by = of.vocabulary.events[event].by
        bearers = [one.bearer for one in of.supports if one.act == event]
        mode = Mode.EXOGENOUS if of.is_exogenous(event) else Mode.PERFORMED
        happened.append(Occurrence(event, slot, mode, bearers[0] if bearers else by))
    run = Run(tuple(happened), attributes or {})
    return conformance(Law(of, STRICT, SlotClock()), run)


def told(of: Conformance) -> dict[str, tuple[str, bool, bool]]:
    return {one.rule.id: (str(one.outcome), one.disobeyed, one.could) for one in of.judgements}


DECIDED, PUSHED, CLAIMED = "approval.decided", "approval-info.pushed", "approval-info.claimed"


@pytest.mark.parametrize(
    ("push", "claim", "record"),
    [
        (10, 10, ("late", False, False)),
        (2, 6, ("late", True, True)),
        (8, 10, ("late", True, False)),
        (7, 8, ("late", False, False)),
        (None, None, ("never", False, False)),
        (2, 4, ("fulfilled", False, True)),
        (2, None, ("never", True, True)),
    ],
)
def test_a_claim_waits_on_the_push_and_no_longer(
    push: int | None, claim: int | None, record: tuple[str, bool, bool]
) -> None:
    acts = [(DECIDED, 0)]
    acts += [(PUSHED, push)] if push is not None else []
    acts += [(CLAIMED, claim)] if claim is not None else []
    found = judged("01-issue-push-claim.yaml", *acts)
    assert found.admissible
    assert told(found)["claim"] == record


def test_who_owes_the_end_owes_the_means() -> None:
    file = "07-own-means-triggered.yaml"
    nothing = told(judged(file, ("complaint.received", 0)))
    assert nothing["tell"] == ("never", True, True)
    late = judged(
        file, ("complaint.received", 0), ("complaint.handled", 24), ("complaint-outcome.told", 28)
    )
    assert late.disobeyed == {"handle"}


def test_an_act_deemed_by_anothers_default_leaves_nothing_to_disobey() -> None:
    of = paper("31-act-pre-empted-by-anothers-default.yaml")
    run = Run(
        (
            Occurrence("file.requested", 0, Mode.EXOGENOUS, "world"),
            Occurrence("filing.claimed", 4, Mode.DEEMED, "regulator", "confirm", 1),
        )
    )
    found = conformance(Law(of, STRICT, SlotClock()), run)
    assert found.admissible
    assert found.disobeyed == {"confirm"}
    assert found.breached == {"confirm", "claim"}


def test_an_excuse_counts_until_the_close_at_which_the_duty_became_able() -> None:
    parallel = {"parallel-approval": "true"}
    for slot, broken in ((8, set[str]()), (10, {"claim"})):
        acts = ((DECIDED, 0), (PUSHED, 8), ("approval-info.returned", slot))
        assert judged("37-excuse.yaml", *acts, attributes=parallel).disobeyed == broken


@pytest.mark.parametrize(
    ("planned", "held", "notice", "broken"),
    [
        (0, 2, None, False),
        (0, 4, None, True),
        (0, 6, 2, False),
        (0, 6, 4, True),
        (1, 4, None, False),
    ],
)
def test_a_notice_is_owed_only_where_it_could_have_been_given(
    planned: int, held: int, notice: int | None, broken: bool
) -> None:
    acts = [("training.planned", planned)]
    acts += [("training.notified", notice)] if notice is not None else []
    found = judged("38-notice-of-an-event-of-the-world.yaml", *acts, ("training.held", held))
    assert found.disobeyed == ({"notify"} if broken else set())


def test_who_holds_the_event_himself_must_not_hold_it_too_early() -> None:
    acts = (("survey.planned", 0), ("survey.notified", 0), ("survey.held", 2))
    found = judged("39-notice-of-ones-own-event.yaml", *acts, attributes={"survey": "joint"})
    assert found.disobeyed == {"notify"}


def test_what_is_not_yet_due_when_watching_ends_is_not_disobeyed() -> None:
    of = paper("01-issue-push-claim.yaml")
    law = Law(of, STRICT, SlotClock())
    begun = (
        Occurrence(DECIDED, 0, Mode.EXOGENOUS, "world"),
        Occurrence(PUSHED, 7, Mode.PERFORMED, "approval-bureau"),
    )
    assert not conformance(law, Run(begun, end=7)).disobeyed
    assert conformance(law, Run(begun, end=8)).disobeyed == {"claim"}


def test_a_means_that_another_round_leaves_no_time_for_may_wait_until_the_next_close() -> None:
    """The act needs b, deemed at a close, and a step of its own that nobody took before it."""
    events = {name: EventType(name, NAME) for name in "ab"}
    events["s"] = EventType("s", NAME, by="q")
    events["c"] = EventType("c", NAME, presupposes=("b", "s"))
    of = regime(
        duty("a", "b", Within(1), id="first", default="b"),
        duty("a", "c", Immediately(), id="then", bearer="q"),
        events=events,
    )
    law = Law(of, STRICT, SlotClock())
    deemed = (
        Occurrence("a", 0, Mode.EXOGENOUS, "world"),
        Occurrence("b", 2, Mode.DEEMED, "p", "first", 1),
    )
    for slot, broken in ((4, {"first"}), (6, {"first", "then"})):
        later = [Occurrence(one, slot, Mode.PERFORMED, "q") for one in ("s", "c")]
        assert conformance(law, Run((*deemed, *later))).disobeyed == broken


@given(pressing(), st.sampled_from([STRICT, Reading(2)]))
@draws(45, phases=[Phase.generate])
def test_solver_and_enumeration_agree_where_acts_need_other_acts(
    question: tuple[Regime, Property], reading: Reading
) -> None:
    check_agreement(*question, reading, last=8)


@pytest.mark.parametrize(("holder", "broken"), [("p", True), ("q", True), ("r", False)])
def test_any_of_joint_bearers_who_holds_the_event_must_not_hold_it_too_early(
    holder: str, broken: bool
) -> None:
    """By hand: notice a working day ahead cannot be given of what comes on the day it is called."""
    notice = duty("a", "b", Before("e", 1), id="notice", jointly=("q",))
    events = {name: EventType(name, NAME) for name in "ab"} | {"e": EventType("e", NAME, holder)}
    of = regime(notice, events=events)
    came = Occurrence("a", 0, Mode.EXOGENOUS, "world"), Occurrence("e", 0, Mode.PERFORMED, holder)
    law = Law(of, STRICT, SlotClock())
    for found in (
        conformance(law, Run(came)),
        TraceChecker(of, STRICT, chinese_calendar()).judge(Run(came)),
    ):
        assert found.disobeyed == ({"notice"} if broken else set())
        assert found.breached == {"notice"}


@pytest.mark.parametrize(
    ("ahead", "slot", "turn", "broken"),
    [(1, 4, 0, False), (1, 6, 0, True), (0, 2, 1, False), (0, 3, 0, True)],
)
def test_notice_that_one_could_give_before_is_not_owed_behind_the_limits_of_an_instant(
    ahead: int, slot: int, turn: int, broken: bool
) -> None:
    """By hand: p may give notice from e on and owes it from a on, which lapses at a close, slot 2.

    So he can give it in slot 3 again: a working day ahead of slot 6, and not of slot 4.
    """
    of = regime(
        lapse("e", "a"),
        may("e", "b", bearer="p"),
        duty("a", "b", Before("x", ahead), id="notice"),
        events={name: EventType(name, NAME) for name in "abex"},
    )
    run = Run(
        (
            Occurrence("e", 0, Mode.EXOGENOUS, "world"),
            Occurrence("a", 2, Mode.DEEMED, "world", "e-lapses-a", 1),
            Occurrence("x", slot, Mode.EXOGENOUS, "world", round=turn),
        )
    )
    stepping = conformance(Law(of, STRICT, SlotClock()), run)
    found = TraceChecker(of, STRICT, chinese_calendar()).judge(run)
    assert stepping.admissible
    assert found.admissible
    assert found.disobeyed == stepping.disobeyed == ({"notice"} if broken else set())


def test_who_must_lift_a_ban_first_owes_nothing_in_a_further_round() -> None:
    """By hand: a lapses at a close, where c is owed at once; p could lift his ban by s before.

    Behind the limits of that instant he cannot, so that c is owed by the next close.
    """
    kinds = {name: EventType(name, NAME) for name in "ae"} | {"s": EventType("s", NAME, "p")}
    of = regime(
        lapse("e", "a"),
        duty("a", "c", Immediately()),
        must_not("e", "c", until="s"),
        events=kinds | {"c": EventType("c", NAME, presupposes=("a",))},
    )
    asked = Property("any", NAME, "e", "c")
    check_agreement(of, asked, STRICT, last=5)
    (verdict,) = verify(of, [asked], [STRICT], [Assume.EVERYONE])
    assert verdict.days == 2
    assert not Closure(of, STRICT, 4).dead_ends


def asking_always(law: Law) -> Law:
    """The law that leaves nothing of ability to the rules alone: it asks at every event."""
    always = copy(law)
    always.ready = set()
    always.enabled_by = {event: [*law.regime.obligations] for event in law.regime.relevant}
    always.upon = Indices(law.regime).upon(always.enabled_by)
    return always


def check_asking(of: Regime, last: int, seed: int) -> None:
    every = Enumeration(of, Reading(2), last)
    finals, law = [*every.finals.values()], asking_always(every.law)
    SEEN["told by the rules"] += bool(every.law.ready)
    for state in random.Random(seed).sample(finals, min(60, len(finals))):
        run = run_of(state)
        assert conformance(law, run).judgements == conformance(every.law, run).judgements


@given(st.one_of(regimes(most=3), needing(), moving()), st.integers(0, 10**6))
@draws(45, phases=[Phase.generate])
def test_what_the_rules_alone_tell_of_being_able_is_what_asking_at_every_event_tells(
    of: Regime, seed: int
) -> None:
    check_asking(of, 4, seed)


@given(leading())
@draws(180, phases=[Phase.generate])
def test_the_same_of_acts_with_few_means(of: Regime) -> None:
    check_asking(of, 2, seed=0)


@pytest.mark.parametrize(
    "rules",
    [
        (duty("a", "c", id="owed", jointly=("q",)),),
        (duty("a", "c", id="owed", jointly=("q",)), must_not("a", "c"), counts("s", "b")),
        (duty("a", "c", id="owed"), counts("s", "b")),
    ],
    ids=["the other has the means", "the other is not forbidden", "by what counts as the means"],
)
def test_he_or_she_who_has_a_means_disobeys(rules: tuple[Rule, ...]) -> None:
    """By hand: c needs b, which q may do, or which s of either counts as; nobody does anything."""
    counted = any(rule.id == "s-is-b" for rule in rules)
    kinds = {"a": EventType("a", NAME), "b": EventType("b", NAME, "world" if counted else "q")}
    kinds["s"] = EventType("s", NAME, "q" if len(rules) == 3 else "p")
    of = regime(*rules, events=kinds | {"c": EventType("c", NAME, presupposes=("b",))})
    run = Run((Occurrence("a", 0, Mode.EXOGENOUS, "world"),))
    assert conformance(Law(of, STRICT, SlotClock()), run).disobeyed == {"owed"}
    assert TraceChecker(of, STRICT, chinese_calendar()).judge(run).disobeyed == {"owed"}


FLAGGED = frozenset({"true"})


@pytest.mark.parametrize(
    ("rules", "acts"),
    [
        ((duty("a", "c"), may("a", "b", bearer="p", when={"flag": FLAGGED})), (("a", 0),)),
        ((duty("a", "c"), Power("w", "w", Trigger(("a", "d"), "all"), "p", "b", {})), (("a", 0),)),
        ((duty("a", "c"), replace(may("a", "b", bearer="p"), until="d")), (("a", 0),)),
        ((duty("a", "c"), must_not("a", "b"), may("a", "b", bearer="p")), (("a", 0),)),
        (
            (
                duty(Trigger(("b", "d"), "all"), "c", Immediately()),
                may("b", "c", bearer="p"),
                lapse("e", "d"),
            ),
            (("b", 0), ("e", 0), ("c", 4)),
        ),
    ],
    ids=[
        "leave for some",
        "leave after all",
        "leave that ends",
        "a means is banned",
        "could before",
    ],
)
def test_he_who_lacks_a_means_disobeys_nothing(
    rules: tuple[Rule, ...], acts: tuple[tuple[str, int], ...]
) -> None:
    """By hand: c needs b, to which p comes in another case, or later, or for a time, or never.

    In the last p could do c before, so that it is owed by the close after the one at which the duty
    arises.
    """
    events = {name: EventType(name, NAME) for name in "abde"}
    of = regime(*rules, events=events | {"c": EventType("c", NAME, presupposes=("b",))})
    run = []
    for name, at in acts:
        mode = Mode.PERFORMED if name in of.governed else Mode.EXOGENOUS
        run.append(Occurrence(name, at, mode, "p" if name in of.governed else "world"))
    if "d" in of.governed:
        run.insert(2, Occurrence("d", 2, Mode.DEEMED, "world", "e-lapses-d", 1))
    found = conformance(Law(of, STRICT, SlotClock()), Run(tuple(run), {"flag": "false"}))
    assert found.admissible
    assert not found.disobeyed
    told = TraceChecker(of, STRICT, chinese_calendar()).judge(Run(tuple(run), {"flag": "false"}))
    assert told.admissible
    assert not told.disobeyed
    check_asking(of, 4, seed=0)


def test_who_was_allowed_an_act_for_a_time_cannot_do_it_in_a_further_round() -> None:
    """By hand: q may do c from a on, until p does d; b lapses to e at a close, where c is owed.

    What one could do before cannot be done behind the limits of that instant, so c is owed by the
    next close. That it is owed there and then would be proved too soon.
    """
    events = {name: EventType(name, NAME) for name in "abce"} | {"d": EventType("d", NAME, "p")}
    for until, days in (("d", 2), (None, 2)):
        leave = replace(may("a", "c", id="leave"), until=until)
        rules = (leave, lapse("b", "e"), duty("e", "c", Immediately(), bearer="q"))
        of = regime(*rules, events=events)
        check_agreement(of, Property("any", NAME, "b", "c"), STRICT, last=5)
        (verdict,) = verify(of, [Property("any", NAME, "b", "c")], [STRICT], [Assume.EVERYONE])
        assert verdict.days == days
        assert not Closure(of, STRICT, 4).dead_ends


def check_closure(of: Regime, last: int) -> None:
    closure = Closure(of, Reading(2), last)
    for end in closure.dead_ends:
        assert opposed(closure.law, end.state), end
    SEEN["conflict"] += bool(closure.dead_ends)
    SEEN["histories"] += len(closure.ends)
    SEEN["banned"] += bool(of.prohibitions)
    SEEN["notice"] += any(isinstance(one.deadline, Before) for one in of.obligations)
    SEEN["joint"] += any(one.jointly for one in of.obligations)
    SEEN["default"] += any(one.on_expiry for one in of.obligations)


@given(regimes(most=3))
@draws(75, part=3, phases=[Phase.generate])
def test_every_history_can_go_on_obeying_what_it_has_obeyed(of: Regime) -> None:
    check_closure(of, 5)


@given(st.one_of(needing(), leading()))
@draws(120, part=3, phases=[Phase.generate])
def test_every_history_can_go_on_where_acts_need_other_acts(of: Regime) -> None:
    check_closure(of, 5)


def test_the_random_regimes_held_every_kind_of_rule_and_a_conflict() -> None:
    kinds = ("banned", "notice", "joint", "default", "told by the rules")
    assert all(SEEN[kind] >= enough(10) for kind in kinds), SEEN
    assert SEEN["conflict"] >= enough(3), SEEN
    assert SEEN["histories"] >= enough(50_000), SEEN


def test_in_a_further_round_he_who_can_do_the_means_there_owes_the_act_there() -> None:
    """By hand: a lapses at a close; p may do b there, and then c, which is due there and then."""
    kinds = {name: EventType(name, NAME) for name in "ad"} | {
        "b": EventType("b", NAME, by="p", presupposes=("a",)),
        "c": EventType("c", NAME, presupposes=("b",)),
    }
    owed = duty("a", "c", Immediately(), default="d")
    of = regime(lapse("e", "a"), owed, events=kinds | {"e": EventType("e", NAME)})
    (verdict,) = verify(
        of, [Property("any", NAME, "a", "d", asks=Asks.NEVER)], [STRICT], [Assume.EVERYONE]
    )
    assert verdict.answer is Answer.PROVED


def test_two_rules_that_bind_one_bearer_to_opposite_things_are_a_dead_end() -> None:
    closure = Closure(regime(duty("a", "c"), must_not("b", "c")), STRICT, 3)
    assert closure.dead_ends
    assert all(opposed(closure.law, one.state) for one in closure.dead_ends)
    other = Closure(regime(duty("a", "c"), must_not("b", "c", bearer="q")), STRICT, 3)
    assert not other.dead_ends


@pytest.mark.parametrize(
    "rule", [counts("a", "c"), may("a", "c", bearer="q"), duty("a", "c", Within(2), bearer="q")]
)
def test_an_act_that_others_may_do_first_is_no_dead_end(rule: Any) -> None:
    assert not Closure(regime(duty("a", "c", id="owed"), rule), STRICT, 5).dead_ends
