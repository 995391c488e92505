"""The concerns by which regimes are held side by side, each with its measure."""

from __future__ import annotations

from dataclasses import dataclass

from experiments import measures
from experiments.answers.estimates import needs
from experiments.measures.measure import Measure
from model.language import Text, plain, say


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that a regime can do better or worse; less of its measure is better.

    Attributes
    ----------
    measure_id
        What it is read from.
    best_key, worst_key, head_key, noun_key
        What it is called where a regime does best or worst in it, at the head of a column, and
        within a sentence.
    unit_key
        The unit of its figures; empty for per cent.
    """

    id: str
    measure_id: str
    best_key: str
    worst_key: str
    head_key: str
    noun_key: str
    unit_key: str = ""

    @property
    def measure(self) -> Measure:
        """The declared measure."""
        return measures.find(self.measure_id)

    @property
    def best(self) -> Text:
        """Say of a regime that it does best in this."""
        return say(self.best_key)

    @property
    def noun(self) -> Text:
        """Name it within a sentence."""
        return say(self.noun_key)

    @property
    def head(self) -> Text:
        """Name it at the head of a column, with its unit."""
        return say(self.head_key)

    @property
    def unit(self) -> Text:
        """Return the unit of its figures."""
        return say(self.unit_key) if self.unit_key else plain("%")

    @property
    def worst(self) -> Text:
        """Say of a regime that it does worst in this."""
        return say(self.worst_key)


SUPERVISION = Concern(
    "supervision",
    "permit-days.per-permit",
    "best.supervision.best",
    "best.supervision.worst",
    "best.supervision.head",
    "best.supervision.noun",
    "measure.unit.calendar-days",
)
CLAIM = Concern(
    "claim",
    "claim-latency.mean-of-ended.working-days",
    "best.claim.best",
    "best.claim.worst",
    "best.claim.head",
    "best.claim.noun",
    "measure.unit.working-days",
)
ATTENTION = Concern(
    "attention",
    "time-to-attention.censored",
    "best.attention.best",
    "best.attention.worst",
    "best.attention.head",
    "best.attention.noun",
    "best.unit.matters",
)
DUTIES = Concern(
    "duties",
    "duties-due.breached-share",
    "best.duties.best",
    "best.duties.worst",
    "best.duties.head",
    "best.duties.noun",
)
LETTERS = Concern(
    "letters",
    "letters.stuck-share",
    "best.letters.best",
    "best.letters.worst",
    "best.letters.head",
    "best.letters.noun",
)
WORK = Concern(
    "work",
    "officers.hours",
    "best.work.best",
    "best.work.worst",
    "best.work.head",
    "best.work.noun",
    "measure.unit.hours",
)

CONCERNS = (SUPERVISION, CLAIM, ATTENTION, DUTIES, LETTERS, WORK)
"""In the order in which they are told; the first that regimes part in leads."""

CLAIMS = ("claims.performed", "claims.deemed", "claims.counted")
"""The measures that say by whom or by what claims were made."""


def needed() -> tuple[str, ...]:
    """Return every measure without a subject that answers are read from."""
    read = (name for concern in CONCERNS for name in needs(concern.measure))
    return tuple(dict.fromkeys([*read, *CLAIMS, "duties-due.count", "duties-due.breached"]))
