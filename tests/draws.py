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
_PART = 1 if ALL_ARE_ASKED else 3

_AFRESH = "afresh"
"""Hypothesis's own luck under another name: only of luck that has its name does it make copies."""

AVAILABLE_PROVIDERS[_AFRESH] = AVAILABLE_PROVIDERS["hypothesis"]


def draws(number: int, **more: Any) -> settings:
    """Return the settings of a test that asks so many random questions, or a part of them."""
    return settings(max_examples=enough(number), backend=_AFRESH, **more)


def enough(number: int) -> int:
    """Return how often something must have been met, of ``number`` times if all are asked."""
    return max(number // _PART, 1)
