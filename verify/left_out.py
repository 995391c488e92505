"""Of which runs a proof says nothing: those in which what it takes to be obeyed cannot all be.

Every history in which rules have been obeyed can go on so, but for bans and notice that come in
the way (:doc:`semantics`, *What a bearer can do*). A proof that rests on such rules is about the
other runs only, and may force what no law can: that somebody waives who need not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from model.calendar import Calendar
from model.deadline import STRICT, NoLimit, Reading
from model.means import Means
from model.regime import Regime
from model.rule import Rule, events_of, is_timed
from model.vocabulary import Guard
from verify.patience import Undecided, patience
from verify.slicing import bearing_on
from verify.verdict import Answer, Obeyed, Verdict, rules_obeyed

if TYPE_CHECKING:
    from verify.audit.finding import Finding
    from verify.audit.reporter import Reporter


def left_out(verdict: Verdict, calendar: Calendar) -> tuple[Finding, ...]:
    """Return of which runs one verdict says nothing, as :meth:`LeftOut.of_verdict` does."""
    return LeftOut(calendar).of_verdict(verdict)


def left_out_of(
    verdicts: Iterable[Verdict], calendar: Calendar
) -> tuple[tuple[Verdict, tuple[Finding, ...]], ...]:
    """Return the verdicts that say nothing of some runs, each with what :class:`LeftOut` finds."""
    asked = LeftOut(calendar)
    return tuple((one, found) for one in verdicts if (found := asked.of_verdict(one)))


class _Asked(NamedTuple):
    """What is asked of one proof; see :meth:`LeftOut.of`."""

    regime: Regime
    opposed: frozenset[str]
    reading: Reading | None
    trusted: frozenset[str] | None
    when: Guard

    @property
    def key(self) -> object:
        """What tells it from others that are asked of the same text."""
        kind = tuple(sorted((name, tuple(sorted(each))) for name, each in self.when.items()))
        return id(self.regime), self.opposed, self.reading, self.trusted, kind


class LeftOut:
    """Of which runs proofs say nothing; what several rest on is asked once.

    One finding for each set of rules that cannot all be obeyed: a conflict, or one where chance has
    it so; or that it could not be decided, also for want of time. Only for a duty that a proof
    rests on together with a ban or a notice in its way. Where it rests on the duty alone, it is so
    also in the runs in which a ban that comes in its way is broken. Empty where whoever has obeyed
    so far can go on, as far as :class:`verify.audit.chance.Chances` tells.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._means: dict[int, tuple[Regime, Means]] = {}
        self._known: dict[object, tuple[Finding, ...]] = {}

    def of_verdict(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return of which runs a proof says nothing, or the bound of what is not so soon."""
        obeyed = verdict.obeyed
        if verdict.answer is not Answer.PROVED:
            obeyed = self._behind_bound(verdict)
        return self.of(verdict.regime, obeyed, verdict.reading, when=verdict.property.when)

    def may_be(self, verdict: Verdict) -> bool:
        """Whether a verdict may say nothing of some runs, by the structure of the rules alone."""
        obeyed: Iterable[str] = verdict.obeyed
        if verdict.answer is not Answer.PROVED:
            bounded = verdict.answer is Answer.REFUTED and verdict.days is not None
            obeyed = _anything(verdict) if bounded else ()
        return bool(self.opposed(verdict.regime, obeyed))

    def undecided(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return that it is not decided of which runs a verdict says nothing."""
        obeyed = verdict.obeyed or _anything(verdict)
        return tuple(_undecided(verdict.regime, self.opposed(verdict.regime, obeyed)))

    def of(
        self,
        regime: Regime,
        obeyed: Collection[str],
        reading: Reading | None,
        *,
        alone: bool = False,
        when: Guard | None = None,
    ) -> tuple[Finding, ...]:
        """Return of which runs it says nothing that some rules are obeyed.

        Parameters
        ----------
        obeyed
            What a proof needs to be obeyed, by identifier.
        reading
            Of open limits; ``None`` for a proof about all their values, and then what is found is
            so for some of them.
        alone
            Whether nobody else need obey, as where a trust set is all that is trusted.
        when
            The kind of case that is asked about.
        """
        opposed = self.opposed(regime, obeyed)
        if not opposed:
            return ()
        trusted = frozenset(obeyed) if alone else None
        asked = _Asked(regime, opposed, reading, trusted, dict(when or {}))
        if asked.key not in self._known:
            found = self._found(asked)
            if patience().cut is not None:
                return found
            self._known[asked.key] = found
        return self._known[asked.key]

    def opposed(self, regime: Regime, obeyed: Iterable[str]) -> frozenset[str]:
        """Return those of some rules of which one may be in the way of another's being obeyed."""
        rules = tuple(obeyed)
        if len(rules) < 2:  # of which one is in the way of another
            return frozenset()
        # With its text, so that no other ever has the same identity.
        _, means = self._means.setdefault(id(regime), (regime, Means(regime)))
        return means.opposed(regime.by_id[one] for one in rules)

    def _found(self, asked: _Asked) -> tuple[Finding, ...]:
        found: list[Finding] = []
        try:
            for one in _at_odds(asked, self.calendar):
                found.append(one)  # one by one, so that it is there whatever comes then
        except Undecided:
            found += _undecided(asked.regime, asked.opposed)
        return tuple(found)

    def _behind_bound(self, verdict: Verdict) -> tuple[str, ...]:
        """What the bound of a refuted verdict needs to be obeyed; nothing where it has none."""
        if not self.may_be(verdict):
            return ()
        from verify.guarantees import answered  # here: who is told what is known needs no Z3
        from verify.prover import Provers, asked_about

        asked = replace(verdict.property, within=None)
        provers = Provers(self.calendar, asked_about([asked]))
        about = verdict.regime, asked, verdict.assume, verdict.reading
        proof = answered(*about, provers, verdict.days)
        # What was not proved again may rest on anything.
        return proof.obeyed if proof.answer is Answer.PROVED else tuple(_anything(verdict))


def _anything(verdict: Verdict) -> Obeyed:
    """All that a verdict takes to be obeyed."""
    return rules_obeyed(verdict.regime, verdict.assume, verdict.exempt)


def _undecided(regime: Regime, opposed: Collection[str]) -> Iterator[Finding]:
    """That it was not decided of any duty among rules in the way of one another."""
    from verify.audit.reporter import Reporter

    report = Reporter(regime)
    for rule in regime.obligations:
        if rule.id in opposed:
            yield _not_decided(rule, report)


def _not_decided(rule: Rule, report: Reporter) -> Finding:
    from verify.audit.finding import FindingKind, name_of

    return report(FindingKind.UNDECIDED, rule, what=name_of(FindingKind.OBEYED_BY_CHANCE))


def _at_odds(asked: _Asked, calendar: Calendar) -> Iterator[Finding]:
    from verify.audit.chance import Chances, left_to_chance  # here: few proofs need any of it
    from verify.audit.exposure import blockable
    from verify.audit.part import Part
    from verify.audit.reporter import Reporter

    opposed, reading = asked.opposed, asked.reading
    days = None if reading is None else reading.open_days
    report = Reporter(asked.regime)
    part = blockable(Part(_bearing(asked.regime, opposed, reading), calendar, days))
    if part is None:
        return
    chances = Chances(part, part.regime.by_id, opposed, asked.trusted, asked.when)
    told: list[frozenset[str]] = []
    for rule in part.regime.binding:
        if rule.id not in opposed or not part.binds(rule):
            continue
        try:
            chance = chances.of(rule)
        except Undecided:
            yield _not_decided(rule, report)
            continue
        rules = frozenset(chance.rules if chance else ())
        if chance and not any(one <= rules for one in told):
            told.append(rules)
            yield left_to_chance(chance, rule, report)


def _bearing(whole: Regime, opposed: frozenset[str], reading: Reading | None) -> Regime:
    """Rules of a proof, with all that bear on when what they are about comes.

    A verdict demands what a rule demands also where another prevails over it.
    """
    events = {event for name in opposed for event in events_of(whole.by_id[name])}
    rules = bearing_on(whole, events).rules
    known = tuple(_endless(one) if reading == STRICT else one for one in rules)
    return replace(whole, rules=known, precedence=())


def _endless(rule: Rule) -> Rule:
    """A rule whose open limit guarantees nothing."""
    return replace(rule, deadline=NoLimit()) if is_timed(rule) and rule.open else rule
