"""A run as a swimlane drawing: who did what, or did not, when, under which article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from experiments.show.lines import broken
from experiments.show.notes import note, numbered
from experiments.show.runs import step_words
from model.language import Lang, Text, say, speaking
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from model.value import dataclass
from model.vocabulary import WORLD
from verify.verdict import Assume, Step, Verdict

_LANE, _COLUMN, _GAP, _HEAD, _LINE = 108, 138, 40, 30, 15  # pixels
COLOURS = {
    "performed": "#0072B2",
    "deemed": "#8A5A00",
    "counted": "#00694D",
    "exogenous": "#555555",
    "lapsed": "#6B4C9A",
    "missed": "#B34700",
    "overdue": "#B34700",
    "never": "#B34700",
}
_MODES = {
    "performed": "mode.performed",
    "deemed": "mode.deemed",
    "counted": "mode.counted",
    "exogenous": "mode.exogenous",
    "lapsed": "mode.lapsed",
    "missed": "mode.missed",
    "overdue": "mode.overdue",
    "never": "mode.never",
}
_ASSUMED = {Assume.EVERYONE: "assume.everyone", Assume.NOBODY: "assume.nobody"}
SHAPES = {
    "performed": '<circle r="8" fill="#0072B2"/>',
    "deemed": '<path d="M0-10 10 0 0 10-10 0Z" fill="#E69F00" stroke="#1a1a1a"/>',
    "counted": '<rect x="-8" y="-8" width="16" height="16" fill="#009E73" stroke="#1a1a1a"/>',
    "exogenous": '<path d="M0-9 9 7-9 7Z" fill="#fff" stroke="#555" stroke-width="2"/>',
    "lapsed": '<path d="M-8-9H8L-8 9H8Z" fill="#CC79A7" stroke="#1a1a1a"/>',
    "missed": '<circle r="9" fill="#D55E00" stroke="#1a1a1a"/>'
    '<path d="M0-5V1L4 4" fill="none" stroke="#fff" stroke-width="2"/>',
    "overdue": '<circle r="9" fill="#fff" stroke="#D55E00" stroke-width="2.5"/>'
    '<path d="M0-5V1L4 4" fill="none" stroke="#D55E00" stroke-width="2"/>',
    "never": '<path d="M-8-8 8 8M8-8-8 8" stroke="#D55E00" stroke-width="4"/>',
}
"""One shape for each mode, so that colour is never the only sign."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step is drawn, and what stands there.

    Attributes
    ----------
    gap
        Whether working days before it are left out.
    x
        The middle of its column.
    lines, small
        What it is, and below it in smaller letters how and why, line by line.
    """

    step: Step
    lane: int
    gap: bool
    x: float
    lines: tuple[str, ...]
    small: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A run to be drawn.

    Attributes
    ----------
    occurring
        The events that occur in it, at any time.
    named
        For events that stand out, what they are called.
    title
        What the drawing shows.
    heads
        What stands over the steps of a working day instead of its number; ``None`` is after all.
    """

    regime: Regime
    steps: tuple[Step, ...]
    occurring: frozenset[str]
    named: Mapping[str, Text]
    title: Text
    heads: Mapping[int | None, Text] = field(default_factory=dict)


def counterexample_of(verdict: Verdict) -> Story:
    """Return the story of a verdict's counterexample.

    Raises
    ------
    ValueError
        When the verdict has none.
    """
    counterexample, prop = verdict.counterexample, verdict.property
    if counterexample is None:
        raise ValueError("a verdict without a counterexample has no timeline")
    title = say(
        "timeline.title",
        regime=verdict.regime.name,
        property=prop.label,
        assume=say(_ASSUMED[verdict.assume]),
    )
    occurring = frozenset(occurrence.event for occurrence in counterexample.run.occurrences)
    return Story(verdict.regime, counterexample.steps, occurring, asked_of(prop), title)


def asked_of(prop: Property) -> dict[str, Text]:
    """Return what the events of a property are called in a drawing of it."""
    trigger = say("timeline.trigger-ahead") if prop.ahead else say("timeline.trigger")
    return {prop.trigger: trigger, prop.response: say("timeline.response")}


def timeline(story: Story, lang: Lang, ident: str) -> str:
    """Return the drawing of a run as inline SVG.

    Parameters
    ----------
    ident
        Prefix of the identifiers within the drawing, unique on its page.
    """
    with speaking(lang):
        return _drawing(story, ident)


def _drawing(story: Story, ident: str) -> str:
    parties, places = parties_of(story), places_of(story)
    lane = 46 + _LINE * tallest(places)
    width, height = places[-1].x + _COLUMN / 2 + 6, _HEAD + lane * len(parties) + 4
    body = [
        *_lanes(story.regime, parties, lane, width),
        *_days(story, places, height),
        _path(places, lane),
        *(line for place in places for line in _step(story, place, lane)),
    ]
    return _svg(story, ident, width, height, body)


def steps_of(story: Story) -> list[Text]:
    """Return each step in words, with its note where it has one."""
    semicolon = say("chart.semicolon")
    steps = []
    for step in story.steps:
        words = step_words(story.regime, step, story.heads)
        more = note(story, step)
        steps.append(words + semicolon + more if more else words)
    return steps


def parties_of(story: Story) -> list[str]:
    """Return who has a lane in the drawing, from the top."""
    return list(dict.fromkeys(step.party for step in story.steps))


def tallest(places: list[Place]) -> int:
    """Return the most lines of text that stand at one step."""
    return max(len(place.lines) + len(place.small) for place in places)


