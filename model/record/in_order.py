"""One thread of a record in one order: replayed, and what became of each duty told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from model.clock import Clock, WatchedClock
from model.conformance import Judgement, Outcome, judge, replayed
from model.duty import Duty, Status
from model.instant import MINUTES
from model.record.closes import NotedClock, Told
from model.record.doubts import Doubts
from model.record.measured import MeasuredClock
from model.record.orders import Entry, Part, Placed
from model.record.pending import due_of, why_pending
from model.record.standing import Judged, Standing, Why
from model.rule import Lapse, Obligation, Prohibition, Rule
from model.trace import Mode, Occurrence, Run
from model.vocabulary import holds
from model.waiting import Waiting

if TYPE_CHECKING:
    from model.record.bench import Bench


class InOrder:
    """A thread in one order, judged; it yields what became of each rule.

    Attributes
    ----------
    early
        The acts that stand before what they need, or without it, and which of the two.
    """

    def __init__(
        self,
        bench: Bench,
        entries: Sequence[Entry],
        given: Sequence[int],
        way: Sequence[Placed],
        facts: Mapping[str, str],
        end: int,
        either: Set[int] = frozenset(),
    ) -> None:
        self.bench, self.law, self.entries = bench, bench.law, entries
        self.facts = facts
        self.either = {given[place] for place in either}
        self.noted: set[int] = set()
        self.done_by: dict[str, int] = {}
        self.end = bench.calendar.closing(end - 1) if end > 0 else -1
        self.places: dict[int, int] = {}
        self.lengths: dict[int, dict[str, int]] = {}
        occurred = tuple(self._occurrences(given, way))
        if either or self.lengths:
            self.law = self.law.under(self._clock(bool(either)))
        if either:
            self.end = Told(self.end, self.noted)
        run = Run(occurred, self.facts, self.end)
        self.state, deviations = replayed(self.law, run)
        self._doubts = Doubts(bench, self.law, self.state, entries, deviations)
        self.early = self._doubts.early
        self._rows = list(self._all())
        if either:
            self._rows = [self._at_least(one) for one in self._rows]

    def __iter__(self) -> Iterator[Judged]:
        return iter(self._rows)

    def _occurrences(self, given: Sequence[int], way: Sequence[Placed]) -> Iterator[Occurrence]:
        count: dict[tuple[int, Part], int] = defaultdict(int)
        close = self.bench.calendar.hours.close
        for placed in way:
            place, day, part = given[placed.place], placed.day, placed.part
            one = self.entries[place]
            within = count[day, part]
            count[day, part] += 1
            minute = {Part.OPEN: within, Part.AT_CLOSE: close, Part.CLOSED: close + 1 + within}[
                part
            ]
            at = day * MINUTES + minute
            self.places[at] = place
            if one.lengths:
                behind = part is Part.CLOSED
                self.lengths[at] = {rule: each[behind] for rule, *each in one.lengths}
            if part is Part.AT_CLOSE or any(begun != after for _, begun, after in one.lengths):
                self.noted.add(day)
            exogenous = self.bench.regime.is_exogenous(one.event)
            mode = Mode.EXOGENOUS if exogenous else Mode.PERFORMED
            yield Occurrence(one.event, at, mode, one.party, "", int(part is Part.AT_CLOSE))

    def _clock(self, noting: bool) -> Clock:
        calendar = self.bench.calendar
        clock = MeasuredClock(calendar, self.lengths) if self.lengths else WatchedClock(calendar)
        return NotedClock(clock, self.noted) if noting else clock

    # What became of each rule

    def _all(self) -> Iterator[Judged]:
        judgements = {one.rule.id: one for one in judge(self.law, self.state, self.end)}
        for rule in self.bench.regime.rules:
            found = self._of(rule, judgements.get(rule.id))
            doubt = self._doubts.of(rule, found)
            if doubt is not None:
                known = found or Judged(rule.id, Standing.UNKNOWN, doubt[0])
                why, about = doubt
                standing = Standing.UNKNOWN
                yield known._replace(standing=standing, why=why, about=about, late=-1)
            elif found is not None:
                yield found

    def _of(self, rule: Rule, judgement: Judgement | None) -> Judged | None:
        duty = self.state.duties.get(rule.id)
        if isinstance(rule, Lapse) and duty is not None:
            return self._lapsed(rule, duty)
        if judgement is None or duty is None:
            return None
        if isinstance(rule, Prohibition):
            broken = judgement.outcome is Outcome.VIOLATED
            return self._row(duty, Standing.VIOLATED, Why.BANNED, rule.act) if broken else None
        return self._owed(rule, duty, judgement) if isinstance(rule, Obligation) else None

    def _row(self, duty: Duty, standing: Standing, why: Why, about: str = "") -> Judged:
        opened = self.places.get(duty.opened[0], -1)
        index = self.bench.calendar.index_at
        settled = None if duty.settled is None else duty.settled[0]
        place = -1 if settled is None else self.places.get(settled, -1)
        return Judged(
            duty.rule.id,
            standing,
            why,
            opened,
            -1 if opened >= 0 else index(duty.opened[0]),
            self._index(due_of(self.law, self.state, duty)),
            place,
            -1 if settled is None or place >= 0 else index(settled),
            -1,
            about,
        )

    def _index(self, due: int | None) -> int:
        """The working day of a due instant; -1 where there is none that the calendar tells."""
        if due is None:
            return -1
        index = self.bench.calendar.index_at(due)
        return index if index < self.bench.calendar.working_days - 1 else -1

    def _owed(self, rule: Obligation, duty: Duty, one: Judgement) -> Judged:
        match one.outcome:
            case Outcome.FULFILLED:
                return self._row(duty, Standing.FULFILLED, Why.DONE)._replace(late=0)
            case Outcome.EXCUSED:
                ended = self._excuse(rule)
                return self._row(duty, Standing.FULFILLED, Why.EXCUSED, ended)._replace(late=0)
            case Outcome.PENDING:
                why, about = why_pending(rule, duty)
                return self._row(duty, Standing.PENDING, why, about)
        return self._broken(rule, duty, one)

    def _excuse(self, rule: Obligation) -> str:
        ends = (*rule.excused_by, *((rule.announced,) if rule.announced else ()))
        return next((event for event in ends if event in self.state.occurred), "")

    def _broken(self, rule: Obligation, duty: Duty, one: Judgement) -> Judged:
        """A duty that the record shows as not kept, whoever is to blame."""
        at, found = one.settled, self._row(duty, Standing.MISSING, Why.OVERDUE)
        if one.outcome is Outcome.DEEMED:
            at = self._own_act(rule, one)
            about = rule.on_expiry.event if rule.on_expiry else ""
            why = Why.TOOK_EFFECT if at is None else Why.DONE_AFTER
            found = found._replace(standing=Standing.DEEMED, why=why, about=about)
            found = found._replace(settled=-1, settled_on=found.due)
        elif one.outcome is Outcome.LATE:
            found = found._replace(standing=Standing.LATE, why=Why.ENTERED_LATE)
        if not one.could and not one.disobeyed:
            about = self._kept_from(rule, duty)
            return found._replace(standing=Standing.COULD_NOT, why=Why.WAITED, about=about)
        if at is not None and found.due >= 0:
            late = (self.bench.calendar.slot(at) + 1) // 2 - found.due
            # What the world does at the minute of the close comes behind it, a day begun.
            found = found._replace(late=max(late, 1))
            self.done_by[rule.id] = self.places.get(at, -1)
        return found

    def _at_least(self, found: Judged) -> Judged:
        """The days late of an act, where it may have come on either side of the close."""
        place = self.done_by.get(found.rule, -1)
        if found.late < 0 or place not in self.either or self.entries[place].day in self.noted:
            return found
        day = self.bench.calendar.index_at(self.entries[place].day * MINUTES)
        by_close, behind = max(day - found.due, 1), max(day + 1 - found.due, 1)
        return found._replace(late=by_close, least=by_close != behind)

    def _own_act(self, rule: Obligation, one: Judgement) -> int | None:
        """When the bearer did the act, or what counts as it came, after the default took effect.

        Once another party's act is entered, nothing counts as the act any more.
        """
        entered = {at: self.entries[place] for at, place in self.places.items()}
        acts = {at: each.party for at, each in entered.items() if each.event == rule.act}
        own = {at for at, party in acts.items() if party in rule.bearers}
        occurred, case = self.state.occurred, self.state.attributes
        for counts in self.law.means.counting.get(rule.act, ()):
            came = [occurred[event].at for event in counts.on.events if event in occurred]
            every = counts.on.quantifier == "all"
            if holds(counts.when, case) and len(came) >= (len(counts.on.events) if every else 1):
                at = max(came) if every else min(came)
                own |= {at} if all(at < other for other in acts) else set()
        return min((at for at in own if one.due is not None and at > one.due), default=None)

    def _kept_from(self, rule: Obligation, duty: Duty) -> str:
        """What a duty waited for when it was due."""
        occurred = self.state.occurred
        due = duty.due
        come = {name for name, one in occurred.items() if due is not None and one.moment <= due}
        case = self.state.attributes
        return next(iter(Waiting(self.law.means, come, case).of(rule)), "")

    def _lapsed(self, rule: Lapse, duty: Duty) -> Judged:
        """What the clock brought about, or would have, and what the record has of it."""
        entered = [
            place
            for place, one in enumerate(self.entries)
            if one.effect and one.usable and one.event == rule.event
        ]
        place = entered[0] if entered else -1
        if duty.status is Status.FULFILLED:
            found = self._row(duty, Standing.DEEMED, Why.RAN_OUT, rule.event)
            if place < 0:
                return found._replace(settled_on=found.due)
            return found._replace(why=Why.ENTERED, settled=place)
        pending = duty.status is Status.PENDING
        standing = Standing.PENDING if pending else Standing.FULFILLED
        ended = next((one for one in rule.unless if one in self.state.occurred), "")
        why, about = why_pending(rule, duty) if pending else (Why.EXCUSED, ended)
        found = self._row(duty, standing, why, about)
        if place < 0:
            return found
        return found._replace(why=Why.ENTERED_WRONGLY, settled=place, about=rule.event)
