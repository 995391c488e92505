"""Bounds for all values, regions and worst dates in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from experiments.bounds.ask import Guarantee, OnDates
from experiments.show.marks import delay
from model.calendar import Calendar
from model.deadline import Reading
from model.holiday import holiday_in
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.rule import Obligation
from verify.bounds import ParametricBound
from verify.bounds.linear import EVERYWHERE, Cube, Expression, Inequality, Region, Sum
from verify.verdict import Answer

Name = Callable[[str], str]
"""How an unknown is called."""


def name_in(bound: ParametricBound) -> Name:
    """Return how the unknowns of a bound are called.

    ``θ(art. 17)`` is an open limit, ``d(art. 22(1))`` a stated one. Where the article does not tell
    them apart the act is named as well, or else the bearer, or else the rule.
    """
    words = bound.regime.vocabulary
    about = [_duty(bound, rule) for rule in bound.parameters]

    def name(rule: str) -> str:
        duty = _duty(bound, rule)
        cited = article_label(duty.article)
        alike = [one for one in about if (one.open, one.article) == (duty.open, duty.article)]
        if sum(one.act == duty.act for one in alike) == 1 < len(alike):
            cited = say("bounds.of", article=cited, what=words.events[duty.act].label)
        elif sum(one.bearer == duty.bearer for one in alike) == 1 < len(alike):
            cited = say("bounds.of", article=cited, what=words.parties[duty.bearer].label)
        elif len(alike) > 1:
            cited += f" [{rule}]"
        return written("{}({})", "θ" if duty.open else "d", cited)

    return name


def _duty(bound: ParametricBound, rule: str) -> Obligation:
    duty = bound.regime.by_id[rule]
    assert isinstance(duty, Obligation)
    return duty


def expression_words(expression: Expression, name: Name, order: Sequence[str]) -> str:
    """Say an expression, such as ``3 + θ(art. 17)``; the unknowns in their order.

    >>> push = Sum.of({"push": 1, "claim": 2}, -1)
    >>> expression_words(push, str, ["push", "claim"])
    'push + 2·claim − 1'
    """
    if isinstance(expression, Sum):
        return _sum(expression, name, order)
    parts = (expression_words(part, name, order) for part in expression.parts)
    return f"{'max' if expression.most else 'min'}({', '.join(parts)})"


def _sum(total: Sum, name: Name, order: Sequence[str]) -> str:
    terms = sorted(total.terms, key=lambda term: order.index(term[0]))
    signed = [(by, _times(abs(by), name(rule))) for rule, by in terms]
    if total.constant or not signed:
        known = (total.constant, str(abs(total.constant)))
        signed = [known, *signed] if total.constant >= 0 else [*signed, known]
    signed.sort(key=lambda part: part[0] < 0)
    (first, words), *rest = signed
    words = f"−{words}" if first < 0 else words
    return words + "".join(f" {'−' if by < 0 else '+'} {part}" for by, part in rest)


def _times(by: int, name: str) -> str:
    return name if by == 1 else f"{by}·{name}"


def region_words(region: Region, name: Name, order: Sequence[str]) -> Text:
    """Say for which values: ``θ(art. 17) ≤ 2``, all values, no value.

    >>> from verify.bounds.linear import Inequality
    >>> cube = (Inequality.of(Sum.of({"a": 1, "b": -1}, -1)), Inequality.of(Sum.of({"a": -1}, 3)))
    >>> region_words(Region((cube,)), str, ["a", "b"]).en
    'a ≤ b + 1 and a ≥ 3'
    """
    if not region or region == EVERYWHERE:
        return say("bounds.all" if region else "bounds.none")
    told = [_comparisons(cube, name, order) for cube in region.cubes]
    both = say("bounds.and")
    joined = [both.join(one) for one in told]
    if len(joined) > 1:
        joined = [
            f"({one})" if len(parts) > 1 else one for one, parts in zip(joined, told, strict=True)
        ]
    return say("bounds.or").join(joined)


def _comparisons(cube: Cube, name: Name, order: Sequence[str]) -> list[str]:
    """Say the inequalities of a list; two that together say one number, as an equation."""
    told = []
    for one in cube:
        opposite = Inequality.of(one.sum * -1)
        if opposite in cube:
            if cube.index(one) < cube.index(opposite):
                told.append(_comparison(one, name, order, "="))
        elif _least(one.sum):
            told.append(_comparison(one, name, order, "="))
        else:
            told.append(_comparison(one, name, order))
    return told


def _least(total: Sum) -> bool:
    """Whether a sum at most 0 says that an unknown, at least 1, is 1."""
    return total.constant == -1 and [by for _, by in total.terms] == [1]


def _comparison(one: Inequality, name: Name, order: Sequence[str], sign: str = "") -> str:
    """Say a comparison with nothing negative on either side, unknowns on the left if possible."""
    left = Sum.of({rule: by for rule, by in one.sum.terms if by > 0})
    right = Sum.of({rule: -by for rule, by in one.sum.terms if by < 0})
    left_hand, right_hand, less = left, right, "≤"
    if not left.terms:
        left_hand, right_hand, less = right, left, "≥"
    constant = -one.sum.constant if less == "≤" else one.sum.constant
    if right_hand.terms and constant < 0:
        left_hand, constant = Sum(-constant, left_hand.terms), 0
        # 1 + a <= b reads better as a < b.
        if left_hand.constant == 1 and less == "≤" and not sign:
            return f"{_sum(Sum(0, left_hand.terms), name, order)} < {_sum(right_hand, name, order)}"
    right_words = _sum(right_hand, name, order) if right_hand.terms else str(constant)
    if right_hand.terms and constant:
        right_words += f" + {constant}"
    return f"{_sum(left_hand, name, order)} {sign or less} {right_words}"


def bound_words(bound: ParametricBound) -> Text:
    """Say a bound for all values: an expression, its cases, where there is none."""
    if bound.answer in (Answer.VACUOUS, Answer.UNKNOWN):
        return say(bound.reason)
    name = name_in(bound)
    if bound.answer is Answer.REFUTED:
        return say("verify.unbounded")
    told = [_piece(bound, piece.bound, name) for piece in bound.pieces]
    if len(told) > 1:
        regions = [region_words(one.where, name, bound.asked) for one in bound.pieces]
        told = [
            say("bounds.case", bound=one, where=where)
            for one, where in zip(told, regions, strict=True)
        ]
    if bound.unbounded:
        where = region_words(bound.unbounded, name, bound.asked)
        told.append(say("bounds.unbounded-where", where=where))
    if bound.reachable != EVERYWHERE:
        where = region_words(bound.reachable, name, bound.asked)
        told.append(say("bounds.reachable-where", where=where))
    return say("chart.semicolon").join(told)


def assumed_words(bound: ParametricBound) -> Text:
    """Say what is assumed, and whose breach is not, since it is the very trigger."""
    words = say(f"assume.{bound.assume}")
    if not bound.exempt:
        return words
    cited = [article_label(one) for one in bound.regime.articles_of(bound.exempt)]
    return words + say("assume.except", articles=say("chart.and").join(cited))


def _piece(bound: ParametricBound, expression: Expression, name: Name) -> Text:
    ahead = bound.property.ahead > 0
    if ahead and not expression.names:
        return delay(bound.property, expression.at({}))
    words = expression_words(expression, name, bound.asked)
    if ahead:
        words = say("bounds.late", bound=words)
    return words if bound.exact else say("bounds.at-most", bound=words)


def holds_words(guarantee: Guarantee) -> Text:
    """Say for which values a guarantee holds within the days asked for; empty where vacuous."""
    if guarantee.holds is None:
        return say("verdict.unknown") if guarantee.held() == "unknown" else plain("—")
    bound = guarantee.bound
    if not bound.parameters and guarantee.holds in (EVERYWHERE, Region(())):
        return say("bounds.yes" if guarantee.holds else "bounds.no")
    return region_words(guarantee.holds, name_in(bound), bound.asked)


def days_words(guarantee: Guarantee, way: OnDates, reading: Reading) -> Text:
    """Say the bound at the text's own values and those assumed, under one way of counting.

    ``8 (θ = 5)`` where it rests on a limit that the text leaves open.
    """
    words = str(way.days)
    if not way.exact:
        words = say("bounds.at-most", bound=words)
    if any(_duty(guarantee.bound, one).open for one in guarantee.bound.parameters):
        words += f" (θ = {reading})"
    return words


def start_words(found: OnDates) -> Text:
    """Say from when it takes longest: a date, after the close where only then."""
    if found.worst is None:
        return plain("—")
    after = NOTHING if found.in_hours or not found.days else say("bounds.after-close")
    return written("{}{}", found.worst.start, after)


def holiday_words(found: OnDates, calendar: Calendar) -> Text:
    """Say which holiday makes the worst case: whether the start is its eve, or it lies between."""
    if found.worst is None or found.worst.holiday is None:
        return plain("—")
    next_day = found.worst.start + timedelta(days=1)
    eve = holiday_in(calendar, next_day, next_day) == found.worst.holiday
    return say("bounds.eve" if eve else "bounds.between", holiday=found.worst.holiday)
