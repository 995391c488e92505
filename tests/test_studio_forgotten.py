"""A verdict that may hinge on a reading is never shown without it, whatever was edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.change import screen as change
from experiments.studio.lights.forgotten import bearing, forgotten
from experiments.studio.lights.lamps import Lamp, Panel, panel
from experiments.studio.lights.light import questions_of
from experiments.studio.sheet.basis import readings_of
from protocols.edit import edit
from protocols.edits import regime_after
from verify.verdict import Assume


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Studio(tmp_path_factory.mktemp("forgotten"))
    yield made
    made.close()


def lit(studio: Studio, *lines: str) -> tuple[Address, Panel]:
    here = Address("xuecheng", tuple(map(edit, lines)))
    edited = studio.regime(here)
    shown = panel(here, studio, edited, 40.0)
    if not shown.done:
        shown = panel(here, studio, edited, 40.0)
    assert shown.done
    return here, shown


def lamps(shown: Panel) -> dict[str, Lamp]:
    return {lamp.id: lamp for row in (*shown.main, *shown.rest) for lamp in row.lamps}


def hinging(shown: Panel) -> set[str]:
    return {
        name
        for name, lamp in lamps(shown).items()
        if lamp.light and any(one.rule.id == "approval-claim" for one in lamp.light.hinges or ())
    }


def test_a_claim_of_two_days_hinges_on_its_start_as_that_of_one_day_does(studio: Studio) -> None:
    _, one = lit(studio)
    _, two = lit(studio, "approval-claim.deadline=2 working days")
    assert hinging(one)
    assert hinging(two) == hinging(one)
    assert not any(lamp.forgotten for lamp in lamps(two).values())


def test_where_a_reading_is_lost_lamp_clause_and_sheet_say_so(studio: Studio) -> None:
    """Whether a start is stated is about the words of which there was another reading."""
    here, shown = lit(studio, "approval-claim.start=stated")
    _, before = lit(studio)
    lost = {name for name, lamp in lamps(shown).items() if lamp.forgotten}
    assert hinging(before) <= lost
    for name in hinging(before):
        words = lamps(shown)[name].hinges.zh
        assert "已改动，原来记下的另一种读法（时限自许可决定作出起算" in words
    values: Any = change.screen(here, studio).values
    (view,) = (one for one in values["views"] if one.name == "approval-claim")
    assert [line.zh[:4] for line in view.lost] == ["第22条"]
    assert not any(one.lost for one in values["views"] if one.name != "approval-claim")
    asked = [one for one in shown.after.questions if any(f"{one.id}.{a}" in lost for a in Assume)]
    told = [*readings_of(shown.after, asked, 9, studio.regime(here).before)]
    assert sum("没有再算" in line.zh for line in told) == 1


def test_it_is_told_beside_what_it_may_bear_on_and_nowhere_else() -> None:
    """Consulting on a complex application comes before a decision, not before a letter."""
    before = regime_after("xuecheng", ())
    after = regime_after("xuecheng", [edit("major-consultation.deadline=2 working days")])
    lost = forgotten(before, after)
    assert [one.alternative.id for one in lost] == ["no-time"]
    told = {one.id: [*bearing(lost, before, after, one)] for one in questions_of(before)}
    assert told["approval-push-claimed"] == [*lost]
    assert not told["letter-answered"]
    assert forgotten(before, before) == ()
