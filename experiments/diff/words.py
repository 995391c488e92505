"""A comparison of two regimes, and an order of several, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from experiments.diff.ask import Pairing
from experiments.diff.order import Order, Relation
from experiments.diff.shift import Shift
from experiments.show.rules import guard_words
from experiments.show.runs import assumption
from model.deadline import Reading
from model.difference import Difference
from model.language import Text, plain, say
from model.ledger import article_label
from model.property import Property
from model.rule import act_of
from verify.diff import Implication, RuleStanding, Strictness

_RELATIONS = {
    Relation.DOMINATES: "diff.dominates",
    Relation.DOMINATED: "diff.dominates",
    Relation.EQUAL: "diff.equal",
    Relation.INCOMPARABLE: "diff.incomparable",
    Relation.UNKNOWN: "diff.relation-unknown",
}

_COUNTED = {
    Shift.GAINED: "gained",
    Shift.LOST: "lost",
    Shift.TIGHTENED: "tightened",
    Shift.LOOSENED: "loosened",
}
_ONE_SIDED = {Shift.REGULATED: "regulated", Shift.UNREGULATED: "unregulated"}


def heading(difference: Difference) -> Text:
    """Name the two regimes."""
    return say("diff.title", old=difference.old.name, new=difference.new.name)


def documents(difference: Difference) -> Text:
    """Name the documents of the two regimes, once where it is the same."""
    titles = (difference.old.document.title, difference.new.document.title)
    return say("diff.title", old=titles[0], new=titles[1]) if titles[0] != titles[1] else titles[0]


def lead(pairing: Pairing) -> Text:
    """Say how many guarantees are won, lost, sooner and later, under the first reading.

    One that everyone's obedience and the clock alone change counts for each; what only one of the
    two regulates counts once.
    """
    reading = pairing.readings[0]
    held = pairing.held(reading)
    both = Counter(one.shift for one in held)
    once = Counter(shift for shift, _ in {(one.shift, one.new.property.id) for one in held})
    counts = {
        **{key: both[shift] for shift, key in _COUNTED.items()},
        **{key: once[shift] for shift, key in _ONE_SIDED.items()},
    }
    names = {"old": pairing.difference.old.name, "new": pairing.difference.new.name}
    if any(counts.values()):
        words = say("diff.lead", reading=reading_words(reading), **names, **counts)
    else:
        words = say("diff.lead-none", **names)
    if unknown := both[Shift.UNKNOWN]:
        words += say("diff.lead-unknown", count=unknown)
    return words


def summary(difference: Difference) -> Text:
    """Count what changed."""
    return say(
        "diff.summary",
        changed=len(difference.changed),
        kept=difference.kept,
        added=len(difference.added),
        removed=len(difference.removed),
    )


def reading_words(reading: Reading) -> Text:
    """Say how open limits are read."""
    if reading.open_days is None:
        return say("diff.reading-strict")
    return say("diff.reading-value", n=reading.open_days)


def strictness_line(side: Strictness) -> Text:
    """Say whether a regime is at least as strict as another, and how far from it."""
    failed, unknown = side.of(Implication.NOT_IMPLIED), side.of(Implication.UNKNOWN)
    values = {
        "a": side.regime.name,
        "b": side.other.name,
        "count": len(side.rules),
        "failed": len(failed),
        "shared": sum(not standing.foreign for standing in failed),
        "unknown": len(unknown),
    }
    if not failed:
        return say("diff.at-least" if not unknown else "diff.strictness-unknown", **values)
    key = "diff.at-least-shared" if side.shared else "diff.not-at-least"
    words = say(key, **values)
    if not unknown:
        return words
    return words + say("diff.unknown-too", **values)


def refusals(side: Strictness) -> list[RuleStanding]:
    """Return the rules that do not follow; first those about what both mention, by length."""
    failed = side.of(Implication.NOT_IMPLIED)

    def weight(refusal: RuleStanding) -> tuple[bool, int]:
        assert refusal.witness is not None
        return bool(refusal.foreign), len(refusal.witness.behaviour.acts)

    return sorted(failed, key=weight)


def witness_heading(side: Strictness, refusal: RuleStanding) -> Text:
    """Say what a witness obeys and what it breaches."""
    return say(
        "diff.witness",
        a=side.regime.name,
        b=side.other.name,
        article=article_label(refusal.rule.article),
        act=side.other.vocabulary.events[act_of(refusal.rule)].label,
    )


def case_words(refusal: RuleStanding) -> Text:
    """Say what is out of the ordinary in the case of a witness, or what the rule asks of it."""
    witness = refusal.witness
    assert witness is not None
    attributes, known = witness.behaviour.attributes, witness.regime.vocabulary.attributes
    facts = {
        name: frozenset({value})
        for name, value in sorted(attributes.items())
        if name in refusal.rule.when or value != known[name].values[0]
    }
    return guard_words(witness.regime, facts)


def dominance_lines(pairing: Pairing) -> Iterator[Text]:
    """Yield how the two stand on all concerns together, under each assumption."""
    old, new = pairing.difference.old, pairing.difference.new
    for order in pairing.orders:
        if not order.concerns:
            yield say("diff.no-concerns")
            return
        first, second = old, new
        relation = order.relation(old.id, new.id)
        if relation is Relation.DOMINATED:
            first, second = new, old
        sooner, later = order.smaller(first.id, second.id), order.smaller(second.id, first.id)
        yield say(
            _RELATIONS[relation],
            assume=assumption(order.assume),
            a=first.name,
            b=second.name,
            more=len(sooner),
            fewer=len(later),
            count=len(sooner),
            concerns=len(order.concerns),
        )
    for order in pairing.orders:
        yield from _apart(order)
    yield from _left_out(pairing.orders[0])


def _apart(order: Order) -> Iterator[Text]:
    """Yield how many of the bounds that an order goes by say nothing of some runs, if any."""
    if count := sum(verdict.property in order.concerns for verdict, _ in order.apart):
        yield say("diff.apart", count=count, assume=assumption(order.assume))


def _left_out(order: Order) -> Iterator[Text]:
    if order.left_out:
        yield say("diff.concerns", count=len(order.concerns), left=len(order.left_out))


def order_title(order: Order) -> Text:
    """Name an order by its assumption and reading."""
    reading = reading_words(order.reading)
    return say("diff.order", assume=assumption(order.assume), reading=reading)


def standing_lines(order: Order) -> Iterator[Text]:
    """Yield which classes of regimes stand directly above which, and what is not known."""
    if not order.concerns:
        yield say("diff.no-concerns")
        return
    names = [class_words(order, equals) for equals in order.classes]
    for name, equals in zip(names, order.classes, strict=True):
        if len(equals) > 1:
            yield say("diff.class", regimes=name)
    for above, below in order.hasse:
        yield say("diff.order-line", a=names[above], b=names[below])
    if not order.hasse:
        yield say("diff.order-none")
    if order.undecided:
        yield say("diff.undecided", pairs=undecided_words(order))
    yield from _apart(order)
    yield from _left_out(order)


def described(orders: Sequence[Order]) -> Text:
    """Say what the diagram of some orders shows."""
    sentences = (
        order_title(order) + ": " + plain(" ").join(standing_lines(order)) for order in orders
    )
    return plain(" ").join(sentences)


def class_words(order: Order, ids: Sequence[str]) -> Text:
    """Name the regimes of a class."""
    names = {regime.id: regime.name for regime in order.regimes}
    return say("diff.joined").join(names[regime] for regime in ids)


def undecided_words(order: Order) -> Text:
    """Name the pairs of regimes whose order is not known."""
    return say("chart.semicolon").join(class_words(order, pair) for pair in order.undecided)


def listed(properties: Sequence[Property]) -> Text:
    """Name properties, each once."""
    labels = dict.fromkeys(prop.label for prop in properties)
    return say("chart.semicolon").join(labels)
