"""Mechanisms that a rule file can begin with, and the file that has just those.

Each is a file of ``protocols/mechanisms``: a part of a rule file with its comments in both
languages. Its first lines say what it is called (``# zh:``, ``# en:``), which others it builds on
(``# needs:``) and in whose place it stands (``# instead:``). To add one is to add a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from model.language import Complaint, Lang, Text, plain, say
from protocols.mistakes import nearest

ORDER = (
    "push",
    "claim",
    "auto-claim",
    "push-is-claim",
    "return",
    "rounds",
    "letter",
    "notice",
    "prohibition",
    "report",
    "several-bearers",
    "each-bearer",
    "cases",
    "acceptance",
    "decision",
    "extension",
    "stopped-clock",
    "lapse",
)
"""The order in which they are listed and written; one that is not named here comes last."""

_HEADER = re.compile(r"# (?P<key>zh|en|needs|instead): (?P<value>.+)")
_COMMENT = re.compile(r"(?P<indent> *)# (?P<lang>zh|en): (?P<text>.+)")
_OTHERS = ("needs", "instead")
_SECTIONS = ("parties", "attributes", "events")
_LISTS = ("rounds", "rules", "properties")


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A mechanism: what it is called, what it builds on, and its part of a rule file.

    Attributes
    ----------
    needs
        The mechanisms without which it could not do anything.
    instead
        Those that it takes the place of, where both are wanted or one is needed.
    lines
        Its part of a rule file.
    """

    id: str
    label: Text
    needs: tuple[str, ...]
    instead: tuple[str, ...]
    lines: tuple[str, ...]


@cache
def mechanisms() -> dict[str, Mechanism]:
    """Return all mechanisms by identifier, in their order."""
    folder = resources.files("protocols").joinpath("mechanisms")
    names = sorted(one.name.removesuffix(".yaml") for one in folder.iterdir())
    ordered = [*(name for name in ORDER if name in names), *(n for n in names if n not in ORDER)]
    return {
        name: _read(name, folder.joinpath(f"{name}.yaml").read_text("utf-8")) for name in ordered
    }


def _read(name: str, text: str) -> Mechanism:
    lines = text.splitlines()
    said: dict[str, str] = {}
    while lines and (header := _HEADER.fullmatch(lines[0])):
        said[header["key"]] = header["value"]
        lines.pop(0)
    needs, instead = (tuple(re.findall(r"[^,\s]+", said.get(key, ""))) for key in _OTHERS)
    label = Text(said["zh"], said["en"])
    return Mechanism(name, label, needs, instead, tuple(lines))


def chosen(names: Iterable[str]) -> tuple[Mechanism, ...]:
    """Return the mechanisms named and those that they need, without any that another replaces.

    Raises
    ------
    Complaint
        For a name that is none, or where none is named.
    """
    known = mechanisms()
    wanted = [_found(name, known) for name in names if name.strip()]
    if not wanted:
        raise Complaint("mechanism.none")
    found: list[str] = []
    while wanted:
        name = wanted.pop(0)
        if name not in found:
            found.append(name)
            wanted += known[name].needs
    replaced = {other for name in found for other in known[name].instead}
    return tuple(one for name, one in known.items() if name in found and name not in replaced)


def _found(name: str, known: dict[str, Mechanism]) -> str:
    """The identifier of a mechanism that is named by it, by its number, or by its label."""
    asked = name.strip()
    if asked.isdecimal() and 1 <= int(asked) <= len(known):
        return [*known][int(asked) - 1]
    for one in known.values():
        titles = (one.label.zh.split("：")[0], one.label.en.split(":")[0])
        if asked.casefold() in (one.id, *(title.casefold() for title in titles)):
            return one.id
    if asked.isdecimal():
        raise Complaint("mechanism.no-number", name=asked, most=len(known))
    near = nearest(asked, known)
    key = "mechanism.unknown" if near else "mechanism.no-such"
    raise Complaint(key, name=asked, near=near)


def listing() -> Iterator[Text]:
    """Yield a line for each mechanism."""
    for number, one in enumerate(mechanisms().values(), 1):
        yield plain(f"{number:>3}  {one.id:<16} ") + one.label


def rule_file(names: Iterable[str], lang: Lang, regime: str, first: Sequence[str] = ()) -> str:
    """Return a rule file with some mechanisms, its comments in one language.

    Parameters
    ----------
    first
        Lines that stand before all else.
    """
    used = chosen(names)
    parts = [_parted(one, lang) for one in used]
    rules, articles = _numbered(part["rules"] for part in parts)
    lines = [*first, *say("mechanism.head").in_(lang).split("\n"), "", f"regime: {regime}"]
    lines += [*say("mechanism.document").in_(lang).split("\n"), ""]
    words = {key: _distinct(part[key] for part in parts) for key in _SECTIONS}
    if any(words.values()):
        lines.append("vocabulary:")
        for key in _SECTIONS:
            lines += [f"  {key}:", *words[key]] if words[key] else []
        lines.append("")
    if again := [line for part in parts for line in part["rounds"]]:
        lines += ["rounds:", *again, ""]
    lines += ["rules:", *rules, ""]
    questions = _distinct(part["properties"] for part in parts)
    if questions:
        lines += [f"# {say('mechanism.questions').in_(lang)}", "properties:", *questions, ""]
    lines += [f"# {say('mechanism.ledger').in_(lang)}", "ledger:", f"  articles: {articles}"]
    return "\n".join(lines) + "\n"


def _parted(mechanism: Mechanism, lang: Lang) -> dict[str, list[str]]:
    """The lines of a mechanism by the section of the file that they belong to."""
    parts: dict[str, list[str]] = {key: [] for key in (*_SECTIONS, *_LISTS)}
    section, pending = "", list[str]()
    for line in mechanism.lines:
        comment = _COMMENT.fullmatch(line)
        key = line.strip().removesuffix(":")
        if comment is not None:
            if comment["lang"] == lang:
                pending.append(f"{comment['indent']}# {comment['text']}")
        elif not line.startswith("    ") and key in parts and line.endswith(":"):
            section = key
        elif line != "vocabulary:":
            parts[section] += [*pending, line]
            pending = []
    return parts


def _numbered(parts: Iterable[list[str]]) -> tuple[list[str], int]:
    """The rules with an article each, one after the other, and how many articles there are."""
    lines, count = list[str](), 0
    for part in parts:
        for line in part:
            if line.strip() == 'article: "?"':
                count += 1
                line = line.replace("?", str(count))
            lines.append(line)
    return lines, count


def _distinct(parts: Iterable[list[str]]) -> list[str]:
    """The entries of a section, each key once: what several mechanisms define is one thing."""
    found: dict[str, list[str]] = {}
    for part in parts:
        own: dict[str, list[str]] = {}
        key, waiting = "", list[str]()
        for line in part:
            depth = len(line) - len(line.lstrip())
            if line.lstrip().startswith("#"):
                waiting.append(line)
                continue
            if not key or depth <= len(key) - len(key.lstrip()):
                key = line.split(":")[0]
                own[key] = []
            own[key] += [*waiting, line]
            waiting = []
        for name, lines in own.items():
            found.setdefault(name, lines)
    return [line for lines in found.values() for line in lines]
