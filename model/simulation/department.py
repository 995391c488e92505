"""Departments: who acts as which party, notices its duties, waits, acts, and misses some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from model.ability import on_the_way, open_to, possible
from model.calendar import CoverageError
from model.duty import Duty, Status
from model.regime import Regime
from model.rule import Obligation, Prohibition
from model.simulation.agenda import Phase
from model.simulation.draws import Draws
from model.simulation.habits import Habits
from model.simulation.looks import looks_of
from model.simulation.luck import Luck, Lucks
from model.simulation.office import Item, Office
from model.simulation.platform import Platform, Thread
from model.simulation.presence import Watched, presence
from model.simulation.scenario import SUPERVISING, Scenario, institutions
from model.trace import Mode, Occurrence

_LIVE = (Status.PENDING, Status.OVERDUE)  # still to be done, in time or late
_LETTER = "letter-to-regulator"  # the fact of a matter that says whom its letter asks


class Departments:
    """All offices of a scenario, as bearers of the duties of a regime.

    Parameters
    ----------
    positions
        For each kind of matter, how many positions its streams of draws have.
    """

    def __init__(self, scenario: Scenario, draws: Draws, positions: Mapping[str, int]) -> None:
        self.scenario = scenario
        self.draws = draws
        self.lucks = Lucks(scenario, draws, positions)
        self.offices: list[Office] = []
        self._supervising: list[Office] = []
        self._acting: dict[str, Office] = {}
        self._known: dict[tuple[str, int], Office | None] = {}
        self._bearing: dict[tuple[str, str, str, int], Sequence[tuple[str, Office, Luck]]] = {}
        self._desks: defaultdict[int, dict[str, list[Item]]] = defaultdict(dict)
        self._held: dict[int, list[Item]] = {}

    def open(self, platform: Platform, year: int, watched: Watched) -> None:
        """Set up the offices on a platform."""
        self.platform = platform
        self.parties = platform.law.regime.vocabulary.parties
        self.habits = Habits(self.scenario, platform, self.owed)
        self._puts_off = self.scenario.conduct.putting_off is not None
        slack = self.scenario.conduct.attention.skips
        for department in self.scenario.departments:
            there = presence(department, platform.calendar, watched, self.draws)
            looks = looks_of(department, there, year, self.draws, platform.down, slack)
            office = Office(platform, self.scenario, department, there, looks, self)
            self.offices.append(office)
            self._acting.setdefault(department.party, office)
            if department.supervises:
                self._supervising.append(office)
        regime = platform.law.regime
        self._scheduled = frozenset(
            event
            for kind in self.scenario.matters
            for event in (*kind.starts, *(later.event for later in kind.later))
        )
        self._forbidding: dict[str, list[Prohibition]] = {}
        for rule in regime.prohibitions:
            self._forbidding.setdefault(rule.act, []).append(rule)
        self._ending = frozenset(
            event for rule in regime.obligations for event in (*rule.excused_by, rule.announced)
        )

    def office_of(self, party: str, thread: Thread) -> Office | None:
        """Return the office that acts as a party in a thread; ``None`` where none does.

        That of a department of exactly this party, the thread's own before others, else that of
        the institution that the party is a part of.
        """
        if party == "queried-party":
            letter = thread.state.attributes.get(_LETTER, "false")
            party = SUPERVISING if letter == "true" else "approval-bureau"
        key = (party, thread.department)
        if key not in self._known:
            self._known[key] = self._acting_as(*key)
        return self._known[key]

    def _acting_as(self, party: str, place: int) -> Office | None:
        own = self._supervising[place]
        for name in institutions(party, self.parties):
            if name in (SUPERVISING, own.department.party):
                return own
            if name in self._acting:
                return self._acting[name]
        return None

    def silent(self, party: str, thread: Thread) -> bool:
        """Whether the office that acts as a party in a thread never acts."""
        office = self.office_of(party, thread)
        return office is not None and office.department.silent

    def duty_opened(self, thread: Thread, duty: Duty, cause: Occurrence) -> None:
        """Bring a new duty onto the desks of all who bear it."""
        duty = thread.state.duties[duty.rule.id]
        if duty.status is not Status.PENDING:
            return
        assert isinstance(duty.rule, Obligation)
        act = duty.rule.act
        first = self.platform.first(thread, act)
        items = self._desks[id(first)].setdefault(act, [])
        for party, office, luck in self._bearers(duty.rule, first):
            if not items or all(one.office is not office for one in items):
                minutes = luck.work[first.position]
                item = Item(first, duty, act, party, office, luck, minutes)
                items.append(item)
                self._note(item, cause)

    def _bearers(self, rule: Obligation, thread: Thread) -> Sequence[tuple[str, Office, Luck]]:
        """Who bears a duty in a thread, the office that acts as each and its luck.

        The same in all threads of one kind and department; whoever never acts is none of them.
        """
        letter = thread.state.attributes.get(_LETTER, "false")
        key = (rule.id, thread.kind, letter, thread.department)
        found = self._bearing.get(key)
        if found is None:
            found = self._bearing[key] = tuple(self._working(rule, thread))
        return found

    def _working(self, rule: Obligation, thread: Thread) -> Iterator[tuple[str, Office, Luck]]:
        for party in rule.bearers:
            office = self.office_of(party, thread)
            assert office is not None, party  # simulate() has looked at every bearer
            if not office.department.silent:
                yield party, office, self.lucks.of(thread.kind, rule, rule.act, party)

    def perform(self, item: Item) -> None:
        """Let an office perform the act of an item, or hold it back until it can be done."""
        if item.done or item.freed or item.act in item.thread.state.occurred:
            return
        if self.platform.down.spans and self._waits_for_platform(item):
            return
        means = self._means(item)
        if means:
            for act in means:
                self.platform.perform(item.thread, act, item.party, self._power(item, act))
            if item.freed or item.act in item.thread.state.occurred:
                return
            means = self._means(item)
        if means is None:
            self._hold(item)
        else:
            item.done = True
            self.platform.perform(item.thread, item.act, item.party, item.duty.rule.id)

    def _waits_for_platform(self, item: Item) -> bool:
        rule = item.duty.rule
        assert isinstance(rule, Obligation)
        at = self.platform.back_up(item.act, rule)
        if at is not None:
            self.platform.env.plan(at, Phase.ACT, lambda _: self.perform(item))
        return at is not None

    def occurred(self, thread: Thread, occurrence: Occurrence) -> None:
        """Take matters off the desks that nobody need do any more, and bring others onto them."""
        event = occurrence.event
        desk = self._desks.get(id(self.platform.first(thread, event)))
        if desk is not None and event in desk:
            frees = occurrence.mode is not Mode.DEEMED or self.scenario.expiry_frees
            for item in desk.pop(event):
                if frees and not item.done:
                    item.office.drop(item, occurrence.at)
        if event in self._ending:
            self._drop_ended(thread, occurrence.at)
        if event in self.habits.prompting:
            self.habits.prompted(occurrence, self._breaching(thread), self.offices)
        if self._held:
            for item in self._held.pop(id(thread), ()):
                item.held = False
                if not item.freed and item.officer < 0:
                    self._note(item, occurrence)

    def _note(self, item: Item, cause: Occurrence) -> None:
        """Put an item on the desk when it is noticed, unless it is overlooked."""
        if self._means(item) is None:
            self._hold(item)
            return
        noticed = self._noticed(item, cause)
        if self.habits.overlooks(item, cause.at):
            noticed = self._recalled(noticed)
        if noticed is not None and self._puts_off:
            noticed = self.habits.begun(item, noticed)
        wait = item.luck.wait
        if noticed is not None and wait is not None:
            noticed = self._after(noticed, wait[item.thread.position])
        if noticed is not None:
            item.office.put(item, noticed, cause.at)

    def _noticed(self, item: Item, cause: Occurrence) -> int | None:
        """A department knows at once what it did itself; the rest it sees when it looks."""
        now, office = cause.at, item.office
        own = cause.mode is Mode.PERFORMED and self.office_of(cause.party, item.thread) is office
        return now if own or item.luck.at_once else office.looks.next(now)

    def _recalled(self, noticed: int | None) -> int | None:
        if noticed is None or self.scenario.recall is None:
            return None
        calendar = self.platform.calendar
        index = calendar.index_at(noticed) + self.scenario.recall
        return calendar.opening(index) if index < calendar.working_days else None

    def _after(self, noticed: int, minutes: int) -> int | None:
        """So many office minutes later; ``None`` where that is beyond all dates."""
        try:
            return self.platform.calendar.after_work(noticed, minutes) if minutes else noticed
        except CoverageError:
            return None

    def _hold(self, item: Item) -> None:
        if not item.held:
            item.held = True
            self._held.setdefault(id(item.thread), []).append(item)

    def _means(self, item: Item) -> tuple[str, ...] | None:
        """Return the acts of its own that an office does on the way to that of an item.

        ``None`` where it cannot do the act, or will not since it is forbidden. Who owes the end
        owes the means. What the scenario brings about by itself is left to it.
        """
        act = item.act
        means: tuple[str, ...] = ()
        if not item.possible:
            law, state = self.platform.law, item.thread.state
            # A duty supports it for good; a power might end.
            item.possible = item.duty.rule.id in state.duties and open_to(law, state, act)
            if not item.possible and not possible(law, state, act, item.party):
                means = on_the_way(law, state, item.party, act, self._scheduled) or ()
                if not means:
                    return None
        return means if act not in self._forbidding or self._dares(item) else None

    def _power(self, item: Item, act: str) -> str:
        """Return the rule by which an office may do an act on the way; empty where it is free."""
        law, duties = self.platform.law, item.thread.state.duties
        rules = law.means.supports.get((item.party, act), ())
        return next((rule.id for rule in rules if rule.id in duties), "")

    def _dares(self, item: Item) -> bool:
        """Whether the act is not forbidden, or the prohibition overlooked."""
        thread = item.thread
        for rule in self._forbidding[item.act]:
            duty = thread.state.duties.get(rule.id)
            if rule.bearer == item.party and duty is not None and duty.status is Status.PENDING:
                return item.luck.heedless[thread.position] < item.luck.overlooked
        return True

    def _drop_ended(self, thread: Thread, now: int) -> None:
        """Take off the desks what an excuse or the event to be announced has settled."""
        first = thread.siblings[0]
        for one in (thread,) if thread is first else (thread, first):
            for items in self._desks.get(id(one), {}).values():
                for item in [item for item in items if not self._resumed(item)]:
                    items.remove(item)
                    item.office.drop(item, now)

    def _resumed(self, item: Item) -> bool:
        """Whether an office still has the act of an item to do, under the same rule or another."""
        for duty, party in self._owed(item):
            if duty.rule is not item.duty.rule or party != item.party:
                item.party, item.possible = party, False
                item.luck = self.lucks.of(item.thread.kind, duty.rule, item.act, party)
            item.duty = duty
            return True
        return False

    def owed(self, item: Item) -> list[Duty]:
        """Return the duties that the office of an item still has to do by its act."""
        return [duty for duty, _ in self._owed(item)]

    def _owed(self, item: Item) -> Iterator[tuple[Duty, str]]:
        for thread in self.platform.together(item.thread, item.act):
            for rule in self.platform.law.demanding[item.act]:
                duty = thread.state.duties.get(rule.id)
                if duty is None or duty.status not in _LIVE:
                    continue
                if rule.announced in thread.state.occurred:
                    continue
                for party in rule.bearers:
                    if self.office_of(party, thread) is item.office:
                        yield duty, party

    def leaves(self, item: Item) -> bool:
        """Leave a matter to its default, where an office leans on it."""
        return self.habits.leans(item) and self._forgotten(item)

    def gives_up(self, item: Item) -> bool:
        """Drop a matter for good, where an officer gives it up."""
        return self.habits.gives_up(item) and self._forgotten(item)

    def _forgotten(self, item: Item) -> bool:
        """Take a matter off the desk; a new duty to do the same brings it back."""
        item.freed = True
        items = self._desks.get(id(item.thread), {}).get(item.act, [])
        if item in items:
            items.remove(item)
        return True

    def _breaching(self, thread: Thread) -> list[Office]:
        """The offices that have breached a duty in a thread."""
        parties = (
            party
            for duty in thread.state.duties.values()
            if duty.breached and isinstance(duty.rule, Obligation)
            for party in duty.rule.bearers
        )
        found = (self.office_of(party, thread) for party in parties)
        return list(dict.fromkeys(one for one in found if one is not None))


def lacking(regime: Regime, scenario: Scenario) -> tuple[str, str] | None:
    """Return the first bearer of a duty for whom no department can act, and the rule."""
    acting = {one.party for one in scenario.departments} | {SUPERVISING, "queried-party"}
    for rule in regime.obligations:
        for party in rule.bearers:
            if not acting.intersection(institutions(party, regime.vocabulary.parties)):
                return party, rule.id
    return None
