"""What the columns of a record mean: read from a file, or all its mistakes with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import available_timezones

from model.language import catalogue
from model.record.entries import Repeats
from model.vocabulary import Vocabulary
from protocols import names
from protocols.document import Document, open_document, parse_document
from protocols.log.dates import told
from protocols.log.form import Events, MappingForm
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.validation import validate


@dataclass(frozen=True, slots=True)
class Meant:
    """An event that a column, or a name in one, stands for.

    ``deemed`` is whether it is recorded as brought about by the clock.
    """

    event: str
    deemed: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """An attribute that a column tells of; ``values`` by what is entered, in small letters."""

    attribute: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Meaning:
    """What the columns of a record mean.

    Attributes
    ----------
    case
        The column that tells matters apart.
    time, event, events
        Of a record with one row an event: its columns, and what the names in the second stand for.
    columns
        Of a record with one row a matter: what the dates of each column are of.
    thread
        The column of the department that supervises, where several may supervise one matter.
    party
        The column of who acted.
    kind
        A column by which matters are told apart in answers.
    facts
        By column the attribute of the matter.
    due_recorded
        By column the event or rule whose due date the record has worked out itself.
    ends
        Up to when the record goes; ``None`` for its last entry.
    office_hours
        Whether an entry without a time of day was made in office hours.
    person
        The column of the officer who acted, told apart and never named.
    pseudonyms
        Further columns that a copy without names keeps, under pseudonyms.
    undated
        Of a meaning that was guessed: columns taken for dates by their names alone.
    """

    case: str
    time: str | None = None
    event: str | None = None
    events: Mapping[str, Meant] = field(default_factory=dict)
    columns: Mapping[str, Meant] = field(default_factory=dict)
    thread: str | None = None
    party: str | None = None
    kind: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    due_recorded: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    timezone: str | None = None
    ends: datetime | None = None
    repeats: Repeats = Repeats.FIRST
    office_hours: bool = False
    sheet: str | None = None
    pseudonyms: tuple[str, ...] = ()
    document: Document | None = field(default=None, compare=False, repr=False)
    person: str | None = None
    undated: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether the record has one row a matter, with a column for each date."""
        return bool(self.columns)

    @property
    def shown(self) -> tuple[str, ...]:
        """The events that the record tells of, each once."""
        meant = self.columns if self.wide else self.events
        return tuple(dict.fromkeys(one.event for one in meant.values()))

    def read(self) -> Iterator[tuple[str, str]]:
        """Yield each column that is read, and the key of this file that names it, each once."""
        single = {
            "case": self.case,
            "time": self.time,
            "event": self.event,
            "thread": self.thread,
            "party": self.party,
            "person": self.person,
            "kind": self.kind,
        }
        several = {
            "columns": self.columns,
            "attributes": self.facts,
            "due-recorded": self.due_recorded,
        }
        found: dict[str, str] = {}
        for key, column in single.items():
            if column is not None:
                found.setdefault(column, key)
        for key, columns in several.items():
            for column in columns:
                found.setdefault(column, key)
        yield from found.items()


def read_mapping(
    path: Path, vocabulary: Vocabulary, rules: Mapping[str, str] | None = None
) -> Meaning:
    """Read the file that says what the columns of a record mean.

    Parameters
    ----------
    vocabulary
        The words of the regime that the record is judged under.
    rules
        Its rules, by identifier the event each is about.

    Raises
    ------
    Mistakes
        All of the file's, each with its place.
    """
    return meaning_of(open_document(path), vocabulary, rules or {})


def parse_mapping(text: str, vocabulary: Vocabulary, name: str = "map.yaml") -> Meaning:
    """Read the same from a text."""
    return meaning_of(parse_document(text.encode(), name), vocabulary, {})


def meaning_of(document: Document, vocabulary: Vocabulary, rules: Mapping[str, str]) -> Meaning:
    """Return what a file says that columns mean; errors as :func:`read_mapping`."""
    form = _form(document)
    reading = _Reading(document, form, vocabulary, rules)
    found = reading.meaning()
    if reading.mistakes:
        raise Mistakes(reading.mistakes)
    return found


def _form(document: Document) -> MappingForm:
    """The form of a file; what is missing is told as of a mapping, which is no rule file."""
    try:
        return validate(document, MappingForm)
    except Mistakes as found:
        told = [
            replace(one, code="map-missing") if one.code == "missing-key" else one
            for one in found.mistakes
        ]
        raise Mistakes(told) from None


