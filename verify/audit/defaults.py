"""What is wrong with defaults, and what a silence can mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from model.deadline import Before, External, Indefinite
from model.language import say
from model.regime import Regime, Sanction
from model.rule import Default, Lapse, Obligation, Timed, bearers_of
from model.vocabulary import Guard, Vocabulary
from verify.audit.finding import Finding, FindingKind, Severity, Witness
from verify.audit.own_act import own
from verify.audit.part import Part
from verify.audit.reach import followed_up, outside
from verify.audit.reporter import Reporter, joined
from verify.formula import Expr, both, differs, equal, implies, not_, some, truth


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the wording of the defaults alone shows."""
    words = regime.vocabulary
    for timed in regime.timed:
        yield from _on_open_limit(timed, report)
        yield from _consents(regime, timed, report)
    for rule in regime.obligations:
        if rule.on_expiry is None:
            continue
        default = report.label(rule.on_expiry.event)
        punished = list(_of_delay(regime, rule)) if rule.on_expiry.event == rule.act else []
        if punished and not _both_said(rule, punished):
            articles = [one.article for one in punished]
            sanctions = joined([report.article(one.article) for one in punished])
            about: dict[str, Any] = {"sanctions": sanctions, "default": default}
            yield report(FindingKind.DEFAULT_AND_SANCTION, rule, articles=articles, **about)
        if not rule.on_expiry.unless and not _turned_away(regime, rule):
            # Where the duty is for some cases only, what is outside them is excepted already.
            kind, variant = (
                FindingKind.DEFAULT_WITHOUT_EXCEPTION,
                "cases" if rule.when else "sentence",
            )
            yield report(kind, rule, variant=variant, default=default)
        for guard in rule.on_expiry.unless:
            secret = [name for name in guard if known_only_to(words, name, rule)]
            if secret:
                facts = joined([words.attributes[name].label for name in secret])
                bearer = report.parties(rule.bearers)
                yield report(FindingKind.EXCEPTION_OF_THE_SILENT, rule, facts=facts, bearer=bearer)


def _both_said(rule: Obligation, punished: Sequence[Sanction]) -> bool:
    """Whether the text says of what is deemed done that it is late all the same.

    The clause of the default does where it punishes the delay itself; else a sanction must.
    """
    return any(one.deemed_too or one.article == rule.article for one in punished)


def _turned_away(regime: Regime, rule: Obligation) -> bool:
    """Whether the bearer may end the duty in some case, such as by returning what is not its own.

    That is an exception to the default: where the duty has ended nothing is deemed.
    """
    return any(
        power.act in rule.excused_by
        and {*power.on.events} & {*rule.on.events}
        and {*bearers_of(power)} & {*rule.bearers}
        and all({*power.when[name]} & {*rule.when[name]} for name in {*power.when} & {*rule.when})
        for power in regime.powers
    )


def _of_delay(regime: Regime, rule: Obligation) -> Sequence[Sanction]:
    """The sanctions of a duty that its delay leads to, those that name the duty where any do."""
    sanctions = regime.sanctions_of(rule.id)
    return [one for one in sanctions if not one.general] or sanctions


def fiction_of(rule: Timed) -> str | None:
    """Return what a rule makes of time that has run out, the mark of being overdue apart."""
    if isinstance(rule, Lapse):
        return rule.event
    return rule.on_expiry.event if rule.on_expiry is not None else None


def _on_open_limit(rule: Timed, report: Reporter) -> Iterator[Finding]:
    """An effect of time that has run out, where nobody can say when it has."""
    effect = fiction_of(rule)
    if effect is None or not isinstance(rule.deadline, Indefinite | External):
        return
    kind, default = FindingKind.DEFAULT_ON_OPEN_LIMIT, report.label(effect)
    if isinstance(rule.deadline, Indefinite):
        yield report(kind, rule, default=default)
    else:
        values: dict[str, Any] = {"default": default, "wording": rule.deadline.wording}
        yield report(kind, rule, severity=Severity.MEDIUM, variant="external", **values)


