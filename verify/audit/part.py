"""One part of a regime loaded into a solver, for all questions of an audit.

Each open limit has a value of its own, any from 1 on, that the solver chooses: what is impossible
is so whatever they are. A witness is a run with one value for all of them, as a reading gives it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import z3

from model.calendar import Calendar
from model.clock import CalendarClock, SlotClock
from model.conformance import conformance
from model.deadline import Reading
from model.regime import Regime
from model.rule import Rule, effects_of
from model.simulation.script import replayed
from model.trace import Run
from model.transition import Law
from model.vocabulary import Guard
from verify.audit.finding import Witness
from verify.counterexample import first_run, run_of, shortest_model
from verify.deadlines import open_limits
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    both,
    either,
    equal,
    every,
    holds_in,
    implies,
    least,
    not_,
    some,
    substituted,
    value_in,
)
from verify.patience import Undecided
from verify.solver import STEPS, heed, satisfiable

_ANY = Reading(1)  # of no effect: every limit that a reading could close is an unknown

_REMEMBERED = 2
"""Runs tried as an answer before the solver is asked; to try many takes longer than to ask."""


class Part:
    """The admissible runs of one part of a regime, under any value of its open limits.

    ``displaced`` gives, for a rule over which others prevail, those others: where one of them
    applies, it is not demanded. ``days`` fixes all open limits. Parts that are asked about one
    after the other in one thread may share a ``context``, which is dear to make.
    """

    def __init__(
        self, regime: Regime, calendar: Calendar, days: int | None = None, context: Any = None
    ) -> None:
        self.regime = regime
        self.days = days
        self._stepwise: dict[str, Encoding] = {}
        self._demands: dict[str, Expr] = {}
        self._laws: dict[Reading, Law] = {}
        self._seen: list[_Known] = []
        self.calendar = calendar
        self.context = context or z3.Context()
        self.limits = open_limits(regime, self.context)
        self.displaced: dict[str, set[str]] = {}
        for clause in regime.precedence:
            for rule in clause.over:
                self.displaced.setdefault(rule, set()).update(clause.first)

    @cached_property
    def encoding(self) -> Encoding:
        """The run that most questions are about."""
        return self.another("")

    def another(self, run: str) -> Encoding:
        """Return one more run of the part, with variables of its own."""
        encoding = Encoding.of(
            self.regime, _ANY, self.calendar, self.context, self.limits, run, self.facts
        )
        if self.days is not None:
            encoding.constraints += [equal(limit, self.days) for limit in self.limits.values()]
        encoding.constraints += self._real_rounds(encoding)
        return encoding

    def run(self, run: str) -> Encoding:
        """Return one more run; the same for the same name."""
        if run not in self._stepwise:
            self._stepwise[run] = self.another(run)
        return self._stepwise[run]

    def stepwise(self, run: str) -> Encoding:
        """Return one more run in which no two steps are one; the same for the same name."""
        if run not in self._stepwise:
            encoding = self.another(run)
            encoding.constraints += encoding.one_by_one(encoding.events)
            self._stepwise[run] = encoding
        return self._stepwise[run]

    def _real_rounds(self, encoding: Encoding) -> Iterator[Expr]:
        """That an event of the world comes after an expiry of its instant only where one is."""
        for name, event in encoding.events.items():
            if not self.regime.is_exogenous(name):
                continue
            expiries = [
                both(rule.active, not_(rule.ended), event.at.at_expiry(rule.due))
                for rule in encoding.rules.values()
                if rule.due is not None
            ]
            after = some(expiries, self.context)
            yield implies(both(event.occurs, least(event.at.round, 1)), after)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts of a case that rules, words, concerns and purposes of the part ask about."""
        regime, words = self.regime, self.regime.vocabulary
        guards: list[Guard] = [rule.when for rule in regime.rules]
        guards += [g for rule in regime.obligations for one in rule.expiring for g in one.unless]
        guards += [words.events[event].when for event in regime.relevant]
        guards += [concern.when for concern in words.concerns.values()]
        guards += [purpose.when for purpose in words.purposes.values()]
        return frozenset(name for guard in guards for name in guard)

    @cached_property
    def bringing(self) -> Counter[str]:
        """How many rules demand, allow, deem or count each event."""
        return Counter(event for rule in self.regime.rules for event in effects_of(rule))

    @cached_property
    def one_reading(self) -> list[Expr]:
        """That all open limits have the same value."""
        return [equal(one, other) for one, other in pairwise(self.limits.values())]

    @cached_property
    def solver(self) -> Any:
        """The solver with everything that admissible runs satisfy."""
        return self.encoding.plain_solver.within(STEPS)

    def active(self, rule: str) -> Expr:
        """Whether a rule is set going and applies."""
        return self.encoding.rules[rule].active

    def occurs(self, event: str) -> Expr:
        """Whether an event occurs."""
        return self.encoding.events[event].occurs

    def binds(self, rule: Rule) -> bool:
        """Whether a rule can be breached at all."""
        return self.encoding.can_be_breached(rule)

    def binding(self) -> list[str]:
        """The rules that can be breached."""
        return [rule.id for rule in self.regime.binding if self.binds(rule)]

    def demanded(self, rule: str, encoding: Encoding) -> Expr:
        """Whether a run does what a rule demands, unless a rule that prevails applies."""
        return either(encoding.rules[rule].kept, self._not_demanded(rule, encoding))

    def _not_demanded(self, rule: str, encoding: Encoding) -> Expr:
        """Whether a rule is not set going, or one that prevails over it applies."""
        first = [
            encoding.rules[one].active
            for one in self.displaced.get(rule, ())
            if one in encoding.rules
        ]
        return either(not_(encoding.rules[rule].active), *first)

    def obeyed(self, rules: Iterable[str]) -> list[Expr]:
        """Return the demands of rules, hierarchy clauses taken into account."""
        own, free = self.encoding, self.displaced
        return [self.not_disobeyed(one, own) if one in free else own.obeys[one] for one in rules]

    def not_disobeyed(self, rule: str, encoding: Encoding) -> Expr:
        """Whether nobody disobeys a rule in a run, unless a rule that prevails applies."""
        return either(encoding.rules[rule].obeyed, self._not_demanded(rule, encoding))

    def kept(self, rules: Iterable[str]) -> list[Expr]:
        """Return that rules are kept in the record, whoever could have kept them."""
        return [self._settled(one) for one in rules]

    def _settled(self, rule: str) -> Expr:
        if rule not in self._demands:
            self._demands[rule] = self.demanded(rule, self.encoding)
        return self._demands[rule]

    def works(self, without: Collection[str] = ()) -> list[Expr]:
        """The assumption literals by which defaults and effects work, but for some rules."""
        return [one for rule, one in self.encoding.forces.items() if rule not in without]

    def possible(self, *claims: Expr, without: Collection[str] = ()) -> bool:
        """Whether some admissible run satisfies all claims.

        The defaults of the rules in ``without`` may fail to take effect.

        Raises
        ------
        Undecided
            When the solver gives up.
        """
        heed()
        if any(one.shows(claims) for one in self._seen):
            return True
        if not satisfiable(self.solver, [*self.works(without), *claims]):
            return False
        if not without:
            self._seen = [_Known(self.solver.model()), *self._seen][:_REMEMBERED]
        return True

    def case(self, claims: Iterable[Expr], facts: Iterable[str]) -> dict[str, int] | None:
        """Return facts of a case in which some admissible run satisfies the claims.

        Values are given by their place in the vocabulary.
        """
        if not satisfiable(self.solver, [*self.works(), *claims]):
            return None
        model = self.solver.model()
        attributes = self.encoding.attributes
        return {name: value_in(model, attributes[name]) for name in facts}

    def cases_of_a_run(self, claim: Expr, case: Collection[Expr]) -> Expr | None:
        """Return cases in which one run satisfies a claim, that of a whole case: it is among them.

        They are those in which all that is not of the case can be as it is in that run. ``None``
        where no admissible run satisfies the claim in that case.
        """
        if not satisfiable(self.solver, [*self.works(), claim, *case]):
            return None
        model, attributes = self.solver.model(), {*map(str, self.encoding.attributes.values())}
        others = [one for one in self.encoding.variables if str(one) not in attributes]
        known = [(one, model.eval(one, True)) for one in (*others, *self.limits.values())]
        found = z3.simplify(substituted(both(self._whole, claim), known))
        return found if holds_in(model, found) else every(case, self.context)

    @cached_property
    def _whole(self) -> Expr:
        """Everything that admissible runs satisfy."""
        return every([*self.encoding.constraints, *self.works()], self.context)

    def witness(self, *claims: Expr, obeyed: Collection[str] = ()) -> Witness | None:
        """Return a shortest run that satisfies all claims, once it has been replayed.

        ``None`` when there is none with one value of all open limits. Raises ``Undecided`` when the
        transition relation or the simulator disagrees.
        """
        question = [*self.works(), *claims, *self.obeyed(obeyed), *self.one_reading]
        model = shortest_model(self.encoding, question)
        return None if model is None else self.shown(model, question, obeyed)

    def shown(
        self, model: Any, question: list[Expr], obeyed: Collection[str] = ()
    ) -> Witness | None:
        """Replay a shortest run that answers a question, each of its moments in the first order.

        As :meth:`confirmed`.
        """
        if (law := self.law_of(model)) is None:
            return None
        run = first_run(self.encoding, law, question, model)
        return self.witness_of(law, run, None, obeyed)

    def confirmed(
        self,
        model: Any,
        encoding: Encoding,
        cut: int | None = None,
        obeyed: Collection[str] = (),
    ) -> Witness | None:
        """Replay the run that a model describes; ``None`` where open limits differ in it.

        Where limits are counted in dates, it must obey on its dates what it is said to obey.

        Raises
        ------
        Undecided
            When it does not come out the same.
        """
        law = self.law_of(model)
        return None if law is None else self.witness_of(law, run_of(encoding, model), cut, obeyed)

    def witness_of(
        self, law: Law, run: Run, cut: int | None = None, obeyed: Collection[str] = ()
    ) -> Witness:
        """Replay a run under a law of this part; as :meth:`confirmed`."""
        judged = conformance(law.under(SlotClock(run.elapsed)), run)
        found = replayed(law, run, self.calendar) if judged.admissible else None
        if found is None:
            raise Undecided("replay")
        if run.elapsed:
            on_dates = conformance(law.under(CalendarClock(found.calendar)), found.run)
            if on_dates.disobeyed & {*obeyed} - {*self.displaced}:
                raise Undecided("dates")
        return Witness(run, law.reading, judged.judgements, cut)

    def law_of(self, model: Any) -> Law | None:
        """The transition relation under the reading of a model; ``None`` where limits differ."""
        values = {value_in(model, limit) for limit in self.limits.values()}
        return self._law(Reading(min(values, default=1))) if len(values) < 2 else None

    def _law(self, reading: Reading) -> Law:
        """The transition relation under a reading, for any clock; worked out once."""
        if reading not in self._laws:
            self._laws[reading] = Law(self.regime, reading, SlotClock())
        return self._laws[reading]


class _Known:
    """A run that is known, and which claims it satisfies: each is looked at once."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._satisfied: dict[int, tuple[Expr, bool]] = {}  # with the claim, so that its id stays

    def shows(self, claims: Iterable[Expr]) -> bool:
        """Whether it satisfies all claims."""
        return all(self._satisfies(claim) for claim in claims)

    def _satisfies(self, claim: Expr) -> bool:
        known = self._satisfied.get(claim.get_id())
        if known is None:
            known = (claim, holds_in(self._model, claim))
            self._satisfied[claim.get_id()] = known
        return known[1]
