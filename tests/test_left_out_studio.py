"""The studio says of which runs a proof says nothing, without keeping its lights waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from experiments.show.left_out import MARK
from experiments.studio import page
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.lights.lamps import panel
from experiments.studio.page import File
from experiments.studio.pair import screen as pair
from experiments.studio.play.outlook import Outlooks
from experiments.studio.sheet import screen as sheet
from experiments.studio.sheet.paper import paper
from experiments.studio.times import Times
from model.deadline import Reading
from model.instant import instant_of
from model.session import start
from model.steps import perform
from protocols.edit import edit
from tests.hearing import AT_ODDS, WAIVED, hearing, read
from tests.test_left_out import HANGS_ON, SENTENCES
from tests.test_studio_play import settled, words
from tests.windows import window
from verify.left_out import LeftOut
from verify.verdict import Assume

FIVE = Reading(5)
TOO_LATE = edit("notified.deadline={before: held, at-least: 7 working days}")
KEY = WAIVED, Assume.EVERYONE


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio beside the text whose notice takes too long, and its good twin."""
    hearing(tmp_path, 7, "bad")
    hearing(tmp_path, 5, "good")
    made = Studio(tmp_path)
    yield made
    made.close()


def test_lights_are_known_to_leave_runs_out(studio: Studio) -> None:
    for name, there in (("bad.yaml", True), ("good.yaml", False)):
        lights = studio.lights(studio.text(name), FIVE, 60, whole=True)
        assert lights.whole
        assert {*lights.left_out} == ({KEY} if there else set())
        assert [one.rules for one in lights.apart(*KEY)] == ([tuple(AT_ODDS)] if there else [])


