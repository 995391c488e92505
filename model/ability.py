"""What a party can do: at once, and by way of other acts of its own.

*Ought implies can*: a duty is **able** from the first moment at which its bearer could do the act.
Who owes the end owes the means, so what the act presupposes counts as done where the bearer may do
it himself, and what may not be done before his own act may be done by him all the same. What is
another's, or the world's, keeps a duty from being able until it has come. ``docs/semantics.md``
says what is owed then, and why.

:class:`~model.transition.Law` and :mod:`verify.ability` use the same reading of the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from model.deadline import AT_ONCE
from model.duty import Duty, Status
from model.rule import Obligation, Power, Rule
from model.trace import Mode, Moment, Occurrence
from model.vocabulary import holds

if TYPE_CHECKING:
    from model.transition import Law, State


def performable(law: Law, state: State, event: str, party: str) -> Moment | None:
    """Return the earliest moment from which the party may perform the event; ``None`` if never.

    An act that rules govern may be performed only by a bearer of one that demands or allows it,
    after that rule's trigger; any other event is free, after what it presupposes and in the cases
    in which it can happen at all.
    """
    if not possible(law, state, event, party):
        return None
    before = law.regime.vocabulary.events[event].presupposes
    earliest = max((state.occurred[one].moment for one in before), default=(0, 0))
    if event not in law.regime.governed:
        return earliest
    return max(earliest, min(duty.opened for duty in _supporting(law, state, event, party)))


def possible(law: Law, state: State, event: str, party: str) -> bool:
    """Whether the party may perform the event as things stand, as :func:`performable` says."""
    if not open_to(law, state, event):
        return False
    return event not in law.regime.governed or bool(_supporting(law, state, event, party))


def open_to(law: Law, state: State, event: str) -> bool:
    """Whether an event can still come, and what it presupposes has come; whoever may do it."""
    if event in state.occurred:
        return False
    kind = law.regime.vocabulary.events[event]
    for other in kind.presupposes:
        if other not in state.occurred:
            return False
    return not kind.when or holds(kind.when, state.attributes)


def _supporting(law: Law, state: State, event: str, party: str) -> list[Duty]:
    """The duties and powers set going by which a party may perform an act now."""
    duties = state.duties
    return [
        duty
        for rule in law.allowing.get((party, event), ())
        if (duty := duties.get(rule.id)) is not None and not _ended(duty)
    ]


def _ended(duty: Duty) -> bool:
    """Whether a power is over."""
    return duty.status is not Status.PENDING and isinstance(duty.rule, Power)


def on_the_way(
    law: Law, state: State, party: str, event: str, left: Collection[str] = ()
) -> tuple[str, ...] | None:
    """Return the acts by which a party makes way for an event, in order; ``None`` if it cannot.

    They are acts of its own that the event presupposes and that have not come, free or allowed by a
    power; none where nothing is missing. What is ``left`` to others, or to another time, is none of
    them, nor is what the party owes apart. Whether a rule lets it perform the event itself is not
    asked.
    """
    found: list[str] = []
    asked: set[str] = set()

    def comes(missing: str) -> bool:
        asked.add(missing)
        kind = law.regime.vocabulary.events[missing]
        if kind.when and not holds(kind.when, state.attributes):
            return False
        for other in kind.presupposes:
            if other in state.occurred or other in found:
                continue
            own = other not in left and _its_own(law, state, party, other) and other not in asked
            banned = any(True for _ in _lifting(law, state, party, other))
            if not own or banned or not comes(other):
                return False
            found.append(other)
        return True

    return tuple(found) if comes(event) else None


def _its_own(law: Law, state: State, party: str, event: str) -> bool:
    supports = law.means.supports.get((party, event), ())
    powers = any(isinstance(rule, Power) and rule.id in state.duties for rule in supports)
    return powers or law.means.is_free(party, event)


def can(
    law: Law, state: State, party: str, event: str, asked: frozenset[str] = frozenset()
) -> bool:
    """Whether a party could bring about an event that has not come, by its own acts alone.

    ``asked`` are events that this is already asked about: nothing is a means to itself.
    """
    if event in asked:
        return False
    asked |= {event}
    if any(_at_hand(law, state, party, rule, asked) for rule in law.means.counting.get(event, ())):
        return True
    kind = law.regime.vocabulary.events[event]
    if kind.when and not holds(kind.when, state.attributes):
        return False
    supports = law.means.supports.get((party, event), ())
    if not law.means.is_free(party, event) and not any(
        _at_hand(law, state, party, rule, asked) for rule in supports
    ):
        return False
    before = (*kind.presupposes, *_lifting(law, state, party, event))
    return all(one is not None and _by_then(law, state, party, one, asked) for one in before)


def _by_then(law: Law, state: State, party: str, event: str, asked: frozenset[str]) -> bool:
    return event in state.occurred or can(law, state, party, event, asked)


def _at_hand(law: Law, state: State, party: str, rule: Rule, asked: frozenset[str]) -> bool:
    """Whether a rule is set going, or the party could set it going."""
    if rule.when and not holds(rule.when, state.attributes):
        return False
    enough = all if rule.on.quantifier == "all" else any
    return enough(_by_then(law, state, party, one, asked) for one in rule.on.events)


def _lifting(law: Law, state: State, party: str, event: str) -> Iterable[str | None]:
    """Yield what must come first for each ban on a party's act; ``None`` where nothing lifts it."""
    for ban in law.means.bans.get((party, event), ()):
        if ban.id in state.duties and (ban.until is None or ban.until not in state.occurred):
            yield ban.until


