"""Forms as pydantic has them, which tell every mistake and the JSON Schema."""

from __future__ import annotations

from types import new_class
from typing import cast

from pydantic import BaseModel, ConfigDict

from protocols.plain import Form, key_of


class Model(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=key_of,
        defer_build=True,  # of many forms only the whole is ever asked for
    )

    @property
    def given(self) -> set[str]:
        """The names of the keys that are given."""
        return self.model_fields_set


_models: dict[type[Form], type[Model]] = {}


def model_of(form: type[Form] | type[Model]) -> type[Model]:
    """Return the model of a form: what it reads is a form of that class."""
    if issubclass(form, Model):
        return form
    if form not in _models:
        _models[form] = _model(form)
    return _models[form]


def _model(form: type[Form]) -> type[Model]:
    about = {"__module__": form.__module__, "__doc__": form.__doc__}
    named = new_class(form.__name__, (Model, form), exec_body=lambda names: names.update(about))
    made = cast(type[Model], named)
    for field in made.model_fields.values():
        if isinstance(field.default, Form):  # as one that can be written as JSON
            field.default = model_of(type(field.default))()
    return made
