"""The words of a rule file, once checked, become a vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from model.vocabulary import (
    Attribute,
    Channel,
    Concern,
    EventType,
    Guard,
    Party,
    Purpose,
    Vocabulary,
)
from protocols.fields import Values
from protocols.form import VocabularyForm


def vocabulary_of(form: VocabularyForm) -> Vocabulary:
    """Turn a checked form into a vocabulary."""
    return Vocabulary(
        {key: Party(key, one.read(), one.within) for key, one in form.parties.items()},
        {key: Channel(key, label.read()) for key, label in form.channels.items()},
        {
            key: EventType(
                key,
                one.label.read(),
                one.by,
                one.scope,
                tuple(one.presupposes),
                guard_of(one.when),
                one.answers,
                one.mirror,
                one.refusal,
                one.consents,
                one.question,
                one.covers,
                one.settles,
                one.failing,
                one.report,
                tuple(one.sees_to),
            )
            for key, one in form.events.items()
        },
        {
            key: Attribute(
                key,
                one.label.read(),
                tuple(one.values),
                one.known_to,
                {value: name.read() for value, name in one.values.items() if name is not None},
                one.grade,
                {value: phrase.read() for value, phrase in one.phrases.items()},
            )
            for key, one in form.attributes.items()
        },
        {key: label.read() for key, label in form.consequences.items()},
        {key: label.read() for key, label in form.contents.items()},
        {
            key: Concern(
                key,
                one.label.read(),
                one.trigger,
                one.never[0],
                guard_of(one.when),
                tuple(one.never[1:]),
            )
            for key, one in form.concerns.items()
        },
        {
            key: Purpose(
                key, one.label.read(), one.reach[0], guard_of(one.when), tuple(one.reach[1:])
            )
            for key, one in form.purposes.items()
        },
    )


def guard_of(guard: Mapping[str, Values]) -> Guard:
    """Turn checked conditions on a case into a guard."""
    return {name: frozenset(values) for name, values in guard.items()}
