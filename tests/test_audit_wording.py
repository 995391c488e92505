"""What an audit says is true to the wording: by cause, in small regimes and in the five texts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from model.deadline import External, Immediately, Indefinite, NoLimit, Within
from model.interpretation import Alternative, Interpretation
from model.language import LANGS
from model.ledger import Ledger, NoBehaviour, Silent
from model.otherwise import read_otherwise
from model.regime import Regime
from model.rule import Obligation, Rule, Trigger
from model.vocabulary import Concern
from protocols import library
from tests.audited import audited
from tests.small import NAME, counts, duty, may
from tests.test_audit import event, found, sanction, text, told_of
from verify.audit import audit
from verify.audit.again import vanishing
from verify.audit.finding import Finding, FindingKind

_K = FindingKind
TEXTS = library.REGIMES


def sentences(name: str, kind: FindingKind, article: str) -> list[str]:
    """What is said of a shipped text, in findings of a kind that are about an article."""
    return [one.sentence().zh for one in told_of(name, kind) if article in one.articles]


def read(rule: Obligation, other: Rule | None) -> Obligation:
    """The rule with a reading to which another rule, or none, is the alternative."""
    alternative = Alternative("other", NAME, other)
    return replace(rule, readings=(Interpretation(NAME, None, (alternative,)),))


# What a clause has by reference only.


def pointing(to: str | None) -> Regime:
    """Two claims with a number and no start, the second in a clause that may point to the first."""
    claim = replace(duty("a", "b", Within(2), id="claim", article="1"), start_stated=False)
    other = replace(claim, id="claim-elsewhere", article="2", deadline=Within(3))
    return text(claim, replace(other, refers_to=(to,) if to else ()))


def test_what_a_clause_takes_over_is_told_of_its_source() -> None:
    kind = _K.NUMBER_WITHOUT_START
    (finding,) = found(pointing("1"), kind)
    assert (finding.rules, finding.by_reference) == (("claim", "claim-elsewhere"), ("2",))
    assert "第2条参照适用" in finding.sentence().zh
    assert [one.by_reference for one in found(pointing(None), kind)] == [(), ()]
    assert len(found(pointing("3"), kind)) == 2, "points elsewhere"


def test_a_clause_is_not_at_odds_with_the_one_it_takes_over() -> None:
    assert found(pointing(None), _K.TWO_CLOCKS)
    assert not found(pointing("1"), _K.TWO_CLOCKS)


def test_guanxian_17_3_is_told_as_following_17_1_and_17_2() -> None:
    for finding in audited("guanxian").findings:
        cited = finding.sentence().zh
        if "17(3)" in finding.articles and "第17条第(3)项" in cited:
            assert "参照" in cited, cited
    collisions = told_of("guanxian", _K.DEFAULT_AND_SANCTION)
    assert [(one.articles[0], one.by_reference) for one in collisions] == [
        ("17(1)", ("17(3)",)),
        ("17(2)", ("17(3)",)),
    ]


def test_guanxian_6_takes_up_what_17_1_puts_under_supervision() -> None:
    told = sentences("guanxian", _K.IDLE_FICTION, "17(1)")
    assert any("第6条的概括规定" in one for one in told)
    assert not any("由谁" in one for one in told if "纳入监管" in one)
    fiction = counts("a", "b", id="in-hand")
    general = Silent(("1",), NoBehaviour.COMPETENCE, NAME, takes_up=("b",))
    for takes_up, variant in ((("b",), "general"), ((), "counted")):
        ledger = Ledger(1, silent=(replace(general, takes_up=takes_up),))
        (finding,) = found(text(fiction, ledger=ledger), _K.IDLE_FICTION)
        assert finding.variant == variant


# From when a silence lasts.


def test_an_answer_to_a_decision_is_not_told_as_following_on_the_request() -> None:
    words = event("b", by="p", presupposes=("a",)) | event("c", presupposes=("b",), answers="a")
    decide, tell = duty("a", "b", id="decide", bearer="q"), duty("b", "c", id="tell")
    assert [one.variant for one in found(text(decide, tell, events=words), _K.MISSING_DEFAULT)] == [
        "step"
    ]
    straight = text(duty("a", "c", id="tell"), events=event("c", presupposes=("a",), answers="a"))
    assert [one.variant for one in found(straight, _K.MISSING_DEFAULT)] == ["sentence"]


@pytest.mark.parametrize("name", TEXTS)
def test_a_missing_default_names_what_sets_its_duty_going(name: str) -> None:
    regime = library.find(name)
    for finding in told_of(name, _K.MISSING_DEFAULT):
        rule = regime.by_id[finding.rules[0]]
        labels = [regime.vocabulary.events[one].label.zh for one in rule.on.events]
        assert any(f"“{label}”" in finding.sentence().zh for label in labels)


# A word without a number.


def feared(limit: Any, **changes: Any) -> Finding:
    act = duty("a", "b", limit, id="act")
    (finding,) = found(
        text(act, concerns={"feared": Concern("feared", NAME, "a", "b", {})}, **changes),
        _K.INSUFFICIENT,
    )
    return finding


def test_nobody_who_never_acts_keeps_a_vague_word() -> None:
    vague = feared(Indefinite("及时")).sentence()
    assert "各方" not in vague.zh
    assert "nobody" not in vague.en
    assert "只写“及时”、没有日数" in vague.zh
    assert "难以认定自何时起构成逾期" in vague.zh


@pytest.mark.parametrize(
    ("name", "article"),
    [
        *(("jinan", article) for article in ("6", "13.1", "17.1")),
        ("xuecheng", "27"),
        ("tancheng", "26"),
        *(("nanchang", article) for article in ("二(二)1.1", "二(二)2.3", "二(三)3.3")),
    ],
)
def test_the_vague_words_of_the_texts(name: str, article: str) -> None:
    told = [one for one in sentences(name, _K.INSUFFICIENT, article) if "“及时”" in one]
    assert told
    assert all("各方" not in one and "难以认定自何时起构成逾期" in one for one in told)


def test_where_delay_is_punished_without_a_limit_it_is_not_never_late() -> None:
    for limit in (NoLimit(), Indefinite("及时"), External("法定期限")):
        assert "责任" not in feared(limit).sentence().zh
        for ground in ("late", "breach"):
            punished = feared(limit, sanctions=(sanction("act", ground=ground),))
            assert "第99条规定了相应责任" in punished.sentence().zh
    (decision,) = (
        one for one in sentences("nanchang", _K.INSUFFICIENT, "二(二)3.1") if "一直未决定" in one
    )
    assert "三(二)1.3规定了相应责任" in decision
    (decision,) = (
        one for one in sentences("jinan", _K.INSUFFICIENT, "17.1") if "一直未决定" in one
    )
    assert "第21条第(1)项追究不及时的责任，但不包括这一步" in decision


def test_a_concern_that_a_duty_excludes_in_its_cases_is_told_with_them() -> None:
    told = sentences("nanchang", _K.INSUFFICIENT, "三(二)2.5")
    assert [("只适用于" in one) for one in told] == [True]


# Our reading, or the text's own words.


def test_a_finding_that_an_alternative_would_change_says_that_it_is_our_reading() -> None:
    act = duty("a", "b", NoLimit(), id="act")
    follows = duty("b", "c", Within(1), id="follow", bearer="q")

    def told(rule: Obligation) -> Finding:
        (finding,) = found(text(rule, follows), _K.NO_LIMIT)
        return finding

    assert not told(act).as_read
    assert told(read(act, replace(act, deadline=Immediately("即时")))).as_read
    assert told(read(act, None)).as_read
    assert not told(read(act, replace(act, towards="q"))).as_read
    sentence = told(read(act, None)).sentence()
    assert sentence.zh.startswith("按我们的理解，")
    assert sentence.en.startswith("As we read it: ")


def test_jinan_10_2_at_once_over_two_verbs_is_our_reading() -> None:
    starting = [
        one
        for kind in (_K.INSUFFICIENT, _K.NO_LIMIT)
        for one in told_of("jinan", kind)
        if one.rules[0] == "supervision-start"
    ]
    assert len(starting) == 2
    assert all(one.as_read for one in starting)


def test_words_for_at_once_are_told_as_written() -> None:
    for wording, rule in (
        ("实时", "approval-push"),
        ("同步", "supervision-push"),
    ):
        (finding,) = (
            one for one in told_of("jinan", _K.NUMBER_WITHOUT_START) if one.rules == (rule,)
        )
        assert f"“{wording}”" in finding.sentence().zh
    (opening,) = (
        one.sentence().zh
        for one in told_of("guanxian", _K.ASYMMETRY)
        if "query-access-to-regulator" in one.rules
    )
    assert "“同时”" in opening
    assert not sentences("nanchang", _K.NUMBER_WITHOUT_START, "二(二)2.3"), "its start is written"


def test_a_duty_that_may_be_done_first_does_not_wait() -> None:
    first = duty("a", "b", NoLimit(), id="first", bearer="q")
    then = duty("b", "c", Immediately("同时"), id="then")
    assert found(text(first, then), _K.NO_LIMIT)
    assert not found(text(first, then, may("a", "c", bearer="p", id="before")), _K.NO_LIMIT)
    assert found(text(first, then, may("b", "c", bearer="p", id="after")), _K.NO_LIMIT)


# Guards, labels, sanctions and quotation marks.


def test_a_grade_is_told_of_the_clause_that_asks_for_it() -> None:
    (grade,) = told_of("nanchang", _K.UNDEFINED_GRADE)
    assert grade.articles == ("二(四)4.2",)
    assert "“特别重大或争议较大”" in grade.sentence().zh


def test_tancheng_says_nothing_of_minutes_being_sent_out() -> None:
    told = [one for one in audited("tancheng").findings if "conference-minutes" in one.rules]
    assert told
    assert not any("印发" in one.sentence().zh for one in told)
    assert not [one for one in told if one.kind is _K.UNADDRESSED_REPORT]


def test_an_article_that_a_sanction_points_to_is_left_out_by_our_reading_only() -> None:
    for article in ("6", "10.2", "10.3", "17.1", "18.2"):
        (told,) = sentences("jinan", _K.UNSANCTIONED, article)
        assert told.startswith("按我们的理解，第21条第")
    assert sentences("jinan", _K.UNSANCTIONED, "19") == [
        "本文本的责任条款没有列入对第19条的违反（处理联动争议或问题）。"
    ]


def quotable(regime: Regime) -> set[str]:
    """The labels and the text's own words that a sentence may put in quotation marks."""
    words = regime.vocabulary
    labelled = (words.events, words.parties, words.attributes, words.concerns, words.purposes)
    known = {one.label.zh for each in labelled for one in each.values()}
    known |= {rule.wording.word for rule in regime.obligations}
    known |= {one.grade for one in regime.sanctions if one.grade}
    known |= {one.grade for one in words.attributes.values() if one.grade}
    known |= (
        {to for one in regime.ledger.silent for to in one.refers_to} if regime.ledger else set()
    )
    return known


