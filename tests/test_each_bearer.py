# ruff: noqa: E501  rules in a line are rules that can be read
"""Clauses of several bearers: each must act for himself, or any one may.

On paper: three departments are asked at once and each consents within five days; whoever is silent
counts as consenting; the lead decides within three days of the last consent.
"""

from __future__ import annotations

import json

import jsonschema
import pytest

from experiments.command.show import section
from experiments.coverage.ask import coverage
from experiments.show.blocks import Bullets
from model.calendar import chinese_calendar
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import STRICT
from model.language import LANGS, Text
from model.property import Property
from model.rule import CountsAs, Obligation, Power, Prohibition
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.vocabulary import WORLD
from protocols import schema
from protocols.document import parse_document
from tests.county import OVERLOOKED, county, department, happened, kind, lived, outcomes
from tests.rounds import HEAD, PARALLEL, changed, mistakes, read
from tests.small import NAME
from tests.test_solver_agrees_with_enumeration import check_agreement
from verify.amend.limits import lengths
from verify.amend.requirement import Requirement
from verify.amend.space import space
from verify.audit import audit
from verify.guarantees import verify
from verify.verdict import Answer, Assume

TEXT = read(PARALLEL)
LAWFUL = {"unlawful": frozenset({"false"})}
OWN = [f"consent.given-by-{party}" for party in ("planning", "fire", "water")]
EACH = "{each: [planning, fire, 水务部门]}"
DEFAULT = "    on-expiry: {event: consent.given, unless: {unlawful: true}}\n"


def asked(response: str) -> Property:
    return Property("asked", NAME, "file.sent", response, when=LAWFUL)


def days(text: str, response: str, assume: Assume) -> int | None:
    (verdict,) = verify(read(text), [asked(response)], [STRICT], [assume])
    assert verdict.answer in (Answer.PROVED, Answer.REFUTED)
    return verdict.days if verdict.answer is Answer.PROVED else None


@pytest.mark.parametrize(
    ("text", "response", "everyone", "nobody"),
    [
        (PARALLEL, "consent.given", 5, 5),
        (PARALLEL, "licence.decided", 8, None),
        (changed(PARALLEL, (DEFAULT, "")), "consent.given", 5, None),  # one silent stops all
        (changed(PARALLEL, ("{each:", "{any:")), "consent.given", 5, 5),
    ],
)
def test_the_bound_is_that_of_the_paper(
    text: str, response: str, everyone: int, nobody: int | None
) -> None:
    assert days(text, response, Assume.EVERYONE) == everyone
    assert days(text, response, Assume.NOBODY) == nobody


def test_each_has_an_act_of_his_own_and_all_together_are_the_act() -> None:
    *own, together, decide = TEXT.rules
    assert [rule.act for rule in own if isinstance(rule, Obligation)] == OWN
    assert [rule.bearer for rule in own if isinstance(rule, Obligation)] == [
        *("planning", "fire", "water")
    ]
    assert isinstance(together, CountsAs)
    assert (together.on.events, together.on.quantifier) == (tuple(OWN), "all")
    assert (together.event, decide.on.events) == ("consent.given", ("consent.given",))
    event = TEXT.vocabulary.events["consent.given-by-fire"]
    assert event.label == Text("同意（消防部门）", "consent given (fire department)")
    assert (event.by, event.presupposes) == ("fire", ("file.sent",))


def given(*consents: tuple[str, int], last: int, mode: Mode = Mode.COUNTED) -> Run:
    """Some consents in slots, and the decision of the lead three days after the last."""
    start = Occurrence("file.sent", 0, Mode.EXOGENOUS, WORLD)
    acts = [
        Occurrence(f"consent.given-by-{party}", at, Mode.PERFORMED, party, f"consent-{party}")
        for party, at in consents
    ]
    silent = {"planning", "fire", "water"} - {party for party, _ in consents}
    deemed = [
        Occurrence(f"consent.given-by-{party}", 10, Mode.DEEMED, party, f"consent-{party}")
        for party in sorted(silent, key=["planning", "fire", "water"].index)
    ]
    turn = 0
    every = Occurrence("consent.given", last, mode, "planning", "consent-all", turn)
    decided = Occurrence("licence.decided", last + 6, Mode.PERFORMED, "lead", "decide")
    return Run((start, *acts, *deemed, every, decided), {"unlawful": "false"})


