# ruff: noqa: E501  rules in a line are rules that can be read
"""Events that come again in a bounded number of rounds: plain rules and events once read.

On paper: a request is assigned within a day; whoever gets it accepts or returns it within a day;
what is returned is assigned again within a day; it is answered within five days of acceptance. In
n rounds there are n assignments and n - 1 returns: 1 + 2 (n - 1) + 1 + 5 = 2 n + 5.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from experiments.command.check import checked
from experiments.command.show import section
from experiments.coverage.ask import coverage
from experiments.show.blocks import Bullets
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import STRICT, Within
from model.interpretation import alternatives_in
from model.language import LANGS, Complaint, Text
from model.otherwise import alternatives, read_otherwise
from model.property import Property
from model.rule import Obligation, Power
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.vocabulary import WORLD
from protocols import library, schema
from protocols.document import parse_document
from protocols.mistakes import Mistakes
from protocols.question import question
from protocols.reader import regime_of
from tests.county import county, department, happened, kind, lived
from tests.rounds import HEAD, HOTLINE, PARALLEL, changed, mistakes, read, times
from tests.small import NAME
from tests.test_solver_agrees_with_enumeration import check_agreement
from verify.audit import audit
from verify.guarantees import verify
from verify.verdict import Answer, Assume

TEXT = read(HOTLINE)
ASKED = Property("answered", NAME, "request.received", "matter.answered")


@pytest.mark.parametrize(("number", "days"), [(1, 7), (2, 9), (3, 11), (10, 25)])
def test_the_bound_is_that_of_the_paper(number: int, days: int) -> None:
    found = {one.assume: one for one in verify(read(times(number)), [ASKED], [STRICT])}
    everyone = found[Assume.EVERYONE]
    assert (everyone.answer, everyone.days) == (Answer.PROVED, days)
    assert found[Assume.NOBODY].answer is Answer.REFUTED


def test_what_is_returned_in_the_last_round_is_never_answered() -> None:
    text = changed(HOTLINE, ("    last-without: matter.returned\n", ""))
    (verdict,) = verify(read(text), [ASKED], [STRICT], [Assume.EVERYONE])
    assert verdict.answer is Answer.REFUTED
    assert verdict.counterexample is not None
    events = {one.event for one in verdict.counterexample.run.occurrences}
    assert {"matter.returned", "matter.returned-2", "matter.returned-3"} <= events


def test_what_follows_on_the_last_return_is_a_rule_of_its_own() -> None:
    """The hotline itself answers what has come back three times: within 2 days of that."""
    ours = '  - {id: own, article: "7", on: {last: matter.returned}, bearer: hotline, '
    ours += "act: matter.answered, deadline: 2 working days}\nsanctions:\n"
    text = changed(HOTLINE, ("    last-without: matter.returned\n", ""), ("sanctions:\n", ours))
    (verdict,) = verify(read(text), [ASKED], [STRICT], [Assume.EVERYONE])
    assert (verdict.answer, verdict.days) == (Answer.PROVED, 11)  # accepted on day 6, not returned


BY_HAND = """\
rules:
  - {id: assign, article: "1", on: request.received, bearer: hotline, act: matter.assigned, deadline: 1 working day}
  - {id: take, article: "2", on: matter.assigned, bearer: handler, act: matter.accepted, excused-by: matter.returned, deadline: 1 working day}
  - {id: take-2, article: "2", on: matter.assigned-2, bearer: handler, act: matter.accepted-2, deadline: 1 working day}
  - {id: return, article: "3", on: matter.assigned, bearer: handler, may: matter.returned}
  - {id: keep, article: "3.2", on: matter.accepted, bearer: handler, must-not: matter.returned}
  - {id: reassign, article: "4", on: matter.returned, bearer: hotline, act: matter.assigned-2, deadline: 1 working day}
  - {id: answer, article: "5", on: {any: [matter.accepted, matter.accepted-2]}, bearer: handler, act: matter.answered, deadline: 5 working days}
