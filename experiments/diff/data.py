"""A difference of two regimes as plain data for other programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from experiments.diff.changes import rule_lines, standing_line
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
from model.matching import act_of
from model.regime import Regime
from model.rule import Rule


def change_data(found: Difference) -> list[dict[str, Any]]:
    """Return every difference as JSON data, each with the sentences that say it.

    Kinds are ``general``, ``word``, ``changed``, ``added``, ``removed``, ``order-added`` and
    ``order-removed``; sides are named old and new throughout.
    """
    data: list[dict[str, Any]] = [{"kind": "general", **_plain(one)} for one in found.general]
    data += [
        {"kind": "word", "word": word.word, **_plain(one)}
        for word in found.words
        for one in word.changes
    ]
    data += [_changed(found, one) for one in found.changed]
    one_sided: tuple[tuple[Text, Regime, tuple[Rule, ...], Callable[[Rule], Any]], ...] = (
        ("added", found.new, found.added, lambda rule: {"old": None, "new": rule}),
        ("removed", found.old, found.removed, lambda rule: {"old": rule, "new": None}),
    )
    for kind, regime, rules, sides in one_sided:
        for rule in rules:
            says = [standing_line(f"diff.{kind}", regime, rule)]
            data.append({"kind": kind, **_sides(**sides(rule)), "fields": [], "says": says})
    for kind, orders in (
        ("order-added", found.orders_added),
        ("order-removed", found.orders_removed),
    ):
        data += [{"kind": kind, "first": first.id, "over": over.id} for first, over in orders]
    return data


def _changed(found: Difference, one: ChangedRule) -> dict[str, Any]:
    fields = [_plain(change) for change in one.changes]
    says = list(rule_lines(found, one))
    return {"kind": "changed", **_sides(one.old, one.new), "fields": fields, "says": says}


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
        case Immediately():
            return "immediately"
        case Indefinite(wording):
            return {"indefinite": wording}
        case External(wording):
            return {"external": wording}
        case Recurring(period):
            return str(period)
        case Before(event, count):
            return {"before": event, "working-days": count}
        case NoLimit():
            return "none"
        case tuple():
            return [_json(one) for one in value]
        case bool() | None:
            return value
        case _:
            return str(value)
