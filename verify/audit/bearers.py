"""Who must act, who answers for it, and whether the two directions are treated alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from model.deadline import Immediately, NoLimit
from model.language import Text, say
from model.regime import Regime
from model.rule import Obligation, effects_of
from verify.audit.finding import Finding, FindingKind
from verify.audit.part import Part
from verify.audit.reporter import Reporter, clauses_of, limit_words
from verify.audit.waiting import waiting_for


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the rules and sanctions alone show about bearers."""
    for rule in regime.obligations:
        if not rule.bearer_stated and not _waited_for(regime, rule):
            yield report(FindingKind.NO_BEARER, rule, bearer=report.parties(rule.bearers))
        # Whom the text does not name it does not name together: that is said above.
        if rule.jointly and rule.bearer_stated and not rule.bearer_leads:
            yield _several(rule, report)
    yield from _reports(regime, report)
    yield from _asymmetries(regime, report)
    yield from _refusals(regime, report)


def _several(rule: Obligation, report: Reporter) -> Finding:
    """A duty of several, who are named with "or", or together."""
    kind, variant = FindingKind.SEVERAL_BEARERS, "either" if rule.bearer_either else "sentence"
    known = report.regime.vocabulary.parties
    either = say("condition.either").join(known[one].label for one in rule.bearers)
    case = say("bearers.case", case=report.case(rule)) if rule.when else Text("", "")
    parties = either if rule.bearer_either else report.parties(rule.bearers)
    return report(kind, rule, variant=variant, parties=parties, case=case)


def _waited_for(regime: Regime, rule: Obligation) -> bool:
    """Whether a duty without a limit is told of already, since others wait for it."""
    return isinstance(rule.deadline, NoLimit) and any(waiting_for(regime, rule))


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return duties to do one thing that fall on different parties at once."""
    words = part.regime.vocabulary
    for first, other in combinations(part.regime.obligations, 2):
        # A department and its own office are one party.
        if first.act != other.act or words.meet(first.bearers, other.bearers):
            continue
        if part.regime.ordered(first.id, other.id):
            continue
        claims = [part.active(first.id), part.active(other.id)]
        if part.possible(*claims):
            parties = report.parties(dict.fromkeys((*first.bearers, *other.bearers)))
            witness = part.witness(*claims)
            kind, variant = FindingKind.SEVERAL_BEARERS, "rules"
            yield report(kind, first, other, witness=witness, variant=variant, parties=parties)


def _reports(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Reports, bulletins and circulars of which it is not said to whom they go, or when."""
    words = regime.vocabulary.events
    for rule in regime.obligations:
        if not words[rule.act].report:
            continue
        nobody, undated = rule.towards is None, isinstance(rule.deadline, NoLimit)
        undated = undated and not _waited_for(regime, rule)
        if nobody or undated:
            variant = "sentence" if nobody and undated else "addressee" if nobody else "date"
            yield report(FindingKind.UNADDRESSED_REPORT, rule, variant=variant)


def _asymmetries(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """What is asked in one direction and not, or differently, in the other."""
    words = regime.vocabulary.events
    for event in words.values():
        if event.mirror is None or event.mirror not in words or event.id >= event.mirror:
            continue
        there = [rule for rule in regime.obligations if rule.act == event.id]
        back = [rule for rule in regime.obligations if rule.act == event.mirror]
        counted = {rule.event for rule in regime.counts_as} & {event.id, event.mirror}
        if not (there or back) or counted:
            continue
        labels: dict[str, Any] = {"one": event.label, "other": words[event.mirror].label}
        if not (there and back):
            variant = "missing" if there else "missing-back"
            yield report(FindingKind.ASYMMETRY, *there, *back, variant=variant, **labels)
        elif {_terms(rule) for rule in there} != {_terms(rule) for rule in back}:
            labels["differences"] = _differences(there, back, report)
            yield report(FindingKind.ASYMMETRY, *there, *back, **labels)


def _differences(there: list[Obligation], back: list[Obligation], report: Reporter) -> Text:
    """Say in what the two directions differ, where each has one limit and one default.

    Of each limit the article that sets it and its start are told.
    """
    if len({_terms(one) for one in there}) > 1 or len({_terms(one) for one in back}) > 1:
        return say("limit.guarded")
    one, other = there[0], back[0]
    if one.deadline != other.deadline:
        return say("limit.two", one=_limit(one, report), other=_limit(other, report))
    if _moves(one) != _moves(other):
        return say("limit.clock")
    return say("limit.default")


def _limit(rule: Obligation, report: Reporter) -> Text:
    """A limit with the article that sets it and the start that it names."""
    clause = report.article(clauses_of(rule)[-1])
    values: dict[str, Any] = {"clause": clause, "limit": limit_words(rule.deadline)}
    if isinstance(rule.deadline, NoLimit):
        return say("limit.none-in", clause=clause)
    if not rule.start_stated:
        return say("limit.unstarted", **values)
    return say("limit.started", start=report.trigger(rule), **values)


def _terms(rule: Obligation) -> tuple[object, bool, frozenset[str]]:
    """A rule's limit, whether it has a default, and what may happen to its clock.

    The words for "at once" are one limit. The two directions have events of their own; so of what
    happens to a clock only the kinds are compared.
    """
    at_once = isinstance(rule.deadline, Immediately)
    limit = Immediately() if at_once else rule.deadline
    return limit, rule.on_expiry is not None, _moves(rule)


def _moves(rule: Obligation) -> frozenset[str]:
    clock = rule.clock
    kinds = {"stops": clock.suspensions, "restarts": clock.restarts, "extends": clock.extensions}
    return frozenset(kind for kind, events in kinds.items() if events)


def _refusals(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Pushes that bring their addressee a duty and that he has no way to turn away."""
    words = regime.vocabulary.events
    possible = {event for rule in regime.rules for event in effects_of(rule)}
    taken = {event for rule in regime.rules for event in rule.on.events}
    for rule in regime.obligations:
        refusal = words[rule.act].refusal
        if refusal is not None and rule.act in taken and refusal not in possible:
            yield report(FindingKind.NO_REFUSAL, rule)
