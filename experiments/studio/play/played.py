"""The run so far: as a swimlane that grows, and step by step with all that each brought about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from experiments.show.timeline import Story
from experiments.studio.days import short_words
from model.instant import MINUTES, date_of
from model.language import Text, say
from model.rule import Lapse, Obligation
from model.session import Expired, Session
from model.trace import Mode, Occurrence
from verify.verdict import Step


def story(session: Session, named: Mapping[str, Text]) -> Story:
    """Return what has come about as a run to be drawn, its columns headed by dates."""
    first = session.occurred[0].at // MINUTES
    steps = tuple(_steps(session, first))
    days = {step.working_day for step in steps if step.working_day is not None}
    heads: dict[int | None, Text] = {day: short_words(date_of(first + day)) for day in days}
    title = say("studio.play.run", regime=session.law.regime.name)
    occurring = frozenset(session.state.occurred)
    return Story(session.law.regime, steps, occurring, named, title, heads)


def _steps(session: Session, first: int) -> Iterator[Step]:
    helpless = {one.rule.id for one in session.judgements if not one.could}
    for step in session.steps:
        for one in step.expired:
            if not any(other.rule == one.duty.rule.id for other in step.occurred):
                yield from _overdue(one, first, helpless)
        for occurrence in step.occurred:
            yield _step(session, occurrence, first, helpless)


def _step(session: Session, one: Occurrence, first: int, helpless: set[str]) -> Step:
    rule = session.law.regime.by_id.get(one.rule)
    mode = str(one.mode)
    if isinstance(rule, Lapse):
        mode = "lapsed"
    elif isinstance(rule, Obligation) and rule.overdue == one.event and mode == Mode.DEEMED:
        mode = "missed"
    late = bool(session.calendar.slot(one.at) % 2)
    article = rule.article if rule else ""
    could = one.mode is not Mode.DEEMED or one.rule not in helpless
    day = one.at // MINUTES - first
    return Step(one.event, mode, day, late, article, one.rule, one.party, could=could)


def _overdue(one: Expired, first: int, helpless: set[str]) -> Iterator[Step]:
    rule, due = one.duty.rule, one.duty.due
    if isinstance(rule, Obligation) and due is not None:
        day, cited = due[0] // MINUTES - first, (rule.article, rule.id, rule.bearer)
        yield Step(rule.act, "overdue", day, False, *cited, could=rule.id not in helpless)
