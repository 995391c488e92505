"""What a text lets happen without anybody's act: whether it is punished, and what follows.

What is deemed or counted as done is a fiction. A sanction for leaving the same thing undone
contradicts it; and where no rule takes it up, it obliges nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.deadline import NoLimit
from model.regime import Regime
from model.rule import CountsAs, Lapse, Obligation, Rule, act_of, bearers_of, is_timed
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.part import Part
from verify.audit.reporter import Reporter, joined
from verify.formula import Expr, both, not_


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return what runs show about the fictions of one part, and about starting after a claim."""
    for rule in part.regime.rules:
        if isinstance(rule, CountsAs | Lapse):
            yield from _collisions(part, rule, report)
    for rule in part.regime.rules:
        if isinstance(rule, CountsAs | Lapse | Obligation):
            yield from _without_basis(part, rule, report)
        if isinstance(rule, CountsAs | Obligation):
            yield from _idle(part, rule, report)
    for duty in part.regime.obligations:
        if isinstance(duty.deadline, NoLimit):
            yield from _never_begun(part, duty, report)


def _collisions(part: Part, fiction: CountsAs | Lapse, report: Reporter) -> Iterator[Finding]:
    """Duties that a fiction has done for their bearer and that are punished all the same."""
    covered = part.regime.vocabulary.events[fiction.event].covers
    for duty in part.regime.obligations:
        sanctions = part.regime.sanctions_of(duty.id)
        if duty.act not in (fiction.event, covered) or not sanctions:
            continue
        if isinstance(fiction, Lapse) and any(one.deemed_too for one in sanctions):
            continue  # The text says itself that both hold.
        if not done_for_it(part, fiction, duty):
            continue
        left = [part.active(duty.id), not_(_kept(part, duty))]
        yield report(
            FindingKind.DEFAULT_AND_SANCTION,
            duty,
            fiction,
            articles=[one.article for one in sanctions],
            witness=part.witness(*left) if part.possible(*left) else None,
            severity=Severity.HIGH,
            variant=_collision(fiction, duty),
            fiction=report.article(fiction.article),
            trigger=joined([report.label(event) for event in fiction.on.events]),
            effect=report.label(fiction.event),
            sanctions=joined([report.article(one.article) for one in sanctions]),
        )


def _collision(fiction: CountsAs | Lapse, duty: Obligation) -> str:
    if isinstance(fiction, Lapse):
        return "lapse"
    return "counted" if duty.act == fiction.event else "covered"


def done_for_it(part: Part, fiction: CountsAs | Lapse, duty: Obligation) -> bool:
    """Whether a fiction always comes by the time that a duty is due, so that none is left to do."""
    if not part.possible(part.active(duty.id)):
        return False
    event = part.encoding.events[fiction.event]
    sources = event.counted if isinstance(fiction, CountsAs) else event.deemed
    counted = sources.get(fiction.id)
    if counted is None:
        return False
    if isinstance(fiction, Lapse):  # It comes where the duty is missed, as a default does.
        claims = part.active(duty.id), not_(_kept(part, duty)), not_(counted)
        return not part.possible(*claims)
    due = part.encoding.rules[duty.id].due
    come = counted if due is None else both(counted, event.at.by(due))
    return not part.possible(part.active(duty.id), not_(come))


def _kept(part: Part, duty: Obligation) -> Expr:
    kept = part.encoding.rules[duty.id].kept
    assert kept is not None
    return kept


def _without_basis(
    part: Part, rule: CountsAs | Lapse | Obligation, report: Reporter
) -> Iterator[Finding]:
    """A fiction that may come before what its event presupposes, such as a claim of no push."""
    if isinstance(rule, Obligation) and rule.on_expiry is None:
        return
    effect = _deemed_by(rule) if isinstance(rule, Obligation) else rule.event
    source = part.encoding.events[effect]
    come = (source.counted if isinstance(rule, CountsAs) else source.deemed).get(rule.id)
    for event in part.regime.vocabulary.events[effect].presupposes:
        basis = part.encoding.events.get(event)
        if come is None or basis is None:
            continue
        claims = come, not_(both(part.occurs(event), basis.at.stands_before(source.at)))
        if part.possible(*claims):
            yield report(
                FindingKind.FICTION_WITHOUT_BASIS,
                rule,
                witness=part.witness(*claims),
                variant=_VARIANTS.get(type(rule), "sentence"),
                clause=report.article(rule.article),
                trigger=joined([report.label(one) for one in rule.on.events]),
                effect=report.label(effect),
                needed=report.label(event),
            )


