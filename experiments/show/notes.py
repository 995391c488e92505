"""What is said beside a step of a run: why nothing follows, and what became of limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from model.deadline import NoLimit
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.moves import Way
from model.rule import Obligation, act_of
from verify.verdict import Step

if TYPE_CHECKING:
    from experiments.show.timeline import Story


def note(story: Story, step: Step) -> Text:
    """Return what a reader would else not know of a step; empty if nothing.

    Of what passed its deadline, whether it came at all; of what never came, that it broke no limit;
    of what stops, restarts or lengthens limits, which, and when these are due then.
    """
    semicolon = say("chart.semicolon")
    said = (_plain_note(story, step), *_moves(story, step))
    return semicolon.join(words for words in said if words)


def _moves(story: Story, step: Step) -> Iterator[Text]:
    """Say what an event did to the clocks of limits."""
    for move in step.moves:
        rule = story.regime.by_id[move.rule]
        limit = say(
            "timeline.limit",
            article=article_label(rule.article),
            act=story.regime.vocabulary.events[act_of(rule)].label,
        )
        key = _WAYS[move.way]
        if move.way is not Way.STOPPED and move.due is None:
            key = "timeline.moved-open"
        day = NOTHING if move.due is None else _day_words(story, move.due // 2)
        yield say(key, limit=limit, day=day)


def _day_words(story: Story, day: int) -> Text:
    return story.heads.get(day) or numbered(day)


_WAYS = {
    Way.STOPPED: "timeline.stopped",
    Way.RESUMED: "timeline.resumed",
    Way.RESTARTED: "timeline.restarted",
    Way.EXTENDED: "timeline.extended",
}


def _plain_note(story: Story, step: Step) -> Text:
    rule = story.regime.by_id.get(step.rule)
    if step.mode == "overdue" and step.event not in story.occurring:
        return say("timeline.never-after")
    if step.mode != "never" or not isinstance(rule, Obligation):
        return NOTHING
    if isinstance(rule.deadline, NoLimit):
        return say("timeline.no-limit")
    if _stands(story, rule.id):
        return say("timeline.stands")
    return say("timeline.open-limit") if rule.open else NOTHING


def _stands(story: Story, rule: str) -> bool:
    """Whether the clock of a limit stands still when all has come."""
    ways = [move.way for step in story.steps for move in step.moves if move.rule == rule]
    return bool(ways) and ways[-1] is Way.STOPPED


def numbered(day: int | None) -> Text:
    """Say a working day of a run by its number; ``None`` is after all."""
    if day is None:
        return say("timeline.never")
    return say("timeline.day", day=day) if day else say("timeline.first")
