"""In which cases the clock of a duty can never start, by enumeration of the cases as well."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from model.calendar import chinese_calendar
from model.regime import Regime
from model.rule import Rule
from model.vocabulary import Attribute, EventType
from tests.small import NAME, duty, regime
from verify.audit.clocks import never_starts
from verify.audit.part import Part
from verify.formula import equal

FACTS = tuple(f"f{place}" for place in range(6))
WORDS = {
    "a": EventType("a", NAME),
    "b": EventType("b", NAME, presupposes=("a",)),
    "t": EventType("t", NAME),
}


def said(*rules: Rule) -> Regime:
    of = regime(*rules, duty("t", "b", id="asked"), events=WORDS)
    attributes = {name: Attribute(name, NAME) for name in FACTS}
    return replace(of, vocabulary=replace(of.vocabulary, attributes=attributes))


def starting(*facts: str) -> Rule:
    """A duty that sets the clock going where all of some facts hold."""
    when = {name: frozenset({"true"}) for name in facts}
    return duty("a", "t", id=f"start-{'-'.join(facts)}", when=when)


def another(fact: str) -> Rule:
    """Another duty to do what is asked about, which a itself sets going where a fact holds."""
    return duty("a", "b", id=f"start-another-{fact}", when={fact: frozenset({"true"})})


def by_enumeration(of: Regime) -> set[tuple[str, ...]]:
    """The cases, by the facts that hold in them, in which no duty sets the clock going."""
    going = [rule.when.keys() for rule in of.rules if rule.id.startswith("start")]
    cases = (
        tuple(name for name, holds in zip(FACTS, values, strict=True) if holds)
        for values in product((False, True), repeat=len(FACTS))
    )
    return {case for case in cases if not any(facts <= {*case} for facts in going)}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([starting(name) for name in FACTS], dict.fromkeys(FACTS, "false")),
        ([*(starting(name) for name in FACTS), starting()], None),
        ([starting("f0", "f1")], {"f1": "false"}),
        ([starting("f0", "f1"), starting("f2")], {"f1": "false", "f2": "false"}),
        # Another duty to do the same, which a itself sets going in some cases.
        ([another("f0"), starting("f1")], {"f0": "false", "f1": "false"}),
        ([*map(another, FACTS[:5]), starting("f5")], dict.fromkeys(FACTS, "false")),
    ],
)
def test_the_case_in_which_no_clock_starts_is_found(
    rules: list[Rule], expected: dict[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand; and it is told by facts of which all cases that share them are such."""
    asked: list[dict[str, int] | None] = []
    case = Part.case

    def note(found: dict[str, int] | None) -> dict[str, int] | None:
        asked.append(found)
        return found

    monkeypatch.setattr(Part, "case", lambda *some: note(case(*some)))
    of = said(*rules)
    told = never_starts(Part(of, chinese_calendar()), of.obligations[-1])
    stuck = by_enumeration(of)
    assert (told is None) is (not stuck)
    if told is not None:
        alike = [one for one in stuck if all((told[f] == "true") is (f in one) for f in told)]
        assert len(alike) == 2 ** (len(FACTS) - len(told))
    assert told == expected
    assert len(asked) <= 25, "each run is asked in which cases it can be had"


def test_the_cases_of_a_run_are_such_as_the_claim_is_true_in() -> None:
    of = Part(said(*map(starting, FACTS)), chinese_calendar())
    facts = of.encoding.attributes
    case = [equal(facts[name], 1) for name in FACTS]
    found = of.cases_of_a_run(of.active("start-f0"), case)
    assert found is not None
    assert of.possible(found, *case)
    assert of.possible(found, *(equal(facts[name], 0) for name in FACTS[1:]))
    assert not of.possible(found, equal(facts["f0"], 0))
    assert of.cases_of_a_run(of.active("start-f0"), [equal(facts["f0"], 0)]) is None
