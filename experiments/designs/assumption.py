"""What a design merely assumes, and what it could be instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from model.language import Text

Shown = str | int | float | bool
"""The value of a level or of an assumption as tables show it."""


class Group(StrEnum):
    """What an assumption is about."""

    READING = "reading"  # what the texts leave open
    CONDUCT = "conduct"  # people, their work and its load


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that nobody has measured or laid down, and what it could be instead.

    Attributes
    ----------
    source
        Where what is assumed, and what else it could be, comes from.
    usual
        What the scenario, the rules or the design say.
    values
        What else it is taken to be, one at a time.
    words
        What values are called, where they have names of their own.
    ends
        Lowest and highest plausible value of a number; ``None`` where it is no range.
    """

    label: Text
    source: Text
    group: Group
    usual: Text
    values: tuple[Shown, ...]
    words: Mapping[str, Text]
    ends: tuple[float, float] | None = None

    def called(self, value: Shown) -> Text:
        """Return what a value is called."""
        return self.words.get(text_of(value), Text(text_of(value), text_of(value)))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All assumptions of a design, and how often each of their points is simulated.

    Attributes
    ----------
    replications
        Of each point at which one assumption is another.
    sample
        Base size of the sample over all ranges at once, a power of 2; 0 for none.
    sample_replications
        Of each point of the sample.
    seed
        Of the sample.
    """

    named: Mapping[str, Assumption]
    replications: int
    sample: int = 0
    sample_replications: int = 1
    seed: int = 1

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """The assumptions that are sampled, in the order of the sample's columns."""
        if not self.sample:
            return {}
        return {name: one.ends for name, one in self.named.items() if one.ends}

    def data(self) -> dict[str, Any]:
        """Return them as plain data."""
        plain = {
            name: {
                **{key: _both(getattr(one, key)) for key in ("label", "source", "usual")},
                "group": str(one.group),
                "values": list(one.values),
                "words": {value: _both(label) for value, label in one.words.items()},
                "ends": list(one.ends) if one.ends else None,
            }
            for name, one in self.named.items()
        }
        counts = ("replications", "sample", "sample_replications", "seed")
        return {"named": plain, **{key: getattr(self, key) for key in counts}}


def assumptions_of(data: Mapping[str, Any]) -> Assumptions:
    """Return what :meth:`Assumptions.data` has made plain.

    >>> found = Assumptions({}, 4, sample=8)
    >>> assumptions_of(found.data()) == found
    True
    """
    named = {
        name: Assumption(
            Text(**one["label"]),
            Text(**one["source"]),
            Group(one["group"]),
            Text(**one["usual"]),
            tuple(one["values"]),
            {value: Text(**label) for value, label in one["words"].items()},
            tuple(one["ends"]) if one["ends"] else None,
        )
        for name, one in data["named"].items()
    }
    return Assumptions(named, **{key: one for key, one in data.items() if key != "named"})


def text_of(value: Shown) -> str:
    """Return a value as files write it.

    >>> text_of(False), text_of(3.0), text_of("take-up")
    ('false', '3', 'take-up')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _both(label: Text) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
