"""A way to go on after a history, as the solver found it, and what could be in its place.

What it shows is this one history; a :class:`~verify.audit.plan.Plan` makes of it what to do after
many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, TypeVar

from model.deadline import Before
from model.rule import Lapse, Obligation, Prohibition, effects_of
from verify.formula import Expr, holds_in, value_in
from verify.terms import EventTerms

if TYPE_CHECKING:
    from verify.audit.histories import Histories

T = TypeVar("T")
FIELDS = ("day", "off", "round", "rank")
NEVER = (0, 0, 0, 1)
"""Where a plan puts what does not come."""


class Way:
    """How a history goes on in a model of the solver.

    Attributes
    ----------
    end
        Day, off, round and rank of the moment at which the history ends.
    given
        Of what comes as it does whatever is done, that which comes after it.
    steps
        The other events that come after it, in their order.
    waits
        Whether somebody, or the world, does something later than at the moment of its end.
    """

    def __init__(
        self, histories: Histories, before: Any, model: Any, given: Collection[str] = ()
    ) -> None:
        self.h, self.before, self.model = histories, before, model
        self.after, self.regime = histories.after, histories.part.regime
        self.end = tuple(value_in(before, getattr(histories.cut, name)) for name in FIELDS)
        following = sorted((one for one in self.after.events if self._follows(one)), key=self.at)
        self.given = [one for one in following if one in given]
        self.steps = [one for one in following if one not in given]
        self.waits = any(
            self._chosen(one) and self.at(one)[:3] != self.end[:3] for one in self.steps
        )

    def _follows(self, name: str) -> bool:
        term = self.after.events[name]
        return holds_in(self.model, term.occurs) and not self._past(name)

    def _past(self, name: str) -> bool:
        return holds_in(self.before, self.h.past(name))

    def _chosen(self, name: str) -> bool:
        """Whether somebody, or the world, brings an event about after the history."""
        return any(holds_in(self.model, one) for one in acts(self.after.events[name]))

    def at(self, name: str) -> tuple[int, ...]:
        """The moment of a step of the continuation."""
        at = self.after.events[name].at
        return tuple(value_in(self.model, getattr(at, key)) for key in FIELDS)

    def owed(self, names: Collection[str]) -> list[str]:
        """Acts that are no step of the continuation, but are owed after another history.

        By what has happened in it; each behind those that it presupposes.
        """
        words = self.regime.vocabulary.events
        needs: dict[str, dict[str, None]] = {}
        for duty in self.regime.obligations:
            if (
                duty.act not in names
                and not self._excused(duty)
                and not {*duty.on.events} & {*names, *self.given}
            ):
                before = dict.fromkeys((*duty.on.events, *words[duty.act].presupposes))
                needs.setdefault(duty.act, {}).update(before)
        owed = {act: [one for one in before if one in needs] for act, before in needs.items()}
        return in_order(owed) or []

    def _excused(self, duty: Obligation) -> bool:
        """Whether a duty need not be fulfilled in the continuation, so that its act is no step."""
        active = holds_in(self.model, self.after.rules[duty.id].active)
        return active and not self._past(duty.act)

    def expiring(self, steps: Collection[str]) -> dict[str, Lapse]:
        """Events that nothing but one lapse brings about, and on which no step hangs."""
        regime, after = self.regime, self.after.events
        words = regime.vocabulary.events
        used = {before for step in steps for before in words[step].presupposes}
        for rule in regime.rules:
            if effects_of(rule) & {*steps}:
                used |= {*rule.on.events}
        found = {}
        for lapse in regime.lapses:
            ends = self.after.rules[lapse.id].due is not None
            if ends and len(sources(after[lapse.event])) == 1 and lapse.event not in used:
                found[lapse.event] = lapse
        return found

    def asking(self, name: str, later: Collection[str]) -> list[Obligation]:
        """The duties to do an act that no later step sets going."""
        return [
            duty
            for duty in self.regime.obligations
            if duty.act == name and not {*duty.on.events} & {*later}
        ]

    def awaited(self, name: str) -> list[str]:
        """What is given and a step seems to wait for.

        It presupposes that, is set going or allowed by it, or is forbidden until then.
        """
        regime = self.regime
        waiting: set[str | None] = {*regime.vocabulary.events[name].presupposes}
        for rule in regime.rules:
            if name in effects_of(rule):
                waiting |= {*rule.on.events}
            elif isinstance(rule, Prohibition) and rule.act == name:
                waiting.add(rule.until)
        return [one for one in self.given if one in waiting]

    def notices(self, name: str) -> Iterator[tuple[Before, str]]:
        """The notices of a step that are given before it in the continuation, with their limits."""
        for duty in self.regime.obligations:
            if not isinstance(duty.deadline, Before) or duty.announced != name:
                continue
            given = holds_in(self.model, self.after.events[duty.act].occurs)
            if given and self.at(duty.act) < self.at(name):
                yield duty.deadline, duty.act

    def cause(self, rule: str) -> str | None:
        """The event whose moment sets a rule going; ``None`` where none does."""
        opened = self.after.rules[rule].opened
        wanted = [value_in(self.model, getattr(opened, key)) for key in FIELDS]
        triggers = self.regime.by_id[rule].on.events
        occurring = (
            event for event in triggers if holds_in(self.model, self.after.events[event].occurs)
        )
        return next((event for event in occurring if list(self.at(event)) == wanted), None)


def in_order(before: Mapping[T, Collection[T]]) -> list[T] | None:
    """Return things, each behind those before it; ``None`` where they wait for one another.

    >>> in_order({"b": ["a"], "c": ["b"]}), in_order({"a": ["b"], "b": ["a"]})
    (['a', 'b', 'c'], None)
    """
    try:
        return [*TopologicalSorter(before).static_order()]
    except CycleError:
        return None


def sources(term: EventTerms) -> list[Expr]:
    """Return everything that an event may come from, in a fixed order."""
    free = [] if term.free is None else [term.free]
    return [
        *term.performed.values(),
        *term.deemed.values(),
        *term.counted.values(),
        *free,
    ]


def acts(term: EventTerms) -> list[Expr]:
    """Return what an event may come from where somebody brings it about, or the world."""
    return [*term.performed.values(), *([] if term.free is None else [term.free])]
