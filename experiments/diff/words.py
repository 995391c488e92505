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
from model.language import Lang, say
from model.ledger import article_label
from model.matching import act_of
from model.property import Property
from verify.diff import RuleStanding, Standing, Strictness
from verify.verdict import Answer, Verdict

Rows = list[list[str]]
_FIRST = (Shift.LOST, Shift.LOOSENED, Shift.UNKNOWN)
_ONE_SIDED = (Shift.UNREGULATED, Shift.REGULATED)


def heading(found: Difference, lang: Lang) -> str:
    """Name the two regimes."""
    return say("diff.title", lang, old=found.old.name, new=found.new.name)


def summary(found: Difference, lang: Lang) -> str:
    """Count what changed."""
    counts = {"added": len(found.added), "removed": len(found.removed)}
    return say("diff.summary", lang, changed=len(found.changed), kept=found.kept, **counts)


def reading_words(reading: Reading, lang: Lang) -> str:
    """Say how open limits are read."""
    if reading.open_days is None:
        return say("diff.reading-strict", lang)
    return say("diff.reading-value", lang, n=reading.open_days)


def shifted(found: Pairing, reading: Reading, lang: Lang) -> tuple[str, list[str], Rows, list[str]]:
    """Return the guarantees that change under a reading: title, columns, rows, and notes.

    What is lost comes first. Where nothing changes that both regulate there are no rows and the
    title says so. The notes name what only one of them regulates and count what is as before.
    """
    every = found.held(reading)
    changed = [one for one in every if one.shift not in (Shift.UNCHANGED, *_ONE_SIDED)]
    changed.sort(key=lambda one: one.shift not in _FIRST)
    names = found.difference.old.name.in_(lang), found.difference.new.name.in_(lang)
    columns = [say(f"diff.column-{key}", lang) for key in ("property", "assume")]
    columns += [*names, say("diff.column-shift", lang)]
    key = "diff.guarantees-title" if changed else "diff.no-shift"
    title = say(key, lang, reading=reading_words(reading, lang))
    return title, columns, [_row(one, lang) for one in changed], _notes(every, lang)


def _notes(every: Sequence[Held], lang: Lang) -> list[str]:
    notes = []
    for kind in _ONE_SIDED:
        named = [one.new.property.label.in_(lang) for one in every if one.shift is kind]
        if named:
            what = say("chart.semicolon", lang).join(dict.fromkeys(named))
            notes.append(
                say("diff.one-sided", lang, kind=say(f"diff.shift.{kind}", lang), what=what)
            )
    if kept := sum(one.shift is Shift.UNCHANGED for one in every):
        notes.append(say("diff.kept", lang, count=kept))
    return notes


def _row(one: Held, lang: Lang) -> list[str]:
    prop, assume = one.new.property, one.new.assume
    return [
        prop.label.in_(lang),
        say(f"assume.{assume}", lang),
        _bound(one.old, lang),
        _bound(one.new, lang),
        say(f"diff.shift.{one.shift}", lang),
    ]


def _bound(verdict: Verdict, lang: Lang) -> str:
    if verdict.answer is Answer.VACUOUS:
        return say("diff.unregulated", lang)
    return bound_words(verdict, lang)


def strictness_line(found: Strictness, lang: Lang) -> str:
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
        return say("diff.at-least" if not unknown else "diff.strictness-unknown", lang, **values)
    key = "diff.at-least-shared" if found.shared else "diff.not-at-least"
    words = say(key, lang, **values)
    if not unknown:
        return words
    return words + say("diff.unknown-too", lang, **values)


def refusals(found: Strictness) -> list[RuleStanding]:
    """Return the rules that do not follow; first those about what both mention, by length."""
    failed = found.of(Standing.NOT_IMPLIED)

    def weight(one: RuleStanding) -> tuple[bool, int]:
        assert one.witness is not None
        return bool(one.foreign), len(one.witness.behaviour.acts)

    return sorted(failed, key=weight)


def witness_heading(found: Strictness, one: RuleStanding, lang: Lang) -> str:
    """Say what a witness obeys and what it breaches."""
    return say(
        "diff.witness",
        lang,
        a=found.regime.name,
        b=found.other.name,
        article=article_label(one.rule.article, lang),
        act=found.other.vocabulary.events[act_of(one.rule)].label,
    )


def witness_lines(one: RuleStanding, lang: Lang) -> list[str]:
    """Tell a witness step by step, as the regime that it breaches sees it."""
    witness = one.witness
    assert witness is not None
    facts = case_words(one, lang)
    lines = [say("diff.witness-case", lang, facts=facts)] if facts else []
    return lines + [step_words(witness.regime, step, lang) for step in witness.steps]


def case_words(one: RuleStanding, lang: Lang) -> str:
    """Say what is out of the ordinary in the case of a witness, or what the rule asks of it."""
    witness = one.witness
    assert witness is not None
    attributes, known = witness.behaviour.attributes, witness.regime.vocabulary.attributes
    facts = {
        name: frozenset({value})
        for name, value in sorted(attributes.items())
        if name in one.rule.when or value != known[name].values[0]
    }
    return guard_words(witness.regime, facts, lang)


