"""What pydantic finds wrong with the form of a document, as located mistakes."""

from __future__ import annotations

import re
import types
import typing
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from pydantic import ValidationError

from model.language import catalogue
from protocols.document import DataPath, Document
from protocols.form import RULES
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.models import Model, model_of
from protocols.plain import Form

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

AnyForm = type[Form] | type[Model]

_TYPES = {
    "string_type": "type.text",
    "dict_type": "type.mapping",
    "model_type": "type.mapping",
    "model_attributes_type": "type.mapping",
    "list_type": "type.list",
    "int_type": "type.integer",
    "int_from_float": "type.integer",
    "int_parsing": "type.integer",
    "float_type": "type.number",
    "float_parsing": "type.number",
    "bool_type": "type.flag",
}
_RANGES = {"greater_than_equal": "≥", "less_than_equal": "≤", "greater_than": ">", "less_than": "<"}


def told(document: Document, form: AnyForm, data: Any, at: DataPath) -> Form | Model:
    """Return data as a form, or tell of all that is wrong, as ``validate``."""
    try:
        found = model_of(form).model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        meant = _meant(form, faults)
        mistakes = [
            _mistake(document, form, fault, at, meant.get(fault["loc"]))
            for fault in faults
            if fault["type"] != "missing" or fault["loc"] not in meant.values()
        ]
        raise Mistakes([*document.mistakes, *mistakes]) from None
    if document.mistakes:
        raise Mistakes(document.mistakes)
    return found


Location = tuple[str | int, ...]


def _meant(form: AnyForm, faults: list[ErrorDetails]) -> dict[Location, Location]:
    """Unknown keys by the key beside them that is lacking and most like it: one mistake, not two.

    Where several are like it, it is that of the first.
    """
    lacking = {fault["loc"] for fault in faults if fault["type"] == "missing"}
    found: dict[Location, Location] = {}
    for place in (fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"):
        near = nearest(str(place[-1]), _known_keys(form, place[:-1]))
        meant = (*place[:-1], near or "")
        if meant in lacking - {*found.values()}:
            found[place] = meant
    return found


def _mistake(
    document: Document,
    form: AnyForm,
    fault: ErrorDetails,
    at: DataPath,
    meant: Location | None,
) -> Mistake:
    path = _path(fault["loc"], document.data, at)
    kind, context = fault["type"], dict(fault.get("ctx", {}))
    name = str(path[-1]) if path else ""
    if kind == "mistake":
        return document.mistake(path, context.pop("code"), **context)
    if kind == "missing":
        code = "no-article" if name == "article" else "missing-key"
        return document.mistake(path[:-1], code, key=name)
    if kind == "extra_forbidden":
        if name == "on-expiry" and "#counts-as" in fault["loc"]:
            return document.mistake_at_key(path, "default-without-obligation")
        if meant is not None:
            return document.mistake_at_key(path, "misspelt-key", word=name, meant=meant[-1])
        known = sorted(_known_keys(form, fault["loc"][:-1]))
        near = nearest(name, known)
        return document.mistake_at_key(
            path, "unknown-key", word=name, known=", ".join(known), near=near
        )
    if kind in ("literal_error", "enum"):
        listed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return document.mistake(path, "wrong-value", found=fault["input"], known=listed)
    if kind == "string_type" and (several := _several(document, path, name, fault["input"])):
        return several
    if kind in _TYPES:
        expected = catalogue()[_TYPES[kind]]
        code = "wrong-type" if path else "not-a-mapping"
        return document.mistake(path, code, key=name, expected=expected)
    if kind == "string_pattern_mismatch":
        chinese = re.search(r"[\u3400-\u9fff]", str(fault["input"]))
        code = "name-in-chinese" if chinese else "not-a-name"
        return document.mistake(path, code, found=fault["input"])
    if kind == "too_short":
        return document.mistake(path, "too-few", key=name, least=context["min_length"])
    if kind in _RANGES:
        limit = next(value for key, value in context.items() if key in ("ge", "le", "gt", "lt"))
        return document.mistake(path, "out-of-range", key=name, problem=f"{_RANGES[kind]} {limit}")
    return document.mistake(path, "wrong-type", key=name, expected=fault["msg"])


_ONE_EVENT = ("act", "counts-as", "may", "must-not", "lapse", "on-expiry", "overdue")


def _several(document: Document, path: DataPath, key: str, given: Any) -> Mistake | None:
    """The mistake of a list where one thing is wanted, with how to write several."""
    if not isinstance(given, list) or not given:
        return None
    words = [str(each) for each in given]
    if key in _ONE_EVENT:
        values = {"key": key, "count": len(words), "events": ", ".join(words)}
        return document.mistake(path, "one-effect", **values)
    if key == "bearer":
        others = ", ".join(words[1:])
        return document.mistake(path, "one-bearer", first=words[0], others=others)
    return None


def _path(loc: Location, data: Any, at: DataPath) -> DataPath:
    """The document's path of pydantic's location, without what pydantic added to it."""
    path: list[str | int] = list(at)
    node = data
    for part in at:
        node = node[part]
    for place, part in enumerate(loc):
        last = place == len(loc) - 1
        if isinstance(node, dict) and isinstance(part, str) and (part in node or last):
            path.append(part)
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            path.append(part)
            node = node[part]
    return tuple(path)


def _known_keys(form: AnyForm, loc: Location) -> set[str]:
    current: Any = form
    for part in loc:
        if part in RULES:
            current = RULES[str(part)]
        elif get_origin(current) in (dict, list):
            current = _plain(get_args(current)[-1])
        else:
            current = _plain(_fields(current).get(str(part)))
    return set(_fields(current))


def _fields(form: Any) -> dict[str, Any]:
    """The keys of a form, each with its annotation; none of what is no form."""
    if not (isinstance(form, type) and issubclass(form, Form | Model)):
        return {}
    return {str(info.alias): info.annotation for info in model_of(form).model_fields.values()}


def _plain(annotation: Any) -> Any:
    """The form, list or mapping that an annotation is about, whether or not it may be left out."""
    while get_origin(annotation) in (Annotated, typing.Union, types.UnionType):
        arguments = get_args(annotation)
        whole = get_origin(annotation) is Annotated
        annotation = next(one for one in arguments if whole or one is not type(None))
    return annotation
