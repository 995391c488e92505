"""Rules that can be obeyed together only if chance so has it, as the documents work it out by hand.

Held against every run of small regimes, which knows nothing of a solver.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from experiments.show.notebook import text
from experiments.verify.ask import verification
from experiments.verify.page import sheet
from model.calendar import chinese_calendar
from model.deadline import (
    STRICT,
    Before,
    Indefinite,
    NoLimit,
    Reading,
    Within,
)
from model.language import Text
from model.property import Property
from model.regime import Precedence, Regime
from model.rule import CountsAs, Rule, Trigger, bearers_of
from model.vocabulary import EventType, Guard
from tests.chances import Courses
from tests.draws import draws, enough
from tests.hindered import hindered
from tests.small import FLAG, NAME, duty, lapse, may, must_not, regime
from tests.test_answers_whatever_the_solver_finds import otherwise
from verify.audit import audit, search
from verify.audit.chance import Chances
from verify.audit.conflicts import situational_conflict, vacuous_conflict
from verify.audit.exposure import blockable
from verify.audit.finding import Finding, FindingKind
from verify.audit.part import Part
from verify.guarantees import verify
from verify.left_out import LeftOut, left_out
from verify.patience import Undecided
from verify.verdict import Answer, Assume


def heard(*rules: Rule, within: int = 6, by: str = "world", **kinds: EventType) -> Regime:
    """A hearing c is owed after a, and notice b seven days ahead of it; e excuses it.

    d, which may come after a, is ``by`` somebody.
    """
    events = {name: EventType(name, Text(f"「{name}」", f"<{name}>")) for name in "abcdef"}
    events["d"] = replace(events["d"], by=by, presupposes=("a",))
    held = duty("a", "c", Within(within), id="held", excused_by=("e",))
    notified = duty("a", "b", Before("c", 7, ""), id="notified")
    return regime(held, notified, *rules, events=events | kinds)


WAIVED = lapse("a", "e", Within(5), unless=("d",), id="waived")


def found(of: Regime) -> list[Finding]:
    """The findings of the audit, none of which is undecided."""
    every = audit(of)
    assert FindingKind.UNDECIDED not in {one.kind for one in every}
    return [one for one in every if one.kind is FindingKind.OBEYED_BY_CHANCE]


def at_odds(of: Regime) -> set[frozenset[str]]:
    """The sets of rules that only chance lets be obeyed together."""
    return {frozenset(one.rules) for one in found(of)}


def answer(of: Regime, response: str) -> Answer:
    (verdict,) = verify(of, Property("any", NAME, "a", response), assumptions=[Assume.EVERYONE])
    return verdict.answer


def test_what_keeps_an_excuse_away_may_make_obedience_impossible() -> None:
    """By hand: notice given at once lets the hearing be held on day 7, and it is owed by day 6."""
    of = heard(WAIVED)
    assert answer(of, "e") is Answer.PROVED
    assert at_odds(of) == {frozenset({"held", "notified"})}
    first = next(one for one in found(of) if one.rules[0] == "held")
    assert first.witness is not None
    assert [one.event for one in first.witness.history.occurrences] == ["a", "d"]
    assert first.witness.cut == 1


def test_where_there_is_time_for_the_notice_nothing_is_left_to_chance() -> None:
    """By hand: notice given at once, the hearing is held on day 7, whatever comes.

    Where a comes after the close of day 0, notice is given after it too, and the hearing on day 8.
    """
    assert not at_odds(heard(WAIVED, within=8))
    late = next(one for one in found(heard(WAIVED, within=7)) if one.rules[0] == "held")
    assert late.witness is not None
    assert late.witness.history.occurrences[0].at == 1


@pytest.mark.parametrize("seed", range(1, 8))
def test_what_comes_however_late_is_waited_for_in_one_plan(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: p may not do b from d until a, and does b, and then c, which he owes, once a comes.

    When a comes is in nobody's hands; a plan for each day on which it may come would never end.
    """
    kinds = {"b": EventType("b", NAME, by="p"), "c": EventType("c", NAME, presupposes=("a", "b"))}
    events = {name: EventType(name, NAME) for name in "ad"} | kinds
    of = regime(duty("a", "c", Within(1)), replace(must_not("d", "b"), until="a"), events=events)
    monkeypatch.setattr(search, "_ROUNDS", 15)
    with otherwise({"random_seed": seed}):
        assert not at_odds(of)


