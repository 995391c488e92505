"""Versions of one text: each rule as it is in force at its trigger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import shenguan as sg
from experiments.designs.reader import read_design
from model.clock import CalendarClock, SlotClock
from model.conformance import Outcome, conformance
from model.deadline import STRICT, Within
from model.language import LANGS, Complaint
from model.regime import Regime
from model.simulation.year import simulate
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.version import Version, across, as_of, in_force_on
from protocols import library
from protocols.document import parse_document
from protocols.mistakes import Mistakes
from protocols.reader import regime_of
from tests.county import CALENDAR, county, kind
from tests.made import OFFICES, rules
from tests.small import counts, duty, lapse, may
from verify.guarantees import verify

PUSH = "approval-info.pushed"
CLAIM = "approval-info.claimed"
BUREAU = "approval-bureau"
FIRST = """\
regime: mine
name: {zh: 例, en: example}
document:
  title: {zh: 例, en: example}
  level: county
  issued: 2021-01-02
  in-force: 2021-06-01
rules:
  - id: push
    article: "1"
    on: approval.decided
    bearer: approval-bureau
    act: approval-info.pushed
    deadline: 1 working day
  - id: claim
    article: "2"
    on: approval-info.pushed
    bearer: regulator
    act: approval-info.claimed
    deadline: 2 working days
    on-expiry: approval-info.claimed
sanctions:
  - id: named
    article: "3"
    of: [push, claim]
    consequence: bulletin
"""
SECOND = """\
regime: mine
name: {zh: 例, en: example}
amends: first.yaml
document:
  title: {zh: 改, en: change}
  level: county
  issued: 2025-01-20
  in-force: 2025-03-03
rules:
  - id: claim
    article: "2"
    on: approval-info.pushed
    bearer: regulator
    act: approval-info.claimed
    deadline: 5 working days
