"""Wherever a proof is shown it is said of which runs it says nothing, and only there.

By hand: a hearing is owed within 6 working days, notice of it 7 days ahead, and who asked for it
may waive it but need not. Both duties can be obeyed only if he does; so everyone obeying, it is
proved that he waives within 6 days. With notice 5 days ahead there is time, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from experiments.amend.ask import propose
from experiments.amend.data import amendments_data
from experiments.amend.page import sheet as amend_sheet
from experiments.amend.words import other_words
from experiments.answers import guarantees
from experiments.answers.regimes.proved import proved_words
from experiments.audit.card import _changes
from experiments.bounds.ask import Bounds, Question, bounds
from experiments.bounds.data import bounds_data
from experiments.bounds.page import sheet as bounds_sheet
from experiments.compare.ask import Comparison, ComparisonQuestion, compare
from experiments.compare.data import verdicts_data
from experiments.compare.first import _proved
from experiments.compare.page import sheet as compare_sheet
from experiments.compare.scope import guarantees_footer
from experiments.diff.ask import ordering, pairing
from experiments.diff.data import diff_data
from experiments.diff.page import sheet as diff_sheet
from experiments.experiment import page as experiment_page
from experiments.export.ask import export
from experiments.export.page import sheet as export_sheet
from experiments.readings.ask import readings
from experiments.readings.data import readings_data
from experiments.readings.data import table as readings_table
from experiments.readings.page import sheet as readings_sheet
from experiments.show.blocks import Section, Sheet
from experiments.show.left_out import MARK
from experiments.show.terminal import print_sheet
from experiments.trust import ask
from experiments.trust.ask import Trust, trust
from experiments.trust.data import dependences_data, trust_sets_data
from experiments.trust.page import sheet as trust_sheet
from experiments.trust.page import write as write_trust
from experiments.verify.ask import verification
from experiments.verify.data import verification_data
from experiments.verify.page import sheet as verify_sheet
from model.calendar import chinese_calendar
from model.deadline import STRICT, Reading, Within
from model.interpretation import Alternative, Interpretation
from model.language import NOTHING, Lang, Text
from model.property import Property
from model.regime import Regime
from model.rule import Rule
from shenguan.frames import bounds as bounds_frame
from shenguan.frames import verdicts as verdicts_frame
from tests.hearing import AT_ODDS, WAIVED, hearing, read
from tests.small import duty
from tests.test_compare import small_scenario
from tests.test_guarantees import of_claims
from verify.amend.requirement import Requirement
from verify.audit import audit
from verify.audit import effect as effect_of
from verify.audit.cards import cards_of
from verify.audit.chance import Chances
from verify.audit.effect import Effect, Effects
from verify.audit.remedy import Remedy
from verify.guarantees import verify
from verify.left_out import LeftOut, left_out_of
from verify.patience import patience, waiting
from verify.verdict import Answer, Assume

KEY = "says_nothing_of"
SENTENCES: dict[Lang, str] = {
    "en": "since in them the rules that it rests on cannot all be obeyed",
    "zh": "因为其中所依据的规则无法同时遵守",
}
HANGS_ON = "where 'hearing waived' never comes"


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Regime:
    return read(tmp_path_factory.mktemp("bad"), 7)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Regime:
    return read(tmp_path_factory.mktemp("good"), 5)


def asked(of: Regime) -> tuple[Property, ...]:
    return of.properties


def shown(sheet: Sheet, lang: Lang = "en") -> str:
    """A sheet with all that is folded on it."""
    written = StringIO()
    to = Console(file=written, width=400, highlight=False, color_system=None)
    print_sheet(sheet, lang, unfold=True, to=to, hint=False)
    return ("" if lang == "zh" else " ").join(written.getvalue().split())


def says(page: dict[Lang, str]) -> bool:
    """Whether a page says of which runs a proof says nothing, in both languages or in neither."""
    told = {lang: sentence in page[lang] for lang, sentence in SENTENCES.items()}
    assert {*told.values()} == {MARK in words for words in page.values()}, told
    assert len({*told.values()}) == 1
    return told["en"]


def both(sheet: Sheet) -> dict[Lang, str]:
    return {"en": shown(sheet, "en"), "zh": shown(sheet, "zh")}


def told_in(data: Any) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Everything in data of which it is told of which runs it says nothing, with that."""
    if isinstance(data, dict):
        if data.get(KEY):
            yield data, data[KEY]
        data = [*data.values()]
    if isinstance(data, list | tuple):
        for one in data:
            yield from told_in(one)


