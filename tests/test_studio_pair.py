"""Two texts held against each other in the studio, and experiments written, run and shown there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.running.store import LINES
from experiments.show.blocks import Bullets, Chart, Fold, Marked, Swimlane, Table, walk
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.experiment import screen as experiment
from experiments.studio.experiment.design import FILE, design_of
from experiments.studio.page import File, Screen
from experiments.studio.pair import screen as pair
from experiments.studio.tasks import Task
from model.deadline import Reading
from model.language import Complaint
from protocols import library
from protocols.edit import edit
from protocols.mistakes import Mistakes
from tests.designed import Inline
from tests.test_studio_sheet import SILENT
from tests.test_studio_year import TINY

WIDER = edit("approval-claim.deadline=2 working days")
DEEMED = edit("approval-claim.on-expiry=approval-info.claimed")
STRUCK = edit("-approval-claim")


class Waiting(Studio):
    """A studio whose background does nothing, so that what is shown at once is looked at."""

    begun: list[Any]

    def run_in_background(self, key: str, work: Any, *arguments: Any) -> Task:
        self.begun = [work, *arguments]
        return Task(key)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Waiting(tmp_path_factory.mktemp("pair"))
    made.lights(made.text("xuecheng"), Reading(5), 60)
    yield made
    made.close()


def screen(studio: Studio, address: Address) -> Screen:
    """The screen, once all lights are there."""
    for _ in range(40):
        found = pair.screen(address, studio)
        if found.lead:
            return found
    raise AssertionError("lights did not come")


def won(found: Screen) -> list[tuple[str, str, str]]:
    """What is said of each guarantee that differs: its name, who obeys, and what became of it."""
    (section,) = (one for one in found.sections if one.id == "won")
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    rows = []
    for row in table.rows:
        assert isinstance(row, tuple)
        label, who, *_, kind = row
        assert not isinstance(label, str | Marked)
        assert not isinstance(who, str | Marked)
        assert isinstance(kind, Marked)
        rows.append((label.en, who.en, kind.words.en))
    return rows


def test_a_draft_is_held_against_its_text_and_what_it_loses_comes_first(studio: Studio) -> None:
    """A longer window makes two guarantees later; a default wins one that the text alone keeps."""
    found = screen(studio, Address(edits=(WIDER, DEEMED)))
    rows = won(found)
    assert ("every approval push is claimed", "everyone obeys", "loosened") in rows
    assert ("every approval push is claimed", "self-executing", "gained") in rows
    kinds = [kind for _, _, kind in rows]
    assert kinds == sorted(kinds, key=["lost", "loosened", "gained", "tightened"].index)
    assert found.title.en == "Xuecheng, after against Xuecheng"


def test_what_is_won_stands_with_the_run_that_breaks_it_in_the_other_text(studio: Studio) -> None:
    found = screen(studio, Address(edits=(DEEMED,)))
    (section,) = (one for one in found.sections if one.id == "won")
    folds = [block for block in section.blocks if isinstance(block, Fold)]
    runs = [block for fold in folds for block in fold.blocks if isinstance(block, Swimlane)]
    assert len(runs) == 1
    assert runs[0].story.regime.name.en == "Xuecheng"  # which lacks it


def test_the_other_way_round_what_was_won_is_lost(studio: Studio) -> None:
    forth = won(screen(studio, Address(edits=(WIDER,))))
    back = won(screen(studio, Address().changed(other="xuecheng", other_edits=WIDER.text)))
    turned = {"loosened": "tightened", "tightened": "loosened"}
    assert sorted((name, who, turned[kind]) for name, who, kind in forth) == sorted(back)


def test_clauses_are_shown_while_strictness_is_worked_out(studio: Studio) -> None:
    found = screen(studio, Address(edits=(WIDER,)))
    assert [one.id for one in found.sections] == ["won", "changes"]
    assert found.again is not None


def test_the_other_text_is_one_that_is_there(studio: Studio) -> None:
    assert pair.other_of(Address(), studio).regime != "xuecheng"
    assert pair.other_of(Address(edits=(WIDER,)), studio).regime == "xuecheng"
    assert pair.other_of(Address(edits=(WIDER,)), studio).edits == ()
    with pytest.raises(Complaint):
        pair.screen(Address().changed(other="../../etc/passwd"), studio)
    with pytest.raises(Mistakes):
        pair.screen(Address().changed(other_edits="approval-claim.deadline=soon"), studio)


def test_a_draft_of_ones_own_is_called_by_its_file_and_held_against_the_text_it_is_of(
    studio: Studio,
) -> None:
    """The draft has the name and the identifier of the text that it was copied from."""
    draft = studio.uploads.keep(
        "我的草案.yaml",
        library.path_of("xuecheng").read_bytes().replace(b"1 working day", b"2 working days", 1),
    )
    address = Address(draft)
    assert pair.other_of(address, studio).regime == "xuecheng"
    found = pair.screen(address, studio)
    assert "薛城（我的草案.yaml）" in found.title.zh
    fields: Any = found.values["fields"]
    names = dict(fields[0].options)
    assert names[draft].zh == "薛城（我的草案.yaml）"
    assert not any("upload:" in words.zh for words in names.values())


def test_the_first_line_counts_and_what_it_counts_is_listed(studio: Studio) -> None:
    """Claimed within two days: the claim, and what waits for it, is later by a day."""
    found = screen(studio, Address(edits=(WIDER,)))
    assert found.lead.zh.startswith("变慢 2")
    assert len(found.lead.zh) < 60
    listed = [one for one in found.sections[0].blocks if isinstance(one, Bullets)]
    assert any("审批推送得到认领" in str(one.items) for one in listed)


def test_all_of_it_is_what_diff_finds(studio: Studio) -> None:
    """Under the hood it is the same pairing, with the steps told as they are done."""
    told: list[tuple[float, float]] = []
    (studio.folder / "silent.yaml").write_text(SILENT, encoding="utf-8")
    text = studio.text("silent.yaml")
    found = pair.paired(
        lambda done, whole: told.append((done, whole)), text, text, Reading(5), studio.calendar
    )
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert found.forth.holds
    assert found.back.holds


# --- Experiments.


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Waiting:
    """A studio with a small county in its folder, whose experiments are not begun by themselves."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    monkeypatch.setattr(experiment, "Processes", lambda _: Inline())
    return Waiting(tmp_path)


