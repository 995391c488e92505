"""What one event sets going: which duties, due when, what comes of itself, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from model.calendar import Calendar, chinese_calendar
from model.clock import CalendarClock
from model.deadline import STRICT, Reading
from model.duty import Duty, Status
from model.holiday import holiday_in
from model.instant import MINUTES, instant_of, time_of
from model.language import Complaint, Text, catalogue
from model.near import offered
from model.presumed import presuming
from model.record.sight import sight
from model.regime import Regime
from model.rule import Lapse, Obligation, Prohibition, act_of
from model.trace import Mode, Moment, Occurrence
from model.transition import Law, State, Transition, advance, expire, next_expiry
from model.version import across
from model.vocabulary import WORLD
from model.waiting import Waiting
from protocols import names


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty or lapse that the event sets going.

    Attributes
    ----------
    due
        The close of business by which it is in time; ``None`` where no limit runs out.
    due_after_close
        The same if the event came after the close of business; only where no time of day is known
        and it is another.
    calendar_days
        From the date of the event, not counted, to that on which it is due.
    holiday
        The holiday in between, if any.
    waits_for
        What must come first that is not the bearer's own; empty where it can be done at once.
    """

    rule: Obligation | Lapse | Prohibition
    due: datetime | None
    due_after_close: datetime | None
    calendar_days: int | None
    holiday: Text | None
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Itself:
    """An event that comes of itself if nobody acts, and by which rule.

    Attributes
    ----------
    at_once
        Whether it comes with the event itself, as what counts as it does.
    at_after_close
        When it comes if the event came after the close of business; only where no time of day is
        known and it is another time.
    """

    event: str
    at: datetime
    rule: str
    mode: Mode
    at_once: bool = False
    at_after_close: datetime | None = None


@dataclass(frozen=True)
class Due:
    """What follows on one event.

    Attributes
    ----------
    timed
        Whether the time of day of the event is known.
    owed
        What it sets going, soonest first.
    itself
        What comes of itself if nobody acts, in order.
    latest
        The last instant at which a limit runs out or something comes of itself, if nobody acts;
        where no time of day is known, that after the close of business.
    last
        The rules whose limits run out then.
    turn
        The parties that can act now and owe it.
    """

    regime: Regime
    calendar: Calendar
    event: str
    at: datetime
    timed: bool
    owed: tuple[Owed, ...]
    itself: tuple[Itself, ...]
    latest: datetime | None
    turn: tuple[str, ...]
    last: tuple[str, ...] = ()


