"""Why a duty cannot be judged in one order: an act too early, an event without a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from model.conformance import Deviation, Finding
from model.record.orders import Entry
from model.record.standing import Judged, Standing, Why
from model.rule import Lapse, Obligation, Prohibition, Rule, derived_by, events_of
from model.trace import Occurrence
from model.transition import Law, State
from model.vocabulary import holds

if TYPE_CHECKING:
    from model.record.bench import Bench


_BROKEN = (Standing.LATE, Standing.DEEMED, Standing.MISSING, Standing.COULD_NOT)
"""How a duty stands that was not kept: there it counts whether it could have been."""


class Doubts:
    """What cannot be told of a thread that has been replayed in one order.

    Attributes
    ----------
    early
        The acts that stand before what they need, or without it, and which of the two.
    unusable
        Every event of which it is not known whether and when it came.
    """

    def __init__(
        self,
        bench: Bench,
        law: Law,
        state: State,
        entries: Sequence[Entry],
        deviations: Iterable[Finding],
    ) -> None:
        self.bench, self.law, self.state, self.entries = bench, law, state, entries
        self.early = dict(self._early(deviations))
        self.unusable = self._unusable()

    def of(self, rule: Rule, found: Judged | None) -> tuple[Why, str] | None:
        """Return why a rule cannot be judged, and the event that it is about, if it cannot."""
        if not isinstance(rule, Obligation | Lapse | Prohibition):
            return None
        if self.unusable and (event := self._spoilt(rule, found)):
            return Why.UNUSABLE, event
        if self.early:
            return self._out_of_order(rule, found is not None)
        return None

    def _spoilt(self, rule: Rule, found: Judged | None) -> str:
        """An event of which it is not known whether and when it came, and that matters."""
        if found is None:
            about = self.unusable & {*rule.on.events}
            return min(about) if about and self._fits(rule) else ""
        about = self.unusable & self.bench.touching[rule.id]
        if not about and isinstance(rule, Obligation) and found.standing in _BROKEN:
            about = self.unusable & self._making_able(rule)
        return min(about, default="")

    def _making_able(self, rule: Obligation) -> frozenset[str]:
        """The events on which it hangs whether and when a duty was able."""
        needed = self.law.means.enabling(rule) | {rule.act}
        bans = (ban for ban in self.bench.regime.prohibitions if ban.act in needed)
        return needed.union(*(events_of(ban) for ban in bans))

    def _out_of_order(self, rule: Rule, arisen: bool) -> tuple[Why, str] | None:
        acts = {*_acts(rule)} if not arisen else self.bench.touching[rule.id] - {*rule.on.events}
        about = min(acts & self.early.keys(), default="")
        if not about or not (arisen or self._fits(rule)):
            return None
        if not arisen and any(
            other.id in self.state.duties
            for other in self.law.supporting.get(about, ())
            if other.id != rule.id
        ):
            return None
        return self.early[about], about

    def _fits(self, rule: Rule) -> bool:
        """Whether a matter is of the kind that a rule is about."""
        return holds(rule.when, self.state.attributes)

    def _early(self, deviations: Iterable[Finding]) -> Iterator[tuple[str, Why]]:
        """Yield the acts that stand before what they need, or without it."""
        for each in deviations:
            one = each.occurrence
            if each.deviation is Deviation.ACT_WITHOUT_TRIGGER:
                missing = self._lacking(one)
                if missing is not None:
                    yield one.event, Why.BEFORE_CAUSE if missing else Why.NO_CAUSE

    def _lacking(self, one: Occurrence) -> bool | None:
        """Whether what an act needs came later; ``None`` where it lacks nothing."""
        occurred, words = self.state.occurred, self.bench.regime.vocabulary.events
        before = words[one.event].presupposes
        late = [occurred.get(other) for other in before]
        if any(other is None or other.moment > one.moment for other in late):
            return all(other is not None for other in late)
        rules = self.law.supporting.get(one.event, ())
        if one.event in self.bench.sight.free or not rules:
            return None
        going = [duty for rule in rules if (duty := self.state.duties.get(rule.id)) is not None]
        if any(duty.opened <= one.moment for duty in going):
            return None
        return bool(going)

    def _unusable(self) -> frozenset[str]:
        """Every event of which it is not known whether and when it came."""
        found = {one.event for one in self.entries if not one.usable}
        if found & self.bench.coming_again:
            found |= self.bench.coming_again  # it may be of any round, and shift the others
        while found:
            more = {
                event
                for rule in self.bench.regime.rules
                if found & self.bench.touching[rule.id]
                for event in derived_by(rule)
            }
            if more <= found:
                break
            found |= more
        return frozenset(found)


def _acts(rule: Rule) -> tuple[str, ...]:
    return (rule.act,) if isinstance(rule, Obligation) else ()
