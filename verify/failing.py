"""How a response may still fail to come after a history: a session gone on with, seen to happen.

The run is as short as can be, as a counterexample is. It is taken on real dates, step by step, and
shown only if the response lacks there too, and everyone has obeyed who was to: in the whole text,
of which the question is about a part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.instant import MINUTES
from model.language import Complaint
from model.property import Property
from model.session import Session
from model.steps import walked
from model.trace import Mode, Occurrence, Run
from verify.continuation import Continuations, still_obeyed
from verify.counterexample import run_of
from verify.formula import both, equal
from verify.prover import Provers
from verify.search import least_model
from verify.verdict import NOBODY, Assume, Obeyed
from verify.violation import triggered


def failing(
    session: Session,
    prop: Property,
    assume: Assume,
    provers: Provers,
    within: int | None = None,
) -> Session | None:
    """Return the session gone on with so that the response of a property never comes.

    With ``within``, that it does not come within so many working days, at least 0, of now: one
    less than those until the date of a :class:`~verify.prospect.Prospect` shows a run that takes as
    long. ``None`` where the solver finds no such run, or it is none on these dates.

    Raises
    ------
    Undecided
        Where the time or the memory for it is over.
    """
    whole, reading = session.law.regime, session.law.reading
    part = provers.part(whole, prop.trigger, prop.response)
    obeyed = still_obeyed(session, whole) if assume is Assume.EVERYONE else NOBODY
    # Nothing else bears on the answer; but what else is owed would be seen to be left undone.
    for of in (part, replace(whole, asked=part.asked)):
        after = Continuations(session, provers.of(of, reading))
        found = _failing_in(after, prop, obeyed, within)
        if found is not None or of.rules == whole.rules:
            return found
    return None


def _failing_in(
    after: Continuations, prop: Property, obeyed: Obeyed, within: int | None
) -> Session | None:
    """Return the session gone on with by what a part of the regime says; ``None`` as above."""
    encoding = after.encoding
    claim = both(triggered(encoding, prop), after.later(prop, within))
    asked, solver = [*after.prover.literals(obeyed), after.given, claim], encoding.solver
    if encoding.dates is not None:
        solver = encoding.dated_solver
        asked.append(equal(encoding.dates.base, after.base))
    model = least_model(solver, asked, encoding.sizes)
    if model is None:
        return None
    new = [one for one in run_of(encoding, model).occurrences if one.event not in after.past]
    for late in (False, True):
        gone_on = _gone_on(after, new, late)
        if gone_on is not None and not gone_on.disobeyed & obeyed:
            response = gone_on.state.occurred.get(prop.response)
            if _lacks(after, prop, response, within):
                return gone_on
    return None


def _gone_on(after: Continuations, new: list[Occurrence], late: bool) -> Session | None:
    try:
        return walked(after.session, Run(tuple(_dated(after, new, late))))
    except Complaint:
        return None


def _lacks(
    after: Continuations, prop: Property, response: Occurrence | None, within: int | None
) -> bool:
    """Whether a response does not come, or not within so many working days."""
    if response is None or (prop.performed and response.mode is not Mode.PERFORMED):
        return True
    return within is not None and after.days_until(response.at) > within


def _dated(after: Continuations, new: list[Occurrence], late: bool) -> Iterator[Occurrence]:
    """Yield what is done in a run of slots at instants, of days off the first or the last one.

    A limit counted in dates may be longer from the one than from the other.
    """
    calendar, (now, turn) = after.calendar, after.session.now
    here = calendar.slot(now)
    for one in new:
        if one.mode in (Mode.DEEMED, Mode.COUNTED):
            continue
        index, off = divmod(one.at + 2 * after.base, 2)
        if one.round:
            at = calendar.closing(index)
        elif off:
            at = calendar.day(index + 1) * MINUTES - 1 if late else calendar.closing(index) + 1
        else:
            at = calendar.opening(index)
        within = 2 * index + off == here and one.round == turn
        yield one._replace(at=max(at, now) if within or not one.round else at)
