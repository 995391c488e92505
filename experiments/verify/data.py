"""A verification as plain data for other programs."""

from __future__ import annotations

from typing import Any

from experiments.show.data import verdict_data
from experiments.show.left_out import finding_data
from experiments.show.readings import of_verdict
from experiments.verify.ask import Verification


def verification_data(answer: Verification) -> list[dict[str, Any]]:
    """Return every verdict with the queries behind it as JSON data."""
    apart = {id(verdict): found for verdict, found in answer.left_out}
    return [
        {
            **verdict_data(verdict, answer.evidence, of_verdict(answer.hinges, verdict)),
            "says_nothing_of": [finding_data(one) for one in apart.get(id(verdict), ())],
        }
        for verdict in answer.verdicts
    ]
