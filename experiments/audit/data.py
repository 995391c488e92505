"""Findings of an audit as plain data for other programs."""

from __future__ import annotations

from typing import Any

from experiments.audit.ask import Audits
from experiments.audit.witness import facts_of, witness_steps
from experiments.show.data import clock_data
from model.interpretation import alternatives_in
from model.regime import Regime
from verify.audit.finding import Finding


def findings_data(answer: Audits) -> list[dict[str, Any]]:
    """Return every finding about every regime as JSON data."""
    return [
        finding_data(audit.regime, finding) for audit in answer.audits for finding in audit.findings
    ]


def finding_data(regime: Regime, finding: Finding) -> dict[str, Any]:
    """Return one finding as JSON data.

    ``witness`` is a run (``steps``, with ``working_day`` from 0 and ``None`` for what never comes;
    ``history`` of them lead up to what the finding is about, ``given`` are events that come after
    that whatever is done) or the rules themselves. ``card`` is
    the same for all findings of one cause, and ``root`` whether the finding heads its card.
    """
    return {
        "regime": finding.regime,
        "kind": str(finding.kind),
        "card": finding.card,
        "root": finding.root,
        "severity": str(finding.severity),
        "articles": list(finding.articles),
        "rules": list(finding.rules),
        "sentence": finding.sentence(),
        "advice": finding.advice(),
        "witness": _witness(regime, finding),
        "readings": list(finding.readings),
        "alternatives": alternatives_to(regime, finding),
        "accepted": finding.accepted if finding.accepted else None,
        "source": regime.source,
        "sha256": regime.digest,
    }


def alternatives_to(regime: Regime, finding: Finding) -> list[str]:
    """Return what one could read instead of the readings that a finding rests on.

    Each as ``--reading-of`` takes it.
    """
    return [
        f"{rule}={name}"
        for rule in finding.readings
        for name in alternatives_in(regime.by_id[rule].readings)
    ]


def _witness(regime: Regime, finding: Finding) -> dict[str, Any]:
    if finding.witness is None:
        return {"rules": list(finding.rules)}
    return {
        "open_limits_working_days": finding.witness.reading.open_days,
        "case": facts_of(regime, finding),
        "history": finding.witness.cut,
        "given": list(finding.witness.given),
        "steps": [
            {
                "event": step.event,
                "mode": step.mode,
                "could_not_have_been_kept": not step.could,
                "working_day": step.working_day,
                "after_close": step.after_close,
                "article": step.article or None,
                "party": step.party,
                "rule": step.rule or None,
                "clocks": clock_data(step),
            }
            for step in witness_steps(regime, finding)
        ],
    }