def places_of(story: Story) -> list[Place]:
    """Return where each step is drawn, and what stands there in the language spoken."""
    places: list[Place] = []
    parties = parties_of(story)
    x, before = _LANE + _COLUMN / 2, story.steps[0].working_day
    for step in story.steps:
        gap = bool(places) and _skips(before, step.working_day)
        x += (_COLUMN if places else 0) + (_GAP if gap else 0)
        before = step.working_day
        label = story.regime.vocabulary.events[step.event].label
        small = [part for text in _details(story, step) for part in broken(text, 11)]
        lane = parties.index(step.party)
        places.append(Place(step, lane, gap, x, tuple(broken(label, 10)), tuple(small)))
    return places


def _skips(before: int | None, after: int | None) -> bool:
    """Whether working days in between are left out, or a step lies beyond all of them."""
    if before is None:
        return False
    return after is None or after - before > 1


def _details(story: Story, step: Step) -> Iterator[Text]:
    mode = say(_MODES[step.mode])
    yield mode + say("timeline.after-close") if step.after_close else mode
    yield from () if step.could else (say("timeline.could-not"),)
    if words := note(story, step):
        yield words
    yield from () if step.matters else (say("timeline.beside"),)
    if step.article:
        yield article_label(step.article)
    elif step.mode == "never":
        yield say("timeline.no-rule")


def _lanes(regime: Regime, parties: list[str], lane: int, width: float) -> Iterator[str]:
    for place, party in enumerate(parties):
        top = _HEAD + place * lane
        fill = "#F3F5F7" if place % 2 == 0 else "#FFFFFF"
        yield f'<rect x="0" y="{top}" width="{width:g}" height="{lane}" fill="{fill}"/>'
        lines = party_lines(regime, party)
        for row, line in enumerate(lines):
            y = top + lane / 2 + (row - (len(lines) - 1) / 2) * 17 + 5
            yield f'<text x="8" y="{y:g}" font-size="13" font-weight="600">{_escaped(line)}</text>'


def party_lines(regime: Regime, party: str) -> list[str]:
    """Return what a lane is called, line by line."""
    label = say("timeline.world") if party == WORLD else regime.vocabulary.parties[party].label
    return broken(label, 7.5)


def head_of(story: Story, day: int | None) -> Text | str:
    """Return what stands over the steps of a working day."""
    return story.heads.get(day) or numbered(day)


def _days(story: Story, places: list[Place], height: float) -> Iterator[str]:
    """Head each run of columns of one working day with that day; mark days left out."""
    first = 0
    for place in range(1, len(places) + 1):
        if place < len(places) and places[place].step.working_day == places[first].step.working_day:
            continue
        left, right = places[first].x - _COLUMN / 2, places[place - 1].x + _COLUMN / 2
        day = places[first].step.working_day
        words = _escaped(str(head_of(story, day)))
        yield (
            f'<rect x="{left + 2:g}" y="2" width="{right - left - 4:g}" height="22" rx="3"'
            ' fill="#DCE3EA"/>'
            f'<text x="{(left + right) / 2:g}" y="18" text-anchor="middle">{words}</text>'
        )
        if place < len(places):
            next_left = places[place].x - _COLUMN / 2
            middle = (right + next_left) / 2
            dash = ' stroke-dasharray="3 4"' if next_left > right else ""
            yield (f'<path d="M{middle:g} 2V{height - 4:g}" stroke="#9AA5B1" fill="none"{dash}/>')
            if next_left > right:
                yield f'<text x="{middle:g}" y="18" text-anchor="middle">⋯</text>'
        first = place


def _y(place: Place, lane: int) -> float:
    return _HEAD + place.lane * lane + 30


def _path(places: list[Place], lane: int) -> str:
    """Draw the order of the steps; it turns between columns, where no text stands."""
    drawn = [f"M{places[0].x:g} {_y(places[0], lane):g}"]
    for place in places[1:]:
        drawn.append(f"H{place.x - _COLUMN / 2:g}V{_y(place, lane):g}H{place.x:g}")
    return f'<path d="{"".join(drawn)}" fill="none" stroke="#9AA5B1" stroke-width="2"/>'


def _step(story: Story, place: Place, lane: int) -> Iterator[str]:
    y, step = _y(place, lane), place.step
    yield f'<g transform="translate({place.x:g} {y:g})">{SHAPES[step.mode]}</g>'
    if called := story.named.get(step.event):
        words = _escaped(str(called))
        yield (
            f'<text x="{place.x:g}" y="{y - 15:g}" text-anchor="middle" font-size="11"'
            f' fill="#444">{words}</text>'
        )
    lines = [
        f'<text x="{place.x:g}" y="{y + 26 + row * _LINE:g}">{_escaped(line)}</text>'
        for row, line in enumerate((*place.lines, *place.small))
    ]
    large, small = lines[: len(place.lines)], lines[len(place.lines) :]
    for size, colour, texts in ((13, "#1a1a1a", large), (12, COLOURS[step.mode], small)):
        look = f'text-anchor="middle" font-size="{size}" fill="{colour}"'
        yield f"<g {look}>{''.join(texts)}</g>"


def _svg(story: Story, ident: str, width: float, height: float, body: list[str]) -> str:
    run = say("chart.semicolon").join(
        step_words(story.regime, step, story.heads) for step in story.steps
    )
    name = _escaped(ident)
    return (
        f'<svg class="timeline" role="img" aria-labelledby="{name}-t {name}-d"'
        f' viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" font-size="12">'
        f'<title id="{name}-t">{_escaped(str(story.title))}</title>'
        f'<desc id="{name}-d">{_escaped(str(run))}</desc>{"".join(body)}</svg>'
    )


def _escaped(words: str) -> str:
    from html import escape  # here: a terminal draws nothing

    return escape(words)
