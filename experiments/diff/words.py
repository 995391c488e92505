"""A comparison of two regimes, and an order of several, in sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.diff.ask import Held, Pairing
from experiments.diff.order import Order, Relation, Shift
from experiments.show.marks import short
from experiments.show.rules import guard_words
from experiments.show.runs import bound_words, step_words
from model.deadline import Reading
from model.difference import Difference
from model.language import Text, say, written
from model.ledger import article_label
from model.matching import act_of
from model.property import Property
from verify.diff import RuleStanding, Standing, Strictness
from verify.verdict import Answer, Verdict

Rows = list[list[str]]
_FIRST = (Shift.LOST, Shift.LOOSENED, Shift.UNKNOWN)
_ONE_SIDED = (Shift.UNREGULATED, Shift.REGULATED)


def heading(found: Difference) -> Text:
    """Name the two regimes."""
    return say("diff.title", old=found.old.name, new=found.new.name)


def summary(found: Difference) -> Text:
    """Count what changed."""
    counts = {"added": len(found.added), "removed": len(found.removed)}
    return say("diff.summary", changed=len(found.changed), kept=found.kept, **counts)


def reading_words(reading: Reading) -> Text:
    """Say how open limits are read."""
    if reading.open_days is None:
        return say("diff.reading-strict")
    return say("diff.reading-value", n=reading.open_days)


def shifted(found: Pairing, reading: Reading) -> tuple[Text, list[Text], Rows, list[Text]]:
    """Return the guarantees that change under a reading: title, columns, rows, and notes.

    What is lost comes first. Where nothing changes that both regulate there are no rows and the
    title says so. The notes name what only one of them regulates and count what is as before.
    """
    every = found.held(reading)
    changed = [one for one in every if one.shift not in (Shift.UNCHANGED, *_ONE_SIDED)]
    changed.sort(key=lambda one: one.shift not in _FIRST)
    names = found.difference.old.name, found.difference.new.name
    columns = [say(f"diff.column-{key}") for key in ("property", "assume")]
    columns += [*names, say("diff.column-shift")]
    key = "diff.guarantees-title" if changed else "diff.no-shift"
    title = say(key, reading=reading_words(reading))
    return title, columns, [_row(one) for one in changed], _notes(every)


def _notes(every: Sequence[Held]) -> list[Text]:
    notes = []
    for kind in _ONE_SIDED:
        named = [one.new.property.label for one in every if one.shift is kind]
        if named:
            what = say("chart.semicolon").join(dict.fromkeys(named))
            notes.append(say("diff.one-sided", kind=say(f"diff.shift.{kind}"), what=what))
    if kept := sum(one.shift is Shift.UNCHANGED for one in every):
        notes.append(say("diff.kept", count=kept))
    return notes


def _row(one: Held) -> list[Text]:
    prop, assume = one.new.property, one.new.assume
    return [
        prop.label,
        say(f"assume.{assume}"),
        _bound(one.old),
        _bound(one.new),
        say(f"diff.shift.{one.shift}"),
    ]


def _bound(verdict: Verdict) -> Text:
    if verdict.answer is Answer.VACUOUS:
        return say("diff.unregulated")
    return bound_words(verdict)


def strictness_line(found: Strictness) -> Text:
    """Say whether a regime is at least as strict as another, and how far from it."""
    failed, unknown = found.of(Standing.NOT_IMPLIED), found.of(Standing.UNKNOWN)
    values = {
        "a": found.regime.name,
        "b": found.other.name,
        "count": len(found.rules),
        "failed": len(failed),
        "shared": sum(not one.foreign for one in failed),
        "unknown": len(unknown),
    }
    if not failed:
        return say("diff.at-least" if not unknown else "diff.strictness-unknown", **values)
    key = "diff.at-least-shared" if found.shared else "diff.not-at-least"
    words = say(key, **values)
    if not unknown:
        return words
    return words + say("diff.unknown-too", **values)


def refusals(found: Strictness) -> list[RuleStanding]:
    """Return the rules that do not follow; first those about what both mention, by length."""
    failed = found.of(Standing.NOT_IMPLIED)

    def weight(one: RuleStanding) -> tuple[bool, int]:
        assert one.witness is not None
        return bool(one.foreign), len(one.witness.behaviour.acts)

    return sorted(failed, key=weight)


def witness_heading(found: Strictness, one: RuleStanding) -> Text:
    """Say what a witness obeys and what it breaches."""
    return say(
        "diff.witness",
        a=found.regime.name,
        b=found.other.name,
        article=article_label(one.rule.article),
        act=found.other.vocabulary.events[act_of(one.rule)].label,
    )


def witness_lines(one: RuleStanding) -> list[Text]:
    """Tell a witness step by step, as the regime that it breaches sees it."""
    witness = one.witness
    assert witness is not None
    facts = case_words(one)
    lines = [say("diff.witness-case", facts=facts)] if facts else []
    return lines + [step_words(witness.regime, step) for step in witness.steps]


def case_words(one: RuleStanding) -> Text:
    """Say what is out of the ordinary in the case of a witness, or what the rule asks of it."""
    witness = one.witness
    assert witness is not None
    attributes, known = witness.behaviour.attributes, witness.regime.vocabulary.attributes
    facts = {
        name: frozenset({value})
        for name, value in sorted(attributes.items())
        if name in one.rule.when or value != known[name].values[0]
    }
    return guard_words(witness.regime, facts)


def dominance_lines(found: Pairing) -> list[Text]:
    """Say how the two stand on all concerns together, for each assumption."""
    old, new = found.difference.old, found.difference.new
    lines = []
    for order in found.orders:
        if not order.concerns:
            return [say("diff.no-concerns")]
        sooner, later = order.smaller(old.id, new.id), order.smaller(new.id, old.id)
        relation = order.relation(old.id, new.id)
        values = {
            "assume": say(f"assume.{order.assume}"),
            "a": old.name,
            "b": new.name,
            "more": len(sooner),
            "fewer": len(later),
            "count": len(sooner),
            "concerns": len(order.concerns),
        }
        if relation is Relation.DOMINATED:
            values |= {"a": new.name, "b": old.name, "count": len(later)}
        lines.append(say(_RELATIONS[relation], **values))
    return [*lines, *_left_out(found.orders[0])]


_RELATIONS = {
    Relation.DOMINATES: "diff.dominates",
    Relation.DOMINATED: "diff.dominates",
    Relation.EQUAL: "diff.equal",
    Relation.INCOMPARABLE: "diff.incomparable",
    Relation.UNKNOWN: "diff.relation-unknown",
}


def _left_out(order: Order) -> list[Text]:
    if not order.left_out:
        return []
    counts = {"count": len(order.concerns), "left": len(order.left_out)}
    return [say("diff.concerns", **counts)]


def order_title(order: Order) -> Text:
    """Name an order by its assumption and reading."""
    assume = say(written("assume.{}", order.assume))
    return say("diff.order", assume=assume, reading=reading_words(order.reading))


def order_lines(order: Order) -> list[Text]:
    """Say which classes of regimes stand directly above which, and what is not known."""
    if not order.concerns:
        return [say("diff.no-concerns")]
    names = [class_words(order, one) for one in order.classes]
    lines = [
        say("diff.class", regimes=name)
        for name, one in zip(names, order.classes, strict=True)
        if len(one) > 1
    ]
    lines += [say("diff.order-line", a=names[a], b=names[b]) for a, b in order.hasse]
    if not order.hasse:
        lines.append(say("diff.order-none"))
    if order.undecided:
        lines.append(say("diff.undecided", pairs=undecided_words(order)))
    return lines + _left_out(order)


def class_words(order: Order, ids: Sequence[str]) -> Text:
    """Name the regimes of a class."""
    names = {regime.id: regime.name for regime in order.regimes}
    return say("diff.joined").join(names[one] for one in ids)


def undecided_words(order: Order) -> Text:
    """Name the pairs of regimes whose order is not known."""
    pairs = (class_words(order, pair) for pair in order.undecided)
    return say("chart.semicolon").join(pairs)


def pareto_table(orders: Sequence[Order]) -> tuple[Text, list[Text], Rows]:
    """Return who is dominated by whom and on which concerns: caption, columns, rows."""
    keys = ("regime", "assume", "dominated", "on")
    columns = [say(f"diff.column-{key}") for key in keys]
    rows = []
    for order in orders:
        for regime in order.regimes:
            over = order.dominators(regime.id)
            sooner = dict.fromkeys(p for one in over for p in order.smaller(one, regime.id))
            on = say("chart.semicolon").join(one.label for one in sooner)
            by = class_words(order, over) or say("diff.nobody")
            rows.append([regime.name, say(f"assume.{order.assume}"), by, on])
    return say("diff.pareto"), columns, rows


def bounds_table(orders: Sequence[Order]) -> tuple[Text, list[Text], Rows]:
    """Return the bounds that the order goes by, concern by concern: caption, columns, rows."""
    columns = [say("diff.column-property"), say("diff.column-assume")]
    columns += [regime.name for regime in orders[0].regimes]
    rows = []
    for prop in orders[0].concerns:
        for order in orders:
            label, assume = prop.label, say(written("assume.{}", order.assume))
            rows.append([label, assume, *_bounds(order, prop)])
    return say("diff.bounds"), columns, rows


def _bounds(order: Order, prop: Property) -> list[Text]:
    return [_figure(order.verdicts[regime.id, prop.id]) for regime in order.regimes]


def _figure(verdict: Verdict) -> Text:
    if verdict.answer is Answer.UNKNOWN:
        return say("diff.shift.unknown")
    if verdict.answer is Answer.VACUOUS:
        return say("diff.unregulated")
    if verdict.bound is None:
        return say("diff.unbounded")
    return short(verdict) or str(verdict.bound)
