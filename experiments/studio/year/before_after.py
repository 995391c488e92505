"""What years before and after come to: what differs, where work is stuck, and who pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from experiments.answers.estimates import Values, compared
from experiments.answers.regimes.best import Ranked, best
from experiments.answers.regimes.best_words import figure_words, unregulated
from experiments.answers.regimes.concern import ATTENTION, WORK
from experiments.answers.regimes.folds import (
    bottleneck_fold,
    cost_fold,
    festival_fold,
    festivals,
)
from experiments.answers.regimes.lived import SideBySide, claiming
from experiments.show.assumed import assumed
from experiments.show.blocks import Block, Cell, Paragraph, Section, Table
from experiments.show.presumed import presumed_note
from experiments.statistics.interval import Interval
from experiments.statistics.words import difference_words, level_words
from experiments.studio.year.stuck import stuck_words
from experiments.studio.year.years import Years
from model.language import NOTHING, Text, plain, say


def answer(years: Years) -> Text:
    """Say where work is stuck, and what differs from before to after by more than luck."""
    words = stuck_words(years)
    if len(years.lived) == 1:
        return words
    if years.done < _LEAST:
        return words + say("studio.year.lead-first")
    parts = [
        say("studio.year.shift", what=one.what, before=one.before, after=one.after, by=one.by)
        for one in shifts(years)
        if one.shown
    ]
    if not parts:
        return words + say("studio.year.lead-none", done=years.done)
    text = years.lived[1].regime.name
    return words + say("studio.year.lead", text=text, parts=say("best.then").join(parts))


@dataclass(frozen=True, slots=True)
class Shift:
    """What becomes of one concern from before to after.

    Attributes
    ----------
    what, head
        Its name within a sentence, and at the head of a row, with its unit.
    by
        The difference with its interval, paired by year.
    shown
        Whether it differs by more than luck.
    priced
        Whether it is officers' time, which is told in any case.
    worse
        Whether there is more of it after; less is better of each concern.
    attended
        Whether it counts matters that nobody attended to.
    """

    what: Text
    head: Text
    before: Text
    after: Text
    by: Text
    shown: bool
    priced: bool
    worse: bool
    attended: bool = False


def shifts(years: Years) -> Iterator[Shift]:
    """Yield what becomes of each concern that a side regulates; nothing of one side alone."""
    values = Values(SideBySide(years.lived))
    for one in best(years.lived).ranked if len(years.lived) > 1 else ():
        found = compared(values, one.concern.measure, 1, 0)[0].difference
        shown = isinstance(found, Interval) and found.excludes(0.0)
        before, after = _figure(one, 0), _figure(one, 1)
        label = one.concern.measure.label
        yield Shift(
            label,
            one.concern.head,
            before,
            after,
            difference_words(found),
            shown,
            one.concern is WORK,
            isinstance(found, Interval) and shown and found.estimate > 0,
            one.concern is ATTENTION,
        )


_LEAST = 2  # years from which a difference can be told from luck


def price(years: Years | None) -> tuple[Text, ...]:
    """Say what is won and what it costs in simulated years; where none were, that nobody knows."""
    if years is None:
        return (say("studio.year.price-unknown"),)
    about = {"done": years.done, "scenario": years.question.sides[-1][1].label}
    if len(years.lived) == 1:
        return (say("studio.year.price-of-one", answer=answer(years), **about),)
    if years.done < _LEAST:
        return (say("studio.year.price-first", **about),)
    found = list(shifts(years))
    (_, then), (_, now) = years.question.sides
    key = "studio.year.price-about" if then == now else "studio.year.price-supposed"
    told = say(key, **about)
    if not any(one.shown for one in found):
        return (say("studio.year.price-none", about=told),)
    after = years.lived[1]
    deemed = any(after.mean(f"duties.{one.id}.deemed") for one in claiming(after.regime))
    return tuple(gains_and_pays(found, told, deemed=deemed))


def gains_and_pays(found: Iterable[Shift], about: Text, *, deemed: bool) -> Iterator[Text]:
    """Say what becomes better, if anything does, and what becomes worse, or that nothing does.

    Parameters
    ----------
    about
        Of what it is told; it stands with whatever is said first.
    deemed
        Whether there are claims by default, which count as claims though nobody attended.
    """
    told = list(found)
    won = [_from_to(one) for one in told if one.shown and not one.worse]
    paid = [
        say("studio.year.unattended", before=one.before, after=one.after)
        if deemed and one.attended
        else _from_to(one)
        for one in told
        if one.shown and one.worse
    ]
    then = say("best.then")
    if won:
        note = say("studio.year.deemed-counts") if deemed else NOTHING
        yield say("studio.year.gains", about=about, parts=then.join(won), note=note)
        about = NOTHING
    if paid:
        yield say("studio.year.pays", about=about, parts=then.join(paid))
    else:
        yield say("studio.year.pays-nothing", about=about)


def _from_to(one: Shift) -> Text:
    return say("studio.year.from-to", what=one.what, before=one.before, after=one.after)


def price_notes(years: Years | None) -> Iterator[Text]:
    """Yield the intervals of what the price tells, and of officers' time in any case."""
    if years is None or len(years.lived) == 1 or years.done < _LEAST:
        return
    told = [
        say("studio.year.by", what=one.what, by=one.by)
        for one in shifts(years)
        if one.shown or one.priced
    ]
    if told:
        parts = say("best.then").join(told)
        yield say("studio.year.price-intervals", level=level_words(0.95), parts=parts)


