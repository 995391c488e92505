"""Questions of one's own: typed, in a rule file, in a file beside it; and a text nobody asked."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import measures
from experiments.measures.facts import Facts
from experiments.measures.subjects import labels
from model.calendar import chinese_calendar
from model.deadline import Counting, Immediately, Indefinite, Reading, Unit, Within
from model.language import NOTHING, Complaint
from model.property import Asks, Property
from model.rule import Trigger
from protocols import library, schema
from protocols.asked import written
from protocols.document import parse_document
from protocols.mistakes import Mistakes
from protocols.question import is_question, question
from protocols.reader import regime_of
from protocols.suggestions import duty_questions, suggestions
from tests.made import at, small_year
from tests.small import NAME, counts, duty, regime
from verify.bounds import parametric_bounds
from verify.export.uppaal import network
from verify.guarantees import verify
from verify.verdict import Answer, Assume

HEAD = """\
regime: filing
name: {zh: 云川, en: Yunchuan}
document:
  title: {zh: 归档办法, en: Filing Measures}
  level: county
  issued: 2024-03-01
  in-force: not-stated
vocabulary:
  parties:
    archive: {zh: 档案馆, en: archive}
    office: {zh: 办公室, en: office}
  attributes:
    urgent: {label: {zh: 加急, en: urgent}}
    size: {label: {zh: 规模, en: size},
           values: {small: {zh: 小, en: little}, big: {zh: 大, en: huge}}}
  events:
    plan.filed: {label: {zh: 备案规划, en: plan filed}}
    plan.checked: {label: {zh: 审查规划, en: plan checked}, by: office}
    plan.kept: {label: {zh: 归档规划, en: plan archived}, by: archive}
    plan.listed: {label: {zh: 公布规划, en: plan published}, by: archive}
"""
RULES = """\
rules:
  - {id: check, article: "1", on: plan.filed, bearer: office, act: plan.checked,
     deadline: 5 working days}
  - {id: keep, article: "2", on: plan.checked, bearer: archive, act: plan.kept,
     deadline: 2 working days, on-expiry: plan.kept}
  - {id: list, article: "3", on: plan.kept, bearer: archive, act: plan.listed,
     deadline: {indefinite: 及时}}
"""
IN_CHINESE = """\
rules:
  - {id: check, article: "1", on: 备案规划, bearer: 办公室, act: 审查规划,
     deadline: 5 working days}
  - {id: keep, article: "2", on: {any: [审查规划]}, bearer: archive, act: plan archived,
     deadline: 2 working days, on-expiry: 归档规划}
  - {id: list, article: "3", on: 归档规划, bearer: 档案馆, act: 公布规划,
     deadline: {indefinite: 及时}}
"""
OWN = """\
properties:
  archived: {label: {zh: 规划得到归档, en: every plan is archived}, trigger: plan.filed,
             response: plan.kept, within: 7}
  in-order: {label: {zh: 先归档后公布, en: archived first}, trigger: plan.listed,
             response: plan.kept, asks: only-after}
