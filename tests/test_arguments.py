"""What the functions of verify/ do with what they are given: names, numbers, and nonsense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pytest

from model.calendar import chinese_calendar
from model.deadline import STRICT, Indefinite, Measure, Reading, Term
from model.language import Text
from model.property import Property
from tests.small import duty, must_not, regime
from verify.amend import amend
from verify.amend.limits import lengths
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind, space
from verify.audit import audit
from verify.audit.finding import FindingKind, Severity, name_of, severity_of
from verify.bounds import parametric_bounds
from verify.capacity import (
    feasible,
    largest_burst,
    shortest_window,
    window,
    with_burst,
    with_window,
)
from verify.capacity.demand import Envelope, Office, ServiceOrder, Stream, keeps, least_officers
from verify.diff import Implication, strictness
from verify.export.evidence import Evidence, queries
from verify.export.uppaal import network
from verify.guarantees import verify
from verify.prover import Provers
from verify.trust import breaks, dependences
from verify.verdict import Answer, Assume

NAME = Text("例", "example")
AFTER = Property("after", NAME, "a", "c")
SMALL = regime(duty("a", "b"), duty("b", "c", default="c"))
OPEN = regime(duty("a", "c", Indefinite("及时"), default="c"))
CALENDAR = chinese_calendar()
STREAM = Stream("r", Envelope(Fraction(1), Fraction(3)), 2, 2, 2, Term(Measure.AFTER, 2))
URGENT = replace(STREAM, window=1, longest=1)
OFFICE = Office((STREAM, URGENT))
(VERDICT,) = verify(SMALL, [AFTER], [STRICT], [Assume.NOBODY])
DEPENDENCE = dependences(SMALL, [AFTER])


@dataclass(frozen=True)
class Case:
    """One parameter of one function.

    ``same`` are pairs of arguments that must be answered alike; ``refused`` are values out of
    range or unknown names; ``wrong`` are values of another kind.
    """

    function: Callable[..., Any]
    given: dict[str, Any]
    parameter: str
    same: tuple[tuple[Any, Any], ...] = ()
    refused: tuple[Any, ...] = ()
    wrong: tuple[Any, ...] = ()
    named: str = field(default="")

    def call(self, value: Any) -> Any:
        return self.function(**{**self.given, self.parameter: value})

    def __str__(self) -> str:
        return f"{self.function.__name__}-{self.parameter}"


ASSUMPTIONS = {
    "same": (
        (["nobody"], [Assume.NOBODY]),
        (["everyone", "nobody"], [Assume.EVERYONE, Assume.NOBODY]),
        ("nobody", [Assume.NOBODY]),
        (Assume.EVERYONE, [Assume.EVERYONE]),
    ),
    "refused": (["bananas"], "bananas", [], ["nobody", "Nobody"]),
    "wrong": ([None], [0], 1, None, [True]),
}
ASSUME = {
    "same": (("nobody", Assume.NOBODY), ("everyone", Assume.EVERYONE)),
    "refused": ("bananas", ""),
    "wrong": (None, 1, True, ["nobody"]),
}
READING: Any = {
    "same": (("strict", STRICT), (4, Reading(4)), ("4", Reading(4))),
    "refused": (0, -3, "0", "soon", Reading(0), Reading(-1)),
    "wrong": (True, None, 2.5, Assume, [4]),
}
READINGS = {
    "same": (
        (["strict", 4], [STRICT, Reading(4)]),
        ("strict", [STRICT]),
        (4, [Reading(4)]),
        (Reading(4), [Reading(4)]),
    ),
    "refused": ([0], ["soon"], "soon", [], [Reading(0)]),
    "wrong": ([True], [None], None, 2.5, [[4]]),
}
WITHIN = {"refused": (-1,), "wrong": ("2", True, 1.5, [2])}
PROPERTIES = {
    "same": ((AFTER, [AFTER]), ((AFTER,), [AFTER])),
    "refused": (
        replace(AFTER, when={"colour": frozenset({"red"})}),
        [replace(AFTER, when={"flag": frozenset({"perhaps"})})],
    ),
    "wrong": ("after", ["after"], [None], None, 3),
}
PROPERTY = {
    "refused": (replace(AFTER, when={"colour": frozenset({"red"})}),),
    "wrong": ("after", None, [AFTER], 3),
}
REGIME = {"wrong": ("xuecheng", None, [SMALL])}
DAYS = {"wrong": ("2026", 2026, [CALENDAR])}
NEEDED_DAYS = {"wrong": ("2026", None)}
PROVERS = {"wrong": ("z3", CALENDAR)}
MOST = {"refused": (0, -1), "wrong": ("9", True, None, 1.5)}
OFFICERS = {"refused": (0, -1), "wrong": ("2", True, None, 1.5)}
PLACE = {"refused": (-1, 2), "wrong": ("0", True, None)}
KINDS_OF_EDITS = {
    "same": (
        (["counts-as"], [EditKind.COUNTS_AS]),
        ("duty", [EditKind.DUTY]),
        (EditKind.DUTY, [EditKind.DUTY]),
    ),
    "refused": (["bananas"], "bananas", ["duty", ""]),
    "wrong": ([None], 3, [FindingKind.NO_LIMIT]),
}


def cases(function: Callable[..., Any], given: dict[str, Any], **about: Any) -> list[Case]:
    return [Case(function, given, name, **kinds) for name, kinds in about.items()]


def hand_made(**fields: Any) -> Any:
    """What is exported for a verdict that somebody put together himself."""
    verdict = replace(VERDICT, **fields)
    return network(verdict), Evidence().of(verdict)


ASKED = {"regime": SMALL, "properties": [AFTER]}
ONE = {"regime": SMALL, "prop": AFTER, "assume": Assume.NOBODY}
WANTED = [Requirement(AFTER, 3, Assume.NOBODY)]
CASES = [
    *cases(
        verify,
        ASKED,
        regime=REGIME,
        properties=PROPERTIES,
        readings=READINGS,
        assumptions=ASSUMPTIONS,
        within=WITHIN,
        calendar=DAYS,
        provers=PROVERS,
    ),
    *cases(verify, {"regime": OPEN, "properties": [AFTER]}, readings=READINGS),
    *cases(
        dependences,
        ASKED,
        regime=REGIME,
        properties=PROPERTIES,
        reading=READING,
        within=WITHIN,
        calendar=DAYS,
        provers=PROVERS,
        most=MOST,
    ),
    *cases(
        breaks,
        {"found": DEPENDENCE, "provers": Provers(CALENDAR)},
        found={"same": ((DEPENDENCE[0], DEPENDENCE),), "wrong": (["after"], None, [VERDICT])},
        provers={"wrong": (None, CALENDAR)},
    ),
    *cases(
        parametric_bounds,
        ASKED,
        regime=REGIME,
        properties=PROPERTIES,
        assumptions=ASSUMPTIONS,
        deadlines={"wrong": ("yes", 1, None)},
        calendar=DAYS,
    ),
    *cases(
        strictness,
        {"regime": SMALL, "other": OPEN, "reading": STRICT},
        regime=REGIME,
        other=REGIME,
        reading=READING,
        calendar=DAYS,
        family={"refused": ([SMALL], OPEN), "wrong": ("county", [None], 3)},
    ),
    *cases(
        audit,
        {"regime": OPEN},
        regime=REGIME,
        kinds={
            "same": (
                (["indefinite-deadline"], [FindingKind.INDEFINITE_DEADLINE]),
                ("indefinite-deadline", [FindingKind.INDEFINITE_DEADLINE]),
            ),
            "refused": (["bananas"], "bananas"),
            "wrong": ([None], 3, [EditKind.DUTY]),
        },
        calendar=DAYS,
    ),
    *cases(
        severity_of, {}, kind={"same": (("no-limit", FindingKind.NO_LIMIT),), "refused": ("x",)}
    ),
    *cases(name_of, {}, kind={"same": (("no-limit", FindingKind.NO_LIMIT),), "refused": ("x",)}),
    *cases(
        amend,
        {"regime": SMALL, "requirements": WANTED, "longest": 3},
        regime=REGIME,
        requirements={
            "same": ((WANTED[0], WANTED),),
            "refused": ([Requirement(replace(AFTER, when={"x": frozenset()}), 3, Assume.NOBODY)],),
            "wrong": ([AFTER], None, "after"),
        },
        kinds=KINDS_OF_EDITS,
        longest=MOST,
        reading=READING,
        calendar=DAYS,
    ),
    *cases(
        Requirement,
        {"property": AFTER, "within": 3, "assume": "nobody"},
        property={"wrong": ("after", None)},
        within=WITHIN,
        assume=ASSUME,
    ),
    *cases(lengths, {"regime": OPEN, "reading": STRICT, "calendar": CALENDAR}, reading=READING),
    *cases(
        space,
        {
            "regime": SMALL,
            "wanted": [Requirement(AFTER, 3, Assume.EVERYONE)],
            "lengths": {"a-b": 1, "b-c": 1},
            "longest": 3,
        },
        kinds=KINDS_OF_EDITS,
        longest=MOST,
    ),
    *cases(
        queries,
        ONE,
        regime=REGIME,
        prop=PROPERTY,
        assume=ASSUME,
        reading=READING,
        within=WITHIN,
        calendar=DAYS,
    ),
    *cases(Evidence, {}, calendar=DAYS, provers=PROVERS),
    *cases(
        network,
        {"verdict": VERDICT},
        verdict={"wrong": ("proved", None, [VERDICT])},
        calendar=DAYS,
        lang={"refused": ("fr", ""), "wrong": (None, 1)},
    ),
    *cases(
        hand_made,
        {},
        assume=ASSUME,
        reading=READING,
        answer={
            "same": (("proved", Answer.PROVED),),
            "refused": ("yes",),
            "wrong": (True, None),
        },
    ),
    *cases(
        feasible,
        {"office": OFFICE, "officers": 3, "calendar": CALENDAR},
        office={"wrong": (None, STREAM, "office")},
        officers=OFFICERS,
        calendar=NEEDED_DAYS,
    ),
    *cases(
        shortest_window,
        {"office": OFFICE, "place": 0, "officers": 3},
        office={"wrong": (None, STREAM)},
        place=PLACE,
        officers=OFFICERS,
    ),
    *cases(
        largest_burst,
        {"office": OFFICE, "place": 0, "officers": 3},
        office={"wrong": (None, STREAM)},
        place=PLACE,
        officers=OFFICERS,
    ),
    *cases(
        with_burst,
        {"office": OFFICE, "place": 0, "burst": Fraction(2)},
        place=PLACE,
        burst={"same": ((2, Fraction(2)),), "refused": (-1,), "wrong": (1.5, "2", True)},
    ),
    *cases(
        with_window,
        {"office": OFFICE, "place": 0, "days": 2},
        place=PLACE,
        days={"refused": (-1,), "wrong": ("2", True)},
    ),
    *cases(
        window,
        {"term": Term(Measure.AFTER, 2), "calendar": CALENDAR, "by_opening": False},
        term={"wrong": (2, "2 days", None)},
        calendar=NEEDED_DAYS,
        by_opening={"wrong": (1, "no", None)},
    ),
    *cases(keeps, {"office": OFFICE, "officers": 3}, office={"wrong": (None,)}, officers=OFFICERS),
    *cases(least_officers, {"office": OFFICE}, office={"wrong": (None, STREAM)}),
    *cases(
        Office,
        {"streams": (STREAM, URGENT)},
        streams={
            "same": (([STREAM, URGENT], (STREAM, URGENT)), (STREAM, (STREAM,))),
            "refused": ((),),
            "wrong": (["r"], None),
        },
        order={
            "same": (("arrival", ServiceOrder.ARRIVAL), ("deadline", ServiceOrder.DEADLINE)),
            "refused": ("bananas", ""),
            "wrong": (None, 1),
        },
        by_opening={"wrong": (1, "no", None)},
    ),
    *cases(
        Stream,
        {
            "rule": "r",
            "envelope": STREAM.envelope,
            "per_day": 2,
            "window": 2,
            "longest": 2,
            "term": STREAM.term,
        },
        envelope={
            "refused": (Envelope(Fraction(5, 2), Fraction(0)),),
            "wrong": (None, Fraction(1)),
        },
        per_day={"refused": (0,), "wrong": ("2", True, 1.5)},
        window={"refused": (-1,), "wrong": ("2", True, 1.5)},
        longest={"refused": (1,), "wrong": ("2", True, 1.5)},
    ),
    *cases(
        Envelope,
        {"rate": Fraction(1), "burst": Fraction(3)},
        rate={"same": ((2, Fraction(2)),), "refused": (-1, 0), "wrong": (1.5, "2", True)},
        burst={"same": ((2, Fraction(2)),), "refused": (-1,), "wrong": (1.5, "2", True)},
    ),
]


def every(of: str) -> list[Any]:
    return [
        pytest.param(case, value, id=f"{case}-{number}")
        for case in CASES
        for number, value in enumerate(getattr(case, of))
    ]


@pytest.mark.parametrize(("case", "pair"), every("same"))
def test_names_and_single_values_are_answered_as_what_they_stand_for(
    case: Case, pair: tuple[Any, Any]
) -> None:
    assert said(case.call(pair[0])) == said(case.call(pair[1]))


@pytest.mark.parametrize(("case", "value"), every("refused"))
def test_an_unknown_name_or_number_out_of_range_is_an_error_that_names_the_parameter(
    case: Case, value: Any
) -> None:
    with pytest.raises(ValueError, match=f"'{case.parameter}'"):
        said(case.call(value))


@pytest.mark.parametrize(("case", "value"), every("wrong"))
def test_a_value_of_another_kind_is_an_error_that_names_the_parameter(
    case: Case, value: Any
) -> None:
    with pytest.raises(TypeError, match=f"'{case.parameter}'"):
        said(case.call(value))


def said(answer: Any) -> Any:
    """An answer as it can be compared: a generator at its end, a proof without its solver."""
    if hasattr(answer, "__next__"):
        answer = list(answer)
    return replace(answer, proof=None) if hasattr(answer, "proof") else answer


def test_nobody_by_name_is_refuted_as_nobody_is() -> None:
    of = regime(duty("a", "c"))
    by_name, by_member = (
        verify(of, [AFTER], assumptions=asked)[0].answer for asked in (["nobody"], [Assume.NOBODY])
    )
    assert by_name is by_member is Answer.REFUTED


def test_an_order_by_name_counts_as_the_order() -> None:
    by_name = Office((STREAM, URGENT), "arrival")  # type: ignore[arg-type]
    assert by_name.order is ServiceOrder.ARRIVAL


def test_a_known_name_is_offered_for_one_that_is_nearly_it() -> None:
    with pytest.raises(ValueError, match="did you mean 'nobody'"):
        verify(SMALL, [AFTER], assumptions=["nobdy"])


def test_a_property_by_its_identifier_is_sent_to_where_properties_are_read() -> None:
    with pytest.raises(TypeError, match=r"pass the Property itself.*protocols\.library"):
        verify(SMALL, ["after"])  # type: ignore[list-item]


def test_rules_of_a_comparison_are_found_by_the_name_of_how_they_stand() -> None:
    found = strictness(SMALL, regime(must_not("a", "d")), STRICT)
    assert found.of("not-implied") == found.of(Implication.NOT_IMPLIED) != ()
    with pytest.raises(ValueError, match="'standing'"):
        found.of("bananas")


def test_a_bound_is_asked_for_values_of_all_its_unknowns() -> None:
    (bound,) = parametric_bounds(OPEN, AFTER, "nobody")
    assert bound.at({"a-c": 4}) == 4
    wrong: list[Any] = [{}, {"a-c": 0}, {"a-c": True}, {"a-c": "4"}]
    for values in wrong:
        with pytest.raises((TypeError, ValueError), match="'values'"):
            bound.at(values)
    with pytest.raises(ValueError, match="'days'"):
        bound.within(-1)


def test_severity_has_three_weights() -> None:
    assert {severity_of(kind) for kind in FindingKind} == set(Severity)
