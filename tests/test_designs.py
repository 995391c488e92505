"""A design file says what is compared with what, or where it is wrong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from experiments import designs, scenarios
from experiments.designs.point import seed_of
from experiments.designs.reader import read_design
from experiments.running.header import HEADER
from experiments.running.store import DESIGN, Store
from model.deadline import Counting, Immediately, Reading, Within
from model.language import Complaint
from model.rule import Default, Obligation
from protocols import library
from protocols.mistakes import Mistakes
from tests.designed import TINY, design, tiny


def claim(regime: object) -> Obligation:
    found = regime.by_id["approval-claim"]  # type: ignore[attr-defined]
    assert isinstance(found, Obligation)
    return found


def test_points_are_regimes_by_scenarios_by_levels_baseline_first(tmp_path: Path) -> None:
    points = design(tmp_path).points
    assert [(one.regime.id, one.levels["window"]) for one in points] == [
        ("xuecheng", 1),
        ("xuecheng", 3),
        ("auto-claim", 1),
        ("auto-claim", 3),
    ]
    assert [claim(one.regime).deadline for one in points] == [Within(1), Within(3)] * 2
    assert claim(points[0].regime).on_expiry is None
    assert claim(points[2].regime).on_expiry == Default("approval-info.claimed")


def test_a_reform_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    base = library.find("xuecheng")
    reform = design(tmp_path, ("values: [1, 3]", "values: [1, 3]")).points[2].regime
    others = [one for one in reform.rules if one.id != "approval-claim"]
    assert others == [one for one in base.rules if one.id != "approval-claim"]
    changed = replace(claim(base), on_expiry=Default("approval-info.claimed"))
    assert replace(claim(reform), readings=()) == replace(changed, readings=())
    assert claim(reform).reading == changed.reading
    assert (reform.sanctions, reform.ledger) == (base.sanctions, base.ledger)
    assert reform.digest != base.digest


def test_a_baseline_without_changes_is_the_file_s_regime(tmp_path: Path) -> None:
    base = library.find("xuecheng")
    found = design(tmp_path, ("values: [1, 3]", "values: [3, 1]")).points[1].regime
    assert (found.rules, found.digest, found.name) == (base.rules, base.digest, base.name)


CHANGE = '{rule: approval-claim, article: "22(1)", on-expiry: approval-info.claimed}'
LEVELS = TINY[TINY.index("levels:") : TINY.index("replications")]


def changed(tmp_path: Path, change: str, regime: str = "xuecheng") -> object:
    edits = [(CHANGE, change), ("regime: xuecheng", f"regime: {regime}"), (LEVELS, "")]
    return design(tmp_path, *edits).points[-1].regime


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("0", Immediately()),
        ("0 working days", Immediately()),
        ("2", Within(2)),
        ("2 working days", Within(2)),
    ],
)
def test_a_deadline_of_zero_days_is_immediately(
    tmp_path: Path, written: str, means: object
) -> None:
    change = f'{{rule: approval-claim, article: "22(1)", deadline: {written}}}'
    assert claim(changed(tmp_path, change)).deadline == means


def test_a_default_can_be_taken_away(tmp_path: Path) -> None:
    assert claim(library.find("guanxian")).on_expiry is not None
    change = '{rule: approval-claim, article: "17(1)", on-expiry: none}'
    assert claim(changed(tmp_path, change, "guanxian")).on_expiry is None


def test_a_dropped_rule_leaves_no_trace_in_sanctions(tmp_path: Path) -> None:
    base = library.find("xuecheng")
    assert any("approval-claim" in one.of for one in base.sanctions)
    regime = changed(tmp_path, '{drop: approval-claim, article: "22(1)"}')
    assert "approval-claim" not in regime.by_id  # type: ignore[attr-defined]
    assert not any("approval-claim" in one.of for one in regime.sanctions)  # type: ignore[attr-defined]


def test_an_added_rule_stands_last(tmp_path: Path) -> None:
    rule = (
        "{id: claim-reminded, article: new, on: approval-info.pushed, bearer: platform-operator, "
        "act: reminder.given, deadline: 2}"
    )
    regime = changed(tmp_path, f"{{add: {rule}}}")
    last = regime.rules[-1]  # type: ignore[attr-defined]
    assert (last.id, last.deadline, last.article) == ("claim-reminded", Within(2), "new")


def test_counting_and_readings_can_be_levels(tmp_path: Path) -> None:
    levels = (
        "levels:\n  counting: {vary: counting, values: [exclude-first-day, include-first-day]}\n"
        "  reading: {vary: reading, values: [strict, 5]}\n"
        "  clock: {vary: {scenario: [legal-act]}, values: [completion, take-up]}\n"
    )
    points = design(tmp_path, (LEVELS, levels)).points
    assert len(points) == 16
    assert {one.regime.counting for one in points} == set(Counting)
    assert {one.reading for one in points} == {Reading(None), Reading(5)}
    assert {str(one.scenario.legal_act) for one in points} == {"completion", "take-up"}
    assert len({one.key for one in points}) == 16


def test_a_scenario_is_changed_through_its_own_reader(tmp_path: Path) -> None:
    base = scenarios.find("ordinary")
    found = design(tmp_path).points[0].scenario
    assert [one.id for one in found.matters] == ["approval"]
    assert (found.id, found.warm_up, found.drain) == ("tiny", 0, 20)
    assert (found.departments, found.tasks) == (base.departments, base.tasks)


def test_the_key_of_a_point_is_what_decides_its_results(tmp_path: Path) -> None:
    point = design(tmp_path).points[0]
    renamed = replace(point, regime=replace(point.regime, id="other"), levels={"window": 9})
    assert renamed.key == point.key
    others = [
        replace(point, year=2024),
        replace(point, reading=Reading(None)),
        replace(point, scenario=replace(point.scenario, drain=21)),
        replace(point, regime=replace(point.regime, counting=Counting.INCLUDE_FIRST_DAY)),
    ]
    assert len({point.key, *(one.key for one in others)}) == 5


def test_the_key_of_a_point_is_the_same_in_every_process(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tiny(tmp_path)
    code = (
        "from experiments.designs.reader import read_design; from pathlib import Path; import sys;"
        "print(*(one.key for one in read_design(Path(sys.argv[1])).points))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [one.key for one in read_design(path).points]


def test_seeds_are_the_same_at_all_points_and_differ_between_designs(tmp_path: Path) -> None:
    found = design(tmp_path)
    seeds = {task.replication: task.seed for task in found.tasks()}
    assert all(task.seed == seeds[task.replication] for task in found.tasks())
    assert len(set(seeds.values())) == 4
    assert not set(seeds.values()) & {seed_of(2, number) for number in range(1000)}


SHIPPED = {
    "five-regimes": 5,
    "claim-window": 22,
    "staffing-against-deadline": 12,
    "holidays": 4,
    "silent-consent": 4,
    "feedback-window": 4,
    "reminders": 3,
    "who-has-to-be-honest": 8,
    "what-it-hinges-on": 2,
}
"""The main points of each shipped design."""


@pytest.mark.parametrize("name", designs.DESIGNS)
def test_shipped_designs_read(name: str) -> None:
    found = designs.find(name)
    assert found.id == name
    assert len(found.main) == SHIPPED[name]
    assert found.question.zh != found.question.en


def test_zero_days_of_the_shipped_window_are_immediately() -> None:
    points = designs.find("claim-window").points
    assert [claim(one.regime).deadline for one in points[:3]] == [
        Immediately(),
        Within(1),
        Within(2),
    ]


WRONG = [
    ("baseline: xuecheng", "baseline: xuechen", "no-regime", "baseline: xuechen"),
    ("    regime: xuecheng", "    regime: xuechen", "no-regime", "    regime: xuechen"),
    ("scenario: ordinary", "scenario: ordinry", "no-such-scenario", "scenario: ordinry"),
    ("replications: 4", "replication: 4", "misspelt-key", "replication: 4"),
    ("replications: 4", "replications: 0", "out-of-range", "replications: 0"),
    ("replications: 4", "replications: 4\nreading: loose", "not-a-reading", "reading: loose"),
    ("rule: approval-claim, article", "rule: approval-clam, article", "no-rule", CHANGE[20:30]),
    (CHANGE, CHANGE.replace("22(1)", "22(2)"), "other-article", "22(2)"),
    (CHANGE, CHANGE.replace('article: "22(1)", ', ""), "change-article", "on-expiry"),
    (CHANGE, '{article: "22(1)", bearer: regulator}', "change-form", "bearer"),
    (CHANGE, '{rule: approval-claim, article: "22(1)"}', "change-nothing", "approval-claim"),
    (
        CHANGE,
        '{rule: approval-claim, article: "22(1)", deadline: 1}',
        "change-nothing",
        "deadline: 1",
    ),
    (
        CHANGE,
        '{rule: approval-claim, article: "22(1)", deadline: soon}',
        "deadline-form",
        "deadline: soon",
    ),
    (
        CHANGE,
        '{rule: approval-claim, article: "22(1)", bearer: regulater}',
        "unknown-word",
        "regulater",
    ),
    (CHANGE, CHANGE.replace("claimed}", "claimd}"), "unknown-word", "claimd"),
    (CHANGE, "{add: {id: letter-reply, article: '9', on: letter.received}}", "missing-key", "add:"),
    (
        CHANGE,
        "{add: {id: letter-reply, article: '9', on: letter.sent, counts-as: letter.received}}",
        "duplicate-id",
        "id: letter-reply",
    ),
    ("at: [warm-up], to: 0", "at: [warm-up], to: cold", "wrong-type", "to: cold"),
    ("at: [drain]", "at: [drane]", "unknown-key", "at: [drane]"),
    ("at: [drain]", "at: [departments, buro, officers]", "no-key", "buro"),
    ("starts: approval.decided", "starts: approval.decide", "unknown-word", "approval.decide,"),
    ("per-day: 0.4", "per-day: often", "wrong-type", "per-day: often"),
    ("values: [1, 3]", "values: [1, -3]", "deadline-form", "-3"),
    ("values: [1, 3]", "values: [1, 1]", "values-distinct", "values: [1, 1]"),
    ("values: [1, 3]", "values: {from: 3, to: 1}", "range-form", "from: 3"),
    (LEVELS[22:], "vary: reading\n    values: [1, -3]\n", "not-a-setting", "-3"),
    ('vary: {rule: approval-claim, article: "22(1)"}', "vary: {rule: a}", "vary-form", "rule: a"),
    (
        'vary: {rule: approval-claim, article: "22(1)"}',
        'vary: {rule: approval-claim, article: {guanxian: "17(1)"}}',
        "level-article",
        "guanxian",
    ),
    ("  window:", "  measure:", "reserved-level", "  measure:"),
    ("measures: [threads", "measures: [thread", "no-measure", "measures: [thread"),
    ("  auto-claim:", "  xuecheng:", "reform-is-baseline", "  xuecheng:"),
]


@pytest.mark.parametrize(("good", "bad", "code", "place"), WRONG)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, good: str, bad: str, code: str, place: str
) -> None:
    """The good twin of every one of them is the tiny design itself, which reads."""
    path = tiny(tmp_path, (good, bad))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    lines = path.read_text("utf-8").splitlines()
    found = [(one.code, lines[one.line - 1]) for one in caught.value.mistakes]
    assert any(one == code and place in line for one, line in found), found
    assert all(one.file == str(path) for one in caught.value.mistakes)
    for lang in ("zh", "en"):
        assert caught.value.say().in_(lang)


NESTED = """\
        to:
          approval:
            starts: approval.decided
            per-day: often
