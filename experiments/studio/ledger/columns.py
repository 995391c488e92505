"""What the columns of a ledger mean: as their names suggest, corrected by who knows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from experiments.studio.address import Address
from experiments.studio.play.matter import asked_facts
from model.language import Complaint, Text, say
from model.regime import Regime
from model.rule import act_of
from protocols.log.suggest import Proposal, guessed, proposed
from protocols.log.tables import open_table

_SINGLE: Mapping[str, str] = {
    "case": "studio.ledger.role.case",
    "thread": "studio.ledger.role.thread",
    "kind": "studio.ledger.role.kind",
    "party": "studio.ledger.role.party",
    "time": "studio.ledger.role.time",
    "event": "studio.ledger.role.event",
}
"""What one column at the most can be; others are the time of an event, a due date or a fact."""

_DUE, _FACT = "due:", "fact:"
_COLUMN = re.compile(r"c[0-9]{1,4}")
_MOST_NAMES = 100  # of events in one column that are asked about, those most often entered


@dataclass(frozen=True)
class Field:
    """A column, or a name of an event in one, and what it is said to mean; empty for nothing."""

    name: str
    label: str
    chosen: str


@dataclass(frozen=True)
class Columns:
    """The columns of a ledger, and the names in that of its events, each with what it means.

    ``guessed`` is whether nobody has said so yet.
    """

    columns: tuple[Field, ...]
    names: tuple[Field, ...] = ()
    guessed: bool = False

    @property
    def event(self) -> str | None:
        """The column of names of events, of a ledger with one row an event."""
        return next((one.label for one in self.columns if one.chosen == "event"), None)

    @property
    def used(self) -> int:
        """How many columns are read."""
        return sum(bool(one.chosen) for one in self.columns)

    @property
    def whole(self) -> bool:
        """Whether enough is said for the ledger to be read."""
        chosen = {one.chosen for one in self.columns}
        if self.event is not None:
            return {"case", "time"} <= chosen and any(one.chosen for one in self.names)
        return "case" in chosen and any(map(_is_event, chosen))


def _is_event(role: str) -> bool:
    return bool(role) and role not in _SINGLE and not role.startswith((_DUE, _FACT))


def columns_of(path: Path, address: Address, regime: Regime) -> Columns:
    """Return what an address says that columns mean; where it says nothing, what is proposed.

    Raises
    ------
    Complaint
        When the file cannot be read.
    """
    table = open_table(path)
    said = {name: value for name, value in address.more if _COLUMN.fullmatch(name)}
    roles = {} if said else _roles(proposed(table, regime))
    columns = tuple(
        Field(f"c{place}", column, said.get(f"c{place}", "") or roles.get(column, ""))
        for place, column in enumerate(table.columns)
    )
    found = Columns(columns, guessed=not said)
    if found.event is None:
        return found
    place = table.columns.index(found.event)
    names = [name for name, _ in table.counted(found.event)]
    return replace(found, names=tuple(_named(names[:_MOST_NAMES], place, address, regime)))


def _named(names: Sequence[str], place: int, address: Address, regime: Regime) -> Iterator[Field]:
    """Yield what the names in a column of events mean, as said of that very column, or guessed."""
    said = {name: value for name, value in address.more if name.startswith(f"e{place}-")}
    for number, guess in enumerate(guessed(names, regime)):
        name = f"e{place}-{number}"
        usual = "" if said or guess.event is None else guess.event.id
        yield Field(name, guess.name, said.get(name, usual))


def _roles(proposal: Proposal) -> dict[str, str]:
    """What is proposed for each column."""
    single = {column: role for role in _SINGLE if (column := getattr(proposal, role, None))}
    due = {one.name: f"{_DUE}{one.event.id}" for one in proposal.due if one.event is not None}
    dates = {
        one.name: one.event.id for one in proposal.events if proposal.wide and one.event is not None
    }
    return single | due | dates


Options = Sequence[tuple[Text, Sequence[tuple[str, Text]]]]
"""Choices by group: the name of the group, and of each choice its value and its words."""


def options(regime: Regime, columns: Columns) -> Options:
    """Return what a column can mean under a text."""
    events = event_options(regime, columns)
    words = regime.vocabulary
    acts = dict.fromkeys(act_of(rule) for rule in regime.timed)
    chosen = [one.chosen for one in columns.columns]
    acts |= dict.fromkeys(one[len(_DUE) :] for one in chosen if one.startswith(_DUE))
    due = [(f"{_DUE}{one}", words.events[one].label) for one in acts if one in words.events]
    facts = [(f"{_FACT}{one}", words.attributes[one].label) for one in asked_facts(regime)]
    groups = (
        (say("studio.ledger.role.about"), [(role, say(key)) for role, key in _SINGLE.items()]),
        (say("studio.ledger.role.date-of"), events),
        (say("studio.ledger.role.due-of"), due),
        (say("studio.ledger.role.fact-of"), facts),
    )
    return [group for group in groups if group[1]]


def event_options(regime: Regime, columns: Columns) -> list[tuple[str, Text]]:
    """Return the events that the rules of a text are about, and those that are chosen besides."""
    chosen = [one.chosen for one in (*columns.columns, *columns.names) if _is_event(one.chosen)]
    words = regime.vocabulary.events
    every = dict.fromkeys((*regime.relevant, *chosen))
    return [(one, words[one].label) for one in every if one in words]


def mapping_of(columns: Columns) -> str:
    """Return the mapping as a file that ``shenguan log --map`` takes too.

    Raises
    ------
    Complaint
        Where two columns are said to be what only one can be.
    """
    single: dict[str, str] = {}
    several: dict[str, dict[str, str]] = {}
    for one in columns.columns:
        if one.chosen in _SINGLE:
            if one.chosen in single:
                role = say(_SINGLE[one.chosen])
                two = {"one": single[one.chosen], "two": one.label}
                raise Complaint("studio.ledger.twice", **two, role=role)
            single[one.chosen] = one.label
        elif one.chosen:
            key, value = _placed(one.chosen)
            several.setdefault(key, {})[one.label] = value
    if columns.names:
        several["events"] = {one.label: one.chosen for one in columns.names if one.chosen}
    lines = [f"{key}: {_quoted(value)}" for key, value in single.items()]
    for key, values in several.items():
        lines.append(f"{key}:")
        lines += [f"  {_quoted(name)}: {_quoted(value)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def _placed(role: str) -> tuple[str, str]:
    """The key of the mapping under which a column stands, and what it stands for."""
    if role.startswith(_DUE):
        return "due-recorded", role[len(_DUE) :]
    return ("attributes", role[len(_FACT) :]) if role.startswith(_FACT) else ("columns", role)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
