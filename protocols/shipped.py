"""The rule files that come with the program, by name."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

REGIMES = ("jinan", "xuecheng", "guanxian", "tancheng", "nanchang")
"""The names of the shipped regimes, in the order in which tables show them."""

LAWS = ("licensing-law",)
"""The names of the shipped texts that stand above others; none of them is meant by "all"."""


def shipped(name: str) -> Path:
    """Return where a file that comes with the program is."""
    return Path(str(resources.files("protocols").joinpath(name)))
