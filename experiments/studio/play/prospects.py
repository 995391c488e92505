"""What can no longer be kept and by whose doing, and what is still guaranteed, in words."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.show.left_out import Claim, left_out_lines, marked
from experiments.show.runs import assumption, why
from experiments.studio.days import date_words, moment_words
from experiments.studio.play.outlook import Outlook
from experiments.studio.play.told import duty_words
from model.ability import limit
from model.duty import Duty
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.options import movers, option
from model.rule import Obligation, bearers_of
from model.session import Session, awaited
from model.stands import running
from model.vocabulary import WORLD
from verify.prospect import Prospect
from verify.verdict import Answer, Assume

_AND = Text("、", ", ")


def whose(session: Session, event: str) -> Text:
    """Return an event that is waited for, and who could bring it about."""
    words = session.law.regime.vocabulary
    who = [words.parties[one].label for one in movers(session.law, event) if one != WORLD]
    by = _AND.join(who) if who else say("studio.play.world")
    return say("studio.play.by", event=words.events[event].label, party=by)


def lost(session: Session) -> Iterator[Text]:
    """Yield the duties that were not kept in time, and who kept them from being so."""
    expired = session.expired
    for one in session.judgements:
        if not one.breached or one.due is None or not isinstance(one.rule, Obligation):
            continue
        awaited = expired[one.rule.id].awaited if one.rule.id in expired else {}
        words = session.law.regime.vocabulary
        about = {
            "party": _AND.join(words.parties[party].label for party in one.rule.bearers),
            "act": words.events[one.rule.act].label,
            "article": article_label(one.rule.article),
            "due": moment_words(session.calendar, one.due),
        }
        if one.could:
            yield say("studio.play.let-pass", **about)
        else:
            what = _AND.join(whose(session, event) for event in awaited)
            told = say("studio.play.could-not", **about, what=what or say("studio.play.a-ban"))
            yield told + _since(session, one.rule.id)


def _since(session: Session, rule: str) -> Text:
    """Say until when a duty is owed that became able only after it was due, or was."""
    duty = session.state.duties[rule]
    if (last := session.owed_until(duty)) is not None:
        return say("studio.play.could-since", until=moment_words(session.calendar, last[0]))
    last = limit(session.law, duty)
    if last is None or rule not in session.disobeyed:
        return NOTHING
    return say("studio.play.could-and-did-not", until=moment_words(session.calendar, last[0]))


def lapses(session: Session) -> Iterator[Text]:
    """Yield what the clock brings of itself, which is nobody's duty, and when."""
    words = session.law.regime.vocabulary
    for one in running(session):
        yield say(
            "studio.play.lapses",
            event=words.events[one.event].label,
            article=article_label(one.rule.article),
            due=moment_words(session.calendar, one.due[0]),
        )


def hopeless(session: Session, outlook: Outlook) -> Iterator[Text]:
    """Yield the pending duties that nothing can keep any more, and what is lacking for them.

    One that only waits for an office to act again is none of them: :func:`unwilling`.
    """
    words = session.law.regime.vocabulary
    at_will = {duty.rule.id for _, duty in unwilling(session)}
    for rule in session.law.regime.obligations:
        if rule.id in outlook.lost and rule.id not in at_will:
            missing = awaited(session.law, session.state, session.state.duties[rule.id])
            what = _AND.join(whose(session, event) for event in missing)
            yield say(
                "studio.play.hopeless",
                party=_AND.join(words.parties[party].label for party in rule.bearers),
                act=words.events[rule.act].label,
                article=article_label(rule.article),
                what=what or say("studio.play.a-ban"),
            )


def unwilling(session: Session) -> Iterator[tuple[str, Duty]]:
    """Yield the parties that are always silent with what each owes and could do as things stand."""
    for duty in session.state.duties.values():
        rule = duty.rule
        if not isinstance(rule, Obligation):
            continue
        for party in bearers_of(rule):
            if party not in session.silent:
                continue
            move = option(session.law, session.state, rule.act, party, session.now)
            if move is not None and duty in move.demanded and not move.forbidden:
                yield party, duty


def unwilling_words(session: Session, party: str, duty: Duty) -> Text:
    """Say that a duty will not be done for no other reason than that its office is silent."""
    values = {
        "duty": duty_words(session, duty),
        "party": session.law.regime.vocabulary.parties[party].label,
    }
    if (last := session.owed_until(duty)) is None:
        return say("studio.play.will-not", **values)
    return say("studio.play.will-not-by", **values, due=moment_words(session.calendar, last[0]))


Cell = tuple[str, Text, str]
"""A mark, what it says, and the name of the question where a run can show that it fails."""


def still(session: Session, outlook: Outlook) -> Iterator[tuple[Text, list[Cell]]]:
    """Yield each question with what is still guaranteed, if everyone obeys and if nobody does."""
    for prop in outlook.asked:
        keys = ((prop.id, one) for one in Assume)
        yield prop.label, [_with_run(session, outlook, key) for key in keys]


def _with_run(session: Session, outlook: Outlook, key: tuple[str, Assume]) -> Cell:
    found, name = outlook.found.get(key), f"{key[0]}.{key[1]}"
    fails = found is not None and found.answer is Answer.REFUTED and found.done is None
    mark, words = _cell(session, found)
    return mark, marked(words, outlook.left_out.get(key, ())), name if fails else ""


def left_out(outlook: Outlook) -> list[Text]:
    """Say of which runs it says nothing that something is still guaranteed; mostly nothing."""
    labels = {prop.id: prop.label for prop in outlook.asked}
    return left_out_lines(
        Claim(say("left-out.of", property=labels[prop], assume=assumption(assume)), found)
        for (prop, assume), found in outlook.left_out.items()
    )


def _cell(session: Session, found: Prospect | None) -> tuple[str, Text]:
    if found is None:
        return "", say("studio.lights.due")
    if found.done is not None and found.answer is Answer.PROVED:
        return "proved", say("studio.play.came", when=moment_words(session.calendar, found.done.at))
    if found.by is not None:
        key = "studio.play.by-then" if found.exact else "studio.play.by-then-at-most"
        return "proved", say(key, day=date_words(session.calendar, found.by))
    if found.answer is Answer.REFUTED:
        return "refuted", say("studio.play.no-more")
    if found.answer is Answer.VACUOUS:
        return "vacuous", why(found.reason) or say("studio.play.no-obeying")
    return "unknown", say("studio.play.unknown") + why(found.reason)
