"""How people behave: an assumption each time, which says where it comes from.

Nothing here is law, and none of it is found by the simulation. A scenario that says nothing has
officers who take the oldest matter first, put nothing off, give nothing up and lean on no default.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from model.language import Text

ASSUMED = Text("假设", "assumption")
"""The source of what nobody has measured."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Factors on what departments and tasks say about attention.

    Attributes
    ----------
    skips
        On the probability that a look at the platform does not take place.
    overlooked
        On the probability that a duty, or a prohibition, is overlooked.
    """

    skips: float = 1.0
    overlooked: float = 1.0
    source: Text = ASSUMED


class Order(StrEnum):
    """Which matter on the desk is taken up next."""

    OLDEST = "oldest-first"
    EARLIEST_DUE = "earliest-due-first"  # what has no date comes last; else the oldest first


@dataclass(frozen=True, slots=True)
class Ordering:
    """The order in which officers take up what is on their desk."""

    first: Order = Order.OLDEST
    source: Text = ASSUMED


@dataclass(frozen=True, slots=True)
class PuttingOff:
    """Procrastination: a matter that was seen may be left for the next look.

    Attributes
    ----------
    willingness
        Pairs, rising, of working days left until the deadline and the probability that a look
        takes the matter up with so many days left or more, up to the next pair. What has no
        deadline has the last probability, what is overdue the first.
    """

    willingness: tuple[tuple[int, float], ...]
    source: Text = ASSUMED

    def at(self, left: int | None) -> float:
        """Return the probability with so many working days left; ``None`` for no deadline.

        >>> habit = PuttingOff(((0, 1.0), (2, 0.5), (10, 0.1)))
        >>> [habit.at(left) for left in (-1, 0, 1, 2, 9, 10, None)]
        [1.0, 1.0, 1.0, 0.5, 0.5, 0.1, 0.1]
        """
        if left is None:
            return self.willingness[-1][1]
        found = self.willingness[0][1]
        for days, probability in self.willingness:
            if left < days:
                break
            found = probability
        return found


@dataclass(frozen=True, slots=True)
class GivingUp:
    """The probability that a duty whose deadline has passed is dropped for good."""

    probability: float
    source: Text = ASSUMED


@dataclass(frozen=True, slots=True)
class Leaning:
    """Leaning on the default: what the deadline does by itself is knowingly left to it.

    Attributes
    ----------
    probability
        That an office with an empty desk leaves such a duty.
    per_waiting
        What each matter that waits for an officer there adds to it.
    most
        What it does not exceed.
    """

    probability: float
    per_waiting: float = 0.0
    most: float = 1.0
    source: Text = ASSUMED

    def at(self, waiting: float) -> float:
        """Return the probability with so many matters waiting for each officer.

        >>> Leaning(0.1, 0.25, most=0.5).at(1), Leaning(0.1, 0.25, most=0.5).at(9)
        (0.35, 0.5)
        """
        return min(self.most, self.probability + self.per_waiting * waiting)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A reminder, bulletin or interview, after which people look more closely for a while.

    Attributes
    ----------
    after
        The events that are such a prompt.
    everybody
        Whether it reaches every department; else those that have breached a duty in the matter.
    skips, overlooked
        Factors, at most 1, on the probabilities that a look is skipped and a duty overlooked.
    days
        Working days that it lasts.
    """

    id: str
    after: tuple[str, ...]
    everybody: bool
    skips: float
    overlooked: float
    days: int
    source: Text = ASSUMED


@dataclass(frozen=True, slots=True)
class Conduct:
    """All that a scenario assumes of behaviour, beside looks, skips and what is overlooked."""

    attention: Attention = Attention()
    order: Ordering = Ordering()
    putting_off: PuttingOff | None = None
    giving_up: GivingUp | None = None
    leaning: Leaning | None = None
    prompts: tuple[Prompt, ...] = ()

    def sources(self) -> Iterator[tuple[str, Text]]:
        """Yield each assumption, as a scenario file names it, and where it comes from."""
        yield "attention", self.attention.source
        yield "order", self.order.source
        for name, one in (
            ("putting-off", self.putting_off),
            ("giving-up", self.giving_up),
            ("leaning", self.leaning),
        ):
            if one is not None:
                yield name, one.source
        for prompt in self.prompts:
            yield f"prompts.{prompt.id}", prompt.source


USUAL = Conduct()
"""Nobody puts anything off, gives anything up or leans on a default."""
