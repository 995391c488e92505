"""Limits out of their bearers' power: what must come first is another's, late, nobody's or nowhere.

The paper's cases (``tests/paper``) say for each file which duties may fall due before they can be
done although everybody else obeys; here is also why, and what mends it.
"""

from __future__ import annotations

from functools import cache

import pytest

from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import Indefinite, Within
from model.rule import Rule
from model.transition import Law
from model.vocabulary import EventType
from protocols import library
from tests.small import NAME, duty, may
from tests.test_ability import CASES, paper
from tests.test_audit import text
from verify.audit import audit
from verify.audit.finding import Finding, FindingKind, Severity

KIND = FindingKind.OUT_OF_POWER
EXPECTED: dict[str, set[str]] = {}
for case in CASES:
    EXPECTED.setdefault(case["file"], set()).update(case["out_of_power"])

WHY = {
    "01-issue-push-claim": ("longer", ("claim", "push"), "approval-info.pushed"),
    "02-issue-push-deleted": ("missing", ("claim",), "approval-info.pushed"),
    "03-issue-opinion-conclusion": ("longer", ("conclusion", "opinion"), "opinion.given"),
    "04-step-is-a-power": ("nobody", ("settle", "refer"), "boundary-dispute.referred"),
    "05-shared-word-carries-step": ("missing", ("settle",), "boundary-dispute.referred"),
    "06-told-before-handled": ("missing", ("tell",), "complaint.handled"),
    "09-own-means-not-yet-triggered": ("longer", ("notify", "report"), "report.given"),
    "23-prohibition-lifted-after": ("longer", ("issue", "clear"), "clearance.given"),
    "24-prohibition-never-lifted-and-overdue-event": ("forbidden", ("issue", "forbid"), None),
    "42-open-limit-upstream": ("unlimited", ("claim", "push"), "approval-info.pushed"),
    "43-conference-waits-on-preparation": ("unlimited", ("hold", "prepare"), "conference.planned"),
    "38-notice-of-an-event-of-the-world": ("notice", ("notify",), "training.held"),
}


@cache
@cache
def findings(file: str) -> list[Finding]:
    return audit(paper(file), [KIND])


@pytest.mark.parametrize("file", EXPECTED)
def test_the_duties_out_of_power_are_those_found_on_paper(file: str) -> None:
    found = findings(file)
    assert {one.kind for one in found} <= {KIND}
    assert {one.rules[0] for one in found} == EXPECTED[file]


@pytest.mark.parametrize("file", [file for file, duties in EXPECTED.items() if duties])
def test_its_run_has_been_replayed_and_only_the_duty_itself_is_late(file: str) -> None:
    for one in findings(file):
        assert one.witness is not None
        law = Law(paper(file), one.witness.reading, SlotClock(one.witness.run.elapsed))
        judged = conformance(law, one.witness.run)
        assert judged.admissible
        (duty,) = (each for each in judged.judgements if each.rule.id == one.rules[0])
        assert not duty.could
        assert judged.disobeyed <= {one.rules[0]}


@pytest.mark.parametrize("name", WHY)
def test_each_case_is_told_apart_with_its_articles(name: str) -> None:
    variant, rules, event = WHY[name]
    (one,) = findings(f"{name}.yaml")
    assert (one.variant, one.rules) == (variant, rules)
    assert len(one.articles) == len(rules)
    if event is not None:
        label = paper(f"{name}.yaml").vocabulary.events[event].label
        for words, said in ((one.sentence().zh, label.zh), (one.sentence().en, label.en)):
            assert said in words


def test_the_repair_fits_the_case_and_what_cannot_work_weighs_most() -> None:
    advice = {name: findings(f"{name}.yaml")[0] for name in WHY}
    by_variant = {one.variant: one for one in advice.values()}
    assert len({one.advice().en for one in by_variant.values()}) == len(by_variant)
    weights = {name: one.severity for name, one in by_variant.items()}
    assert weights["missing"] is weights["forbidden"] is Severity.HIGH
    assert weights["longer"] is weights["unlimited"] is weights["nobody"] is Severity.MEDIUM


def test_a_missing_step_names_the_shared_word_that_carries_it() -> None:
    (one,) = findings("05-shared-word-carries-step.yaml")
    assert "boundary-dispute.settled" in one.sentence().en
    assert "boundary-dispute.settled" in one.sentence().zh


def test_of_the_shipped_texts_two_set_limits_out_of_their_bearers_power() -> None:
    found = {
        (name, one.variant, one.rules)
        for name in library.REGIMES
        for one in audit(library.find(name), [KIND])
    }
    # Nanchang's conference waits on its office, which has no limit; Tancheng's convenor may hold
    # the conference sooner than its office can send the material a working day ahead.
    assert found == {
        ("nanchang", "unlimited", ("conference-quarterly", "conference-preparation")),
        ("tancheng", "notice", ("conference-material",)),
    }


# A vague limit is never too short; but it is no limit at all for what need never come.
VAGUE = {"c": EventType("c", NAME, by="p", presupposes=("b",)), "b": EventType("b", NAME, by="q")}


@pytest.mark.parametrize(
    ("first", "variants"),
    [
        (duty("a", "b", Within(5), bearer="q", id="first"), []),
        (duty("a", "b", Indefinite("soon"), bearer="q", id="first"), []),
        (may("a", "b", id="first"), ["nobody"]),
    ],
)
def test_a_vague_limit_is_out_of_power_only_where_nobody_need_act(
    first: Rule, variants: list[str]
) -> None:
    of = text(first, duty("a", "c", Indefinite("soon"), id="second"), events=VAGUE)
    assert [one.variant for one in audit(of, [KIND])] == variants


def test_a_limit_that_follows_on_a_breach_asks_everybody_else_to_obey() -> None:
    late = EventType("d", NAME)
    first = duty("a", "b", Within(5), bearer="q", id="first", overdue="d")
    second = duty("d", "c", Within(2), id="second")
    of = text(first, second, events=VAGUE | {"d": late})
    (one,) = audit(of, [KIND])
    assert (one.variant, one.rules[0]) == ("missed", "second")


def test_a_duty_that_another_waits_for_is_not_called_redundant() -> None:
    """Whoever tells within 15 days has handled by then; without the rule nobody need handle."""
    advised = audit(paper("08-own-means-longer-limit.yaml"), [FindingKind.REDUNDANT_RULE])
    assert advised == []


def test_a_duty_that_follows_from_a_shorter_one_is_redundant() -> None:
    of = text(duty("a", "c", Within(2), id="short"), duty("a", "c", Within(5), id="long"))
    (finding,) = audit(of, [FindingKind.REDUNDANT_RULE])
    assert finding.rules[0] == "long"
