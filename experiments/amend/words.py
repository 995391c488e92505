"""Amendments in words, and as plain data for other programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from experiments.amend.ask import Proposal, Proposals
from experiments.audit.words import finding_data
from experiments.show.data import verdict_data
from experiments.show.rules import deadline_words, guard_words
from experiments.show.runs import bound_words
from model.amendment import Edit, NewCountsAs, NewDeadline, NewDefault, NewDuty, NewStart
from model.deadline import Within
from model.language import Lang, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Obligation, bearers_of
from verify.amend import Found
from verify.amend.requirement import Requirement
from verify.amend.space import Kind, Space
from verify.verdict import Answer, Verdict


def requirement_words(one: Requirement, lang: Lang) -> str:
    """Say what is required."""
    key = "amend.required" if one.within is not None else "amend.required-at-all"
    who = say(f"assume.{one.assume}", lang)
    return say(key, lang, property=one.property.label, n=one.within, who=who)


def standing_words(verdict: Verdict, lang: Lang) -> str:
    """Say how a requirement stands under a regime."""
    answer = say(f"verdict.{verdict.answer}", lang)
    key = "standing" if verdict.bound is not None else "standing-without"
    return say(f"amend.{key}", lang, verdict=answer, bound=bound_words(verdict, lang))


def answer_words(of: Proposals, lang: Lang) -> str:
    """Say the answer in one sentence."""
    found, count = of.found, len(of.proposals)
    if found.found is not Found.AMENDED:
        return say(f"amend.answer.{found.found}", lang, regime=of.regime.name)
    cost = of.proposals[0].amendment.cost
    many = "" if found.complete else say("amend.answer.more", lang)
    return (
        say(
            "amend.answer.amended" if count == 1 else "amend.answer.several",
            lang,
            regime=of.regime.name,
            count=count,
            articles=cost.articles,
            days=cost.days,
        )
        + many
    )


def edit_words(regime: Regime, edit: Edit, lang: Lang) -> str:
    """Say one edit: the article, what it said, what it would say."""
    events, parties = regime.vocabulary.events, regime.vocabulary.parties
    if isinstance(edit, NewDuty | NewCountsAs):
        when = guard_words(regime, edit.when, lang) if edit.when else ""
        cases = say("amend.edit.cases", lang, cases=when) if when else ""
        if isinstance(edit, NewCountsAs):
            effect = events[edit.event].label
            return say(
                "amend.edit.counts-as", lang, on=events[edit.on].label, event=effect, cases=cases
            )
        deemed = say("amend.edit.deemed", lang) if edit.deemed else ""
        return say(
            "amend.edit.duty",
            lang,
            on=events[edit.on].label,
            bearer=parties[edit.bearer].label,
            act=events[edit.act].label,
            n=edit.days,
            deemed=deemed,
            cases=cases,
        )
    rule = regime.by_id[edit.rule]
    assert isinstance(rule, Obligation)
    values: dict[str, object] = {
        "article": article_label(rule.article, lang),
        "act": events[rule.act].label,
        "bearer": parties[rule.bearer].label,
        "old": deadline_words(regime, rule, lang),
    }
    match edit:
        case NewDeadline():
            return say("amend.edit.deadline", lang, **values, n=edit.days)
        case NewDefault():
            return say("amend.edit.default", lang, **values)
        case NewStart():
            return say("amend.edit.start", lang, **values, on=events[edit.event].label)


def cost_words(regime: Regime, edit: Edit, lang: Lang) -> str:
    """Say whom an edit costs what."""
    comma = "、" if lang == "zh" else ", "
    parties = regime.vocabulary.parties
    if isinstance(edit, NewCountsAs):
        return say("amend.cost.counts-as", lang)
    if isinstance(edit, NewDuty):
        return say("amend.cost.duty", lang, who=parties[edit.bearer].label, n=edit.days)
    rule = regime.by_id[edit.rule]
    assert isinstance(rule, Obligation)
    who = comma.join(parties[one].label.in_(lang) for one in bearers_of(rule))
    if not isinstance(edit, NewDeadline):
        key = "default" if isinstance(edit, NewDefault) else "start"
        return say(f"amend.cost.{key}", lang, who=who)
    if isinstance(rule.deadline, Within) and rule.deadline.unit == "working days":
        away = rule.deadline.count - edit.days
        return say(f"amend.cost.{'tighter' if away > 0 else 'looser'}", lang, who=who, n=abs(away))
    return say("amend.cost.figure", lang, who=who, n=edit.days)


def space_words(space: Space, lang: Lang) -> str:
    """Say which edits were on the table."""
    stated = sum(now is not None for now in space.timed.values())
    counts = {
        Kind.DEADLINE: stated,
        Kind.FIGURE: len(space.timed) - stated,
        Kind.DEFAULT: len(space.defaults),
        Kind.START: len(space.starts),
        Kind.DUTY: len(space.duties),
        Kind.COUNTS_AS: len(space.counted),
    }
    named = [
        say("amend.space.one", lang, kind=say(f"amend.kind.{kind}", lang), count=count)
        for kind, count in counts.items()
        if count
    ]
    if not named:
        return say("amend.space.none", lang)
    comma = "、" if lang == "zh" else ", "
    return say("amend.space.all", lang, edits=comma.join(named), longest=space.longest)


def amendments_data(of: Proposals, files: dict[int, str], lang: Lang) -> dict[str, Any]:
    """Return the whole answer as JSON data; ``files`` names the files written, by place."""
    found = of.found
    return {
        "regime": of.regime.id,
        "sha256": of.regime.digest,
        "reading": str(of.reading),
        "found": str(found.found),
        "complete": found.complete,
        "requirements": [_requirement(one) for one in found.requirements],
        "now": [verdict_data(one) for one in found.verdicts],
        "space": {"edits": found.space.size, "longest": found.space.longest},
        "amendments": [
            _proposal(of, one, files.get(place), lang) for place, one in enumerate(of.proposals)
        ],
        "conflict": [_requirement(one) for one in found.conflict],
    }


def _requirement(one: Requirement) -> dict[str, Any]:
    return {"property": one.property.id, "within": one.within, "assume": str(one.assume)}


def _proposal(of: Proposals, one: Proposal, file: str | None, lang: Lang) -> dict[str, Any]:
    cost = one.amendment.cost
    return {
        "articles": cost.articles,
        "days": cost.days,
        "cost": cost._asdict(),
        "edits": [_edit(of.found.space, edit, lang) for edit in one.amendment.edits],
        "verdicts": [verdict_data(each) for each in one.verdicts],
        "others": [
            {
                "property": old.property.id,
                "assume": str(old.assume),
                "before": {"verdict": str(old.answer), "bound": old.bound},
                "after": {"verdict": str(new.answer), "bound": new.bound},
            }
            for old, new in one.others
        ],
        "findings": {
            "appeared": [finding_data(one.regime, each, lang) for each in one.appeared],
            "gone": [finding_data(of.regime, each, lang) for each in one.gone],
        },
        "file": file,
        "sha256": hashlib.sha256(one.text).hexdigest(),
    }


def _edit(space: Space, edit: Edit, lang: Lang) -> dict[str, Any]:
    regime = space.regime
    data: dict[str, Any] = {
        "kind": str(kind_of(space, edit)),
        "sentence": edit_words(regime, edit, lang),
        "cost": cost_words(regime, edit, lang),
    }
    if isinstance(edit, NewDuty | NewCountsAs):
        data |= {"rule": edit.id, "article": edit.article, "on": edit.on}
    else:
        data |= {"rule": edit.rule, "article": regime.by_id[edit.rule].article}
    if isinstance(edit, NewDeadline | NewDuty):
        data["working_days"] = edit.days
    return data


def kind_of(space: Space, edit: Edit) -> Kind:
    """Return the kind of an edit."""
    match edit:
        case NewDeadline():
            return Kind.FIGURE if space.timed[edit.rule] is None else Kind.DEADLINE
        case NewDefault():
            return Kind.DEFAULT
        case NewStart():
            return Kind.START
        case NewDuty():
            return Kind.DUTY
        case NewCountsAs():
            return Kind.COUNTS_AS


def other_words(pair: tuple[Verdict, Verdict], lang: Lang) -> str:
    """Say how another guarantee changes."""
    old, new = pair
    return say(
        f"amend.other.{'worse' if is_worse(old, new) else 'better'}",
        lang,
        property=new.property.label,
        who=say(f"assume.{new.assume}", lang),
        old=standing_words(old, lang),
        new=standing_words(new, lang),
    )


def is_worse(old: Verdict, new: Verdict) -> bool:
    """Whether a guarantee is lost or loosened; what is not known any more counts as lost."""
    if old.answer is Answer.PROVED:
        if new.answer is not Answer.PROVED:
            return True
        return (new.bound or 0) > (old.bound or 0)
    return False


def finding_lines(of: Proposal, before: Regime, lang: Lang) -> Iterator[str]:
    """Say what an audit finds newly, and no more."""
    for one in of.appeared:
        yield say("amend.finding.appeared", lang, finding=one.sentence(lang), name=one.name)
    for one in of.gone:
        yield say("amend.finding.gone", lang, finding=one.sentence(lang), name=one.name)
