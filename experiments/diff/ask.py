"""Two regimes held against each other: changes, guarantees, strictness; asked once, shown often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.diff.data import change_data
from experiments.diff.order import Order, Relation, Shift, ordered, shift
from model.calendar import Calendar
from model.deadline import STRICT, Reading
from model.difference import Difference, difference
from model.matching import act_of
from model.property import Property
from model.regime import Regime
from verify.diff import RuleStanding, Standing, Strictness, strictness
from verify.diff.witness import Witness
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Verdict


@dataclass(frozen=True, slots=True)
class Held:
    """One guarantee in both regimes, and what became of it from the old one to the new."""

    old: Verdict
    new: Verdict

    @property
    def shift(self) -> Shift:
        """What became of it."""
        return shift(self.old, self.new)


@dataclass(frozen=True)
class Pairing:
    """Everything that a comparison of two regimes found.

    Attributes
    ----------
    guarantees
        Every property under each reading and assumption.
    forth, back
        Whether the old regime is at least as strict as the new one, and the new one as the old.
    orders
        How they stand on all concerns together, for each assumption, under the chosen reading.
    """

    difference: Difference
    reading: Reading
    guarantees: tuple[Held, ...]
    forth: Strictness
    back: Strictness
    orders: tuple[Order, ...]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of the guarantees, the chosen one first."""
        return tuple(dict.fromkeys(one.new.reading for one in self.guarantees))

    def held(self, reading: Reading) -> tuple[Held, ...]:
        """The guarantees under one reading."""
        return tuple(one for one in self.guarantees if one.new.reading == reading)

    @property
    def unknown(self) -> bool:
        """Whether any question was left without an answer."""
        lacking = any(one.shift is Shift.UNKNOWN for one in self.guarantees)
        return lacking or any(one.of(Standing.UNKNOWN) for one in (self.forth, self.back))


def readings_of(reading: Reading) -> tuple[Reading, ...]:
    """Return the chosen reading and, where that is another, the strict one."""
    return tuple(dict.fromkeys((reading, STRICT)))


def pairing(
    old: Regime,
    new: Regime,
    properties: Sequence[Property],
    reading: Reading,
    calendar: Calendar,
    chosen: bool = False,
    progress: Callable[[], object] = lambda: None,
) -> Pairing:
    """Hold two regimes against each other.

    Parameters
    ----------
    chosen
        Whether the properties were named one by one, so that all count for dominance.
    progress
        Called after each of four steps.
    """
    verdicts = []
    for regime in (old, new):
        verdicts.append(verify(regime, properties, readings_of(reading), calendar=calendar))
        progress()
    sides = []
    for one, other in ((old, new), (new, old)):
        sides.append(strictness(one, other, reading, calendar))
        progress()
    held = tuple(Held(one, other) for one, other in zip(*verdicts, strict=True))
    both = [*verdicts[0], *verdicts[1]]
    orders = tuple(ordered((old, new), both, one, reading, chosen) for one in Assume)
    return Pairing(difference(old, new), reading, held, sides[0], sides[1], orders)


def pairing_data(found: Pairing) -> dict[str, Any]:
    """Return a comparison of two as JSON data.

    ``a`` is the old regime and ``b`` the new one. A guarantee's bound is in working days, ``None``
    where there is none. ``holds`` and ``shared`` are ``None`` where they are not known.
    """
    old, new = found.difference.old, found.difference.new
    told = [one for one in Shift if one is not Shift.UNCHANGED]
    return {
        "a": regime_data(old),
        "b": regime_data(new),
        "reading": str(found.reading),
        "changes": change_data(found.difference),
        "guarantees": {
            str(kind): [_guarantee(one) for one in found.guarantees if one.shift is kind]
            for kind in told
        },
        "strictness": {
            "a_over_b": strictness_data(found.forth),
            "b_over_a": strictness_data(found.back),
        },
        "dominance": {str(one.assume): _relation(one, old.id, new.id) for one in found.orders},
    }


def regime_data(regime: Regime) -> dict[str, str]:
    """Return what identifies a regime: its name here, its file and the hash of that."""
    return {"regime": regime.id, "source": regime.source, "sha256": regime.digest}


