"""One line of the results: a replication, sealed, and checked as input is when it is read back."""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections.abc import Iterator
from datetime import date
from math import isfinite
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from experiments.designs.point import seed_of
from experiments.measures.spans import SPANS

LONGEST = 200_000_000
"""Bytes of a line; what is longer is none of ours."""

_HEAD = re.compile(rb'\{"replication":(?P<replication>\d{1,9}),"key":"(?P<key>[0-9a-f]{16})",')
_SEAL = re.compile(rb',"digest":"([0-9a-f]{16})"\}\n\Z')
_PARTS = ("working", "calendar", "open")
_SAMPLES = re.compile(
    rb',"samples":\{(?:"[a-z-]+":\{"working":\[[\d,]*\],'
    rb'"calendar":\[[\d,]*\],"open":\[[\d,]*\]\},?)*\}'
)
_LIST = re.compile(rb"\[([\d,]*)\]")
_SPAN = re.compile(rb'"([a-z-]+)":\{')


def sealed(data: dict[str, Any]) -> bytes:
    """Return a line that ends with a digest of what stands before, by which damage is known."""
    text = b"{" + b",".join(b'"%b":%b' % (name.encode(), _json(data[name])) for name in data)
    return text + b',"digest":"' + _digest(text) + b'"}\n'


def _json(value: Any) -> bytes:
    """A value as JSON; single spans, which are nearly all of a line, several times as fast."""
    if isinstance(value, dict) and isinstance(next(iter(value.values()), None), dict | array):
        pairs = (b"%b:%b" % (_json(name), _json(one)) for name, one in value.items())
        return b"{" + b",".join(pairs) + b"}"
    if isinstance(value, array):
        return b"[" + written(np.frombuffer(value, np.int32)) + b"]"
    return json.dumps(value, separators=(",", ":")).encode()


def written(numbers: NDArray[np.int32]) -> bytes:
    """Return whole numbers from 0 on as text, with a comma between any two.

    >>> written(np.array([0, 7, 1200], np.int32))
    b'0,7,1200'
    """
    if not len(numbers):
        return b""
    signs = np.empty((len(str(numbers.max())) + 1, len(numbers)), np.uint8)
    shown = np.ones(signs.shape, bool)
    signs[-1], rest = ord(","), numbers
    for digit in range(len(signs) - 2, -1, -1):
        shown[digit] = rest > 0
        tenth = rest // 10
        signs[digit] = rest - 10 * tenth + ord("0")
        rest = tenth
    shown[-2] = True  # the last digit, also of nothing
    return signs.T[shown.T].tobytes()[:-1]


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long only its beginning, and nothing after."""
    while line := file.readline(LONGEST):
        yield line
        if len(line) == LONGEST:
            return


def opened(line: bytes) -> dict[str, Any]:
    """Return the replication of a line that is known to be one, its single spans as arrays.

    They are nearly all of a line, and numpy reads them several times as fast as JSON is read.
    """
    found = _SAMPLES.search(line)
    if found is None:
        return cast("dict[str, Any]", json.loads(line))
    data: dict[str, Any] = json.loads(line[: found.start()] + line[found.end() :])
    names = (one[1].decode() for one in _SPAN.finditer(line, found.start() + 12, found.end()))
    lists = (_whole_numbers(one[1]) for one in _LIST.finditer(line, found.start(), found.end()))
    data["samples"] = {name: dict(zip(_PARTS, lists, strict=False)) for name in names}
    return data


def _whole_numbers(text: bytes) -> NDArray[np.int32]:
    return np.fromstring(text, np.int32, sep=",") if text else np.zeros(0, np.int32)


def read_line(line: bytes) -> dict[str, Any] | None:
    """Return the replication of a line; ``None`` for one that is torn, damaged, or none at all.

    That its seal is right does not make it a replication: who wrote the one can write the other.
    """
    head, seal = _HEAD.match(line), _SEAL.search(line)
    if head is None or seal is None or _digest(line[: seal.start()]) != seal[1]:
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not _whole(data):
        return None
    named = head["key"].decode() == data.get("key") and int(head["replication"])
    return data if named is not False and named == data["replication"] else None


def read_replication(line: bytes, seed: int) -> dict[str, Any] | None:
    """Return the replication of a line; ``None`` for one that is not of a design with that seed."""
    data = read_line(line)
    return data if data and data["seed"] == seed_of(seed, data["replication"]) else None


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:16].encode()


def _whole(data: dict[str, Any]) -> bool:
    """Whether it holds all that a replication has, and nothing that none has."""
    counted = _count(data.get("seed")) and _count(data.get("replication"))
    parts = (("measures", _measures), ("samples", _samples))
    series = "series" not in data or _series(data["series"])  # results of older versions
    return counted and series and all(holds(data.get(name)) for name, holds in parts)


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _measures(measures: object) -> bool:
    return isinstance(measures, dict) and all(map(_figure, measures.values()))


def _figure(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return value is None or (type(value) is int and abs(value) < 2**63)


def _samples(samples: object) -> bool:
    return (
        isinstance(samples, dict)
        and set(samples) <= {*SPANS}
        and all(
            isinstance(one, dict) and all(_counts(one.get(part)) for part in _PARTS)
            for one in samples.values()
        )
    )


def _counts(values: object) -> bool:
    return isinstance(values, list) and all(type(one) is int and 0 <= one < 2**31 for one in values)


def _series(series: object) -> bool:
    if not isinstance(series, dict) or not isinstance(series.get("waiting"), dict):
        return False
    weeks = series.get("weeks")
    if not isinstance(weeks, list) or not all(map(_date, weeks)):
        return False
    return all(_counts(one) and len(one) == len(weeks) for one in series["waiting"].values())


def _date(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(date.fromisoformat(text))
    except ValueError:
        return False