def due(
    regime: Regime,
    event: str,
    at: datetime,
    *,
    timed: bool = True,
    facts: Mapping[str, str] | None = None,
    calendar: Calendar | None = None,
    reading: Reading = STRICT,
) -> Due:
    """Return what follows on an event that comes at a local time.

    What the event presupposes has come before it, and what that has set going is not told.

    Parameters
    ----------
    event
        An event of the regime, by identifier or label.
    timed
        Whether the time of day is known; else it is told where it matters.
    facts
        What the matter is like; what is not given is as usual.

    Raises
    ------
    Complaint
        For an event, a fact or a value that the regime does not know, or a date outside the
        calendar.
    """
    regime = across(regime)
    name = _event(regime, event)
    known = dict(_fact(regime, each, value) for each, value in (facts or {}).items())
    days = presuming(calendar or chinese_calendar(), at.year + 1)
    law = _law(regime, name, days, reading)
    first = instant_of(at)
    begun = _begun(law, name, first, known)
    state, later = begun.state, None
    itself, latest, last = _left_alone(law, begun)
    if not timed:
        behind = _begun(law, name, first // MINUTES * MINUTES + MINUTES - 1, known)
        then, latest, last = _left_alone(law, behind)
        later, itself = behind.state, _either(itself, then)
    owed = [
        _owed(law, days, state, duty, later)
        for duty in state.duties.values()
        if isinstance(duty.rule, Obligation | Lapse | Prohibition) and duty.status is Status.PENDING
    ]
    told = sorted(owed, key=lambda one: (one.due is None, one.due or at, law.order[one.rule.id]))
    turn = [
        party
        for one in told
        if isinstance(one.rule, Obligation) and not one.waits_for
        for party in one.rule.bearers
    ]
    whose = tuple(dict.fromkeys(turn))
    return Due(regime, days, name, at, timed, tuple(told), itself, latest, whose, last)


def _event(regime: Regime, word: str) -> str:
    known = names.words(regime.vocabulary, "events")
    found = known.all(word)
    if len(found) == 1:
        return found[0]
    events = {each: one.label for each, one in regime.vocabulary.events.items()}
    if found:
        raise Complaint("due.ambiguous", word=word, all=", ".join(found))
    labelled = {
        key: Text(f"{id}（{one.zh}）", f"{id} ({one.en})")
        for id, one in events.items()
        for key in (id, one.zh, one.en.casefold())
    }
    raise Complaint("due.unknown", word=word, near=offered(word, labelled))


def _fact(regime: Regime, word: str, value: str) -> tuple[str, str]:
    known = names.words(regime.vocabulary, "attributes")
    name = known.find(word)
    if name is None:
        near, every = known.nearest(word), ", ".join(regime.vocabulary.attributes)
        key = "due.no-fact" if near else "due.no-such-fact"
        kind = catalogue()["kind.attribute"]
        raise Complaint(key, kind=kind, word=word, near=near, all=every)
    chosen = names.values(regime.vocabulary, name).find(value)
    if chosen is None:
        every = ", ".join(regime.vocabulary.attributes[name].values)
        raise Complaint("due.no-value", fact=word, word=value, all=every)
    return name, chosen


def _law(regime: Regime, event: str, calendar: Calendar, reading: Reading) -> Law:
    """The law as seen from the event on: what it presupposes is not asked about."""
    before = regime.foundations(event) - {event}
    shown = [name for name in regime.vocabulary.events if name not in before]
    seen = sight(regime, shown, tuple(regime.vocabulary.attributes))
    return Law(seen.regime, reading, CalendarClock(calendar))


def _begun(law: Law, event: str, at: int, facts: Mapping[str, str]) -> Transition:
    """A matter in which the event alone has come, and what counts as having come with it."""
    by = law.regime.vocabulary.events[event].by
    bearers = [one for rule in law.supporting.get(event, ()) for one in (rule.bearer,)]
    party = by if by in bearers or not bearers else bearers[0]
    mode = Mode.EXOGENOUS if by == WORLD else Mode.PERFORMED
    one = Occurrence(event, at, mode, party, "", int(mode is Mode.EXOGENOUS and _closing(law, at)))
    return advance(law, law.start(facts), (one,))


def _closing(law: Law, at: int) -> bool:
    clock = law.clock
    return isinstance(clock, CalendarClock) and clock.calendar.is_closing(at)


def _owed(law: Law, calendar: Calendar, state: State, duty: Duty, later: State | None) -> Owed:
    rule = duty.rule
    assert isinstance(rule, Obligation | Lapse | Prohibition)
    waits: tuple[str, ...] = ()
    if isinstance(rule, Obligation):
        waits = tuple(Waiting(law.means, state.occurred, state.attributes).of(rule))
    if duty.due is None:
        return Owed(rule, None, None, None, None, waits)
    at, begun = time_of(duty.due[0]), time_of(duty.opened[0])
    other = None if later is None else later.duties[rule.id].due
    behind = None if other is None or other[0] == duty.due[0] else time_of(other[0])
    days = (at.date() - begun.date()).days
    return Owed(rule, at, behind, days, holiday_in(calendar, begun.date(), at.date()), waits)


def _left_alone(
    law: Law, begun: Transition
) -> tuple[tuple[Itself, ...], datetime | None, tuple[str, ...]]:
    """What comes of itself if nobody acts, when the last limit has run out, and whose it is."""
    found = [_itself(one, at_once=True) for one in begun.occurred[1:]]
    state, latest = begun.state, None
    last: tuple[str, ...] = ()
    while (moment := next_expiry(state)) is not None:
        running = state.duties.items()
        last = tuple(rule for rule, duty in running if _runs_out(duty, moment))
        latest = time_of(moment[0])
        step = expire(law, state, moment)
        found += map(_itself, step.occurred)
        state = step.state
    return tuple(found), latest, last


def _runs_out(duty: Duty, moment: Moment) -> bool:
    return duty.status is Status.PENDING and duty.due == moment


def _itself(one: Occurrence, at_once: bool = False) -> Itself:
    return Itself(one.event, time_of(one.at), one.rule, one.mode, at_once)


def _either(sooner: Sequence[Itself], later: Sequence[Itself]) -> tuple[Itself, ...]:
    """What comes of itself, with when it would come if the event came after the close."""
    then = {(one.event, one.rule): one.at for one in later if not one.at_once}
    both = [(one, then.get((one.event, one.rule), one.at)) for one in sooner]
    return tuple(
        one if at == one.at or one.at_once else replace(one, at_after_close=at) for one, at in both
    )


def event_of(answer: Due) -> Text:
    """Name the event."""
    return answer.regime.vocabulary.events[answer.event].label


def act_label(answer: Due, one: Owed) -> Text:
    """Name what is to be done, or what comes."""
    return answer.regime.vocabulary.events[act_of(one.rule)].label