"""
ADDED = """\
add:
          id: claim-reminded
          article: new
          on: approval-info.pushed
          counts-as: reminder.givn
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "        to: {approval: {starts: approval.decided, per-day: 0.4}}\n",
            NESTED,
            "per-day: often",
        ),
        (CHANGE + "\n", ADDED, "counts-as: reminder.givn"),
    ],
)
def test_a_mistake_deep_in_a_change_is_told_at_its_own_line(
    old: str, new: str, line: str, tmp_path: Path
) -> None:
    path = tiny(tmp_path, (old, new))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    lines = path.read_text("utf-8").splitlines()
    (mistake,) = caught.value.mistakes
    assert lines[mistake.line - 1].strip() == line
    assert mistake.column > len(lines[mistake.line - 1].split(":")[0])


def test_what_follows_a_dropped_rule_keeps_its_place(tmp_path: Path) -> None:
    two = (
        '{rule: letter-reply, article: "27", bearer: regulater}\n'
        '      - {drop: approval-claim, article: "22(1)"}'
    )
    path = tiny(tmp_path, (CHANGE, two), (LEVELS, ""))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    (mistake,) = caught.value.mistakes
    assert "regulater" in path.read_text("utf-8").splitlines()[mistake.line - 1]


def test_the_good_twin_reads(tmp_path: Path) -> None:
    assert len(design(tmp_path).points) == 4


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tiny(
        tmp_path, ("22(1)", "22(2)"), ("at: [drain], to: 20", "at: [drain], to: 999"),
        ("measures: [threads", "measures: [thread"),
    )  # fmt: skip
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    codes = {one.code for one in caught.value.mistakes}
    assert {"other-article", "out-of-range", "no-measure"} <= codes


