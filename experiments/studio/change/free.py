"""The rule file as text, to be changed freely: what is wrong stands by its line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from experiments.studio.address import LONGEST, MOST_EDITS, Address
from experiments.studio.ask import Studio
from experiments.studio.files import MOST_SENT, beside, names_in
from experiments.studio.page import Screen
from model.language import Complaint, Text, say
from protocols import library
from protocols.document import parse_document
from protocols.edits import applied, between, opened
from protocols.mistakes import Mistake, Mistakes
from protocols.reader import regime_of

_AROUND = 1  # lines before and after a line with a mistake


@dataclass(frozen=True)
class Wrong:
    """A mistake by its line: the lines around it, and what is wrong."""

    mistake: Mistake
    lines: tuple[tuple[int, str], ...]

    @property
    def what(self) -> Text:
        """What is wrong, why it matters and what to do."""
        return self.mistake.what()


def screen(address: Address, studio: Studio) -> Screen:
    """Return the rule file of an address as text, or the text that was sent and is mistaken."""
    held = address.get("free")
    sent = studio.kept.known(("free", held))
    if sent is None:
        edited = studio.regime(address)
        made = () if edited.mistakes else address.edits
        text, wrong = (
            applied(opened(library.resolved(studio.source(address.regime))), made).text,
            [],
        )
    else:
        text, found = sent
        wrong = [_shown(one, text) for one in found]
    values = {
        "text": text.decode("utf-8-sig", errors="replace"),
        "wrong": wrong,
        "lost": sent is None and held != "1",
    }
    title = say("studio.free.title")
    return Screen(title, (), "studio/free.html.jinja", values)


def _shown(mistake: Mistake, text: bytes) -> Wrong:
    lines = text.decode("utf-8-sig", errors="replace").splitlines()
    first = max(0, mistake.line - 1 - _AROUND)
    near = lines[first : mistake.line + _AROUND]
    return Wrong(mistake, tuple((first + n + 1, line) for n, line in enumerate(near)))


def posted(address: Address, studio: Studio, text: str) -> str:
    """Return the address of the text that was sent: as edits where it is sound, else as it is.

    Raises
    ------
    Complaint
        Where it is too long.
    """
    raw = text.replace("\r\n", "\n").encode("utf-8", errors="replace")
    if len(raw) > MOST_SENT:
        raise Complaint("studio.sent-too-long", most=MOST_SENT // 1_000_000)
    path = library.resolved(studio.source(address.regime))
    try:
        found = _read(raw, path, studio)
    except Mistakes as mistakes:
        digest = hashlib.sha256(raw).hexdigest()[:16]
        here = [one for one in mistakes.mistakes if one.file == str(path)] or mistakes.mistakes
        studio.kept.put(("free", digest), (raw, tuple(here)))
        return address.url("change", free=digest, run=None)
    edits = between(opened(path).data, found)
    made = address.changed(edits=edits, free=None, run=None)
    if len(edits) <= MOST_EDITS and len(made.url("change")) < LONGEST // 2:
        return made.url("change")
    # More than an address holds: a file of its own, from which one goes on.
    sent = studio.uploads.keep(path.name, raw)
    return address.changed(regime=sent, edits=(), free=None, run=None).url("change")


def _read(raw: bytes, path: Path, studio: Studio) -> object:
    """The data of a text that the reader takes as it would the file."""
    document = parse_document(raw, str(path))
    for name in names_in([document.data]):
        beside(path, name, studio.roots)
    regime_of(document, library.shared_vocabulary())
    return document.data