"""
WORDS = library.vocabulary_of_all(
    [regime_of(parse_document((HEAD + RULES).encode(), "f"), library.shared_vocabulary())]
)


def read(text: str) -> Any:
    return regime_of(parse_document(text.encode(), "mine.yaml"), library.shared_vocabulary())


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + RULES, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("plan.filed -> plan.kept", "plan.filed -> plan.kept"),
        ("plan.filed->plan.kept within 7", "plan.filed -> plan.kept within 7"),
        ("备案规划 → 归档规划，在 7 个工作日内", "plan.filed -> plan.kept within 7"),
        ("备案规划→归档规划 7个工作日内", "plan.filed -> plan.kept within 7"),
        ("Plan filed -> plan archived within 7 working days", "plan.filed -> plan.kept within 7"),
        ("plan.filed -> plan.kept when urgent", "plan.filed -> plan.kept when urgent=true"),
        ("plan.filed -> plan.kept if not 加急", "plan.filed -> plan.kept when urgent=false"),
        ("备案规划 → 归档规划，当 规模=大", "plan.filed -> plan.kept when size=big"),
        (
            "plan.filed -> plan.kept when size=little|huge and urgent = no",
            "plan.filed -> plan.kept when size=big|small and urgent=false",
        ),
        ("plan.filed -> plan.kept performed", "plan.filed -> plan.kept performed"),
        ("plan.listed -> plan.kept ahead 2", "plan.listed -> plan.kept ahead 2"),
        ("公布规划 → 归档规划，至少提前 2 个工作日", "plan.listed -> plan.kept ahead 2"),
        ("plan.filed -> never plan.listed", "plan.filed -> never plan.listed"),
        ("备案规划 → 不得 公布规划", "plan.filed -> never plan.listed"),
        ("plan.listed only after plan.kept", "plan.listed only after plan.kept"),
        ("公布规划 只能在 归档规划 之后", "plan.listed only after plan.kept"),
        ("plan.filed -> plan.kept not before 3", "plan.filed -> plan.kept not before 3"),
        ("备案规划 → 归档规划 不早于 3 个工作日", "plan.filed -> plan.kept not before 3"),
    ],
)
def test_a_question_is_read_by_ids_and_by_labels_in_either_language(text: str, meant: str) -> None:
    assert is_question(text)
    assert written(question(text, WORDS)) == meant


EVENTS = st.sampled_from(["plan.filed", "plan.checked", "plan.kept", "letter.sent"])
GUARDS = st.fixed_dictionaries(
    {},
    optional={
        "urgent": st.sampled_from([frozenset({"true"}), frozenset({"false"})]),
        "size": st.sets(st.sampled_from(["small", "big"]), min_size=1).map(frozenset),
    },
)


@given(EVENTS, EVENTS, st.sampled_from(list(Asks)), GUARDS, st.data())
def test_what_is_written_is_read_as_the_same(
    trigger: str, response: str, asks: Asks, when: dict[str, frozenset[str]], data: st.DataObject
) -> None:
    if trigger == response:
        return
    prop = Property("", NOTHING, trigger, response, when=when, asks=asks)
    if asks is Asks.NOT_BEFORE:
        prop = replace(prop, days=data.draw(st.integers(1, 9)))
    if asks is Asks.RESPONSE:
        within = data.draw(st.none() | st.integers(0, 99))
        ahead, performed = data.draw(st.integers(0, 3)), data.draw(st.booleans())
        prop = replace(prop, within=within, ahead=ahead, performed=performed)
    assert question(written(prop), WORDS).same_question(prop)


@pytest.mark.parametrize(
    ("text", "key", "under"),
    [
        ("plan.filed plan.kept", "no-arrow", ""),
        ("plan.fild -> plan.kept", "unknown", "plan.fild"),
        ("plan.filed -> plan.kpt within 3", "unknown", "plan.kpt"),
        ("plan.filed -> ", "missing", ""),
        ("plan.filed -> plan.kept within", "number", ""),
        ("plan.filed -> plan.kept within soon", "number", "soon"),
        ("plan.filed -> plan.kept not before 0", "number", "0"),
        ("plan.filed -> plan.kept when urgnt", "unknown", "urgnt"),
        ("plan.filed -> plan.kept when size", "value", ""),
        ("plan.filed -> plan.kept when size=tiny", "unknown", "tiny"),
        ("plan.filed -> plan.kept quickly", "rest", "quickly"),
        ("plan.filed -> plan.kept within 3 within 4", "twice", "within 4"),
        ("plan.filed -> never plan.kept within 3", "does-not-fit", "within 3"),
        ("plan.filed -> plan.kept not before 3 ahead 1", "does-not-fit", "ahead 1"),
        ("plan.filed -> plan.filed", "same", "plan.filed -> plan.filed"),
    ],
)
def test_a_question_that_cannot_be_read_has_a_caret_under_the_place(
    text: str, key: str, under: str
) -> None:
    with pytest.raises(Complaint) as caught:
        question(text, WORDS)
    assert caught.value.key == f"question.{key}"
    for lang in ("zh", "en"):
        *_, shown, caret = caught.value.say().in_(lang).split("\n")
        assert shown == f"  {text}"
        assert shown[caret.index("^") :].startswith(under) or (not under and caret.endswith("^"))


def test_a_wrong_word_is_answered_with_the_nearest_in_the_language_of_the_question() -> None:
    with pytest.raises(Complaint, match=r"Did you mean 'plan\.kept'\?"):
        question("plan.filed -> plan.kpt", WORDS)
    with pytest.raises(Complaint) as caught:
        question("备案规划 → 归档规化", WORDS)
    assert "是否想写“归档规划”？" in caught.value.say().zh


def test_a_chinese_sign_takes_two_columns_before_the_caret() -> None:
    with pytest.raises(Complaint) as caught:
        question("备案规划 → 归档规化", WORDS)
    assert caught.value.say().zh.split("\n")[-1] == " " * (2 + 8 + 3) + "^"


def test_labels_stand_for_identifiers_in_a_rule_file() -> None:
    assert read(HEAD + IN_CHINESE).rules == read(HEAD + RULES).rules


def test_an_editor_takes_labels_for_identifiers_but_not_for_names_of_rules() -> None:
    text = HEAD + IN_CHINESE + OWN.replace("trigger: plan.filed", "trigger: 备案规划")
    data = parse_document(text.encode(), "mine.yaml").data
    jsonschema.validate(data, schema.rule_file_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "regime": "某地"}, schema.rule_file_schema())


def test_labels_of_attributes_and_in_properties_are_known_too() -> None:
    own = OWN.replace("trigger: plan.filed,", "trigger: 备案规划, when: {规模: big},")
    asked = {prop.id: prop for prop in read(HEAD + RULES + own).properties}
    assert asked["archived"].trigger == "plan.filed"
    assert asked["archived"].when == {"size": frozenset({"big"})}


def test_a_label_that_is_none_is_told_in_its_place_with_the_nearest() -> None:
    with pytest.raises(Mistakes) as caught:
        read(HEAD + IN_CHINESE.replace("act: 审查规划", "act: 审查规化"))
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.values["near"]) == ("unknown-word", "审查规划")
    line = (HEAD + IN_CHINESE).splitlines()[mistake.line - 1]
    assert line[mistake.column - 1 :].startswith("审查规划")


def test_a_label_of_two_events_is_refused() -> None:
    twice = HEAD + "    plan.marked: {label: {zh: 归档规划, en: plan marked}}\n" + IN_CHINESE
    with pytest.raises(Mistakes) as caught:
        read(twice)
    assert {mistake.code for mistake in caught.value.mistakes} == {"ambiguous-word"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("trigger: plan.fild", "unknown-word"),
        ("trigger: plan.filed, when: {urgnt: true}", "unknown-word"),
        ("trigger: plan.filed, when: {size: tiny}", "unknown-word"),
        ("trigger: plan.filed, asks: nevr", "wrong-value"),
        ("trigger: plan.filed, asks: never", "does-not-fit"),
        ("trigger: plan.filed, days: 3", "does-not-fit"),
        ("trigger: plan.kept", "own-trigger"),
        ("trigger: plan.filed, within: -1", "out-of-range"),
        ("trigger: plan.filed, respond: x", "unknown-key"),
    ],
)
def test_properties_of_a_rule_file_are_checked_like_everything_else(wrong: str, code: str) -> None:
    within = "" if "within" in wrong else ", within: 7"
    own = f"properties:\n  a: {{label: {{zh: 甲, en: a}}, {wrong}, response: plan.kept{within}}}\n"
    with pytest.raises(Mistakes) as caught:
        read(HEAD + RULES + own)
    assert [mistake.code for mistake in caught.value.mistakes] == [code]
    assert caught.value.mistakes[0].line == len((HEAD + RULES).splitlines()) + 2


def test_check_reads_a_file_of_properties_as_well(shenguan: Any, tmp_path: Path) -> None:
    file = tmp_path / "questions.yaml"
    asked = "  x: {label: {zh: 甲, en: x}, trigger: 收到函件, response: letter.answered}\n"
    file.write_text("properties:\n" + asked, encoding="utf-8")
    status, out, _ = shenguan("check", file)
    assert (status, out) == (0, f"{file}: 1 properties, no mistakes.\n")
    file.write_text("properties:\n" + asked.replace("answered", "anwered"), encoding="utf-8")
    status, _, err = shenguan("check", file)
    assert status == 2
    assert "2:55: unknown-word" in err
    assert "letter.answered" in err


def test_not_before_needs_its_days() -> None:
    own = OWN.replace("asks: only-after", "asks: not-before")
    with pytest.raises(Mistakes) as caught:
        read(HEAD + RULES + own)
    assert [mistake.code for mistake in caught.value.mistakes] == ["missing-key"]


def test_one_identifier_for_two_questions_is_refused() -> None:
    own = read(HEAD + RULES + OWN)
    other = replace(own.properties[0], within=3)
    with pytest.raises(Complaint, match="archived"):
        library.questions([own, replace(own, properties=(other,))])


# On paper: the check takes 5 days and is nobody's default, the archive has 2 more and a default
# after them, publication has no figure.
PAPER = [
    ("plan.filed -> plan.kept", "everyone", "strict", 7),
    ("plan.filed -> plan.kept", "nobody", "strict", None),
    ("plan.checked -> plan.kept", "nobody", "strict", 2),
    ("plan.kept -> plan.listed", "everyone", "strict", None),
    ("plan.filed -> plan.listed", "everyone", "5", 12),
    ("plan.checked -> plan.kept performed", "nobody", "strict", None),
]


@pytest.mark.parametrize(("text", "assume", "reading", "bound"), PAPER)
def test_typed_questions_have_the_answers_worked_out_on_paper(
    shenguan: Any, mine: Path, text: str, assume: str, reading: str, bound: int | None
) -> None:
    words = ("--ask", text, "--assume", assume, "--reading", reading, "--json")
    status, out, _ = shenguan("verify", mine, *words)
    (verdict,) = json.loads(out)
    assert verdict["question"] == text
    assert verdict["bound_working_days"] == bound
    assert status == (1 if bound is None else 0)


@pytest.mark.parametrize(("days", "status"), [(7, 0), (6, 1)])
def test_the_limit_of_a_question_is_what_must_hold(
    shenguan: Any, mine: Path, days: int, status: int
) -> None:
    words = ("--ask", f"plan.filed -> plan.kept within {days}", "--assume", "everyone")
    assert shenguan("verify", mine, *words)[0] == status


def test_an_answer_says_how_the_question_was_understood(shenguan: Any, mine: Path) -> None:
    for lang, said in (
        ("zh", "备案规划 → 归档规划，7 个工作日内"),
        ("en", "plan filed → plan archived"),
    ):
        _, out, _ = shenguan("verify", mine, "--ask", "备案规划 → 归档规划 7 个工作日内", lang=lang)
        assert "plan.filed -> plan.kept within 7" in out
        assert said in out


COMMANDS = [
    ("verify", ()),
    ("trust", ()),
    ("bounds", ()),
    ("diff", ("{mine}",)),
    ("export", ("--query", "verdict", "--assume", "everyone")),
]


def told(answer: tuple[int, str, str]) -> tuple[int, list[str], str]:
    """An answer without the comments of an exported file, which name the rule file's hash."""
    status, out, err = answer
    return status, [line for line in out.splitlines() if not line.startswith(";")], err


