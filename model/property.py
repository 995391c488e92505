"""A property: what is asked of every run of a regime, and whether one run has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum

from model.clock import delay
from model.language import Text
from model.trace import Mode, Occurrence, Run
from model.value import dataclass
from model.vocabulary import Guard, holds


class Asks(StrEnum):
    """What a property asks about its response, given that its trigger occurs.

    ``response``: it comes, in time where a limit is asked for. ``never``: it does not come later
    than the trigger. ``only-after``: it has come when the trigger occurs, so that the trigger
    occurs only after it. ``not-before``: it does not come so soon after the trigger.
    """

    RESPONSE = "response"
    NEVER = "never"
    ONLY_AFTER = "only-after"
    NOT_BEFORE = "not-before"


class World(StrEnum):
    """What a question takes the world to do, that is, what no rule brings about.

    ``any``: whatever it likes. ``usual``: what the response waits for comes at once, and what
    excuses a duty or sets a ban going, as an exception, does not come.
    """

    ANY = "any"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class AtOnce:
    """That an event which no rule brings about comes as soon as it can.

    Where the case is one of ``when`` and all of ``after`` have come, it has come at the latest in
    the slot of the last of these or of the trigger.
    """

    event: str
    after: tuple[str, ...] = ()
    when: Guard = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Property:
    """A question about every run of a regime: after ``trigger``, when does ``response`` come?

    Attributes
    ----------
    performed
        Whether only an act of a party answers it, so that a deemed or counted response does not:
        legal effect and actual attention differ.
    when
        The cases it is about; all where it is empty.
    ahead
        Working days, at least 0, by which the response must come *before* the trigger; where it is
        not 0, the delay is counted from the last working day that is early enough.
    within
        Working days, at least 0, that the question itself sets; ``None`` for any finite number.
    asks
        What is asked, if not whether and how soon the response comes.
    days
        For ``not-before``: the response comes on the so manieth working day after that of the
        trigger at the earliest; at least 1.
    instead
        Where a text does not bring ``response`` about, what is asked for in its place: the first of
        these that it does. :meth:`model.regime.Regime.question` chooses.
    by_all
        Whether it is about the matter as a whole: the response of the last of its departments, of
        which each has a thread of its own. The trigger is an event that all of them share.
    world
        What the world is taken to do.
    at_once, absent
        Where that is as usual, what this comes to for one regime: see :mod:`verify.asking`.

    Raises
    ------
    ValueError
        If ``asks`` or ``world`` is no word for a member; a word for one is taken for it.

    Examples
    --------
    >>> silent = Property("silent", Text("不答", "No answer"), "asked", "answered", asks="never")
    >>> silent.asks is Asks.NEVER
    True
    """

    id: str
    label: Text
    trigger: str
    response: str
    performed: bool = False
    when: Guard = field(default_factory=dict, hash=False)
    ahead: int = 0
    within: int | None = None
    asks: Asks = Asks.RESPONSE
    days: int = 0
    instead: tuple[str, ...] = ()
    by_all: bool = False
    world: World = World.ANY
    at_once: tuple[AtOnce, ...] = ()
    absent: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take words for the members that they name, which are compared by identity."""
        object.__setattr__(self, "asks", Asks(self.asks))
        object.__setattr__(self, "world", World(self.world))

    @property
    def responses(self) -> tuple[str, ...]:
        """The responses in the order in which they are asked for."""
        return (self.response, *self.instead)

    @property
    def timed(self) -> bool:
        """Whether it is asked how soon the response comes, so that there is a bound."""
        return self.asks is Asks.RESPONSE

    @property
    def about(self) -> tuple[str, ...]:
        """The events that a run must be known of for the question to be answered.

        Where the response must not come, or not so soon, or is waited for in a world as usual,
        both; else it is enough to know the trigger and all that bears on it, since a response
        apart from it need not come.
        """
        apart = self.asks in (Asks.NEVER, Asks.NOT_BEFORE) or self.world is World.USUAL
        return (self.trigger, self.response) if apart else (self.trigger,)

    def limit(self, within: int | None) -> int | None:
        """Return the working days asked about: those given, else its own."""
        return self.within if within is None else within

    def same_question(self, other: Property) -> bool:
        """Whether another property asks the same, whatever it is called."""
        return self._content == other._content

    @property
    def _content(self) -> tuple[object, ...]:
        asked = (self.trigger, self.response, self.performed, dict(self.when), self.ahead)
        more = (self.within, self.asks, self.days, self.instead, self.by_all, self.world)
        return (*asked, *more)


