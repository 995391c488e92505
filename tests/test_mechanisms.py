"""What is told of a simulated year: the log and the table of mechanisms."""

from __future__ import annotations

from dataclasses import replace

from experiments.measures.eventlog import event_log
from experiments.measures.mechanisms import mechanisms
from model.deadline import Within
from model.property import Property
from model.trace import Mode
from tests.county import OVERLOOKED, after, county, kind, later, lived, words
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
    found = {row["property"]: row for row in mechanisms(of, asked).to_dicts()}
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
    (row,) = mechanisms(slow, asked[:1]).to_dicts()
    deemed = sum(one.state.occurred["b"].mode is Mode.DEEMED for one in slow.threads)
    assert row["by_rule"] == deemed == len(slow.threads)
    assert (row["median"], row["p90"], row["max"]) == (2.0, 2.0, 2.0)
    (performed,) = mechanisms(slow, [replace(asked[0], performed=True)]).to_dicts()
    assert (performed["answered"], performed["median"]) == (0, None)
