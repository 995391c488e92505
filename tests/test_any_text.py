"""Texts of other fields are simulated under their own names, and what is assumed for them is said.

The three files of ``tests/fields`` share no party and no event with the shipped texts.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from experiments import measures, scenarios
from experiments.capacity.ask import CLAIMS, duties
from experiments.compare.ask import Comparison, ComparisonQuestion, summary
from experiments.compare.figures import figures
from experiments.designs.reader import read_design
from experiments.measures.facts import Facts
from experiments.show.assumed import assumed
from experiments.show.blocks import Bullets, Group, Paragraph, Table, walk
from experiments.simulate.ask import Simulation, simulation
from experiments.simulate.data import simulation_data
from experiments.simulate.page import sheet
from model.calendar import chinese_calendar
from model.deadline import Before
from model.language import Text
from model.property import Property
from model.regime import Regime
from model.rule import Trigger
from model.simulation.fitting import CHANCE, STEP, supplied, without_governed
from model.simulation.scenario import Scenario
from model.vocabulary import Attribute, EventType
from protocols import library
from tests.county import county, kind
from tests.made import a_year, at, rules
from tests.small import NAME, duty, regime

FIELDS = Path(__file__).parent / "fields"
NAMES = ("hotline", "disclosure", "acceptance")


def text(name: str) -> Regime:
    return library.find(str(FIELDS / f"{name}.yaml"))


@cache
def ordinary() -> Scenario:
    return scenarios.find("ordinary")


@cache
def lived(name: str) -> Simulation:
    """A year with the matters of the text alone, which is what its duties come from."""
    few = replace(ordinary(), matters=tuple(one for one in ordinary().matters if one.id == "year"))
    return simulation(text(name), few)


@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_a_scenario_is_left_as_it_is_for_the_texts_it_was_written_for(name: str) -> None:
    scenario = scenarios.find(name)
    regimes = [library.find(one) for one in library.REGIMES]
    assert supplied(scenario, regimes) is scenario
    assert all(without_governed(scenario, one) is scenario for one in regimes)


@pytest.mark.parametrize("name", NAMES)
def test_every_duty_of_a_text_of_another_field_arises_and_is_counted(name: str) -> None:
    answer = lived(name)
    assert [one.rule for one in answer.duties] == [one.id for one in answer.regime.obligations]
    assert all(one.arisen and one.waits.begun for one in answer.duties)
    kept = sum(one.count("fulfilled") for one in answer.duties)
    assert kept > 0.8 * sum(one.arisen for one in answer.duties)


def test_each_party_without_a_department_gets_one_like_the_busiest_and_no_other_does() -> None:
    scenario = supplied(ordinary(), [text("hotline")])
    given = {one.party: one for one in scenario.departments if one.assumed}
    market = next(one for one in ordinary().departments if one.id == "market")
    assert given.keys() == {"hotline-centre", "handling-unit"}
    assert all(
        (one.officers, one.looks) == (market.officers, market.looks) for one in given.values()
    )
    few = supplied(scenarios.find("understaffed"), [text("hotline")])
    assert {one.officers for one in few.departments if one.assumed} == {1}


def test_matters_begin_with_what_nothing_else_brings_about_and_rules_bring_the_rest() -> None:
    for name, start in (
        ("hotline", "request.received"),
        ("disclosure", "information-request.received"),
        ("acceptance", "acceptance.applied"),
    ):
        new = [one for one in supplied(ordinary(), [text(name)]).matters if one.assumed]
        assert [one.starts for one in new] == [(start,)]


def test_what_a_rule_only_allows_comes_in_some_matters_and_a_step_in_half() -> None:
    (kind_,) = (one for one in supplied(ordinary(), [text("disclosure")]).matters if one.assumed)
    assert {one.event: one.probability for one in kind_.later} == {
        "extension.told": CHANCE,
        "review.requested": CHANCE,
    }
    whole = text("disclosure")
    silent = replace(whole, rules=tuple(one for one in whole.rules if one.id != "may-review"))
    (kind_,) = (one for one in supplied(ordinary(), [silent]).matters if one.assumed)
    assert {one.event: one.probability for one in kind_.later}["review.requested"] == STEP


def test_a_fact_without_which_an_event_cannot_come_is_true_of_some_matters() -> None:
    """Only the word 'd' asks for the flag, only the question for the urgent; 'c' comes anyway."""
    facts = {name: Attribute(name, NAME) for name in ("flag", "urgent", "plain")}
    guards = {"d": {"flag": frozenset({"true"})}, "c": {"plain": frozenset({"false", "true"})}}
    events = {name: EventType(name, NAME, when=guards.get(name, {})) for name in "abcd"}
    of = regime(duty("a", "b"), duty("d", "c"), events=events)
    words = replace(of.vocabulary, attributes=facts)
    asked = Property("soon", NAME, "a", "b", when={"urgent": frozenset({"true"})})
    of = replace(of, vocabulary=words, properties=(asked,))
    kinds = supplied(county(), [of]).matters
    assert {kind.starts for kind in kinds} == {("a",), ("d",)}
    even = {"false": 0.5, "true": 0.5}
    assert all(kind.attributes == {"flag": even, "urgent": even} for kind in kinds)
    year = simulation(of, county()).year
    came = {event for thread in year.threads for event in thread.state.occurred}
    assert {"c", "d"} <= came


def test_two_versions_of_a_text_meet_the_same_matters() -> None:
    whole = text("disclosure")
    without = replace(whole, rules=tuple(one for one in whole.rules if one.id != "may-review"))
    both = supplied(ordinary(), [whole, without])
    assert both == supplied(both, [without])
    mine = simulation(whole, both).year
    other = simulation(without, both).year
    starts = [[(one.case, one.history[0].at) for one in year.threads] for year in (mine, other)]
    assert starts[0] == starts[1]


def test_a_scenario_that_knows_a_word_and_does_not_use_it_is_not_added_to() -> None:
    """A user who writes only some matters means only those."""
    whole = supplied(ordinary(), [text("hotline")])
    knowing = replace(ordinary(), words=ordinary().words | {"request.received"})
    assert [one.id for one in whole.matters if one.assumed] == ["own.request.received"]
    assert not [one for one in supplied(knowing, [text("hotline")]).matters if one.assumed]


def test_a_matter_that_begins_with_what_the_text_governs_is_left_out_and_said() -> None:
    of = regime(duty("a", "b"))
    scenario = county(kind("b"), kind("a", id="other"))
    found = without_governed(scenario, of)
    assert [one.id for one in found.matters] == ["other"]
    assert [one.id for one in found.left_out] == ["kind"]


def test_events_that_a_rule_asks_for_together_come_in_one_matter() -> None:
    both = replace(duty("a", "c"), on=Trigger(("a", "b"), "all"))
    found = supplied(county(), [regime(both)])
    (kind_,) = found.matters
    assert kind_.starts == ("a",)
    assert [(one.event, one.after) for one in kind_.later] == [("b", ("a",))]


def test_an_event_that_a_notice_precedes_comes_and_leaves_time_for_the_notice() -> None:
    of = regime(duty("a", "b", Before("c", 4)))
    (kind_,) = supplied(county(), [of]).matters
    (event,) = kind_.later
    assert (event.event, event.probability) == ("c", 1.0)
    assert event.days.median > 4


def test_waits_are_counted_to_the_act_in_whatever_way_and_stay_open_without_one() -> None:
    """On paper: 8.5 office hours of work a day; from 9:00 to 11:00 of the next day."""
    reply = duty("letter.received", "letter.answered", bearer="queried-party")
    year = a_year(rules(reply), (("letter.received", at(0, 9)), ("letter.answered", at(1, 9))))
    (figures_,) = Facts(year).duties
    assert figures_.waits.working.tolist() == [1.0]
    (open_,) = Facts(a_year(rules(reply), (("letter.received", at(0, 9)),))).duties
    assert (open_.waits.begun, open_.waits.censored) == (1, 1)
    values = measures.values(Facts(year))
    assert values[f"duty-wait.{reply.id}.median"] == 1.0
    assert values[f"duty-wait.{reply.id}.open"] == 0.0


@pytest.mark.parametrize("name", NAMES)
def test_the_page_names_the_text_s_own_things_and_no_figure_of_what_it_lacks(name: str) -> None:
    answer = lived(name)
    whole = sheet(answer)
    tables = [one for part in whole.sections for one in walk(part.blocks) if isinstance(one, Table)]
    rows = [row for one in tables for row in one.rows if isinstance(row, tuple)]
    shown = {cell.zh for row in rows for cell in row if isinstance(cell, Text)}
    for party in {one.bearer for one in answer.regime.obligations}:
        assert answer.regime.vocabulary.parties[party].label.zh in shown
    assert not [one for one in shown if "认领" in one or "监管" in one or "来函" in one]
    assert not [one for one in shown if "未作规定" in one]


def test_what_was_assumed_is_said_with_what_to_write_instead() -> None:
    parts = assumed(lived("disclosure").year.scenario, [text("disclosure")])
    (bullets,) = (one for one in parts if isinstance(one, Bullets))
    told = " ".join(one.en for one in bullets.items if isinstance(one, Text))
    for name in ("agency", "third-party", "reviewing-agency", "information-request.received"):
        assert f"({name})" in told
    (instead,) = (one for one in parts if isinstance(one, Paragraph) and one.kind == "note")
    assert "own-words" in instead.text.en
    assert not assumed(ordinary(), [library.find("jinan")])


def test_json_says_what_was_assumed_and_what_became_of_each_duty() -> None:
    data = json.loads(json.dumps(simulation_data(lived("hotline"))))
    assert data["assumed"]["departments"] == ["hotline-centre", "handling-unit"]
    assert data["assumed"]["matters"] == ["request.received"]
    assert [one["rule"] for one in data["duties"]][:2] == ["dispatch", "sign"]
    assert all(one["wait_median"] <= one["wait_max"] for one in data["duties"])


def test_a_comparison_has_no_group_of_figures_that_no_text_regulates() -> None:
    both = [lived(name) for name in ("hotline", "acceptance")]
    regimes = tuple(one.regime for one in both)
    scenario = supplied(ordinary(), regimes)
    question = ComparisonQuestion(regimes, (), scenario, chinese_calendar(), 2025, 1)
    comparison = Comparison(question, tuple(summary(one.year) for one in both))
    rows = figures(comparison).rows
    heads = [row.title if isinstance(row, Group) else row[0] for row in rows]
    told = " ".join(one.en for one in heads if isinstance(one, Text))
    assert "hotline centre" in told
    assert not [word for word in ("claim", "letter", "supervisor") if word in told]


def test_a_design_of_another_field_is_simulated_and_asks_the_text_s_own_questions(
    tmp_path: Path,
) -> None:
    path = tmp_path / "window.yaml"
    path.write_text(
        "design: window\nquestion: {zh: 问, en: q}\n"
        f"baseline: {FIELDS / 'hotline.yaml'}\nscenarios: [ordinary]\n"
        "levels: {window: {vary: {rule: sign, article: '4', part: deadline}, values: [0, 1]}}\n"
        "replications: 2\nseed: 1\nyear: 2025\n",
        encoding="utf-8",
    )
    design = read_design(path)
    assert design.measures[0] == "property.request-handled.median"
    assert all(one.scenario.matters[-1].assumed for one in design.points)
    assert len({one.key for one in design.points}) == 2
    assert not measures.of_the_text(library.find("jinan"))


def test_capacity_asks_a_text_of_another_field_about_its_own_duties() -> None:
    party, chosen = duties(text("hotline"), None, ())
    assert (party, len(chosen)) == ("handling-unit", 3)
    assert duties(text("disclosure"), None, ())[0] == "agency"
    _, claims = duties(library.find("guanxian"), None, ())
    assert {one.act for one in claims} <= {*CLAIMS}


def test_commands_take_a_text_of_another_field(shenguan: Any) -> None:
    status, out, err = shenguan("simulate", FIELDS / "acceptance.yaml", "--json")
    assert (status, err) == (0, "")
    assert len(json.loads(out)["duties"]) == 5
