"""For each analysis two small regimes, a sound one and one with that defect alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from model.deadline import (
    Before,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Unit,
    Within,
)
from model.interpretation import Interpretation
from model.language import LANGS, Text, catalogue
from model.ledger import Ledger, NoBehaviour, Silent
from model.regime import Document, Precedence, Regime, Sanction
from model.rule import Obligation, Rule, Trigger
from model.tolling import Extension, Suspension, Tolling
from model.vocabulary import Attribute, Concern, EventType, Party, Purpose, Vocabulary
from protocols import library
from tests.audited import audited, audited_once
from tests.small import NAME, counts, duty, lapse, may, must_not
from verify.audit import audit
from verify.audit.finding import Finding, FindingKind, Severity

SECRET = {"secret": frozenset({"true"})}
SIGNED = Document(NAME, None, NAME, date(2020, 1, 1), date(2020, 1, 1))


def text(*rules: Rule, events: dict[str, EventType] | None = None, **changes: Any) -> Regime:
    """A regime over the events a to e, sound in all that its rules do not say."""
    kinds = {name: EventType(name, NAME) for name in "abcde"} | (events or {})
    attributes = {
        "flag": Attribute("flag", NAME),
        "secret": Attribute("secret", NAME, known_to="p"),
    }
    parties = {name: Party(name, NAME) for name in "pq"}
    words = Vocabulary(parties, {}, kinds, attributes, {"liability": NAME}, {})
    words = replace(
        words, **{key: changes.pop(key) for key in ("concerns", "purposes") if key in changes}
    )
    whole = Regime("small", NAME, SIGNED, words, rules, counting_stated=True)
    return replace(whole, **changes)


def event(name: str, **fields: Any) -> dict[str, EventType]:
    return {name: EventType(name, NAME, **fields)}


def sanction(*of: str, article: str = "99", **fields: Any) -> Sanction:
    return Sanction(f"punished-{article}", article, of, "liability", **fields)


def concern(trigger: str, never: str) -> dict[str, Concern]:
    return {"feared": Concern("feared", NAME, trigger, never, {})}


def purpose(reach: str) -> dict[str, Purpose]:
    return {"wanted": Purpose("wanted", NAME, reach, {})}


def stopping(stops: str, resumes: str) -> Tolling:
    return Tolling(suspensions=(Suspension(stops, resumes),))


P_ACTS = event("c", by="p")
MORE = Extension("c", Within(3))
HALF = Fraction("decide", 1, 2)
HEED_C = duty("c", "d", Within(1), id="heed")
LEDGER = Ledger(3, silent=(Silent(("1", "2", "3"), NoBehaviour.PURPOSE, NAME),))
NAMING = Ledger(1, silent=(Silent(("1",), NoBehaviour.DEFINITION, NAME, defines=("q",)),))
UNDATED = replace(SIGNED, in_force=None)
OPINION = event("c", presupposes=("a",), answers="a")

AHEAD = duty("a", "b", Before("c", 2, ""), id="notified")
LAW = replace(text(duty("a", "b", Within(2), id="act")), id="law", name=Text("法", "Law"))

PAIRS: dict[FindingKind, tuple[Regime, Regime, set[str]]] = {
    FindingKind.AGAINST_LAW_ABOVE: (
        text(duty("a", "b", Within(2), id="act"), under=(LAW,)),
        text(duty("a", "b", Within(3), id="act"), under=(LAW,)),
        {"act"},
    ),
    FindingKind.VACUOUS_CONFLICT: (
        text(duty("a", "c", Within(3), id="hold"), duty("a", "b", Before("c", 2), id="notice")),
        text(duty("a", "c", Within(1), id="hold"), duty("a", "b", Before("c", 2), id="notice")),
        {"hold", "notice"},
    ),
    FindingKind.SITUATIONAL_CONFLICT: (
        text(duty("a", "c", Within(1), id="act"), must_not("b", "c", until="d", id="ban")),
        text(duty("a", "c", Within(1), id="act"), must_not("b", "c", id="ban")),
        {"act", "ban"},
    ),
    FindingKind.OBEYED_BY_CHANCE: (
        text(duty("a", "c", Within(4), id="held", excused_by=("d",)), AHEAD),
        text(duty("a", "c", Within(1), id="held", excused_by=("d",)), AHEAD),
        {"held", "notified"},
    ),
    FindingKind.DEAD_END: (
        text(duty("a", "c", Within(2), id="mine"), may("b", "d", id="its")),
        text(duty("a", "c", Within(2), id="mine"), may("b", "c", id="its")),
        {"mine"},
    ),
    FindingKind.OUT_OF_POWER: (
        text(
            duty("a", "b", Within(3), bearer="q", id="first"),
            duty("b", "c", Within(2), id="second"),
            events=event("c", by="p", presupposes=("b",)),
        ),
        text(
            duty("a", "b", Within(3), bearer="q", id="first"),
            duty("a", "c", Within(2), id="second"),
            events=event("c", by="p", presupposes=("b",)),
        ),
        {"first", "second"},
    ),
    FindingKind.REDUNDANT_RULE: (
        text(duty("a", "b", Within(2), id="first"), duty("a", "c", Within(2), id="second")),
        text(
            duty("a", "b", Within(2), id="first"),
            duty("a", "b", Within(2), id="second", when={"flag": frozenset({"true"})}),
        ),
        {"first", "second"},
    ),
    FindingKind.VACUOUS_RULE: (
        text(duty("a", "b", id="first"), duty("b", "c", id="second")),
        text(duty("a", "b", id="first"), duty("d", "c", id="second"), duty("c", "d", id="third")),
        {"second", "third"},
    ),
    FindingKind.INSUFFICIENT: (
        text(duty("a", "b", Within(2), id="answer"), concerns=concern("a", "b")),
        text(duty("a", "c", Within(2), id="answer"), concerns=concern("a", "b")),
        {"answer"},
    ),
    FindingKind.OVER_RESTRICTIVE: (
        text(
            duty("a", "b", id="first"),
            must_not("b", "c", id="ban"),
            events=P_ACTS,
            purposes=purpose("c"),
        ),
        text(
            duty("a", "b", id="first"),
            must_not("b", "c", id="ban"),
            events=event("c", by="p", presupposes=("b",)),
            purposes=purpose("c"),
        ),
        {"ban"},
    ),
    FindingKind.ENDLESS_SUSPENSION: (
        text(
            duty("a", "b", Within(5), id="decide", clock=stopping("c", "d")),
            duty("c", "d", Within(3), bearer="q", id="review"),
        ),
        text(
            duty("a", "b", Within(5), id="decide", clock=stopping("c", "d")),
            may("c", "d", bearer="q", id="review"),
        ),
        {"decide"},
    ),
    FindingKind.DEBTOR_MOVES_CLOCK: (
        text(
            duty("a", "b", Within(5), id="decide", clock=Tolling(extensions=(MORE,))),
            may("a", "c", bearer="q", id="grant"),
        ),
        text(
            duty("a", "b", Within(5), id="decide", clock=Tolling(extensions=(MORE,))),
            may("a", "c", bearer="p", id="grant"),
        ),
        {"decide"},
    ),
    FindingKind.RESTART_WITHOUT_END: (
        text(
            duty("a", "b", Within(5), id="decide", clock=Tolling(restarts=("c",))),
            events=event("a", by="q") | event("c", by="q"),
        ),
        text(
            duty("a", "b", Within(5), id="decide", clock=Tolling(restarts=("c",))),
            events=event("a", by="q"),
        ),
        {"decide"},
    ),
    FindingKind.OPEN_EXTENSION: (
        text(duty("a", "b", Within(5), id="decide", clock=Tolling(extensions=(MORE,)))),
        text(
            duty(
                "a",
                "b",
                Within(5),
                id="decide",
                clock=Tolling(extensions=(replace(MORE, by=Indefinite("适当延长")),)),
            )
        ),
        {"decide"},
    ),
    FindingKind.IDLE_EVENT: (
        text(
            duty("a", "b", Within(2), id="decide", clock=Tolling(extensions=(MORE,))),
            lapse("a", "c", Within(1), id="timer"),
        ),
        text(
            duty("a", "b", Within(2), id="decide", clock=Tolling(extensions=(MORE,))),
            lapse("a", "c", Within(3), id="timer"),
        ),
        {"decide"},
    ),
    FindingKind.PART_OF_A_LIMIT: (
        text(duty("a", "b", Within(4), id="decide"), lapse("a", "c", HALF, id="warn"), HEED_C),
        text(duty("a", "b", Within(5), id="decide"), lapse("a", "c", HALF, id="warn"), HEED_C),
        {"warn"},
    ),
    FindingKind.LAPSE_WITHOUT_ESCAPE: (
        text(
            duty("a", "b", Within(5), id="decide", excused_by=("d",)),
            lapse("a", "d", Within(3), unless=("e",), id="withdrawn"),
            events=event("a", by="q") | event("e", by="q"),
        ),
        text(
            duty("a", "b", Within(5), id="decide", excused_by=("d",)),
            lapse("a", "d", Within(3), unless=("e",), id="withdrawn"),
            events=event("a", by="q") | event("e", by="p"),
        ),
        {"withdrawn"},
    ),
    FindingKind.POWER_CUT_SHORT: (
        text(
            replace(may("a", "b", id="use"), until="d"),
            lapse("a", "d", Within(3), id="over"),
            duty("a", "c", Within(1), id="open"),
            events=event("b", by="q", presupposes=("c",)),
        ),
        text(
            replace(may("a", "b", id="use"), until="d"),
            lapse("a", "d", Within(3), id="over"),
            duty("a", "c", Within(4), id="open"),
            events=event("b", by="q", presupposes=("c",)),
        ),
        {"use"},
    ),
    FindingKind.INDEFINITE_DEADLINE: (
        text(duty("a", "b", Within(2), id="act")),
        text(duty("a", "b", Indefinite("及时"), id="act")),
        {"act"},
    ),
    FindingKind.EXTERNAL_LIMIT: (
        text(duty("a", "b", Within(2), id="act")),
        text(duty("a", "b", External("法定期限"), id="act")),
        {"act"},
    ),
    FindingKind.NUMBER_WITHOUT_START: (
        text(duty("a", "b", Within(2), id="act")),
        text(replace(duty("a", "b", Within(2), id="act"), start_stated=False)),
        {"act"},
    ),
    FindingKind.CLOCK_NEVER_STARTS: (
        text(
            duty("b", "c", id="act", when={"flag": frozenset({"true"})}),
            events=event("b", when={"flag": frozenset({"true"})}) | event("c", presupposes=("a",)),
        ),
        text(
            duty("b", "c", id="act"),
            events=event("b", when={"flag": frozenset({"true"})}) | event("c", presupposes=("a",)),
        ),
        {"act"},
    ),
    FindingKind.DEBTOR_STARTS_CLOCK: (
        text(duty("a", "b", Within(5), id="decide"), duty("b", "c", Within(3), id="tell")),
        text(duty("a", "b", NoLimit(), id="decide"), duty("b", "c", Within(3), id="tell")),
        {"tell"},
    ),
    FindingKind.TWO_CLOCKS: (
        text(duty("a", "c", Within(2), id="one"), duty("b", "d", Within(3), id="other")),
        text(duty("a", "c", Within(2), id="one"), duty("b", "c", Within(3), id="other")),
        {"one", "other"},
    ),
    FindingKind.ENDLESS_DISPUTE: (
        text(duty("a", "c", Within(2), id="settle"), events=event("c", settles="a")),
        text(duty("a", "c", NoLimit(), id="settle"), events=event("c", settles="a")),
        {"settle"},
    ),
    FindingKind.UNBOUNDED_LOOP: (
        text(
            duty("a", "b", id="check"),
            duty("d", "c", id="refuse"),
            events=event("b", failing="d"),
        ),
        text(
            duty("a", "b", id="check"),
            duty("e", "c", id="refuse"),
            events=event("b", failing="d"),
        ),
        {"check"},
    ),
    FindingKind.NO_LIMIT: (
        text(duty("a", "b", Within(1), id="ask"), duty("b", "c", bearer="q", id="do")),
        text(duty("a", "b", NoLimit(), id="ask"), duty("b", "c", bearer="q", id="do")),
        {"ask", "do"},
    ),
    FindingKind.COUNTING_UNDEFINED: (
        text(duty("a", "b", Before("c", 2), id="act")),
        text(duty("a", "b", Before("c", 2), id="act"), counting_stated=False),
        {"act"},
    ),
    FindingKind.TWO_DEFAULTS: (
        text(
            duty("a", "c", Within(2), id="one", default="c"),
            duty("a", "d", Within(3), id="other", default="d"),
        ),
        text(
            duty("a", "c", Within(2), id="one", default="e"),
            duty("a", "d", Within(3), id="other", default="e"),
        ),
        {"one", "other"},
    ),
    FindingKind.DEFAULT_NEVER_FIRES: (
        text(duty("a", "b", Within(2), id="act", default="b", unless=SECRET)),
        text(duty("a", "b", NoLimit(), id="act", default="b", unless=SECRET)),
        {"act"},
    ),
    FindingKind.DEFAULT_ON_OPEN_LIMIT: (
        text(duty("a", "b", Within(2), id="act", default="b")),
        text(duty("a", "b", Indefinite("及时"), id="act", default="b")),
        {"act"},
    ),
    FindingKind.DEFAULT_AND_SANCTION: (
        text(
            duty("a", "b", Within(2), id="act"),
            duty("b", "c", id="next"),
            sanctions=(sanction("act", "next"),),
        ),
        text(
            duty("a", "b", Within(2), id="act", default="b"),
            duty("b", "c", id="next"),
            sanctions=(sanction("act", "next"),),
        ),
        {"act"},
    ),
    FindingKind.FICTION_WITHOUT_BASIS: (
        text(
            duty("b", "c", id="claim", default="c"),
            duty("c", "d", id="next"),
            events=event("c", by="p", presupposes=("b",)),
        ),
        text(
            duty("a", "c", id="claim", default="c"),
            duty("c", "d", id="next"),
            events=event("c", by="p", presupposes=("b",)),
        ),
        {"claim"},
    ),
    FindingKind.IDLE_FICTION: (
        text(duty("a", "b", id="claim", default="b"), duty("b", "c", id="next")),
        text(duty("a", "b", id="claim", default="b"), duty("e", "c", id="next")),
        {"claim"},
    ),
    FindingKind.CONSENT_TO_A_QUESTION: (
        text(duty("a", "b", Within(2), id="act", default="c"), events=event("c", consents="a")),
        text(
            duty("a", "b", Within(2), id="act", default="c"),
            events=event("c", consents="a") | event("a", question=True),
        ),
        {"act"},
    ),
    FindingKind.DEFAULT_WITHOUT_EXCEPTION: (
        text(
            duty("a", "b", Within(2), id="act", default="b", unless={"flag": frozenset({"true"})})
        ),
        text(duty("a", "b", Within(2), id="act", default="b")),
        {"act"},
    ),
    FindingKind.EXCEPTION_OF_THE_SILENT: (
        text(duty("a", "b", Within(2), id="act", default="b", unless=SECRET, bearer="q")),
        text(duty("a", "b", Within(2), id="act", default="b", unless=SECRET)),
        {"act"},
    ),
    FindingKind.AMBIGUOUS_SILENCE: (
        text(duty("a", "b", Within(2), id="tell")),
        text(duty("a", "b", Within(2), id="tell", when=SECRET)),
        {"tell"},
    ),
    FindingKind.MISSING_DEFAULT: (
        text(duty("a", "c", Within(2), id="answer", default="c"), events=OPINION),
        text(duty("a", "c", Within(2), id="answer"), events=OPINION),
        {"answer"},
    ),
    FindingKind.NO_BEARER: (
        text(duty("a", "b", id="act")),
        text(replace(duty("a", "b", id="act"), bearer_stated=False)),
        {"act"},
    ),
    FindingKind.SEVERAL_BEARERS: (
        text(duty("a", "b", id="act"), duty("a", "c", id="other", bearer="q")),
        text(duty("a", "b", id="act"), duty("a", "b", id="other", bearer="q")),
        {"act", "other"},
    ),
    FindingKind.OVERLAPPING_FORUMS: (
        text(
            duty("a", "c", id="one", overdue="e"),
            duty("e", "d", id="other", bearer="q"),
            events=event("c", settles="a") | event("d", settles="a"),
        ),
        text(
            duty("a", "c", id="one", overdue="e"),
            duty("a", "d", id="other", bearer="q"),
            events=event("c", settles="a") | event("d", settles="a"),
        ),
        {"one", "other"},
    ),
    FindingKind.OWN_CAUSE: (
        text(duty("a", "b", id="act"), sanctions=(sanction("act", by="q"),)),
        text(duty("a", "b", id="act"), sanctions=(sanction("act", by="p"),)),
        {"act"},
    ),
    FindingKind.UNSANCTIONED: (
        text(
            duty("a", "b", id="act"),
            duty("a", "c", id="other"),
            sanctions=(sanction("act", "other"),),
        ),
        text(duty("a", "b", id="act"), duty("a", "c", id="other"), sanctions=(sanction("act"),)),
        {"other"},
    ),
    FindingKind.SANCTION_WITHOUT_LIMIT: (
        text(duty("a", "b", NoLimit(), id="act"), sanctions=(sanction("act", ground="breach"),)),
        text(duty("a", "b", NoLimit(), id="act"), sanctions=(sanction("act", ground="late"),)),
        {"act"},
    ),
    FindingKind.HARM_NEEDED: (
        text(duty("a", "b", id="act"), sanctions=(sanction("act"),)),
        text(duty("a", "b", id="act"), sanctions=(sanction("act", harm=NAME),)),
        {"act"},
    ),
    FindingKind.TWO_SANCTIONS: (
        text(
            duty("a", "b", id="act"),
            sanctions=(sanction("act", harm=NAME), sanction("act", article="98", harm=NAME)),
        ),
        text(
            duty("a", "b", id="act"),
            sanctions=(sanction("act", harm=NAME), sanction("act", article="98")),
        ),
        {"act"},
    ),
    FindingKind.ASYMMETRY: (
        text(
            duty("a", "b", Within(1), id="there"),
            duty("a", "c", Within(1), id="back"),
            events=event("b", mirror="c"),
        ),
        text(
            duty("a", "b", Within(1), id="there"),
            duty("a", "c", Within(3), id="back"),
            events=event("b", mirror="c"),
        ),
        {"there", "back"},
    ),
    FindingKind.NO_REFUSAL: (
        text(
            duty("a", "b", id="push"),
            duty("b", "c", id="claim", bearer="q"),
            may("b", "d", id="refuse"),
            events=event("b", refusal="d"),
        ),
        text(
            duty("a", "b", id="push"),
            duty("b", "c", id="claim", bearer="q"),
            events=event("b", refusal="d"),
        ),
        {"push"},
    ),
    FindingKind.UNADDRESSED_REPORT: (
        text(replace(duty("a", "b", id="act"), towards="q"), events=event("b", report=True)),
        text(duty("a", "b", id="act"), events=event("b", report=True)),
        {"act"},
    ),
    FindingKind.IDLE_PARTY: (
        text(duty("a", "b", article="1", bearer="q"), ledger=NAMING),
        text(duty("a", "b", article="1", bearer="p"), ledger=NAMING),
        set(),
    ),
    FindingKind.UNDEFINED_GRADE: (
        text(duty("a", "b", id="act"), sanctions=(sanction("act"),)),
        text(duty("a", "b", id="act"), sanctions=(sanction("act", grade="严重"),)),
        set(),
    ),
    FindingKind.NOT_IN_FORCE: (text(duty("a", "b")), text(duty("a", "b"), document=UNDATED), set()),
    FindingKind.DANGLING_REFERENCE: (
        text(replace(duty("a", "b", article="1"), refers_to=("2",)), ledger=LEDGER),
        text(replace(duty("a", "b", article="1"), refers_to=("4",)), ledger=LEDGER),
        set(),
    ),
}
"""A sound regime, its twin with one thing changed, and the rules that the finding must name."""


def found(of: Regime, kind: FindingKind) -> list[Finding]:
    return [one for one in audited_once(of) if one.kind is kind]


def told_of(name: str, kind: FindingKind) -> list[Finding]:
    """The findings of a kind about a shipped text."""
    return [one for one in audited(name).findings if one.kind is kind]


def test_there_is_a_pair_for_every_analysis() -> None:
    assert set(FindingKind) - set(PAIRS) == {FindingKind.UNDECIDED}


@pytest.mark.parametrize("kind", PAIRS, ids=str)
def test_only_the_twin_with_the_defect_is_found_out(kind: FindingKind) -> None:
    sound, defective, rules = PAIRS[kind]
    assert found(sound, kind) == []
    findings = found(defective, kind)
    assert findings
    assert {rule for one in findings for rule in one.rules} == rules
    named = {article for one in findings for article in one.articles}
    assert {defective.by_id[rule].article for rule in rules} <= named


@pytest.mark.parametrize("kind", PAIRS, ids=str)
def test_the_defect_adds_no_finding_of_an_unrelated_kind(kind: FindingKind) -> None:
    """What else is found in the defective twin follows from the same defect."""
    sound, defective, _ = PAIRS[kind]
    more = {one.kind for one in audited_once(defective)}
    more -= {one.kind for one in audited_once(sound)}
    assert kind in more
    assert not more - {kind} - FOLLOWS.get(kind, set())


FOLLOWS: dict[FindingKind, set[FindingKind]] = {
    # Whoever is not the one to act first can no longer act at all.
    FindingKind.SEVERAL_BEARERS: {FindingKind.VACUOUS_CONFLICT, FindingKind.DEAD_END},
    FindingKind.DEFAULT_ON_OPEN_LIMIT: {FindingKind.INDEFINITE_DEADLINE},
    FindingKind.DEFAULT_AND_SANCTION: {FindingKind.DEFAULT_WITHOUT_EXCEPTION},
    # The bearer himself cannot act before what is missing has come.
    FindingKind.FICTION_WITHOUT_BASIS: {FindingKind.OUT_OF_POWER},
}


def test_a_hierarchy_clause_settles_a_conflict() -> None:
    _, defective, _ = PAIRS[FindingKind.SITUATIONAL_CONFLICT]
    assert found(defective, FindingKind.SITUATIONAL_CONFLICT)
    for first, over in (("ban", "act"), ("act", "ban")):
        settled = replace(defective, precedence=(Precedence("8", (first,), (over,)),))
        assert not found(settled, FindingKind.SITUATIONAL_CONFLICT)


def test_a_rule_that_follows_on_a_missed_deadline_is_no_conflict() -> None:
    missed = duty("a", "b", Within(2), id="act", overdue="d")
    follows = duty("d", "c", Within(1), id="bulletin", bearer="q")
    assert not found(text(missed, follows), FindingKind.VACUOUS_CONFLICT)
    # But one that can be kept by nobody even then is.
    barred = must_not("a", "c", bearer="q", id="ban")
    (conflict,) = [
        one
        for one in found(text(missed, follows, barred), FindingKind.VACUOUS_CONFLICT)
        if one.rules[0] == "bulletin"
    ]
    assert set(conflict.rules) == {"bulletin", "ban"}


def test_notice_of_what_somebody_may_leave_undone_is_no_conflict() -> None:
    notice = duty("a", "b", Before("c", 5), id="notice")
    of = text(notice, duty("a", "d", Within(1), id="other"), events=P_ACTS)
    kinds = {one.kind for one in audit(of)}
    assert not kinds & {
        FindingKind.VACUOUS_CONFLICT,
        FindingKind.SITUATIONAL_CONFLICT,
        FindingKind.DEAD_END,
    }


def test_what_has_been_deemed_done_is_no_dead_end() -> None:
    mine = duty("a", "c", Within(2), id="mine")
    deemed = duty("b", "d", Within(1), id="its", default="c", bearer="q")
    assert not found(text(mine, deemed), FindingKind.DEAD_END)


def test_open_limits_need_not_have_one_value() -> None:
    """With one value for both the second default would come too late in every run."""
    first = duty("a", "c", Indefinite("及时"), id="first", default="c")
    second = duty("a", "d", External("法定"), id="second", default="c")
    assert not found(text(first, second), FindingKind.DEFAULT_NEVER_FIRES)


def test_a_duty_that_must_wait_for_another_s_act_is_no_dead_end() -> None:
    """The other may act at once, so nothing is impossible; nor does anything stand in his way."""
    waiting = duty("a", "c", Within(1), id="mine")
    other = duty("a", "b", Within(5), id="its", bearer="q")
    of = text(waiting, other, events=event("c", presupposes=("b",)))
    kinds = {one.kind for one in audit(of)}
    assert not kinds & {FindingKind.VACUOUS_CONFLICT, FindingKind.DEAD_END}


def test_a_concern_that_only_an_open_limit_allows_weighs_less_and_names_the_limit() -> None:
    chain = (
        duty("a", "b", Indefinite("及时"), id="open"),
        duty("b", "c", Within(1), id="firm"),
        duty("a", "d", Indefinite("及时"), id="beside"),
    )
    (finding,) = found(text(*chain, concerns=concern("a", "c")), FindingKind.INSUFFICIENT)
    assert (finding.rules, finding.severity) == (("open",), Severity.MEDIUM)


def test_a_finding_says_on_whose_reading_it_rests() -> None:
    rule = replace(duty("a", "b", Indefinite("及时"), id="act"), readings=(Interpretation(NAME),))
    (finding,) = found(text(rule), FindingKind.INDEFINITE_DEADLINE)
    assert finding.readings == ("act",)


@pytest.mark.parametrize(
    ("kind", "unit"),
    [(FindingKind.TWO_CLOCKS, Unit.CALENDAR_DAYS), (FindingKind.MISSING_DEFAULT, Unit.MONTHS)],
)
def test_limits_counted_in_dates_are_audited_too(kind: FindingKind, unit: Unit) -> None:
    _, defective, rules = PAIRS[kind]
    dated = tuple(
        replace(rule, deadline=Within(2, unit)) if isinstance(rule, Obligation) else rule
        for rule in defective.rules[:1]
    )
    findings = found(replace(defective, rules=(*dated, *defective.rules[1:])), kind)
    assert {rule for one in findings for rule in one.rules} == rules


@pytest.mark.parametrize("name", library.REGIMES)
def test_every_finding_about_the_five_texts_is_decided_cited_and_said_in_both_languages(
    name: str,
) -> None:
    of = library.find(name)
    findings = audited(name).findings
    assert len(findings) > 20
    assert not [one for one in findings if one.kind is FindingKind.UNDECIDED]
    assert of.ledger is not None
    weights = [list(Severity).index(one.severity) for one in findings]
    assert weights == sorted(weights)
    for one in findings:
        assert all(of.ledger.unit(article) for article in one.articles), one
        assert one.articles or one.kind is FindingKind.NOT_IN_FORCE
        for lang in LANGS:
            for words in (said.in_(lang) for said in (one.sentence(), one.advice(), one.name)):
                assert words
                assert "{" not in words


KNOWN = [
    ("xuecheng", FindingKind.TWO_DEFAULTS, {"26(1)", "26(2)"}),
    ("xuecheng", FindingKind.DEFAULT_ON_OPEN_LIMIT, {"27"}),
    ("xuecheng", FindingKind.DANGLING_REFERENCE, {"19"}),
    ("xuecheng", FindingKind.ASYMMETRY, {"22(1)", "23(1)"}),
    ("tancheng", FindingKind.NOT_IN_FORCE, {"30"}),
    ("tancheng", FindingKind.AMBIGUOUS_SILENCE, {"24"}),
    ("guanxian", FindingKind.NOT_IN_FORCE, set()),
    ("guanxian", FindingKind.OWN_CAUSE, {"23"}),
    ("guanxian", FindingKind.DEFAULT_WITHOUT_EXCEPTION, {"17(1)"}),
    ("jinan", FindingKind.DEBTOR_STARTS_CLOCK, {"17.1"}),
    ("nanchang", FindingKind.SANCTION_WITHOUT_LIMIT, {"三(二)1.3"}),
]


@pytest.mark.parametrize(("name", "kind", "articles"), KNOWN)
def test_what_a_lawyer_sees_in_the_texts_is_found(
    name: str, kind: FindingKind, articles: set[str]
) -> None:
    """Each was read in the text first; none is told to the program."""
    findings = told_of(name, kind)
    assert any(articles <= {*one.articles} for one in findings), findings


def test_what_is_not_in_the_texts_is_not_found() -> None:
    absent = [
        ("jinan", FindingKind.NOT_IN_FORCE),
        ("xuecheng", FindingKind.NOT_IN_FORCE),
        ("tancheng", FindingKind.TWO_DEFAULTS),
        ("jinan", FindingKind.DEFAULT_ON_OPEN_LIMIT),
    ]
    for name, kind in absent:
        assert not told_of(name, kind)
    for name in library.REGIMES:
        kinds = {one.kind for one in audited(name).findings}
        assert not kinds & {FindingKind.VACUOUS_CONFLICT, FindingKind.VACUOUS_RULE}


def test_every_kind_of_finding_has_its_words() -> None:
    entries = catalogue()
    for kind in FindingKind:
        for part in ("name", "sentence", "advice"):
            assert f"finding.{kind}.{part}" in entries


COUNTED = counts("a", "b", id="counts")
PRESSED = {
    "the act counts as what must be announced": text(
        duty("a", "d", Within(1), id="do"),
        replace(COUNTED, on=Trigger(("d",)), event="e"),
        duty("b", "c", Before("e", 2), id="notice"),
    ),
    "the act presupposes what must be announced": text(
        duty("a", "d", Within(1), id="do"),
        duty("b", "c", Before("e", 2), id="notice"),
        events=event("d", presupposes=("e",)) | event("e", by="p"),
    ),
    "the notice cannot be given in every case": text(
        duty("a", "e", Within(1), id="do"),
        duty("a", "c", Before("e"), id="notice"),
        events=event("c", when={"flag": frozenset({"true"})}),
    ),
}


@pytest.mark.parametrize("why", PRESSED)
def test_a_notice_of_what_must_be_done_at_once_is_a_conflict(why: str) -> None:
    findings = found(PRESSED[why], FindingKind.SITUATIONAL_CONFLICT)
    assert {"do", "notice"} in [{*one.rules} for one in findings]


def test_an_event_of_the_world_does_not_come_after_expiries_that_are_not() -> None:
    """At the close of a day it would come too late for him who could have acted before."""
    of = text(
        duty("c", "d", Immediately(), id="now"),
        may("e", "d", bearer="p"),
        must_not("a", "d", until="b", id="ban"),
    )
    assert not found(of, FindingKind.SITUATIONAL_CONFLICT)


def test_a_rule_that_prevails_is_looked_at_wherever_it_stands() -> None:
    rules = (
        duty("a", "c", Within(1), id="do"),
        must_not("b", "c", id="ban"),
        duty("b", "d", Within(1), id="instead"),
    )
    assert found(text(*rules), FindingKind.SITUATIONAL_CONFLICT)
    settled = text(*rules, precedence=(Precedence("9", ("instead",), ("do",)),))
    assert not found(settled, FindingKind.SITUATIONAL_CONFLICT)


def test_who_obeys_a_rule_over_which_another_prevails_may_still_wait_for_others() -> None:
    """p's c needs q's b, which is nobody's duty: it need not come though everyone obeys."""
    rules = (
        duty("a", "c", Within(1), id="do"),
        duty("a", "d", Within(1), id="instead", when={"flag": frozenset({"true"})}),
    )
    needs = event("c", by="p", presupposes=("b",)) | event("b", by="q")
    for precedence in ((), (Precedence("9", ("instead",), ("do",)),)):
        kept = {"flag": frozenset({"false"})}
        feared = {"feared": Concern("feared", NAME, "a", "b", kept)}
        of = text(*rules, events=needs, precedence=precedence, concerns=feared)
        assert found(of, FindingKind.INSUFFICIENT)


def test_a_grace_period_after_a_missed_deadline_is_neither_a_second_clock_nor_redundant() -> None:
    of = text(
        duty("a", "c", Within(1), id="first", overdue="d"),
        duty("d", "c", Within(3), id="grace"),
    )
    kinds = {one.kind for one in audit(of)}
    assert not kinds & {
        FindingKind.TWO_CLOCKS,
        FindingKind.REDUNDANT_RULE,
        FindingKind.VACUOUS_CONFLICT,
    }


def test_a_rule_that_follows_on_a_broken_ban_is_no_conflict() -> None:
    of = text(
        must_not("a", "c", id="ban"),
        may("b", "c", id="could", bearer="p"),
        duty("c", "d", Within(1), id="then", bearer="q"),
    )
    assert not found(of, FindingKind.VACUOUS_CONFLICT)
