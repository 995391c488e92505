"""Bounded response: is the response guaranteed, how soon, and on which articles does that rest?

A property says "after e, f comes within N working days". The solver looks for a counterexample: an
admissible run of one thread in which the assumed rules are obeyed and e occurs, but f is missing or
too late. If there is none, the property is proved, for every run and any number of cases
(:mod:`verify.encoding` says why). The least N is found by plain queries: no run is later, and some
run is as late.

Nothing is claimed about queues and people: that everyone obeys is an assumption here, not a
forecast.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import z3

from model.calendar import Calendar
from model.clock import SlotClock
from model.deadline import STRICT, Reading
from model.property import Asks, Property, violates
from model.regime import Regime
from model.transition import Law
from model.unknowns import open_lengths
from verify import arguments
from verify.asking import not_of_one_thread
from verify.counterexample import obeys
from verify.deadlines import ANY_VALUE
from verify.patience import Undecided
from verify.prover import NEVER, Prover, Provers, asked_about, provers_for
from verify.solver import heed
from verify.verdict import (
    NOBODY,
    Answer,
    Assume,
    Counterexample,
    Obeyed,
    Reason,
    Verdict,
    rules_obeyed,
)


def verify(
    regime: Regime,
    properties: Property | Iterable[Property],
    readings: arguments.Readings = STRICT,
    assumptions: arguments.Assumptions = (Assume.EVERYONE, Assume.NOBODY),
    within: int | None = None,
    calendar: Calendar | None = None,
    provers: Provers | None = None,
) -> list[Verdict]:
    """Check properties of a regime under each reading and each assumption.

    Parameters
    ----------
    properties
        The properties; one alone is welcome.
    readings
        Readings, each also as ``"strict"`` or as the working days of open limits; or one alone.
    assumptions
        Assumptions, each also by name; or one alone.
    within
        Working days, at least 0, that must hold; those of the property unless given, and any
        finite bound where it has none either.
    calendar
        The dates over which terms in calendar days or months may fall, and on which
        counterexamples are replayed; the Chinese calendar unless given. Not asked where
        ``provers`` are.
    provers
        Provers to ask, where other questions are put to the same regimes in the same thread.

    Returns
    -------
    list of Verdict
        In the order reading, property, assumption, readings outermost.

    Raises
    ------
    TypeError, ValueError
        For an argument that is none of these; see :mod:`verify.arguments`.

    Notes
    -----
    Safe to call from several threads: each call has a solver context of its own.
    """
    regime = arguments.regime(regime)
    properties = arguments.properties(properties, regime)
    readings, assumptions = arguments.readings(readings), arguments.assumptions(assumptions)
    within = arguments.limit(within)
    provers = provers_for(provers, calendar, asked_about(properties))
    verdicts = []
    for reading in readings:
        for prop in properties:
            for assume in assumptions:
                limit = prop.limit(within)
                verdict = _unasked(regime, prop, assume, reading, limit)
                if verdict is None:
                    blank = Verdict(regime, prop, assume, reading, Answer.UNKNOWN, limit)
                    verdict = _asked(blank, provers)
                verdicts.append(_of_the_whole(verdict, regime))
    return verdicts


def _of_the_whole(verdict: Verdict, regime: Regime) -> Verdict:
    """A verdict on a part of a regime as one on the whole, which knows of what limits are parts."""
    proved = verdict.answer is Answer.PROVED
    articles = regime.articles_behind(verdict.rules) if proved else verdict.articles
    return replace(verdict, regime=regime, articles=articles)


def answered(
    regime: Regime,
    prop: Property,
    assume: Assume,
    reading: Reading,
    provers: Provers,
    within: int | None = None,
) -> Verdict:
    """Return what :func:`verify` does, but for a refutation with any run that was replayed.

    For those who look at the answer and its bound alone: that a run is a shortest one takes most of
    the time of a refutation. ``prop`` is what is asked of that regime.
    """
    limit = prop.limit(within)
    verdict = _unasked(regime, prop, assume, reading, limit)
    if verdict is None:
        blank = Verdict(regime, prop, assume, reading, Answer.UNKNOWN, limit)
        verdict = _asked(blank, provers, shortest=False)
    return _of_the_whole(verdict, regime)


def _asked(blank: Verdict, provers: Provers, shortest: bool = True) -> Verdict:
    """Put one question to the solver."""
    prop = blank.property
    try:
        heed()
        part = provers.part(blank.regime, *prop.about)
        prover = provers.of(part, blank.reading)
        asked = (prop, blank.assume, blank.within)

        def found() -> Verdict:
            return _with_parameters(_verdict(prover, *asked, shortest), prover, provers)

        verdict = prover.verdicts.of(*asked, found) if shortest else found()
        return replace(verdict, reading=blank.reading)
    except Undecided as undecided:
        return replace(blank, reason=undecided.reason)


def _unasked(
    regime: Regime, prop: Property, assume: Assume, reading: Reading, within: int | None
) -> Verdict | None:
    reason = unregulated(regime, prop) or not_of_one_thread(regime, prop)
    if reason is None:
        return None
    return Verdict(regime, prop, assume, reading, answer_without(reason), within, reason=reason)


def answer_without(reason: Reason) -> Answer:
    """Return the answer where the solver was not asked, for a reason."""
    return Answer.VACUOUS if reason.unregulated else Answer.UNKNOWN


def unregulated(regime: Regime, prop: Property) -> Reason | None:
    """Return why a regime does not regulate a property; ``None`` where it does."""
    rests = regime.rests_on_rules(prop.trigger, prop.response)
    if prop.trigger not in regime.mentioned and not rests:
        return Reason.TRIGGER_UNMENTIONED
    foreign = prop.response not in regime.mentioned
    needed = prop.asks in (Asks.RESPONSE, Asks.ONLY_AFTER)
    demanded = needed and prop.trigger in regime.governed
    return Reason.RESPONSE_UNMENTIONED if foreign and not demanded else None


def _with_parameters(verdict: Verdict, prover: Prover, provers: Provers) -> Verdict:
    """Name the open limits that stand between a refuted property and some finite bound."""
    opened = open_lengths(verdict.regime)
    if verdict.answer is not Answer.REFUTED or verdict.guaranteed is not None or not opened:
        return verdict
    if _whatever_the_limits(verdict, prover.law_of_any_value):
        return verdict
    obeyed = rules_obeyed(prover.regime, verdict.assume, verdict.exempt)
    found = provers.of(prover.regime, ANY_VALUE).parameters(verdict.property, obeyed)
    return replace(verdict, open_limits=found)


def _whatever_the_limits(verdict: Verdict, law: Law) -> bool:
    """Whether the counterexample is one as well where open lengths are one working day.

    Then no values of theirs give a bound, and the solver need not be asked.
    """
    assert verdict.counterexample is not None
    run = verdict.counterexample.run
    obeyed = rules_obeyed(verdict.regime, verdict.assume, verdict.exempt)
    return violates(run, verdict.property, None) and obeys(
        law.under(SlotClock(run.elapsed)), run, obeyed
    )


class Standing(NamedTuple):
    """What is known of a guarantee without proof or run: the answer, and its bound if any."""

    answer: Answer
    days: int | None = None


def standing(
    prover: Prover,
    prop: Property,
    assume: Assume,
    within: int | None = None,
    guess: int | None = None,
) -> Standing | None:
    """Return how a guarantee stands; ``None`` where the solver gives up.

    It is what :func:`verify` answers, for a part of a regime that regulates the property, except
    that no run of a refutation was replayed. The search for the bound begins at ``guess``.
    """
    limit, bound = prop.limit(within), guess
    if guess is None or not _attained(prover, prop, assume, guess):
        obeyed, _, reachable = prover.supposed(prop, assume)
        if reachable == z3.unsat:
            return Standing(Answer.VACUOUS)
        bound = prover.bound(prop, obeyed, guess) if reachable == z3.sat else None
    if bound is None:
        return None
    if bound == NEVER:
        return Standing(Answer.REFUTED)
    late = limit is not None and bound > limit
    return Standing(Answer.REFUTED if late else Answer.PROVED, bound)


def stands(
    regime: Regime,
    prop: Property,
    assume: Assume,
    reading: Reading,
    provers: Provers,
    guess: int | None = None,
) -> Standing | None:
    """Return how a property stands in a regime; ``None`` where that is not decided.

    As :func:`standing`, of a property within its own limit, regulated or not.
    """
    prop = arguments.prop(prop, regime)
    if (reason := unregulated(regime, prop) or not_of_one_thread(regime, prop)) is not None:
        return Standing(answer_without(reason))
    try:
        heed()
        prover = provers.of(provers.part(regime, *prop.about), reading)
        return standing(prover, prop, assume, guess=guess)
    except Undecided:
        return None


def _attained(prover: Prover, prop: Property, assume: Assume, days: int) -> bool:
    """Whether a bound is certainly the least one, by the two questions that settle it.

    Nothing is later, so the response is never missing; and some run is as late, in which the
    trigger comes, so that no duty is exempt.
    """
    obeyed = NOBODY if assume is Assume.NOBODY else prover.binding
    later = prover.answer(obeyed, prover.violated(prop, days))
    as_late = prover.violated(prop, days - 1) if days else prover.triggered(prop)
    return bool(later == z3.unsat and prover.answer(obeyed, as_late) == z3.sat)


def _verdict(
    prover: Prover, prop: Property, assume: Assume, within: int | None, shortest: bool
) -> Verdict:
    """Answer one question."""
    blank = Verdict(prover.regime, prop, assume, prover.reading, Answer.UNKNOWN, within)
    obeyed, exempt, reachable = prover.supposed(prop, assume)
    blank = replace(blank, exempt=exempt)
    if reachable == z3.unsat:
        return replace(blank, answer=Answer.VACUOUS, reason=Reason.TRIGGER_UNREACHABLE)
    bound = prover.bound(prop, obeyed) if reachable == z3.sat else None
    if bound is None:
        return replace(blank, reason=Reason.SOLVER)
    limit = bound if within is None else within
    if bound != NEVER:
        proof = prover.support(prop, obeyed, bound)
        blank = replace(blank, guaranteed=prover.bound_of(prop, obeyed, bound, proof))
    if bound == NEVER or bound > limit:
        return _refuted(prover, blank, obeyed, shortest)
    proof = prover.support(prop, obeyed, limit)
    return replace(
        blank,
        answer=Answer.PROVED,
        rules=proof.rules,
        obeyed=proof.obeyed,
        mechanism=proof.mechanism,
        limits=proof.limits,
    )


def _refuted(prover: Prover, blank: Verdict, obeyed: Obeyed, shortest: bool) -> Verdict:
    prop, limit = blank.property, blank.within if blank.guaranteed is not None else None
    found = prover.refutations
    run = (found.shortest if shortest else found.any)(prop, obeyed, limit)
    shown = run and found.confirmed(prop, run, obeyed, limit)
    if run and not shown and not shortest:  # it may be too long for the calendar
        return _refuted(prover, blank, obeyed, shortest=True)
    if not shown:
        return replace(blank, reason=Reason.REPLAY if run else Reason.SOLVER)
    return refuted_by(blank, prover.regime, shown)


def refuted_by(blank: Verdict, part: Regime, shown: Counterexample) -> Verdict:
    """Return a refutation by a run of a part of a text, with the articles that the run shows."""
    told = (step.article for step in shown.steps if step.article and step.matters)
    articles = tuple(dict.fromkeys((*told, *part.articles_of(shown.rules))))
    return replace(blank, answer=Answer.REFUTED, articles=articles, counterexample=shown)