def only_waived(data: Any) -> list[dict[str, Any]]:
    """What is told in data: of the waiver, everyone obeying, and of nothing else."""
    found = [one for one, _ in told_in(data)]
    for one, apart in told_in(data):
        assert one.get("property", WAIVED) == WAIVED
        assert one.get("assume", "everyone") == "everyone"
        assert [each["rules"] for each in apart] == [AT_ODDS]
        assert [each["kind"] for each in apart] == ["obeyed-by-chance"]
        assert all({*each["sentence"]} == {"zh", "en"} for each in apart)
    return found


# verify


def test_verify_says_it_of_the_bound_of_what_is_not_so_soon(bad: Regime, good: Regime) -> None:
    """Refuted within 3 days, and within 6 by the same rules: the bound is of the same runs."""
    for of, there in ((bad, True), (good, False)):
        answer = verification([of], asked(of), within=3, assumptions=[Assume.EVERYONE])
        assert answer.verdicts[0].answer is Answer.REFUTED
        assert answer.verdicts[0].days == (6 if there else None)
        assert bool(only_waived(verification_data(answer))) is there
        page = shown(verify_sheet(answer))
        assert ("this bound leaves out the following runs" in page) is there


def test_what_there_is_no_time_for_is_said_to_be_undecided(bad: Regime, good: Regime) -> None:
    for of, there in ((bad, True), (good, False)):
        found = verification([of], asked(of), assumptions=[Assume.EVERYONE]).verdicts
        with waiting(0.0):
            apart = left_out_of(found, chinese_calendar())
            assert (patience().cut is not None) is there
        assert [verdict.property.id for verdict, _ in apart] == ([WAIVED] if there else [])
        assert all(one.is_open for _, findings in apart for one in findings)


