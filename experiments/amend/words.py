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
from model.language import NOTHING, Text, say, written
from model.ledger import article_label
from model.regime import Regime
from model.rule import Obligation, bearers_of
from verify.amend import Found
from verify.amend.requirement import Requirement
from verify.amend.space import Kind, Space
from verify.verdict import Answer, Verdict


def requirement_words(one: Requirement) -> Text:
    """Say what is required."""
    key = "amend.required" if one.within is not None else "amend.required-at-all"
    who = say(f"assume.{one.assume}")
    return say(key, property=one.property.label, n=one.within, who=who)


def standing_words(verdict: Verdict) -> Text:
    """Say how a requirement stands under a regime."""
    answer = say(written("verdict.{}", verdict.answer))
    key = "standing" if verdict.bound is not None else "standing-without"
    return say(f"amend.{key}", verdict=answer, bound=bound_words(verdict))


def answer_words(of: Proposals) -> Text:
    """Say the answer in one sentence."""
    found, count = of.found, len(of.proposals)
    if found.found is not Found.AMENDED:
        return say(f"amend.answer.{found.found}", regime=of.regime.name)
    cost = of.proposals[0].amendment.cost
    many = NOTHING if found.complete else say("amend.answer.more")
    return (
        say(
            "amend.answer.amended" if count == 1 else "amend.answer.several",
            regime=of.regime.name,
            count=count,
            articles=cost.articles,
            days=cost.days,
        )
        + many
    )


def edit_words(regime: Regime, edit: Edit) -> Text:
    """Say one edit: the article, what it said, what it would say."""
    events, parties = regime.vocabulary.events, regime.vocabulary.parties
    if isinstance(edit, NewDuty | NewCountsAs):
        when = guard_words(regime, edit.when) if edit.when else NOTHING
        cases = say("amend.edit.cases", cases=when) if when else NOTHING
        if isinstance(edit, NewCountsAs):
            effect = events[edit.event].label
            return say("amend.edit.counts-as", on=events[edit.on].label, event=effect, cases=cases)
        deemed = say("amend.edit.deemed") if edit.deemed else NOTHING
        return say(
            "amend.edit.duty",
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
        "article": article_label(rule.article),
        "act": events[rule.act].label,
        "bearer": parties[rule.bearer].label,
        "old": deadline_words(regime, rule),
    }
    match edit:
        case NewDeadline():
            return say("amend.edit.deadline", **values, n=edit.days)
        case NewDefault():
            return say("amend.edit.default", **values)
        case NewStart():
            return say("amend.edit.start", **values, on=events[edit.event].label)


def cost_words(regime: Regime, edit: Edit) -> Text:
    """Say whom an edit costs what."""
    comma = Text("、", ", ")
    parties = regime.vocabulary.parties
    if isinstance(edit, NewCountsAs):
        return say("amend.cost.counts-as")
    if isinstance(edit, NewDuty):
        return say("amend.cost.duty", who=parties[edit.bearer].label, n=edit.days)
    rule = regime.by_id[edit.rule]
    assert isinstance(rule, Obligation)
    who = comma.join(parties[one].label for one in bearers_of(rule))
    if not isinstance(edit, NewDeadline):
        key = "default" if isinstance(edit, NewDefault) else "start"
        return say(f"amend.cost.{key}", who=who)
    if isinstance(rule.deadline, Within) and rule.deadline.unit == "working days":
        away = rule.deadline.count - edit.days
        return say(f"amend.cost.{'tighter' if away > 0 else 'looser'}", who=who, n=abs(away))
    return say("amend.cost.figure", who=who, n=edit.days)


def space_words(space: Space) -> Text:
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
        say("amend.space.one", kind=say(f"amend.kind.{kind}"), count=count)
        for kind, count in counts.items()
        if count
    ]
    if not named:
        return say("amend.space.none")
    comma = Text("、", ", ")
    return say("amend.space.all", edits=comma.join(named), longest=space.longest)


def amendments_data(of: Proposals, files: dict[int, str]) -> dict[str, Any]:
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
            _proposal(of, one, files.get(place)) for place, one in enumerate(of.proposals)
        ],
        "conflict": [_requirement(one) for one in found.conflict],
    }


def _requirement(one: Requirement) -> dict[str, Any]:
    return {"property": one.property.id, "within": one.within, "assume": str(one.assume)}


def _proposal(of: Proposals, one: Proposal, file: str | None) -> dict[str, Any]:
    cost = one.amendment.cost
    return {
        "articles": cost.articles,
        "days": cost.days,
        "cost": cost._asdict(),
        "edits": [_edit(of.found.space, edit) for edit in one.amendment.edits],
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
            "appeared": [finding_data(one.regime, each) for each in one.appeared],
            "gone": [finding_data(of.regime, each) for each in one.gone],
        },
        "file": file,
        "sha256": hashlib.sha256(one.text).hexdigest(),
    }


def _edit(space: Space, edit: Edit) -> dict[str, Any]:
    regime = space.regime
    data: dict[str, Any] = {
        "kind": str(kind_of(space, edit)),
        "sentence": edit_words(regime, edit),
        "cost": cost_words(regime, edit),
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


def other_words(pair: tuple[Verdict, Verdict]) -> Text:
    """Say how another guarantee changes."""
    old, new = pair
    return say(
        f"amend.other.{'worse' if is_worse(old, new) else 'better'}",
        property=new.property.label,
        who=say(f"assume.{new.assume}"),
        old=standing_words(old),
        new=standing_words(new),
    )


def is_worse(old: Verdict, new: Verdict) -> bool:
    """Whether a guarantee is lost or loosened; what is not known any more counts as lost."""
    if old.answer is Answer.PROVED:
        if new.answer is not Answer.PROVED:
            return True
        return (new.bound or 0) > (old.bound or 0)
    return False


def finding_lines(of: Proposal, before: Regime) -> Iterator[Text]:
    """Say what an audit finds newly, and no more."""
    for one in of.appeared:
        yield say("amend.finding.appeared", finding=one.sentence(), name=one.name)
    for one in of.gone:
        yield say("amend.finding.gone", finding=one.sentence(), name=one.name)