def together(questions: Iterable[Property]) -> dict[str, Property]:
    """Return properties by identifier, each once, in their order."""
    found: dict[str, Property] = {}
    for prop in questions:
        found.setdefault(prop.id, prop)
    return found


def lateness(prop: Property, trigger: int, response: int) -> int:
    """Return the working days, at least 0, by which a response in slots came after its trigger.

    Counted from the last slot early enough where it must come ahead.

    >>> ahead = Property("noticed", Text("例", "example"), "held", "notified", ahead=1)
    >>> lateness(ahead, 4, 2), lateness(ahead, 4, 3), lateness(ahead, 4, 5)
    (0, 1, 2)
    """
    if not prop.ahead:
        return delay(trigger, response)
    start = 2 * (trigger // 2 - prop.ahead)
    return 0 if response <= start else (response + 1) // 2 - start // 2


def violates(run: Run, prop: Property, within: int | None) -> bool:
    """Whether a run in slots, watched for ever, violates a property.

    ``within`` is a number of working days; ``None`` asks whether the response lacks.
    """
    trigger, response = run.of(prop.trigger), run.of(prop.response)
    if trigger is None or not holds(prop.when, run.attributes) or not as_usual(run, prop):
        return False
    if response is not None and prop.performed and response.mode is not Mode.PERFORMED:
        response = None
    match prop.asks:
        case Asks.RESPONSE:
            if response is None:
                return True
            return within is not None and lateness(prop, trigger.at, response.at) > within
        case Asks.ONLY_AFTER:
            return response is None or not _stands_before(run, response, trigger)
        case Asks.NEVER:
            return response is not None and _before(run, trigger, response)
        case Asks.NOT_BEFORE:
            return (
                response is not None
                and _before(run, trigger, response)
                and too_soon(prop, trigger.at, response.at)
            )


def as_usual(run: Run, prop: Property) -> bool:
    """Whether the world does in a run, in which the trigger occurs, what a property takes it to."""
    trigger = run.of(prop.trigger)
    assert trigger is not None
    if any(run.holds(event) for event in prop.absent):
        return False
    for usual in prop.at_once:
        before = [run.of(event) for event in usual.after]
        known = [each.at for each in before if each is not None]
        if len(known) < len(before) or not holds(usual.when, run.attributes):
            continue
        came = run.of(usual.event)
        if came is None or came.at > max([trigger.at, *known]):
            return False
    return True


def too_soon(prop: Property, trigger: int, response: int) -> bool:
    """Whether a response in slots comes before the working day on which it may come at first.

    >>> patient = Property("x", Text("例", "example"), "e", "f", asks=Asks.NOT_BEFORE, days=2)
    >>> [too_soon(patient, 1, slot) for slot in (1, 3, 4)]
    [True, True, False]
    """
    return response // 2 < trigger // 2 + prop.days


def _before(run: Run, one: Occurrence, other: Occurrence) -> bool:
    """Whether one occurrence comes before another; what one expiry deems comes together."""
    return not _at_once(one, other) and _place(run, one) < _place(run, other)


def _stands_before(run: Run, one: Occurrence, other: Occurrence) -> bool:
    return _at_once(one, other) or _place(run, one) < _place(run, other)


def _at_once(one: Occurrence, other: Occurrence) -> bool:
    deemed = one.mode is Mode.DEEMED and other.mode is Mode.DEEMED
    return deemed and (one.at, one.round) == (other.at, other.round)


def _place(run: Run, one: Occurrence) -> int:
    return run.occurrences.index(one)
