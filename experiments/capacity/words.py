"""What an office can keep, in sentences and rows, for the terminal and for pages."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from experiments.capacity.ask import Staffing, is_least, number
from experiments.show.rules import deadline_words
from model.language import NOTHING, Text, say, written
from model.ledger import article_label
from model.rule import Obligation
from verify.capacity import Feasibility
from verify.capacity.breaking_run import Day
from verify.capacity.demand import Order
from verify.verdict import Answer


def people(officers: int) -> Text:
    """Say how many officers.

    >>> people(1).en, people(3).zh
    ('1 officer', '3 名人员')
    """
    key = "capacity.officer" if officers == 1 else "capacity.officers"
    return say(key, n=officers)


def act_of(of: Staffing, place: int) -> Text:
    """The act of a duty, in its place."""
    return of.regime.vocabulary.events[of.rules[place].act].label


def duty_words(of: Staffing, rule: Obligation) -> Text:
    """Say a duty with its article and deadline, and how long an open limit is taken to be."""
    plain = replace(rule, start_stated=True)  # from when it is counted, is not the question here
    taken = of.reading.open_days if rule.open else None
    return say(
        "capacity.duty" if taken is None else "capacity.duty-taken",
        n=taken,
        act=of.regime.vocabulary.events[rule.act].label,
        article=article_label(rule.article),
        deadline=deadline_words(of.regime, plain),
    )


def duties_words(of: Staffing) -> Text:
    """Say all duties."""
    return say("capacity.and").join(duty_words(of, rule) for rule in of.rules)


def answer_words(of: Staffing) -> list[Text]:
    """Say the answer: what was asked or how many it takes, and whether fewer would do."""
    found = of.found
    values = {
        "officers": people(found.officers),
        "party": of.regime.vocabulary.parties[of.party].label,
        "duties": duties_words(of),
    }
    if found.answer is Answer.UNKNOWN:
        reason = say(found.reason)
        return [say("capacity.undecided", **values), reason, *_enough(of)]
    if found.answer is Answer.PROVED:
        return [say("capacity.kept", **values), *_fewer(of)]
    key = "capacity.broken" if found.run else "capacity.broken-long"
    days = found.excess.days if found.excess else 0
    told = [say(key, days=days, **values)]
    if of.least is None:
        return [say("capacity.none"), *(told if of.asked else [])]
    return [*told, *_enough(of)]


def _fewer(of: Staffing) -> list[Text]:
    told = []
    if of.least is not None and of.least < of.found.officers:
        told += _enough(of)
    if of.fewer is None:
        return [*told, say("capacity.one-is-least")]
    count, excess = of.fewer.officers, of.fewer.excess
    if not is_least(of):
        reason = say(of.fewer.reason)
        return [*told, say("capacity.fewer-unknown", n=count, reason=reason)]
    if of.fewer.run is None and excess is not None:
        return [*told, say("capacity.fewer-long", n=count, days=excess.days)]
    return [*told, say("capacity.fewer", n=count)]


def _enough(of: Staffing) -> list[Text]:
    if of.enough is None or of.enough.answer is not Answer.PROVED:
        return []
    return [say("capacity.enough", officers=people(of.enough.officers))]


def assumption_words(of: Staffing) -> list[Text]:
    """Say all that is assumed about arrivals, the office and the text."""
    said = []
    for place, stream in enumerate(of.office.streams):
        most = stream.envelope.most
        act = act_of(of, place)
        said.append(
            say(
                "capacity.envelope",
                duty=say("capacity.of-duty", act=act) if len(of.rules) > 1 else NOTHING,
                burst=number(stream.envelope.burst),
                rate=number(stream.envelope.rate),
                one=most(1),
                two=most(2),
                five=most(5),
                per_day=stream.per_day,
            )
        )
    said.append(say("capacity.by-opening" if of.office.by_opening else "capacity.at-close"))
    if len(of.rules) > 1:
        said.append(_order_words(of))
    return said + _reading_words(of)


def _order_words(of: Staffing) -> Text:
    mine = of.office.order
    other = Order.ARRIVAL if mine is Order.DEADLINE else Order.DEADLINE
    said = say(f"capacity.order-{mine}")
    if len({one.per_day for one in of.office.streams}) > 1:
        said += Text("", " ") + say("capacity.pooled")
    count = of.other_order
    if count is None:
        told = say("capacity.other-order-none")
    else:
        told = say(f"capacity.other-order-{other}", officers=people(count))
    return said + Text("", " ") + told


def _reading_words(of: Staffing) -> list[Text]:
    said = []
    for place, (rule, stream) in enumerate(zip(of.rules, of.office.streams, strict=True)):
        act = act_of(of, place)
        if stream.term.needs_calendar:
            first, last = of.calendar.first, of.calendar.last
            days = stream.window - of.office.by_opening
            said.append(say("capacity.dated", act=act, first=first, last=last, n=days))
        if rule.on_expiry is not None and rule.on_expiry.event == rule.act:
            said.append(say("capacity.default", act=act))
    if any(rule.open for rule in of.rules):
        said.append(say("capacity.assumed-reading", n=of.reading.open_days))
    return said


def deadline_days(of: Staffing, window: int | None) -> Text:
    """Say a window as a deadline in working days, the day of arrival not counted."""
    if window is None:
        return say("capacity.no-deadline")
    days = window - of.office.by_opening
    return say("capacity.working-days", n=days) if days else say("capacity.same-day")


def margin_columns() -> tuple[Text, ...]:
    """The headings of :func:`margin_rows`."""
    names = ("duty", "deadline", "shortest", "burst-now", "burst")
    return tuple(say(f"capacity.{name}-column") for name in names)


def margin_rows(of: Staffing) -> list[tuple[Text, ...]]:
    """For each duty what the officers can meet, one figure at a time."""
    rows: list[tuple[Text, ...]] = []
    for place, (rule, stream) in enumerate(zip(of.rules, of.office.streams, strict=True)):
        burst = of.bursts[place]
        rows.append(
            (
                written("{} ({})", act_of(of, place), article_label(rule.article)),
                deadline_days(of, stream.window),
                deadline_days(of, of.windows[place]),
                number(stream.envelope.burst),
                say("capacity.no-burst") if burst is None else str(burst),
            )
        )
    return rows


def day_columns(of: Staffing) -> tuple[Text, ...]:
    """The headings of :func:`day_row`."""
    if len(of.rules) == 1:
        came = [say("capacity.arrived")]
    else:
        places = range(len(of.rules))
        came = [say("capacity.arrived-of", act=act_of(of, one)) for one in places]
    rest = [say(f"capacity.{name}") for name in ("done", "waiting", "late")]
    return (say("capacity.day"), *came, *rest)


def day_row(row: Day) -> tuple[str, ...]:
    """One day of a run as cells."""
    late = f"✗ {row.late}" if row.late else "0"
    figures = (*row.arrived, sum(row.done), sum(row.waiting))
    return (str(row.number), *map(str, figures), late)


def arithmetic(of: Staffing, refuted: Feasibility) -> Text:
    """Say why it must fail: more is due, or goes before what is due, than can be done."""
    excess, office = refuted.excess, refuted.office
    assert excess is not None
    day = excess.days - office.by_opening
    officers = people(refuted.officers)
    speeds = {one.per_day for one in office.streams}
    queued = office.order is Order.ARRIVAL and len(office.streams) > 1
    if len(speeds) == 1 and not queued:
        values = {"due": str(excess.due), "possible": str(excess.possible)}
        return say("capacity.arithmetic", day=day, officers=officers, **values)
    part = Fraction(1, office.day)
    values = {"due": number(excess.due * part), "possible": number(excess.possible * part)}
    key = "capacity.arithmetic-before" if queued else "capacity.arithmetic-days"
    return say(key, day=day, officers=officers, **values)


def late_words(of: Staffing, refuted: Feasibility) -> list[Text]:
    """Say which matter is late first, and on which date the run begins where that matters."""
    run = refuted.run
    if run is None:
        return []
    act = act_of(of, run.late.stream)
    said = [say("capacity.first-late", act=act, arrived=run.late.arrived, due=run.late.due)]
    if run.start is not None:
        said.append(say("capacity.start-date", date=run.start))
    return said
