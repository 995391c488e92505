"""Variants of findings about drafting, each with a sound twin, and what the five texts have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.deadline import External, Indefinite, NoLimit, Within
from model.ledger import Ledger, NoBehaviour, Silent
from model.regime import Regime
from model.rule import Obligation, Power, Rule
from model.tolling import Suspension, Tolling
from model.vocabulary import Party
from protocols import library
from tests.small import NAME, counts, duty, lapse, may, must_not
from tests.test_audit import event, found, sanction, text, told_of
from verify.audit import audit
from verify.audit.disputes import _causes
from verify.audit.fictions import taken_up
from verify.audit.finding import FindingKind, Severity

FLAG = {"flag": frozenset({"true"})}
HANDED = event("b", refusal="e") | event("c", by="p", presupposes=("b",), answers="b")


YUNCHUAN = str(Path(__file__).parent.parent / "docs" / "example" / "yunchuan.yaml")


def variants(of: Regime, kind: FindingKind) -> list[tuple[str, tuple[str, ...]]]:
    """The variants of a kind that are found, each with its rules."""
    return [(one.variant, one.rules) for one in found(of, kind)]


def telling(rule: Obligation, *content: str, towards: str | None = "q") -> Obligation:
    return replace(rule, content=content, towards=towards)


def told(*rules: Obligation, **changes: Any) -> Regime:
    """A regime in which the word 'data' names what is told."""
    of = text(*rules, **changes)
    return replace(of, vocabulary=replace(of.vocabulary, contents={"data": NAME, "more": NAME}))


# A fiction against a sanction.


def pushed(fiction: bool, punished: bool = True, trigger: str = "b") -> Regime:
    """The push counts as the claim, and receipt is owed at once; the claim covers the receipt."""
    rules = [duty("a", "b", Within(1), id="push", bearer="q"), duty("b", "d", Within(1), id="take")]
    rules.append(duty("b", "e", Within(1), id="start"))
    counted = [counts(trigger, "c", id="is-claim")] if fiction else []
    return text(
        *rules,
        *counted,
        events=event("c", by="p", covers="d"),
        sanctions=(sanction("push", "take", "start") if punished else sanction("push"),),
    )


def test_a_fiction_collides_with_the_sanction_for_what_it_covers() -> None:
    kind = FindingKind.DEFAULT_AND_SANCTION
    (finding,) = found(pushed(fiction=True), kind)
    assert (finding.variant, finding.rules) == ("covered", ("take", "is-claim"))
    assert finding.severity is Severity.HIGH
    assert {"99", "b-d", "is-claim"} >= {"99"} <= {*finding.articles}
    assert finding.witness is not None
    late = {one.rule.id for one in finding.witness.judgements if one.disobeyed}
    assert "take" in late
    assert not found(pushed(fiction=False), kind)
    assert not found(pushed(fiction=True, punished=False), kind)


def test_a_fiction_that_need_not_come_is_only_another_way_to_do_it() -> None:
    """An invitation counts as consulting; whoever does not invite must still consult."""
    sanctions = (sanction("consult"),)
    another_way = text(
        duty("a", "c", Within(2), id="consult"), counts("b", "c"), sanctions=sanctions
    )
    done_for_him = text(
        duty("a", "c", Within(2), id="consult"), counts("a", "c"), sanctions=sanctions
    )
    assert not found(another_way, FindingKind.DEFAULT_AND_SANCTION)
    (finding,) = found(done_for_him, FindingKind.DEFAULT_AND_SANCTION)
    assert (finding.variant, finding.severity) == ("counted", Severity.HIGH)


def test_a_clause_that_says_both_itself_is_no_collision() -> None:
    """Deemed to consent, and to answer for it, in one sentence: the drafter meant both."""
    rules = duty("a", "b", Within(2), id="act", default="b", article="9"), duty("b", "c")
    apart = text(*rules, sanctions=(sanction("act", article="20"),))
    together = text(*rules, sanctions=(sanction("act", article="9"),))
    assert found(apart, FindingKind.DEFAULT_AND_SANCTION)
    assert not found(together, FindingKind.DEFAULT_AND_SANCTION)


def test_a_sanction_that_says_it_holds_for_what_is_deemed_done_is_no_collision() -> None:
    """What the platform recorded as claimed counts as late all the same: so the clause says."""
    by_default = [duty("a", "b", Within(2), id="act", default="b", article="9")]
    by_lapse = [duty("a", "b", Within(2), id="act"), lapse("a", "b", Within(2))]
    for each in (by_default, by_lapse):
        silent = text(*each, duty("b", "c"), sanctions=(sanction("act"),))
        said = text(*each, duty("b", "c"), sanctions=(sanction("act", deemed_too=True),))
        (finding,) = found(silent, FindingKind.DEFAULT_AND_SANCTION)
        assert "规则文件没有写" in finding.sentence().zh
        assert "the rule file does not say" in finding.sentence().en
        assert not found(said, FindingKind.DEFAULT_AND_SANCTION)


@pytest.mark.parametrize(
    ("power", "excepted"),
    [
        (may("a", "e", bearer="p"), True),
        (may("a", "e", bearer="q"), False),
        (may("c", "e", bearer="p"), False),
        (may("a", "d", bearer="p"), False),
        (may("a", "e", bearer="p", when=FLAG), True),
        (may("a", "e", bearer="p", when={"flag": frozenset({"false"})}), False),
    ],
    ids=["returns", "another-may", "on-another-occasion", "no-excuse", "in-a-case", "elsewhere"],
)
def test_a_power_of_the_bearer_that_ends_the_duty_is_an_exception_to_the_default(
    power: Power, excepted: bool
) -> None:
    """A push that is not its business may be returned, and then nothing is deemed claimed."""
    claim = duty("a", "b", Within(2), id="act", default="b", excused_by=("e",), when=FLAG)
    whole = text(claim, power, duty("b", "c"))
    assert bool(found(whole, FindingKind.DEFAULT_WITHOUT_EXCEPTION)) is not excepted


def test_the_worked_example_is_audited_by_what_its_text_says() -> None:
    """Art. 8(2): what is deemed is late. Art. 4(2): what is not its business may be returned."""
    kinds = {one.kind for one in audit(library.find(YUNCHUAN))}
    assert not kinds & {FindingKind.DEFAULT_AND_SANCTION, FindingKind.DEFAULT_WITHOUT_EXCEPTION}


# A fiction that nothing follows on.


def test_a_fiction_is_taken_up_by_what_it_counts_as_or_by_what_else_its_bearer_owes() -> None:
    claim = duty("a", "b", id="claim", default="b", overdue="e")
    kind = FindingKind.IDLE_FICTION
    assert variants(text(claim), kind) == [("sentence", ("claim",))]
    # A bulletin on the delay is about the delay, and takes nothing up.
    bulletin = duty("e", "d", id="bulletin", bearer="q")
    assert variants(text(claim, bulletin), kind) == [("sentence", ("claim",))]
    assert not found(text(claim, duty("a", "c", id="handle")), kind)
    # What it counts as must be taken up itself.
    fiction = counts("e", "c", id="in-hand")
    assert variants(text(claim, fiction), kind) == [("counted", ("in-hand",))]
    assert not found(text(claim, fiction, duty("c", "d", id="handle")), kind)


TURNING: list[Rule] = [
    duty("a", "b", id="stopped", clock=Tolling((Suspension("e", "c"),))),
    lapse("c", "b", Within(3), id="follows"),
    lapse("a", "b", Within(3), unless=("c",), id="ended"),
    replace(may("a", "b", id="while"), until="c"),
    must_not("a", "b", until="c", id="ban"),
]


@pytest.mark.parametrize("turning", TURNING, ids=[one.id for one in TURNING])
def test_a_fiction_is_taken_up_by_what_turns_on_it(turning: Rule) -> None:
    fiction, other = counts("e", "c", id="in-hand"), counts("e", "d", id="other")
    regime = text(fiction, other, turning)
    assert taken_up(regime, fiction, "c")
    assert not taken_up(regime, other, "d")


def test_an_opinion_deemed_given_serves_whoever_asked_for_it() -> None:
    claim = duty("a", "b", id="claim", default="b")
    assert not found(text(replace(claim, towards="q")), FindingKind.IDLE_FICTION)
    consent = duty("a", "b", id="claim", default="c")
    assert not found(text(consent), FindingKind.IDLE_FICTION)


def test_an_idle_fiction_is_shown_by_a_run_in_which_it_comes() -> None:
    (finding,) = found(text(duty("a", "b", id="claim", default="b")), FindingKind.IDLE_FICTION)
    assert finding.witness is not None
    modes = {one.event: one.mode for one in finding.witness.run.occurrences}
    assert modes["b"] == "deemed"


# What is claimed and never begun.


@pytest.mark.parametrize("claim", [duty("b", "c", id="claim"), counts("b", "c", id="claim")])
def test_what_is_taken_over_in_time_and_need_never_be_begun(claim: Any) -> None:
    push = duty("a", "b", id="push", bearer="q")
    for limit, expected in ((NoLimit(), [("start", ("begin", "claim"))]), (Within(3), [])):
        begin = duty("b", "d", limit, id="begin")
        assert variants(text(push, claim, begin, events=HANDED), FindingKind.NO_LIMIT) == expected
    other = duty("b", "d", NoLimit(), id="begin", bearer="q")
    assert not found(text(push, claim, other, events=HANDED), FindingKind.NO_LIMIT)


def test_an_answer_that_comes_after_a_duty_is_not_how_it_was_taken_over() -> None:
    push, begin = duty("a", "b", id="push", bearer="q"), duty("b", "d", NoLimit(), id="begin")
    claim, back = duty("b", "c", id="claim"), duty("d", "f", id="back")
    words = HANDED | event("f", by="p", presupposes=("d",), answers="b")
    assert variants(text(push, claim, begin, back, events=words), FindingKind.NO_LIMIT) == [
        ("start", ("begin", "claim"))
    ]


# One information, two routes.


def test_one_information_by_two_routes_has_two_clocks() -> None:
    by_push = telling(duty("a", "b", Within(1), id="push"), "data")
    kind, expected = FindingKind.TWO_CLOCKS, [("routes", ("push", "copy"))]
    copy = duty("a", "c", Within(5), id="copy")
    assert variants(told(by_push, telling(copy, "more", "data")), kind) == expected
    # An addressee that is not named may be the same; a start of its own is a clock of its own.
    assert variants(told(by_push, telling(copy, "data", towards=None)), kind) == expected
    later = telling(duty("d", "c", Within(1), id="copy"), "data")
    assert variants(told(by_push, later), kind) == expected
    same_clock = telling(replace(copy, deadline=Within(1)), "data")
    for sound in (
        told(by_push, same_clock),
        told(by_push, telling(copy, "more")),
        told(by_push, telling(copy, "data", towards="p")),
        told(by_push, telling(replace(copy, bearer="q"), "data")),
        told(by_push, telling(duty("b", "c", Within(5), id="copy"), "data")),
        told(
            replace(by_push, when=FLAG),
            replace(telling(copy, "data"), when={"flag": frozenset({"false"})}),
        ),
    ):
        assert not found(sound, kind)


# Disputes.


def test_what_keeps_a_dispute_from_ending_is_named() -> None:
    ending = event("d", presupposes=("c",), settles="a") | event("c", presupposes=("a",))
    talk = duty("a", "b", Within(2), id="talk")
    kind = FindingKind.ENDLESS_DISPUTE
    each = text(talk, duty("c", "d", Within(2), id="decide"), events=ending)
    assert variants(each, kind) == [("each", ("decide",))]
    gap = text(talk, duty("c", "d", NoLimit(), id="decide"), events=ending)
    assert variants(gap, kind) == [("gap", ("decide",))]
    tied = duty("a", "c", Within(1), id="fail")
    whole = text(tied, duty("c", "d", Within(2), id="decide"), events=ending)
    assert not found(whole, kind)
    endless = text(tied, duty("c", "d", NoLimit(), id="decide"), events=ending)
    assert variants(endless, kind) == [("unlimited", ("fail", "decide"))]
    vague = text(tied, duty("c", "d", Indefinite("及时"), id="decide"), events=ending)
    assert not found(vague, kind), "a vague word is the matter of another finding"


def test_a_dispute_without_an_end_is_shown_by_a_run_of_the_obedient() -> None:
    ending = event("d", presupposes=("c",), settles="a") | event("c", presupposes=("a",))
    of = text(duty("c", "d", Within(2), id="decide"), events=ending)
    (finding,) = found(of, FindingKind.ENDLESS_DISPUTE)
    assert finding.witness is not None
    assert not [one for one in finding.witness.judgements if one.disobeyed]
    happened = {one.event for one in finding.witness.run.occurrences}
    assert "a" in happened
    assert "d" not in happened


def test_two_forums_are_two_only_where_both_are_open() -> None:
    settling = event("c", settles="a") | event("d", settles="a")
    first = duty("a", "c", id="one")
    kind = FindingKind.OVERLAPPING_FORUMS
    power = may("a", "d", bearer="q", id="other")
    assert variants(text(first, power, events=settling), kind) == [("sentence", ("one", "other"))]
    apart = replace(power, when=FLAG)
    elsewhere = replace(first, when={"flag": frozenset({"false"})})
    assert not found(text(elsewhere, apart, events=settling), kind)
    same = duty("b", "c", id="again")
    assert not found(text(first, same, events=settling), kind)


def test_rules_that_lead_back_to_one_another_go_round_for_ever() -> None:
    start, check = duty("a", "b", id="start"), duty("b", "c", id="check")
    kind = FindingKind.UNBOUNDED_LOOP
    (finding,) = found(text(start, check, duty("c", "b", id="again")), kind)
    assert (finding.variant, {*finding.rules}) == ("sentence", {"start", "check", "again"})
    assert not found(text(start, check, duty("c", "d", id="end")), kind)
    # By what the world does in between as well.
    failed = event("d", presupposes=("c",))
    assert found(text(start, check, duty("d", "b", id="again"), events=failed), kind)
    assert not found(text(check, duty("c", "b", id="again")), kind), "never begun"


def test_which_rounds_are_told_hangs_on_the_order_of_the_text_alone() -> None:
    """By hand: of what brings an event about, what stands first, and no order of a set."""
    both = duty("a", "d", id="both", default="c")
    of = text(duty("d", "b", id="one"), both, duty("b", "d", id="two"), duty("c", "d", id="three"))
    causes = _causes(of)
    assert [(event, [*by]) for event, by in causes.items()] == [
        ("a", []),
        ("b", ["d"]),
        ("c", ["a"]),
        ("d", ["a", "b", "c"]),
    ]


# Sanctions.


def test_delay_is_not_punished_by_a_limit_set_elsewhere() -> None:
    act = duty("a", "b", External("法定期限"), id="act")
    kind = FindingKind.SANCTION_WITHOUT_LIMIT
    assert variants(text(act, sanctions=(sanction("act", ground="late"),)), kind) == [
        ("external", ("act",))
    ]
    assert not found(text(act, sanctions=(sanction("act"),)), kind)


def test_a_clause_that_threatens_two_things_is_told_of_once() -> None:
    act = duty("a", "b", External("法定期限"), id="act")
    late = sanction("act", ground="late")
    twice = (late, replace(late, id="loss"))
    assert len(found(text(act, sanctions=twice), FindingKind.SANCTION_WITHOUT_LIMIT)) == 1


def test_delay_is_free_only_where_every_sanction_asks_for_harm() -> None:
    rules = duty("a", "b", id="act"), duty("c", "d", id="far"), duty("a", "e", NoLimit(), id="any")
    harm = sanction("act", "far", "any", harm=NAME)
    kind = FindingKind.HARM_NEEDED
    (finding,) = found(text(*rules, sanctions=(harm,)), kind)
    assert finding.rules == ("act", "far"), "what has no limit is never late"
    assert finding.witness is not None
    assert [one.rule.id for one in finding.witness.judgements if one.disobeyed] == ["act"]
    plain = sanction("act", article="98")
    assert variants(text(*rules, sanctions=(harm, plain)), kind) == [("sentence", ("far",))]


def test_two_answers_differ_by_condition_excuse_or_body() -> None:
    act, kind = duty("a", "b", id="act"), FindingKind.TWO_SANCTIONS

    def between(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
        places = sanction("act", **one), sanction("act", **{"article": "98"} | other)
        places = places[0], replace(places[1], id="other")
        return [variant for variant, _ in variants(text(act, sanctions=places), kind)]

    assert between({"harm": NAME}, {}) == ["sentence"]
    assert between({"excuse": NAME}, {}) == ["excuse"]
    assert between({"by": "p"}, {"by": "q"}) == ["by"]
    assert between({}, {}) == []
    assert between({"by": "p"}, {}) == [], "a body that is not named may be the same"
    assert between({"harm": NAME}, {"article": "99"}) == [], "one clause grades its own"
    words = text(act, sanctions=(sanction("act", harm=NAME), sanction(article="98")))
    assert not found(words, kind), "no breach is under both"


def test_a_sanction_of_one_side_only() -> None:
    there, back = duty("a", "b", id="there"), duty("a", "c", id="back", bearer="q")
    mirrored, kind = event("b", mirror="c"), FindingKind.ASYMMETRY
    both = sanction("there", "back")
    more = sanction("there", article="98")
    assert not found(text(there, back, events=mirrored, sanctions=(both,)), kind)
    assert variants(text(there, back, events=mirrored, sanctions=(both, more)), kind) == [
        ("sanction", ("there", "back"))
    ]
    # Whom no sanction reaches at all is outside, and no side.
    assert not found(text(there, back, events=mirrored, sanctions=(more,)), kind)
    alike = duty("a", "b", id="alike", bearer="q", when=FLAG)
    same = sanction("there", "alike")
    assert variants(text(there, alike, sanctions=(same, more)), kind) == [
        ("sanction-alike", ("there", "alike"))
    ]


# Words, parties and reports.


def test_what_only_a_part_of_the_silent_party_knows_only_he_could_raise() -> None:
    act = duty("a", "b", Within(2), id="act", default="b", unless={"secret": frozenset({"true"})})
    of = text(replace(act, bearer="office"))
    apart = {**of.vocabulary.parties, "office": Party("office", NAME)}
    within = {**of.vocabulary.parties, "office": Party("office", NAME, "p")}
    for parties, expected in ((apart, 0), (within, 1)):
        known = replace(of, vocabulary=replace(of.vocabulary, parties=parties))
        assert len(found(known, FindingKind.EXCEPTION_OF_THE_SILENT)) == expected


def test_a_department_and_its_own_office_are_one_party_with_two_clocks() -> None:
    one, other = duty("a", "c", Within(2), id="one"), duty("b", "c", Within(3), id="other")
    of = text(one, replace(other, bearer="office"))
    for within, clocks, bearers in ((None, 0, 1), ("p", 1, 0)):
        parties = {**of.vocabulary.parties, "office": Party("office", NAME, within)}
        known = replace(of, vocabulary=replace(of.vocabulary, parties=parties))
        assert len(found(known, FindingKind.TWO_CLOCKS)) == clocks
        assert len(found(known, FindingKind.SEVERAL_BEARERS)) == bearers


def test_what_different_parties_owe_apart_is_no_conflict() -> None:
    """Whoever comes second finds it done: that is a matter of several bearers."""
    of = text(duty("a", "c", Within(2), id="one"), duty("b", "c", id="other", bearer="q"))
    assert found(of, FindingKind.SEVERAL_BEARERS)
    assert not found(of, FindingKind.SITUATIONAL_CONFLICT)


def test_a_report_lacks_its_addressee_its_date_or_both() -> None:
    act, kind = duty("a", "b", id="act"), FindingKind.UNADDRESSED_REPORT
    report = event("b", report=True)
    addressed = replace(act, towards="q")

    def variant(rule: Obligation) -> list[str]:
        return [one.variant for one in found(text(rule, events=report), kind)]

    assert variant(addressed) == []
    assert variant(act) == ["addressee"]
    assert variant(replace(addressed, deadline=NoLimit())) == ["date"]
    assert variant(replace(act, deadline=NoLimit())) == ["sentence"]
    assert not found(text(act), kind), "only what is made to somebody"


def test_a_party_has_a_part_where_it_or_its_whole_has_one() -> None:
    naming = Ledger(1, silent=(Silent(("1",), NoBehaviour.DEFINITION, NAME, defines=("q",)),))
    act = duty("a", "b", article="1")
    kind = FindingKind.IDLE_PARTY
    assert found(text(act, ledger=naming), kind)
    assert not found(text(replace(act, towards="q"), ledger=naming), kind)
    assert not found(text(act, ledger=naming, sanctions=(sanction(by="q"),)), kind)
    of = text(act, ledger=naming)
    whole = {"p": Party("p", NAME), "q": Party("q", NAME, "p")}
    assert not found(replace(of, vocabulary=replace(of.vocabulary, parties=whole)), kind)


def test_a_grade_is_told_with_the_rules_that_turn_on_it() -> None:
    act = duty("a", "b", id="act", when=FLAG)
    of = text(act)
    flag = replace(of.vocabulary.attributes["flag"], grade="严重")
    attributes = {**of.vocabulary.attributes, "flag": flag}
    graded = replace(of, vocabulary=replace(of.vocabulary, attributes=attributes))
    (finding,) = found(graded, FindingKind.UNDEFINED_GRADE)
    assert finding.rules == ("act",)
    assert "严重" in finding.sentence().zh
    assert not found(of, FindingKind.UNDEFINED_GRADE)


# The five texts. Each was read in the text first; none is told to the program.

_K = FindingKind
SEEN: dict[FindingKind, set[tuple[str, str, str]]] = {
    _K.DEFAULT_AND_SANCTION: {("jinan", "covered", "21(3)")},
    _K.IDLE_FICTION: {
        ("guanxian", "general", "17(1)"),
        ("guanxian", "general", "6"),
        ("guanxian", "sentence", "17(2)"),
    },
    _K.NO_LIMIT: {
        ("jinan", "start", "10.2"),
        ("jinan", "start", "10.3"),
        ("tancheng", "start", "13"),
    },
    _K.TWO_CLOCKS: {
        ("xuecheng", "pushes", "24.2"),
        ("tancheng", "pushes", "24"),
        # Of a department and of its own liaison officer.
        ("nanchang", "sentence", "二(三)3.3"),
    },
    _K.ENDLESS_DISPUTE: {("jinan", "gap", "5.3"), ("guanxian", "unlimited", "13")},
    _K.UNBOUNDED_LOOP: {("xuecheng", "unsaid", "29"), ("tancheng", "unsaid", "27")},
    _K.SANCTION_WITHOUT_LIMIT: {("xuecheng", "external", "28(5)")},
    _K.HARM_NEEDED: {
        *(("jinan", "sentence", f"21({item})") for item in (1, 2, 3, 4)),
        ("xuecheng", "sentence", "30"),
        ("tancheng", "sentence", "28"),
        ("guanxian", "sentence", "24"),
    },
    _K.TWO_SANCTIONS: {
        ("xuecheng", "sentence", "27"),
        ("xuecheng", "excuse", "28(2)"),
        ("tancheng", "sentence", "26"),
    },
    _K.ASYMMETRY: {
        ("guanxian", "sanction", "24"),
        ("xuecheng", "sanction", "28(4)"),
        ("nanchang", "sanction", "三(二)2.6"),
    },
    _K.UNDEFINED_GRADE: {
        ("jinan", "sentence", "21(1)"),
        ("guanxian", "sentence", "23"),
        ("nanchang", "sentence", "二(四)4.2"),
    },
    _K.UNADDRESSED_REPORT: {
        ("guanxian", "addressee", "23"),
        ("tancheng", "addressee", "21"),
        ("tancheng", "sentence", "联席会议制度二(二)"),
        ("nanchang", "date", "二(一)2.2"),
    },
    _K.IDLE_PARTY: {("guanxian", "sentence", "3")},
}
ABSENT: dict[FindingKind, set[str]] = {
    # Xuecheng and Tancheng say what the silence counts as; it is theirs who asked.
    _K.IDLE_FICTION: {"jinan", "xuecheng", "tancheng", "nanchang"},
    _K.ENDLESS_DISPUTE: {"xuecheng", "tancheng", "nanchang"},
    _K.UNBOUNDED_LOOP: {"jinan", "guanxian", "nanchang"},
    # Another clause of Nanchang punishes the same without asking for harm.
    _K.HARM_NEEDED: {"nanchang"},
    _K.IDLE_PARTY: {"jinan", "xuecheng", "tancheng", "nanchang"},
    _K.UNADDRESSED_REPORT: {"jinan", "xuecheng"},
    _K.UNDEFINED_GRADE: {"xuecheng", "tancheng"},
}


@pytest.mark.parametrize("kind", SEEN, ids=str)
def test_what_was_read_in_the_five_texts_is_found(
    kind: FindingKind,
) -> None:
    told = {
        (name, one.variant, article)
        for name in library.REGIMES
        for one in told_of(name, kind)
        for article in one.articles
    }
    assert SEEN[kind] <= told


@pytest.mark.parametrize("kind", ABSENT, ids=str)
def test_what_is_not_in_a_text_is_not_found_there(
    kind: FindingKind,
) -> None:
    assert not {name for name in library.REGIMES if told_of(name, kind)} & ABSENT[kind]
