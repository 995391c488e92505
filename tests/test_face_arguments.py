"""What the functions of the face do with what they are given: names, files, and nonsense."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

import pytest

import shenguan as sg
from experiments import designs, measures, scenarios
from model.calendar import chinese_calendar
from model.deadline import STRICT, Reading
from model.language import Complaint
from protocols import library
from protocols.mistakes import Mistakes
from shenguan import arguments
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind
from verify.audit.finding import FindingKind
from verify.capacity.demand import ServiceOrder
from verify.verdict import Assume

EXAMPLE = Path(__file__).parent.parent / "docs" / "example"
FILE, REVISED = EXAMPLE / "yunchuan.yaml", EXAMPLE / "yunchuan-revised.yaml"
COUNTY = sg.load(FILE)
CLAIMED = library.properties()["supervision-push-claimed"]
OFFICE = {"rate": 2, "burst": 5, "per_day": 4}
NOBODY = {"nobody", "自动执行", "self-executing", Assume.NOBODY}

Kinds = dict[str, tuple[Any, ...]]

PROPERTIES: Kinds = {
    "complaint": ("bananas", ""),
    "wrong": (3, [None], ["supervision-push-claimed", 4]),
}
WITHIN: Kinds = {"value": (-1, 100_001), "wrong": ("2", True, 1.5)}
ASSUME: Kinds = {"value": ("bananas", [], ["nobody", "Nobody"]), "wrong": (1, [None], [True])}
READING: Kinds = {"value": (0, "soon", Reading(0), 100_001), "wrong": (None, 2.5, True)}
CALENDAR: Kinds = {"complaint": ("no-such-calendar.yaml",), "wrong": (2026, [chinese_calendar()])}
FLAG: Kinds = {"wrong": (1, None, "yes")}
YEAR: Kinds = {"value": (1899, 2201), "wrong": ("2025", 2025.0, None, True)}
SEED: Kinds = {"value": (-1, 2**63), "wrong": ("1", None, 1.5)}
SCENARIO: Kinds = {"complaint": ("ordinry", "nothing: here\n"), "wrong": (None, 3, [])}
REGIMES: Kinds = {
    "complaint": ("xuechen", "no-such.yaml", "regime: x\n"),
    "wrong": (None, 3, [["jinan"]]),
}
FOLDER: Kinds = {"wrong": (3, b"out")}
VERIFIED: dict[str, Kinds] = {
    "within": WITHIN,
    "assume": ASSUME,
    "reading": READING,
    "calendar": CALENDAR,
}
ENGINE: Kinds = {"value": ("bananas",), "wrong": (3,)}
REPLICATIONS: Kinds = {"value": (0, 1001), "wrong": ("1", True)}
YEARS: dict[str, Kinds] = {
    "year": YEAR,
    "scenario": SCENARIO,
    "seed": SEED,
    "reading": READING,
    "calendar": CALENDAR,
    "engine": ENGINE,
    "replications": REPLICATIONS,
}
KINDS: Kinds = {"value": ("bananas", ["no-limit", ""]), "wrong": (3, [None])}
ACCEPTED: Kinds = {"complaint": ("no-such-file.yaml",), "wrong": (3, [3])}
NUMBER: Kinds = {"value": (0, 10_001), "wrong": ("1", True)}
VARY: Kinds = {"complaint": ("bananas",), "wrong": (3, [None])}
QUERIES: Kinds = {"value": ("bananas",), "wrong": (3, [None])}
TAKEN: Kinds = {"complaint": ({"bananas": "x"},), "wrong": (3, "bananas=x", {"bananas": 3})}
EDITS: Kinds = {"complaint": ("bananas", "bananas.deadline=daily"), "wrong": (3, None)}
RULES: Kinds = {"complaint": ("bananas",), "wrong": (3, [None])}

WHEN: Kinds = {"wrong": (3, ["2026-02-13"]), "value": ("yesterday", "2026-02-13 16:00")}
MATTER = sg.play("xuecheng", "2026-02-13")
ALL: dict[str, tuple[Callable[..., Any], dict[str, Any], dict[str, Kinds]]] = {
    "load": (sg.load, {"source": "jinan"}, {"source": REGIMES, "readings": TAKEN}),
    "regime.readings": (COUNTY.readings, {}, {"properties": PROPERTIES, **VERIFIED}),
    "regime.read_otherwise": (COUNTY.read_otherwise, {}, {"alternatives": TAKEN}),
    "regime.changed": (COUNTY.changed, {}, {"edits": EDITS}),
    "verify": (sg.verify, {}, {"regimes": REGIMES, "properties": PROPERTIES, **VERIFIED}),
    "trust": (
        sg.trust,
        {},
        {
            "regimes": REGIMES,
            "properties": PROPERTIES,
            "within": WITHIN,
            "reading": READING,
            "calendar": CALENDAR,
            "runs": FLAG,
        },
    ),
    "bounds": (
        sg.bounds,
        {},
        {
            "regimes": REGIMES,
            "properties": PROPERTIES,
            "deadlines": FLAG,
            "vary": VARY,
            "by": VARY,
            "by_matter": FLAG,
            **VERIFIED,
        },
    ),
    "audit": (
        sg.audit,
        {},
        {
            "regimes": REGIMES,
            "kinds": KINDS,
            "accepted": ACCEPTED,
            "number": NUMBER,
            "calendar": CALENDAR,
        },
    ),
    "coverage": (sg.coverage, {}, {"regimes": REGIMES}),
    "readings": (sg.readings, {}, {"regimes": REGIMES, "properties": PROPERTIES, **VERIFIED}),
    "diff": (
        sg.diff,
        {"a": COUNTY, "b": REVISED},
        {
            "a": REGIMES,
            "b": REGIMES,
            "more": REGIMES,
            "properties": PROPERTIES,
            "reading": READING,
            "calendar": CALENDAR,
        },
    ),
    "compare": (sg.compare, {}, {"regimes": REGIMES, **YEARS, "above": FLAG}),
    "experiment": (
        sg.experiment,
        {},
        {"design": {"complaint": ("holidas", "no-such.yaml"), "wrong": (None, 3, [])}},
    ),
    "show": (
        sg.show,
        {"folder": EXAMPLE},
        {"folder": FOLDER, "measures": {"wrong": (3, [None])}},
    ),
    "speak": (sg.speak, {}, {"lang": {"value": ("fr", ""), "wrong": (3, ["zh"])}}),
    "check": (sg.check, {}, {"files": {"complaint": ("no-such.yaml",), "wrong": (3, None)}}),
    "new": (
        sg.new,
        {"file": FILE},
        {
            "file": {"complaint": ("no-name", FILE), "wrong": (3, None)},
            "source": {"complaint": ("bananas",), "wrong": (3,)},
            "force": FLAG,
        },
    ),
    "regime.verify": (COUNTY.verify, {}, {"properties": PROPERTIES, **VERIFIED}),
    "regime.trust": (
        COUNTY.trust,
        {},
        {
            "properties": PROPERTIES,
            "within": WITHIN,
            "reading": READING,
            "calendar": CALENDAR,
            "runs": FLAG,
        },
    ),
    "regime.bounds": (
        COUNTY.bounds,
        {},
        {
            "properties": PROPERTIES,
            "deadlines": FLAG,
            "vary": VARY,
            "by": VARY,
            "by_matter": FLAG,
            **VERIFIED,
        },
    ),
    "regime.audit": (
        COUNTY.audit,
        {},
        {"kinds": KINDS, "accepted": ACCEPTED, "number": NUMBER, "calendar": CALENDAR},
    ),
    "regime.capacity": (
        COUNTY.capacity,
        OFFICE,
        {
            "rate": {"complaint": (0, "x", -1), "wrong": (None, True, [None])},
            "burst": {"complaint": ("x", -1), "wrong": (None, True, [None])},
            "per_day": {"value": (0, 10_001), "wrong": ("4", None, 1.5, True)},
            "officers": {"value": (0, 100_001), "wrong": ("2", 1.5, True)},
            "rules": RULES,
            "party": {"complaint": ("bananas",), "wrong": (3, ["regulator"])},
            "order": {"value": ("oldest",), "wrong": (None, 3)},
            "by_opening": FLAG,
            "reading": READING,
            "calendar": CALENDAR,
        },
    ),
    "regime.amend": (
        COUNTY.amend,
        {"require": CLAIMED},
        {
            "require": {
                "complaint": ("bananas", "supervision-push-claimed within soon"),
                "value": ([],),
                "wrong": (3, [None]),
            },
            "edits": {"value": ("bananas",), "wrong": (3, [None])},
            "longest": {"value": (0, 1001), "wrong": ("30", None, True)},
            "reading": READING,
            "calendar": CALENDAR,
        },
    ),
    "regime.export": (
        COUNTY.export,
        {},
        {
            "properties": PROPERTIES,
            "form": {"value": ("smt",), "wrong": (None, 3)},
            "queries": QUERIES,
            **VERIFIED,
        },
    ),
    "regime.simulate": (COUNTY.simulate, {}, YEARS),
    "play": (
        sg.play,
        {"regime": "xuecheng", "at": "2026-02-13"},
        {
            "regime": REGIMES,
            "at": {**WHEN, "complaint": ("1848-03-18",)},
            "facts": {"wrong": (3, {"x": 3}, [("x", "y")]), "complaint": ({"x": "y"},)},
            "reading": READING,
            "calendar": CALENDAR,
        },
    ),
    "log": (
        sg.log,
        {"file": EXAMPLE / "ledger.csv", "regime": FILE},
        {
            "file": {"wrong": (3, None), "complaint": ("no-such-file.csv",)},
            "regime": REGIMES,
            "map": {"wrong": (3,), "complaint": ("no-such-file.yaml",)},
            "as_of": {"wrong": (3, ["2026-02-13"]), "complaint": ("yesterday",)},
            "under": {"complaint": ("xuechen", "no-such.yaml"), "wrong": (3, [["jinan"]])},
            "reading": READING,
            "calendar": CALENDAR,
            "days": {"value": (-1, 251), "wrong": ("5", None, True)},
        },
    ),
    "due": (
        sg.due,
        {"regime": "xuecheng", "event": "approval.decided", "at": "2026-02-13T16:00"},
        {
            "regime": REGIMES,
            "event": {"wrong": (None, 3), "complaint": ("bananas", "")},
            "at": {"wrong": (3, ["2026-02-13"]), "complaint": ("yesterday", "1848-03-18")},
            "facts": {
                "wrong": (3, {"x": 3}, [("x", "y")]),
                "complaint": ({"x": "y"}, {"commitment-broken": "maybe"}),
            },
            "reading": READING,
            "calendar": CALENDAR,
        },
    ),
    "play.perform": (
        MATTER.perform,
        {"event": "approval.decided"},
        {
            "event": {"wrong": (None, 3), "complaint": ("approval", "approval-info.claimed")},
            "party": {"wrong": (3,), "complaint": ("regulator",)},
            "at": {**WHEN, "complaint": ("2026-02-12T09:00",)},
        },
    ),
    "play.wait": (MATTER.wait, {}, {"until": {**WHEN, "complaint": ("2026-02-12", None)}}),
    "play.silent": (
        MATTER.silent,
        {"party": "regulator"},
        {"party": {"wrong": (None, 3), "complaint": ("nobody",)}, "silent": FLAG},
    ),
    "play.repeat": (MATTER.repeat, {}, {"line": {"wrong": (None, 3), "complaint": ("wait;x",)}}),
    "regime.diff": (
        COUNTY.diff,
        {"b": REVISED},
        {
            "b": REGIMES,
            "more": REGIMES,
            "properties": PROPERTIES,
            "reading": READING,
            "calendar": CALENDAR,
        },
    ),
    "experiment.run": (
        sg.Experiment(None).run,  # type: ignore[arg-type]
        {"out": EXAMPLE},
        {
            "out": FOLDER,
            "workers": {"value": (0, 1025), "wrong": ("2", True)},
            "cluster": {"wrong": (3, True)},
            "engine": ENGINE,
            "resume": FLAG,
            "page": FLAG,
        },
    ),
    "experiment.show": (
        sg.Experiment(None).show,  # type: ignore[arg-type]
        {"folder": EXAMPLE},
        {"folder": FOLDER, "measures": {"wrong": (3, [None])}},
    ),
    "fit": (
        sg.fit,
        {"file": EXAMPLE / "ledger.csv", "regime": EXAMPLE / "yunchuan.yaml"},
        {
            "file": {"wrong": (3, None), "complaint": ("no-such-file.csv",)},
            "regime": REGIMES,
            "map": {"wrong": (3,), "complaint": ("no-such-file.yaml",)},
            "base": {"wrong": (3, None), "complaint": ("bananas",)},
            "scenario": {"wrong": (3,), "complaint": ("scenario.txt",)},
            "check": FLAG,
            "held_out": {"value": (-1, 241), "wrong": ("3", True)},
            "replications": {"value": (1, 201), "wrong": ("5", None, True)},
            "reading": READING,
            "calendar": CALENDAR,
        },
    ),
    "answer.frame": (
        COUNTY.coverage().frame,
        {},
        {"name": {"value": ("bananas",), "wrong": (3, ["units"])}},
    ),
    "answer.write": (COUNTY.coverage().write, {}, {"folder": FOLDER}),
    "answer.print": (COUNTY.coverage().print, {}, {"unfold": FLAG}),
}
ERRORS: dict[str, Any] = {
    "complaint": (Complaint, Mistakes),
    "value": ValueError,
    "wrong": TypeError,
}


def call(function: Callable[..., Any], given: dict[str, Any]) -> Any:
    """Call a function with what is given by name, although some of it must be given in order."""
    ordered: list[Any] = []
    named = dict(given)
    for name, parameter in signature(function).parameters.items():
        if name not in named:
            continue
        if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.POSITIONAL_OR_KEYWORD):
            ordered.append(named.pop(name))
    return function(*ordered, **named)


@dataclass(frozen=True)
class Case:
    """One thing that one parameter of one function does not take."""

    name: str
    parameter: str
    kind: str
    value: Any

    def __str__(self) -> str:
        return f"{self.name}-{self.parameter}-{self.kind}-{str(self.value)[:20]!r}"


CASES = [
    Case(name, parameter, kind, value)
    for name, (_, _, parameters) in ALL.items()
    for parameter, kinds in parameters.items()
    for kind, values in kinds.items()
    for value in values
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_not_taken_is_told_by_the_name_of_its_parameter(case: Case) -> None:
    function, given, _ = ALL[case.name]
    with pytest.raises(ERRORS[case.kind]) as refused:
        call(function, {**given, case.parameter: case.value})
    if case.kind != "complaint":
        assert f"'{case.parameter}'" in str(refused.value)
        assert re.search(r"takes|is empty", str(refused.value))
    else:
        assert refused.value.say().zh
        assert refused.value.say().en


def test_every_parameter_of_every_function_is_tried() -> None:
    public = {
        name: getattr(sg, name)
        for name in sg.__all__
        if callable(getattr(sg, name)) and name not in ("Answer", "Experiment", "Play", "Regime")
    }
    methods = {
        f"{kind}.{name}": getattr(cls, name)
        for kind, cls in {
            "regime": sg.Regime,
            "experiment": sg.Experiment,
            "answer": sg.Answer,
            "play": sg.Play,
        }.items()
        for name, member in vars(cls).items()
        if callable(member) and not name.startswith("_") and name != "of"
    }
    lacking = [
        (name, parameter)
        for name, function in {**public, **methods}.items()
        for parameter in signature(function).parameters
        if parameter != "self" and parameter not in ALL.get(name, ({}, {}, {}))[2]
    ]
    assert not lacking


@pytest.mark.parametrize(
    "given", ["xuecheng", "薛城", "Xuecheng", library.path_of("xuecheng"), library.find("xuecheng")]
)
def test_a_regime_is_known_by_name_label_file_and_itself(given: Any) -> None:
    assert sg.load(given) == library.find("xuecheng")
    assert library.find("xuecheng") == sg.load(given)


def test_a_regime_is_read_from_its_text() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert sg.load(text).rules == sg.load(text.encode()).rules == COUNTY.rules
    assert sg.load(text).digest == COUNTY.digest
    with pytest.raises(Mistakes, match=r"<text>:\d+:\d+: "):
        sg.load(text.replace("act: approval-info.pushed", "act: approval-info.push"))


def test_a_property_is_known_by_name_label_and_itself() -> None:
    for given in (CLAIMED.id, CLAIMED.label.zh, CLAIMED.label.en, CLAIMED, [CLAIMED], [[CLAIMED]]):
        assert arguments.asked((COUNTY,), given).properties == (CLAIMED,)


def test_a_question_may_be_typed() -> None:
    asked = arguments.asked((COUNTY,), "approval-info.pushed -> approval-info.claimed within 2")
    (prop,) = asked.properties
    assert (prop.trigger, prop.response) == ("approval-info.pushed", "approval-info.claimed")
    assert asked.selected


def test_an_assumption_is_known_by_name_label_and_itself() -> None:
    assert {arguments.assumptions(given) for given in NOBODY} == {(Assume.NOBODY,)}
    assert arguments.assumptions(None) == (Assume.EVERYONE, Assume.NOBODY)
    assert arguments.assumptions(["nobody", "各方守规"]) == (Assume.NOBODY, Assume.EVERYONE)


def test_readings_and_calendars_are_converted(tmp_path: Path) -> None:
    assert arguments.reading("strict") == STRICT
    assert arguments.reading("5") == arguments.reading(5) == Reading(5)
    file = tmp_path / "calendar.yaml"
    file.write_text("years: [2027]\n", encoding="utf-8")
    assert arguments.calendar(file).last.year == arguments.calendar(str(file)).last.year == 2027
    assert arguments.calendar(None) is chinese_calendar()


def test_a_scenario_is_known_by_name_label_file_text_and_itself(tmp_path: Path) -> None:
    ordinary = scenarios.find("ordinary")
    file = scenarios.path_of("ordinary")
    for given in (
        "ordinary",
        "普通年份",
        "an ordinary year",
        file,
        file.read_text("utf-8"),
        ordinary,
    ):
        assert arguments.scenario(given) == ordinary
    own = tmp_path / "own.yaml"
    own.write_text(file.read_text("utf-8").replace("drain: ", "drain: 1", 1), encoding="utf-8")
    before = arguments.scenario(own).drain
    own.write_text(file.read_text("utf-8"), encoding="utf-8")
    assert arguments.scenario(own).drain != before


def test_kinds_edits_and_orders_are_known_by_name_and_label() -> None:
    for limit in ("no-limit", FindingKind.NO_LIMIT, [["no-limit"]]):
        assert arguments.kinds(limit) == (FindingKind.NO_LIMIT,)
    assert arguments.kinds(["空规则", "vacuous conflict"]) == (
        FindingKind.VACUOUS_RULE,
        FindingKind.VACUOUS_CONFLICT,
    )
    assert arguments.edits("修改期限") == arguments.edits(["deadline"]) == (EditKind.DEADLINE,)
    assert arguments.edits(()) == tuple(EditKind)
    assert arguments.order("arrival") is ServiceOrder.ARRIVAL


def test_figures_are_exact() -> None:
    figures = arguments.figures([2.5, "5/2", Decimal("2.5")], Fraction(5, 2), [4, 5])
    assert figures.rates == (Fraction(5, 2),) * 3
    assert figures.bursts == (Fraction(5, 2),)
    assert figures.per_day == (4, 5)


def test_rules_and_parties_are_known_by_identifier_label_and_themselves() -> None:
    rule, parties = COUNTY.rules[1], COUNTY.vocabulary.parties
    assert arguments.rules(rule) == arguments.rules([rule.id]) == (rule.id,)
    bureau = parties["approval-bureau"]
    for given in (bureau, bureau.id, bureau.label.zh, bureau.label.en):
        assert arguments.party(given, COUNTY) == "approval-bureau"
    assert arguments.party(None, COUNTY) is None


def test_a_requirement_is_known_by_its_words_a_property_and_itself() -> None:
    need = Requirement(CLAIMED, 5, Assume.NOBODY)
    said = f"{CLAIMED.label.zh} 不超过 5 假定 自动执行"
    assert arguments.requirements(COUNTY, [need, said]) == [need]
    assert arguments.requirements(COUNTY, CLAIMED) == [Requirement(CLAIMED, None, Assume.EVERYONE)]


def test_designs_and_measures_are_known_by_name_label_and_themselves() -> None:
    silent = designs.find("silent-consent")
    assert arguments.design("silent-consent").id == arguments.design(silent).id == silent.id
    share = measures.find("auto-claimed-share")
    for given in (share, share.id, share.label.zh, share.label.en):
        assert arguments.measures(given) == (share.id,)
