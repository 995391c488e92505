"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.language import LANGS, Complaint, Label, Lang, catalogue, say
from model.property import Property
from model.regime import Regime
from protocols import library
from protocols.calendar_file import read_calendar
from protocols.mistakes import nearest

LANGUAGE_VARIABLE = "SHENGUAN_LANG"
LONGEST = 100_000
"""Working days that a reading or a requirement may have at the most."""


class ReadingType(click.ParamType[Reading]):
    """``strict`` or a number of working days from 1."""

    name = "strict|N"

    def convert(self, value: Any, param: Any, ctx: Any) -> Reading:
        """Parse the value."""
        if isinstance(value, Reading):
            return value
        if value == "strict":
            return STRICT
        if str(value).isdecimal() and 1 <= int(value) <= LONGEST:
            return Reading(int(value))
        return self.fail(f"'{value}' (strict, 1, 2, … {LONGEST})", param, ctx)


def named(prefix: str, last: str = "") -> list[str]:
    """Return what the catalogue names under a key, so that a choice costs no import of a solver."""
    rest = (key.removeprefix(f"{prefix}.") for key in catalogue() if key.startswith(f"{prefix}."))
    found = (key.removesuffix(f".{last}") if last else key for key in rest if key.endswith(last))
    return [key for key in found if "." not in key]


def option(lang: Lang, *names: str, key: str, values: Any = None, **settings: Any) -> click.Option:
    """Return an option with its help in one language."""
    filled = values or {}
    return click.Option(list(names), help=say(f"option.{key}", lang, **filled), **settings)


def spoken(lang: Lang) -> click.Option:
    """``--lang``: read from the words before parsing, so its value is not passed on."""
    return option(lang, "--lang", key="lang", type=click.Choice(LANGS), expose_value=False)


def regime_names() -> click.Argument:
    """Any number of regimes."""
    return click.Argument(["regimes"], nargs=-1, metavar="[REGIME]...")


def properties(lang: Lang) -> click.Option:
    """``--property``, any number of times."""
    return option(lang, "--property", "names", key="property", multiple=True, metavar="P")


def within(lang: Lang) -> click.Option:
    """``--within``."""
    return option(lang, "--within", key="within", type=click.IntRange(0, LONGEST))


def assume(lang: Lang) -> click.Option:
    """``--assume``."""
    return option(lang, "--assume", key="assume", type=click.Choice(["everyone", "nobody"]))


def out(lang: Lang) -> click.Option:
    """``--out``: a folder for files, none unless asked for."""
    return option(lang, "--out", key="out", type=click.Path(path_type=Path))


def reading(lang: Lang, default: str) -> click.Option:
    """``--reading``."""
    return option(
        lang, "--reading", key="reading", type=ReadingType(), default=default, show_default=True
    )


def calendar(lang: Lang) -> click.Option:
    """``--calendar``."""
    return option(lang, "--calendar", key="calendar", type=click.Path(path_type=Path))


def as_json(lang: Lang) -> click.Option:
    """``--json``."""
    return option(lang, "--json", "as_json", key="json", is_flag=True)


def year_options(lang: Lang, scenarios: tuple[str, ...]) -> list[click.Parameter]:
    """``--year``, ``--seed``, ``--scenario``."""
    named = {"all": ", ".join(scenarios)}
    years, seeds = click.IntRange(1900, 2200), click.IntRange(0, 2**63 - 1)
    return [
        option(lang, "--year", key="year", type=years, default=2025, show_default=True),
        option(lang, "--seed", key="seed", type=seeds, default=1, show_default=True),
        option(
            lang, "--scenario", key="scenario", values=named, default="ordinary", show_default=True
        ),
    ]


def chosen_calendar(path: Path | None) -> Calendar:
    """Return the calendar in use."""
    base = chinese_calendar()
    return base if path is None else read_calendar(path, base)


def chosen_regimes(names: tuple[str, ...]) -> tuple[Regime, ...]:
    """Read the regimes named, each once; all shipped ones where none is.

    Files whose regimes have one identifier are told apart by the names of the files.
    """
    from dataclasses import replace

    paths: dict[Path, str] = {}
    for asked in names or library.REGIMES:
        paths.setdefault(library.resolved(asked), asked)
    found = [library.find(one) for one in paths.values()]
    ids, labels = [regime.id for regime in found], [regime.name for regime in found]
    taken: set[str] = set()
    named = []
    for regime in found:
        name = regime.id if ids.count(regime.id) == 1 else Path(regime.source).stem
        number = 2
        while name in taken:
            name, number = f"{regime.id}-{number}", number + 1
        taken.add(name)
        label = regime.name
        if labels.count(label) > 1:
            label = Label(f"{label.zh}（{name}）", f"{label.en} ({name})")
        named.append(replace(regime, id=name, name=label))
    return tuple(named)


def chosen_properties(names: tuple[str, ...]) -> list[Property]:
    """Return the properties named, all where none is.

    Raises
    ------
    Complaint
        For a name that the catalogue does not have.
    """
    known = library.properties()
    return [chosen_property(name) for name in dict.fromkeys(names)] or list(known.values())


def chosen_property(name: str) -> Property:
    """Return a property by its name or by its label in either language.

    Raises
    ------
    Complaint
        For a name that the catalogue does not have.
    """
    known = library.properties()
    labels = {label: one for one in known.values() for label in (one.label.zh, one.label.en)}
    if name in known or name in labels:
        return known.get(name) or labels[name]
    every = Label(
        "、".join(f"{one.id}（{one.label.zh}）" for one in known.values()),
        ", ".join(f"{one.id} ({one.label.en})" for one in known.values()),
    )
    near = nearest(name, [*known, *labels])
    key = "property.unknown" if near else "property.no-such"
    raise Complaint(key, name=name, near=near, all=every)
