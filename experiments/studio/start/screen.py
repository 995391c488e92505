"""The first screen: which text, and what can be asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from experiments.show.blocks import Paragraph, Section
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.files import rule_files
from experiments.studio.page import Screen
from experiments.studio.refusal import mistaken
from experiments.studio.screens import Form
from experiments.studio.start.suggested import suggestions
from model.language import Complaint, Text, plain, say
from model.regime import Regime
from protocols import library
from protocols.mistakes import Mistakes
from protocols.shipped import LAWS, REGIMES

_BEGINNING = 4000  # bytes of a file in which it says what it is
_REGIME = re.compile(rb"^regime\s*:", re.MULTILINE)


def screen(address: Address, studio: Studio) -> Screen:
    """Return the first screen for the text of an address; what is wrong with it is on it."""
    regime, wrong, values = None, None, dict[str, object]()
    sections: tuple[Section, ...] = ()
    try:
        regime = studio.regime(address).after
        values["questions"] = suggestions(address, studio, regime)
    except Mistakes as mistakes:
        wrong = say("studio.wrong-file", file=shown(address.regime), count=len(mistakes.mistakes))
        told = (*mistaken(mistakes.mistakes), Paragraph(say("studio.mend-first"), "note"))
        sections = (Section("mistakes", wrong, told),)
    except Complaint as complaint:
        wrong = complaint.say()
    values |= {
        "regime": regime,
        "wrong": wrong,
        "shipped": [_named(name, library.find(name)) for name in REGIMES],
        "laws": [_named(name, library.find(name)) for name in LAWS],
        "files": [(name, plain(shown(name))) for name in _files(studio)],
    }
    title = say("studio.start-title")
    return Screen(title, sections, "studio/start.html.jinja", values, status=400 if wrong else 200)


def warm(studio: Studio) -> None:
    """Have this screen ready for the text that is opened first, and its lights coming on."""
    address = studio.first
    with suppress(Complaint, Mistakes):
        screen(address, studio)
        studio.lights(studio.regime(address).after, address.reading, wait=5.0)


def posted(address: Address, studio: Studio, form: Form) -> str:
    """Keep a file that was sent, and return the address of the first screen about it.

    Raises
    ------
    Complaint
        Where none was sent, or it is too long.
    """
    name, data = form.get("file", ("", b""))
    if not name:
        raise Complaint("studio.nothing-sent")
    return address.changed(regime=studio.uploads.keep(name, data), edits=(), more={}).url("start")


def shown(name: str) -> str:
    """Return what a file is called on a screen: of an upload, the name that it had."""
    return name.rsplit("/", 1)[-1] if name.startswith("upload:") else name


def _named(name: str, regime: Regime) -> tuple[str, Text]:
    return name, regime.name


def _files(studio: Studio) -> Iterator[str]:
    """Yield the rule files that are there: given at the start, sent, and in the start folder."""
    yield from studio.given
    yield from studio.uploads.names
    for name in rule_files(studio.folder):
        if name not in studio.given and _is_regime(studio, name):
            yield name


def _is_regime(studio: Studio, name: str) -> bool:
    try:
        with studio.path(name).open("rb") as file:
            return _REGIME.search(file.read(_BEGINNING)) is not None
    except (Complaint, OSError):
        return False
