"""The form of the header and of the failures on disk: read back, they are checked as input is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter, ValidationError

from experiments.designs.assumption import Group
from experiments.designs.point import Of
from model.language import Complaint, Text, say
from protocols.contents import contents

LONGEST = 500_000_000
"""Bytes of a header, which names each point of a design."""

Key = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Shown = bool | int | FiniteFloat | str


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Both(_Closed):
    zh: str
    en: str


class _Cell(_Closed):
    key: Key
    regime: str
    rules: str
    scenario: str
    levels: dict[str, Shown]
    reading: str
    year: Annotated[int, Field(ge=1, le=9999)]
    assumed: dict[str, Shown] = {}
    row: Count | None = None


class _Precision(_Closed):
    measure: str
    half_width: FiniteFloat
    confidence: FiniteFloat
    most: Count
    of: Of = Of.EACH_POINT


class _Best(_Closed):
    measure: str
    smallest: bool
    zone: FiniteFloat
    confidence: FiniteFloat
    most: Count
    points: list[Count] = []


class _Assumption(_Closed):
    label: _Both
    source: _Both
    group: Group
    usual: _Both
    values: list[Shown]
    words: dict[str, _Both]
    ends: Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)] | None


class _Assumptions(_Closed):
    named: dict[str, _Assumption]
    replications: Count
    sample: Count = 0
    sample_replications: Count = 1
    seed: Count = 1


class _Header(BaseModel):
    design: str
    identity: Key
    question: _Both
    baseline: str
    regimes: dict[str, _Both]
    scenarios: dict[str, _Both]
    levels: dict[str, _Both]
    measures: list[str]
    precision: _Precision | None
    best: _Best | None = None
    replications: Count
    assumptions: _Assumptions | None = None
    single_spans: bool = True
    seed: Count
    versions: dict[str, str]
    points: Annotated[list[_Cell], Field(min_length=1)]


class _Failure(_Closed):
    key: Key
    replication: Count
    seed: Count
    regime: str
    scenario: str
    levels: dict[str, Shown]
    why: _Both


_FAILURE = TypeAdapter(_Failure)


def read_header(path: Path) -> Mapping[str, Any]:
    """Return the header in a file, whose parts are of the form that they are written in.

    Raises
    ------
    Complaint
        When there is no such file, or something in it is not of that form; it names what.
    """
    try:
        data = json.loads(contents(path, LONGEST))
        _Header.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _damaged(
            path, say("experiment.damaged-at", part=".".join(map(str, first["loc"])) or "{}")
        ) from None
    except (ValueError, RecursionError) as error:
        raise _damaged(
            path, say("experiment.damaged-in", line=getattr(error, "lineno", 1))
        ) from None
    found: Mapping[str, Any] = data
    return found


def _damaged(path: Path, place: Text) -> Complaint:
    return Complaint("experiment.bad-header", file=path, place=place)


def read_failure(line: bytes) -> dict[str, Any] | None:
    """Return a replication that could not be done; ``None`` where a line is none."""
    try:
        _FAILURE.validate_json(line)
        data: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return data
