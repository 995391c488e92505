"""What became of duties in words."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.log.ask import Judging
from model.language import NOTHING, Text, say
from model.record.sight import Blind
from model.record.standing import Why

STATUS = {
    "fulfilled": "log.status.fulfilled",
    "late": "log.status.late",
    "deemed": "log.status.deemed",
    "missing": "log.status.missing",
    "pending": "log.status.pending",
    "could-not-be-kept": "log.status.could-not",
    "violated": "log.status.violated",
    "not-judgeable": "log.status.unknown",
}
"""What each status is called, in the order in which they are told."""

_WHY = {
    Why.DONE: "log.why.done",
    Why.EXCUSED: "log.why.excused",
    Why.NOT_DUE: "log.why.not-due",
    Why.NO_LIMIT: "log.why.no-limit",
    Why.STANDS_STILL: "log.why.stands-still",
    Why.UNANNOUNCED: "log.why.unannounced",
    Why.OVERDUE: "log.why.overdue",
    Why.ENTERED_LATE: "log.why.entered-late",
    Why.TOOK_EFFECT: "log.why.took-effect",
    Why.DONE_AFTER: "log.why.done-after",
    Why.WAITED: "log.why.waited",
    Why.BANNED: "log.why.banned",
    Why.RAN_OUT: "log.why.ran-out",
    Why.ENTERED: "log.why.entered",
    Why.ENTERED_SOONER: "log.why.entered-sooner",
    Why.ENTERED_LATER: "log.why.entered-later",
    Why.ENTERED_WRONGLY: "log.why.entered-wrongly",
    Why.NO_TIME: "log.why.no-time",
    Why.SAME_INSTANT: "log.why.same-instant",
    Why.TOO_MANY: "log.why.too-many",
    Why.BEFORE_CAUSE: "log.why.before-cause",
    Why.NO_CAUSE: "log.why.no-cause",
    Why.UNUSABLE: "log.why.unusable",
    Why.NO_FACT: "log.why.no-fact",
}

_LINES = 10
"""Lines of entries that came again, which are named."""

_NOT_KEPT = (Why.OVERDUE, Why.ENTERED_LATE, Why.TOOK_EFFECT, Why.DONE_AFTER)

_HANGING = (*_NOT_KEPT, Why.BANNED, Why.WAITED)
"""Why a duty was not kept, which may hang on facts that the record does not tell."""

BLIND = {
    Blind.TRIGGER: "log.blind.trigger",
    Blind.ACT: "log.blind.act",
    Blind.END: "log.blind.end",
    Blind.FACT: "log.blind.fact",
}


def why_words(
    answer: Judging,
    rule: str,
    why: str,
    about: str,
    presumed: int | None = None,
    at_least: int | None = None,
) -> Text:
    """Say why a duty stands as it does.

    Of what was waited for it is said whose it is, where the words tell; of what was not kept, what
    the record does not tell of that would have ended it, and of which facts the usual is taken.

    Parameters
    ----------
    presumed
        The year of the due date, where its days off are not announced yet.
    at_least
        By how many working days it was late at least, where that is all that can be told.
    """
    words = say(_WHY[Why(why)], about=named(answer, about), by=_by(answer, about))
    if at_least is not None:
        words += say("log.why.least", days=at_least)
    if presumed is not None:
        words += say("log.why.presumed", years=presumed)
    if Why(why) in _NOT_KEPT and (ends := _unseen(answer, rule, Blind.END)):
        words += say("log.why.unless", names=say("chart.and").join(ends))
    if Why(why) in _HANGING and (facts := _unseen(answer, rule, Blind.FACT)):
        words += say("log.why.usual", names=say("chart.and").join(facts))
    return words


def _unseen(answer: Judging, rule: str, blind: Blind) -> list[Text]:
    """Name what the record does not tell of a rule, in some way."""
    unseen = [one for one in answer.sight.unseen if one.rule.id == rule and one.blind is blind]
    return [named(answer, name) for one in unseen for name in one.names]


def again_words(answer: Judging) -> Iterator[Text]:
    """Say how many entries are of an event that their matter already has, if any, and where."""
    if answer.again:
        lines = ", ".join(map(str, answer.again_lines[:_LINES]))
        more = "…" if len(answer.again_lines) > _LINES else ""
        yield say("log.taken.again", count=answer.again, lines=lines + more)


def guess_words(answer: Judging) -> Iterator[Text]:
    """Say that nobody said what the columns mean, and which were taken for dates by their names."""
    if not answer.suggested:
        return
    yield say("log.suggested")
    for column in answer.meaning.undated:
        meant = answer.meaning.columns.get(column)
        if meant is not None:
            yield say("log.suggested-undated", column=column, event=named(answer, meant.event))


def named(answer: Judging, about: str) -> Text:
    """Name an event, or a fact of a matter."""
    words = answer.regime.vocabulary
    if about in words.events:
        return words.events[about].label
    return words.attributes[about].label if about in words.attributes else NOTHING


def _by(answer: Judging, event: str) -> Text:
    """Say whose an event is."""
    words = answer.regime.vocabulary
    rules = [rule for rule in answer.regime.obligations if rule.act == event]
    by = rules[0].bearer if rules else words.events[event].by if event in words.events else ""
    return words.parties[by].label if by in words.parties else say("log.world")
