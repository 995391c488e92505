"""One change of a rule file as a value, and as a line that a person can read.

``approval-claim.deadline=2 working days`` puts a value at a key of a rule,
``approval-claim.on-expiry=`` takes a key away, ``-approval-claim`` strikes a rule,
``+{id: …}`` adds one behind all others and ``approval-push+{id: …}`` one behind another,
``counting=include-first-day`` sets what stands at the top of the file, and
``/vocabulary/events/letter.sent/label/en=…`` is any other place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.language import Complaint
from protocols.flow import flow, parsed, same

EDITS = "edits"
"""What stands for the file in a mistake of an edit; its lines are the edits, counted from 1."""

FIRST = "^"
"""Stands for the rule behind which one is added that is to be the first."""


class Taken:
    """What is put where something is taken away."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "TAKEN"

    def __reduce__(self) -> str:
        return "TAKEN"


TAKEN = Taken()


@dataclass(frozen=True)
class Edit:
    """A change of a rule file.

    Attributes
    ----------
    path
        The keys that lead to the place. A rule or a sanction is named by its identifier, the
        second of one identifier with ``#2`` behind it; an entry of another list by its number from
        0. For a rule that is added, ``("rules",)``.
    value
        What is put there, as plain data; ``TAKEN`` where it is taken away.
    behind
        For a rule that is added, that behind which it stands: ``""`` for all of them, ``FIRST``
        for none. Else ``None``.
    """

    path: tuple[str, ...]
    value: Any = TAKEN
    behind: str | None = None

    def __hash__(self) -> int:
        return hash((self.path, self.behind))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Edit):
            return NotImplemented
        return (self.path, self.behind) == (other.path, other.behind) and same(
            self.value, other.value
        )

    @property
    def rule(self) -> str | None:
        """The rule that is changed or struck, if it is one; not one that is added."""
        return self.path[1] if self.path[0] == "rules" and len(self.path) > 1 else None

    @property
    def strikes(self) -> bool:
        """Whether a whole rule is taken away."""
        return self.rule is not None and len(self.path) == 2 and self.value is TAKEN

    @cached_property
    def head(self) -> str:
        """What stands before the value in the line: where it is put."""
        if self.behind is not None:
            return f"{self.behind}+"
        if self.strikes:
            return f"-{self.rule}"
        if self.rule is not None and len(self.path) == 3 and _KEY.fullmatch(self.path[2]):
            return f"{self.rule}.{self.path[2]}="
        if len(self.path) == 1 and _KEY.fullmatch(self.path[0]):
            return f"{self.path[0]}="
        return "".join(f"/{_escaped(part)}" for part in self.path) + "="

    @property
    def place(self) -> str:
        """The head of an edit that puts something in the same place."""
        return Edit(self.path, "").head if self.behind is None else self.head

    @cached_property
    def text(self) -> str:
        """The edit on one line; :func:`edit` reads it back."""
        return self.head if self.value is TAKEN else self.head + flow(self.value)


_RULE = r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*(?:#[1-9][0-9]{0,3})?"
_KEY = re.compile(r"[a-z][a-z-]*")
_FORMS = (
    re.compile(rf"-(?P<struck>{_RULE})"),
    re.compile(rf"(?P<behind>{_RULE}|\^|)\+(?P<added>\{{.*\}})"),
    re.compile(rf"(?P<rule>{_RULE})\.(?P<key>{_KEY.pattern})=(?P<value>.*)"),
    re.compile(rf"(?P<key>{_KEY.pattern})=(?P<value>.*)"),
    re.compile(r"(?P<path>(?:/[^/=]*)+)=(?P<value>.*)"),
)
_LONGEST = 20_000  # letters of one edit; an address that is longer no browser sends


def edit(text: str) -> Edit:
    """Read an edit from its line.

    >>> edit("approval-claim.deadline = 2 working days").value
    '2 working days'
    >>> edit("-approval-claim").strikes, edit("counting=").value
    (True, TAKEN)

    Raises
    ------
    Complaint
        When it is of no form that an edit has, or its value is no YAML of one line.
    """
    line = text.strip()
    found = next((form for one in _FORMS if (form := one.fullmatch(_tight(line)))), None)
    if found is None or len(line) > _LONGEST:
        raise Complaint("edit.form", text=line[:200])
    said = found.groupdict()
    if "struck" in said:
        return Edit(("rules", said["struck"]))
    if "added" in said:
        return Edit(("rules",), _value(said["added"]), said["behind"])
    if "path" in said:
        path = tuple(_unescaped(part) for part in said["path"].split("/")[1:])
    else:
        path = ("rules", said["rule"], said["key"]) if "rule" in said else (said["key"],)
    return Edit(path, _value(said["value"]) if said["value"] else TAKEN)


def _tight(line: str) -> str:
    """A line without white space around the first sign of equality, as people write it."""
    place, sign, value = line.partition("=")
    if line.startswith("/"):
        return line
    return f"{place.rstrip()}={value.strip()}" if sign and "{" not in place else line


def _value(text: str) -> Any:
    document = parsed(text, EDITS)
    if any(mistake.code != "empty-value" for mistake in document.mistakes):
        raise Complaint("edit.value", text=text)
    return document.data[0]


_ESCAPES = {"~": "~0", "/": "~1", "=": "~2"}


def _escaped(part: str) -> str:
    return re.sub("[~/=]", lambda sign: _ESCAPES[sign[0]], part)


def _unescaped(part: str) -> str:
    signs = {escape: sign for sign, escape in _ESCAPES.items()}
    return re.sub("~[012]", lambda escape: signs[escape[0]], part)
