"""What a simulated year comes to: delays, defaults, breaches, letters, permits without supervisor.

Spans are given in working days (office minutes over the office minutes of a day, with fractions)
and in calendar days (minutes over 1,440). What had not happened when watching ended is counted as
censored: it appears in no mean, and counts as longest in every quantile. What a text does not
regulate is not counted against it: where it knows no claim there are no times to the claim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.measures.mechanisms import Row, mechanisms, table
from experiments.measures.spans import Spans
from model.ability import could
from model.calendar import Calendar
from model.conformance import Outcome, outcome_of
from model.duty import Status
from model.instant import MINUTES
from model.regime import Regime
from model.rule import Lapse, Obligation, Power, bearers_of
from model.simulation.platform import Thread
from model.simulation.year import Year
from model.trace import Occurrence
from protocols import library

if TYPE_CHECKING:
    import polars as pl

LETTERS = ("performed", "deemed", "consented", "open", "unregulated")
"""What can come of a letter."""

ANSWERS = "answers"
"""Stands for answers to letters among what a text regulates."""

ANSWERED = "letter.answered"

CLAIM = "approval-info.claimed"

PUSHED = "approval-info.pushed"

SUPERVISION = "decision-reaches-supervision"
"""The property that asks when supervision begins, of each text for what it has of it."""

DECIDED = "approval.decided"

ATTENTION = (CLAIM, "approval-info.received")
"""The acts by which an officer deals with what was pushed to him."""

LAPSED = {
    Status.FULFILLED: "came",
    Status.EXCUSED: "kept-away",
    Status.PENDING: "pending",
}
"""What can come of a lapse: its time ran out, something kept it away, or it still runs."""

BREACHED = (Outcome.DEEMED, Outcome.LATE, Outcome.NEVER, Outcome.VIOLATED)
"""The outcomes that are breaches: a default does not cure one."""


@dataclass(frozen=True)
class Metrics:
    """The figures of one year.

    Attributes
    ----------
    claim
        From the push of approval information to its claim, in whatever mode.
    unsupervised
        From the approval decision to what the text has of this: the start of supervision, else the
        claim, else the receipt, as :data:`SUPERVISION` asks. The time a permit is without a
        supervisor.
    attention
        From the decision to the moment at which an officer has dealt with the claim himself.
    claims
        Claims of approval information by mode.
    unclaimed
        Permits that nobody had claimed when watching ended; none where the text knows no claim.
    outcomes
        Duties and prohibitions by rule and outcome.
    lapses
        Lapses by rule and by what came of them, one of :data:`LAPSED`: nobody breaches one.
    helpless
        Of those that are breached, by rule how many could not have been kept when they were due.
    letters
        Letters by what came of them: answered (``performed``), ``deemed`` answered, not answered
        but ``consented`` to by silence, ``open``, or ``unregulated`` where no rule demands an
        answer and none came.
    properties
        What became of each property, shipped or of the regime's own, as
        :mod:`experiments.measures.mechanisms` says.
    regulated
        Of the kinds of spans and of :data:`ANSWERS`, those that the text regulates. Of others there
        are no figures: what a text does not regulate counts neither for nor against it.
    """

    claim: Spans
    unsupervised: Spans
    attention: Spans
    claims: dict[str, int]
    unclaimed: int
    outcomes: dict[tuple[str, str], int]
    lapses: dict[tuple[str, str], int]
    letters: dict[str, int]
    properties: tuple[Row, ...]
    helpless: dict[str, int]
    regulated: frozenset[str]

    @property
    def mechanisms(self) -> pl.DataFrame:
        """The properties as a table."""
        return table(self.properties)

    @property
    def auto_claimed_share(self) -> float | None:
        """Share deemed by a default of the claims that somebody had to make; ``None`` for none."""
        total = self.claims.get("performed", 0) + self.claims.get("deemed", 0)
        return self.claims.get("deemed", 0) / total if total else None


def metrics(year: Year) -> Metrics:
    """Work out the figures of a year."""
    seen = {(one.case, one.thread): one.finished for one in year.attention if one.act in ATTENTION}
    regulated, begins = regulated_by(year.law.regime)
    claims: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    lapses: Counter[tuple[str, str]] = Counter()
    helpless: Counter[str] = Counter()
    claim: list[tuple[int, int | None]] = []
    unsupervised: list[tuple[int, int | None]] = []
    attention: list[tuple[int, int | None]] = []
    unclaimed = 0
    for thread in year.threads:
        occurred = thread.state.occurred
        pushed, decided = _at(occurred.get(PUSHED)), _at(occurred.get(DECIDED))
        if pushed is not None and "claim-latency" in regulated:
            claim.append((pushed, _at(occurred.get(CLAIM))))
        if decided is not None and "time-without-supervisor" in regulated:
            unsupervised.append((decided, _at(occurred.get(begins))))
        if decided is not None and "claim-latency" in regulated:
            unclaimed += CLAIM not in occurred
        if decided is not None and "time-to-attention" in regulated:
            attention.append((decided, seen.get((thread.case, thread.department))))
        _count(thread, claims, letters)
        for duty in thread.state.duties.values():
            if isinstance(duty.rule, Lapse):
                lapses[duty.rule.id, LAPSED[duty.status]] += 1
            elif not isinstance(duty.rule, Power):
                outcomes[duty.rule.id, outcome_of(duty.rule, duty, thread.state)] += 1
                helpless[duty.rule.id] += not could(year.law, thread.state, duty)
    return Metrics(
        _spans(claim, year),
        _spans(unsupervised, year),
        _spans(attention, year),
        dict(claims),
        unclaimed,
        {(rule, str(outcome)): count for (rule, outcome), count in outcomes.items()},
        dict(lapses),
        dict(letters),
        mechanisms(year, library.questions([year.law.regime]).values()),
        dict(helpless),
        regulated,
    )


def regulated_by(regime: Regime) -> tuple[frozenset[str], str]:
    """Return what a regime regulates of what is measured, and the event that begins supervision."""
    begins = regime.question(library.properties()[SUPERVISION]).response
    found = {
        "claim-latency": CLAIM in regime.governed,
        "time-without-supervisor": begins in regime.governed,
        "time-to-attention": bool(regime.governed.intersection(ATTENTION)),
        ANSWERS: ANSWERED in regime.governed,
    }
    return frozenset(name for name, known in found.items() if known), begins


def _at(occurrence: Occurrence | None) -> int | None:
    return None if occurrence is None else occurrence.at


def _count(thread: Thread, claims: Counter[str], letters: Counter[str]) -> None:
    occurred = thread.state.occurred
    if (claim := occurred.get(CLAIM)) is not None:
        claims[str(claim.mode)] += 1
    if "letter.received" in occurred:
        answer = occurred.get(ANSWERED)
        duties = (one.rule for one in thread.state.duties.values())
        demanded = any(isinstance(one, Obligation) and one.act == ANSWERED for one in duties)
        unanswered = "open" if demanded else "unregulated"
        if "letter.consented" in occurred:
            unanswered = "consented"
        letters[str(answer.mode) if answer is not None else unanswered] += 1


def _spans(pairs: Iterable[tuple[int, int | None]], year: Year) -> Spans:
    passed, day = year.calendar.working_minutes_until, year.calendar.hours.minutes
    working, calendar, still = [], [], []
    for start, end in pairs:
        if end is None:
            still.append((year.end - start) / MINUTES)
        else:
            working.append((passed(end) - passed(start)) / day)
            calendar.append((end - start) / MINUTES)
    return Spans(np.array(working), np.array(calendar), np.array(still))


def working_days_between(calendar: Calendar, start: int, end: int) -> float:
    """Return the office time between two instants, in working days."""
    passed = calendar.working_minutes_until(end) - calendar.working_minutes_until(start)
    return passed / calendar.hours.minutes


def breaches_by_article(year: Year, found: Metrics) -> dict[str, int]:
    """Return how many duties and prohibitions were breached under each article, in file order."""
    counts: dict[str, int] = {}
    binding = {rule.id for rule in year.law.regime.binding}
    for rule in (one for one in year.law.regime.rules if one.id in binding):
        number = sum(found.outcomes.get((rule.id, outcome), 0) for outcome in BREACHED)
        counts[rule.article] = counts.get(rule.article, 0) + number
    return counts


def breaches_by_party(year: Year, found: Metrics) -> dict[str, int]:
    """Return how many duties and prohibitions each party breached, by the name the rule gives it.

    Of several bearers all answer for a breach, so that it counts for each and the parties add up
    to more than the articles do. Parties that bear nothing have 0. It says nothing of who of them
    was at fault, or of which department a party was.
    """
    counts = dict.fromkeys(year.law.regime.vocabulary.parties, 0)
    for rule in year.law.regime.binding:
        number = sum(found.outcomes.get((rule.id, outcome), 0) for outcome in BREACHED)
        for party in bearers_of(rule):
            counts[party] += number
    return counts


PERMIT_DAYS = ("total", "per-permit", "open-part", "permits", "censored")
"""In permit-days of the calendar: ``total``, ended spans and those that had not ended, the latter
counted until watching ended; ``open-part``, the latter alone, which would be longer the longer
one watched; ``per-permit``, the total over the number of permits. Then numbers of permits: all, and
those not ended. A permit that concerns two supervising departments counts for each."""


def permit_days(found: Metrics) -> dict[str, float | None]:
    """Return :data:`PERMIT_DAYS` without a supervisor, and ``unattended``: without attention.

    Without a supervisor is from the decision to the claim in whatever mode, unattended until an
    officer has dealt with it himself. Neither says how dangerous the permit was, or whether the
    supervisor then did anything. ``None`` where the text does not regulate it.
    """
    kinds = {
        "": ("time-without-supervisor", found.unsupervised),
        "unattended.": ("time-to-attention", found.attention),
    }
    return {
        name: value if span in found.regulated else None
        for prefix, (span, spans) in kinds.items()
        for name, value in _permit_days(prefix, spans).items()
    }


def _permit_days(prefix: str, spans: Spans) -> dict[str, float | None]:
    mean = spans.total / spans.begun if spans.begun else None
    figures = (spans.total, mean, spans.open_total, float(spans.begun), float(spans.censored))
    return {f"{prefix}{name}": value for name, value in zip(PERMIT_DAYS, figures, strict=True)}


def letter_totals(found: Metrics) -> dict[str, float | None]:
    """Return how many letters were ``received`` and ``stuck``, and the stuck of those received.

    Stuck is a letter without an answer in any mode when watching ended, whether a rule demands one
    or takes silence as consent or not, and late or not; the share is ``None`` where no letter was
    received. It says nothing of whether an answer was any good. Where the text does not regulate
    answers at all, nothing is stuck by it: ``None``.
    """
    received = sum(found.letters.values())
    stuck = sum(found.letters.get(one, 0) for one in ("consented", "open", "unregulated"))
    if ANSWERS not in found.regulated:
        return {"received": float(received), "stuck": None, "stuck-share": None}
    share = stuck / received if received else None
    return {"received": float(received), "stuck": float(stuck), "stuck-share": share}
