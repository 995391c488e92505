"""The run that shows what a finding is about."""

from __future__ import annotations

from experiments.show.rules import guard_words
from experiments.show.timeline import Story
from model.clock import SlotClock
from model.language import Text, say
from model.moves import moves
from model.regime import Regime
from model.transition import Law
from verify.audit.finding import Finding, FindingKind
from verify.counterexample import steps_of
from verify.verdict import Step


def witness_steps(regime: Regime, finding: Finding) -> list[Step]:
    """Return the run of a witness line by line; none where the rules are the witness.

    Of a history only what belongs to it: what follows is but one way to go on.
    """
    witness = finding.witness
    if witness is None:
        return []
    if witness.cut is not None:
        return steps_of(regime, witness.history, (), ())
    about = [regime.by_id[rule] for rule in finding.rules]
    acts = {getattr(rule, "act", "") for rule in about}
    law = Law(regime, witness.reading, SlotClock(witness.run.elapsed))
    return steps_of(regime, witness.run, witness.judgements, acts, moves(law, witness.run))


def facts_of(regime: Regime, finding: Finding) -> dict[str, str]:
    """Return what the rules involved ask about the case of a witness, and what is unusual in it."""
    if finding.witness is None:
        return {}
    words, rules = regime.vocabulary.attributes, [regime.by_id[rule] for rule in finding.rules]
    asked = {name for rule in rules for name in rule.when}
    attributes = finding.witness.run.attributes
    return {
        name: value
        for name, value in attributes.items()
        if name in asked or value != words[name].values[0]
    }


def story_of(regime: Regime, finding: Finding) -> Story | None:
    """Return the run of a witness to be drawn; ``None`` where the rules are the witness."""
    witness, steps = finding.witness, tuple(witness_steps(regime, finding))
    if witness is None or not steps:
        return None
    occurring = frozenset(occurrence.event for occurrence in witness.history.occurrences)
    title = say("audit.witness", days=witness.reading.open_days)
    return Story(regime, steps, occurring, {}, title)


def case_words(regime: Regime, finding: Finding) -> Text:
    """Say what is special about the case of a witness, and where its history ends."""
    facts = {name: frozenset({value}) for name, value in facts_of(regime, finding).items()}
    sentences = [say("audit.case", facts=guard_words(regime, facts))] if facts else []
    if finding.witness is not None and finding.witness.cut is not None:
        chance = finding.kind is FindingKind.OBEYED_BY_CHANCE
        sentences.append(say("audit.cut-chance") if chance else say("audit.cut"))
    return Text("", " ").join(sentences)
