"""Rules that can be obeyed together only if chance so has it.

A conflict of rules shows whatever anybody does. Here obedience is possible, but hangs on what
nobody has to bring about or to leave undone: an excuse that the world or another may grant, or what
may keep an excuse away. A proof under *everyone obeys* leaves out the runs in which chance has it
otherwise, as if the law bound chance. D. L. Dill (*Trace Theory*, 1989) calls what binds nobody but
those who act receptive; such rules are not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from model.language import say
from model.means import Means
from model.regime import Regime
from model.rule import Obligation, Power, Rule, bearers_of, derived_by
from model.vocabulary import Guard
from verify.audit.finding import Finding, FindingKind, Witness
from verify.audit.first_history import told
from verify.audit.goal import LONG, Goal
from verify.audit.histories import Histories, History
from verify.audit.part import Part
from verify.audit.reporter import Reporter
from verify.audit.search import Search
from verify.deletion import minimised
from verify.formula import (
    Expr,
    both,
    either,
    equal,
    every,
    holds_in,
    implies,
    less,
    not_,
    some,
    truth,
)


@dataclass(frozen=True)
class Chance:
    """What obedience to some rules hangs on.

    Attributes
    ----------
    rules
        A minimal set of rules that cannot all be obeyed.
    comes, stays_away
        The events on which it hangs: those that come, and those that never do.
    """

    rules: tuple[str, ...]
    comes: tuple[str, ...]
    stays_away: tuple[str, ...]
    witness: Witness | None


class Chances:
    """What chance does to the rules of a part.

    Parameters
    ----------
    speaking
        The rules that apply in the histories.
    last
        The rules that are left out last from those that are told.
    alone
        The only rules that are taken to be obeyed, where these are not all that bind anybody: what
        is owed by another one is chance, too.
    when
        The kind of case.
    """

    def __init__(
        self,
        part: Part,
        speaking: Collection[str],
        last: Collection[str] = (),
        alone: Collection[str] | None = None,
        when: Guard | None = None,
    ) -> None:
        self.part, self.speaking, self.when = part, speaking, when or {}
        self.binding = tuple(one for one in part.binding() if alone is None or one in alone)
        self.odds = tuple(sorted(self.binding, key=lambda one: one in last))
        self.opposed = Means(part.regime).opposed(part.regime.by_id[one] for one in self.binding)

    def of(self, rule: Rule) -> Chance | None:
        """Return how chance can keep a rule, once it is triggered, from being obeyed with others.

        There is a history that ends with the trigger, and a way for chance to go on, such that the
        other rules can be obeyed but not together with this one, whatever is done by those who bear
        them, even if they knew what chance will bring. ``None`` where there is no such history.

        Asked only at the triggers of rules that are in the way of one another, by
        :meth:`model.means.Means.opposed`; others may be among the rules at odds.

        Not claimed: that whoever does not know what will come can obey wherever nothing is found.
        Acts that others may leave undone are chance; those that somebody owes are not, and come as
        it suits.

        Raises
        ------
        Undecided
            When the solver gives up, or the refinement does not end.
        """
        if rule.id not in self.opposed:
            return None
        parties = {*bearers_of(rule)}
        while True:
            given = in_nobodys_hands(self.part, parties, self.binding)
            search, goal = self._search(rule, given), _obeyed(self.part, self.odds, given)
            if (found := search.find(goal)) is None:
                return None
            chance = self._least(search, rule, goal, *search.shortest(goal, found))
            own = {one for name in chance.rules for one in bearers_of(self.part.regime.by_id[name])}
            theirs = in_nobodys_hands(self.part, own, self.binding)
            free = all(theirs.get(one) == () for one in (*chance.comes, *chance.stays_away))
            if free or own <= parties:
                return chance
            parties |= own

    def _search(self, rule: Rule, given: Mapping[str, tuple[Rule, ...]]) -> Search:
        """The search for histories that end with a trigger, the others being obeyed for all time.

        One for each rule: plans that keep all others as well do not help with the next rule.
        """
        part, before = self.part, self.part.stepwise("before/")
        cases = {
            event: every((not_(before.guard(one.when)) for one in rules), part.context)
            for event, rules in given.items()
        }
        histories = Histories(part, before.rules[rule.id].opened, cases)
        kind = {name: one for name, one in self.when.items() if name in before.attributes}
        wanted = [
            before.rules[rule.id].active,
            before.guard(kind),
            *(histories.silent(one.id) for one in part.regime.rules if one.id not in self.speaking),
            *(part.not_disobeyed(one, before) for one in self.binding if one != rule.id),
            *(implies(case, _by_itself(histories, event, given)) for event, case in cases.items()),
        ]
        return Search(histories, wanted)

    def _least(
        self, search: Search, rule: Rule, goal: Goal, found: History, same: list[Expr]
    ) -> Chance:
        """What is left of a goal and of what is given for it when all that can be spared is."""
        part = self.part

        def enough(rules: Iterable[str], given: Iterable[str]) -> bool:
            """Whether less is enough."""
            nonlocal found
            if search.h.blocked(found.model, _obeyed(part, rules, given)):
                return True
            other = search.aside(_obeyed(part, rules, given), *same)
            found = other or found
            return other is not None

        def spared(one: str, rest: list[str]) -> bool:
            return one != rule.id and enough(rest, goal.given)

        rules = minimised(self.odds, spared)
        given = minimised(goal.given, lambda _, rest: enough(rules, rest))
        goal = _obeyed(part, rules, given)
        for event in given:
            occurs = search.h.before.events[event].occurs
            for claim in (not_(occurs), occurs):
                literal = search.assumed(claim)
                if (other := search.aside(goal, *same, literal)) is not None:
                    found, same = other, [*same, literal]
                    break
        comes = {one for one in given if holds_in(found.model, search.h.before.events[one].occurs)}
        come = tuple(one for one in given if one in comes)
        away = tuple(one for one in given if one not in comes)
        witness = told(search, goal, found, same)
        later = (one for one in _with_causes(part.regime, come) if one not in found.past)
        shown = None if witness is None else replace(witness, given=tuple(later))
        return Chance(tuple(rules), come, away, shown)


def _with_causes(regime: Regime, events: Iterable[str]) -> tuple[str, ...]:
    """Events, and what they presuppose, each before what presupposes it."""
    words = regime.vocabulary.events
    found: dict[str, None] = {}
    for event in events:
        found |= dict.fromkeys((*_with_causes(regime, words[event].presupposes), event))
    return tuple(found)


def left_to_chance(found: Chance, rule: Rule, report: Reporter) -> Finding:
    """Return the finding that a rule can be obeyed with others only if chance so has it.

    Where it hangs on nothing it is a conflict of the rules.
    """
    others = [one for one in found.rules if one != rule.id]
    chance = [
        *(say("finding.obeyed-by-chance.comes", event=report.label(one)) for one in found.comes),
        *(
            say("finding.obeyed-by-chance.away", event=report.label(one))
            for one in found.stays_away
        ),
    ]
    kind = FindingKind.OBEYED_BY_CHANCE if chance else FindingKind.SITUATIONAL_CONFLICT
    so = say("condition.and").join(chance)
    return report(kind, rule, *others, witness=found.witness, chance=so)


def in_nobodys_hands(
    part: Part, parties: Collection[str], owing: Collection[str]
) -> dict[str, tuple[Rule, ...]]:
    """Return what some parties do not bring about, no rule does by itself, and nobody must.

    With the rules by which it is otherwise in the cases that they are about. ``owing`` are the
    duties that are taken to be done.
    """
    regime = part.regime
    derived = {event for rule in regime.rules for event in derived_by(rule)}
    found: dict[str, tuple[Rule, ...]] = {}
    for event in regime.relevant:
        own = event not in regime.governed and regime.vocabulary.events[event].by in parties
        otherwise = tuple(
            rule
            for rule in regime.supports
            if rule.act == event and (_owed(rule, owing) or {*bearers_of(rule)} & {*parties})
        )
        if event not in derived and not own and all(rule.when for rule in otherwise):
            found[event] = otherwise
    return found


def _owed(rule: Rule, owing: Collection[str]) -> bool:
    return isinstance(rule, Obligation) and rule.id in owing


def _by_itself(histories: Histories, event: str, given: Iterable[str]) -> Expr:
    """That an event, where it comes after the history, could come then whatever others do.

    What it presupposes has come or is given too; who may do it may do it already and for good; no
    ban is on it; it needs no expiry of its own instant, and does not come after thousands of years.
    """
    regime, before, cut = histories.part.regime, histories.before, histories.cut
    context = histories.part.context
    term, kind = before.events[event], regime.vocabulary.events[event]
    could = [histories.past(one) for one in kind.presupposes if one not in given]
    if any(rule.act == event for rule in regime.prohibitions):
        could.append(truth(False, context))
    if event in regime.governed:
        leave = (one for one in regime.supports if one.act == event and _lasts(one))
        could.append(some((_already(histories, one) for one in leave), context))
    could.append(either(equal(term.at.round, 0), term.at.level(cut)))
    could.append(less(term.at.day, cut.day + LONG))
    return implies(both(term.occurs, cut.before(term.at)), every(could, context))


def _lasts(leave: Obligation | Power) -> bool:
    return isinstance(leave, Obligation) or leave.until is None


def _already(histories: Histories, rule: Rule) -> Expr:
    term = histories.before.rules[rule.id]
    return both(term.active, term.opened.not_after(histories.cut))


def _obeyed(part: Part, rules: Iterable[str], given: Iterable[str]) -> Goal:
    names = tuple(rules)
    return Goal(lambda run: [part.not_disobeyed(one, run) for one in names], tuple(given))
