"""A record judged, laid out: the answer first, then what is due, the worst, shares and readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from experiments.log import shares
from experiments.log.ask import DECIDED, Judging
from experiments.log.beside import bystanders
from experiments.log.data import table
from experiments.log.due_page import due_blocks, due_title
from experiments.log.expiring import (
    worklist,
    write_calendar,
)
from experiments.log.outlying import outlying
from experiments.log.readings_page import reading_blocks, recorded_blocks, unusable_blocks
from experiments.log.shares import Share
from experiments.log.words import STATUS, guess_words
from experiments.log.worst import case_words, story, worst
from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.files import folder, write_csv
from experiments.show.page import write_page
from experiments.show.presumed import presumed_note
from experiments.statistics.interval import Interval
from experiments.statistics.words import share_words
from model.instant import MINUTES, time_of
from model.language import NOTHING, Lang, Text, plain, say
from model.ledger import article_label

_COUNTED: Mapping[str, Callable[[Share], int]] = {
    "late": lambda one: one.late,
    "deemed": lambda one: one.deemed,
    "missing": lambda one: one.missing,
    "violated": lambda one: one.violated,
    "pending": lambda one: one.pending,
    "could-not-be-kept": lambda one: one.could_not,
    "not-judgeable": lambda one: one.unknown,
}
"""What is counted in a table of shares, beside what was kept."""


def sheet(answer: Judging, days: int = 5) -> Sheet:
    """Return all there is to show; ``days`` are the working days ahead that are told of."""
    return Sheet(
        say("log.title", regime=answer.regime.name),
        _subtitle(answer),
        tuple(_sections(answer, days)),
        (answer.regime,),
    )


def write(answer: Judging, out: Path, lang: Lang, days: int = 5) -> Path:
    """Write the page, the judgements, the worklist and what could not be used; return the page."""
    folder(out)
    write_csv(out / "judgements.csv", table(answer))
    write_csv(out / "worklist.csv", worklist(answer, days))
    write_calendar(out / "worklist.ics", answer, days, lang)
    write_csv(out / "unusable.csv", answer.troubles)
    return write_page(sheet(answer, days), out, lang)


FILES = ("judgements.csv", "worklist.csv", "worklist.ics", "unusable.csv")
"""What is written beside the page."""


def _subtitle(answer: Judging) -> Text:
    """Name the file, and up to when it goes: as of a day all of its entries count.

    A record goes up to the day, not its midnight, of a last entry without a time of day.
    """
    file = answer.record.path.name
    whole_day = answer.meaning.ends is None and answer.ends % MINUTES == 0
    if answer.as_of is not None or whole_day:
        return say("log.subtitle-as-of", file=file, day=answer.today)
    return say("log.subtitle", file=file, end=f"{time_of(answer.ends):%Y-%m-%d %H:%M}")


def _sections(answer: Judging, days: int) -> Iterator[Section]:
    yield Section("answer", say("log.answer"), tuple(_answer(answer)))
    yield Section("expiring", due_title(answer, days), tuple(due_blocks(answer, days)))
    if rows := worst(answer):
        lanes = tuple(Swimlane(story(answer, row), case_words(answer, row)) for row in rows)
        yield Section("worst", say("log.worst.title"), lanes)
    if blocks := tuple(_shares(answer)):
        yield Section("shares", say("log.shares.title"), blocks)
    if answer.under is not None:
        yield Section("under", say("log.under.title"), tuple(_under(answer, answer.under)))
    if blocks := tuple(recorded_blocks(answer)):
        yield Section("recorded", say("log.recorded.title"), blocks)
    yield Section("readings", say("log.readings.title"), tuple(reading_blocks(answer)))
    if blocks := tuple(unusable_blocks(answer)):
        yield Section("unusable", say("log.unusable.title"), blocks)


# The answer


def _answer(answer: Judging) -> Iterator[Block]:
    yield Paragraph(lead(answer), "lead")
    yield from (Paragraph(words, "note") for words in guess_words(answer))
    notes = (*outlying(answer), *at_close(answer), *bystanders(answer))
    yield from (Paragraph(words, "note") for words in notes)
    if found := shares.by_article(answer):
        yield _table(answer, say("log.by.article"), say("log.column.duty"), found, _duty)
    yield from presumed_note(_presumed(answer))


def at_close(answer: Judging) -> Iterator[Text]:
    """Say where acts stand at the very minute at which a default would have taken their place."""
    kept = answer.duties.filter((pl.col("status") == "fulfilled") & pl.col("settled_timed"))
    kept = kept.filter(pl.col("settled").dt.truncate("1m") == pl.col("due"))
    for rule in answer.sight.regime.obligations:
        count = len(kept.filter(pl.col("rule") == rule.id))
        if rule.on_expiry is not None and rule.on_expiry.event == rule.act and count:
            act = answer.regime.vocabulary.events[rule.act].label
            yield say("log.at-close", count=count, act=act)


def _presumed(answer: Judging) -> list[int]:
    """The presumed years in which something was due or done."""
    years = set(answer.rows["due"].dt.year().drop_nulls().to_list())
    return [year for year in answer.calendar.presumed if year in years]


def lead(answer: Judging) -> Text:
    """Say in a few sentences how many duties were kept, and what could not be told."""
    if answer.duties.is_empty():
        return say("log.lead-nothing")
    counts = answer.counts
    matters = answer.rows["case"].n_unique()
    decided = sum(counts.get(one, 0) for one in DECIDED)
    words = say("log.lead", matters=matters, duties=len(answer.duties), decided=decided)
    broken = [
        say("log.lead-count", status=say(STATUS[one]), count=counts[one])
        for one in ("late", "deemed", "missing", "violated")
        if counts.get(one)
    ]
    if broken:
        words += say("log.lead-broken", count=answer.failed, each=say("chart.and").join(broken))
    elif decided:
        words += say("log.lead-kept")
    others = [
        say("log.lead-count", status=say(STATUS[one]), count=counts[one])
        for one in ("pending", "could-not-be-kept", "not-judgeable")
        if counts.get(one)
    ]
    if others:
        words += say("log.lead-others", each=say("chart.and").join(others))
    if len(answer.troubles):
        words += say("log.lead-unusable", count=len(answer.troubles))
    return words


def _duty(answer: Judging, share: Share) -> Text:
    rule = answer.sight.regime.by_id[share.name]
    act = answer.regime.vocabulary.events[getattr(rule, "act", "")].label
    bearers = getattr(rule, "bearers", (getattr(rule, "bearer", ""),))
    parties = answer.regime.vocabulary.parties
    by = say("chart.and").join(parties[one].label for one in bearers if one in parties)
    return say("log.duty", article=article_label(rule.article), bearer=by, act=act)


def _plain(_: Judging, share: Share) -> Text:
    return share.label


def _table(
    answer: Judging,
    caption: Text,
    head: Text,
    found: Sequence[Share],
    name: Callable[[Judging, Share], Text],
) -> Table:
    """A table of shares, without the columns in which nothing would stand."""
    counted = [
        (say(STATUS[status]), [count(one) for one in found])
        for status, count in _COUNTED.items()
        if any(count(one) for one in found)
    ]
    worst = [(say("log.column.worst"), [one.worst or 0 for one in found])]
    shown = counted + (worst if any(worst[0][1]) else [])
    columns = (head, say("log.column.kept"), *(title for title, _ in shown))
    rows = tuple(
        (name(answer, one), _kept(one), *(str(counts[place] or "·") for _, counts in shown))
        for place, one in enumerate(found)
    )
    return Table(caption, columns, rows, figures=True)


def _kept(one: Share) -> Cell:
    if not one.decided:
        return "—"
    counted = f"{one.fulfilled}/{one.decided}"
    if not isinstance(one.kept, Interval):
        return counted
    return Marked("", plain(counted), small=share_words(one.kept, "case"))


def _shares(answer: Judging) -> Iterator[Block]:
    for found, caption, head in (
        (shares.by_office(answer), say("log.by.thread"), say("log.column.thread")),
        (shares.by_kind(answer), say("log.by.kind"), say("log.column.kind")),
    ):
        if found:
            shown = _table(answer, caption, head, found[: shares.MOST], _plain)
            yield shown
            if len(found) > shares.MOST:
                yield Paragraph(say("log.more-groups", count=len(found) - shares.MOST), "note")
    if found := shares.by_month(answer):
        yield _table(answer, say("log.by.month"), say("log.column.month"), found, _plain)
    if not answer.duties.is_empty():
        yield Paragraph(say("log.shares.note"), "note")


# Another regime


def _under(answer: Judging, other: Judging) -> Iterator[Block]:
    counts: list[tuple[Text, list[int]]] = [
        (say("log.under.kept"), [one.counts.get("fulfilled", 0) for one in (answer, other)]),
        (say("log.under.failed"), [one.failed for one in (answer, other)]),
        (say(STATUS["pending"]), [one.counts.get("pending", 0) for one in (answer, other)]),
        (
            say(STATUS["could-not-be-kept"]),
            [one.counts.get("could-not-be-kept", 0) for one in (answer, other)],
        ),
        (say(STATUS["not-judgeable"]), [one.unknown for one in (answer, other)]),
    ]
    rows = tuple((name, str(own), str(its)) for name, (own, its) in counts)
    columns = (NOTHING, answer.regime.name, other.regime.name)
    yield Table(say("log.under.counts"), columns, rows, figures=True)
    if found := shares.by_article(other):
        about = say("log.under.by", regime=other.regime.name)
        yield Fold(about, (_table(other, NOTHING, say("log.column.duty"), found, _duty),))
    yield Bullets((say("log.under.note"),))
