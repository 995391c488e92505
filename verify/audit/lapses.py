"""What is wrong with lapses: a right lost without a way to keep it, two effects of one silence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from model.regime import Regime
from model.rule import Lapse, Obligation, Timed, events_of
from model.vocabulary import WORLD
from verify.audit.defaults import fiction_of
from verify.audit.finding import Finding, FindingKind
from verify.audit.hands import may_bring, waiting_for
from verify.audit.part import Part
from verify.audit.reporter import Reporter, joined
from verify.audit.running import idle
from verify.formula import Expr, both, equal, every, not_, some


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return the lapses whose event nothing heeds, and those that nobody who loses can escape."""
    for rule in regime.lapses:
        if rule.id in regime.again:
            continue
        if not heeded(regime, rule):
            yield report(
                FindingKind.IDLE_FICTION, rule, variant="lapse", effect=report.label(rule.event)
            )
        losers = losing(regime, rule)
        if losers and not any(may_bring(regime, event, losers) for event in rule.unless):
            yield report(
                FindingKind.LAPSE_WITHOUT_ESCAPE,
                rule,
                variant="sentence" if rule.unless else "none",
                parties=report.parties(sorted(losers)),
                effect=report.label(rule.event),
                saving=joined([report.label(event) for event in rule.unless]),
            )


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return what runs show about the lapses of one part."""
    regime, encoding = part.regime, part.encoding
    for rule in regime.lapses:
        term = encoding.rules[rule.id]
        if not part.possible(part.active(rule.id)):
            continue
        if not part.possible(_lapses(part, rule)):
            effect = report.label(rule.event)
            yield report(FindingKind.DEFAULT_NEVER_FIRES, rule, variant="lapse", default=effect)
        for event in rule.unless:
            at = encoding.events[event].at
            in_time = [] if term.due is None else [at.by(term.due)]
            ended = every([part.occurs(event), *in_time], part.context)
            yield from idle(part, rule, "unless", event, ended, report)
        yield from _before_one_could(part, rule, report)
    for one, other in combinations(regime.timed, 2):
        if not regime.ordered(one.id, other.id):
            yield from _two_effects(part, one, other, report)


def losing(regime: Regime, rule: Lapse) -> frozenset[str]:
    """Return who loses by a lapse: those who wait for a duty that it ends, and whose act it is.

    Nobody where it ends no duty: then it takes nothing away.
    """
    ended = [one for one in regime.obligations if rule.event in one.excused_by]
    waiting = {party for one in ended for party in waiting_for(regime, one)}
    # A waiting party whose own act the lapse is deemed to be is the one who loses.
    by = regime.vocabulary.events[rule.event].by
    waiting |= {by} if ended and by != WORLD else set()
    return frozenset(waiting - {party for one in ended for party in one.bearers})


def heeded(regime: Regime, rule: Lapse) -> bool:
    """Whether anything hangs on the event of a lapse: a rule, a word, a question or a concern."""
    event, words = rule.event, regime.vocabulary
    if any(event in events_of(one) for one in regime.rules if one.id != rule.id):
        return True
    kinds = (words.events[one] for one in regime.relevant if one != event)
    named = {needed for kind in kinds for needed in (*kind.presupposes, kind.covers)}
    named |= {e for one in regime.properties for e in (one.trigger, *one.responses)}
    named |= {e for one in words.concerns.values() for e in (one.trigger, one.never, *one.instead)}
    named |= {e for one in words.purposes.values() for e in (one.reach, *one.instead)}
    return event in named | {*regime.asked}


def _lapses(part: Part, rule: Lapse) -> Expr:
    """Whether a lapse takes effect."""
    return part.encoding.events[rule.event].deemed[rule.id]


def _before_one_could(part: Part, rule: Lapse, report: Reporter) -> Iterator[Finding]:
    """A lapse that may come before anybody who loses by it could have kept it away."""
    regime, due = part.regime, part.encoding.rules[rule.id].due
    losers = losing(regime, rule)
    mine = [event for event in rule.unless if may_bring(regime, event, losers)]
    if not mine or due is None:
        return
    could = [_could(part, event, losers, rule) for event in mine]
    claims = [_lapses(part, rule), not_(some(could, part.context))]
    if part.possible(*claims, *part.obeyed(part.binding())):
        yield report(
            FindingKind.LAPSE_WITHOUT_ESCAPE,
            rule,
            witness=part.witness(*claims, obeyed=part.binding()),
            variant="early",
            parties=report.parties(sorted(losers)),
            effect=report.label(rule.event),
            saving=joined([report.label(event) for event in mine]),
        )


def _could(part: Part, event: str, losers: frozenset[str], rule: Lapse) -> Expr:
    """Whether an event could have been brought about by the time that a lapse runs out."""
    regime, encoding = part.regime, part.encoding
    due = encoding.rules[rule.id].due
    assert due is not None
    kind = regime.vocabulary.events[event]
    needed = [
        both(part.occurs(one), encoding.events[one].at.by(due))
        for one in kind.presupposes
        if not may_bring(regime, one, losers)
    ]
    ways = [
        both(part.active(one.id), encoding.rules[one.id].opened.by(due))
        for one in regime.supports
        if one.act == event
    ]
    allowed = [some(ways, part.context)] if ways else []
    return every([encoding.guard(kind.when), *needed, *allowed], part.context)


def _awaited(rule: Timed) -> frozenset[str]:
    """The events of which a rule awaits one."""
    own = {rule.act} if isinstance(rule, Obligation) else set()
    return frozenset({*own, *rule.excused_by})


def _two_effects(part: Part, one: Timed, other: Timed, report: Reporter) -> Iterator[Finding]:
    """A lapse, and a default or another lapse, that make different things of one silence at once.

    At different times they are steps of a ladder, unless both answer the same question.
    """
    effects = fiction_of(one), fiction_of(other)
    if None in effects or effects[0] == effects[1]:
        return
    if not isinstance(one, Lapse) and not isinstance(other, Lapse):
        return
    silence = _awaited(one) & _awaited(other)
    if not silence or not {*one.on.events} & {*other.on.events}:
        return
    claims = [
        part.encoding.events[str(effect)].deemed[rule.id]
        for effect, rule in zip(effects, (one, other), strict=True)
    ]
    first, second = part.encoding.rules[one.id].due, part.encoding.rules[other.id].due
    words = part.regime.vocabulary.events
    answered = {words[str(effect)].answers for effect in effects}
    if len(answered) > 1 or None in answered:
        if first is None or second is None:
            return
        claims += [equal(first.day, second.day), equal(first.round, second.round)]
    if part.possible(*claims):
        yield report(
            FindingKind.TWO_DEFAULTS,
            one,
            other,
            witness=part.witness(*claims),
            variant="effects",
            silence=joined([report.label(event) for event in sorted(silence)]),
            effects=joined([report.label(str(effect)) for effect in effects]),
        )
