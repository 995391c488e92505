"""Whose work a duty is: the department that carries it, and what each department had before it.

A rule names a party; the work falls on the department that acts as it, as in
:class:`model.simulation.department.Departments`. A duty is owed from the moment it arises until its
act has occurred, in whatever mode. It does not matter whether an officer has seen it or is still
finishing, or whether the act is possible yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from model.duty import Duty, Status
from model.rule import Obligation
from model.simulation.platform import Thread
from model.simulation.scenario import SUPERVISING, Department, institutions
from model.simulation.year import Year


class Desks:
    """The departments of a year's scenario, as those who act for the parties."""

    def __init__(self, year: Year) -> None:
        self.parties = year.law.regime.vocabulary.parties
        self.supervising = year.scenario.supervising
        self.acting: dict[str, Department] = {}
        for department in year.scenario.departments:
            self.acting.setdefault(department.party, department)
        self._known: dict[tuple[str, int], Department | None] = {}

    def of(self, party: str, thread: Thread) -> Department | None:
        """Return the department that acts as a party in a thread; ``None`` where none does.

        The thread's own comes before others; the department asked by letter is whoever the letter
        is addressed to.
        """
        if party == "queried-party":
            letter = thread.state.attributes.get("letter-to-regulator", "false")
            party = SUPERVISING if letter == "true" else "approval-bureau"
        key = (party, thread.department)
        if key not in self._known:
            self._known[key] = self._acting_as(*key)
        return self._known[key]

    def _acting_as(self, party: str, place: int) -> Department | None:
        own = self.supervising[place]
        for name in institutions(party, self.parties):
            if name in (SUPERVISING, own.party):
                return own
            if name in self.acting:
                return self.acting[name]
        return None


class Owed(NamedTuple):
    """One act that one department owed in one thread, under however many rules.

    Attributes
    ----------
    since
        When the first of these duties arose.
    due
        When the first of them was due; ``None`` where none ever is.
    until
        When the last of them ended; ``None`` where one was still owed when watching ended.
    """

    department: str
    case: str
    thread: int
    act: str
    since: int
    due: int | None
    until: int | None


def owed(year: Year) -> list[Owed]:
    """Return every act that some department owed in a year's matters and those of its warm-up.

    The latter first, though most of them had been done when the year began. An act of several
    bearers is owed by each of their departments until any of them has done it. One of the whole
    case is owed once. A duty that had ended by the minute it arose is left out: it never waited.
    Nothing is said of what a rule only allows.
    """
    desks, words = Desks(year), year.law.regime.vocabulary.events
    found: dict[tuple[str, int, str, str], Owed] = {}
    for thread in chain(year.before, year.threads):
        for duty in thread.state.duties.values():
            rule = duty.rule
            if not isinstance(rule, Obligation):
                continue
            first = thread.siblings[0] if words[rule.act].scope == "case" else thread
            until = ended(thread, duty)
            if until is not None and until <= duty.opened[0]:
                continue
            for name in _carriers(desks, rule, first):
                key = (first.case, first.department, rule.act, name)
                due = duty.due and duty.due[0]
                new = Owed(name, *key[:3], duty.opened[0], due, until)
                found[key] = _joined(found[key], new) if key in found else new
    return list(found.values())


def _carriers(desks: Desks, rule: Obligation, thread: Thread) -> Iterable[str]:
    found: dict[str, None] = {}
    for party in rule.bearers:
        if (department := desks.of(party, thread)) is not None:
            found[department.id] = None
    return found


def _joined(one: Owed, other: Owed) -> Owed:
    dues = [due for due in (one.due, other.due) if due is not None]
    until = None
    if one.until is not None and other.until is not None:
        until = max(one.until, other.until)
    since = min(one.since, other.since)
    return one._replace(since=since, due=min(dues, default=None), until=until)


def ended(thread: Thread, duty: Duty) -> int | None:
    """Return when nothing was left to do under a duty; ``None`` where something still is.

    That is when its act occurs in whatever mode or by whomever, when the event comes that it was
    to precede, or when it is excused. A default that deems another event than the act ends nothing.
    """
    assert isinstance(duty.rule, Obligation)
    rule, occurred = duty.rule, thread.state.occurred
    act = occurred.get(rule.act)
    if rule.announced is None and duty.status is not Status.EXCUSED:
        return None if act is None else act.at
    excuses = rule.excused_by if duty.status is Status.EXCUSED else ()
    ending = (rule.act, *excuses, *((rule.announced,) if rule.announced else ()))
    return min((occurred[one].at for one in ending if one in occurred), default=None)
