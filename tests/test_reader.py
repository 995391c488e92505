"""Rule files: read whole, or refused with every mistake in its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.command.check import checked
from model.deadline import (
    Completeness,
    Counting,
    External,
    Immediately,
    Indefinite,
    NoLimit,
    Period,
    Recurring,
    Unit,
    Within,
)
from model.language import LANGS, Complaint
from model.ledger import article_label
from model.regime import Regime
from model.rule import CountsAs, Obligation
from protocols import library, schema
from protocols.document import parse_document
from protocols.form import RegimeForm
from protocols.mistakes import Mistake, Mistakes
from protocols.reader import regime_of
from protocols.unreached import unreached
from protocols.validation import validate
from tests.draws import draws

GOOD = """\
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
  - id: push-is-claim
    article: "2"
    on: approval-info.pushed
    counts-as: approval-info.claimed
sanctions:
  - id: fine
    article: "3"
    of: [push]
    consequence: correction
"""


def read(text: str) -> Regime:
    document = parse_document(text.encode(), "mine.yaml")
    return regime_of(document, library.shared_vocabulary())


def mistakes(text: str) -> list[Mistake]:
    with pytest.raises(Mistakes) as raised:
        read(text)
    return raised.value.mistakes


def test_a_rule_file_becomes_a_regime() -> None:
    regime = read(GOOD)
    push, claim = regime.rules
    assert isinstance(push, Obligation)
    assert isinstance(claim, CountsAs)
    assert push.deadline == Within(1)
    assert (regime.document.in_force, regime.counting) == (None, Counting.EXCLUDE_FIRST_DAY)
    assert [one.id for one in regime.sanctions_of("push")] == ["fine"]
    assert len(regime.digest) == 64


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        ("    bearer: approval-bureau\n", "    baerer: approval-bureau\n", "misspelt-key", 12, 5),
        ("act: approval-info.pushed", "act: aproval-info.pushed", "unknown-word", 13, 10),
        ("bearer: approval-bureau", "bearer: approval-burea", "unknown-word", 12, 13),
        ("consequence: correction", "consequence: corection", "unknown-word", 23, 18),
        ("of: [push]", "of: [posh]", "unknown-word", 22, 10),
        ("of: [push]", "of: [push-is-claim]", "unknown-word", 22, 10),
        ('    article: "1"\n', "", "no-article", 9, 5),
        ('article: "1"', "article: 22.10", "not-text", 10, 14),
        ('article: "1"', 'article: ""', "empty-text", 10, 14),
        ("1 working day", "1 workday", "deadline-unit", 14, 15),
        ("1 working day", "0 working days", "deadline-count", 14, 15),
        ("1 working day", "soonish", "deadline-form", 14, 15),
        ("1 working day", "1.5 working days", "deadline-form", 14, 15),
        ("1 working day", "{external: 法定期限}", "reading-missing", 14, 15),
        ("1 working day", "daily", "reading-missing", 14, 15),
        ("1 working day", "1 working day\n    start: unstated", "reading-missing", 15, 12),
        ("1 working day", "１ working day", "full-width", 14, 15),
        ("    deadline: 1", "    deadline：1", "full-width", 14, 13),
        ("  - id: push\n", "　　- id: push\n", "full-width", 9, 1),
        ("name: {zh: 例, en", "name: {zh：例, en", "full-width", 2, 10),
        ("name: {zh: 例, en: e", "name: {zh: 例, en：e", "full-width", 2, 17),
        (
            "    counts-as: approval-info.claimed\n",
            "    counts-as: approval-info.claimed\n    on-expiry: approval-info.claimed\n",
            "default-without-obligation",
            19,
            5,
        ),
        ("    act: a", "    bearer: regulator\n    act: a", "duplicate-key", 13, 5),
        ("  - id: push-is-claim", "  - id: push", "duplicate-id", 15, 9),
        ("on: approval.decided", "on: approval-info.pushed", "own-trigger", 13, 10),
        ("deadline: 1 working day", "deadline: 1 working day\n    towards:", "empty-value", 15, 5),
        ("of: [push]", "of: []", "too-few", 22, 9),
        ("1 working day", "4000 calendar days", "deadline-count", 14, 15),
        ("1 working day", "1 working dayss", "deadline-unit", 14, 15),
        ("name: {zh: 例", 'name: {zh: "\\x1b[31m"', "control-sign", 2, 12),
        ("level: county", "level: !!python/object county", "tag", 5, 10),
        ("- id: push\n", "- id: all\n", "reserved", 9, 9),
        ("on: approval.decided", "on: {}", "trigger-form", 11, 9),
        ("on: approval.decided", "on: [approval.decided]", "trigger-form", 11, 9),
        ("level: county", "level: village", "wrong-value", 5, 10),
        ("issued: 2024-01-02", "issued: 2024-02-30", "not-a-date", 6, 11),
        ("regime: mine", "regime: Mine", "not-a-name", 1, 9),
        ("rules:\n", "rulez:\n", "misspelt-key", 8, 1),
        ("name: {zh: 例, en: example}", "name: {en: example}", "missing-key", 2, 7),
        ("name: {zh: 例, en: example}", "name: example", "wrong-type", 2, 7),
        (
            "on: approval.decided",
            "on: approval.decided\n    when: {urgent: true}",
            "unknown-word",
            12,
            12,
        ),
        (
            "on: approval.decided",
            "on: approval.decided\n    when: {informed-commitment: maybe}",
            "unknown-word",
            12,
            33,
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(
    old: str, new: str, code: str, line: int, column: int
) -> None:
    assert GOOD.count(old) >= 1
    found = mistakes(GOOD.replace(old, new, 1))
    assert (code, line, column) in [(one.code, one.line, one.column) for one in found]
    for lang in LANGS:
        assert found[0].say().in_(lang).startswith(f"mine.yaml:{found[0].line}:{found[0].column}: ")


def test_a_misspelt_key_is_one_mistake_and_says_which_is_meant() -> None:
    bearer = "    bearer: approval-bureau\n"
    (one,) = mistakes(GOOD.replace(bearer, bearer.replace("bearer", "baerer"), 1))
    assert "write 'bearer' instead" in one.say().in_("en")
    assert "请把它改成“bearer”" in one.say().in_("zh")


def test_of_two_keys_like_the_one_that_is_lacking_the_second_is_unknown() -> None:
    bearer = "    bearer: approval-bureau\n"
    twice = bearer.replace("bearer", "baerer") + bearer.replace("bearer", "bearrer")
    found = mistakes(GOOD.replace(bearer, twice, 1))
    assert [(one.code, one.line) for one in found] == [("misspelt-key", 12), ("unknown-key", 13)]


def test_a_key_that_is_lacking_is_told_beside_one_that_is_not_like_it() -> None:
    bearer = "    bearer: approval-bureau\n"
    found = mistakes(GOOD.replace(bearer, "    xyz: approval-bureau\n", 1))
    assert [(one.code, one.line) for one in found] == [("missing-key", 9), ("unknown-key", 12)]


PERMIT = """\
  - id: may
    article: "4"
    on: approval-info.pushed
    bearer: regulator
    may: letter.sent
    until: approval.decided
  - id: half
    article: "5"
    on: approval.decided
    lapse: letter.received
    deadline: {of: push, part: 1/1}