_VARIANTS: dict[type, str] = {CountsAs: "counted", Lapse: "lapse"}


def _deemed_by(duty: Obligation) -> str:
    assert duty.on_expiry is not None
    return duty.on_expiry.event


def _idle(part: Part, rule: CountsAs | Obligation, report: Reporter) -> Iterator[Finding]:
    """A fiction that no rule takes up; of deemed acts only what is deemed done to nobody.

    An opinion that is deemed given serves whoever asked for it; what is deemed to be something else
    than the act that was missed has an effect of its own. A clause that lays the matter on somebody
    in general terms takes it up without saying by when.
    """
    effect = _fiction_of(rule)
    if effect is None or taken_up(part.regime, rule, effect):
        return
    ledger = part.regime.ledger
    general = [one for one in ledger.silent if effect in one.takes_up] if ledger else []
    source = part.encoding.events[effect]
    come = (source.counted if isinstance(rule, CountsAs) else source.deemed).get(rule.id)
    if come is None or not part.possible(come):
        return
    yield report(
        FindingKind.IDLE_FICTION,
        rule,
        witness=part.witness(come),
        articles=[article for clause in general for article in clause.articles],
        variant="general" if general else "counted" if isinstance(rule, CountsAs) else "sentence",
        clause=report.article(rule.article),
        trigger=joined([report.label(event) for event in rule.on.events]),
        effect=report.label(effect),
        general=joined([report.article(one) for clause in general for one in clause.articles]),
    )


def _fiction_of(rule: CountsAs | Obligation) -> str | None:
    if isinstance(rule, CountsAs):
        return rule.event
    if rule.on_expiry is None or rule.on_expiry.event != rule.act or rule.towards is not None:
        return None
    return rule.act


def taken_up(regime: Regime, rule: CountsAs | Obligation, effect: str) -> bool:
    """Whether a rule follows or turns on a fiction, or its trigger asks more of the same party.

    What counts as something else, or is missed and so counts as something, is taken up by that.
    """
    missed = {rule.overdue} if isinstance(rule, Obligation) else set()
    if any({*one.on.events} & {effect, *missed} for one in regime.counts_as):
        return True
    if any(effect in one.on.events for one in regime.binding):
        return True
    if effect in _turned_on(regime):
        return True
    mine = {regime.vocabulary.events[effect].by}
    mine |= set(rule.bearers) if isinstance(rule, Obligation) else set()
    return any(
        act_of(one) not in (effect, act_of(rule))
        and {*one.on.events} & {*rule.on.events}
        and {*bearers_of(one)} & mine
        for one in regime.binding
    )


def _turned_on(regime: Regime) -> Iterator[str | None]:
    """The events that move a clock, begin or end a lapse, or end a power or a prohibition."""
    for timed in regime.timed:
        yield from timed.clock.events
    for lapse in regime.lapses:
        yield from (*lapse.on.events, *lapse.unless)
    yield from (power.until for power in regime.powers)
    yield from (ban.until for ban in regime.prohibitions)


def _never_begun(part: Part, duty: Obligation, report: Reporter) -> Iterator[Finding]:
    """A duty without a limit about what its bearer has taken over in some time."""
    taken = list(_taken_over(part.regime, duty))
    if not taken:
        return
    over = [part.occurs(event) for event in sorted({act_of(one) for one in taken})]
    claims = [part.active(duty.id), not_(part.occurs(duty.act)), *over]
    if not part.possible(*claims, *part.obeyed(part.binding())):
        return
    yield report(
        FindingKind.NO_LIMIT,
        duty,
        *taken,
        witness=part.witness(*claims, obeyed=part.binding()),
        variant="start",
    )


def _taken_over(regime: Regime, duty: Obligation) -> Iterator[Rule]:
    """The rules with a time by which the bearer of a duty takes over what it is about.

    What can be turned away as not one's own is handed over, and its answer takes it over.
    """
    words = regime.vocabulary.events
    about = {*duty.on.events, *words[duty.act].presupposes}
    for rule in regime.rules:
        timed = isinstance(rule, CountsAs) or (
            is_timed(rule) and not isinstance(rule.deadline, NoLimit)
        )
        claim = act_of(rule)
        handed = words[claim].answers
        if not timed or handed not in about or duty.act in regime.foundations(claim):
            continue  # An answer that comes after the duty is not how it was taken over.
        by = {words[claim].by, *bearers_of(rule)}
        if words[handed].refusal is not None and regime.vocabulary.meet(by, duty.bearers):
            yield rule
