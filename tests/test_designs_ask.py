"""A design asks questions of its own, and its regimes' own files do; labels stand for ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.answers.answer import answer
from experiments.answers.guarantees import Seen
from experiments.answers.lines import guarantee_lines
from experiments.designs.reader import read_design
from experiments.experiment.heat import note_words
from experiments.experiment.tables import guarantees_table
from experiments.running.replication import replicate
from experiments.running.store import Store
from model.language import Text
from protocols import library
from protocols.mistakes import Mistakes
from tests.designed import design, tiny

ASK = """\
ask:
  last: 作出审批决定 → 认领审批信息，各部门均须，在 3 个工作日内
  soon: approval-info.pushed -> approval-info.claimed within 1 performed
measures: [property.last.longest, property.own-claim.median]
"""
ASKED = ("measures: [threads, auto-claimed-share]\n", ASK)
OWN = """\
properties:
  own-claim:
    label: {zh: 自己的问题, en: our own question}
    trigger: 推送审批信息
    response: 认领审批信息
"""


def with_own(folder: Path) -> tuple[str, str]:
    """An edit that makes the baseline a file beside the design, with a question of its own."""
    text = library.path_of("xuecheng").read_text(encoding="utf-8")
    (folder / "ours.yaml").write_text(text + OWN, encoding="utf-8")
    return "baseline: xuecheng", "baseline: ours.yaml"


def test_what_a_design_asks_is_asked_of_every_regime_at_every_level(tmp_path: Path) -> None:
    read = design(tmp_path, ASKED)
    asked = [{one.id: one for one in point.regime.properties} for point in read.points]
    assert [[*each] for each in asked] == [["last", "soon"]] * len(read.points)
    assert asked[0]["last"].by_all
    assert (asked[0]["last"].within, asked[0]["soon"].performed) == (3, True)
    plain = design(tmp_path)
    assert plain.points[0].key != read.points[0].key, "other figures are kept"


def test_a_file_of_properties_is_asked_and_travels_with_the_design(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(OWN, encoding="utf-8")
    read = design(tmp_path, ("replications: 4\n", "replications: 4\nproperties: more.yaml\n"))
    assert [one.id for one in read.points[0].regime.properties] == ["own-claim"]
    assert [*read.files] == ["more.yaml"]


def test_own_questions_are_measured_held_against_bounds_and_named(tmp_path: Path) -> None:
    """A year is simulated; its figures, tables, charts and sentences know all that was asked."""
    path = tiny(
        tmp_path,
        ASKED,
        with_own(tmp_path),
        ("replications: 4", "replications: 2"),
        ("    values: [1, 3]", "    values: [1]"),
    )
    read = read_design(path)
    with (store := Store(tmp_path / "run", read)):
        for task in read.tasks():
            store.append(task, replicate(task.point, task.seed))
    store.settle()
    found = answer(tmp_path / "run")
    looked = {check.property: check for check in found.guarantees or ()}
    assert {"last", "own-claim"} <= looked.keys()
    assert looked["last"].everyone == 2
    assert looked["last"].happened.seen is not Seen.NO_RESULTS
    rows = [row for row in guarantees_table(found).rows if isinstance(row, tuple)]
    labels = {row[1].en for row in rows if isinstance(row[1], Text)}
    assert "our own question" in labels
    own = found.measure("property.own-claim.median")
    assert "自己的问题" in own.label.zh
    assert note_words(found, own)
    assert guarantee_lines(found)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("  last: 作出审批决定 → 认领什么", "认领什么"),
        ("  last: approval-info.pushed -> approval-info.claimed by all", "no common beginning"),
        ("  approval-push-claimed: approval.decided -> approval-info.claimed", "two different"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_where_it_stands(
    tmp_path: Path, line: str, told: str
) -> None:
    with pytest.raises(Mistakes) as raised:
        design(tmp_path, ("replications: 4\n", f"ask:\n{line}\nreplications: 4\n"))
    (mistake,) = raised.value.mistakes
    assert told in mistake.say().en
    assert mistake.line > 20


def test_labels_stand_for_rules_and_events_in_a_design(tmp_path: Path) -> None:
    by_id = design(tmp_path)
    by_label = design(
        tmp_path,
        ("rule: approval-claim,", "rule: 认领审批信息,"),
        ("on-expiry: approval-info.claimed", "on-expiry: 认领审批信息"),
        ("vary: {rule: approval-claim,", "vary: {rule: approval information claimed,"),
    )
    assert [one.key for one in by_label.points] == [one.key for one in by_id.points]
