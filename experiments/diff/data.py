"""A comparison of two regimes, and an order of several, as plain data for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.diff.ask import Pairing
from experiments.diff.changes import added_line, removed_line, rule_lines
from experiments.diff.order import Order, Relation
from experiments.diff.shift import Held, Shift
from experiments.show.left_out import left_out_data
from model.deadline import (
    Before,
    External,
    Immediately,
    Indefinite,
    NoLimit,
    Recurring,
    Within,
)
from model.difference import Change, ChangedRule, Difference
from model.language import Text
from model.regime import Regime
from model.rule import Rule, act_of
from protocols.asked import written
from verify.diff import Implication, RuleStanding, Strictness
from verify.diff.witness import BreachWitness
from verify.verdict import Answer, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding


def diff_data(answer: Pairing | Sequence[Order]) -> dict[str, Any]:
    """Return a comparison of two regimes, or an order of several, as JSON data."""
    return pairing_data(answer) if isinstance(answer, Pairing) else orders_data(answer)


def pairing_data(pairing: Pairing) -> dict[str, Any]:
    """Return a comparison of two as JSON data.

    ``a`` is the old regime and ``b`` the new one. A guarantee's bound is in working days, ``None``
    where there is none. ``holds`` and ``shared`` are ``None`` where they are not known.
    """
    old, new = pairing.difference.old, pairing.difference.new
    return {
        "a": regime_data(old),
        "b": regime_data(new),
        "reading": str(pairing.reading),
        "changes": change_data(pairing.difference),
        "guarantees": {
            str(shift): [
                _guarantee(held, pairing) for held in pairing.guarantees if held.shift is shift
            ]
            for shift in Shift
            if shift is not Shift.UNCHANGED
        },
        "strictness": {
            "a_over_b": strictness_data(pairing.forth),
            "b_over_a": strictness_data(pairing.back),
        },
        "dominance": {
            str(order.assume): _relation(order, old.id, new.id) for order in pairing.orders
        },
        **_left_out(pairing.left_out),
    }


def _left_out(apart: Sequence[tuple[Verdict, tuple[Finding, ...]]]) -> dict[str, Any]:
    """Return the verdicts that say nothing of some runs; nothing where there are none."""
    found = [
        {
            "regime": verdict.regime.id,
            "property": verdict.property.id,
            "assume": str(verdict.assume),
            "reading": str(verdict.reading),
            **left_out_data(findings),
        }
        for verdict, findings in apart
    ]
    return {"says_nothing_of": found} if found else {}


def regime_data(regime: Regime) -> dict[str, str]:
    """Return what identifies a regime: its name here, its file and the hash of that."""
    return {"regime": regime.id, "source": regime.source, "sha256": regime.digest}


def _guarantee(held: Held, pairing: Pairing) -> dict[str, Any]:
    return {
        "property": held.new.property.id,
        "question": written(held.new.property),
        "assume": str(held.new.assume),
        "reading": str(held.new.reading),
        "old": {**_side(held.old), **left_out_data(pairing.apart(held.old))},
        "new": {**_side(held.new), **left_out_data(pairing.apart(held.new))},
    }


def _side(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": str(verdict.answer),
        "bound_working_days": verdict.days,
        "articles": list(verdict.articles),
        "reason": verdict.reason and verdict.reason.short,
    }


def _relation(order: Order, a: str, b: str) -> dict[str, Any]:
    return {
        "relation": str(order.relation(a, b) if a != b else Relation.EQUAL),
        "concerns": [prop.id for prop in order.concerns],
        "left_out": [prop.id for prop in order.left_out],
        "a_sooner": [prop.id for prop in order.smaller(a, b)],
        "b_sooner": [prop.id for prop in order.smaller(b, a)],
    }


def strictness_data(strictness: Strictness) -> dict[str, Any]:
    """Return one direction of strictness as JSON data, with a witness for each refusal."""
    return {
        "holds": strictness.holds,
        "shared": strictness.shared,
        "implied": [standing.rule.id for standing in strictness.of(Implication.IMPLIED)],
        "not_implied": [_refused(standing) for standing in strictness.of(Implication.NOT_IMPLIED)],
        "unknown": [standing.rule.id for standing in strictness.of(Implication.UNKNOWN)],
        "never_binding": list(strictness.unbinding),
    }


def _refused(standing: RuleStanding) -> dict[str, Any]:
    assert standing.witness is not None
    return {
        "rule": standing.rule.id,
        "article": standing.rule.article,
        "act": act_of(standing.rule),
        "foreign": list(standing.foreign),
        "witness": witness_data(standing.witness),
    }


def witness_data(witness: BreachWitness) -> dict[str, Any]:
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
                "could_not_have_been_kept": not step.could,
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
        "concerns": [prop.id for prop in orders[0].concerns],
        "left_out": [prop.id for prop in orders[0].left_out],
        "order": {str(order.assume): _pairs(order) for order in orders},
        "hasse": {str(order.assume): _hasse(order) for order in orders},
        "pareto": {str(order.assume): _pareto(order) for order in orders},
        "unknown": {
            str(order.assume): [list(pair) for pair in order.undecided] for order in orders
        },
        **_left_out([one for order in orders for one in order.apart]),
    }


def _pairs(order: Order) -> list[dict[str, Any]]:
    return [
        {"over": one, "under": regime.id, "sooner": [p.id for p in order.smaller(one, regime.id)]}
        for regime in order.regimes
        for one in order.dominators(regime.id)
    ]


def _hasse(order: Order) -> dict[str, Any]:
    return {
        "classes": [list(equals) for equals in order.classes],
        "edges": [[list(order.classes[a]), list(order.classes[b])] for a, b in order.hasse],
    }


def _pareto(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "regime": regime.id,
            "dominated_by": list(order.dominators(regime.id)),
            "bounds": {
                prop.id: _bound(order.verdicts[regime.id, prop.id]) for prop in order.concerns
            },
        }
        for regime in order.regimes
    ]


def _bound(verdict: Verdict) -> int | str | None:
    """The bound; the verdict itself where it is vacuous or unknown."""
    if verdict.answer in (Answer.VACUOUS, Answer.UNKNOWN):
        return str(verdict.answer)
    return verdict.days


def change_data(difference: Difference) -> list[dict[str, Any]]:
    """Return every difference as JSON data, each with the sentences that say it.

    Kinds are ``general``, ``word``, ``changed``, ``added``, ``removed``, ``order-added`` and
    ``order-removed``; sides are named old and new throughout.
    """
    data: list[dict[str, Any]] = [
        {"kind": "general", **_plain(change)} for change in difference.general
    ]
    data += [
        {"kind": "word", "word": word.word, **_plain(change)}
        for word in difference.words
        for change in word.changes
    ]
    data += [_changed(difference, rule) for rule in difference.changed]
    for rule in difference.added:
        data.append(_one_sided("added", None, rule, added_line(difference, rule)))
    for rule in difference.removed:
        data.append(_one_sided("removed", rule, None, removed_line(difference, rule)))
    for kind, orders in (
        ("order-added", difference.orders_added),
        ("order-removed", difference.orders_removed),
    ):
        data += [{"kind": kind, "first": first.id, "over": over.id} for first, over in orders]
    return data


def _one_sided(kind: str, old: Rule | None, new: Rule | None, line: Text) -> dict[str, Any]:
    return {"kind": kind, **_sides(old, new), "fields": [], "says": [line]}


def _changed(difference: Difference, rule: ChangedRule) -> dict[str, Any]:
    fields = [_plain(change) for change in rule.changes]
    says = list(rule_lines(difference, rule))
    return {"kind": "changed", **_sides(rule.old, rule.new), "fields": fields, "says": says}


def _sides(old: Rule | None, new: Rule | None) -> dict[str, Any]:
    some = new or old
    assert some is not None
    return {
        "rule": {"old": old and old.id, "new": new and new.id},
        "article": {"old": old and old.article, "new": new and new.article},
        "act": act_of(some),
    }


def _plain(change: Change) -> dict[str, Any]:
    plain = {
        "field": str(change.field),
        "old": _json(change.old),
        "new": _json(change.new),
    }
    return plain if change.direction is None else {**plain, "direction": str(change.direction)}


def _json(value: Any) -> Any:
    """A value as rule files write it, as far as JSON can."""
    match value:
        case Within(count, unit):
            return f"{count} {unit}"
        case Immediately(wording):
            return {"immediately": wording} if wording else "immediately"
        case Indefinite(wording):
            return {"indefinite": wording}
        case External(wording=wording):
            return {"external": wording}
        case Recurring(period):
            return str(period)
        case Before(event, count, wording):
            notice = {"before": event, "working-days": count}
            return {**notice, "wording": wording} if wording else notice
        case NoLimit():
            return "none"
        case tuple():
            return [_json(each) for each in value]
        case bool() | None:
            return value
        case _:
            return str(value)