sanctions:
  - {id: fine, article: "6", of: [take, take-2, reassign], consequence: correction}
"""
SECOND = """\
    matter.assigned-2: {label: {zh: 例, en: e}, by: hotline}
    matter.accepted-2: {label: {zh: 例, en: e}, by: handler, presupposes: matter.assigned-2}
"""


def test_two_rounds_are_the_rules_that_one_would_write_by_hand() -> None:
    found, wanted = read(times(2)), read(BY_HAND, HEAD + SECOND)
    assert found.rules == wanted.rules
    assert {*found.sanctions[0].of} == {*wanted.sanctions[0].of}
    for name in ("matter.assigned-2", "matter.accepted-2"):
        second, by_hand = found.vocabulary.events[name], wanted.vocabulary.events[name]
        assert replace(second, label=NAME) == replace(by_hand, label=NAME)
    assert found.vocabulary.events["matter.assigned-2"].label == Text(
        "分派（第2次）", "matter assigned (2nd time)"
    )
    assert "matter.returned-2" not in found.vocabulary.events


def test_one_round_is_a_file_without_rounds() -> None:
    once = changed(
        HOTLINE,
        ("{first: 分派}", "matter.assigned"),
        ("{any-round: matter.accepted}", "matter.accepted"),
        ("excused-by: matter.returned, ", ""),
        (HOTLINE[: HOTLINE.index("rules:")], ""),
        ("of: [take, reassign]", "of: [take]"),
    )
    once = "".join(line for line in once.splitlines(keepends=True) if "matter.returned" not in line)
    found, wanted = read(times(1)), read(once)
    assert replace(found, digest="") == replace(wanted, digest="")


def test_solver_and_enumeration_agree_on_rounds() -> None:
    text = changed(
        times(2),
        (
            "bearer: handler, act: matter.answered, deadline: 5 working days",
            "counts-as: matter.answered",
        ),
    )
    text = "".join(line for line in text.splitlines(True) if "id: assign," not in line)
    asked = Property("answered", NAME, "matter.assigned", "matter.answered")
    check_agreement(read(text), asked, STRICT, last=6)  # 2 (2 - 1) + 1 = 3 working days
    broken = changed(text, ("    last-without: matter.returned\n", ""))
    check_agreement(read(broken), asked, STRICT, last=6)


def run(*steps: tuple[str, int, str, str]) -> Run:
    start = Occurrence("request.received", 0, Mode.EXOGENOUS, WORLD)
    acts = (Occurrence(event, at, Mode.PERFORMED, by, rule) for event, at, by, rule in steps)
    return Run((start, *acts), {})


RETURNED = (
    ("matter.assigned", 2, "hotline", "assign"),
    ("matter.returned", 4, "handler", "return"),
    ("matter.assigned-2", 6, "hotline", "reassign"),
    ("matter.accepted-2", 8, "handler", "take-2"),
    ("matter.answered", 18, "handler", "answer"),
)


@pytest.mark.parametrize(
    ("place", "at", "breached"),
    [(0, 2, set()), (2, 8, {"reassign"}), (3, 10, {"take-2"}), (4, 20, {"answer"})],
)
def test_each_round_has_limits_of_its_own(place: int, at: int, breached: set[str]) -> None:
    steps = list(RETURNED)
    moved = at - steps[place][1]
    steps = [*steps[:place], *((e, t + moved, b, r) for e, t, b, r in steps[place:])]
    judged = conformance(Law(TEXT, STRICT, SlotClock({})), run(*steps))
    assert judged.admissible, judged.deviations
    assert judged.breached == breached


def test_what_was_accepted_in_one_round_cannot_be_returned_in_the_next() -> None:
    steps = [*RETURNED[:2], ("matter.returned-2", 6, "handler", "return-2")]
    assert not conformance(Law(TEXT, STRICT, SlotClock({})), run(*steps)).admissible


def test_a_simulated_year_goes_round_and_keeps_the_law() -> None:
    """Every thread of it is held against conformance and the solver."""
    owed = changed(
        times(2),
        (
            "handler, may: matter.returned}",
            "handler, act: matter.returned, deadline: 1 working day}",
        ),
        ("excused-by: matter.returned, ", ""),
        ("deadline: 1 working day}\n  - {id: return", "deadline: none}\n  - {id: return"),
    )
    owed = "".join(line for line in owed.splitlines(True) if "id: keep" not in line)
    year = lived(
        read(owed),
        county(
            kind("request.received"),
            departments=(department("hotline"), department("handler"), department("regulator")),
        ),
    )
    assert happened(year, "matter.assigned-2") > 5
    assert happened(year, "matter.accepted-2") > 5
    assert "matter.returned-2" not in {e for t in year.threads for e in t.state.occurred}


def test_any_round_among_several_events_is_each_of_them() -> None:
    several = "excused-by: [matter.answered, {any-round: matter.accepted}], deadline"
    text = changed(HOTLINE, ("act: {first: 分派}, deadline", f"act: {{first: 分派}}, {several}"))
    assign = read(text).by_id["assign"]
    assert isinstance(assign, Obligation)
    assert assign.excused_by == (
        "matter.answered",
        "matter.accepted",
        "matter.accepted-2",
        "matter.accepted-3",
    )


CORRECTED = """\
rounds:
  - {times: 2, events: [defect.told, file.corrected]}
