"""Where work waits, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.answers.regimes.bottleneck import BUSY, Bottleneck, Waiting
from experiments.answers.regimes.day_words import day_words
from experiments.show.blocks import Block, Bullets, Paragraph
from experiments.statistics.interval import Interval
from experiments.statistics.words import decimals
from model.language import Text, plain, say
from model.ledger import article_label
from model.regime import Regime

Labels = Mapping[str, Text]
"""What departments are called."""

_NAMED = 3  # departments; of more that cannot be told apart only the number is told
_LEAST = 0.1  # acts: fewer are not written as none


def bottleneck_blocks(
    found: Sequence[tuple[Regime, Bottleneck | None]], labels: Labels
) -> tuple[Block, ...]:
    """Return where work waits under each regime, and how far that goes; nothing of no regime."""
    known = [one for _, one in found if one is not None]
    lines = tuple(
        say("bottleneck.none", regime=regime.name) if one is None else sentence(one, labels)
        for regime, one in found
    )
    if not known:
        return (Bullets(lines),) if lines else ()
    years = known[0].years
    words = say("bottleneck.years", n=years) if years > 1 else say("bottleneck.one-year")
    return Bullets(lines), Paragraph(say("bottleneck.note", years=words), "note")


def gist(found: Sequence[tuple[Regime, Bottleneck | None]], labels: Labels) -> Text:
    """Name the departments in which most is overdue, or may be; none where nothing is."""
    parts = [
        say(
            "bottleneck.gist",
            regime=regime.name,
            departments=say("chart.and").join(_late_at(one, labels, "bottleneck.gist-late"))
            or say("bottleneck.gist-none"),
        )
        for regime, one in found
        if one is not None
    ]
    return say("best.then").join(parts)


def sentence(found: Bottleneck, labels: Labels) -> Text:
    """Say where most waits, when, what it is, and how busy those are whose it is."""
    if len(found.places) > 1:
        parts = [_tied(found, one, labels) for one in found.places]
        return say(
            "bottleneck.tied",
            regime=found.regime.name,
            departments=say("best.then").join(parts),
            late=_latest(found, labels),
            load=_busiest(found, labels),
        )
    (one,) = found.places
    load = say(
        "bottleneck.busy" if one.load >= BUSY else "bottleneck.free", load=_percent(one.load)
    )
    if found.busiest != one.department:
        load += Text("", " ") + _busiest(found, labels)
    return say(
        "bottleneck.one",
        regime=found.regime.name,
        department=labels[one.department],
        mean=_mean(one),
        weeks=_weeks(found, one),
        share=_percent(one.share),
        act=found.regime.vocabulary.events[one.act].label,
        articles=say("chart.and").join(map(article_label, one.articles)),
        overdue=_overdue(found, one, labels),
        load=load,
    )


def _overdue(found: Bottleneck, one: Waiting, labels: Labels) -> Text:
    """Say how much of what waits is overdue, and where most is if that is elsewhere."""
    if not found.late:
        return _latest(found, labels)
    words = say("bottleneck.none-overdue")
    if one.overdue:
        words = say("bottleneck.overdue", share=_percent(one.overdue))
    if [name for name, _ in found.late] == [one.department]:
        return words
    return words + say("answers.sentence.then") + _latest(found, labels)


def _latest(found: Bottleneck, labels: Labels) -> Text:
    """Say where most is overdue, or that nothing is."""
    if not found.late:
        return say("bottleneck.not-stuck")
    places = say("chart.and").join(_late_at(found, labels, "bottleneck.late-at"))
    return say("bottleneck.latest", departments=places)


def _late_at(found: Bottleneck, labels: Labels, key: str) -> list[Text]:
    """Name the departments in which most may be overdue, with how much is, and how many more."""
    ordered = sorted(found.late, key=lambda one: -one[1])
    named = [
        say(key, department=labels[name], mean=f"{mean:.1f}" if mean >= _LEAST else f"< {_LEAST}")
        for name, mean in ordered[:_NAMED]
    ]
    rest = len(ordered) - _NAMED
    return [*named, say("bottleneck.late-more", count=rest)] if rest > 0 else named


def _tied(found: Bottleneck, one: Waiting, labels: Labels) -> Text:
    act = found.regime.vocabulary.events[one.act].label
    return say("bottleneck.tied-one", department=labels[one.department], mean=_mean(one), act=act)


def _busiest(found: Bottleneck, labels: Labels) -> Text:
    return say("bottleneck.busiest", department=labels[found.busiest], load=_percent(found.load))


def _mean(one: Waiting) -> Text:
    """The mean queue, with its interval where there is one."""
    if not isinstance(one.mean, Interval) or one.mean.low == one.mean.high:
        return plain(f"{one.level:.1f}")
    places = min(decimals(one.mean.high - one.mean.low), 1)
    low, high = max(one.mean.low, 0.0), one.mean.high
    return plain(f"{one.level:.{places}f} [{low:.{places}f}, {high:.{places}f}]")


def _weeks(found: Bottleneck, one: Waiting) -> Text:
    if found.years == 1:
        return say("bottleneck.once", most=one.most, week=day_words(one.week))
    if not one.weeks:
        return say("bottleneck.even")
    weeks = say("chart.and").join(map(day_words, one.weeks))
    return say("bottleneck.stand-out", weeks=weeks)


def _percent(share: float) -> str:
    return f"{share:.0%}"
