"""How many random questions the tests ask: a part in the suite, all where new ones are sought.

The suite asks the same questions in every run, so that more of them say little more. The whole
number is asked, of new ones, with ``HYPOTHESIS_PROFILE=explore``.

Each question is drawn afresh. Left to itself hypothesis makes five of six by copying a piece of
the one before to another place of it: of forty regimes that are drawn so, half have the rules of
another one.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS

ALL_ARE_ASKED = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
_PART = 3

_AFRESH = "afresh"
"""Hypothesis's own luck under another name: only of luck that has its name does it make copies."""

AVAILABLE_PROVIDERS[_AFRESH] = AVAILABLE_PROVIDERS["hypothesis"]


def draws(number: int, *, part: int = _PART, **more: Any) -> settings:
    """Return the settings of a test that asks so many random questions, or a part of them.

    A smaller part than usual is asked where planted faults were found long before its end.
    """
    return settings(max_examples=enough(number, part), backend=_AFRESH, **more)


def enough(number: int, part: int = _PART) -> int:
    """Return how often something must have been met, of ``number`` times if all are asked."""
    return max(number // (1 if ALL_ARE_ASKED else part), 1)
