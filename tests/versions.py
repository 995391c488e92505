"""Random regimes over the same words that are versions of each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from model.deadline import Deadline, Immediately, Indefinite, Within
from model.regime import Regime
from model.rule import Obligation, Rule, events_of
from tests.small import needing, regimes


@st.composite
def families(draw: st.DrawFn, size: int) -> list[Regime]:
    """Regimes over the same words that share some rules, differ in others and in deadlines."""
    kind = draw(st.sampled_from([regimes(2), needing()]))
    base = draw(kind)
    rules = [*base.rules, *(replace(one, id=f"x{one.id}") for one in draw(kind).rules)]
    known = [one for one in rules if events_of(one) <= {*base.vocabulary.events}]
    limits: st.SearchStrategy[Deadline] = st.sampled_from(
        [Within(1), Within(2), Immediately(), Indefinite("及时")]
    )

    def version(rule: Rule) -> Rule:
        if isinstance(rule, Obligation) and rule.announced is None and draw(st.booleans()):
            return replace(rule, deadline=draw(limits))
        return rule

    return [
        replace(base, rules=tuple(version(one) for one in known if draw(st.integers(0, 3))))
        for _ in range(size)
    ]
