"""Forms without pydantic: a mapping that is sound is read by its annotations alone.

pydantic takes longer to be there than a sound file takes to be read. So it is asked only where
something is not sound, or not sure to be: every mistake is told by :mod:`protocols.models`.
"""

import sys
import types
from collections.abc import Set
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from protocols.conditions import Bounds, Kinds, Read, Schema, Through, Worded


class Unsure(Exception):
    """A value that may not be sound, which pydantic has to tell."""


class Form:
    """A mapping whose keys are all known.

    Its annotations say what may stand under each key, its attributes what holds where none stands.
    """

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a form never changes: {name!r}")

    @property
    def given(self) -> Set[str]:
        """The names of the keys that are given."""
        return vars(self).keys()

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: Any) -> Any:
        """Let pydantic put the model of a form where the form is."""
        from protocols.models import model_of

        return handler.generate_schema(model_of(cls))


F = TypeVar("F", bound=Form)


def read(form: type[F], data: Any) -> F:
    """Return data as a form.

    Raises
    ------
    Unsure
        Where it is not sure to be sound.
    """
    try:
        found: F = _form(form)(data)
    except (ValueError, AssertionError) as error:  # by which a function of a field refuses a value
        raise Unsure from error
    return found


def key_of(name: str) -> str:
    """Return the key of a file under which an attribute of a form stands.

    >>> key_of("from_"), key_of("refers_to")
    ('from', 'refers-to')
    """
    return name.strip("_").replace("_", "-")


_fields: dict[type[Form], dict[str, Any]] = {}
_readers: dict[type[Form], Read] = {}


def fields_of(form: type[Form]) -> dict[str, Any]:
    """Return what may be an attribute of a form, each with its annotation, in their order."""
    if form not in _fields:
        _fields[form] = _annotations(form)
    return _fields[form]


def _annotations(form: type[Form]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in reversed(form.__mro__):
        if not issubclass(each, Form):
            continue
        for name, written in vars(each).get("__annotations__", {}).items():
            named = isinstance(written, str)
            found[name] = eval(written, vars(sys.modules[each.__module__])) if named else written
    return found


def _form(form: type[Form]) -> Read:
    if form not in _readers:
        _readers[form] = _new_form(form)
    return _readers[form]


def _new_form(form: type[Form]) -> Read:
    named = fields_of(form)
    fields = {key_of(name): (name, _reader(each)) for name, each in named.items()}
    needed = {key_of(name) for name in named if not hasattr(form, name)}

    def read(data: Any) -> Form:
        if type(data) is not dict or not needed <= data.keys() or not data.keys() <= fields.keys():
            raise Unsure
        one = form()
        given = vars(one)
        for key, value in data.items():
            name, each = fields[key]
            given[name] = each(value)
        return one

    return read


def _reader(annotation: Any) -> Read:
    """Return how a value with an annotation is read."""
    try:
        return _known_reader(annotation)
    except TypeError:  # what cannot be hashed
        return _new_reader(annotation)


@cache
def _known_reader(annotation: Any) -> Read:
    return _new_reader(annotation)


def _new_reader(annotation: Any) -> Read:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _marked(arguments[0], annotation.__metadata__)
    if origin is Literal:
        return _one_of(arguments)
    if origin is list:
        return _list(_reader(arguments[0]))
    if origin is dict:
        return _mapping(*map(_reader, arguments))
    if origin in (Union, types.UnionType) and len(arguments) == 2 and arguments[1] is type(None):
        return _or_nothing(_reader(arguments[0]))
    if annotation is Any:
        return _as_it_is
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return _form(annotation)
    return _exactly(annotation) if annotation in (str, bool, int, date) else _unknown


def _marked(annotation: Any, marks: tuple[Any, ...]) -> Read:
    """Each mark is about what those before it leave."""
    found = None
    for mark in marks:
        if isinstance(mark, Kinds):
            found = _kinds(mark)
        elif isinstance(mark, Worded):
            found = _worded(annotation)
    found = found or _reader(annotation)
    for mark in marks:
        if isinstance(mark, Through):
            found = _after(mark.function, found)
        elif isinstance(mark, Bounds):
            found = _bounded(found, mark)
        elif not isinstance(mark, Kinds | Worded | Schema):
            return _unknown
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _unknown(_: Any) -> Any:
    raise Unsure


def _exactly(kind: type) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise Unsure
        return value

    return read


def _one_of(values: tuple[Any, ...]) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not str or value not in values:
            raise Unsure
        return value

    return read


def _list(each: Read) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise Unsure
        return [each(one) for one in value]

    return read


def _mapping(key: Read, each: Read) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise Unsure
        return {key(name): each(one) for name, one in value.items()}

    return read


def _or_nothing(some: Read) -> Read:
    def read(value: Any) -> Any:
        return None if value is None else some(value)

    return read


def _after(function: Read, then: Read) -> Read:
    return lambda value: then(function(value))


def _kinds(mark: Kinds) -> Read:
    forms = {tag: _form(form) for tag, form in mark.forms.items()}
    return lambda value: forms[mark.kind(value)](value)


def _worded(annotation: Any) -> Read:
    """Return how the value of a member is read, or ``None`` where that may stand as well."""
    parts = get_args(annotation) or (annotation,)
    members = {one.value: one for part in parts if issubclass(part, Enum) for one in part}
    if type(None) in parts:
        members[None] = None

    def read(value: Any) -> Any:
        if (value is not None and type(value) is not str) or value not in members:
            raise Unsure
        return members[value]

    return read


def _bounded(inner: Read, bounds: Bounds) -> Read:
    import re

    least, most, fewest = bounds.least, bounds.most, bounds.fewest
    pattern = re.compile(bounds.pattern) if bounds.pattern else None

    def read(value: Any) -> Any:
        found = inner(value)
        if found is None:
            return found
        if (least is not None and found < least) or (most is not None and found > most):
            raise Unsure
        if (fewest and len(found) < fewest) or (pattern and pattern.fullmatch(found) is None):
            raise Unsure
        return found

    return read
