"""Limits out of their bearer's power: duties that may fall due before they can be done.

Asked with everybody else obeying: then whoever is late was made late by the text. A run that shows
it is looked through for what the bearer was still waiting for when the duty fell due
(:mod:`model.waiting`), and whether that must come at all is asked of the solver again. So the cases
are told apart: what comes first has a longer limit, or none that is firm, or is nobody's duty, or
is brought about by no rule of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.means import Means
from model.regime import Regime
from model.rule import Obligation, effects_of
from model.vocabulary import holds
from model.waiting import Waiting, provided
from verify.audit.finding import Finding, FindingKind, Severity, Witness, name_of
from verify.audit.part import Part
from verify.audit.reporter import Reporter
from verify.counterexample import run_of
from verify.deletion import minimised
from verify.first import first_of_shortest
from verify.formula import Expr, both, equal, holds_in, not_, value_in
from verify.patience import Undecided
from verify.search import least_model
from verify.slicing import breaches_behind
from verify.solver import satisfiable

_HOPELESS = ("missing", "forbidden")


@dataclass(frozen=True)
class Cause:
    """Why a duty may fall due before it can be done.

    Attributes
    ----------
    variant
        Which case it is; the catalogue has a sentence and an advice for each.
    event
        What the bearer waits for; ``None`` where nothing can be named.
    carrier
        The word that presupposes it; ``None`` where a rule waits for it.
    rules
        The rules behind it: those that bring the event about or forbid it.
    """

    variant: str = "sentence"
    event: str | None = None
    carrier: str | None = None
    rules: tuple[str, ...] = ()


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return the duties that may fall due before they can be done though all others obey."""
    for rule in part.regime.obligations:
        try:
            yield from out_of_power(part, rule, report)
        except Undecided:
            yield report(FindingKind.UNDECIDED, rule, what=name_of(FindingKind.OUT_OF_POWER))


def out_of_power(part: Part, rule: Obligation, report: Reporter) -> Iterator[Finding]:
    """Yield a finding where a duty may fall due before it is able, with its run and its causes."""
    if not may_be_late(part, rule):
        return
    witness, causes = _Search(part, rule).told()
    if rule.open:  # A vague limit is never too short, but even it is none for what need not come.
        causes = [
            one
            for one in causes
            if one.variant not in ("longer", "unlimited", "missed", "sentence")
        ]
    for cause in _told_once(causes):
        severity = _weight(cause, rule, report.regime)
        values: dict[str, Any] = {}
        if cause.event is not None:
            values["first"] = report.label(cause.event)
        if cause.carrier is not None:
            values |= {"word": cause.carrier, "carrier": report.label(cause.carrier)}
        yield report(
            FindingKind.OUT_OF_POWER,
            rule,
            *cause.rules,
            witness=witness,
            severity=severity,
            variant=cause.variant,
            **values,
        )


def _weight(cause: Cause, rule: Obligation, regime: Regime) -> Severity:
    """What cannot be kept at all weighs most; least what nobody answers for, unlike the rest."""
    if cause.variant in _HOPELESS:
        return Severity.HIGH
    free = bool(regime.sanctions) and not regime.sanctions_of(rule.id)
    return Severity.LOW if free else Severity.MEDIUM


def may_be_late(part: Part, rule: Obligation) -> bool:
    """Whether a duty may fall due before it is able although everybody else obeys."""
    if rule.announced is None and part.encoding.ability.ready(rule):
        return False
    search = _Search(part, rule)
    return part.possible(search.claim, *part.obeyed(search.others))


def _told_once(causes: list[Cause]) -> list[Cause]:
    """Leave out what has the same case and the same rules as another."""
    return list({(one.variant, one.event): one for one in causes}.values())


