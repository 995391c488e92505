"""Files that are wrong in a thousand ways: each a good one, changed by a numbered piece of luck."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from experiments import designs, scenarios
from protocols import library
from tests.designed import TINY

CALENDAR = """\
years: [2027]
days-off: [2027-01-01, 2027-02-05, 2027-10-01]
working-days: [2027-02-07, 2027-10-09]
hours: ["08:30 - 12:00", "13:30 - 17:30"]
"""
ACCEPTED = """\
accepted:
  - regime: guanxian
    kind: own-cause
    rules: [approval-claim]
    reason: {zh: 已核对, en: looked at}
  - regime: guanxian
    kind: silent-claim
    articles: ["9"]
    reason: {zh: 另有规定, en: ruled elsewhere}
"""
SMALL = Path(__file__).parent / "paper"

ABSURD = (
    "", " ", "-1", "0", "1e400", "nan", "9" * 5000, "x" * 10_000, "\\g<1>", "{0}", "%s", "[/red]",
    "\a\x1b[31m", "\u202etxt.lmay", "\u2028", "null", "true", "2024-02-30", "0001-01-01", "[]",
    "{}", "{zh: 甲}", "*a", "&a [*a]", "!!python/name:os.system", "../../x", "3 working days",
    "none", "0 working days", "99999999 working days", "１ working day", "：", "? x", "|", ">-",
    "approval-info.pushed", "letter.sent", "<script>alert(1)</script>", "'", '"', "$x^2$",
)  # fmt: skip
"""Values that stand in the place of others."""

Change = Callable[[random.Random, list[str]], None]


def texts(subject: str) -> list[str]:
    """The texts of a subject that are changed."""
    match subject:
        case "rule":
            paths = [*map(library.path_of, library.REGIMES), *sorted(SMALL.glob("*.yaml"))]
        case "scenario":
            paths = list(map(scenarios.path_of, scenarios.SCENARIOS))
        case "design":
            return [TINY, *(designs.path_of(name).read_text("utf-8") for name in designs.DESIGNS)]
        case "calendar":
            return [CALENDAR]
        case "accepted":
            return [ACCEPTED]
        case _:
            raise KeyError(subject)
    return [path.read_text("utf-8") for path in paths]


def mutated(subject: str, number: int) -> bytes:
    """The file of a subject with a number: the same in every run."""
    luck = random.Random(f"{subject}:{number}")
    lines = luck.choice(texts(subject)).split("\n")
    for _ in range(luck.choice((1, 1, 1, 2, 5))):
        lines = lines or [""]
        luck.choice(CHANGES)(luck, lines)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    return _broken(luck, data) if luck.random() < 0.1 else data


def _value(luck: random.Random, lines: list[str]) -> None:
    """Put something absurd in the place of a value."""
    place = luck.randrange(len(lines))
    lines[place] = re.sub(r"(?<=: ).*", lambda _: luck.choice(ABSURD), lines[place], count=1)


def _quoted(luck: random.Random, lines: list[str]) -> None:
    """Put something absurd in quotes in the place of a word."""
    place = luck.randrange(len(lines))
    words = re.findall(r"[\w.-]+", lines[place])
    if words:
        absurd = '"' + luck.choice(ABSURD).replace("\\", "\\\\").replace('"', '\\"') + '"'
        lines[place] = lines[place].replace(luck.choice(words), absurd, 1)


def _word(luck: random.Random, lines: list[str]) -> None:
    """Put a word of the file in the place of another."""
    place, other = luck.randrange(len(lines)), luck.choice(lines)
    here, there = (re.findall(r"[\w.-]+", line) for line in (lines[place], other))
    if here and there:
        lines[place] = lines[place].replace(luck.choice(here), luck.choice(there), 1)


def _everywhere(luck: random.Random, lines: list[str]) -> None:
    """Put a word of the file in the place of another wherever that stands."""
    words = re.findall(r"[\w.-]+", "\n".join(lines))
    if words:
        old, new = luck.choice(words), luck.choice(words)
        lines[:] = [re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w.-])", new, line) for line in lines]


def _away(luck: random.Random, lines: list[str]) -> None:
    start = luck.randrange(len(lines))
    if len(lines) > 3:
        del lines[start : start + luck.choice((1, 1, 2, 8))]


def _twice(luck: random.Random, lines: list[str]) -> None:
    start = luck.randrange(len(lines))
    lines[start:start] = lines[start : start + luck.choice((1, 1, 4))]


def _moved(luck: random.Random, lines: list[str]) -> None:
    line = lines.pop(luck.randrange(len(lines))) if len(lines) > 3 else ""
    lines.insert(luck.randrange(len(lines)), line)


def _indented(luck: random.Random, lines: list[str]) -> None:
    place = luck.randrange(len(lines))
    line = lines[place]
    lines[place] = luck.choice(("  " + line, line.removeprefix("  "), "\t" + line, "\u3000" + line))


def _joined(luck: random.Random, lines: list[str]) -> None:
    place = luck.randrange(len(lines))
    lines[place] += luck.choice((":", ": ", " #", "]", "}", "[", "{", '"', "&a", "\\", "\r", "\0"))


CHANGES: tuple[Change, ...] = (
    _value, _value, _quoted, _word, _word, _everywhere, _away, _twice, _moved, _indented, _joined,
)  # fmt: skip


def _broken(luck: random.Random, data: bytes) -> bytes:
    """Change a byte, or cut the end off."""
    if luck.random() < 0.3 or not data:
        return data[: luck.randrange(len(data) + 1)]
    place = luck.randrange(len(data))
    return data[:place] + bytes([luck.randrange(256)]) + data[place + 1 :]