"""
DATED = FIRST.replace(
    "    deadline: 2 working days\n    on-expiry: approval-info.claimed\n",
    "    deadline: 2 working days\n    on-expiry: approval-info.claimed\n"
    "    in-force: {until: 2025-03-02}\n"
    '  - id: claim\n    article: "2"\n    in-force: {from: 2025-03-03}\n'
    "    on: approval-info.pushed\n    bearer: regulator\n    act: approval-info.claimed\n"
    "    deadline: 5 working days\n",
)
CHANGE = date(2025, 3, 3)  # a Monday


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "first.yaml").write_text(FIRST, encoding="utf-8")
    (tmp_path / "second.yaml").write_text(SECOND, encoding="utf-8")
    (tmp_path / "dated.yaml").write_text(DATED, encoding="utf-8")
    return tmp_path


def claim_of(of: Regime) -> Any:
    return of.by_id["claim"]


@pytest.mark.parametrize("name", ["second.yaml", "dated.yaml"])
def test_a_day_behind_the_name_chooses_the_version(files: Path, name: str) -> None:
    file = str(files / name)
    before, after = library.find(f"{file}@2025-03-02"), library.find(f"{file}@2025-03-03")
    assert [claim_of(one).deadline for one in (before, after)] == [Within(2), Within(5)]
    assert claim_of(before).on_expiry is not None
    assert claim_of(after).on_expiry is None
    assert (before.id, before.versions) == ("mine@2025-03-02", ())
    assert before.name.zh == "例（2025-03-02 有效的文本）"
    assert [one.of for one in after.sanctions] == [("push", "claim")]
    assert sg.load(f"{file}@2025-03-03") == after


def test_both_ways_of_writing_a_change_make_the_same_versions(files: Path) -> None:
    one, other = (library.find(str(files / name)) for name in ("second.yaml", "dated.yaml"))
    assert [each.since for each in one.versions] == [date(2021, 6, 1), CHANGE]
    assert [each.since for each in other.versions] == [each.since for each in one.versions]
    pairs = zip(one.versions, other.versions, strict=True)
    assert all(a.regime.rules == b.regime.rules for a, b in pairs)


def test_without_a_day_the_version_of_today_is_meant_and_its_name_says_so(files: Path) -> None:
    read = library.find(str(files / "second.yaml"))
    assert read.name.en == "example as in force since 2025-03-03"
    assert claim_of(as_of(read, date(2024, 1, 1))).deadline == Within(2)
    assert as_of(read, date(2024, 1, 1)).name.zh == "例（现行文本，自 2021-06-01 起）"
    assert claim_of(as_of(read, date(2020, 1, 1))).deadline == Within(2)  # none yet: the first
    plain = library.find(str(files / "first.yaml"))
    assert as_of(plain, CHANGE) is plain


def test_each_version_is_proved_apart(files: Path) -> None:
    file = str(files / "second.yaml")
    for day, found in (("2025-03-02", 2), ("2025-03-03", 5)):
        of = library.find(f"{file}@{day}")
        asked = [library.properties()["approval-push-claimed"]]
        assert verify(of, asked)[0].days == found


def test_a_text_is_held_against_itself_at_two_days(files: Path, shenguan: Any) -> None:
    file = str(files / "second.yaml")
    status, out, _ = shenguan("diff", f"{file}@2021-06-01", f"{file}@2025-03-03", lang="en")
    assert status in (0, 1)
    assert "2025-03-03" in out


def test_a_day_that_is_none_is_told_with_what_to_write(files: Path) -> None:
    file = str(files / "second.yaml")
    for name in (f"{file}@2021-05-31", f"{file}@2025-02-30", "guanxian@2025-01-01"):
        with pytest.raises(Complaint) as told:
            library.find(name)
        assert all("{" not in told.value.say().in_(lang) for lang in LANGS)


def test_of_a_text_without_versions_no_other_day_is_said_to_have_it(files: Path) -> None:
    """Before its first day it was not; before it was issued who knows; the name works."""
    file = str(files / "first.yaml")
    for name, day, said in (
        (file, "2021-05-31", "is in force from 2021-06-01 on and was not on 2021-05-31"),
        (file, "2021-06-01", "its text on 2021-06-01 is the one it has"),
        ("licensing-law", "2010-01-01", "what held on 2010-01-01 is not known"),
    ):
        with pytest.raises(Complaint) as told:
            library.find(f"{name}@{day}")
        words = told.value.say().en
        assert said in words
        assert name == "licensing-law" or f"write {file} without a date" in words


# Across the change


def text(*versions: tuple[date | None, Regime], carried: bool = False) -> Regime:
    known = tuple(Version(day, of, carried and n > 0) for n, (day, of) in enumerate(versions))
    return replace(versions[-1][1], versions=known)


OLD = duty(PUSH, CLAIM, Within(2), id="claim", bearer="regulator", default=CLAIM)
NEW = duty(PUSH, CLAIM, Within(5), id="claim", bearer="regulator")
DECIDED = duty("approval.decided", PUSH, Within(1), id="push", bearer=BUREAU)


def on(day: date, hour: int = 10) -> int:
    return CALENDAR.day(CALENDAR.index_from(day)) * 1440 + hour * 60


def judged(of: Regime, *run: tuple[str, int, str], end: int | None = None) -> Any:
    told = tuple(
        Occurrence(event, at, Mode.PERFORMED if party else Mode.EXOGENOUS, party or "world")
        for event, at, party in run
    )
    found = conformance(Law(across(of), STRICT, CalendarClock(CALENDAR)), Run(told, {}, end))
    return {one.rule.id: (one.outcome, one.due) for one in found.judgements}, found.admissible


def close(day: date) -> int:
    return CALENDAR.closing(CALENDAR.index_from(day))


DECIDE = "approval.decided"


@pytest.mark.parametrize(
    ("pushed", "rule", "due"),
    [
        (date(2025, 2, 26), "claim@2025-03-03", date(2025, 2, 28)),  # before the change
        (date(2025, 2, 28), "claim@2025-03-03", date(2025, 3, 4)),  # begun: it goes on
        (date(2025, 3, 3), "claim", date(2025, 3, 10)),  # after it
    ],
)
def test_a_limit_is_that_of_the_version_in_force_at_its_trigger(
    pushed: date, rule: str, due: date
) -> None:
    of = text((None, rules(DECIDED, OLD)), (CHANGE, rules(DECIDED, NEW)))
    run = [(DECIDE, on(pushed, 9), BUREAU), (PUSH, on(pushed), BUREAU)]
    outcomes, _ = judged(of, *run, end=on(pushed, 11))
    assert outcomes[rule] == (Outcome.PENDING, close(due))
    assert {*outcomes} == {"push", rule}


@pytest.mark.parametrize(
    ("pushed", "old", "new", "due"),
    [
        (date(2025, 2, 26), 2, 5, None),  # it had ended before the change
        (date(2025, 2, 28), 2, 5, date(2025, 3, 7)),  # 5 days from the push
        (date(2025, 2, 26), 5, 1, CHANGE),  # over under the new one: the day of the change
    ],
)
def test_a_transition_clause_has_begun_limits_go_on_under_the_new_version(
    pushed: date, old: int, new: int, due: date | None
) -> None:
    older, newer = replace(OLD, deadline=Within(old)), replace(NEW, deadline=Within(new))
    of = text((None, rules(DECIDED, older)), (CHANGE, rules(DECIDED, newer)), carried=True)
    run = [(DECIDE, on(pushed, 9), BUREAU), (PUSH, on(pushed), BUREAU)]
    outcomes, _ = judged(of, *run, end=on(pushed, 11))
    expected = ("claim@2025-03-03", date(2025, 2, 28)) if due is None else ("claim", due)
    assert outcomes[expected[0]] == (Outcome.PENDING, close(expected[1]))


def test_a_rule_that_is_repealed_or_added_has_no_duty_outside_its_time() -> None:
    more = duty(PUSH, "supervision.started", Within(1), id="start", bearer="regulator")
    of = text((None, rules(DECIDED, OLD)), (CHANGE, rules(DECIDED, more)))
    for day, rule in ((date(2025, 2, 28), "claim"), (CHANGE, "start")):
        run = [(DECIDE, on(day, 9), BUREAU), (PUSH, on(day), BUREAU)]
        assert {*judged(of, *run, end=on(day, 11))[0]} == {"push", rule}


def test_what_is_deemed_and_what_counts_follow_the_version_too() -> None:
    deemed = lapse(PUSH, CLAIM, Within(1), id="claim")
    older = rules(DECIDED, deemed, counts(PUSH, "supervision.started", id="is"))
    of = text((None, older), (CHANGE, rules(DECIDED)))
    day = date(2025, 2, 28)
    run = [(DECIDE, on(day, 9), BUREAU), (PUSH, on(day), BUREAU)]
    assert not judged(of, *run)[1]  # what the push counts as is missing
    later = [(DECIDE, on(CHANGE, 9), BUREAU), (PUSH, on(CHANGE), BUREAU)]
    assert judged(of, *later)[1]


def test_of_two_triggers_only_the_first_sets_going_whatever_the_version() -> None:
    either = replace(OLD.on, events=(PUSH, DECIDE))
    of = text((None, rules(replace(OLD, on=either))), (CHANGE, rules(replace(NEW, on=either))))
    run = [(DECIDE, on(date(2025, 2, 28)), BUREAU), (PUSH, on(CHANGE), BUREAU)]
    assert {*judged(of, *run, end=on(CHANGE, 11))[0]} == {"claim@2025-03-03"}


def test_a_power_is_had_under_the_version_of_its_trigger() -> None:
    of = text(
        (None, rules(DECIDED)), (CHANGE, rules(DECIDED, may(PUSH, CLAIM, bearer="regulator")))
    )
    for day, allowed in ((date(2025, 2, 27), False), (CHANGE, True)):
        run = [
            (DECIDE, on(day, 9), BUREAU),
            (PUSH, on(day), BUREAU),
            (CLAIM, on(day, 11), "regulator"),
        ]
        assert judged(of, *run)[1] is allowed


def test_slots_know_no_dates() -> None:
    of = text((None, rules(OLD)), (CHANGE, rules(NEW)))
    law = Law(across(of), STRICT, SlotClock())
    with pytest.raises(TypeError):
        conformance(law, Run((Occurrence(PUSH, 0, Mode.PERFORMED, BUREAU),), {}))


def test_all_versions_as_one_have_unchanged_rules_once_and_all_sanctions(files: Path) -> None:
    read = library.find(str(files / "second.yaml"))
    joined = across(read)
    assert [rule.id for rule in joined.rules] == ["push", "claim", "claim@2025-03-03"]
    (sanction,) = joined.sanctions
    assert sanction.of == ("push", "claim@2025-03-03", "claim")
    period = joined.periods["claim@2025-03-03"]
    assert (period.since, period.until) == (date(2021, 6, 1), CHANGE) or period.since is None
    assert across(in_force_on(read, CHANGE)).periods == {}


def test_a_simulated_year_goes_from_one_version_into_the_next(files: Path) -> None:
    """Each claim is due 2 working days after its push, or 5, by the day of the push."""
    read = library.find(str(files / "second.yaml"))
    pushes = kind(DECIDE, per_day=0.5)
    year = simulate(read, county(pushes, departments=OFFICES), CALENDAR, 2025, 1)
    seen = set()
    for thread in (*year.before, *year.threads):
        for name, opened in thread.state.duties.items():
            if name.startswith("claim"):
                start = opened.opened[0]
                days = 2 if start < on(CHANGE, 0) else 5
                index = CALENDAR.index_at(start)
                assert opened.due is not None
                assert opened.due[0] == CALENDAR.closing(index + days)
                assert (name == "claim") == (days == 5)
                seen.add(name)
        again = conformance(year.law, thread.run(year.end))
        assert again.admissible
    assert seen == {"claim", "claim@2025-03-03"}
    assert year.law.regime.name.zh == "例（历次版本）"


# Rule files


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(Mistakes) as told:
        regime_of(
            parse_document(text.encode(), str(folder / "x.yaml")), library.shared_vocabulary()
        )
    for one in told.value.mistakes:
        assert all("{" not in one.say().in_(lang) for lang in LANGS)
        assert one.line >= 1
    return [one.code for one in told.value.mistakes]


WRONG = {
    "amends-unknown": SECOND.replace("first.yaml", "frist.yaml"),
    "amends-circle": SECOND.replace("first.yaml", "x.yaml"),
    "amends-when": SECOND.replace("in-force: 2025-03-03", "in-force: not-stated"),
    "amends-order": SECOND.replace("in-force: 2025-03-03", "in-force: 2021-06-01"),
    "amends-dated": SECOND.replace("first.yaml", "dated.yaml"),
    "repeals-what": SECOND + "repeals: [clam]\n",
    "repeals-nothing": FIRST + "repeals: push\n",
    "period-empty": FIRST.replace('article: "1"', 'article: "1"\n    in-force: {}'),
    "period-order": DATED.replace("{from: 2025-03-03}", "{from: 2025-03-03, until: 2025-03-01}"),
    "period-amends": SECOND.replace(
        'article: "2"', 'article: "2"\n    in-force: {from: 2025-04-01}'
    ),
    "duplicate-id": DATED.replace("until: 2025-03-02", "until: 2025-03-03"),
    "transition-other": SECOND.replace("on: approval-info.pushed", "on: approval.decided")
    + "transition: all\n",
    "wrong-value": SECOND + "transition: some\n",
}


@pytest.mark.parametrize("code", WRONG)
def test_absurd_changes_are_told_with_their_places(files: Path, code: str) -> None:
    (files / "x.yaml").write_text(WRONG[code], encoding="utf-8")
    assert code in mistakes(files, WRONG[code])


def test_a_change_may_repeal_and_add_rules_and_be_changed_again(files: Path) -> None:
    third = SECOND.replace("first.yaml", "second.yaml").replace("2025-03-03", "2025-09-01")
    third = third.replace("id: claim", "id: receipt").replace(
        "act: approval-info.claimed", "act: approval-info.received"
    )
    (files / "third.yaml").write_text(third + "repeals: claim\n", encoding="utf-8")
    read = library.find(str(files / "third.yaml"))
    ids = [[rule.id for rule in one.regime.rules] for one in read.versions]
    assert ids == [["push", "claim"], ["push", "claim"], ["push", "receipt"]]
    assert read.versions[-1].regime.sanctions[0].of == ("push",)


def test_a_transition_clause_is_read(files: Path) -> None:
    (files / "third.yaml").write_text(SECOND + "transition: all\n", encoding="utf-8")
    assert [one.carried for one in library.find(str(files / "third.yaml")).versions] == [
        False,
        True,
    ]


def test_a_changed_file_is_read_again_even_where_another_names_it(files: Path) -> None:
    file = str(files / "second.yaml")
    assert library.find(f"{file}@2024-01-01").by_id["push"].article == "1"
    (files / "first.yaml").write_text(
        FIRST.replace('article: "1"', 'article: "9"'), encoding="utf-8"
    )
    assert library.find(f"{file}@2024-01-01").by_id["push"].article == "9"


DESIGN = """\
design: mine
question: {zh: 例, en: example}
baseline: xuecheng
reforms:
  old: {regime: second.yaml@2025-03-02}
  new: {regime: FILE@2025-03-03}
scenarios: [ordinary]
replications: 2
seed: 1
year: 2025
measures: [auto-claimed-share]
"""


def test_a_design_compares_a_text_with_itself_at_two_days_and_changes_neither(files: Path) -> None:
    path, file = files / "design.yaml", str(files / "second.yaml")
    path.write_text(DESIGN.replace("FILE", file), encoding="utf-8")
    limits = [claim_of(point.regime).deadline for point in read_design(path).points[1:]]
    assert limits == [Within(2), Within(5)]
    changed = "{regime: FILE@2025-03-03, changes: [{drop: claim, article: '2'}]}"
    wrong = DESIGN.replace("{regime: FILE@2025-03-03}", changed)
    path.write_text(wrong.replace("FILE", file), encoding="utf-8")
    with pytest.raises(Mistakes) as told:
        read_design(path)
    assert [one.code for one in told.value.mistakes] == ["change-as-found"]


def test_what_stands_in_several_files_is_not_amended(files: Path, shenguan: Any) -> None:
    file = str(files / "second.yaml")
    for name in (file, f"{file}@2025-03-03", "guanxian+above"):
        status, _, err = shenguan("amend", name, "--require", "letter-answered", lang="en")
        assert status == 2
        assert "own file" in err