def dominance_lines(found: Pairing, lang: Lang) -> list[str]:
    """Say how the two stand on all concerns together, for each assumption."""
    old, new = found.difference.old, found.difference.new
    lines = []
    for order in found.orders:
        if not order.concerns:
            return [say("diff.no-concerns", lang)]
        sooner, later = order.smaller(old.id, new.id), order.smaller(new.id, old.id)
        relation = order.relation(old.id, new.id)
        values = {
            "assume": say(f"assume.{order.assume}", lang),
            "a": old.name,
            "b": new.name,
            "more": len(sooner),
            "fewer": len(later),
            "count": len(sooner),
            "concerns": len(order.concerns),
        }
        if relation is Relation.DOMINATED:
            values |= {"a": new.name, "b": old.name, "count": len(later)}
        lines.append(say(_RELATIONS[relation], lang, **values))
    return [*lines, *_left_out(found.orders[0], lang)]


_RELATIONS = {
    Relation.DOMINATES: "diff.dominates",
    Relation.DOMINATED: "diff.dominates",
    Relation.EQUAL: "diff.equal",
    Relation.INCOMPARABLE: "diff.incomparable",
    Relation.UNKNOWN: "diff.relation-unknown",
}


def _left_out(order: Order, lang: Lang) -> list[str]:
    if not order.left_out:
        return []
    counts = {"count": len(order.concerns), "left": len(order.left_out)}
    return [say("diff.concerns", lang, **counts)]


def order_title(order: Order, lang: Lang) -> str:
    """Name an order by its assumption and reading."""
    assume = say(f"assume.{order.assume}", lang)
    return say("diff.order", lang, assume=assume, reading=reading_words(order.reading, lang))


def order_lines(order: Order, lang: Lang) -> list[str]:
    """Say which classes of regimes stand directly above which, and what is not known."""
    if not order.concerns:
        return [say("diff.no-concerns", lang)]
    names = [class_words(order, one, lang) for one in order.classes]
    lines = [
        say("diff.class", lang, regimes=name)
        for name, one in zip(names, order.classes, strict=True)
        if len(one) > 1
    ]
    lines += [say("diff.order-line", lang, a=names[a], b=names[b]) for a, b in order.hasse]
    if not order.hasse:
        lines.append(say("diff.order-none", lang))
    if order.undecided:
        lines.append(say("diff.undecided", lang, pairs=undecided_words(order, lang)))
    return lines + _left_out(order, lang)


def class_words(order: Order, ids: Sequence[str], lang: Lang) -> str:
    """Name the regimes of a class."""
    names = {regime.id: regime.name.in_(lang) for regime in order.regimes}
    return say("diff.joined", lang).join(names[one] for one in ids)


def undecided_words(order: Order, lang: Lang) -> str:
    """Name the pairs of regimes whose order is not known."""
    pairs = (class_words(order, pair, lang) for pair in order.undecided)
    return say("chart.semicolon", lang).join(pairs)


def pareto_table(orders: Sequence[Order], lang: Lang) -> tuple[str, list[str], Rows]:
    """Return who is dominated by whom and on which concerns: caption, columns, rows."""
    keys = ("regime", "assume", "dominated", "on")
    columns = [say(f"diff.column-{key}", lang) for key in keys]
    rows = []
    for order in orders:
        for regime in order.regimes:
            over = order.dominators(regime.id)
            sooner = dict.fromkeys(p for one in over for p in order.smaller(one, regime.id))
            on = say("chart.semicolon", lang).join(one.label.in_(lang) for one in sooner)
            by = class_words(order, over, lang) or say("diff.nobody", lang)
            rows.append([regime.name.in_(lang), say(f"assume.{order.assume}", lang), by, on])
    return say("diff.pareto", lang), columns, rows


def bounds_table(orders: Sequence[Order], lang: Lang) -> tuple[str, list[str], Rows]:
    """Return the bounds that the order goes by, concern by concern: caption, columns, rows."""
    columns = [say("diff.column-property", lang), say("diff.column-assume", lang)]
    columns += [regime.name.in_(lang) for regime in orders[0].regimes]
    rows = []
    for prop in orders[0].concerns:
        for order in orders:
            label, assume = prop.label.in_(lang), say(f"assume.{order.assume}", lang)
            rows.append([label, assume, *_bounds(order, prop, lang)])
    return say("diff.bounds", lang), columns, rows


def _bounds(order: Order, prop: Property, lang: Lang) -> list[str]:
    return [_figure(order.verdicts[regime.id, prop.id], lang) for regime in order.regimes]


def _figure(verdict: Verdict, lang: Lang) -> str:
    if verdict.answer is Answer.UNKNOWN:
        return say("diff.shift.unknown", lang)
    if verdict.answer is Answer.VACUOUS:
        return say("diff.unregulated", lang)
    if verdict.bound is None:
        return say("diff.unbounded", lang)
    return short(verdict, lang) or str(verdict.bound)
