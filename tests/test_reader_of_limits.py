"""Lapses, clocks, parts of limits and powers that end, as rule files write them, and mistakes."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from model.deadline import External, Fraction, Within
from model.language import LANGS
from model.otherwise import read_otherwise
from model.rule import Lapse, Obligation, Power
from model.tolling import RUNS_ON, Extension, Suspension, Tolling
from protocols.document import parse_document
from protocols.schema import FILE
from tests.test_reader import mistakes, read

TEXT = """\
regime: mine
name: {zh: 例, en: example}
document: {title: {zh: 例, en: example}, level: county, issued: 2024-01-02, in-force: not-stated}
vocabulary:
  parties: {citizen: {zh: 申请人, en: applicant}}
  events:
    told: {label: {zh: 告知补正, en: told what is missing}, by: approval-bureau}
    corrected: {label: {zh: 补正材料, en: corrected}, by: citizen}
    withdrawn: {label: {zh: 视为撤回, en: counts as withdrawn}}
    half: {label: {zh: 期限过半, en: half of it has passed}}
    prolonged: {label: {zh: 批准延期, en: prolonged}, by: approval-bureau}
rules:
  - id: push
    article: "1"
    on: approval.decided
    bearer: approval-bureau
    act: approval-info.pushed
    deadline: 5 working days
    clock:
      stops: {from: told, until: corrected}
      restarts: letter.received
      extends: {on: prolonged, by: 3 working days}
  - id: lapses
    article: "2"
    on: told
    lapse: withdrawn
    unless: [corrected]
    deadline: 3 working days
  - id: warn
    article: "3"
    on: approval.decided
    lapse: half
    deadline: {of: push, part: 1/2, rounded: up}
    reading: {zh: 不足一日按一日计。, en: Part of a day is a day.}
  - id: prolong
    article: "4"
    on: approval.decided
    bearer: approval-bureau
    may: prolonged
    until: half
