"""What guarantees depend on as plain data for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from experiments.show.data import (
    expression,
    hinge_data,
    looked_at,
    otherwise_data,
    parameter,
)
from experiments.show.granted import granted_data, waits_data
from experiments.show.left_out import left_out_cell, left_out_data
from experiments.show.readings import of_property
from experiments.trust.ask import Trust
from experiments.trust.left_out import LeftOutBySet
from experiments.trust.words import broken_verdict, taken_by
from model.regime import Regime
from protocols.asked import written
from verify.trust.dependence import Dependence, Rules, TrustSet
from verify.trust.parties import indispensable
from verify.verdict import Counterexample


def trust_data(guarantee: Dependence, trust_set: TrustSet) -> dict[str, Any]:
    """Return one trust set as JSON data.

    ``rules`` in the order of the file; ``parties`` are all their bearers; ``mechanism`` is what it
    rests on besides obedience. ``bound`` is in working days. ``can_act_only_after`` gives by rule
    the acts of others that must come before its bearer can act.
    """
    return {
        "regime": guarantee.regime.id,
        "property": guarantee.property.id,
        "question": written(guarantee.property),
        "reading": str(guarantee.reading),
        "within": guarantee.within,
        "rules": list(trust_set.rules),
        "articles": list(trust_set.articles),
        "parties": list(trust_set.parties),
        "bound": trust_set.guaranteed.days,
        "bound_is_least": trust_set.guaranteed.exact,
        "bound_expression": expression(trust_set.guaranteed),
        "parameters": [parameter(rule) for rule in trust_set.guaranteed.parameters],
        "mechanism": {
            "rules": list(trust_set.mechanism),
            "articles": list(guarantee.regime.articles_behind(trust_set.mechanism)),
        },
        "can_act_only_after": waits_data(guarantee.regime, trust_set.rules),
        "takes_for_granted": granted_data(guarantee.regime, taken_by(guarantee, trust_set)),
        **_source(guarantee.regime),
    }


def trust_sets_data(answer: Trust) -> list[dict[str, Any]]:
    """Return every trust set of every guarantee as JSON data."""
    return [
        {
            **trust_data(each, own),
            **left_out_data(answer.apart(each, own)),
            **_hinges(each, answer),
        }
        for each in answer.dependences
        for own in each.trust_sets
    ]


def dependences_data(answer: Trust) -> list[dict[str, Any]]:
    """Return all that is known of every guarantee as JSON data."""
    return [
        {**dependence_data(each, answer), **_hinges(each, answer)} for each in answer.dependences
    ]


def _hinges(guarantee: Dependence, answer: Trust) -> dict[str, Any]:
    """The readings that it hinges on whether a guarantee holds, and how soon."""
    found = of_property(answer.hinges, guarantee.regime, guarantee.property)
    return {"hinges_on": hinge_data(found)}


def dependence_data(guarantee: Dependence, answer: Trust) -> dict[str, Any]:
    """Return all that is known of one guarantee as JSON data, with its runs where some were made.

    ``secured_by`` are the minimal groups of parties whose obedience is enough; ``fewest_breaches``
    is ``None`` where nothing breaks it.
    """
    runs = {
        each.correction.rules: each.run for each in answer.breaks if each.dependence is guarantee
    }
    corrections = guarantee.corrections
    return {
        "regime": guarantee.regime.id,
        "property": guarantee.property.id,
        "question": written(guarantee.property),
        "reading": str(guarantee.reading),
        "within": guarantee.within,
        "standing": str(guarantee.standing),
        "reason": guarantee.reason and guarantee.reason.short,
        "trust_sets": [
            {**trust_data(guarantee, each), **left_out_data(answer.apart(guarantee, each))}
            for each in guarantee.trust_sets
        ],
        "corrections": [_correction(guarantee, each, runs.get(each.rules)) for each in corrections],
        "fewest_breaches": len(corrections[0].rules) if corrections else None,
        "secured_by": [list(group) for group in guarantee.secured_by],
        "indispensable": list(indispensable(guarantee.secured_by)),
        "exempt": list(guarantee.exempt),
        "parameters": [parameter(rule) for rule in guarantee.open_limits],
        **_source(guarantee.regime),
    }


def _source(regime: Regime) -> dict[str, Any]:
    return {
        "counting": str(regime.counting),
        "source": regime.source,
        "sha256": regime.digest,
        "read_otherwise": otherwise_data(regime),
    }


def _correction(
    guarantee: Dependence, correction: Rules, run: Counterexample | None
) -> dict[str, Any]:
    steps = [
        {
            "event": step.event,
            "mode": step.mode,
            "could_not_have_been_kept": not step.could,
            "working_day": step.working_day,
            "after_close": step.after_close,
            "party": step.party,
            "article": step.article or None,
            "rule": step.rule or None,
        }
        for step in (run.steps if run else ())
    ]
    return {
        "rules": list(correction.rules),
        "articles": list(correction.articles),
        "parties": list(correction.parties),
        "run": steps or None,
        "case": looked_at(broken_verdict(guarantee, run)),
    }


def table(guarantees: Sequence[Dependence], left_out: Sequence[LeftOutBySet] = ()) -> pl.DataFrame:
    """Return one row for each trust set and each smallest set of breaches.

    Several rules, articles or parties of one set are separated by ``; ``. The last column is there
    where some trust set says nothing of some runs.
    """
    answer = Trust(tuple(guarantees), left_out=tuple(left_out))
    rows = [
        {
            "regime": guarantee.regime.id,
            "property": guarantee.property.id,
            "question": written(guarantee.property),
            "reading": str(guarantee.reading),
            "standing": str(guarantee.standing),
            "set": kind,
            "rules": "; ".join(each.rules),
            "articles": "; ".join(each.articles),
            "parties": "; ".join(each.parties),
            "says_nothing_of": _apart(answer, guarantee, each),
        }
        for guarantee in answer.dependences
        for kind, sets in (("trust", guarantee.trust_sets), ("correction", guarantee.corrections))
        for each in sets
    ]
    asked = ("regime", "property", "question", "reading")
    last = ("says_nothing_of",) if left_out else ()
    columns = (*asked, "standing", "set", "rules", "articles", "parties", *last)
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def _apart(answer: Trust, guarantee: Dependence, of: Rules) -> str | None:
    return left_out_cell(answer.apart(guarantee, of)) if isinstance(of, TrustSet) else None
