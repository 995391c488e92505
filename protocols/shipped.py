"""The rule files that come with the program, by name."""

from __future__ import annotations

from pathlib import Path

REGIMES = ("jinan", "xuecheng", "guanxian", "tancheng", "nanchang")
"""The names of the shipped regimes, in the order in which tables show them."""

LAWS = ("licensing-law",)
"""The names of the shipped texts that stand above others; none of them is meant by "all"."""


def shipped(name: str) -> Path:
    """Return where a file that comes with the program is."""
    return Path(__file__).with_name(name)


def is_shipped(path: Path) -> bool:
    """Whether a file, links followed, is that of a text that comes with the program."""
    return path.stem in (*REGIMES, *LAWS) and path == shipped(f"{path.stem}.yaml").resolve()