def can_there(
    law: Law,
    state: State,
    party: str,
    event: str,
    now: Moment,
    asked: frozenset[str] = frozenset(),
) -> bool:
    """Whether a party could bring about an event in a further round, by own acts of that round.

    Only what first becomes possible there can be done there: by what has come there, by such an
    act of the party's own, or since the party is allowed it only from then on.
    """
    if event in asked:
        return False
    asked |= {event}

    def done(one: str) -> bool:
        return one not in state.occurred and can_there(law, state, party, one, now, asked)

    def comes(one: str) -> bool:
        return one in state.occurred or done(one)

    def at_hand(rule: Rule) -> bool:
        enough = all if rule.on.quantifier == "all" else any
        fits = not rule.when or holds(rule.when, state.attributes)
        return fits and enough(comes(one) for one in rule.on.events)

    counting = law.means.counting.get(event, ())
    if any(at_hand(rule) and any(map(done, rule.on.events)) for rule in counting):
        return True
    kind = law.regime.vocabulary.events[event]
    if kind.when and not holds(kind.when, state.attributes):
        return False
    free = law.means.is_free(party, event)
    if not free and not any(map(at_hand, law.means.supports.get((party, event), ()))):
        return False
    new = not free and all(one.opened >= now for one in _supporting(law, state, event, party))
    for one in kind.presupposes:
        if not comes(one):
            return False
        new = new or one not in state.occurred or state.occurred[one].moment >= now
    lifting = _lifting(law, state, party, event)
    return new and all(one is not None and comes(one) for one in lifting)


def able_from(law: Law, state: State, duty: Duty, moment: Moment) -> Moment | None:
    """Return from when on a duty can be met by own acts, as things stand; ``None`` if not at all.

    That is the moment itself. In a further round of an instant only what first becomes possible
    there can still be done; where the act is not of that kind, it is the next instant, unless a
    ban arises before that.
    """
    rule = duty.rule
    assert isinstance(rule, Obligation)
    parties = [one for one in rule.bearers if can(law, state, one, rule.act)]
    if not parties:
        return None
    if moment[1] == 0 or any(can_there(law, state, one, rule.act, moment) for one in parties):
        return moment
    return moment[0] + 1, 0