@pytest.mark.parametrize(("command", "more"), COMMANDS)
def test_every_command_that_takes_properties_takes_them_from_everywhere(
    shenguan: Any, mine: Path, tmp_path: Path, command: str, more: tuple[str, ...]
) -> None:
    beside = tmp_path / "questions.yaml"
    beside.write_text(OWN, encoding="utf-8")
    more = tuple(word.format(mine=mine) for word in more)
    typed = shenguan(command, mine, *more, "--ask", "plan.checked -> plan.kept within 2")
    named = shenguan(command, mine, *more, "--properties", beside, "--property", "规划得到归档")
    mine.write_text(HEAD + RULES + OWN, encoding="utf-8")
    own = shenguan(command, mine, *more, "--property", "archived")
    assert told(own) == told(named)
    for status, out, err in (typed, own):
        assert status in (0, 1), err
        assert out


def test_an_amendment_can_be_required_by_a_typed_question(shenguan: Any, mine: Path) -> None:
    needed = "备案规划 → 归档规划 5 个工作日内 假定 各方守规"
    status, out, _ = shenguan("amend", mine, "--require", needed, "--edit", "deadline", "--json")
    assert status == 0
    edits = [edit for each in json.loads(out)["amendments"] for edit in each["edits"]]
    assert [(edit["rule"], edit["working_days"]) for edit in edits] == [("check", 3)]


