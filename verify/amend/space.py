"""The edits on the table: what a drafter could change so that a requirement comes to hold.

The space is stated, not guessed from the answer. About a requirement "after e, f comes" these are
considered, over the rules on which it can depend whether and when f comes. Where everyone obeys,
those are not only rules behind f: a duty to which f is a means has f done by its own limit. A rule
of whose limit another is a part is among them with that other.

- another figure for a stated deadline, and a figure for one that is open or missing;
- a default on expiry for a duty without one;
- a further start for the clock of a duty whose start the text does not state, or which nothing
  here brings about: e, or what the act answers or presupposes; not where the clock may stop, begin
  anew or be given longer, since what happens between two starts may do so from the one only;
- a duty to do f, or what f presupposes, by the party whose act it is in the vocabulary, after e
  or after what the act answers or presupposes; with or without a default;
- f, or what f presupposes, counted as done with e or with what it presupposes.

A limit that gets another figure keeps its clock, and a limit that is a part of it stays that part.
No edit touches a lapse: it lays nothing on anybody who could be asked to be quicker.

Nothing is considered that would make a duty of an event of the world, tie an event of the whole
case to one department, or drop or loosen a guard, a prohibition or an exception; and what must be
announced beforehand is never deemed or counted, since then nobody could announce it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import count
from typing import TypeVar

from model.amendment import NewCountsAs, NewDefault, NewDuty, NewStart
from model.copies import family_of
from model.deadline import Before, Fraction
from model.regime import Regime
from model.rule import Obligation, effects_of
from model.vocabulary import WORLD, Guard
from verify import arguments
from verify.amend.requirement import Requirement
from verify.slicing import bearing_on, cone_of
from verify.verdict import Assume

_T = TypeVar("_T")


class EditKind(StrEnum):
    """What an edit does."""

    DEADLINE = "deadline"
    FIGURE = "figure"
    DEFAULT = "default"
    START = "start"
    DUTY = "duty"
    COUNTS_AS = "counts-as"


@dataclass(frozen=True)
class EditSpace:
    """The edits that may be made to a regime.

    Attributes
    ----------
    timed
        The duties whose limit may be given a figure, each with the length in working days that it
        has now; ``None`` where it has none, so that any figure is as near to it as another.
    defaults, starts, duties, counted
        The other edits; the limits of the duties are still to be chosen.
    limits
        The greatest length in working days of each duty's limit; ``None`` where it never expires.
    waits
        For an event and an act that an edit would tie to it, the working days within which the act
        follows now while everyone obeys; ``None`` where it need not. That is the time its bearer
        has.
    allowed
        The working days that the requirements allow for a response, the longest where they name
        none.
    """

    regime: Regime
    longest: int
    timed: Mapping[str, int | None] = field(default_factory=dict)
    defaults: tuple[NewDefault, ...] = ()
    starts: tuple[NewStart, ...] = ()
    duties: tuple[NewDuty, ...] = ()
    counted: tuple[NewCountsAs, ...] = ()
    limits: Mapping[str, int | None] = field(default_factory=dict)
    waits: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    allowed: int = 1

    @property
    def tied(self) -> Iterator[tuple[str, str]]:
        """The pairs of an event and an act that some edit would tie to it."""
        for start in self.starts:
            yield start.event, self.act_of(start)
        for duty in self.duties:
            yield duty.on, duty.act
        for counting in self.counted:
            yield counting.on, counting.event

    def act_of(self, start: NewStart) -> str:
        """Return what the duty with a further start demands."""
        rule = self.regime.by_id[start.rule]
        assert isinstance(rule, Obligation)
        return rule.act

    def lost(self, edit: NewStart | NewCountsAs) -> int:
        """Return how many working days an edit takes from the party that must act.

        Where something counts as the act at once: all the time that the party has now, or the time
        allowed if no bound is known. Where a duty has a new start: the difference, if the limit
        from the new start ends earlier.
        """
        if isinstance(edit, NewCountsAs):
            now = self.waits.get((edit.on, edit.event))
            return self.allowed if now is None else max(1, now)
        now, limit = self.waits.get((edit.event, self.act_of(edit))), self.limits.get(edit.rule)
        return 0 if now is None or limit is None else max(0, now - limit)

    @cached_property
    def announced(self) -> frozenset[str]:
        """Events that must be given notice of; so somebody has to bring them about."""
        named = {rule.announced for rule in self.regime.obligations}
        return frozenset(event for event in named if event is not None)

    @property
    def added(self) -> tuple[NewDuty | NewCountsAs, ...]:
        """The edits that add a rule."""
        return (*self.duties, *self.counted)

    @cached_property
    def size(self) -> int:
        """How many single edits there are, figures not told apart."""
        structural = (*self.defaults, *self.starts, *self.duties, *self.counted)
        return len(self.timed) + len(structural)


def space(
    regime: Regime,
    wanted: Iterable[Requirement],
    lengths: Mapping[str, int | None],
    longest: int,
    kinds: str | Iterable[str] = tuple(EditKind),
) -> EditSpace:
    """Return the edits on the table for some requirements.

    Parameters
    ----------
    wanted
        What must hold.
    lengths
        For each duty the greatest length in working days that its limit has under the reading;
        ``None`` where it never expires.
    longest
        The longest limit, in working days, that an edit may write.
    kinds
        The kinds of edits that may be made, also by name, or one alone.
    """
    kinds = arguments.several_named(kinds, EditKind, "kinds")
    longest = arguments.working_days(longest, "longest", 1)
    wanted = list(wanted)
    found = [_About(regime, requirement) for requirement in wanted]
    timed = _timed(found, lengths)
    editable = {
        name: length
        for name, length in timed.items()
        if (EditKind.FIGURE if length is None else EditKind.DEADLINE) in kinds
    }
    limits = (requirement.within for requirement in wanted)
    allowed = max((longest if within is None else within for within in limits), default=1)
    table = EditSpace(
        regime, longest, editable, limits=lengths, allowed=min(longest, max(1, allowed))
    )
    duties, counted = _drafted(found, table)
    return replace(
        table,
        defaults=_defaults(found, table, timed) if EditKind.DEFAULT in kinds else (),
        starts=tuple(_distinct(one.starts() for one in found)) if EditKind.START in kinds else (),
        duties=duties if EditKind.DUTY in kinds else (),
        counted=counted if EditKind.COUNTS_AS in kinds else (),
    )


def _timed(found: Sequence[_About], lengths: Mapping[str, int | None]) -> dict[str, int | None]:
    """The duties with a limit from their trigger on, each with its length now."""
    return {
        rule.id: None if rule.open else lengths[rule.id]
        for about in found
        for rule in about.editable
        if not isinstance(rule.deadline, Before)
    }


def _defaults(
    found: Sequence[_About], table: EditSpace, timed: Collection[str]
) -> tuple[NewDefault, ...]:
    touched = {rule.id: rule for about in found for rule in about.duties}
    return tuple(
        NewDefault(rule.id)
        for rule in touched.values()
        if rule.on_expiry is None and rule.id in timed and rule.act not in table.announced
    )


def _drafted(
    found: Sequence[_About], table: EditSpace
) -> tuple[tuple[NewDuty, ...], tuple[NewCountsAs, ...]]:
    """The rules that could be added, named so that none is taken."""
    number = count(1 + sum(rule.article.startswith("+") for rule in table.regime.rules))
    duties = [
        NewDuty(*_named(number), on, by, act, 1, when)
        for on, by, act, when in _distinct(about.owed() for about in found)
    ]
    counted = [
        NewCountsAs(*_named(number), on, event, when)
        for on, event, when in _distinct(about.counted() for about in found)
        if event not in table.announced
    ]
    return tuple(duties), tuple(counted)


def _distinct(groups: Iterable[Iterator[_T]]) -> list[_T]:
    found: list[_T] = []
    for group in groups:
        found += [one for one in group if one not in found]
    return found


def _named(number: Iterator[int]) -> tuple[str, str]:
    """Return the names of a rule that is not there yet, and of its article."""
    place = next(number)
    return f"added-{place}", f"+{place}"


def _covers(guard: Guard, cases: Guard) -> bool:
    """Whether a guard admits all cases that another one does."""
    return all(name in cases and cases[name] <= allowed for name, allowed in guard.items())


class _About:
    """What bears on one requirement."""

    def __init__(self, regime: Regime, requirement: Requirement) -> None:
        self.regime, self.prop = regime, requirement.property
        self.words = regime.vocabulary.events
        bearing = cone_of if requirement.assume is Assume.NOBODY else bearing_on
        part = bearing(regime, [self.prop.response])
        limits = (rule.deadline for rule in part.timed)
        wholes = {limit.of for limit in limits if isinstance(limit, Fraction)}
        known = {rule.id for rule in part.obligations} | wholes
        self.duties = tuple(rule for rule in regime.obligations if rule.id in known)

    @cached_property
    def editable(self) -> tuple[Obligation, ...]:
        """The duties that a file writes as they are, and not once for several rounds or bearers."""
        families = self.regime.families
        return tuple(rule for rule in self.duties if family_of(families, rule.id) is None)

    @cached_property
    def acts(self) -> list[str]:
        """The response and what it presupposes, but for what precedes the trigger anyway."""
        before = self._presupposed([self.prop.trigger])
        found = self._presupposed([self.prop.response])
        return [word for word in self.words if word in found - before]

    def _presupposed(self, events: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(events)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.words[one].presupposes
        return found

    def _occasions(self, act: str) -> Iterator[str]:
        """The events from which a duty to do something could run."""
        kind = self.words[act]
        named = (self.prop.trigger, kind.answers, *kind.presupposes)
        for event in dict.fromkeys(one for one in named if one is not None):
            tied = kind.scope == "case" and self.words[event].scope == "thread"
            if event != act and not tied:
                yield event

    def starts(self) -> Iterator[NewStart]:
        """Further starts for clocks that run from one event, or the first of several."""
        for rule in self.editable:
            one = len(rule.on.events) == 1 or rule.on.quantifier == "any"
            open_start = not (rule.start_stated and self._comes(rule)) and rule.announced is None
            one = one and not rule.clock
            wants = rule.act in self.acts and open_start
            for event in self._occasions(rule.act) if one and wants else ():
                if event not in rule.on.events:
                    yield NewStart(rule.id, event)

    def _comes(self, rule: Obligation) -> bool:
        """Whether the world, a duty or a lapse brings about some event from which a clock runs."""
        brought = {event for timed in self.regime.timed for event in effects_of(timed)}
        brought |= {one.event for one in self.regime.counts_as}
        return any(event in brought or self.words[event].by == WORLD for event in rule.on.events)

    def owed(self) -> Iterator[tuple[str, str, str, Guard]]:
        """Duties that nobody has in all cases so far: trigger, bearer, act, cases."""
        for act in self.acts:
            by, when = self.words[act].by, {**self.words[act].when, **self.prop.when}
            have = {
                event
                for rule in self.duties
                if rule.act == act and _covers(rule.when, when)
                for event in rule.on.events
            }
            for event in self._occasions(act) if by != WORLD else ():
                if event not in have:
                    yield event, by, act, when

    def counted(self) -> Iterator[tuple[str, str, Guard]]:
        """What could count as what: trigger, event, cases."""
        for act in self.acts:
            have = {
                event
                for rule in self.regime.counts_as
                if rule.event == act and _covers(rule.when, self.prop.when)
                for event in rule.on.events
            }
            for event in self._occasions(act) if self.words[act].by != WORLD else ():
                if event not in have:
                    yield event, act, dict(self.prop.when)
