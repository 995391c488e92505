"""What is told of a simulated year: the log and the table of mechanisms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.measures.eventlog import event_log
from experiments.measures.mechanisms import mechanisms, table
from model.deadline import Within
from model.property import Property, lateness
from model.trace import Mode
from tests.county import CALENDAR, OVERLOOKED, after, county, kind, later, lived, words
from tests.made import at, small_year
from tests.small import NAME, counts, duty, regime


def test_the_log_shows_nothing_before_what_it_came_after() -> None:
    """An act of the very instant of the event of the world that it presupposes."""
    acts = words(b=replace(words()["b"], by="p", presupposes=("a",)))
    of = lived(
        regime(duty("b", "d"), counts("b", "c"), events=acts), county(kind("a", starts=("a", "b")))
    )
    for thread in of.threads:
        log = event_log(of).filter(case=thread.case)
        assert log["event"].to_list() == ["a", "b", "c", "d"]


def test_the_table_of_mechanisms_counts_triggers_answers_and_working_days() -> None:
    rules = regime(duty("a", "b", Within(2), default="b"), duty("b", "d"), events=words())
    later_ = (later("c", "a", 3), later("e", "a", 4))
    flagged = kind("a", *later_, attributes={"flag": {"true": 0.5, "false": 0.5}})
    of = lived(rules, county(flagged, tasks={"d": OVERLOOKED}))
    asked = [
        Property("quick", NAME, "a", "b"),
        Property("never", NAME, "b", "d"),
        Property("free", NAME, "a", "c"),
        Property("some", NAME, "a", "c", when={"flag": frozenset({"true"})}),
        Property("ahead", NAME, "e", "c", ahead=1),
        Property("far-ahead", NAME, "e", "c", ahead=3),
        Property("untouched", NAME, "x", "b"),
    ]
    total = len(of.threads)
    found = {row["property"]: row for row in table(mechanisms(of, asked)).to_dicts()}
    flags = sum(one.state.attributes["flag"] == "true" for one in of.threads)
    for name, triggered, answered, longest in (
        ("never", total, 0, None),
        ("free", total, total, 3.0),
        ("some", flags, flags, 3.0),
        ("ahead", total, total, 0.0),
        ("far-ahead", total, total, 2.0),
        ("untouched", 0, 0, None),
    ):
        row = found[name]
        assert (row["triggered"], row["answered"], row["max"]) == (triggered, answered, longest)
        assert row["open"] == triggered - answered
        assert row["regulated"] == (name in ("quick", "never", "untouched"))
    assert found["quick"]["max"] <= 1.0
    slow = lived(rules, county(flagged, tasks={"b": after(5 * 420)}))
    (row,) = table(mechanisms(slow, asked[:1])).to_dicts()
    deemed = sum(one.state.occurred["b"].mode is Mode.DEEMED for one in slow.threads)
    assert row["by_rule"] == deemed == len(slow.threads)
    assert (row["median"], row["p90"], row["max"]) == (2.0, 2.0, 2.0)
    assert (row["longest"], row["open_longest"]) == (2.0, None)
    (performed,) = table(mechanisms(slow, [replace(asked[0], performed=True)])).to_dicts()
    assert (performed["answered"], performed["median"]) == (0, None)


@pytest.mark.parametrize("begun", [at(0, 10), at(0, 20), at(1, 17), at(1, 40)])
@pytest.mark.parametrize("watched", [at(4, 9), at(4, 17), at(4, 18), at(6, 24), at(6, 48)])
@pytest.mark.parametrize("ahead", [0, 2])
def test_what_is_open_is_as_late_as_it_is_sure_to_be(begun: int, watched: int, ahead: int) -> None:
    """It is late by more than N days exactly if no answer that can still come is within N."""
    asked = Property("asked", NAME, "a", "b", ahead=ahead)
    of = small_year(regime(duty("a", "c")), (("a", begun),))
    (row,) = table(mechanisms(replace(of, end=watched), [asked])).to_dicts()
    assert (row["open"], row["max"], row["longest"]) == (1, None, None)
    slot = CALENDAR.slot
    coming = [
        lateness(asked, slot(begun), slot(when)) for when in range(watched, watched + 9000, 10)
    ]
    assert row["open_longest"] == min(coming)


def test_a_year_with_open_cases_tells_the_longest_of_those_that_ended() -> None:
    kept = (("a", at(0, 10)), ("b", at(3, 10), "p"))
    of = small_year(regime(duty("a", "b", Within(9))), kept, (("a", at(18, 10)),))
    (row,) = table(mechanisms(of, [Property("asked", NAME, "a", "b")])).to_dicts()
    assert (row["open"], row["max"]) == (1, None)
    assert (row["longest"], row["open_longest"]) == (3.0, 2.0)
