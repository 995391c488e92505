"""Edits of a rule file as data: their line, the regime after them, the file with them in it."""

from __future__ import annotations

import difflib
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.deadline import Before, Counting, Within
from model.interpretation import alternatives_in
from model.language import Complaint
from model.regime import Regime
from model.rule import Default, Obligation
from protocols import library
from protocols.document import Document, open_document, parse_document
from protocols.edits import (
    EDITS,
    TAKEN,
    Edit,
    applied,
    between,
    edit,
    regime_after,
    regime_from,
    with_edit,
    without,
    written,
)
from protocols.flow import flow, same
from protocols.mistakes import Mistakes
from protocols.reader import regime_of

FEW = settings(max_examples=12, deadline=None)


@cache
def document(name: str) -> Document:
    return open_document(library.path_of(name))


def after(*lines: str, name: str = "xuecheng") -> Regime:
    return regime_after(name, map(edit, lines))


def duty(regime: Regime, name: str = "approval-claim") -> Obligation:
    found = regime.by_id[name]
    assert isinstance(found, Obligation)
    return found


@pytest.mark.parametrize(
    ("line", "path", "value"),
    [
        ("approval-claim.deadline=2 working days", ("rules", "approval-claim", "deadline"), 1),
        ("round.second.on-expiry=a.b", ("rules", "round.second", "on-expiry"), 1),
        ("push#2.deadline=daily", ("rules", "push#2", "deadline"), 1),
        ("counting=include-first-day", ("counting",), 1),
        ("/vocabulary/events/a.b/label/en=sent", ("vocabulary", "events", "a.b", "label", "en"), 1),
        ("/ledger/silent/3=", ("ledger", "silent", "3"), 0),
        ("-approval-claim", ("rules", "approval-claim"), 0),
        ("approval-claim.on-expiry=", ("rules", "approval-claim", "on-expiry"), 0),
        ('+{id: x, article: "22a", on: a.b, may: c.d}', ("rules",), 1),
        ("approval-push+{id: x}", ("rules",), 1),
        ("^+{id: x}", ("rules",), 1),
    ],
)
def test_an_edit_is_a_line_that_is_read_back(line: str, path: tuple[str, ...], value: int) -> None:
    found = edit(line)
    assert (found.path, found.text) == (path, line)
    assert edit(found.text) == found
    assert (found.value is not TAKEN) == bool(value)


@pytest.mark.parametrize(
    "line",
    ["", "x", "=", "-", "-A", "+", "+{", "+{a: 1}, {b: 2}", "a.b=]", "a.b={x", "a.b=1, 2"],
)
def test_what_is_of_no_form_is_told(line: str) -> None:
    with pytest.raises(Complaint):
        edit(line)


@pytest.mark.parametrize(
    "line",
    ["a.b=!!python/object:os.system x", "a.b={x: 1, x: 2}", "a.b=\udcff", "a.b=" + "x" * 30_000],
)
def test_what_no_rule_file_could_hold_is_told(line: str) -> None:
    with pytest.raises(Complaint):
        edit(line)


DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 10**9)
    | st.text(max_size=8)
    | st.sampled_from(["22.10", "true", "~", "2 working days", "a: b", "期限，", " x", "-", "’"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,5}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=6,
)
WRITABLE = DATA.filter(lambda data: not any(0xD800 <= ord(sign) < 0xE000 for sign in flow(data)))


@FEW
@given(WRITABLE)
def test_any_data_stands_on_one_line_of_yaml(data: Any) -> None:
    line = flow(data)
    assert "\n" not in line
    assert same(parse_document(f"[{line}]".encode(), "x").data, [data])


@FEW
@given(
    st.lists(st.text(max_size=5), min_size=1, max_size=4),
    WRITABLE.filter(lambda data: "\\" not in flow(data)),
)
def test_any_path_is_read_back(path: list[str], value: Any) -> None:
    one = Edit(("vocabulary", *path), value)
    assert edit(one.text) == one


