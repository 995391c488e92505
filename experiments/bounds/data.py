"""Bounds for all values as plain data for other programs."""

from __future__ import annotations

from collections.abc import Callable

from experiments.bounds.ask import Bounds, Guarantee, Question
from experiments.bounds.dates import OnDates
from experiments.bounds.matters import worst_first
from experiments.bounds.words import Name, expression_words, region_words
from experiments.show.data import hinge_data, otherwise_data
from experiments.show.granted import granted_data
from experiments.show.left_out import left_out_data
from experiments.show.readings import of_property
from model.deadline import STRICT
from model.language import plain
from model.unknowns import open_lengths, rule_of
from protocols.asked import written
from verify.bounds import ParametricBound
from verify.bounds.by_case import BoundsByCase
from verify.bounds.linear import EVERYWHERE, Expression, Inequality, Region, Sum
from verify.granted import Granted
from verify.hinge import ReadingHinge


def plain_name(bound: ParametricBound) -> Callable[[str], str]:
    """Return how the unknowns of a bound are called in data: by their rules."""
    opened = open_lengths(bound.regime)

    def name(length: str) -> str:
        return f"{'θ' if length in opened else 'd'}({length})"

    return name


def _named(bound: ParametricBound) -> Name:
    name = plain_name(bound)
    return lambda rule: plain(name(rule))


def smt(region: Region, name: Callable[[str], str] = str) -> str:
    """Return a region as a formula of SMT-LIB; names stand between bars.

    >>> from verify.bounds.linear import Inequality
    >>> smt(Region(((Inequality.of(Sum.of({"a": 2, "b": -1}, -3)),),)))
    '(<= (+ (* 2 |a|) (* (- 1) |b|)) 3)'
    """
    if not region or region == EVERYWHERE:
        return "true" if region else "false"
    cubes = [[_smt(inequality, name) for inequality in cube] for cube in region.cubes]
    parts = [cube[0] if len(cube) == 1 else f"(and {' '.join(cube)})" for cube in cubes]
    return parts[0] if len(parts) == 1 else f"(or {' '.join(parts)})"


def _smt(inequality: Inequality, name: Callable[[str], str]) -> str:
    parts = [
        f"|{name(rule)}|" if by == 1 else f"(* {_number(by)} |{name(rule)}|)"
        for rule, by in inequality.sum.terms
    ]
    left = parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"
    return f"(<= {left} {_number(-inequality.sum.constant)})"


def _number(value: int) -> str:
    return str(value) if value >= 0 else f"(- {-value})"


def bounds_data(answer: Bounds) -> list[dict[str, object]]:
    """Return every guarantee as JSON data."""
    every: list[dict[str, object]] = [
        {
            **guarantee_data(each, answer.question),
            **left_out_data(each.left_out),
            "hinges_on": hinge_data(_hinges(each, answer)),
        }
        for each in answer.guarantees
    ]
    for data, found in zip(every, answer.by_case, strict=False):
        data["by_case"] = _by_case(found, answer)
    return every


def _hinges(guarantee: Guarantee, answer: Bounds) -> list[ReadingHinge]:
    bound = guarantee.bound
    return of_property(answer.hinges, bound.regime, bound.property, bound.assume)


def _by_case(found: BoundsByCase, answer: Bounds) -> dict[str, object]:
    """Return the bound of a guarantee for each kind of matter, what takes longest first."""
    return {
        "attributes": list(found.attributes),
        "no_difference": list(found.same),
        "kinds": [
            {
                "when": dict(zip(found.attributes, values, strict=True)),
                "verdict": str(bound.answer),
                "reason": bound.reason and bound.reason.short,
                "at_values": days,
                **_bound_data(bound),
                **left_out_data(answer.apart(bound)),
            }
            for values, bound, days in worst_first(found, answer.question.reading)
        ],
    }