def test_what_the_bearer_does_himself_is_no_chance() -> None:
    """By hand: p may leave d, and wait for the waiver."""
    assert not at_odds(heard(WAIVED, by="p"))
    assert at_odds(heard(WAIVED, by="q")) == {frozenset({"held", "notified"})}


def test_no_law_binds_whom_it_leaves_free_to_waive() -> None:
    """By hand: everyone obeying, it is proved that q waives within six days, who need not."""
    of = heard(may("a", "e", id="waiver"))
    assert answer(of, "e") is Answer.PROVED
    assert at_odds(of) == {frozenset({"held", "notified"})}
    assert at_odds(heard()) == {frozenset({"held", "notified"})}


def test_what_another_owes_within_a_limit_comes_as_it_suits() -> None:
    assert not at_odds(heard(duty("a", "e", Within(6), bearer="q")))
    assert at_odds(heard(duty("a", "e", NoLimit(), bearer="q")))


def test_what_somebody_owes_in_some_cases_is_chance_in_the_others() -> None:
    """By hand: where the case is formal q must waive within two days, else it may."""
    owed = duty("a", "e", Within(2), bearer="q", when=FLAG, id="owed")
    (one,) = found(heard(owed, may("a", "e", id="waiver")))
    assert one.witness is not None
    assert one.witness.run.attributes["flag"] == "false"
    own = may("a", "e", bearer="p", when=FLAG, id="own")
    (other,) = found(heard(own, may("a", "e", id="waiver")))
    assert other.witness is not None
    assert other.witness.run.attributes["flag"] == "false"
    assert not found(heard(may("a", "e", bearer="p", id="own"), may("a", "e", id="waiver")))


def test_what_he_may_do_himself_in_the_cases_of_his_duty_is_no_chance() -> None:
    """By hand: p is bound where the case is formal, and may waive there; elsewhere q may."""
    held = duty("a", "c", Within(6), id="held", excused_by=("e",), when=FLAG)
    notified = duty("a", "b", Before("c", 7, ""), id="notified", when=FLAG)
    other: Guard = {"flag": frozenset({"false"})}
    theirs = may("a", "e", bearer="q", when=other, id="theirs")
    events = {name: EventType(name, NAME) for name in "abce"}
    assert not found(
        regime(
            held, notified, theirs, may("a", "e", bearer="p", id="his", when=FLAG), events=events
        )
    )
    assert found(regime(held, notified, theirs, may("a", "e", id="its", when=FLAG), events=events))


def test_what_comes_only_after_his_own_act_is_in_his_hands() -> None:
    """By hand: d, which keeps the waiver away, comes only once p has given notice; he may wait."""
    assert not at_odds(heard(WAIVED, d=EventType("d", NAME, presupposes=("a", "b"))))
    assert at_odds(heard(WAIVED, d=EventType("d", NAME, presupposes=("a", "f"))))


def test_what_cannot_be_done_is_not_left_to_chance() -> None:
    """By hand: while the ban stands p is not able, so that he disobeys nothing."""
    ban = must_not("a", "c", until="d", id="ban")
    assert not found(regime(duty("a", "c", Within(2), id="act"), ban))


def test_a_ban_that_only_chance_lifts_leaves_obedience_to_chance() -> None:
    """By hand: the ban comes with b, when c could have been done, and binds until d comes."""
    rules = (duty("a", "c", Within(2), id="act"), must_not("b", "c", until="d", id="ban"))
    after = EventType("b", NAME, presupposes=("a",))
    events = {name: EventType(name, NAME) for name in "acd"} | {"b": after}
    of = regime(*rules, events=events)
    assert at_odds(of) == {frozenset({"act", "ban"})}
    owed = duty("b", "d", Within(1), bearer="q", id="lifted")
    assert not at_odds(regime(*rules, owed, events=events))