"""
EXTENDED = "{extends: {on: letter.sent, by: 3 working days}}"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("until: approval.decided", "until: approval-info.pushed", "until-trigger"),
        ("until: approval.decided", "until: letter.sent", "until-act"),
        ("of: push", "of: half", "part-of-itself"),
        ("3 working", "0 working", "extension-count"),
        ("{extends: {on: l", "{extends: {on：l", "full-width"),
    ],
)
def test_what_contradicts_itself_is_told_for_what_it_is(old: str, new: str, code: str) -> None:
    """And for nothing else; as it was before it is no mistake."""
    limit = "deadline: 1 working day"
    good = GOOD.replace(limit, f"{limit}\n    clock: {EXTENDED}").replace(
        "sanctions:", f"{PERMIT}sanctions:"
    )
    assert read(good).by_id["half"]
    assert old in good
    assert [one.code for one in mistakes(good.replace(old, new))] == [code]


@pytest.mark.parametrize("whole", [True, False])
def test_a_question_that_takes_the_name_of_a_shipped_one_is_a_mistake(
    whole: bool, tmp_path: Path
) -> None:
    """In a rule file and in a file of questions; the very same question is none."""
    file, name = tmp_path / "mine.yaml", "approval-push-claimed"
    shipped_one = library.properties()[name]
    for response, codes in ((shipped_one.response, []), ("letter.sent", ["property-taken"])):
        asked = f"properties:\n  {name}:\n    label: {{zh: 问, en: question}}\n"
        asked += f"    trigger: {shipped_one.trigger}\n    response: {response}\n"
        file.write_text((GOOD if whole else "") + asked, encoding="utf-8")
        found = checked(file).mistakes
        assert [one.code for one in found] == codes
        assert all(one.column == 3 for one in found)


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = GOOD.replace("county", "village").replace("1 working day", "1 workday")
    text = text.replace("regime: mine", "regime：mine").replace('article: "3"', "article: 3")
    codes = [one.code for one in mistakes(text)]
    assert codes == ["full-width", "wrong-value", "deadline-unit", "not-text"]


def test_all_unknown_words_are_told_at_once() -> None:
    text = GOOD.replace("approval.decided", "approval.decide").replace("correction", "corection")
    found = [(one.code, one.values["near"]) for one in mistakes(text)]
    assert found == [("unknown-word", "approval.decided"), ("unknown-word", "correction")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a: [1\n", "yaml"),
        (b"\xff\xfe", "not-utf8"),
        (b"", "not-a-mapping"),
        (b"- 1\n", "not-a-mapping"),
    ],
)
def test_what_is_no_rule_file_at_all_is_told(raw: bytes, code: str) -> None:
    with pytest.raises(Mistakes) as raised:
        regime_of(parse_document(raw, "x.yaml"), library.shared_vocabulary())
    assert [one.code for one in raised.value.mistakes] == [code]


def test_a_missing_file_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match=r"nothing\.yaml"):
        library.find(str(tmp_path / "nothing.yaml"))


def test_a_regime_adds_its_own_words() -> None:
    own = "vocabulary:\n  events:\n    plan.filed: {label: {zh: 备案, en: plan filed}}\n"
    text = GOOD.replace("rules:\n", own + "rules:\n", 1).replace(
        "on: approval.decided", "on: plan.filed"
    )
    assert "plan.filed" in read(text).mentioned


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("3 working days", Within(3)),
        ("15 calendar days", Within(15, Unit.CALENDAR_DAYS)),
        ("1 month", Within(1, Unit.MONTHS)),
        ("immediately", Immediately()),
        ("{immediately: 实时}", Immediately("实时")),
        ("none", NoLimit()),
        ("{indefinite: 及时}", Indefinite("及时")),
        ("monthly\n    reading: {zh: 例, en: e}", Recurring(Period.MONTHLY)),
        ("{external: 法定}\n    reading: {zh: 例, en: e}", External("法定")),
    ],
)
def test_deadlines_are_read(text: str, deadline: object) -> None:
    rule = read(GOOD.replace("1 working day", text)).by_id["push"]
    assert isinstance(rule, Obligation)
    assert rule.deadline == deadline


def test_each_open_part_of_the_five_texts_has_a_reading() -> None:
    for name in library.REGIMES:
        for rule in library.find(name).obligations:
            if rule.completeness in (Completeness.START_UNSTATED, Completeness.EXTERNAL):
                assert rule.reading is not None, (name, rule.id)


OWN = """\
vocabulary:
  events:
    plan.filed: {label: {zh: 例, en: e}, presupposes: plan.filed}
    approval.decided: {label: {zh: 例, en: e}}
    case.closed: {label: {zh: 例, en: e}, by: regulator, scope: case}