def guarantee_data(guarantee: Guarantee, question: Question) -> dict[str, object]:
    """Return one guarantee as JSON data.

    ``expression`` is ``null`` where cases are told apart or there is no bound. Unknowns are named
    by their rules, ``θ(rule)`` an open limit and ``d(rule)`` a stated one, and are at least 1.
    """
    bound = guarantee.bound
    limit = bound.property.limit(question.within)
    return {
        "regime": bound.regime.id,
        "property": bound.property.id,
        "question": written(bound.property),
        "assume": str(bound.assume),
        "counting": str(bound.regime.counting),
        "verdict": str(bound.answer),
        "reason": bound.reason and bound.reason.short,
        "parameters": [_parameter(guarantee, rule) for rule in bound.parameters],
        **_bound_data(bound),
        "other_counting": _other_data(guarantee),
        "within": None if limit is None else _within_data(guarantee, limit),
        "at_values": guarantee.at_values,
        "from": str(question.start) if question.start else None,
        "year": question.year,
        "begins_between": [*map(str, question.dates_of(bound.regime))],
        "presumed_years": list(question.calendar.presumed),
        "worst_cases": [_dates_data(way) for way in guarantee.dates],
        "rules": list(bound.rules),
        "articles": list(bound.articles),
        "exempt": list(bound.exempt),
        "exemptions": [
            {"rules": list(one.rules), "where": _region_data(bound, one.where)}
            for one in bound.exemptions
        ],
        "takes_for_granted": granted_data(bound.regime, taken_by(bound)) if bound.pieces else None,
        "source": bound.regime.source,
        "sha256": bound.regime.digest,
        "read_otherwise": otherwise_data(bound.regime),
    }


def taken_by(bound: ParametricBound) -> Granted:
    """Return what a bound takes for granted; no value of an open limit, since it is for all."""
    return Granted.of(bound.regime, bound.property, bound.obeyed, bound.mechanism, (), STRICT)


def _parameter(guarantee: Guarantee, length: str) -> dict[str, object]:
    regime = guarantee.bound.regime
    opened = open_lengths(regime).get(length)
    return {
        "name": plain_name(guarantee.bound)(length),
        "rule": rule_of(length),
        "extended_by": opened.event or None if opened else None,
        "article": regime.by_id[rule_of(length)].article,
        "stated": None if opened else guarantee.values[length],
        "value": guarantee.values.get(length),
    }


def _bound_data(bound: ParametricBound) -> dict[str, object]:
    name = plain_name(bound)
    pieces = [
        {
            "where": _region_data(bound, piece.where),
            "expression": expression_words(piece.bound, _named(bound), bound.asked).en,
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


def _other_data(guarantee: Guarantee) -> dict[str, object] | None:
    other = guarantee.other
    if other is None:
        return None
    apart = left_out_data(guarantee.other_left_out)
    return {"counting": str(other.regime.counting), **_bound_data(other), **apart}


def _region_data(bound: ParametricBound, region: Region) -> dict[str, object]:
    name = plain_name(bound)
    return {
        "text": region_words(region, _named(bound), bound.asked).en,
        "smt": smt(region, name),
        "any_of": [
            [{"terms": _terms(each.sum, name), "at_most": -each.sum.constant} for each in cube]
            for cube in region.cubes
        ],
    }


def _terms(total: Sum, name: Callable[[str], str]) -> dict[str, int]:
    return {name(rule): by for rule, by in total.terms}


def _structure(expression: Expression, name: Callable[[str], str]) -> dict[str, object]:
    if isinstance(expression, Sum):
        return {"constant": expression.constant, "terms": _terms(expression, name)}
    parts = [_structure(part, name) for part in expression.parts]
    return {"max" if expression.most else "min": parts}


def _within_data(guarantee: Guarantee, days: int) -> dict[str, object]:
    region = None if guarantee.holds is None else _region_data(guarantee.bound, guarantee.holds)
    return {"days": days, "holds": guarantee.held() or None, "region": region}


def _dates_data(way: OnDates) -> dict[str, object]:
    worst = way.worst
    return {
        "counting": str(way.counting),
        "working_days": way.days,
        "attained": way.exact,
        "calendar_days": worst.calendar_days if worst else None,
        "start": str(worst.start) if worst else None,
        "only_after_close": not way.in_hours,
        "end": str(worst.end) if worst else None,
        "untold_from": str(way.untold) if way.untold else None,
        "holiday": worst.holiday.en if worst and worst.holiday else None,
    }