def test_a_year_that_the_calendar_lacks_is_told_where_it_stands(tmp_path: Path) -> None:
    path = tiny(tmp_path, ("year: 2025", "year: 2051"))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    (mistake,) = caught.value.mistakes
    assert path.read_text("utf-8").splitlines()[mistake.line - 1] == "year: 2051"
    assert "calendar" in mistake.say().in_("zh")


def test_a_scenario_that_does_not_fit_is_told_at_each_regime(tmp_path: Path) -> None:
    starts = "starts: [approval.decided, approval-info.pushed]"
    path = tiny(tmp_path, ("starts: approval.decided", starts))
    with pytest.raises(Mistakes) as caught:
        read_design(path)
    lines = path.read_text("utf-8").splitlines()
    assert [one.code for one in caught.value.mistakes] == ["not-simulated"] * 2
    found = [lines[one.line - 1].strip() for one in caught.value.mistakes]
    assert found == ["baseline: xuecheng", "regime: xuecheng"]


def test_files_beside_the_design_are_found(tmp_path: Path) -> None:
    own = library.path_of("xuecheng").read_bytes()
    (tmp_path / "own.yaml").write_bytes(own)
    found = design(tmp_path, ("baseline: xuecheng", "baseline: own.yaml"))
    assert found.baseline == "own"
    assert found.points[0].key == found.points[0].key


