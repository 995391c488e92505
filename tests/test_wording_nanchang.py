"""The rules of Nanchang against the wording of its sections, where they said something else."""

from __future__ import annotations

import pytest

from model.deadline import STRICT, External, Immediately, Indefinite, NoLimit, Reading
from model.rule import Obligation
from protocols import library
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Verdict

NANCHANG = library.find("nanchang")


def duty(rule: str) -> Obligation:
    found = NANCHANG.by_id[rule]
    assert isinstance(found, Obligation)
    return found


def secured(prop: str, reading: Reading = STRICT) -> Verdict:
    """What follows where everyone obeys."""
    (verdict,) = verify(NANCHANG, library.properties()[prop], reading, Assume.EVERYONE)
    return verdict


def test_section_2_2_2_3_asks_the_liaison_officer_to_collect_and_knows_no_claim() -> None:
    collection = duty("approval-collection")
    assert (collection.article, collection.bearer) == ("二(二)2.3", "liaison-officer")
    assert collection.act == "approval-info.received"
    assert "approval-info.claimed" not in NANCHANG.mentioned
    assert secured("approval-push-claimed", Reading(5)).answer is Answer.REFUTED
    verdict = secured("decision-reaches-supervision", Reading(5))
    assert (verdict.answer, verdict.days) == (Answer.PROVED, 6)
    assert verdict.property.response == "approval-info.received"
    assert "接收审批信息" in verdict.property.label.zh


def test_section_2_2_2_3_keeps_its_word_for_at_once() -> None:
    assert duty("approval-notice").deadline == Immediately("实时")


def test_promptly_stands_where_it_is_written_and_nowhere_else() -> None:
    """及时 is written for pushing, feeding back, adjusting and telling, not for 二(二)3.1."""
    prompt = {rule.id for rule in NANCHANG.obligations if rule.deadline == Indefinite("及时")}
    assert prompt == {
        "approval-push",
        "supervision-push",
        "requirements-adjustment",
        "liaison-change",
        "policy-notice-in-writing",
        "training-notice",
    }


def test_section_2_2_3_1_has_no_word_on_when_a_revocation_is_decided_or_told() -> None:
    for rule in ("revocation-decision", "revocation-outcome"):
        assert (duty(rule).article, duty(rule).deadline) == ("二(二)3.1", NoLimit())
    for prop in ("revocation-request-decided", "revocation-outcome-known"):
        assert secured(prop, Reading(5)).answer is Answer.REFUTED


def test_only_on_schedule_is_a_limit_that_is_set_elsewhere() -> None:
    """依法 and 按要求 name a basis; 按期 in 三(二)2.5 is a time."""
    elsewhere = [rule.id for rule in NANCHANG.obligations if isinstance(rule.deadline, External)]
    assert elsewhere == ["letter-reply"]


def test_section_2_2_2_5_runs_from_the_notice_of_change_alone() -> None:
    """Five days are secured to whoever got a notice, and not to whoever learned of it otherwise."""
    assert duty("policy-feedback").on.events == ("policy-notice.received",)
    assert secured("policy-change-known").answer is Answer.REFUTED
    verdict = secured("policy-change-known", Reading(7))
    assert (verdict.answer, verdict.days) == (Answer.PROVED, 7)
    assert duty("policy-notice-in-writing").bearer == "liaison-officer"  # 二(三)3.3


@pytest.mark.parametrize(
    ("rule", "article"),
    [
        ("survey-notice", "二(三)3.4"),
        ("survey-attendance", "二(三)3.4"),
        ("consultation-position", "二(四)4.2"),
    ],
)
def test_attendance_has_no_time_where_none_is_written(rule: str, article: str) -> None:
    assert (duty(rule).article, duty(rule).deadline) == (article, NoLimit())


@pytest.mark.parametrize("prop", ["survey-noticed-in-time", "survey-attended"])
def test_an_inferred_time_secures_nothing(prop: str) -> None:
    assert secured(prop, Reading(5)).answer is Answer.REFUTED


def test_section_3_1_3_has_two_limbs_and_the_superior_answers_only_for_what_went_wrong() -> None:
    handler, superior = [one for one in NANCHANG.sanctions if one.article == "三(一)3"]
    assert handler.of == superior.of
    assert handler.harm is None
    assert superior.harm is not None


def test_section_3_2_2_6_asks_for_harm() -> None:
    (found,) = [one for one in NANCHANG.sanctions if one.article == "三(二)2.6"]
    assert found.harm is not None


def test_section_3_2_2_5_is_about_letters_of_the_bureau_to_a_supervising_department() -> None:
    reply = duty("letter-reply")
    assert (reply.bearer, reply.towards) == ("regulator", "approval-bureau")
    assert reply.when == {"letter-to-regulator": frozenset({"true"})}
    assert "审批部门" in NANCHANG.vocabulary.attributes["letter-to-regulator"].label.zh


def test_the_city_government_is_not_its_office() -> None:
    """Sections 二(一)2 and 二(四)4.2: the convenor is of the government, and it is asked itself."""
    parties = NANCHANG.vocabulary.parties
    assert parties["conference-convenor"].within == "government"
    assert (duty("consultation-referral").towards, duty("consultation-decision").bearer) == (
        "government",
        "government",
    )
    assert parties["government-office"].within == "government"
