"""Clauses read back as a file writes them: once, though they hold for each round or each bearer."""

from __future__ import annotations

from dataclasses import replace

from experiments.show.rules import provisions, read_as
from model.copies import Family, family_of
from model.language import Text, say
from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule, act_of, bearers_of
from model.vocabulary import Vocabulary


def clause_id(regime: Regime, rule: Rule) -> str:
    """Return the identifier that the file gives the clause of a rule."""
    family = family_of(regime.families, rule.id)
    return rule.id if family is None else family.clause


def clause(regime: Regime, rule: Rule) -> list[Text]:
    """Say a clause once, by its first rule: of all its bearers, and for how many rounds."""
    return [*laid_down(regime, rule), *read_as(rule)]


def laid_down(regime: Regime, rule: Rule) -> list[Text]:
    """Say a clause once, without how it was read."""
    family = family_of(regime.families, rule.id)
    if family is None:
        return provisions(regime, rule)
    words = _of_all(regime.vocabulary, rule, family)
    lines = provisions(replace(regime, vocabulary=words), rule)
    if (event := dict(family.acts).get(act_of(rule))) is not None and family.counted:
        lines.append(say("clause.together", event=words.events[event].label))
    if isinstance(rule, Obligation) and rule.on_expiry and rule.on_expiry.event == rule.act:
        lines += [say("clause.silent")] if family.acts else []
    if family.rounds > 1:
        lines.append(say("clause.rounds", n=family.rounds))
    return lines


def _of_all(words: Vocabulary, rule: Rule, family: Family) -> Vocabulary:
    """Words by which what is the first bearer's is said of all of them."""
    if not family.parties:
        return words
    names = say("sentence.jointly").join(words.parties[one].label for one in family.parties)
    key = "clause.each"
    if isinstance(rule, Prohibition):
        key = "clause.none"
    elif isinstance(rule, Power) and not family.acts:
        key = "clause.any"
    bearer = bearers_of(rule)[0]
    parties = {bearer: replace(words.parties[bearer], label=say(key, parties=names))}
    events = {
        own: replace(words.events[own], label=words.events[general].label)
        for own, general in family.acts
    }
    return replace(words, parties={**words.parties, **parties}, events={**words.events, **events})
