"""The verdicts on texts that come with the program, told as they were found before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from experiments.answers import known
from experiments.verify.ask import Verification, verification
from model.calendar import Calendar
from model.deadline import Reading
from model.kept import recalled
from model.property import Property
from model.regime import Regime
from verify.verdict import Answer, Assume, Verdict

_SEVERAL = "several"


def known_verification(
    regimes: Sequence[Regime],
    properties: Sequence[Property],
    *,
    within: int | None,
    assumptions: Sequence[Assume],
    reading: Reading,
    calendar: Calendar,
    progress: Callable[[], object],
    selected: bool,
    of_duties: bool,
) -> Verification:
    """Return the verdicts as :func:`verification` does, but for the provers, found or known."""
    about = within, [*assumptions], reading, selected, of_duties
    state = known.state_of(regimes, properties, calendar, *about)
    name = _name(regimes, properties)
    found = None if state is None else recalled(name, state)
    if isinstance(found, Verification):
        for _ in regimes:
            progress()
        return found
    answer = verification(
        regimes,
        properties,
        within=within,
        assumptions=assumptions,
        reading=reading,
        calendar=calendar,
        progress=progress,
        selected=selected,
        of_duties=of_duties,
    )
    answer = replace(answer, provers=None)
    odds = (finding for _, findings in answer.left_out for finding in findings)
    if not any(map(_is_open, _every(answer))) and not any(one.is_open for one in odds):
        known.keep_answer(name, state, answer)
    return answer


def _name(regimes: Sequence[Regime], properties: Sequence[Property]) -> str:
    """Where an answer is kept, of similar questions the last: one text, one question, or several.

    So there are never more than some hundred files.
    """
    text = regimes[0].id if len(regimes) == 1 else _SEVERAL
    return f"verdicts-{text}-{properties[0].id if len(properties) == 1 else _SEVERAL}"


def _every(answer: Verification) -> list[Verdict]:
    return [*answer.verdicts, *(hinge.after for hinge in answer.hinges)]


def _is_open(verdict: Verdict) -> bool:
    """Whether a verdict might be another with more patience."""
    unasked = verdict.reason is not None and verdict.reason.unasked
    return verdict.answer is Answer.UNKNOWN and not unasked
