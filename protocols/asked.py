"""What a property asks, in the grammar of typed questions and in words."""

from __future__ import annotations

import re
from dataclasses import replace

from model.language import Text, say
from model.property import Asks, Property, World
from model.vocabulary import Vocabulary


def named(prop: Property, vocabulary: Vocabulary, id: str = "") -> Property:
    """Return a property with an identifier and a label made from what it asks."""
    name = id or re.sub(r"[^a-z0-9.]+", "-", written(prop).replace("->", "to").lower()).strip("-")
    return replace(prop, id=name, label=understood(prop, vocabulary))


def written(prop: Property) -> str:
    """Return a property as a question, ready to be typed."""
    match prop.asks:
        case Asks.NEVER:
            words = f"{prop.trigger} -> never {prop.response}"
        case Asks.ONLY_AFTER:
            words = f"{prop.trigger} only after {prop.response}"
        case Asks.NOT_BEFORE:
            words = f"{prop.trigger} -> {prop.response} not before {prop.days}"
        case Asks.RESPONSE:
            words = f"{prop.trigger} -> {prop.response}"
    words += f" within {prop.within}" if prop.within is not None else ""
    words += f" ahead {prop.ahead}" if prop.ahead else ""
    words += " by all" if prop.by_all else ""
    words += " performed" if prop.performed else ""
    words += " as the world usually does" if prop.world is World.USUAL else ""
    conditions = [f"{name}={'|'.join(sorted(allowed))}" for name, allowed in prop.when.items()]
    return words + (f" when {' and '.join(conditions)}" if conditions else "")


_UNDERSTOOD = {
    Asks.RESPONSE: "question.after",
    Asks.NEVER: "question.never",
    Asks.ONLY_AFTER: "question.only-after",
    Asks.NOT_BEFORE: "question.not-before",
}


def understood(prop: Property, vocabulary: Vocabulary) -> Text:
    """Say what a property asks, in the labels of a vocabulary."""
    events = vocabulary.events
    key = "question.before" if prop.ahead else _UNDERSTOOD[prop.asks]
    words = say(
        key,
        trigger=events[prop.trigger].label,
        response=say("question.else").join(events[each].label for each in prop.responses),
        days=prop.days or prop.ahead,
    )
    if prop.by_all:
        words += say("question.by-all")
    if prop.performed:
        words += say("question.performed")
    if prop.world is World.USUAL:
        words += say("question.usual")
    if prop.when:
        words += say("question.when", cases=vocabulary.condition(prop.when))
    return words
