"""The exported automata say what the solver says; who asks them knows nothing but UPPAAL."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from model.calendar import chinese_calendar
from model.deadline import STRICT, Before, Counting, Immediately, Reading, Unit, Within
from model.language import Lang
from model.property import Property
from model.regime import Regime
from model.rule import Trigger, is_timed
from model.tolling import RUNS_ON
from model.vocabulary import EventType
from protocols import library
from tests.draws import ALL_ARE_ASKED, draws, enough, some
from tests.once import verified
from tests.small import NAME, counts, duty, lapse, may, must_not, questions, regime
from tests.timed_automata import Network
from verify.export.uppaal import network
from verify.export.uppaal.network import Names
from verify.export.uppaal.part import UntranslatableError, refused
from verify.guarantees import verify
from verify.prover import Provers
from verify.verdict import Answer, Assume, Verdict

# The part of UPPAAL's document type "-//Uppaal Team//DTD Flat System 1.6//EN" that is used.
DOCUMENT_TYPE = """
<!ELEMENT nta (imports?, declaration?, template*, instantiation?, system, queries?)>
<!ELEMENT imports (#PCDATA)> <!ELEMENT declaration (#PCDATA)>
<!ELEMENT instantiation (#PCDATA)> <!ELEMENT system (#PCDATA)>
<!ELEMENT template (name, parameter?, declaration?, location*, init?, transition*)>
<!ELEMENT name (#PCDATA)> <!ELEMENT parameter (#PCDATA)>
<!ELEMENT location (name?, label*, urgent?, committed?)>
<!ATTLIST location id ID #REQUIRED x CDATA #IMPLIED y CDATA #IMPLIED>
<!ELEMENT urgent EMPTY> <!ELEMENT committed EMPTY>
<!ELEMENT init EMPTY> <!ATTLIST init ref IDREF #IMPLIED>
<!ELEMENT transition (source, target, label*)>
<!ELEMENT source EMPTY> <!ATTLIST source ref IDREF #REQUIRED>
<!ELEMENT target EMPTY> <!ATTLIST target ref IDREF #REQUIRED>
<!ELEMENT label (#PCDATA)> <!ATTLIST label kind CDATA #REQUIRED>
<!ELEMENT queries (query*)> <!ELEMENT query (formula, comment)>
<!ELEMENT formula (#PCDATA)> <!ELEMENT comment (#PCDATA)>
"""
KINDS = {"select", "guard", "synchronisation", "assignment", "invariant"}

TOO_LARGE = {
    ("nanchang", "conference-every-quarter", Assume.EVERYONE),
    ("guanxian", "overdue-claim-reported", Assume.EVERYONE),
    ("guanxian", "overdue-claim-reported", Assume.NOBODY),
    ("tancheng", "overdue-claim-reported", Assume.EVERYONE),
    ("tancheng", "overdue-claim-reported", Assume.NOBODY),
}
"""Limits to the end of a quarter, in any of 67 lengths: minutes instead of seconds."""

LARGE = {
    ("guanxian", "approval-push-claimed", Assume.EVERYONE),
    ("guanxian", "decision-reaches-supervision", Assume.EVERYONE),
    ("guanxian", "supervision-push-claimed", Assume.EVERYONE),
}
"""More than 100,000 states each, seconds: explored where all random questions are asked."""

FOUND: Counter[str] = Counter()
AFTER = Property("after", NAME, "a", "c")


def agrees(verdict: Verdict) -> Network | None:
    """Explore what a verdict exports; every query must come out as the solver's answer has it.

    ``None`` where nothing was asked, or where the automata cannot say when a bearer is able.
    """
    try:
        made = network(verdict)
    except UntranslatableError:
        FOUND["refused"] += 1
        return None
    if made is None:
        return None
    found = Network(made.xml())
    assert found.answers() == [one.expected for one in made.questions], made.xml()
    FOUND[str(verdict.answer)] += 1
    return found


def measured_in_one_piece(of: Regime) -> Regime:
    """The regime with clocks to which nothing happens: others are refused."""
    rules = (replace(one, clock=RUNS_ON) if is_timed(one) else one for one in of.rules)
    return replace(of, rules=tuple(rules))


def document(verdict: Verdict, lang: Lang) -> str | None:
    """The document of a verdict; ``None`` where automata cannot say when a bearer is able."""
    try:
        made = network(verdict, lang=lang)
    except UntranslatableError:
        return None
    return None if made is None else made.xml()


def bounds(of: Regime, prop: Property = AFTER, **asked: Any) -> list[int | None]:
    """What the solver finds, under everyone and nobody, once the automata have agreed."""
    verdicts = verify(of, [prop], **asked)
    for verdict in verdicts:
        assert agrees(verdict) is not None
    return [one.days for one in verdicts]


@given(
    questions(4),
    st.sampled_from([STRICT, Reading(2)]),
    st.sampled_from([None, None, 0, 1, 2]),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from([{}, {}, {"flag": frozenset({"true"})}]),
)
@draws(120, phases=[Phase.generate])
def test_both_say_the_same_of_random_regimes(
    question: tuple[Regime, Property],
    reading: Reading,
    within: int | None,
    ahead: int,
    when: dict[str, frozenset[str]],
) -> None:
    of, prop = measured_in_one_piece(question[0]), question[1]
    prop = replace(prop, ahead=ahead, when=when)
    for verdict in verify(of, [prop], [reading], within=within):
        agrees(verdict)


def test_random_regimes_were_not_all_of_one_kind() -> None:
    assert FOUND["proved"] >= enough(10)
    assert FOUND["refuted"] >= enough(10)
    assert FOUND["vacuous"] >= enough(5)


@given(questions(4))
@draws(25, phases=[Phase.generate])
def test_what_is_left_out_does_not_bear_on_the_answer(question: tuple[Regime, Property]) -> None:
    of, prop = question
    with patch("verify.export.uppaal.part_for", lambda whole, prop, obeyed: whole):
        for verdict in verify(of, [prop], [Reading(2)]):
            agrees(verdict)


@pytest.mark.parametrize("name", some(library.REGIMES, "jinan"))
def test_both_say_the_same_of_the_five_regimes(name: str) -> None:
    properties = list(library.properties().values())
    provers = Provers(chinese_calendar())
    explored = 0
    left_out = TOO_LARGE if ALL_ARE_ASKED else TOO_LARGE | LARGE
    for verdict in verify(library.find(name), properties, [STRICT], provers=provers):
        if (name, verdict.property.id, verdict.assume) not in left_out:
            explored += agrees(verdict) is not None
    assert explored >= enough(15)


@pytest.mark.parametrize("name", library.REGIMES)
@pytest.mark.parametrize("lang", some(["zh", "en"], "zh"))
def test_every_document_is_of_uppaal_s_type(name: str, lang: Lang) -> None:
    type_of = etree.DTD(io.StringIO(DOCUMENT_TYPE))
    asked = library.find(name), library.properties().values(), Reading(5)
    for verdict in verified(*asked, chinese_calendar()):
        xml = document(verdict, lang)
        if xml is None:
            continue
        read = etree.fromstring(xml.encode())
        assert type_of.validate(read), type_of.error_log
        assert {one.get("kind") for one in read.iter("label")} <= KINDS
        assert "-//Uppaal Team//DTD Flat System 1.6//EN" in xml
        assert re.sub(r"//[^\n]*|<comment>[^<]*", "", xml).isascii()
        assert document(verdict, lang) == xml


def test_a_document_out_of_order_is_not_of_uppaal_s_type() -> None:
    type_of = etree.DTD(io.StringIO(DOCUMENT_TYPE))
    (verdict,) = verify(regime(duty("a", "c")), [AFTER], assumptions=[Assume.NOBODY])
    made = network(verdict)
    assert made is not None
    document = etree.fromstring(made.xml().encode())
    document.insert(0, document[-1])
    assert not type_of.validate(document)


def test_what_was_not_asked_has_no_automaton() -> None:
    (verdict,) = verify(
        regime(duty("a", "c")), [replace(AFTER, trigger="d")], assumptions=[Assume.NOBODY]
    )
    assert verdict.answer is Answer.VACUOUS
    assert network(verdict) is None


# By hand, each pair with its twin


def test_a_default_after_two_days_is_there_after_two_days() -> None:
    assert bounds(regime(duty("a", "c", Within(2), default="c"))) == [2, 2]
    assert bounds(regime(duty("a", "c", Within(2)))) == [2, None]


def test_the_day_of_the_trigger_counts_where_the_regime_says_so() -> None:
    rule = duty("a", "c", Within(2), default="c")
    assert bounds(regime(rule, counting=Counting.INCLUDE_FIRST_DAY)) == [2, 2]
    assert bounds(regime(rule, counting=Counting.EXCLUDE_FIRST_DAY)) == [2, 2]
    performed = replace(AFTER, performed=True)
    assert bounds(regime(rule), performed) == [2, None]


def test_at_once_after_the_close_is_the_next_working_day() -> None:
    assert bounds(regime(duty("a", "c", Immediately(), default="c"))) == [1, 1]
    assert bounds(regime(counts("a", "c"))) == [0, 0]


def test_a_duty_born_of_an_expiry_can_be_met_in_the_next_round_of_that_close() -> None:
    chain = [duty("a", "b", Within(1), default="b"), duty("b", "c", Immediately(), id="then")]
    assert bounds(regime(*chain)) == [1, None]
    assert bounds(regime(chain[0], duty("b", "c", Immediately(), id="then", default="c"))) == [1, 1]


def test_in_a_further_round_what_has_just_become_possible_can_be_done() -> None:
    """Overdue at a close, and the answer due at that very close, on a leave that is older."""
    events = {name: EventType(name, NAME) for name in ("a", "b", "d")}
    events["c"] = EventType("c", NAME, presupposes=("d",))
    of = regime(
        duty("a", "b", Within(1), overdue="d"),
        may("a", "c", bearer="p"),
        duty("d", "c", Immediately(), id="then"),
        events=events,
    )
    everyone, nobody = verify(of, [Property("at-once", NAME, "d", "c")])
    assert (everyone.answer, everyone.days, everyone.exempt) == (Answer.PROVED, 0, ("a-b",))
    assert nobody.answer is Answer.REFUTED
    for verdict in (everyone, nobody):
        assert agrees(verdict) is not None


def test_what_counts_as_the_act_fulfils_the_duty_and_what_is_deemed_does_not() -> None:
    performed = replace(AFTER, performed=True)
    events = {name: EventType(name, NAME) for name in ("a", "b", "c")}
    events["d"] = EventType("d", NAME, presupposes=("a",))
    rule = duty("a", "c")
    assert bounds(regime(rule, counts("d", "c"), events=events), performed) == [None, None]
    assert bounds(regime(rule, counts("d", "b"), events=events), performed) == [1, None]
    assert bounds(regime(duty("a", "c", default="c")), performed) == [1, None]


def test_an_excuse_leaves_the_response_out_and_none_does_not() -> None:
    assert bounds(regime(duty("a", "c", excused_by=("d",)))) == [None, None]
    assert bounds(regime(duty("a", "c"))) == [1, None]


def test_an_announcement_is_made_ahead_or_the_event_waits() -> None:
    held = {name: EventType(name, NAME) for name in ("a", "c", "e")}
    ahead = Property("ahead", NAME, "e", "c", ahead=1)
    for days, expected in ((2, 0), (1, 0), (0, 2)):
        of = regime(duty("a", "c", Before("e", days)), events=held)
        of = replace(
            of,
            vocabulary=replace(
                of.vocabulary,
                events={**held, "e": EventType("e", NAME, by="p", presupposes=("a",))},
            ),
        )
        (bound, _) = bounds(of, ahead)
        assert bound == expected


def test_the_word_of_the_text_makes_no_other_notice() -> None:
    """What c must precede is another's act: known to automata only where no days are asked for."""
    told = {}
    for notice in (
        Before("e"),
        Before("e", wording="提前"),
        Before("e", 1),
        Before("e", 1, "提前"),
    ):
        of = regime(duty("a", "c", notice, id="notice"), duty("a", "e", bearer="q"))
        told[notice] = refused(of, frozenset({"notice"}), STRICT)
    assert list(told.values()) == [(), (), ("notice",), ("notice",)]


def test_a_ban_is_kept_only_by_those_who_obey() -> None:
    rules = (may("a", "c", bearer="p"), must_not("a", "c"))
    answered = Property("answered", NAME, "c", "b")
    barred, free = verify(regime(*rules, duty("c", "b", id="next")), [answered])
    assert barred.answer is Answer.VACUOUS or barred.exempt
    for verdict in (barred, free):
        assert agrees(verdict) is not None


def test_all_of_several_triggers_is_the_last_of_them() -> None:
    last = duty(Trigger(("a", "b"), "all"), "c", default="c")
    first = duty(Trigger(("a", "b"), "any"), "c", default="c")
    assert bounds(regime(last)) == [None, None]
    assert bounds(regime(first)) == [1, 1]


def test_calendar_days_take_every_length_that_they_have_on_some_date() -> None:
    few = duty("a", "c", Within(3, Unit.CALENDAR_DAYS), default="c")
    assert bounds(regime(few)) == [3, 3]


@given(st.integers(1, 12))
@draws(6)
def test_a_limit_of_n_days_is_a_bound_of_n(days: int) -> None:
    assert bounds(regime(duty("a", "c", Within(days), default="c"))) == [days, days]


def test_a_duty_that_cannot_be_met_alone_is_not_left_out() -> None:
    """The act presupposes the response, so whoever obeys must see to that first."""
    events = {name: EventType(name, NAME) for name in ("a", "c", "d")}
    events["c"] = EventType("c", NAME, by="p")
    rules = (duty("a", "b"), duty("c", "d", id="next"))
    bound = {**events, "b": EventType("b", NAME, presupposes=("c",))}
    assert bounds(regime(*rules, events=bound)) == [1, None]
    free = {**events, "b": EventType("b", NAME)}
    assert bounds(regime(*rules, events=free)) == [None, None]


def test_a_duty_that_waits_on_others_is_refused_and_named() -> None:
    events = {name: EventType(name, NAME) for name in ("a", "c")}
    events["b"] = EventType("b", NAME, presupposes=("c",))
    of = regime(duty("a", "b", id="waits"), events=events)
    everyone, nobody = verify(of, [Property("asked", NAME, "a", "b")])
    with pytest.raises(UntranslatableError) as refusal:
        network(everyone)
    assert refusal.value.rules == ("waits",)
    assert "waits" in str(refusal.value)
    assert agrees(nobody) is not None


def test_lapses_and_powers_that_end_are_said() -> None:
    """By day 1 at the latest b keeps c from coming on day 3, and brings it 4 days later."""
    kept_open = lapse("a", "c", Within(3), unless=("b",), id="first")
    rules = (kept_open, lapse("b", "c", Within(4)), lapse("a", "d", Within(1)))
    power = may("a", "b")
    assert bounds(regime(*rules, replace(power, until="d"))) == [5, 5]
    assert bounds(regime(*rules, power)) == [7, 7]


def test_each_rule_s_automaton_names_its_article() -> None:
    (verdict,) = verify(
        library.find("xuecheng"),
        [library.properties()["approval-push-claimed"]],
        assumptions=[Assume.EVERYONE],
    )
    made = network(verdict)
    assert made is not None
    assert "// Rule approval-claim (art. 22(1))\nclock x;" in made.xml()


def test_identifiers_stay_apart() -> None:
    names = Names("e").of(["info-pushed", "info.pushed", "info-pushed-2"])
    assert len(set(names.values())) == 3


# The interpreter itself

TINY = """<nta><declaration>{globals}</declaration>
<template><name>A</name><declaration>clock x;</declaration>
<location id="a"><name>a</name>{invariant}</location><location id="b"><name>b</name></location>
<init ref="a"/><transition><source ref="a"/><target ref="b"/>{labels}</transition></template>
<template><name>B</name><location id="c"><name>c</name>{mark}</location>
<location id="d"><name>d</name></location><init ref="c"/>
<transition><source ref="c"/><target ref="d"/>{other}</transition></template>
<system>system A, B;</system>
<queries><query><formula>{formula}</formula><comment/></query></queries></nta>"""


def asked(formula: str, labels: dict[str, str], other: dict[str, str], **more: str) -> bool:
    def written(kinds: dict[str, str]) -> str:
        return "".join(f'<label kind="{kind}">{text}</label>' for kind, text in kinds.items())

    filled = {"globals": "", "invariant": "", "mark": "", **more}
    xml = TINY.format(formula=formula, labels=written(labels), other=written(other), **filled)
    (answer,) = Network(xml).answers()
    return answer


def test_time_passes_up_to_the_invariant_and_not_where_a_location_is_urgent() -> None:
    bound = '<label kind="invariant">x &lt;= 2</label>'
    for limit, reached in (("2", True), ("3", False)):
        labels = {"guard": f"x == {limit}"}
        assert asked("E&lt;&gt; A.b", labels, {"guard": "1 == 0"}, invariant=bound) is reached
    late = {"guard": "x == 1"}
    assert asked("E&lt;&gt; A.b", late, {"guard": "1 == 0"}, mark="<urgent/>") is False
    assert asked("E&lt;&gt; A.b", late, {}, mark="<urgent/>") is True


def test_a_committed_location_is_left_first() -> None:
    formula = "E&lt;&gt; A.b &amp;&amp; B.c"
    assert asked(formula, {}, {}, mark="<committed/>") is False
    assert asked(formula, {}, {}) is True


def test_a_broadcast_needs_no_hearer_and_a_handshake_does() -> None:
    for declared, reached in (("broadcast chan k;", True), ("chan k;", False)):
        labels, other = {"synchronisation": "k!"}, {"guard": "1 == 0", "synchronisation": "k?"}
        assert asked("E&lt;&gt; A.b", labels, other, globals=declared) is reached


def test_a_hearer_is_told_even_where_it_would_rather_not() -> None:
    labels, other = {"synchronisation": "k!"}, {"synchronisation": "k?"}
    formula = "A[] not (A.b &amp;&amp; B.c)"
    assert asked(formula, labels, other, globals="broadcast chan k;") is True


def test_an_assignment_out_of_range_is_an_error() -> None:
    with pytest.raises(ValueError, match="3 is not from 0 to 2"):
        asked("E&lt;&gt; A.b", {"assignment": "n = 3"}, {}, globals="int[0,2] n = 0;")


def test_a_clock_where_a_broadcast_is_heard_is_refused() -> None:
    other = {"guard": "y &lt; 1", "synchronisation": "k?"}
    with pytest.raises(AssertionError, match="no clock"):
        asked("E&lt;&gt; A.b", {}, other, globals="broadcast chan k; clock y;")