@pytest.mark.parametrize("name", TEXTS)
def test_quotation_marks_stand_round_labels_and_words_of_the_text_only(name: str) -> None:
    known = quotable(library.find(name))
    for finding in audited(name).findings:
        sentence = re.sub("（以“[^”]*”为准）", "", finding.sentence().zh)
        for quoted in re.findall("“([^”]*)”", sentence):
            assert quoted in known or {*quoted.split("、")} <= known, sentence


# Breaches, extensions, and what was said before.


def test_the_delay_that_is_free_could_have_been_avoided() -> None:
    """The second duty can only be late by the first one's fault, but for a breach of its own."""
    first = duty("a", "b", Within(3), id="first", bearer="q")
    second = duty("a", "c", Within(1), id="second")
    words = event("c", by="p", presupposes=("b",))
    of = text(first, second, events=words, sanctions=(sanction("second", harm=NAME),))
    (finding,) = found(of, _K.HARM_NEEDED)
    assert finding.witness is not None
    judged = {one.rule.id: one for one in finding.witness.judgements}
    assert judged["second"].disobeyed
    assert judged["second"].could
    assert not judged["first"].disobeyed


@pytest.mark.parametrize("name", TEXTS)
def test_a_free_delay_of_a_text_is_somebody_s_breach(name: str) -> None:
    for finding in told_of(name, _K.HARM_NEEDED):
        assert finding.witness is not None
        disobeyed = [one for one in finding.witness.judgements if one.disobeyed]
        assert {one.rule.id for one in disobeyed} <= {*finding.rules}
        assert disobeyed
        assert all(one.could for one in disobeyed)


