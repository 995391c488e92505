"""What an office can keep, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from experiments.capacity.ask import Capacity
from experiments.capacity.figures import number
from experiments.show.deadlines import deadline_words
from experiments.show.runs import why
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.rule import Obligation
from verify.capacity import Feasibility
from verify.capacity.demand import ServiceOrder
from verify.verdict import Answer

_SPACE = Text("", " ")  # between two sentences
_ORDERS = {
    ServiceOrder.DEADLINE: "capacity.order-deadline",
    ServiceOrder.ARRIVAL: "capacity.order-arrival",
}
_OTHER_ORDERS = {
    ServiceOrder.DEADLINE: "capacity.other-order-arrival",
    ServiceOrder.ARRIVAL: "capacity.other-order-deadline",
}


def people(officers: int) -> Text:
    """Say how many officers.

    >>> people(1).en, people(3).zh
    ('1 officer', '3 名人员')
    """
    return say("capacity.officer" if officers == 1 else "capacity.officers", n=officers)


def act_of(capacity: Capacity, place: int) -> Text:
    """Name the act of a duty, in its place."""
    return capacity.regime.vocabulary.events[capacity.duties[place].rule.act].label


def duty_words(capacity: Capacity, rule: Obligation) -> Text:
    """Say a duty with its article and deadline, and how long an open limit is taken to be."""
    plain = replace(rule, start_stated=True)  # from when it is counted, is not the question here
    taken = capacity.reading.open_days if rule.open else None
    return say(
        "capacity.duty" if taken is None else "capacity.duty-taken",
        n=taken,
        act=capacity.regime.vocabulary.events[rule.act].label,
        article=article_label(rule.article),
        deadline=deadline_words(capacity.regime, plain),
    )


def answer_words(capacity: Capacity) -> list[Text]:
    """Say the answer: what was asked or how many it takes, and whether fewer would do."""
    verdict = capacity.verdict
    duties = (duty_words(capacity, duty.rule) for duty in capacity.duties)
    values = {
        "officers": people(verdict.officers),
        "party": capacity.regime.vocabulary.parties[capacity.party].label,
        "duties": say("capacity.and").join(duties),
    }
    if verdict.answer is Answer.UNKNOWN:
        return [say("capacity.undecided", **values), why(verdict.reason), *_enough(capacity)]
    if verdict.answer is Answer.PROVED:
        return [say("capacity.kept", **values), *_fewer(capacity)]
    days = verdict.excess.days if verdict.excess else 0
    broken = say("capacity.broken" if verdict.run else "capacity.broken-long", days=days, **values)
    if capacity.least is None:
        return [say("capacity.none"), *([broken] if capacity.asked else [])]
    return [broken, *_enough(capacity)]


def _fewer(capacity: Capacity) -> Iterator[Text]:
    if capacity.least is not None and capacity.least < capacity.verdict.officers:
        yield from _enough(capacity)
    fewer = capacity.fewer
    if fewer is None:
        yield say("capacity.one-is-least")
    elif not capacity.is_least:
        yield say("capacity.fewer-unknown", n=fewer.officers, reason=why(fewer.reason))
    elif fewer.run is None and fewer.excess is not None:
        yield say("capacity.fewer-long", n=fewer.officers, days=fewer.excess.days)
    else:
        yield say("capacity.fewer", n=fewer.officers)


def _enough(capacity: Capacity) -> list[Text]:
    enough = capacity.enough
    if enough is None or enough.answer is not Answer.PROVED:
        return []
    return [say("capacity.enough", officers=people(enough.officers))]


def assumption_words(capacity: Capacity) -> Iterator[Text]:
    """Yield all that is assumed about arrivals, the office and the text."""
    several = len(capacity.duties) > 1
    for place, duty in enumerate(capacity.duties):
        envelope = duty.stream.envelope
        yield say(
            "capacity.envelope",
            duty=say("capacity.of-duty", act=act_of(capacity, place)) if several else NOTHING,
            burst=number(envelope.burst),
            rate=number(envelope.rate),
            one=envelope.most(1),
            two=envelope.most(2),
            five=envelope.most(5),
            per_day=duty.stream.per_day,
        )
    yield say("capacity.by-opening" if capacity.office.by_opening else "capacity.at-close")
    if several:
        yield _order_words(capacity)
    yield from _reading_words(capacity)


def _order_words(capacity: Capacity) -> Text:
    order = capacity.office.order
    sentences = [say(_ORDERS[order])]
    if len({stream.per_day for stream in capacity.office.streams}) > 1:
        sentences.append(say("capacity.pooled"))
    if capacity.other_order is None:
        sentences.append(say("capacity.other-order-none"))
    else:
        sentences.append(say(_OTHER_ORDERS[order], officers=people(capacity.other_order)))
    return _SPACE.join(sentences)


def _reading_words(capacity: Capacity) -> Iterator[Text]:
    for place, duty in enumerate(capacity.duties):
        rule, stream, act = duty.rule, duty.stream, act_of(capacity, place)
        if stream.term.needs_calendar:
            first, last = capacity.calendar.first, capacity.calendar.last
            days = stream.window - capacity.office.by_opening
            yield say("capacity.dated", act=act, first=first, last=last, n=days)
        if rule.on_expiry is not None and rule.on_expiry.event == rule.act:
            yield say("capacity.default", act=act)
    if any(duty.rule.open for duty in capacity.duties):
        yield say("capacity.assumed-reading", n=capacity.reading.open_days)


def deadline_days(capacity: Capacity, window: int | None) -> Text:
    """Say a window as a deadline in working days, the day of arrival not counted."""
    if window is None:
        return say("capacity.no-deadline")
    days = window - capacity.office.by_opening
    return say("capacity.working-days", n=days) if days else say("capacity.same-day")


def arithmetic(refuted: Feasibility) -> Text:
    """Say why it must fail: more is due, or goes before what is due, than can be done."""
    excess, office = refuted.excess, refuted.office
    assert excess is not None
    values = {
        "day": excess.days - office.by_opening,
        "officers": people(refuted.officers),
        "due": number(Fraction(excess.due, office.day)),
        "possible": number(Fraction(excess.possible, office.day)),
    }
    if office.order is ServiceOrder.ARRIVAL and len(office.streams) > 1:
        return say("capacity.arithmetic-before", **values)
    if len({stream.per_day for stream in office.streams}) > 1:
        return say("capacity.arithmetic-days", **values)
    return say("capacity.arithmetic", **values | {"due": excess.due, "possible": excess.possible})


def late_words(capacity: Capacity, refuted: Feasibility) -> Iterator[Text]:
    """Yield which matter is late first, and on which date the run begins where that matters."""
    run = refuted.run
    if run is not None:
        act, late = act_of(capacity, run.late.stream), run.late
        yield say("capacity.first-late", act=act, arrived=late.arrived, due=late.due)
        if run.start is not None:
            yield say("capacity.start-date", date=run.start)
