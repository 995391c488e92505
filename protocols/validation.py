"""From a document to one of its forms, or to all located mistakes of form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from protocols.document import DataPath, Document
from protocols.plain import Form, Unsure, read

if TYPE_CHECKING:
    from protocols.models import Model

F = TypeVar("F", bound="Form | Model")


def validate(document: Document, form: type[F], data: Any = None, at: DataPath = ()) -> F:
    """Return the document (or the part of it at a path) as a form.

    Raises
    ------
    Mistakes
        All mistakes of form, with those that the document already had.
    """
    data = document.data if data is None else data
    if issubclass(form, Form) and not document.mistakes:
        try:
            return cast(F, read(form, data))
        except Unsure:
            pass
    from protocols.faults import told  # here: a sound file waits for no pydantic

    return cast(F, told(document, cast("type[Form] | type[Model]", form), data, at))
