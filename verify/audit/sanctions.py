"""What a breach leads to: by whom, on which conditions, on which side, and in how many places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from model.deadline import External, Indefinite, NoLimit
from model.language import Text, plain
from model.regime import Regime, Sanction
from model.rule import Obligation, Prohibition, Rule
from model.wording import Written
from verify.audit.finding import Finding, FindingKind, Witness
from verify.audit.part import Part
from verify.audit.reach import reached
from verify.audit.reporter import Reporter, joined
from verify.formula import not_
from verify.solver import heed


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
    for duties in report.once(_free_delays):
        if duties[0].id not in within or not part.binds(duties[0]):
            continue
        sanctions = report.regime.sanctions_of(duties[0].id)
        yield report(
            FindingKind.HARM_NEEDED,
            *duties,
            articles=[one.article for one in sanctions],
            witness=_avoidable(part, duties),
            count=len({(rule.article, rule.act) for rule in duties}),
            sanctions=joined([report.article(one.article) for one in sanctions]),
            harm=_either([one.harm for one in sanctions if one.harm is not None]),
            duties=report.cites(duties),
        )


def _avoidable(part: Part, duties: Sequence[Obligation]) -> Witness | None:
    """A run in which one of some duties is breached by somebody who could have kept it.

    All others are obeyed in it where that can be.
    """
    here = [rule for rule in duties if rule.id in part.encoding.rules and part.binds(rule)]
    for rule in here:
        breached = [part.active(rule.id), not_(part.encoding.rules[rule.id].obeyed)]
        others = [one for one in part.binding() if one != rule.id]
        for obeyed in (others, []):
            if part.possible(*breached, *part.obeyed(obeyed)):
                return part.witness(*breached, obeyed=obeyed)
    return None


def _free_delays(regime: Regime) -> list[list[Obligation]]:
    """The duties with a word on time of which every sanction asks for harm, by their clauses."""
    free: dict[frozenset[object], list[Obligation]] = {}
    for rule in regime.obligations:
        sanctions = regime.sanctions_of(rule.id)
        limited = rule.wording.written is not Written.NONE
        if limited and sanctions and all(one.harm is not None for one in sanctions):
            clauses = frozenset((one.article, one.harm) for one in sanctions)
            free.setdefault(clauses, []).append(rule)
    return list(free.values())


def _either(conditions: Sequence[Text]) -> Text:
    """Say that one of several conditions must hold."""
    return Text("，或者", ", or ").join(dict.fromkeys(conditions))


def _unsanctioned(regime: Regime, report: Reporter) -> Iterator[Finding]:
    free: dict[str, list[Obligation | Prohibition]] = {}
    for rule in regime.binding:
        sanctioned = not regime.sanctions or regime.sanctions_of(rule.id)
        if not sanctioned and rule.id not in regime.again:
            free.setdefault(_annex(rule.article) or rule.article, []).append(rule)
    # Whom and what a clause in general words reaches is a reading where the file says so.
    broad = any(one.reading is not None and not one.refers_to for one in regime.sanctions)
    for rules in free.values():
        acts = joined([report.event(rule) for rule in rules])
        clause = joined([report.article(one.article) for one in rules])
        near = [one for rule in rules for one in pointing(regime, rule)]
        variant = "as-read" if near else "sentence"
        named = joined([report.article(one.article) for one in near])
        kind = FindingKind.UNSANCTIONED
        values: dict[str, Any] = {"clause": clause, "duties": acts, "sanctions": named}
        ledger = regime.ledger
        unit = ledger.unit(rules[0].article) if ledger else None
        values["unit"] = report.article(unit or rules[0].article)
        yield replace(report(kind, *rules, variant=variant, **values), as_read=broad)


def _annex(article: str) -> str:
    """The name of the annex that an article stands in; empty for one of the text itself.

    An annex on how a conference works has no sanctions throughout, which is one thing to say.

    >>> _annex("联席会议制度三(二)"), _annex("二(一)2.1"), _annex("17.1")
    ('联席会议制度', '', '')
    """
    return re.split("[0-9一二三四五六七八九十(]", article, maxsplit=1)[0]


def pointing(regime: Regime, rule: Rule) -> list[Sanction]:
    """Return the sanctions that point to the article of a rule and are read as not covering it."""
    return [
        one
        for one in regime.sanctions
        if rule.id not in one.of
        and one.reading is not None
        and any(_within(rule.article, article) for article in one.refers_to)
    ]


def _within(article: str, whole: str) -> bool:
    """Whether a citation is of an article or of a part of it.

    >>> _within("17.1", "17"), _within("17(2)", "17"), _within("17", "1")
    (True, True, False)
    """
    return article.startswith(whole) and not article[len(whole) :][:1].isdigit()


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
                duties=report.cites(unset),
            )


def _duties(regime: Regime, sanction: Sanction) -> list[Obligation]:
    return [rule for rule in regime.obligations if rule.id in sanction.of]


def _two_answers(regime: Regime, sanction: Sanction, report: Reporter) -> Iterator[Finding]:
    """The same consequence for one breach elsewhere, without the condition that is asked here.

    What differs in kind (a bulletin, and liability) is heaped, not at odds; one clause may grade
    its own consequences, or make one person answer outright and another on a condition.
    """
    for variant, condition in (("sentence", sanction.harm), ("excuse", sanction.excuse)):
        if condition is None:
            continue
        free = [
            one
            for one in regime.sanctions
            if (one.excuse if variant == "excuse" else one.harm) is None
        ]
        if any(_here(sanction, one) for one in free):
            continue
        others = [one for one in free if _elsewhere(sanction, one)]
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


def _here(sanction: Sanction, other: Sanction) -> bool:
    """Whether the same article threatens the same outright for all that a sanction names."""
    same = sanction.article == other.article and sanction.consequence == other.consequence
    outright = other.harm is None and other.excuse is None
    return same and outright and set(sanction.of) <= set(other.of)


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
    read = any(one.reading is not None for one in (sanction, *others))
    finding = report(
        FindingKind.TWO_SANCTIONS,
        *rules,
        articles=[sanction.article, *(one.article for one in others)],
        variant=variant,
        clause=report.article(sanction.article),
        elsewhere=joined([report.article(one.article) for one in others]),
        consequence=regime.vocabulary.consequences[sanction.consequence],
        duties=report.cites(rules),
        **values,
    )
    # Which breaches a clause names is a reading where the file says so.
    yield replace(finding, as_read=read)


def _two_sides(regime: Regime) -> Iterator[tuple[Obligation, Obligation]]:
    """Yield duties of which both demand one act, or two that mirror one another, in file order."""
    by_act: dict[str, list[int]] = {}
    words = regime.vocabulary.events.items()
    mirrors = {act: word.mirror for act, word in words if word.mirror is not None}
    mirrored: dict[str, set[str]] = {}
    for act, other in mirrors.items():
        mirrored.setdefault(act, set()).add(other)
        mirrored.setdefault(other, set()).add(act)
    for place, duty in enumerate(regime.obligations):
        by_act.setdefault(duty.act, []).append(place)
    for place, duty in enumerate(regime.obligations):
        heed()
        acts = {duty.act, *mirrored.get(duty.act, ())}
        later = sorted(one for act in acts for one in by_act.get(act, ()) if one > place)
        for number in later:
            yield duty, regime.obligations[number]


def _one_sided(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Duties of one kind on two sides of which a clause of its own punishes the one only.

    A party that no sanction of the text reaches at all is no side, but outside. A clause in general
    words is nobody's own.
    """
    known = reached(regime)
    for one, other in _two_sides(regime):
        alike = one.act == other.act
        if regime.vocabulary.meet(one.bearers, other.bearers):
            continue
        if not known & set(one.bearers) or not known & set(other.bearers):
            continue
        for rule, free in ((one, other), (other, one)):
            own = [clause for clause in regime.sanctions_of(rule.id) if not clause.general]
            only = [clause for clause in own if free.id not in clause.of]
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