def _guarantee(one: Held) -> dict[str, Any]:
    return {
        "property": one.new.property.id,
        "assume": str(one.new.assume),
        "reading": str(one.new.reading),
        "old": _side(one.old),
        "new": _side(one.new),
    }


def _side(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": str(verdict.answer),
        "bound_working_days": verdict.bound,
        "articles": list(verdict.articles),
        "reason": verdict.reason.removeprefix("reason.") or None,
    }


def _relation(order: Order, a: str, b: str) -> dict[str, Any]:
    return {
        "relation": str(order.relation(a, b) if a != b else Relation.EQUAL),
        "concerns": [one.id for one in order.concerns],
        "left_out": [one.id for one in order.left_out],
        "a_sooner": [one.id for one in order.smaller(a, b)],
        "b_sooner": [one.id for one in order.smaller(b, a)],
    }


def strictness_data(found: Strictness) -> dict[str, Any]:
    """Return one direction of strictness as JSON data, with a witness for each refusal."""
    return {
        "holds": found.holds,
        "shared": found.shared,
        "implied": [one.rule.id for one in found.of(Standing.IMPLIED)],
        "not_implied": [_refused(one) for one in found.of(Standing.NOT_IMPLIED)],
        "unknown": [one.rule.id for one in found.of(Standing.UNKNOWN)],
        "never_binding": list(found.unbinding),
    }


def _refused(one: RuleStanding) -> dict[str, Any]:
    assert one.witness is not None
    return {
        "rule": one.rule.id,
        "article": one.rule.article,
        "act": act_of(one.rule),
        "foreign": list(one.foreign),
        "witness": witness_data(one.witness),
    }


def witness_data(witness: Witness) -> dict[str, Any]:
    """Return a witness: the facts of its case, what is really done, and what the rules make of it.

    ``working_day`` counts from 0 and is ``None`` for what never comes.
    """
    return {
        "case": dict(sorted(witness.behaviour.attributes.items())),
        "acts": [
            {
                "event": act.event,
                "party": act.party,
                "working_day": act.at // 2,
                "after_close": bool(act.at % 2),
            }
            for act in witness.behaviour.acts
        ],
        "steps": [
            {
                "event": step.event,
                "mode": step.mode,
                "working_day": step.working_day,
                "after_close": step.after_close,
                "article": step.article or None,
                "party": step.party,
            }
            for step in witness.steps
        ],
    }


def orders_data(orders: Sequence[Order]) -> dict[str, Any]:
    """Return the orders of several regimes as JSON data, by assumption.

    ``order`` holds every pair of which the first dominates the second, ``hasse`` those with none
    in between, between classes of equals.
    """
    return {
        "regimes": [regime_data(regime) for regime in orders[0].regimes],
        "reading": str(orders[0].reading),
        "concerns": [one.id for one in orders[0].concerns],
        "left_out": [one.id for one in orders[0].left_out],
        "order": {str(one.assume): _pairs(one) for one in orders},
        "hasse": {str(one.assume): _hasse(one) for one in orders},
        "pareto": {str(one.assume): _pareto(one) for one in orders},
        "unknown": {str(one.assume): [list(pair) for pair in one.undecided] for one in orders},
    }


def _pairs(order: Order) -> list[dict[str, Any]]:
    return [
        {"over": one, "under": regime.id, "sooner": [p.id for p in order.smaller(one, regime.id)]}
        for regime in order.regimes
        for one in order.dominators(regime.id)
    ]


def _hasse(order: Order) -> dict[str, Any]:
    return {
        "classes": [list(one) for one in order.classes],
        "edges": [[list(order.classes[a]), list(order.classes[b])] for a, b in order.hasse],
    }


def _pareto(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "regime": regime.id,
            "dominated_by": list(order.dominators(regime.id)),
            "bounds": {one.id: _bound(order.verdicts[regime.id, one.id]) for one in order.concerns},
        }
        for regime in order.regimes
    ]


def _bound(verdict: Verdict) -> int | str | None:
    """The bound; the verdict itself where it is vacuous or unknown."""
    if verdict.answer in (Answer.VACUOUS, Answer.UNKNOWN):
        return str(verdict.answer)
    return verdict.bound
