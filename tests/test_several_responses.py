"""A property with several responses asks each text for the first that it regulates, and says so."""

from __future__ import annotations

from dataclasses import replace

from experiments import scenarios
from experiments.measures.metrics import metrics
from experiments.show.data import verdict_data
from experiments.show.rules import sentences
from model.calendar import chinese_calendar
from model.deadline import STRICT, Immediately, NoLimit, Within
from model.language import Text
from model.property import Property
from model.regime import Regime, Sanction
from model.rule import Obligation, Rule
from model.simulation.year import simulate
from model.vocabulary import EventType
from protocols import library
from tests.small import duty, regime
from verify.guarantees import verify
from verify.verdict import Answer, Assume

ASKED = Property("reaches", Text("进入监管", "reaches supervision"), "a", "c", instead=("b", "d"))


def text(*rules: Rule) -> Regime:
    """A text whose events a to f are called Event a and so on."""
    events = {name: EventType(name, Text(f"事件{name}", f"event {name}")) for name in "abcdef"}
    return regime(*rules, events=events)


def answer(of: Regime) -> tuple[Answer, str]:
    (verdict,) = verify(of, ASKED, STRICT, Assume.EVERYONE)
    return verdict.answer, verdict.property.response


def test_the_first_response_that_a_text_regulates_is_asked_for() -> None:
    """Where c is owed without a limit, b in time does not answer; where it is not owed, b does."""
    claim = duty("a", "b", Within(1))
    assert answer(text(claim, duty("a", "c", NoLimit()))) == (Answer.REFUTED, "c")
    assert answer(text(claim)) == (Answer.PROVED, "b")
    assert answer(text(duty("a", "d", Within(1)))) == (Answer.PROVED, "d")


def test_a_trigger_alone_regulates_no_response() -> None:
    """That a rule begins with b does not bring b about."""
    of = text(duty("b", "d", Within(1)), duty("a", "d", Within(2)))
    assert of.question(ASKED).response == "d"


def test_a_text_without_any_of_them_is_asked_for_the_first_and_regulates_none() -> None:
    of = text(duty("e", "f", Within(1)))
    asked = of.question(ASKED)
    assert (asked.response, asked.instead, asked.label) == ("c", (), ASKED.label)


def test_the_answer_says_up_to_what_it_was_asked() -> None:
    (verdict,) = verify(text(duty("a", "b", Within(1))), ASKED, STRICT, Assume.EVERYONE)
    event = verdict.regime.vocabulary.events["b"].label
    for lang in ("zh", "en"):
        assert event.in_(lang) in verdict.property.label.in_(lang)
    assert verdict_data(verdict)["question"].startswith("a -> b")


def test_each_shipped_text_is_asked_for_what_it_has_of_supervision() -> None:
    prop = library.properties()["decision-reaches-supervision"]
    asked = {name: library.find(name).question(prop).response for name in library.REGIMES}
    assert asked == {
        "jinan": "supervision.started",
        "tancheng": "supervision.started",
        "xuecheng": "approval-info.claimed",
        "guanxian": "approval-info.claimed",
        "nanchang": "approval-info.received",
    }


def test_what_a_text_does_not_regulate_is_not_counted_against_it() -> None:
    """Nanchang claims nothing, so that no permit stays unclaimed; read otherwise, some do."""
    shipped, nanchang = scenarios.find("ordinary"), library.find("nanchang")
    few = tuple(replace(one, per_day=0.3) for one in shipped.matters if one.id == "approval")
    scenario = replace(shipped, matters=few, recall=None, warm_up=0, drain=30)
    collection = nanchang.by_id["approval-collection"]
    assert isinstance(collection, Obligation)
    claiming = replace(collection, act="approval-info.claimed")
    rules = tuple(claiming if rule is collection else rule for rule in nanchang.rules)
    collected, claimed = (
        metrics(simulate(of, scenario, chinese_calendar(), 2025, 1))
        for of in (nanchang, replace(nanchang, rules=rules))
    )
    assert (collected.claim.begun, collected.unclaimed) == (0, 0)
    assert claimed.claim.begun > claimed.unclaimed > 0
    assert collected.unsupervised.begun == claimed.unsupervised.begun > 0
    assert 0 < collected.unsupervised.censored < collected.unsupervised.begun


def test_the_word_for_at_once_is_the_one_that_is_shown() -> None:
    for word in ("即时", "实时", "同步", "同时"):
        rule = duty("a", "b", Immediately(word))
        said = sentences(regime(rule), rule)[0]
        assert word in said.zh
        assert word in said.en


def test_a_sanction_is_shown_with_what_it_needs() -> None:
    rule = duty("a", "b", id="act")
    harmed = Sanction("s", "9", ("act",), "liability", harm=Text("有损害", "harm was done"))
    words = library.shared_vocabulary().consequences
    of = regime(rule)
    of = replace(of, vocabulary=replace(of.vocabulary, consequences=words))
    shown = {
        name: " ".join(line.zh for line in sentences(replace(of, sanctions=(one,)), rule))
        for name, one in {
            "harm": harmed,
            "excuse": replace(harmed, harm=None, excuse=Text("有正当理由", "good cause")),
            "bare": replace(harmed, harm=None),
        }.items()
    }
    assert "限于有损害的" in shown["harm"]
    assert "有正当理由的除外" in shown["excuse"]
    assert "限于" not in shown["bare"]