def test_capacity_takes_the_duty_that_answers_a_question(shenguan: Any, mine: Path) -> None:
    office = ("--rate", 1, "--burst", 2, "--per-day", 4, "--party", "档案馆")
    asked = shenguan("capacity", mine, *office, "--ask", "plan.checked -> plan.kept")
    assert asked == shenguan("capacity", mine, *office, "--rule", "keep")
    assert asked == shenguan("capacity", mine, *office, "--rule", "归档规划")
    assert shenguan("capacity", mine, *office, "--ask", "plan.filed -> plan.kept")[0] == 2


def test_a_year_counts_what_became_of_the_questions_of_its_regime() -> None:
    """Answered on day 1 once, never once; and never before what must have come first."""
    own = (
        Property("soon", NAME, "a", "b", within=1),
        Property("order", NAME, "b", "a", asks=Asks.ONLY_AFTER),
        Property("never", NAME, "a", "b", asks=Asks.NEVER),
    )
    of = replace(regime(duty("a", "b")), properties=own)
    year = small_year(of, (("a", at(0, 9)), ("b", at(1, 9), "p")), (("a", at(0, 9)),))
    found = measures.values(Facts(year))
    assert (found["property.soon.triggered"], found["property.soon.open"]) == (2, 1)
    assert found["property.soon.longest"] == 1
    assert (found["property.order.triggered"], found["property.order.open"]) == (1, 0)
    assert (found["property.never.answered"], found["property.never.open"]) == (1, 1)
    assert measures.find("property.soon.longest", labels([of])).subject == "soon"


