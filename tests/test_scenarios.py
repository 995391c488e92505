"""Scenario files: the shipped ones, mistakes in one's own, and the luck they share."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from experiments import scenarios
from experiments.scenarios.forms import ScenarioForm
from model.deadline import Period, Recurring
from model.instant import date_of
from model.language import LANGS, Complaint
from model.regime import Regime
from model.simulation.department import lacking
from model.simulation.draws import Draws
from model.simulation.scenario import Every
from model.simulation.year import simulate
from model.vocabulary import EventType, Party
from protocols import library
from protocols.form import TextForm
from protocols.mistakes import Mistakes
from protocols.models import Model
from tests.county import (
    CALENDAR,
    OVERLOOKED,
    county,
    department,
    kind,
    later,
    lived,
    outcomes,
    words,
)
from tests.small import NAME, duty, regime


def mistakes(folder: Path, *edits: tuple[str, str]) -> list[str]:
    """The mistakes of the ordinary scenario after some edits."""
    text = scenarios.path_of("ordinary").read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        scenarios.find(str(path))
    except Mistakes as found:
        told = found.mistakes
        return [one.code for one in told if all(one.say().in_(lang) for lang in LANGS)]
    return []


KIND = "  suspicion: {starts: applicant-violation.suspected, per-day: 0.1}"


def suspicion(rest: str) -> tuple[str, str]:
    return (KIND, f"  suspicion: {{starts: applicant-violation.suspected, {rest}}}")


def follow(rest: str, event: str = "violation.found") -> tuple[str, str]:
    return suspicion(f"per-day: 1, later: [{{event: {event}, {rest}}}]")


DAYS = "days: {median: 1, ninety: 2}"
CAUSE = "after: applicant-violation.suspected"


@pytest.mark.parametrize(
    ("edit", "codes"),
    [
        (suspicion("per-day: 0.1"), []),
        (suspicion("every: month"), []),
        (suspicion("every: month, departments: all"), []),
        (suspicion("every: week"), ["wrong-value"]),
        (suspicion("every: month, departments: some"), ["wrong-value"]),
        (suspicion("dispersion: 2"), ["how-often"]),
        (suspicion("per-day: 0.1, every: month"), ["how-often"]),
        (suspicion("per-day: 1, attributes: {survey: {joint: 0.5, none: 0.5}}"), []),
        (suspicion("per-day: 1, attributes: {survey: {joint: 0.5, none: 0.4}}"), ["shares"]),
        (suspicion("per-day: 1, attributes: {survey: {jiont: 0.5, none: 0.5}}"), ["unknown-word"]),
        (suspicion("per-day: 1, attributes: {survey: 0.5}"), ["not-a-flag"]),
        (suspicion("per-day: 1, attributes: {boundary-divided: 0.5}"), []),
        (suspicion("per-day: 1, attributes: {boundary-divided: {true: 0.5, false: 0.5}}"), []),
        (suspicion("per-day: 1, attributes: {boundary-divided: 1.5}"), ["out-of-range"]),
        (suspicion("per-day: 1, attributes: {boundary-divided: often}"), ["wrong-type"]),
        (follow(f"{CAUSE}, {DAYS}"), []),
        (follow(f"{CAUSE}, {DAYS}, when: {{unlawful-application: true}}"), []),
        (follow(f"{CAUSE}, {DAYS}, when: {{unlawful-application: yes}}"), ["unknown-word"]),
        (follow(f"{CAUSE}, {DAYS}, when: {{lawful: true}}"), ["unknown-word"]),
        (follow(f"after: nothing.happened, {DAYS}"), ["unknown-word"]),
        (follow(f"{CAUSE}, {DAYS}", "nothing.happened"), ["unknown-word"]),
        (follow(f"{CAUSE}, {DAYS}, probability: 2"), ["out-of-range"]),
        (follow(f"{CAUSE}, days: {{median: 3, ninety: 2}}"), ["effort"]),
        (follow(f"{CAUSE}, days: {{median: 0, ninety: 2}}"), ["out-of-range"]),
        (follow(f"{CAUSE}"), ["missing-key"]),
        (follow(f"{CAUSE}, {DAYS}", "applicant-violation.suspected"), ["later-twice"]),
        (follow(f"{CAUSE}, {DAYS}", "approval.decided"), []),
        (follow(f"after: violation.found, {DAYS}", "approval.decided"), ["later-scope"]),
        (("party: oversight-body", "party: oversihgt-body"), ["unknown-word"]),
        (("  - complaint-recipient\n", ""), ["unknown-word"]),
    ],
)
def test_a_mistake_in_a_scenario_is_told_with_its_code_and_nothing_else_is(
    tmp_path: Path, edit: tuple[str, str], codes: list[str]
) -> None:
    assert mistakes(tmp_path, edit) == codes


BUREAU = '    looks: ["09:00", "14:00"]\n    skips: 0.05\n'


def bureau(rest: str) -> tuple[str, str]:
    return (BUREAU, f"{BUREAU}    {rest}\n")


def act(rest: str) -> tuple[str, str]:
    old = "  approval-info.pushed: {work: {median: 5, ninety: 15}, missed: 0.01}"
    return (old, f"  approval-info.pushed: {{{rest}, missed: 0.01}}")


CONDUCT = "  order: {first: oldest-first, source: assumption}\n"
RECALL = "recall: 20\n"


def habit(rest: str) -> tuple[str, str]:
    return (CONDUCT, f"  {rest}\n")


def more(rest: str) -> tuple[str, str]:
    return (RECALL, f"{RECALL}{rest}\n")


WORK = "work: {median: 5, ninety: 15}"
TALLY = "per-day: 1, arrivals"
SOURCE = "source: {zh: 某局日志, en: a log}"


def prompt(event: str, reaches: str) -> str:
    return f"prompts: {{one: {{after: {event}, reaches: {reaches}, days: 9, {SOURCE}}}}}"


@pytest.mark.parametrize(
    ("edit", "codes"),
    [
        (bureau('hours: ["09:00-12:00", "14:00-17:00"]'), []),
        (bureau('hours: ["12:00-09:00"]'), ["not-hours"]),
        (bureau('hours: ["09:00-12:00", "11:00-17:00"]'), ["hours-overlap"]),
        (bureau('shifts: [{officers: 4, hours: ["09:00-12:00"]}]'), []),
        (bureau('shifts: [{officers: 5, hours: ["09:00-12:00"]}]'), ["more-than-officers"]),
        (bureau("leave: 10"), []),
        (bureau("leave: 300"), ["out-of-range"]),
        (bureau("absent: [{officers: 2, from: 01-20, to: 02-10}]"), []),
        (bureau("absent: [{officers: 2, from: 2025-01-20, to: 2025-02-10}]"), []),
        (bureau("absent: [{officers: 2, around: spring-festival, before: 5}]"), []),
        (bureau("absent: [{officers: 9, from: 01-20, to: 02-10}]"), ["more-than-officers"]),
        (bureau("absent: [{officers: 2, from: 01-20}]"), ["period"]),
        (bureau("absent: [{officers: 2, from: 01-20, to: 2025-02-10}]"), ["period"]),
        (bureau("absent: [{officers: 2, from: 01-20, to: 02-10, before: 1}]"), ["period"]),
        (bureau("absent: [{officers: 2, from: 01-20, to: 02-10, around: labour-day}]"), ["period"]),
        (bureau("absent: [{officers: 2}]"), ["period"]),
        (bureau("absent: [{officers: 2, around: christmas}]"), ["wrong-value"]),
        (bureau("absent: [{officers: 2, from: 02-30, to: 03-10}]"), ["not-a-day"]),
        (
            bureau("absent: [{officers: 2, from: 2025-02-10, to: 2025-01-20}]"),
            ["period-ends-first"],
        ),
        (bureau("leeve: 10"), ["unknown-key"]),
        (suspicion(f"{TALLY}: {{weekdays: {{monday: 2}}, months: {{2: 0.5}}}}"), []),
        (suspicion(f"{TALLY}: {{weekdays: {{mondai: 2}}}}"), ["unknown-key"]),
        (suspicion(f"{TALLY}: {{weekdays: {{monday: -1}}}}"), ["out-of-range"]),
        (suspicion(f"{TALLY}: {{months: {{13: 2}}}}"), ["unknown-key"]),
        (suspicion(f'{TALLY}: {{hours: {{"09:00": 2}}}}'), []),
        (suspicion(f"{TALLY}: {{hours: {{nine: 2}}}}"), ["not-a-time"]),
        (suspicion(f'{TALLY}: {{hours: {{"09:00": 0}}}}'), ["no-weight"]),
        (suspicion(f"{TALLY}: {{after-closure: {{at-least: 4, days: 3, factor: 2}}}}"), []),
        (suspicion(f"{TALLY}: {{after-closure: {{at-least: 4, days: 3}}}}"), ["missing-key"]),
        (suspicion(f"{TALLY}: {{bursts: [{{from: 06-01, to: 06-30, factor: 5}}]}}"), []),
        (
            suspicion(f"{TALLY}: {{bursts: [{{from: 06-01, to: 06-30, factor: 500}}]}}"),
            ["out-of-range"],
        ),
        (suspicion("every: month, arrivals: {months: {2: 2}}"), ["arrivals-of-every"]),
        (act("work: {median: 5, ninety: 15, tail: {beyond: 0.95, index: 1.5}}"), []),
        (act("work: {median: 5, ninety: 15, tail: {beyond: 0.5, index: 1.5}}"), ["out-of-range"]),
        (act("work: {median: 5, ninety: 15, same-day: 0.5}"), ["same-day"]),
        (act(f"{WORK}, wait: {{median: 5, ninety: 15, same-day: 0.5}}"), []),
        (act(f"{WORK}, wait: {{median: 5, ninety: 15, same-day: 1}}"), ["out-of-range"]),
        (more("outages: {random: {per-year: 6, mean-hours: 4}}"), []),
        (more("outages: {random: {per-year: 6}}"), ["missing-key"]),
        (more("outages: {periods: [{from: 09-15, to: 09-16, until: '24:00'}]}"), []),
        (
            more("outages: {periods: [{from: 09-15, at: '12:00', to: 09-15, until: '09:00'}]}"),
            ["outage-ends-first"],
        ),
        (more("outages: {acts: [approval-info.pussed]}"), ["unknown-word"]),
        (habit("order: {first: earliest-due-first, source: assumption}"), []),
        (habit("order: {first: newest-first, source: assumption}"), ["wrong-value"]),
        (habit("order: {first: oldest-first}"), ["missing-key"]),
        (habit("order: {first: oldest-first, source: ''}"), ["wrong-type"]),
        (habit(f"putting-off: {{willingness: {{0: 1, 3: 0.5}}, {SOURCE}}}"), []),
        (habit(f"putting-off: {{willingness: {{0: 0}}, {SOURCE}}}"), ["never-willing"]),
        (habit(f"putting-off: {{willingness: {{soon: 1}}, {SOURCE}}}"), ["not-days"]),
        (habit(f"giving-up: {{probability: 0.3, {SOURCE}}}"), []),
        (habit(f"giving-up: {{probability: 3, {SOURCE}}}"), ["out-of-range"]),
        (habit("leaning: {probability: 0.3, per-waiting: 0.1, source: assumption}"), []),
        (habit("leaning: {probability: 0.3, most: 0.1, source: assumption}"), ["most-below"]),
        (habit("leening: {probability: 0.3, source: assumption}"), ["unknown-key"]),
        (habit(prompt("reminder.given", "breaching")), []),
        (habit(prompt("reminder.given", "all")), ["wrong-value"]),
        (habit(prompt("nothing.came", "everybody")), ["unknown-word"]),
    ],
)
def test_a_mistake_about_people_and_load_is_told_and_what_is_right_is_taken(
    tmp_path: Path, edit: tuple[str, str], codes: list[str]
) -> None:
    assert mistakes(tmp_path, edit) == codes


@pytest.mark.parametrize(
    ("rest", "place", "near"),
    [
        ("recal: 5", (5, 1), "recall"),
        ("conduct: {leening: {probability: 1, source: assumption}}", (5, 11), "leaning"),
        ("arrivals: {weekdays: {mondai: 1}}", (5, 23), "monday"),
        ("outages: {random: {per-year: 5, mean-hours: 5, per-yeer: 6}}", (5, 48), "per-year"),
    ],
)
def test_a_wrong_key_is_answered_with_the_nearest_known_one_at_its_place(
    tmp_path: Path, rest: str, place: tuple[int, int], near: str
) -> None:
    with pytest.raises(Mistakes) as found:
        scenarios.find(child(tmp_path, rest))
    told = {one.code: one for one in found.value.mistakes}["unknown-key"]
    assert (told.line, told.column, told.values["near"]) == (*place, near)


def child(folder: Path, rest: str, base: str = "ordinary", name: str = "child") -> str:
    """A scenario that extends another."""
    labels = "label: {zh: 例, en: example}\nnote: {zh: 例, en: example}"
    path = folder / f"{name}.yaml"
    path.write_text(f"scenario: {name}\nextends: {base}\n{labels}\n{rest}\n", encoding="utf-8")
    return str(path)


def test_a_scenario_that_extends_another_is_it_but_for_what_it_says(tmp_path: Path) -> None:
    own = scenarios.find(child(tmp_path, "departments: {bureau: {officers: 9}}\nrecall: never"))
    ordinary = scenarios.find("ordinary")
    bureau, *others = own.departments
    assert bureau == replace(ordinary.departments[0], officers=9)
    assert others == list(ordinary.departments[1:])
    same = {"id": own.id, "label": own.label, "note": own.note, "recall": None}
    assert own == replace(ordinary, departments=own.departments, **same)  # type: ignore[arg-type]
    child(tmp_path, "warm-up: 9", name="middle")
    chain = scenarios.find(child(tmp_path, "drain: 9", base="middle.yaml", name="last"))
    assert (chain.warm_up, chain.drain, chain.matters) == (9, 9, ordinary.matters)
    monthly = child(tmp_path, "matters: {letter: {every: month}}", name="monthly")
    (letter,) = [one for one in scenarios.find(monthly).matters if one.id == "letter"]
    assert (letter.per_day, letter.every) == (0.0, Every.MONTH)


@pytest.mark.parametrize(
    ("rest", "base", "code", "place"),
    [
        ("recall: 0", "ordinary", "out-of-range", (5, 9)),
        ("recall: 5", "ordinry", "no-scenario", (2, 10)),
        ("recall: 5", "child.yaml", "extends-itself", (2, 10)),
        ("usual: {work: {median: 90}}", "ordinary", "effort", (5, 15)),
        ("matters: {survey: {attributes: {survey: {joint: 0.5}}}}", "ordinary", "shares", (5, 41)),
        ("departments: {new: {officers: 2}}", "ordinary", "missing-key", (5, 20)),
    ],
)
def test_a_mistake_in_what_is_changed_is_told_where_it_stands(
    tmp_path: Path, rest: str, base: str, code: str, place: tuple[int, int]
) -> None:
    with pytest.raises(Mistakes) as found:
        scenarios.find(child(tmp_path, rest, base))
    first = found.value.mistakes[0]
    assert (first.code, first.line, first.column) == (code, *place)
    assert first.file.endswith("child.yaml")


def test_files_that_extend_each_other_are_refused_and_a_mistake_below_is_told_there(
    tmp_path: Path,
) -> None:
    child(tmp_path, "", base="one.yaml", name="two")
    with pytest.raises(Mistakes, match=r"two\.yaml.*extends-itself"):
        scenarios.find(child(tmp_path, "", base="two.yaml", name="one"))
    child(tmp_path, "recall: 0", name="wrong")
    with pytest.raises(Mistakes, match=r"wrong\.yaml:5:9"):
        scenarios.find(child(tmp_path, "", base="wrong.yaml", name="three"))
    path = tmp_path / "bare.yaml"
    path.write_text("scenario: bare\nextends: ordinary\n", encoding="utf-8")
    with pytest.raises(Mistakes, match="label") as found:
        scenarios.find(str(path))
    assert [one.code for one in found.value.mistakes] == ["missing-key"]


def test_what_a_county_differs_in_is_changed_with_a_line_each(tmp_path: Path) -> None:
    """The shares and rates that the issue of a county is mostly about."""
    rest = """