def test_an_extension_is_no_further_clock_of_its_own() -> None:
    """Xuecheng 26: the limit of item 2 and its extension are against item 1 once."""
    pairs = [
        one for one in told_of("xuecheng", _K.TWO_CLOCKS) if one.variant not in ("routes", "pushes")
    ]
    assert [one.rules for one in pairs] == [
        ("parallel-opinion-set", "parallel-opinion-promised", "parallel-opinion-extended")
    ]
    assert [one.variant for one in pairs] == ["worded"], "both limits stand elsewhere"
    firm = duty("a", "b", Within(5), id="firm")
    for wording, variant in ((External("承诺时限"), "sentence"), (Within(3), "sentence")):
        (finding,) = found(text(firm, duty("a", "b", wording, id="other")), _K.TWO_CLOCKS)
        assert finding.variant == variant


@pytest.mark.parametrize("name", TEXTS)
def test_no_sentence_is_said_twice(name: str) -> None:
    for lang in LANGS:
        said = [(one.kind, getattr(one.sentence(), lang)) for one in audited(name).findings]
        assert len(said) == len(set(said))


def test_rules_of_one_wording_are_mended_together() -> None:
    both = [duty("a", "b", Indefinite("及时"), id=name, article="1", bearer=name) for name in "pq"]
    (finding,) = found(text(*both), _K.INDEFINITE_DEADLINE)
    assert (finding.rules, finding.heads) == (("p", "q"), 2)
    apart = replace(both[1], article="2")
    assert [one.heads for one in audit(text(both[0], apart)) if one.kind == finding.kind] == [1, 1]


