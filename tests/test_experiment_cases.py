"""Single cases of an experiment are the same matter under each point, told from the data."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import scenarios
from experiments.answers.answer import Answer, answer
from experiments.designs.point import seed_of
from experiments.experiment import matters
from experiments.experiment.cases import (
    MOST_STEPS,
    _shortened,
    case_blocks,
    introduction,
    story,
    untold,
)
from experiments.experiment.matters import Again, again, courses, points_told, single_cases
from experiments.experiment.passages import (
    SUPERVISION,
    Key,
    Passage,
    Subject,
    most_different,
    passages,
    subject_of,
    typical,
    worst,
)
from experiments.measures import find
from experiments.measures.metrics import metrics, working_days_between
from experiments.running.replication import Replication
from experiments.running.results import Results
from experiments.running.store import Store
from experiments.show.blocks import Askable, Block, Bullets, Fold, Marked, Paragraph, Swimlane
from experiments.show.timeline import timeline
from model.calendar import chinese_calendar
from model.deadline import Within
from model.instant import time_of
from model.language import Complaint, Lang, Text
from model.simulation.compiled.ready import is_ready
from model.simulation.engine import Engine
from model.simulation.year import Year, simulate
from protocols import library
from tests.answered import MEAN, made_up, shorter
from tests.county import OVERLOOKED, county, kind, lived
from tests.designed import design
from tests.said import said
from tests.small import duty, regime
from verify.verdict import Step

ONCE = ("replications: 4", "replications: 1")
WINDOW = ("    values: [1, 3]", "    values: [1]")
BUSY = ("per-day: 0.4", "per-day: 1.5")


def told_of(folder: Path, *edits: tuple[str, str]) -> Answer:
    folder.mkdir(exist_ok=True)
    of = design(folder, ONCE, *edits)
    return answer(made_up(folder, of, shorter), of, (MEAN,))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return told_of(tmp_path_factory.mktemp("cases"), WINDOW, BUSY)


@pytest.fixture(scope="module")
def years(found: Answer) -> list[Year]:
    """What the points are like, simulated by hand."""
    assert found.design is not None
    seed = seed_of(found.design.seed, 0)
    return [
        simulate(one.regime, one.scenario, one.calendar, one.year, seed, one.reading)
        for one in found.design.points
    ]


@pytest.fixture(scope="module")
def once_more(found: Answer) -> Again:
    assert found.design is not None
    cases = again(found, found.design)
    assert cases is not None
    return cases


def flat(blocks: list[Block]) -> list[Block]:
    inner = [flat(list(one.blocks)) if isinstance(one, Fold) else [one] for one in blocks]
    return [one for some in inner for one in some]


def words(blocks: list[Block], lang: Lang = "en") -> str:
    told: list[Text | Marked] = []
    for one in flat(blocks):
        if isinstance(one, Paragraph):
            told.append(one.text)
        elif isinstance(one, Bullets):
            assert not any(isinstance(item, Askable) for item in one.items)
            told += (item for item in one.items if not isinstance(item, Askable))
    return "\n".join(said(told, lang))


def cases(found: Answer) -> list[Block]:
    return list(case_blocks(found, single_cases(found)))


def test_the_typical_case_is_the_median_and_the_worst_the_longest(
    once_more: Again, years: list[Year]
) -> None:
    base = passages(years[0], SUPERVISION)
    spans = metrics(years[0]).attention
    ended = np.sort(np.concatenate([spans.calendar, np.full(spans.censored, np.inf)]))
    assert len(base) == len(ended) > 100
    middle = base[typical(base)].actual / 1440
    assert middle == pytest.approx(ended[len(ended) // 2])
    watched = np.concatenate([spans.calendar, spans.open_calendar])
    longest = base[worst(base)]
    waited = min(longest.actual, longest.end - longest.begun)
    assert waited / 1440 == pytest.approx(watched.max())
    told = {what: key for key, reasons in once_more.special.items() for what in reasons}
    assert (told["typical"], told["worst"]) == (typical(base), worst(base))
    assert once_more.count == len(base)


def test_the_worst_case_waited_longest_however_soon_it_was_answered() -> None:
    """A deemed claim is no attention; one without attention since yesterday is not the worst."""

    def course(begun: int, answered: int | None, attended: int | None) -> Passage:
        ends = (None if day is None else 1440 * day for day in (answered, attended))
        until, seen = ends
        return Passage(0, 0, {}, 1440 * begun, until, seen, 400 * 1440)

    old, new, slow = course(0, 2, None), course(390, None, None), course(0, 300, 300)
    one, two = Key("one", 0), Key("two", 0)
    for other in (new, slow):
        assert worst({one: other, two: old}) == two
    assert worst({one: slow, two: new}) == one
    assert worst({one: course(0, 400, 400), two: course(0, None, None)}) == two


@pytest.mark.skipif(not is_ready(), reason="not compiled on this machine")
@pytest.mark.parametrize("name", ["jinan", "xuecheng"])
def test_arrays_tell_what_threads_tell(name: str) -> None:
    """Of a year of the compiled engine no thread is made but those that are told."""
    point = (library.find(name), scenarios.find("ordinary"), chinese_calendar(), 2025, 3)
    years = [simulate(*point, engine=engine) for engine in (Engine.COMPILED, Engine.SIMPY)]
    letters = Subject("letter.received", "letter.answered", ("letter.answered",))
    both_acts = ("approval-info.pushed", "approval-info.claimed")
    for of in (SUPERVISION, letters, Subject("approval.decided", both_acts[1], both_acts)):
        found, expected = (passages(year, of) for year in years)
        assert found == expected
        assert len(found) > 20
        told = [*found][:: len(found) // 7]
        both = [courses(year, found, [*told, Key("none", 0)]) for year in years]
        assert [*both[0]] == [*both[1]] == told
        for mine, its in zip(both[0].values(), both[1].values(), strict=True):
            for what in ("case", "department", "history", "state", "attributes"):
                assert getattr(mine.thread, what) == getattr(its.thread, what)
            one, other = ([each.history for each in x.thread.siblings] for x in (mine, its))
            assert one == other


def test_the_largest_difference_is_found_among_all_matters(
    once_more: Again, years: list[Year]
) -> None:
    base, other = (passages(year, SUPERVISION) for year in years)

    def apart(key: Key) -> float:
        one, two = (min(of[key].legal, of[key].end - of[key].begun) for of in (base, other))
        return abs(one - two)

    (key,) = (key for key, reasons in once_more.special.items() if "different" in reasons)
    assert apart(key) == max(map(apart, base)) > 1440
    assert once_more.different == 1


def test_the_same_matter_is_told_under_each_point(once_more: Again) -> None:
    for key in once_more.special:
        one, other = (once_more.courses[number][key] for number in once_more.points)
        assert one.same_matter(other)
        assert one.thread.history[0] == other.thread.history[0]
        assert one.year.law.regime.id != other.year.law.regime.id


def test_captions_say_when_and_how_long_under_which_article(
    found: Answer, once_more: Again
) -> None:
    told = words(cases(found))
    for key in once_more.special:
        assert key.case in told
        for number in once_more.points:
            one = once_more.courses[number][key]
            if number and one.like(once_more.courses[0][key]):
                continue
            assert f"approval decided {time_of(one.begun):%Y-%m-%d %H:%M}" in told
            if one.answered is not None:
                days = working_days_between(one.year.calendar, one.begun, one.answered)
                assert f"Legal supervision from {time_of(one.answered):%Y-%m-%d %H:%M}" in told
                assert (
                    f"after {days:.1f} working days ({one.passage.legal / 1440:.1f} calendar"
                    in told
                )
            else:
                assert "No legal supervision when watching ended" in told
            if one.attended is None:
                assert "no officer had dealt with it" in told
    assert "art. 22(1)" in told
    assert "(deemed, art. 22(1))" in told
    assert "deadline for 'approval information claimed' missed" in told


def test_both_languages_tell_of_one_simulation(
    found: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []

    def counting(*of: Any) -> Year:
        calls.append(of)
        return simulate(*of)

    monkeypatch.setattr(matters, "simulate", counting)
    blocks = cases(found)
    assert len(calls) == 2, "one for each point"
    assert "差别最大的一件" in words(blocks, "zh")
    assert "The case with the largest difference" in words(blocks, "en")


def test_swimlanes_have_dates_and_end_with_what_the_case_is_told_for(found: Answer) -> None:
    lanes = [one for one in flat(cases(found)) if isinstance(one, Swimlane)]
    assert len(lanes) >= 3
    for one in lanes:
        steps = one.story.steps
        assert len(steps) <= MOST_STEPS
        assert steps[-1].event == "approval-info.claimed"
        days = [math.inf if step.working_day is None else step.working_day for step in steps]
        assert all(a <= b for a, b in pairwise(days))
        drawn = timeline(one.story, "en", "x")
        for day in {step.working_day for step in steps}:
            assert one.story.heads[day].en in drawn
        assert "2025-" in drawn
        assert "working day" not in drawn


def test_a_step_of_a_swimlane_stands_on_the_date_on_which_it_happened(once_more: Again) -> None:
    key = next(iter(once_more.special))
    course = once_more.courses[0][key]
    made = story(SUPERVISION, course)
    by_event = {one.event: time_of(one.at).date().isoformat() for one in course.thread.history}
    done = [step for step in made.steps if step.mode != "overdue" and step.mode != "never"]
    for step in done:
        if not step.after_close:
            assert made.heads[step.working_day].en.startswith(by_event[step.event])


def test_a_long_story_keeps_what_matters_and_nothing_after_it() -> None:
    def step(event: str) -> Step:
        return Step(event, "performed", 0, False, "", "", "p")

    names = ["start", *(f"other-{k}" for k in range(12)), "end", "after"]
    kept = [one.event for one in _shortened([step(one) for one in names], {"start", "end"})]
    assert kept == ["start", *(f"other-{k}" for k in range(MOST_STEPS - 2)), "end"]
    short = [step(one) for one in ("start", "other", "end")]
    assert _shortened([*short, step("after")], {"start", "end"}) == short


def test_a_reform_that_changes_nothing_for_anybody_is_said_to(tmp_path: Path) -> None:
    """The letters' deadline has nothing to do with permits."""
    reform = '{rule: approval-claim, article: "22(1)", on-expiry: approval-info.claimed}'
    other = '{rule: letter-reply, article: "27", on-expiry: none}'
    of = told_of(tmp_path, WINDOW, BUSY, (reform, other))
    told = single_cases(of)
    assert isinstance(told, Again)
    assert told.different is None
    assert {what for reasons in told.special.values() for what in reasons} == {"typical", "worst"}
    blocks = list(case_blocks(of, told))
    assert "none differs" in words(blocks)
    assert "auto-claim: exactly as under Xuecheng." in words(blocks)
    lanes = [one for one in flat(blocks) if isinstance(one, Swimlane)]
    assert len(lanes) == 2, "what goes alike is drawn once"


