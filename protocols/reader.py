"""A rule file becomes a frozen regime, or all of its mistakes at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from model.language import catalogue
from model.regime import (
    CountsAs,
    Default,
    Document,
    Guard,
    Obligation,
    Regime,
    Rule,
    Sanction,
    Trigger,
)
from model.vocabulary import Attribute, Channel, EventType, Party, Vocabulary
from protocols import document as yaml
from protocols.fields import Values
from protocols.form import CountsAsForm, ObligationForm, RegimeForm, SanctionForm, VocabularyForm
from protocols.mistakes import Mistakes
from protocols.validation import validate
from protocols.words import Words, unformed_words


def read_regime(path: Path, shared: Vocabulary) -> Regime:
    """Read a rule file.

    Parameters
    ----------
    path
        The file.
    shared
        The vocabulary that the file's own words are added to.

    Raises
    ------
    Mistakes
        Every mistake in the file that can be told, each with its place.
    Complaint
        When the file cannot be read at all.
    """
    return regime_of(yaml.open_document(path), shared)


def regime_of(document: yaml.Document, shared: Vocabulary) -> Regime:
    """Turn a parsed document into a regime; errors as :func:`read_regime`."""
    try:
        form = validate(document, RegimeForm)
    except Mistakes as found:
        raise Mistakes([*found.mistakes, *unformed_words(document, shared)]) from None
    vocabulary = shared.joined(vocabulary_of(form.vocabulary))
    check = Words(document, shared, vocabulary)
    check.vocabulary(form.vocabulary)
    for place, rule in enumerate(form.rules):
        check.rule(rule, ("rules", place))
    ids = [rule.id for rule in form.rules]
    check.distinct(ids, "rules")
    check.distinct([one.id for one in form.sanctions], "sanctions")
    for place, sanction in enumerate(form.sanctions):
        check.sanction(sanction, ("sanctions", place), form.rules)
    if check.mistakes:
        raise Mistakes(check.mistakes)
    duties = tuple(rule.id for rule in form.rules if isinstance(rule, ObligationForm))
    return Regime(
        id=form.regime,
        name=form.name.read(),
        document=_document(form),
        vocabulary=vocabulary,
        rules=tuple(_rule(rule) for rule in form.rules),
        sanctions=tuple(_sanction(one, duties) for one in form.sanctions),
        counting=form.counting,
        source=Path(document.file).name,
        digest=hashlib.sha256(document.text).hexdigest(),
    )


def vocabulary_of(form: VocabularyForm) -> Vocabulary:
    """Turn a checked form into a vocabulary."""
    return Vocabulary(
        {key: Party(key, label.read()) for key, label in form.parties.items()},
        {key: Channel(key, label.read()) for key, label in form.channels.items()},
        {
            key: EventType(key, one.label.read(), one.by, one.scope, tuple(one.presupposes))
            for key, one in form.events.items()
        },
        {
            key: Attribute(key, one.label.read(), tuple(one.values))
            for key, one in form.attributes.items()
        },
        {key: label.read() for key, label in form.consequences.items()},
    )


def _rule(form: ObligationForm | CountsAsForm) -> Rule:
    quantifier = "all" if form.on.all else "any"
    on = Trigger(tuple(form.on.any or form.on.all or ()), "all" if quantifier == "all" else "any")
    reading = form.reading.read() if form.reading else None
    if isinstance(form, CountsAsForm):
        return CountsAs(form.id, form.article, on, form.counts_as, _guard(form.when), reading)
    default = None
    if form.on_expiry is not None:
        default = Default(form.on_expiry.event, _guard(form.on_expiry.unless))
    return Obligation(
        id=form.id,
        article=form.article,
        on=on,
        bearer=form.bearer,
        act=form.act,
        deadline=form.deadline,
        when=_guard(form.when),
        towards=form.towards,
        through=tuple(form.through),
        start_stated=form.start == "stated",
        on_expiry=default,
        reading=reading,
    )


def _guard(guard: Mapping[str, Values]) -> Guard:
    return {name: frozenset(values) for name, values in guard.items()}


def _sanction(form: SanctionForm, duties: tuple[str, ...]) -> Sanction:
    of = duties if form.of == ["all"] else tuple(form.of)
    reading = form.reading.read() if form.reading else None
    return Sanction(form.id, form.article, of, form.consequence, reading)


def _document(form: RegimeForm) -> Document:
    source = form.document
    return Document(
        source.title.read(),
        source.number,
        catalogue()[f"level.{source.level}"],
        source.issued,
        source.in_force,
        source.note.read() if source.note else None,
    )
