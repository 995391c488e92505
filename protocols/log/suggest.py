"""A mapping proposed for a record: from the names of its columns, and from what stands in them.

Names are held against the labels of the vocabulary, and against :file:`synonyms.yaml`. What is
proposed is to be looked at: what was not found, and what could be another event, is said in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from model.regime import Regime
from model.vocabulary import EventType
from protocols.document import open_document
from protocols.library import shared_vocabulary
from protocols.log.cells import without_blanks
from protocols.log.dates import read_dates
from protocols.log.tables import Table

_HEAD = 400  # rows that are looked at
_MOSTLY = 0.6  # the share of entries that must be dates in a column of dates
_FEW = 60  # names of events that one column may hold
_BEHIND = re.compile(
    r"(的)?(时间|日期|时刻|时点|年月日|日|时|于|[_ ]?(at|time|date|on))$", re.IGNORECASE
)
_SURE, _LIKELY = 100, 40
_OF_ITSELF = 80  # how likely a name must be for a column to be of an event whatever stands in it


@dataclass(frozen=True, slots=True)
class Guess:
    """An event that a name may stand for; ``others`` are as likely."""

    name: str
    event: EventType | None
    others: tuple[EventType, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What a record's columns may mean.

    Attributes
    ----------
    wide
        Whether it has one row a matter.
    events
        Of columns of dates, or of names in the column of events.
    due
        Columns with due dates that the record has worked out.
    unused
        Columns of which nothing is proposed.
    undated
        Columns that are taken for dates by their names, though few of their entries are any.
    sheet, sheets
        Of a workbook of several: the one that was read, and the others.
    """

    case: str | None
    wide: bool
    time: str | None = None
    event: str | None = None
    thread: str | None = None
    kind: str | None = None
    events: tuple[Guess, ...] = ()
    due: tuple[Guess, ...] = ()
    unused: tuple[str, ...] = field(default_factory=tuple)
    undated: tuple[str, ...] = ()
    sheet: str | None = None
    sheets: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether enough was found for the record to be read."""
        found = any(one.event is not None for one in self.events)
        return self.case is not None and found and (self.wide or self.time is not None)


@cache
def synonyms() -> Mapping[str, Any]:
    """Return what platforms call their columns, beside the labels of the vocabulary."""
    data = open_document(Path(__file__).with_name("synonyms.yaml")).data
    assert isinstance(data, dict)
    return data


def proposed(table: Table, regime: Regime | None = None) -> Proposal:
    """Return what the columns of a record may mean, under a regime or in the shared words."""
    found = _proposed(table, _known(regime))
    table.alone(one for one in table.columns if one not in found.unused)
    return replace(found, sheet=table.sheet if table.others else None, sheets=table.others)


def _proposed(table: Table, known: Sequence[EventType]) -> Proposal:
    head = table.head(_HEAD)
    dated = {name: _is_dated(head[name]) for name in table.columns}
    undated = [
        one for one in table.columns if not dated[one] and _is_named_so(one, head[one], known)
    ]
    dates = [name for name in table.columns if dated[name] or name in undated]
    rest = [name for name in table.columns if name not in dates]
    case = _called("case", rest) or _telling(head, rest)
    names = _called("event", rest)
    time = _called("time", dates) or (dates[0] if len(dates) == 1 else None)
    thread, kind = _called("thread", rest), _called("kind", rest)
    if names is None and len(dates) == 1:
        names = _naming(head, [one for one in rest if one not in (case, thread, kind)], known)
    if names is not None and time is not None:
        counted = [name for name, _ in table.counted(names)]
        events = _guesses(counted[: _FEW * 5], known)
        used = {case, names, time, thread, kind}
        unused = tuple(one for one in table.columns if one not in used)
        return Proposal(case, False, time, names, thread, kind, events, (), unused)
    due_names = [name for name in dates if _is_due(name)]
    events = _guesses([name for name in dates if name not in due_names], known)
    due = _guesses(due_names, known, _without_due)
    used = {case, thread, kind, *dates}
    unused = tuple(one for one in table.columns if one not in used)
    return Proposal(case, True, None, None, thread, kind, events, due, unused, tuple(undated))


def guessed(names: Iterable[str], regime: Regime | None = None) -> tuple[Guess, ...]:
    """Return the events that names most likely stand for, none of them for two."""
    return _guesses(names, _known(regime))


def _is_dated(values: pl.Series) -> bool:
    if values.dtype.is_temporal():
        return True
    there = without_blanks(values).drop_nulls()
    if there.is_empty():
        return False
    at, _, _ = read_dates(there)
    return at.is_not_null().sum() >= _MOSTLY * len(there)


def _is_named_so(name: str, values: pl.Series, known: Sequence[EventType]) -> bool:
    """Whether a name alone makes a column one of dates: it says so, or nothing is in the column.

    What nobody has done yet, or nobody has entered, is the very thing to be found.
    """
    if any(name.casefold() == str(one).casefold() for one in synonyms()["time"]) or _is_due(name):
        return False
    says_so = _BEHIND.search(name) is not None
    if not says_so and without_blanks(values).drop_nulls().len():
        return False
    return any(_likeness(_stem(name), name, event) >= _OF_ITSELF for event in known)


def _called(what: str, columns: Sequence[str]) -> str | None:
    """The column that has one of the names known for something; the first name counts most."""
    known = [str(name).casefold() for name in synonyms()[what]]
    folded = {name.casefold(): name for name in columns}
    return next((folded[name] for name in known if name in folded), None)


def _telling(head: pl.DataFrame, columns: Sequence[str]) -> str | None:
    """The column that best tells rows apart: the first without blanks and with most values."""
    counts = {name: head[name].n_unique() for name in columns if head[name].null_count() == 0}
    if not counts:
        return None
    return max(counts, key=lambda name: (counts[name], -list(columns).index(name)))


def _naming(head: pl.DataFrame, columns: Sequence[str], events: Sequence[EventType]) -> str | None:
    """The column of few names of which most stand for events."""
    best: tuple[int, str | None] = (0, None)
    for name in columns:
        known = head[name].cast(pl.String).drop_nulls().unique().to_list()
        if 1 < len(known) <= _FEW:
            found = sum(one.event is not None for one in _guesses(known, events))
            best = max(best, (found, name), key=lambda one: one[0])
    return best[1]


def _is_due(name: str) -> bool:
    return any(str(word) in name.casefold() for word in synonyms()["due"])


def _without_due(name: str) -> str:
    for word in synonyms()["due"]:
        name = name.replace(str(word), "")
    return name


def _guesses(
    names: Iterable[str], events: Sequence[EventType], stem_of: Any = lambda name: name
) -> tuple[Guess, ...]:
    """The events that names most likely stand for, none of them for two."""
    found: list[Guess] = []
    taken: set[str] = set()
    known = {event.id for event in events}
    for name in names:
        if _elsewhere(_stem(stem_of(name)), known):
            found.append(Guess(name, None))
            continue
        scored = sorted(
            (
                (-_likeness(_stem(stem_of(name)), name, event), place, event)
                for place, event in enumerate(events)
                if event.id not in taken
            ),
            key=lambda one: one[:2],
        )
        best = [event for score, _, event in scored if -score >= _LIKELY and score == scored[0][0]]
        if best:
            taken.add(best[0].id)
        found.append(Guess(name, best[0] if best else None, tuple(best[1:3])))
    return tuple(found)


def _elsewhere(stem: str, known: Collection[str]) -> bool:
    """Whether a name is that of events of which the text has none: then it is no other's."""
    called = {of for of, every in synonyms()["events"].items() if stem in every}
    return bool(called) and called.isdisjoint(known)