def _consents(regime: Regime, rule: Timed, report: Reporter) -> Iterator[Finding]:
    """A silence that is taken for consent to what only asks something."""
    words, effect = regime.vocabulary.events, fiction_of(rule)
    asked = words[effect].consents if effect is not None else None
    if effect is not None and asked is not None and words[asked].question:
        default, question = report.label(effect), report.label(asked)
        yield report(FindingKind.CONSENT_TO_A_QUESTION, rule, default=default, asked=question)


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return what runs show about the defaults of one part."""
    duties = part.regime.obligations
    for rule in duties:
        if rule.on_expiry is not None and not fires(part, rule):
            yield report(
                FindingKind.DEFAULT_NEVER_FIRES, rule, default=report.label(rule.on_expiry.event)
            )
        if (facts := ambiguous(part, rule)) is not None:
            words = part.regime.vocabulary.attributes
            hidden = joined([words[name].label for name in facts])
            knower = report.parties(sorted({str(words[name].known_to) for name in facts}))
            yield report(FindingKind.AMBIGUOUS_SILENCE, rule, facts=hidden, knower=knower)
        if stuck(part, rule) and not _leads_on(report.regime, rule):
            others = [one for one in part.binding() if one != rule.id]
            silent = [part.active(rule.id), not_(part.occurs(rule.act))]
            claims = [*silent, *_nothing_made(part, rule)]
            witness = part.witness(*claims, obeyed=others)
            yield _stuck(part, rule, witness, report)
    for one, other in combinations(part.regime.timed, 2):
        if not part.regime.ordered(one.id, other.id):
            yield from _two_defaults(part, one, other, report)


def _stuck(part: Part, rule: Obligation, witness: Witness | None, report: Reporter) -> Finding:
    """What never comes, and after what: the act that it answers, or a step in between."""
    regime, asked = report.regime, str(part.regime.vocabulary.events[rule.act].answers)
    values: dict[str, Any] = {"asked": report.label(asked)}
    variant = "sentence" if asked in rule.on.events else "step"
    values["trigger"] = report.trigger(rule)
    gap = "missing-default.waiting" if _awaited(regime, rule) else "missing-default.end"
    values["gap"] = say(gap)
    clauses = joined([report.article(one.article) for one in regime.sanctions_of(rule.id)])
    liable = say("missing-default.liable", sanctions=clauses)
    values["liable"] = liable if clauses else say("missing-default.free")
    kind, weight = FindingKind.MISSING_DEFAULT, Severity.LOW if outside(regime, rule) else None
    return report(kind, rule, witness=witness, severity=weight, variant=variant, **values)


def _leads_on(regime: Regime, rule: Obligation) -> bool:
    """Whether the matter goes on, or is at its end, where a duty is not performed.

    Somebody else has to see to it; or its bearer has done what was asked, and only tells of it, and
    nothing waits for that.
    """
    asked = regime.vocabulary.events[rule.act].answers
    own = {
        one.act for one in regime.supports if regime.vocabulary.meet(bearers_of(one), rule.bearers)
    }
    tells = asked not in rule.on.events and {*rule.on.events} <= own
    return followed_up(regime, rule) or (tells and not _awaited(regime, rule))


def _awaited(regime: Regime, rule: Obligation) -> bool:
    """Whether a rule follows on the act of a duty, or something presupposes it."""
    words = regime.vocabulary.events
    after = any(rule.act in other.on.events for other in regime.rules)
    return after or any(rule.act in words[event].presupposes for event in regime.mentioned)


def _two_defaults(part: Part, one: Timed, other: Timed, report: Reporter) -> Iterator[Finding]:
    """Different conditions weigh more than different times."""
    effect = fiction_of(one)
    if effect is None or effect != fiction_of(other):
        return
    default = report.label(effect)
    for variant, severity in (("sentence", None), ("times", Severity.MEDIUM)):
        if two_defaults(part, one, other, variant == "sentence"):
            witness = part.witness(*_meeting(part, one, other, variant == "sentence"))
            yield report(
                FindingKind.TWO_DEFAULTS,
                one,
                other,
                witness=witness,
                severity=severity,
                variant=variant,
                default=default,
            )
            return


def known_only_to(words: Vocabulary, name: str, rule: Obligation) -> bool:
    """Whether only the bearer of a duty knows a fact: he himself, a part of him or his whole."""
    knower = words.attributes[name].known_to
    return knower is not None and words.meet([knower], rule.bearers)


def fires(part: Part, rule: Obligation) -> bool:
    """Whether the default on expiry takes effect in some admissible run."""
    assert rule.on_expiry is not None
    source = part.encoding.events[rule.on_expiry.event].deemed.get(rule.id)
    if rule.on_expiry == Default(rule.act) and own(part, rule):
        return part.possible(part.active(rule.id))
    return source is not None and part.possible(source)


def two_defaults(part: Part, one: Timed, other: Timed, conditions: bool) -> bool:
    """Whether two defaults to the same effect meet in a run in which neither duty is kept.

    A lapse is one of them where it begins with the same event as the other.

    One of them takes effect, though by the other, for its exceptions, nothing would be deemed; or,
    where it is not ``conditions`` that are asked about, would be deemed at another time.
    """
    effect = fiction_of(one)
    if effect is None or effect != fiction_of(other):
        return False
    apart = not {*one.on.events} & {*other.on.events}
    if apart and (isinstance(one, Lapse) or isinstance(other, Lapse)):
        return False
    return part.possible(*_meeting(part, one, other, conditions))


def _meeting(part: Part, one: Timed, other: Timed, conditions: bool) -> list[Expr]:
    encoding = part.encoding
    first, second = encoding.rules[one.id], encoding.rules[other.id]
    claims = [first.active, second.active]
    claims += [not_(first.ended), not_(second.ended)]
    if first.due is not None and second.due is not None:
        claims += [first.opened.by(second.due), second.opened.by(first.due)]
    effects = encoding.events[str(fiction_of(one))].deemed
    sources = [effects[rule.id] for rule in (one, other) if rule.id in effects]
    if first.due is None or second.due is None or len(sources) < 2:
        return [*claims, truth(False, part.context)]
    exceptions = [
        some((encoding.guard(guard) for guard in _exceptions(rule)), part.context)
        for rule in (one, other)
    ]
    same = both(equal(first.due.day, second.due.day), equal(first.due.round, second.due.round))
    differ = differs(exceptions[0], exceptions[1]) if conditions else not_(same)
    return [*claims, some(sources, part.context), differ]


def _exceptions(rule: Timed) -> tuple[Guard, ...]:
    """The cases in which nothing is deemed."""
    on_expiry = rule.on_expiry if isinstance(rule, Obligation) else None
    return on_expiry.unless if on_expiry is not None else ()


def ambiguous(part: Part, rule: Obligation) -> tuple[str, ...] | None:
    """Return the hidden facts that leave open what it means that an act has not come.

    The duty depends on facts of the case that only its bearer knows. In one case it is broken and
    nothing happens; in another case that differs in these facts alone all rules are obeyed and the
    very same events happen. Whoever waits cannot tell the one from the other.
    """
    words = part.regime.vocabulary
    hidden = tuple(name for name in rule.when if known_only_to(words, name, rule))
    if not hidden or not part.binds(rule) or rule.on_expiry is not None:
        return None
    seen, good = part.encoding, part.another("good/")
    claims = [*good.constraints, *good.forces.values()]
    claims += [part.demanded(one, good) for one in part.binding()]
    claims += [part.active(rule.id), not_(part.occurs(rule.act))]
    for name, event in seen.events.items():
        other = good.events[name]
        claims.append(equal(event.occurs, other.occurs))
        claims.append(implies(event.occurs, equal(event.at.slot, other.at.slot)))
    for name, fact in seen.attributes.items():
        if name not in hidden:
            claims.append(equal(fact, good.attributes[name]))
    return hidden if part.possible(*claims) else None


def stuck(part: Part, rule: Obligation) -> bool:
    """Whether the silence of the bearer alone leaves another party without its answer for ever.

    The act answers another event; no default stands in for it; and if all others keep all their
    duties it still does not come, nor does a lapse that makes something of the silence.
    """
    kind = part.regime.vocabulary.events[rule.act]
    if kind.answers is None or rule.on_expiry is not None or isinstance(rule.deadline, Before):
        return False
    others = [one for one in part.binding() if one != rule.id]
    claims = [part.active(rule.id), not_(part.occurs(rule.act)), *_nothing_made(part, rule)]
    return part.possible(*claims, *part.obeyed(others))


def _nothing_made(part: Part, rule: Obligation) -> list[Expr]:
    """That no lapse ends the waiting for an act: one that awaits it, or that answers the same."""
    words = part.regime.vocabulary.events
    asked = words[rule.act].answers
    return [
        not_(part.occurs(one.event))
        for one in part.regime.lapses
        if rule.act in one.unless or words[one.event].answers == asked
    ]
