"""Lights after an edit: what an edit does not bear on is not asked again, and stays true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.lights.light import Lights
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import Reading
from model.property import violates
from model.regime import Regime
from model.rule import Obligation
from model.transition import Law
from protocols import library
from protocols.edit import edit
from tests.draws import some
from tests.test_studio import asked_anew, shown
from verify.slicing import slice_of
from verify.verdict import Answer, Assume, Verdict, rules_obeyed

FIVE = Reading(5)


@pytest.fixture(scope="module")
def lit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio in which the lights of Guanxian are there already."""
    made = Studio(tmp_path_factory.mktemp("lit"))
    assert made.lights(library.find("guanxian"), FIVE, wait=60).done
    yield made
    made.close()


def after(studio: Studio, *lines: str) -> Lights:
    edited = studio.regime(Address("guanxian", edits=tuple(map(edit, lines))))
    assert edited.mistakes is None
    lights = studio.lights(edited.after, FIVE, wait=60)
    assert lights.done
    return lights


EDITED = (
    ("approval-claim.deadline=2 working days",),
    ("-supervision-claim",),
    ("-supervision-claim-elsewhere",),
    ("-approval-claim", "supervision-claim.deadline=1 working day"),
)


@pytest.mark.parametrize("lines", some(EDITED, EDITED[1], EDITED[3]))
def test_what_an_edit_does_not_bear_on_is_what_it_would_be_asked_anew(
    lit: Studio, lines: tuple[str, ...]
) -> None:
    lights = after(lit, *lines)
    assert shown(lights) == asked_anew(lights.regime)
    for light in lights.found.values():
        if light.verdict.answer is Answer.REFUTED:
            stands(light.verdict, lights.regime)


def test_a_run_from_before_an_edit_refutes_in_the_edited_text(lit: Studio) -> None:
    lights = after(lit, "approval-claim.deadline=3 working days")
    replayed = [light.verdict for light in lights.found.values() if light.replayed]
    assert len(replayed) >= 5
    for verdict in replayed:
        assert verdict.answer is Answer.REFUTED
        stands(verdict, lights.regime)


def stands(verdict: Verdict, regime: Regime) -> None:
    """Whether the run of a refutation is one of a text, by rules of it that are there."""
    assert verdict.counterexample is not None
    assert verdict.regime is regime
    prop, run = verdict.property, verdict.counterexample.run
    part = slice_of(regime, *prop.about)
    assert {one.rule for one in run.occurrences if one.rule} <= part.by_id.keys()
    judged = conformance(Law(part, FIVE, SlotClock(run.elapsed)), run)
    assert judged.admissible
    assert not judged.disobeyed & rules_obeyed(part, verdict.assume, verdict.exempt)
    limit = verdict.within if verdict.guaranteed is not None else None
    assert violates(run, prop, limit)


def test_a_run_that_is_opened_after_an_edit_is_a_shortest_one_of_the_edited_text(
    lit: Studio,
) -> None:
    """Without its default the claim need not come, so that the run is shorter by it."""
    before = library.find("guanxian")
    claim = before.by_id["supervision-claim"]
    assert isinstance(claim, Obligation)
    other = replace(claim, on_expiry=None, overdue=None, readings=())
    rules = tuple(other if rule is claim else rule for rule in before.rules)
    shorter = replace(before, rules=rules)
    key = "supervision-decision-known", Assume.NOBODY
    known = lit.lights(before, FIVE, wait=60).found[key]
    kept = replace(known, verdict=replace(known.verdict, regime=shorter), replayed=True)
    lights = Lights(shorter, FIVE, (), {key: kept})
    opened = lights.opened(*key)
    assert (length(known.verdict), length(opened)) == (4, 3)
    assert lights.opened(*key) is opened
    assert Lights(shorter, FIVE, (), {key: known}).opened(*key) is known.verdict


def length(verdict: Verdict | None) -> int:
    assert verdict is not None
    assert verdict.counterexample is not None
    return len(verdict.counterexample.run.occurrences)


def test_whether_an_alternative_is_asked_of_may_hang_on_a_rule_that_does_not_bear(
    lit: Studio,
) -> None:
    """Where nothing follows on a settled dispute, no rule but the duty to settle it names it."""
    before = library.find("jinan")
    follows, elsewhere = before.by_id["boundary-approval"], before.by_id["boundary-coordination"]
    assert isinstance(follows, Obligation)
    other = replace(follows, on=elsewhere.on)
    rules = tuple(other if rule is follows else rule for rule in before.rules)
    assert lit.lights(before, FIVE, wait=60).done
    lights = lit.lights(replace(before, rules=rules), FIVE, wait=60)
    light = lights.found["dispute-settled", Assume.EVERYONE]
    assert light.hinges is not None
    assert [one.after.answer for one in light.hinges] == [Answer.VACUOUS]
    assert shown(lights) == asked_anew(lights.regime)