"""


def test_what_may_happen_to_a_limit_is_read() -> None:
    push, over, warn, prolong = read(TEXT).rules
    assert isinstance(push, Obligation)
    assert push.clock == Tolling(
        (Suspension("told", "corrected"),),
        ("letter.received",),
        (Extension("prolonged", Within(3)),),
    )
    assert isinstance(over, Lapse)
    assert (over.event, over.unless, over.clock) == ("withdrawn", ("corrected",), RUNS_ON)
    assert isinstance(warn, Lapse)
    assert warn.deadline == Fraction("push", 1, 2, True, Within(5))
    assert isinstance(prolong, Power)
    assert prolong.until == "half"


def test_labels_do_for_events_wherever_limits_name_them() -> None:
    labelled = (
        TEXT.replace("from: told, until: corrected", "from: 告知补正, until: 补正材料")
        .replace("{on: prolonged", "{on: 批准延期")
        .replace("lapse: withdrawn", "lapse: 视为撤回")
        .replace("unless: [corrected]", "unless: [补正材料]")
        .replace("until: half", "until: 期限过半")
    )
    assert read(labelled).rules == read(TEXT).rules


def test_an_editor_takes_one_or_several_and_labels() -> None:
    schema = Draft202012Validator(json.loads(FILE.read_text("utf-8")))
    several = (
        TEXT.replace(
            "stops: {from: told, until: corrected}",
            "stops: [{from: 告知补正, until: 补正材料}, {from: half, until: corrected}]",
        )
        .replace("{on: prolonged, by: 3 working days}", "[{on: prolonged, by: {external: 另定}}]")
        .replace("restarts: letter.received", "restarts: [letter.received]")
        .replace("lapse: withdrawn", "lapse: 视为撤回")
        .replace("until: half\n", "until: 期限过半\n")
    )
    for text in (TEXT, several):
        data = parse_document(text.encode(), "mine.yaml").data
        assert not list(schema.iter_errors(data))
    (push, *_) = read(several).rules
    assert isinstance(push, Obligation)
    assert push.clock.extensions == (Extension("prolonged", External("另定")),)
    wrong = TEXT.replace("{from: told, until: corrected}", "{from: told}")
    assert list(schema.iter_errors(parse_document(wrong.encode(), "mine.yaml").data))


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        ("    lapse: withdrawn\n", "    lapes: withdrawn\n", "unknown-key", 26, 5),
        ("lapse: withdrawn", "lapse: withdraw", "unknown-word", 26, 12),
        ("unless: [corrected]", "unless: [correct]", "unknown-word", 27, 14),
        ("unless: [corrected]", "unless: [withdrawn]", "own-trigger", 27, 14),
        (
            "deadline: 3 working days",
            "deadline: {before: corrected, at-least: 3 working days}",
            "lapse-before",
            28,
            15,
        ),
        ("from: told, until", "from: tolled, until", "unknown-word", 20, 21),
        ("until: corrected}", "until: told}", "stops-and-goes", 20, 34),
        ("from: told, until", "from: approval-info.pushed, until", "clock-of-act", 20, 21),
        ("from: told, until: corrected", "from: told", "missing-key", 20, 14),
        ("restarts: letter.received", "restarts: approval.decided", "own-trigger", 21, 17),
        ("by: 3 working days}", "by: 3 calendar days}", "extension-form", 22, 36),
        ("deadline: 5 working days", "deadline: 5 calendar days", "no-clock", 20, 7),
        ("of: push, part", "of: posh, part", "part-of-none", 33, 15),
        ("of: push, part", "of: warn, part", "part-of-itself", 33, 15),
        ("deadline: 5 working days", "deadline: {indefinite: 及时}", "part-of-what", 33, 15),
        (
            "    reading: {zh: 不足一日按一日计。, en: Part of a day is a day.}\n",
            "",
            "reading-missing",
            33,
            15,
        ),
        ("part: 1/2", "part: 3/2", "part-form", 33, 15),
        ("rounded: up", "rounded: near", "wrong-value", 33, 15),
        ("{of: push, part", "{of: push, share: 1, part", "unknown-key", 33, 15),
        ("until: half", "until: halves", "unknown-word", 40, 12),
    ],
)
def test_a_mistake_about_a_limit_is_told_with_its_place(
    old: str, new: str, code: str, line: int, column: int
) -> None:
    assert TEXT.count(old) >= 1
    found = mistakes(TEXT.replace(old, new, 1))
    assert (code, line, column) in [(one.code, one.line, one.column) for one in found]
    for lang in LANGS:
        assert found[0].say().in_(lang).startswith(f"mine.yaml:{found[0].line}:{found[0].column}: ")


def test_readings_may_take_a_clock_or_a_lapse_otherwise() -> None:
    """That review is not counted, or that it is; that nothing keeps the withdrawal away."""
    alternatives = """
    reading:
      zh: 补正时间不计。
      alternatives:
        counted: {zh: 照样计算, rule: {clock: null}}
        anew: {zh: 重新起算, rule: {clock: {restarts: corrected}}}
"""
    text = TEXT.replace(
        "      extends: {on: prolonged, by: 3 working days}\n",
        "      extends: {on: prolonged, by: 3 working days}" + alternatives,
    )
    text = text.replace(
        "    unless: [corrected]\n",
        "    unless: [corrected]\n    reading: {zh: 期内补正即可。, alternatives: "
        "{always: {zh: 一概撤回, rule: {unless: null}}}}\n",
    )
    of = read(text)
    taken = [read_otherwise(of, {"push": "counted"}), read_otherwise(of, {"push": "anew"})]
    clocks = [one.by_id["push"].clock for one in taken]  # type: ignore[union-attr]
    assert clocks == [RUNS_ON, Tolling(restarts=("corrected",))]
    always = read_otherwise(of, {"lapses": "always"}).by_id["lapses"]
    assert isinstance(always, Lapse)
    assert always.unless == ()


def test_a_part_that_comes_out_even_needs_no_reading() -> None:
    even = TEXT.replace("deadline: 5 working days", "deadline: 4 working days")
    of = read(
        even.replace("    reading: {zh: 不足一日按一日计。, en: Part of a day is a day.}\n", "")
    )
    parts = [one.deadline for one in of.timed if isinstance(one.deadline, Fraction)]
    assert [one.whole for one in parts] == [Within(4)]
