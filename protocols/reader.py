"""A rule file becomes a frozen regime, or all of its mistakes at once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, assert_never

from model.deadline import Counting
from model.interpretation import Alternative, Interpretation, Readings
from model.property import Property
from model.regime import Precedence, Regime, Sanction
from model.rule import CountsAs, Default, Lapse, Obligation, Power, Prohibition, Rule, Trigger
from model.tolling import Extension, Suspension, Tolling
from model.vocabulary import Vocabulary
from protocols import document as yaml
from protocols.above import amended_by, named_from, texts_above, words_above
from protocols.alternatives import Forms, without_taken_away
from protocols.amending import amends, merged
from protocols.examining import Examined, examined
from protocols.form import (
    AlternativeForm,
    AnyRuleForm,
    Channels,
    ClockForm,
    CountsAsForm,
    LapseForm,
    ObligationForm,
    PowerForm,
    ProhibitionForm,
    PropertyForm,
    QuestionsForm,
    ReadingForm,
    RegimeForm,
    SanctionForm,
)
from protocols.glossary import guard_of
from protocols.kinds import binds
from protocols.labels import with_identifiers
from protocols.ledger import ledger_of
from protocols.mistakes import Mistakes
from protocols.shipped import is_shipped
from protocols.source import document_of
from protocols.unrolling import written_out
from protocols.validation import validate
from protocols.versions import amended, dated
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
        Every mistake in the file that can be told, each with its place; those of a file that it
        names as standing above it.
    Complaint
        When the file cannot be read at all.
    """
    return regime_of(yaml.open_document(path), shared)


def read_regime_bytes(
    text: bytes, file: str, shared: Vocabulary, above: tuple[Regime, ...] | None = None
) -> Regime:
    """Read the text of a rule file that need not be on disk; as :func:`regime_of`."""
    return regime_of(yaml.parse_document(text, file), shared, above)


def regime_of(
    document: yaml.Document,
    shared: Vocabulary,
    above: tuple[Regime, ...] | None = None,
    below: tuple[Path, ...] = (),
) -> Regime:
    """Turn a parsed document into a regime; errors as :func:`read_regime`.

    Parameters
    ----------
    above
        The texts that stand above, where they have been read already.
    below
        The files that lead to this one, as one that stands above them.
    """
    base, reading = None, _Reading(shared)
    if amends(document):
        original, base = amended_by(document, below, reading)
        document = merged(document, original, partial(named_from, original))
    if above is None:
        above = texts_above(document, below, reading)
    wider = words_above(shared, above)
    expanded = written_out(with_identifiers(without_taken_away(document), wider), wider)
    document = expanded.document
    try:
        form = validate(document, RegimeForm)
    except Mistakes as found:
        raise Mistakes([*found.mistakes, *unformed_words(document, wider)]) from None
    read = examined(document, form, shared, above, expanded.named)
    if read.mistakes and above:
        # A text that uses a word of one above knows them all; any other keeps to its own.
        read = examined(document, form, wider, above, expanded.named)
    if read.mistakes:
        raise Mistakes(read.mistakes)
    whole = replace(_regime(document, form, read, above), families=expanded.families)
    regime = dated(whole, form)
    if base is None:
        return regime
    regime, mistakes = amended(regime, form, base, document)
    if mistakes:
        raise Mistakes(mistakes)
    return regime


def _regime(
    document: yaml.Document, form: RegimeForm, read: Examined, above: tuple[Regime, ...]
) -> Regime:
    """Make the regime of a file in which nothing is wrong, with every rule that it has."""
    duties = tuple(dict.fromkeys(rule.id for rule in form.rules if binds(rule)))
    return Regime(
        id=form.regime,
        name=form.name.read(),
        document=document_of(document, form),
        vocabulary=read.vocabulary,
        rules=tuple(map(_read, form.rules, read.otherwise)),
        sanctions=tuple(_sanction(one, duties) for one in form.sanctions),
        counting=form.counting or Counting.EXCLUDE_FIRST_DAY,
        counting_stated=form.counting is not None,
        precedence=tuple(
            Precedence(one.article, tuple(one.first), tuple(one.over)) for one in form.precedence
        ),
        ledger=ledger_of(form),
        source=Path(document.file).name,
        digest=hashlib.sha256(document.text).hexdigest(),
        properties=tuple(property_of(name, one) for name, one in form.properties.items()),
        under=above,
    )


class _Reading:
    """Reads texts that stand above, each once as long as its file does not change."""

    def __init__(self, shared: Vocabulary) -> None:
        self.shared = shared

    def __call__(self, path: Path, below: tuple[Path, ...]) -> Regime:
        from protocols import library  # which asks this module for what it has not read

        if is_shipped(path) and self.shared is library.shared_vocabulary():
            return library.read(path)
        return _text_above(self, path, path.stat().st_mtime_ns, below)

    def __hash__(self) -> int:
        return id(self.shared)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reading) and other.shared is self.shared