def test_a_limit_and_what_silence_means_are_as_the_text_would_have_them() -> None:
    base = duty(library.find("xuecheng"))
    found = duty(
        after(
            "approval-claim.deadline=2 working days",
            "approval-claim.on-expiry=approval-info.claimed",
        )
    )
    assert found.deadline == Within(2)
    assert found.on_expiry == Default("approval-info.claimed")
    assert replace(found, deadline=base.deadline, on_expiry=None, readings=()) == replace(
        base, readings=()
    )
    assert duty(after("major-consultation.deadline=none"), "major-consultation").deadline != (
        Before("approval.decided")
    )
    assert after("counting=include-first-day").counting is Counting.INCLUDE_FIRST_DAY


def test_no_edit_is_the_text_itself() -> None:
    assert regime_after("xuecheng", ()) is library.find("xuecheng")


def test_the_digest_is_that_of_the_file_that_one_would_take_away() -> None:
    import hashlib

    made = [edit("approval-claim.deadline=2 working days")]
    file = written(document("xuecheng").text, made)
    assert regime_after("xuecheng", made).digest == hashlib.sha256(file).hexdigest()


def others(regime: Regime, name: str) -> list[str]:
    return [*alternatives_in(regime.by_id[name].readings)]


@pytest.mark.parametrize(
    ("name", "lines", "kept"),
    [
        # Claim: `from-decision` reads another start of the clock.
        ("approval-claim", ("deadline=2 working days",), ["from-decision"]),
        (
            "approval-claim",
            ("deadline=2 working days", "on-expiry=approval-info.claimed"),
            ["from-decision"],
        ),
        ("approval-claim", ("bearer=approval-bureau",), ["from-decision"]),
        ("approval-claim", ("on=approval-info.pushed-elsewhere",), None),
        ("approval-claim", ("on=approval.decided",), []),
        ("approval-claim", ("start=stated",), []),
        # Consulting: `no-time` reads another limit. A rule that is not there has no keys at all.
        ("major-consultation", ("deadline=2 working days",), []),
        ("platform-oversight", ("deadline=2 working days",), ["name"]),
        # Opinions: `opinion` reads another default, `within-joint-handling` another limit; without
        # a limit no default can come.
        ("parallel-opinion-set", ("deadline=2 working days",), ["opinion"]),
        ("parallel-opinion-set", ("on-expiry=",), ["within-joint-handling"]),
        ("parallel-opinion-set", ("on-expiry=", "deadline=none"), []),
        ("letter-reply", ("deadline=2 working days",), ["answered", "any-question"]),
        ("letter-reply", ("on-expiry=", "deadline=none"), ["any-question"]),
    ],
)
def test_what_else_could_be_read_stays_where_it_is_about_other_keys(
    name: str, lines: tuple[str, ...], kept: list[str] | None
) -> None:
    made = [f"{name}.{line}" for line in lines]
    if kept is None:
        with pytest.raises(Mistakes):
            after(*made)
    else:
        assert others(after(*made), name) == kept


def test_a_reading_kept_changes_the_rule_as_it_is_now_and_no_other_rule_is_touched() -> None:
    base, found = library.find("xuecheng"), after("approval-claim.deadline=2 working days")
    (other,) = alternatives_in(found.by_id["approval-claim"].readings).values()
    assert isinstance(other.rule, Obligation)
    assert other.rule.deadline == Within(2)
    assert other.rule.on.events == ("approval.decided",)
    rest = [one for one in base.rules if one.id != "approval-claim"]
    assert [one for one in found.rules if one.id != "approval-claim"] == rest
    assert after("approval-claim.deadline=1 working day").rules == base.rules


def test_a_reading_that_the_edited_rule_cannot_have_is_left_out_and_no_mistake() -> None:
    """`answered` makes silence an answer; where nothing is due by any time there is no silence."""
    made = [edit("letter-reply.deadline=none"), edit("letter-reply.on-expiry=")]
    found = regime_from(document("xuecheng"), made)
    assert "answered" not in others(found, "letter-reply")
    file = written(document("xuecheng").text, made)
    assert same(parse_document(file, "x").data, applied(document("xuecheng"), made).data)


