"""What a bearer waits for before he can act, against what the transition relation says he can do."""

from __future__ import annotations

import pytest

from model.ability import Means
from model.regime import Regime
from model.waiting import Waiting, awaited, unprovided
from protocols import library
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


class Waiters(Closure):
    """All histories of a small regime, in each of which waiting is held against what can be done.

    The end of each tells what was disobeyed, and ``late`` what fell due before it could be done.
    """

    compared = 0

    def _visit(self, phase: str, state: State, slot: int, turn: int) -> frozenset[Broken]:
        if phase == "acts":
            self._compare(state)
        return super()._visit(phase, state, slot, turn)

    def _compare(self, state: State) -> None:
        waiting = Waiting(self.law.means, state.occurred, state.attributes)
        for owed in state.duties.values():
            rule = owed.rule
            if isinstance(rule, Obligation) and rule.act not in state.occurred:
                able = any(can(self.law, state, one, rule.act) for one in rule.bearers)
                assert able == (not waiting.of(rule)), (rule, list(state.occurred))
                self.compared += 1

    def _so_far(self, state: State, now: Moment) -> Broken:
        late = {f"late {name}" for name, one in state.duties.items() if self._late(state, one, now)}
        return super()._so_far(state, now) | late

    def _late(self, state: State, owed: Duty, now: Moment) -> bool:
        rule, due = owed.rule, owed.due
        if not isinstance(rule, Obligation) or due is None or due >= now:
            return False
        ends = [
            state.occurred[one] for one in (rule.act, *rule.excused_by) if one in state.occurred
        ]
        return not any(one.moment <= due for one in ends) and not (
            owed.able is not None and owed.able <= due
        )


def out_of_power(of: Regime) -> set[str]:
    """The duties that in some history are late though nobody else disobeys, by enumeration."""
    every = Waiters(of, Reading(2), 7)
    SEEN["compared"] += every.compared
    start = frozenset[Broken]().union(
        *(every.ends[key] for key in every.ends if key[:3] == ("acts", 0, 0))  # type: ignore[index]
    )
    found = set()
    for rule in of.obligations:
        behind = {*breaches_behind(of, rule.on.events), rule.id}
        for end in start:
            disobeyed = {one for one in end if not one.startswith("late ")}
            if f"late {rule.id}" in end and disobeyed <= behind:
                found.add(rule.id)
    return found
