"""What a breach leads to: by whom, on which conditions, on which side, and in how many places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from model.deadline import External, Indefinite, NoLimit
from model.language import Text, plain
from model.regime import Regime, Sanction
from model.rule import Obligation, Prohibition, bearers_of
from verify.audit.finding import Finding, FindingKind
from verify.audit.part import Part
from verify.audit.reporter import Reporter, first_few, joined
from verify.formula import not_


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the wording of the sanctions shows."""
    yield from _unsanctioned(regime, report)
    told: set[tuple[object, ...]] = set()
    for sanction in regime.sanctions:
        for finding in (
            *_judge(regime, sanction, report),
            *_unset(regime, sanction, report),
            *_two_answers(regime, sanction, report),
        ):
            # One clause may threaten two things for one breach; what is wrong with it is one.
            same = (finding.kind, finding.variant, finding.articles, finding.rules)
            if same not in told:
                told.add(same)
                yield finding
    yield from _one_sided(regime, report)


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return the clauses by which a mere delay leads to nothing, each with a run that shows one.

    The duties of one clause can be in several parts; the part of the first tells of all.
    """
    within = {rule.id for rule in part.regime.rules}
    for duties in _free_delays(report.regime):
        if duties[0].id not in within or not part.binds(duties[0]):
            continue
        kept = part.encoding.rules[duties[0].id].kept
        assert kept is not None
        late = [part.active(duties[0].id), not_(kept)]
        sanctions = report.regime.sanctions_of(duties[0].id)
        yield report(
            FindingKind.HARM_NEEDED,
            *duties,
            articles=[one.article for one in sanctions],
            witness=part.witness(*late) if part.possible(*late) else None,
            count=len(duties),
            sanctions=joined([report.article(one.article) for one in sanctions]),
            harm=_either([one.harm for one in sanctions if one.harm is not None]),
            duties=first_few([report.cite(one) for one in duties]),
        )


def _free_delays(regime: Regime) -> list[list[Obligation]]:
    """The duties with a limit of which every sanction asks for harm, those of the same clauses."""
    free: dict[frozenset[object], list[Obligation]] = {}
    for rule in regime.obligations:
        sanctions = regime.sanctions_of(rule.id)
        limited = not isinstance(rule.deadline, NoLimit)
        if limited and sanctions and all(one.harm is not None for one in sanctions):
            clauses = frozenset((one.article, one.harm) for one in sanctions)
            free.setdefault(clauses, []).append(rule)
    return list(free.values())


def _either(conditions: Sequence[Text]) -> Text:
    """Say that one of several conditions must hold, each in quotation marks of its own."""
    every = list(dict.fromkeys(conditions))
    zh, en = "”或者“".join(one.zh for one in every), " or ".join(one.en for one in every)
    return Text(zh, en)


def _unsanctioned(regime: Regime, report: Reporter) -> Iterator[Finding]:
    free: dict[str, list[Obligation | Prohibition]] = {}
    for rule in regime.binding:
        if regime.sanctions and not regime.sanctions_of(rule.id):
            free.setdefault(rule.article, []).append(rule)
    for rules in free.values():
        acts = joined([report.event(rule) for rule in rules])
        clause = report.article(rules[0].article)
        yield report(FindingKind.UNSANCTIONED, *rules, clause=clause, duties=acts)


def _judge(regime: Regime, sanction: Sanction, report: Reporter) -> Iterator[Finding]:
    own = [rule for rule in _duties(regime, sanction) if sanction.by in rule.bearers]
    if own:
        judge = report.parties([str(sanction.by)])
        clause, articles = report.article(sanction.article), [sanction.article]
        known = regime.vocabulary.consequences
        what = known.get(sanction.consequence, plain(sanction.consequence))
        named: dict[str, Any] = {"judge": judge, "sanction": clause, "consequence": what}
        yield report(FindingKind.OWN_CAUSE, *own, articles=articles, **named)


def _unset(regime: Regime, sanction: Sanction, report: Reporter) -> Iterator[Finding]:
    """Delay is punished where no limit is set, or only elsewhere."""
    if sanction.ground != "late":
        return
    for variant, limits in (("sentence", (NoLimit, Indefinite)), ("external", (External,))):
        unset = [one for one in _duties(regime, sanction) if isinstance(one.deadline, limits)]
        if unset:
            yield report(
                FindingKind.SANCTION_WITHOUT_LIMIT,
                *unset,
                articles=[sanction.article],
                variant=variant,
                sanction=report.article(sanction.article),
                duties=joined([report.cite(rule) for rule in unset]),
            )


def _duties(regime: Regime, sanction: Sanction) -> list[Obligation]:
    return [rule for rule in regime.obligations if rule.id in sanction.of]


def _two_answers(regime: Regime, sanction: Sanction, report: Reporter) -> Iterator[Finding]:
    """The same consequence for one breach elsewhere, without the condition that is asked here.

    What differs in kind (a bulletin, and liability) is heaped, not at odds; and one clause may
    grade its own consequences.
    """
    for variant, condition in (("sentence", sanction.harm), ("excuse", sanction.excuse)):
        if condition is None:
            continue
        others = [
            one
            for one in regime.sanctions
            if _elsewhere(sanction, one)
            and (one.excuse if variant == "excuse" else one.harm) is None
        ]
        yield from _at_odds(regime, sanction, others, report, variant, condition=condition)
    by = sanction.by
    others = [
        one
        for one in regime.sanctions
        if by is not None and one.by is not None and by < one.by and _elsewhere(sanction, one)
    ]
    if others:
        bodies = report.parties([str(by), *(str(one.by) for one in others)])
        yield from _at_odds(regime, sanction, others, report, "by", bodies=bodies)


def _elsewhere(sanction: Sanction, other: Sanction) -> bool:
    """Whether another article threatens the same for a breach that both name."""
    shared = set(sanction.of) & set(other.of)
    same = sanction.consequence == other.consequence
    return bool(shared) and same and sanction.article != other.article


def _at_odds(
    regime: Regime,
    sanction: Sanction,
    others: Sequence[Sanction],
    report: Reporter,
    variant: str,
    **values: Any,
) -> Iterator[Finding]:
    if not others:
        return
    named = {rule for one in others for rule in one.of}
    rules = [rule for rule in regime.binding if rule.id in named and rule.id in sanction.of]
    yield report(
        FindingKind.TWO_SANCTIONS,
        *rules,
        articles=[sanction.article, *(one.article for one in others)],
        variant=variant,
        clause=report.article(sanction.article),
        elsewhere=joined([report.article(one.article) for one in others]),
        consequence=regime.vocabulary.consequences[sanction.consequence],
        duties=first_few([report.cite(rule) for rule in rules]),
        **values,
    )


def _one_sided(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Duties of one kind on two sides of which a clause punishes the one only.

    A party that no sanction of the text reaches at all is no side, but outside.
    """
    words = regime.vocabulary.events
    reached = {
        party
        for rule in regime.binding
        if regime.sanctions_of(rule.id)
        for party in bearers_of(rule)
    }
    for one, other in combinations(regime.obligations, 2):
        alike = one.act == other.act
        mirrored = words[one.act].mirror == other.act or words[other.act].mirror == one.act
        if not (alike or mirrored) or regime.vocabulary.meet(one.bearers, other.bearers):
            continue
        if not reached & set(one.bearers) or not reached & set(other.bearers):
            continue
        for rule, free in ((one, other), (other, one)):
            only = [clause for clause in regime.sanctions_of(rule.id) if free.id not in clause.of]
            if only:
                yield report(
                    FindingKind.ASYMMETRY,
                    rule,
                    free,
                    articles=[clause.article for clause in only],
                    variant="sanction-alike" if alike else "sanction",
                    sanctions=joined([report.article(clause.article) for clause in only]),
                    party=report.parties(rule.bearers),
                    one=report.event(rule),
                    other=report.event(free),
                )
