"""What is in a value of the model, so that equal values are known as equal wherever they come from.

A question is answered in the part of a text that is connected with it, and an edit seldom touches
more than one part. So answers are kept by what is in the part, and after an edit only the questions
of the part that it touched are asked again; of these, only what an altered rule can bear on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from model.rule import Rule, is_timed
from verify.asking import not_of_one_thread
from verify.consequence import is_about_coming
from verify.guarantees import unregulated
from verify.readings import Question, Rereadings
from verify.slicing import slice_of

_PLAIN = (str, int, float, bool, type(None), date)


def content(value: Any) -> str:
    """Return all that is in a value: equal for equal values, and only for them.

    Raises
    ------
    TypeError
        For a value of a kind that the model has not.
    """
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, _PLAIN):
        return repr(value)
    if is_dataclass(value):
        each = (content(getattr(value, one.name)) for one in fields(value))
        return f"{type(value).__name__}({','.join(each)})"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{content(k)}:{content(v)}" for k, v in value.items()) + "}"
    if isinstance(value, frozenset | set):
        return "<" + ",".join(sorted(map(content, value))) + ">"
    if isinstance(value, tuple | list):
        return "[" + ",".join(map(content, value)) + "]"
    raise TypeError(f"nobody knows what is in {type(value).__name__}")


class Contents:
    """What the answers about one text come from."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self._said: dict[int, tuple[object, str]] = {}

    def _of(self, value: object) -> str:
        if id(value) not in self._said:
            self._said[id(value)] = value, content(value)  # with it, so that it keeps its identity
        return self._said[id(value)][1]

    @cached_property
    def _words(self) -> str:
        regime = self.regime
        return content((regime.vocabulary, regime.counting, regime.precedence, regime.families))

    def behind(self, prop: Property, question: Question, rereadings: Rereadings) -> str:
        """Return a digest of all that the lights of a question can come from.

        The rules of the part that is connected with its events; for each alternative that bears on
        it the rules that then do; all words, and how days are counted.
        """
        return self._digest("part", *self._part(prop), *self._alternatives(question, rereadings))

    def answering(self, question: Question, rereadings: Rereadings) -> str | None:
        """Return a digest of all that answers to a question can come from, but not a run.

        As :meth:`behind`, with only those rules of the part that can bear on when the events of
        the question come (:func:`verify.slicing.bearing_on`). ``None`` where more may bear on it:
        where it is not asked whether a response comes whatever the world does, and where a limit is
        counted in dates, which all such limits of a run share.
        """
        found = []
        for regime, prop, rules in rereadings.asked(question):
            dated = any(_dated(rule, question.reading, regime) for rule in rules)
            if dated or not is_about_coming(prop):
                return None
            # Whether it is asked of a text at all may hang on rules that do not bear on it.
            found.append(
                content((prop, unregulated(regime, prop), not_of_one_thread(regime, prop)))
            )
            found += map(self._of, rules)
        return self._digest("bearing", *found, *self._alternatives(question, rereadings))

    def _digest(self, *parts: str) -> str:
        whole = hashlib.sha256(self._words.encode())
        for part in parts:
            whole.update(b"\0" + part.encode())
        return whole.hexdigest()

    def _part(self, prop: Property) -> Iterator[str]:
        yield self._of(prop)
        for rule in slice_of(self.regime, prop.trigger, *prop.responses).rules:
            yield self._of(rule)

    def _alternatives(self, question: Question, rereadings: Rereadings) -> Iterator[str]:
        for rule, alternative, bearing in rereadings.touching(question):
            yield f"{rule.id}={self._of(alternative)}"
            yield from map(self._of, bearing)


def _dated(rule: Rule, reading: Reading, regime: Regime) -> bool:
    """Whether a rule has a limit that is counted in dates."""
    term = reading.term(rule.deadline, regime.counting) if is_timed(rule) else None
    return term is not None and term.needs_calendar
