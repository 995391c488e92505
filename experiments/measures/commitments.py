"""Broken commitments: how many are found, reported in time, and decided on.

A permit given on a commitment that the applicant does not keep is a danger until somebody finds out
and tells the approval bureau. In time is by the regime's own deadline; where it has no rule for a
case, nobody is late there, and only the common yardstick speaks.
"""

from __future__ import annotations

from collections import Counter

from model.clock import delay
from model.duty import Status
from model.rule import Obligation
from model.simulation.platform import Thread
from model.simulation.year import Year

MADE, ENDED = "commitment.made", "commitment-period.ended"
FOUND, REPORTED, DECIDED = (f"broken-commitment.{one}" for one in ("found", "reported", "decided"))

YARDSTICK = 5
"""Working days after the end of the term within which a report is soon; ours, no law's."""

CHAIN = ("broken", "ended", "found", "reported", "decided")
"""How many commitments get how far, one for each supervising department: made and broken; of these,
the term has ended; found or reported; reported; decided on by the approval bureau."""

REPORTS = ("in-time", "late", "never", "pending", "no-duty")
"""What became of the duty to report a broken one: done by its bearer by the regime's deadline,
after it, overdue and not done when watching ended (though a default may have deemed it done), not
due yet, or no duty. That is where the regime has no rule, its rule was not triggered, or the duty
was excused. They add up to ``broken``. Under a reading in which an open limit never expires, a
report under it is in time whenever it comes."""

SOON = f"reported-within-{YARDSTICK}-days"
"""Of those whose term ended: reported by so many working days after it, or before it ended."""

SHARE = "share-in-time"
"""In time, of those in time, late or never; ``None`` where no duty to report has come to that."""

NAMES = (*CHAIN, *REPORTS, SOON, SHARE)
"""All figures of :func:`commitments`; all but the share are numbers of commitments."""

_RANK = {
    Status.FULFILLED: "in-time",
    Status.PENDING: "pending",
    Status.LATE: "late",
    Status.OVERDUE: "never",
}
"""From the best to the worst; of several duties to report the worst counts."""


def commitments(year: Year) -> dict[str, float | None]:
    """Return what became of the broken commitments of a year, by :data:`NAMES`.

    It says nothing of kept commitments, of broken ones that nobody could have found, or of whether
    the report was acted on in earnest.
    """
    counts: Counter[str] = Counter()
    for thread in year.threads:
        occurred = thread.state.occurred
        if thread.state.attributes.get("commitment-broken") == "true" and MADE in occurred:
            counts.update(_reached(year, thread))
            counts[_report(thread)] += 1
    found: dict[str, float | None] = {name: float(counts[name]) for name in NAMES}
    due = counts["in-time"] + counts["late"] + counts["never"]
    found[SHARE] = counts["in-time"] / due if due else None
    return found


def _reached(year: Year, thread: Thread) -> list[str]:
    occurred, slot = thread.state.occurred, year.calendar.slot
    reached = ["broken"]
    if ENDED in occurred:
        reached.append("ended")
        ended, told = occurred[ENDED], occurred.get(REPORTED)
        if told is not None and delay(slot(ended.at), slot(told.at)) <= YARDSTICK:
            reached.append(SOON)
    if FOUND in occurred or REPORTED in occurred:
        reached.append("found")
    reached += [
        name for event, name in ((REPORTED, "reported"), (DECIDED, "decided")) if event in occurred
    ]
    return reached


def _report(thread: Thread) -> str:
    statuses = {
        duty.status
        for duty in thread.state.duties.values()
        if isinstance(duty.rule, Obligation) and duty.rule.act == REPORTED
    }
    worst = [name for status, name in _RANK.items() if status in statuses]
    return worst[-1] if worst else "no-duty"