def limit(law: Law, duty: Duty) -> Moment | None:
    """Return the last moment at which a duty can be obeyed; ``None`` where nobody can disobey it.

    That is when it is due if it is able by then; else the close of business of the first working
    day not yet closed when it becomes able. A notice is judged when the event comes.
    """
    if duty.due is None or duty.able is None:
        return None
    if duty.able <= duty.due:
        return duty.due
    at = law.clock.due(duty.able[0], duty.rule.id, AT_ONCE)
    return (at, duty.able[1] if at == duty.able[0] else 0)


def owed_until(law: Law, state: State, duty: Duty, now: Moment = (0, 0)) -> Moment | None:
    """Return the last moment at which a duty can still be obeyed; ``None`` where none is left.

    Until it is due; after that only of a duty that could not be kept when it was due and that has
    become able: until its :func:`limit`, as long as that is not before ``now``.
    """
    if duty.status is Status.PENDING:
        return duty.due
    rule = duty.rule
    if duty.status is not Status.OVERDUE or not isinstance(rule, Obligation):
        return None
    ends = (rule.act, *rule.excused_by)
    if rule.announced is not None or any(one in state.occurred for one in ends):
        return None
    last = limit(law, duty)
    return last if last is not None and last != duty.due and last >= now else None


def disobeyed(law: Law, state: State, duty: Duty, end: int | None = None) -> bool:
    """Whether a duty is breached by somebody who could have kept it, or a prohibition is.

    By its :func:`limit` its act has not occurred, whoever's it is and in whatever mode, nor has
    what excuses it. ``end`` is until when the thread was watched, ``None`` for ever.
    """
    rule = duty.rule
    if not duty.breached or not isinstance(rule, Obligation):
        return duty.status is Status.VIOLATED
    if rule.announced is not None:
        return _unannounced(law, state, duty)
    last = limit(law, duty)
    if last is None or (end is not None and last[0] > end):
        return False
    ends = (rule.act, *rule.excused_by)
    return not any(one in state.occurred and state.occurred[one].moment <= last for one in ends)


def could(law: Law, state: State, duty: Duty) -> bool:
    """Whether a duty was able when it was due; of what was not breached it is not asked."""
    rule = duty.rule
    if not duty.breached or not isinstance(rule, Obligation):
        return True
    if rule.announced is not None:
        return _in_hand(law, state, duty, state.occurred[rule.announced])
    return duty.able is not None and duty.due is not None and duty.able <= duty.due


def _unannounced(law: Law, state: State, duty: Duty) -> bool:
    """Whether an event came without notice in time, by whomever, that could have been given."""
    rule = duty.rule
    assert isinstance(rule, Obligation)
    assert rule.announced is not None
    event, act = state.occurred[rule.announced], state.occurred.get(rule.act)
    if act is not None and _precedes(state, act, event) and _early(law, rule, act.at, event):
        return False
    return _in_hand(law, state, duty, event)


def _in_hand(law: Law, state: State, duty: Duty, event: Occurrence) -> bool:
    """Whether notice of an event could have been given in time, or the event been put off."""
    rule, able = duty.rule, duty.able
    assert isinstance(rule, Obligation)
    if event.mode is Mode.PERFORMED and event.party in rule.bearers:
        return True
    return able is not None and able <= event.moment and _early(law, rule, able[0], event)


def _early(law: Law, rule: Obligation, at: int, event: Occurrence) -> bool:
    """Whether an instant is so long before an event as notice of it is due."""
    ahead = law.ahead(rule)
    return not ahead or at <= law.clock.latest_notice(event.at, ahead)


def _precedes(state: State, one: Occurrence, other: Occurrence) -> bool:
    """Whether one occurrence came before another; what one expiry deems comes together."""
    together = one.mode is other.mode is Mode.DEEMED and one.moment == other.moment
    order = list(state.occurred)
    return not together and order.index(one.event) < order.index(other.event)
