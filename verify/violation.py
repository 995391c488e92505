"""What it is for a run to violate a property, said in the terms of an encoding."""

from __future__ import annotations

from collections.abc import Iterator

from model.property import Asks, Property
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    both,
    choice,
    difference,
    either,
    equal,
    implies,
    less,
    most,
    not_,
    number,
    plus,
    some,
)


def violated(encoding: Encoding, prop: Property, within: Expr | int | None) -> Expr:
    """Whether the trigger occurs and the response lacks, or is later than within."""
    arises, response = triggered(encoding, prop), response_in(encoding, prop)
    if response is not None and not prop.timed:
        return both(arises, _wrong_order(encoding, prop))
    if response is None:
        return arises
    missing = not_(response)
    if within is None:
        return both(arises, missing)
    limit = number(within, encoding.context) if isinstance(within, int) else within
    return both(arises, either(missing, less(limit, delay(encoding, prop))))


def _wrong_order(encoding: Encoding, prop: Property) -> Expr:
    """Whether trigger and response, of which the former occurs, come as they must not.

    What comes about in one round has an order, but for what one expiry deems, which comes at once.
    """
    trigger, response = encoding.events[prop.trigger], encoding.events[prop.response]
    came = response_in(encoding, prop)
    assert came is not None
    alike = equal(trigger.at.rank, response.at.rank)
    apart = either(not_(trigger.at.level(response.at)), not_(alike), equal(trigger.at.rank, 0))
    after = both(came, apart, trigger.at.before(response.at))
    if prop.asks is Asks.NEVER:
        return after
    if prop.asks is Asks.NOT_BEFORE:
        return both(after, less(response.at.day, plus(trigger.at.day, prop.days)))
    earlier = both(came, response.at.stands_before(trigger.at))
    return both(not_(earlier), either(not_(came), apart))


def triggered(encoding: Encoding, prop: Property) -> Expr:
    """Whether the trigger occurs, in a case that it is about, in a world that it is about."""
    parts = [encoding.events[prop.trigger].occurs]
    parts += [encoding.guard(prop.when)] if prop.when else []
    parts += _as_usual(encoding, prop)
    return both(*parts) if len(parts) > 1 else parts[0]


def _as_usual(encoding: Encoding, prop: Property) -> Iterator[Expr]:
    """That the world does what the property takes it to do; see :func:`model.property.as_usual`."""
    events, trigger = encoding.events, encoding.events[prop.trigger]
    yield from (not_(events[event].occurs) for event in prop.absent)
    for usual in prop.at_once:
        before = [events[one] for one in usual.after]
        came, latest = events[usual.event], [trigger.at, *(one.at for one in before)]
        soon = both(came.occurs, either(*(most(came.at.slot, one.slot) for one in latest)))
        can = [one.occurs for one in before]
        can += [encoding.guard(usual.when)] if usual.when else []
        yield implies(both(*can), soon) if can else soon


def response_in(encoding: Encoding, prop: Property) -> Expr | None:
    """Return whether the response comes; ``None`` where the regime does not know the event."""
    term = encoding.events.get(prop.response)
    if term is None:
        return None
    if not prop.performed:
        return term.occurs
    free = [] if encoding.regime.is_exogenous(prop.response) else [term.free]
    own = [*term.performed.values(), *(one for one in free if one is not None)]
    return some(own, encoding.context)


def delay(encoding: Encoding, prop: Property) -> Expr:
    """The working days from trigger to response, given that both occur."""
    start, end = encoding.events[prop.trigger].at, encoding.events[prop.response].at
    latest = start.slot if not prop.ahead else plus(start.day, start.day, -2 * prop.ahead)
    passed = plus(difference(plus(end.day, end.off), start.day), prop.ahead)
    return choice(most(end.slot, latest), number(0, encoding.context), passed)