def test_a_text_that_nobody_asked_has_not_passed(shenguan: Any, mine: Path) -> None:
    for command, more in (*COMMANDS[:2], *COMMANDS[3:]):
        words = tuple(word.format(mine=mine) for word in more)
        status, out, err = shenguan(command, mine, *words)
        assert status == 4, (command, out, err)
        assert "nothing was asked" in out + err
        assert "'plan.filed -> plan.checked within 5'" in out + err


def test_each_offer_can_be_pasted_and_asks_something(shenguan: Any, mine: Path) -> None:
    _, out, _ = shenguan("verify", mine)
    offers = re.findall(r"^ *shenguan (verify .*)$", out, re.MULTILINE)
    assert len(offers) == 4
    assert any("plan.filed -> plan.listed" in offer for offer in offers)
    for offer in offers:
        words = shlex.split(offer)
        words[1] = str(mine)
        status, answer, _ = shenguan(*words)
        assert status in (0, 1)
        assert "nothing was asked" not in answer


def test_a_shipped_property_that_a_text_does_not_regulate_is_nothing_asked(shenguan: Any) -> None:
    assert shenguan("verify", "guanxian", "--property", "letter-answered")[0] == 4


def test_something_refuted_elsewhere_outweighs_that_nothing_was_asked(
    shenguan: Any, mine: Path
) -> None:
    words = ("--property", "letter-answered", "--assume", "nobody", "--within", 0)
    assert shenguan("verify", mine, "xuecheng", *words)[0] == 1


