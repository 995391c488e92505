"""What an audit says of silence, clocks, sanctions and bearers, by cause: a good and a bad twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from model.deadline import Before, Immediately, Indefinite, NoLimit, Within
from model.interpretation import Alternative, Interpretation
from model.language import Text
from model.regime import Regime
from model.rule import Obligation, Trigger
from model.vocabulary import Concern
from protocols import library
from tests.audited import audited
from tests.small import NAME, duty
from tests.test_audit import UNDATED, event, found, sanction, text, told_of
from verify.audit.finding import Finding, FindingKind, Severity

_K = FindingKind
TEXTS = library.REGIMES
READ = (Interpretation(NAME),)
FEAR = {"feared": Concern("feared", NAME, "a", "c", {})}


def said(kind: FindingKind, *rules: Obligation, **changes: Any) -> str:
    """The one sentence of a kind that is said of some rules."""
    (finding,) = found(text(*rules, **changes), kind)
    return finding.sentence().zh


# Who never performs a duty does not obey.


def test_only_what_comes_about_though_all_duties_are_performed_is_told_so() -> None:
    step, act = duty("a", "b", NoLimit(), id="step"), duty("b", "c", Within(1), id="act")
    idle = said(_K.INSUFFICIENT, step, act, concerns=FEAR)
    assert idle.startswith("即使各方均未逾期，")
    assert "step“例”没有写期限，自何时起构成违反，没有写明" in idle
    gap = said(_K.INSUFFICIENT, step, concerns=FEAR)
    assert gap.startswith("即使各方都履行了规定的义务，")


def test_the_duty_that_lets_a_concern_come_about_is_named_wherever_it_stands_on_the_way() -> None:
    other = duty("a", "d", NoLimit(), id="other")
    step, act = duty("a", "b", NoLimit(), id="step"), duty("b", "c", Within(1), id="act")
    (finding,) = found(text(other, step, act, concerns=FEAR), _K.INSUFFICIENT)
    assert finding.rules == ("step",)


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_is_told_that_who_never_acts_obeys(name: str) -> None:
    for finding in audited(name).findings:
        sentence = finding.sentence()
        for word in ("守规", "不存在逾期", "无从认定违反"):
            assert word not in sentence.zh
        assert "although everyone obeys" not in sentence.en


@pytest.mark.parametrize(
    ("name", "rule", "clauses"),
    [
        ("jinan", "revocation-request", ["第21条第(1)项"]),
        ("nanchang", "revocation-request", ["三(一)3", "四(四)"]),
        ("tancheng", "supervision-duty", ["第28条"]),
        ("tancheng", "broken-commitment-decision", ["第28条"]),
    ],
)
def test_the_sanctions_that_speak_of_a_silence_are_named(
    name: str, rule: str, clauses: list[str]
) -> None:
    (told,) = [one for one in told_of(name, _K.INSUFFICIENT) if one.rules == (rule,)]
    assert "、".join(clauses) + "规定了相应责任" in told.sentence().zh


# What follows on a silence.

ANSWER = event("c", by="p", presupposes=("a",), answers="a")
OVERSEEN = replace(sanction("answer"), by="q")


def test_a_sanction_for_the_duty_by_somebody_else_follows_up() -> None:
    answer = duty("a", "c", id="answer")
    assert found(text(answer, events=ANSWER), _K.MISSING_DEFAULT)
    assert not found(text(answer, events=ANSWER, sanctions=(OVERSEEN,)), _K.MISSING_DEFAULT)
    for useless in (
        replace(OVERSEEN, by=None),
        replace(OVERSEEN, by="p"),
        replace(OVERSEEN, general=True),
    ):
        told = said(_K.MISSING_DEFAULT, answer, events=ANSWER, sanctions=(useless,))
        assert "只有第99条规定了不履行的后果" in told


def test_an_act_that_sees_to_what_was_not_done_follows_up() -> None:
    answer = duty("a", "c", id="answer")
    for bearer, sees_to, missing in (("q", ("c",), 0), ("p", ("c",), 1), ("q", ("b",), 1)):
        words = ANSWER | event("e", sees_to=sees_to)
        whole = text(answer, duty("d", "e", id="oversee", bearer=bearer), events=words)
        assert len(found(whole, _K.MISSING_DEFAULT)) == missing


def test_a_last_notice_of_the_bearer_s_own_decision_is_no_gate() -> None:
    words = event("b", by="p", presupposes=("a",)) | event("c", presupposes=("b",), answers="a")
    tell, after = duty("b", "c", id="tell"), duty("c", "d", id="after", bearer="q")
    own, others = duty("a", "b", id="decide"), duty("a", "b", id="decide", bearer="q")
    assert not found(text(own, tell, events=words), _K.MISSING_DEFAULT)
    assert "此事就没有结果" in said(_K.MISSING_DEFAULT, others, tell, events=words)
    assert "后续程序无法推进" in said(_K.MISSING_DEFAULT, own, tell, after, events=words)


def test_no_last_notice_or_corrected_duty_of_the_texts_is_told_as_a_gate() -> None:
    told = {(name, one.rules[0]) for name in TEXTS for one in told_of(name, _K.MISSING_DEFAULT)}
    for name, rule in (
        *(("jinan", rule) for rule in ("joint-opinion", "letter-reply", "boundary-coordination")),
        *(("jinan", rule) for rule in ("revocation-outcome", "complaint-outcome")),
        *((name, "revocation-outcome") for name in ("nanchang", "xuecheng", "tancheng")),
        ("xuecheng", "commitment-outcome"),
    ):
        assert (name, rule) not in told
        assert rule in library.find(name).by_id


def test_who_is_outside_the_sanctions_of_a_text_weighs_little() -> None:
    answer, other = duty("a", "c", NoLimit(), id="answer"), duty("a", "d", id="other", bearer="q")
    waits = duty("c", "e", id="waits", bearer="q")
    for punished, weight in (("answer", Severity.MEDIUM), ("other", Severity.LOW)):
        whole = text(answer, other, waits, events=ANSWER, sanctions=(sanction(punished),))
        for kind in (_K.MISSING_DEFAULT, _K.NO_LIMIT):
            assert [one.severity for one in found(whole, kind)] == [weight]


# Clocks.


@pytest.mark.parametrize("name", ["xuecheng", "tancheng"])
def test_only_the_start_that_cannot_come_is_told(name: str) -> None:
    starts = [one.values["trigger"] for one in told_of(name, _K.CLOCK_NEVER_STARTS)]
    decided = library.find(name).vocabulary.events["approval.decided"].label
    assert starts == [decided, decided]


def pushes(*channels: tuple[str, ...], limit: Any = None) -> Regime:
    one = replace(duty("a", "b", Within(1), id="push"), content=("data",), through=channels[0])
    special = duty("c", "d", limit or Within(2), id="special")
    other = replace(special, content=("data",), through=channels[1])
    whole = text(one, other)
    words = replace(whole.vocabulary, contents={"data": NAME})
    return replace(whole, vocabulary=words)


def test_two_duties_on_one_channel_are_not_two_routes() -> None:
    def variants(regime: Regime) -> list[str]:
        return [one.variant for one in found(regime, _K.TWO_CLOCKS)]

    assert variants(pushes(("letter",), ("platform",))) == ["routes"]
    assert variants(pushes((), ())) == ["routes"]
    assert variants(pushes(("platform",), ("platform",))) == ["pushes"]
    assert variants(pushes(("platform",), ("platform",), limit=NoLimit())) == []
    assert not [one for one in told_of("nanchang", _K.TWO_CLOCKS) if "penalty-import" in one.rules]


def test_receiving_at_once_what_another_sends_has_its_start() -> None:
    sent = event("a", by="q") | event("b", by="p", presupposes=("a",))
    receive = replace(duty("a", "b", Immediately("即时"), id="receive"), start_stated=False)
    send = replace(receive, bearer="q")
    assert not found(text(receive, events=sent), _K.NUMBER_WITHOUT_START)
    assert found(text(send, events=sent), _K.NUMBER_WITHOUT_START)
    assert found(text(receive), _K.NUMBER_WITHOUT_START), "nobody sends it"


def test_only_of_notice_ahead_the_law_leaves_open_how_days_count() -> None:
    ahead = duty("a", "b", Before("c", 2), id="ahead")
    assert found(text(ahead, counting_stated=False), _K.COUNTING_UNDEFINED)
    forward = duty("a", "b", Within(2), id="forward")
    assert not found(text(forward, counting_stated=False), _K.COUNTING_UNDEFINED)


def test_a_step_that_nobody_owes_is_no_clock_of_the_debtor() -> None:
    assert not told_of("guanxian", _K.DEBTOR_STARTS_CLOCK)
    assert len(told_of("jinan", _K.DEBTOR_STARTS_CLOCK)) == 3


# Sanctions and bearers.


def test_a_clause_in_general_words_punishes_no_direction_specially() -> None:
    words = event("b", mirror="c") | event("c", mirror="b")
    there, back = duty("a", "b", id="there"), duty("a", "c", id="back", bearer="q")
    other = sanction("back", article="98")
    for general, missing in ((False, 2), (True, 1)):
        special = sanction("there", general=general)
        whole = text(there, back, events=words, sanctions=(special, other))
        assert len(found(whole, _K.ASYMMETRY)) == missing
    clauses = [
        one.articles for one in told_of("nanchang", _K.ASYMMETRY) if "三(二)2.6" in one.articles
    ]
    assert clauses == [("二(二)1.1", "二(二)2.3", "三(二)2.6")]


def test_bearers_named_with_or_are_told_so_with_their_article() -> None:
    both = duty("a", "b", id="act", jointly=("q",))
    together = said(_K.SEVERAL_BEARERS, both)
    either = said(_K.SEVERAL_BEARERS, replace(both, bearer_either=True))
    assert together.startswith("act“例”由例承担")
    assert "例或者例" not in together
    assert "act“例”由例或者例承担，何种情形由哪一方" in either
    (told,) = told_of("xuecheng", _K.SEVERAL_BEARERS)
    assert "第25条第(1)项" in told.sentence().zh
    assert "（踏勘评审独立实施）由行政审批部门或者监管部门承担" in told.sentence().zh


def test_an_inferred_reading_behind_a_finding_marks_it() -> None:
    several = duty("a", "b", id="act", jointly=("q",))
    idle = duty("a", "c", NoLimit(), id="idle")
    twice = (duty("a", "b", Within(1), id="one"), duty("a", "b", Within(2), id="two"))

    def marked(kind: FindingKind, *rules: Obligation, **changes: Any) -> list[bool]:
        return [one.as_read for one in found(text(*rules, **changes), kind)]

    for read in (False, True):
        readings = READ if read else ()
        assert marked(_K.SEVERAL_BEARERS, replace(several, readings=readings)) == [read]
        assert marked(_K.INSUFFICIENT, replace(idle, readings=readings), concerns=FEAR) == [read]
        assert marked(_K.TWO_CLOCKS, replace(twice[0], readings=readings), twice[1]) == [read]
    vague = replace(duty("a", "c", Indefinite("及时"), id="vague"), readings=READ)
    assert marked(_K.INSUFFICIENT, vague, concerns=FEAR) == [False], "the word stands in the text"


def test_each_limit_of_two_directions_is_told_with_its_article_and_start() -> None:
    words = event("b", mirror="c") | event("c", mirror="b")
    there = replace(duty("a", "b", Within(1), id="there", article="2"), limit_article="1")
    both = Trigger(("a", "d"), "all")
    back = replace(duty(both, "c", Within(3), id="back", bearer="q", article="3"))
    (finding,) = found(text(there, back, events=words), _K.ASYMMETRY)
    assert "第1条，1 个工作日，自“例”起；第3条，3 个工作日，自“例”且“例”起" in finding.sentence().zh
    assert finding.articles == ("2", "1", "3")
    unstated = replace(back, start_stated=False)
    (finding,) = found(text(there, unstated, events=words), _K.ASYMMETRY)
    assert "第3条，3 个工作日，没有写自何时起算" in finding.sentence().zh
    (policy,) = [
        one
        for one in told_of("xuecheng", _K.ASYMMETRY)
        if one.variant == "sentence" and one.as_read
    ]
    assert {"23(2)", "23(1)", "22(2)", "22(1)"} == {*policy.articles}


# Lists, repetitions, weights and advice.


@pytest.mark.parametrize("name", TEXTS)
def test_a_list_is_told_in_full(name: str) -> None:
    for finding in audited(name).findings:
        assert "”等" not in finding.sentence().zh
        assert " more" not in finding.sentence().en


def test_one_clause_without_bearer_and_limit_is_raised_once() -> None:
    report = replace(duty("a", "b", NoLimit(), id="report"), bearer_stated=False, readings=READ)
    waits = duty("b", "c", id="waits", bearer="q")
    words = event("b", report=True)
    kinds = (_K.NO_LIMIT, _K.NO_BEARER, _K.UNADDRESSED_REPORT)
    told = [
        [one.variant for one in found(text(report, waits, events=words), kind)] for kind in kinds
    ]
    assert told == [["nobody"], [], ["addressee"]]
    apart = [[one.variant for one in found(text(report, events=words), kind)] for kind in kinds]
    assert apart == [[], ["sentence"], ["sentence"]]
    minutes = [
        one.kind for one in audited("nanchang").findings if one.rules[:1] == ("conference-minutes",)
    ]
    assert _K.NO_BEARER not in minutes
    assert _K.UNADDRESSED_REPORT not in minutes


def test_an_annex_without_sanctions_is_one_finding() -> None:
    rules = [duty("a", "b", id="one", article="附件一"), duty("a", "c", id="two", article="附件二")]
    own = duty("a", "d", id="own", article="3")
    told = found(text(*rules, own, sanctions=(sanction("none"),)), _K.UNSANCTIONED)
    assert [one.rules for one in told] == [("one", "two"), ("own",)]


def test_a_notice_without_a_day_of_commencement_weighs_little() -> None:
    (finding,) = found(text(duty("a", "b"), document=UNDATED), _K.NOT_IN_FORCE)
    assert finding.severity is Severity.LOW
    assert [one.severity for one in told_of("tancheng", _K.NOT_IN_FORCE)] == [Severity.HIGH]


def test_what_nobody_answers_for_weighs_little_where_it_cannot_be_done_in_time() -> None:
    weights = {
        (name, one.rules[0]): one.severity
        for name in TEXTS
        for one in told_of(name, _K.OUT_OF_POWER)
    }
    assert weights[("tancheng", "conference-material")] is Severity.LOW
    assert weights[("nanchang", "conference-quarterly")] is Severity.LOW


def default(**changes: Any) -> Regime:
    return text(replace(duty("a", "b", id="act", default="b"), **changes))


def report(towards: str | None) -> Regime:
    rule = replace(duty("a", "b", NoLimit(), id="report"), towards=towards)
    return text(rule, events=event("b", report=True))


@pytest.mark.parametrize(
    ("regime", "kind", "advice"),
    [
        (
            lambda: default(when={"flag": frozenset({"true"})}),
            _K.DEFAULT_WITHOUT_EXCEPTION,
            "正当理由",
        ),
        (default, _K.DEFAULT_WITHOUT_EXCEPTION, "不属于本部门职责"),
        (lambda: text(duty("a", "b", Indefinite("定期"))), _K.INDEFINITE_DEADLINE, "周期"),
        (lambda: text(duty("a", "b", Indefinite("及时"))), _K.INDEFINITE_DEADLINE, "工作日"),
        (lambda: report("q"), _K.UNADDRESSED_REPORT, "写明最迟何时作出。"),
        (lambda: report(None), _K.UNADDRESSED_REPORT, "写明向谁、在何时之前作出。"),
    ],
)
def test_advice_fits_the_case(regime: Callable[[], Regime], kind: FindingKind, advice: str) -> None:
    (finding,) = found(regime(), kind)
    assert advice in finding.advice().zh


@pytest.mark.parametrize("name", TEXTS)
def test_advice_to_say_that_nothing_follows_is_given_nobody(name: str) -> None:
    assert not [one for one in audited(name).findings if "不追责" in one.advice().zh]


def test_the_alternative_that_is_read_is_still_an_alternative() -> None:
    act = duty("a", "c", NoLimit(), id="act")
    other = Alternative("other", Text("另", "other"), None)
    read = replace(act, readings=(Interpretation(NAME, None, (other,)),))
    (finding,) = found(text(read, concerns=FEAR), _K.INSUFFICIENT)
    assert isinstance(finding, Finding)
    assert finding.as_read
