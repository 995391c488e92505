"""A refutation of one text as one of another that differs in rules which do not bear on it.

Whether a guarantee fails, and by which bound, hangs on the rules that bear on it alone; the run
that shows it names others too, since whoever obeys does all that is due. So the run is held against
the other text: replayed, and judged by all that this says.
"""

from __future__ import annotations

from dataclasses import replace

from model.clock import SlotClock
from model.conformance import conformance
from model.regime import Regime
from model.rule import Rule, is_timed
from model.trace import Run
from model.transition import Law
from verify.asking import not_of_one_thread
from verify.counterexample import confirmed
from verify.guarantees import refuted_by, unregulated
from verify.prover import Provers
from verify.verdict import Verdict, rules_obeyed


def refuted_again(verdict: Verdict, regime: Regime, provers: Provers) -> Verdict | None:
    """Return a refutation of one text as one of another, where its run refutes it there as well.

    The run need not be a shortest one there, and nothing else is found anew: the caller knows that
    the bound, the exempt duties and the open limits are the same. ``None`` where the run is no such
    run of the other text, or where a rule by which something comes in it says more than another
    limit there.
    """
    prop, known = verdict.property, verdict.counterexample
    if known is None or unregulated(regime, prop) or not_of_one_thread(regime, prop):
        return None
    part = provers.part(regime, *prop.about)
    if not _comes_by_the_same(known.run, verdict.regime, part):
        return None
    law, lengths = Law(part, verdict.reading, SlotClock()), _Lengths(known.run.elapsed)
    if not conformance(law.under(SlotClock(lengths)), known.run).admissible or lengths.lacking:
        return None
    obeyed = rules_obeyed(part, verdict.assume, verdict.exempt)
    limit = verdict.within if verdict.guaranteed is not None else None
    shown = confirmed(law, prop, known.run, obeyed, limit, provers.calendar)
    return refuted_by(replace(verdict, regime=regime), part, shown) if shown else None


class _Lengths(dict[str, int]):
    """How long limits counted in dates last in a run, and whether one lacks that is set going."""

    lacking = False

    def __missing__(self, rule: str) -> int:
        self.lacking = True
        return 1


def _comes_by_the_same(run: Run, old: Regime, new: Regime) -> bool:
    """Whether what comes in a run comes by rules that both texts have, but for their limits."""
    named = {one.rule for one in run.occurrences if one.rule}
    return all(
        rule in old.by_id and rule in new.by_id and _alike(old.by_id[rule], new.by_id[rule])
        for rule in named
    )


def _alike(one: Rule, other: Rule) -> bool:
    """Whether two rules are the same but for a limit and how it was read."""
    if is_timed(one) and is_timed(other):
        other = replace(other, deadline=one.deadline, readings=one.readings)
    return one == other
