"""How disputes end: whether in any time, by whom, and whether a matter can go round for ever."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from model.deadline import NoLimit
from model.regime import Regime
from model.rule import Obligation, Power, Rule, bearers_of, effects_of
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.part import Part
from verify.audit.reporter import Reporter, joined
from verify.formula import not_
from verify.slicing import causes_of


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the order of the rules alone shows: rounds without an end."""
    yield from _rounds(regime, report)
    for rule in regime.obligations:
        failing = regime.vocabulary.events[rule.act].failing
        if failing is not None and failing not in regime.mentioned:
            label = report.label(failing)
            kind = FindingKind.UNBOUNDED_LOOP
            yield report(kind, rule, variant="unsaid", failing=label)


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return disputes without a limit, and disputes that two may settle, in one part."""
    words = part.regime.vocabulary.events
    settled = {words[event].settles for event in part.regime.governed}
    for start in sorted(one for one in settled if one is not None and one in part.encoding.events):
        yield from _endless(part, start, report)
        yield from _forums(part, start, report)


def _settling(regime: Regime, start: str) -> list[Obligation | Power]:
    """The duties and powers to settle a dispute."""
    events = regime.vocabulary.events
    return [one for one in regime.supports if events[one.act].settles == start]


def _endless(part: Part, start: str, report: Reporter) -> Iterator[Finding]:
    """A dispute that need never end although everybody obeys, whatever the open limits are."""
    regime = part.regime
    ends = {event for event in regime.governed if regime.vocabulary.events[event].settles == start}
    going = [part.occurs(start), *(not_(part.occurs(event)) for event in sorted(ends))]
    if not part.possible(*going, *part.obeyed(part.binding())):
        return
    steps = _steps(regime, start, ends)
    unlimited = [one for one in steps if isinstance(one, Obligation) and _no_limit(one)]
    gaps = _gaps(regime, start, steps)
    variant = ("gap" if unlimited else "each") if gaps else "unlimited"
    if not gaps and not unlimited:
        variant = "sentence"
    yield report(
        FindingKind.ENDLESS_DISPUTE,
        *steps,
        witness=part.witness(*going, obeyed=part.binding()),
        variant=variant,
        start=report.label(start),
        gap=joined([report.label(event) for event in gaps]),
        unlimited=joined([report.cite(one) for one in unlimited]),
    )


def _no_limit(rule: Obligation) -> bool:
    return isinstance(rule.deadline, NoLimit)


def _steps(regime: Regime, start: str, ends: set[str]) -> list[Rule]:
    """The rules on the way from the beginning of a dispute to its end."""
    before = causes_of(regime, ends)
    ahead = _reached(regime, start)
    return [rule for rule in regime.rules if effects_of(rule) & before & ahead]


def _reached(regime: Regime, start: str) -> set[str]:
    """What can follow on an event: by a rule, or since it presupposes it."""
    words, reached = regime.vocabulary.events, {start}
    while True:
        more = {
            effect
            for rule in regime.rules
            if {*rule.on.events} & reached
            for effect in effects_of(rule)
        }
        more |= {event for event in regime.relevant if {*words[event].presupposes} & reached}
        if more <= reached:
            return reached
        reached |= more


def _gaps(regime: Regime, start: str, steps: list[Rule]) -> list[str]:
    """What steps wait for and no duty brings about: the world's doing, or a power's."""
    due = {
        effect
        for rule in regime.rules
        if not isinstance(rule, Power)
        for effect in effects_of(rule)
    }
    waited = dict.fromkeys(event for rule in steps for event in rule.on.events)
    return [event for event in waited if event != start and event not in due]


def _forums(part: Part, start: str, report: Reporter) -> Iterator[Finding]:
    """Two bodies or procedures for one dispute, neither of which is there for the other's end."""
    regime, words = part.regime, part.regime.vocabulary
    for one, other in combinations(_settling(regime, start), 2):
        same = one.act == other.act and words.meet(bearers_of(one), bearers_of(other))
        if same or regime.ordered(one.id, other.id) or _after(regime, one, other):
            continue
        claims = [part.active(one.id), part.active(other.id)]
        if part.possible(*claims):
            yield report(
                FindingKind.OVERLAPPING_FORUMS,
                one,
                other,
                witness=part.witness(*claims),
                start=report.label(start),
            )


def _after(regime: Regime, one: Rule, other: Rule) -> bool:
    """Whether one of two ways is open only after the other has been gone or missed."""
    return any(
        causes_of(regime, second.on.events) & effects_of(first)
        for first, second in ((one, other), (other, one))
    )


def _rounds(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Rules each of which sets the next going, and the last the first, once something has begun."""
    for around in _cycles(_causes(regime)):
        rules = [rule for rule in regime.rules if effects_of(rule) & {*around}]
        if any(not {*rule.on.events} <= {*around} for rule in rules):
            yield report(
                FindingKind.UNBOUNDED_LOOP,
                *rules,
                severity=Severity.MEDIUM,
                rules=joined([report.cite(rule) for rule in rules]),
                events=joined([report.label(event) for event in around]),
            )


def _causes(regime: Regime) -> dict[str, dict[str, None]]:
    """What can bring each event about: the triggers of its rules, or what it presupposes.

    In the order of the text, on which it depends which cycle is found first.
    """
    words = regime.vocabulary.events
    causes = {
        event: dict.fromkeys(words[event].presupposes)
        for event in regime.relevant
        if event not in regime.governed
    }
    for rule in regime.rules:
        for effect in sorted(effects_of(rule)):
            causes.setdefault(effect, {}).update(dict.fromkeys(rule.on.events))
    return causes


def _cycles(causes: dict[str, dict[str, None]]) -> Iterator[list[str]]:
    """Cycles of causes, until none is left; each is opened where it was found."""
    while True:
        try:
            TopologicalSorter(causes).prepare()
        except CycleError as error:
            around = error.args[1][:-1]
            yield around
            causes[around[0]].pop(around[-1], None)
        else:
            return
