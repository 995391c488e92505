"""The screen for a ledger of real matters: who is late under the text, and what is due next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.log.ask import Judging, judging
from experiments.log.data import table
from experiments.log.expiring import worklist, write_calendar
from experiments.log.page import sheet
from experiments.log.worst import worst
from experiments.show.blocks import Block, Bullets, Marked, Section
from experiments.show.files import write_csv
from experiments.studio.address import Address
from experiments.studio.ask import Edited, Studio
from experiments.studio.files import MOST_LEDGER
from experiments.studio.ledger.columns import (
    Columns,
    columns_of,
    event_options,
    mapping_of,
    options,
)
from experiments.studio.ledger.packed import check_packed
from experiments.studio.ledger.walk import walk
from experiments.studio.page import File, Screen
from experiments.studio.screens import Form
from experiments.studio.start.screen import shown
from experiments.studio.times import timed
from model.language import NOTHING, Complaint, Lang, Text, plain, say
from model.regime import Regime
from model.version import across
from protocols.log.mapping import parse_mapping
from protocols.log.reader import read_record
from protocols.log.tables import ENDINGS
from protocols.mistakes import Mistakes
from protocols.shipped import LAWS, REGIMES

_DAYS, _MOST_DAYS = 5, 250
_OWN = ("as-of", "days", "other", "save")
MAP = "map.yaml"


@dataclass(frozen=True)
class Asked:
    """A ledger, what its columns mean, and how it is to be judged."""

    path: Path
    columns: Columns
    as_of: date | None
    days: int
    other: str


def screen(address: Address, studio: Studio) -> Screen | File:
    """Return what a ledger comes to under the text of an address, or a file of it to be saved.

    Raises
    ------
    Complaint, Mistakes
        Where there is no such ledger or text, or what is asked makes no sense.
    """
    edited = studio.regime(address)
    if edited.mistakes is not None:
        raise edited.mistakes
    title = say("studio.ledger.title", regime=edited.after.name)
    values: dict[str, object] = {
        "sent": [(name, plain(shown(name))) for name in studio.ledgers.names],
        "accept": ",".join(ENDINGS),
        "most": MOST_LEDGER // 1_000_000,
        "columns": None,
        "wrong": (),
    }
    template = "studio/ledger.html.jinja"
    if not address.get("ledger"):
        return Screen(title, (), template, values)
    asked = _asked(address, studio, edited.after)
    values |= _fields(address, studio, edited, asked)
    try:
        if address.get("save") == MAP:
            return File(MAP, "application/yaml", mapping_of(asked.columns).encode())
        answer = _answer(address, studio, edited, asked) if asked.columns.whole else None
    except (Complaint, Mistakes) as mistake:
        whats = [one.what() for one in mistake.mistakes] if isinstance(mistake, Mistakes) else []
        values["wrong"] = whats or [mistake.say()]
        return Screen(title, (), template, values, status=400)
    if answer is None:
        values["wrong"] = [say("studio.ledger.unknown")]
        return Screen(title, (), template, values)
    if address.get("save"):
        return _saved(answer, asked.days, address)
    values["files"] = [(say(key), address.url("ledger", save=name)) for name, key in FILES.items()]
    shown_sheet = sheet(answer, asked.days)
    first, *rest = (_linked(one, address, edited, answer) for one in shown_sheet.sections)
    # What the edits change stands right behind the answer.
    rest.sort(key=lambda one: one.id != "under")
    sections = (first, *rest)
    return Screen(title, sections, template, values, shown_sheet.subtitle, regimes=(edited.after,))


def posted(address: Address, studio: Studio, form: Form) -> str:
    """Keep a ledger that was sent, and return the address of its judgement.

    Raises
    ------
    Complaint
        Where none was sent, it is of no kind known, or holds too much.
    """
    sent = form.get("file")
    if not isinstance(sent, tuple) or not sent[0]:
        raise Complaint("studio.ledger.nothing")
    name, data = sent
    if not name.lower().endswith(ENDINGS):
        raise Complaint("log.unknown-kind", file=name[-80:])
    check_packed(name, data, MOST_LEDGER * 4)
    return address.changed(more={}, ledger=studio.ledgers.keep(name, data)).url("ledger")


# What is asked


def _asked(address: Address, studio: Studio, regime: Regime) -> Asked:
    name = address.get("ledger")
    path = studio.ledgers.path(name)
    if path is None:
        raise Complaint("studio.ledger.gone", name=name[:80])
    whole = across(regime)
    said = tuple(one for one in address.more if one[0] not in _OWN)
    # With the text, so that no other one ever has its identity.
    columns, _ = studio.judged.of(
        ("columns", said, id(regime)), lambda: (columns_of(path, address, whole), regime)
    )
    return Asked(path, columns, _as_of(address), _days(address), address.get("other"))


def _as_of(address: Address) -> date | None:
    written = address.get("as-of")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Complaint("studio.ledger.no-date", found=written[:40]) from None


def _days(address: Address) -> int:
    written = address.get("days", str(_DAYS))
    if not (written.isdecimal() and len(written) < 4 and int(written) <= _MOST_DAYS):
        raise Complaint("studio.ledger.no-days", found=written[:40], most=_MOST_DAYS)
    return int(written)


def _fields(address: Address, studio: Studio, edited: Edited, asked: Asked) -> dict[str, object]:
    """Return what the form asks for."""
    whole, columns = across(edited.after), asked.columns
    fields = [one.name for one in (*columns.columns, *columns.names)]
    usual = "studio.ledger.other-before" if address.edits else "studio.ledger.other-none"
    names = dict.fromkeys([*REGIMES, *LAWS, *studio.given, *studio.uploads.names])
    others = [("", say(usual)), *((name, _text_name(studio, name)) for name in names)]
    return {
        "columns": columns,
        "options": options(whole, columns),
        "events": event_options(whole, columns),
        "hidden": address.hidden(*fields, *_OWN),
        "asked": asked,
        "others": others,
    }


def _text_name(studio: Studio, name: str) -> Text:
    return studio.text(name).name if name in (*REGIMES, *LAWS) else plain(shown(name))


# What comes of it


def _answer(address: Address, studio: Studio, edited: Edited, asked: Asked) -> Judging:
    """Return the judgement, made once; the same matters under the other text with it."""
    other = studio.text(asked.other) if asked.other else edited.before if address.edits else None
    text = mapping_of(asked.columns)
    key = asked.path, text, id(edited.after), id(other), address.reading, asked.as_of

    def made() -> tuple[Judging, Edited, Regime | None]:
        words = across(edited.after).vocabulary
        record = read_record(asked.path, parse_mapping(text, words, MAP), words)
        found = judging(
            record,
            _named(edited, address),
            calendar=studio.calendar,
            reading=address.reading,
            as_of=asked.as_of,
            under=other,
        )
        return found, edited, other

    with timed("studio.time.ledger"):
        return studio.judged.of(key, made)[0]


def _named(edited: Edited, address: Address) -> Regime:
    """The text under a name that says whether it is edited."""
    if not address.edits:
        return edited.after
    name = say("studio.year.as-edited", text=edited.after.name)
    return replace(edited.after, name=name)


def _linked(section: Section, address: Address, edited: Edited, answer: Judging) -> Section:
    """Return a section as the page has it; each of the worst matters leads to its steps."""
    if section.id != "worst":
        return section

    def blocks() -> Iterator[Block]:
        for lane, row in zip(section.blocks, worst(answer), strict=True):
            yield lane
            way = walk(address, answer, edited.after, row)
            if way is not None:
                small = _assumed(way.assumed, edited.after)
                yield Bullets((Marked("", say("studio.ledger.play"), small=small, link=way.url),))

    return replace(section, blocks=tuple(blocks()))


def _assumed(events: Sequence[str], regime: Regime) -> Text:
    """Say which events were put into a matter so that it can be stepped through."""
    if not events:
        return NOTHING
    names = (regime.vocabulary.events[one].label for one in events)
    return say("studio.ledger.assumed", events=Text("、", ", ").join(names))


FILES: Mapping[str, str] = {
    "worklist.csv": "studio.ledger.saved.worklist",
    "worklist.ics": "studio.ledger.saved.calendar",
    "judgements.csv": "studio.ledger.saved.judgements",
    "unusable.csv": "studio.ledger.saved.unusable",
    MAP: "studio.ledger.saved.mapping",
}
"""What can be saved, and what it is called."""


def _saved(answer: Judging, days: int, address: Address) -> File:
    name = address.get("save")
    makers: Mapping[str, Callable[[Path, Lang], Path]] = {
        "worklist.csv": lambda path, _: write_csv(path, worklist(answer, days)),
        "worklist.ics": lambda path, lang: write_calendar(path, answer, days, lang),
        "judgements.csv": lambda path, _: write_csv(path, table(answer)),
        "unusable.csv": lambda path, _: write_csv(path, answer.troubles),
    }
    if name not in makers:
        raise Complaint("studio.ledger.no-file", found=name[:40], all=", ".join(FILES))
    with TemporaryDirectory() as folder:
        data = makers[name](Path(folder) / name, address.lang).read_bytes()
    return File(name, "text/calendar" if name.endswith(".ics") else "text/csv", data)