def test_the_events_that_it_hangs_on_are_told() -> None:
    """By hand: it hangs on d, where that keeps the excuse away, and else on the excuse."""
    came = next(one for one in found(heard(WAIVED)) if one.rules[0] == "held")
    assert "where '<d>' comes at an untoward time, it cannot be" in came.sentence().en
    assert "“「d」”在不凑巧的时候发生时" in came.sentence().zh
    away = next(one for one in found(heard()) if one.rules[0] == "held")
    assert "where '<e>' never comes, it cannot be" in away.sentence().en
    assert "“「e」”始终不发生时" in away.sentence().zh


def says_nothing_of(
    of: Regime, response: str, reading: Reading = STRICT, when: Guard | None = None
) -> list[Finding]:
    asked = Property("any", NAME, "a", response, when=when or {})
    (verdict,) = verify(of, asked, [reading], assumptions=[Assume.EVERYONE])
    assert verdict.answer is Answer.PROVED
    return [*left_out(verdict, chinese_calendar())]


def trusting(of: Regime, *rules: str) -> set[frozenset[str]]:
    """What cannot all be obeyed by whoever is trusted to obey some rules, whatever others do."""
    found = LeftOut(chinese_calendar()).of(of, rules, STRICT, alone=True)
    return {frozenset(one.rules) for one in found}


def test_what_others_owe_is_chance_to_whom_just_some_are_trusted() -> None:
    """By hand: q owes the waiver within 10 days; a trust set of p's two duties hangs on it."""
    of = heard(duty("a", "e", Within(10), bearer="q", id="owed"))
    assert not says_nothing_of(of, "e")
    assert trusting(of, "held", "notified") == {frozenset({"held", "notified"})}
    assert not trusting(of, "held", "notified", "owed")


def test_a_ban_that_nobody_is_trusted_to_obey_is_at_odds_with_nothing() -> None:
    """By hand: notice is forbidden until f, which need not come; who breaks the ban keeps both."""
    held, notified = duty("a", "c", Within(6), id="held"), duty("a", "b", Before("c", 2, ""))
    ban = must_not("a", "b", bearer="p", until="f", id="ban")
    of = regime(held, replace(notified, id="notified"), ban, events=heard().vocabulary.events)
    assert says_nothing_of(of, "b")
    assert not trusting(of, "held", "notified")
    assert trusting(of, "held", "notified", "ban") == {frozenset({"held", "notified", "ban"})}


def test_only_the_kind_of_case_counts_that_is_asked_about() -> None:
    """By hand: in flagged cases q must waive within 10 days, in others he need not."""
    flagged = duty("a", "e", Within(10), bearer="q", when=FLAG, id="owed")
    of = heard(flagged, may("a", "e", id="waiver"))
    assert not says_nothing_of(of, "e", when=FLAG)
    assert says_nothing_of(of, "e", when={"flag": frozenset({"false"})})
    assert says_nothing_of(of, "e")


def test_a_proof_tells_the_runs_in_which_its_rules_are_at_odds() -> None:
    (one,) = says_nothing_of(heard(WAIVED), "e")
    assert one.kind is FindingKind.OBEYED_BY_CHANCE
    assert {*one.rules} == {"held", "notified"}


def test_what_is_not_decided_is_said_to_be_so_beside_the_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gives_up(*_: object) -> None:
        raise Undecided("steps")

    monkeypatch.setattr(Chances, "of", gives_up)
    asked = Property("any", NAME, "a", "e")
    answer = verification([heard(WAIVED)], [asked], assumptions=[Assume.EVERYONE])
    ((_, findings),) = answer.left_out
    assert all(one.is_open for one in findings)
    page = " ".join(text(sheet(answer), "en", 200).split())
    assert "whether this 'proved' leaves out runs was not decided" in page
    assert "leaves out the following runs" not in page


def test_a_proof_is_whole_where_what_another_owes_excuses_in_time() -> None:
    """By hand: the proof may rest on q's duty alone, whatever others are named for it."""
    assert not says_nothing_of(heard(duty("a", "e", Within(6), bearer="q")), "e")


def test_a_proof_that_rests_on_no_ban_and_no_notice_is_whole() -> None:
    of = heard(WAIVED, duty("a", "f", Within(2), id="told"))
    assert not says_nothing_of(of, "f")


def test_an_open_limit_is_that_of_the_reading() -> None:
    """By hand: with 5 days the waiver comes on day 5, unless d comes; read strictly, never."""
    of = heard(lapse("a", "e", Indefinite("及时"), unless=("d",), id="waived"))
    (one,) = says_nothing_of(of, "e", Reading(5))
    assert "<d>" in one.sentence().en


