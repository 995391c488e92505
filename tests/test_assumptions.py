"""A design says what is merely assumed, or where it says so wrongly; its main points stay."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.designs import reader
from experiments.designs.assumption import Group, assumptions_of
from experiments.designs.point import Point
from experiments.designs.reader import read_design
from experiments.running.frames import write_frames
from experiments.running.loop import run
from experiments.running.store import LINES, Store
from experiments.statistics.sensitivity import plan
from model.deadline import Reading
from model.language import LANGS, Complaint
from protocols.mistakes import Mistakes
from tests.designed import Inline, contents, design, tiny

ASSUMED = """\
assumptions:
  clock:
    label: {zh: 何为履行, en: what counts as the act}
    source: assumption
    vary: {scenario: [legal-act]}
    values: [take-up]
    words: {completion: {zh: 办结, en: finishing}}
  open-limits: {source: {zh: 理解, en: a reading}, vary: reading, values: [strict, 9]}
  looks: {source: assumption, vary: {scenario: [conduct, attention, skips]}, low: 0.5, high: 3}
  recall: {source: assumption, vary: {scenario: [recall]}, low: 5, high: 40}
  service:
    source: assumption
    vary: {scenario: [usual, work]}
    values:
      slow: {median: 40, ninety: 120}
"""
SOBOL = "sobol: {sample: 4, replications: 2}\nassumption-replications: 3\n"
ADDED = ("replications: 4", ASSUMED + SOBOL + "replications: 4")
UNSAMPLED = ("replications: 4", ASSUMED + "replications: 4")


def test_points_with_other_assumptions_follow_the_main_ones(tmp_path: Path) -> None:
    plain, found = design(tmp_path), design(tmp_path, ADDED)
    assert [one.key for one in found.points[:4]] == [one.key for one in plain.points]
    assert found.main == found.points[:4]
    alone = [one for one in found.points if one.assumed and one.row is None]
    tried = list(dict.fromkeys(tuple(one.assumed.items()) for one in alone))
    assert tried == [
        (("clock", "take-up"),),
        (("open-limits", "strict"),),
        (("open-limits", 9),),
        (("looks", 0.5),),
        (("looks", 3.0),),
        (("recall", 5),),
        (("recall", 40),),
        (("service", "slow"),),
    ]
    assert len(alone) == 8 * 4
    rows_ = [one for one in found.points if one.row is not None]
    assert len(rows_) == (2 + 2) * 4 * 4
    assert {len(one.assumed) for one in rows_} == {2}
    assert len({one.key for one in found.points}) == len(found.points)


def test_an_assumption_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    found = design(tmp_path, ADDED)
    main = found.points[0]
    by_name = {str(dict(one.assumed)): one for one in found.points if _at_first(one, main)}
    clock = by_name["{'clock': 'take-up'}"]
    assert clock.scenario == replace(main.scenario, legal_act=clock.scenario.legal_act)
    assert str(clock.scenario.legal_act) == "take-up"
    assert (clock.regime, clock.reading) == (main.regime, main.reading)
    strict = by_name["{'open-limits': 'strict'}"]
    assert (strict.scenario, strict.reading) == (main.scenario, Reading(None))
    looks = by_name["{'looks': 3.0}"].scenario
    assert (looks.conduct.attention.skips, looks.recall) == (3.0, main.scenario.recall)
    assert by_name["{'recall': 40}"].scenario.recall == 40


def _at_first(one: Point, main: Point) -> bool:
    return (one.regime.id, one.levels) == (main.regime.id, main.levels) and one.row is None


def test_rows_of_the_sample_lie_in_their_ranges_and_set_the_scenario(tmp_path: Path) -> None:
    found = design(tmp_path, ADDED)
    sampled = [one for one in found.points if one.row is not None]
    for one in sampled:
        assert 0.5 <= float(one.assumed["looks"]) <= 3
        assert one.assumed["recall"] in range(5, 41)
        assert one.scenario.conduct.attention.skips == one.assumed["looks"]
        assert one.scenario.recall == one.assumed["recall"]
    assert len({one.assumed["recall"] for one in sampled}) > 4
    made = plan({"looks": (0.5, 3.0), "recall": (5.0, 40.0)}, 4, seed=1).points
    for one in sampled:
        looks, recall = made[one.row]
        assert one.assumed["looks"] == pytest.approx(looks, rel=1e-5)
        assert abs(int(one.assumed["recall"]) - recall) <= 1


def test_usual_values_are_those_of_the_file(tmp_path: Path) -> None:
    given = design(tmp_path, ADDED).assumptions
    assert given is not None
    usual = {name: one.usual.en for name, one in given.named.items()}
    assert usual == {
        "clock": "finishing",
        "open-limits": "5",
        "looks": "1",
        "recall": "20",
        "service": "median 20, ninety 60",
    }
    groups = [one.group for one in given.named.values()]
    assert groups == [Group.READING, Group.READING, *[Group.CONDUCT] * 3]
    assert assumptions_of(json.loads(json.dumps(given.data()))) == given


def test_each_kind_of_point_has_its_own_number_of_replications(tmp_path: Path) -> None:
    found = design(tmp_path, ADDED)
    counts = {(one.row is not None, bool(one.assumed)): found.replications_of(one)
              for one in found.points}  # fmt: skip
    assert counts == {(False, False): 4, (False, True): 3, (True, True): 2}
    tasks = [*found.tasks()]
    assert len(tasks) == 4 * 4 + 32 * 3 + 64 * 2
    main = [(one.point.key, one.seed) for one in tasks if not one.point.assumed]
    assert main == [(one.point.key, one.seed) for one in design(tmp_path).tasks()]
    plain = design(tmp_path, UNSAMPLED)
    assert {plain.replications_of(one) for one in plain.points} == {4}


WRONG = [
    ("values: [take-up]", "values: [take-off]", "wrong-value", "values: [take-off]"),
    ("values: [take-up]", "values: [completion]", "assumed-anyway", "values: [completion]"),
    ("values: [strict, 9]", "values: [5]", "assumed-anyway", "values: [5]"),
    ("values: [strict, 9]", "values: [loose]", "not-a-setting", "loose"),
    ("values: [strict, 9]", "values: [9, 9]", "values-distinct", "values: [9, 9]"),
    ("values: [strict, 9]", "low: 1, high: 9", "range-of-what", "vary: reading"),
    ("low: 0.5, high: 3", "low: 0.5", "assumption-form", "low: 0.5"),
    ("low: 0.5, high: 3", "low: 0.5, high: 3, values: [2]", "assumption-form", "values: [2]"),
    ("low: 0.5, high: 3", "low: 3, high: 0.5", "range-order", "low: 3"),
    ("low: 0.5, high: 3", "low: 2, high: 3", "range-misses", "low: 2"),
    ("low: 0.5, high: 3", "low: -2, high: 3", "out-of-range", "low: -2"),
    ("low: 0.5, high: 3", "low: .nan, high: 3", "wrong-type", "low: .nan"),
    ("low: 0.5, high: 3", "low: true, high: 3", "wrong-type", "low: true"),
    ("low: 5, high: 40", "low: 5, high: 40.5", "range-whole", "high: 40.5"),
    ("[conduct, attention, skips]", "[conduct, atention, skips]", "no-key", "atention"),
    ("[conduct, attention, skips]", "[legal-act]", "varied-twice", "[legal-act]"),
    ("[conduct, attention, skips]", "[drain]", "range-misses", "[drain]"),
    ("[conduct, attention, skips]", "[departments]", "range-of-what", "[departments]"),
    ("  open-limits: {source: {zh: 理解, en: a reading}, ", "  open-limits: {", "missing-key",
     "open-limits"),
    ("  clock:", "  window:", "assumption-is-level", "  window:"),
    ("  clock:", "  row:", "reserved-level", "  row:"),
    ("{completion:", "{complete:", "words-of-nothing", "{complete:"),
    ("sample: 4", "sample: 6", "not-a-power-of-two", "sample: 6"),
    ("    values: [take-up]\n", "    value: [take-up]\n", "unknown-key", "value: [take-up]"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "code", "place"), WRONG)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, good: str, bad: str, code: str, place: str
) -> None:
    path = tiny(tmp_path, ADDED, ("[1, 3]", "[1]"), (good, bad))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    lines = path.read_text("utf-8").splitlines()
    found = [(one.code, lines[one.line - 1]) for one in caught.value.mistakes]
    assert any(one == code and place in line for one, line in found), found
    assert all(caught.value.say().in_(lang) for lang in LANGS)


def test_a_design_that_would_not_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(design(tmp_path, ADDED).points) == 4 * (1 + 8 + 16)
    monkeypatch.setattr(reader, "MOST", 99)
    with pytest.raises(Mistakes) as caught:
        read_design(tiny(tmp_path, ADDED))
    assert [one.code for one in caught.value.mistakes] == ["too-many-points"]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tiny(
        tmp_path, ADDED, ("low: 0.5, high: 3", "low: 3, high: 0.5"), ("{completion:", "{done:"),
        ("22(1)", "22(2)"), ("[recall]", "[recal]"),
    )  # fmt: skip
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    codes = {one.code for one in caught.value.mistakes}
    assert {"range-order", "words-of-nothing", "other-article", "range-of-what"} <= codes


@pytest.mark.parametrize(
    ("text", "code"),
    [("sobol: 4", "nothing-sampled"), ("assumption-replications: 2", "no-assumptions")],
)
def test_what_would_have_no_effect_is_a_mistake(tmp_path: Path, text: str, code: str) -> None:
    path = tiny(tmp_path, ("replications: 4", f"{text}\nreplications: 4"))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    assert [one.code for one in caught.value.mistakes] == [code]


def test_a_level_and_an_assumption_cannot_vary_the_same(tmp_path: Path) -> None:
    levels = 'vary: {rule: approval-claim, article: "22(1)"}\n    values: [1, 3]'
    path = tiny(tmp_path, UNSAMPLED, (levels, "vary: {scenario: [usual]}\n    values: [{}]"))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    assert "varied-twice" in {one.code for one in caught.value.mistakes}


def test_adding_assumptions_keeps_what_is_finished(tmp_path: Path) -> None:
    few = [("replications: 4", "replications: 2"), ("values: [1, 3]", "values: [1]")]
    first = Store(tmp_path / "run", design(tmp_path, *few))
    run(first, Inline())
    first.settle()
    before = (tmp_path / "run" / LINES).read_bytes()
    only = ASSUMED[: ASSUMED.index("  open-limits")]
    wider = design(tmp_path, few[1], ("replications: 4", only + "replications: 2"))
    again = Store(tmp_path / "run", wider, resume=True)
    assert [one.point.assumed for one in again.tasks()] == [{"clock": "take-up"}] * 4
    run(again, Inline())
    again.settle()
    assert (tmp_path / "run" / LINES).read_bytes().startswith(before)
    whole = Store(tmp_path / "whole", wider)
    run(whole, Inline())
    whole.settle()
    for store in (again, whole):
        write_frames(store)
    assert contents(again.path) == contents(whole.path)
    with pytest.raises(Complaint, match="another design"):
        Store(tmp_path / "run", design(tmp_path, *few), resume=True)
