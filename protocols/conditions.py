"""What a field of a form must meet, written beside its type, for whoever reads the form.

:mod:`protocols.plain` reads a sound one by it; pydantic takes each for what it goes through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from protocols.plain import Form

Read = Callable[[Any], Any]
"""Returns what is read of a value."""


class Condition:
    """What stands beside a type; pydantic takes it for what it goes through."""

    __is_annotated_types_grouped_metadata__ = True

    def __iter__(self) -> Iterator[Any]:
        """Go through what pydantic has for it: nothing, unless a kind of condition says more."""
        return iter(())


class Through(Condition):
    """A function that a value goes through before it is checked: it never changes what it gets."""

    def __init__(self, function: Read) -> None:
        self.function = function

    def __iter__(self) -> Iterator[Any]:
        """Go through what pydantic has for it."""
        from pydantic import BeforeValidator

        yield BeforeValidator(self.function)


class Bounds(Condition):
    """The least and the largest number, the fewest parts, or the pattern of a text."""

    def __init__(
        self,
        ge: int | None = None,
        le: int | None = None,
        min_length: int = 0,
        pattern: str | None = None,
    ) -> None:
        self.least, self.most, self.fewest, self.pattern = ge, le, min_length, pattern

    def __iter__(self) -> Iterator[Any]:
        """Go through what pydantic has for it."""
        from pydantic import Field

        fewest = self.fewest or None
        yield from Field(
            ge=self.least, le=self.most, min_length=fewest, pattern=self.pattern
        ).metadata


class Worded(Condition):
    """Says that a member of an enumeration is given by its value."""

    def __iter__(self) -> Iterator[Any]:
        """Go through what pydantic has for it."""
        from pydantic import Field

        yield from Field(strict=False).metadata


class Schema:
    """The JSON Schema of a value, as it is or as it is made when it is asked for."""

    def __init__(self, schema: Mapping[str, Any] | Callable[[], Mapping[str, Any]]) -> None:
        self.schema = schema

    def __get_pydantic_json_schema__(self, *_: Any) -> dict[str, Any]:
        """Return it for pydantic."""
        return {**(self.schema() if callable(self.schema) else self.schema)}


class Kinds(Condition):
    """Forms of which one is meant, and a function that tells which, of any value."""

    def __init__(self, kind: Callable[[Any], str], forms: Mapping[str, type[Form]]) -> None:
        self.kind, self.forms = kind, forms

    def __iter__(self) -> Iterator[Any]:
        """Go through what pydantic has for it."""
        yield _Tagged(self)


class _Tagged:
    """The forms of one of several kinds, as pydantic has them."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds

    def __get_pydantic_core_schema__(self, _: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        choices = {tag: handler.generate_schema(form) for tag, form in self.kinds.forms.items()}
        return core_schema.tagged_union_schema(choices, self.kinds.kind)