matters:
  commitment: {per-day: 2, attributes: {commitment-broken: 0.3}}
  parallel: {per-day: 1}
  violation: {per-day: 0.6}
  letter: {per-day: 3}
  policy-regulator: {per-day: 0.2}
  complaint: {per-day: 1}"""
    kinds = {one.id: one for one in scenarios.find(child(tmp_path, rest)).matters}
    rates = [
        kinds[name].per_day
        for name in ("commitment", "parallel", "violation", "letter", "complaint")
    ]
    assert rates == [2, 1, 0.6, 3, 1]
    assert kinds["commitment"].attributes["commitment-broken"] == {"true": 0.3, "false": 0.7}
    assert kinds["commitment"].attributes["informed-commitment"]["true"] == 1


def test_every_assumption_about_people_says_where_it_comes_from() -> None:
    for name in scenarios.SCENARIOS:
        sources = dict(scenarios.find(name).conduct.sources())
        assert {"attention", "order"} <= sources.keys()
        assert all(one.zh and one.en for one in sources.values())
    assert "leaning" in dict(scenarios.find("leaning-on-defaults").conduct.sources())


DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", ["scenarios.md", "scenarios.zh.md"])
def test_the_scenario_shown_is_one_and_every_key_is_explained(name: str, tmp_path: Path) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(scenario:.*?)```", text, re.DOTALL)
    path = tmp_path / "shown.yaml"
    path.write_text(shown, encoding="utf-8")
    own = scenarios.find(str(path))
    assert own.departments[0].absences[0].officers == 2
    assert dict(own.conduct.sources())["giving-up"].en == "interviews of 2024"
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    words = set(re.findall(r"[a-z0-9-]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    assert keys_of(ScenarioForm) - words <= {*map(str, range(2, 12)), *WEEK}
    assert not [one for one in scenarios.SCENARIOS if one not in words]


WEEK = {"tuesday", "wednesday", "thursday", "friday", "saturday"}


def keys_of(form: object) -> set[str]:
    """All keys of a form and of those within it, but for labels."""
    found: set[str] = set()
    if isinstance(form, type) and issubclass(form, TextForm):
        return found
    if isinstance(form, type) and issubclass(form, Model):
        for field in form.model_fields.values():
            found |= {str(field.alias), *keys_of(field.annotation)}
    for part in get_args(form):
        found |= keys_of(part)
    return found


def test_matters_need_a_department_that_they_can_be_about(tmp_path: Path) -> None:
    shares = ("    share: 5\n", "    share: 1\n")
    text = scenarios.path_of("ordinary").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    for one in (*shares, "    share: 2\n"):
        text = text.replace(one, "    share: 0\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes, match="departments"):
        scenarios.find(str(path))


@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_the_shipped_scenarios_have_an_office_for_every_party(name: str) -> None:
    scenario, parties = scenarios.find(name), library.shared_vocabulary().parties
    for party in parties:
        of = replace(regime(duty("a", "b", bearer=party)), vocabulary=library.shared_vocabulary())
        assert lacking(of, scenario) is None, party
    for shipped in library.REGIMES:
        assert lacking(library.find(shipped), scenario) is None, shipped


@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_every_shared_event_of_the_world_comes_about_in_the_shipped_scenarios(name: str) -> None:
    kinds = scenarios.find(name).matters
    begun = {event for one in kinds for event in one.starts}
    begun |= {one.event for of in kinds for one in of.later}
    whole = library.shared_vocabulary().events.values()
    world = {one.id for one in whole if one.by == "world" and not one.presupposes}
    assert world - begun == {"policy-execution.agreed"}  # both sides', and so no one party's


def test_arrivals_of_a_stream_are_the_same_read_in_pieces() -> None:
    whole = Draws(3).uniforms(20 * 4096, "letter", "instant")
    pieces = [Draws(3).uniforms(9, "letter", "instant", start=row * 4096) for row in range(20)]
    assert all((one == whole[k * 4096 : k * 4096 + 9]).all() for k, one in enumerate(pieces))


def test_another_kind_of_matter_and_other_later_events_leave_the_luck_as_it_was() -> None:
    rules = regime(duty("d", "c"))
    lone = county(kind("a", later("b", "a", 3, probability=0.5)))
    extra = kind("a", later("e", "a", 1), id="extra", every=Every.MONTH, per_day=0.0)
    crowd = replace(lone, matters=(extra, *lone.matters))
    found = []
    for scenario in (lone, crowd):
        of = simulate(
            replace(rules, vocabulary=regime(events=words()).vocabulary),
            scenario,
            CALENDAR,
            2025,
            1,
        )
        threads = [one for one in of.threads if one.kind == "kind"]
        found.append([(one.case, one.history) for one in threads])
    assert found[0] == found[1]
    assert {len(history) for _, history in found[0]} == {1, 2}


def test_every_regime_meets_the_same_later_events_where_it_leaves_them_to_the_world() -> None:
    """Those that follow on what begins the matter, in regimes whose rules do not govern them."""
    whole = scenarios.find("ordinary")
    quiet = replace(
        whole,
        matters=tuple(replace(one, per_day=0.3 if one.per_day else 0.0) for one in whole.matters),
    )
    found: dict[tuple[str, str], set[frozenset[tuple[str, int, int]]]] = {}
    for name in library.REGIMES:
        of = simulate(library.find(name), quiet, CALENDAR, 2025, 1)
        events = of.law.regime.vocabulary.events
        for one in quiet.matters:
            for follow in one.later:
                known = follow.event in events and set(one.starts) <= events.keys()
                if not known or not set(follow.after) <= set(one.starts):
                    continue
                if follow.event in of.law.regime.governed:
                    continue
                at = {
                    (thread.case, thread.department, thread.state.occurred[follow.event].at)
                    for thread in of.threads
                    if thread.kind == one.id and follow.event in thread.state.occurred
                }
                found.setdefault((one.id, follow.event), set()).add(frozenset(at))
    assert len(found) > 8
    assert all(len(one) == 1 for one in found.values())
    assert any(one != {frozenset()} for one in found.values())


def test_a_month_comes_once_a_month_at_the_opening_of_its_first_working_day() -> None:
    rules = regime(duty("a", "b", Recurring(Period.MONTHLY)), events=words())
    monthly = kind("a", per_day=0.0, every=Every.MONTH)
    of = lived(rules, county(monthly))
    starts = [one.history[0].at for one in of.threads]
    assert [date_of(at // 1440).month for at in starts] == list(range(1, 13))
    assert all(at == CALENDAR.opening(CALENDAR.index_at(at)) for at in starts)
    assert date_of(starts[4] // 1440) == date(2025, 5, 6)  # after the holiday, on a make-up week
    assert outcomes(of, "a-b") == {"fulfilled"}
    missed = lived(rules, county(monthly, tasks={"b": OVERLOOKED}))
    assert outcomes(missed, "a-b") == {"never"}
    quarterly, yearly = (replace(monthly, every=one) for one in (Every.QUARTER, Every.YEAR))
    assert len(lived(rules, county(quarterly)).threads) == 4
    assert len(lived(rules, county(yearly)).threads) == 1


def test_a_matter_of_all_departments_has_a_thread_and_a_luck_for_each() -> None:
    rules = regime(duty("a", "b", bearer="regulator"), events=words())
    parties = {**rules.vocabulary.parties, "regulator": Party("regulator", NAME)}
    rules = replace(rules, vocabulary=replace(rules.vocabulary, parties=parties))
    offices = [replace(department("regulator"), id=f"r{k}", share=float(k)) for k in range(4)]
    everywhere = kind("a", later("c", "a", 1, probability=0.5), everywhere=True)
    of = lived(rules, county(everywhere, departments=(department("p"), *offices)))
    assert {one.department for one in of.threads} == {1, 2, 3}  # nothing is about one of share 0
    done = {(one.department, "c" in one.state.occurred) for one in of.threads}
    assert done == {(k, flag) for k in (1, 2, 3) for flag in (True, False)}
    assert {one.department for one in of.attention} == {"r1", "r2", "r3"}
    of_case = [
        ["c" in one.state.occurred for one in of.threads[k : k + 3]] for k in range(0, 60, 3)
    ]
    assert any(any(one) and not all(one) for one in of_case)


def test_an_event_of_the_whole_case_is_one_instant_in_all_its_threads_and_one_piece_of_work() -> (
    None
):
    whole = {name: EventType(name, NAME, scope="case") for name in ("a", "b", "c")}
    rules = regime(duty("a", "b"), duty("c", "d", bearer="q"), events=words(**whole))
    offices = tuple(replace(department("regulator"), id=f"r{k}") for k in range(3))
    everywhere = kind("a", later("c", "a", 2), everywhere=True)
    of = lived(rules, county(everywhere, departments=(department("p"), department("q"), *offices)))
    cases = {one.case for one in of.threads}
    for event in ("b", "c"):
        found = {(one.case, one.state.occurred[event]) for one in of.threads}
        assert len(found) == len(cases)
    acts = [one.act for one in of.attention]
    assert (acts.count("b"), acts.count("d")) == (len(cases), 3 * len(cases))


def test_a_part_of_an_institution_acts_through_it_and_a_stranger_is_refused() -> None:
    rules = regime(duty("a", "b", bearer="r"))

    def party(within: str | None) -> Regime:
        parties = {**rules.vocabulary.parties, "r": Party("r", NAME, within)}
        return replace(rules, vocabulary=replace(rules.vocabulary, parties=parties))

    of = lived(party("q"), county(kind("a")))
    assert {one.department for one in of.attention} == {"q"}
    with pytest.raises(Complaint, match=r"rule a-b .*party: r"):
        lived(party(None), county(kind("a")))


def test_what_only_other_rule_files_have_a_word_for_does_not_happen() -> None:
    stranger = kind("stranger.began", id="strange")
    odd = kind("a", later("stranger.came", "a", 1), attributes={"stranger": {"x": 1.0}})
    of = lived(regime(duty("a", "b")), county(odd, stranger))
    assert {one.kind for one in of.threads} == {"kind"}
    assert all(one.history[-1].event == "b" for one in of.threads)