@pytest.mark.parametrize("name", ["docs/experiments.md", "docs/experiments.zh.md"])
def test_the_design_shown_in_the_documents_reads(name: str, tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / name).read_text("utf-8")
    block = text.split("```yaml\n", 1)[1].split("```", 1)[0]
    path = tmp_path / "shown.yaml"
    path.write_text(block, encoding="utf-8")
    found = read_design(path)
    assert len(found.points) == 3 * 2 * 2 * 2
    assert found.precision is not None


def test_every_mistake_of_a_design_has_its_sentence() -> None:
    from model.language import catalogue
    from tests.test_language import codes_in

    folder = Path(designs.__file__).parent
    codes = {code for path in folder.glob("*.py") for code in codes_in(path)}
    assert {"other-article", "vary-form", "no-key", "not-a-reading"} <= codes
    names = {"articles", "deadline", "immediately", "strict", "rules"}
    assert not {one for one in codes - names if f"mistake.{one}" not in catalogue()}


def test_a_design_is_read_again_wherever_its_results_are(tmp_path: Path) -> None:
    """What it names beside it goes with it, and what that extends."""
    below = tmp_path / "mine"
    below.mkdir()
    (below / "own.yaml").write_bytes(library.path_of("xuecheng").read_bytes())
    (below / "base.yaml").write_bytes(scenarios.path_of("ordinary").read_bytes())
    own = ["scenario: calm", "label: {zh: 平静, en: calm}", "note: {zh: 无, en: none}"]
    (below / "calm.yaml").write_text("\n".join([*own, "extends: base.yaml"]), encoding="utf-8")
    edits = (
        ("baseline: xuecheng", "baseline: own.yaml"),
        ("    scenario: ordinary", "    scenario: calm.yaml"),
    )
    found = design(below, *edits)
    assert set(found.files) == {"own.yaml", "calm.yaml", "base.yaml"}
    store = Store(tmp_path / "out", found)
    shutil.rmtree(below)
    again = read_design(store.path / DESIGN)
    assert [one.key for one in again.points] == [one.key for one in found.points]


def test_what_lies_outside_the_design_s_folder_is_not_taken_along(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(library.path_of("xuecheng").read_bytes())
    below = tmp_path / "mine"
    below.mkdir()
    assert design(below, ("baseline: xuecheng", "baseline: ../own.yaml")).files == {}


@pytest.mark.parametrize("name", [DESIGN, HEADER])
def test_a_file_of_somebody_s_own_is_not_written_over(name: str, tmp_path: Path) -> None:
    found = design(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_bytes(b"precious")
    with pytest.raises(Complaint, match="not written by this"):
        Store(out, found)
    assert (out / name).read_bytes() == b"precious"
    (out / name).unlink()
    Store(out, found)
    Store(out, found)


def test_a_ceiling_below_what_is_made_in_any_case_is_a_mistake(tmp_path: Path) -> None:
    wish = "precision: {measure: threads, half-width: 1, most: 3}\nreplications: 4"
    with pytest.raises(Mistakes) as caught:
        design(tmp_path, ("replications: 4", wish))
    assert [one.code for one in caught.value.mistakes] == ["most-below-replications"]
    design(tmp_path, ("replications: 4", wish.replace("3", "4")))