def test_only_the_silent_is_deemed_to_consent_and_only_he_is_in_breach() -> None:
    law = Law(TEXT, STRICT, SlotClock({}))
    judged = conformance(law, given(("planning", 2), ("water", 4), last=10))
    assert judged.admissible, judged.deviations
    assert judged.breached == {"consent-fire"}
    judged = conformance(law, given(("planning", 2), ("water", 4), ("fire", 6), last=6))
    assert judged.admissible, judged.deviations
    assert judged.breached == set()


def test_two_consents_of_three_are_no_consent() -> None:
    law = Law(TEXT, STRICT, SlotClock({}))
    run = given(("planning", 2), ("water", 4), last=4)
    assert not conformance(law, run).admissible


def test_solver_and_enumeration_agree_on_each() -> None:
    two = changed(PARALLEL, (EACH, "{each: [planning, fire]}"), ("5 working", "1 working"))
    two = "".join(line for line in two.splitlines(True) if "id: decide" not in line)
    check_agreement(read(two), asked("consent.given"), STRICT, last=4)
    broken = changed(two, (DEFAULT, ""))
    check_agreement(read(broken), asked("consent.given"), STRICT, last=4)


def test_a_simulated_year_deems_of_the_silent_only() -> None:
    """Every thread of it is held against conformance and the solver."""
    silent = {"consent.given-by-fire": OVERLOOKED}
    parties = ("planning", "fire", "water", "lead", "regulator")
    offices = tuple(map(department, parties))
    year = lived(TEXT, county(kind("file.sent"), tasks=silent, departments=offices))
    assert happened(year, "consent.given") > 5
    assert outcomes(year, "consent-planning") == {"fulfilled"}
    assert "fulfilled" not in outcomes(year, "consent-fire")
    assert outcomes(year, "decide") <= {"fulfilled", "pending"}


def test_who_refuses_is_no_hindrance_to_the_others() -> None:
    """Each may refuse, which ends his own duty; then all have not consented, and need not."""
    power = (
        f'  - {{id: refuse, article: "3", on: file.sent, bearer: {EACH}, may: licence.decided}}\n'
    )
    text = changed(
        PARALLEL,
        (DEFAULT, "    excused-by: licence.decided\n"),
        (
            '  - {id: decide, article: "2", on: consent.given, bearer: lead, act: licence.decided, '
            "deadline: 3 working days}\n",
            power,
        ),
    )
    fire = read(text).by_id["consent-fire"]
    assert isinstance(fire, Obligation)
    assert fire.excused_by == ("licence.decided-by-fire",)
    assert days(text, "consent.given", Assume.EVERYONE) is None


