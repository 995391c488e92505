"""What departments do beside the law: put off, lean on a default, give up, look more closely."""

from __future__ import annotations

from collections.abc import Callable

from model.duty import Duty, Status
from model.rule import Obligation
from model.simulation.office import Item, Office
from model.simulation.platform import Platform, Thread
from model.simulation.scenario import Scenario
from model.trace import Occurrence


class Habits:
    """The conduct of a scenario, put to single matters.

    Parameters
    ----------
    owed
        Gives the duties that an office has still to do by the act of an item.
    """

    def __init__(
        self,
        scenario: Scenario,
        platform: Platform,
        owed: Callable[[Item], list[Duty]],
    ) -> None:
        self.conduct = scenario.conduct
        self.calendar = platform.calendar
        self.owed = owed
        self.prompting = frozenset(
            event for prompt in self.conduct.prompts for event in prompt.after
        )

    def overlooks(self, item: Item, now: int) -> bool:
        """Whether a duty that is brought before an office now is overlooked."""
        luck, office = item.luck, item.office
        slack = office.slack(now) if office.warned else 1.0
        return luck.missed[item.thread.position] < luck.overlooked * slack

    def begun(self, item: Item, noticed: int) -> int | None:
        """Return when a matter that is seen is taken up: then, or at a later look, or never.

        It is left at each look with the probability that belongs to the days left; one number
        decides, below which the product of these probabilities must fall.
        """
        habit = self.conduct.putting_off
        if habit is None:
            return noticed
        again = item.luck.waits_again[item.thread.position]
        due, at, left = item.due, noticed, 1.0
        last = None if due is None else self.calendar.index_at(due[0])
        while True:
            days = None if last is None else last - self.calendar.index_at(at)
            left *= 1 - habit.at(days)
            if left <= again:
                return at
            following = item.office.looks.next(at + 1)
            if following is None:
                return None
            at = following

    def leans(self, item: Item) -> bool:
        """Whether an office leaves a matter to what its deadline brings about by itself."""
        habit = self.conduct.leaning
        if habit is None:
            return False
        chance = habit.at(len(item.office.waiting) / item.office.department.officers)
        if item.luck.leans[item.thread.position] >= chance:
            return False
        owed = self.owed(item)
        return bool(owed) and all(_falls_to_default(duty, item.thread) for duty in owed)

    def gives_up(self, item: Item) -> bool:
        """Whether an officer drops for good what is overdue by every rule that demands it."""
        habit = self.conduct.giving_up
        if habit is None or item.luck.gives_up[item.thread.position] >= habit.probability:
            return False
        owed = self.owed(item)
        return bool(owed) and all(duty.status is Status.OVERDUE for duty in owed)

    def prompted(
        self, occurrence: Occurrence, breaching: list[Office], everybody: list[Office]
    ) -> None:
        """Let those whom a reminder, bulletin or interview reaches look more closely."""
        now = occurrence.at
        for prompt in self.conduct.prompts:
            if occurrence.event not in prompt.after:
                continue
            index = min(self.calendar.index_at(now) + prompt.days, self.calendar.working_days - 1)
            until = self.calendar.closing(index)
            for office in everybody if prompt.everybody else breaching:
                office.looks.sharpen(now, until, prompt.skips)
                office.warn(until, prompt.overlooked)


def _falls_to_default(duty: Duty, thread: Thread) -> bool:
    """Whether the deadline of a duty will bring something about by itself in the case."""
    assert isinstance(duty.rule, Obligation)
    default = duty.rule.on_expiry
    if default is None or duty.due is None or duty.status is not Status.PENDING:
        return False
    return not default.excepted(thread.state.attributes)
