"""Amendments as plain data for other programs."""

from __future__ import annotations

import hashlib
from typing import Any

from experiments.amend.ask import Proposal, Proposals
from experiments.amend.words import cost_words, edit_words
from experiments.audit.data import finding_data
from experiments.show.data import verdict_data
from experiments.show.left_out import left_out_data
from model.amendment import Edit, NewCountsAs, NewDeadline, NewDefault, NewDuty, NewStart
from protocols.asked import written
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind, EditSpace
from verify.verdict import Verdict


def amendments_data(answer: Proposals, files: dict[int, str]) -> dict[str, Any]:
    """Return the whole answer as JSON data; ``files`` names the files written, by place."""
    search = answer.search
    return {
        "regime": answer.regime.id,
        "sha256": answer.regime.digest,
        "reading": str(answer.reading),
        "found": str(search.outcome),
        "complete": search.complete,
        "limits_at_any_length": list(search.dated),
        "exemptions_not_tried": list(search.exempt),
        "requirements": [_requirement(need) for need in search.requirements],
        "now": [_verdict(answer, verdict) for verdict in search.verdicts],
        "space": {"edits": search.space.size, "longest": search.space.longest},
        "amendments": [
            _proposal(answer, proposal, files.get(place))
            for place, proposal in enumerate(answer.proposals)
        ],
        "conflict": [_requirement(need) for need in search.conflict],
    }


def _requirement(need: Requirement) -> dict[str, Any]:
    return {
        "property": need.property.id,
        "question": written(need.property),
        "within": need.within,
        "assume": str(need.assume),
    }


def _verdict(answer: Proposals, verdict: Verdict) -> dict[str, Any]:
    return {**verdict_data(verdict), **left_out_data(answer.apart(verdict))}


def _standing(answer: Proposals, verdict: Verdict) -> dict[str, Any]:
    apart = left_out_data(answer.apart(verdict))
    return {"verdict": str(verdict.answer), "bound": verdict.days, **apart}


def _proposal(answer: Proposals, proposal: Proposal, file: str | None) -> dict[str, Any]:
    cost = proposal.amendment.cost
    return {
        "articles": cost.articles,
        "days": cost.days,
        "cost": cost._asdict(),
        "edits": [_edit(answer.search.space, edit) for edit in proposal.amendment.edits],
        "verdicts": [_verdict(answer, proof) for proof in proposal.verdicts],
        "others": [
            {
                "property": old.property.id,
                "assume": str(old.assume),
                "before": _standing(answer, old),
                "after": _standing(answer, new),
            }
            for old, new in proposal.others
        ],
        "findings": {
            "appeared": [finding_data(proposal.regime, each) for each in proposal.appeared],
            "gone": [finding_data(answer.regime, each) for each in proposal.gone],
        },
        "file": file,
        "sha256": hashlib.sha256(proposal.text).hexdigest(),
    }


def _edit(space: EditSpace, edit: Edit) -> dict[str, Any]:
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


def kind_of(space: EditSpace, edit: Edit) -> EditKind:
    """Return the kind of an edit."""
    match edit:
        case NewDeadline():
            return EditKind.FIGURE if space.timed[edit.rule] is None else EditKind.DEADLINE
        case NewDefault():
            return EditKind.DEFAULT
        case NewStart():
            return EditKind.START
        case NewDuty():
            return EditKind.DUTY
        case NewCountsAs():
            return EditKind.COUNTS_AS