@cache
def _text_above(reading: _Reading, path: Path, changed: int, below: tuple[Path, ...]) -> Regime:
    return regime_of(yaml.open_document(path), reading.shared, below=below)


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


def property_of(name: str, form: PropertyForm) -> Property:
    """Turn a checked form into a property."""
    return Property(
        name,
        form.label.read(),
        form.trigger,
        form.response[0],
        form.performed,
        guard_of(form.when),
        form.ahead,
        form.within,
        form.asks,
        form.days or 0,
        tuple(form.response[1:]),
        form.by_all,
        form.world,
    )


def _read(form: AnyRuleForm, otherwise: Forms) -> Rule:
    """Turn a form into a rule with its readings, each with what it would be otherwise."""
    taken = tuple(_interpretation(one) for one in form.reading)
    return _rule(
        form,
        tuple(
            replace(
                reading,
                alternatives=tuple(
                    _alternative(name, one, otherwise[name], (*taken[:place], *taken[place + 1 :]))
                    for name, one in written.alternatives.items()
                ),
            )
            for place, (reading, written) in enumerate(zip(taken, form.reading, strict=True))
        ),
    )


def _interpretation(form: ReadingForm) -> Interpretation:
    return Interpretation(form.read(), form.because.read() if form.because else None)


def _alternative(
    name: str, form: AlternativeForm, rule: AnyRuleForm | None, others: Readings
) -> Alternative:
    """Turn one alternative into what it makes of the rule; the rule's other readings stand."""
    readings = (Interpretation(form.read()), *others)
    return Alternative(name, form.read(), None if rule is None else _rule(rule, readings))


def _rule(form: AnyRuleForm, readings: Readings) -> Rule:
    quantifier = "all" if form.on.all else "any"
    on = Trigger(tuple(form.on.any or form.on.all or ()), "all" if quantifier == "all" else "any")
    named: dict[str, Any] = {
        "id": form.id,
        "article": form.article,
        "on": on,
        "when": guard_of(form.when),
        "readings": readings,
        "refers_to": tuple(form.refers_to),
    }
    match form:
        case LapseForm():
            return Lapse(
                **named,
                event=form.lapse,
                deadline=form.deadline,
                unless=tuple(form.unless),
                start_stated=form.start == "stated",
                clock=_clock(form.clock),
            )
        case CountsAsForm():
            return CountsAs(**named, event=form.counts_as)
        case PowerForm():
            bearer, towards = form.bearer, form.towards
            reach = _channels(form.through)
            named |= {"bearer": bearer, "act": form.may, "until": form.until}
            return Power(**named, towards=towards, **reach)
        case ProhibitionForm():
            return Prohibition(**named, bearer=form.bearer, act=form.must_not, until=form.until)
        case ObligationForm():
            return _obligation(form, named)
        case _:
            assert_never(form)


def _obligation(form: ObligationForm, named: dict[str, Any]) -> Obligation:
    default = None
    if form.on_expiry is not None:
        unless = tuple(guard_of(guard) for guard in form.on_expiry.unless)
        default = Default(form.on_expiry.event, unless)
    return Obligation(
        **named,
        bearer=form.bearer,
        jointly=tuple(form.jointly),
        bearer_stated=form.bearer_stated,
        bearer_leads=form.bearer_leads,
        bearer_either=form.bearer_either,
        limit_article=form.limit_article,
        act=form.act,
        content=tuple(form.content),
        deadline=form.deadline,
        towards=form.towards,
        **_channels(form.through),
        start_stated=form.start == "stated",
        excused_by=tuple(form.excused_by),
        clock=_clock(form.clock),
        on_expiry=default,
        overdue=form.overdue,
    )


def _clock(form: ClockForm) -> Tolling:
    return Tolling(
        tuple(Suspension(one.from_, one.until) for one in form.stops),
        tuple(form.restarts),
        tuple(Extension(one.on, one.by) for one in form.extends),
    )


def _channels(form: Channels) -> dict[str, Any]:
    return {"through": tuple(form.any or form.all or ()), "through_any": form.any is not None}


def _sanction(form: SanctionForm, duties: tuple[str, ...]) -> Sanction:
    of = duties if form.of == ["all"] else tuple(form.of)
    return Sanction(
        form.id,
        form.article,
        of,
        form.consequence,
        form.reading.read() if form.reading else None,
        form.by,
        form.ground,
        tuple(form.refers_to),
        form.harm.read() if form.harm else None,
        form.excuse.read() if form.excuse else None,
        form.of == ["all"],
        form.grade,
        form.general or form.of == ["all"],
        form.deemed_too,
    )