def _known(regime: Regime | None) -> list[EventType]:
    """The events of a regime, those that its rules are about first; of none the shared ones."""
    if regime is None:
        return list(shared_vocabulary().events.values())
    relevant = set(regime.relevant)
    events = list(regime.vocabulary.events.values())
    return sorted(events, key=lambda one: one.id not in relevant)


def _stem(name: str) -> str:
    """A name without what only says that it is a time.

    >>> _stem("推送时间"), _stem("claimed_at"), _stem("认领日期（监管）")
    ('推送', 'claimed', '认领')
    """
    bare = re.sub(r"[（(\[【].*?[)）\]】]", "", name).strip().casefold()
    while (shorter := _BEHIND.sub("", bare).strip(" _-")) != bare and shorter:
        bare = shorter
    return bare


def _likeness(stem: str, name: str, event: EventType) -> int:
    """How likely a name is an event's, from 0 to 120."""
    called = {event.id, event.label.zh.casefold(), event.label.en.casefold()}
    if name.casefold() in called or stem in called:
        return 120
    more = [str(one).casefold() for one in synonyms()["events"].get(event.id, ())]
    if stem in more:
        return _SURE - more.index(stem)
    label = event.label.zh
    if len(stem) >= 2 and stem in label:
        return 50 + 40 * len(stem) // len(label)
    words = set(re.findall(r"[a-z]+", event.id)) | set(re.findall(r"[a-z]+", event.label.en))
    own = set(re.findall(r"[a-z]+", stem))
    return 40 + 40 * len(own & words) // len(own | words) if own and own <= words else 0
