"""Which kind of matter takes longest: the bound of a guarantee for each kind of case.

Cases are told apart by their attributes. Only an attribute that a rule or a word asks about, of
those that can bear on when trigger and response come (:func:`verify.slicing.bearing_on`), can
change the bound; the bound is found for each combination of their values, and an attribute is then
left out where, whatever the others are, its value makes no difference. Cases in which the trigger
cannot occur say nothing either way. What is left is exact: each row is a proof of its own, for the
cases that it names.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from model.calendar import Calendar
from model.property import Property
from model.regime import Regime
from verify import arguments
from verify.bounds import ParametricBound, parametric_bounds
from verify.bounds.linear import EVERYWHERE, Region
from verify.slicing import bearing_on, facts_of
from verify.verdict import Assume, Reason

MOST = 64
"""Kinds of case that are told apart at the most."""

Values = tuple[str, ...]
"""The value of each attribute by which cases are told apart."""


class TooManyKindsError(ValueError):
    """There are more kinds of case than can be gone through; the attributes that make them."""

    def __init__(self, attributes: Sequence[str], count: int) -> None:
        super().__init__(f"{count} kinds of case, more than {MOST}: {', '.join(attributes)}")
        self.attributes, self.count = tuple(attributes), count


@dataclass(frozen=True)
class BoundsByCase:
    """The bound of a guarantee for each kind of case.

    Attributes
    ----------
    attributes
        Those that change the bound, in the order of the vocabulary.
    same
        Those that were asked about and do not change it.
    rows
        For each combination of values the bound for just these cases.
    """

    regime: Regime
    property: Property
    assume: Assume
    attributes: tuple[str, ...]
    same: tuple[str, ...]
    rows: Mapping[Values, ParametricBound]

    @builtins.property
    def unregulated(self) -> bool:
        """Whether the regime does not regulate what was asked."""
        return any(bound.unregulated for bound in self.rows.values())


def bounds_by_case(
    regime: Regime,
    prop: Property,
    assume: Assume | str,
    by: Iterable[str] = (),
    calendar: Calendar | None = None,
) -> BoundsByCase:
    """Return the bound of a guarantee for each kind of case.

    Parameters
    ----------
    by
        The attributes by which cases are told apart; all that can change the bound unless given.

    Raises
    ------
    TooManyKindsError
        Where there are more kinds than can be gone through.
    """
    regime = arguments.regime(regime)
    prop, assume = arguments.prop(prop, regime), arguments.assumption(assume)
    named = by_attributes(regime, prop, by)
    kinds = {name: _values(regime, prop, name) for name in named}
    if (count := prod(map(len, kinds.values()))) > MOST:
        raise TooManyKindsError(named, count)
    every = [*product(*kinds.values())]
    asked = [replace(prop, when={**prop.when, **_guard(named, values)}) for values in every]
    found = parametric_bounds(regime, asked, assume, calendar=calendar)
    return _without_the_same(
        BoundsByCase(regime, prop, assume, named, (), dict(zip(every, found, strict=True)))
    )


def by_attributes(regime: Regime, prop: Property, by: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the attributes that can change a bound; of those named, where some are."""
    words, wanted = regime.vocabulary.attributes, {*by}
    if unknown := wanted - words.keys():
        taken = "attributes of the vocabulary"
        raise ValueError(arguments.refusal("by", taken, min(unknown)))
    about = [event for event in (prop.trigger, prop.response) if event in regime.vocabulary.events]
    facts = facts_of(bearing_on(regime, about)) | {*prop.when}
    named = wanted or facts
    return tuple(name for name in words if name in named and len(_values(regime, prop, name)) > 1)


def _values(regime: Regime, prop: Property, name: str) -> tuple[str, ...]:
    every = regime.vocabulary.attributes[name].values
    return tuple(one for one in every if one in prop.when.get(name, every))


def _guard(names: Sequence[str], values: Values) -> dict[str, frozenset[str]]:
    return {name: frozenset({value}) for name, value in zip(names, values, strict=True)}


def _without_the_same(found: BoundsByCase) -> BoundsByCase:
    """Leave out each attribute whose value makes no difference, whatever the others are."""
    for place, name in enumerate(found.attributes):
        groups: dict[Values, list[ParametricBound]] = {}
        for values, bound in found.rows.items():
            groups.setdefault(values[:place] + values[place + 1 :], []).append(bound)
        if all(_alike(group) for group in groups.values()):
            wider = {values: _told(group, found.property, name) for values, group in groups.items()}
            others = tuple(other for other in found.attributes if other != name)
            same = (*found.same, name)
            return _without_the_same(replace(found, attributes=others, same=same, rows=wider))
    return found


def _alike(bounds: Sequence[ParametricBound]) -> bool:
    """Whether bounds say the same; one of cases in which the trigger cannot occur says nothing."""
    said = [_content(bound) for bound in bounds if _occurs(bound)]
    return all(one == said[0] for one in said)


def _told(bounds: Sequence[ParametricBound], asked: Property, name: str) -> ParametricBound:
    """Return the bound of all cases together that bounds which say the same are about.

    It is met with in office hours where it is in one of them.
    """
    occurring = [each for each in bounds if _occurs(each)] or [bounds[0]]
    cubes = dict.fromkeys(cube for each in occurring for cube in each.in_hours.cubes)
    in_hours = EVERYWHERE if () in cubes else Region(tuple(cubes))
    wider = _wider(occurring[0].property, asked, name)
    return replace(occurring[0], property=wider, in_hours=in_hours)


def _occurs(bound: ParametricBound) -> bool:
    return bound.reason is not Reason.TRIGGER_UNREACHABLE


def _wider(prop: Property, asked: Property, name: str) -> Property:
    """A property of all cases again that were asked about, as far as one attribute goes."""
    guard = {key: allowed for key, allowed in prop.when.items() if key != name}
    return replace(prop, when=guard | {k: v for k, v in asked.when.items() if k == name})


def _content(bound: ParametricBound) -> object:
    """What a bound says, whichever cases it is about and whichever rules its proof found."""
    said = (bound.answer, bound.reason, bound.pieces, bound.unbounded, bound.reachable)
    return (*said, bound.exact)
