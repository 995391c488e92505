"""Readings in rule files: what was taken, why, and what one could read instead."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from model.deadline import NoLimit, Within
from model.interpretation import alternatives_in
from model.language import Text
from model.regime import Regime
from model.rule import CountsAs, Obligation
from protocols import library, schema
from protocols.document import parse_document
from protocols.mistakes import Mistake, Mistakes
from protocols.reader import regime_of

FILE = """\
regime: mine
name: {zh: 例, en: example}
document:
  title: {zh: 例, en: example}
  level: county
  issued: 2024-01-02
  in-force: not-stated
rules:
  - id: push
    article: "1"
    on: approval.decided
    bearer: approval-bureau
    act: approval-info.pushed
    deadline: 1 working day
    reading:
      zh: 甲。
      en: A.
      because: {zh: 乙。, en: B.}
      alternatives:
        open-ended:
          zh: 丙。
          en: C.
          rule: {deadline: none, start: unstated}
        nothing:
          zh: 丁。
          en: D.
          rule: none
  - id: claim
    article: "2"
    on: approval-info.pushed
    counts-as: approval-info.claimed
    reading:
      - zh: 戊。
        en: E.
        alternatives:
          duty:
            zh: 己。
            en: F.
            rule:
              counts-as: null
              bearer: 监管部门
              act: approval-info.claimed
              deadline: 2 working days
      - {zh: 庚。, en: G.}
"""
OPEN = "rule: {deadline: none, start: unstated}"


def read(text: str) -> Regime:
    return regime_of(parse_document(text.encode(), "mine.yaml"), library.shared_vocabulary())


def mistakes(text: str) -> list[Mistake]:
    with pytest.raises(Mistakes) as raised:
        read(text)
    return raised.value.mistakes


def test_a_reading_has_a_reason_and_alternatives_that_are_rules() -> None:
    push = read(FILE).by_id["push"]
    (reading,) = push.readings
    assert (reading.words, reading.because) == (Text("甲。", "A."), Text("乙。", "B."))
    open_ended, nothing = reading.alternatives
    assert isinstance(open_ended.rule, Obligation)
    assert (open_ended.rule.deadline, open_ended.rule.start_stated) == (NoLimit(), False)
    assert (open_ended.rule.act, open_ended.rule.article) == ("approval-info.pushed", "1")
    assert open_ended.rule.reading == Text("丙。", "C.")
    assert (nothing.id, nothing.words, nothing.rule) == ("nothing", Text("丁。", "D."), None)


def test_a_rule_has_several_readings_and_an_alternative_of_another_kind() -> None:
    claim = read(FILE).by_id["claim"]
    assert isinstance(claim, CountsAs)
    assert claim.reading == Text("戊。庚。", "E. G.")
    duty = alternatives_in(claim.readings)["duty"].rule
    assert isinstance(duty, Obligation)
    assert (duty.bearer, duty.deadline) == ("regulator", Within(2))
    assert duty.reading == Text("己。庚。", "F. G.")


def test_a_bare_remark_is_a_reading_as_before() -> None:
    regime = read(FILE[: FILE.index("      because")] + FILE[FILE.index("  - id: claim") :])
    (reading,) = regime.by_id["push"].readings
    assert (reading.words, reading.because, reading.alternatives) == (Text("甲。", "A."), None, ())


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        (OPEN, "rule: {deadlin: none}", "unknown-key", 23, 18),
        (OPEN, "rule: {deadline: 1 workday}", "deadline-unit", 23, 28),
        (OPEN, "rule: {act: aproval-info.pushed}", "unknown-word", 23, 23),
        (OPEN, "rule: {bearer: 行政审批}", "unknown-word", 23, 26),
        (OPEN, "rule: {deadline: null}", "missing-key", 20, 9),
        (OPEN, "rule: {start: stated}", "alternative-same", 23, 17),
        (OPEN, "rule: {deadline: 1 working day}", "alternative-same", 23, 17),
        (OPEN, 'rule: {article: "3"}', "alternative-fixed", 23, 18),
        (OPEN, "rule: {reading: null}", "alternative-fixed", 23, 18),
        (OPEN, "rule: {}", "alternative-form", 23, 17),
        (OPEN, "rule: nothing", "alternative-form", 23, 17),
        (OPEN, "rule:", "empty-value", 23, 11),
        (OPEN, "rule: [deadline]", "alternative-form", 23, 17),
        (OPEN, "rule: {may: approval-info.pushed, act: null}", "unknown-key", 20, 9),
        (OPEN, "rule: {deadline: {before: approval-info.claimed}}", "announced-effect", 23, 28),
        ("          " + OPEN + "\n", "", "missing-key", 21, 11),
        ("        nothing:", "        open-ended:", "duplicate-key", 24, 9),
        ("        nothing:", "        NOTHING:", "not-a-name", 25, 11),
        ("because: {zh: 乙。, en: B.}", "because: 乙。", "wrong-type", 18, 16),
        ("      - {zh: 庚。, en: G.}", "      - {en: G.}", "missing-key", 44, 9),
        ("      because", "      becuase", "unknown-key", 18, 7),
        (
            "{zh: 庚。, en: G.}",
            "{zh: 庚。, en: G., alternatives: {duty: {zh: 辛, en: H, rule: none}}}",
            "duplicate-id",
            44,
            41,
        ),
    ],
)
def test_mistakes_in_readings_are_told_where_they_stand(
    old: str, new: str, code: str, line: int, column: int
) -> None:
    assert old in FILE
    told = [(one.code, one.line, one.column) for one in mistakes(FILE.replace(old, new, 1))]
    assert (code, line, column) in told
    assert [one[0] for one in told].count(code) == 1


def test_a_key_without_a_value_is_taken_away_in_alternatives_only() -> None:
    assert "counts-as: null" in FILE
    wrong = FILE.replace("    deadline: 1 working day\n", "    deadline:\n")
    assert "empty-value" in [one.code for one in mistakes(wrong)]


VALIDATOR = jsonschema.Draft202012Validator(schema.rule_file_schema())


def written(text: str) -> Any:
    return parse_document(text.encode(), "mine.yaml").data


def test_the_schema_knows_readings() -> None:
    data = written(FILE)
    data["rules"][1]["reading"][0]["alternatives"]["duty"]["rule"]["bearer"] = "regulator"
    assert not list(VALIDATOR.iter_errors(data))
    assert list(VALIDATOR.iter_errors(written(FILE.replace("deadline: none", "deadlin: none"))))
    assert list(VALIDATOR.iter_errors(written(FILE.replace("deadline: none", "deadline: soon"))))
    assert list(VALIDATOR.iter_errors(written(FILE.replace("      because", "      becuase"))))
