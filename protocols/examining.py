"""Whether every word of a rule file whose form is sound exists and fits the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from model.regime import Regime
from model.vocabulary import Vocabulary
from protocols.above import check_supplied
from protocols.alternatives import Alternatives, Forms
from protocols.document import Document
from protocols.form import RegimeForm
from protocols.glossary import vocabulary_of
from protocols.ledger import ledger_mistakes
from protocols.limits import check_limits
from protocols.mistakes import Mistake
from protocols.versions import check_periods
from protocols.words import Words


class Examined(NamedTuple):
    """What is wrong with the words of a file, and its rules under each alternative."""

    vocabulary: Vocabulary
    mistakes: list[Mistake]
    otherwise: list[Forms]


def examined(
    document: Document,
    form: RegimeForm,
    shared: Vocabulary,
    above: tuple[Regime, ...],
    named: Callable[[Vocabulary], Vocabulary],
) -> Examined:
    """Look up every word of a file whose form is sound.

    ``named`` gives the words that are written out for each round or bearer their names.
    """
    vocabulary = named(shared.joined(vocabulary_of(form.vocabulary)))
    check = Words(document, shared, vocabulary)
    check.vocabulary(form.vocabulary)
    for place, rule in enumerate(form.rules):
        check.rule(rule, ("rules", place))
    check_limits(check, form.rules)
    check_supplied(check, form.rules, above)
    ids = [rule.id for rule in form.rules]
    check_periods(check, form)
    check.distinct([one.id for one in form.sanctions], "sanctions")
    for place, sanction in enumerate(form.sanctions):
        check.sanction(sanction, ("sanctions", place), form.rules)
    for place, clause in enumerate(form.precedence):
        check.precedence(clause, ("precedence", place), ids)
    for name, prop in form.properties.items():
        check.property(prop, ("properties", name))
    if form.ledger is not None:
        check.defined(form.ledger)
    check.mistakes += ledger_mistakes(document, form)
    alternatives = Alternatives(document, form, shared, vocabulary, above)
    otherwise = alternatives.read(sound=not check.mistakes)
    told = [(one.code, one.values) for one in check.mistakes]
    more = (one for one in alternatives.mistakes if (one.code, one.values) not in told)
    return Examined(vocabulary, [*check.mistakes, *more], otherwise)
