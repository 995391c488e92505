"""Whether the limits of a file's rules, and what may happen to them, can be what they say.

What a limit names is looked up as all words are (:mod:`protocols.words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.deadline import (
    Before,
    External,
    Fraction,
    Indefinite,
    Recurring,
    Unit,
    Within,
)
from model.language import catalogue
from protocols.document import DataPath
from protocols.form import AnyRuleForm, ClockForm, LapseForm, ObligationForm, TimedForm
from protocols.kinds import derived_by
from protocols.mistakes import nearest
from protocols.words import Words


def check_limits(check: Words, rules: Sequence[AnyRuleForm], first: int | None = None) -> None:
    """Check the limits of rules, what follows when they expire, and what happens to them.

    Of all, or of the first so many; the others are there to be referred to.
    """
    brought = {event for rule in rules for event in derived_by(rule)}
    for place, rule in enumerate(rules[:first]):
        if not isinstance(rule, ObligationForm | LapseForm):
            continue
        path: DataPath = ("rules", place)
        _reading(check, rule, path)
        _clock(check, rule, path)
        if isinstance(rule.deadline, Fraction):
            _fraction(check, rule.deadline, rule, rules, (*path, "deadline"))
        if isinstance(rule, LapseForm):
            _lapse(check, rule, path)
            continue
        _expiry(check, rule, path)
        if isinstance(rule.deadline, Before):
            _notice(check, rule, rule.deadline.event, brought, (*path, "deadline"))


def _reading(check: Words, rule: TimedForm, path: DataPath) -> None:
    """Check that it is said how a limit was taken that the text leaves open."""
    if rule.reading:
        return
    if rule.start == "unstated":
        check.add((*path, "start"), "reading-missing", what=catalogue()["reading.start"])
    elif isinstance(rule.deadline, External | Recurring):
        check.add((*path, "deadline"), "reading-missing", what=catalogue()["reading.deadline"])


def _triggers(rule: AnyRuleForm) -> list[str]:
    return list(rule.on.any or rule.on.all or [])


def _ending(rule: TimedForm) -> list[str]:
    """The events on which it depends whether and when a limit expires."""
    own = rule.unless if isinstance(rule, LapseForm) else rule.excused_by
    return [*_triggers(rule), *own, *_heeded(rule.clock)]


def _heeded(clock: ClockForm) -> Iterable[str]:
    for stop in clock.stops:
        yield from (stop.from_, stop.until)
    yield from clock.restarts
    yield from (one.on for one in clock.extends)


def _lapse(check: Words, rule: LapseForm, path: DataPath) -> None:
    check.scope(rule.lapse, _ending(rule), (*path, "lapse"))
    check.events(rule.unless, (*path, "unless"))
    for place, event in enumerate(rule.unless):
        if event == rule.lapse:
            check.add((*path, "unless", place), "own-trigger", event=event)
    if isinstance(rule.deadline, Before):
        check.add((*path, "deadline"), "lapse-before")


def _expiry(check: Words, rule: ObligationForm, path: DataPath) -> None:
    """Check what ends a duty or follows on its expiry."""
    causes = _ending(rule)
    named = {"on-expiry": rule.on_expiry.event if rule.on_expiry else None}
    named["overdue"] = rule.overdue
    for key, event in named.items():
        if event is None:
            continue
        check.known(event, check.words.events, "kind.event", (*path, key))
        check.scope(event, causes, (*path, key))
        if isinstance(rule.deadline, Before):
            check.add((*path, key), "no-expiry", key=key)
    if rule.on_expiry is not None:
        written = check.data((*path, "on-expiry"))
        listed = isinstance(written, dict) and isinstance(written.get("unless"), list)
        for place, guard in enumerate(rule.on_expiry.unless):
            at: DataPath = (*path, "on-expiry", "unless")
            check.guard(guard, (*at, place) if listed else at)
    if rule.overdue is not None and rule.overdue in (rule.act, named["on-expiry"]):
        check.add((*path, "overdue"), "overdue-is-act", event=rule.overdue)
    for place, event in enumerate(rule.excused_by):
        check.known(event, check.words.events, "kind.event", (*path, "excused-by", place))
        if event == rule.act:
            check.add((*path, "excused-by", place), "own-trigger", event=event)


def _notice(
    check: Words, rule: ObligationForm, event: str, brought: set[str], path: DataPath
) -> None:
    """Check that what must be announced comes after what calls for the announcement."""
    if not check.known(event, check.words.events, "kind.event", path):
        return
    if event in brought:
        check.add(path, "announced-effect", event=event)
    late = [one for one in _triggers(rule) if check.follows(one, event)]
    if late:
        check.add(path, "announced-first", event=event, before=late[0])


def _fraction(
    check: Words,
    limit: Fraction,
    rule: TimedForm,
    rules: Iterable[AnyRuleForm],
    path: DataPath,
) -> None:
    """Check that a limit is a part of one that has a number of working days."""
    timed = {one.id: one for one in rules if isinstance(one, ObligationForm | LapseForm)}
    if limit.of == rule.id:
        check.add(path, "part-of-itself", rule=limit.of)
        return
    if limit.of not in timed:
        check.add(path, "part-of-none", rule=limit.of, near=nearest(limit.of, timed))
        return
    whole = timed[limit.of].deadline
    if not isinstance(whole, Within) or whole.unit is not Unit.WORKING_DAYS:
        check.add(path, "part-of-what", rule=limit.of)
    elif not rule.reading and whole.count * limit.numerator % limit.denominator:
        check.add(path, "reading-missing", what=catalogue()["reading.rounding"])


def _clock(check: Words, rule: TimedForm, path: DataPath) -> None:
    """Check what happens to the clock of a limit, and that it has a clock at all."""
    clock = rule.clock
    if not any(True for _ in _heeded(clock)):
        return
    if not _runs(rule.deadline):
        check.add((*path, "clock"), "no-clock")
    act = rule.act if isinstance(rule, ObligationForm) else rule.lapse
    for place, stop in enumerate(clock.stops):
        for key, event in (("from", stop.from_), ("until", stop.until)):
            _heard(check, event, act, check.at((*path, "clock", "stops"), place, key))
        if stop.from_ == stop.until:
            where = check.at((*path, "clock", "stops"), place, "until")
            check.add(where, "stops-and-goes", event=stop.until)
    for place, event in enumerate(clock.restarts):
        _heard(check, event, act, check.at((*path, "clock", "restarts"), place))
        if event in _triggers(rule):
            check.add(check.at((*path, "clock", "restarts"), place), "own-trigger", event=event)
    for place, extension in enumerate(clock.extends):
        _heard(check, extension.on, act, check.at((*path, "clock", "extends"), place, "on"))
        if not _lengthens(extension.by):
            where = check.at((*path, "clock", "extends"), place, "by")
            check.add(where, "extension-form", found=check.data(where))


def _heard(check: Words, event: str, act: str, path: DataPath) -> None:
    check.known(event, check.words.events, "kind.event", path)
    if event == act:
        check.add(path, "clock-of-act", event=event)


def _runs(limit: object) -> bool:
    """Whether a limit is a number of working days, or may be read as one."""
    if isinstance(limit, Within):
        return limit.unit is Unit.WORKING_DAYS
    return isinstance(limit, Indefinite | External | Fraction)


def _lengthens(limit: object) -> bool:
    if isinstance(limit, Within):
        return limit.unit is Unit.WORKING_DAYS
    return isinstance(limit, Indefinite | External)
