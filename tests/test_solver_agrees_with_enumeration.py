"""Two ways to know a guarantee: the solver, and every run one by one."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from tests.enumeration import Enumeration
from tests.small import EVENTS, NAME, regimes
from verify.guarantees import verify
from verify.verdict import Answer, Assume

PAIRS = [(e, f) for e in EVENTS for f in EVENTS if e != f]


@given(regimes(), st.sampled_from(PAIRS), st.sampled_from([STRICT, Reading(2)]), st.booleans())
@settings(max_examples=120, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_verdict_and_bound_equal_those_of_enumeration(
    regime: Regime, pair: tuple[str, str], reading: Reading, performed: bool
) -> None:
    prop = Property("any", NAME, *pair, performed)
    every = Enumeration(regime, reading, last=8)
    for assume in Assume:
        obeyed = frozenset(regime.by_id) if assume is Assume.EVERYONE else frozenset()
        found = every.judge(prop, obeyed)
        (verdict,) = verify(regime, [prop], [reading], [assume])
        assert verdict.answer is not Answer.UNKNOWN
        if pair[0] not in regime.mentioned or not found.reachable:
            assert verdict.answer is Answer.VACUOUS
        elif found.bound is None:
            assert (verdict.answer, verdict.bound) == (Answer.REFUTED, None)
            assert verdict.counterexample is not None
        else:
            assert (verdict.answer, verdict.bound) == (Answer.PROVED, found.bound)
