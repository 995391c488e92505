"""The course of a matter: what parties and the world bring about after it has begun.

An act that a duty of the thread demands is left to those who bear the duty. What a rule only
allows, the bearer of the power does; what no rule governs happens of itself. The time of an event
and whether it comes at all are drawn for the kind of matter, the event, the case and the thread, so
that every regime meets the same later events wherever it leaves them to the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from model.ability import possible
from model.rule import Power
from model.simulation.agenda import Phase
from model.simulation.draws import Draws
from model.simulation.platform import Platform, Thread
from model.simulation.scenario import Later, Scenario
from model.simulation.workload import office_instant
from model.trace import Occurrence
from model.vocabulary import Guard


class Course:
    """Brings about the later events of matters.

    Parameters
    ----------
    positions
        For each kind of matter, how many positions its streams of draws have.
    silent
        Whether the office that acts as a party in a thread never acts.
    """

    def __init__(
        self,
        platform: Platform,
        scenario: Scenario,
        draws: Draws,
        positions: Mapping[str, int],
        silent: Callable[[str, Thread], bool],
    ) -> None:
        self._silent = silent
        self.platform = platform
        self.law = platform.law
        self.calendar = platform.calendar
        self.draws = draws
        self.positions = positions
        self._begun: set[tuple[int, str]] = set()
        self._luck: dict[tuple[str, int], tuple[list[bool], list[int], list[float]]] = {}
        self._following: dict[str, dict[str, list[Later]]] = {}
        regime = self.law.regime
        secured = regime.governed - {power.act for power in regime.powers}
        possible = regime.vocabulary.events.keys() - secured
        for kind in scenario.matters:
            for later in kind.later:
                if later.event in possible:
                    for event in later.after:
                        following = self._following.setdefault(event, {})
                        following.setdefault(kind.id, []).append(later)
        platform.follow(self, self._following)

    def occurred(self, thread: Thread, occurrence: Occurrence) -> None:
        """Set the time of what follows on an event."""
        for later in self._following[occurrence.event].get(thread.kind, ()):
            first = self.platform.first(thread, later.event)
            key = (id(first), later.event)
            if key in self._begun:
                continue
            if later.when and not admits(later.when, first.state.attributes):
                continue
            self._begun.add(key)  # whether it comes or not: its first cause decides
            at = self._instant(first, later, occurrence.at)
            if at is not None:
                outside = self.law.regime.is_exogenous(later.event)
                phase = Phase.EXOGENOUS if outside else Phase.ACT
                self.platform.env.plan(at, phase, partial(self._happen, first, later.event))

    def _instant(self, thread: Thread, later: Later, cause: int) -> int | None:
        """An office instant so many working days after the cause, or later on the same day."""
        comes, days, shares = self._luck_of(thread.kind, later)
        place, calendar = thread.position, self.calendar
        if not comes[place]:
            return None
        wait, share = days[place], shares[place]
        index = calendar.index_at(cause)
        if wait == 0:
            worked = calendar.working_minutes_until
            left = worked(calendar.closing(index)) - worked(cause)
            if left > 1:
                return calendar.after_work(cause, 2 + int(share * (left - 1))) - 1
            wait = 1
        if index + wait >= calendar.working_days:
            return None
        return office_instant(calendar, calendar.day(index + wait), share)

    def _happen(self, first: Thread, event: str, _: object) -> None:
        """Let an event come whose time has come, if it can and nobody owes it."""
        power = self._power(first, event)
        party, rule = (power.bearer, power.id) if power else (self._party(event), "")
        if self._silent(party, first):
            return
        if power is not None and (at := self.platform.back_up(event, power)) is not None:
            self.platform.env.plan(at, Phase.ACT, partial(self._happen, first, event))
            return
        threads = self.platform.together(first, event)
        if any(rule.id in first.state.duties for rule in self.law.demanding.get(event, ())):
            return
        if not all(possible(self.law, one.state, event, party) for one in threads):
            return
        if self.law.regime.is_exogenous(event):
            for one in threads:
                self.platform.exogenous(one, (event,))
        else:
            self.platform.perform(first, event, party, rule)

    def _power(self, thread: Thread, event: str) -> Power | None:
        """The power by which it comes about, if a rule allows it to somebody."""
        for power in self.law.supporting.get(event, ()):
            if isinstance(power, Power) and power.id in thread.state.duties:
                return power
        return None

    def _party(self, event: str) -> str:
        """Whose act it is where no rule says so."""
        return self.law.regime.vocabulary.events[event].by

    def _luck_of(self, kind: str, later: Later) -> tuple[list[bool], list[int], list[float]]:
        key = (kind, id(later))  # the scenario keeps it; to digest it takes longer than all else
        if key not in self._luck:
            count, event = self.positions[kind], later.event
            comes = self.draws.uniforms(count, kind, event, "comes") < later.probability
            days = self.draws.days(count, later.days, kind, event, "days")
            shares = self.draws.uniforms(count, kind, event, "instant")
            self._luck[key] = (comes.tolist(), days.tolist(), shares.tolist())
        return self._luck[key]


def admits(guard: Guard, attributes: Mapping[str, str]) -> bool:
    """Whether a guard admits a case; none that a regime has no word for.

    >>> admits({"flag": frozenset({"true"})}, {"flag": "true"}), admits({"x": frozenset("y")}, {})
    (True, False)
    """
    return all(attributes.get(name) in allowed for name, allowed in guard.items())
