"""What judgements rest on: readings, what is not shown, due dates, rows that are unusable."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.log.ask import Judging
from experiments.log.recorded import Compared, Effects, Pattern, compared, effects
from experiments.log.words import BLIND, again_words, named
from experiments.show.blocks import Block, Bullets, Fold, Paragraph, Table
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.record.entries import Repeats
from model.record.sight import Blind, Unseen
from model.rule import act_of
from protocols.log.record import mistakes

_SHOWN = 50
"""Rows that could not be used, of which the page tells."""

_COUNTS = {
    "calendar-days": "log.count.calendar-days",
    "calendar-days-moved": "log.count.calendar-days-moved",
    "no-holidays": "log.count.no-holidays",
    "no-make-up-days": "log.count.no-make-up-days",
    "first-day": "log.count.first-day",
    "one-more": "log.count.one-more",
    "not-moved": "log.count.not-moved",
    "not-moved-first-day": "log.count.not-moved-first-day",
    "no-holidays-moved": "log.count.no-holidays-moved",
    "working-days": "log.count.working-days",
    "thirty-days": "log.count.thirty-days",
    "unknown": "log.count.unknown",
}
"""What a way to count does otherwise than the rule."""


def reading_blocks(answer: Judging) -> Iterator[Block]:
    """Say how the record was read, what hinges on it, and which rules it cannot tell of."""
    yield Bullets(tuple(_taken(answer)))
    if answer.hinges:
        rows = tuple(
            (one.about, one.words, str(one.changed), str(one.kept), str(one.failed))
            if one.changed is not None
            else (one.about, one.words, say("log.not-shown"), "—", "—")
            for one in answer.hinges
        )
        columns = (
            say("log.column.clause"),
            say("log.column.otherwise"),
            say("log.column.changed"),
            say("log.column.then-kept"),
            say("log.column.then-failed"),
        )
        yield Table(say("log.hinges"), columns, rows)
    else:
        yield Paragraph(say("log.no-hinges"))
    judged = [one for one in answer.sight.unseen if one.judged]
    blind = [one for one in answer.sight.unseen if not one.judged]
    if judged:
        summary = say("log.unseen-judged", count=len({one.rule.id for one in judged}))
        yield Fold(summary, (Bullets(tuple(_unseen(answer, one) for one in judged)),))
    if blind:
        summary = say("log.unseen", count=len(blind))
        yield Fold(summary, (Bullets(tuple(_unseen(answer, one) for one in blind)),))


def _taken(answer: Judging) -> Iterator[Text]:
    """The readings of the record that were taken."""
    meaning = answer.meaning
    first = meaning.repeats is Repeats.FIRST
    yield say("log.hinge.first") if first else say("log.hinge.last")
    yield say("log.hinge.office-hours") if meaning.office_hours else say("log.hinge.any-time")
    yield say("log.taken.midnight")
    if answer.record.zoned:
        yield say("log.taken.zoned")
    yield say("log.taken.late")
    if answer.as_of is None and meaning.ends is None:
        yield say("log.taken.ends")
    yield from again_words(answer)
    if answer.left_out:
        yield say("log.taken.left-out", count=answer.left_out, day=answer.today)
    if answer.record.unmapped:
        names = list(answer.record.unmapped.items())
        listed = "、".join(f"{name}（{count}）" for name, count in names[:12])
        more = "…" if len(names) > 12 else ""
        yield say("log.taken.unmapped", count=len(names), names=listed + more)


def _unseen(answer: Judging, one: Unseen) -> Text:
    names = say("chart.and").join(named(answer, name) for name in one.names)
    act = answer.regime.vocabulary.events[act_of(one.rule)].label
    about = say("log.rule", article=article_label(one.rule.article), act=act)
    return about + say(BLIND[Blind(one.blind)], names=names)


# Due dates and effects


def recorded_blocks(answer: Judging) -> Iterator[Block]:
    """Hold the due dates and the effects that the record has against the rules."""
    for one in compared(answer):
        yield Paragraph(_compared(answer, one))
        yield from _patterns(one.patterns)
    for each in effects(answer):
        yield Paragraph(_effects(answer, each))
        yield from _patterns(each.patterns)


def _compared(answer: Judging, one: Compared) -> Text:
    act = answer.regime.vocabulary.events[act_of(one.rule)].label
    return say(
        "log.recorded.due",
        article=article_label(one.rule.article),
        act=act,
        count=one.count,
        right=one.right,
        wrong=one.count - one.right,
    )


def _effects(answer: Judging, one: Effects) -> Text:
    return say(
        "log.recorded.effects",
        article=article_label(one.rule.article),
        event=answer.regime.vocabulary.events[act_of(one.rule)].label,
        right=one.right,
        sooner=one.sooner,
        later=one.later,
        wrongly=one.wrongly,
        missing=one.missing,
    )


def _patterns(found: tuple[Pattern, ...]) -> Iterator[Block]:
    if found:
        yield Bullets(
            tuple(
                say(
                    "log.recorded.pattern",
                    count=one.count,
                    what=say(_COUNTS[one.key]),
                    earlier=one.earlier,
                    later=one.later,
                )
                for one in found
            )
        )


# What could not be used


def unusable_blocks(answer: Judging) -> Iterator[Block]:
    """Tell every row that could not be used, the first of them with their lines."""
    told = answer.troubles
    if told.is_empty():
        return
    yield Paragraph(say("log.unusable.lead", count=len(told), rows=answer.record.rows))
    found = mistakes(answer.record.path, told, _SHOWN)
    rows = tuple((str(one.line), say(f"mistake.{one.code}", **one.values)) for one in found)
    columns = (say("log.column.line"), say("log.column.what"))
    yield Table(NOTHING, columns, rows)
    if len(told) > _SHOWN:
        yield Paragraph(say("log.more-unusable", count=len(told) - _SHOWN), "note")