# What a card hinges on.


def test_a_card_names_the_reading_without_which_its_root_is_gone() -> None:
    act = duty("a", "b", NoLimit(), id="act")
    start = duty("b", "c", Within(1), id="start", bearer="q")
    once = replace(act, deadline=Immediately("即时"))
    for other, expected in (
        (once, ["act=other"]),
        (replace(act, towards="q"), []),
        (replace(act, deadline=Indefinite("及时")), ["act=other"]),
    ):
        of = text(read(act, other), start)
        (finding,) = found(of, _K.NO_LIMIT)
        assert list(vanishing(of, finding)) == expected
    fear = {"feared": Concern("feared", NAME, "a", "b", {})}
    vague = duty("a", "b", Indefinite("及时"), id="act")
    silent = text(read(vague, replace(vague, on=Trigger(("d",)))), start, concerns=fear)
    (finding,) = found(silent, _K.INSUFFICIENT)
    assert not list(vanishing(silent, finding)), "what is not asked about is not mended"


def test_a_vanishing_root_is_gone_from_a_whole_audit() -> None:
    """What one analysis says of one part is what the whole audit says of the whole text."""
    audit_of = audited("jinan")
    root = next(card.root for card in audit_of.cards if "supervision-start" in card.root.rules)
    assert list(vanishing(audit_of.regime, root)) == ["supervision-start=at-once"]
    otherwise = read_otherwise(audit_of.regime, {"supervision-start": "at-once"})
    assert root.values["about"] not in {
        one.values["about"] for one in audit(otherwise, [root.kind])
    }