rules:
  - {id: tell, article: "1", on: file.sent, bearer: lead, may: {first: defect.told}}
  - {id: again, article: "2", on: file.corrected, bearer: lead, may: {next: defect.told}}
  - id: decide
    article: "3"
    on: file.sent
    bearer: lead
    act: licence.decided
    deadline: 4 working days
    clock: {stops: {from: {any-round: defect.told}, until: file.corrected}}
"""
DEFECTS = """\
    defect.told: {label: {zh: 告知补正, en: defect told}, by: lead}
    file.corrected: {label: {zh: 补正, en: file corrected}, presupposes: defect.told}
"""


def test_time_that_stops_in_any_round_stops_in_each() -> None:
    stops = read(CORRECTED, HEAD + DEFECTS).by_id["decide"]
    assert isinstance(stops, Obligation)
    assert [(one.stops, one.resumes) for one in stops.clock.suspensions] == [
        ("defect.told", "file.corrected"),
        ("defect.told-2", "file.corrected-2"),
    ]


def test_what_the_world_does_again_waits_for_the_round_before() -> None:
    """Unless it is said what it waits for, the second could come before the first."""
    alone = changed(DEFECTS, (", presupposes: defect.told", ""))
    told = mistakes(CORRECTED, HEAD + alone)
    assert [(one.code, one.values["event"]) for one in told] == [
        ("round-unanchored", "file.corrected")
    ]
    said = changed(alone, ("file corrected}", "file corrected}, presupposes: {previous: 告知补正}"))
    events = read(CORRECTED, HEAD + said).vocabulary.events
    assert events["file.corrected"].presupposes == ()
    assert events["file.corrected-2"].presupposes == ("defect.told",)


@pytest.mark.parametrize("name", ["rule-files.md", "rule-files.zh.md"])
def test_the_rounds_shown_in_the_documents_are_these(name: str) -> None:
    page = (Path(schema.__file__).parent.parent / "docs" / name).read_text("utf-8")
    (block,) = re.findall(r"```yaml\n(rounds:.*?)```", page, re.DOTALL)
    assert read(block).rules == TEXT.rules


NEXT = "{next: matter.assigned}"


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("times: 3", "times: 0", ["out-of-range"]),
        ("times: 3", "times: 1000", ["out-of-range"]),
        ("times: 3", "times: many", ["wrong-type"]),
        ("times: 3", "time: 3", ["misspelt-key"]),
        ("{first: 分派}", NEXT, ["round-from-outside"]),
        ("{first: 分派}", "matter.assigned", ["round-from-outside"]),
        ("{first: 分派}", "{first: 分发}", ["unknown-word"]),
        (NEXT, "{next: matter.answered}", ["round-unknown"]),
        (NEXT, "{next: matter.asigned}", ["round-unknown"]),
        (NEXT, "{previous: matter.assigned}", ["round-mark"]),
        (NEXT, "{next: [matter.assigned]}", ["wrong-type"]),
        (NEXT, "{any-round: matter.assigned}", ["round-any"]),
        ("events: [分派,", "events: [matter.asigned,", ["unknown-word"]),
        ("last-without: matter.returned", "last-without: matter.answered", ["round-not-ending"]),
        ("rules:\n", "  - {times: 2, events: matter.returned}\nrules:\n", ["round-twice"]),
        ("id: answer", "id: take-2", ["copy-name-taken", "duplicate-id"]),
        ("handler, act: matter.accepted", "handlr, act: matter.accepted", ["unknown-word"]),
        ("excused-by: matter.returned", "excused-by: matter.accepted", ["own-trigger"]),
        ("of: [take, reassign]", "of: [take, resign]", ["unknown-word"]),
        (
            'answer, article: "5", on: {any-round: matter.accepted}',
            'answer, article: "5", on: {all: [request.received, {any-round: matter.accepted}]}',
            ["round-any"],
        ),
        (
            "5 working days}",
            "5 working days, clock: {stops: {from: {any-round: matter.accepted}, "
            "until: {next: matter.assigned}}}}",
            ["clock-of-act", "round-endless"],
        ),
    ],
)
def test_a_mistake_is_told_once_in_its_place_and_says_what_to_do(
    old: str, new: str, codes: list[str]
) -> None:
    text = changed(HOTLINE, (old, new))
    told = mistakes(text)
    assert {one.code for one in told} <= {*codes}
    assert told
    assert len({(one.line, one.column, one.code) for one in told}) == len(told)
    assert len(told) <= len(codes)
    where = (HEAD + text).splitlines()
    for one in told:
        assert all(one.say().in_(lang) for lang in LANGS)
        around = "\n".join(where[one.line - 2 : one.line + 1])
        assert new.split("\n")[0].strip()[:20] in around or one.code == "copy-name-taken"


def test_an_event_that_no_rule_brings_about_in_a_later_round_is_told() -> None:
    """Assigned for the third time by nobody's rule, it would be assigned as its party likes."""
    (told,) = mistakes(changed(HOTLINE, ("on: matter.returned", "on: {next: matter.returned}")))
    assert (told.code, told.values["number"]) == ("round-ungoverned", 3)
    assert "events: [分派" in (HEAD + HOTLINE).splitlines()[told.line - 1]