"""


def test_words_of_one_s_own_are_new_and_can_occur() -> None:
    text = GOOD.replace("rules:\n", OWN + "rules:\n", 1)
    text = text.replace("counts-as: approval-info.claimed", "counts-as: case.closed")
    codes = {one.code for one in mistakes(text)}
    assert codes == {"presupposes-itself", "word-taken", "case-from-thread"}


def test_unknown_words_are_told_beside_mistakes_of_form() -> None:
    text = GOOD.replace("county", "village").replace("on: approval.decided", "on: approval.decide")
    text = text.replace("- id: push-is-claim", "- id: push")
    assert [one.code for one in mistakes(text)] == ["wrong-value", "unknown-word", "duplicate-id"]


def test_what_nests_without_end_is_told() -> None:
    for raw in (b"[" * sys.getrecursionlimit(), b"a: &a\n  b: *a\n"):
        with pytest.raises(Mistakes) as raised:
            regime_of(parse_document(raw, "x.yaml"), library.shared_vocabulary())
        assert [one.code for one in raised.value.mistakes] == ["too-deep"]


def test_a_few_aliases_that_stand_for_billions_of_values_are_told_at_once() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(Mistakes) as raised:
        parse_document("\n".join(lines).encode(), "x.yaml")
    assert [one.code for one in raised.value.mistakes] == ["too-many-values"]


def test_a_rule_that_nothing_sets_going_is_noticed() -> None:
    assert not unreached(read(GOOD))
    later = GOOD.replace("on: approval-info.pushed", "on: approval-info.received")
    assert unreached(read(later)) == [("push-is-claim", "approval-info.received")]
    assert not [one for name in library.REGIMES for one in unreached(library.find(name))]


def test_articles_are_cited_in_full() -> None:
    assert article_label("22(1)").in_("zh") == "第22条第(1)项"
    assert article_label("二(二)2.3").in_("zh") == "二(二)2.3"


EDITS: list[tuple[str, Any]] = [
    ("regime", 3),
    ("name", {"zh": "例"}),
    ("counting", "include-first-day"),
    ("counting", "sometimes"),
    ("rules", []),
    ("extra", 1),
    ("sanctions", []),
]
RULE_EDITS: list[tuple[str, Any]] = [
    ("id", "Bad Name"),
    ("article", 22),
    ("article", "22"),
    ("on", {"any": ["approval.decided", "letter.sent"]}),
    ("on", {"any": []}),
    ("on", {"none": []}),
    ("when", {"informed-commitment": True}),
    ("when", {"informed-commitment": [True, "false"]}),
    ("when", {"informed-commitment": 3}),
    ("deadline", "2 working days"),
    ("deadline", "2 workdays"),
    ("deadline", {"indefinite": "及时"}),
    ("deadline", {"indefinite": ""}),
    ("deadline", {"somewhere": "x"}),
    ("deadline", 2),
    ("start", "unstated"),
    ("start", "unknown"),
    ("through", "platform"),
    ("through", ["platform", "letter"]),
    ("through", []),
    ("on-expiry", "approval-info.claimed"),
    ("on-expiry", {"event": "letter.sent", "unless": {"informed-commitment": "true"}}),
    ("on-expiry", {"unless": {}}),
    ("reading", {"zh": "例", "en": "e"}),
    ("reading", {"zh": "例", "en": ""}),
    ("reading", "text"),
]
DROPS = ["id", "article", "on", "bearer", "act", "deadline"]


@given(
    st.lists(st.sampled_from(EDITS), max_size=1),
    st.lists(st.sampled_from(RULE_EDITS), max_size=2),
    st.lists(st.sampled_from(DROPS), max_size=1),
)
@draws(400)
def test_schema_and_reader_agree_on_the_form(
    edits: list[tuple[str, Any]], rule_edits: list[tuple[str, Any]], drops: list[str]
) -> None:
    data: Any = parse_document(GOOD.encode(), "mine.yaml").data
    data["rules"][0].update(dict(rule_edits))
    for key in drops:
        data["rules"][0].pop(key, None)
    data.update(dict(edits))
    try:
        validate(parse_document(b"", "mine.yaml"), RegimeForm, data)
        reads = True
    except Mistakes:
        reads = False
    errors = list(VALIDATOR.iter_errors(data))
    assert reads == (not errors), [error.message for error in errors]


VALIDATOR = jsonschema.Draft202012Validator(schema.rule_file_schema())


def test_shipped_schema_is_the_one_the_forms_make() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text()
    assert json.loads(schema.text())["title"] == "shenguan rule file"


@pytest.mark.parametrize("name", library.REGIMES)
def test_shipped_rule_files_satisfy_the_schema(name: str) -> None:
    raw = library.path_of(name).read_bytes()
    assert not list(VALIDATOR.iter_errors(parse_document(raw, name).data))
