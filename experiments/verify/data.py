"""A verification as plain data for other programs."""

from __future__ import annotations

from typing import Any

from experiments.show.data import both, verdict_data
from experiments.show.readings import of_verdict
from experiments.verify.ask import Verification
from verify.audit.finding import Finding


def verification_data(answer: Verification) -> list[dict[str, Any]]:
    """Return every verdict with the queries behind it as JSON data."""
    apart = {id(verdict): found for verdict, found in answer.left_out}
    return [
        {
            **verdict_data(verdict, answer.evidence, of_verdict(answer.hinges, verdict)),
            "says_nothing_of": [_at_odds(one) for one in apart.get(id(verdict), ())],
        }
        for verdict in answer.verdicts
    ]


def _at_odds(finding: Finding) -> dict[str, Any]:
    """How the rules of a proof come to be at odds in runs of which it says nothing."""
    return {
        "kind": str(finding.kind),
        "rules": list(finding.rules),
        "articles": list(finding.articles),
        "sentence": both(finding.sentence()),
    }
