"""Of which runs a guarantee says nothing while just one trust set is obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from experiments.show.left_out import Claim
from experiments.trust.words import rules_words
from model.calendar import Calendar
from model.language import Text, say
from verify.left_out import LeftOut
from verify.trust.dependence import Dependence, TrustSet

if TYPE_CHECKING:
    from verify.audit.finding import Finding


class LeftOutBySet(NamedTuple):
    """A guarantee by one trust set that says nothing of some runs, and how its rules are at odds.

    Attributes
    ----------
    findings
        As :class:`verify.left_out.LeftOut` has them; that it was not decided is one.
    """

    guarantee: Dependence
    trust_set: TrustSet
    findings: tuple[Finding, ...]


def left_out_by_set(
    dependences: Iterable[Dependence], calendar: Calendar
) -> tuple[LeftOutBySet, ...]:
    """Return the trust sets of guarantees that say nothing of some runs."""
    asked = LeftOut(calendar)
    every = (
        LeftOutBySet(each, one, _found(each, one, asked))
        for each in dependences
        for one in each.trust_sets
    )
    return tuple(one for one in every if one.findings)


def _found(of: Dependence, trust: TrustSet, asked: LeftOut) -> tuple[Finding, ...]:
    """How the rules of a trust set come to be at odds, whatever everybody else does."""
    return asked.of(of.regime, trust.rules, of.reading, alone=True, when=of.property.when)


def claims(
    left_out: Iterable[LeftOutBySet], of: Iterable[Dependence], several: bool = False
) -> Iterator[Claim]:
    """Yield of which runs some guarantees say nothing; of several texts each is named."""
    about = [*of]
    for one in left_out:
        if any(one.guarantee is each for each in about):
            yield Claim(_what(one, several), one.findings)


def _what(one: LeftOutBySet, several: bool) -> Text:
    regime, asked = one.guarantee.regime, one.guarantee.property.label
    rules = rules_words(regime, one.trust_set.rules)
    what = say("trust.left-out", property=asked, rules=rules)
    return say("left-out.of-text", regime=regime.name, what=what) if several else what
