"""A rule file becomes a frozen regime, or all of its mistakes at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_never

from model.deadline import Counting
from model.language import catalogue
from model.ledger import Ledger, Silent
from model.property import Property
from model.regime import Document, Precedence, Regime, Sanction
from model.rule import CountsAs, Default, Obligation, Power, Prohibition, Rule, Trigger
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
from protocols import document as yaml
from protocols.fields import Values
from protocols.form import (
    AnyRuleForm,
    CountsAsForm,
    LedgerForm,
    ObligationForm,
    PowerForm,
    ProhibitionForm,
    PropertyForm,
    QuestionsForm,
    RegimeForm,
    SanctionForm,
    VocabularyForm,
)
from protocols.kinds import binds
from protocols.labels import with_identifiers
from protocols.ledger import ledger_mistakes
from protocols.mistakes import Mistakes
from protocols.validation import validate
from protocols.words import Words, unformed_words

_LEVELS = {
    "national": "level.national",
    "province": "level.province",
    "city": "level.city",
    "district": "level.district",
    "county": "level.county",
}


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


def read_regime_bytes(text: bytes, file: str, shared: Vocabulary) -> Regime:
    """Read the text of a rule file that need not be on disk; errors as :func:`read_regime`."""
    return regime_of(yaml.parse_document(text, file), shared)


def regime_of(document: yaml.Document, shared: Vocabulary) -> Regime:
    """Turn a parsed document into a regime; errors as :func:`read_regime`."""
    document = with_identifiers(document, shared)
    try:
        form = validate(document, RegimeForm)
    except Mistakes as found:
        raise Mistakes([*found.mistakes, *unformed_words(document, shared)]) from None
    vocabulary = shared.joined(vocabulary_of(form.vocabulary))
    check = Words(document, shared, vocabulary)
    check.vocabulary(form.vocabulary)
    for place, rule in enumerate(form.rules):
        check.rule(rule, ("rules", place))
    check.notices(form.rules)
    ids = [rule.id for rule in form.rules]
    check.distinct(ids, "rules")
    check.distinct([one.id for one in form.sanctions], "sanctions")
    for place, sanction in enumerate(form.sanctions):
        check.sanction(sanction, ("sanctions", place), form.rules)
    for place, clause in enumerate(form.precedence):
        check.precedence(clause, ("precedence", place), ids)
    for name, prop in form.properties.items():
        check.property(prop, ("properties", name))
    check.mistakes += ledger_mistakes(document, form)
    if check.mistakes:
        raise Mistakes(check.mistakes)
    duties = tuple(rule.id for rule in form.rules if binds(rule))
    return Regime(
        id=form.regime,
        name=form.name.read(),
        document=_document(form),
        vocabulary=vocabulary,
        rules=tuple(_rule(rule) for rule in form.rules),
        sanctions=tuple(_sanction(one, duties) for one in form.sanctions),
        counting=form.counting or Counting.EXCLUDE_FIRST_DAY,
        counting_stated=form.counting is not None,
        precedence=tuple(
            Precedence(one.article, tuple(one.first), tuple(one.over)) for one in form.precedence
        ),
        ledger=_ledger(form.ledger) if form.ledger else None,
        source=Path(document.file).name,
        digest=hashlib.sha256(document.text).hexdigest(),
        properties=tuple(property_of(name, one) for name, one in form.properties.items()),
    )


def read_properties(document: yaml.Document, vocabulary: Vocabulary) -> dict[str, Property]:
    """Read a file of properties, by identifier, in its order; errors as :func:`read_regime`."""
    document = with_identifiers(document, vocabulary)
    form = validate(document, QuestionsForm)
    check = Words(document, vocabulary, vocabulary)
    for name, prop in form.properties.items():
        check.property(prop, ("properties", name))
    if check.mistakes:
        raise Mistakes(check.mistakes)
    return {name: property_of(name, one) for name, one in form.properties.items()}


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
                _guard(one.when),
                one.answers,
                one.mirror,
                one.refusal,
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
            )
            for key, one in form.attributes.items()
        },
        {key: label.read() for key, label in form.consequences.items()},
        {key: label.read() for key, label in form.contents.items()},
        {
            key: Concern(key, one.label.read(), one.trigger, one.never, _guard(one.when))
            for key, one in form.concerns.items()
        },
        {
            key: Purpose(key, one.label.read(), one.reach, _guard(one.when))
            for key, one in form.purposes.items()
        },
    )


def property_of(name: str, form: PropertyForm) -> Property:
    """Turn a checked form into a property."""
    return Property(
        name,
        form.label.read(),
        form.trigger,
        form.response,
        form.performed,
        _guard(form.when),
        form.ahead,
        form.within,
        form.asks,
        form.days or 0,
        form.by_all,
        form.world,
    )


def _ledger(form: LedgerForm) -> Ledger:
    silent = (
        Silent(tuple(one.articles), one.kind, one.reason.read(), tuple(one.refers_to))
        for one in form.silent
    )
    return Ledger(form.articles, tuple(form.sections), tuple(silent))


def _rule(form: AnyRuleForm) -> Rule:
    quantifier = "all" if form.on.all else "any"
    on = Trigger(tuple(form.on.any or form.on.all or ()), "all" if quantifier == "all" else "any")
    reading = form.reading.read() if form.reading else None
    named: dict[str, Any] = {
        "id": form.id,
        "article": form.article,
        "on": on,
        "when": _guard(form.when),
        "reading": reading,
        "refers_to": tuple(form.refers_to),
    }
    match form:
        case CountsAsForm():
            return CountsAs(**named, event=form.counts_as)
        case PowerForm():
            through = tuple(form.through)
            bearer, towards = form.bearer, form.towards
            return Power(**named, bearer=bearer, act=form.may, towards=towards, through=through)
        case ProhibitionForm():
            return Prohibition(**named, bearer=form.bearer, act=form.must_not, until=form.until)
        case ObligationForm():
            return _obligation(form, named)
        case _:
            assert_never(form)


def _obligation(form: ObligationForm, named: dict[str, Any]) -> Obligation:
    default = None
    if form.on_expiry is not None:
        unless = tuple(_guard(guard) for guard in form.on_expiry.unless)
        default = Default(form.on_expiry.event, unless)
    return Obligation(
        **named,
        bearer=form.bearer,
        jointly=tuple(form.jointly),
        bearer_stated=form.bearer_stated,
        bearer_leads=form.bearer_leads,
        act=form.act,
        content=tuple(form.content),
        deadline=form.deadline,
        towards=form.towards,
        through=tuple(form.through),
        start_stated=form.start == "stated",
        excused_by=tuple(form.excused_by),
        on_expiry=default,
        overdue=form.overdue,
    )


def _guard(guard: Mapping[str, Values]) -> Guard:
    return {name: frozenset(values) for name, values in guard.items()}


def _sanction(form: SanctionForm, duties: tuple[str, ...]) -> Sanction:
    of = duties if form.of == ["all"] else tuple(form.of)
    reading = form.reading.read() if form.reading else None
    return Sanction(
        form.id,
        form.article,
        of,
        form.consequence,
        reading,
        form.by,
        form.ground,
        tuple(form.refers_to),
    )


def _document(form: RegimeForm) -> Document:
    source = form.document
    return Document(
        source.title.read(),
        source.number,
        catalogue()[_LEVELS[source.level]],
        source.issued,
        source.in_force,
        source.note.read() if source.note else None,
    )
