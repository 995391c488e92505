"""What is done at each step of a session, and its form on one line, as an address holds it.

A step is an act or an event at a time, waiting, or that a party acts no more::

    approval.decided@2026-02-13T16:00;silent:regulator;wait;approval-info.pushed@2026-02-25T09:00

``wait`` alone is until the next limit runs out, ``wait@2026-03-02`` until the end of a date.
``event/party`` names who acts, where several may; ``~1`` behind a time is the round of that instant
(:mod:`model.trace`), where it is not the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from model.instant import MINUTES, day_of, instant_of, time_of
from model.language import Complaint
from model.members import plain

MOST = 400
"""Steps of one session; a matter has a few dozen."""

_LAST = MINUTES - 1


@plain
class Kind(StrEnum):
    """What is done at one step."""

    DO = "do"
    WAIT = "wait"
    SILENT = "silent"
    ACTS = "acts"


class Deed(NamedTuple):
    """One step of a session, as it was asked for.

    Attributes
    ----------
    name
        The event of an act, or the party that acts no more, or again; empty for waiting.
    party
        Who does the act; empty where only one may.
    at
        The instant of an act; until when, inclusive, is waited. ``None``: as soon as it can be
        done; until the next limit runs out.
    round
        The round of the instant in which an act takes place.
    """

    kind: Kind
    name: str = ""
    party: str = ""
    at: int | None = None
    round: int = 0

    @property
    def text(self) -> str:
        """The form of the step on one line.

        >>> Deed(Kind.DO, "claimed", "regulator", 29516220).text
        'claimed/regulator@2026-02-13T09:00'
        """
        if self.kind in (Kind.SILENT, Kind.ACTS):
            return f"{self.kind}:{self.name}"
        named = "wait" if self.kind is Kind.WAIT else self.name
        named += f"/{self.party}" if self.party else ""
        return named if self.at is None else f"{named}@{_time(self)}"


def _time(deed: Deed) -> str:
    assert deed.at is not None
    when = time_of(deed.at)
    if deed.kind is Kind.WAIT and deed.at % MINUTES == _LAST:
        return when.date().isoformat()
    return when.strftime("%Y-%m-%dT%H:%M") + (f"~{deed.round}" if deed.round else "")


def line(deeds: Iterable[Deed]) -> str:
    """Return steps on one line; :func:`parsed` reads them again."""
    return ";".join(deed.text for deed in deeds)


_STEP = re.compile(
    r"(?P<kind>silent|acts):(?P<who>[^;:/@~]+)"
    r"|(?P<name>[^;:/@~]+)(?:/(?P<party>[^;:/@~]+))?(?:@(?P<at>[0-9T:-]+)(?:~(?P<round>[0-9]{1,2}))?)?"
)


def parsed(text: str) -> tuple[Deed, ...]:
    """Return the steps that a line tells; none where it is empty.

    Raises
    ------
    Complaint
        Where a step is none, names no time, or there are more than :data:`MOST`.

    Examples
    --------
    >>> [str(deed.kind) for deed in parsed("decided@2026-02-13T16:00;wait;silent:regulator")]
    ['do', 'wait', 'silent']
    """
    steps = [step.strip() for step in text.split(";") if step.strip()]
    if len(steps) > MOST:
        raise Complaint("session.too-many", most=MOST)
    return tuple(map(_deed, steps))


def _deed(step: str) -> Deed:
    found = _STEP.fullmatch(step)
    if found is None:
        raise Complaint("session.no-step", step=step)
    if (kind := found["kind"]) is not None:
        return Deed(Kind(kind), found["who"])
    waits = found["name"] == "wait" and found["party"] is None
    at = None if found["at"] is None else _instant(found["at"], waits, step)
    if waits:
        return Deed(Kind.WAIT, at=at)
    return Deed(Kind.DO, found["name"], found["party"] or "", at, int(found["round"] or 0))


def _instant(written: str, waits: bool, step: str) -> int:
    """Return an instant; of a date alone the last minute, for whoever waits until its end."""
    try:
        if waits and "T" not in written:
            return day_of(date.fromisoformat(written)) * MINUTES + _LAST
        when = datetime.fromisoformat(written)
    except ValueError:
        raise Complaint("session.no-time", step=step) from None
    if "T" not in written or when.tzinfo is not None:
        raise Complaint("session.no-time", step=step)
    return instant_of(when)
