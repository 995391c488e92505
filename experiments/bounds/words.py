"""Bounds for all values, regions and worst dates in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from experiments.bounds.ask import Guarantee
from experiments.bounds.dates import OnDates
from experiments.show.left_out import Claim
from experiments.show.marks import delay
from experiments.show.rules import guard_words
from experiments.show.runs import ASSUMED, asked_words, assumed, why
from model.calendar import Calendar
from model.deadline import Reading
from model.holiday import holiday_in
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.rule import act_of, bearers_of, is_timed
from model.unknowns import OpenLength, open_lengths
from verify.bounds import ParametricBound
from verify.bounds.linear import EVERYWHERE, Cube, Expression, Inequality, Region, Sum
from verify.verdict import Answer

if TYPE_CHECKING:
    from verify.audit.finding import Finding

Name = Callable[[str], Text]
"""How an unknown is called."""


def name_in(bound: ParametricBound) -> Name:
    """Return how the unknowns of a bound are called.

    ``θ(art. 17)`` is an open limit, ``d(art. 22(1))`` a stated one, ``θ(art. 7: extension
    approved)`` an open length that an event adds. Where the article does not tell them apart what
    comes of it is named as well, or else the bearer, or else the rule.
    """
    words, opened = bound.regime.vocabulary, open_lengths(bound.regime)
    about = [_length(bound, name) for name in bound.parameters]

    def kind(one: OpenLength) -> tuple[bool, bool, str]:
        return one.name in opened, bool(one.event), one.rule.article

    def name(called: str) -> Text:
        length = _length(bound, called)
        cited, own = article_label(length.rule.article), _event(length)
        alike = [each for each in about if kind(each) == kind(length)]
        bearers = [bearers_of(each.rule) for each in alike]
        if length.event or sum(_event(each) == own for each in alike) == 1 < len(alike):
            cited = say("bounds.of", article=cited, what=words.events[own].label)
        elif len(alike) > 1 and bearers.count(bearers_of(length.rule)) == 1:
            bearer = words.parties[bearers_of(length.rule)[0]].label
            cited = say("bounds.of", article=cited, what=bearer)
        elif len(alike) > 1:
            cited += f" [{called}]"
        return written("{}({})", "θ" if called in opened else "d", cited)

    return name


def _length(bound: ParametricBound, name: str) -> OpenLength:
    """The unknown of a name; a stated limit is one where deadlines are unknown as well."""
    opened = open_lengths(bound.regime).get(name)
    if opened is not None:
        return opened
    rule = bound.regime.by_id[name]
    assert is_timed(rule)
    return OpenLength(rule)


def _event(length: OpenLength) -> str:
    """What is awaited of a limit, or what lengthens it."""
    return length.event or act_of(length.rule)


def expression_words(expression: Expression, name: Name, order: Sequence[str]) -> Text:
    """Say an expression, such as ``3 + θ(art. 17)``; the unknowns in their order.

    >>> push = Sum.of({"push": 1, "claim": 2}, -1)
    >>> expression_words(push, plain, ["push", "claim"]).en
    'push + 2·claim − 1'
    """
    if isinstance(expression, Sum):
        return _sum(expression, name, order)
    parts = plain(", ").join(expression_words(part, name, order) for part in expression.parts)
    return written("{}({})", "max" if expression.most else "min", parts)


def _sum(total: Sum, name: Name, order: Sequence[str]) -> Text:
    terms = sorted(total.terms, key=lambda term: order.index(term[0]))
    signed = [(by, _times(abs(by), name(rule))) for rule, by in terms]
    if total.constant or not signed:
        known = (total.constant, plain(str(abs(total.constant))))
        signed = [known, *signed] if total.constant >= 0 else [*signed, known]
    signed.sort(key=lambda part: part[0] < 0)
    (first, words), *rest = signed
    words = "−" + words if first < 0 else words
    for by, part in rest:
        words += (" − " if by < 0 else " + ") + part
    return words


def _times(by: int, name: Text) -> Text:
    return name if by == 1 else written("{}·{}", by, name)


def region_words(region: Region, name: Name, order: Sequence[str]) -> Text:
    """Say for which values: ``θ(art. 17) ≤ 2``, all values, no value.

    >>> from verify.bounds.linear import Inequality
    >>> cube = (Inequality.of(Sum.of({"a": 1, "b": -1}, -1)), Inequality.of(Sum.of({"a": -1}, 3)))
    >>> region_words(Region((cube,)), plain, ["a", "b"]).en
    'a ≤ b + 1 and a ≥ 3'
    """
    if not region or region == EVERYWHERE:
        return say("bounds.all" if region else "bounds.none")
    cubes = [_comparisons(cube, name, order) for cube in region.cubes]
    joined = [say("bounds.and").join(cube) for cube in cubes]
    if len(joined) > 1:
        pairs = zip(joined, cubes, strict=True)
        joined = [written("({})", words) if len(cube) > 1 else words for words, cube in pairs]
    return say("bounds.or").join(joined)


def _comparisons(cube: Cube, name: Name, order: Sequence[str]) -> list[Text]:
    """Say the inequalities of a list; two that together say one number, as an equation."""
    comparisons = []
    for inequality in cube:
        opposite = Inequality.of(inequality.sum * -1)
        if opposite in cube:
            if cube.index(inequality) < cube.index(opposite):
                comparisons.append(_comparison(inequality, name, order, "="))
        elif _least(inequality.sum):
            comparisons.append(_comparison(inequality, name, order, "="))
        else:
            comparisons.append(_comparison(inequality, name, order))
    return comparisons


def _least(total: Sum) -> bool:
    """Whether a sum at most 0 says that an unknown, at least 1, is 1."""
    return total.constant == -1 and [by for _, by in total.terms] == [1]


def _comparison(inequality: Inequality, name: Name, order: Sequence[str], sign: str = "") -> Text:
    """Say a comparison with nothing negative on either side, unknowns on the left if possible."""
    terms, offset = inequality.sum.terms, inequality.sum.constant
    left = Sum.of({rule: by for rule, by in terms if by > 0})
    right = Sum.of({rule: -by for rule, by in terms if by < 0})
    less, constant = "≤", -offset
    if not left.terms:
        left, right, less, constant = right, left, "≥", offset
    if right.terms and constant < 0:
        left, constant = Sum(-constant, left.terms), 0
        # 1 + a <= b reads better as a < b.
        if left.constant == 1 and less == "≤" and not sign:
            left, less = Sum(0, left.terms), "<"
    words = _sum(right, name, order) if right.terms else plain(str(constant))
    if right.terms and constant:
        words += f" + {constant}"
    return written("{} {} {}", _sum(left, name, order), sign or less, words)


def bound_words(bound: ParametricBound) -> Text:
    """Say a bound for all values: an expression, its cases, where there is none."""
    if bound.answer in (Answer.VACUOUS, Answer.UNKNOWN):
        return why(bound.reason)
    if bound.answer is Answer.REFUTED:
        return say("verify.unbounded")
    name = name_in(bound)
    parts = [_piece(bound, piece.bound, name) for piece in bound.pieces]
    if len(parts) > 1:
        regions = [region_words(piece.where, name, bound.asked) for piece in bound.pieces]
        pairs = zip(parts, regions, strict=True)
        parts = [say("bounds.case", bound=words, where=where) for words, where in pairs]
    if bound.unbounded:
        where = region_words(bound.unbounded, name, bound.asked)
        parts.append(say("bounds.unbounded-where", where=where))
    if bound.reachable != EVERYWHERE:
        where = region_words(bound.reachable, name, bound.asked)
        parts.append(say("bounds.reachable-where", where=where))
    return say("chart.semicolon").join(parts)


def _piece(bound: ParametricBound, expression: Expression, name: Name) -> Text:
    ahead = bound.property.ahead > 0
    if ahead and not expression.names:
        return delay(bound.property, expression.at({}))
    words = expression_words(expression, name, bound.asked)
    if ahead:
        words = say("bounds.late", bound=words)
    return words if bound.exact else say("bounds.at-most", bound=words)


def obeying_words(bound: ParametricBound) -> Text:
    """Say what is assumed, and whose breach is not, since it is the very trigger, for which values.

    ``everyone obeys, except art. 1 if θ(art. 1) ≤ 2: the trigger is its breach``.
    """
    if all(one.where == EVERYWHERE for one in bound.exemptions):
        return assumed(bound)
    name = name_in(bound)
    each = [
        say(
            "bounds.case",
            bound=say("chart.and").join(map(article_label, bound.regime.articles_of(one.rules))),
            where=region_words(one.where, name, bound.asked),
        )
        for one in bound.exemptions
    ]
    words = say("chart.semicolon").join(each)
    return say(ASSUMED[bound.assume]) + say("assume.except", articles=words)


def claim_of_bound(bound: ParametricBound, findings: Sequence[Finding], several: bool) -> Claim:
    """Return what a bound claims, and of which runs it says nothing; of several texts, whose."""
    asked, regime = asked_words(bound.property), bound.regime
    if bound.property.when:
        asked += say("report.asked.when", guard=guard_words(regime, bound.property.when))
    what = say("bounds.left-out", property=asked, assume=obeying_words(bound))
    if bound.asked:
        what = say("bounds.left-out-values", what=what)
    what = say("left-out.of-text", regime=regime.name, what=what) if several else what
    return Claim(what, tuple(findings), bounding=True)


def holds_words(guarantee: Guarantee) -> Text:
    """Say for which values a guarantee holds within the days asked for; empty where vacuous."""
    if guarantee.holds is None:
        return say("verdict.unknown") if guarantee.held() == "unknown" else NOTHING
    bound = guarantee.bound
    if not bound.parameters and guarantee.holds in (EVERYWHERE, Region(())):
        return say("bounds.yes" if guarantee.holds else "bounds.no")
    return region_words(guarantee.holds, name_in(bound), bound.asked)


def days_words(guarantee: Guarantee, way: OnDates, reading: Reading) -> Text:
    """Say the bound at the text's own values and those assumed, under one way of counting.

    ``8 (θ = 5)`` where it rests on a limit that the text leaves open.
    """
    words = plain(str(way.days)) if way.exact else say("bounds.at-most", bound=way.days)
    opened = open_lengths(guarantee.bound.regime).keys() & {*guarantee.bound.parameters}
    return words + f" (θ = {reading})" if opened else words


def start_words(way: OnDates) -> Text:
    """Say from when it takes longest: a date, after the close where only then."""
    if way.worst is None:
        return plain("—")
    after = NOTHING if way.in_hours or not way.days else say("bounds.after-close")
    return written("{}{}", way.worst.start, after)


def holiday_words(way: OnDates, calendar: Calendar) -> Text:
    """Say which holiday makes the worst case: whether the start is its eve, or it lies between."""
    if way.worst is None or way.worst.holiday is None:
        return plain("—")
    next_day = way.worst.start + timedelta(days=1)
    eve = holiday_in(calendar, next_day, next_day) == way.worst.holiday
    return say("bounds.eve" if eve else "bounds.between", holiday=way.worst.holiday)
