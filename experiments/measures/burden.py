"""What a year costs each party: duties, officers' minutes, and the time others wait for its acts.

Who pays for a shorter deadline shows in the differences of these between two regimes with the same
matters. A party is counted here as the institution whose department carries the work, as
:mod:`experiments.measures.desks` says: what a liaison officer owes, his department bears.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from experiments.measures.desks import Desks
from model.duty import Status
from model.rule import Obligation
from model.simulation.platform import Thread
from model.simulation.year import Year
from model.vocabulary import EventType, holds

WAITS = ("days", "begun", "open", "unregulated")
"""Waits of others for an answer that the vocabulary says they wait for. ``days``: working days in
all, ended waits and open ones up to when watching ended; ``begun`` and ``open``: how many;
``unregulated``: how many more for an answer that no rule of the regime governs, of which nobody
knows how long they are, so that ``days`` leaves them out. It ends with the answer in whatever mode,
or when what was asked is turned away. It says nothing of how much the waiting costs."""


def burdens(year: Year) -> dict[str, dict[str, float]]:
    """Return the duties and minutes of each party that a department of the scenario acts as.

    ``duties`` are obligations that arose, excused ones left out; a joint one is borne by each
    party, so that the sum over parties is more than the number of duties. ``minutes`` are of
    officers, spent on acts up to when they were done or dropped. Not in them are the minutes of
    work still in hand when watching ended, of matters of the warm-up, and of acts that no rule
    demands. They are office minutes of the calendar, so that an officer's own leave in the middle
    of an act would count.
    """
    desks = Desks(year)
    party = {department.id: department.party for department in year.scenario.departments}
    duties: Counter[str] = Counter()
    for thread in year.threads:
        for duty in thread.state.duties.values():
            if isinstance(duty.rule, Obligation) and duty.status is not Status.EXCUSED:
                for name in _institutions(desks, duty.rule.bearers, thread):
                    duties[name] += 1
    minutes: Counter[str] = Counter()
    worked = year.calendar.working_minutes_until
    for one in year.attention:
        minutes[party[one.department]] += worked(one.finished) - worked(one.taken_up)
    return {
        name: {"duties": float(duties[name]), "minutes": float(minutes[name])}
        for name in dict.fromkeys(party.values())
    }


def _institutions(desks: Desks, parties: tuple[str, ...], thread: Thread) -> set[str]:
    return {one.party for party in parties if (one := desks.of(party, thread)) is not None}


def waits(year: Year) -> dict[str, dict[str, float]]:
    """Return :data:`WAITS` for each party that a department of the scenario acts as.

    A wait is imposed by whoever has the duty to answer, by each of several; where there is no duty,
    by whose act the vocabulary says the answer is.
    """
    words = year.law.regime.vocabulary.events
    answers: dict[str, list[EventType]] = {}
    for event in words.values():
        if event.answers is not None:
            answers.setdefault(event.answers, []).append(event)
    found = {
        department.party: dict.fromkeys(WAITS, 0.0) for department in year.scenario.departments
    }
    ending = {asked: _ending(words, words[asked]) for asked in answers}
    desks = Desks(year)
    for thread in year.threads:
        for asked in thread.state.occurred:
            for answer in answers.get(asked, ()):
                for party in _imposing(desks, thread, answer):
                    _add(found[party], year, thread, asked, answer.id, ending[asked])
    return found


def _ending(words: Mapping[str, EventType], asked: EventType) -> tuple[str, ...]:
    """The events, other than an answer, that end the wait for one."""
    # Consent to a question leaves it open.
    consents = (
        [] if asked.question else [one.id for one in words.values() if one.consents == asked.id]
    )
    return (*consents, *((asked.refusal,) if asked.refusal else ()))


def _imposing(desks: Desks, thread: Thread, answer: EventType) -> set[str]:
    """Who makes others wait for an answer in a thread; nobody where it cannot come there."""
    if answer.scope == "case" and thread is not thread.siblings[0]:
        return set()
    if not holds(answer.when, thread.state.attributes):
        return set()
    duties = (duty.rule for duty in thread.state.duties.values())
    bearers = _bearers(duties, answer.id)
    known = bearers or ((answer.by,) if answer.by in desks.parties else ())
    return _institutions(desks, known, thread)


def _bearers(rules: Iterator[object], act: str) -> tuple[str, ...]:
    owing = (rule for rule in rules if isinstance(rule, Obligation) and rule.act == act)
    return tuple(party for one in owing for party in one.bearers)


def _add(
    into: dict[str, float],
    year: Year,
    thread: Thread,
    asked: str,
    answer: str,
    ending: tuple[str, ...],
) -> None:
    occurred = thread.state.occurred
    if answer not in year.law.regime.governed:
        into["unregulated"] += 1
        return
    ends = [occurred[one].at for one in (answer, *ending) if one in occurred]
    start, end = occurred[asked].at, min(ends, default=year.end)
    worked = year.calendar.working_minutes_until
    into["begun"] += 1
    into["open"] += not ends
    into["days"] += max(0, worked(end) - worked(start)) / year.calendar.hours.minutes
