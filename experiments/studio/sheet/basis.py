"""What the verdicts on one sheet take for granted, and the readings that they hinge on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from experiments.show.readings import answer_words
from experiments.show.runs import assumption
from experiments.studio.lights.forgotten import bearing, forgotten
from experiments.studio.lights.light import Light, Lights
from model.language import Text, say
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from verify.granted import Granted, granted
from verify.verdict import Assume


def _there(lights: Lights, shown: Iterable[Property]) -> list[Light]:
    found = (lights.of(prop.id, assume) for prop in shown for assume in Assume)
    return [one for one in found if one is not None]


def _taken(lights: list[Light]) -> list[Granted]:
    return [one for light in lights if (one := granted(light.verdict)) is not None]


def taken_for_granted(lights: Lights, shown: Sequence[Property]) -> Iterator[Text]:
    """Say what the verdicts that are shown take for granted, all together."""
    regime = lights.regime
    taken = _taken(_there(lights, shown))
    for key, rules in (
        ("studio.sheet.obeyed", (rule for one in taken for rule in one.obeyed)),
        ("studio.sheet.mechanism", (rule for one in taken for rule in one.mechanism)),
    ):
        if articles := regime.articles_of(dict.fromkeys(rules)):
            yield say(key, articles=_articles(articles))
    if happens := dict.fromkeys(event for one in taken for event in one.happens):
        yield say("studio.sheet.happens", events=_events(regime, happens))
    if any(one.limits for one in taken):
        yield _limits(taken)


def _articles(articles: Sequence[str]) -> Text:
    return say("chart.and").join(map(article_label, articles))


def _events(regime: Regime, events: Iterable[str]) -> Text:
    return say("chart.and").join(regime.vocabulary.events[event].label for event in events)


def _limits(taken: Sequence[Granted]) -> Text:
    days = next(one.days for one in taken if one.limits)
    if days is None:
        return say("studio.sheet.limits-never")
    return say("studio.sheet.limits", days=days)


def readings_of(
    lights: Lights, shown: Sequence[Property], most: int, before: Regime | None = None
) -> Iterator[Text]:
    """Say which readings of the text the verdicts rest on, and which of them hinge on one.

    ``before`` is the text before edits, of which a reading may not have been worked out again.
    """
    there, regime = _there(lights, shown), lights.regime
    taken = _taken(there)
    if rest := regime.articles_of(dict.fromkeys(rule for one in taken for rule in one.readings)):
        yield say("studio.sheet.rests", articles=_articles(rest))
    lines = dict.fromkeys(
        say(
            "studio.sheet.hinges",
            article=article_label(hinge.rule.article),
            words=hinge.alternative.words.each(lambda words: words.rstrip("。.")),
            property=hinge.before.property.label,
            assume=assumption(hinge.before.assume),
            answer=answer_words(hinge.after),
        )
        for light in there
        for hinge in light.hinges or ()
    )
    lost = tuple(dict.fromkeys(_lost(before, regime, shown))) if before is not None else ()
    yield from lost
    yield from list(lines)[:most]
    if (more := len(lines) - most) > 0:
        yield say("studio.sheet.more-readings", count=more)
    if any(light.hinges is None for light in there):
        yield say("studio.sheet.hinges-unknown")
    elif there and not lines and not lost:
        yield say("studio.sheet.no-hinges")


def _lost(before: Regime, after: Regime, shown: Sequence[Property]) -> Iterator[Text]:
    lost = forgotten(before, after)
    for prop in shown if lost else ():
        yield from (one.words for one in bearing(lost, before, after, prop))