def test_where_matters_arrive_otherwise_none_is_said_to_go_alike(tmp_path: Path) -> None:
    level = '  window:\n    vary: {rule: approval-claim, article: "22(1)"}\n    values: [1, 3]'
    rate = "  rate:\n    vary: {scenario: [matters, approval, per-day]}\n    values: [0.02, 3]"
    reform = (
        "reforms:\n  auto-claim:\n    regime: xuecheng\n    changes:\n"
        '      - {rule: approval-claim, article: "22(1)", on-expiry: approval-info.claimed}\n'
    )
    of = design(tmp_path, ONCE, (reform, ""), (level, rate))
    store = Store(tmp_path / "made-up", of)
    with store:
        for task in of.tasks():
            store.append(task, Replication(task.point.key, task.seed, {"threads": 1.0}, {}, {}))
    store.settle()
    blocks = cases(answer(store.path, of, ("threads",)))
    assert "no such matter" in words(blocks)
    assert "none differs" not in words(blocks)
    assert "none is the same" in words(blocks)


def headed(found: Answer, **changes: Any) -> Results:
    """The results of an answer with another header."""
    results = Results(found.path)
    results.header = replace(found.header, **changes)
    return results


def test_regimes_that_are_not_told_of_are_named(found: Answer, once_more: Again) -> None:
    """The second of three has the results of the first; what is told is not 'the first two'."""
    twin = {**found.rows[0], "regime": "twin"}
    other = {**found.rows[1], "regime": "other", "key": "another"}
    names = {"twin": Text("孪", "Twin"), "other": Text("另", "Other")}
    results = headed(found, regimes={**found.header.regimes, **names})
    rows = (found.rows[0], twin, found.rows[1], other)
    of, told = (
        replace(found, results=results, rows=rows),
        replace(once_more, points=(0, 2), different=2),
    )
    named = " ".join(said(untold(of, told), "en"))
    assert "are not told again: Twin." in named
    assert "not told of: Other." in named
    assert named in " ".join(said(introduction(of, told), "en"))
    assert not list(untold(found, once_more))


