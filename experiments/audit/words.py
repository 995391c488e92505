"""Findings of an audit as plain data for other programs, and their witnesses in words."""

from __future__ import annotations

from typing import Any

from experiments.show.rules import guard_words
from experiments.show.runs import step_words
from model.language import Text, say
from model.ledger import article_label
from model.regime import Regime
from verify.audit.finding import Finding
from verify.counterexample import steps_of
from verify.verdict import Moment


def finding_data(regime: Regime, finding: Finding) -> dict[str, Any]:
    """Return one finding as JSON data.

    ``witness`` is a run (``steps``, with ``working_day`` from 0 and ``None`` for what never comes;
    ``history`` of them lead up to what the finding is about) or the rules themselves.
    """
    return {
        "regime": finding.regime,
        "kind": str(finding.kind),
        "severity": str(finding.severity),
        "articles": list(finding.articles),
        "rules": list(finding.rules),
        "sentence": finding.sentence(),
        "advice": finding.advice(),
        "witness": _witness(regime, finding),
        "readings": list(finding.readings),
        "accepted": finding.accepted if finding.accepted else None,
        "source": regime.source,
        "sha256": regime.digest,
    }


def _witness(regime: Regime, finding: Finding) -> dict[str, Any]:
    if finding.witness is None:
        return {"rules": list(finding.rules)}
    return {
        "open_limits_working_days": finding.witness.reading.open_days,
        "case": facts_of(regime, finding),
        "history": finding.witness.cut,
        "steps": [
            {
                "event": step.event,
                "mode": step.mode,
                "working_day": step.working_day,
                "after_close": step.after_close,
                "article": step.article or None,
                "party": step.party,
                "rule": step.rule or None,
            }
            for step in witness_steps(regime, finding)
        ],
    }


def witness_steps(regime: Regime, finding: Finding) -> list[Moment]:
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
    return steps_of(regime, witness.run, witness.judgements, acts)


def facts_of(regime: Regime, finding: Finding) -> dict[str, str]:
    """Return what the rules involved ask about the case of a witness, and what is unusual in it."""
    if finding.witness is None:
        return {}
    words, rules = regime.vocabulary.attributes, [regime.by_id[one] for one in finding.rules]
    asked = {name for rule in rules for name in rule.when}
    attributes = finding.witness.run.attributes
    return {
        name: one
        for name, one in attributes.items()
        if name in asked or one != words[name].values[0]
    }


def witness_lines(regime: Regime, finding: Finding) -> list[Text]:
    """Say the run of a witness."""
    witness = finding.witness
    if witness is None:
        return []
    lines = [say("audit.witness", days=witness.reading.open_days)]
    if facts := facts_of(regime, finding):
        named = {name: frozenset({one}) for name, one in facts.items()}
        words = guard_words(regime, named)
        lines.append("  " + say("audit.case", facts=words))
    lines += ["  " + step_words(regime, one) for one in witness_steps(regime, finding)]
    if witness.cut is not None:
        lines.append("  " + say("audit.cut"))
    return lines


def cited(finding: Finding) -> Text:
    """Cite the articles of a finding."""
    if not finding.articles:
        return say("audit.whole")
    comma = Text("、", ", ")
    return comma.join(article_label(one) for one in finding.articles)