class _Search:
    """The search for a run in which one duty falls due before it can be done."""

    def __init__(self, part: Part, rule: Obligation) -> None:
        self.part, self.rule, self.encoding = part, rule, part.encoding
        self.claim = both(
            part.encoding.out_of_power(rule),
            *(not_(part.active(first)) for first in part.displaced.get(rule.id, ())),
        )
        self.others = self._asked()

    def _asked(self) -> list[str]:
        """The rules that are obeyed: all others, but for those whose breach is the trigger."""
        part = self.part
        others = [one for one in part.binding() if one != self.rule.id]
        if part.possible(part.active(self.rule.id), *part.obeyed(others)):
            return others
        behind = breaches_behind(part.regime, self.rule.on.events)
        return [one for one in others if one not in behind]

    @property
    def _found(self) -> tuple[Any, list[Expr]]:
        """A shortest run, and what it was asked for.

        With one value for all open limits where there is one.
        """
        question = [*self.part.works(), self.claim, *self.part.obeyed(self.others)]
        solver, sizes = self.encoding.solver, self.encoding.sizes
        for asked in ([*question, *self.part.one_reading], question):
            if (model := least_model(solver, asked, sizes)) is not None:
                return self._first(asked, model)
        raise Undecided("shortest run")

    def _first(self, asked: list[Expr], model: Any) -> tuple[Any, list[Expr]]:
        """Of shortest runs the first by what has come when the duty falls due, and by its case.

        On that alone it depends what is waited for, which so is the same whichever run of them the
        solver comes upon. What stands late among the words comes rather than what stands early.
        """
        solver, sizes = self.encoding.solver, self.encoding.sizes
        fixed = [*asked, *(equal(size.sum, size.of(model)) for size in sizes)]
        if (due := self.encoding.rules[self.rule.id].due) is None:
            return first_of_shortest(self.encoding, fixed, model), asked

        def tried(claim: Expr) -> bool:
            nonlocal model
            if found := satisfiable(solver, [*fixed, claim]):
                model = solver.model()
                fixed.append(claim)
            return found

        for event in self.encoding.events.values():
            come = both(event.occurs, event.at.by(due))
            if not holds_in(model, come):
                fixed.append(not_(come))
            elif not tried(not_(come)):
                fixed.append(come)
        for term in self.encoding.attributes.values():
            value = value_in(model, term)
            if not any(tried(equal(term, other)) for other in range(value)):
                fixed.append(equal(term, value))
        return first_of_shortest(self.encoding, fixed, model), asked

    def told(self) -> tuple[Witness | None, list[Cause]]:
        """Return the run, where one reading shows it, and what it waits for."""
        model, asked = self._found
        witness = self.part.shown(model, asked)
        if witness is not None:
            self._check(witness)
        return witness, self._causes(model)

    def _check(self, witness: Witness) -> None:
        """That the transition relation sees the same as the solver."""
        for judged in witness.judgements:
            mine = judged.rule.id == self.rule.id
            if (mine and judged.could) or (judged.rule.id in self.others and judged.disobeyed):
                raise Undecided("replay")

    def _causes(self, model: Any) -> list[Cause]:
        if self.rule.announced is not None:
            return [Cause("notice", self.rule.announced)]
        waiting = self._waiting(model)
        causes = [self._cause(waiting, *one) for one in waiting.of(self.rule).items()]
        return causes or [Cause()]

    def _waiting(self, model: Any) -> Waiting:
        """What parties wait for in a run when the duty falls due."""
        due = self.encoding.rules[self.rule.id].due
        assert due is not None
        come = {
            name
            for name, event in self.encoding.events.items()
            if holds_in(model, both(event.occurs, event.at.by(due)))
        }
        return Waiting(Means(self.part.regime), come, run_of(self.encoding, model).attributes)

    def _cause(self, waiting: Waiting, event: str, carrier: str | None) -> Cause:
        """Tell apart why an event has not come by then."""
        regime, words = self.part.regime, self.part.regime.vocabulary.events
        bans = [ban.id for party in self.rule.bearers for ban in waiting.bans(party, event)]
        if bans:
            return Cause("forbidden", event, carrier, tuple(bans))
        if carrier is not None and not provided(regime, event):
            return Cause("missing", event, carrier)
        assert waiting.case is not None
        if not holds(words[event].when, waiting.case):
            return Cause("unfit", event, carrier)
        never = not_(self.part.occurs(event))
        if self._possible(never, self.others):
            return self._free_to_stay_away(event, carrier)
        behind = tuple(minimised(self.others, lambda _, kept: not self._possible(never, kept)))
        vague = tuple(one for one in behind if getattr(regime.by_id[one], "open", False))
        return Cause("unlimited" if vague else "longer", event, carrier, vague or behind)

    def _free_to_stay_away(self, event: str, carrier: str | None) -> Cause:
        """Tell apart why an event need not come at all though all others obey."""
        bringing = [one for one in self.part.regime.rules if event in effects_of(one)]
        duties = [one for one in bringing if isinstance(one, Obligation) and one is not self.rule]
        vague = tuple(one.id for one in duties if one.open or not self.part.binds(one))
        missed = tuple(one.id for one in duties if one.id not in (*self.others, *vague))
        if vague or missed:
            return Cause("unlimited" if vague else "missed", event, carrier, vague or missed)
        rules = tuple(one.id for one in bringing if one is not self.rule)
        return Cause("nobody", event, carrier, rules)

    def _possible(self, claim: Expr, obeyed: list[str]) -> bool:
        return self.part.possible(self.claim, claim, *self.part.obeyed(obeyed))
