"""What is proved and refuted of the five texts, and that a changed text changes the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from model.deadline import STRICT, Before, Counting, External, Indefinite, Reading, Unit, Within
from model.language import Text
from model.property import Property
from model.regime import Regime
from model.rule import Obligation
from model.vocabulary import EventType
from protocols import library
from tests.small import NAME, counts, duty, must_not, regime
from tests.test_limits_in_dates import longest
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Bound, Verdict

FIVE = Reading(5)
U = None  # refuted: no bound
V = "vacuous"

# For each regime and each property it regulates: strict everyone, strict nobody, then the same with
# 5 days. What is not named here is vacuous in all four.
EXPECTED: dict[str, dict[str, tuple[Any, Any, Any, Any]]] = {
    "jinan": {
        "approval-push-claimed": (0, 0, 0, 0),
        "decision-reaches-supervision": (U, U, U, U),
        "supervision-push-claimed": (0, 0, 0, 0),
        "supervision-decision-known": (U, U, U, U),
        "letter-answered": (3, U, 3, U),
        "revocation-request-decided": (U, U, U, U),
        "revocation-outcome-known": (U, U, U, U),
        "commitment-outcome-known": (U, U, U, U),
        "joint-opinion-given": (U, U, 5, U),
        "violation-transferred": (3, U, 3, U),
        "applicant-violation-known": (U, U, 5, U),
        "policy-change-known": (U, U, 5, U),
        "draft-answered": (U, U, U, U),
        "training-noticed": (0, U, 0, U),
        "dispute-settled": (U, U, U, U),
        "coordination-dispute-settled": (U, U, 5, U),
        "complaint-answered": (U, U, U, U),
    },
    "xuecheng": {
        "approval-push-claimed": (1, U, 1, U),
        "decision-reaches-supervision": (2, U, 2, U),
        "supervision-push-claimed": (1, U, 1, U),
        "supervision-decision-known": (U, U, U, U),
        "letter-answered": (U, U, 5, U),
        "revocation-request-decided": (U, U, U, U),
        "revocation-outcome-known": (U, U, U, U),
        "commitment-pushed": (1, U, 1, U),
        "broken-commitment-reported": (10, U, 10, U),
        "commitment-outcome-known": (U, U, U, U),
        "survey-noticed-in-time": (0, U, 0, U),
        "survey-attended": (U, U, U, U),
        "parallel-approval-ends": (U, U, 5, U),
        "policy-change-known": (3, U, 3, U),
        "consultation-carried-out": (U, U, U, U),
        "legacy-matter-decided": (U, U, U, U),
        "training-noticed": (U, U, U, U),
    },
    "guanxian": {
        "approval-push-claimed": (2, 2, 2, 2),
        "decision-reaches-supervision": (3, U, 3, U),
        "supervision-push-claimed": (2, 2, 2, 2),
        "supervision-decision-known": (U, U, U, U),
        "joint-opinion-given": (U, U, U, U),
        "certificate-issued": (U, U, 5, U),
        "draft-answered": (U, U, 5, U),
        "training-noticed": (0, U, 0, U),
        "credit-info-pushed": (7, U, 7, U),
        "overdue-claim-reported": (66, U, 66, U),
        "consultation-carried-out": (U, U, U, U),
        "coordination-dispute-settled": (U, U, 5, U),
    },
    "tancheng": {
        "approval-push-claimed": (1, U, 1, U),
        "decision-reaches-supervision": (U, U, U, U),
        "supervision-push-claimed": (1, U, 1, U),
        "supervision-decision-known": (U, U, U, U),
        "letter-answered": (U, U, 5, U),
        "revocation-request-decided": (U, U, U, U),
        "revocation-outcome-known": (U, U, U, U),
        "commitment-pushed": (1, U, 1, U),
        "broken-commitment-reported": (10, U, 10, U),
        "commitment-outcome-known": (U, U, U, U),
        "survey-noticed-in-time": (0, U, 0, U),
        "survey-attended": (U, U, U, U),
        "policy-change-known": (1, U, 1, U),
        "overdue-claim-reported": (22, U, 22, U),
        "conference-material-in-time": (U, U, U, U),
        "consultation-carried-out": (U, U, U, U),
        "legacy-matter-decided": (U, U, U, U),
        "training-noticed": (U, U, U, U),
    },
    "nanchang": {
        "approval-push-claimed": (U, U, U, U),  # it is collected, and nothing is claimed
        "decision-reaches-supervision": (U, U, 6, U),
        "supervision-push-claimed": (U, U, U, U),
        "supervision-decision-known": (U, U, U, U),
        "letter-answered": (U, U, U, U),
        "revocation-request-decided": (U, U, U, U),
        "revocation-outcome-known": (U, U, U, U),
        "survey-noticed-in-time": (U, U, U, U),
        "survey-attended": (U, U, U, U),
        "policy-change-known": (U, U, 5, U),
        "conference-material-in-time": (U, U, U, U),
        "conference-every-quarter": (U, U, U, U),
        "consultation-carried-out": (U, U, U, U),
        "training-noticed": (U, U, 5, U),
    },
}


def short(verdict: Verdict) -> Any:
    assert verdict.answer is not Answer.UNKNOWN, verdict.reason
    if verdict.answer is Answer.PROVED:
        assert verdict.counterexample is None
        assert verdict.days is not None
        return verdict.days
    if verdict.answer is Answer.REFUTED:
        assert verdict.counterexample is not None
        return None
    return str(verdict.answer)


@pytest.mark.parametrize("name", library.REGIMES)
def test_verdicts_and_bounds_of_the_five_texts(name: str) -> None:
    found: dict[str, list[Any]] = {}
    properties = library.properties().values()
    for verdict in verify(library.find(name), properties, [STRICT, FIVE]):
        found.setdefault(verdict.property.id, []).append(short(verdict))
    none = (V, V, V, V)
    assert {key: tuple(row) for key, row in found.items() if tuple(row) != none} == EXPECTED[name]


def one(of: Regime, prop: str, assume: Assume, reading: Reading = STRICT, **more: Any) -> Verdict:
    return verify(of, [library.properties()[prop]], [reading], [assume], **more)[0]


def changed(name: str, rule: str, **change: Any) -> Regime:
    """The regime with one rule changed."""
    of = library.find(name)
    rules = tuple(replace(old, **change) if old.id == rule else old for old in of.rules)
    return replace(of, rules=rules)


def test_without_its_default_guanxian_no_longer_secures_the_claim() -> None:
    twin = changed("guanxian", "approval-claim", on_expiry=None)
    verdict = one(twin, "approval-push-claimed", Assume.NOBODY)
    assert verdict.answer is Answer.REFUTED
    assert verdict.articles == ("17(1)",)
    assert one(twin, "approval-push-claimed", Assume.EVERYONE).days == 2


def test_a_deadline_one_day_longer_makes_the_bound_one_day_longer() -> None:
    twin = changed("guanxian", "approval-claim", deadline=Within(3))
    for assume in Assume:
        assert one(twin, "approval-push-claimed", assume).days == 3
    assert one(twin, "approval-push-claimed", Assume.NOBODY, within=2).answer is Answer.REFUTED
    assert one(twin, "approval-push-claimed", Assume.NOBODY, within=3).answer is Answer.PROVED


def test_without_push_counts_as_claim_jinan_no_longer_secures_the_claim() -> None:
    of = library.find("jinan")
    rules = tuple(rule for rule in of.rules if rule.id != "approval-push-is-claim")
    verdict = one(replace(of, rules=rules), "approval-push-claimed", Assume.EVERYONE)
    assert verdict.answer is Answer.REFUTED


def test_required_days_split_at_the_bound_and_the_counterexample_is_later_by_one() -> None:
    of = library.find("guanxian")
    short_by_one = one(of, "decision-reaches-supervision", Assume.EVERYONE, within=2)
    assert (short_by_one.answer, short_by_one.days) == (Answer.REFUTED, 3)
    assert short_by_one.counterexample is not None
    first, *_, last = short_by_one.counterexample.steps
    assert first.after_close  # a decision after close of business is what makes it three
    # After close of working day 2 is past it: that takes a third working day.
    claim = (last.event, last.working_day, last.after_close)
    assert claim == ("approval-info.claimed", 2, True)
    assert (
        one(of, "decision-reaches-supervision", Assume.EVERYONE, within=3).answer is Answer.PROVED
    )


def test_a_proof_names_only_the_rules_it_needs() -> None:
    asked = Property("claimed", NAME, "approval.decided", "approval-info.claimed")
    (verdict,) = verify(library.find("jinan"), asked, STRICT, Assume.EVERYONE)
    assert verdict.rules == ("approval-push", "approval-push-is-claim")
    assert verdict.articles == ("10.2", "10.1")


def test_a_guarantee_on_an_open_limit_is_given_with_its_parameter() -> None:
    of = changed("jinan", "revocation-decision", deadline=External("法定期限"))
    verdict = one(of, "revocation-outcome-known", Assume.EVERYONE, FIVE)
    assert verdict.guaranteed == Bound(8, parameters=("revocation-decision",), constant=3)
    strict = one(of, "revocation-outcome-known", Assume.EVERYONE)
    assert (strict.guaranteed, strict.open_limits) == (None, ("revocation-decision",))


def test_each_step_of_a_counterexample_has_its_article() -> None:
    verdict = one(library.find("xuecheng"), "approval-push-claimed", Assume.NOBODY)
    assert verdict.counterexample is not None
    steps = [(s.event, s.mode, s.working_day, s.article) for s in verdict.counterexample.steps]
    assert steps == [
        ("approval.decided", "performed", 0, ""),
        ("approval-info.pushed", "performed", 0, "22(1)"),
        ("approval-info.claimed", "overdue", 1, "22(1)"),
    ]


def test_a_trigger_that_cannot_occur_makes_the_property_vacuous() -> None:
    """b needs c, c needs b: neither ever comes about, so nothing is proved of them."""
    of = regime(duty("b", "c"), duty("c", "b"))
    (verdict,) = verify(of, [Property("any", NAME, "b", "c")], [STRICT], [Assume.EVERYONE])
    assert (verdict.answer, verdict.reason) == (Answer.VACUOUS, "reason.trigger-unreachable")


def test_what_a_trigger_presupposes_belongs_to_the_question() -> None:
    """b needs a, and a never comes about, by rules that do not name b."""
    events = {name: EventType(name, NAME) for name in "abcd"}
    events["b"] = EventType("b", NAME, presupposes=("a",))
    of = regime(duty("a", "c"), duty("c", "a"), duty("b", "d"), events=events)
    (verdict,) = verify(of, [Property("any", NAME, "b", "d")], [STRICT], [Assume.EVERYONE])
    assert (verdict.answer, verdict.reason) == (Answer.VACUOUS, "reason.trigger-unreachable")


def test_two_events_that_count_as_each_other_do_not_bring_themselves_about() -> None:
    of = regime(counts("b", "c"), counts("c", "b"), duty("a", "d"))
    (verdict,) = verify(of, [Property("any", NAME, "b", "c")], [STRICT], [Assume.NOBODY])
    assert verdict.answer is Answer.VACUOUS


def test_a_deemed_response_is_not_one_that_was_performed() -> None:
    of = regime(duty("a", "b", Within(2), default="b"))
    prop = Property("any", NAME, "a", "b", performed=True)
    everyone, nobody = verify(of, [prop])
    assert (everyone.answer, everyone.days) == (Answer.PROVED, 2)
    assert nobody.answer is Answer.REFUTED


def test_counting_the_first_day_is_one_day_shorter_in_office_hours_only() -> None:
    for counting, bound in ((Counting.EXCLUDE_FIRST_DAY, 2), (Counting.INCLUDE_FIRST_DAY, 2)):
        of = regime(duty("a", "b", Within(2)), counting=counting)
        (verdict,) = verify(of, [Property("any", NAME, "a", "b")], [STRICT], [Assume.EVERYONE])
        assert verdict.days == bound
    # From within office hours the act is due one day earlier; the worst case starts after close.
    short_by_one = verify(
        of, [Property("any", NAME, "a", "b")], [STRICT], [Assume.EVERYONE], within=1
    )[0]
    assert short_by_one.counterexample is not None
    assert short_by_one.counterexample.steps[0].after_close


def test_calendar_days_are_taken_at_their_longest_and_replayed_on_a_real_date() -> None:
    of = regime(duty("a", "b", Within(2, Unit.CALENDAR_DAYS)))
    prop = Property("any", NAME, "a", "b")
    (verdict,) = verify(of, [prop], [STRICT], [Assume.EVERYONE])
    assert (verdict.answer, verdict.days) == (Answer.PROVED, 2)
    (refuted,) = verify(of, [prop], [STRICT], [Assume.EVERYONE], within=1)
    assert refuted.answer is Answer.REFUTED


def test_open_limits_on_two_ways_are_named_without_a_wrong_sum() -> None:
    """The response comes by the later of two ways: the bound is a maximum, not a sum."""
    of = regime(
        duty("a", "b", Indefinite("及时"), id="one"),
        duty("a", "c", Within(4), id="two"),
        replace(duty("b", "d", Within(1), id="three")),
    )
    (verdict,) = verify(of, [Property("any", NAME, "a", "d")], [Reading(2)], [Assume.EVERYONE])
    assert verdict.guaranteed == Bound(3, parameters=("one",), constant=1)


def test_a_limit_that_only_fixes_when_the_clock_starts_is_a_parameter_all_the_same() -> None:
    """The trigger is deemed after θ(second), the response five days after the start."""
    of = regime(
        duty("a", "d", Within(5), id="first", default="d"),
        duty("a", "b", Indefinite("及时"), id="second", default="c"),
    )
    prop = Property("any", NAME, "c", "d")
    for days in (1, 2, 3):
        (verdict,) = verify(of, [prop], [Reading(days)], [Assume.NOBODY])
        assert verdict.answer is Answer.PROVED
        # Four days hold whatever the limit is; fewer only with its value, and 5 - θ is no sum.
        needed = () if days == 1 else ("second",)
        assert verdict.guaranteed == Bound(5 - days, parameters=needed, constant=None)


def test_a_sum_of_open_limits_holds_for_all_their_values() -> None:
    of = regime(
        duty("a", "b", Indefinite("及时"), id="one"),
        duty("b", "c", Indefinite("及时"), id="two"),
        duty("c", "d", Within(4), id="three"),
    )
    prop = Property("any", NAME, "a", "d")
    for days in (1, 3, 8):
        (verdict,) = verify(of, [prop], [Reading(days)], [Assume.EVERYONE])
        assert verdict.guaranteed == Bound(4 + 2 * days, parameters=("one", "two"), constant=4)


def test_a_bound_keeps_its_parameter_whatever_is_required() -> None:
    of = regime(
        duty("a", "b", Indefinite("及时"), id="open"),
        duty("b", "d", Within(1), id="then"),
        duty("a", "d", Within(8), id="long"),
    )
    prop = Property("any", NAME, "a", "d")
    for within in (None, 2, 4, 8, 10):
        (verdict,) = verify(of, [prop], [Reading(3)], [Assume.EVERYONE], within=within)
        assert verdict.guaranteed == Bound(4, parameters=("open",), constant=1)
    (loose,) = verify(of, [prop], [Reading(3)], [Assume.EVERYONE], within=8)
    assert loose.answer is Answer.PROVED


def test_names_of_events_and_rules_cannot_be_mistaken_for_one_another() -> None:
    events = {name: EventType(name, NAME) for name in ("a", "forces", "c", "obeys", "attribute")}
    of = regime(duty("a", "c", Within(5), id="occurs", default="forces"), events=events)
    (verdict,) = verify(of, [Property("any", NAME, "a", "forces")], [STRICT], [Assume.NOBODY])
    assert verdict.answer is Answer.REFUTED  # the duty may be kept, and then nothing is deemed


def test_an_event_of_the_world_is_nobody_s_performance() -> None:
    events = {name: EventType(name, NAME) for name in "abcd"}
    events["a"] = EventType("a", NAME, presupposes=("b",))
    of = regime(duty("a", "d"), duty("b", "c"), events=events)
    prop = Property("any", NAME, "a", "b")
    assert verify(of, [prop], [STRICT], [Assume.NOBODY])[0].answer is Answer.PROVED
    performed = replace(prop, performed=True)
    assert verify(of, [performed], [STRICT], [Assume.NOBODY])[0].answer is Answer.REFUTED


def test_a_chain_of_limits_counted_in_dates_has_the_bound_of_its_worst_date() -> None:
    month = Within(1, Unit.MONTHS)
    of = regime(duty("a", "b", month, default="b"), duty("b", "c", month, default="c"))
    (verdict,) = verify(of, [Property("any", NAME, "a", "c")], [STRICT], [Assume.NOBODY])
    assert (verdict.answer, verdict.days) == (Answer.PROVED, longest(month, month))
    assert verdict.guaranteed is not None
    assert verdict.guaranteed.exact


def test_limits_that_outlast_the_calendar_have_an_upper_bound_that_says_so() -> None:
    years = [duty(a, b, Within(120, Unit.MONTHS), default=b) for a, b in ("ab", "bc", "cd")]
    prop = Property("any", NAME, "a", "d")
    (verdict,) = verify(regime(*years), [prop], [STRICT], [Assume.NOBODY])
    assert verdict.answer is Answer.PROVED
    assert verdict.guaranteed is not None
    assert not verdict.guaranteed.exact


def test_sanctions_change_no_verdict() -> None:
    of = library.find("guanxian")
    bare = replace(of, sanctions=())
    properties = list(library.properties().values())
    assert [short(v) for v in verify(of, properties)] == [
        short(v) for v in verify(bare, properties)
    ]


def test_a_long_deadline_is_proved_like_a_short_one() -> None:
    of = regime(duty("a", "b", Within(90_000), default="b"))
    for verdict in verify(of, [Property("any", Text("例", "e"), "a", "b")]):
        assert (verdict.answer, verdict.days) == (Answer.PROVED, 90_000)
    for verdict in verify(of, [Property("any", Text("例", "e"), "a", "b")], within=20_000):
        assert (verdict.answer, verdict.days) == (Answer.REFUTED, 90_000)
        assert isinstance(of.rules[0], Obligation)


def test_nobody_acts_between_a_cause_and_what_it_counts_as() -> None:
    """The notice of b that a calls for can never be given: a itself counts as b.

    So it binds nobody. Could an act come between the two, it could be given, and would be owed.
    """
    rules = (counts("a", "b"), duty("a", "c", Before("b"), id="notice"))
    prop = Property("any", NAME, "a", "c")
    for order in (rules, rules[::-1]):
        everyone, nobody = verify(regime(*order), [prop])
        assert (everyone.answer, nobody.answer) == (Answer.REFUTED, Answer.REFUTED)


def test_a_bound_that_a_prohibition_dates_is_that_of_its_worst_date() -> None:
    month = Within(1, Unit.MONTHS)
    of = regime(
        duty("a", "c", Within(100), id="do"),
        duty("a", "b", month, id="first"),
        duty("b", "d", month, id="second"),
        must_not("d", "c", id="ban"),
    )
    (verdict,) = verify(of, [Property("any", NAME, "a", "c")], [STRICT], [Assume.EVERYONE])
    assert (verdict.answer, verdict.days) == (Answer.PROVED, longest(month, month))
    assert verdict.guaranteed is not None
    assert verdict.guaranteed.exact


def test_only_the_breach_that_is_the_trigger_is_not_taken_to_be_obeyed() -> None:
    of = regime(
        duty("a", "b", Within(1), id="up", default="b"),
        duty("b", "c", Within(1), id="mid", overdue="d"),
        duty("d", "e", Within(2), id="then"),
        events={name: EventType(name, NAME) for name in "abcde"},
    )
    (verdict,) = verify(of, [Property("any", NAME, "d", "e")], [STRICT], [Assume.EVERYONE])
    assert (verdict.answer, verdict.days, verdict.exempt) == (Answer.PROVED, 2, ("mid",))
