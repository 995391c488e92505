"""Amendments in words: what is required, the answer, each edit and what it costs, what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from experiments.amend.ask import Proposal, Proposals
from experiments.show.deadlines import deadline_words
from experiments.show.left_out import marked
from experiments.show.rules import guard_words
from experiments.show.runs import assumption, bound_words
from model.amendment import Edit, NewCountsAs, NewDeadline, NewDefault, NewDuty, NewStart
from model.deadline import Within
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Obligation, bearers_of
from verify.amend import SearchOutcome
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind, EditSpace
from verify.verdict import Answer, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

_ANSWERS = {
    Answer.PROVED: "verdict.proved",
    Answer.REFUTED: "verdict.refuted",
    Answer.VACUOUS: "verdict.vacuous",
    Answer.UNKNOWN: "verdict.unknown",
}
_KINDS = {
    EditKind.DEADLINE: "amend.kind.deadline",
    EditKind.FIGURE: "amend.kind.figure",
    EditKind.DEFAULT: "amend.kind.default",
    EditKind.START: "amend.kind.start",
    EditKind.DUTY: "amend.kind.duty",
    EditKind.COUNTS_AS: "amend.kind.counts-as",
}


def requirement_words(requirement: Requirement) -> Text:
    """Say what is required."""
    return say(
        "amend.required-at-all" if requirement.within is None else "amend.required",
        property=requirement.property.label,
        n=requirement.within,
        who=assumption(requirement.assume),
    )


def standing_words(verdict: Verdict) -> Text:
    """Say how a requirement stands under a regime."""
    key = "amend.standing-without" if verdict.days is None else "amend.standing"
    return say(key, verdict=say(_ANSWERS[verdict.answer]), bound=bound_words(verdict))


def answer_words(answer: Proposals) -> Text:
    """Say the answer in one sentence."""
    name = answer.regime.name
    dated = say("amend.answer.dated") if answer.search.dated else NOTHING
    match answer.search.outcome:
        case SearchOutcome.HOLDS:
            return say("amend.answer.holds", regime=name)
        case SearchOutcome.NONE:
            return say("amend.answer.none", regime=name) + dated
        case SearchOutcome.UNKNOWN if answer.search.exempt:
            return say("amend.answer.untried-none", regime=name, articles=_exempt(answer))
        case SearchOutcome.UNKNOWN:
            return say("amend.answer.unknown", regime=name)
    count, cost = len(answer.proposals), answer.proposals[0].amendment.cost
    values = {"articles": cost.articles, "days": cost.days}
    if count == 1:
        sentence = say("amend.answer.amended", regime=name, **values)
    else:
        sentence = say("amend.answer.several", regime=name, count=count, **values)
    if not answer.search.complete:
        sentence += say("amend.answer.more")
    if answer.search.exempt:
        sentence += say("amend.answer.untried", articles=_exempt(answer))
    return sentence + dated


def _exempt(answer: Proposals) -> Text:
    """The articles of the duties that are exempt now."""
    named = answer.regime.articles_of(answer.search.exempt)
    return say("chart.and").join(map(article_label, named))


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
    who = comma.join(parties[bearer].label for bearer in bearers_of(rule))
    if isinstance(edit, NewDefault):
        return say("amend.cost.default", who=who)
    if isinstance(edit, NewStart):
        return say("amend.cost.start", who=who)
    if isinstance(rule.deadline, Within) and rule.deadline.unit == "working days":
        away = rule.deadline.count - edit.days
        return say("amend.cost.tighter" if away > 0 else "amend.cost.looser", who=who, n=abs(away))
    return say("amend.cost.figure", who=who, n=edit.days)


def space_words(space: EditSpace) -> Text:
    """Say which edits were on the table."""
    stated = sum(now is not None for now in space.timed.values())
    counts = {
        EditKind.DEADLINE: stated,
        EditKind.FIGURE: len(space.timed) - stated,
        EditKind.DEFAULT: len(space.defaults),
        EditKind.START: len(space.starts),
        EditKind.DUTY: len(space.duties),
        EditKind.COUNTS_AS: len(space.counted),
    }
    named = [
        say("amend.space.one", kind=say(_KINDS[kind]), count=count)
        for kind, count in counts.items()
        if count
    ]
    if not named:
        return say("amend.space.none")
    comma = Text("、", ", ")
    return say("amend.space.all", edits=comma.join(named), longest=space.longest)


def other_words(
    old: Verdict, new: Verdict, left_out: Sequence[Finding], newly: Sequence[Finding]
) -> Text:
    """Say how another guarantee changes, marked where a proof before or now leaves runs out."""
    return say(
        "amend.other.worse" if is_worse(old, new) else "amend.other.better",
        property=new.property.label,
        who=assumption(new.assume),
        old=marked(standing_words(old), left_out),
        new=marked(standing_words(new), newly),
    )


def is_worse(old: Verdict, new: Verdict) -> bool:
    """Whether a guarantee is lost or loosened; what is not known any more counts as lost."""
    if old.answer is Answer.PROVED:
        if new.answer is not Answer.PROVED:
            return True
        return (new.days or 0) > (old.days or 0)
    return False


def finding_lines(proposal: Proposal) -> Iterator[Text]:
    """Yield what an audit finds newly, and no more."""
    for finding in proposal.appeared:
        yield say("amend.finding.appeared", finding=finding.sentence(), name=finding.name)
    for finding in proposal.gone:
        yield say("amend.finding.gone", finding=finding.sentence(), name=finding.name)