def test_another_matter_of_the_same_number_is_not_taken_for_the_same() -> None:
    """With another rate of arrivals the fifth approval is another one."""
    of = regime(duty("a", "b", Within(1)))
    years = [
        lived(of, county(kind("a", per_day=rate), tasks={"b": OVERLOOKED})) for rate in (0.2, 0.4)
    ]
    subject = Subject("a", "b", ("b",))
    one, other = (passages(year, subject) for year in years)
    shared = [key for key in one if key in other and one[key].same_matter(other[key])]
    assert len(shared) < len(one) / 2
    found = most_different(one, {1: other})
    assert found is None or found[0] in shared
    assert most_different(one, {1: {}}) is None


def test_what_is_told_follows_what_the_design_asks_about() -> None:
    def asked(*names: str) -> Subject:
        return subject_of([find(name) for name in names])

    assert asked(MEAN) == asked("auto-claimed-share", "letters.open") == SUPERVISION
    assert asked("utilisation.bureau") == asked() == SUPERVISION
    letters = asked("letters.stuck")
    assert (letters.trigger, letters.response) == ("letter.received", "letter.answered")
    known = asked("property.supervision-decision-known.p90")
    assert known.response != SUPERVISION.response
    assert not known.supervision


def test_regimes_are_told_at_the_first_values_and_one_regime_at_its_extremes(
    tmp_path: Path,
) -> None:
    many = told_of(tmp_path / "many", ("    values: [1, 3]", "    values: [2, 3, 4]"))
    assert [many.rows[k]["window"] for k in points_told(many)] == [2, 2]
    reform = (
        "reforms:\n  auto-claim:\n    regime: xuecheng\n    changes:\n"
        '      - {rule: approval-claim, article: "22(1)", on-expiry: approval-info.claimed}\n'
    )
    alone = told_of(tmp_path / "alone", (reform, ""), ("values: [1, 3]", "values: [1, 2, 3]"))
    assert len(points_told(alone)) == 3


def test_what_cannot_be_simulated_any_more_is_said(
    found: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(found, design=None, unread=Text("规则文件改过", "rule files have changed"))
    assert "rule files have changed" in words(cases(gone))
    assert "规则文件改过" in words(cases(gone), "zh")

    def refused(*_: Any) -> Year:
        raise Complaint("experiment.no-dask")

    monkeypatch.setattr(matters, "simulate", refused)
    (only,) = cases(found)
    assert "不能重新模拟" in words([only], "zh")


def test_a_design_in_which_nothing_of_it_occurs_has_no_case(found: Answer) -> None:
    letters = replace(found, measures=answer(found.path, found.design, ("letters.open",)).measures)
    (only,) = cases(letters)
    assert "there is no case to tell" in words([only])


def test_results_of_other_code_are_said_to_be(found: Answer) -> None:
    results = headed(found, versions={**found.header.versions, "code": "0"})
    assert "other versions" in words(cases(replace(found, results=results)))
    assert "other versions" not in words(cases(found))