def _figure(one: Ranked, place: int) -> Text:
    if one.means[place] is None:
        silent = unregulated(one, place)
        return say("best.table.unregulated" if silent else "best.table.none")
    return figure_words(one, place, 1 - place if one.means[1 - place] is not None else None)


def differences(years: Years) -> Table:
    """Return what differs from before to after, with the intervals of the years so far."""
    rows: list[tuple[Cell, ...]] = [
        (one.head, one.before, one.after, one.by) for one in shifts(years)
    ]
    names = [lived.regime.name for lived in years.lived]
    columns = (say("studio.year.concern"), *names, say("studio.year.difference"))
    about = {"done": years.done, "level": level_words(0.95)}
    return Table(say("studio.year.differences", **about), columns, tuple(rows), figures=True)


def sections(years: Years) -> Iterator[Section]:
    """Yield what differs, and behind it where work waits, what a holiday does and who pays."""
    question = years.question
    scenario = question.sides[-1][1]
    labels = {one.id: one.label for one in scenario.departments}
    if len(years.lived) > 1 and (table := differences(years)).rows:
        notes = [] if years.whole else [Paragraph(say("studio.year.running"), "note")]
        yield Section("differences", say("studio.year.what-differs"), (table, *notes))
    lived = years.lived
    blocks: list[Block] = []
    found = festivals(lived, question.calendar, question.year)
    for fold in (bottleneck_fold(lived, labels), festival_fold(found)):
        if fold is not None:
            blocks += [Paragraph(fold.summary, "heading"), *fold.blocks]
    if (paid := cost_fold(lived, labels)) is not None:
        blocks += [Paragraph(paid.summary, "heading"), *paid.blocks]
    yield Section("answers", say("studio.year.answers"), tuple(blocks))
    taken = (*presumed_note(question.calendar.presumed), *basis(years))
    yield Section("assumed", say("studio.year.assumed"), taken)


def basis(years: Years) -> tuple[Block, ...]:
    """Return what the years take for granted: nothing of it is law."""
    question = years.question
    scenarios = {id(one): one for _, one in question.sides}.values()
    about = {"year": question.year, "seed": question.seed, "n": years.done}
    notes = [
        Paragraph(one.label + plain("：").each(lambda _: ": ") + one.note, "note")
        for one in scenarios
    ]
    more = assumed(question.sides[-1][1], [regime for regime, _ in question.sides])
    return (Paragraph(say("studio.year.basis", **about), "note"), *notes, *more)