def test_only_the_rule_that_can_have_no_reading_as_before_is_left_without() -> None:
    """Each edit adds an exception; only that of the consent makes the file one that is none."""
    consent, claim = "conference-topics-consent", "approval-claim"
    lines = (
        f"{claim}.excused-by=[revocation.decided]",
        f"{consent}.excused-by=[revocation-ground.found]",
    )
    found = regime_from(document("tancheng"), [edit(line) for line in lines])
    assert others(library.find("tancheng"), consent)
    assert not others(found, consent)
    assert others(found, claim) == others(
        regime_from(document("tancheng"), [edit(lines[0])]), claim
    )
    assert others(found, claim)


def test_of_many_rules_edited_at_once_each_keeps_the_readings_that_it_keeps_alone() -> None:
    names = (
        "approval-claim", "approval-push", "survey-attendance", "conference-topics-consent",
        "revocation-outcome", "letter-reply", "conference-topics",
    )  # fmt: skip
    lines = {name: f"{name}.excused-by=[revocation-ground.found]" for name in names}
    found = after(*lines.values(), name="tancheng")
    alone = {name: others(after(line, name="tancheng"), name) for name, line in lines.items()}
    assert {name: others(found, name) for name in names} == alone
    kept = {name: others(library.find("tancheng"), name) for name in names}
    assert [name for name in names if alone[name] != kept[name]] == ["conference-topics-consent"]


def test_the_file_with_edits_hinges_on_what_the_edited_text_does() -> None:
    made = [edit("approval-claim.deadline=2 working days")]
    file = written(document("xuecheng").text, made)
    read = regime_of(parse_document(file, "x"), library.shared_vocabulary())
    assert read.rules == regime_after("xuecheng", made).rules


def test_sanctions_forget_a_rule_that_is_struck() -> None:
    base = library.find("xuecheng")
    assert any("approval-claim" in one.of for one in base.sanctions)
    found = after("-approval-claim")
    assert len(found.rules) == len(base.rules) - 1
    assert not any("approval-claim" in one.of for one in found.sanctions)


def test_a_rule_is_added_behind_another_or_behind_all() -> None:
    rule = '{id: reminder, article: "22(1)", on: approval.decided, bearer: regulator, may: a.b}'
    rule = rule.replace("a.b", "letter.sent")
    ids = [one.id for one in after(f"approval-push+{rule}").rules]
    assert ids[ids.index("approval-push") + 1] == "reminder"
    assert after(f"+{rule}").rules[-1].id == "reminder"
    assert after(f"^+{rule}").rules[0].id == "reminder"


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("approval-claim.deadline=2 lunches", "deadline-unit", 25),
        ("approval-claim.bearer=nobody", "unknown-word", 23),
        ("approval-claim.bearer=", "missing-key", 1),
        ("-approval-cliam", "edit-no-rule", 1),
        ("approval-claim.overdue=", "edit-no-key", 1),
        ("/document/note/zh=x", "edit-no-key", 1),
        ("/sanctions/nix/of=[a]", "edit-no-key", 1),
        ("commitment-terms.deadline={of: nix}", "part-of-none", 27),
        ("approval-claim.tempo=fast", "unknown-key", 1),
    ],
)
def test_a_mistake_stands_at_the_edit_that_made_it(line: str, code: str, column: int) -> None:
    with pytest.raises(Mistakes) as raised:
        after("supervision-claim.deadline=2 working days", line, "approval-push.deadline=daily")
    (found,) = raised.value.mistakes
    assert (found.file, found.line, found.code, found.column) == (EDITS, 2, code, column)


