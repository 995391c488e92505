"""What follows on one event, laid out: due dates first, then what comes of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from experiments.due.ask import Due, Itself, Owed, act_label, event_of
from experiments.due.data import presumed_years
from experiments.show.blocks import Block, Bullets, Cell, Marked, Paragraph, Section, Sheet, Table
from experiments.show.presumed import presumed_note
from model.language import NOTHING, Text, plain, say
from model.ledger import article_label
from model.rule import Lapse, Prohibition, act_of, bearers_of


def sheet(answer: Due) -> Sheet:
    """Return all there is to show of one event."""
    title = say("due.title", event=event_of(answer), at=_at(answer))
    sections = [Section("due", say("due.owed"), tuple(_owed_blocks(answer)))]
    if answer.itself:
        items = tuple(_itself_words(answer, one) for one in answer.itself)
        sections.append(Section("itself", say("due.itself"), (Bullets(items),)))
    return Sheet(title, answer.regime.name, tuple(sections), (answer.regime,))


def _itself_words(answer: Due, one: Itself) -> Text:
    words = say(
        "due.itself-item",
        at=say("due.at-once") if one.at_once else plain(_time(one.at)),
        event=answer.regime.vocabulary.events[one.event].label,
        article=article_label(answer.regime.by_id[one.rule].article),
    )
    if one.at_after_close is not None:
        words += say("due.itself-after-close", at=_time(one.at_after_close))
    return words


def _at(answer: Due) -> str:
    return _time(answer.at) if answer.timed else str(answer.at.date())


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _owed_blocks(answer: Due) -> Iterator[Block]:
    if not answer.owed:
        key = "due.only-itself" if answer.itself else "due.nothing"
        yield Paragraph(say(key, event=event_of(answer)), "lead")
        return
    yield Paragraph(lead(answer), "lead")
    columns = (say("due.column.rule"), say("due.column.due"), say("due.column.span"), NOTHING)
    rows = tuple((_duty(answer, one), *_cells(answer, one)) for one in answer.owed)
    yield Table(NOTHING, columns, rows)
    if not answer.timed:
        yield Paragraph(say("due.untimed"), "note")
    yield from presumed_note(presumed_years(answer))


def lead(answer: Due) -> Text:
    """Say whose turn it is, until when, and when all limits have run out at the latest."""
    parties = answer.regime.vocabulary.parties
    dated = [one for one in answer.owed if one.due is not None]
    words = NOTHING
    if answer.turn:
        names = say("chart.and").join(parties[one].label for one in answer.turn)
        words += say("due.turn", parties=names)
    if dated and dated[0].due is not None:
        words += say("due.first", act=act_label(answer, dated[0]), due=_time(dated[0].due))
    if answer.latest is not None:
        words += say("due.latest", at=_time(answer.latest))
        by_id, events = answer.regime.by_id, answer.regime.vocabulary.events
        acts = dict.fromkeys(act_of(by_id[rule]) for rule in answer.last)
        if acts.keys() - {act_of(dated[0].rule) for _ in dated[:1]}:
            named = say("chart.and").join(events[act].label for act in acts)
            words += say("due.last", acts=named)
        words += say("due.full-stop")
    return words


def _duty(answer: Due, one: Owed) -> Text:
    parties = answer.regime.vocabulary.parties
    by = say("chart.and").join(parties[each].label for each in bearers_of(one.rule))
    key = "due.duty"
    if isinstance(one.rule, Lapse):
        key = "due.lapse"
    elif isinstance(one.rule, Prohibition):
        key = "due.ban"
    return say(key, article=article_label(one.rule.article), by=by, act=act_label(answer, one))


def _cells(answer: Due, one: Owed) -> Iterator[Cell]:
    if one.due is None:
        no_end = isinstance(one.rule, Prohibition)
        yield say("due.no-end") if no_end else say("due.no-limit")
        yield "—"
    else:
        small = NOTHING
        if one.due_after_close is not None:
            small = say("due.after-close", due=_time(one.due_after_close))
        yield Marked("", plain(_time(one.due)), small=small)
        days = say("due.days", days=one.calendar_days or 0)
        holiday = NOTHING if one.holiday is None else say("due.holiday", holiday=one.holiday)
        yield days + holiday
    words = answer.regime.vocabulary.events
    named = say("chart.and").join(words[each].label for each in one.waits_for)
    yield say("due.waits", events=named) if one.waits_for else NOTHING