class _Reading:
    """A file on the way to be read, with the mistakes found in it."""

    def __init__(
        self,
        document: Document,
        form: MappingForm,
        words: Vocabulary,
        rules: Mapping[str, str],
    ) -> None:
        self.document, self.form, self.words, self.rules = document, form, words, rules
        self.events = names.words(words, "events")
        self.mistakes: list[Mistake] = []

    def meaning(self) -> Meaning:
        """Return all of it; what is wrong stands in ``mistakes``."""
        form = self.form
        self._shape()
        return Meaning(
            form.case,
            form.time,
            form.event,
            self._meant("events", form.events),
            self._meant("columns", form.columns),
            form.thread,
            form.party,
            form.kind,
            dict(self._facts()),
            dict(self._due()),
            tuple(form.time_format),
            self._timezone(),
            self._ends(),
            Repeats(form.repeats),
            form.no_time == "office-hours",
            form.sheet,
            tuple(form.pseudonyms),
            self.document,
            form.person,
        )

    def _shape(self) -> None:
        form = self.form
        if form.columns is not None and (form.time or form.event or form.events):
            self._add(("columns",), "map-two-shapes")
        elif form.columns is None:
            for key, value in (("time", form.time), ("event", form.event), ("events", form.events)):
                if value is None:
                    self._add((), "map-shape", key=key)

    def _meant(self, key: str, events: Events | None) -> dict[str, Meant]:
        found = {}
        for name, one in (events or {}).items():
            event = self._event(one.event, (key, name))
            if event is not None:
                found[name] = Meant(event, one.deemed)
        return found

    def _event(self, word: str, path: tuple[str, ...]) -> str | None:
        every = self.events.all(word)
        label = catalogue()["kind.event"]
        if len(every) == 1:
            return every[0]
        if every:
            self._add(path, "ambiguous-word", kind=label, word=word, all=", ".join(every))
        else:
            near = self.events.nearest(word)
            self._add(path, "map-unknown", kind=label, word=word, near=near)
        return None

    def _facts(self) -> Iterator[tuple[str, Fact]]:
        known = names.words(self.words, "attributes")
        for column, one in self.form.attributes.items():
            path = ("attributes", column)
            attribute = known.find(one.attribute)
            if attribute is None:
                label, near = catalogue()["kind.attribute"], known.nearest(one.attribute)
                self._add(path, "map-unknown", kind=label, word=one.attribute, near=near)
                continue
            values = names.values(self.words, attribute)
            meant = {each: each for each in self.words.attributes[attribute].values}
            meant |= {word: every[0] for word, every in values.meant.items() if len(every) == 1}
            for entered, value in one.values.items():
                wanted = str(value).lower() if isinstance(value, bool) else str(value)
                chosen = values.find(wanted)
                if chosen is None:
                    label, near = catalogue()["kind.value"], values.nearest(wanted)
                    self._add(
                        (*path, "values", entered),
                        "map-unknown",
                        kind=label,
                        word=wanted,
                        near=near,
                    )
                else:
                    meant[entered] = chosen
            yield column, Fact(attribute, {key.strip().casefold(): v for key, v in meant.items()})

    def _due(self) -> Iterator[tuple[str, str]]:
        for column, word in self.form.due_recorded.items():
            if word in self.rules:
                yield column, word
            elif (event := self._event(word, ("due-recorded", column))) is not None:
                yield column, event

    def _timezone(self) -> str | None:
        zone = self.form.timezone
        if zone is not None and zone not in (known := available_timezones()):
            near = nearest(zone, known)
            self._add(("timezone",), "map-timezone", found=zone, near=near)
        return zone

    def _ends(self) -> datetime | None:
        if self.form.log_ends is None:
            return None
        read = told(self.form.log_ends)
        if read.at is None:
            self._add(("log-ends",), "not-a-date", found=self.form.log_ends)
            return None
        whole_day = not read.timed and ":" not in self.form.log_ends
        return read.at.replace(hour=23, minute=59) if whole_day else read.at

    def _add(self, path: tuple[str, ...], code: str, /, **values: object) -> None:
        self.mistakes.append(self.document.mistake(path, code, **values))
