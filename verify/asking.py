"""What a question comes to for one regime: whose threads it is about, and what the world does.

**By all departments.** A matter has a thread for each of its departments, and they share its
attributes and the events whose scope is the case. The last of n threads has the bound of one:

- *At most.* Where no event of the case hangs on anything of a single thread, what happens in one
  of n threads is a run of one thread, and obeys what is obeyed. So each thread's response comes
  within the bound of one thread; the trigger is an event of the case, the same for all; hence the
  last response comes within it, too, and none is missing.
- *Attained.* n times the worst run of one thread, at the same moments, agrees about everything
  shared, and is a run of n threads.

So the answer for one thread is that for any number of them. The argument fails, and there is no
answer, where the trigger is of one thread, so that the threads have no common beginning; where a
shared event follows on something of one thread, which is then no run by itself; and where somebody
owes a shared event that one thread alone may forbid, or make wait for a notice: he cannot be held
to it there, and a thread alone does not show that. Whether a department keeps up with several
matters is not asked.

**As the world usually does.** What the response waits for, what the trigger does not need and no
rule brings about, comes as soon as it can. An event of the world that excuses a duty or sets a ban
going, and that neither trigger nor response follows on, does not come. Nothing is assumed of acts
that are forbidden or must be announced: there a rule may demand that they wait, and runs would be
shut out. What is assumed can always come true, so that nothing is proved for want of runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from model.bearing import broken_by
from model.means import Means
from model.property import AtOnce, Property, World
from model.regime import Regime
from model.rule import effects_of, events_of
from verify.granted import certain_before
from verify.slicing import bearing_on, causes_of, slice_of
from verify.verdict import Reason


def put(prop: Property, regime: Regime) -> Property:
    """Return a property with what a world as usual comes to for a regime."""
    words = regime.vocabulary.events
    about = (prop.trigger, prop.response)
    if prop.world is World.ANY or not {*about} <= words.keys():
        return prop
    needed = certain_before(regime, prop.trigger)
    waited = certain_before(regime, prop.response) - needed - {prop.response}
    kept_waiting = {rule.act for rule in regime.prohibitions}
    kept_waiting |= {rule.announced for rule in regime.obligations if rule.announced}
    at_once = tuple(
        AtOnce(event, words[event].presupposes, words[event].when)
        for event in words
        if event in waited - regime.governed - kept_waiting
    )
    followed, exceptions = _followed(regime, about), _exceptions(bearing_on(regime, about))
    absent = tuple(
        event for event in words if event in exceptions - followed and regime.is_exogenous(event)
    )
    return replace(prop, at_once=at_once, absent=absent)


def _exceptions(regime: Regime) -> set[str]:
    """The events that excuse a duty or set a ban going."""
    excusing = {event for rule in regime.obligations for event in rule.excused_by}
    return excusing | {event for rule in regime.prohibitions for event in rule.on.events}


def _followed(regime: Regime, events: Iterable[str]) -> set[str]:
    """Return the events that others follow on, those included: by a rule, or presupposed by it.

    What lifts a ban is among them.
    """
    found, waiting = set[str](), [*events]
    while waiting:
        event = waiting.pop()
        if event in found:
            continue
        found.add(event)
        waiting += regime.vocabulary.events[event].presupposes
        for rule in regime.rules:
            if event in effects_of(rule):
                waiting += rule.on.events
        waiting += [ban.until for ban in regime.prohibitions if ban.act == event and ban.until]
    return found


def touched(properties: Iterable[Property], one: Regime, other: Regime) -> list[Property]:
    """Return the properties whose answers may differ in two texts, in their order.

    Where the same is asked of both, and the rules connected with its events say the same, the
    answer is the same, with its bound.
    """
    words = (one.vocabulary, one.counting, one.precedence)
    if words != (other.vocabulary, other.counting, other.precedence):
        return [*properties]
    return [prop for prop in properties if not _alike(prop, one, other)]


def _alike(prop: Property, one: Regime, other: Regime) -> bool:
    asked = one.question(prop)
    if asked != other.question(prop):
        return False
    if prop.by_all or prop.world is not World.ANY:  # it is about more than its two events
        return False
    events = (asked.trigger, asked.response)
    return slice_of(one, *events).rules == slice_of(other, *events).rules


def not_of_one_thread(regime: Regime, prop: Property) -> Reason | None:
    """Return why the last of several threads may come later than one; ``None`` where it may not."""
    if not prop.by_all:
        return None
    words = regime.vocabulary.events
    if words[prop.trigger].scope == "thread":
        return Reason.NO_COMMON_TRIGGER
    part = bearing_on(regime, [prop.trigger, prop.response])
    named = {event for rule in part.rules for event in events_of(rule)} | {prop.trigger}
    shared = [event for event in part.relevant if words[event].scope == "case"]
    shared += [event for event in named if words[event].scope == "case"]
    if any(words[one].scope == "thread" for one in _hanging_on(regime, shared)):
        return Reason.SHARED_HANGS_ON_ONE
    return None


def _hanging_on(regime: Regime, events: Iterable[str]) -> set[str]:
    """Return what can bear on how events come about, and on whether who owes them may."""
    found, means = {*events}, Means(regime)
    owed = {event for duty in regime.obligations for event in (duty.act, *means.owed(duty))}
    while True:
        more = causes_of(regime, found)
        for rule in regime.binding:
            if broken_by(rule) in found & owed:
                more |= events_of(rule)
        if more <= found:
            return found
        found |= more
