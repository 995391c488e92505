"""What a bearer waits for before he can act, against what the transition relation says he can do."""

from __future__ import annotations

import pytest

from model.ability import Means
from model.deadline import Within
from model.regime import Regime
from model.vocabulary import EventType
from model.waiting import Waiting, awaited, unprovided
from protocols import library
from tests.small import NAME, counts, duty, may, must_not, needing, regime
from tests.test_ability import paper


def waits(file: str, rule: str) -> dict[str, str | None]:
    of = paper(f"{file}.yaml")
    duty = of.by_id[rule]
    return awaited(Means(of), duty)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "rule", "events"),
    [
        ("01-issue-push-claim", "claim", {"approval-info.pushed": "approval-info.claimed"}),
        ("07-own-means-triggered", "tell", {}),
        ("09-own-means-not-yet-triggered", "notify", {"report.given": None}),
        ("16-own-act-behind-anothers", "c", {"stage.b": "stage.c"}),
        ("23-prohibition-lifted-after", "issue", {"clearance.given": None}),
        ("28-joint-bearers-one-able", "file", {}),
    ],
)
def test_a_bearer_waits_for_others_and_not_for_his_own_means(
    file: str, rule: str, events: dict[str, str | None]
) -> None:
    of = paper(f"{file}.yaml")
    if rule not in of.by_id:
        (rule,) = (one.id for one in of.obligations[:1])
    assert waits(file, rule) == events


def test_the_shipped_texts_provide_for_every_step_that_their_acts_need() -> None:
    assert not [one for name in library.REGIMES for one in unprovided(library.find(name))]
