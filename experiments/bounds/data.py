"""Bounds for all values as plain data for other programs."""

from __future__ import annotations

from experiments.bounds.ask import Guarantee, OnDates, Question
from experiments.bounds.words import Name, expression_words, region_words
from model.rule import Obligation
from model.unknowns import is_stated
from verify.bounds import ParametricBound
from verify.bounds.linear import EVERYWHERE, Expression, Inequality, Region, Sum


def plain_name(bound: ParametricBound) -> Name:
    """Return how the unknowns of a bound are called in data: by their rules."""

    def name(rule: str) -> str:
        duty = bound.regime.by_id[rule]
        return f"{'θ' if isinstance(duty, Obligation) and duty.open else 'd'}({rule})"

    return name


def smt(region: Region, name: Name = str) -> str:
    """Return a region as a formula of SMT-LIB; names stand between bars.

    >>> from verify.bounds.linear import Inequality
    >>> smt(Region(((Inequality.of(Sum.of({"a": 2, "b": -1}, -3)),),)))
    '(<= (+ (* 2 |a|) (* (- 1) |b|)) 3)'
    """
    if not region or region == EVERYWHERE:
        return "true" if region else "false"
    cubes = [[_smt(one, name) for one in cube] for cube in region.cubes]
    told = [one[0] if len(one) == 1 else f"(and {' '.join(one)})" for one in cubes]
    return told[0] if len(told) == 1 else f"(or {' '.join(told)})"


def _smt(one: Inequality, name: Name) -> str:
    parts = [
        f"|{name(rule)}|" if by == 1 else f"(* {_number(by)} |{name(rule)}|)"
        for rule, by in one.sum.terms
    ]
    left = parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"
    return f"(<= {left} {_number(-one.sum.constant)})"


def _number(value: int) -> str:
    return str(value) if value >= 0 else f"(- {-value})"


def guarantee_data(found: Guarantee, question: Question) -> dict[str, object]:
    """Return one guarantee as JSON data.

    ``expression`` is ``null`` where cases are told apart or there is no bound. Unknowns are named
    by their rules, ``θ(rule)`` an open limit and ``d(rule)`` a stated one, and are at least 1.
    """
    bound = found.bound
    return {
        "regime": bound.regime.id,
        "property": bound.property.id,
        "assume": str(bound.assume),
        "counting": str(bound.regime.counting),
        "verdict": str(bound.answer),
        "reason": bound.reason.removeprefix("reason.") or None,
        "parameters": [_parameter(found, rule) for rule in bound.parameters],
        **_bound_data(bound),
        "other_counting": _other_data(found),
        "within": None if question.within is None else _within_data(found, question.within),
        "at_values": found.at_values,
        "worst_cases": [_dates_data(one) for one in found.dates],
        "rules": list(bound.rules),
        "articles": list(bound.articles),
        "exempt": list(bound.exempt),
        "source": bound.regime.source,
        "sha256": bound.regime.digest,
    }


def _parameter(found: Guarantee, rule: str) -> dict[str, object]:
    duty = found.bound.regime.by_id[rule]
    stated = is_stated(duty)
    return {
        "name": plain_name(found.bound)(rule),
        "rule": rule,
        "article": duty.article,
        "stated": found.values[rule] if stated else None,
        "value": found.values.get(rule),
    }


def _bound_data(bound: ParametricBound) -> dict[str, object]:
    name = plain_name(bound)
    pieces = [
        {
            "where": _region_data(bound, piece.where),
            "expression": expression_words(piece.bound, name, bound.asked),
            "structure": _structure(piece.bound, name),
        }
        for piece in bound.pieces
    ]
    single = pieces[0] if len(pieces) == 1 else {}
    return {
        "expression": single.get("expression"),
        "structure": single.get("structure"),
        "pieces": pieces,
        "attained": bound.exact if pieces else None,
        "unbounded": _region_data(bound, bound.unbounded),
        "reachable": _region_data(bound, bound.reachable),
    }


def _other_data(found: Guarantee) -> dict[str, object] | None:
    if found.other is None:
        return None
    return {"counting": str(found.other.regime.counting), **_bound_data(found.other)}


def _region_data(bound: ParametricBound, region: Region) -> dict[str, object]:
    name = plain_name(bound)
    return {
        "text": region_words(region, name, bound.asked, "en"),
        "smt": smt(region, name),
        "any_of": [
            [{"terms": _terms(one.sum, name), "at_most": -one.sum.constant} for one in cube]
            for cube in region.cubes
        ],
    }


def _terms(total: Sum, name: Name) -> dict[str, int]:
    return {name(rule): by for rule, by in total.terms}


def _structure(expression: Expression, name: Name) -> dict[str, object]:
    if isinstance(expression, Sum):
        return {"constant": expression.constant, "terms": _terms(expression, name)}
    parts = [_structure(part, name) for part in expression.parts]
    return {"max" if expression.most else "min": parts}


def _within_data(found: Guarantee, days: int) -> dict[str, object]:
    region = None if found.holds is None else _region_data(found.bound, found.holds)
    return {"days": days, "holds": found.held() or None, "region": region}


def _dates_data(found: OnDates) -> dict[str, object]:
    worst = found.worst
    return {
        "counting": str(found.counting),
        "working_days": found.days,
        "attained": found.exact,
        "calendar_days": worst.calendar_days if worst else None,
        "start": str(worst.start) if worst else None,
        "only_after_close": not found.in_hours,
        "end": str(worst.end) if worst else None,
        "holiday": worst.holiday.en if worst and worst.holiday else None,
    }
