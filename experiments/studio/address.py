"""What a window of the studio shows, as an address: the address is all the state there is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from experiments.command.values import LONGEST as LONGEST_DAYS
from model.deadline import STRICT, Reading
from model.language import LANGS, Complaint, Lang
from protocols.edit import Edit, edit

LONGEST = 32_000
"""The characters that an address may have."""

MOST_EDITS = 200
"""The changes of a text that an address may hold."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_OWN = ("regime", "edit", "scenario", "reading", "lang")
USUAL_REGIME, USUAL_SCENARIO, USUAL_READING = "xuecheng", "ordinary", Reading(5)


@dataclass(frozen=True, slots=True)
class Address:
    """What one window shows, but for the name of the screen.

    Attributes
    ----------
    regime
        A shipped text by name, a file by its path below the start folder, or an upload.
    edits
        The changes made to it, in their order; an address has each on a line of its own.
    scenario
        A shipped scenario by name, or a file by its path below the start folder.
    reading
        How open limits are read.
    more
        What a single screen needs besides, by name; sorted, so that equal states have one address.

    Examples
    --------
    >>> here = Address.of([("regime", "guanxian"), ("reading", "strict"), ("seed", "3")])
    >>> here.url("year", seed="4", lang="en")
    '/year?regime=guanxian&reading=strict&lang=en&seed=4'
    """

    regime: str = USUAL_REGIME
    edits: tuple[Edit, ...] = ()
    scenario: str = USUAL_SCENARIO
    reading: Reading = USUAL_READING
    lang: Lang = "zh"
    more: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(query: Iterable[tuple[str, str]], otherwise: Lang = "zh") -> Address:
        """Return what an address says, from its names and values in their order.

        What is empty counts as not said, as a form sends it; of what is said twice the last holds,
        but edits, which are all kept.

        Parameters
        ----------
        otherwise
            The language where none is said.

        Raises
        ------
        Complaint
            Where a value makes no sense, or there are too many edits.
        """
        said: dict[str, str] = {}
        edits: list[Edit] = []
        for name, value in query:
            if name == "edit":
                edits += [edit(value)] if value.strip() else []
            elif value:
                said[name] = value
        if len(edits) > MOST_EDITS:
            raise Complaint("studio.many-edits", most=MOST_EDITS)
        spoken = said.get("lang", otherwise)
        if spoken not in LANGS:
            raise Complaint("studio.no-language", found=spoken)
        more = {name: value for name, value in said.items() if name not in _OWN}
        if strange := [name for name in more if not _NAME.fullmatch(name)]:
            raise Complaint("studio.no-name", found=strange[0])
        return Address(
            said.get("regime", USUAL_REGIME),
            tuple(edits),
            said.get("scenario", USUAL_SCENARIO),
            _reading(said.get("reading")),
            spoken,
            tuple(sorted(more.items())),
        )

    def get(self, name: str, default: str = "") -> str:
        """Return what is said under a name that a single screen needs."""
        return dict(self.more).get(name, default)

    def changed(self, **changes: Any) -> Address:
        """Return another state: fields by their names, anything else as :attr:`more`.

        ``None`` takes something of ``more`` away. Underscores in names are hyphens.
        """
        own = {name: value for name, value in changes.items() if name in Address.__slots__}
        more = dict(own.pop("more", self.more))
        for name, value in changes.items():
            if name not in Address.__slots__:
                more[name.replace("_", "-")] = value
        kept = {name: str(value) for name, value in more.items() if value not in (None, "")}
        return replace(self, more=tuple(sorted(kept.items())), **own)

    def url(self, screen: str, **changes: Any) -> str:
        """Return the address of a screen in this state, or in one that differs by some changes."""
        pairs = self.changed(**changes).pairs
        return f"/{screen}" + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the address, without what goes without saying; always a language.

        A form that sends these hidden, and fields of its own, leads to the same state changed.
        """
        said = [("regime", self.regime)] if self.regime != USUAL_REGIME else []
        said += [("edit", one.text) for one in self.edits]
        said += [("scenario", self.scenario)] if self.scenario != USUAL_SCENARIO else []
        said += [("reading", str(self.reading))] if self.reading != USUAL_READING else []
        return [*said, ("lang", self.lang), *self.more]

    def hidden(self, *without: str, **changes: Any) -> list[tuple[str, str]]:
        """Return the pairs for a form's hidden fields, without those that the form asks for."""
        return [pair for pair in self.changed(**changes).pairs if pair[0] not in without]


def _reading(word: str | None) -> Reading:
    if word is None:
        return USUAL_READING
    if word == "strict":
        return STRICT
    if word.isdecimal() and len(word) <= 20 and 1 <= int(word) <= LONGEST_DAYS:
        return Reading(int(word))
    raise Complaint("cli.reading", found=word[:60], most=LONGEST_DAYS)