def test_what_several_proofs_rest_on_is_asked_once(
    bad: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []
    of = Chances.of

    def count(self: Chances, rule: Any) -> Any:
        counted.append(rule)
        return of(self, rule)

    monkeypatch.setattr(Chances, "of", count)
    known = LeftOut(chinese_calendar())
    first = known.of(bad, AT_ODDS, STRICT)
    number = len(counted)
    assert known.of(bad, [*AT_ODDS, "told"], STRICT) == first
    assert first
    assert len(counted) == number
    known.of(bad, AT_ODDS, Reading(5))
    assert len(counted) > number


# trust


def trusted(of: Regime) -> Trust:
    return trust([of], asked(of), runs=False)


def test_trust_says_it_of_the_trust_set(
    bad: Regime, good: Regime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for of, there in ((bad, True), (good, False)):
        answer = trusted(of)
        for most in (ask.FEW, -1):  # all in one table, and one for each text
            monkeypatch.setattr(ask, "FEW", most)
            page = both(trust_sheet(replace(answer, selected=False)))
            assert says(page) is there
            assert (f"6 {MARK}" in page["en"]) is there
        assert says(both(trust_sheet(answer))) is there
        for data in (trust_sets_data(answer), dependences_data(answer)):
            assert [one["rules"] for one in only_waived(data)] == ([AT_ODDS] if there else [])
        write_trust(answer, tmp_path / of.digest, "en")
        table = pl.read_csv(tmp_path / of.digest / "trust.csv")
        assert (KEY in table.columns) is there
        if there:
            cells = table.filter(pl.col("set") == "trust")[KEY].to_list()
            assert cells == ["obeyed-by-chance: held, notified", None]


def test_the_lead_marks_the_trust_set_of_the_only_guarantee(bad: Regime, good: Regime) -> None:
    for of, there in ((bad, True), (good, False)):
        only = [one for one in asked(of) if one.id == WAIVED]
        page = both(trust_sheet(trust([of], only, runs=False)))
        assert (f"{MARK}." in page["en"]) is there
        assert (f"{MARK}。" in page["zh"]) is there


def test_leads_mark_what_is_proved_of_few_guarantees(bad: Regime, good: Regime) -> None:
    for of, there in ((bad, True), (good, False)):
        only = [one for one in asked(of) if one.id == WAIVED]
        days = chinese_calendar()
        proved = both(verify_sheet(verification([of], only, assumptions=[Assume.EVERYONE])))
        assert (f"proved {MARK};" in proved["en"]) is there
        question = Question((of,), tuple(only), (Assume.EVERYONE,), days)
        assert (f"is 6 {MARK}." in both(bounds_sheet(bounds(question)))["en"]) is there


# bounds


def bounded(of: Regime, **more: Any) -> Bounds:
    return bounds(Question((of,), asked(of), tuple(Assume), chinese_calendar(), **more))


def test_bounds_say_it_of_the_expression(bad: Regime, good: Regime) -> None:
    for of, there in ((bad, True), (good, False)):
        answer = bounded(of)
        page = both(bounds_sheet(answer)) if there else {}
        sentence = "this bound leaves out the following runs, " + SENTENCES["en"]
        if there:
            assert says(page)
            assert sentence in page["en"]
            assert f"6 {MARK}" in page["en"]
        else:
            assert not says(both(bounds_sheet(answer)))
        found = only_waived(bounds_data(answer))
        # Counted the other way the hearing is owed a day sooner, and notice a day longer.
        assert len(found) == (2 if there else 0)


def test_a_bound_for_all_limits_is_said_to_leave_runs_out_for_some(good: Regime) -> None:
    """By hand: 5 days ahead there is time within 6 days, and not if the text said 3."""
    page = shown(bounds_sheet(bounded(good, deadlines=True, both_ways=False)))
    assert "for some values of what is unknown: this bound leaves out" in page
    assert HANGS_ON in page


def test_bounds_of_kinds_of_matter_say_it_too(bad: Regime, good: Regime) -> None:
    for of, there in ((bad, True), (good, False)):
        answer = bounded(of, by_matter=True)
        kinds = [one for data in bounds_data(answer) for one in data["by_case"]["kinds"]]  # type: ignore[index]
        assert bool(only_waived(kinds)) is there


# compare


MARKED = {"answer": 1, "matrix": 2, "verdicts": 3, "trust": 3, "bounds": 5, "calendar": 2}
"""How often the mark stands in sections: in each cell and line, and where it is explained."""


@pytest.fixture(scope="module")
def compared(bad: Regime, good: Regime) -> Comparison:
    two = replace(bad, id="bad", name=bad.name), replace(good, id="good", name=good.name)
    question = ComparisonQuestion(
        two, asked(bad), small_scenario(), chinese_calendar(), 2025, 1, Reading(5)
    )
    return compare(question)


def alone(compared: Comparison, name: str) -> Comparison:
    """The comparison as if it had been of one of the texts."""
    own = tuple(one for one in compared.results if one.regime.id == name)
    regimes = tuple(one.regime for one in own)
    return Comparison(replace(compared.question, regimes=regimes), own)


def test_compare_says_it_of_every_verdict(compared: Comparison) -> None:
    for name, there in (("bad", True), ("good", False)):
        own = alone(compared, name)
        whole = compare_sheet(own, "shenguan compare")
        found = only_waived(verdicts_data(own))
        assert {one["reading"] for one in found} == ({"strict", "5"} if there else set())
        assert ("say nothing of some runs" in proved_words(_proved(own)).en) is there
        assert ("†: of some runs" in guarantees_footer(own).en) is there
        for lang in SENTENCES:
            sections = {
                one.id: shown(replace(whole, sections=(replace(one, behind=False),)), lang)
                for one in whole.sections
            }
            marks = {part: sections[part].count(MARK) for part in MARKED}
            assert marks == (MARKED if there else dict.fromkeys(MARKED, 0)), lang
            for part in ("trust", "bounds"):
                assert (SENTENCES[lang] in sections[part]) is there, (lang, part)
            several = {"en": "each of these leaves out", "zh": "以上每一项都没有涉及"}
            assert (several[lang] in sections["matrix"]) is there


def test_the_order_of_texts_says_it_of_the_bounds_that_it_goes_by(compared: Comparison) -> None:
    dominance = next(
        one for one in compare_sheet(compared, "shenguan compare").sections if one.id == "dominance"
    )
    page = both(Sheet(dominance.title, dominance.title, (replace(dominance, behind=False),)))
    assert says(page)
    assert f"≤ 6 {MARK}" in page["en"]
    assert "Of the bounds compared 1 say nothing of some runs" in page["en"]


# diff


def test_diff_says_it_of_what_is_won(bad: Regime, good: Regime) -> None:
    two = replace(good, id="good"), replace(bad, id="bad")
    found = pairing(*two, asked(bad))
    page = both(diff_sheet(found))
    assert f"unbounded 6 {MARK}" in page["en"]
    assert SENTENCES["en"] in page["en"]
    assert SENTENCES["zh"] in page["zh"]
    data = diff_data(found)
    (gained,) = data["guarantees"]["gained"]
    assert KEY in gained["new"]
    assert KEY not in gained["old"]
    assert [one["regime"] for one in data[KEY]] == ["bad"]
    same = pairing(two[0], replace(good, id="other"), asked(good))
    assert not says(both(diff_sheet(same)))
    assert KEY not in diff_data(same)


def test_an_order_of_several_says_it(bad: Regime, good: Regime) -> None:
    three = [replace(good, id="good"), replace(bad, id="bad"), replace(good, id="other")]
    orders = ordering(three, asked(bad))
    page = both(diff_sheet(orders))
    assert says(page)
    assert f"≤ 6 {MARK}" in page["en"]
    assert [one["regime"] for one in diff_data(orders)[KEY]] == ["bad"]
    assert not says(both(diff_sheet(ordering([three[0], three[2]], asked(good)))))


# readings


def read_in_two_ways(of: Regime, first: Rule, second: Rule) -> Regime:
    """The text with its leave to waive read one way, and perhaps another."""
    other = Alternative("other", Text("另一种", "the other way"), second)
    doubt = Interpretation(Text("一种", "one way"), alternatives=(other,))
    rules = (replace(first, readings=(doubt,)) if one.id == "waiver" else one for one in of.rules)
    return replace(of, rules=tuple(rules))


def test_readings_say_it_of_what_is_proved_so_and_otherwise(bad: Regime, good: Regime) -> None:
    """By hand: read as a duty to waive within 3 days, the proof rests on that duty alone."""
    leave = bad.by_id["waiver"]
    owed = duty("asked", "waived", Within(3), bearer="applicant", id="waiver")
    owed = replace(owed, article=leave.article)
    for of, there in ((bad, True), (good, False)):
        for ways, side in (((leave, owed), "as_read"), ((owed, leave), "otherwise")):
            answer = readings([read_in_two_ways(of, *ways)], asked(of))
            page = both(readings_sheet(answer))
            assert says(page) is there
            assert (f"proved (≤ 6) {MARK}" in page["en"]) is there
            hinges = readings_data(answer)[0]["alternatives"][0]["hinges"]
            (hinge,) = (one for one in hinges if one["assume"] == "everyone")
            for name in ("as_read", "otherwise"):
                assert (KEY in hinge[name]) is (there and name == side)
            table = readings_table(answer)
            assert (KEY in table.columns) is there
            if there:
                column = KEY if side == "as_read" else f"{KEY}_otherwise"
                assert table[column].to_list() == ["obeyed-by-chance: held, notified"]


# amend


def test_amend_says_it_of_what_holds_and_of_what_an_amendment_leaves(
    bad: Regime, good: Regime, tmp_path: Path
) -> None:
    waived, told = asked(bad)
    needs = [Requirement(waived, 9, Assume.EVERYONE)]
    holds = propose(bad, hearing(tmp_path, 7).read_bytes(), needs)
    page = both(amend_sheet(holds))
    assert says(page)
    assert f"proved, bound 6 {MARK}" in page["en"]
    assert only_waived(amendments_data(holds, {})["now"])
    needs.append(Requirement(told, 1, Assume.EVERYONE))
    amended = propose(bad, hearing(tmp_path, 7).read_bytes(), needs)
    page = both(amend_sheet(amended))
    assert "each of these leaves out" in page["en"]
    for one in amendments_data(amended, {})["amendments"]:
        assert [each["property"] for each in only_waived(one["verdicts"])] == [WAIVED]
    good_told = [Requirement(asked(good)[1], 1, Assume.EVERYONE)]
    calm = propose(good, hearing(tmp_path, 5).read_bytes(), good_told)
    assert not says(both(amend_sheet(calm)))
    assert not [*told_in(amendments_data(calm, {}))]


def test_another_guarantee_that_an_amendment_changes_says_it_too(bad: Regime) -> None:
    (old,) = verify(bad, asked(bad)[0], assumptions=[Assume.EVERYONE])
    ((_, found),) = left_out_of([old], chinese_calendar())
    words = other_words(old, old, (), found)
    assert words.en.count(MARK) == 1
    assert words.en.rindex(MARK) > words.en.index("6")


# export


def test_exported_evidence_says_it_in_each_file_and_in_the_list(bad: Regime, good: Regime) -> None:
    for of, there in ((bad, True), (good, False)):
        answer = export(of, asked(of), assumptions=[Assume.EVERYONE])
        for lang, sentence in SENTENCES.items():
            heads = {one.name: sentence in one.text.in_(lang) for one in answer.files}
            about = {name: WAIVED in name and there for name in heads}
            assert heads == about
            assert (sentence in shown(export_sheet(answer), lang)) is there
        assert bool(only_waived(answer.data()["files"])) is there


def test_export_says_it_on_standard_error_also_of_all_that_is_asked(
    tmp_path: Path, shenguan: Any
) -> None:
    for days, there in ((7, True), (5, False)):
        file, out = hearing(tmp_path, days), tmp_path / f"out-{days}"
        status, _, err = shenguan("export", file, "--out", out)
        assert status == 0
        assert (SENTENCES["en"] in err) is there


def test_exported_automata_say_it(bad: Regime) -> None:
    answer = export(bad, asked(bad)[:1], form="uppaal", assumptions=[Assume.EVERYONE])
    for file in answer.files:
        assert SENTENCES["en"] in file.text.en
    assert SENTENCES["en"] in " ".join(line.en for line in answer.left_out)


# audit


def test_what_advice_would_change_says_it(bad: Regime, good: Regime) -> None:
    (was,) = verify(good, asked(good)[0], assumptions=[Assume.EVERYONE])
    (now,) = verify(bad, asked(bad)[0], assumptions=[Assume.EVERYONE])
    apart = left_out_of([was, now], chinese_calendar())
    for left_out, there in ((apart, True), ((), False)):
        told = (Text("改", "changed"),)
        effect = Effect(told, asked=1, verdicts=((was, now),), left_out=left_out)
        page = both(Sheet(NOTHING, NOTHING, (Section("effect", NOTHING, (*_changes(effect),)),)))
        assert says(page) is there
        assert (f"proved {MARK}" in page["en"]) is there


def test_what_follows_advice_is_asked_whether_it_leaves_runs_out(
    bad: Regime, good: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The advice is made up: that notice should be given 7 days ahead."""
    changed = Remedy(bad, (Text("改", "changed"),), frozenset({"notified", "waiver"}))
    monkeypatch.setattr(effect_of, "remedy", lambda *_: changed)
    (card, *_) = cards_of(good, audit(good))
    effect = Effects(good, asked(good)).of(card)
    ((_, new),) = effect.verdicts
    assert new.answer is Answer.PROVED
    assert [one.rules for one in effect.apart(new)] == [tuple(AT_ODDS)]


# experiment


def test_bounds_beside_what_was_simulated_say_it(
    bad: Regime, good: Regime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was simulated is made up, and of other texts; it stands beside what is proved."""
    told = of_claims(tmp_path / "made-up", lambda _: {"max": 2.0})
    monkeypatch.setattr(guarantees, "happenings", lambda *_: {})
    monkeypatch.setattr(guarantees, "_StoredSpans", lambda *_: None)
    monkeypatch.setattr(experiment_page, "charts", lambda _: ())
    for of, there in ((bad, True), (good, False)):
        monkeypatch.setattr(guarantees, "properties_of", lambda *_, of=of: [*asked(of)])
        point = SimpleNamespace(regime=of, reading=STRICT, calendar=chinese_calendar())
        made: Any = SimpleNamespace(points=[point])
        results: Any = None
        found = guarantees.checks(results, made, ())
        assert [bool(one.left_out) for one in found] == [there, False]
        answered: Any = SimpleNamespace(answer=replace(told, guarantees=tuple(found)))
        blocks = tuple(experiment_page._evidence(answered))
        page = both(Sheet(NOTHING, NOTHING, (Section("evidence", NOTHING, blocks),)))
        assert says(page) is there
        assert (f"6 {MARK}" in page["en"]) is there


# Python


def test_tables_have_it_in_a_column(bad: Regime, good: Regime) -> None:
    for of, there in ((bad, True), (good, False)):
        known = verification([of], asked(of), assumptions=[Assume.EVERYONE])
        cells = ["obeyed-by-chance: held, notified", None] if there else [None, None]
        assert verdicts_frame(known.verdicts, (), known.left_out)[KEY].to_list() == cells
        found = bounds_frame(bounded(of)).filter(pl.col("assume") == "everyone")
        assert found[KEY].to_list() == cells
