"""How much the tests ask of what could be asked without end: little in the suite, more by name.

The suite asks the same random questions in every run, and of several texts that show the same
rule a few, so that it ends while one waits. More of the same, and of all texts, are asked with
``HYPOTHESIS_PROFILE=wide`` of what is marked ``wide``: the modules that ask here how much they are
to ask. Eight times as many, new ones, are asked with ``HYPOTHESIS_PROFILE=explore``.

Each question is drawn afresh. Left to itself hypothesis makes five of six by copying a piece of
the one before to another place of it: of forty regimes that are drawn so, half have the rules of
another one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS

One = TypeVar("One")

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "same")
WIDE, ALL_ARE_ASKED = PROFILE != "same", PROFILE == "explore"
_PART, _WIDE = 8, 3

_AFRESH = "afresh"
"""Hypothesis's own luck under another name: only of luck that has its name does it make copies."""

AVAILABLE_PROVIDERS[_AFRESH] = AVAILABLE_PROVIDERS["hypothesis"]


def draws(number: int, *, part: int = _PART, **more: Any) -> settings:
    """Return the settings of a test that asks so many random questions, or a part of them.

    Another part than usual is asked where planted faults were found long before its end, or only
    behind it.
    """
    return settings(max_examples=enough(number, part), backend=_AFRESH, **more)


def enough(number: int, part: int = _PART) -> int:
    """Return how often something must have been met, of ``number`` times if all are asked."""
    part = 1 if ALL_ARE_ASKED else min(part, _WIDE) if WIDE else part
    return max(number // part, 1)


when_wide = pytest.mark.skipif(not WIDE, reason="a study: HYPOTHESIS_PROFILE=wide")
"""Marks a study that takes seconds, of what other tests show in small."""


def some(of: Sequence[One], *few: One) -> Sequence[One]:
    """Return the few of them about which the suite asks, or all."""
    assert all(one in of for one in few)
    return of if WIDE else few