def test_what_an_event_presupposes_is_shown_with_it() -> None:
    """By hand: only d keeps the excuse away, and d comes only after f."""
    before = EventType("d", NAME, presupposes=("f",))
    (one,) = found(heard(WAIVED, d=before, f=EventType("f", NAME, presupposes=("a",))))
    assert one.witness is not None
    assert [each.event for each in one.witness.history.occurrences] == ["a", "f", "d"]
    assert one.witness.given == ("f", "d")


def test_the_fewest_rules_are_named() -> None:
    """By hand: that q must not waive before f makes nothing worse, since q need not waive."""
    ban = must_not("a", "e", bearer="q", until="f", id="ban")
    assert at_odds(heard(ban, e=EventType("e", NAME, "q"))) == {frozenset({"held", "notified"})}


@pytest.mark.parametrize("trigger", [Trigger(("d", "f")), Trigger(("d", "f"), "all")])
def test_what_counts_as_an_excuse_may_be_one_of_several_events(trigger: Trigger) -> None:
    counted = CountsAs("counted", "9", trigger, "e", {})
    assert at_odds(heard(counted)) == {frozenset({"held", "notified"})}
    assert not at_odds(heard(counted, within=8))


def test_rules_on_which_nothing_hangs_do_not_keep_it_undecided() -> None:
    """By hand: what follows on the end of the matter, however it ends, changes nothing."""
    ends = CountsAs("closed", "10", Trigger(("c", "e")), "f", {})
    of = heard(ends, duty("f", "b", Within(10), id="again"), may("a", "e", id="waiver"))
    assert frozenset({"held", "notified"}) in at_odds(of)


def test_a_proof_heeds_bans_on_what_others_may_do() -> None:
    """By hand: q owes the waiver, but must not give it before f, and f need not come."""
    owed = duty("a", "e", Within(2), bearer="q", id="owed")
    ban = must_not("a", "e", bearer="q", until="f", id="ban")
    assert says_nothing_of(heard(owed, ban), "e")


def test_a_proof_demands_both_sides_of_a_hierarchy_clause() -> None:
    of = heard(may("a", "e", id="waiver"))
    settled = replace(of, precedence=(Precedence("8", ("notified",), ("held",)),))
    assert not at_odds(settled)
    assert says_nothing_of(settled, "e")


DAYS, LAST, EARLY = 1, 5, 1
MET: Counter[str] = Counter()


@given(hindered())
@draws(150, part=15)
def test_the_solver_finds_what_every_run_shows(of: Regime) -> None:
    """What is found is so in some run; what the world does to any rule is found."""
    part = Part(of, chinese_calendar(), DAYS)
    speaking = [one.id for one in of.rules if part.possible(part.active(one.id))]
    if any(vacuous_conflict(part, of.by_id[one]) for one in speaking):
        return
    every = Courses(of, Reading(DAYS), LAST, EARLY)
    anyone = {party for rule in of.binding if part.binds(rule) for party in bearers_of(rule)}
    binding = part.binding()
    exposed = blockable(part)
    names = [one for one in speaking if exposed is not None and one in exposed.regime.by_id]
    chances = None if exposed is None else Chances(exposed, names)
    for name in binding:
        rule = of.by_id[name]
        shown = every.left_to_chance(name, binding, anyone, of.relevant)
        if exposed is None or chances is None or name not in exposed.regime.by_id:
            assert not shown, name
            continue
        try:
            if situational_conflict(exposed, rule, names) is not None:
                MET["in conflict"] += 1
                continue
            chance = chances.of(rule)
        except Undecided:
            MET["undecided"] += 1
            continue
        if chance is None:
            MET["nothing"] += 1
            assert not shown, name
            continue
        MET["found"] += 1
        hangs = {*chance.comes, *chance.stays_away}
        own = {party for one in chance.rules for party in bearers_of(of.by_id[one])}
        assert every.left_to_chance(name, chance.rules, own, hangs), name


def test_enough_was_asked_of_every_run() -> None:
    assert MET["found"] >= enough(10)
    assert MET["nothing"] >= enough(60)
    assert MET["undecided"] <= enough(4)
