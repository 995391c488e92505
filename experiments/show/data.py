"""Verdicts as plain data for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from experiments.show.granted import granted_data
from model.language import Text
from model.regime import Regime
from protocols.asked import written
from verify.granted import granted
from verify.hinge import ReadingHinge
from verify.slicing import cone_of
from verify.verdict import Bound, Counterexample, Step, Verdict

if TYPE_CHECKING:
    from verify.export.evidence import Evidence


def verdict_data(
    verdict: Verdict,
    evidence: Evidence | None = None,
    hinges: Iterable[ReadingHinge] | None = None,
) -> dict[str, Any]:
    """Return one verdict as JSON data, with what is needed to reproduce it.

    Parameters
    ----------
    verdict
        The verdict.
    evidence
        Made with the calendar that the verdict was found with; one for many verdicts is faster.
        Without it the queries behind the verdict are not listed.
    hinges
        The readings that the verdict hinges on; not listed where it is not known.

    ``bound_working_days`` is ``None`` when unbounded, ``counterexample`` when there is none.
    ``bound_expression`` adds up the open limits, proved for all their values from 1 on, where the
    bound is of that form. ``takes_for_granted`` says what an answer needs (:mod:`verify.granted`),
    and is ``None`` where there is none. ``working_day`` counts from 0 and is ``None`` for what
    never comes; ``date`` is ``None`` where dates do not matter.
    """
    bound = verdict.guaranteed
    limits = verdict.open_limits if bound is None else bound.parameters
    return {
        "regime": verdict.regime.id,
        "property": verdict.property.id,
        "question": written(verdict.property),
        "assume": str(verdict.assume),
        "verdict": str(verdict.answer),
        "bound_working_days": verdict.days,
        "bound_is_least": None if bound is None else bound.exact,
        "bound_expression": None if bound is None else expression(bound),
        "parameters": [parameter(rule) for rule in limits],
        "articles": list(verdict.articles),
        "rules": list(verdict.rules),
        "counterexample": _steps(verdict.counterexample),
        "case": looked_at(verdict),
        "exempt": list(verdict.exempt),
        "reason": verdict.reason and verdict.reason.short,
        "takes_for_granted": granted_data(verdict.regime, granted(verdict)),
        **({} if hinges is None else {"hinges_on": hinge_data(hinges)}),
        **provenance(verdict),
        **({} if evidence is None else {"queries": _queries(verdict, evidence)}),
    }


def _queries(verdict: Verdict, evidence: Evidence) -> list[dict[str, str]]:
    from verify.export.evidence import listed  # here: who reads a table asks for no query

    return listed(evidence.of(verdict))


def hinge_data(hinges: Iterable[ReadingHinge]) -> list[dict[str, Any]]:
    """Return the readings that one answer hinges on, and what it would be, as JSON data."""
    return [
        {
            "rule": hinge.rule.id,
            "article": hinge.rule.article,
            "alternative": hinge.alternative.id,
            "assume": str(hinge.before.assume),
            "words": both(hinge.alternative.words),
            "verdict": str(hinge.after.answer),
            "bound_working_days": hinge.after.days,
        }
        for hinge in hinges
    ]


def both(text: Text) -> dict[str, str]:
    """Return a text as JSON data in both languages."""
    return {"zh": text.zh, "en": text.en}


def provenance(verdict: Verdict) -> dict[str, Any]:
    """Return what was asked with what: tool, solver, rule file and its hash, reading, counting."""
    from verify.export.evidence import SOLVER  # here: as above

    return {
        "reading": str(verdict.reading),
        "within": verdict.within,
        "counting": str(verdict.regime.counting),
        "read_otherwise": otherwise_data(verdict.regime),
        "source": verdict.regime.source,
        "sha256": verdict.regime.digest,
        "shenguan": _version(),
        "z3": SOLVER,
    }


def otherwise_data(regime: Regime) -> dict[str, str]:
    """Return by rule the alternative that was taken in the place of its reading."""
    return {each.rule: each.alternative for each in regime.otherwise}


def parameter(rule: str) -> str:
    """Name the open limit of a rule."""
    return f"θ({rule})"


def expression(bound: Bound) -> str | None:
    """Return a bound as a sum of a constant and open limits, where it is one."""
    if bound.constant is None:
        return None
    names = [parameter(rule) for rule in bound.parameters]
    return " + ".join(([str(bound.constant)] if bound.constant else []) + names)


def clock_data(step: Step) -> list[dict[str, Any]]:
    """Return what an event did to the clocks of limits: of which rule, and when it is due then."""
    return [
        {
            "rule": move.rule,
            "what": str(move.way),
            "due_working_day": None if move.due is None else move.due // 2,
        }
        for move in step.moves
    ]


def _steps(counterexample: Counterexample | None) -> list[dict[str, Any]] | None:
    if counterexample is None:
        return None
    return [
        {
            "event": step.event,
            "mode": step.mode,
            "matters": step.matters,
            "could_not_have_been_kept": not step.could,
            "working_day": step.working_day,
            "date": str(step.on) if step.on else None,
            "article": step.article or None,
            "after_close": step.after_close,
            "party": step.party,
            "rule": step.rule or None,
            "clocks": clock_data(step),
        }
        for step in counterexample.steps
    ]


def looked_at(verdict: Verdict) -> dict[str, str] | None:
    """Return the attributes of a counterexample's case that can matter for its course.

    These are the attributes that rules ask about, and those with an unusual value that decides
    what can happen. ``None`` without a counterexample.
    """
    if verdict.counterexample is None:
        return None
    about = [verdict.property.trigger, verdict.property.response]
    part = cone_of(verdict.regime, about)
    guards = [rule.when for rule in part.rules]
    defaults = (default for rule in part.obligations for default in rule.expiring)
    guards += [guard for default in defaults for guard in default.unless]
    named = {name for guard in (*guards, verdict.property.when) for name in guard}
    words = part.vocabulary
    unusual = {name for event in part.relevant for name in words.events[event].when}
    attributes = verdict.counterexample.run.attributes
    return {
        name: value
        for name, value in attributes.items()
        if name in named or (name in unusual and value != words.attributes[name].values[0])
    }


@cache
def _version() -> str:
    from importlib.metadata import version  # slow, and only what is written for programs has it

    return version("shenguan")
