"""The runs of a regime under edits that are still to be chosen.

One constraint system stands for all amended regimes at once: a Boolean for each edit, an integer
for each limit that may be written. With the edits fixed it has the runs of the amended regime.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import z3

from model.amendment import NewCountsAs, NewDefault, NewDuty, NewStart, rule_of
from model.deadline import Counting, Fraction
from model.regime import Regime
from model.rule import (
    Default,
    Obligation,
    Prohibition,
    Rule,
    Timed,
    Trigger,
    act_of,
    is_timed,
)
from model.value import dataclass
from verify.ability import Claim
from verify.ability import every as every_claim
from verify.amend.space import EditSpace
from verify.deadlines import Deadlines, OpenTerm
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    boolean,
    both,
    choice,
    differs,
    either,
    equal,
    every,
    implies,
    integer,
    least,
    less,
    most,
    not_,
    truth,
)
from verify.moment import Due, Moment
from verify.terms import RuleTerms


@dataclass(frozen=True)
class Extended(Regime):
    """A regime with every edit made that adds something; whether it counts is the solver's choice.

    ``governed`` stays that of the regime as it is: an event that only an added rule governs is
    free wherever that rule is not chosen.
    """

    base: Regime | None = None

    @cached_property
    def governed(self) -> frozenset[str]:
        """The events that rules govern before any edit."""
        assert self.base is not None
        return self.base.governed


class Choices:
    """The solver's unknowns: which edits are made, and with which figures.

    Attributes
    ----------
    timed, days
        For each duty that may be given a limit, whether it is, and the working days. Those of an
        added duty are given in any case.
    others
        Whether each of the other edits is made; of a duty, ``deemed`` whether with a default.
    """

    def __init__(self, space: EditSpace, context: z3.Context) -> None:
        self.space, self.context = space, context
        self.timed = {name: boolean(f"edit:limit:{name}", context) for name in space.timed}
        named = [*space.timed, *(duty.id for duty in space.duties)]
        self.days = {name: integer(f"edit:days:{name}", context) for name in named}
        self.default = {
            one.rule: boolean(f"edit:default:{one.rule}", context) for one in space.defaults
        }
        self.start = {
            one: boolean(f"edit:start:{one.rule}:{one.event}", context) for one in space.starts
        }
        self.added = {one.id: boolean(f"edit:add:{one.id}", context) for one in space.added}
        self.deemed = {one.id: boolean(f"edit:deemed:{one.id}", context) for one in space.duties}

    @property
    def domain(self) -> list[Expr]:
        """What every choice satisfies; what is not chosen has one value, so that none is twice."""
        found = []
        for name, days in self.days.items():
            found += [least(days, 1), most(days, self.space.longest)]
            chosen = self.timed.get(name, self.added.get(name))
            found.append(implies(not_(chosen), equal(days, 1)))
            now = self.space.timed.get(name)
            if now is not None:
                found.append(implies(chosen, differs(days, now)))
        found += [implies(self.deemed[name], self.added[name]) for name in self.deemed]
        noticed = [duty.id for duty in self.space.duties if duty.act in self.space.announced]
        found += [not_(self.deemed[name]) for name in noticed]
        found += [self._limited(default) for default in self.space.defaults]
        return found

    def _limited(self, edit: NewDefault) -> Expr:
        """A default needs a limit to expire."""
        has = self.space.regime.by_id[edit.rule]
        assert isinstance(has, Obligation)
        if self.space.timed.get(edit.rule, 0) is not None:
            return truth(True, self.context)
        return implies(self.default[edit.rule], self.timed[edit.rule])


def extended(space: EditSpace) -> Extended:
    """Return the regime with all that the edits of a space could add."""
    of = space.regime
    defaults = {default.rule for default in space.defaults}
    rules: list[Rule] = []
    for rule in of.rules:
        if isinstance(rule, Obligation) and rule.id in defaults:
            rule = replace(rule, on_expiry=Default(rule.act))
        rules.append(rule)
    rules += [_restarted(of, start) for start in space.starts]
    rules += [rule_of(replace(duty, deemed=True)) for duty in space.duties]
    rules += [rule_of(one) for one in space.counted]
    fields = {name: getattr(of, name) for name in of.__dataclass_fields__}
    return Extended(**{**fields, "rules": tuple(rules)}, base=of)


def _restarted(of: Regime, edit: NewStart) -> Obligation:
    rule = of.by_id[edit.rule]
    assert isinstance(rule, Obligation)
    return replace(rule, id=start_name(edit), on=Trigger((edit.event,)))


def start_name(edit: NewStart) -> str:
    """Return the name under which a duty stands with its further start."""
    return f"{edit.rule}@{edit.event}"


def governs(added: NewDuty | NewCountsAs) -> str:
    """Return the event that a rule governs once it is added."""
    return added.act if isinstance(added, NewDuty) else added.event


class Amendable(Encoding):
    """The admissible runs of one thread under edits to be chosen; parameters as ``Encoding``."""

    def __init__(
        self,
        part: Regime,
        choices: Choices,
        deadlines: Deadlines,
    ) -> None:
        self.choices = choices
        self._same = {start_name(start): start for start in choices.space.starts}
        self._parts: dict[str, Expr] = {}
        super().__init__(part, deadlines, choices.context)
        for added in choices.space.added:
            self._governs(added)

    def _governs(self, added: NewDuty | NewCountsAs) -> None:
        """Where an added rule is chosen, nobody does of his own accord what it governs."""
        term = self.events.get(governs(added))
        if term is not None and term.free is not None:
            self._add(implies(self.choices.added[added.id], not_(term.free)))

    def _original(self, rule: str) -> str:
        return self._same[rule].rule if rule in self._same else rule

    def _due(self, rule: Timed, opened: Moment) -> Due | None:
        due = super()._due(rule, opened)
        first = self.regime.counting is Counting.INCLUDE_FIRST_DAY
        for changed, days in self._figures(rule):
            new = self._open_due(OpenTerm(days, first), opened)
            if due is None or changed is None:
                due = new
            else:
                due = Due(choice(changed, new.day, due.day), choice(changed, new.round, due.round))
        return due

    def _figures(self, rule: Timed) -> Iterator[tuple[Expr | None, Expr]]:
        """Yield the days that edits may give a limit, and whether they do; the last prevails.

        A part of another limit follows that one, unless it gets a figure of its own. The days of an
        added duty are given in any case.
        """
        limit, name = rule.deadline, self._original(rule.id)
        if self._follows(rule):
            assert isinstance(limit, Fraction)
            yield self.choices.timed[limit.of], self._part(rule, limit)
        if name in self.choices.days:
            yield self.choices.timed.get(name), self.choices.days[name]

    def _follows(self, rule: Rule) -> bool:
        """Whether a limit is a part of one that an edit may change."""
        limit = rule.deadline if is_timed(rule) else None
        return isinstance(limit, Fraction) and limit.of in self.choices.timed

    def _part(self, rule: Timed, limit: Fraction) -> Expr:
        """The part of a limit that is still to be chosen, as :meth:`Fraction.part` has it."""
        if rule.id not in self._parts:
            part = self._parts[rule.id] = self.whole_number(f"rule:{rule.id}/part")
            share = limit.numerator * self.choices.days[limit.of]
            up = limit.denominator - 1 if limit.up else 0
            whole = limit.denominator * part
            self.require(most(whole, share + up), less(share + up, whole + limit.denominator))
        return choice(less(self._parts[rule.id], 1), self.value(1), self._parts[rule.id])

    def _untimed(self, rule: Rule) -> Expr | None:
        """Whether no edit gives a limit to a rule without one; ``None`` where it has one."""
        if not is_timed(rule) or self.deadlines.terms.get(rule.id) is not None:
            return None
        given = [changed for changed, _ in self._figures(rule) if changed is not None]
        return not_(either(*given)) if given else None

    def chosen(self, rule: Rule) -> Claim:
        """Whether a rule is one of the text, or is chosen to be added to it."""
        if rule.id in self._same:
            return self.choices.start[self._same[rule.id]]
        return self.choices.added.get(rule.id, True)

    def is_own(self, party: str, event: str) -> Claim:
        """Whether an event is a party's own act that no rule governs, nor one that is added."""
        added = self.choices.space.added
        governing = [self.choices.added[one.id] for one in added if governs(one) == event]
        return every_claim([super().is_own(party, event), *(not_(one) for one in governing)])

    def may_end_at_once(self, rule: Obligation) -> bool:
        """Whether a limit, the one of the text or a new one, may end on the day it starts."""
        first = self.regime.counting is Counting.INCLUDE_FIRST_DAY
        edited = self._original(rule.id) in self.choices.days or self._follows(rule)
        new = first and edited
        return new or super().may_end_at_once(rule)

    def _rule(self, rule: Rule) -> RuleTerms:
        term = super()._rule(rule)
        chosen = self.chosen(rule)
        if chosen is not True:
            term = replace(term, active=both(term.active, chosen))
        untimed = self._untimed(rule)
        if untimed is None:
            return term
        # Without a figure the limit never expires, and nobody can be late.
        if term.kept is not None:
            return replace(term, kept=either(untimed, term.kept))
        never = untimed if term.never is None else either(untimed, term.never)
        return replace(term, never=never)

    def _obeyed(self, rule: Obligation | Prohibition, term: RuleTerms) -> Expr:
        obeyed, untimed = super()._obeyed(rule, term), self._untimed(rule)
        return obeyed if untimed is None else either(untimed, obeyed)

    def expires(self, duty: Timed, default: Default) -> Expr:
        """Whether the deadline passes on a pending duty whose default is chosen and applies."""
        found = super().expires(duty, default)
        chosen = self._chosen(duty, default)
        return found if chosen is None else both(found, chosen)

    def _comes(self, duty: Timed, default: Default) -> Expr:
        """That an act comes by its own day where its default is chosen and can expire."""
        found = super()._comes(duty, default)
        wanted = [self._chosen(duty, default)]
        untimed = self._untimed(duty)
        wanted.append(None if untimed is None else not_(untimed))
        chosen = [one for one in wanted if one is not None]
        return implies(every(chosen, self.context), found) if chosen else found

    def _chosen(self, duty: Timed, default: Default) -> Expr | None:
        """Whether a default is chosen; ``None`` for one that the text has."""
        chosen = self.choices.deemed.get(duty.id)
        if chosen is None:
            chosen = self.choices.default.get(self._original(duty.id))
        return chosen if default == Default(act_of(duty)) else None