def test_a_mistake_of_what_was_left_alone_stands_at_the_edit_that_brought_it_about() -> None:
    half = "supervision-claim.deadline={of: approval-claim}"
    assert after("approval-claim.deadline=4 working days", half).rules
    with pytest.raises(Mistakes) as raised:
        regime_from(
            applied(document("xuecheng"), [edit(half)]),
            [
                edit("approval-push.deadline=daily"),
                edit("-approval-claim"),
                edit("counting=include-first-day"),
            ],
        )
    assert {(one.file, one.line) for one in raised.value.mistakes} == {(EDITS, 2)}


def test_a_mistake_keeps_its_edit_where_rules_before_it_come_and_go() -> None:
    rule = '{id: first, article: "22(1)", on: approval.decided, bearer: regulator, may: a.b}'
    for other in (f"^+{rule.replace('a.b', 'letter.sent')}", "-major-consultation"):
        with pytest.raises(Mistakes) as raised:
            after("approval-claim.bearer=nobody", other)
        (found,) = raised.value.mistakes
        assert (found.line, found.column, found.code) == (1, 23, "unknown-word")


def test_a_later_edit_of_a_place_takes_the_place_of_an_earlier_one() -> None:
    two, three = edit("a.deadline=2 working days"), edit("a.deadline=3 working days")
    other = edit("b.deadline=daily")
    assert with_edit([two, other], three) == (other, three)
    assert with_edit([two, other], edit("-a")) == (other, edit("-a"))
    assert without([two, other, edit("a.start=stated")], ("rules", "a")) == (other,)


EVERY = [(name, rule["id"]) for name in library.REGIMES for rule in document(name).data["rules"]]


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A shipped text and edits that its reader takes."""
    name = draw(st.sampled_from(library.REGIMES))
    rules = document(name).data["rules"]
    limits = st.sampled_from(
        ["1 working day", "7 calendar days", "immediately", {"indefinite": "及时，尽快"}, "none"]
    )
    made: list[Edit] = []
    for rule in draw(st.lists(st.sampled_from(rules), max_size=3, unique_by=lambda one: one["id"])):
        path = ("rules", rule["id"])
        if "act" in rule:
            part = draw(st.sampled_from(["deadline", "on-expiry", "reading", "strike", "add"]))
            if part == "strike":
                made.append(Edit(path))
            elif part == "add":
                copy = {**deepcopy(rule), "id": f"{rule['id']}-again", "deadline": "3 working days"}
                copy.pop("reading", None)
                made.append(Edit(("rules",), copy, draw(st.sampled_from(["", "^", rule["id"]]))))
            elif part == "reading":
                made.append(Edit((*path, "reading"), {"zh": "另一种读法", "en": 'it: "x" # y'}))
            else:
                value = draw(limits) if part == "deadline" else rule["act"]
                made.append(Edit((*path, part), value))
    if draw(st.booleans()):
        made.append(Edit(("name", "en"), draw(st.sampled_from(["Other", "yes: no", "12"]))))
    return name, made


def sound(name: str, made: list[Edit]) -> Document | None:
    """The document after edits; ``None`` where its reader does not take them."""
    try:
        found = applied(document(name), made)
        regime_of(found, library.shared_vocabulary())
    except Mistakes:
        return None
    return found


@FEW
@given(changed())
def test_what_lies_between_two_files_makes_the_one_the_other(drawn: tuple[str, list[Edit]]) -> None:
    name, made = drawn
    base, other = document(name), sound(name, made)
    if other is None:
        return
    found = between(base.data, other.data)
    assert [edit(one.text) for one in found] == list(found)
    assert same(applied(base, found).data, other.data)
    expected = regime_of(other, library.shared_vocabulary())
    assert replace(regime_from(base, found), digest="") == replace(expected, digest="")
    assert between(base.data, base.data) == ()


@FEW
@given(changed())
def test_the_written_file_is_read_as_the_edited_data(drawn: tuple[str, list[Edit]]) -> None:
    name, made = drawn
    if (other := sound(name, made)) is None:
        return
    text = written(document(name).text, made)
    assert same(parse_document(text, name).data, other.data)


@pytest.mark.parametrize(
    ("key", "value", "keeps", "paths"),
    [
        ("deadline", "2 working days", True, [("deadline",)]),
        ("deadline", "2 working days", False, [("deadline",), ("reading", "alternatives")]),
        ("start", "stated", True, [("start",), ("reading", "alternatives")]),
        ("start", "stated", False, [("start",)]),
    ],
)
def test_between_says_which_other_readings_a_drafter_kept(
    key: str, value: str, keeps: bool, paths: list[tuple[str, ...]]
) -> None:
    base = document("xuecheng").data
    kept = deepcopy(base)
    claim = next(one for one in kept["rules"] if one["id"] == "approval-claim")
    claim[key] = value
    if not keeps:
        del claim["reading"]["alternatives"]
    found = between(base, kept)
    assert [one.path[2:] for one in found] == paths
    assert same(applied(document("xuecheng"), found).data, kept)


def test_between_takes_the_shortest_and_sees_an_order() -> None:
    base = document("xuecheng").data
    moved = deepcopy(base)
    moved["rules"].append(moved["rules"].pop(3))
    found = between(base, moved)
    assert [one.head for one in found[:2]] == ["-approval-push", "+"]
    assert same(applied(document("xuecheng"), found).data, moved)
    one = deepcopy(base)
    one["ledger"]["silent"][2]["reason"]["en"] = "It says: what."
    del one["document"]["number"]
    one["sanctions"] = one["sanctions"][1:]
    lines = [each.text for each in between(base, one)]
    assert lines[0] == "/document/number="
    assert lines[-1] == '/ledger/silent/2/reason/en="It says: what."'
    assert same(applied(document("xuecheng"), between(base, one)).data, one)


def lines_changed(before: bytes, after: bytes) -> list[str]:
    two = before.decode().splitlines(), after.decode().splitlines()
    found = difflib.unified_diff(*two, n=0, lineterm="")
    return [line for line in found if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("name", library.REGIMES)
def test_an_edit_changes_the_lines_that_it_is_about(name: str) -> None:
    text = document(name).text
    rule = next(one for one in document(name).data["rules"] if "act" in one)
    made = written(text, [Edit(("rules", rule["id"], "on-expiry"), rule["act"])])
    added = [line for line in lines_changed(text, made) if line[0] == "+"]
    assert added == [f"+    on-expiry: {rule['act']}"]


RULES = """\
# the text
rules:
  # Chapter 1

  # the push
  - {id: push, article: "17(1)", on: a.b, bearer: x, act: c.d, deadline: 2 working days}  # two

  # its claim
  - id: claim # one
    article: "17(1)"
    # when it starts
    start: unstated
    deadline: {indefinite: 及时} # soon
    reading:
      zh: >-
        读作
        两行

  - id: last
    on:
      any:
        - a.b