def test_the_text_suggests_each_duty_each_answer_and_each_chain() -> None:
    of = regime(
        duty("a", "b", Within(3)), counts("b", "c"), duty("c", "d", Indefinite("及时"), bearer="q")
    )
    found = suggestions(of)
    assert [written(prop) for prop in found.duties] == ["a -> b within 3", "c -> d"]
    assert [written(prop) for prop in found.chains] == ["a -> d"]
    assert found.answers == ()
    letters = [written(prop) for prop in suggestions(library.find("xuecheng")).answers]
    verified = "legacy-rectification.done -> legacy-rectification.verified"
    assert verified not in letters  # its duty asks the same
    assert "letter.received -> letter.answered" in letters  # its duty asks within the remit only
    assert "revocation.requested -> revocation.decided" in letters + [
        written(replace(prop, within=None)) for prop in suggestions(library.find("xuecheng")).duties
    ]


def test_a_duty_is_asked_about_within_its_own_limit_however_days_are_counted() -> None:
    month = Within(1, Unit.MONTHS)
    rules = (duty("a", "b", Within(2)), duty("b", "c", Immediately()), duty("c", "d", month))
    exclude = regime(*rules)
    include = replace(exclude, counting=Counting.INCLUDE_FIRST_DAY)
    for of in (exclude, include):
        asked = list(duty_questions(of, Reading(), chinese_calendar()))
        assert [prop.within for prop in asked][:2] == [2, 1]
        for verdict in verify(of, asked, assumptions=Assume.EVERYONE):
            assert verdict.answer is Answer.PROVED
            assert verdict.days == verdict.property.within


def test_a_duty_that_several_events_set_going_together_is_about_no_single_one() -> None:
    both = regime(duty(Trigger(("a", "b"), "all"), "c"), duty(Trigger(("a", "b")), "d"))
    assert [prop.id for prop in duty_questions(both)] == ["duty.a-b-d", "duty.a-b-d.2"]


def test_what_has_no_bound_is_refused_where_one_is_wanted() -> None:
    of = regime(duty("a", "b"))
    never = Property("x", NAME, "a", "b", asks=Asks.NEVER)
    (verdict,) = verify(of, never, assumptions=Assume.EVERYONE)
    with pytest.raises(ValueError, match="'properties'"):
        parametric_bounds(of, never)
    with pytest.raises(ValueError, match="'verdict'"):
        network(verdict)


def test_verify_asks_of_every_duty_whether_it_is_guaranteed(shenguan: Any, mine: Path) -> None:
    status, out, _ = shenguan("verify", mine, "--all-duties", "--assume", "everyone", "--json")
    answers = {each["property"]: each["verdict"] for each in json.loads(out)}
    assert answers == {"duty.check": "proved", "duty.keep": "proved", "duty.list": "refuted"}
    assert status == 1


def test_a_question_without_a_limit_has_no_bound_to_be_found(shenguan: Any, mine: Path) -> None:
    asked = ("--ask", "plan.listed only after plan.kept")
    status, _, err = shenguan("bounds", mine, *asked)
    assert status == 2
    assert "does not ask how soon" in err
    assert shenguan("verify", mine, *asked)[0] == 0


def test_a_fact_that_another_text_has_a_word_for_makes_no_difference(
    shenguan: Any, mine: Path, tmp_path: Path
) -> None:
    """The county has no word for urgent plans, and pushes its decisions all the same."""
    asked = "approval.decided -> approval-info.claimed when 加急"
    words = ("--assume", "everyone", "--reading", 5, "--json")
    _, out, _ = shenguan("verify", mine, "xuecheng", "--ask", asked, *words)
    own, other = json.loads(out)
    plain = shenguan("verify", "xuecheng", "--ask", asked.split(" when")[0], *words)[1]
    assert own["verdict"] == "vacuous"
    assert other["bound_working_days"] == json.loads(plain)[0]["bound_working_days"] is not None