def test_where_nothing_is_in_the_way_of_anything_lights_are_whole_as_soon_as_they_are_there(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(LeftOut, "of_verdict", never)
    assert studio.lights(studio.text("good.yaml"), FIVE, 60).whole


def test_lights_do_not_wait_for_it_and_say_that_it_is_being_worked_out(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, found = threading.Event(), LeftOut.of_verdict

    def later(self: LeftOut, verdict: Any) -> Any:
        assert going.wait(60)
        return found(self, verdict)

    monkeypatch.setattr(LeftOut, "of_verdict", later)
    address = Address("bad.yaml", lang="en")
    try:
        assert studio.lights(studio.text("bad.yaml"), FIVE, 60).done
        shown = panel(address, studio, studio.regime(address))
        assert shown.done
        assert not shown.whole
        told = [str(lamp.left_out.en) for row in shown.main for lamp in row.lamps]
        assert told == ["whether it leaves out runs is being worked out …", "", "", ""]
        assert not sheet.screen(address, studio).values["paper"]  # type: ignore[union-attr]
    finally:
        going.set()
    lights = studio.lights(studio.text("bad.yaml"), FIVE, 60, whole=True)
    assert {*lights.left_out} == {KEY}


def test_it_gives_way_to_the_lights_of_another_text_and_is_taken_up_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, going, found = threading.Event(), threading.Event(), LeftOut.of_verdict

    def later(self: LeftOut, verdict: Any) -> Any:
        began.set()
        assert going.wait(60)
        return found(self, verdict)

    monkeypatch.setattr(LeftOut, "of_verdict", later)
    studio.lights(studio.text("bad.yaml"), FIVE, 60)
    assert began.wait(60)
    studio.lights(studio.text("good.yaml"), FIVE, 60)
    going.set()
    (job,) = [one for one in studio.lighting._jobs.values() if one.lights.regime.id == "bad"]
    until = time.monotonic() + 60
    while job.weighing and time.monotonic() < until:
        time.sleep(0.01)
    assert not job.lights.left_out  # what was cut off is no answer
    assert not job.lights.weighed
    lights = studio.lights(studio.text("bad.yaml"), FIVE, 60, whole=True)
    assert not any(one.is_open for one in lights.apart(*KEY))
    assert lights.apart(*KEY)


def test_what_goes_wrong_is_not_decided(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(LeftOut, "of_verdict", broken)
    lights = studio.lights(studio.text("bad.yaml"), FIVE, 60, whole=True)
    assert lights.whole
    assert {one.is_open for one in lights.apart(*KEY)} == {True}
    assert {*lights.left_out} == {KEY}
    address = Address("bad.yaml", lang="en")
    shown = panel(address, studio, studio.regime(address))
    assert "was not decided" in shown.main[0].lamps[0].left_out.en


def test_a_page_marks_the_light_and_names_the_runs(studio: Studio) -> None:
    with window(studio) as client:
        for lang, sentence in SENTENCES.items():
            for name, there in (("bad.yaml", True), ("good.yaml", False)):
                studio.lights(studio.text(name), FIVE, 60, whole=True)
                text = client.get(f"/change?regime={name}&lang={lang}").text
                assert (sentence in words(text)) is there
                assert text.count(f"\u00a0{MARK}") == (2 if there else 0)  # the strip has it too
                assert ('hx-select="#lights"' in text) is False


def test_the_light_before_an_edit_is_marked_as_well(studio: Studio) -> None:
    address = Address("good.yaml", edits=(TOO_LATE,), lang="en")
    edited = studio.regime(address)
    for text in (edited.before, edited.after):
        studio.lights(text, FIVE, 60, whole=True)
    lamp = panel(address, studio, edited).main[0].lamps[0]
    assert (MARK in lamp.words.en, MARK in lamp.before.en) == (True, False)
    assert MARK in lamp.brief.en
    back = edit("notified.deadline={before: held, at-least: 5 working days}")
    address = Address("bad.yaml", edits=(back,), lang="en")
    edited = studio.regime(address)
    for text in (edited.before, edited.after):
        studio.lights(text, FIVE, 60, whole=True)
    lamp = panel(address, studio, edited).main[0].lamps[0]
    assert (MARK in lamp.words.en, MARK in lamp.before.en) == (False, True)


def test_the_sheet_that_is_taken_away_says_it(studio: Studio) -> None:
    for name, there in (("bad.yaml", True), ("good.yaml", False)):
        lights = studio.lights(studio.text(name), FIVE, 60, whole=True)
        made = paper(lights, lights)
        cells = {row.label.en: row.cells[0].words.en for row in made.rows}
        assert (MARK in cells["waived once asked for"]) is there
        assert MARK not in cells["registered once asked for"]
        notes = " ".join(line.en for line in made.notes)
        assert (HANGS_ON in notes) is there
        assert ("say nothing of some runs" in made.answer[0].en) is there
        for kind in ("html", "docx"):
            file = sheet.screen(Address(name, more=(("as", kind),), lang="en"), studio)
            assert isinstance(file, File)
            text = file.data.decode() if kind == "html" else _written(file.data)
            assert (HANGS_ON in text.replace("&#39;", "'")) is there, kind


def _written(data: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(BytesIO(data)).paragraphs)


def test_what_an_edit_wins_only_so_is_marked_on_the_sheet(studio: Studio) -> None:
    edited = studio.regime(Address("good.yaml", edits=(TOO_LATE,)))
    before, after = (
        studio.lights(one, FIVE, 60, whole=True) for one in (edited.before, edited.after)
    )
    made = paper(before, after)
    assert MARK in made.answer[0].en
    assert any(HANGS_ON in line.en for line in made.notes)


def test_two_texts_side_by_side_say_it(studio: Studio) -> None:
    for name in ("bad.yaml", "good.yaml"):
        studio.lights(studio.text(name), FIVE, 60, whole=True)
    address = Address("good.yaml", more=(("other", "bad.yaml"),), lang="en")
    screen = pair.screen(address, studio)
    until = time.monotonic() + 60
    while not screen.lead and time.monotonic() < until:
        time.sleep(0.1)
        screen = pair.screen(address, studio)
    text = words(page.html(screen, "pair", address, {}, Times()))
    assert SENTENCES["en"] in text
    # In the sentence of what is lost, and in the table.
    assert text.count(f"≤ 6 working days {MARK}") == 2


@pytest.mark.parametrize("days", [7, 5])
def test_what_is_still_guaranteed_after_a_history_is_said_to_leave_runs_out(
    tmp_path: Path, days: int
) -> None:
    begun = start(read(tmp_path, days), instant_of(datetime(2026, 2, 13, 9)))
    outlooks = Outlooks()
    try:
        found = outlooks.of(perform(begun, "asked"), soon=60)
        assert found.done
        assert {*found.left_out} == ({KEY} if days == 7 else set())
        # Once notice has been given and the waiver has come nothing is open any more.
        done = outlooks.of(perform(perform(begun, "asked"), "waived"), soon=60)
        assert not done.left_out
    finally:
        outlooks.close()


def test_the_screen_of_a_matter_says_it(studio: Studio) -> None:
    with window(studio) as client:
        for lang, sentence in SENTENCES.items():
            for name, there in (("bad.yaml", True), ("good.yaml", False)):
                query = f"regime={name}&at=2026-02-13T09:00&moves=asked@2026-02-13T10:00"
                text = settled(client, query, lang)
                assert (sentence in words(text)) is there, words(text)[:600]
                # Beside what is still guaranteed, and before the sentence.
                assert text.count(MARK) == (2 if there else 0)