def test_a_shared_word_that_rests_on_one_of_the_rounds_is_told() -> None:
    text = """\
rounds: [{times: 2, events: [approval-info.pushed, approval-info.returned]}]
rules:
  - {id: push, article: "1", on: approval.decided, bearer: approval-bureau, act: {first: approval-info.pushed}, deadline: 1 working day}
  - {id: again, article: "2", on: approval-info.returned, bearer: approval-bureau, act: {next: approval-info.pushed}, deadline: 1 working day}
  - {id: return, article: "3", on: approval-info.pushed, bearer: regulator, may: approval-info.returned}
"""
    assert not mistakes(text)
    claim = '  - {id: claim, article: "4", on: {any-round: approval-info.pushed}, bearer: regulator, act: approval-info.claimed, deadline: none}\n'
    assert [one.code for one in mistakes(text + claim)] == ["round-left-out"]


def test_the_file_without_rounds_says_that_there_are_none() -> None:
    text = HOTLINE[HOTLINE.index("rules:") :]
    assert [one.code for one in mistakes(text)] == ["round-unknown"] * 3


ODD: tuple[Any, ...] = (
    None,
    3,
    True,
    [],
    {},
    ["a"],
    {"next": None},
    [{"next": "matter.assigned"}, 3],
)
KEYS = (
    "id",
    "on",
    "act",
    "bearer",
    "until",
    "excused-by",
    "on-expiry",
    "clock",
    "reading",
    "rounds",
)


