"""What callers may pass to the functions of :mod:`verify`, and what is said of anything else.

A function that researchers call is a border. Each converter here takes a value and the name of its
parameter. It returns the value as the functions behind it need it, or raises an error that names
the parameter, what it takes and what it got: a ``TypeError`` for a value of another kind, a
``ValueError`` for one that is out of range or is no known name.

Names may be given as text (``"nobody"`` for ``Assume.NOBODY``, ``"strict"`` or ``5`` for a
reading). Where several values are taken, one alone stands for a list of one. Truth values are not
whole numbers here, although Python counts them as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from operator import index
from typing import Any, TypeVar

from model.calendar import Calendar
from model.deadline import STRICT, Reading
from model.language import LANGS, Lang
from model.property import Property
from model.regime import Regime
from verify.asking import put
from verify.verdict import Answer, Assume, Verdict

_T = TypeVar("_T")
_Name = TypeVar("_Name", bound=StrEnum)

AnyReading = Reading | str | int
"""A reading as :func:`reading` takes it."""

Readings = AnyReading | Iterable[AnyReading]
"""Readings as :func:`readings` takes them."""

Assumptions = str | Iterable[str]
"""Assumptions as :func:`assumptions` takes them; the members of ``Assume`` are text as well."""

PROPERTY_HINT = "pass the Property itself, such as protocols.library.properties()[name]"


def instance(value: Any, kind: type[_T], parameter: str, hint: str = "") -> _T:
    """Return a value that is of one class already.

    >>> instance(5, Regime, "regime")
    Traceback (most recent call last):
        ...
    TypeError: 'regime' takes a Regime; got 5
    """
    if isinstance(value, kind):
        return value
    article = "an" if kind.__name__[0] in "AEIOU" else "a"
    raise TypeError(refusal(parameter, f"{article} {kind.__name__}", value, hint))


def several(
    values: Any, kind: type[_T], parameter: str, *, least: int = 0, hint: str = ""
) -> list[_T]:
    """Return the values of one class that a caller gave; one alone stands for a list of one.

    ``least`` is how many there must be: where nothing is asked, nothing is answered.
    """
    each = [values] if isinstance(values, kind) else _members(values, kind.__name__, parameter)
    found = [instance(value, kind, parameter, hint) for value in each]
    return _enough(found, least, parameter)


def named(value: Any, names: type[_Name], parameter: str) -> _Name:
    """Return the member of an enumeration that is given, or meant by its name.

    >>> named("nobody", Assume, "assume")
    <Assume.NOBODY: 'nobody'>
    >>> named("nobdy", Assume, "assume")
    Traceback (most recent call last):
        ...
    ValueError: 'assume' takes 'everyone' or 'nobody'; got 'nobdy' (did you mean 'nobody'?)
    """
    if isinstance(value, names):
        return value
    known = [str(one) for one in names]
    taken = either([repr(one) for one in known])
    if not isinstance(value, str) or isinstance(value, StrEnum):
        raise TypeError(refusal(parameter, f"{taken}, or a member of {names.__name__}", value))
    if value not in known:
        near = get_close_matches(value, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else ""
        raise ValueError(refusal(parameter, taken, value, hint))
    return names(value)


def several_named(
    values: Any, names: type[_Name], parameter: str, *, least: int = 0
) -> list[_Name]:
    """Return the members of an enumeration that are given or meant; one alone is a list of one."""
    each = [values] if isinstance(values, str) else _members(values, names.__name__, parameter)
    return _enough([named(value, names, parameter) for value in each], least, parameter)


def assumption(value: Any, parameter: str = "assume") -> Assume:
    """Return whose obedience is assumed, given as :class:`~verify.verdict.Assume` or its name."""
    return named(value, Assume, parameter)


def assumptions(values: Any, parameter: str = "assumptions") -> list[Assume]:
    """Return assumptions, at least one, given as :class:`~verify.verdict.Assume` or by name."""
    return several_named(values, Assume, parameter, least=1)


def reading(value: Any, parameter: str = "reading") -> Reading:
    """Return a reading, given as such, as ``"strict"``, or as the working days of open limits.

    >>> reading("strict"), reading(5), reading("5")
    (Reading(open_days=None), Reading(open_days=5), Reading(open_days=5))
    """
    taken = "a Reading, 'strict', or a number of working days from 1 on"
    days = value.open_days if isinstance(value, Reading) else value
    if days == "strict" or (isinstance(value, Reading) and days is None):
        return STRICT
    if isinstance(days, str):
        if not days.isdecimal():
            raise ValueError(refusal(parameter, taken, value))
        days = int(days)
    count = _whole(days)
    if count is None:
        raise TypeError(refusal(parameter, taken, value))
    if count < 1:
        raise ValueError(refusal(parameter, taken, value))
    return Reading(count)


def readings(values: Any, parameter: str = "readings") -> list[Reading]:
    """Return readings, at least one, each given as :func:`reading` takes it."""
    alone = isinstance(values, Reading | str) or _whole(values) is not None
    each = [values] if alone else _members(values, "Reading", parameter)
    return _enough([reading(value, parameter) for value in each], 1, parameter)


def whole_number(value: Any, parameter: str, least: int = 0) -> int:
    """Return a whole number that is not below the least one.

    >>> whole_number(0, "most", 1)
    Traceback (most recent call last):
        ...
    ValueError: 'most' takes a whole number from 1 on; got 0
    """
    return _number(value, parameter, least, "a whole number")


def working_days(value: Any, parameter: str, least: int = 0) -> int:
    """Return a number of working days that is not below the least one."""
    return _number(value, parameter, least, "a whole number of working days")


def limit(value: Any, parameter: str = "within") -> int | None:
    """Return the working days that must hold, from 0 on; ``None`` for any finite number."""
    return None if value is None else working_days(value, parameter)


def fraction(value: Any, parameter: str, *, zero: bool = True) -> Fraction:
    """Return an exact number that is not negative; ``zero`` says whether it may be 0.

    It is given as a fraction or as a whole number; a float is refused, since it is not exact.
    """
    taken = f"a Fraction or a whole number {'from 0 on' if zero else 'above 0'}"
    given = value if isinstance(value, Fraction) else _whole(value)
    if given is None:
        raise TypeError(refusal(parameter, taken, value))
    if given < 0 or not (given or zero):
        raise ValueError(refusal(parameter, taken, value))
    return Fraction(given)


def language(value: Any, parameter: str = "lang") -> Lang:
    """Return a language, given by its code."""
    taken = either([repr(lang) for lang in LANGS])
    if not isinstance(value, str):
        raise TypeError(refusal(parameter, taken, value))
    for lang in LANGS:
        if value == lang:
            return lang
    raise ValueError(refusal(parameter, taken, value))


def flag(value: Any, parameter: str) -> bool:
    """Return a truth value, given as such."""
    if isinstance(value, bool):
        return value
    raise TypeError(refusal(parameter, "True or False", value))


def regime(value: Any, parameter: str = "regime") -> Regime:
    """Return a regime; its name is none, since rule files are read elsewhere."""
    hint = "read it first with protocols.library.find" if isinstance(value, str) else ""
    return instance(value, Regime, parameter, hint)


def prop(value: Any, of: Regime, parameter: str = "prop") -> Property:
    """Return a property whose cases the words of a regime can tell apart.

    An event that the regime does not mention is no mistake: the verdict says so. Of several
    responses it asks for the one that :meth:`~model.regime.Regime.question` chooses.
    """
    asked = of.question(instance(value, Property, parameter, PROPERTY_HINT))
    return _guarded(asked, of, parameter)


def properties(values: Any, of: Regime, parameter: str = "properties") -> list[Property]:
    """Return properties, each as :func:`prop` takes it; one alone stands for a list of one."""
    hint = PROPERTY_HINT
    if isinstance(values, str):
        raise TypeError(refusal(parameter, "a Property or several", values, hint))
    each = several(values, Property, parameter, hint=hint)
    return [prop(asked, of, parameter) for asked in each]


def timed(asked: Property, parameter: str = "properties") -> Property:
    """Return a property that asks how soon its response comes, so that there is a bound."""
    if not asked.timed:
        raise ValueError(refusal(parameter, "a Property that asks for a response", str(asked.asks)))
    return asked


def verdict(value: Any, parameter: str = "verdict") -> Verdict:
    """Return a verdict; what was written into it by name is converted."""
    given = instance(value, Verdict, parameter)
    return replace(
        given,
        assume=assumption(given.assume),
        reading=reading(given.reading),
        answer=named(given.answer, Answer, "answer"),
    )


def calendar(value: Any, parameter: str = "calendar") -> Calendar | None:
    """Return a calendar; ``None`` for the usual one."""
    return None if value is None else instance(value, Calendar, parameter)


def _guarded(asked: Property, of: Regime, parameter: str) -> Property:
    """Refuse a property about cases that the vocabulary cannot tell apart."""
    attributes = of.vocabulary.attributes
    if asked.trigger not in of.mentioned:
        return asked
    for name, values in asked.when.items():
        if name not in attributes:
            unknown = f"{name!r} is no fact of a case in {of.id!r}"
            taken = f"a Property whose 'when' names facts of a case that {of.id!r} knows"
            raise ValueError(refusal(parameter, taken, asked.id, unknown))
        if strange := sorted(set(values) - set(attributes[name].values)):
            known = either([repr(value) for value in attributes[name].values])
            taken = f"a Property in whose 'when' {name!r} is {known}"
            raise ValueError(refusal(parameter, taken, strange[0]))
    return put(asked, of)


def _members(values: Any, kind: str, parameter: str) -> list[Any]:
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return list(values)
    article = "an" if kind[0] in "AEIOU" else "a"
    raise TypeError(refusal(parameter, f"{article} {kind} or several", values))


def _enough(found: list[_T], least: int, parameter: str) -> list[_T]:
    if len(found) < least:
        raise ValueError(f"'{parameter}' is empty: nothing would be asked")
    return found


def _number(value: Any, parameter: str, least: int, taken: str) -> int:
    taken = f"{taken} from {least} on"
    number = _whole(value)
    if number is None:
        raise TypeError(refusal(parameter, taken, value))
    if number < least:
        raise ValueError(refusal(parameter, taken, value))
    return number


def _whole(value: Any) -> int | None:
    """A value as a whole number, those of other libraries included; ``None`` where it is none."""
    try:
        return None if isinstance(value, bool) else index(value)
    except TypeError:
        return None


def either(names: Sequence[str]) -> str:
    """Return an enumeration in words.

    >>> either(["'a'", "'b'", "'c'"])
    "'a', 'b' or 'c'"
    """
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def refusal(parameter: str, taken: str, value: object, hint: str = "") -> str:
    """Say which parameter takes what, what it got instead, and what could be done."""
    text = repr(value)
    # The repr of a regime or a run fills pages; its class says enough.
    got = text if len(text) <= 60 else f"an object of class {type(value).__name__}"
    return f"'{parameter}' takes {taken}; got {got}" + (f" ({hint})" if hint else "")