def test_any_is_jointly_and_of_powers_and_bans_each_has_one() -> None:
    assert (
        read(changed(PARALLEL, (EACH, "{any: [planning, fire]}"))).rules[0]
        == read(changed(PARALLEL, (EACH, "planning\n    jointly: fire"))).rules[0]
    )
    more = '  - {id: may, article: "3", on: file.sent, bearer: {any: [lead, fire]}, may: matter.answered}\n'
    more += '  - {id: ban, article: "4", on: file.sent, bearer: {each: [lead, fire]}, must-not: matter.returned}\n'
    rules = read(changed(PARALLEL, ("sanctions:\n", more + "sanctions:\n"))).by_id
    one, other = rules["may-lead"], rules["may-fire"]
    assert isinstance(one, Power)
    assert isinstance(other, Power)
    assert one.act == other.act == "matter.answered"
    ban = rules["ban-fire"]
    assert isinstance(ban, Prohibition)
    assert (ban.bearer, ban.act) == ("fire", "matter.returned")


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        (EACH, "{each: [planning]}", "bearer-form", "bearer"),
        (EACH, "{each: [fire, fire]}", "bearer-form", "bearer"),
        (EACH, "{each: fire}", "bearer-form", "bearer"),
        (EACH, "{every: [fire, water]}", "bearer-form", "bearer"),
        (EACH, "{each: [fire, water], any: [fire, water]}", "bearer-form", "bearer"),
        (EACH, "{each: [fire, wter]}", "unknown-word", "wter"),
        (EACH, "{each: [fire, 水]}", "unknown-word", "水"),
        (EACH, f"{EACH}\n    jointly: lead", "bearer-alone", "jointly"),
        (EACH, f"{EACH}\n    bearer-leads: true", "bearer-alone", "bearer-leads"),
        ("act: consent.given", "act: consent.gven", "unknown-word", "gven"),
        ("id: decide", "id: consent-fire", "copy-name-taken", "consent"),
        (
            "sanctions:",
            '  - {id: x, article: "3", on: file.sent, bearer: {each: [fire, lead]}, '
            "act: consent.given, deadline: none}\nsanctions:",
            "bearers-differ",
            "fire, lead",
        ),
        (
            "    on-expiry",
            "    reading: {zh: 读, alternatives: {a: {zh: 另, rule: {bearer: fire}}}}\n    on-expiry",
            "bearer-otherwise",
            "bearer: fire",
        ),
    ],
)
def test_a_mistake_is_told_once_in_its_place_and_says_what_to_do(
    old: str, new: str, code: str, word: str
) -> None:
    text = changed(PARALLEL, (old, new))
    told = mistakes(text)
    assert [one.code for one in told if one.code != "duplicate-id"] == [code]
    assert word in (HEAD + text).splitlines()[told[0].line - 1]
    assert all(told[0].say().in_(lang) for lang in LANGS)


def test_a_clause_is_read_back_counted_and_found_fault_with_once() -> None:
    assert [rule.id for rule in TEXT.written] == ["consent-planning", "decide"]
    assert coverage(TEXT).rules["duty"] == 2
    assert coverage(TEXT).rules["counts-as"] == 0
    first = str(next(one for one in section(TEXT).blocks if isinstance(one, Bullets)))
    assert "规划部门、消防部门、水务部门各自应当在 5 个工作日内同意。" in first
    assert "each of planning department and fire department and water department" in first
    assert [*TEXT.sanctions[0].of] == ["consent-planning", "consent-fire", "consent-water"]
    found = audit(read(changed(PARALLEL, ("of: consent", "of: decide"))), ["unsanctioned"])
    assert [one.rules for one in found] == [("consent-planning",)]


def test_each_consents_again_in_each_round() -> None:
    again = "rounds: [{times: 2, events: [file.sent, consent.given, matter.returned]}]\n"
    back = '  - {id: back, article: "3", on: consent.given, bearer: lead, may: matter.returned}\n'
    once = '  - {id: send, article: "4", on: matter.returned, bearer: lead, act: {next: file.sent}, deadline: none}\nsanctions:'
    head = changed(HEAD, (", presupposes: 分派}", "}"))
    text = again + changed(
        PARALLEL,
        ("sanctions:", back + once),
        ("on: consent.given, bearer: lead, act", "on: {last: consent.given}, bearer: lead, act"),
    )
    regime = read(text, head)
    together = regime.by_id["consent-all-2"]
    assert isinstance(together, CountsAs)
    assert together.on.events == tuple(f"{event}-2" for event in OWN)
    assert together.event == "consent.given-2"
    assert [rule.id for rule in regime.written] == ["consent-planning", "decide", "back", "send"]
    label = regime.vocabulary.events["consent.given-by-fire-2"].label
    assert label.zh == "同意（消防部门）（第2次）"


def test_no_amendment_is_proposed_of_one_bearer_s_rule_alone() -> None:
    """The file has one limit for all of them, so that no edit could be written."""
    need = Requirement(asked("licence.decided"), 6, Assume.EVERYONE)
    table = space(TEXT, [need], lengths(TEXT, STRICT, chinese_calendar()), 30)
    assert {*table.timed} == {"decide"}


def test_the_schema_takes_each_and_refuses_one_alone() -> None:
    known = schema.rule_file_schema()
    data = parse_document((HEAD + PARALLEL).encode(), "f").data
    jsonschema.validate(json.loads(json.dumps(data)), known)
    wrong = parse_document((HEAD + changed(PARALLEL, (EACH, "{each: [fire]}"))).encode(), "f")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(json.dumps(wrong.data)), known)