@pytest.mark.parametrize("key", KEYS)
def test_whatever_stands_in_a_file_it_is_read_or_told(key: str) -> None:
    """Clauses are written out before their form has been checked."""
    for text, place in ((HOTLINE, 1), (HOTLINE, 4), (PARALLEL, 0)):
        document = parse_document((HEAD + text).encode(), "f")
        for odd in ODD:
            rules = [*document.data["rules"]]
            rules[place] = {**rules[place], key: odd}
            data = {**document.data, "rules": rules}
            if key == "rounds":
                data = {**document.data, key: [odd]}
            with suppress(Mistakes):
                regime_of(replace(document, data=data), library.shared_vocabulary())


PROPERTY = "properties:\n  p: {label: {zh: 问, en: asked}, trigger: %s, response: %s}\n"


@pytest.mark.parametrize(
    ("trigger", "response", "code"),
    [
        ("request.received", "matter.accepted", "round-from-outside"),
        ("request.received", "{any-round: matter.accepted}", "round-any"),
        ("matter.assigned", NEXT, "round-question"),
    ],
)
def test_a_question_says_which_round_it_means(trigger: str, response: str, code: str) -> None:
    assert [one.code for one in mistakes(HOTLINE + PROPERTY % (trigger, response))] == [code]


def test_a_question_about_events_of_rounds_is_asked_of_each() -> None:
    regime = read(HOTLINE + PROPERTY % ("matter.returned", NEXT))
    assert [(one.id, one.trigger, one.response) for one in regime.properties] == [
        ("p", "matter.returned", "matter.assigned-2"),
        ("p-2", "matter.returned-2", "matter.assigned-3"),
    ]
    assert regime.properties[1].label == Text("问（第2次）", "asked (2nd time)")
    found = verify(regime, regime.properties, [STRICT], [Assume.EVERYONE])
    assert [one.days for one in found] == [1, 1]
    last = read(HOTLINE + PROPERTY % ("request.received", "{last: matter.accepted}"))
    assert last.properties[0].response == "matter.accepted-3"


def test_a_typed_question_names_the_round_by_identifier() -> None:
    asked = question("matter.returned-2 -> matter.answered", TEXT.vocabulary)
    (verdict,) = verify(TEXT, [asked], [STRICT], [Assume.EVERYONE])
    assert verdict.days == 7  # assigned on day 1, accepted on day 2, answered on day 7


def test_a_clause_is_read_back_and_counted_once() -> None:
    assert len(TEXT.rules) == 11
    assert [rule.id for rule in TEXT.written] == [
        *("assign", "take", "return", "keep", "reassign", "answer")
    ]
    kinds = {"duty": 4, "counts-as": 0, "power": 1, "prohibition": 1, "lapse": 0}
    assert coverage(TEXT).rules == kinds
    shown = [one for one in section(TEXT).blocks if isinstance(one, Bullets)]
    assert len(shown) == 6
    assert [str(one) for one in TEXT.sanctions[0].of] == [
        "take",
        "reassign",
        "take-2",
        "take-3",
        "reassign-2",
    ]
    again = ["rounds 1 to 3" in str(bullets) for bullets in shown]
    assert again == [False, True, False, False, False, False]
    assert sum("第1轮至第2轮" in str(bullets) for bullets in shown) == 3


FEW = """\
rounds: [{times: 3, events: [matter.assigned, matter.accepted, matter.returned]}]
rules:
  - {id: return, article: "3", on: matter.assigned, bearer: handler, may: matter.returned}
  - {id: reassign, article: "4", on: matter.returned, bearer: hotline, act: {next: matter.assigned}, deadline: {indefinite: 及时}}
  - {id: tell, article: "5", on: matter.returned, bearer: handler, act: {next: matter.accepted}, deadline: 2 working days}
sanctions:
  - {id: fine, article: "6", of: reassign, consequence: correction}
"""


