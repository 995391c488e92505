"""The rules of Jinan against the wording of its articles, where they said something else."""

from __future__ import annotations

import pytest

from model.deadline import STRICT, Before, External, Immediately, Indefinite, NoLimit, Reading
from model.regime import Regime
from model.rule import Obligation
from protocols import library
from verify.guarantees import verify
from verify.verdict import Answer, Assume

JINAN = library.find("jinan")


def duty(rule: str, of: Regime = JINAN) -> Obligation:
    found = of.by_id[rule]
    assert isinstance(found, Obligation)
    return found


def answers(prop: str, of: Regime = JINAN) -> tuple[Answer, Answer]:
    """What everyone's obedience secures with open limits of 5 days, and what nobody's does."""
    asked = library.properties()[prop]
    everyone, nobody = verify(of, asked, Reading(5), (Assume.EVERYONE, Assume.NOBODY))
    return everyone.answer, nobody.answer


def test_article_8_binds_any_department_that_drafts() -> None:
    """It says the departments concerned; that they are one of the two sides stands nowhere."""
    drafting = [rule for rule in JINAN.obligations if rule.article == "8"]
    assert {rule.bearer for rule in drafting} == {
        "regulator",
        "approval-bureau",
        "drafting-department",
    }
    study, notice = duty("other-drafting-study"), duty("other-promulgation-notice")
    assert (study.deadline, notice.deadline) == (
        Before("other-document.promulgated", wording="起草时"),
        Indefinite("及时"),
    )
    assert study.towards is None  # with either side: one of them will do
    assert JINAN.vocabulary.parties["drafting-department"].within is None


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ("approval-push", "实时"),
        ("approval-receipt", "即时"),
        ("supervision-push", "同步"),
        ("supervision-receipt", "即时"),
    ],
)
def test_article_10_has_three_words_for_at_once_and_each_is_kept(rule: str, word: str) -> None:
    assert duty(rule).deadline == Immediately(word)
    assert not duty(rule).start_stated


def test_article_10_2_obliges_to_start_supervision_and_sets_no_limit() -> None:
    """Claiming is not supervising: the push that counts as the claim secures no supervision."""
    start = duty("supervision-start")
    assert (start.act, start.deadline) == ("supervision.started", NoLimit())
    assert answers("decision-reaches-supervision") == (Answer.REFUTED, Answer.REFUTED)
    assert answers("approval-push-claimed") == (Answer.PROVED, Answer.PROVED)
    (verdict,) = verify(
        JINAN, library.properties()["decision-reaches-supervision"], STRICT, Assume.EVERYONE
    )
    assert verdict.property.response == "supervision.started"
    assert "启动监管" in verdict.property.label.zh


@pytest.mark.parametrize(
    ("rule", "article", "prop"),
    [
        ("supervision-decision", "10.3", "supervision-decision-known"),
        ("broken-commitment-decision", "16.2", "commitment-outcome-known"),
        ("broken-commitment-handling", "16.2", None),
        ("revocation-decision", "17.1", "revocation-request-decided"),
    ],
)
def test_according_to_law_names_a_basis_and_sets_no_limit(
    rule: str, article: str, prop: str | None
) -> None:
    assert (duty(rule).article, duty(rule).deadline) == (article, NoLimit())
    if prop is not None:
        assert answers(prop)[0] is Answer.REFUTED


def test_no_limit_of_jinan_is_set_elsewhere() -> None:
    assert not [rule.id for rule in JINAN.obligations if isinstance(rule.deadline, External)]


@pytest.mark.parametrize(
    ("sanction", "article", "excused"),
    [
        ("late-letters", "21(1)", False),
        ("refused-cooperation", "21(2)", True),
        ("late-pushes", "21(3)", False),
        ("late-transfers", "21(4)", False),
    ],
)
def test_article_21_asks_for_harm_and_once_for_want_of_good_cause(
    sanction: str, article: str, excused: bool
) -> None:
    (found,) = [one for one in JINAN.sanctions if one.id == sanction]
    assert (found.article, bool(found.harm), bool(found.excuse)) == (article, True, excused)


def test_article_21_3_does_not_reach_the_start_of_supervision() -> None:
    assert not JINAN.sanctions_of("supervision-start")
    assert [one.article for one in JINAN.sanctions_of("approval-push")] == ["21(3)"]