sanctions:
  - {id: s, of: [push, claim]}
# the end
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_comments_order_and_layout_are_kept(ends: str) -> None:
    text = RULES.replace("\n", ends).encode()
    made = [
        edit("-push"),
        edit("claim.start="),
        edit("claim.deadline=1 working day"),
        edit("claim.on-expiry=c.d"),
        edit("last.on=c.d"),
        edit('claim+{id: new, article: "9", reading: {zh: 读作, en: read as}}'),
    ]
    assert (
        written(text, made).decode().replace(ends, "\n")
        == """\
# the text
rules:
  # Chapter 1

  # its claim
  - id: claim # one
    article: "17(1)"
    deadline: 1 working day # soon
    on-expiry: c.d
    reading:
      zh: >-
        读作
        两行

  - id: new
    article: "9"
    reading: {zh: 读作, en: read as}

  - id: last
    on: c.d
sanctions:
  - {id: s, of: [claim]}
# the end
"""
    )


def test_what_is_shared_by_reference_is_refused_rather_than_changed_together() -> None:
    text = b"rules:\n  - {id: a, deadline: &soon {indefinite: x}}\n  - {id: b, deadline: *soon}\n"
    with pytest.raises(Complaint):
        written(text, [edit("b.deadline=daily")])
    assert b"&soon" in written(text, [edit("counting=x")])
