"""What a holiday does, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.answers.regimes.day_words import day_words
from experiments.answers.regimes.festival import AFTER, Falling, Festival
from experiments.show.blocks import Block, Bullets, Paragraph
from model.language import NOTHING, Text, say
from model.regime import Regime

Found = Sequence[tuple[Regime, Festival]]


def heading(found: Found) -> Text:
    """Name the holiday and its days off."""
    holiday = found[0][1].window.holiday
    return say(
        "festival.heading",
        holiday=holiday.name or say("festival.holiday"),
        first=day_words(holiday.first),
        last=day_words(holiday.last),
    )


def gist(found: Found) -> Text:
    """Say in short how the queue goes, beside the usual, and where more or less is late."""
    parts = [
        say(
            "festival.gist",
            regime=regime.name,
            before=mean_words(one.before),
            after=mean_words(one.after),
            usual=mean_words(one.usual),
        )
        for regime, one in found
    ]
    return say("festival.gist-queue", parts=say("best.then").join(parts)) + _gist_late(found)


def _gist_late(found: Found) -> Text:
    """Say under which texts the share of late ones is not as usual."""
    keys = {True: "festival.gist-more", False: "festival.gist-less"}
    fell = [(regime.name, _due(one)) for regime, one in found]
    parts = [
        say(key, names=say("chart.and").join(unusual))
        for way, key in keys.items()
        if (unusual := [name for name, due in fell if due is not None and due.unusual is way])
    ]
    if not any(due is not None for _, due in fell):
        return NOTHING
    return say(
        "festival.gist-late", parts=say("best.then").join(parts) or say("festival.gist-same")
    )


def _due(one: Festival) -> Falling | None:
    """What of what falls due is told of: pushes, or where there are none all duties."""
    return next((due for due in (one.pushes, one.duties) if sum(due.due)), None)


def festival_blocks(found: Found) -> tuple[Block, ...]:
    """Return what the holiday does under each regime, and how far that goes."""
    if not found:
        return ()
    years = found[0][1].years
    words = say("festival.years", n=years) if years > 1 else say("festival.one-year")
    note = say("festival.note", after=AFTER, years=words)
    return (
        Bullets(tuple(sentence(regime, one) for regime, one in found)),
        Paragraph(note, "note"),
    )


def sentence(regime: Regime, found: Festival) -> Text:
    """Say how the queue goes about the holiday, and how much of what falls due is late."""
    queue = say(
        "festival.queue",
        regime=regime.name,
        before=mean_words(found.before),
        after=mean_words(found.after),
        usual=mean_words(found.usual),
        cleared=cleared_words(found),
    )
    due = _due(found)
    if due is None:
        return queue + say("festival.nothing")
    return queue + _falling(
        found, due, "festival.pushes" if due is found.pushes else "festival.duties"
    )


def cleared_words(found: Festival) -> Text:
    """Say when no more waited than is usual."""
    known = [days for days in found.cleared if days is not None]
    if not known:
        return say("festival.never")
    if len(known) < found.years:
        count = found.years - len(known)
        return say("festival.cleared-partly", n=found.years, count=count)
    if max(known) == 1:
        return say("festival.at-once")
    key = "festival.cleared" if len(set(known)) == 1 else "festival.cleared-mean"
    return say(key, days=mean_words(known))


def _falling(found: Festival, falling: Falling, key: str) -> Text:
    words = say(
        key,
        first=day_words(found.window.first),
        last=day_words(found.window.last),
        due=mean_words(falling.due),
        late=mean_words(falling.late),
        share=_percent(falling.share or 0.0),
    )
    if falling.usual_share is None:
        return words + say("best.proved.end")
    words += say(
        "festival.usual",
        days=found.window.days,
        due=mean_words(falling.usual_due),
        late=mean_words(falling.usual_late),
        share=_percent(falling.usual_share),
    )
    return words + _verdict(found, falling)


def _verdict(found: Festival, falling: Falling) -> Text:
    unusual = falling.unusual
    if found.years > 1:
        if unusual is None:
            return say("festival.same")
        return say("festival.more" if unusual else "festival.less")
    if unusual is not None:
        return say("festival.once-more" if unusual else "festival.once-less")
    low, high = falling.usual_range or (0.0, 0.0)
    return say("festival.once-same", low=_percent(low), high=_percent(high))


def mean_words(values: Sequence[float]) -> str:
    """Write a mean, with a decimal only where it is none of whole numbers that agree."""
    mean = float(np.mean(values))
    return f"{mean:,.0f}" if mean >= 100 or mean == round(mean) else f"{mean:.1f}"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"