def test_the_audit_finds_the_fault_of_a_clause_once() -> None:
    found = audit(read(FEW), ["no-limit", "unsanctioned", "indefinite-deadline", "no-bearer"])
    assert [(one.kind, one.rules) for one in found] == [
        ("indefinite-deadline", ("reassign",)),
        ("unsanctioned", ("tell",)),
    ]


def test_an_alternative_reading_is_taken_in_every_round() -> None:
    reading = "deadline: 1 working day, reading: {zh: 读, en: r, alternatives: "
    reading += "{longer: {zh: 长, en: l, rule: {deadline: 2 working days}}}}}\n  - {id: return"
    regime = read(changed(HOTLINE, ("deadline: 1 working day}\n  - {id: return", reading)))
    assert [(rule.id, one.id) for rule, one in alternatives(regime)] == [("take", "longer")]
    for named in ("take", "take-3"):
        other = read_otherwise(regime, {named: "longer"})
        limits = {rule.deadline for rule in other.obligations if rule.id.startswith("take")}
        assert limits == {Within(2)}
        (verdict,) = verify(other, [ASKED], [STRICT], [Assume.EVERYONE])
        assert verdict.days == 14


def test_what_an_alternative_changes_is_of_the_round_and_nothing_where_it_changes_nothing() -> None:
    other = "reading: {zh: 读, alternatives: {other: {zh: 另, rule: {%s}}}}}"
    until = "may: matter.returned, " + other % "until: matter.accepted"
    never = "deadline: 1 working day, " + other % "excused-by: null" + "\n  - {id: return"
    text = changed(
        HOTLINE,
        ("may: matter.returned}", until),
        ("deadline: 1 working day}\n  - {id: return", never),
    )
    regime = read(text)
    second = alternatives_in(regime.by_id["return-2"].readings)["other"].rule
    assert isinstance(second, Power)
    assert second.until == "matter.accepted-2"
    # In the last round nothing is returned, so that nothing excuses in any reading.
    have = {rule.id for rule in regime.obligations if alternatives_in(rule.readings)}
    assert have == {"take", "take-2"}


def test_the_schema_takes_rounds_and_refuses_what_is_none() -> None:
    known = schema.rule_file_schema()
    data = parse_document((HEAD + HOTLINE).encode(), "f").data
    jsonschema.validate(json.loads(json.dumps(data)), known)
    for old, new in (("times: 3", "times: 0"), ("{first: 分派}", "{fist: 分派}")):
        wrong = parse_document((HEAD + changed(HOTLINE, (old, new))).encode(), "f").data
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(json.dumps(wrong)), known)


def test_a_note_on_a_clause_of_several_rounds_is_said_once(tmp_path: Path) -> None:
    """In each round who takes it up waits for a report that nobody owes."""
    seen = "    report.seen: {label: {zh: 阅知, en: report seen}, by: planning}\n"
    head = changed(
        HEAD,
        (
            "by: handler, presupposes: 分派}\n    matter.returned",
            "by: handler, presupposes: [分派, report.seen]}\n    matter.returned",
        ),
        ("    file.sent:", seen + "    file.sent:"),
    )
    file = tmp_path / "mine.yaml"
    file.write_text(head + HOTLINE, encoding="utf-8")
    notes = [one.en for one in checked(file).lines if "note:" in one.en]
    assert ["rule take waits" in one for one in notes] == [True]


def test_a_question_about_an_event_of_rounds_is_led_to_the_first() -> None:
    words = read(HOTLINE).vocabulary
    for asked in ("收到诉求 -> 受理", "request received -> matter accepted"):
        with pytest.raises(Complaint) as told:
            question(asked, words)
        assert (
            "受理（第1次）" in told.value.say().zh or "accepted (1st time)" in told.value.say().en
        )
