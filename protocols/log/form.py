"""The form of the file that says what the columns of a record mean."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from protocols.fields import Text, fault, one_or_more
from protocols.models import Model


class NamedEvent(Model):
    """An event, and whether it is recorded as brought about by the clock and not by anybody."""

    event: Text
    deemed: bool = False


def _event(value: Any) -> Any:
    return {"event": value} if isinstance(value, str) else value


class NamedFact(Model):
    """An attribute, and what the entries of its column mean where they are not its values."""

    attribute: Text
    values: dict[str, Any] = {}


def _fact(value: Any) -> Any:
    return {"attribute": value} if isinstance(value, str) else value


def _ends(value: Any) -> Any:
    if not isinstance(value, str):
        raise fault("not-a-date", found=value)
    return value


Events = dict[str, Annotated[NamedEvent, BeforeValidator(_event)]]
Facts = dict[str, Annotated[NamedFact, BeforeValidator(_fact)]]
Several = Annotated[list[Text], BeforeValidator(one_or_more), Field(min_length=1)]


class MappingForm(Model):
    """What the columns of a record mean.

    A record with one row an event has ``time``, ``event`` and ``events``; one with one row a
    matter has ``columns``.
    """

    case: Text
    time: Text | None = None
    event: Text | None = None
    events: Annotated[Events, Field(min_length=1)] | None = None
    columns: Annotated[Events, Field(min_length=1)] | None = None
    thread: Text | None = None
    party: Text | None = None
    person: Text | None = None
    kind: Text | None = None
    attributes: Facts = {}
    due_recorded: dict[str, Text] = {}
    time_format: Several = Field(default=[])
    timezone: Text | None = None
    log_ends: Annotated[str, BeforeValidator(_ends)] | None = None
    repeats: Literal["first", "last"] = "first"
    no_time: Literal["any", "office-hours"] = "any"
    sheet: Text | None = None
    pseudonyms: Several = Field(default=[])
