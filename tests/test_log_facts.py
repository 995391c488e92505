"""Facts that no column tells are as usual, unless an entry shows another; worked out on paper.

Received on Monday 2 March 2026, 10:00, the act is owed by Tuesday 3, 17:00.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from model.record.sight import Blind, sight
from model.regime import Regime
from model.vocabulary import Attribute, EventType
from tests.ledgers import data
from tests.small import NAME, duty, may, regime

MAP = """
case: case
time: time
event: event
log-ends: 2026-03-31
events: {a: a, b: b, c: c}
"""
TOLD = MAP + "attributes: {x: {attribute: flag, values: {'yes': true, 'no': false}}}\n"
RECEIVED = "1,2026-03-02 10:00,a"
FLAG = {"flag": frozenset({"true"})}
UNFLAGGED = {"flag": frozenset({"false"})}


def words(**guards: Any) -> dict[str, EventType]:
    return {
        name: EventType(name, NAME, when=guards.get(name, {}), scope="thread") for name in "abcd"
    }


def of_words(of: Regime, attributes: dict[str, Attribute]) -> Regime:
    return replace(of, vocabulary=replace(of.vocabulary, attributes=attributes))


def stands(of: Regime, rows: list[str], mapping: str = MAP, told: str = "") -> dict[str, str]:
    text = "case,time,event,x\n" + "".join(f"{row},{told}\n" for row in (RECEIVED, *rows))
    return {one["rule"]: one["status"] for one in data(text, mapping, of)}


def test_an_act_that_the_usual_matter_does_not_allow_could_not_have_been_done() -> None:
    of = regime(duty("a", "b"), events=words(b=FLAG))
    assert stands(of, [], TOLD, "no") == {"a-b": "could-not-be-kept"}
    assert stands(of, [], TOLD, "yes") == {"a-b": "missing"}
    assert stands(of, []) == {"a-b": "could-not-be-kept"}
    usual = regime(duty("a", "b"), events=words(b=UNFLAGGED))
    assert stands(usual, []) == {"a-b": "missing"}


def test_who_is_told_to_be_behind_is_told_of_which_facts_the_usual_is_taken() -> None:
    of = regime(duty("a", "b"), events=words(b=UNFLAGGED))
    (found,) = data(f"case,time,event,x\n{RECEIVED},\n", MAP, of)
    assert found["why"].endswith(
        "; the record does not tell 'example', of which the usual is taken"
    )
    (known,) = data(f"case,time,event,x\n{RECEIVED},no\n", TOLD, of)
    assert "usual" not in known["why"]


@pytest.mark.parametrize(("day", "status"), [("03", "fulfilled"), ("05", "late")])
def test_an_entry_that_only_some_matters_have_shows_that_its_matter_is_one(
    day: str, status: str
) -> None:
    of = regime(
        duty("a", "b"),
        duty("a", "c", id="if", when=FLAG),
        duty("a", "c", id="if-not", when=UNFLAGGED),
        events=words(b=FLAG),
    )
    act = f"1,2026-03-{day} 10:00,b"
    assert stands(of, [act]) == {"a-b": status, "if": "missing"}
    assert stands(of, [act], TOLD, "yes") == {"a-b": status, "if": "missing"}
    assert stands(of, []) == {"a-b": "could-not-be-kept", "if-not": "missing"}
    two = stands(of, [act, "2,2026-03-02 10:00,a"])
    assert "if-not" in two  # the other matter is as usual


def test_an_entry_shows_it_of_all_departments_of_its_matter() -> None:
    of = regime(duty("a", "b"), may("a", "c"), events=words(b=FLAG, c=FLAG))
    rows = ["1,2026-03-02 10:00,a,one", "1,2026-03-02 10:00,a,two", "1,2026-03-02 11:00,c,two"]
    text = "case,time,event,office\n" + "".join(f"{row}\n" for row in rows)
    found = data(text, MAP + "thread: office\n", of)
    assert {one["thread"]: one["status"] for one in found} == {"one": "missing", "two": "missing"}


def test_entries_that_no_matter_could_have_together_show_nothing() -> None:
    of = regime(duty("a", "d", when=UNFLAGGED), events=words(b=FLAG, c=UNFLAGGED))
    both = ["1,2026-03-02 11:00,b", "1,2026-03-02 12:00,c"]
    assert stands(of, both, MAP.replace("c: c", "c: c, d: d")) == {"a-d": "missing"}


def test_of_several_values_the_first_that_all_entries_admit_is_shown() -> None:
    three = {"flag": Attribute("flag", NAME, ("no", "half", "full", "more"))}
    some, most = frozenset({"half", "full"}), frozenset({"full", "more"})
    of = regime(
        *(duty("a", "d", id=one, when={"flag": frozenset({one})}) for one in three["flag"].values),
        events=words(b={"flag": some}, c={"flag": most}),
    )
    of = of_words(of, three)
    mapping = MAP.replace("c: c", "c: c, d: d")
    assert stands(of, ["1,2026-03-02 11:00,b"], mapping) == {"half": "missing"}
    both = ["1,2026-03-02 11:00,b", "1,2026-03-02 12:00,c"]
    assert stands(of, both, mapping) == {"full": "missing"}


def test_facts_on_which_it_hangs_whether_a_rule_can_be_kept_are_listed_as_untold() -> None:
    of = regime(
        duty("a", "b", id="act"),
        duty("a", "c", id="exception", default="c", unless=FLAG),
        duty("a", "d", id="kind", when=FLAG),
        duty("a", "d", id="none"),
        events=words(b=FLAG),
    )
    untold = {one.rule.id: one.names for one in sight(of, "abcd").unseen if one.blind is Blind.FACT}
    assert untold == dict.fromkeys(("act", "exception", "kind"), ("flag",))
    assert not sight(of, "abcd", ("flag",)).unseen