def asked(**more: str) -> Address:
    return Address(edits=(WIDER,), scenario="tiny.yaml").changed(replications="2", **more)


def test_an_experiment_gets_a_new_folder_each_time_and_writes_over_nothing(county: Waiting) -> None:
    (county.folder / "experiment-2").mkdir()
    theirs = county.folder / "experiment-2" / "notes.txt"
    theirs.write_text("mine", encoding="utf-8")
    first, second = (experiment.posted(asked(), county, {}) for _ in range(2))
    assert "folder=experiment-1" in first
    assert "folder=experiment-3" in second
    assert theirs.read_text(encoding="utf-8") == "mine"
    design = design_of(asked(), county)
    assert {*design.files} == {"design.yaml", "xuecheng-edited.yaml", "tiny.yaml"}
    assert str(county.folder) not in design.text
    for name in ("experiment-1", "experiment-3"):
        assert {one.name for one in (county.folder / name).iterdir()} == {*design.files}


@pytest.mark.undrawn
def test_an_experiment_is_carried_out_shown_and_gone_on_with(county: Waiting) -> None:
    """Two texts with two replications each are four years; a broken-off one lacks what it lacks."""
    experiment.posted(asked(), county, {})
    place = county.folder / "experiment-1"
    told = list[tuple[float, float]]()
    found = experiment.carried_out(lambda *far: told.append(far), place, "zh")
    assert [*told[0], *told[-1]] == [0, 4, 4, 4]
    assert found[0].id
    assert not [block for one in found for block in walk(one.blocks) if isinstance(block, Chart)]
    page = experiment.screen(asked(folder="experiment-1", **{"as": "page"}), county)
    assert isinstance(page, File)
    assert b"<html" in page.data
    lines = place / "results" / LINES
    kept = lines.read_bytes().splitlines(keepends=True)
    lines.write_bytes(b"".join(kept[:3]))
    again = list[tuple[float, float]]()
    experiment.carried_out(lambda *far: again.append(far), place, "zh")
    assert [*again[0]] == [3, 4]
    assert lines.read_bytes() == b"".join(kept)


def test_looking_at_an_unfinished_experiment_starts_nothing(county: Waiting) -> None:
    made = design_of(asked(), county)
    place = county.folder / "experiment-1"
    place.mkdir()
    made.put(place)
    found = experiment.screen(asked(folder="experiment-1"), county)
    assert isinstance(found, Screen)
    assert found.values["task"] is None
    assert "begun" not in vars(county)
    assert "experiment-1" in experiment.posted(asked(), county, {"go-on": "experiment-1"})
    work, where, _ = county.begun
    assert (work, where) == (experiment.carried_out, place)


@pytest.mark.parametrize("name", ["../x", "experiment-0", "experiment-1/..", "x", "experiment-7"])
def test_no_folder_but_that_of_an_experiment_is_opened(county: Waiting, name: str) -> None:
    with pytest.raises(Complaint):
        experiment.screen(asked(folder=name), county)
    with pytest.raises(Complaint):
        experiment.posted(asked(), county, {"go-on": name})


def test_a_link_is_no_folder_of_an_experiment(county: Waiting, tmp_path_factory: Any) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / FILE).write_text("x", encoding="utf-8")
    (county.folder / "experiment-5").symlink_to(elsewhere)
    with pytest.raises(Complaint):
        experiment.screen(asked(folder="experiment-5"), county)


def test_a_level_multiplies_the_points_and_is_checked(county: Waiting) -> None:
    found = experiment.screen(asked(rule="approval-claim", to="2", **{"from": "1"}), county)
    assert isinstance(found, Screen)
    assert found.values["points"] == 4  # two texts, two limits
    assert "vary" in str(found.values["design"])
    for more in ({"rule": "nothing"}, {"rule": "approval-claim", "from": "5", "to": "2"}):
        wrong = experiment.screen(asked(**more), county)
        assert isinstance(wrong, Screen)
        assert wrong.values["wrong"]
        with pytest.raises(Complaint):
            experiment.posted(asked(**more), county, {})
    assert not list(county.folder.glob("experiment-*"))


def test_mistakes_are_told_with_their_line_beside_the_form(county: Waiting) -> None:
    """A struck rule has no limit that could be varied in the edited text."""
    address = Address(edits=(STRUCK,), scenario="tiny.yaml").changed(
        rule="approval-claim", replications="2", to="1", **{"from": "1"}
    )
    found = experiment.screen(address, county)
    assert isinstance(found, Screen)
    wrong = found.values["wrong"]
    assert isinstance(wrong, tuple)
    assert "design.yaml, line" in wrong[0].en
    with pytest.raises(Mistakes):
        experiment.posted(address, county, {})
    assert not list(county.folder.glob("experiment-*"))
