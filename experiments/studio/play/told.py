"""What was done at each step of a matter, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Iterable

from experiments.studio.days import moment_words
from model.ability import limit
from model.deeds import Kind
from model.duty import Duty, Status
from model.language import Text, say
from model.ledger import article_label
from model.rule import Obligation, act_of
from model.session import Session, Step, parties
from model.trace import Mode, Occurrence

_AND = Text("、", ", ")


def duty_words(session: Session, duty: Duty) -> Text:
    """Name what is to be done, with its article."""
    label = session.law.regime.vocabulary.events[act_of(duty.rule)].label
    return label + Text("（", " (") + article_label(duty.rule.article) + Text("）", ")")


def told(session: Session, step: Step) -> dict[str, object]:
    """Return what was done at one step, and what came of it."""
    came = [one for one in step.occurred if one.mode in (Mode.DEEMED, Mode.COUNTED)]
    missed = [one.duty for one in step.expired if one.duty.status is Status.OVERDUE]
    return {
        "done": _done(session, step),
        "came": [
            *(_missed(session, one) for one in missed),
            *(_effect(session, one) for one in came),
            *(_passed(session, one) for one in step.passed),
        ],
    }


def _done(session: Session, step: Step) -> Text:
    deed, words = step.deed, session.law.regime.vocabulary
    if deed.kind is Kind.DO:
        own = next(one for one in step.occurred if one.event == deed.name)
        done = _who(session, own.party) + words.events[deed.name].label
        return moment_words(session.calendar, own.at) + Text("，", ", ") + done
    if deed.kind is not Kind.WAIT:
        key = "studio.play.silenced" if deed.kind is Kind.SILENT else "studio.play.heard"
        return say(key, party=_with_parts(session, deed.name))
    ends = [one.duty.due[0] for one in step.expired if one.duty.due is not None]
    ends += [last[0] for one in step.passed if (last := limit(session.law, one))]
    if not ends and deed.at is None:
        return say("studio.play.waited")
    until = moment_words(session.calendar, max(ends, default=deed.at or 0))
    return say("studio.play.waited-until", until=until)


def _missed(session: Session, duty: Duty) -> Text:
    assert isinstance(duty.rule, Obligation)
    party, what = _all(session, duty.rule.bearers), duty_words(session, duty)
    return say("studio.play.missed", party=party, duty=what)


def _passed(session: Session, duty: Duty) -> Text:
    """That what became able too late was not done by the close of that day either."""
    assert isinstance(duty.rule, Obligation)
    last = limit(session.law, duty)
    assert last is not None
    return say(
        "studio.play.passed",
        party=_all(session, duty.rule.bearers),
        duty=duty_words(session, duty),
        until=moment_words(session.calendar, last[0]),
    )


def _effect(session: Session, one: Occurrence) -> Text:
    """What was deemed or counted, with its article."""
    regime = session.law.regime
    key = "studio.play.deemed" if one.mode is Mode.DEEMED else "studio.play.counted"
    return say(
        key,
        event=regime.vocabulary.events[one.event].label,
        article=article_label(regime.by_id[one.rule].article),
        when=moment_words(session.calendar, one.at),
    )


def _with_parts(session: Session, party: str) -> Text:
    """A party, with those that act and are within it."""
    words = session.law.regime.vocabulary
    within = [one for one in parties(session.law) if party in words.above(one)]
    label = words.parties[party].label
    return label + say("studio.play.with", parties=_all(session, within)) if within else label


def _all(session: Session, who: Iterable[str]) -> Text:
    return _AND.join(session.law.regime.vocabulary.parties[party].label for party in who)


def _who(session: Session, party: str) -> Text:
    known = session.law.regime.vocabulary.parties.get(party)
    return (say("studio.play.world") if known is None else known.label) + Text("：", ": ")
