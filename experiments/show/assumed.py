"""What a simulation had to assume because the scenario knows nothing of the text, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from experiments.show.blocks import Bullets, Paragraph
from model.language import Text, say
from model.regime import Regime
from model.simulation.fitting import CHANCE, DAYS, PER_DAY, STEP, busiest
from model.simulation.scenario import Department, Scenario
from model.vocabulary import Attribute, EventType, Vocabulary


def assumed(
    scenario: Scenario, regimes: Iterable[Regime]
) -> tuple[Paragraph, Bullets, Paragraph] | tuple[()]:
    """Return what was given to a scenario for some texts, and what to write to have it otherwise.

    Nothing where the scenario knew all of it.
    """
    lines = tuple(_lines(scenario, _words(regimes)))
    if not lines:
        return ()
    return (
        Paragraph(say("assumed.head", scenario=scenario.label)),
        Bullets(lines),
        Paragraph(say("assumed.instead"), "note"),
    )


def together(scenarios: Iterable[Scenario]) -> Scenario:
    """Return the first of some scenarios, with what was assumed or left out in any of them."""
    first, *others = scenarios
    departments = {one.id: one for one in first.departments}
    matters = {one.id: one for one in first.matters}
    for other in others:
        departments |= {one.id: one for one in other.departments if one.assumed}
        matters |= {
            one.id: one
            for one in other.matters
            if one.assumed or any(later.assumed for later in one.later)
        }
    left_out = {kind.id: kind for each in (first, *others) for kind in each.left_out}
    return replace(
        first,
        departments=tuple(departments.values()),
        matters=tuple(matters.values()),
        left_out=tuple(left_out.values()),
    )


def _words(regimes: Iterable[Regime]) -> Vocabulary:
    first, *others = (regime.vocabulary for regime in regimes)
    for one in others:
        first = one.joined(first)
    return first


def _lines(scenario: Scenario, words: Vocabulary) -> Iterator[Text]:
    departments = [one for one in scenario.departments if one.assumed]
    if departments:
        yield _departments(busiest(scenario), departments)
    kinds = [kind for kind in scenario.matters if kind.assumed]
    if kinds:
        events = [words.events[kind.starts[0]] for kind in kinds]
        yield say("assumed.matters", events=_named(events), per_day=f"{PER_DAY:g}")
        facts = {name: words.attributes[name] for kind in kinds for name in kind.attributes}
        if facts:
            yield say("assumed.facts", facts=_named(facts.values()))
    for share, key in (
        (1.0, "assumed.always"),
        (STEP, "assumed.steps"),
        (CHANCE, "assumed.chances"),
    ):
        later = {
            one.event: words.events[one.event]
            for kind in scenario.matters
            for one in kind.later
            if one.assumed and one.probability == share
        }
        if later:
            yield say(key, events=_named(later.values()), days=f"{DAYS.median:g}")
    if scenario.left_out:
        starts = {kind.starts[0]: words.events[kind.starts[0]] for kind in scenario.left_out}
        yield say("assumed.left-out", events=_named(starts.values()))


def _departments(pattern: Department, given: list[Department]) -> Text:
    looks = ", ".join(f"{minute // 60:02}:{minute % 60:02}" for minute in pattern.looks)
    return say(
        "assumed.departments",
        departments=_named(given),
        pattern=pattern.label,
        officers=pattern.officers,
        looks=looks,
    )


def _named(things: Iterable[Department | EventType | Attribute]) -> Text:
    """Return labels with identifiers, which are what a scenario file would say."""
    return say("assumed.and").join(
        say("assumed.named", label=one.label, id=one.id) for one in things
    )
