"""Runs as data, which the script of a page draws as :mod:`~experiments.show.timeline` does.

A page with many runs is several times lighter so, and draws what somebody opens.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from markupsafe import Markup

from experiments.show.timeline import (
    COLOURS,
    SHAPES,
    Story,
    head_of,
    parties_of,
    party_lines,
    places_of,
)
from model.language import Lang, speaking

_MODES = tuple(SHAPES)
_NONE = -1
"""Stands for words that are not there."""

Recorded = tuple[tuple[tuple[int, ...], ...], tuple[tuple[object, ...], ...]]
"""The lines of each lane's name; and of each step the lane, mode, whether days before it are left
out, what stands over its day if that begins with it, what it is called, its lines, small ones."""


@dataclass(slots=True)
class Runs:
    """The runs of one page in one language; equal ones once.

    >>> Runs("en").script("runs-en")
    Markup('')
    """

    lang: Lang
    _words: dict[str, int] = field(default_factory=dict)
    _runs: dict[Recorded, int] = field(default_factory=dict)

    def add(self, story: Story) -> int:
        """Return the number of a run, which is noted unless an equal one was."""
        with speaking(self.lang):
            return self._runs.setdefault(self._recorded(story), len(self._runs))

    def script(self, ident: str) -> Markup:
        """Return an element that holds the runs as JSON; nothing without any."""
        if not self._runs:
            return Markup()
        looks = [(SHAPES[mode], COLOURS[mode]) for mode in _MODES]
        data = {"words": list(self._words), "looks": looks, "runs": list(self._runs)}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return Markup('<script type="application/json" id="{}">{}</script>').format(
            ident, Markup(text)
        )

    def _word(self, word: str) -> int:
        return self._words.setdefault(word, len(self._words))

    def _lines(self, lines: tuple[str, ...] | list[str]) -> tuple[int, ...]:
        return tuple(map(self._word, lines))

    def _recorded(self, story: Story) -> Recorded:
        lanes = tuple(self._lines(party_lines(story.regime, one)) for one in parties_of(story))
        steps: list[tuple[object, ...]] = []
        day: object = self  # like no day
        for place in places_of(story):
            step = place.step
            begins, day = step.working_day != day, step.working_day
            head = self._word(str(head_of(story, step.working_day))) if begins else _NONE
            called = story.named.get(step.event)
            steps.append(
                (
                    place.lane,
                    _MODES.index(step.mode),
                    int(place.gap),
                    head,
                    self._word(str(called)) if called else _NONE,
                    self._lines(place.lines),
                    self._lines(place.small),
                )
            )
        return lanes, tuple(steps)
