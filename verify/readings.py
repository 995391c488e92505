"""Which answers hinge on how a clause was read: what each would be under every alternative.

An alternative changes one rule, and with its limit those that are a part of it. The answer to a
question can only depend on the rules that bear on when its events come
(:func:`verify.slicing.bearing_on`); where these are the same rule by rule, so is the answer, and
the solver is not asked again. Where they are not, the answer and its bound are found anew, and only
what differs is verified whole, with its proof or a replayed run.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from model.deadline import Fraction, Reading
from model.interpretation import Alternative
from model.otherwise import alternatives, read_otherwise, rules_otherwise
from model.property import Property
from model.regime import Regime
from model.rule import Rule, events_of, is_timed
from model.unknowns import lengths_of
from verify import arguments
from verify.guarantees import Standing, answered, standing, unregulated, verify
from verify.hinge import ReadingHinge
from verify.prover import Prover, Provers, provers_for
from verify.slicing import bearing_on
from verify.solver import heed, while_decided
from verify.verdict import Answer, Assume, Verdict


class Question(NamedTuple):
    """What is asked of a regime: a property, whose obedience, open limits, and a limit if any."""

    property: Property
    assume: Assume
    reading: Reading
    within: int | None = None

    @staticmethod
    def of(verdict: Verdict) -> Question:
        """Return the question that a verdict answers."""
        return Question(verdict.property, verdict.assume, verdict.reading, verdict.within)


class _Reread:
    """A regime in which one rule is read otherwise, made whole when more than its events counts.

    Attributes
    ----------
    changed
        The events of the rules of either regime that the other one lacks.
    """

    def __init__(self, before: Regime, rule: Rule, alternative: Alternative) -> None:
        self.rule, self.alternative, self._before = rule, alternative, before
        parts = any(isinstance(one.deadline, Fraction) for one in before.timed)
        after = self.regime.rules if parts else rules_otherwise(before, self._taken)
        lacking = (*_lacking(before.rules, after), *_lacking(after, before.rules))
        self.changed = {event for one in lacking for event in events_of(one)}

    @property
    def _taken(self) -> dict[str, str]:
        return {self.rule.id: self.alternative.id}

    @cached_property
    def regime(self) -> Regime:
        """The regime, read so."""
        return read_otherwise(self._before, self._taken)


class Rereadings:
    """A regime held against each alternative to one of its readings."""

    def __init__(self, regime: Regime, provers: Provers) -> None:
        self.regime, self.provers = regime, provers
        self._events: dict[tuple[str, ...], set[str]] = {}
        self._rules: dict[tuple[int | str, ...], tuple[Rule, ...]] = {}
        self._bearers: dict[int, tuple[Property, tuple[_Reread, ...]]] = {}
        self._asks: dict[tuple[int, int], tuple[Property, Property]] = {}
        self.others = tuple(
            _Reread(regime, rule, alternative) for rule, alternative in alternatives(regime)
        )

    def hinges(self, question: Question, verdict: Verdict | None = None) -> Iterator[ReadingHinge]:
        """Yield what the answer to a question hinges on; ``verdict`` is the answer where known."""
        now = None
        for other in self._touched(question):
            now = now or self._now(question, verdict)
            if self._same(question, other, now):
                continue
            verdict = verdict or self._verdict(self.regime, question)
            after = self._otherwise(other.regime, question)
            if _said(after) != _said(verdict):
                yield ReadingHinge(other.rule, other.alternative, verdict, after)

    def touching(self, question: Question) -> Iterator[tuple[Rule, Alternative, tuple[Rule, ...]]]:
        """Yield each alternative that bears on a question, and the rules that then do.

        Where these are the same for two regimes, and the part that is asked about is, too, the
        answers hinge on the same.
        """
        for other in self._touched(question):
            bearing = self._bearing(other.regime, self._asked(other.regime, question))
            yield other.rule, other.alternative, bearing

    def asked(self, question: Question) -> Iterator[tuple[Regime, Property, tuple[Rule, ...]]]:
        """Yield the regime, and as it would be under each alternative that bears on a question.

        Each with what the question asks of it, and the rules that bear on that.
        """
        for regime in (self.regime, *(other.regime for other in self._touched(question))):
            prop = self._asked(regime, question)
            yield regime, prop, self._bearing(regime, prop)

    def _touched(self, question: Question) -> tuple[_Reread, ...]:
        """The alternatives under which other rules may bear on a question: the same for anybody's
        obedience, and for any value of open limits."""
        key = id(question.property)
        if key not in self._bearers:
            # With the property, so that no other one ever has its identity.
            touched = (one for one in self.others if not self._untouched(question, one))
            self._bearers[key] = question.property, tuple(touched)
        return self._bearers[key][1]

    def _asked(self, regime: Regime, question: Question) -> Property:
        """What a question asks of one regime, as :func:`~verify.guarantees.verify` takes it."""
        key = id(regime), id(question.property)
        if key not in self._asks:
            (prop,) = arguments.properties(question.property, regime)
            self._asks[key] = question.property, prop
        return self._asks[key][1]

    def _untouched(self, question: Question, other: _Reread) -> bool:
        """Whether the same rules bear on a question under an alternative, so that nothing changes.

        It is so too where neither regime regulates what is asked.
        """
        changed = other.changed
        near = self._near(self._asked(self.regime, question))
        # Which response is asked for hangs on the rules that have one of them.
        if changed.isdisjoint(near) and changed.isdisjoint(question.property.responses):
            return True
        regimes = (self.regime, other.regime)
        prop, reread = (self._asked(regime, question) for regime in regimes)
        if prop != reread:
            return False
        if changed.isdisjoint(near):
            return True
        now, then = (unregulated(regime, prop) is not None for regime in regimes)
        if now or then:
            return now and then
        return _are(*(self._bearing(regime, prop) for regime in regimes))

    def _near(self, prop: Property) -> set[str]:
        """The events connected with a property; a rule without any of them is beside the point."""
        events = (prop.trigger, prop.response)
        key = (*events, *prop.about)  # the same events may be asked about in a wider part
        if key not in self._events:
            part = self.provers.part(self.regime, *prop.about)
            self._events[key] = {*part.relevant, *self.regime.foundations(*events)}
        return self._events[key]

    def _bearing(self, regime: Regime, prop: Property) -> tuple[Rule, ...]:
        """The rules that can bear on the answer to a question about a property."""
        events = (prop.trigger, prop.response)
        key: tuple[int | str, ...] = (id(regime), *events, *prop.about)
        if key not in self._rules:
            part = self.provers.part(regime, *prop.about)
            self._rules[key] = bearing_on(part, events).rules
        return self._rules[key]

    def _now(self, question: Question, verdict: Verdict | None) -> Standing | None:
        """How a guarantee stands as the text is read: as its verdict says, where that is known."""
        if verdict is None or verdict.answer is Answer.UNKNOWN:
            return self._standing(self.regime, question)
        return Standing(verdict.answer, verdict.days)

    def _same(self, question: Question, other: _Reread, now: Standing | None) -> bool:
        """Whether the answer and its bound are known to be the same, without proofs and runs."""
        if now is None or now != self._standing(other.regime, question, now.days):
            return False
        # Of a bound it also counts on which open limits it rests, which its proof tells.
        return now.days is None or not any(
            self._opened(regime, question) for regime in (self.regime, other.regime)
        )

    def _opened(self, regime: Regime, question: Question) -> bool:
        """Whether limits that are open have a value among the rules that bear on a question."""
        if question.reading.open_days is None:
            return False
        bearing = self._bearing(regime, self._asked(regime, question))
        return any(lengths_of(rule) for rule in bearing if is_timed(rule))

    def _standing(
        self, regime: Regime, question: Question, guess: int | None = None
    ) -> Standing | None:
        prop = self._asked(regime, question)
        if unregulated(regime, prop) is not None:
            return Standing(Answer.VACUOUS)
        prover = self._prover(regime, prop, question.reading)
        return standing(prover, prop, question.assume, question.within, guess)

    def _prover(self, regime: Regime, prop: Property, reading: Reading) -> Prover:
        return self.provers.of(self._deciding(regime, prop), reading)

    def _deciding(self, regime: Regime, prop: Property) -> Regime:
        """What must be known of a regime to answer a question about a property, without its runs.

        The rules that bear on it, which are far fewer than those connected with it.
        """
        part = self.provers.part(regime, *prop.about)
        if prop.absent or prop.at_once:  # the world as usual has events that need not bear on it
            return part
        rules = self._bearing(regime, prop)
        known = {event for rule in rules for event in events_of(rule)}
        asked = {prop.trigger, prop.response} & {*part.relevant} - known
        return replace(part, rules=rules, asked=tuple(sorted(asked)))

    def _verdict(self, regime: Regime, question: Question) -> Verdict:
        prop, assume, reading, within = question
        (verdict,) = verify(regime, prop, reading, assume, within, provers=self.provers)
        heed()  # what was given up is no other answer
        return verdict

    def _otherwise(self, regime: Regime, question: Question) -> Verdict:
        prop, (_, assume, reading, within) = self._asked(regime, question), question
        verdict = answered(regime, prop, assume, reading, self.provers, within)
        heed()  # as above
        return verdict


def _lacking(rules: Iterable[Rule], others: Iterable[Rule]) -> Iterator[Rule]:
    """Yield those of some rules that are not among others; two that say the same are different."""
    known = {id(rule) for rule in others}
    return (rule for rule in rules if id(rule) not in known)


def _are(rules: tuple[Rule, ...], others: tuple[Rule, ...]) -> bool:
    """Whether these are the very same rules; two that only say the same count as different."""
    return len(rules) == len(others) and all(map(operator.is_, rules, others))


def _said(verdict: Verdict) -> tuple[Answer, int | None, tuple[str, ...]]:
    """What is compared of a verdict: the answer, its bound, and on which open limits that rests."""
    bound = verdict.guaranteed
    return verdict.answer, verdict.days, () if bound is None else bound.parameters


def questions_about(
    properties: Iterable[Property],
    reading: Reading,
    within: int | None = None,
    assumptions: Iterable[Assume] = tuple(Assume),
) -> list[Question]:
    """Return the questions about some properties under each assumption, in that order."""
    each = [(prop, assume) for prop in properties for assume in assumptions]
    return [Question(prop, assume, reading, prop.limit(within)) for prop, assume in each]


def hinges(
    regime: Regime, questions: Iterable[Question], provers: Provers | None = None
) -> list[ReadingHinge]:
    """Return what the answers to some questions hinge on, in their order."""
    rereadings = Rereadings(arguments.regime(regime), provers_for(provers, None))
    asked = (hinge for question in questions for hinge in rereadings.hinges(question))
    return [*while_decided(asked)]


def hinges_of(
    verdicts: Iterable[Verdict], provers: Provers, asked: Iterable[Property] = ()
) -> list[ReadingHinge]:
    """Return what verdicts hinge on, in their order.

    Parameters
    ----------
    provers
        Those that found them.
    asked
        What was asked, where that is not the same of every regime; else what they are about.
    """
    named = {prop.id: prop for prop in asked}
    known: dict[int, Rereadings] = {}
    found: list[ReadingHinge] = []
    for verdict in verdicts:
        regime = verdict.regime
        if id(regime) not in known:
            known[id(regime)] = Rereadings(regime, provers)
        question = Question.of(verdict)
        prop = named.get(verdict.property.id, verdict.property)
        hinging = known[id(regime)].hinges(question._replace(property=prop), verdict)
        found += while_decided(hinging)
    return found
